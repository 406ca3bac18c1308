//! A workbook once more with some cells changed: entries are copied as they are packed, and of the
//! sheet every byte that is not within a changed cell.

use std::io::{self, BufRead, BufWriter, Read, Seek, Write};

use quick_xml::events::{BytesStart, Event};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipWriter};

use super::chain;
use super::package::{Package, relations_of};
use super::sheets::{Contents, Sheet};
use super::survey::{Plan, plan, survey};
use super::text::escaped;
use super::walk::{Spot, Walk, reference};
use super::xml::{Tee, Xml};
use super::{CellChange, XlsxError};

/// How hard to pack: half the time of the usual level, and a fifteenth more bytes.
const LEVEL: i64 = 3;

/// What becomes of an entry that is not copied.
enum Other {
    Sheet,
    Gone,
    Instead(Vec<u8>),
}

/// Writes a workbook with these cells of a sheet changed.
pub(super) fn rewrite<R: Read + Seek, W: Write + Seek>(
    package: &mut Package<R>,
    contents: &Contents,
    sheet: &Sheet,
    changes: &[CellChange],
    out: W,
) -> Result<(), XlsxError> {
    if package.zip.has_duplicate_names() {
        return Err(XlsxError::damaged("it holds two parts of the same name"));
    }
    let mut others: Vec<(usize, Other)> = Vec::new();
    if !changes.is_empty() {
        refuse_signed(package)?;
        let survey = survey(package, sheet, changes)?;
        if let Some(obstacle) = survey.obstacles.into_iter().next() {
            return Err(obstacle.into());
        }
        if survey.has_formula {
            others = without_chain(package, contents)?;
        }
        others.push((sheet.entry, Other::Sheet));
    }
    package.allow_again();
    let mut writer = ZipWriter::new(out);
    writer.set_raw_comment(package.zip.comment().into()).map_err(of_written)?;
    for index in 0..package.zip.len() {
        let other = others.iter().find(|(entry, _)| *entry == index).map(|(_, other)| other);
        let file = package.zip.by_index_raw(index).map_err(XlsxError::of_zip)?;
        match other {
            None => writer.raw_copy_file(file).map_err(of_written)?,
            Some(Other::Gone) => {}
            Some(instead) => {
                let level = (file.compression() == CompressionMethod::Deflated).then_some(LEVEL);
                let (options, name) = (file.options().compression_level(level), file.name_raw().to_vec());
                drop(file);
                writer.start_file_with_options(options.name(&name)).map_err(of_written)?;
                let mut out = BufWriter::with_capacity(1 << 16, &mut writer);
                match instead {
                    Other::Instead(bytes) => out.write_all(bytes),
                    _ => {
                        let xml = Xml::new(Tee::new(package.bytes(index)?));
                        Rewriting { out: &mut out, rows: plan(changes), cells: Cells::new() }.run(xml)?;
                        Ok(())
                    }
                }
                .and_then(|()| out.flush())
                .map_err(|error| XlsxError::of_write(&error))?;
            }
        }
    }
    writer.finish().map_err(of_written)?;
    Ok(())
}

fn of_written(error: ZipError) -> XlsxError {
    match error {
        // an entry that ends too soon
        ZipError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => XlsxError::of_read(&error),
        ZipError::Io(error) => XlsxError::of_write(&error),
        error => XlsxError::of_zip(error),
    }
}

/// A signature holds for a workbook as it stands.
fn refuse_signed<R: Read + Seek>(package: &mut Package<R>) -> Result<(), XlsxError> {
    let is_signed = package.has_any("_xmlsignatures/")
        || package.relations("")?.iter().any(|relation| relation.target.starts_with("_xmlsignatures/"));
    if !is_signed {
        return Ok(());
    }
    Err(XlsxError::new(
        "has a digital signature, which any change would break",
        "remove the signature in Excel first, or save it as CSV (UTF-8) and use that",
    ))
}

