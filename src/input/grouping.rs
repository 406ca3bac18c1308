//! Which rows are an order: those of one number that go to one place. Blank rows, repeated headers,
//! descriptions and sums are none.

use std::ops::Range;

use super::block::{Block, trimmed};
use super::structure::Record;

/// One order of a block, or rows that are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its records.
    pub records: Range<usize>,
    /// Blank rows, repeated headers, descriptions and footers are no order.
    pub is_order: bool,
    /// Only its place tells it from a neighbour of the same number, or without one, or its rows write
    /// one place in two ways: a change of its address could make one order of two, or two of one.
    pub parted: bool,
}

/// Where a row goes, beside the first of its order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// There, or it does not say.
    Same,
    /// There, in letters of another case.
    Alike,
    /// Elsewhere.
    Other,
}

/// What the grouping must know of a file.
#[derive(Clone, Debug)]
pub struct Grouping {
    /// Column of the order number.
    pub key: Option<usize>,
    /// The first columns of street, city and postcode, as far as there are any: rows of one order
    /// number that go elsewhere are another parcel.
    pub places: Vec<usize>,
    /// Columns in the header.
    pub width: usize,
    /// The header record as it stands.
    pub header: Vec<u8>,
    /// The first row may describe the columns.
    pub description_row: bool,
}

impl Grouping {
    /// The orders of a block, in order; every record is in exactly one group.
    pub fn groups(&self, block: &Block, out: &mut Vec<Group>) {
        out.clear();
        let bytes = block.bytes();
        let structure = block.structure();
        let records = structure.records();
        let mut previous: &[u8] = &[];
        for (i, record) in records.iter().enumerate() {
            let raw = &bytes[record.start as usize..record.end as usize];
            let key = self.key.and_then(|k| structure.ends(record).range(k)).map(|r| trimmed(&bytes[r]));
            let near_end = block.last && i + 4 >= records.len();
            let first = block.number == 0 && i == 0;
            let head = structure.ends(record).range(0).map_or(0, |r| r.len());
            if self.is_aside(raw, head, key, near_end, first) {
                out.push(Group { records: i..i + 1, is_order: false, parted: false });
                continue;
            }
            let continues = match (self.key, key) {
                (None, _) => false,
                (Some(_), None | Some([])) => out.last().is_some_and(|g| g.is_order) && !previous.is_empty(),
                (Some(_), Some(key)) => key == previous && out.last().is_some_and(|g| g.is_order),
            };
            let place = match out.last() {
                Some(last) if continues => self.place(block, &records[last.records.start], record),
                _ => Place::Same,
            };
            if let Some(neighbour) = out.last_mut().filter(|_| place != Place::Same) {
                neighbour.parted = true;
            }
            let parted = place == Place::Other;
            let continues = continues && !parted;
            match out.last_mut() {
                Some(last) if continues => last.records.end = i + 1,
                _ => {
                    out.push(Group { records: i..i + 1, is_order: true, parted });
                    previous = key.unwrap_or_default();
                }
            }
        }
    }

    /// Where a later row of an order goes, by its street, city and postcode. Numbers repeat where a
    /// spreadsheet has rounded them, and some rows have none.
    fn place(&self, block: &Block, first: &Record, record: &Record) -> Place {
        let cell = |record: &Record, column: usize| {
            let range = block.structure().ends(record).range(column);
            range.map_or(&[][..], |range| trimmed(&block.bytes()[range]))
        };
        let mut place = Place::Same;
        for column in &self.places {
            let (there, here) = (cell(first, *column), cell(record, *column));
            if there == here || there.is_empty() || here.is_empty() {
                continue;
            }
            if !there.eq_ignore_ascii_case(here) {
                return Place::Other;
            }
            place = Place::Alike;
        }
        place
    }

