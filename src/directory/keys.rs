//! The keys of a door: 64-bit hashes of place, street and building.

use super::spelling;
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};
use crate::text::fold;
use crate::world::{Country, postcode};

/// A door as the parts of its address, as they are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DoorParts<'a> {
    /// Postcode, empty where there is none.
    pub postcode: &'a str,
    /// City; only looked at where the postcode is none of the country.
    pub city: &'a str,
    /// Street with its type.
    pub street: &'a str,
    /// House number, or the name of the house.
    pub number: &'a str,
    /// Door within the building, with or without its marker.
    pub unit: &'a str,
}

/// The keys of a door. A key stands for all spellings of its place, street or building; two that
/// differ share one with a chance of about n² / 2⁶⁵.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Door {
    /// Country and postcode, or city where there is none.
    pub place: u64,
    /// Place and street.
    pub street: u64,
    /// Street and house number.
    pub building: u64,
    /// Unit within the building; 0: none is named.
    pub unit: u64,
    /// Number with which the house number begins; 0: it begins with none.
    pub number: u32,
}

impl Door {
    /// The keys of these parts; `None` where street or house number is missing.
    ///
    /// ```
    /// use doorstep::directory::{Door, DoorParts};
    /// use doorstep::world::Country;
    ///
    /// let us = Country::by_code("US").expect("a country");
    /// let of = |street, number, unit| {
    ///     Door::of(us, &DoorParts { postcode: "02134-1001", street, number, unit, ..DoorParts::default() })
    /// };
    /// assert_eq!(of("Linden St.", "24", "Apt 3B"), of("LINDEN STREET", "024", "#3b"));
    /// assert_ne!(of("Linden St.", "24", ""), of("Linden St.", "24a", ""));
    /// assert_eq!(of("Linden St.", "", ""), None);
    /// ```
    pub fn of(country: &Country, parts: &DoorParts<'_>) -> Option<Door> {
        Door::at(country, place(country, parts)?, parts)
    }

    /// The same in the city, whatever the postcode: where a register knows no postcodes.
    pub fn in_city(country: &Country, parts: &DoorParts<'_>) -> Option<Door> {
        Door::at(country, city(country, parts.city)?, parts)
    }

    fn at(country: &Country, place: u64, parts: &DoorParts<'_>) -> Option<Door> {
        let street = spelling::street(parts.street);
        let number = house(parts.number);
        if street.is_empty() || number.is_empty() {
            return None;
        }
        let street = hash(place, &street);
        let unit = if parts.unit.is_empty() { String::new() } else { spelling::unit(parts.unit, country) };
        Some(Door {
            place,
            street,
            building: hash(street, &number),
            unit: if unit.is_empty() { 0 } else { hash(0, &unit).max(1) },
            number: spelling::leading(&number).unwrap_or(0),
        })
    }

    /// The building of that number in the same street.
    pub fn neighbour(&self, number: &str) -> u64 {
        hash(self.street, &house(number))
    }

    /// The street of another name in the same place.
    pub fn other_street(&self, name: &str) -> Door {
        Door { street: hash(self.place, &spelling::street(name)), ..*self }
    }
}

impl<'a> DoorParts<'a> {
    /// The parts of an order's door; `None` where it goes to no door, or the lines say too little.
    pub fn of_order(order: &Order<'a>, facts: &Facts<'a>) -> Option<DoorParts<'a>> {
        let parsed = &facts.parsed;
        if facts.delivery != Delivery::Door || parsed.rural_route || parsed.landmark {
            return None;
        }
        // a house that has a name and no number goes by its name, or is all there is of a street
        let (street, number) = match (parsed.house_number, parsed.building, parsed.street) {
            (Some(number), _, Some(street)) => (street, number),
            (None, Some(name), Some(street)) if street != name => (street, name),
            (None, _, Some(name)) | (None, Some(name), None) => (name, name),
            _ => return None,
        };
        Some(DoorParts {
            postcode: order.get(Field::Postcode),
            city: order.get(Field::City),
            street,
            number,
            unit: parsed.unit.or(parsed.level).unwrap_or_default(),
        })
    }
}