/// What becomes of the entries that have to do with the order of computation.
fn without_chain<R: Read + Seek>(
    package: &mut Package<R>,
    contents: &Contents,
) -> Result<Vec<(usize, Other)>, XlsxError> {
    let Some(part) = contents.part("calcChain") else { return Ok(Vec::new()) };
    let mut others: Vec<(usize, Other)> = package.find(part).map(|entry| (entry, Other::Gone)).into_iter().collect();
    let relations = relations_of(&contents.part);
    for (name, of) in [("[content_types].xml", ""), (relations.as_str(), contents.part.as_str())] {
        if let Some(entry) = package.find(name) {
            let bytes = chain::without(package.bytes(entry)?, of, part)?;
            others.push((entry, Other::Instead(bytes)));
        }
    }
    Ok(others)
}

type Cells<'c> = std::collections::BTreeMap<u32, &'c str>;

/// A sheet that is being written. What has been written is taken out of the plan.
struct Rewriting<'o, 'c, W> {
    out: &'o mut W,
    rows: Plan<'c>,
    /// Of the row that is being written.
    cells: Cells<'c>,
}

/// An event of a sheet, without what it borrows.
enum Step {
    Open(Spot, Name),
    Empty(Spot, Name),
    Close(Spot, Name),
    Other,
    End,
}

/// How long the name of an element is, and how much of that its prefix.
#[derive(Clone, Copy)]
struct Name {
    whole: usize,
    prefix: usize,
}

impl Name {
    fn of(name: &str) -> Name {
        Name { whole: name.len(), prefix: name.find(':').map_or(0, |colon| colon + 1) }
    }

    /// The prefix, given the bytes of the element from its name on.
    fn prefix(self, bytes: &[u8]) -> String {
        String::from_utf8_lossy(&bytes[..self.prefix.min(bytes.len())]).into_owned()
    }

    fn whole(self, bytes: &[u8]) -> String {
        String::from_utf8_lossy(&bytes[..self.whole.min(bytes.len())]).into_owned()
    }
}

impl Step {
    fn of(event: &Event<'_>, walk: &mut Walk) -> Result<Step, XlsxError> {
        let name = |element: &BytesStart<'_>| Name::of(element.name().as_ref());
        Ok(match event {
            Event::Start(e) => Step::Open(walk.open(e)?, name(e)),
            Event::Empty(e) => {
                let spot = walk.open(e)?;
                walk.close();
                Step::Empty(spot, name(e))
            }
            Event::End(e) => Step::Close(walk.close(), Name::of(e.name().as_ref())),
            Event::Eof => Step::End,
            _ => Step::Other,
        })
    }
}

