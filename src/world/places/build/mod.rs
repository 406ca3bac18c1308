//! Makes a pack out of tables in the layout of GeoNames: postal codes (`allCountries.txt`), cities
//! (`cities500.txt`), and a small table of what codes are for. The same tables give the same bytes.

mod cities;
mod country;
mod names;
mod policy;
mod regions;
mod rows;
mod write;

use std::collections::BTreeMap;
use std::fmt;
use std::io::BufRead;

use crate::world::Country;
use country::CountryRows;
use rows::Rows;

use super::code::Kind;

/// A table that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError {
    /// The table as the user named it.
    pub file: String,
    /// Its line, from 1, where it matters.
    pub line: Option<u64>,
    /// The column, from 1, where it matters.
    pub column: Option<usize>,
    /// What is wrong, and what was expected.
    pub problem: String,
    /// What to try.
    pub help: String,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = self.column {
            write!(f, ": column {column}")?;
        }
        write!(f, ": {}\n  {}", self.problem, self.help)
    }
}

impl std::error::Error for BuildError {}

/// What a pack was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Built {
    /// Rows read, of all tables.
    pub rows: u64,
    /// Countries in the pack.
    pub countries: usize,
    /// Codes in the pack.
    pub codes: usize,
    /// Rows left out, by country and why.
    pub left_out: BTreeMap<(String, &'static str), u64>,
}

/// Collects tables, then writes the pack.
#[derive(Default)]
pub struct Builder {
    countries: BTreeMap<&'static str, CountryRows>,
    built: Builtins,
}

#[derive(Default)]
struct Builtins {
    rows: u64,
    left_out: BTreeMap<(String, &'static str), u64>,
}

impl Builtins {
    fn leave_out(&mut self, country: &str, why: &'static str) {
        *self.left_out.entry((country.to_string(), why)).or_default() += 1;
    }
}

impl Builder {
    /// A builder without tables.
    pub fn new() -> Builder {
        Builder::default()
    }

    fn country(&mut self, code: &str) -> Option<&mut CountryRows> {
        let country = Country::by_code(code)?;
        Some(self.countries.entry(country.code).or_insert_with(|| CountryRows::new(country)))
    }

    /// Reads postal codes in the layout of GeoNames: country, code, place, name and code of the
    /// first, second and third division, latitude, longitude, accuracy. Whole codes of GB, NL and
    /// PT are read as units. May be called again with more.
    ///
    /// # Errors
    ///
    /// If the table has other columns, another encoding or no rows.
    pub fn postal(&mut self, file: &str, table: impl BufRead) -> Result<(), BuildError> {
        let mut rows = Rows::new(file, table, 11, "postal codes of GeoNames (allCountries.txt: 12 columns)");
        while rows.next()? {
            self.built.rows += 1;
            let point = rows.point(9, 10)?;
            let code = rows.country(0)?;
            match self.country(code.as_str()) {
                None => self.built.leave_out(&code, "a country that doorstep does not know"),
                Some(country) => {
                    let cells = rows.cells();
                    if let Err(why) = country.add(&cells, point) {
                        self.built.leave_out(&code, why);
                    }
                }
            }
        }
        rows.end()
    }

    /// Reads places in the layout of GeoNames (`cities500.txt`, 19 columns): name, other names,
    /// latitude, longitude, country, code of the first division, population.
    ///
    /// # Errors
    ///
    /// As of [`Builder::postal`].
    pub fn cities(&mut self, file: &str, table: impl BufRead) -> Result<(), BuildError> {
        let mut rows = Rows::new(file, table, 15, "places of GeoNames (cities500.txt: 19 columns)");
        while rows.next()? {
            self.built.rows += 1;
            let point = rows.point(4, 5)?;
            let code = rows.country(8)?;
            match self.country(code.as_str()).zip(point) {
                None => self.built.leave_out(&code, "a country that doorstep does not know"),
                Some((country, point)) => country.add_city(&rows.cells(), point),
            }
        }
        rows.end()
    }

    /// Reads what codes are for: country, code, one of `no-street`, `large-recipient`, `cedex`,
    /// `military`.
    ///
    /// # Errors
    ///
    /// As of [`Builder::postal`].
    pub fn kinds(&mut self, file: &str, table: impl BufRead) -> Result<(), BuildError> {
        let mut rows = Rows::new(file, table, 3, "country, code and kind");
        while rows.next()? {
            self.built.rows += 1;
            let code = rows.country(0)?;
            let cells = rows.cells();
            let Some(kind) = Kind::ALL.iter().position(|(_, name)| *name == cells[2]) else {
                let names: Vec<&str> = Kind::ALL.iter().map(|(_, name)| *name).collect();
                return Err(rows.error(
                    2,
                    &format!("`{}` is no kind", cells[2]),
                    &format!("write one of {}", names.join(", ")),
                ));
            };
            if let Some(country) = self.country(code.as_str()) {
                country.set_kind(cells[1], kind as u16);
            }
        }
        rows.end()
    }

    /// Writes the pack; `sources` says where the tables come from, one a line.
    ///
    /// # Errors
    ///
    /// If no table had a row that can be used, or a country is too large for the format.
    pub fn finish(mut self, sources: &[String]) -> Result<(Vec<u8>, Built), BuildError> {
        let fail = |problem: String| BuildError {
            file: "the pack".to_string(),
            line: None,
            column: None,
            problem,
            help: "check that the tables are those of GeoNames (https://download.geonames.org/export/zip)".to_string(),
        };
        country::share_with_parents(&mut self.countries);
        let mut parts = Vec::new();
        let mut codes = 0;
        for (code, rows) in std::mem::take(&mut self.countries) {
            let part = rows.finish(&mut self.built);
            codes += part.codes;
            if part.is_empty() {
                continue;
            }
            part.fits().map_err(|what| fail(format!("{code} has more {what} than the format has room for")))?;
            parts.push(part);
        }
        if parts.is_empty() {
            return Err(fail("no row of the tables could be used".to_string()));
        }
        let built = Built { rows: self.built.rows, countries: parts.len(), codes, left_out: self.built.left_out };
        Ok((write::pack(&parts, &sources.join("\n")), built))
    }
}
