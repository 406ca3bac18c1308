//! Where in a sheet the reading is: rows and cells may say where they stand, or leave it to their
//! place in the file. Reading and rewriting go by the same walk, so both mean the same cell.

use quick_xml::events::BytesStart;

use super::XlsxError;
use super::xml::unescaped;

/// Rows and columns of a sheet.
pub(super) const ROWS: u32 = 1_048_576;
pub(super) const COLUMNS: u32 = 16_384;

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// Nothing about cells.
    Outside,
    /// The element around the rows.
    Data,
    Row,
    Cell,
    /// What a cell consists of: its formula, its value.
    Piece,
    /// Something within that.
    Within,
}

/// What a cell's value is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Number,
    Shared,
    Inline,
    Text,
    Flag,
    Error,
    Date,
}

/// The reading of one sheet.
#[derive(Default)]
pub(super) struct Walk {
    depth: usize,
    inside: [bool; 3],
    /// The row, from 1; of the last one between rows.
    pub(super) row: u32,
    /// The column of the cell, from 0.
    pub(super) column: u32,
    next_column: u32,
    /// The style of the cell.
    pub(super) style: Option<u32>,
    /// What its value is.
    pub(super) kind: Kind,
}

const DATA: usize = 0;
const ROW: usize = 1;
const CELL: usize = 2;

impl Walk {
    /// Goes into an element.
    pub(super) fn open(&mut self, element: &BytesStart<'_>) -> Result<Spot, XlsxError> {
        self.depth += 1;
        let name = element.local_name();
        let spot = match (self.depth, name.as_ref()) {
            (1, "worksheet") => Spot::Outside,
            (1, _) => return Err(XlsxError::damaged("a sheet of it is none")),
            (2, "sheetData") => Spot::Data,
            (3, "row") if self.inside[DATA] => Spot::Row,
            (4, "c") if self.inside[ROW] => Spot::Cell,
            (5, _) if self.inside[CELL] => Spot::Piece,
            (6.., _) if self.inside[CELL] => Spot::Within,
            _ => Spot::Outside,
        };
        match spot {
            Spot::Data => self.inside[DATA] = true,
            Spot::Row => {
                self.inside[ROW] = true;
                self.start_row(element)?;
            }
            Spot::Cell => {
                self.inside[CELL] = true;
                self.start_cell(element)?;
            }
            _ => {}
        }
        Ok(spot)
    }

    /// Goes out of the element again.
    pub(super) fn close(&mut self) -> Spot {
        let (spot, inside) = match self.depth {
            2 => (Spot::Data, DATA),
            3 => (Spot::Row, ROW),
            4 => (Spot::Cell, CELL),
            5.. if self.inside[CELL] => {
                self.depth -= 1;
                return if self.depth == 4 { Spot::Piece } else { Spot::Within };
            }
            _ => {
                self.depth = self.depth.saturating_sub(1);
                return Spot::Outside;
            }
        };
        self.depth -= 1;
        if std::mem::take(&mut self.inside[inside]) { spot } else { Spot::Outside }
    }

    fn start_row(&mut self, element: &BytesStart<'_>) -> Result<(), XlsxError> {
        let row = match element.try_get_attribute("r")? {
            Some(row) => row.value.trim().parse().ok(),
            None => self.row.checked_add(1),
        };
        match row {
            Some(row) if row > self.row && row <= ROWS => self.row = row,
            _ => {
                return Err(XlsxError::damaged(&format!(
                    "the row after row {} of the sheet is out of order",
                    self.row
                )));
            }
        }
        self.next_column = 0;
        Ok(())
    }

    fn start_cell(&mut self, element: &BytesStart<'_>) -> Result<(), XlsxError> {
        let mut column = Some(self.next_column);
        (self.style, self.kind) = (None, Kind::Number);
        for attribute in element.attributes().with_checks(false) {
            let attribute = attribute?;
            match attribute.key.as_ref() {
                "r" => column = column_of(&attribute.value),
                "s" => self.style = attribute.value.trim().parse().ok(),
                "t" => self.kind = kind_of(&unescaped(attribute.value)),
                _ => {}
            }
        }
        match column {
            Some(column) if column >= self.next_column && column < COLUMNS => {
                self.column = column;
                self.next_column = column + 1;
                Ok(())
            }
            _ => Err(XlsxError::damaged(&format!("the cells of row {} of the sheet are out of order", self.row))),
        }
    }
}

fn kind_of(name: &str) -> Kind {
    match name {
        "s" => Kind::Shared,
        "inlineStr" => Kind::Inline,
        "str" => Kind::Text,
        "b" => Kind::Flag,
        "e" => Kind::Error,
        "d" => Kind::Date,
        _ => Kind::Number,
    }
}

/// The column of `F3`, from 0.
fn column_of(reference: &str) -> Option<u32> {
    cell_of(reference).map(|(column, _)| column)
}

/// Column from 0 and row, 0 where it is missing, of `F3` or `$F$3`.
pub(super) fn cell_of(reference: &str) -> Option<(u32, u32)> {
    let reference = reference.trim();
    let reference = reference.strip_prefix('$').unwrap_or(reference);
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters > 3 {
        return None;
    }
    let (letters, digits) = reference.split_at(letters);
    let column = letters.bytes().fold(0, |column, l| column * 26 + u32::from(l.to_ascii_uppercase() - b'A') + 1);
    let digits = digits.strip_prefix('$').unwrap_or(digits);
    let row = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    (1..=COLUMNS).contains(&column).then(|| (column - 1, row))
}

/// `F3` for column 5 and row 3.
pub(super) fn reference(column: u32, row: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect::<String>() + &row.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_names() {
        for (name, column, row) in [("A1", 0, 1), ("Z9", 25, 9), ("AA10", 26, 10), ("XFD1048576", 16_383, 1_048_576)] {
            assert_eq!(cell_of(name), Some((column, row)));
            assert_eq!(reference(column, row), name);
        }
        assert_eq!(cell_of("$F$3"), Some((5, 3)));
        assert_eq!(cell_of("F"), Some((5, 0)));
        for none in ["", "3", "XFE1", "ABCDEFGHIJ1", "A-1", "A1B", "é1"] {
            assert_eq!(cell_of(none), None, "{none}");
        }
        for column in 0..COLUMNS {
            assert_eq!(cell_of(&reference(column, 7)), Some((column, 7)));
        }
    }
}
