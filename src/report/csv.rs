//! The export with four columns appended. Every other byte stays as it stands in the input:
//! encoding, delimiter, quoting, line ends, footers.

use crate::finding::FixLevel;
use crate::input::block::Block;
use crate::input::encoding::{TextEncoding, encode};
use crate::input::grouping::Group;
use crate::input::{Table, cell};
use crate::report::redact;
use crate::scan::Assessed;

/// The appended columns.
pub const COLUMNS: [&str; 4] = ["doorstep_risk", "doorstep_band", "doorstep_codes", "doorstep_fixes"];

/// Writes the rows of one file.
#[derive(Debug)]
pub struct Writer {
    encoding: TextEncoding,
    delimiter: u8,
    quote: Option<u8>,
    quote_all: bool,
    width: usize,
    preamble: Vec<u8>,
    header: std::ops::Range<usize>,
    bom: Vec<u8>,
    /// Columns of an earlier run, which are replaced.
    dropped: Vec<usize>,
    /// Columns to be masked.
    masked: Vec<usize>,
}

impl Writer {
    /// A writer in the manner of the table.
    pub fn new(table: &Table, mask: bool) -> Writer {
        let names = &table.header.names;
        let header = &table.preamble[table.header.range.clone()];
        let quoted = header.starts_with(b"\"")
            && header.ends_with(b"\"")
            && memchr::memmem::find_iter(header, b"\"").count() >= 2 * names.len();
        // nobody knows what stands in a column that was not understood
        let personal = |i: &usize| {
            let uses = &table.layout.columns[*i].uses;
            uses.is_empty() || uses.iter().any(|(f, _)| redact::is_personal(*f))
        };
        Writer {
            encoding: table.encoding,
            delimiter: table.dialect.delimiter,
            quote: table.dialect.quote,
            quote_all: quoted && table.dialect.quote.is_some(),
            width: names.len(),
            preamble: table.preamble.clone(),
            header: table.header.range.clone(),
            bom: table.encoding.mark(),
            dropped: (0..names.len()).filter(|i| COLUMNS.contains(&names[*i].as_str())).collect(),
            masked: if mask { (0..names.len()).filter(personal).collect() } else { Vec::new() },
        }
    }

    /// Everything before the first row, with the new column names.
    pub fn header(&self, out: &mut Vec<u8>) {
        let mut text = self.preamble[..self.header.start].to_vec();
        self.record(&self.preamble[self.header.clone()], &[], &mut text, false);
        for name in COLUMNS {
            text.push(self.delimiter);
            self.cell(name, &mut text);
        }
        text.extend_from_slice(&self.preamble[self.header.end..]);
        if !ends_line(&self.preamble[self.header.end..]) {
            text.push(b'\n');
        }
        self.encode(&mut text);
        out.extend_from_slice(&self.bom);
        out.extend_from_slice(&text);
    }

    /// A line end in the manner of the file.
    pub fn end_line(&self, out: &mut Vec<u8>) {
        let after = &self.preamble[self.header.end..];
        let len = after.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        let end: &[u8] = match after.get(..len) {
            Some([b'\r', b'\n', ..]) => b"\r\n",
            Some([b'\r', ..]) => b"\r",
            _ => b"\n",
        };
        let mut text = end.to_vec();
        self.encode(&mut text);
        out.extend_from_slice(&text);
    }

    /// What stands before the first row of a block (blank lines).
    pub fn before_first(&self, block: &Block, out: &mut Vec<u8>) {
        let first = block.structure().records().first().map_or(block.bytes().len(), |r| r.start as usize);
        out.extend_from_slice(&block.bytes()[..first]);
    }

    /// The rows of an order, with its verdict on the first; or rows that are no order.
    pub fn order(&self, block: &Block, group: &Group, assessed: Option<&Assessed<'_, '_>>, out: &mut Vec<u8>) {
        let bytes = block.bytes();
        let structure = block.structure();
        let records = structure.records();
        for at in group.records.clone() {
            let record = &records[at];
            let next = records.get(at + 1).map_or(bytes.len(), |r| r.start as usize);
            let raw = &bytes[record.start as usize..record.end as usize];
            if self.dropped.is_empty() && self.masked.is_empty() {
                out.extend_from_slice(raw);
            } else {
                let ends = structure.ends(record);
                let fields: Vec<&[u8]> = (0..ends.len()).filter_map(|i| ends.range(i)).map(|r| &bytes[r]).collect();
                self.record(raw, &fields, out, true);
            }
            let fields = record.fields as usize;
            let dropped = match self.dropped.is_empty() {
                true => 0,
                false => (0..fields).filter(|i| self.is_dropped(*i, fields)).count(),
            };
            for _ in fields - dropped..self.width - self.dropped.len() {
                out.push(self.delimiter);
            }
            match assessed.filter(|_| at == group.records.start) {
                Some(assessed) => self.verdict(assessed, out),
                None => (0..COLUMNS.len()).for_each(|_| out.push(self.delimiter)),
            }
            out.extend_from_slice(&bytes[record.end as usize..next]);
        }
    }

    /// Turns rows into the file's own encoding, where they were read as UTF-8.
    pub fn encode(&self, rows: &mut Vec<u8>) {
        if self.encoding.is_wide() {
            let text = String::from_utf8_lossy(rows).into_owned();
            rows.clear();
            encode(&text, self.encoding, rows);
        }
    }

