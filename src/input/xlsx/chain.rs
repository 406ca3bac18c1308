//! The order in which Excel last computed the formulas. It names cells, and a cell that it names
//! must have a formula; Excel makes it anew where it is missing.

use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};

use super::XlsxError;
use super::package::{plain_name, resolved};
use super::xml::{Tee, Xml, attribute};

/// The bytes of a part without the elements that say that the part `gone` is there; `part` is the
/// one that says so.
pub(super) fn without<R: BufRead>(reader: R, part: &str, gone: &str) -> Result<Vec<u8>, XlsxError> {
    let mut xml = Xml::new(Tee::new(reader));
    let (mut out, mut bytes) = (Vec::new(), Vec::new());
    // elements around the one that is left out
    let mut left_out: Option<usize> = None;
    loop {
        let depth = xml.depth();
        let (mut is_left_out, mut is_last) = (left_out.is_some(), false);
        match xml.next()? {
            Event::Start(e) if left_out.is_none() && names(&e, part, gone)? => {
                (left_out, is_left_out) = (Some(depth), true);
            }
            Event::Empty(e) if left_out.is_none() => is_left_out = names(&e, part, gone)?,
            Event::End(_) if left_out == Some(depth.saturating_sub(1)) => left_out = None,
            Event::Eof => is_last = true,
            _ => {}
        }
        xml.take_bytes(&mut bytes);
        if !is_left_out {
            out.extend_from_slice(&bytes);
        }
        if is_last {
            return Ok(out);
        }
    }
}

/// Does an element say that the part is there?
fn names(element: &BytesStart<'_>, part: &str, gone: &str) -> Result<bool, XlsxError> {
    Ok(match element.local_name().as_ref() {
        "Override" => attribute(element, "PartName")?.is_some_and(|name| plain_name(&name) == gone),
        "Relationship" => attribute(element, "Target")?.is_some_and(|target| resolved(part, &target) == gone),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_names_the_part_goes() {
        let part = "\u{feff}<?xml version='1.0'?>\r\n<R><Relationship Id='a' Target=\"calcChain.xml\"/> \
            <Relationship Target='x.xml'/><Relationship Target='/xl/calcChain.xml' > <x/> </Relationship>\n</R >";
        let rest = "\u{feff}<?xml version='1.0'?>\r\n<R> <Relationship Target='x.xml'/>\n</R >";
        let out = without(part.as_bytes(), "xl/workbook.xml", "xl/calcchain.xml").unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), rest);
    }
}
