//! The export with its fixes made: every order checked as in a scan, those with a fix settled, and
//! the rows written again with the changed cells in them. What is not changed is copied.

mod chosen;
pub(super) mod settle;
mod tally;

pub(super) use chosen::rows_with;
pub use chosen::{Chosen, ChosenBy};
pub use settle::{Cell, Step};
pub use tally::{Left, Mended, Refused};

use std::collections::BTreeSet;
use std::io::{self, Write};

use bumpalo::Bump;

use super::blocks::for_each;
use super::check::Checker;
use super::{Job, Shared, learn};
use crate::directory::Known;
use crate::finding::{Finding, FixLevel};
use crate::fix::hand::Hand;
use crate::fix::log;
use crate::fix::patch::{OnPage, Patcher};
use crate::input::block::Block;
use crate::input::grouping::Group;
use crate::input::xlsx::CellChange;
use crate::input::{Field, InputError, Table};
use crate::order::{Facts, Order, Page};
use crate::report;
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

/// What is to be changed.
#[derive(Clone, Copy)]
pub enum Changes<'w> {
    /// What rules propose.
    Fixes(Wish<'w>),
    /// What somebody chose, by the line on which an order begins.
    Chosen(&'w ChosenBy),
    /// Nothing; the orders that begin on these lines are those that a patch is to have.
    Patched(&'w BTreeSet<u64>),
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
    /// What a shop or label program takes back.
    pub patch: Option<Patch<'t>>,
    /// The changed cells of a workbook.
    pub cells: Option<Vec<CellChange>>,
}

/// A patch that is being written.
pub struct Patch<'t> {
    /// Makes its rows.
    pub patcher: Patcher,
    /// Takes them, each with its line end.
    pub put: PutRow<'t>,
}

/// Takes the rows of a patch, one after the other.
pub type PutRow<'t> = Box<dyn FnMut(&[u8]) -> io::Result<()> + Send + 't>;

/// One of [`Targets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The export.
    Fixed,
    /// The log.
    Log,
    /// The changes.
    Diff,
    /// The patch.
    Patch,
}

/// Why a run stopped.
#[derive(Debug)]
pub enum MendError {
    /// An input could not be read to its end, or was changed meanwhile.
    Input(InputError),
    /// A result of that input could not be written.
    Output(usize, Target, io::Error),
}

/// Makes the changes in every input; `targets` has as many entries as the job has tables.
///
/// # Errors
/// When an input cannot be read or a result cannot be written; what was written so far must not
/// be kept.
pub fn mend(job: &Job<'_>, changes: Changes<'_>, targets: &mut [Targets<'_>]) -> Result<Vec<Mended>, MendError> {
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
            changes,
            log: targets.log.is_some(),
            diff: targets.diff.as_ref().map(|(_, colour)| *colour),
            patcher: targets.patch.as_ref().map(|p| p.patcher.clone()),
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
    changes: Changes<'m>,
    log: bool,
    diff: Option<bool>,
    patcher: Option<Patcher>,
}

/// What one block came to.
#[derive(Default)]
struct Part {
    rows: Vec<u8>,
    log: Vec<u8>,
    diff: Vec<u8>,
    patch: Vec<Vec<u8>>,
    cells: Vec<CellChange>,
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
            if let Some(patch) = &mut targets.patch {
                part.patch.iter().try_for_each(|row| (patch.put)(row)).map_err(failed(Target::Patch))?;
            }
            if let Some(cells) = &mut targets.cells {
                cells.extend(part.cells);
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
        let mut put = |group: &Group, order: &Order<'_>, settled: &Settled, part: &mut Part| {
            part.mended.left.add(&settled.left);
            part.mended.refuse(settled.refused.iter().map(|r| self.refused(page, group, r)));
            if settled.cells.is_empty() {
                return;
            }
            self.note(page, group, order, settled, part);
            self.patch(page, group, &settled.rows, part);
            if self.checker.table.sheet().is_some() {
                part.cells.extend(settled.cells.iter().map(|cell| {
                    let line = page.line_of(group.records.start + cell.record);
                    CellChange::on_line(line, cell.column, &cell.to)
                }));
            }
            let records = &block.structure().records()[group.records.clone()];
            if let [first, ..] = records
                && let Some(last) = records.last()
            {
                part.rows.extend_from_slice(&block.bytes()[copied..first.start as usize]);
                part.rows.extend_from_slice(&settled.rows);
                copied = last.end as usize;
            }
        };
        match self.changes {
            Changes::Fixes(wish) => checker.each(page, &groups, |group, found| {
                let Some((case, findings)) = found else { return };
                part.mended.orders += 1;
                if !case.wanted {
                    return;
                }
                checker.shared.policy.apply(&case.order, findings, &mut Vec::new());
                if findings.as_slice().iter().any(|f| wish.includes(f)) {
                    put(group, &case.order, &self.settle(wish, block, group, &case.order), &mut part);
                } else {
                    part.mended.left.add(&Left::of(findings.as_slice()));
                }
            }),
            Changes::Chosen(all) => {
                for group in &groups {
                    part.mended.orders += 1;
                    if let Some(chosen) = all.get(&page.line_of(group.records.start)) {
                        let order = checker.plan.read(page, group);
                        put(group, &order, &self.make_chosen(block, group, &order, chosen), &mut part);
                    }
                }
            }
            Changes::Patched(lines) => {
                let is_changed = |group: &&Group| group.records.clone().any(|row| lines.contains(&page.line_of(row)));
                for group in groups.iter().filter(is_changed) {
                    part.mended.changed += 1;
                    self.patch_alone(page, group, &mut part);
                }
            }
        }
        part.rows.extend_from_slice(&block.bytes()[copied..]);
        part.rows = self.hand.bytes(std::mem::take(&mut part.rows));
        part
    }

    /// Puts the order of these new rows into the patch.
    fn patch(&self, page: Page<'_>, group: &Group, rows: &[u8], part: &mut Part) {
        let Some(patcher) = &self.patcher else { return };
        let line = page.line_of(group.records.start);
        let now = Block::of(rows, self.hand.dialect, line);
        let arena = Bump::new();
        let row = self.on_page(page, group, |before| {
            self.on_page(Page::new(&now, &arena), &settle::whole(&now), |now| patcher.row(now, Some(before)))
        });
        part.mended.patch(line, row.map(|row| part.patch.push(row)));
    }

    /// Puts an order into the patch as it stands.
    fn patch_alone(&self, page: Page<'_>, group: &Group, part: &mut Part) {
        let Some(patcher) = &self.patcher else { return };
        let row = self.on_page(page, group, |now| patcher.row(now, None));
        part.mended.patch(page.line_of(group.records.start), row.map(|row| part.patch.push(row)));
    }

    fn on_page<'a, R>(&'a self, page: Page<'a>, group: &Group, see: impl FnOnce(OnPage<'_, 'a>) -> R) -> R {
        let plan = &self.checker.plan;
        let order = plan.read(page, group);
        let mut scratch = self.checker.shared.scratch();
        let facts = Facts::of(&order, self.checker.country, &mut scratch);
        see(OnPage { plan, page, group, order: &order, facts: &facts })
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
