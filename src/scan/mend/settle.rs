//! The fixes of one order, made one after the other until none is left that helps.
//!
//! The worst finding comes first, those of one severity in the order of the rules. After each fix
//! the rows are written, read and checked again as if they had come from the file. A fix stays if
//! its order then has fewer errors, or as many and fewer warnings, or as many and fewer notes, no
//! error or warning of a code that it had not, and no higher risk. As each leaves less than there
//! was, they come to an end, and where they end nothing more would be done to the fixed file
//! either.

use bumpalo::Bump;

use super::{Left, Mender, Wish};
use crate::finding::{Finding, Findings, FixLevel, Severity};
use crate::fix::hand::{Hand, Refusal, Stands};
use crate::fix::plan;
use crate::fix::rewrite::{Before, Change, is_so, rewritten};
use crate::input::Field;
use crate::input::block::Block;
use crate::input::grouping::Group;
use crate::order::{Facts, Order, Page, RowFault};
use crate::world::platform::Status;

/// The most fixes of one order.
const MOST: usize = 32;

/// The part of a fix in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Code of the rule.
    pub code: &'static str,
    /// Who had to agree.
    pub level: FixLevel,
    /// The fix in a few words.
    pub title: String,
    /// What was wrong.
    pub message: String,
}

/// A changed cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its record, counted from the first of the order.
    pub record: usize,
    /// Its column, from 0.
    pub column: usize,
    /// The field that is read from it.
    pub field: Field,
    /// What it said.
    pub from: String,
    /// What it says.
    pub to: String,
    /// How it stood.
    pub was: Stands,
    /// The fixes that changed it, the first one first.
    pub steps: Vec<Step>,
}

impl Cell {
    /// Something of each fix that changed it.
    pub fn joined(&self, between: &str, of: impl Fn(&Step) -> String) -> String {
        let mut all: Vec<String> = Vec::new();
        for step in &self.steps {
            let text = of(step);
            if !all.contains(&text) {
                all.push(text);
            }
        }
        all.join(between)
    }

    /// Who had to agree.
    pub fn level(&self) -> FixLevel {
        self.steps.iter().map(|s| s.level).max().unwrap_or(FixLevel::Safe)
    }
}

/// An edit that was not made: where, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scan) struct Refused {
    pub record: usize,
    pub column: usize,
    pub why: Refusal,
}

/// What an order came to.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// Its rows as they are now.
    pub rows: Vec<u8>,
    /// Its changed cells, in the order of the file.
    pub cells: Vec<Cell>,
    /// Fixes that are left.
    pub left: Left,
    /// Edits that could not be written.
    pub refused: Vec<Refused>,
}

/// An order looked at: what was read, what is wrong, and its risk.
struct Seen<'a> {
    order: Order<'a>,
    facts: Facts<'a>,
    findings: Findings<'a>,
    risk: f64,
}

/// What is known of an order from its file.
#[derive(Clone, Copy, Debug)]
pub(in crate::scan) struct OfFile {
    /// Its fingerprint as it came: what other orders say is told by it.
    pub print: u64,
    /// Is there a quote nearby that was never closed? One more would close it.
    torn: bool,
    /// Does another row stand on one of its lines? Then no log could say which one was changed. Or is
    /// it told from a neighbour by its place alone? Then a change could make one order of both.
    mixed: bool,
    /// Has it a row of which nobody knows what stands where? Read by itself it may say something else.
    broken: bool,
}

fn is_broken(fault: RowFault) -> bool {
    matches!(fault, RowFault::Long(..) | RowFault::UnclosedQuote)
}

impl OfFile {
    pub fn of(block: &Block, group: &Group, order: &Order<'_>) -> OfFile {
        OfFile {
            print: order.fingerprint(),
            torn: !block.open_quotes.is_empty(),
            mixed: group.parted || shares_line(block, group),
            broken: order.faults.iter().any(|(fault, _)| is_broken(*fault)),
        }
    }
}

/// The bytes of an order's rows.
pub(in crate::scan) fn rows_of<'b>(block: &'b Block, group: &Group) -> &'b [u8] {
    match &block.structure().records()[group.records.clone()] {
        [] => &[],
        [first, rest @ ..] => &block.bytes()[first.start as usize..rest.last().unwrap_or(first).end as usize],
    }
}

/// A fix that helps, made.
pub(super) struct Made {
    pub rows: Vec<u8>,
    pub changes: Vec<(Field, Change)>,
    pub before: Vec<Before>,
    pub step: Step,
}

