//! The hand in which a file is written: encoding, quotes, separators. A cell is read together with
//! how it stands, so that it can be written again byte for byte, and a new value as its own.

use crate::input::encoding::{TextEncoding, decode, encode};
use crate::input::structure::Dialect;
use crate::input::{Table, cell};

/// How a cell stands in its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// Without quotes.
    Plain,
    /// In quotes.
    Quoted,
    /// Not at all: its row has only so many cells.
    Beyond(usize),
}

/// Why a cell is not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The file's encoding does not have this letter.
    Letter(char),
    /// The value holds a delimiter or a line end, and the file has no quotes to put it in.
    Separator,
    /// The cell is broken: written again, it would not be what it is.
    Broken,
    /// The row is broken, and its cells may stand in the wrong columns.
    BrokenRow,
    /// A quote nearby was never closed, and one more or less would close it.
    OpenQuote,
    /// The value would start a formula in a spreadsheet.
    Formula,
    /// The file has no column for it.
    NoColumn,
}

/// The hand of one file.
#[derive(Clone, Debug)]
pub struct Hand {
    encoding: TextEncoding,
    /// Delimiter and quotes.
    pub dialect: Dialect,
    /// For each column: does its name stand in quotes?
    quoted: Vec<bool>,
}

impl Hand {
    /// The hand of a table.
    pub fn of(table: &Table) -> Hand {
        let header = &table.preamble[table.header.range.clone()];
        let mut structure = crate::input::structure::Structure::default();
        structure.index(header, table.dialect, true, &[]);
        let quoted = structure.records().first().map_or_else(Vec::new, |record| {
            let ends = structure.ends(record);
            let first = |i| ends.range(i).and_then(|r| header.get(r.start)).copied();
            (0..ends.len()).map(|i| table.dialect.quote.is_some() && first(i) == table.dialect.quote).collect()
        });
        Hand { encoding: table.encoding, dialect: table.dialect, quoted }
    }

    /// What a cell says and how it stands.
    ///
    /// # Errors
    /// Where that is not enough to write it again byte for byte.
    pub fn read(&self, raw: &[u8]) -> Result<(String, Stands), Refusal> {
        let text = self.text(&cell::unescape(raw, self.dialect.quote))?;
        let is_quoted = !raw.is_empty() && raw.first().copied() == self.dialect.quote;
        let stands = if is_quoted { Stands::Quoted } else { Stands::Plain };
        match self.write(&text, stands) {
            Ok(again) if again == raw => Ok((text, stands)),
            _ => Err(Refusal::Broken),
        }
    }

    fn text(&self, bytes: &[u8]) -> Result<String, Refusal> {
        if self.encoding.is_utf8_inside() {
            return std::str::from_utf8(bytes).map(str::to_string).map_err(|_| Refusal::Broken);
        }
        match decode(bytes, self.encoding) {
            (text, false) => Ok(text.into_owned()),
            _ => Err(Refusal::Broken),
        }
    }

    /// How a new value is to stand in a cell of that column which stands so.
    pub fn stands(&self, text: &str, was: Stands, column: usize) -> Stands {
        let by_column = || was != Stands::Plain && self.quoted.get(column).copied().unwrap_or(false);
        if was == Stands::Quoted || self.needs_quotes(text) || by_column() { Stands::Quoted } else { Stands::Plain }
    }

    /// Does the text need quotes to be one cell?
    fn needs_quotes(&self, text: &str) -> bool {
        let separates = |b: &u8| *b == self.dialect.delimiter || matches!(b, b'\n' | b'\r');
        text.as_bytes().iter().any(|b| separates(b) || self.dialect.quote == Some(*b))
    }

    /// The bytes of a cell as the blocks of the file have them.
    ///
    /// # Errors
    /// Where the file cannot hold the text.
    pub fn write(&self, text: &str, stands: Stands) -> Result<Vec<u8>, Refusal> {
        let mut out = Vec::with_capacity(text.len() + 2);
        match self.dialect.quote.filter(|_| stands == Stands::Quoted) {
            Some(q) => {
                let quote = char::from(q);
                out.push(q);
                self.encode(&text.replace(quote, &format!("{quote}{quote}")), &mut out)?;
                out.push(q);
            }
            None if self.dialect.quote.is_none() && self.needs_quotes(text) => return Err(Refusal::Separator),
            None => self.encode(text, &mut out)?,
        }
        Ok(out)
    }

    fn encode(&self, text: &str, out: &mut Vec<u8>) -> Result<(), Refusal> {
        if self.encoding.is_utf8_inside() {
            out.extend_from_slice(text.as_bytes());
            return Ok(());
        }
        let mut letter = [0u8; 4];
        for c in text.chars() {
            let mut bytes = Vec::new();
            let is_there = encode(c.encode_utf8(&mut letter), self.encoding, &mut bytes);
            // some letters come back as another: the yen sign of Shift-JIS is a backslash
            if !is_there || decode(&bytes, self.encoding).0.chars().ne([c]) {
                return Err(Refusal::Letter(c));
            }
            out.extend_from_slice(&bytes);
        }
        Ok(())
    }

