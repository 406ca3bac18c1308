//! The orders of one file that somebody should look at, kept at hand: each can be looked at again
//! with other cells, by the same rules and the same risk.

use bumpalo::Bump;
use serde::Deserialize;

use super::blocks::for_each;
use super::check::Checker;
use super::mend::settle::{OfFile, Refused, rows_of, whole};
use super::mend::{Chosen, rows_with};
use super::summary::Part;
use super::{Assessed, Job, ScanError, Shared, Summary, learn};
use crate::directory::Known;
use crate::finding::Findings;
use crate::fix::hand::{Hand, Refusal};
use crate::input::Field;
use crate::input::block::Block;
use crate::order::Page;
use crate::report;
use crate::rules::Case;

/// An order at hand.
#[derive(Debug)]
pub struct Kept {
    /// Physical line on which it begins, from 1.
    pub line: u64,
    /// Order number.
    pub order: String,
    /// What it is known by when its file comes again: the same for the same parcel to the same
    /// person; 0 where it says too little.
    pub print: u64,
    /// As it stands in the file.
    pub looked: Looked,
    rows: Vec<u8>,
    of_file: OfFile,
    at_stake: i64,
}

/// What was seen of an order.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// As [the page](report::page::order) shows it, without its number.
    pub shown: Vec<u8>,
    /// What its buyer is asked, a [line](report::message::line) or nothing.
    pub asked: Vec<u8>,
}

/// A cell of an order, as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ShownCell {
    /// Public name of the field.
    pub field: String,
    /// Name of its column.
    pub column: String,
    /// Its column, from 0.
    pub column_index: usize,
    /// Physical line of its row.
    pub line: u64,
    /// What it says.
    pub value: String,
}

/// A finding of an order, as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ShownFinding {
    /// Rule.
    pub code: String,
    /// What is wrong.
    pub message: String,
}

/// The parts of a shown order that are asked for again.
#[derive(Debug, Default, Deserialize)]
pub struct Shown {
    /// Its cells.
    pub cells: Vec<ShownCell>,
    /// What is wrong with it, worst first.
    pub findings: Vec<ShownFinding>,
}

impl Looked {
    fn of(assessed: &Assessed<'_, '_>) -> Looked {
        let mut looked = Looked::default();
        report::page::order(assessed, false, &mut looked.shown);
        report::message::line(assessed, false, &mut looked.asked);
        looked
    }

    /// Its cells and findings.
    pub fn parts(&self) -> Shown {
        serde_json::from_slice(&self.shown).unwrap_or_default()
    }
}

impl Shown {
    /// What the cell of a field says; empty where there is none.
    pub fn value(&self, field: Field) -> &str {
        self.cells.iter().find(|c| c.field == field.name()).map_or("", |c| c.value.as_str())
    }
}

/// The orders of one file.
pub struct Desk<'d> {
    checker: &'d Checker<'d>,
    hand: Hand,
    /// Flagged orders, as in the file; of very many the worst.
    pub orders: Vec<Kept>,
    /// What the scan came to.
    pub summary: Summary,
}

/// Why an order cannot be changed so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unable {
    /// Name of the column, where one is to blame.
    pub column: String,
    /// Why.
    pub why: Refusal,
}

