//! Where records and fields end in a block of delimited text.
//!
//! Separators outside quotes are found 64 bytes at a time as bit masks, so most of the file is
//! never looked at byte by byte. A block with a quote in the middle of an unquoted field, where
//! that trick does not hold, is read again by a state machine that follows the csv crate to the
//! letter; a property test holds the two and the csv crate equal. Nothing is copied or unescaped
//! here: a field is a range of the block.

mod states;

use super::masks::{self, Chunk, Masks, Work, prefix_xor};

/// What separates fields, and whether quotes mean anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The byte between fields.
    pub delimiter: u8,
    /// The quote, or `None` where quotes are ordinary letters (Amazon's flat files).
    pub quote: Option<u8>,
    /// Lines end in a lone carriage return.
    pub cr_only: bool,
}

/// One record of a block; offsets are bytes from the start of the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// First byte.
    pub start: u32,
    /// One past the last byte before the line end.
    pub end: u32,
    /// Index of its first field end in [`Structure::ends`].
    first: u32,
    /// Number of fields, at least 1.
    pub fields: u32,
    /// Line ends before `start`, counted from the start of the block.
    pub line: u32,
}

/// What indexing a block came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Indexed {
    /// Bytes up to and including the last complete record's line end.
    pub consumed: usize,
    /// Line ends within `consumed`.
    pub lines: u32,
    /// The quote that was still open at the end of the block, if any.
    pub open_quote: Option<usize>,
}

/// The records and field ends of one block. Reused from block to block.
#[derive(Debug, Default)]
pub struct Structure {
    /// Field ends of all records, the first [`Structure::filled`]; what is behind is of no account.
    ends: Vec<u32>,
    filled: usize,
    records: Vec<Record>,
}

/// Fields of one record as ranges of the block.
#[derive(Clone, Copy, Debug)]
pub struct Ends<'a> {
    start: u32,
    ends: &'a [u32],
}

impl Ends<'_> {
    /// Range of field `i`, quotes included, or `None` past the last field.
    #[inline]
    pub fn range(&self, i: usize) -> Option<std::ops::Range<usize>> {
        let end = *self.ends.get(i)? as usize;
        let start = if i == 0 { self.start } else { self.ends[i - 1] + 1 } as usize;
        Some(start..end)
    }

    /// Number of fields.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// A record has at least one field.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

