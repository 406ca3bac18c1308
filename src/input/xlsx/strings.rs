//! The texts that the cells of a workbook share.

use std::io::BufRead;

use quick_xml::events::Event;

use super::XlsxError;
use super::text::RichText;
use super::xml::Xml;

/// All shared texts, one after the other.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Reads the part that holds them.
    pub(super) fn read<R: BufRead>(mut xml: Xml<R>) -> Result<Strings, XlsxError> {
        let mut strings = Strings::default();
        let mut item = RichText::default();
        loop {
            let depth = xml.depth();
            let event = xml.next()?;
            match &event {
                Event::Start(e) if depth == 1 && e.local_name().as_ref() == "si" => item.clear(),
                Event::Empty(e) if depth == 1 && e.local_name().as_ref() == "si" => strings.push("")?,
                Event::End(e) if depth == 2 && e.local_name().as_ref() == "si" => {
                    strings.push(&item.text)?;
                }
                Event::Start(e) if depth > 1 => item.open(e)?,
                Event::End(e) => item.close(e.local_name().as_ref()),
                Event::Eof => return Ok(strings),
                _ => item.add(&event),
            }
        }
    }

    fn push(&mut self, text: &str) -> Result<(), XlsxError> {
        self.text.push_str(text);
        let end = u32::try_from(self.text.len()).map_err(|_| XlsxError::too_large("it has more text than fits"))?;
        self.ends.push(end);
        Ok(())
    }

    /// The text of that number.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        self.text.get(start..end)
    }
}
