//! Rows of a sheet as records of CSV: UTF-8, commas, quotes where they are needed.

use std::io::{self, Write};

use super::XlsxError;
use super::rows::Row;

/// Text that is being written.
pub(super) struct Records<'w, W> {
    out: &'w mut W,
    /// Each record has at least so many fields.
    width: u32,
    /// Bytes that may still be written.
    left: u64,
}

impl<'w, W: Write> Records<'w, W> {
    /// Records of at least `width` fields, and of no more than `most` bytes.
    pub(super) fn new(out: &'w mut W, width: u32, most: u64) -> Records<'w, W> {
        Records { out, width, left: most }
    }

    /// Writes a row with something in it.
    pub(super) fn write(&mut self, row: &Row) -> Result<(), XlsxError> {
        let width = row.width().max(self.width);
        let mut at = 0;
        for (column, text) in row.cells().take_while(|(column, _)| *column < width) {
            self.put(&[b','; 64], column - at)?;
            at = column;
            if text.contains([',', '"', '\n', '\r']) {
                self.put(b"\"", 1)?;
                for (i, piece) in text.split('"').enumerate() {
                    self.put(b"\"\"", if i == 0 { 0 } else { 2 })?;
                    self.put_all(piece.as_bytes())?;
                }
                self.put(b"\"", 1)?;
            } else {
                self.put_all(text.as_bytes())?;
            }
        }
        self.put(&[b','; 64], width - 1 - at)?;
        self.put(b"\n", 1)
    }

    /// Writes the first `count` bytes of a pattern that repeats itself.
    fn put(&mut self, pattern: &[u8], count: u32) -> Result<(), XlsxError> {
        let mut count = count as usize;
        while count > 0 {
            let n = count.min(pattern.len());
            self.put_all(&pattern[..n])?;
            count -= n;
        }
        Ok(())
    }

    fn put_all(&mut self, bytes: &[u8]) -> Result<(), XlsxError> {
        self.left = self
            .left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| XlsxError::too_large("its text repeats itself without end"))?;
        self.out.write_all(bytes).map_err(|error: io::Error| XlsxError::of_write(&error))
    }
}