    /// Turns rows as the blocks have them into bytes of the file.
    pub fn bytes(&self, rows: Vec<u8>) -> Vec<u8> {
        if !self.encoding.is_wide() {
            return rows;
        }
        let mut out = Vec::with_capacity(2 * rows.len());
        encode(&String::from_utf8_lossy(&rows), self.encoding, &mut out);
        out
    }

    /// Everything before the first row, as bytes of the file.
    pub fn head(&self, table: &Table) -> Vec<u8> {
        let mut out = self.encoding.mark();
        out.extend(self.bytes(table.preamble.clone()));
        out
    }

    /// The byte at which a physical line ends.
    pub fn line_end(&self) -> u8 {
        if self.dialect.cr_only { b'\r' } else { b'\n' }
    }
}

/// A new value with what spreadsheets keep around the old one: the apostrophe before a number
/// (`'02134`), the formula that keeps a text a text (`="02134"`).
pub fn dressed(from: &str, to: &str) -> String {
    let bare = cell::clean(from);
    let trimmed = from.trim();
    let wrapped = if bare.is_empty() || to.is_empty() {
        return to.to_string();
    } else if trimmed.starts_with("=\"") && bare.len() < trimmed.len() {
        format!("=\"{to}\"")
    } else if trimmed.starts_with('\'') && !bare.starts_with('\'') {
        format!("'{to}")
    } else {
        return to.to_string();
    };
    if cell::clean(&wrapped) == cell::clean(to) { wrapped } else { to.to_string() }
}

/// Would a spreadsheet run the text as a formula? Telephone numbers and amounts are none, nor is
/// the formula that keeps a text a text.
pub fn is_formula(text: &str) -> bool {
    match text.as_bytes() {
        [b'=', ..] => !(text.starts_with("=\"") && cell::clean(text).len() + 3 == text.len()),
        [b'@' | b'\t' | b'\r', ..] => true,
        [b'+' | b'-', rest @ ..] => rest.iter().any(u8::is_ascii_alphabetic),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{Encoding, SHIFT_JIS, UTF_8, WINDOWS_1252};

    fn hand(encoding: &'static Encoding, quote: Option<u8>) -> Hand {
        let dialect = Dialect { delimiter: b',', quote, cr_only: false };
        Hand { encoding: TextEncoding { encoding, bom: 0 }, dialect, quoted: vec![true, false] }
    }

    #[test]
    fn a_cell_is_read_only_if_it_can_be_written_again() {
        let utf8 = hand(UTF_8, Some(b'"'));
        assert_eq!(utf8.read(b"\"a \"\"b\"\"\""), Ok(("a \"b\"".into(), Stands::Quoted)));
        assert_eq!(utf8.read(b"a\"b"), Ok(("a\"b".into(), Stands::Plain)));
        assert_eq!(utf8.read(b""), Ok((String::new(), Stands::Plain)));
        for broken in [&b"\"a\"b"[..], b"\"open", b"Jos\xe9"] {
            assert_eq!(utf8.read(broken), Err(Refusal::Broken), "{broken:?}");
        }
        assert_eq!(hand(WINDOWS_1252, None).read(b"\"Jos\xe9\""), Ok(("\"José\"".into(), Stands::Plain)));
    }

    #[test]
    fn a_letter_that_the_encoding_lacks_is_refused() {
        assert_eq!(hand(WINDOWS_1252, None).write("Győr", Stands::Plain), Err(Refusal::Letter('ő')));
        assert_eq!(hand(SHIFT_JIS, None).write("¥", Stands::Plain), Err(Refusal::Letter('¥')));
        assert_eq!(hand(WINDOWS_1252, None).write("Köln", Stands::Plain), Ok(b"K\xf6ln".to_vec()));
        assert_eq!(hand(UTF_8, None).write("a,b", Stands::Plain), Err(Refusal::Separator));
    }

    #[test]
    fn a_new_value_stands_as_the_old_one_did() {
        let utf8 = hand(UTF_8, Some(b'"'));
        assert_eq!(utf8.stands("x", Stands::Quoted, 1), Stands::Quoted);
        assert_eq!(utf8.stands("x", Stands::Plain, 1), Stands::Plain);
        assert_eq!(utf8.stands("x, y", Stands::Plain, 1), Stands::Quoted);
        assert_eq!(utf8.stands("x", Stands::Beyond(1), 0), Stands::Quoted);
    }

    #[test]
    fn what_a_spreadsheet_keeps_around_a_number_stays() {
        assert_eq!(dressed("'2134", "02134"), "'02134");
        assert_eq!(dressed("=\"2134\"", "02134"), "=\"02134\"");
        assert_eq!(dressed(" 2134 ", "02134"), "02134");
        assert_eq!(dressed("'2134", "Boston"), "Boston");
        assert_eq!(dressed("'s-Gravenhage", "Den Haag"), "Den Haag");
    }

    #[test]
    fn a_formula_is_told_from_a_number() {
        assert!(["=1+1", "@SUM(1)", "+Flat 3", "-A1"].iter().all(|t| is_formula(t)));
        assert!(!["+49 30 1234", "-5.00", "=\"02134\"", "Flat 3", ""].iter().any(|t| is_formula(t)));
    }
}
