//! `doorstep scan`.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, IsTerminal, Seek, Write};

use doorstep::report::terminal::Style;
use doorstep::report::{self, Format};
use doorstep::risk::Band;
use doorstep::scan::{self, Job, ScanError, Sink, Summary};

use crate::args::{Common, Scan};
use crate::exit::{Failure, Outcome, complain};
use crate::outputs::{self, Output};
use crate::progress::Progress;
use crate::setup::Setup;

pub fn run(scan: &Scan, common: &Common) -> Result<Outcome, Failure> {
    let fail_on = scan.fail_on.as_deref().map(band).transpose()?;
    let Some(setup) = Setup::of(&scan.files, &scan.known, common)? else { return Ok(Outcome::Unusable) };
    let mut results = outputs::plan(scan, &setup.tables)?;
    outputs::spare(&results, &setup.beside)?;
    let progress = Progress::new(common.no_progress || common.quiet);
    let to_stdout = results.iter().any(|r| r.path == "-");
    let report = |done, of| progress.at(done, of);
    let job = Job {
        top: if common.quiet || to_stdout { 0 } else { scan.top },
        only_flagged: scan.only_flagged,
        all: scan.all,
        ..setup.job(common, &report)
    };
    let summary = write(&job, &mut results);
    progress.end();
    if matches!(summary, Err(Failure::ClosedPipe)) {
        let lost: Vec<&str> = results.iter().map(|r| r.path.as_str()).filter(|path| *path != "-").collect();
        if !lost.is_empty() {
            complain(&format!("standard output was closed before the end: {} not written", lost.join(", ")));
        }
    }
    let summary = summary?;
    setup.tables.iter().try_for_each(|table| table.unchanged()).map_err(Failure::said)?;
    let written: Vec<String> = results.iter().map(|r| r.path.clone()).collect();
    for result in results {
        result.keep()?;
    }
    if !common.quiet && !to_stdout {
        print(&summary, common, &written)?;
    }
    Ok(outcome(&summary, fail_on, setup.unusable))
}

/// Runs the scan into the results; what is made of the whole run goes last.
fn write(job: &Job<'_>, results: &mut [Output]) -> Result<Summary, Failure> {
    let (mut sinks, mut spools) = (Vec::new(), Vec::new());
    for result in results.iter_mut() {
        let writer = result.open()?;
        let inputs = if result.format == Format::Json { Vec::new() } else { result.inputs.clone() };
        let spool = result.format.is_made_of_lines().then(tempfile::tempfile).transpose();
        let (sink, spool) = match spool.and_then(|spool| Ok((spool.as_ref().map(File::try_clone).transpose()?, spool)))
        {
            Ok((Some(lines), Some(spool))) => (Box::new(lines) as Box<dyn Write + Send>, Some((spool, writer))),
            Ok(_) => (writer, None),
            Err(e) => return Err(Failure::said(format!("cannot open a temporary file: {e}"))),
        };
        sinks.push(Sink { format: result.format, writer: sink, inputs, begun: false });
        spools.push(spool);
    }
    let summary = scan::run(job, &mut sinks).map_err(|e| match e {
        ScanError::Input(e) => Failure::said(e),
        ScanError::Output(at, e) => results[at].failed(&e),
    })?;
    for ((mut sink, spool), result) in sinks.into_iter().zip(spools).zip(results.iter()) {
        finish(job, &summary, &mut sink, spool).map_err(|e| result.failed(&e))?;
    }
    Ok(summary)
}

/// A temporary file of lines, and the writer of what is made of them.
type Spool = (File, Box<dyn Write + Send>);

/// Ends a result.
fn finish(job: &Job<'_>, summary: &Summary, sink: &mut Sink<'_>, spool: Option<Spool>) -> io::Result<()> {
    if sink.format == Format::Json {
        sink.writer.write_all(&report::json::summary(summary))?;
    }
    sink.writer.flush()?;
    let Some((mut spool, writer)) = spool else { return Ok(()) };
    spool.rewind()?;
    let (mut lines, mut writer) = (BufReader::new(spool), BufWriter::new(writer));
    match sink.format {
        Format::Html => report::page::write(summary, job.redact, &mut lines, &mut writer)?,
        _ => report::message::merged(lines, &mut writer).map(|_| ())?,
    }
    writer.flush()
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
