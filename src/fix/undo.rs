//! A log of changes read backwards: each cell that still says what the log says gets back what it
//! said before; the others are left as they are and named.

use std::io::{self, Read, Write};

use super::hand::{Hand, Refusal, Stands};
use super::log::{Entries, Entry};
use crate::input::block::Block;
use crate::input::xlsx::CellChange;
use crate::input::{InputError, Table};

/// The most cells that are named one by one.
const NAMED: usize = 10;

/// What was put back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    /// Cells put back.
    pub restored: u64,
    /// Cells left as they are.
    pub left: u64,
    /// The first of these: line and column of the log, and why.
    pub named: Vec<(u64, String, &'static str)>,
    /// Of a workbook, the cells put back.
    pub cells: Vec<CellChange>,
}

impl Undone {
    fn leave(&mut self, entry: &Entry<'_>, why: &'static str) {
        self.left += 1;
        if self.named.len() < NAMED {
            self.named.push((entry.line, entry.column.to_string(), why));
        }
    }
}

/// Why nothing can be put back.
#[derive(Debug)]
pub enum UndoError {
    /// The file cannot be read.
    Input(InputError),
    /// The log cannot.
    Log(String),
    /// The restored file cannot be written.
    Output(io::Error),
}

/// Writes a fixed file as it was before the changes of a log; of a workbook, the sheet as text.
///
/// # Errors
/// When a file cannot be read or written; what was written so far must not be kept.
pub fn undo(table: &Table, log: impl Read, out: &mut dyn Write) -> Result<Undone, UndoError> {
    let hand = Hand::of(table);
    let mut undoing = Undoing {
        table,
        hand: &hand,
        log: Log { entries: Entries::of(log).map_err(UndoError::Log)?, next: None, file: None, last: 0 },
        undone: Undone::default(),
        row: (0, Vec::new()),
        shift: 0,
    };
    undoing.log.step().map_err(UndoError::Log)?;
    out.write_all(&hand.head(table)).map_err(UndoError::Output)?;
    let mut blocks = table.blocks().map_err(UndoError::Input)?;
    let mut block = Block::default();
    let error = |e: io::Error| UndoError::Input(InputError::io(table.name(), "read the file", &e));
    while blocks.next(&mut block).map_err(error)? {
        let rows = undoing.block(&block).map_err(UndoError::Log)?;
        out.write_all(&hand.bytes(rows)).map_err(UndoError::Output)?;
    }
    undoing.leave_row();
    while let Some(entry) = undoing.log.next.take() {
        undoing.undone.leave(&entry, "the file has no such row");
        undoing.log.step().map_err(UndoError::Log)?;
    }
    Ok(undoing.undone)
}

/// An entry whose cell has not been found yet, why the last one was not it, and how many lines that
/// one has more than the cell had.
type Waiting = (Entry<'static>, &'static str, i64);

/// The log with its next entry at hand.
struct Log<R> {
    entries: Entries<R>,
    next: Option<Entry<'static>>,
    file: Option<String>,
    last: u64,
}

impl<R: Read> Log<R> {
    fn step(&mut self) -> Result<(), String> {
        self.next = self.entries.read()?;
        let Some(entry) = &self.next else { return Ok(()) };
        if self.file.get_or_insert_with(|| entry.file.to_string()) != entry.file.as_ref() {
            return Err("holds the changes of several files: take it apart by its column `file`".to_string());
        }
        if entry.line < std::mem::replace(&mut self.last, entry.line) {
            return Err("is not in the order of the file: sort it by its column `line`".to_string());
        }
        Ok(())
    }

    /// The entries of one line.
    fn of_line(&mut self, line: u64) -> Result<Vec<Waiting>, String> {
        let mut all = Vec::new();
        while let Some(entry) = self.next.take_if(|e| e.line == line) {
            all.push((entry, "", 0));
            self.step()?;
        }
        Ok(all)
    }
}

struct Undoing<'u, R> {
    table: &'u Table,
    hand: &'u Hand,
    log: Log<R>,
    undone: Undone,
    /// The physical line that is being read, and what the log says of it. Where a line ends in a
    /// lone carriage return, several records stand on one.
    row: (u64, Vec<Waiting>),
    /// Lines that the file has more than the one before the changes, as far as it has been read.
    shift: i64,
}

