//! Orders with their outcomes, as the model sees them.

use std::collections::HashMap;

use super::traits::Trait;
use crate::finding::Reason;
use crate::text::Day;

/// How a delivery ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It arrived at the first attempt, or as the seller counts it.
    Arrived,
    /// It did not, and for what reason where somebody noted it.
    Failed(Option<Reason>),
}

/// Names, each with a number.
#[derive(Clone, Debug, Default)]
pub struct Names {
    pub(super) list: Vec<String>,
    numbers: HashMap<String, u32>,
}

/// No name.
pub const NONE: u32 = u32::MAX;

impl Names {
    /// The number of a name; [`NONE`] for an empty one.
    pub fn number(&mut self, name: &str) -> u32 {
        if name.is_empty() {
            return NONE;
        }
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.list.len() as u32;
        self.list.push(name.to_string());
        self.numbers.insert(name.to_string(), number);
        number
    }
}

/// An order with its outcome, as the model sees it.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Shipped hazards without findings.
    pub base: [f64; 6],
    /// Effects that count, by their position in the table of effects, with the share that applies
    /// in thousandths.
    pub effects: Vec<(u16, u16)>,
    /// Level of each trait, in the order of [`Trait::ALL`]; [`NONE`] where not known.
    pub levels: [u32; Trait::ALL.len()],
    /// Number of the place, or [`NONE`].
    pub place: u32,
    /// Worth, not a number where not known.
    pub value: f64,
    /// When it was placed.
    pub day: Option<Day>,
    /// How it ended.
    pub outcome: Outcome,
}

/// Orders with their outcomes.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    /// The orders.
    pub list: Vec<Sample>,
    /// Names of the levels of each trait, in the order of [`Trait::ALL`].
    pub names: [Names; Trait::ALL.len()],
    /// Names of places.
    pub places: Names,
}
