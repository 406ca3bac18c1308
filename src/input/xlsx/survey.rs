//! What keeps cells from being changed: merged cells, formulas that others lean on, headers of
//! tables. Changing those would lose what is written elsewhere, or make a file that Excel repairs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{Read, Seek};

use quick_xml::events::{BytesStart, Event};

use super::package::Package;
use super::sheets::Sheet;
use super::walk::{COLUMNS, ROWS, Spot, Walk, cell_of, reference};
use super::xml::attribute;
use super::{CellChange, XlsxError};

/// Letters, in units of UTF-16, that a cell holds.
const LONGEST: usize = 32_767;

/// A cell that cannot be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// Its row in the sheet, from 1.
    pub row: u32,
    /// Its column, from 0.
    pub column: u32,
    /// Why.
    pub why: Hindrance,
}

/// Why a cell cannot be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hindrance {
    /// It is covered by the first of several merged cells.
    Merged,
    /// A formula fills it together with other cells.
    Array,
    /// Other cells take their formula from it.
    SharedFormula,
    /// A table of the sheet has it as the name of a column.
    TableHeader,
    /// No cell holds so much text.
    TooLong,
    /// No sheet has so many rows or columns.
    Outside,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.why {
            Hindrance::Merged => "lies under merged cells",
            Hindrance::Array => "is filled by a formula together with other cells",
            Hindrance::SharedFormula => "has a formula that other cells share",
            Hindrance::TableHeader => "is the name of a column in a table",
            Hindrance::TooLong => "cannot hold so much text",
            Hindrance::Outside => "is outside of the sheet",
        };
        write!(f, "{} {why}", reference(self.column, self.row))
    }
}

/// New texts by row and column.
pub(super) type Plan<'c> = BTreeMap<u32, BTreeMap<u32, &'c str>>;

/// The changes in the order of the sheet; of two for one cell, the last.
pub(super) fn plan(changes: &[CellChange]) -> Plan<'_> {
    let mut plan = Plan::new();
    for change in changes {
        plan.entry(change.row).or_default().insert(change.column, &change.text);
    }
    plan
}

/// What a look at a sheet says about changes to it.
pub(super) struct Survey {
    /// Cells that cannot be changed, by row and column.
    pub(super) obstacles: Vec<Obstacle>,
    /// Is a formula among the cells to be changed?
    pub(super) has_formula: bool,
}

/// Cells from one corner to the other.
#[derive(Clone, Copy)]
struct Area {
    rows: (u32, u32),
    columns: (u32, u32),
}

impl Area {
    fn of(text: &str) -> Option<Area> {
        let (from, to) = text.split_once(':').unwrap_or((text, text));
        let ((left, top), (right, bottom)) = (cell_of(from)?, cell_of(to)?);
        Some(Area { rows: (top.min(bottom), top.max(bottom)), columns: (left.min(right), left.max(right)) })
    }

    fn is_one_cell(&self) -> bool {
        self.rows.0 == self.rows.1 && self.columns.0 == self.columns.1
    }
}

/// A survey under way.
struct Surveyor<'c> {
    plan: &'c Plan<'c>,
    found: BTreeSet<(u32, u32, Hindrance)>,
    has_formula: bool,
    /// Cells to be changed whose formula others may take, by the number of the formula.
    masters: BTreeMap<String, (u32, u32)>,
}

