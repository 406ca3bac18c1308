//! Workbooks written part by part, and what is read from them and written to them.

mod hostile;
mod reading;
mod refusing;
mod rewriting;

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{CellChange, Workbook, XlsxError};

pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
pub(super) const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A workbook by its parts.
#[derive(Clone)]
pub(super) struct Sample {
    parts: Vec<(String, Vec<u8>)>,
}

impl Sample {
    /// A workbook of one sheet, given what is between `<sheetData>` and its end.
    pub(super) fn of(rows: &str) -> Sample {
        Sample { parts: Vec::new() }
            .with("[Content_Types].xml", &format!(
                "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
            ))
            .with("_rels/.rels", &relations(&[("rId1", "officeDocument", "xl/workbook.xml")]))
            .with("xl/workbook.xml", &format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"Orders &amp; more\" sheetId=\"7\" r:id=\"rId9\"/></sheets></workbook>"
            ))
            .with("xl/_rels/workbook.xml.rels", &relations(&[
                ("rId9", "worksheet", "worksheets/one.xml"),
                ("rId2", "sharedStrings", "sharedStrings.xml"),
                ("rId3", "styles", "styles.xml"),
            ]))
            .with("xl/worksheets/one.xml", &sheet(rows))
    }

    /// The same with a part more, or another in its place.
    pub(super) fn with(mut self, name: &str, text: &str) -> Sample {
        match self.parts.iter_mut().find(|(part, _)| part == name) {
            Some((_, bytes)) => *bytes = text.as_bytes().to_vec(),
            None => self.parts.push((name.to_string(), text.as_bytes().to_vec())),
        }
        self
    }

    /// The same with these shared texts.
    pub(super) fn sharing(self, items: &str) -> Sample {
        self.with("xl/sharedStrings.xml", &format!("<sst xmlns=\"{MAIN}\">{items}</sst>"))
    }

    /// The same with styles of these number formats, from style 0 on.
    pub(super) fn styled(self, codes: &[&str]) -> Sample {
        let (mut formats, mut styles) = (String::new(), String::new());
        for (at, code) in codes.iter().enumerate() {
            let id = code.parse().ok().filter(|_| code.len() < 3).unwrap_or(164 + at);
            formats += &format!("<numFmt numFmtId=\"{}\" formatCode=\"{}\"/>", 164 + at, code.replace('"', "&quot;"));
            styles += &format!("<xf numFmtId=\"{id}\"/>");
        }
        let other = "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>";
        self.with("xl/styles.xml", &format!(
            "<styleSheet xmlns=\"{MAIN}\"><numFmts>{formats}</numFmts>{other}<cellXfs>{styles}</cellXfs></styleSheet>"
        ))
    }

    /// The same with sheets after the first: name, state, kind, rows.
    pub(super) fn sheets(self, sheets: &[(&str, &str, &str, &str)]) -> Sample {
        let (mut list, mut known) = (String::new(), Vec::new());
        let names: Vec<String> = (0..sheets.len()).map(|at| format!("worksheets/s{at}.xml")).collect();
        let mut sample = self;
        for (at, (name, state, kind, rows)) in sheets.iter().enumerate() {
            list += &format!("<sheet name=\"{name}\" sheetId=\"{at}\" state=\"{state}\" r:id=\"i{at}\"/>");
            known.push((format!("i{at}"), *kind, names[at].as_str()));
            sample = sample.with(&format!("xl/{}", names[at]), &sheet(rows));
        }
        let known: Vec<(&str, &str, &str)> = known.iter().map(|(id, kind, name)| (id.as_str(), *kind, *name)).collect();
        sample.with("xl/_rels/workbook.xml.rels", &relations(&known)).with(
            "xl/workbook.xml",
            &format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{list}</sheets></workbook>"),
        )
    }

    /// The bytes of the workbook; every second part is not packed.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (at, (name, bytes)) in self.parts.iter().enumerate() {
            let method = if at % 2 == 1 { CompressionMethod::Stored } else { CompressionMethod::Deflated };
            zip.start_file(name, SimpleFileOptions::default().compression_method(method)).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    pub(super) fn open(&self) -> Result<Workbook<Cursor<Vec<u8>>>, XlsxError> {
        Workbook::open(Cursor::new(self.bytes()))
    }

    /// The sheet as CSV, and the rows of its records.
    pub(super) fn csv(&self) -> (String, Vec<u32>) {
        csv(&self.bytes()).unwrap()
    }

    /// The error of reading it.
    pub(super) fn error(&self) -> String {
        csv(&self.bytes()).unwrap_err().to_string()
    }

    /// The bytes with these cells changed: row, column, text.
    pub(super) fn rewritten(&self, changes: &[(u32, u32, &str)]) -> Result<Vec<u8>, XlsxError> {
        rewritten(&self.bytes(), changes)
    }

    /// The rows of the first sheet with these cells changed.
    pub(super) fn rows_with(&self, changes: &[(u32, u32, &str)]) -> String {
        let bytes = self.rewritten(changes).unwrap();
        let text = String::from_utf8(part(&bytes, "xl/worksheets/one.xml").unwrap()).unwrap();
        let (start, end) = (text.find("Data").unwrap() + 5, text.rfind("</").unwrap());
        let end = text[..end].rfind("</").unwrap();
        text[start.min(end)..end].to_string()
    }
}

/// A sheet of these rows.
pub(super) fn sheet(rows: &str) -> String {
    format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>")
}

/// A part that says what another refers to.
pub(super) fn relations(relations: &[(&str, &str, &str)]) -> String {
    let each = |(id, kind, target): &(&str, &str, &str)| {
        format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    format!(
        "<?xml version=\"1.0\"?><Relationships xmlns=\"{PACKAGE}/relationships\">{}</Relationships>",
        relations.iter().map(each).collect::<String>()
    )
}

pub(super) fn csv(bytes: &[u8]) -> Result<(String, Vec<u32>), XlsxError> {
    let mut out = Vec::new();
    let rows = Workbook::open(Cursor::new(bytes))?.csv(&mut out)?.rows;
    Ok((String::from_utf8(out).unwrap(), rows))
}

pub(super) fn changes(changes: &[(u32, u32, &str)]) -> Vec<CellChange> {
    changes
        .iter()
        .map(|(row, column, text)| CellChange { row: *row, column: *column, text: text.to_string() })
        .collect()
}

pub(super) fn rewritten(bytes: &[u8], to: &[(u32, u32, &str)]) -> Result<Vec<u8>, XlsxError> {
    let mut out = Cursor::new(Vec::new());
    let mut workbook = Workbook::open(Cursor::new(bytes))?;
    let result = workbook.rewritten(&changes(to), &mut out);
    match result {
        Ok(()) => Ok(out.into_inner()),
        Err(error) => {
            assert!(error.obstacle().is_none() || out.into_inner().is_empty(), "written in spite of {error}");
            Err(error)
        }
    }
}

/// What a part of a workbook holds.
pub(super) fn part(bytes: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = Vec::new();
    zip.by_name(name).ok()?.read_to_end(&mut out).unwrap();
    Some(out)
}

/// Every entry in order: name, bytes as they are packed.
pub(super) fn packed(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index_raw(at).unwrap();
            let mut out = Vec::new();
            file.read_to_end(&mut out).unwrap();
            (String::from_utf8(file.name_raw().to_vec()).unwrap(), out)
        })
        .collect()
}
