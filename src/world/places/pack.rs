//! The file that places are kept in: one little-endian file that is read where it lies.
//!
//! ```text
//! 0    magic `DOORPLAC`, version u32, countries u32, length u64, checksum u64 (of all after 64),
//!      sources: offset u32, length u32
//! 64   for AA, AB, … ZZ the number of its entry below, from 1, u16; 0: not there
//! 1472 an entry of 128 bytes a country; its sections begin at multiples of 64:
//!      keys     a number a code, ascending (base 37 where codes have letters): u32 every 64th, then
//!               u16 a code, the steps from there; or u32 a code where that is too small
//!      runs     12 bytes for neighbouring codes that have all in common: first code u24, name u24
//!               (offset in names; top bit: in lists), point 2 × i16, set of regions and kind u16
//!      lists    count, then names u24
//!      regions  count u16, starts u16, then 8 bytes a region: number in our table u16, code
//!      buckets  u24 a bucket of names, by hash of the name's key: where it starts
//!      names    length u8, text, who has the name: runs, then cities, as steps of seven bits a
//!               byte; unless there is one only (top bit of the length), their bytes before the text
//!      cities   10 bytes: point, name u24, set of regions u16, population u8 (log scale)
//!      units    count u32, sectors u32 each, then a bitmap a sector
//! ```

use std::fmt;

pub(super) const MAGIC: [u8; 8] = *b"DOORPLAC";
/// Goes up whenever an older reader would misread, or names are [keyed](crate::text::names::key)
/// otherwise.
pub(super) const VERSION: u32 = 1;
pub(super) const HEADER: usize = 64;
pub(super) const INDEX: usize = 26 * 26 * 2;
/// Where the entries start.
pub(super) const ENTRIES: usize = (HEADER + INDEX).next_multiple_of(64);
pub(super) const ENTRY: usize = 128;
pub(super) const SECTIONS: usize = 8;
/// Where in an entry its sections are listed.
pub(super) const SECTIONS_AT: usize = 32;
pub(super) const RUN: usize = 12;
pub(super) const CITY: usize = 10;
pub(super) const REGION: usize = 8;
/// Keys that share a base.
pub(super) const KEYS: usize = 64;
/// The bit of a name's length that means that one place has it.
pub(super) const ONE_HOLDER: u8 = 0x80;
/// The bit of a run's name that means a list.
pub(super) const IN_LIST: u32 = 1 << 23;

/// Why a pack cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackError {
    /// What is wrong with it.
    pub problem: String,
}

impl PackError {
    pub(super) fn new(problem: impl Into<String>) -> PackError {
        PackError { problem: problem.into() }
    }
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}\n  make it again: `doorstep data build --geonames allCountries.txt -o DIR`, or leave it out to use the places that doorstep carries",
            self.problem
        )
    }
}

impl std::error::Error for PackError {}

/// Numbers out of bytes; zero where there are none.
#[inline]
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

#[inline]
pub(super) fn u24_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 3).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], 0]))
}

#[inline]
pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

#[inline]
pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).map_or(0, |b| u64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]))
}

/// Seven bits a byte, the lowest first.
#[inline]
pub(super) fn varint(bytes: &mut &[u8]) -> Option<u32> {
    let mut value = 0u32;
    for shift in [0, 7, 14, 21, 28] {
        let (&b, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u32::from(b & 0x7f) << shift;
        if b < 0x80 {
            return Some(value);
        }
    }
    None
}

/// A checksum against damage, not against malice.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    let mut sum = 0x9e37_79b9_7f4a_7c15u64 ^ bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0u8; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        sum = (sum ^ u64::from_le_bytes(word)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        sum ^= sum >> 32;
    }
    sum
}

/// The 8 sections of a country.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sections<'p> {
    pub keys: &'p [u8],
    pub runs: &'p [u8],
    pub lists: &'p [u8],
    pub regions: &'p [u8],
    pub buckets: &'p [u8],
    pub names: &'p [u8],
    pub cities: &'p [u8],
    pub units: &'p [u8],
}

impl<'p> Sections<'p> {
    /// The sections of an entry, each empty where it does not lie in the file.
    #[inline]
    pub(super) fn of(file: &'p [u8], entry: &[u8]) -> Sections<'p> {
        let section = |i: usize| {
            let at = u32_at(entry, SECTIONS_AT + i * 8) as usize;
            let len = u32_at(entry, SECTIONS_AT + i * 8 + 4) as usize;
            file.get(at..at.saturating_add(len)).unwrap_or_default()
        };
        Sections {
            keys: section(0),
            runs: section(1),
            lists: section(2),
            regions: section(3),
            buckets: section(4),
            names: section(5),
            cities: section(6),
            units: section(7),
        }
    }

    pub(super) fn sizes(&self) -> [(&'static str, usize); SECTIONS] {
        [
            ("keys", self.keys.len()),
            ("runs", self.runs.len()),
            ("lists", self.lists.len()),
            ("regions", self.regions.len()),
            ("buckets", self.buckets.len()),
            ("names", self.names.len()),
            ("cities", self.cities.len()),
            ("units", self.units.len()),
        ]
    }
}

/// Is the file ours, whole and undamaged?
pub(super) fn validate(file: &[u8]) -> Result<(), PackError> {
    let Some(magic) = file.get(..8) else {
        return Err(PackError::new(format!("it has {} bytes; a pack of places has {ENTRIES} and more", file.len())));
    };
    if magic != MAGIC {
        return Err(PackError::new("it is no pack of places: the first bytes are not `DOORPLAC`"));
    }
    let version = u32_at(file, 8);
    if file.len() < 12 || version != VERSION {
        return Err(PackError::new(format!("it is of version {version}; this doorstep reads version {VERSION}")));
    }
    let (length, countries) = (u64_at(file, 16), u32_at(file, 12) as usize);
    if file.len() < ENTRIES || length != file.len() as u64 {
        return Err(PackError::new(format!(
            "it has {} bytes and should have {length}: it is truncated or something was appended",
            file.len()
        )));
    }
    let entries = countries.checked_mul(ENTRY).and_then(|len| file.get(ENTRIES..ENTRIES.checked_add(len)?));
    let Some(entries) = entries else {
        return Err(PackError::new(format!("it says that it has {countries} countries, which do not fit into it")));
    };
    for entry in entries.chunks(ENTRY) {
        for i in 0..SECTIONS {
            let at = u32_at(entry, SECTIONS_AT + i * 8) as usize;
            let len = u32_at(entry, SECTIONS_AT + i * 8 + 4) as usize;
            if at.checked_add(len).is_none_or(|end| end > file.len()) {
                let country = String::from_utf8_lossy(&entry[..2]);
                return Err(PackError::new(format!("section {i} of {country} lies outside of it: it is damaged")));
            }
        }
    }
    if checksum(&file[HEADER..]) != u64_at(file, 24) {
        return Err(PackError::new("its checksum does not fit: it is damaged"));
    }
    Ok(())
}
