//! Nobody there to take the parcel or to sign for it, or the buyer cannot be reached.

mod duplicate_order;
mod email_malformed;
mod name_incomplete;
mod phone_malformed;
mod phone_missing;
mod repeat_failure;

use super::Rule;
use crate::text::Folded;

/// The rules of this family, in the order in which they run.
pub static RULES: &[&Rule] = &[
    &phone_missing::RULE,
    &phone_malformed::RULE,
    &email_malformed::RULE,
    &name_incomplete::RULE,
    &duplicate_order::RULE,
    &repeat_failure::RULE,
];

/// Does the cell say in a word, or in signs, that there is no number or address?
fn says_none(text: &str) -> bool {
    matches!(
        Folded::of(text).as_str(),
        "" | "n a" | "na" | "nan" | "nil" | "no" | "no email" | "no phone" | "none" | "not available" | "null" | "x"
    )
}
