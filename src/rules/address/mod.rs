//! The address is incomplete, wrong or hard to find.

mod contact;
mod contact_in_address;
mod garbled_text;
mod gibberish;
mod military_malformed;
mod no_fixed_abode;
mod phrase;
mod pickup_point_incomplete;
mod placeholder;
mod repeated_line;
mod street_missing;
mod unit_incomplete;

use super::Rule;

/// The rules of this family, in the order in which they run.
pub static RULES: &[&Rule] = &[
    &street_missing::RULE,
    &garbled_text::RULE,
    &placeholder::RULE,
    &gibberish::RULE,
    &contact_in_address::RULE,
    &repeated_line::RULE,
    &unit_incomplete::RULE,
    &no_fixed_abode::RULE,
    &pickup_point_incomplete::RULE,
    &military_malformed::RULE,
];
