//! Does a cell hold one of the values by which an order is not shipped from here?

use crate::world::platform::StatusRule;

/// The first letters of a rule's values, and how long they are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Starts {
    /// Low five bits of the first bytes.
    bits: u32,
    /// Low six bits of the lengths; all of them where a value may end in anything.
    lengths: u64,
    /// A value may start with anything.
    any: bool,
}

impl Starts {
    pub(super) fn of(rule: &StatusRule) -> Starts {
        let firsts = || rule.values.iter().map(|v| v.bytes().next().filter(|b| *b != b'*'));
        Starts {
            // a cell that starts beyond ASCII is compared anyway
            bits: firsts().flatten().filter(u8::is_ascii).fold(0, |bits, b| bits | 1 << (b & 31)),
            lengths: rule
                .values
                .iter()
                .fold(0, |bits, v| bits | if v.ends_with('*') { u64::MAX } else { 1 << (v.len() & 63) }),
            any: firsts().any(|first| first.is_none()),
        }
    }

    /// Is it worth while to compare the cell? Sure where it is a no.
    pub(super) fn may_start(&self, cell: &str) -> bool {
        let is_as_long = || self.lengths >> (cell.len() & 63) & 1 == 1 || !cell.is_ascii();
        let fits = |first: u8| !first.is_ascii() || self.bits >> (first & 31) & 1 == 1 && is_as_long();
        self.any || cell.bytes().next().is_none_or(fits)
    }
}

/// Is the cell one of the values? A `*` at the end of a value stands for any ending.
pub(super) fn is_one_of(values: &[&str], cell: &str) -> bool {
    if cell.is_ascii() {
        return values.iter().any(|value| match value.strip_suffix('*') {
            Some(start) => cell.get(..start.len()).is_some_and(|c| c.eq_ignore_ascii_case(start)),
            None => cell.len() == value.len() && cell.eq_ignore_ascii_case(value),
        });
    }
    let cell = cell.to_lowercase();
    values.iter().any(|value| match value.strip_suffix('*') {
        Some(start) => cell.starts_with(start),
        None => cell == *value,
    })
}
