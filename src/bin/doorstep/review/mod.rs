//! `doorstep review`: the page with decisions, for one export, on this computer alone.

mod journal;
mod save;
mod server;
mod session;

use std::io::{IsTerminal, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use doorstep::fix::decide::Decisions;
use doorstep::report::text::plural;
use doorstep::scan::ScanError;
use doorstep::scan::desk::{Desk, with_desk};
use doorstep::text::Day;

use self::journal::Journal;
pub use self::save::HOLD;
use self::save::Paths;
use self::server::Site;
use self::session::Session;
use crate::args::{Common, Review};
use crate::exit::{Failure, Outcome};
use crate::patches::Wanted;
use crate::progress::Progress;
use crate::setup::Setup;

pub fn run(review: &Review, common: &Common) -> Result<Outcome, Failure> {
    if review.file == "-" {
        return Err(Failure::said("review needs a file: decisions are kept beside it; save the export first"));
    }
    if common.redact {
        return Err(Failure::said(
            "review --redact: nobody can review what is masked; scan -o report.html --redact makes a page to pass on",
        ));
    }
    let patch = review.patch.as_deref().map(Wanted::of).transpose()?;
    let files = [review.file.clone()];
    let Some(setup) = Setup::of(&files, &review.known, common)? else { return Ok(Outcome::Unusable) };
    let [table] = setup.tables.as_slice() else {
        return Err(Failure::said("review takes one export at a time; name one file"));
    };
    table.is_whole().map_err(Failure::said)?;
    let export = table.name().to_string();
    let paths = Paths::of(&export, review.output.as_deref());
    paths.check(&export, &setup.beside)?;
    if let Some(wanted) = &patch {
        wanted.fits(table)?;
    }
    let progress = Progress::new(common.no_progress || common.quiet);
    let report = |done, of| progress.at(done, of);
    let job = setup.job(common, &report);
    let serve = |desk: &Desk<'_>| {
        progress.end();
        let mut decisions = Decisions::default();
        let (journal, found) = Journal::open(&export, desk, &mut decisions)?;
        let site = Site::open(review.port)?;
        greet(&site, desk, &found, common.quiet).map_err(Failure::stdout)?;
        if !review.no_open && std::io::stdout().is_terminal() {
            open(&site.address());
        }
        site.serve(&mut Session::new(desk, &job, (decisions, journal), paths, patch));
        Ok(Outcome::Done)
    };
    with_desk(&job, serve).map_err(|e| match e {
        ScanError::Input(e) => Failure::said(e),
        ScanError::Output(_, e) => Failure::said(e),
    })?
}

/// Says where the page is, in one piece: whoever reads as far as the address may close the pipe then.
fn greet(site: &Site, desk: &Desk<'_>, found: &journal::Found, quiet: bool) -> std::io::Result<()> {
    let mut text = String::new();
    if !quiet {
        let orders = plural(desk.orders.len() as u64, "order");
        text.push_str(&format!("{orders} to review. Open this page; it works on this computer alone:\n"));
    }
    text.push_str(&format!("{}\n", site.address()));
    if !quiet {
        if found.taken > 0 {
            text.push_str("What was decided before is there again.\n");
        }
        if found.left > 0 {
            text.push_str(&format!(
                "The export has changed since: {} earlier decisions are about orders that are not in it as they were, \
                 and stand in the .review.old.jsonl file.\n",
                found.left
            ));
        }
        text.push_str("Decisions are kept as they are made. Ctrl-C ends it.\n");
    }
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Opens the page in the browser, where there is one.
fn open(address: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    use std::process::{Command, Stdio};
    let quiet = || Stdio::null();
    // where there is none, the address has been printed
    let _ = Command::new(program).arg(address).stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn();
}

/// Day and time by the system's clock, for people.
fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let day = Day::of(1970, 1, 1).unwrap_or_default().plus((seconds / 86_400) as i32);
    format!("{day} {:02}:{:02} UTC", seconds / 3600 % 24, seconds / 60 % 60)
}
