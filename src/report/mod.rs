//! What a run says: one file per format.

mod advice;
pub mod calibration;
pub mod columns;
pub mod csv;
pub mod diff;
pub mod json;
pub mod jsonl;
pub mod mended;
pub mod message;
pub mod page;
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
    /// One self-contained page.
    Html,
    /// Questions to the buyers, for a mail merge; has no ending of its own.
    Messages,
}

impl Format {
    /// Every format that an ending chooses, with it.
    pub const ALL: [(Format, &'static str); 4] =
        [(Format::Csv, "csv"), (Format::Jsonl, "jsonl"), (Format::Json, "json"), (Format::Html, "html")];

    /// Is it made at the end, out of [lines](crate::scan) that were written while orders were checked?
    pub fn is_made_of_lines(self) -> bool {
        matches!(self, Format::Html | Format::Messages)
    }

    /// The format of an ending.
    pub fn from_ending(ending: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|(_, e)| e.eq_ignore_ascii_case(ending)).map(|(f, _)| f)
    }
}
