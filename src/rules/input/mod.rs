//! The rows of the file themselves are damaged; no effect on the risk.

mod formula_cell;
mod row_long;
mod row_short;
mod spreadsheet_damage;
mod unclosed_quote;
mod undecodable_bytes;

use super::Rule;

/// The rules of this family, in the order in which they run.
pub static RULES: &[&Rule] = &[
    &row_short::RULE,
    &row_long::RULE,
    &undecodable_bytes::RULE,
    &unclosed_quote::RULE,
    &spreadsheet_damage::RULE,
    &formula_cell::RULE,
];
