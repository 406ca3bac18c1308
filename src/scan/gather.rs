//! Directories out of past exports and address registers, read in blocks on every core.

use std::io::Write;

use bumpalo::Bump;

use super::blocks::for_each;
use crate::directory::{Address, Builder, Columns, Counts, Door, DoorParts, Made, Origin, Row};
use crate::input::block::Block;
use crate::input::grouping::Group;
use crate::input::{InputError, Table};
use crate::order::{Facts, Page, Plan, Scratch};
use crate::world::Country;
use crate::world::platform::Status;

/// A file to take addresses from.
pub struct Intake {
    /// The file, understood.
    pub table: Table,
    /// Columns, where it is a register; orders are read by their layout.
    pub columns: Option<Columns>,
    /// What it is, for [`Origin::kind`].
    pub kind: String,
    /// Has it every address of its places?
    pub complete: bool,
    /// Country of addresses that name none.
    pub country: Option<&'static Country>,
}

/// What a file gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    /// Addresses taken.
    pub addresses: u64,
    /// What was missing: how many rows lacked it, and the line of the first.
    pub lacking: Vec<(&'static str, u64, u64)>,
}

/// Why a directory was not built.
#[derive(Debug)]
pub enum GatherError {
    /// An input could not be read to its end.
    Input(InputError),
    /// A temporary file or the result could not be written.
    Write(std::io::Error),
}

impl Gathered {
    fn lacks(&mut self, what: &'static str, line: u64) {
        match self.lacking.iter_mut().find(|(w, _, _)| *w == what) {
            Some((_, n, _)) => *n += 1,
            None => self.lacking.push((what, 1, line)),
        }
    }

    /// Rows or orders that gave no address.
    pub fn skipped(&self) -> u64 {
        self.lacking.iter().map(|(_, n, _)| n).sum()
    }
}

/// Reads every file and writes the directory; what each file gave.
///
/// # Errors
/// When an input cannot be read or the result cannot be written.
pub fn gather(
    intakes: &[Intake],
    on: &str,
    threads: usize,
    progress: &(dyn Fn(u64, u64) + Sync),
    to: &mut dyn Write,
) -> Result<(Counts, Vec<Gathered>), GatherError> {
    let mut builder = Builder::default();
    let mut all = Vec::new();
    let total: u64 = intakes.iter().map(|i| i.table.len()).sum();
    let mut done = 0;
    for intake in intakes {
        let mut gathered = Gathered::default();
        let plan = Plan::of(&intake.table);
        let mut take = |(doors, lacking): Part, bytes: usize| {
            for door in doors {
                gathered.addresses += 1;
                builder.add(Address { door, complete: intake.complete }).map_err(GatherError::Write)?;
            }
            lacking.into_iter().for_each(|(what, line)| gathered.lacks(what, line));
            done += bytes as u64;
            progress(done, total);
            Ok(())
        };
        let work = |block: &Block| match &intake.columns {
            Some(columns) => rows(intake, columns, &plan, block),
            None => orders(intake, &plan, block),
        };
        for_each(&intake.table, threads, &work, &mut take, GatherError::Input)?;
        all.push(gathered);
    }
    let of = intakes.iter().zip(&all).map(|(intake, g)| Origin {
        file: file_name(intake.table.name()),
        kind: intake.kind.clone(),
        addresses: g.addresses,
        skipped: g.skipped(),
    });
    let made = Made { on: on.to_string(), by: env!("CARGO_PKG_VERSION").to_string(), of: of.collect() };
    let counts = builder.finish(made, to).map_err(GatherError::Write)?;
    Ok((counts, all))
}

fn file_name(path: &str) -> String {
    std::path::Path::new(path).file_name().map_or_else(|| path.to_string(), |f| f.to_string_lossy().into_owned())
}

/// Doors of a block, and what its other rows lack with their lines.
type Part = (Vec<Door>, Vec<(&'static str, u64)>);

fn rows(intake: &Intake, columns: &Columns, plan: &Plan, block: &Block) -> Part {
    let arena = Bump::new();
    let page = Page::new(block, &arena);
    let (mut doors, mut lacking) = (Vec::new(), Vec::new());
    let (mut row, mut faults) = (Row::default(), Vec::new());
    for (at, record) in block.structure().records().iter().enumerate() {
        if record.fields < 2 && plan.cell_of(page, record, 0, &mut faults).is_empty() {
            continue;
        }
        if (record.fields as usize) < columns.width() {
            lacking.push(("cells", page.line_of(at)));
            continue;
        }
        faults.clear();
        row.read(columns, |column| plan.cell_of(page, record, column, &mut faults));
        match row.doors(intake.country) {
            _ if !faults.is_empty() => lacking.push(("readable text", page.line_of(at))),
            Ok(found) => doors.extend(found.into_iter().flatten()),
            Err(what) => lacking.push((what, page.line_of(at))),
        }
    }
    (doors, lacking)
}

fn orders(intake: &Intake, plan: &Plan, block: &Block) -> Part {
    let arena = Bump::new();
    let page = Page::new(block, &arena);
    let (mut doors, mut lacking) = (Vec::new(), Vec::new());
    let mut groups: Vec<Group> = Vec::new();
    intake.table.grouping().groups(block, &mut groups);
    let mut scratch = Scratch::default();
    for group in groups.iter().filter(|g| g.is_order) {
        let order = plan.read(page, group);
        if matches!(order.status, Status::Digital | Status::Pickup) {
            continue;
        }
        let facts = Facts::of(&order, intake.country, &mut scratch);
        let door = facts.country.ok_or("country").and_then(|country| {
            let parts = DoorParts::of_order(&order, &facts).ok_or("street and house number")?;
            Door::of(country, &parts).ok_or("place")
        });
        match door {
            Ok(door) => doors.push(door),
            Err(what) => lacking.push((what, order.line)),
        }
    }
    (doors, lacking)
}
