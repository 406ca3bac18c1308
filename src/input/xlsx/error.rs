//! Why a workbook cannot be read or changed, and what to try.

use std::fmt;
use std::io;

use quick_xml::events::attributes::AttrError;
use zip::result::ZipError;

use super::package::TooLarge;
use super::survey::Obstacle;

/// What is wrong with a workbook, as the end of a sentence that its name begins. Never holds what
/// a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XlsxError {
    problem: String,
    help: String,
    obstacle: Option<Obstacle>,
}

impl XlsxError {
    pub(super) fn new(problem: impl Into<String>, help: &str) -> XlsxError {
        XlsxError { problem: problem.into(), help: help.to_string(), obstacle: None }
    }

    pub(super) fn damaged(what: &str) -> XlsxError {
        XlsxError::new(
            format!("is damaged: {what}"),
            "export it again, or open it in Excel or LibreOffice and save it anew",
        )
    }

    pub(super) fn too_large(what: &str) -> XlsxError {
        XlsxError::new(
            format!("is too large: {what}"),
            "export fewer orders at a time, or save it as CSV (UTF-8) and use that",
        )
    }

    pub(super) fn password() -> XlsxError {
        XlsxError::new("is protected by a password", "save it without one")
    }

    pub(super) fn of_zip(error: ZipError) -> XlsxError {
        match error {
            ZipError::Io(error) => XlsxError::of_read(&error),
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
                XlsxError::password()
            }
            ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => {
                XlsxError::new("is packed in an unusual way", "open it in Excel or LibreOffice and save it anew")
            }
            _ => XlsxError::damaged("it is no whole zip archive"),
        }
    }

    /// What reading a part came to: the unpacking speaks through input errors too.
    pub(super) fn of_read(error: &io::Error) -> XlsxError {
        use io::ErrorKind as Kind;
        if error.get_ref().is_some_and(|inner| inner.is::<TooLarge>()) {
            return XlsxError::too_large("it unpacks to more than doorstep takes");
        }
        match error.kind() {
            Kind::InvalidData | Kind::InvalidInput | Kind::UnexpectedEof | Kind::Other => {
                XlsxError::damaged("a part of it cannot be unpacked")
            }
            _ => XlsxError::new(format!("cannot be read: {error}"), "try again, or copy it to a local disk first"),
        }
    }

    pub(super) fn of_write(error: &io::Error) -> XlsxError {
        XlsxError::new(format!("cannot be written: {error}"), "check the disk, and who may write there")
    }

    /// What is wrong, without what to try.
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// What to try.
    pub fn help(&self) -> &str {
        &self.help
    }

    /// The cell that must not be changed, where it is but one cell that is in the way.
    pub fn obstacle(&self) -> Option<&Obstacle> {
        self.obstacle.as_ref()
    }
}

impl From<Obstacle> for XlsxError {
    fn from(obstacle: Obstacle) -> XlsxError {
        XlsxError {
            problem: format!("keeps a cell from being changed: {obstacle}"),
            help: "change that cell in the spreadsheet itself".to_string(),
            obstacle: Some(obstacle),
        }
    }
}

impl From<AttrError> for XlsxError {
    fn from(_: AttrError) -> XlsxError {
        XlsxError::damaged("its XML is not well-formed")
    }
}

impl fmt::Display for XlsxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.problem, self.help)
    }
}

impl std::error::Error for XlsxError {}