impl<'c, W: Write> Rewriting<'_, 'c, W> {
    fn run<R: BufRead>(mut self, mut xml: Xml<Tee<R>>) -> Result<(), XlsxError> {
        let mut walk = Walk::default();
        let mut bytes = Vec::new();
        let mut is_replaced = false; // are we within a cell that has been written anew?
        loop {
            let step = Step::of(&xml.next()?, &mut walk)?;
            xml.take_bytes(&mut bytes);
            if is_replaced {
                is_replaced = !matches!(step, Step::Close(Spot::Cell, _));
                continue;
            }
            let is_end = matches!(step, Step::End);
            let written = match step {
                Step::Open(Spot::Cell, name) | Step::Empty(Spot::Cell, name) if !self.cells.is_empty() => {
                    let is_open = matches!(step, Step::Open(..));
                    self.cell(&walk, &name.prefix(&bytes[1..]), &bytes).map(|changed| is_replaced = changed && is_open)
                }
                Step::Open(Spot::Row, name) => self.row(&walk, name, &bytes, false),
                Step::Empty(Spot::Row, name) => self.row(&walk, name, &bytes, true),
                Step::Close(Spot::Row, name) if !self.cells.is_empty() => {
                    let prefix = name.prefix(&bytes[2..]);
                    self.cells_before(u32::MAX, walk.row, &prefix).and_then(|()| self.out.write_all(&bytes))
                }
                Step::Close(Spot::Data, name) => {
                    self.rows_before(u32::MAX, &name.prefix(&bytes[2..])).and_then(|()| self.out.write_all(&bytes))
                }
                Step::Empty(Spot::Data, name) if !self.rows.is_empty() => self.data(name, &bytes),
                _ => self.out.write_all(&bytes),
            };
            written.map_err(|error| XlsxError::of_write(&error))?;
            if is_end {
                return Ok(());
            }
        }
    }

    /// The start of a row, or all of it when it is empty.
    fn row(&mut self, walk: &Walk, name: Name, bytes: &[u8], is_empty: bool) -> io::Result<()> {
        let prefix = name.prefix(&bytes[1..]);
        self.rows_before(walk.row, &prefix)?;
        self.cells = self.rows.remove(&walk.row).unwrap_or_default();
        if !is_empty {
            return self.out.write_all(bytes);
        }
        if self.cells.values().all(|text| text.is_empty()) {
            self.cells.clear();
            return self.out.write_all(bytes);
        }
        self.out.write_all(opened(bytes))?;
        self.out.write_all(b">")?;
        self.cells_before(u32::MAX, walk.row, &prefix)?;
        write!(self.out, "</{}>", name.whole(&bytes[1..]))
    }

    /// The element around the rows, where it is empty.
    fn data(&mut self, name: Name, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(opened(bytes))?;
        self.out.write_all(b">")?;
        self.rows_before(u32::MAX, &name.prefix(&bytes[1..]))?;
        write!(self.out, "</{}>", name.whole(&bytes[1..]))
    }

    /// The start of a cell; true when it is changed.
    fn cell(&mut self, walk: &Walk, prefix: &str, bytes: &[u8]) -> io::Result<bool> {
        self.cells_before(walk.column, walk.row, prefix)?;
        match self.cells.remove(&walk.column) {
            Some(text) => {
                self.write_cell(walk.column, walk.row, walk.style, text, prefix)?;
                Ok(true)
            }
            None => self.out.write_all(bytes).map(|()| false),
        }
    }

    /// The rows before that one which are not there yet.
    fn rows_before(&mut self, before: u32, prefix: &str) -> io::Result<()> {
        while let Some(entry) = self.rows.first_entry().filter(|entry| *entry.key() < before) {
            let (row, cells) = entry.remove_entry();
            if cells.values().any(|text| !text.is_empty()) {
                write!(self.out, "<{prefix}row r=\"{row}\">")?;
                self.cells = cells;
                self.cells_before(u32::MAX, row, prefix)?;
                write!(self.out, "</{prefix}row>")?;
            }
        }
        Ok(())
    }

    /// The cells before that one which are not there yet.
    fn cells_before(&mut self, before: u32, row: u32, prefix: &str) -> io::Result<()> {
        while let Some(entry) = self.cells.first_entry().filter(|entry| *entry.key() < before) {
            let (column, text) = entry.remove_entry();
            if !text.is_empty() {
                self.write_cell(column, row, None, text, prefix)?;
            }
        }
        Ok(())
    }

    fn write_cell(&mut self, column: u32, row: u32, style: Option<u32>, text: &str, p: &str) -> io::Result<()> {
        write!(self.out, "<{p}c r=\"{}\"", reference(column, row))?;
        if let Some(style) = style {
            write!(self.out, " s=\"{style}\"")?;
        }
        if text.is_empty() {
            return self.out.write_all(b"/>");
        }
        let text = escaped(text);
        write!(self.out, " t=\"inlineStr\"><{p}is><{p}t xml:space=\"preserve\">{text}</{p}t></{p}is></{p}c>")
    }
}

/// An element that closes itself, up to where it does.
fn opened(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"/>").unwrap_or(bytes)
}