    fn verdict(&self, assessed: &Assessed<'_, '_>, out: &mut Vec<u8>) {
        out.push(self.delimiter);
        let Some(verdict) = assessed.verdict else {
            (1..COLUMNS.len()).for_each(|_| out.push(self.delimiter));
            return;
        };
        four_decimals(verdict.risk, out);
        out.push(self.delimiter);
        out.extend_from_slice(verdict.band.name().as_bytes());
        out.push(self.delimiter);
        if assessed.findings.is_empty() {
            out.push(self.delimiter);
            return;
        }
        let mut codes: Vec<&str> = Vec::new();
        for f in assessed.findings {
            if !codes.contains(&f.code) {
                codes.push(f.code);
            }
        }
        self.cell(&codes.join(" "), out);
        out.push(self.delimiter);
        self.cell(&self.fixes(assessed), out);
    }

    /// `column: from → to`, separated by `; `.
    fn fixes(&self, assessed: &Assessed<'_, '_>) -> String {
        let mut said: Vec<String> = Vec::new();
        for fix in assessed.findings.iter().filter_map(|f| f.fix.as_ref()).filter(|f| f.level != FixLevel::Ask) {
            for (place, _, from, to) in assessed.edits(fix) {
                let text = if self.masked.contains(&place.column_index) {
                    format!("{}: {} → {}", place.column, redact::value(&from), redact::value(&to))
                } else {
                    format!("{}: {from} → {to}", place.column)
                };
                if !said.contains(&text) {
                    said.push(text);
                }
            }
        }
        said.join("; ")
    }

    /// A record without the columns of an earlier run and with masked cells.
    fn record(&self, raw: &[u8], fields: &[&[u8]], out: &mut Vec<u8>, mask: bool) {
        if fields.is_empty() && self.dropped.is_empty() {
            out.extend_from_slice(raw);
            return;
        }
        let split: Vec<&[u8]>;
        let fields = if fields.is_empty() {
            split = self.split(raw);
            &split
        } else {
            fields
        };
        let mut first = true;
        for (i, field) in fields.iter().enumerate().filter(|(i, _)| !self.is_dropped(*i, fields.len())) {
            if !first {
                out.push(self.delimiter);
            }
            first = false;
            if mask && self.is_masked(i, fields.len()) && !cell::unescape(field, self.quote).is_empty() {
                self.cell(redact::MASK, out);
            } else {
                out.extend_from_slice(field);
            }
        }
    }

    /// Is that field of a record of so many to be masked? Nobody knows what stands where in a row with
    /// more fields than the header, so nothing of it is shown.
    fn is_masked(&self, at: usize, fields: usize) -> bool {
        fields > self.width + self.dropped.len() || self.masked.contains(&at)
    }

    /// Is that field of a record of so many the work of an earlier run? A row with more fields
    /// than the header was given ours behind its own.
    fn is_dropped(&self, at: usize, fields: usize) -> bool {
        let behind = self.dropped.first().is_some_and(|first| first + self.dropped.len() == self.width);
        let more = if behind { fields.saturating_sub(self.width) } else { 0 };
        at >= more && self.dropped.contains(&(at - more))
    }

    fn split<'r>(&self, raw: &'r [u8]) -> Vec<&'r [u8]> {
        let mut structure = crate::input::structure::Structure::default();
        let dialect = crate::input::structure::Dialect { delimiter: self.delimiter, quote: self.quote, cr_only: false };
        structure.index(raw, dialect, true, &[]);
        let Some(record) = structure.records().first() else { return Vec::new() };
        let ends = structure.ends(record);
        (0..ends.len()).filter_map(|i| ends.range(i)).map(|r| &raw[r]).collect()
    }

    /// A cell of our own in the manner of the file; never the start of a formula.
    fn cell(&self, text: &str, out: &mut Vec<u8>) {
        let safe =
            if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_string() };
        let delimiter = char::from(self.delimiter);
        let needs_quotes = safe.contains([delimiter, '\n', '\r']) || self.quote.is_some() && safe.contains('"');
        let written = match self.quote {
            Some(q) if needs_quotes || self.quote_all && !safe.is_empty() => {
                let q = char::from(q);
                format!("{q}{}{q}", safe.replace(q, "\"\""))
            }
            None if needs_quotes => safe.replace([delimiter, '\n', '\r'], " "),
            _ => safe,
        };
        if self.encoding.is_wide() {
            out.extend_from_slice(written.as_bytes());
            return;
        }
        let mut encoded = Vec::new();
        if !encode(&written, self.encoding, &mut encoded) {
            encoded.clear();
            encode(&written.replace('→', "->"), self.encoding, &mut encoded);
        }
        out.extend_from_slice(&encoded);
    }
}

/// Does the text, in any encoding, end with a line end?
pub fn ends_line(text: &[u8]) -> bool {
    matches!(text, [.., b'\n' | b'\r'] | [.., b'\n' | b'\r', 0])
}

/// A probability with four decimals.
fn four_decimals(p: f64, out: &mut Vec<u8>) {
    let mut rest = (p.clamp(0.0, 1.0) * 1e4).round() as u32;
    let mut digits = *b"0.0000";
    for at in [5, 4, 3, 2, 0] {
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.extend_from_slice(&digits);
}
