//! What is in a workbook: its sheets in their order, and where its texts and styles are.

use std::collections::HashMap;
use std::io::{Read, Seek};

use quick_xml::events::Event;

use super::XlsxError;
use super::date::Epoch;
use super::package::{Package, Relation};
use super::rows::Lore;
use super::strings::Strings;
use super::styles::Styles;
use super::xml::{attribute, unescaped};

/// A sheet of cells that is not hidden.
pub(super) struct Sheet {
    pub(super) name: String,
    /// Its part, and the entry of that.
    pub(super) part: String,
    pub(super) entry: usize,
}

/// What the part in the middle of a workbook says.
pub(super) struct Contents {
    /// The name of that part.
    pub(super) part: String,
    pub(super) sheets: Vec<Sheet>,
    epoch: Epoch,
    relations: Vec<Relation>,
}

impl Contents {
    /// Finds the part in the middle, and reads it.
    pub(super) fn read<R: Read + Seek>(package: &mut Package<R>) -> Result<Contents, XlsxError> {
        let main = package.relations("")?.into_iter().find(|relation| relation.kind == "officeDocument");
        let part = main.map_or_else(|| "xl/workbook.xml".to_string(), |relation| relation.target);
        if part.ends_with(".bin") {
            return Err(XlsxError::new("is a binary workbook (.xlsb)", "save it as .xlsx or CSV (UTF-8)"));
        }
        let Some(entry) = package.find(&part) else { return Err(no_workbook(package)) };
        let relations = package.relations(&part)?;
        let mut contents = Contents { part, sheets: Vec::new(), epoch: Epoch::Y1900, relations };
        let mut named = Vec::new();
        let mut is_workbook = false;
        let mut xml = package.xml(entry)?;
        loop {
            let depth = xml.depth();
            match xml.next()? {
                Event::Start(e) | Event::Empty(e) => match (depth, e.local_name().as_ref()) {
                    (0, "workbook") => is_workbook = true,
                    (1, "workbookPr") => {
                        if matches!(attribute(&e, "date1904")?.as_deref(), Some("1" | "true" | "on")) {
                            contents.epoch = Epoch::Y1904;
                        }
                    }
                    (2, "sheet") => named.extend(visible(&e)?),
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        drop(xml);
        if !is_workbook {
            return Err(no_workbook(package));
        }
        let by_id: HashMap<&str, &Relation> = contents.relations.iter().map(|r| (r.id.as_str(), r)).collect();
        for (name, id) in named {
            let Some(relation) = by_id.get(id.as_str()) else { continue };
            if relation.kind == "worksheet" {
                let part = relation.target.clone();
                let entry = package.find(&part).ok_or_else(|| XlsxError::damaged("one of its sheets is not there"))?;
                contents.sheets.push(Sheet { name, part, entry });
            }
        }
        Ok(contents)
    }

    /// The part of that kind.
    pub(super) fn part(&self, kind: &str) -> Option<&str> {
        self.relations.iter().find(|relation| relation.kind == kind).map(|relation| relation.target.as_str())
    }

    /// Reads what the cells share.
    pub(super) fn lore<R: Read + Seek>(&self, package: &mut Package<R>) -> Result<Lore, XlsxError> {
        let mut lore = Lore { epoch: self.epoch, ..Lore::default() };
        if let Some(entry) = self.part("sharedStrings").and_then(|part| package.find(part)) {
            lore.strings = Strings::read(package.xml(entry)?)?;
        }
        if let Some(entry) = self.part("styles").and_then(|part| package.find(part)) {
            lore.styles = Styles::read(package.xml(entry)?)?;
        }
        Ok(lore)
    }
}

/// Name and id of a sheet that is not hidden.
fn visible(sheet: &quick_xml::events::BytesStart<'_>) -> Result<Option<(String, String)>, XlsxError> {
    let (mut name, mut id) = (String::new(), None);
    for attribute in sheet.attributes().with_checks(false) {
        let attribute = attribute?;
        let value = unescaped(attribute.value);
        match (attribute.key.as_ref(), attribute.key.local_name().as_ref()) {
            ("name", _) => name = value.into_owned(),
            ("state", _) if value != "visible" => return Ok(None),
            // `r:id`, whatever the prefix; `sheetId` is another thing
            (key, "id") if key != "id" => id = Some(value.into_owned()),
            _ => {}
        }
    }
    Ok(id.map(|id| (name, id)))
}

/// What an archive without a workbook is.
fn no_workbook<R: Read + Seek>(package: &Package<R>) -> XlsxError {
    let help = "save it as .xlsx or CSV (UTF-8)";
    if package.find("mimetype").is_some() && package.find("content.xml").is_some() {
        XlsxError::new("is an OpenDocument file (.ods)", help)
    } else if package.has_any("index/") {
        XlsxError::new("is an Apple Numbers file", "export it as Excel (.xlsx) or CSV (UTF-8)")
    } else if package.has_any("_rels/") {
        XlsxError::new("is an Office file, but no workbook", help)
    } else {
        XlsxError::new("is a zip archive, but no workbook", "unpack it and use the export in it")
    }
}
