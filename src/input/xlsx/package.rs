//! The parts of a workbook: a zip archive whose entries refer to each other.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use quick_xml::events::Event;
use zip::ZipArchive;
use zip::read::ZipFile;

use super::XlsxError;
use super::xml::{Xml, attribute};

/// A part that is being unpacked, never more of it than is allowed.
pub(super) struct Unpacking<'a, R: Read> {
    file: ZipFile<'a, R>,
    allowed: &'a mut u64,
}

/// More was unpacked than is allowed.
#[derive(Debug)]
pub(super) struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("more is packed in it than allowed")
    }
}

impl std::error::Error for TooLarge {}

impl<R: Read> Read for Unpacking<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buffer)?;
        *self.allowed = self.allowed.checked_sub(n as u64).ok_or_else(|| io::Error::other(TooLarge))?;
        Ok(n)
    }
}

/// The bytes of a part.
pub(super) type Part<'a, R> = BufReader<Unpacking<'a, R>>;

/// How one part refers to another.
pub(super) struct Relation {
    pub(super) id: String,
    /// The last word of its type: `worksheet`.
    pub(super) kind: String,
    /// The part referred to, as [`Package::find`] knows it.
    pub(super) target: String,
}

/// The archive.
pub(super) struct Package<R> {
    pub(super) zip: ZipArchive<R>,
    names: HashMap<String, usize>,
    most: u64,
    allowed: u64,
}

impl<R: Read + Seek> Package<R> {
    /// Opens an archive of which no more than `most` bytes are unpacked at a time.
    pub(super) fn open(mut reader: R, most: u64) -> Result<Package<R>, XlsxError> {
        refuse_others(&mut reader)?;
        let zip = ZipArchive::new(reader).map_err(XlsxError::of_zip)?;
        let mut names = HashMap::with_capacity(zip.len());
        for (index, name) in zip.file_names_raw().enumerate() {
            names.entry(plain_name(&String::from_utf8_lossy(name))).or_insert(index);
        }
        Ok(Package { zip, names, most, allowed: most })
    }

    /// From here on, as much may be unpacked as at first.
    pub(super) fn allow_again(&mut self) {
        self.allowed = self.most;
    }

    /// The most that is unpacked at a time.
    pub(super) fn most(&self) -> u64 {
        self.most
    }

    /// The entry of a part.
    pub(super) fn find(&self, part: &str) -> Option<usize> {
        self.names.get(part).or_else(|| self.names.get(&percent_decoded(part))).copied()
    }

    /// Has the archive an entry whose name starts like this?
    pub(super) fn has_any(&self, start: &str) -> bool {
        self.names.keys().any(|name| name.starts_with(start))
    }

    /// The bytes of an entry.
    pub(super) fn bytes(&mut self, index: usize) -> Result<Part<'_, R>, XlsxError> {
        let file = self.zip.by_index(index).map_err(XlsxError::of_zip)?;
        Ok(BufReader::with_capacity(1 << 16, Unpacking { file, allowed: &mut self.allowed }))
    }

    /// The events of an entry.
    pub(super) fn xml(&mut self, index: usize) -> Result<Xml<Part<'_, R>>, XlsxError> {
        Ok(Xml::new(self.bytes(index)?))
    }

    /// What a part refers to within the archive; `""` is the archive itself.
    pub(super) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, XlsxError> {
        let Some(index) = self.find(&relations_of(part)) else { return Ok(Vec::new()) };
        let mut xml = self.xml(index)?;
        let mut relations = Vec::new();
        loop {
            match xml.next()? {
                Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "Relationship" => {
                    let (Some(id), Some(kind), Some(target)) =
                        (attribute(&e, "Id")?, attribute(&e, "Type")?, attribute(&e, "Target")?)
                    else {
                        continue;
                    };
                    if attribute(&e, "TargetMode")?.as_deref() != Some("External") {
                        let kind = kind.rsplit('/').next().unwrap_or_default().to_string();
                        relations.push(Relation { id: id.into_owned(), kind, target: resolved(part, &target) });
                    }
                }
                Event::Eof => return Ok(relations),
                _ => {}
            }
        }
    }
}

/// The part that says what a part refers to.
pub(super) fn relations_of(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').map_or(("", part), |(folder, name)| (folder, name));
    if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") }
}

/// A name as names are compared: without a slash in front, and in small letters.
pub(super) fn plain_name(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

/// The part that `target` means when `part` says it.
pub(super) fn resolved(part: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut path: Vec<&str> = if target.starts_with('/') { Vec::new() } else { part.split('/').collect() };
    path.pop();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            _ => path.push(step),
        }
    }
    path.join("/").to_ascii_lowercase()
}

fn percent_decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = (*first == b'%').then(|| after.get(..2)).flatten().and_then(|d| std::str::from_utf8(d).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).to_ascii_lowercase()
}

/// Refuses what is no zip archive, and says what it is.
fn refuse_others<R: Read + Seek>(reader: &mut R) -> Result<(), XlsxError> {
    let of_read = |error: io::Error| XlsxError::of_read(&error);
    reader.seek(SeekFrom::Start(0)).map_err(of_read)?;
    let mut head = Vec::new();
    reader.by_ref().take(8).read_to_end(&mut head).map_err(of_read)?;
    if head.starts_with(b"PK") {
        reader.seek(SeekFrom::Start(0)).map_err(of_read)?;
        return Ok(());
    }
    if !head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(XlsxError::new("is no Excel workbook (.xlsx)", "save it as .xlsx or CSV (UTF-8)"));
    }
    let wanted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut bytes = Vec::new();
    loop {
        let read = reader.by_ref().take(1 << 16).read_to_end(&mut bytes).map_err(of_read)?;
        if bytes.windows(wanted.len()).any(|window| window == wanted) {
            return Err(XlsxError::password());
        }
        if read == 0 {
            return Err(XlsxError::new("is an old Excel workbook (.xls)", "save it as .xlsx or CSV (UTF-8)"));
        }
        bytes.drain(..bytes.len().saturating_sub(wanted.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_from_where_they_are_named() {
        assert_eq!(resolved("xl/workbook.xml", "worksheets/Sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl/workbook.xml", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl/worksheets/sheet1.xml", "../tables/table1.xml"), "xl/tables/table1.xml");
        assert_eq!(resolved("", "./xl\\workbook.xml"), "xl/workbook.xml");
        assert_eq!(resolved("xl/workbook.xml", "../../../x"), "x");
        assert_eq!(relations_of(""), "_rels/.rels");
        assert_eq!(relations_of("xl/workbook.xml"), "xl/_rels/workbook.xml.rels");
        assert_eq!(percent_decoded("a%20b%zz%"), "a b%zz%");
    }
}
