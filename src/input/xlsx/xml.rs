//! XML one event at a time, with what every part of a workbook needs: no part may break off in the
//! middle, none may be nested without end, and where the bytes matter each event has its own.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

use super::XlsxError;
use super::package::TooLarge;

/// Elements within elements; real workbooks have ten or so.
const DEEPEST: usize = 256;

/// Bytes of one tag or text; a cell has a few thousand.
const LONGEST: usize = 1 << 24;

/// The events of one part.
pub(super) struct Xml<R> {
    reader: Reader<Meter<R>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<R: BufRead> Xml<R> {
    pub(super) fn new(reader: R) -> Xml<R> {
        Xml { reader: Reader::from_reader(Meter { inner: reader, taken: 0 }), buffer: Vec::new(), depth: 0 }
    }

    /// The next event.
    pub(super) fn next(&mut self) -> Result<Event<'_>, XlsxError> {
        self.buffer.clear();
        self.reader.get_mut().taken = 0;
        let event = self.reader.read_event_into(&mut self.buffer).map_err(|error| match error {
            quick_xml::Error::Io(error) => XlsxError::of_read(&error),
            quick_xml::Error::Encoding(_) => XlsxError::damaged("its text is not UTF-8"),
            _ => XlsxError::damaged("its XML is not well-formed"),
        })?;
        match &event {
            Event::Start(_) if self.depth >= DEEPEST => return Err(XlsxError::damaged("its XML is nested too deeply")),
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof if self.depth > 0 => return Err(XlsxError::damaged("a part of it breaks off in the middle")),
            _ => {}
        }
        Ok(event)
    }

    /// Elements that are open after the last event.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }
}

impl<R: BufRead> Xml<Tee<R>> {
    /// Moves the bytes of all events since the last call to `bytes`.
    pub(super) fn take_bytes(&mut self, bytes: &mut Vec<u8>) {
        bytes.clear();
        bytes.append(&mut self.reader.get_mut().inner.taken);
    }
}

/// A reader that gives up where one event takes more than is sane.
struct Meter<R> {
    inner: R,
    taken: usize,
}

impl<R: BufRead> Read for Meter<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.taken = self.taken.saturating_add(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Meter<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken > LONGEST {
            return Err(io::Error::other(TooLarge));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.taken = self.taken.saturating_add(n);
        self.inner.consume(n);
    }
}

/// A reader that keeps a copy of all that was taken from it.
pub(super) struct Tee<R> {
    inner: R,
    taken: Vec<u8>,
}

impl<R> Tee<R> {
    pub(super) fn new(inner: R) -> Tee<R> {
        Tee { inner, taken: Vec::new() }
    }
}

impl<R: BufRead> Read for Tee<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let have = self.fill_buf()?;
        let n = have.len().min(buffer.len());
        buffer[..n].copy_from_slice(&have[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Tee<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        // what is consumed has been filled before, so this reads nothing
        if let Ok(have) = self.inner.fill_buf() {
            self.taken.extend_from_slice(&have[..n.min(have.len())]);
        }
        self.inner.consume(n);
    }
}

/// An attribute of an element by its whole name.
pub(super) fn attribute<'a>(element: &'a BytesStart<'_>, name: &str) -> Result<Option<Cow<'a, str>>, XlsxError> {
    Ok(element.try_get_attribute(name)?.map(|found| unescaped(found.value)))
}

/// What an attribute says.
pub(super) fn unescaped(value: Cow<'_, str>) -> Cow<'_, str> {
    match unescape(&value) {
        Ok(Cow::Owned(text)) => Cow::Owned(text),
        _ => value,
    }
}

/// Adds what an event says as text.
pub(super) fn add_text(event: &Event<'_>, text: &mut String) {
    match event {
        Event::Text(piece) => text.push_str(&piece.xml10_content()),
        Event::CData(piece) => text.push_str(&piece.xml10_content()),
        Event::GeneralRef(name) => match (name.resolve_char_ref(), resolve_predefined_entity(name)) {
            (Ok(Some(letter)), _) => text.push(letter),
            (_, Some(letter)) => text.push_str(letter),
            _ => text.extend(["&", name, ";"]),
        },
        _ => {}
    }
}
