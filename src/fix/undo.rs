//! A log of changes read backwards: each cell that still says what the log says gets back what it
//! said before; the others are left as they are and named.

use std::collections::VecDeque;
use std::io::{self, Read, Write};

use super::hand::{Hand, Refusal, Stands};
use super::log::{Entries, Entry};
use crate::input::block::{Block, trimmed};
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

/// Writes a fixed file as it was before the changes of a log.
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
    while let Some(entry) = undoing.log.next.take() {
        undoing.undone.leave(&entry, "the file has no such row");
        undoing.log.step().map_err(UndoError::Log)?;
    }
    Ok(undoing.undone)
}

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

    /// The entries of one row.
    fn of_line(&mut self, line: u64) -> Result<VecDeque<Entry<'static>>, String> {
        let mut all = VecDeque::new();
        while self.next.as_ref().is_some_and(|e| e.line == line) {
            all.extend(self.next.take());
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
            let line = (block.line + u64::from(record.line)) as i64 - self.shift;
            while let Some(entry) = self.log.next.take_if(|e| (e.line as i64) < line) {
                self.undone.leave(&entry, "the file has no such row");
                self.log.step()?;
            }
            let entries = self.log.of_line(line as u64)?;
            if entries.is_empty() {
                continue;
            }
            out.extend_from_slice(&bytes[at..record.start as usize]);
            at = record.end as usize;
            let ends = block.structure().ends(record);
            let cells: Vec<&[u8]> = (0..ends.len()).filter_map(|i| ends.range(i)).map(|r| &bytes[r]).collect();
            self.row(&cells, &entries.into(), &mut out);
        }
        out.extend_from_slice(&bytes[at..]);
        Ok(out)
    }

    /// Writes one row with what the log says of it put back.
    fn row(&mut self, cells: &[&[u8]], entries: &Vec<Entry<'_>>, out: &mut Vec<u8>) {
        let mut written: Vec<Vec<u8>> = cells.iter().map(|c| c.to_vec()).collect();
        let (mut gone, mut keep) = (Vec::new(), cells.len());
        for entry in entries {
            let lines = |text: &[u8]| text.iter().filter(|b| **b == self.hand.line_end()).count() as i64;
            let now = cells.get(entry.column_index).copied().unwrap_or_default();
            self.shift += lines(now) - lines(entry.from.as_bytes());
            match self.restored(cells, entry) {
                Ok(cell) => {
                    self.undone.restored += 1;
                    written[entry.column_index] = cell;
                    if let Stands::Beyond(width) = entry.was {
                        gone.push(entry.column_index);
                        keep = keep.min(width);
                    }
                }
                Err(why) => self.undone.leave(entry, why),
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
        let key = self.table.key().and_then(|k| cells.get(k)).map_or(&[][..], |c| trimmed(c));
        let is_other = |text: &str| !text.is_empty() && !entry.order.is_empty() && text != entry.order;
        if self.hand.read(key).is_ok_and(|(text, _)| is_other(crate::input::cell::clean(&text))) {
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
