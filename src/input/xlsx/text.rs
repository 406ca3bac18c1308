//! Texts of cells: runs put together, `_x000D_` and its like read and written.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};

use super::XlsxError;
use super::xml::{add_text, attribute};

/// A text that may come in runs of one look each. What tells how to pronounce it is left out.
#[derive(Default)]
pub(super) struct RichText {
    /// What was read so far.
    pub(super) text: String,
    piece: String,
    in_text: bool,
    in_run: bool,
    is_spoken: bool,
    keeps_space: bool,
}

impl RichText {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.piece.clear();
        (self.in_text, self.in_run, self.is_spoken) = (false, false, false);
    }

    pub(super) fn open(&mut self, element: &BytesStart<'_>) -> Result<(), XlsxError> {
        match element.local_name().as_ref() {
            "r" => self.in_run = true,
            "rPh" => self.is_spoken = true,
            "t" if !self.is_spoken => {
                self.in_text = true;
                self.piece.clear();
                // a run without `xml:space` keeps its spaces too: they part it from the next one
                self.keeps_space = self.in_run || attribute(element, "xml:space")?.as_deref() == Some("preserve");
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn close(&mut self, name: &str) {
        match name {
            "r" => self.in_run = false,
            "rPh" => self.is_spoken = false,
            "t" if self.in_text => {
                self.in_text = false;
                let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
                let piece = if self.keeps_space { &self.piece } else { self.piece.trim_matches(is_space) };
                self.text.push_str(&unescaped(piece));
            }
            _ => {}
        }
    }

    /// Bytes that it takes.
    pub(super) fn len(&self) -> usize {
        self.text.len() + self.piece.len()
    }

    pub(super) fn add(&mut self, event: &Event<'_>) {
        if self.in_text {
            add_text(event, &mut self.piece);
        }
    }
}

/// The unit of UTF-16 that `_x0041` at the start of a text would stand for if it were closed.
fn open_unit(text: &str) -> Option<u16> {
    let digits = text.as_bytes().strip_prefix(b"_x")?.get(..4)?;
    let digits = std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|d| d.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}

/// The unit that `_x0041_` at the start of a text stands for.
fn unit(text: &str) -> Option<u16> {
    open_unit(text).filter(|_| text.as_bytes().get(6) == Some(&b'_'))
}

/// A text with every `_x000D_` read as the letter that it stands for.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(first) = unit(rest) else {
            out.push_str("_x");
            rest = &rest[2..];
            continue;
        };
        let second = rest.get(7..).and_then(unit);
        match (char::decode_utf16([first]).next(), second.map(|second| char::decode_utf16([first, second]).next())) {
            (Some(Ok(letter)), _) => out.push(letter),
            (_, Some(Some(Ok(letter)))) => {
                out.push(letter);
                rest = &rest[7..];
            }
            // half a letter, without its other half
            _ => out.push_str(&rest[..7]),
        }
        rest = &rest[7..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// A text as it stands in the XML of a cell.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, letter) in text.char_indices() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // whatever follows: a letter that is written as `_x000D_` would close it
            '_' if open_unit(&text[at..]).is_some() => out.push_str("_x005F_"),
            '\t' | '\n' => out.push(letter),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => out.push_str(&format!("_x{:04X}_", letter as u32)),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_that_xml_has_not_are_read() {
        assert_eq!(unescaped("a_x000D_\nb"), "a\r\nb");
        assert_eq!(unescaped("_x005F_x000D_"), "_x000D_");
        assert_eq!(unescaped("_xD83D__xDE00_!"), "😀!");
        assert_eq!(unescaped("_xD83D_"), "_xD83D_");
        assert_eq!(unescaped("_xyz_x00_x0041_"), "_xyz_x00A");
        assert_eq!(unescaped("_x00é1_"), "_x00é1_");
    }

    #[test]
    fn letters_that_xml_has_not_are_written() {
        assert_eq!(escaped("a\u{1}<&>\r\n_x000d_ _x"), "a_x0001_&lt;&amp;&gt;_x000D_\n_x005F_x000d_ _x");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(text in "(_|_x[0-9A-Fa-f]{4}|[0-9A-Fa-f]{2}|x|\r|\u{1}|[<&>\"]|\\PC){0,20}") {
            let written = escaped(&text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            let read = unescaped(&written);
            prop_assert_eq!(&*read, &text);
        }
    }
}