impl<R: Read> Undoing<'_, R> {
    fn block(&mut self, block: &Block) -> Result<Vec<u8>, String> {
        let bytes = block.bytes();
        let records = block.structure().records();
        let mut out = Vec::with_capacity(bytes.len());
        let mut at = 0;
        for record in records {
            let physical = block.line + u64::from(record.line);
            if self.row.0 != physical {
                self.leave_row();
                let line = physical as i64 - self.shift;
                while let Some(entry) = self.log.next.take_if(|e| (e.line as i64) < line) {
                    self.undone.leave(&entry, "the file has no such row");
                    self.log.step()?;
                }
                self.row = (physical, self.log.of_line(line as u64)?);
            }
            if self.row.1.is_empty() {
                continue;
            }
            out.extend_from_slice(&bytes[at..record.start as usize]);
            at = record.end as usize;
            let ends = block.structure().ends(record);
            let mut cells: Vec<&[u8]> = (0..ends.len()).filter_map(|i| ends.range(i)).map(|r| &bytes[r]).collect();
            if self.table.sheet().is_some() {
                // a sheet ends a row with its last cell that says something
                cells.resize(cells.len().max(self.table.header.names.len()), b"");
            }
            self.put_back(&cells, &mut out);
        }
        out.extend_from_slice(&bytes[at..]);
        Ok(out)
    }

    /// Names what no record of the line took back.
    fn leave_row(&mut self) {
        for (entry, why, lines) in std::mem::take(&mut self.row.1) {
            self.shift += lines;
            self.undone.leave(&entry, why);
        }
    }

    /// Writes one row with what the log says of it put back.
    fn put_back(&mut self, cells: &[&[u8]], out: &mut Vec<u8>) {
        let mut written: Vec<Vec<u8>> = cells.iter().map(|c| c.to_vec()).collect();
        let (mut done, mut gone, mut keep) = (Vec::new(), Vec::new(), cells.len());
        for (entry, _, _) in std::mem::take(&mut self.row.1) {
            let count = |text: &[u8]| text.iter().filter(|b| **b == self.hand.line_end()).count() as i64;
            let now = cells.get(entry.column_index).copied().unwrap_or_default();
            let lines = count(now) - count(entry.from.as_bytes());
            match self.restored(cells, &entry) {
                Ok(cell) if !done.contains(&entry.column_index) => {
                    self.undone.restored += 1;
                    self.shift += lines;
                    written[entry.column_index] = cell;
                    if self.table.sheet().is_some() {
                        self.undone.cells.push(CellChange::on_line(self.row.0, entry.column_index, &entry.from));
                    }
                    done.push(entry.column_index);
                    if let Stands::Beyond(width) = entry.was {
                        gone.push(entry.column_index);
                        keep = keep.min(width);
                    }
                }
                Ok(_) => self.row.1.push((entry, "it is named twice", 0)),
                Err(why) => self.row.1.push((entry, why, lines)),
            }
        }
        // cells that were only written to reach one that is gone
        let idle = |i: usize| gone.contains(&i) || written[i].is_empty();
        if keep < cells.len() && (keep..cells.len()).all(idle) {
            written.truncate(keep);
        }
        out.extend_from_slice(&written.join(&self.hand.dialect.delimiter));
    }

    /// The bytes of a cell as it was.
    fn restored(&self, cells: &[&[u8]], entry: &Entry<'_>) -> Result<Vec<u8>, &'static str> {
        if self.table.header.names.get(entry.column_index).is_none_or(|name| *name != entry.column) {
            return Err("the column is called otherwise");
        }
        let key = self.table.key().and_then(|k| cells.get(k)).copied().unwrap_or_default();
        // rows of one order may quote its number or not
        let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let is_other = |text: &str| !bare(text).is_empty() && bare(text) != bare(&entry.order);
        if !entry.order.is_empty() && self.hand.read(key).is_ok_and(|(text, _)| is_other(&text)) {
            return Err("another order stands there");
        }
        let Some(cell) = cells.get(entry.column_index) else { return Err("the row is too short") };
        match self.hand.read(cell) {
            Ok((text, _)) if text == entry.to => {}
            _ => return Err("it does not say what the log says"),
        }
        match self.hand.write(&entry.from, entry.was) {
            Ok(cell) => Ok(cell),
            Err(Refusal::Letter(_)) => Err("the file's encoding lacks a letter"),
            Err(_) => Err("the value cannot be written"),
        }
    }
}
