//! What a file is, by its first bytes: text, or something packed around it. Pipes and packed
//! files are unpacked into a private temporary file, because a scan reads its input twice.

use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use super::InputError;
use super::workbook::{self, Sheet};

/// An input that can be read from the beginning as often as needed.
#[derive(Debug)]
pub struct Container {
    /// The input as the user named it.
    pub name: String,
    file: Arc<File>,
    /// The file that was opened, as it came: packed, or a workbook.
    origin: File,
    /// Of a workbook: what is told of it.
    pub sheet: Option<Sheet>,
    /// Bytes of text.
    pub len: u64,
    /// What the system said of the file when it was opened.
    about: Metadata,
}

impl Container {
    /// Opens a path, or standard input for `-`.
    ///
    /// # Errors
    /// When it cannot be read, or is no text (spreadsheets, archives, pictures, …).
    pub fn open(name: &str) -> Result<Container, InputError> {
        let io = |doing: &'static str| move |e: io::Error| InputError::io(name, doing, &e);
        let mut file = if name == "-" {
            spool(name, io::stdin().lock(), "read standard input")?
        } else {
            if Path::new(name).is_dir() {
                return Err(InputError::new(
                    name,
                    "is a folder",
                    "name the folder itself and doorstep takes the exports in it",
                ));
            }
            let file = File::open(name).map_err(io("open the file"))?;
            let about = file.metadata().map_err(io("read the file"))?;
            if is_pipe(&about) { spool(name, file, "read the pipe")? } else { file }
        };
        let mut origin = file.try_clone().map_err(io("read the file"))?;
        let mut sheet = None;
        // a workbook may be packed, and so may what is packed
        for _ in 0..MOST_PACKINGS {
            let mut head = [0u8; 8];
            let have = read_up_to(&mut file, &mut head).map_err(io("read the file"))?;
            file.seek(SeekFrom::Start(0)).map_err(io("read the file"))?;
            file = match Packing::of(&head[..have]) {
                Packing::Text => break,
                Packing::Workbook => {
                    origin = file.try_clone().map_err(io("read the file"))?;
                    let (text, of) = workbook::spooled(name, file)?;
                    sheet = Some(of);
                    file = text;
                    break;
                }
                Packing::Gzip => spool(name, flate2::read::MultiGzDecoder::new(file), "unpack gzip")?,
                Packing::Zstd => unpacked_zstd(name, file)?,
                Packing::Other(what, help) => {
                    return Err(InputError::new(name, format!("is {what}, not a table of text"), help));
                }
            };
        }
        let about = origin.metadata().map_err(io("read the file"))?;
        let len = file.metadata().map_err(io("read the file"))?.len();
        Ok(Container { name: name.to_string(), file: Arc::new(file), origin, sheet, len, about })
    }

    /// Has somebody written to the file since it was opened?
    ///
    /// # Errors
    /// When the file cannot be asked.
    pub fn has_changed(&self) -> Result<bool, InputError> {
        let about = self.origin.metadata().map_err(|e| InputError::io(&self.name, "read the file", &e))?;
        Ok(about.len() != self.about.len() || about.modified().ok() != self.about.modified().ok())
    }

    /// The first bytes of the text, up to `most`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn head(&self, most: usize) -> Result<Vec<u8>, InputError> {
        let mut bytes = vec![0; most.min(usize::try_from(self.len).unwrap_or(most))];
        let have =
            read_up_to(&mut self.reader(0), &mut bytes).map_err(|e| InputError::io(&self.name, "read the file", &e))?;
        bytes.truncate(have);
        Ok(bytes)
    }

    /// A reader of the text from a byte offset on.
    pub fn reader(&self, offset: u64) -> TextReader {
        TextReader { file: Arc::clone(&self.file), at: offset }
    }
}

/// Reads the text of a container from where it stands; any number of them at a time.
#[derive(Debug)]
pub struct TextReader {
    file: Arc<File>,
    at: u64,
}