impl Structure {
    /// The records found, blank lines left out.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The field ends of one of [`records`](Structure::records).
    #[inline]
    pub fn ends(&self, record: &Record) -> Ends<'_> {
        let first = record.first as usize;
        Ends { start: record.start, ends: &self.ends[first..first + record.fields as usize] }
    }

    /// Indexes a block that starts at the beginning of a record.
    ///
    /// With `at_end` the bytes are the last of the file and an unfinished last line is a record
    /// too. Quotes at the positions in `literal` (ascending) are ordinary letters.
    pub fn index(&mut self, bytes: &[u8], dialect: Dialect, at_end: bool, literal: &[usize]) -> Indexed {
        self.index_judged(bytes, dialect, at_end, &mut literal.to_vec(), |_| false)
    }

    /// The same, and asks of each quote whose field runs over a line end and whose closing quote is
    /// followed by neither a delimiter nor a line end whether it is a letter: that may be the first
    /// quote of another field, and neither was closed. Those that are join `literal`.
    pub fn index_judged(
        &mut self,
        bytes: &[u8],
        dialect: Dialect,
        at_end: bool,
        literal: &mut Vec<usize>,
        is_letter: impl Fn(usize) -> bool,
    ) -> Indexed {
        let by_masks = literal.is_empty().then(|| masks::run(self.pass(bytes, dialect, at_end))).flatten();
        by_masks.unwrap_or_else(|| self.pass(bytes, dialect, at_end).by_states(literal, is_letter))
    }

    /// Drops the records from `keep` on.
    pub fn truncate(&mut self, keep: usize) {
        if let Some(record) = self.records.get(keep) {
            self.filled = record.first as usize;
            self.records.truncate(keep);
        }
    }

    fn clear(&mut self) {
        self.filled = 0;
        self.records.clear();
    }

    fn pass<'s, 'b>(&'s mut self, bytes: &'b [u8], dialect: Dialect, at_end: bool) -> Pass<'s, 'b> {
        self.clear();
        Pass { structure: self, bytes, dialect, at_end }
    }

    #[inline]
    fn push(&mut self, end: u32) {
        match self.ends.get_mut(self.filled) {
            Some(place) => *place = end,
            None => self.ends.push(end),
        }
        self.filled += 1;
    }

    /// Puts a field end for each one of `bits`, the first of which stands for `base`. Eight at a
    /// time, wanted or not: how many there are is what a processor cannot guess.
    #[inline(always)]
    fn put(&mut self, base: u32, mut bits: u64) {
        let after = self.filled + bits.count_ones() as usize;
        if self.ends.len() < self.filled + 64 {
            self.ends.resize((self.filled + 64) * 2, 0);
        }
        while bits != 0 {
            let Some(eight) = self.ends.get_mut(self.filled..).and_then(|ends| ends.first_chunk_mut::<8>()) else {
                break;
            };
            for place in eight {
                *place = base + bits.trailing_zeros();
                bits &= bits.wrapping_sub(1);
            }
            self.filled += 8;
        }
        self.filled = after;
    }

    fn finish(
        &mut self,
        mut open: Opening,
        bytes: &[u8],
        at_end: bool,
        lines: u32,
        open_quote: Option<usize>,
    ) -> Indexed {
        let len = bytes.len() as u32;
        if at_end && (open.start < len || self.filled as u32 > open.first) {
            self.push(len);
            self.close(&mut open, len, len, lines);
        } else {
            self.filled = open.first as usize;
        }
        Indexed { consumed: open.start as usize, lines: open.lines, open_quote }
    }

    /// Ends the open record at `end`; the next one starts at `next`, after `lines` line ends.
    #[inline]
    fn close(&mut self, open: &mut Opening, end: u32, next: u32, lines: u32) {
        let fields = self.filled as u32 - open.first;
        if fields == 1 && end == open.start {
            self.filled -= 1; // a blank line is no record
        } else {
            self.records.push(Record { start: open.start, end, first: open.first, fields, line: open.lines });
        }
        *open = Opening { start: next, first: self.filled as u32, lines };
    }
}

/// One reading of a block.
struct Pass<'s, 'b> {
    structure: &'s mut Structure,
    bytes: &'b [u8],
    dialect: Dialect,
    at_end: bool,
}

/// By masks, the common case. `None` when a quote stands inside an unquoted field, or a letter behind
/// a closing one.
impl Work for Pass<'_, '_> {
    type Output = Option<Indexed>;

