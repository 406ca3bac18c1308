//! `doorstep fix`.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, IsTerminal, Write};

use doorstep::finding::FixLevel;
use doorstep::fix::undo::{UndoError, undo};
use doorstep::input::{Field, Table, Wishes};
use doorstep::report::mended;
use doorstep::scan::mend::{self, MendError, Mended, Target, Targets, Wish};
use doorstep::scan::{self, Job};
use doorstep::world::feed::Feed;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::args::{Common, Fix};
use crate::exit::{Failure, Outcome, complain};
use crate::outputs::{self, Output};
use crate::progress::Progress;
use crate::scan::{directories, model, past, threads};
use crate::{data, inputs, settings};

pub fn run(fix: &Fix, common: &Common) -> Result<Outcome, Failure> {
    let settings = settings::effective(common)?;
    let rules = scan::rules_of(&settings).map_err(Failure::said)?;
    let only = only(&fix.only)?;
    let as_of = settings::as_of(common)?;
    if let Some(path) = &fix.output {
        takes(path)?;
    }
    let map: Vec<(Field, String)> = settings.columns.iter().map(|c| c.value.clone()).collect();
    let wishes = Wishes { platform: settings.platform.value.as_deref(), map: &map };
    let (files, mut errors) = inputs::expand(&fix.files);
    let tables = inputs::open(&files, &wishes, &mut errors);
    errors.iter().for_each(|e| complain(&e.to_string()));
    if tables.is_empty() {
        return Ok(Outcome::Unusable);
    }
    if let Some(log) = &fix.undo {
        return take_back(fix, &tables, log, common);
    }
    let places = data::chosen(common)?;
    let directories = directories(&settings, &fix.directory)?;
    let model = fix.model.as_ref().or(settings.model.value.as_ref()).map(|file| model(file)).transpose()?;
    let past = past(&settings, &wishes, common)?;
    let feed = Feed::of(settings::feeds(&settings, &fix.feed)?);
    let names: Vec<&str> = tables.iter().map(Table::name).collect();
    let mut results = Vec::new();
    for (flag, path) in [("-o", &fix.output), ("--log", &fix.log)] {
        if let Some(path) = path {
            results.extend(outputs::each(flag, path, &names)?);
        }
    }
    outputs::apart(&results, &names)?;
    if results.iter().skip(if fix.output.is_some() { tables.len() } else { 0 }).any(|r| r.path == "-") {
        return Err(Failure::said("--log -: the log needs a file; standard output is for the fixed export"));
    }
    if fix.diff && results.iter().any(|r| r.path == "-") {
        return Err(Failure::said("-o - --diff: both would go to standard output; name a file"));
    }
    let progress = Progress::new(common.no_progress || common.quiet);
    let job = Job {
        directories: &directories,
        feed: &feed,
        places,
        model: model.as_ref(),
        past: past.as_ref(),
        threads: threads(common.threads),
        redact: common.redact,
        progress: &|done, of| progress.at(done, of),
        ..Job::new(&tables, &settings, &rules, as_of)
    };
    let level = if fix.review { FixLevel::Review } else { FixLevel::Safe };
    let all = write(&job, Wish { level, only: &only }, fix, &mut results);
    progress.end();
    let all = all?;
    let to_stdout = results.iter().any(|r| r.path == "-");
    let written: Vec<String> = results.iter().map(|r| r.path.clone()).collect();
    // the log first: without it the way back would be lost
    for result in results.into_iter().rev() {
        result.keep()?;
    }
    if !common.quiet && !to_stdout {
        print(&all, fix, common, &written)?;
    }
    Ok(if errors.is_empty() { Outcome::Done } else { Outcome::Unusable })
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
    const OTHERS: [&str; 7] = ["zst", "xlsx", "xls", "parquet", "json", "jsonl", "html"];
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    if path.contains('.') && OTHERS.contains(&ending.as_str()) {
        return Err(Failure::said(format!(
            "-o {path}: `fix` writes the table as it came, plain or packed as .gz; this version writes no .{ending}"
        )));
    }
    Ok(())
}

/// A result of `fix`, packed where its name says so.
enum Packed<W: Write> {
    Plain(W),
    Gzip(GzEncoder<W>),
}

