//! Results that are packed with gzip, as their ending says.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::exit::Failure;
use crate::outputs::Output;

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

/// Opens a result, packed where its ending says so.
pub fn open(result: &mut Output) -> Result<Box<dyn Write + Send>, Failure> {
    let writer = result.open()?;
    Ok(Box::new(Packed::of(&result.path, writer)))
}
