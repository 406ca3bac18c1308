//! What a fitted model may know of an order beside its findings: where it goes, by what, what it is
//! worth. Names of levels are public: they stand in `model.toml`.

use arrayvec::ArrayString;

use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::Folded;
use crate::world::Region;
use crate::world::service::Recognised;

/// A way in which orders differ that a seller's own outcomes may tell something about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trait {
    /// Country of destination.
    Destination,
    /// Region of destination.
    Region,
    /// The first part of the postcode.
    Area,
    /// What the parcel is sent by.
    Service,
    /// Paid at the door, or before.
    Payment,
    /// How often the seller has sent to the postcode before.
    Rarity,
    /// What the order is worth.
    Value,
}

impl Trait {
    /// All, in the order in which they are tried.
    pub const ALL: [Trait; 7] =
        [Trait::Destination, Trait::Rarity, Trait::Region, Trait::Value, Trait::Service, Trait::Payment, Trait::Area];

    /// The public name.
    pub const fn name(self) -> &'static str {
        match self {
            Trait::Destination => "destination",
            Trait::Region => "region",
            Trait::Area => "area",
            Trait::Service => "service",
            Trait::Payment => "payment",
            Trait::Rarity => "rarity",
            Trait::Value => "value",
        }
    }

    /// The trait of that name.
    pub fn from_name(name: &str) -> Option<Trait> {
        Trait::ALL.into_iter().find(|t| t.name() == name)
    }
}

/// The traits of one order, by name.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Traits {
    /// ISO 3166-1 code, empty where the country is not known.
    pub destination: &'static str,
    /// Code of the region within the country, empty where it is not known.
    pub region: &'static str,
    /// Service id, else the folded text of the shipping method, at most [`LONGEST`] bytes.
    pub service: ArrayString<LONGEST>,
    /// `cash`, `prepaid`, or empty.
    pub payment: &'static str,
    /// Letters and digits of the postcode.
    pub postcode: ArrayString<16>,
    /// In the currency of the configuration.
    pub value: Option<f64>,
}

/// The longest name of a service or shipping method, bytes.
pub const LONGEST: usize = 40;

/// The name of a level.
pub type Level = ArrayString<48>;

impl Traits {
    /// The traits of an order that is worth so much.
    pub fn of(order: &Order<'_>, facts: &Facts<'_>, value: Option<f64>) -> Traits {
        let by_postcode = || match facts.postcode_regions {
            [only] => Some(Region::by_index(*only)),
            _ => None,
        };
        let bare = facts.postcode.map(|p| cut(p.bare().as_str()));
        Traits {
            destination: facts.country.map_or("", |c| c.code),
            region: facts.region.or_else(by_postcode).map_or("", |r| r.code),
            service: service(order, facts),
            payment: match facts.pays_on_delivery {
                None => "",
                Some(true) => "cash",
                Some(false) => "prepaid",
            },
            postcode: bare.unwrap_or_default(),
            value,
        }
    }

    /// The level of a trait that has levels by name; empty where it is not known. Rarity and value
    /// have bands instead.
    pub fn level(&self, of: Trait) -> Level {
        match of {
            Trait::Destination => cut(self.destination),
            Trait::Region => self.within(self.region),
            Trait::Area => self.within(area(&self.postcode)),
            Trait::Service => cut(&self.service),
            Trait::Payment => cut(self.payment),
            Trait::Rarity | Trait::Value => Level::new(),
        }
    }

    /// A part of the country of destination.
    fn within(&self, part: &str) -> Level {
        let mut level = Level::new();
        if !part.is_empty() {
            let _ = level.try_push_str(self.destination);
            level.push('-');
            let _ = level.try_push_str(part);
        }
        level
    }

    /// Country and postcode; empty where there is none.
    pub fn place(&self) -> Level {
        self.within(&self.postcode)
    }
}

fn service(order: &Order<'_>, facts: &Facts<'_>) -> ArrayString<LONGEST> {
    match facts.service {
        Recognised::Service(service) => cut(service.id),
        _ => cut(Folded::of(order.get(Field::Service)).as_str()),
    }
}

/// As much of a text as there is room for.
fn cut<const N: usize>(text: &str) -> ArrayString<N> {
    let mut out = ArrayString::new();
    if out.try_push_str(text).is_err() {
        text.chars().take_while(|c| out.try_push(*c).is_ok()).for_each(drop);
    }
    out
}

/// The part of a postcode that names its district: the letters it begins with, else its first
/// three digits, or two of four.
fn area(postcode: &str) -> &str {
    let letters = postcode.bytes().take_while(u8::is_ascii_alphabetic).count();
    let len = match (letters, postcode.len()) {
        (0, 0..=4) => 2,
        (0, _) => 3,
        // Canadian codes begin with one letter and the digit that tells town from country
        (1, 6) => 3,
        (letters, _) => letters,
    };
    postcode.get(..len.min(postcode.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::Scratch;

    #[test]
    fn levels_are_named_as_people_would() {
        let order = Order::of(&[
            (Field::Country, "IN"),
            (Field::Region, "KARNATAKA"),
            (Field::Postcode, "560 085"),
            (Field::Service, "Standard"),
            (Field::Payment, "COD"),
        ]);
        let facts = Facts::of(&order, None, &mut Scratch::default());
        let traits = Traits::of(&order, &facts, Some(406.0));
        let levels = Trait::ALL.map(|t| traits.level(t).to_string());
        assert_eq!(levels, ["IN", "", "IN-KA", "", "standard", "cash", "IN-560"]);
        assert_eq!(traits.place().as_str(), "IN-560085");
        assert_eq!(
            [area("SW1A1AA"), area("M11AE"), area("K1A0B1"), area("1011"), area("")],
            ["SW", "M", "K1A", "10", ""]
        );
    }
}
