//! The address is incomplete, wrong or hard to find.

mod at_the_door;
mod candidates;
mod city_missing;
mod contact;
mod contact_in_address;
mod country_missing;
mod country_unknown;
mod field_misplaced;
mod fields_swapped;
mod garbled_text;
mod gibberish;
mod house_number_missing;
mod house_number_unknown;
mod military_malformed;
mod name_missing;
mod no_fixed_abode;
mod phrase;
mod pickup_point_incomplete;
mod placeholder;
mod postcode_city_mismatch;
mod postcode_country_mismatch;
mod postcode_malformed;
mod postcode_missing;
mod postcode_region_mismatch;
mod postcode_unknown;
mod readings;
mod region_missing;
mod region_unknown;
mod repeated_line;
mod street_missing;
mod street_unknown;
mod suggest;
mod taken_apart;
mod territory_as_region;
mod unit_incomplete;
mod unit_missing;
mod unit_unexpected;

use super::Rule;

/// The rules of this family, in the order in which they run: what explains most speaks first, and
/// those after it do not say the same again.
pub static RULES: &[&Rule] = &[
    &country_missing::RULE,
    &country_unknown::RULE,
    &territory_as_region::RULE,
    &military_malformed::RULE,
    &fields_swapped::RULE,
    &field_misplaced::RULE,
    &postcode_country_mismatch::RULE,
    &postcode_malformed::RULE,
    &postcode_missing::RULE,
    &postcode_unknown::RULE,
    &postcode_region_mismatch::RULE,
    &postcode_city_mismatch::RULE,
    &region_unknown::RULE,
    &region_missing::RULE,
    &city_missing::RULE,
    &street_missing::RULE,
    &garbled_text::RULE,
    &placeholder::RULE,
    &gibberish::RULE,
    &contact_in_address::RULE,
    &repeated_line::RULE,
    &unit_incomplete::RULE,
    &unit_missing::RULE,
    &unit_unexpected::RULE,
    &no_fixed_abode::RULE,
    &pickup_point_incomplete::RULE,
    &house_number_missing::RULE,
    &house_number_unknown::RULE,
    &street_unknown::RULE,
    &name_missing::RULE,
];
