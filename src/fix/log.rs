//! The log of changes: a table that says of each changed cell where it stands, what it said and
//! what it says, and by which rule. Read backwards it restores the file.

use std::borrow::Cow;
use std::io::Read;

use super::hand::Stands;
use crate::text::table;

/// The columns of a log.
pub const COLUMNS: [&str; 12] =
    ["file", "line", "order", "column", "column_index", "field", "from", "to", "code", "level", "title", "was"];

/// One changed cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'e> {
    /// The file as the user named it.
    pub file: Cow<'e, str>,
    /// Physical line of the input on which its row begins, from 1.
    pub line: u64,
    /// Order number.
    pub order: Cow<'e, str>,
    /// Name of the column.
    pub column: Cow<'e, str>,
    /// The column, from 0.
    pub column_index: usize,
    /// What the column holds.
    pub field: Cow<'e, str>,
    /// What the cell said.
    pub from: Cow<'e, str>,
    /// What it says.
    pub to: Cow<'e, str>,
    /// Codes of the rules, the first fix first, separated by a blank.
    pub code: Cow<'e, str>,
    /// Who had to agree.
    pub level: Cow<'e, str>,
    /// The fix in a few words.
    pub title: Cow<'e, str>,
    /// How the cell stood.
    pub was: Stands,
}

/// Appends the line of column names.
pub fn header(out: &mut Vec<u8>) {
    table::put(&COLUMNS, out);
}

impl Entry<'_> {
    /// Appends the line of the entry.
    pub fn put(&self, out: &mut Vec<u8>) {
        let was = match self.was {
            Stands::Plain => "plain".to_string(),
            Stands::Quoted => "quoted".to_string(),
            Stands::Beyond(cells) => format!("row of {cells}"),
        };
        let (line, index) = (self.line.to_string(), self.column_index.to_string());
        let cells = [
            self.file.as_ref(),
            &line,
            &self.order,
            &self.column,
            &index,
            &self.field,
            &self.from,
            &self.to,
            &self.code,
            &self.level,
            &self.title,
            &was,
        ];
        table::put(&cells, out);
    }
}

/// The entries of a log, one after the other.
pub struct Entries<R> {
    rows: csv::Reader<R>,
    record: csv::StringRecord,
}

impl<R: Read> Entries<R> {
    /// Reads a log.
    ///
    /// # Errors
    /// Where its first line is not that of a log.
    pub fn of(log: R) -> Result<Entries<R>, String> {
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(log);
        let head = rows.headers().map_err(|e| format!("cannot be read: {e}"))?;
        if !head.iter().map(|c| c.trim_start_matches('\u{feff}')).eq(COLUMNS) {
            return Err(format!("is no log of `fix`: its first line must be {}", COLUMNS.join(",")));
        }
        Ok(Entries { rows, record: csv::StringRecord::new() })
    }

    /// The next entry; `None` at the end.
    ///
    /// # Errors
    /// Where a line is none, with its number.
    pub fn read(&mut self) -> Result<Option<Entry<'static>>, String> {
        match self.rows.read_record(&mut self.record) {
            Ok(false) => return Ok(None),
            Ok(true) => {}
            Err(e) => return Err(format!("cannot be read: {e}")),
        }
        let line = self.record.position().map_or(0, csv::Position::line);
        let broken = || format!("line {line}: is no line of a log");
        if self.record.len() != COLUMNS.len() {
            return Err(broken());
        }
        let cell = |i: usize| Cow::Owned(table::unguarded(&self.record[i]).to_string());
        let number = |i: usize| self.record[i].parse::<u64>().map_err(|_| broken());
        let was = match &self.record[11] {
            "plain" => Stands::Plain,
            "quoted" => Stands::Quoted,
            row => {
                let cells = row.strip_prefix("row of ").and_then(|n| n.parse().ok());
                Stands::Beyond(cells.ok_or_else(broken)?)
            }
        };
        Ok(Some(Entry {
            file: cell(0),
            line: number(1)?,
            order: cell(2),
            column: cell(3),
            column_index: usize::try_from(number(4)?).map_err(|_| broken())?,
            field: cell(5),
            from: cell(6),
            to: cell(7),
            code: cell(8),
            level: cell(9),
            title: cell(10),
            was,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_entry_is_read_as_it_was_written(from in "['=+@a\"\n,-]{0,6}", to in "\\PC{0,8}", n in 0..3usize) {
            let was = [Stands::Plain, Stands::Quoted, Stands::Beyond(4)][n];
            let entry = Entry {
                file: "-a.csv".into(), line: 7, order: "#1".into(), column: "Zip".into(), column_index: 3,
                field: "postcode".into(), from: from.into(), to: to.into(), code: "address/x".into(),
                level: "safe".into(), title: "restore".into(), was,
            };
            let mut text = Vec::new();
            header(&mut text);
            entry.put(&mut text);
            for line in csv::Reader::from_reader(&text[..]).records() {
                for cell in &line.expect("a line") {
                    prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", cell);
                }
            }
            let mut entries = Entries::of(&text[..]).expect("a log");
            prop_assert_eq!(entries.read(), Ok(Some(entry)));
            prop_assert_eq!(entries.read(), Ok(None));
        }
    }
}
