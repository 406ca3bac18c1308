//! `doorstep fix`.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, IsTerminal, Read, Stdout, Write};
use std::sync::{Arc, Mutex, PoisonError};

use doorstep::finding::FixLevel;
use doorstep::fix::log::Entries;
use doorstep::fix::patch;
use doorstep::fix::undo::{UndoError, Undone, undo};
use doorstep::input::Table;
use doorstep::report::mended::{self, PatchFiles};
use doorstep::report::redact::MASK;
use doorstep::report::text::plural;
use doorstep::scan::Job;
use doorstep::scan::mend::{self, Changes, MendError, Mended, Target, Targets, Wish};

use crate::args::{Common, Fix};
use crate::exit::{Failure, Outcome, complain};
use crate::outputs::{self, Output};
use crate::packed::open;
use crate::patches::{Wanted, Writing, apart, keep};
use crate::progress::Progress;
use crate::setup::Setup;
use crate::workbook;

pub fn run(fix: &Fix, common: &Common) -> Result<Outcome, Failure> {
    let only = only(&fix.only)?;
    let patch = fix.patch.as_deref().map(Wanted::of).transpose()?;
    if common.redact && patch.is_some() {
        return Err(Failure::said("--patch --redact: a masked address would be written into the shop"));
    }
    if let Some(path) = &fix.output {
        takes(path)?;
    }
    let Some(setup) = Setup::of(&fix.files, &fix.known, common)? else { return Ok(Outcome::Unusable) };
    if let Some(log) = &fix.undo {
        return take_back(fix, &setup, log, patch.as_ref(), common);
    }
    let names: Vec<&str> = setup.tables.iter().map(Table::name).collect();
    let mut results = Vec::new();
    for (flag, path) in [("-o", &fix.output), ("--log", &fix.log)] {
        if let Some(path) = path {
            results.extend(outputs::each(flag, path, &names)?);
        }
    }
    outputs::apart(&results, &names)?;
    outputs::spare(&results, &setup.beside)?;
    if results.iter().skip(if fix.output.is_some() { names.len() } else { 0 }).any(|r| r.path == "-") {
        return Err(Failure::said("--log -: the log needs a file; standard output is for the fixed export"));
    }
    if fix.diff && results.iter().any(|r| r.path == "-") {
        return Err(Failure::said("-o - --diff: both would go to standard output; name a file"));
    }
    let progress = Progress::new(common.no_progress || common.quiet);
    let report = |done, of| progress.at(done, of);
    let job = setup.job(common, &report);
    let level = if fix.review { FixLevel::Review } else { FixLevel::Safe };
    let done = write(&job, Changes::Fixes(Wish { level, only: &only }), fix, &mut results, patch.as_ref());
    progress.end();
    let (all, patches) = done?;
    let to_stdout = results.iter().any(|r| r.path == "-");
    let written: Vec<String> = results.iter().map(|r| r.path.clone()).collect();
    apart(&patches, results.iter().map(|r| &r.path))?;
    // the log first: without it the way back would be lost
    for result in results.into_iter().rev() {
        result.keep()?;
    }
    let patched = keep(patches)?;
    if !common.quiet && !to_stdout {
        print(&all, fix, common, &written, patch.as_ref().map(|p| (p.target(), &patched)))?;
    }
    Ok(if setup.unusable { Outcome::Unusable } else { Outcome::Done })
}

/// The codes and families of `--only`.
fn only(words: &[String]) -> Result<Vec<String>, Failure> {
    let words: Vec<String> = words.iter().flat_map(|w| w.split(',')).map(|w| w.trim().to_string()).collect();
    let known = |word: &str| doorstep::rules::all().any(|r| r.code == word || r.family() == word);
    match words.iter().find(|w| !known(w)) {
        Some(word) => {
            Err(Failure::said(format!("--only {word}: is neither a rule nor a family (`doorstep rules` lists them)")))
        }
        None => Ok(words),
    }
}

/// The fixed export is a table like the input, whatever its name.
fn takes(path: &str) -> Result<(), Failure> {
    const OTHERS: [&str; 6] = ["zst", "xls", "parquet", "json", "jsonl", "html"];
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    if path.contains('.') && OTHERS.contains(&ending.as_str()) {
        return Err(Failure::said(format!(
            "-o {path}: `fix` writes the table as it came, plain or packed as .gz; this version writes no .{ending}"
        )));
    }
    Ok(())
}

