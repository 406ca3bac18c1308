//! Changes that somebody chose: made whether rules like them or not, in the same hand and with the
//! same care for every other byte.

use std::collections::BTreeMap;

use bumpalo::Bump;

use super::Mender;
use super::settle::{Made, OfFile, Refused, Settled, Step, rows_of, whole, written};
use crate::finding::{Edit, Fix, FixLevel};
use crate::fix::hand::{Hand, Refusal};
use crate::fix::plan;
use crate::input::Field;
use crate::input::block::Block;
use crate::input::grouping::Group;
use crate::order::{Facts, Order, Page, Plan};
use crate::scan::check::Checker;

/// A change that somebody chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Code of the rule that proposed it; empty for an edit of the seller's own.
    pub code: String,
    /// In a few words.
    pub title: String,
    /// New values.
    pub edits: Vec<(Field, String)>,
}

/// What was chosen for orders, by the line on which each begins.
pub type ChosenBy = BTreeMap<u64, Vec<Chosen>>;

/// What the log says of an edit of the seller's own.
const OWN: &str = "review/edit";

impl Chosen {
    fn as_fix(&self) -> Fix<'_> {
        let edits = self.edits.iter().map(|(field, to)| Edit { field: *field, to: to.as_str().into() });
        Fix { edits: edits.collect(), ..Fix::review(self.title.as_str()) }
    }

    fn step(&self) -> Step {
        let code = crate::rules::by_code(&self.code).map_or(OWN, |rule| rule.code);
        Step { code, level: FixLevel::Review, title: self.title.clone(), message: self.title.clone() }
    }
}

impl Mender<'_> {
    /// Makes what was chosen for an order.
    pub(super) fn make_chosen(&self, block: &Block, group: &Group, order: &Order<'_>, chosen: &[Chosen]) -> Settled {
        let mut settled = Settled { rows: rows_of(block, group).to_vec(), ..Settled::default() };
        let (of_file, line) = (OfFile::of(block, group, order), order.line);
        for chosen in chosen {
            match made(self.checker, self.hand, &settled.rows, line, of_file, chosen) {
                Ok(Some(made)) => settled.make(made),
                Ok(None) => {}
                Err(refused) => settled.refused.push(refused),
            }
        }
        settled.cells.retain(|c| c.from != c.to);
        settled.cells.sort_by_key(|c| (c.record, c.column));
        settled
    }
}

/// Rows of an order with a change made in them; `None` where they say so already.
fn made(
    checker: &Checker<'_>,
    hand: &Hand,
    rows: &[u8],
    line: u64,
    of_file: OfFile,
    chosen: &Chosen,
) -> Result<Option<Made>, Refused> {
    let now = Block::of(rows, hand.dialect, line);
    let (arena, group) = (Bump::new(), whole(&now));
    let page = Page::new(&now, &arena);
    let order = checker.plan.read(page, &group);
    let mut scratch = checker.shared.scratch();
    let country = Facts::beside_lines(&order, checker.country, &mut scratch).country;
    let fix = chosen.as_fix();
    let changes = plan::changes(&checker.plan, page, &group, &order, &fix, country);
    if changes.is_empty() {
        return match missing_column(&checker.plan, page, &group, &fix) {
            Some(_) => Err(Refused { record: 0, column: 0, why: Refusal::NoColumn }),
            None => Ok(None),
        };
    }
    let (rows, before) = written(hand, page, &group, of_file, &changes)?;
    Ok(Some(Made { rows, changes, before, step: chosen.step() }))
}

/// A field of the fix for which the file has no column.
fn missing_column(plan: &Plan, page: Page<'_>, group: &Group, fix: &Fix<'_>) -> Option<Field> {
    fix.edits.iter().map(|e| e.field).find(|field| plan.place(page, group, *field).is_none())
}

/// Rows of an order with changes made in them, one after the other, for a look ahead.
pub(in crate::scan) fn rows_with(
    checker: &Checker<'_>,
    hand: &Hand,
    rows: &[u8],
    line: u64,
    of_file: OfFile,
    chosen: &[Chosen],
) -> Result<Vec<u8>, Refused> {
    chosen.iter().try_fold(rows.to_vec(), |rows, chosen| {
        Ok(made(checker, hand, &rows, line, of_file, chosen)?.map_or(rows, |made| made.rows))
    })
}
