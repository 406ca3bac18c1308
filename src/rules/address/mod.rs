//! The address is incomplete, wrong or hard to find.

mod candidates;
mod city_missing;
mod country_missing;
mod country_unknown;
mod field_misplaced;
mod fields_swapped;
mod house_number_missing;
mod name_missing;
mod postcode_country_mismatch;
mod postcode_malformed;
mod postcode_missing;
mod postcode_region_mismatch;
mod readings;
mod region_missing;
mod region_unknown;
mod street_missing;
mod taken_apart;
mod territory_as_region;

use super::Rule;

/// The rules of this family, in the order in which they run: what explains most speaks first, and
/// those after it do not say the same again.
pub static RULES: &[&Rule] = &[
    &country_missing::RULE,
    &country_unknown::RULE,
    &territory_as_region::RULE,
    &fields_swapped::RULE,
    &field_misplaced::RULE,
    &postcode_country_mismatch::RULE,
    &postcode_malformed::RULE,
    &postcode_missing::RULE,
    &postcode_region_mismatch::RULE,
    &region_unknown::RULE,
    &region_missing::RULE,
    &city_missing::RULE,
    &street_missing::RULE,
    &house_number_missing::RULE,
    &name_missing::RULE,
];