/// A house number in one spelling, or the name of a house.
fn house(text: &str) -> String {
    if text.bytes().any(|b| b.is_ascii_digit()) || text.chars().any(char::is_numeric) {
        spelling::number(text)
    } else {
        spelling::street(text)
    }
}

fn place(country: &Country, parts: &DoorParts<'_>) -> Option<u64> {
    match postcode::read(country, parts.postcode) {
        Some(code) => {
            let bare = code.bare();
            Some(hash(country_seed(country, b'p'), shared_part(country, bare.as_str())))
        }
        None => city(country, parts.city),
    }
}

fn city(country: &Country, text: &str) -> Option<u64> {
    let city = fold(text);
    (!city.is_empty()).then(|| hash(country_seed(country, b'c'), &city))
}

fn country_seed(country: &Country, kind: u8) -> u64 {
    country.code.bytes().fold(u64::from(kind), |h, b| h << 8 | u64::from(b))
}

/// The part of a postcode that neighbours share: a ZIP without its +4; of an Eircode, which is the
/// code of one address, the routing key; of a Taiwanese code the district.
fn shared_part<'p>(country: &Country, bare: &'p str) -> &'p str {
    let most = match country.code {
        "US" | "PR" | "VI" | "GU" | "AS" | "MP" => 5,
        "IE" | "TW" => 3,
        _ => bare.len(),
    };
    bare.get(..most).unwrap_or(bare)
}

/// FNV-1a of the text behind a seed, its bits mixed. The same on every machine: files hold it.
pub(super) fn hash(seed: u64, text: &str) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for b in text.bytes() {
        h = (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    }
    h = (h ^ h >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    h = (h ^ h >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h ^ h >> 33
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::Scratch;

    fn door(cc: &str, cells: &[(Field, &str)]) -> Option<Door> {
        let order = Order::of(cells);
        let country = Country::by_code(cc).expect("a country");
        let mut scratch = Scratch::default();
        let facts = Facts::of(&order, Some(country), &mut scratch);
        Door::of(country, &DoorParts::of_order(&order, &facts)?)
    }

    #[test]
    fn spellings_of_one_door_share_its_keys() {
        let cases: &[(&str, &[[&str; 3]])] = &[
            (
                "US",
                &[
                    ["24 Linden St", "Apt 3B", "02134"],
                    ["24 LINDEN STREET #3b", "", "02134-1001"],
                    ["24 Linden St.", "Unit 3-B", "02134"],
                ],
            ),
            ("GB", &[["Flat 3, 24 Linden Road", "", "LS1 4AP"], ["24 Linden Rd", "Flat 3", "ls14ap"]]),
            ("DE", &[["Hauptstr. 5a", "Wohnung 12", "10115"], ["Hauptstraße 5 A", "Whg. 12", "D-10115"]]),
            ("AU", &[["3/5 George St", "", "2000"], ["Unit 3, 5 George Street", "", "2000"]]),
            ("RU", &[["ул. Мира 6, кв. 5", "", "101000"], ["улица Мира, 6", "кв 5", "101000"]]),
        ];
        for (cc, spellings) in cases {
            let of = |s: &[&str; 3]| {
                door(cc, &[(Field::Address1, s[0]), (Field::Address2, s[1]), (Field::Postcode, s[2])]).expect("a door")
            };
            for s in *spellings {
                assert_eq!(of(s), of(&spellings[0]), "{s:?}");
            }
        }
    }

    #[test]
    fn named_houses_go_by_their_name() {
        let with = door("GB", &[(Field::Address1, "FLAT 79, THE CEDARS, PARK ROAD"), (Field::Postcode, "NE4 7DX")]);
        let without = door("GB", &[(Field::Address1, "The Cedars, Park Rd"), (Field::Postcode, "NE4 7DX")]);
        let (with, without) = (with.expect("a door"), without.expect("a door"));
        assert_eq!(with.building, without.building);
        assert!(with.unit != 0 && without.unit == 0);
    }

    #[test]
    fn what_is_no_door_has_no_keys() {
        assert_eq!(door("US", &[(Field::Address1, "PO Box 12"), (Field::Postcode, "02134")]), None);
        assert_eq!(door("US", &[(Field::Address1, "24 Linden St")]), None, "no place");
    }
}
