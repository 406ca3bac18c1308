//! `doorstep scan`.

use std::io::{IsTerminal, Write};

use doorstep::config::Settings;
use doorstep::directory::{Directory, Past};
use doorstep::input::{Field, Wishes};
use doorstep::report::terminal::Style;
use doorstep::report::{self, Format};
use doorstep::risk::{Band, Fitted};
use doorstep::scan::{self, Job, ScanError, Sink, Summary};
use doorstep::world::feed::Feed;

use crate::args::{Common, Scan};
use crate::exit::{Failure, Outcome, complain};
use crate::outputs::Output;
use crate::progress::Progress;
use crate::{data, inputs, outputs, settings};

pub fn run(scan: &Scan, common: &Common) -> Result<Outcome, Failure> {
    let settings = settings::effective(common)?;
    let rules = scan::rules_of(&settings).map_err(Failure::said)?;
    let as_of = settings::as_of(common)?;
    let fail_on = scan.fail_on.as_deref().map(band).transpose()?;
    let map: Vec<(Field, String)> = settings.columns.iter().map(|c| c.value.clone()).collect();
    let wishes = Wishes { platform: settings.platform.value.as_deref(), map: &map };

    let places = data::chosen(common)?;

    let (files, mut errors) = inputs::expand(&scan.files);
    let tables = inputs::open(&files, &wishes, &mut errors);
    errors.iter().for_each(|e| complain(&e.to_string()));
    if tables.is_empty() {
        return Ok(Outcome::Unusable);
    }
    let directories = directories(&settings, &scan.directory)?;
    let model = scan.model.as_ref().or(settings.model.value.as_ref()).map(|file| model(file)).transpose()?;
    let past = past(&settings, &wishes, common)?;
    let feed = Feed::of(settings::feeds(&settings, &scan.feed)?);
    let mut results = outputs::plan(scan, &tables)?;
    let progress = Progress::new(common.no_progress || common.quiet);
    let to_stdout = results.iter().any(|r| r.path == "-");
    let job = Job {
        tables: &tables,
        directories: &directories,
        feed: &feed,
        settings: &settings,
        rules: &rules,
        as_of,
        places,
        model: model.as_ref(),
        past: past.as_ref(),
        threads: threads(common.threads),
        top: if common.quiet || to_stdout { 0 } else { scan.top },
        only_flagged: scan.only_flagged,
        redact: common.redact,
        all: scan.all,
        progress: &|done, of| progress.at(done, of),
    };
    let summary = write(&job, &mut results);
    progress.end();
    let summary = summary?;
    let written: Vec<String> = results.iter().map(|r| r.path.clone()).collect();
    for result in results {
        result.keep()?;
    }
    if !common.quiet && !to_stdout {
        print(&summary, common, &written)?;
    }
    Ok(outcome(&summary, fail_on, !errors.is_empty()))
}

/// The directories of the settings and of the command line.
pub fn directories(settings: &Settings, more: &[String]) -> Result<Vec<Directory>, Failure> {
    let named = settings.directories.iter().map(|d| &d.value).chain(more);
    named.map(|file| Directory::open(file)).collect::<Result<_, _>>().map_err(Failure::said)
}

/// How past deliveries ended, where the settings name files that say so.
pub fn past(settings: &Settings, wishes: &Wishes<'_>, common: &Common) -> Result<Option<Past>, Failure> {
    if settings.outcomes.is_empty() {
        return Ok(None);
    }
    let words: Vec<String> = settings.outcomes.iter().map(|o| o.value.clone()).collect();
    let (files, mut errors) = inputs::expand(&words);
    let tables = inputs::open(&files, wishes, &mut errors);
    if let Some(error) = errors.first() {
        return Err(Failure::said(format!("{error} (outcomes of the settings)")));
    }
    scan::past(&tables, threads(common.threads)).map(Some).map_err(Failure::said)
}

/// The fitted model of that file.
pub fn model(file: &str) -> Result<Fitted, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|e| Failure::said(format!("{file}: cannot read the model: {e}; `doorstep calibrate` makes one")))?;
    doorstep::risk::file::read(file, &text).map_err(Failure::said)
}

/// Runs the scan into the results; the summary goes last.
fn write(job: &Job<'_>, results: &mut [Output]) -> Result<Summary, Failure> {
    let mut sinks = Vec::new();
    for result in results.iter_mut() {
        let writer = result.open()?;
        let inputs = if result.format == Format::Json { Vec::new() } else { result.inputs.clone() };
        sinks.push(Sink { format: result.format, writer, inputs, begun: false });
    }
    let summary = scan::run(job, &mut sinks).map_err(|e| match e {
        ScanError::Input(e) => Failure::said(e),
        ScanError::Output(at, e) => results[at].failed(&e),
    })?;
    for (sink, result) in sinks.iter_mut().zip(results.iter()) {
        if sink.format == Format::Json {
            sink.writer.write_all(&report::json::summary(&summary)).map_err(|e| result.failed(&e))?;
        }
        sink.writer.flush().map_err(|e| result.failed(&e))?;
    }
    Ok(summary)
}

/// Wider lines are hard to read.
const WIDEST: usize = 100;

fn print(summary: &Summary, common: &Common, written: &[String]) -> Result<(), Failure> {
    let stdout = std::io::stdout();
    let style = Style {
        colour: stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        width: width(stdout.is_terminal()),
        verbose: common.verbose,
        redact: common.redact,
        written,
    };
    let mut out = stdout.lock();
    out.write_all(report::terminal::report(summary, style).as_bytes())
        .and_then(|()| out.flush())
        .map_err(Failure::stdout)
}

/// Columns to print: of the terminal, else as `COLUMNS` says.
fn width(terminal: bool) -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let seen = || terminal_size::terminal_size().filter(|_| terminal).map(|(width, _)| usize::from(width.0));
    said.or_else(seen).unwrap_or(WIDEST).clamp(60, WIDEST)
}

fn outcome(summary: &Summary, fail_on: Option<Band>, unusable: bool) -> Outcome {
    let reached = fail_on.is_some_and(|band| summary.worst_flagged_band().is_some_and(|worst| worst >= band));
    match (unusable, reached) {
        (true, _) => Outcome::Unusable,
        (_, true) => Outcome::Reached,
        _ => Outcome::Done,
    }
}

fn band(name: &str) -> Result<Band, Failure> {
    Band::from_name(name).ok_or_else(|| Failure::said(format!("--fail-on {name}: write low, medium, high or critical")))
}

/// How many threads a wish means.
pub fn threads(wish: usize) -> usize {
    match wish {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        n => n.min(256),
    }
}
