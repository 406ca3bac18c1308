//! How the process ends: codes, and errors on standard error.

use std::fmt::Display;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

/// Files that must not outlive the run unless it comes to its end.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// How a command went well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to report.
    Done,
    /// An order reached `--fail-on`.
    Reached,
    /// Something could not be used; it has been said.
    Unusable,
}

/// How a command went wrong.
pub enum Failure {
    /// Said on standard error; exit code 2.
    Said(String),
    /// What clap says of the command line (help and version included).
    Usage(clap::Error, Option<String>),
    /// Whoever read the output has gone.
    ClosedPipe,
}

impl Failure {
    /// A failure with its message.
    pub fn said(message: impl Display) -> Failure {
        Failure::Said(message.to_string())
    }

    /// A failure of the command line; `later` knows words of later versions.
    pub fn usage(error: clap::Error, later: fn(&str) -> Option<String>) -> Failure {
        use clap::error::{ContextKind, ContextValue};
        let words = [ContextKind::InvalidSubcommand, ContextKind::InvalidArg];
        let hint = words.iter().find_map(|kind| match error.get(*kind) {
            Some(ContextValue::String(word)) => later(word),
            _ => None,
        });
        Failure::Usage(error, hint)
    }

    /// A failure to write to standard output.
    pub fn stdout(error: std::io::Error) -> Failure {
        if error.kind() == ErrorKind::BrokenPipe {
            Failure::ClosedPipe
        } else {
            Failure::said(format!("cannot write to standard output: {error}"))
        }
    }
}

/// Has a file removed if the run is interrupted.
pub fn remove_if_interrupted(file: &Path) {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).push(file.to_path_buf());
}

/// Ends with 130 on Ctrl-C, when it is told to end, and when its terminal is closed, unless whoever
/// started doorstep has one of them ignored.
fn end_when_interrupted() {
    // without a handler an interrupt ends the process all the same
    let _ = ctrlc::try_set_handler(|| {
        for file in UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = std::fs::remove_file(file);
        }
        std::process::exit(130);
    });
}

/// Runs a command and turns its end into an exit code.
pub fn code_of(run: fn() -> Result<Outcome, Failure>) -> ExitCode {
    end_when_interrupted();
    match run() {
        Ok(Outcome::Done) | Err(Failure::ClosedPipe) => ExitCode::SUCCESS,
        Ok(Outcome::Reached) => ExitCode::from(1),
        Ok(Outcome::Unusable) => ExitCode::from(2),
        Err(Failure::Said(message)) => {
            complain(&message);
            ExitCode::from(2)
        }
        Err(Failure::Usage(error, hint)) => {
            let _ = error.print();
            if let Some(hint) = hint {
                complain(&hint);
            }
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
        }
    }
}

/// Says something on standard error.
pub fn complain(message: &str) {
    use std::io::Write as _;
    let text: Vec<String> = message.lines().map(doorstep::report::terminal::plain).collect();
    // nobody to tell if standard error is closed
    let _ = writeln!(std::io::stderr(), "doorstep: {}", text.join("\n"));
}
