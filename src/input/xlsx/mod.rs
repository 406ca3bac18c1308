//! Excel workbooks (.xlsx, .xlsm): the sheet that holds the orders as CSV, and the same workbook
//! again with some of its cells changed and everything else as it stands.
//!
//! A workbook is a zip archive of XML parts. `package` finds the parts by how they refer to each
//! other and unpacks no more than is sane; `rows` reads a sheet one row at a time with the texts
//! (`strings`) and number formats (`styles`) that its cells share; `survey` looks for what keeps a
//! cell from being changed; `rewrite` copies a sheet byte by byte but for those cells.

mod chain;
mod date;
mod error;
mod format;
mod number;
mod package;
mod records;
mod rewrite;
mod rows;
mod sheets;
mod strings;
mod styles;
mod survey;
mod text;
mod walk;
mod xml;

#[cfg(test)]
mod tests;

use std::io::{Read, Seek, Write};

pub use error::XlsxError;
pub use survey::{Hindrance, Obstacle};

use package::Package;
use records::Records;
use rows::{Lore, Rows};
use sheets::Contents;

/// Nothing that unpacks to more than this is read.
const MOST: u64 = 1 << 30;

/// A cell to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellChange {
    /// Its row in the sheet, from 1.
    pub row: u32,
    /// Its column, from 0.
    pub column: u32,
    /// What it should say; nothing clears it.
    pub text: String,
}

impl CellChange {
    /// Of the cell in a column (from 0) of the row on that line of the sheet read as text, where a line
    /// break is a carriage return.
    pub(crate) fn on_line(line: u64, column: usize, text: &str) -> CellChange {
        CellChange { row: line as u32, column: column as u32, text: text.replace('\r', "\n") }
    }
}

/// What was read of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extract {
    /// For each record, the row of the sheet that it was, from 1. Ascending.
    pub rows: Vec<u32>,
    /// Cells that are empty because the program that wrote the workbook left their formulas for
    /// others to compute.
    pub uncomputed: u32,
}

/// A workbook whose orders have been found.
pub struct Workbook<R> {
    package: Package<R>,
    contents: Contents,
    lore: Lore,
    /// Of the sheets in `contents`, the one with the orders.
    chosen: usize,
    /// Columns of its header.
    width: u32,
    others: usize,
}

impl<R: Read + Seek> Workbook<R> {
    /// Opens a workbook and finds the first visible sheet with a table in it: a row in which two
    /// cells or more say something.
    ///
    /// # Errors
    /// When it is no such workbook, is protected or damaged, is too large, or has no such sheet.
    pub fn open(reader: R) -> Result<Workbook<R>, XlsxError> {
        Workbook::open_within(reader, MOST)
    }

    fn open_within(reader: R, most: u64) -> Result<Workbook<R>, XlsxError> {
        let mut package = Package::open(reader, most)?;
        let contents = Contents::read(&mut package)?;
        let lore = contents.lore(&mut package)?;
        let mut chosen: Option<(usize, u32)> = None;
        let mut others = 0;
        for (at, sheet) in contents.sheets.iter().enumerate() {
            match (Workbook::header_width(&mut package, &lore, sheet.entry), chosen) {
                (Ok(Some(width)), None) => chosen = Some((at, width)),
                (Err(error), None) => return Err(error),
                (Ok(None), _) => {}
                (_, Some(_)) => others += 1,
            }
        }
        let Some((chosen, width)) = chosen else {
            return Err(XlsxError::new(
                "has no sheet with a table in it",
                "the orders belong on a sheet that is not hidden, with the names of the columns in one row",
            ));
        };
        Ok(Workbook { package, contents, lore, chosen, width, others })
    }

    /// Columns of the first row with two cells or more that say something.
    fn header_width(package: &mut Package<R>, lore: &Lore, entry: usize) -> Result<Option<u32>, XlsxError> {
        let mut rows = Rows::new(package.xml(entry)?, lore);
        while let Some(row) = rows.next()? {
            if row.filled().nth(1).is_some() {
                return Ok(Some(row.width()));
            }
        }
        Ok(None)
    }

    /// The name of the sheet with the orders.
    pub fn sheet_name(&self) -> &str {
        &self.contents.sheets[self.chosen].name
    }

    /// Visible sheets after it that have a table as well, and are not read.
    pub fn other_sheets(&self) -> usize {
        self.others
    }

    /// Writes the sheet as CSV. Rows in which no cell says anything are left out; all others have
    /// as many fields as the header, or more.
    ///
    /// # Errors
    /// When the workbook is damaged or too large, or the text cannot be written.
    pub fn csv(&mut self, out: &mut impl Write) -> Result<Extract, XlsxError> {
        self.package.allow_again();
        let most = self.package.most().saturating_mul(4);
        let mut rows = Rows::new(self.package.xml(self.contents.sheets[self.chosen].entry)?, &self.lore);
        let mut records = Records::new(out, self.width, most);
        let mut extract = Extract::default();
        while let Some(row) = rows.next()? {
            if row.filled().next().is_some() {
                records.write(row)?;
                extract.rows.push(row.number);
            }
        }
        extract.uncomputed = rows.uncomputed;
        Ok(extract)
    }

    /// The changes that [`rewritten`](Workbook::rewritten) would refuse, by row and column.
    ///
    /// # Errors
    /// When the workbook is damaged or too large.
    pub fn obstacles(&mut self, changes: &[CellChange]) -> Result<Vec<Obstacle>, XlsxError> {
        self.package.allow_again();
        let sheet = &self.contents.sheets[self.chosen];
        Ok(survey::survey(&mut self.package, sheet, changes)?.obstacles)
    }

    /// Writes the workbook again with these cells of the sheet changed to texts, and everything
    /// else as it stands. Where a cell is named twice, the last change counts.
    ///
    /// # Errors
    /// When the workbook is signed, when one of the cells cannot be changed without harm to others
    /// (nothing is written then), when it is damaged or too large, or cannot be written.
    pub fn rewritten(&mut self, changes: &[CellChange], out: &mut (impl Write + Seek)) -> Result<(), XlsxError> {
        self.package.allow_again();
        let sheet = &self.contents.sheets[self.chosen];
        rewrite::rewrite(&mut self.package, &self.contents, sheet, changes, out)
    }
}
