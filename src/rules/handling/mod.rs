//! Mislabelled, misrouted, or refused by the service.

use super::Rule;

/// The rules of this family, in the order in which they run.
pub static RULES: &[&Rule] = &[];