    #[inline(always)]
    fn run<C: Chunk>(self) -> Option<Indexed> {
        let Pass { structure, bytes, dialect, at_end } = self;
        let mut open = Opening::default();
        let mut inside = 0u64; // all ones while a quoted field runs on into this chunk
        let mut previous_is_start = 1u64; // was the byte before this chunk a separator or a quote?
        let mut previous_closes = 0u64; // was it a closing quote?
        let (mut base, mut lines) = (0usize, 0u32);
        let mut last_open = None;
        let mut chunks = bytes.chunks_exact(64);
        let mut tail = [0u8; 64];
        loop {
            let (chunk, len): (&[u8; 64], usize) = match chunks.next().and_then(|c| c.try_into().ok()) {
                Some(chunk) => (chunk, 64),
                None => {
                    let rest = chunks.remainder();
                    if base >= bytes.len() {
                        break;
                    }
                    tail[..rest.len()].copy_from_slice(rest);
                    (&tail, rest.len())
                }
            };
            let m = Masks::of::<C>(chunk, dialect.delimiter, dialect.quote);
            let valid = if len == 64 { u64::MAX } else { (1u64 << len) - 1 };
            let quote = m.quote & valid;
            let within = if quote == 0 { inside } else { prefix_xor(quote) ^ inside };
            let opening = quote & within;
            let newline = if dialect.cr_only { m.cr } else { m.lf } & valid;
            let term_any = (m.lf | m.cr) & valid;
            if opening != 0 {
                let starts = ((m.delimiter | term_any | quote) << 1) | previous_is_start;
                if opening & !starts != 0 {
                    return None;
                }
                last_open = Some(base + 63 - opening.leading_zeros() as usize);
            }
            let ends = m.delimiter | term_any | quote;
            let closing = quote & !within;
            if (closing << 1 | previous_closes) & !ends & valid != 0 {
                return None;
            }
            previous_closes = closing >> 63;
            previous_is_start = (ends & valid) >> 63;
            let mut bits = ((m.delimiter & valid) | term_any) & !within;
            let mut terms = term_any & !within;
            while terms != 0 {
                let term = terms & terms.wrapping_neg();
                let upto = term | (term - 1);
                let at = (base + terms.trailing_zeros() as usize) as u32;
                structure.put(base as u32, bits & upto);
                structure.close(&mut open, at, at + 1, lines + (newline & upto).count_ones());
                bits &= !upto;
                terms &= !term;
            }
            structure.put(base as u32, bits);
            lines += newline.count_ones();
            inside = if within >> (len - 1) & 1 == 1 { u64::MAX } else { 0 };
            base += len;
            if len < 64 {
                break;
            }
        }
        let open_quote = if inside != 0 { last_open } else { None };
        Some(structure.finish(open, bytes, at_end, lines, open_quote))
    }
}

/// The record that is being read.
#[derive(Clone, Copy, Default)]
struct Opening {
    start: u32,
    first: u32,
    lines: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::cell;
    use proptest::prelude::*;

    const COMMA: Dialect = Dialect { delimiter: b',', quote: Some(b'"'), cr_only: false };

    fn read(bytes: &[u8], exact: bool) -> Vec<Vec<Vec<u8>>> {
        let mut s = Structure::default();
        let indexed = if exact {
            s.pass(bytes, COMMA, true).by_states(&mut Vec::new(), |_| false)
        } else {
            s.index(bytes, COMMA, true, &[])
        };
        assert_eq!(indexed.consumed, bytes.len());
        s.records()
            .iter()
            .map(|r| {
                let ends = s.ends(r);
                (0..ends.len())
                    .filter_map(|i| ends.range(i))
                    .map(|f| cell::unescape(&bytes[f], Some(b'"')).into_owned())
                    .collect()
            })
            .collect()
    }

    fn read_by_csv(bytes: &[u8]) -> Vec<Vec<Vec<u8>>> {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(bytes)
            .byte_records()
            .map(|r| r.expect("in memory").iter().map(<[u8]>::to_vec).collect())
            .collect()
    }

    #[test]
    fn lines_are_counted_inside_quotes_too() {
        let mut s = Structure::default();
        s.index(b"a,b\r\n\"x\ny\",2\r\n\r\n3,4", COMMA, true, &[]);
        let lines: Vec<u32> = s.records().iter().map(|r| r.line).collect();
        assert_eq!(lines, [0, 1, 4]);
    }

    #[test]
    fn an_unfinished_record_waits_for_the_next_block() {
        let mut s = Structure::default();
        let indexed = s.index(b"a,b\n1,\"x", COMMA, false, &[]);
        assert_eq!((indexed.consumed, s.records().len(), indexed.open_quote), (4, 1, Some(6)));
    }

    #[test]
    fn a_quote_that_is_never_closed_can_be_read_as_a_letter() {
        let mut s = Structure::default();
        let bytes = b"a,\"b\nc,d\n";
        let open = s.index(bytes, COMMA, true, &[]).open_quote;
        assert_eq!(open, Some(2));
        s.index(bytes, COMMA, true, &[2]);
        assert_eq!(s.records().len(), 2);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]
        #[test]
        fn reads_what_the_csv_crate_reads(text in "[ab,\"\n\r ]{0,150}") {
            let theirs = read_by_csv(text.as_bytes());
            prop_assert_eq!(&read(text.as_bytes(), true), &theirs);
            prop_assert_eq!(&read(text.as_bytes(), false), &theirs);
        }
    }
}