    /// Is the record, whose first cell has `head` bytes, no order?
    fn is_aside(&self, raw: &[u8], head: usize, key: Option<&[u8]>, near_end: bool, first: bool) -> bool {
        let blank = |b: &u8| matches!(b, b',' | b';' | b'\t' | b'|' | b'"' | b' ');
        let starts_blank = raw.first().is_none_or(|b| !b.is_ascii_alphanumeric());
        if starts_blank && raw.iter().all(blank) {
            return true;
        }
        // of joined exports, each may begin with a mark
        if raw.strip_prefix("\u{feff}".as_bytes()).unwrap_or(raw) == self.header || is_sum(raw) {
            return true;
        }
        if near_end && is_footer(raw) {
            return true;
        }
        if self.width > 2 && raw[head..].iter().all(blank) && !is_number(&raw[..head]) {
            // padded to the width of the table, as spreadsheets and doorstep leave it, or not
            let padded = head < raw.len();
            let text = raw[..head].to_ascii_lowercase();
            let footer = ["record(s)", "records downloaded", "seller id", "total", "end of"]
                .iter()
                .any(|w| memchr::memmem::find(&text, w.as_bytes()).is_some());
            return footer || near_end && !text.contains(&b'"') && (!padded || text.contains(&b' '));
        }
        first && self.description_row && key.is_some_and(|k| !k.iter().any(u8::is_ascii_digit))
    }
}

/// Does a row near the end say how many rows there are, or whose: `2,record(s) downloaded, from …` of
/// eBay, `Seller ID : shop`?
fn is_footer(raw: &[u8]) -> bool {
    const LONGEST: usize = 200;
    let counts = || memchr::memmem::find(raw, b"ecord(s) downloaded").is_some();
    raw.len() < LONGEST && (counts() || raw.get(..9).is_some_and(|w| w.eq_ignore_ascii_case(b"seller id")))
}

/// Is it a number, such as one of an order of which the rest is missing?
fn is_number(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'#' | b'"'))
}

/// Is the record a word for a sum and numbers, nothing else?
fn is_sum(raw: &[u8]) -> bool {
    const WORDS: [&str; 24] = [
        "celkem",
        "gesamt",
        "gesamtsumme",
        "grand total",
        "razem",
        "somme",
        "subtotal",
        "sum",
        "suma",
        "summa",
        "summe",
        "sums",
        "toplam",
        "totaal",
        "total",
        "total general",
        "totale",
        "totals",
        "totalt",
        "итого",
        "合計",
        "总计",
        "總計",
        "합계",
    ];
    let is_between = |b: &u8| matches!(b, b',' | b';' | b'\t' | b'|' | b'"' | b' ');
    let start = raw.iter().position(|b| !is_between(b)).unwrap_or(raw.len());
    if raw.get(start).is_none_or(|b| !b.is_ascii_alphabetic() && b.is_ascii()) {
        return false;
    }
    let end = raw[start..]
        .iter()
        .position(|b| matches!(b, b',' | b';' | b'\t' | b'|' | b'"'))
        .map_or(raw.len(), |n| start + n);
    let word = raw[start..end].trim_ascii_end();
    let word = word.strip_suffix(b":").unwrap_or(word).trim_ascii_end();
    // a sign for money may be beyond ASCII, a name is longer
    let has_letters = || match std::str::from_utf8(&raw[end..]) {
        Ok(rest) => rest.chars().any(char::is_alphabetic),
        Err(_) => raw[end..].iter().filter(|b| b.is_ascii_alphabetic() || !b.is_ascii()).count() > 2,
    };
    WORDS.iter().any(|w| w.as_bytes().eq_ignore_ascii_case(word)) && !has_letters()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footers_say_how_many_rows_there_are() {
        for row in ["2,record(s) downloaded, from Nov-18-26", "\"2\",\"record(s) downloaded,\"", "Seller ID : shop"] {
            assert!(is_footer(row.as_bytes()), "{row}");
        }
        assert!(!is_footer(b"2,Ada Byron,24 Linden St,Boston,MA,02134,US"));
    }
}
