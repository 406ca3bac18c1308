//! The file in blocks cut where an order ends, so that each can be checked on any core.

use std::io::{self, Read};

use super::container::read_up_to;
use super::structure::{Dialect, Structure};

/// Bytes read at a time.
const BLOCK: usize = 256 * 1024;
/// The most that one order, or one quoted cell, may take before it is cut.
const MOST: usize = 4 * 1024 * 1024;

/// A block of whole orders. Reused from block to block.
#[derive(Debug, Default)]
pub struct Block {
    buffer: Buffer,
    structure: Structure,
    /// Position among the blocks of the file, from 0.
    pub number: u64,
    /// Physical line of the first byte, from 1.
    pub line: u64,
    /// Is it the last of the file?
    pub last: bool,
    /// Bytes of whole records.
    len: usize,
    /// Quotes that were never closed, as positions in the block.
    pub open_quotes: Vec<usize>,
}

impl Block {
    /// A block of these rows, the first of which stands on that physical line.
    pub fn of(rows: &[u8], dialect: Dialect, line: u64) -> Block {
        let mut block = Block { line, ..Block::default() };
        block.buffer.push(rows);
        block.structure.index(block.buffer.filled(), dialect, true, &[]);
        block.len = rows.len();
        block
    }

    /// Its bytes, line ends and all.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer.filled()[..self.len]
    }

    /// Its records and fields.
    pub fn structure(&self) -> &Structure {
        &self.structure
    }
}

/// Cuts a stream of text into blocks.
#[derive(Debug)]
pub struct BlockReader<R> {
    inner: R,
    dialect: Dialect,
    key: Option<usize>,
    width: usize,
    carry: Vec<u8>,
    at_once: usize,
    number: u64,
    line: u64,
    ended: bool,
}

impl<R: Read> BlockReader<R> {
    /// Reads rows from `inner`, which stands behind the header, on physical line `line`. Rows
    /// with the same cell in column `key`, or none, belong together.
    pub fn new(inner: R, dialect: Dialect, key: Option<usize>, line: u64) -> BlockReader<R> {
        BlockReader { inner, dialect, key, width: 0, carry: Vec::new(), at_once: BLOCK, number: 0, line, ended: false }
    }

    /// Says how many fields the header has: tells a quote that was never closed from one that was
    /// not doubled.
    #[must_use]
    pub fn width(self, width: usize) -> BlockReader<R> {
        BlockReader { width, ..self }
    }

    /// Reads so many bytes at a time, more where an order is longer.
    #[must_use]
    pub fn at_once(self, bytes: usize) -> BlockReader<R> {
        BlockReader { at_once: bytes, ..self }
    }

    /// Says that rows stand before the first that is read.
    #[must_use]
    pub fn from_within(self) -> BlockReader<R> {
        BlockReader { number: 1, ..self }
    }

    /// Fills the next block; `false` at the end of the file.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn next(&mut self, block: &mut Block) -> io::Result<bool> {
        if self.ended && self.carry.is_empty() {
            return Ok(false);
        }
        block.buffer.clear();
        block.open_quotes.clear();
        block.buffer.push(&self.carry);
        self.carry.clear();
        let mut want = self.at_once.max(block.buffer.len() * 2);
        let keep = loop {
            if !self.ended {
                self.ended = block.buffer.read_from(&mut self.inner, want)?;
            }
            match self.cut(block, want >= MOST) {
                Some(keep) => break keep,
                None => want *= 2,
            }
        };
        let records = block.structure.records();
        let lines = match records.get(keep) {
            Some(next) => {
                block.len = next.start as usize;
                u64::from(next.line)
            }
            None => {
                block.len = block.len.min(block.buffer.len());
                block.indexed_lines(self.dialect)
            }
        };
        self.carry.extend_from_slice(&block.buffer.filled()[block.len..]);
        block.structure.truncate(keep);
        block.last = self.ended && self.carry.is_empty();
        block.number = self.number;
        block.line = self.line;
        self.number += 1;
        self.line += lines;
        Ok(block.len > 0 || !block.structure.records().is_empty())
    }

    /// Indexes the block and decides how many records it keeps; `None` to read on.
    fn cut(&self, block: &mut Block, enough: bool) -> Option<usize> {
        // each reading makes way further on, and there is an end to them
        let mut readings = 0..1000;
        loop {
            let Block { structure, buffer, open_quotes, .. } = block;
            let is_letter = |quote| self.is_whole_line(buffer.filled(), quote);
            let indexed = structure.index_judged(buffer.filled(), self.dialect, self.ended, open_quotes, is_letter);
            if let Some(open) = indexed.open_quote
                && (self.ended || (enough && block.structure.records().is_empty()))
            {
                // never closed: from here on it is a letter
                if readings.next().is_some() && block.open_quotes.last().is_none_or(|last| *last < open) {
                    block.open_quotes.push(open);
                    continue;
                }
            }
            block.len = indexed.consumed;
            break;
        }
        if self.ended {
            return Some(block.structure.records().len());
        }
        let keep = self.last_order_start(block);
        match keep {
            0 if enough && block.structure.records().is_empty() => {
                // one line longer than any order: cut it where it is
                block.len = whole_letters(block.buffer.filled());
                block.structure.index(&block.buffer.filled()[..block.len], self.dialect, true, &block.open_quotes);
                Some(block.structure.records().len())
            }
            0 if enough => Some(block.structure.records().len()),
            0 => None,
            keep => Some(keep),
        }
    }

    /// Has the line of that quote all fields of a row, if the quote is a letter?
    fn is_whole_line(&self, bytes: &[u8], quote: usize) -> bool {
        let end = if self.dialect.cr_only { b'\r' } else { b'\n' };
        let start = memchr::memrchr(end, &bytes[..quote]).map_or(0, |at| at + 1);
        let stop = memchr::memchr(end, &bytes[quote..]).map_or(bytes.len(), |at| quote + at);
        let mut line = Structure::default();
        line.index(&bytes[start..stop], self.dialect, true, &[quote - start]);
        matches!(line.records(), [record] if record.fields as usize == self.width)
    }

    /// The record with which the last order of the block begins: it may go on in the next.
    fn last_order_start(&self, block: &Block) -> usize {
        let records = block.structure.records();
        let Some(key) = self.key else { return records.len() };
        let cell = |i: usize| {
            block.structure.ends(&records[i]).range(key).map_or(&[][..], |r| trimmed(&block.buffer.filled()[r]))
        };
        let mut at = records.len();
        while at > 0 {
            at -= 1;
            let this = cell(at);
            if !this.is_empty() && (at == 0 || cell(at - 1) != this) {
                return at;
            }
        }
        0
    }
}

