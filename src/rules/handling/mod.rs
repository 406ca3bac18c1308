//! Mislabelled, misrouted or lost by the carrier, or refused by the service.

mod line_too_long;
mod locker_by_wrong_carrier;
mod military_by_courier;
mod po_box_by_courier;
mod service_unknown;
mod unprintable_characters;

use super::Rule;

/// The rules of this family, in the order in which they run.
pub static RULES: &[&Rule] = &[
    &po_box_by_courier::RULE,
    &military_by_courier::RULE,
    &locker_by_wrong_carrier::RULE,
    &service_unknown::RULE,
    &line_too_long::RULE,
    &unprintable_characters::RULE,
];