/// The differences of one input among those of several, which take turns: its name goes before them.
struct DiffOf<'n> {
    /// Blank once it has been said, and where there is but one.
    name: &'n str,
    to: Arc<Mutex<BufWriter<Stdout>>>,
}

impl Write for DiffOf<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut to = self.to.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.name.is_empty() && !bytes.is_empty() {
            writeln!(to, "{}:", std::mem::take(&mut self.name))?;
        }
        to.write_all(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.lock().unwrap_or_else(PoisonError::into_inner).flush()
    }
}

/// Fixes into the results: the exports first, then the logs.
fn write(
    job: &Job<'_>,
    changes: Changes<'_>,
    fix: &Fix,
    results: &mut [Output],
    patch: Option<&Wanted>,
) -> Result<(Vec<Mended>, Vec<Writing>), Failure> {
    let inputs = job.tables.len();
    let names: Vec<&str> = job.tables.iter().map(Table::name).collect();
    let colour = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let diffs = Arc::new(Mutex::new(BufWriter::new(io::stdout())));
    let mut targets: Vec<Targets<'_>> = (0..inputs).map(|_| Targets::default()).collect();
    let mut patches = Vec::new();
    let logs_at = if fix.output.is_some() { inputs } else { 0 };
    for (at, target) in targets.iter_mut().enumerate() {
        if fix.output.is_some() {
            match workbook::of(&job.tables[at], &results[at].path)? {
                Some(_) => target.cells = Some(Vec::new()),
                None => target.fixed = Some(open(&mut results[at])?),
            }
        }
        if fix.log.is_some() {
            target.log = Some(open(&mut results[logs_at + at])?);
        }
        if fix.diff {
            target.diff =
                Some((Box::new(DiffOf { name: if inputs > 1 { names[at] } else { "" }, to: diffs.clone() }), colour));
        }
        if let Some(wanted) = patch {
            let beside = if fix.output.is_some() { results[at].path.as_str() } else { names[at] };
            let (patch, writing) = wanted.begin(&job.tables[at], beside, &names)?;
            target.patch = Some(patch);
            patches.push(writing);
        }
    }
    apart(&patches, results.iter().map(|r| &r.path))?;
    let failed = |file: usize, target, e: &io::Error| match target {
        Target::Fixed => results[file].failed(e),
        Target::Log => results[logs_at + file].failed(e),
        Target::Diff => Failure::stdout(io::Error::new(e.kind(), e.to_string())),
        Target::Patch => Failure::said(format!("the patch cannot be written: {e}")),
    };
    let all = mend::mend(job, changes, &mut targets).map_err(|e| match e {
        MendError::Input(e) => Failure::said(e),
        MendError::Output(file, target, e) => failed(file, target, &e),
    })?;
    for (file, target) in targets.iter_mut().enumerate() {
        if let Some((to, _)) = &mut target.diff {
            to.flush().map_err(|e| failed(file, Target::Diff, &e))?;
        }
        if let Some(to) = &mut target.fixed {
            to.flush().map_err(|e| failed(file, Target::Fixed, &e))?;
        }
        if let Some(to) = &mut target.log {
            to.flush().map_err(|e| failed(file, Target::Log, &e))?;
        }
    }
    for (file, target) in targets.iter().enumerate() {
        if let (Some(cells), Some(sheet)) = (&target.cells, job.tables[file].sheet()) {
            workbook::write(sheet, names[file], cells, &mut results[file])?;
        }
    }
    Ok((all, patches))
}

fn print(
    all: &[Mended],
    fix: &Fix,
    common: &Common,
    written: &[String],
    patch: Option<(&patch::Target, &PatchFiles)>,
) -> Result<(), Failure> {
    let stdout = io::stdout();
    let logs: Vec<&String> = written.iter().skip(if fix.output.is_some() { all.len() } else { 0 }).collect();
    let style = mended::Style {
        colour: stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        redact: common.redact,
        reviewed: fix.review,
        written: if fix.output.is_some() { written } else { &[] },
        log: match logs.as_slice() {
            // a masked log cannot be taken back
            [one] if !common.redact => Some(one.as_str()),
            _ => None,
        },
        patch,
    };
    let mut out = stdout.lock();
    out.write_all(mended::report(all, style).as_bytes()).and_then(|()| out.flush()).map_err(Failure::stdout)
}

