//! A workbook as a table of text: the sheet with the orders becomes CSV in a private temporary file,
//! in which each row stands on the line of its number. A line break inside a cell is a carriage
//! return there, so that lines are rows; it becomes a line feed again on the way back.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, Write};

use super::InputError;
use super::xlsx::{CellChange, Workbook, XlsxError};

/// What is told of a workbook.
#[derive(Debug)]
pub struct Sheet {
    file: File,
    /// The name of the sheet that was read.
    pub name: String,
    /// Visible sheets with a table that were not.
    pub others: usize,
    /// Cells whose formulas were never computed, and which are empty therefore.
    pub uncomputed: u32,
}

fn error(name: &str, e: &XlsxError) -> InputError {
    InputError::new(name, e.problem().to_string(), e.help().to_string())
}

/// The sheet as text, and what is told of it.
///
/// # Errors
/// When it is no workbook that can be read, or there is no room for the text.
pub fn spooled(name: &str, file: File) -> Result<(File, Sheet), InputError> {
    let io = |e: io::Error| InputError::io(name, "read the workbook", &e);
    let own = file.try_clone().map_err(io)?;
    let mut workbook = Workbook::open(file).map_err(|e| error(name, &e))?;
    let mut text = BufWriter::new(tempfile::tempfile().map_err(io)?);
    let extract = workbook.csv(&mut text).map_err(|e| error(name, &e))?;
    let mut text = text.into_inner().map_err(|e| io(e.into_error()))?;
    text.rewind().map_err(io)?;
    let spool = on_their_lines(text, &extract.rows).map_err(io)?;
    let sheet = Sheet {
        file: own,
        name: workbook.sheet_name().to_string(),
        others: workbook.other_sheets(),
        uncomputed: extract.uncomputed,
    };
    Ok((spool, sheet))
}

/// The records, each on the line of its row.
fn on_their_lines(text: File, rows: &[u32]) -> io::Result<File> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(BufReader::new(text));
    let mut out = BufWriter::new(tempfile::tempfile()?);
    let (mut record, mut line, mut row) = (csv::StringRecord::new(), 1, Vec::new());
    let mut numbers = rows.iter();
    while reader.read_record(&mut record).map_err(io::Error::other)? {
        let number = numbers.next().copied().unwrap_or(line);
        while line < number {
            out.write_all(b"\n")?;
            line += 1;
        }
        row.clear();
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(&mut row);
        writer.write_record(record.iter().map(|cell| cell.replace("\r\n", "\r").replace('\n', "\r")))?;
        drop(writer);
        out.write_all(&row)?;
        line += 1;
    }
    let mut spool = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    spool.rewind()?;
    Ok(spool)
}

impl Sheet {
    /// Writes the workbook again with these cells changed, and everything else as it stands.
    ///
    /// # Errors
    /// When a cell cannot be changed, the workbook is signed, or it cannot be written.
    pub fn rewritten(&self, name: &str, cells: &[CellChange], out: &mut (impl Write + Seek)) -> Result<(), InputError> {
        let io = |e: io::Error| InputError::io(name, "read the workbook", &e);
        let mut file = self.file.try_clone().map_err(io)?;
        file.rewind().map_err(io)?;
        let mut workbook = Workbook::open(file).map_err(|e| error(name, &e))?;
        workbook.rewritten(cells, out).map_err(|e| error(name, &e))
    }
}
