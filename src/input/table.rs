//! A file as a table of orders: opened, decoded, its header understood, read block by block.

use std::io::{self, Read};

use super::block::BlockReader;
use super::container::TextReader;
use super::encoding::{TextEncoding, Transcoder, decode};
use super::grouping::Grouping;
use super::structure::Dialect;
use super::workbook::Sheet;
use crate::world::Country;

use super::{Container, Field, Header, InputError, Layout, Wishes, sniff};

/// Bytes looked at to find encoding, dialect and header.
const HEAD: usize = 1024 * 1024;
/// How far to look for the first letters that are not ASCII.
const FAR: usize = 64 * 1024 * 1024;

/// An input that is understood and can be read from its first row as often as needed.
#[derive(Debug)]
pub struct Table {
    container: Container,
    /// Encoding of the file.
    pub encoding: TextEncoding,
    /// Delimiter and quotes.
    pub dialect: Dialect,
    /// Where the header stands and what it says.
    pub header: Header,
    /// What the columns mean.
    pub layout: Layout,
    /// Everything before the first row, as UTF-8 for UTF-16 files, else as it stands; without
    /// the byte-order mark.
    pub preamble: Vec<u8>,
}

/// A stream of rows.
pub enum Rows {
    /// As the file stands.
    Plain(TextReader),
    /// Turned into UTF-8.
    Wide(Box<Transcoder<TextReader>>),
}

impl Read for Rows {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Rows::Plain(file) => file.read(buffer),
            Rows::Wide(transcoder) => transcoder.read(buffer),
        }
    }
}

impl Table {
    /// Opens an input and understands its header.
    ///
    /// # Errors
    /// When it cannot be read, is no table, has no rows, or holds no addresses.
    pub fn open(name: &str, wishes: &Wishes<'_>) -> Result<Table, InputError> {
        Table::open_unless(name, wishes, &|_| None)
    }

    /// Opens an input of orders, unless `plain` names the columns of a table that has none: those
    /// that were found, or those that a file without header has.
    ///
    /// # Errors
    /// As [`Table::open`].
    pub fn open_unless(
        name: &str,
        wishes: &Wishes<'_>,
        plain: &dyn Fn(&[String]) -> Option<Vec<String>>,
    ) -> Result<Table, InputError> {
        let container = Container::open(name)?;
        if container.len == 0 {
            return Err(InputError::new(
                name,
                "is empty",
                "export the orders again; a table starts with a line of column names",
            ));
        }
        let raw = container.head(HEAD)?;
        let encoding = detect(&container, &raw)?;
        let text = if encoding.is_wide() { read_wide(&raw, encoding) } else { raw[encoding.bom..].to_vec() };
        if text.iter().take(4096).filter(|b| **b == 0).count() > 0 && !encoding.is_wide() {
            return Err(InputError::new(name, "holds NUL bytes: it is no text", "export CSV or tab-separated text"));
        }
        let complete = container.len <= HEAD as u64;
        let decoded = |bytes: &[u8]| match std::str::from_utf8(bytes) {
            Ok(text) => text.to_string(),
            Err(_) => decode(bytes, encoding).0.into_owned(),
        };
        let Some((dialect, mut header)) = sniff::sniff(&text, complete, encoding.has_stroke_in_letters(), &decoded)
        else {
            return Err(InputError::new(
                name,
                "is not a table: no line has two or more columns",
                "doorstep reads CSV and tab-separated text whose first line names the columns",
            )
            .at(1));
        };
        let layout = match plain(&header.names) {
            Some(names) => {
                if names != header.names {
                    header = Header { names, lines_before: 0, range: 0..0, end: 0, lines: 0 };
                }
                Layout::plain(&header.names)
            }
            None => Layout::of(name, &header.names, wishes)
                .map_err(|e| if e.line.is_some() { e.at(header.lines_before + 1) } else { e })?,
        };
        let preamble = text[..header.end].to_vec();
        Ok(Table { container, encoding, dialect, header, layout, preamble })
    }

    /// The input as the user named it.
    pub fn name(&self) -> &str {
        &self.container.name
    }

    /// Of a workbook: the sheet that it is.
    pub fn sheet(&self) -> Option<&Sheet> {
        self.container.sheet.as_ref()
    }

    /// Bytes of the unpacked input.
    pub fn len(&self) -> u64 {
        self.container.len
    }

    /// Is the file still as it was when it was opened?
    ///
    /// # Errors
    /// When somebody has written to it since.
    pub fn unchanged(&self) -> Result<(), InputError> {
        if self.container.has_changed()? {
            let help = "nothing of this run is kept; wait until the export is finished and start again";
            return Err(InputError::new(self.name(), "was changed while it was read", help));
        }
        Ok(())
    }