/// `fix --undo`.
fn take_back(fix: &Fix, setup: &Setup, log: &str, patch: Option<&Wanted>, common: &Common) -> Result<Outcome, Failure> {
    let [table] = setup.tables.as_slice() else {
        return Err(Failure::said("--undo: a log is about one file; name that one alone"));
    };
    let Some(path) = &fix.output else { return Err(Failure::said("--undo: say where to write with -o RESTORED")) };
    workbook::of(table, path)?;
    if path == "-" && patch.is_some() {
        return Err(Failure::said("--undo -o - --patch: the patch is made of the restored file; name one"));
    }
    let names = [table.name(), log];
    let mut results = outputs::each("-o", path, &names[..1])?;
    outputs::apart(&results, &names)?;
    outputs::spare(&results, &setup.beside)?;
    table.is_whole().map_err(Failure::said)?;
    let open_log = || File::open(log).map_err(|e| Failure::said(format!("--undo {log}: cannot open the log: {e}")));
    if is_masked(open_log()?).map_err(|e| Failure::said(format!("--undo {log}: {e}")))? {
        return Err(Failure::said(format!(
            "--undo {log}: is masked (--redact) and does not hold what the cells said; only the log of a run without \
             --redact can be taken back"
        )));
    }
    let file = open_log()?;
    let Some(mut result) = results.pop() else { return Ok(Outcome::Done) };
    let undone = restore(table, log, BufReader::new(file), &mut result)?;
    if undone.restored == 0 && undone.left > 0 {
        complain(&format!(
            "--undo {log}: none of its {} fits {}: it is of another export, or was taken back before",
            plural(undone.left, "change"),
            table.name()
        ));
    }
    table.unchanged().map_err(Failure::said)?;
    let written = result.path.clone();
    result.keep()?;
    let lines = if patch.is_some() {
        lines_of(open_log()?).map_err(|e| Failure::said(format!("{log}: {e}")))?
    } else {
        BTreeSet::new()
    };
    let patched = patch.map(|wanted| patch_back(setup, &written, wanted, &lines, fix, common)).transpose()?;
    if !common.quiet && written != "-" {
        let mut text = mended::undone(&undone, table.name(), &written);
        if let (Some(wanted), Some((mended, files))) = (patch, &patched) {
            text.push_str(&mended::patched(mended, wanted.target(), files));
        }
        let mut to = io::stdout().lock();
        to.write_all(text.as_bytes()).and_then(|()| to.flush()).map_err(Failure::stdout)?;
    }
    Ok(Outcome::Done)
}

/// Writes a table or workbook as it was before the changes of a log.
fn restore(table: &Table, name: &str, log: impl Read, result: &mut Output) -> Result<Undone, Failure> {
    let failed = |e: UndoError, result: &Output| match e {
        UndoError::Input(e) => Failure::said(e),
        UndoError::Log(e) => Failure::said(format!("--undo {name}: {e}")),
        UndoError::Output(e) => result.failed(&e),
    };
    if let Some(sheet) = workbook::of(table, &result.path)? {
        let undone = undo(table, log, &mut io::sink()).map_err(|e| failed(e, result))?;
        workbook::write(sheet, table.name(), &undone.cells, result)?;
        return Ok(undone);
    }
    let mut out = open(result)?;
    let undone = undo(table, log, &mut out).map_err(|e| failed(e, result))?;
    out.flush().map_err(|e| result.failed(&e))?;
    Ok(undone)
}

/// Were the values of the log masked when it was written?
fn is_masked(log: File) -> Result<bool, String> {
    let mut entries = Entries::of(BufReader::new(log))?;
    while let Some(entry) = entries.read()? {
        if [entry.from, entry.to].iter().any(|cell| cell == MASK) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The lines of a log's rows.
fn lines_of(log: File) -> Result<BTreeSet<u64>, String> {
    let mut entries = Entries::of(BufReader::new(log))?;
    let mut lines = BTreeSet::new();
    while let Some(entry) = entries.read()? {
        lines.insert(entry.line);
    }
    Ok(lines)
}

/// The patch that puts a shop back to what the restored file says of the orders of a log.
fn patch_back(
    setup: &Setup,
    restored: &str,
    wanted: &Wanted,
    lines: &BTreeSet<u64>,
    fix: &Fix,
    common: &Common,
) -> Result<(Vec<Mended>, PatchFiles), Failure> {
    let tables = [setup.table(restored)?];
    let job = Job { tables: &tables, ..setup.job(common, &|_, _| {}) };
    let alone = Fix { output: None, log: None, diff: false, ..fix.clone() };
    let (all, patches) = write(&job, Changes::Patched(lines), &alone, &mut [], Some(wanted))?;
    Ok((all, keep(patches)?))
}
