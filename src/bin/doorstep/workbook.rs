//! Workbooks as results: the same workbook with some cells changed.

use std::io::{self, BufReader, Seek, Write};

use doorstep::input::Table;
use doorstep::input::workbook::Sheet;
use doorstep::input::xlsx::CellChange;

use crate::exit::Failure;
use crate::outputs::Output;

/// Is that result a workbook like its input?
///
/// # Errors
/// Where the input is none, and its result shall be one.
pub fn of<'t>(table: &'t Table, path: &str) -> Result<Option<&'t Sheet>, Failure> {
    let wants = [".xlsx", ".xlsm"].iter().any(|ending| path.to_ascii_lowercase().ends_with(ending));
    match (wants, table.sheet()) {
        (true, None) => Err(Failure::said(format!(
            "-o {path}: {} is no workbook; a fixed table stays what it was, so name a .csv",
            table.name()
        ))),
        (true, sheet) => Ok(sheet),
        (false, _) => Ok(None),
    }
}

/// Writes the workbook with these cells changed.
pub fn write(sheet: &Sheet, name: &str, cells: &[CellChange], result: &mut Output) -> Result<(), Failure> {
    let room = |e: io::Error| Failure::said(format!("cannot write a temporary file: {e}"));
    let mut spool = tempfile::tempfile().map_err(room)?;
    sheet.rewritten(name, cells, &mut spool).map_err(Failure::said)?;
    spool.rewind().map_err(room)?;
    let mut to = result.open()?;
    let copied = io::copy(&mut BufReader::new(spool), &mut to).and_then(|_| to.flush());
    copied.map_err(|e| result.failed(&e))
}
