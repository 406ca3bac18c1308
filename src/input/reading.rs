//! What a column name says by itself: data/columns.tsv applied to one name.

use super::Field;
use super::sniff::fold_name;
use crate::world::platform::{PREFIXES, SYNONYMS};

/// Whose data a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The delivery address.
    Shipping,
    /// Whoever the order is about.
    Plain,
    /// The payer's.
    Billing,
    /// The sender's, or none of ours.
    Ignored,
}

/// What a column name says, read by itself.
pub(super) struct Reading {
    /// Whose data the column holds.
    pub owner: Owner,
    base: Option<Field>,
    /// Unit of a weight, or empty.
    pub unit: &'static str,
}

impl Reading {
    /// Reads a name; `None` if it says nothing.
    pub fn of(name: &str) -> Option<Reading> {
        let folded = fold_name(name);
        let synonym = |text: &str| {
            let at = SYNONYMS.binary_search_by(|(s, _, _)| (*s).cmp(text)).ok()?;
            Some((SYNONYMS[at].1, SYNONYMS[at].2))
        };
        let owner_of = |kind: &str| match kind {
            "shipping" => Owner::Shipping,
            "billing" => Owner::Billing,
            _ => Owner::Ignored,
        };
        let part = |prefix: &str| {
            let after = folded.strip_prefix(prefix).map(|rest| rest.strip_prefix(' ').unwrap_or(rest));
            let before = || folded.strip_suffix(prefix).and_then(|rest| rest.strip_suffix(' '));
            after.or_else(before).filter(|rest| !rest.is_empty())
        };
        let ignored =
            PREFIXES.iter().any(|(p, kind)| *kind == "ignore" && part(p).is_some_and(|rest| synonym(rest).is_some()));
        let (owner, found) = match (synonym(&folded), ignored) {
            (_, true) => (Owner::Ignored, None),
            (Some(found), _) => {
                let shipping = PREFIXES.iter().any(|(p, kind)| *kind == "shipping" && part(p).is_some());
                (if shipping { Owner::Shipping } else { Owner::Plain }, Some(found))
            }
            (None, _) => {
                let mut prefixed = PREFIXES.iter().filter_map(|(p, kind)| Some((owner_of(kind), synonym(part(p)?)?)));
                prefixed.next().map(|(owner, found)| (owner, Some(found)))?
            }
        };
        let (base, unit) = found.map_or((None, ""), |(f, u)| (Some(f), u));
        Some(Reading { owner, base, unit })
    }

    /// The field, with billing columns apart.
    pub fn field(&self) -> Option<Field> {
        match (self.owner, self.base?) {
            (Owner::Ignored, _) => None,
            (Owner::Billing, field) => match field {
                Field::Name | Field::BillingName => Some(Field::BillingName),
                Field::FirstName | Field::BillingFirstName => Some(Field::BillingFirstName),
                Field::LastName | Field::BillingLastName => Some(Field::BillingLastName),
                Field::Address1 | Field::BillingAddress1 => Some(Field::BillingAddress1),
                Field::City | Field::BillingCity => Some(Field::BillingCity),
                Field::Postcode | Field::BillingPostcode => Some(Field::BillingPostcode),
                Field::Region | Field::BillingRegion => Some(Field::BillingRegion),
                Field::Country | Field::BillingCountry => Some(Field::BillingCountry),
                Field::Phone | Field::BillingPhone => Some(Field::BillingPhone),
                _ => None,
            },
            (_, field) => Some(field),
        }
    }

    /// Why it was taken for that field.
    pub fn because(&self) -> &'static str {
        match self.owner {
            Owner::Shipping => "its name says delivery",
            Owner::Billing => "its name says billing",
            _ => "a usual name for it",
        }
    }
}
