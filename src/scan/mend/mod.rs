//! The export with its fixes made: every order checked as in a scan, those with a fix settled, and
//! the rows written again with the changed cells in them. What is not changed is copied.

mod settle;
mod tally;

pub use settle::{Cell, Step};
pub use tally::{Left, Mended, Refused};

use std::io::{self, Write};

use bumpalo::Bump;

use super::blocks::for_each;
use super::check::{BATCH, Checker};
use super::{Job, Shared, learn};
use crate::directory::Known;
use crate::finding::{Finding, Findings, FixLevel};
use crate::fix::hand::Hand;
use crate::fix::log;
use crate::input::block::{Block, Group};
use crate::input::{Field, InputError, Table};
use crate::order::{Order, Page, Scratch};
use crate::report;
use crate::rules::{self, Case};
use settle::Settled;

/// Which fixes are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'w> {
    /// Those that need no more agreement than this; questions to the buyer are never fixes.
    pub level: FixLevel,
    /// Those of these codes and families alone; of all where there are none.
    pub only: &'w [String],
}

impl Wish<'_> {
    /// Is the fix of that finding wanted?
    fn includes(&self, finding: &Finding<'_>) -> bool {
        let named = |word: &String| {
            finding.code == word || finding.code.strip_prefix(&**word).is_some_and(|c| c.starts_with('/'))
        };
        finding.fix.as_ref().is_some_and(|f| f.level < FixLevel::Ask && f.level <= self.level && !f.edits.is_empty())
            && (self.only.is_empty() || self.only.iter().any(named))
    }
}

/// Where the results of one input go.
#[derive(Default)]
pub struct Targets<'t> {
    /// The export with its fixes made.
    pub fixed: Option<Box<dyn Write + Send + 't>>,
    /// The log of changes.
    pub log: Option<Box<dyn Write + Send + 't>>,
    /// The changes as people read them, and whether in colour.
    pub diff: Option<(Box<dyn Write + Send + 't>, bool)>,
}

/// One of [`Targets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The export.
    Fixed,
    /// The log.
    Log,
    /// The changes.
    Diff,
}

/// Why a run stopped.
#[derive(Debug)]
pub enum MendError {
    /// An input could not be read to its end, or was changed meanwhile.
    Input(InputError),
    /// A result of that input could not be written.
    Output(usize, Target, io::Error),
}

/// Makes the wished fixes in every input; `targets` has as many entries as the job has tables.
///
/// # Errors
/// When an input cannot be read or a result cannot be written; what was written so far must not
/// be kept.
pub fn mend(job: &Job<'_>, wish: Wish<'_>, targets: &mut [Targets<'_>]) -> Result<Vec<Mended>, MendError> {
    let shared = Shared::of(job);
    for table in job.tables {
        table.is_whole().map_err(MendError::Input)?;
    }
    let (duplicates, own) = learn::learn(&shared).map_err(MendError::Input)?;
    let known = Known { own, directories: job.directories };
    let mut all = Vec::with_capacity(job.tables.len());
    for (file, (table, targets)) in job.tables.iter().zip(targets).enumerate() {
        let checker = Checker::of(&shared, (&duplicates, &known), file, table, Vec::new()).map_err(MendError::Input)?;
        let hand = Hand::of(table);
        let mender = Mender {
            checker: &checker,
            hand: &hand,
            wish,
            log: targets.log.is_some(),
            diff: targets.diff.as_ref().map(|(_, colour)| *colour),
        };
        all.push(mender.file(file, targets)?);
        table.unchanged().map_err(MendError::Input)?;
    }
    Ok(all)
}

/// Everything that mending one file needs.
struct Mender<'m> {
    checker: &'m Checker<'m>,
    hand: &'m Hand,
    wish: Wish<'m>,
    log: bool,
    diff: Option<bool>,
}

/// What one block came to.
#[derive(Default)]
struct Part {
    rows: Vec<u8>,
    log: Vec<u8>,
    diff: Vec<u8>,
    mended: Mended,
}

