//! What a fitted model may know of an order beside its findings: where it goes, by what, what it is
//! worth. Names of levels are public: they stand in `model.toml`.

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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traits {
    /// ISO 3166-1 code, empty where the country is not known.
    pub destination: &'static str,
    /// Code of the region within the country, empty where it is not known.
    pub region: &'static str,
    /// Service id, else the folded text of the shipping method, at most [`LONGEST`] bytes.
    pub service: String,
    /// `cash`, `prepaid`, or empty.
    pub payment: &'static str,
    /// Letters and digits of the postcode.
    pub postcode: String,
    /// In the currency of the configuration.
    pub value: Option<f64>,
}

/// The longest name of a shipping method, bytes.
const LONGEST: usize = 40;

impl Traits {
    /// The traits of an order that is worth so much.
    pub fn of(order: &Order<'_>, facts: &Facts<'_>, value: Option<f64>) -> Traits {
        let by_postcode = || match facts.postcode_regions {
            [only] => Some(Region::by_index(*only)),
            _ => None,
        };
        let bare = facts.postcode.map(|p| p.bare().as_str().to_string());
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
    pub fn level(&self, of: Trait) -> String {
        let within = |part: &str| match part {
            "" => String::new(),
            part => format!("{}-{part}", self.destination),
        };
        match of {
            Trait::Destination => self.destination.to_string(),
            Trait::Region => within(self.region),
            Trait::Area => within(area(&self.postcode)),
            Trait::Service => self.service.clone(),
            Trait::Payment => self.payment.to_string(),
            Trait::Rarity | Trait::Value => String::new(),
        }
    }

    /// Country and postcode; empty where there is none.
    pub fn place(&self) -> String {
        if self.postcode.is_empty() { String::new() } else { format!("{}-{}", self.destination, self.postcode) }
    }
}

fn service(order: &Order<'_>, facts: &Facts<'_>) -> String {
    if let Recognised::Service(service) = facts.service {
        return service.id.to_string();
    }
    let mut text = Folded::of(order.get(Field::Service)).as_str().to_string();
    while text.len() > LONGEST {
        text.pop();
    }
    text
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
        let levels = Trait::ALL.map(|t| traits.level(t));
        assert_eq!(levels, ["IN", "", "IN-KA", "", "standard", "cash", "IN-560"]);
        assert_eq!(traits.place(), "IN-560085");
        assert_eq!(
            [area("SW1A1AA"), area("M11AE"), area("K1A0B1"), area("1011"), area("")],
            ["SW", "M", "K1A", "10", ""]
        );
    }
}
