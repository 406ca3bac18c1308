//! Rows of a tab-separated table, with errors that say line, column and what was expected.

use std::io::BufRead;

use super::BuildError;
use crate::world::places::Point;

/// What to try where a table is not what it should be.
const HELP: &str = "take the file as GeoNames offers it: unzipped, UTF-8, tab-separated, without a header";

/// A table, read line by line.
pub(super) struct Rows<R> {
    file: String,
    table: R,
    line: u64,
    least: usize,
    what: &'static str,
    text: String,
    raw: Vec<u8>,
    rows: u64,
}

impl<R: BufRead> Rows<R> {
    pub(super) fn new(file: &str, table: R, least: usize, what: &'static str) -> Rows<R> {
        Rows { file: file.to_string(), table, line: 0, least, what, text: String::new(), raw: Vec::new(), rows: 0 }
    }

    pub(super) fn error(&self, column: usize, problem: &str, help: &str) -> BuildError {
        BuildError {
            file: self.file.clone(),
            line: Some(self.line),
            column: Some(column + 1),
            problem: problem.to_string(),
            help: help.to_string(),
        }
    }

    fn wrong(&self, problem: String, help: &str) -> BuildError {
        BuildError { file: self.file.clone(), line: Some(self.line), column: None, problem, help: help.to_string() }
    }

    /// Goes to the next row that is not blank.
    pub(super) fn next(&mut self) -> Result<bool, BuildError> {
        loop {
            self.raw.clear();
            self.line += 1;
            let read = self.table.read_until(b'\n', &mut self.raw);
            let read =
                read.map_err(|e| self.wrong(format!("cannot read it: {e}"), "copy the file to a local disk first"))?;
            if read == 0 {
                return Ok(false);
            }
            if self.line == 1 {
                if self.raw.starts_with(b"PK\x03\x04") || self.raw.starts_with(&[0x1f, 0x8b]) {
                    return Err(
                        self.wrong("it is packed".to_string(), "unpack it first, as in `unzip allCountries.zip`")
                    );
                }
                if self.raw.starts_with(b"\xef\xbb\xbf") {
                    self.raw.drain(..3);
                }
            }
            let text = std::str::from_utf8(&self.raw).map_err(|e| {
                let column = self.raw[..e.valid_up_to()].iter().filter(|b| **b == b'\t').count();
                self.error(column, "it is not UTF-8", HELP)
            })?;
            let text = text.trim_end_matches(['\n', '\r']);
            if text.trim().is_empty() {
                continue;
            }
            let columns = text.split('\t').count();
            if columns < self.least {
                let problem = format!("{columns} columns; expected {}", self.what);
                let help = if columns == 1 && text.matches([',', ';']).count() + 1 >= self.least {
                    "it looks separated by commas or semicolons; the table has to be separated by tabs"
                } else {
                    HELP
                };
                return Err(self.wrong(problem, help));
            }
            self.text = text.to_string();
            self.rows += 1;
            return Ok(true);
        }
    }

    /// The cells of the row, without blanks around them.
    pub(super) fn cells(&self) -> Vec<&str> {
        self.text.split('\t').map(str::trim).collect()
    }

    fn cell(&self, column: usize) -> &str {
        self.text.split('\t').nth(column).unwrap_or_default().trim()
    }

    /// The two letters of a country.
    pub(super) fn country(&self, column: usize) -> Result<String, BuildError> {
        let cell = self.cell(column);
        if cell.len() == 2 && cell.bytes().all(|b| b.is_ascii_uppercase()) {
            return Ok(cell.to_string());
        }
        let problem = format!("`{}` is no two-letter country code; expected {}", shown(cell), self.what);
        Err(self.error(column, &problem, HELP))
    }

    /// Latitude and longitude; nothing where both are blank.
    pub(super) fn point(&self, lat: usize, lon: usize) -> Result<Option<Point>, BuildError> {
        let read = |column: usize, most: f32| {
            let cell = self.cell(column);
            let degrees = cell.parse::<f32>().ok().filter(|d| d.is_finite() && d.abs() <= most);
            degrees.ok_or_else(|| {
                let problem = format!("`{}` is no number from -{most} to {most}; expected {}", shown(cell), self.what);
                self.error(column, &problem, HELP)
            })
        };
        if self.cell(lat).is_empty() && self.cell(lon).is_empty() {
            return Ok(None);
        }
        Ok(Some(Point { lat: read(lat, 90.0)?, lon: read(lon, 180.0)? }))
    }

    /// After the last row: was there one?
    pub(super) fn end(self) -> Result<(), BuildError> {
        if self.rows > 0 {
            return Ok(());
        }
        let problem = format!("it has no rows; expected {}", self.what);
        Err(BuildError { file: self.file, line: None, column: None, problem, help: HELP.to_string() })
    }
}

/// A cell as an error shows it.
fn shown(cell: &str) -> String {
    cell.chars().take(24).filter(|c| !c.is_control()).collect()
}