impl Block {
    fn indexed_lines(&self, dialect: Dialect) -> u64 {
        let end = if dialect.cr_only { b'\r' } else { b'\n' };
        memchr::memchr_iter(end, &self.buffer.filled()[..self.len]).count() as u64
    }
}

/// How many bytes there are before a letter of UTF-8 of which the end is missing.
fn whole_letters(bytes: &[u8]) -> usize {
    let from = bytes.len().saturating_sub(3);
    let start = bytes[from..].iter().rposition(|b| *b >= 0xc0).map(|at| from + at);
    let length = |first: u8| if first >= 0xf0 { 4 } else { 2 + usize::from(first >= 0xe0) };
    start.filter(|at| *at > 0 && at + length(bytes[*at]) > bytes.len()).unwrap_or(bytes.len())
}

/// A key cell without quotes and padding.
pub fn trimmed(raw: &[u8]) -> &[u8] {
    let raw = raw.strip_prefix(b"\"").and_then(|r| r.strip_suffix(b"\"")).unwrap_or(raw);
    raw.trim_ascii()
}

/// Bytes that start on a 64-byte boundary: reading into a buffer that does not can be several
/// times slower.
#[derive(Debug, Default)]
struct Buffer {
    data: Vec<u8>,
    skew: usize,
    len: usize,
}

impl Buffer {
    fn clear(&mut self) {
        self.len = 0;
    }

    fn len(&self) -> usize {
        self.len
    }

    fn filled(&self) -> &[u8] {
        &self.data[self.skew..self.skew + self.len]
    }

    fn reserve(&mut self, capacity: usize) {
        if self.data.len() >= self.skew + capacity && !self.data.is_empty() {
            return;
        }
        let mut data = vec![0u8; capacity + 64];
        let skew = data.as_ptr().align_offset(64).min(64);
        data[skew..skew + self.len].copy_from_slice(self.filled());
        (self.data, self.skew) = (data, skew);
    }

    fn push(&mut self, bytes: &[u8]) {
        self.reserve(self.len + bytes.len());
        let at = self.skew + self.len;
        self.data[at..at + bytes.len()].copy_from_slice(bytes);
        self.len += bytes.len();
    }

    /// Fills up to `want` bytes; `true` at the end of the stream.
    fn read_from(&mut self, reader: &mut impl Read, want: usize) -> io::Result<bool> {
        self.reserve(want);
        if self.len >= want {
            return Ok(false);
        }
        let space = &mut self.data[self.skew + self.len..self.skew + want];
        let have = read_up_to(reader, space)?;
        let ended = have < space.len();
        self.len += have;
        Ok(ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COMMA: Dialect = Dialect { delimiter: b',', quote: Some(b'"'), cr_only: false };

    fn blocks(text: &[u8]) -> (Vec<u8>, Vec<u64>) {
        let mut reader = BlockReader::new(text, COMMA, Some(0), 1);
        let mut block = Block::default();
        let (mut all, mut lines) = (Vec::new(), Vec::new());
        while reader.next(&mut block).expect("memory") {
            all.extend_from_slice(block.bytes());
            lines.extend(block.structure().records().iter().map(|r| block.line + u64::from(r.line)));
        }
        (all, lines)
    }

    #[test]
    fn an_order_is_never_cut_between_blocks() {
        let mut text = String::new();
        for order in 0..4000 {
            for row in 0..3 {
                text.push_str(&format!("{order},row {row},{}\n", "x".repeat(120)));
            }
        }
        let mut reader = BlockReader::new(text.as_bytes(), COMMA, Some(0), 1);
        let mut block = Block::default();
        let mut seen = 0;
        while reader.next(&mut block).expect("memory") {
            assert_eq!(block.structure().records().len() % 3, 0);
            seen += block.structure().records().len();
        }
        assert_eq!(seen, 12_000);
    }

    #[test]
    fn a_quote_that_is_never_closed_takes_only_its_own_line() {
        let mut text = String::from("1,\"open\n");
        for i in 2..90_000 {
            text.push_str(&format!("{i},{}\n", "y".repeat(100)));
        }
        let mut reader = BlockReader::new(text.as_bytes(), COMMA, Some(0), 1);
        let mut block = Block::default();
        let (mut records, mut open) = (0, 0);
        while reader.next(&mut block).expect("memory") {
            assert!(block.bytes().len() <= 2 * MOST);
            records += block.structure().records().len();
            open += block.open_quotes.len();
        }
        assert_eq!((records, open), (89_999, 1));
    }

    proptest! {
        #[test]
        fn no_byte_is_lost_and_lines_are_right(text in "[ab1,\"\n\r]{0,400}") {
            let (all, lines) = blocks(text.as_bytes());
            prop_assert_eq!(&all, text.as_bytes());
            prop_assert!(lines.is_sorted());
        }
    }
}
