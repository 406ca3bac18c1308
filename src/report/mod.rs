//! What a run says: one file per format.

mod advice;
pub mod calibration;
pub mod columns;
pub mod csv;
pub mod diff;
pub mod json;
pub mod jsonl;
pub mod mended;
pub mod redact;
pub mod reliability;
pub mod terminal;
pub mod text;
mod why;

/// What an output holds; the ending of its path says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The export with four columns appended.
    Csv,
    /// One line per order.
    Jsonl,
    /// The run's summary.
    Json,
}

impl Format {
    /// Every format with its ending.
    pub const ALL: [(Format, &'static str); 3] =
        [(Format::Csv, "csv"), (Format::Jsonl, "jsonl"), (Format::Json, "json")];

    /// The format of an ending.
    pub fn from_ending(ending: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|(_, e)| e.eq_ignore_ascii_case(ending)).map(|(f, _)| f)
    }
}
