//! Over the weight or the dimensions of the service.

mod over_dimensions;
mod over_weight;
mod weight_implausible;
mod weight_missing;

pub(crate) use over_dimensions::sides;

use super::Rule;

/// The rules of this family, in the order in which they run.
pub static RULES: &[&Rule] =
    &[&over_weight::RULE, &over_dimensions::RULE, &weight_missing::RULE, &weight_implausible::RULE];