impl Mender<'_> {
    /// Makes what helps of the fixes of an order.
    pub(super) fn settle(&self, wish: Wish<'_>, block: &Block, group: &Group, order: &Order<'_>) -> Settled {
        let mut settled = Settled { rows: rows_of(block, group).to_vec(), ..Settled::default() };
        let line = block.line + block.structure().records().get(group.records.start).map_or(0, |r| u64::from(r.line));
        let of_file = OfFile::of(block, group, order);
        for _ in 0..MOST {
            let round = if of_file.broken {
                // read by itself it would be split otherwise
                self.round(wish, block, group, of_file)
            } else {
                let now = Block::of(&settled.rows, self.hand.dialect, line);
                self.round(wish, &now, &whole(&now), of_file)
            };
            match round {
                Ok(made) => settled.make(made),
                Err((left, refused)) => {
                    (settled.left, settled.refused) = (left, refused);
                    break;
                }
            }
        }
        settled.cells.retain(|c| c.from != c.to);
        settled.cells.sort_by_key(|c| (c.record, c.column));
        settled
    }

    /// Makes the first fix that helps; else says what is left, and what could not be written.
    fn round(&self, wish: Wish<'_>, now: &Block, group: &Group, of_file: OfFile) -> Result<Made, (Left, Vec<Refused>)> {
        let arena = Bump::new();
        let page = Page::new(now, &arena);
        let seen = self.look(page, group, of_file.print);
        let mut refused = Vec::new();
        for finding in seen.findings.as_slice().iter().filter(|f| wish.includes(f)) {
            match self.tried(page, group, &seen, finding, of_file) {
                Ok(Some(made)) => return Ok(made),
                Ok(None) => {}
                Err(why) if refused.contains(&why) => {}
                Err(why) => refused.push(why),
            }
        }
        Err((Left::of(seen.findings.as_slice()), refused))
    }

    /// Reads an order and checks it as a scan does.
    fn look<'a>(&'a self, page: Page<'a>, group: &Group, print: u64) -> Seen<'a> {
        let shared = self.checker.shared;
        let mut order = self.checker.plan.read(page, group);
        order.is_known_as(print);
        let recheck = self.checker.recheck();
        let (facts, mut findings) = recheck.look(&order, |_| ());
        findings.sort();
        let risk = shared.model.score(recheck.parcel(&order, &facts), findings.as_slice()).risk;
        Seen { order, facts, findings, risk }
    }

    /// Makes the fix of a finding, if it helps.
    fn tried(
        &self,
        page: Page<'_>,
        group: &Group,
        seen: &Seen<'_>,
        finding: &Finding<'_>,
        of_file: OfFile,
    ) -> Result<Option<Made>, Refused> {
        let Some(fix) = &finding.fix else { return Ok(None) };
        let changes = plan::changes(&self.checker.plan, page, group, &seen.order, fix, seen.facts.country);
        if changes.is_empty() {
            return Ok(None);
        }
        let (rows, before) = written(self.hand, page, group, of_file, &changes)?;
        let after = Block::of(&rows, self.hand.dialect, page.block().line);
        let arena = Bump::new();
        let then = self.look(Page::new(&after, &arena), &whole(&after), of_file.print);
        if !helps(seen, &then) {
            return Ok(None);
        }
        let step = Step {
            code: finding.code,
            level: fix.level,
            title: fix.title.to_string(),
            message: finding.message.to_string(),
        };
        Ok(Some(Made { rows, changes, before, step }))
    }
}

/// Rows with these cells changed, read back to see that they say so; what the cells said before.
pub(in crate::scan) fn written(
    hand: &Hand,
    page: Page<'_>,
    group: &Group,
    of_file: OfFile,
    changes: &[(Field, Change)],
) -> Result<(Vec<u8>, Vec<Before>), Refused> {
    let first = changes.first().map_or((0, 0), |(_, c)| (c.record, c.column));
    let refused = |why| Refused { record: first.0, column: first.1, why };
    if of_file.mixed || of_file.broken {
        return Err(refused(Refusal::BrokenRow));
    }
    let bare: Vec<Change> = changes.iter().map(|(_, c)| c.clone()).collect();
    let all = group.records.clone();
    let (rows, before) = rewritten(hand, page.block(), all.clone(), &bare).map_err(|(at, why)| {
        let Change { record, column, .. } = bare[at];
        Refused { record, column, why }
    })?;
    let quotes = |text: &[u8]| hand.dialect.quote.map_or(0, |q| text.iter().filter(|b| **b == q).count());
    if of_file.torn && quotes(&rows) != quotes(page.block().bytes()) {
        return Err(refused(Refusal::OpenQuote));
    }
    let after = Block::of(&rows, hand.dialect, page.block().line);
    if !is_so(hand, page.block(), all, &after, &bare) {
        return Err(refused(Refusal::Broken));
    }
    Ok((rows, before))
}

/// Does a line hold a row of the order and another, as where one ends in a lone carriage return?
fn shares_line(block: &Block, group: &Group) -> bool {
    let all = block.structure().records();
    let near = group.records.start.saturating_sub(1)..(group.records.end + 1).min(all.len());
    all[near].windows(2).any(|pair| pair[0].line == pair[1].line)
}

/// All rows of a block that holds one order.
pub(in crate::scan) fn whole(block: &Block) -> Group {
    Group { records: 0..block.structure().records().len(), is_order: true, parted: false }
}

/// Is there less wrong, no error and no warning of a code that had none, and no more risk? A note
/// may come to light: that the region is missing can only be said once the country is known.
fn helps(before: &Seen<'_>, after: &Seen<'_>) -> bool {
    let (old, new) = (before.findings.as_slice(), after.findings.as_slice());
    let grave = |all: &[Finding<'_>], code: &str| {
        all.iter().filter(|f| f.code == code && f.severity >= Severity::Warning).count()
    };
    weight(new) < weight(old)
        && after.risk <= before.risk + 1e-9
        && after.order.status == Status::Check
        && new.iter().all(|f| grave(new, f.code) <= grave(old, f.code))
}

/// How many errors, warnings and notes; fewer of the first weigh less, whatever the others.
fn weight(findings: &[Finding<'_>]) -> [usize; 3] {
    [Severity::Error, Severity::Warning, Severity::Note].map(|s| findings.iter().filter(|f| f.severity == s).count())
}

impl Settled {
    pub(super) fn make(&mut self, made: Made) {
        self.rows = made.rows;
        for ((field, change), (from, was)) in made.changes.into_iter().zip(made.before) {
            let Change { record, column, to } = change;
            match self.cells.iter_mut().find(|c| (c.record, c.column) == (record, column)) {
                Some(cell) => {
                    cell.to = to;
                    cell.steps.push(made.step.clone());
                }
                None => self.cells.push(Cell { record, column, field, from, to, was, steps: vec![made.step.clone()] }),
            }
        }
    }
}