impl<W: Write> Packed<W> {
    fn of(path: &str, writer: W) -> Packed<W> {
        match path.to_ascii_lowercase().ends_with(".gz") {
            true => Packed::Gzip(GzEncoder::new(writer, Compression::default())),
            false => Packed::Plain(writer),
        }
    }
}

impl<W: Write> Write for Packed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Packed::Plain(to) => to.write(bytes),
            Packed::Gzip(to) => to.write(bytes),
        }
    }

    /// Ends what is packed.
    fn flush(&mut self) -> io::Result<()> {
        match self {
            Packed::Plain(to) => to.flush(),
            Packed::Gzip(to) => {
                to.try_finish()?;
                to.get_mut().flush()
            }
        }
    }
}

fn open(result: &mut Output) -> Result<Box<dyn Write + Send>, Failure> {
    let writer = result.open()?;
    Ok(Box::new(Packed::of(&result.path, writer)))
}

/// Fixes into the results: the exports first, then the logs.
fn write(job: &Job<'_>, wish: Wish<'_>, fix: &Fix, results: &mut [Output]) -> Result<Vec<Mended>, Failure> {
    let inputs = job.tables.len();
    let colour = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let mut targets: Vec<Targets<'_>> = (0..inputs).map(|_| Targets::default()).collect();
    let logs_at = if fix.output.is_some() { inputs } else { 0 };
    for (at, target) in targets.iter_mut().enumerate() {
        if fix.output.is_some() {
            target.fixed = Some(open(&mut results[at])?);
        }
        if fix.log.is_some() {
            target.log = Some(open(&mut results[logs_at + at])?);
        }
        if fix.diff {
            target.diff = Some((Box::new(BufWriter::new(io::stdout())), colour));
        }
    }
    let failed = |file: usize, target, e: &io::Error| match target {
        Target::Fixed => results[file].failed(e),
        Target::Log => results[logs_at + file].failed(e),
        Target::Diff => Failure::stdout(io::Error::new(e.kind(), e.to_string())),
    };
    let all = mend::mend(job, wish, &mut targets).map_err(|e| match e {
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
    Ok(all)
}

fn print(all: &[Mended], fix: &Fix, common: &Common, written: &[String]) -> Result<(), Failure> {
    let stdout = io::stdout();
    let logs: Vec<&String> = written.iter().skip(if fix.output.is_some() { all.len() } else { 0 }).collect();
    let style = mended::Style {
        colour: stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        redact: common.redact,
        reviewed: fix.review,
        written: if fix.output.is_some() { written } else { &[] },
        log: match logs.as_slice() {
            [one] => Some(one.as_str()),
            _ => None,
        },
    };
    let mut out = stdout.lock();
    out.write_all(mended::report(all, style).as_bytes()).and_then(|()| out.flush()).map_err(Failure::stdout)
}

/// `fix --undo`.
fn take_back(fix: &Fix, tables: &[Table], log: &str, common: &Common) -> Result<Outcome, Failure> {
    let [table] = tables else {
        return Err(Failure::said("--undo: a log is about one file; name that one alone"));
    };
    let Some(path) = &fix.output else { return Err(Failure::said("--undo: say where to write with -o RESTORED")) };
    let names = [table.name(), log];
    let mut results = outputs::each("-o", path, &names[..1])?;
    outputs::apart(&results, &names)?;
    table.is_whole().map_err(Failure::said)?;
    let file = File::open(log).map_err(|e| Failure::said(format!("--undo {log}: cannot open the log: {e}")))?;
    let Some(mut result) = results.pop() else { return Ok(Outcome::Done) };
    let mut out = open(&mut result)?;
    let undone = undo(table, BufReader::new(file), &mut out).map_err(|e| match e {
        UndoError::Input(e) => Failure::said(e),
        UndoError::Log(e) => Failure::said(format!("--undo {log}: {e}")),
        UndoError::Output(e) => result.failed(&e),
    })?;
    out.flush().map_err(|e| result.failed(&e))?;
    table.unchanged().map_err(Failure::said)?;
    let written = result.path.clone();
    result.keep()?;
    if !common.quiet && written != "-" {
        let text = mended::undone(&undone, table.name(), &written);
        let mut to = io::stdout().lock();
        to.write_all(text.as_bytes()).and_then(|()| to.flush()).map_err(Failure::stdout)?;
    }
    Ok(Outcome::Done)
}
