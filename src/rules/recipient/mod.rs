//! Nobody there to take the parcel, or the buyer cannot be reached.

use super::Rule;

/// The rules of this family, in the order in which they run.
pub static RULES: &[&Rule] = &[];
