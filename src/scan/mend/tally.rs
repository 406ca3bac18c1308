//! What was mended, in numbers that add up the same way on any number of threads.

use std::collections::BTreeMap;

use super::Cell;
use crate::finding::{Finding, FixLevel};
use crate::fix::hand::Refusal;
use crate::fix::patch::LeftOut;
use crate::input::Table;

/// The most edits that are named one by one.
const NAMED: usize = 10;

/// Fixes that were not made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// Those that need nobody's agreement: not asked for, not possible, or of no help.
    pub safe: u64,
    /// Those that the seller should look at.
    pub review: u64,
    /// Questions for the buyer.
    pub ask: u64,
}

impl Left {
    pub(super) fn of(findings: &[Finding<'_>]) -> Left {
        let mut left = Left::default();
        for fix in findings.iter().filter_map(|f| f.fix.as_ref()) {
            match fix.level {
                FixLevel::Safe => left.safe += 1,
                FixLevel::Review => left.review += 1,
                FixLevel::Ask => left.ask += 1,
            }
        }
        left
    }

    pub(super) fn add(&mut self, other: &Left) {
        self.safe += other.safe;
        self.review += other.review;
        self.ask += other.ask;
    }
}

/// An edit that could not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Physical line on which its row begins, from 1.
    pub line: u64,
    /// Name of its column.
    pub column: String,
    /// Why.
    pub why: Refusal,
}

/// What one file came to.
#[derive(Clone, Debug, Default)]
pub struct Mended {
    /// The input as the user named it.
    pub file: String,
    /// Name of its encoding.
    pub encoding: &'static str,
    /// Public name of its platform.
    pub platform: &'static str,
    /// Orders in it.
    pub orders: u64,
    /// Orders with a changed cell.
    pub changed: u64,
    /// Changed cells.
    pub cells: u64,
    /// Orders and cells that each rule changed.
    pub by_code: BTreeMap<&'static str, (u64, u64)>,
    /// Fixes that were not made.
    pub left: Left,
    /// Edits that could not be written: how many, and the first of them.
    pub refused: (u64, Vec<Refused>),
    /// Orders in the patch.
    pub patched: u64,
    /// Changed orders that are better left out of it: how many, and the first of them with their
    /// lines.
    pub left_out: (u64, Vec<(u64, LeftOut)>),
}

impl Mended {
    pub(super) fn of(table: &Table) -> Mended {
        Mended {
            file: table.name().to_string(),
            encoding: table.encoding.name(),
            platform: table.layout.platform_name(),
            ..Mended::default()
        }
    }

    pub(super) fn count(&mut self, cells: &[Cell]) {
        self.changed += 1;
        self.cells += cells.len() as u64;
        let mut seen: Vec<&str> = Vec::new();
        for cell in cells {
            let mut here: Vec<&str> = Vec::new();
            for code in cell.steps.iter().map(|s| s.code) {
                if here.contains(&code) {
                    continue;
                }
                here.push(code);
                let counts = self.by_code.entry(code).or_default();
                counts.1 += 1;
                if !seen.contains(&code) {
                    seen.push(code);
                    counts.0 += 1;
                }
            }
        }
    }

    pub(super) fn refuse(&mut self, refused: impl Iterator<Item = Refused>) {
        for refused in refused {
            self.refused.0 += 1;
            if self.refused.1.len() < NAMED {
                self.refused.1.push(refused);
            }
        }
    }

    /// Counts an order that went into the patch, or did not.
    pub(super) fn patch(&mut self, line: u64, row: Result<(), LeftOut>) {
        match row {
            Ok(()) => self.patched += 1,
            Err(why) => {
                self.left_out.0 += 1;
                if self.left_out.1.len() < NAMED {
                    self.left_out.1.push((line, why));
                }
            }
        }
    }

    pub(super) fn add(&mut self, part: Mended) {
        self.orders += part.orders;
        self.changed += part.changed;
        self.cells += part.cells;
        self.left.add(&part.left);
        for (code, (orders, cells)) in part.by_code {
            let counts = self.by_code.entry(code).or_default();
            counts.0 += orders;
            counts.1 += cells;
        }
        self.refused.0 += part.refused.0;
        let room = NAMED.saturating_sub(self.refused.1.len());
        self.refused.1.extend(part.refused.1.into_iter().take(room));
        self.patched += part.patched;
        self.left_out.0 += part.left_out.0;
        let room = NAMED.saturating_sub(self.left_out.1.len());
        self.left_out.1.extend(part.left_out.1.into_iter().take(room));
    }
}
