//! The number formats of a workbook, by the style of a cell.

use std::collections::HashMap;
use std::io::BufRead;

use quick_xml::events::Event;

use super::XlsxError;
use super::format::Format;
use super::xml::{Xml, attribute};

/// The format of each style.
#[derive(Default)]
pub(super) struct Styles {
    formats: Vec<Format>,
    /// For each style, its place in `formats`.
    styles: Vec<usize>,
}

impl Styles {
    /// Reads the part that holds them.
    pub(super) fn read<R: BufRead>(mut xml: Xml<R>) -> Result<Styles, XlsxError> {
        let mut codes: HashMap<u32, Format> = HashMap::new();
        let mut ids: Vec<u32> = Vec::new();
        let mut are_cells = false;
        loop {
            let depth = xml.depth();
            match xml.next()? {
                Event::Start(e) if depth == 1 => are_cells = e.local_name().as_ref() == "cellXfs",
                Event::Start(e) | Event::Empty(e) if depth == 2 => {
                    let id = attribute(&e, "numFmtId")?.and_then(|id| id.trim().parse().ok());
                    match (e.local_name().as_ref(), id) {
                        ("xf", id) if are_cells => ids.push(id.unwrap_or(0)),
                        ("numFmt", Some(id)) => {
                            let code = attribute(&e, "formatCode")?.unwrap_or_default();
                            codes.insert(id, Format::of(&code));
                        }
                        _ => {}
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        let mut styles = Styles::default();
        let mut places: HashMap<u32, usize> = HashMap::new();
        for id in ids {
            let place = *places.entry(id).or_insert_with(|| {
                styles.formats.push(codes.remove(&id).unwrap_or_else(|| Format::built_in(id)));
                styles.formats.len() - 1
            });
            styles.styles.push(place);
        }
        Ok(styles)
    }

    /// The format of a style.
    pub(super) fn format(&self, style: u32) -> Option<&Format> {
        self.formats.get(*self.styles.get(style as usize)?)
    }
}
