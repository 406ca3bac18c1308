//! Over the weight or the dimensions of the service.

mod over_weight;

use super::Rule;

/// The rules of this family, in the order in which they run.
pub static RULES: &[&Rule] = &[&over_weight::RULE];
