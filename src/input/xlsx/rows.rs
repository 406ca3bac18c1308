//! The rows of a sheet, one at a time, with what their cells say.

use std::io::BufRead;

use quick_xml::events::Event;

use super::XlsxError;
use super::date::{Epoch, written};
use super::strings::Strings;
use super::styles::Styles;
use super::text::{RichText, unescaped};
use super::walk::{Kind, Spot, Walk};
use super::xml::{Xml, add_text};

/// Bytes of text in one row; real ones have a few thousand.
const LONGEST: usize = 1 << 26;

/// What the cells of a workbook are read with.
#[derive(Default)]
pub(super) struct Lore {
    pub(super) strings: Strings,
    pub(super) styles: Styles,
    pub(super) epoch: Epoch,
}

/// One row: its cells that say something.
#[derive(Default)]
pub(super) struct Row {
    /// Its number in the sheet, from 1.
    pub(super) number: u32,
    text: String,
    /// Column, and where its text ends.
    cells: Vec<(u32, usize)>,
}

impl Row {
    fn clear(&mut self, number: u32) {
        self.number = number;
        self.text.clear();
        self.cells.clear();
    }

    fn push(&mut self, column: u32, text: &str) {
        if !text.is_empty() {
            self.text.push_str(text);
            self.cells.push((column, self.text.len()));
        }
    }

    /// Columns with their texts, ascending.
    pub(super) fn cells(&self) -> impl Iterator<Item = (u32, &str)> {
        let starts = std::iter::once(0).chain(self.cells.iter().map(|(_, end)| *end));
        self.cells.iter().zip(starts).map(|((column, end), start)| (*column, &self.text[start..*end]))
    }

    /// Columns up to the last cell that is not blank.
    pub(super) fn width(&self) -> u32 {
        self.filled().last().map_or(0, |column| column + 1)
    }

    /// Cells that are not blank.
    pub(super) fn filled(&self) -> impl Iterator<Item = u32> {
        self.cells().filter(|(_, text)| !text.trim().is_empty()).map(|(column, _)| column)
    }
}

/// A sheet that is being read.
pub(super) struct Rows<'l, R> {
    xml: Xml<R>,
    lore: &'l Lore,
    walk: Walk,
    row: Row,
    cell: Cell,
    /// Formulas so far whose value is not stored.
    pub(super) uncomputed: u32,
}

/// The cell that is being read.
#[derive(Default)]
struct Cell {
    value: String,
    in_value: bool,
    is_formula: bool,
    has_value: bool,
    inline: RichText,
    in_inline: bool,
    is_inline: bool,
}

impl<'l, R: BufRead> Rows<'l, R> {
    pub(super) fn new(xml: Xml<R>, lore: &'l Lore) -> Rows<'l, R> {
        Rows { xml, lore, walk: Walk::default(), row: Row::default(), cell: Cell::default(), uncomputed: 0 }
    }

    /// The next row. After the last one the part has been read to its end, and is whole.
    pub(super) fn next(&mut self) -> Result<Option<&Row>, XlsxError> {
        let (walk, cell) = (&mut self.walk, &mut self.cell);
        loop {
            let event = self.xml.next()?;
            match &event {
                Event::Start(e) => match walk.open(e)? {
                    Spot::Row => self.row.clear(walk.row),
                    Spot::Cell => cell.clear(),
                    Spot::Within if cell.in_inline => cell.inline.open(e)?,
                    Spot::Piece => match e.local_name().as_ref() {
                        "v" => (cell.in_value, cell.has_value) = (true, true),
                        "is" => (cell.in_inline, cell.is_inline) = (true, true),
                        "f" => cell.is_formula = true,
                        _ => {}
                    },
                    _ => {}
                },
                Event::Empty(e) => {
                    if walk.open(e)? == Spot::Piece {
                        cell.is_formula |= e.local_name().as_ref() == "f";
                        cell.has_value |= e.local_name().as_ref() == "v";
                    }
                    walk.close();
                }
                Event::End(e) => match walk.close() {
                    Spot::Within if cell.in_inline => cell.inline.close(e.local_name().as_ref()),
                    Spot::Piece => (cell.in_value, cell.in_inline) = (false, false),
                    Spot::Cell => {
                        self.uncomputed += u32::from(cell.is_formula && !cell.has_value && !cell.is_inline);
                        cell.finish(walk, self.lore, &mut self.row)?;
                    }
                    Spot::Row => return Ok(Some(&self.row)),
                    _ => {}
                },
                Event::Eof => return Ok(None),
                _ if cell.value.len() + cell.inline.len() + self.row.text.len() > LONGEST => {
                    return Err(XlsxError::too_large(&format!(
                        "row {} of the sheet has more text than a row holds",
                        walk.row
                    )));
                }
                _ if cell.in_value => add_text(&event, &mut cell.value),
                _ if cell.in_inline => cell.inline.add(&event),
                _ => {}
            }
        }
    }
}

impl Cell {
    fn clear(&mut self) {
        self.value.clear();
        self.inline.clear();
        (self.in_value, self.has_value, self.is_formula) = (false, false, false);
        (self.in_inline, self.is_inline) = (false, false);
    }

    /// Adds what the cell says to its row.
    fn finish(&mut self, walk: &Walk, lore: &Lore, row: &mut Row) -> Result<(), XlsxError> {
        let (column, raw) = (walk.column, self.value.as_str());
        let format = || lore.styles.format(walk.style.unwrap_or(0));
        match walk.kind {
            _ if self.is_inline => row.push(column, &self.inline.text),
            Kind::Shared if raw.trim().is_empty() => {}
            Kind::Shared => {
                let text = raw.trim().parse().ok().and_then(|index| lore.strings.get(index));
                let none =
                    || XlsxError::damaged(&format!("row {} of the sheet names a text that is not there", row.number));
                row.push(column, text.ok_or_else(none)?);
            }
            Kind::Inline | Kind::Text => row.push(column, &unescaped(raw)),
            Kind::Flag => row.push(
                column,
                match raw.trim() {
                    "1" | "true" => "TRUE",
                    "0" | "false" => "FALSE",
                    other => other,
                },
            ),
            Kind::Error => row.push(column, raw.trim()),
            Kind::Date => row.push(column, &written(raw, format().and_then(|format| format.shown()))),
            Kind::Number if raw.trim().is_empty() => {}
            Kind::Number => match format() {
                Some(format) => row.push(column, &format.display(raw, lore.epoch)),
                None => row.push(column, &super::format::Format::default().display(raw, lore.epoch)),
            },
        }
        Ok(())
    }
}
