//! Orders of a run that repeat one another.

use std::collections::HashMap;

/// Orders of this run that go to the same person with the same content.
#[derive(Debug, Default)]
pub struct Duplicates {
    groups: HashMap<u64, Vec<Occurrence>>,
}

/// Where an order stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Position of the file among the inputs.
    pub file: usize,
    /// Line on which the order begins.
    pub line: u64,
    /// Its order number.
    pub order: String,
}

impl Duplicates {
    /// The other orders of the same fingerprint, in the order of the run.
    pub fn others(&self, fingerprint: u64, file: usize, line: u64) -> impl Iterator<Item = &Occurrence> {
        self.groups.get(&fingerprint).into_iter().flatten().filter(move |o| (o.file, o.line) != (file, line))
    }

    /// How many orders have the fingerprint, that order or another.
    pub fn count(&self, fingerprint: u64) -> usize {
        self.groups.get(&fingerprint).map_or(0, Vec::len)
    }

    /// Does no order repeat another?
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Adds an occurrence.
    pub fn insert(&mut self, fingerprint: u64, occurrence: Occurrence) {
        self.groups.entry(fingerprint).or_default().push(occurrence);
    }
}
