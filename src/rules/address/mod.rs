//! The address is incomplete, wrong or hard to find.

mod street_missing;

use super::Rule;

/// The rules of this family, in the order in which they run.
pub static RULES: &[&Rule] = &[&street_missing::RULE];