    /// Can every byte of the file be written again from the text that was read?
    ///
    /// # Errors
    /// When a UTF-16 file holds what is no text, or cannot be read.
    pub fn is_whole(&self) -> Result<(), InputError> {
        if !self.encoding.is_wide() {
            return Ok(());
        }
        let error = |e: io::Error| InputError::io(self.name(), "read the file", &e);
        let mut reader = self.container.reader(self.encoding.bom as u64);
        let mut check = super::encoding::WideCheck::default();
        let mut buffer = vec![0u8; 64 * 1024];
        loop {
            let have = super::container::read_up_to(&mut reader, &mut buffer).map_err(error)?;
            if have == 0 {
                break;
            }
            check.feed(&buffer[..have], self.encoding);
        }
        if check.is_broken() {
            let help = "it would not stay byte for byte what it is; save it as UTF-8 and fix that";
            return Err(InputError::new(self.name(), "holds bytes that are no UTF-16", help));
        }
        Ok(())
    }

    /// A table without rows is a header.
    pub fn is_empty(&self) -> bool {
        self.container.len == 0
    }

    /// Where its orders go if they do not say: as wished, else as the layout tells.
    pub fn home(&self, wish: Option<&'static Country>) -> Option<&'static Country> {
        wish.or(self.layout.home.map(|(country, _)| country))
    }

    /// Column of the order number.
    pub fn key(&self) -> Option<usize> {
        self.layout.columns_of(Field::Order).first().copied()
    }

    /// The rows from the first on, in blocks.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn blocks(&self) -> Result<BlockReader<Rows>, InputError> {
        let rows = if self.encoding.is_wide() {
            let mut transcoder = Transcoder::new(self.container.reader(0), self.encoding);
            let mut skip = vec![0u8; self.header.end];
            super::container::read_up_to(&mut transcoder, &mut skip)
                .map_err(|e| InputError::io(self.name(), "read the file", &e))?;
            Rows::Wide(Box::new(transcoder))
        } else {
            Rows::Plain(self.rows_at(0))
        };
        Ok(BlockReader::new(rows, self.dialect, self.key(), self.header.lines + 1).width(self.header.names.len()))
    }

    /// The rows from a byte on where an order begins, counted from the first row, on that physical
    /// line, in blocks that hold little more than the order; `None` where the file is transcoded on
    /// its way in.
    pub fn order_at(&self, offset: u64, line: u64) -> Option<BlockReader<Rows>> {
        const ENOUGH: usize = 4096;
        if self.encoding.is_wide() {
            return None;
        }
        let reader = BlockReader::new(Rows::Plain(self.rows_at(offset)), self.dialect, self.key(), line);
        Some(reader.width(self.header.names.len()).at_once(ENOUGH).from_within())
    }

    fn rows_at(&self, offset: u64) -> TextReader {
        self.container.reader((self.encoding.bom + self.header.end) as u64 + offset)
    }

    /// How rows become orders.
    pub fn grouping(&self) -> Grouping {
        Grouping {
            key: self.key(),
            places: [Field::Address1, Field::StreetJoined, Field::AddressFull, Field::City, Field::Postcode]
                .into_iter()
                .filter_map(|field| self.layout.fields.iter().find(|(f, _)| *f == field)?.1.first().copied())
                .collect(),
            width: self.header.names.len(),
            header: self.preamble[self.header.range.clone()].to_vec(),
            description_row: self.layout.platform.is_some_and(|p| p.description_row),
        }
    }
}

/// The encoding by the first megabyte, or by the first letters that are not ASCII further on.
fn detect(container: &Container, head: &[u8]) -> Result<TextEncoding, InputError> {
    if !head.is_ascii() || head.len() as u64 == container.len {
        return Ok(TextEncoding::detect(head));
    }
    let error = |e: io::Error| InputError::io(&container.name, "read the file", &e);
    let mut reader = container.reader(head.len() as u64).take(FAR as u64);
    let mut buffer = vec![0u8; 256 * 1024];
    loop {
        let have = super::container::read_up_to(&mut reader, &mut buffer).map_err(error)?;
        if have == 0 {
            return Ok(TextEncoding::detect(head));
        }
        if !buffer[..have].is_ascii() {
            // from the line with the first such letter on
            let first = buffer.iter().position(|b| !b.is_ascii()).unwrap_or(0);
            let start = memchr::memrchr(b'\n', &buffer[..first]).map_or(0, |at| at + 1);
            return Ok(TextEncoding::detect(&buffer[start..have]));
        }
    }
}

fn read_wide(raw: &[u8], encoding: TextEncoding) -> Vec<u8> {
    let mut text = Vec::new();
    let whole = raw.len() & !1;
    // reading from memory does not fail
    let _ = Transcoder::new(&raw[..whole], encoding).read_to_end(&mut text);
    text
}