impl Read for TextReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let have = read_at(&self.file, buffer, self.at)?;
        self.at += have as u64;
        Ok(have)
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}

/// All frames of a zstd file: tools that append to one write another frame.
fn unpacked_zstd(name: &str, file: File) -> Result<File, InputError> {
    use ruzstd::decoding::StreamingDecoder;
    use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
    let io = |e: io::Error| InputError::io(name, "unpack zstd", &e);
    let mut packed = BufReader::new(file);
    let mut text = temporary(name)?;
    while !packed.fill_buf().map_err(io)?.is_empty() {
        match StreamingDecoder::new(&mut packed) {
            Ok(mut frame) => {
                io::copy(&mut frame, &mut text).map_err(io)?;
            }
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                io::copy(&mut packed.by_ref().take(length.into()), &mut io::sink()).map_err(io)?;
            }
            Err(e) => {
                let problem = format!("cannot unpack zstd: {e}");
                return Err(InputError::new(name, problem, "unpack it by hand and scan the result"));
            }
        }
    }
    text.seek(SeekFrom::Start(0)).map_err(io)?;
    Ok(text)
}

/// Packings that are taken off one after the other; what is still packed then is no text.
const MOST_PACKINGS: usize = 3;

/// Is it a pipe (`/dev/stdin`, `<(…)` of a shell), which can be read only once?
#[cfg(unix)]
fn is_pipe(about: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    about.file_type().is_fifo() || about.file_type().is_socket()
}

#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}

enum Packing {
    Text,
    Gzip,
    Zstd,
    Workbook,
    Other(&'static str, &'static str),
}

impl Packing {
    fn of(head: &[u8]) -> Packing {
        match head {
            [0x1f, 0x8b, ..] => Packing::Gzip,
            // a frame, or one that is skipped
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Packing::Zstd,
            [b'P', b'K', 3, 4, ..] => Packing::Workbook,
            [0xd0, 0xcf, 0x11, 0xe0, ..] => {
                Packing::Other("an old Excel workbook (.xls)", "save it as CSV (UTF-8) and scan that")
            }
            [b'P', b'A', b'R', b'1', ..] => Packing::Other("a Parquet file", "export CSV instead"),
            [b'%', b'P', b'D', b'F', ..] => Packing::Other("a PDF", "export CSV instead"),
            [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] => Packing::Other("a picture", "export CSV instead"),
            [b'B', b'Z', b'h', ..] => Packing::Other("a bzip2 file", "unpack it, or pack it with gzip or zstd"),
            [0xfd, b'7', b'z', b'X', b'Z', ..] => {
                Packing::Other("an xz file", "unpack it, or pack it with gzip or zstd")
            }
            [b'S', b'Q', b'L', b'i', ..] => Packing::Other("an SQLite database", "export CSV instead"),
            _ => Packing::Text,
        }
    }
}

/// Copies a stream into a temporary file that nobody else can open and that goes with the process.
fn spool(name: &str, mut reader: impl Read, doing: &'static str) -> Result<File, InputError> {
    let mut file = temporary(name)?;
    let copied = io::copy(&mut reader, &mut file).and_then(|_| file.seek(SeekFrom::Start(0)));
    copied.map_err(|e| InputError::io(name, doing, &e))?;
    Ok(file)
}

/// A temporary file for what is unpacked or piped in.
fn temporary(name: &str) -> Result<File, InputError> {
    tempfile::tempfile().map_err(|e| {
        let problem = format!("needs a temporary file, and none can be made: {e}");
        InputError::new(name, problem, "set TMPDIR to a folder that you may write to")
    })
}

/// Fills the buffer as far as the stream reaches.
pub(super) fn read_up_to(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut have = 0;
    while have < buffer.len() {
        match reader.read(&mut buffer[have..]) {
            Ok(0) => break,
            Ok(n) => have += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(have)
}
