//! Decisions on disk: a line of JSON each, beside the export, written before anybody is told that a
//! decision was taken. A kill costs at most the line that was being written.

use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use doorstep::fix::decide::{Decisions, Event, Kind};
use doorstep::scan::desk::{Desk, Kept};
use flate2::Crc;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::exit::{Failure, remove_if_interrupted};

const SCHEMA: &str = "doorstep/review/1";

/// The first line.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    schema: String,
    bytes: u64,
    crc: u32,
}

/// The journal of one export.
pub struct Journal {
    path: PathBuf,
    file: File,
    /// A line was cut off and could not be taken away: the next must not run into it.
    is_torn: bool,
}

/// What was found in a journal.
#[derive(Default)]
pub struct Found {
    /// Decisions that were taken over.
    pub taken: usize,
    /// Decisions about orders that are not in the export as they were.
    pub left: usize,
}

impl Journal {
    /// Opens the journal beside an export and brings the decisions back. Where the export is
    /// another one now, those are taken over whose order stands in it unchanged; the old journal
    /// is kept.
    pub fn open(export: &str, desk: &Desk<'_>, decisions: &mut Decisions) -> Result<(Journal, Found), Failure> {
        let path = PathBuf::from(format!("{export}.review.jsonl"));
        let head = head_of(export)?;
        let file = lock(&path)?;
        let (old, events) = read(&path, &file)?;
        let mut found = Found::default();
        if old.as_ref().is_some_and(|old| *old == head) {
            found.taken = events.len();
            events.into_iter().for_each(|event| decisions.take(event));
            // a kill may have cut a line off
            return Ok((Journal { path, file, is_torn: true }, found));
        }
        if old.is_some() {
            let aside = PathBuf::from(format!("{export}.review.old.jsonl"));
            // behind what an earlier change of the export has left there
            let kept = || {
                let mut kept = File::options().create(true).append(true).open(&aside)?;
                std::io::copy(&mut File::open(&path)?, &mut kept)
            };
            kept().map_err(|e| failed(&aside, &e))?;
        }
        let mut before = Decisions::default();
        events.into_iter().for_each(|event| before.take(event));
        // orders that stand in the export more than once are told apart by nothing
        let mut unchanged: HashMap<(u64, &str), Option<&Kept>> = HashMap::new();
        for kept in desk.orders.iter().filter(|kept| kept.print != 0) {
            let of = (kept.print, kept.order.as_str());
            unchanged.entry(of).and_modify(|same| *same = None).or_insert(Some(kept));
        }
        let mut moved = Vec::new();
        for decision in before.all().iter().filter(|d| d.active) {
            let Some(Some(kept)) = unchanged.get(&(decision.print, decision.order.as_str())) else {
                found.left += 1;
                continue;
            };
            let mut decision = decision.clone();
            // lines of an order move together
            for edit in &mut decision.edits {
                edit.line = kept.line + edit.line.saturating_sub(decision.line);
            }
            (decision.line, decision.id) = (kept.line, moved.len() as u64 + 1);
            moved.push(Event::Decide(decision));
        }
        found.taken = moved.len();
        let lines = format!("{}\n{}", serde_json::to_string(&head).map_err(Failure::said)?, lines_of(&moved)?);
        let file = replaced(&path, file, &lines)?;
        moved.into_iter().for_each(|event| decisions.take(event));
        Ok((Journal { path, file, is_torn: false }, found))
    }

    /// Writes events, then takes them in: all of them or none.
    pub fn add(&mut self, events: Vec<Event>, decisions: &mut Decisions) -> Result<(), Failure> {
        let mut lines = lines_of(&events)?;
        if self.is_torn {
            lines.insert(0, '\n');
        }
        let before = self.file.metadata().map_err(|e| failed(&self.path, &e))?.len();
        if let Err(e) = self.file.write_all(lines.as_bytes()).and_then(|()| self.file.sync_data()) {
            // half of it would come back at the next start
            self.is_torn |= self.file.set_len(before).is_err();
            return Err(failed(&self.path, &e));
        }
        self.is_torn = false;
        events.into_iter().for_each(|event| decisions.take(event));
        Ok(())
    }
}

fn lines_of(events: &[Event]) -> Result<String, Failure> {
    let mut lines = String::new();
    for event in events {
        lines.push_str(&serde_json::to_string(event).map_err(Failure::said)?);
        lines.push('\n');
    }
    Ok(lines)
}

/// The journal that holds these lines and no others, in the place of the old one: a kill leaves one of
/// the two.
fn replaced(path: &Path, old: File, lines: &str) -> Result<File, Failure> {
    let cannot = |e: std::io::Error| failed(path, &e);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut new = NamedTempFile::with_prefix_in(".doorstep-", folder).map_err(cannot)?;
    remove_if_interrupted(new.path());
    new.write_all(lines.as_bytes()).and_then(|()| new.as_file().sync_data()).map_err(cannot)?;
    drop(old);
    new.persist(path).map_err(|e| cannot(e.error))?;
    lock(path)
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::said(format!(
        "{}: cannot keep the decisions: {error}; review writes beside the export, in a folder that you may write to",
        path.display()
    ))
}

/// Opens the journal for this process alone.
fn lock(path: &Path) -> Result<File, Failure> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(|e| failed(path, &e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Failure::said(format!(
            "{}: another `doorstep review` has this export open; use its page, or end it first",
            path.display()
        ))),
        // no locks on this file system: better unlocked than not at all
        Err(TryLockError::Error(_)) => Ok(file),
    }
}

/// What the journal holds; a line that was cut off is left aside.
fn read(path: &Path, file: &File) -> Result<(Option<Head>, Vec<Event>), Failure> {
    let mut lines = BufReader::new(file).split(b'\n').map_while(Result::ok);
    let Some(first) = lines.next() else { return Ok((None, Vec::new())) };
    let head = serde_json::from_slice::<Head>(&first).ok().filter(|head| head.schema == SCHEMA);
    if head.is_none() && !first.is_empty() {
        return Err(Failure::said(format!(
            "{}: is no journal of `doorstep review`; move it away, decisions are kept under that name",
            path.display()
        )));
    }
    Ok((head, lines.filter_map(|line| serde_json::from_slice(&line).ok()).collect()))
}

fn head_of(export: &str) -> Result<Head, Failure> {
    let cannot = |e: &std::io::Error| Failure::said(format!("{export}: cannot read the file: {e}"));
    let mut file = File::open(export).map_err(|e| cannot(&e))?;
    let (mut crc, mut buffer) = (Crc::new(), vec![0u8; 256 * 1024]);
    loop {
        let have = file.read(&mut buffer).map_err(|e| cannot(&e))?;
        if have == 0 {
            break;
        }
        crc.update(&buffer[..have]);
    }
    let bytes = file.metadata().map_err(|e| cannot(&e))?.len();
    Ok(Head { schema: SCHEMA.to_string(), bytes, crc: crc.sum() })
}

/// A word for a kind of decision without a title.
pub fn title_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Change => "edit",
        Kind::Keep => "keep as entered",
        Kind::Hold => "hold",
    }
}