/// Looks a sheet through for what keeps these cells from being changed.
pub(super) fn survey<R: Read + Seek>(
    package: &mut Package<R>,
    sheet: &Sheet,
    changes: &[CellChange],
) -> Result<Survey, XlsxError> {
    let plan = plan(changes);
    let mut surveyor = Surveyor { plan: &plan, found: BTreeSet::new(), has_formula: false, masters: BTreeMap::new() };
    surveyor.look_at_texts();
    let tables: Vec<String> = package
        .relations(&sheet.part)?
        .into_iter()
        .filter(|relation| relation.kind == "table")
        .map(|relation| relation.target)
        .collect();
    for table in tables {
        let Some(entry) = package.find(&table) else { continue };
        let mut xml = package.xml(entry)?;
        loop {
            match xml.next()? {
                Event::Start(e) | Event::Empty(e) => {
                    surveyor.look_at_table(&e)?;
                    break;
                }
                Event::Eof => break,
                _ => {}
            }
        }
    }
    let mut xml = package.xml(sheet.entry)?;
    let mut walk = Walk::default();
    loop {
        match xml.next()? {
            Event::Start(e) => {
                let spot = walk.open(&e)?;
                surveyor.look_at(&e, spot, &walk)?;
            }
            Event::Empty(e) => {
                let spot = walk.open(&e)?;
                surveyor.look_at(&e, spot, &walk)?;
                walk.close();
            }
            Event::End(_) => {
                walk.close();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let obstacles = surveyor.found.into_iter().map(|(row, column, why)| Obstacle { row, column, why }).collect();
    Ok(Survey { obstacles, has_formula: surveyor.has_formula })
}

impl Surveyor<'_> {
    fn is_changed(&self, row: u32, column: u32) -> bool {
        self.plan.get(&row).is_some_and(|cells| cells.contains_key(&column))
    }

    /// Marks the cells of an area that are to be changed, but for `except`.
    fn mark(&mut self, area: Area, why: Hindrance, except: Option<(u32, u32)>) {
        for (row, cells) in self.plan.range(area.rows.0..=area.rows.1) {
            for column in cells.range(area.columns.0..=area.columns.1).map(|(column, _)| *column) {
                if except != Some((*row, column)) {
                    self.found.insert((*row, column, why));
                }
            }
        }
    }

    fn look_at_texts(&mut self) {
        for (row, cells) in self.plan {
            for (column, text) in cells {
                if !(1..=ROWS).contains(row) || *column >= COLUMNS {
                    self.found.insert((*row, *column, Hindrance::Outside));
                } else if text.len() > LONGEST && text.encode_utf16().count() > LONGEST {
                    self.found.insert((*row, *column, Hindrance::TooLong));
                }
            }
        }
    }

    fn look_at_table(&mut self, table: &BytesStart<'_>) -> Result<(), XlsxError> {
        let has_header = attribute(table, "headerRowCount")?.is_none_or(|rows| rows != "0");
        if let Some(area) = attribute(table, "ref")?.and_then(|area| Area::of(&area)).filter(|_| has_header) {
            self.mark(Area { rows: (area.rows.0, area.rows.0), ..area }, Hindrance::TableHeader, None);
        }
        Ok(())
    }

    fn look_at(&mut self, element: &BytesStart<'_>, spot: Spot, walk: &Walk) -> Result<(), XlsxError> {
        let name = element.local_name();
        match (spot, name.as_ref()) {
            (Spot::Piece, "f") => self.look_at_formula(element, walk),
            (Spot::Outside, "mergeCell") => {
                if let Some(area) = attribute(element, "ref")?.and_then(|area| Area::of(&area)) {
                    self.mark(area, Hindrance::Merged, Some((area.rows.0, area.columns.0)));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn look_at_formula(&mut self, formula: &BytesStart<'_>, walk: &Walk) -> Result<(), XlsxError> {
        let (row, column) = (walk.row, walk.column);
        let is_changed = self.is_changed(row, column);
        self.has_formula |= is_changed;
        let kind = attribute(formula, "t")?;
        let area = attribute(formula, "ref")?.and_then(|area| Area::of(&area));
        match (kind.as_deref(), area) {
            (Some("shared"), area) => {
                let id = attribute(formula, "si")?.unwrap_or_default();
                if is_changed && area.is_some_and(|area| !area.is_one_cell()) {
                    self.masters.insert(id.into_owned(), (row, column));
                } else if !is_changed && let Some((row, column)) = self.masters.get(&*id) {
                    self.found.insert((*row, *column, Hindrance::SharedFormula));
                }
            }
            (Some("array" | "dataTable"), Some(area)) if !area.is_one_cell() => self.mark(area, Hindrance::Array, None),
            _ => {}
        }
        Ok(())
    }
}
