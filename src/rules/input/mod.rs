//! The rows of the file themselves are damaged; no effect on the risk.

use super::Rule;

/// The rules of this family, in the order in which they run.
pub static RULES: &[&Rule] = &[];
