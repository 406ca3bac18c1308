//! Why an input cannot be used: which file, where, what was expected and what to try.

use std::fmt;

/// An input that cannot be used. Never holds a person's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    /// The input as the user named it.
    pub file: String,
    /// Physical line, from 1, where it matters.
    pub line: Option<u64>,
    /// What is wrong.
    pub problem: String,
    /// What to try.
    pub help: String,
}

impl InputError {
    /// An error about a whole file.
    pub fn new(file: &str, problem: impl Into<String>, help: impl Into<String>) -> InputError {
        InputError { file: file.to_string(), line: None, problem: problem.into(), help: help.into() }
    }

    /// Adds the line.
    #[must_use]
    pub fn at(mut self, line: u64) -> InputError {
        self.line = Some(line);
        self
    }

    /// What the operating system said about a file.
    pub fn io(file: &str, doing: &str, error: &std::io::Error) -> InputError {
        use std::io::ErrorKind as Kind;
        let help = match error.kind() {
            Kind::NotFound => "check the path; a glob that matches nothing stays as it is written",
            Kind::PermissionDenied => "check who may read the file",
            Kind::StorageFull | Kind::QuotaExceeded => "free some space, or point TMPDIR at a disk that has it",
            _ => "try again, or copy the file to a local disk first",
        };
        InputError::new(file, format!("cannot {doing}: {error}"), help)
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.problem)?;
        if !self.help.is_empty() {
            write!(f, "\n  {}", self.help)?;
        }
        Ok(())
    }
}

impl std::error::Error for InputError {}