impl Mender<'_> {
    fn file(&self, file: usize, targets: &mut Targets<'_>) -> Result<Mended, MendError> {
        let (table, job) = (self.checker.table, self.checker.shared.job);
        let failed = |target| move |e| MendError::Output(file, target, e);
        if let Some(fixed) = &mut targets.fixed {
            fixed.write_all(&self.hand.head(table)).map_err(failed(Target::Fixed))?;
        }
        if let Some(to) = &mut targets.log {
            let mut head = Vec::new();
            log::header(&mut head);
            to.write_all(&head).map_err(failed(Target::Log))?;
        }
        let mut mended = Mended::of(table);
        let done: u64 = job.tables[..file].iter().map(Table::len).sum();
        let mut read = table.header.end as u64;
        let mut commit = |part: Part, bytes: usize| {
            if let Some(fixed) = &mut targets.fixed {
                fixed.write_all(&part.rows).map_err(failed(Target::Fixed))?;
            }
            if let Some(to) = &mut targets.log {
                to.write_all(&part.log).map_err(failed(Target::Log))?;
            }
            if let Some((to, _)) = &mut targets.diff {
                to.write_all(&part.diff).map_err(failed(Target::Diff))?;
            }
            mended.add(part.mended);
            read += bytes as u64;
            (job.progress)(done + read, self.checker.shared.total_bytes);
            Ok(())
        };
        for_each(table, job.threads, &|block: &Block| self.block(block), &mut commit, MendError::Input)?;
        Ok(mended)
    }

    fn block(&self, block: &Block) -> Part {
        let checker = self.checker;
        let mut part = Part::default();
        let mut copied = 0;
        let arena = Bump::new();
        let page = Page::new(block, &arena);
        let mut groups = Vec::new();
        checker.grouping.groups(block, &mut groups);
        groups.retain(|g| g.is_order);
        let mut scratch = Scratch::of(checker.shared.job.places, checker.shared.job.settings);
        let mut cases: Vec<Case<'_>> = (0..BATCH.min(groups.len())).map(|_| Case::default()).collect();
        let mut findings: Vec<Findings<'_>> = (0..BATCH).map(|_| Findings::new()).collect();
        for batch in groups.chunks(BATCH) {
            findings.iter_mut().for_each(Findings::clear);
            for (group, case) in batch.iter().zip(&mut cases) {
                checker.plan.read_into(page, group, &mut case.order);
                checker.look_into(case, &mut scratch);
                if case.shown {
                    case.facts.read_lines(&case.order, &mut scratch);
                }
            }
            let cases = &mut cases[..batch.len()];
            rules::check(&checker.rules, cases, &checker.context, &mut findings);
            for ((group, case), findings) in batch.iter().zip(&*cases).zip(&mut findings) {
                part.mended.orders += 1;
                if !case.wanted {
                    continue;
                }
                checker.shared.policy.apply(&case.order, findings, &mut Vec::new());
                if !findings.as_slice().iter().any(|f| self.wish.includes(f)) {
                    part.mended.left.add(&Left::of(findings.as_slice()));
                    continue;
                }
                let settled = self.settle(block, group, &case.order);
                part.mended.left.add(&settled.left);
                part.mended.refuse(settled.refused.iter().map(|r| self.refused(page, group, r)));
                if settled.cells.is_empty() {
                    continue;
                }
                self.note(page, group, &case.order, &settled, &mut part);
                let records = &block.structure().records()[group.records.clone()];
                if let [first, ..] = records
                    && let Some(last) = records.last()
                {
                    part.rows.extend_from_slice(&block.bytes()[copied..first.start as usize]);
                    part.rows.extend_from_slice(&settled.rows);
                    copied = last.end as usize;
                }
            }
        }
        part.rows.extend_from_slice(&block.bytes()[copied..]);
        part.rows = self.hand.bytes(std::mem::take(&mut part.rows));
        part
    }

    fn refused(&self, page: Page<'_>, group: &Group, at: &settle::Refused) -> Refused {
        Refused {
            line: page.line_of(group.records.start + at.record),
            column: self.column(at.column).to_string(),
            why: at.why,
        }
    }

    fn column(&self, index: usize) -> &str {
        self.checker.table.header.names.get(index).map_or("", String::as_str)
    }

    /// Counts the changes of an order, and writes them to the log and for people.
    fn note(&self, page: Page<'_>, group: &Group, order: &Order<'_>, settled: &Settled, part: &mut Part) {
        part.mended.count(&settled.cells);
        let mask = self.checker.shared.job.redact;
        if self.log {
            for cell in &settled.cells {
                let show = |text: &str| match mask && report::redact::is_personal(cell.field) {
                    true => report::redact::value(text).to_string(),
                    false => text.to_string(),
                };
                let words = |text: &str| match mask {
                    true => report::redact::message(text, order).into_owned(),
                    false => text.to_string(),
                };
                let entry = log::Entry {
                    file: self.checker.table.name().into(),
                    line: page.line_of(group.records.start + cell.record),
                    order: order.get(Field::Order).into(),
                    column: self.column(cell.column).into(),
                    column_index: cell.column,
                    field: cell.field.name().into(),
                    from: show(&cell.from).into(),
                    to: show(&cell.to).into(),
                    code: cell.joined(" ", |s| s.code.to_string()).into(),
                    level: cell.level().name().into(),
                    title: cell.joined("; ", |s| words(&s.title)).into(),
                    was: cell.was,
                };
                entry.put(&mut part.log);
            }
        }
        if let Some(colour) = self.diff {
            let place = |cell: &Cell| (page.line_of(group.records.start + cell.record), self.column(cell.column));
            report::diff::order(order, &settled.cells, &place, colour, mask, &mut part.diff);
        }
    }
}
