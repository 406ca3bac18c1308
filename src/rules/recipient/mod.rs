//! Nobody there to take the parcel or to sign for it, or the buyer cannot be reached.

mod billing_elsewhere;
mod business_closed;
mod duplicate_order;
mod email_malformed;
mod freight_forwarder;
mod name_incomplete;
mod phone_malformed;
mod phone_missing;
mod repeat_failure;
mod signature_at_home;

use super::Rule;
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::Folded;
use crate::world::Country;

/// The rules of this family, in the order in which they run.
pub static RULES: &[&Rule] = &[
    &phone_missing::RULE,
    &phone_malformed::RULE,
    &email_malformed::RULE,
    &name_incomplete::RULE,
    &duplicate_order::RULE,
    &repeat_failure::RULE,
    &signature_at_home::RULE,
    &business_closed::RULE,
    &freight_forwarder::RULE,
    &billing_elsewhere::RULE,
];

/// The country of the billing address, where it can be read and a parcel from one to the other
/// crosses a border.
fn billed_elsewhere(order: &Order<'_>, facts: &Facts<'_>) -> Option<&'static Country> {
    let cell = order.get(Field::BillingCountry);
    if cell.is_empty() || cell == order.get(Field::Country) || !facts.country_stated {
        return None;
    }
    Country::find(cell).filter(|billed| facts.country.is_some_and(|to| to.is_abroad_from(billed)))
}

/// Does the cell say in a word, or in signs, that there is no number or address?
fn says_none(text: &str) -> bool {
    matches!(
        Folded::of(text).as_str(),
        "" | "n a" | "na" | "nan" | "nil" | "no" | "no email" | "no phone" | "none" | "not available" | "null" | "x"
    )
}