/// Scans the first input of a job and hands its flagged orders over.
///
/// # Errors
/// When the input cannot be read.
pub fn with_desk<R>(job: &Job<'_>, use_it: impl FnOnce(&Desk<'_>) -> R) -> Result<R, ScanError> {
    let shared = Shared::of(job);
    let (duplicates, own) = learn::learn(&shared).map_err(ScanError::Input)?;
    let known = Known { own, directories: job.directories };
    let table = &job.tables[0];
    let checker = Checker::of(&shared, (&duplicates, &known), 0, table, Vec::new()).map_err(ScanError::Input)?;
    let mut summary = Summary::new(job, &shared.costs);
    let mut orders: Vec<Kept> = Vec::new();
    let mut read = table.header.end as u64;
    let mut commit = |(part, kept): (Part, Vec<Kept>), bytes: usize| {
        summary.add(0, part);
        orders.extend(kept);
        if orders.len() > 2 * report::page::MOST {
            keep_worst(&mut orders);
        }
        read += bytes as u64;
        (job.progress)(read, shared.total_bytes);
        Ok(())
    };
    for_each(table, job.threads, &|block: &Block| flagged(&checker, block), &mut commit, ScanError::Input)?;
    summary.finish(job);
    keep_worst(&mut orders);
    Ok(use_it(&Desk { checker: &checker, hand: Hand::of(table), orders, summary }))
}

fn keep_worst(orders: &mut Vec<Kept>) {
    if orders.len() > report::page::MOST {
        orders.sort_by_key(|kept| (std::cmp::Reverse(kept.at_stake), kept.line));
        orders.truncate(report::page::MOST);
        orders.sort_by_key(|kept| kept.line);
    }
}

/// The flagged orders of a block.
fn flagged(checker: &Checker<'_>, block: &Block) -> (Part, Vec<Kept>) {
    let (mut part, mut kept) = (Part::default(), Vec::new());
    let arena = Bump::new();
    let page = Page::new(block, &arena);
    let mut groups = Vec::new();
    checker.grouping.groups(block, &mut groups);
    checker.each(page, &groups, |group, found| {
        part.rows += group.records.len() as u64;
        let Some((case, findings)) = found else { return };
        checker.shared.policy.apply(&case.order, findings, &mut part.accepted);
        findings.sort();
        checker.assess(page, group, case, findings.as_slice(), |assessed, worst| {
            checker.count(assessed, worst, &mut part);
            if !assessed.flagged || !case.wanted {
                return;
            }
            let order = &case.order;
            kept.push(Kept {
                line: order.line,
                order: order.get(Field::Order).to_string(),
                print: order.fingerprint(),
                looked: Looked::of(assessed),
                rows: rows_of(block, group).to_vec(),
                of_file: OfFile::of(block, group, order),
                at_stake: assessed.at_stake(),
            });
        });
    });
    (part, kept)
}

impl Desk<'_> {
    /// The order that begins on that line, and its place among [`Desk::orders`].
    pub fn at(&self, line: u64) -> Option<(usize, &Kept)> {
        let at = self.orders.binary_search_by_key(&line, |kept| kept.line).ok()?;
        Some((at, &self.orders[at]))
    }

    /// The order after these changes.
    ///
    /// # Errors
    /// Where a change cannot be written into the file.
    pub fn look(&self, kept: &Kept, chosen: &[Chosen]) -> Result<Looked, Unable> {
        if chosen.is_empty() {
            return Ok(kept.looked.clone());
        }
        let checker = self.checker;
        let rows = rows_with(checker, &self.hand, &kept.rows, kept.line, kept.of_file, chosen)
            .map_err(|refused| self.unable(&refused))?;
        let block = Block::of(&rows, self.hand.dialect, kept.line);
        let (arena, group) = (Bump::new(), whole(&block));
        let page = Page::new(&block, &arena);
        let mut order = checker.plan.read(page, &group);
        order.is_known_as(kept.print);
        let (facts, mut findings): (_, Findings<'_>) = checker.recheck().look(&order, |_| ());
        findings.sort();
        let case = Case { order, facts, wanted: true, shown: true, ..Case::default() };
        Ok(checker.assess(page, &group, &case, findings.as_slice(), |assessed, _| Looked::of(assessed)))
    }

    fn unable(&self, refused: &Refused) -> Unable {
        let names = &self.checker.table.header.names;
        let column = if refused.why == Refusal::NoColumn { None } else { names.get(refused.column) };
        Unable { column: column.cloned().unwrap_or_default(), why: refused.why }
    }
}
