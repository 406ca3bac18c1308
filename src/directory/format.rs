//! The file of a directory, little-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `DOORSTEP` |
//! | 4 | version |
//! | 4 | length of the text below |
//! | 3 × 8 | buildings, streets, places |
//! | | JSON text: what it was made of, and when |
//! | 16 each | buildings by key: key, distinct units (u16), addresses with one (u16), without (u16), bit 0: of a complete register (u16) |
//! | 20 each | streets that a complete register covers, by key: key, houses (u32), lowest and highest number (u32 each) |
//! | 16 each | places that one covers, by key: key, streets (u32), buildings with units (u32) |
//! | 8 | checksum of all before it |
//!
//! Counts stop at what their width holds.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

/// Version of the format that is written and read.
pub const VERSION: u32 = 1;
pub(super) const MAGIC: &[u8; 8] = b"DOORSTEP";
/// Bytes before the text.
pub(super) const HEAD: usize = 40;
/// Bytes of a record: building, street, place.
pub(super) const SIZES: [usize; 3] = [16, 20, 16];

/// What a directory knows of a building.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Building {
    /// Distinct units.
    pub units: u16,
    /// Addresses that name one.
    pub named: u16,
    /// Addresses that name none.
    pub bare: u16,
    /// Does a complete register have it?
    pub complete: bool,
}

/// What a complete register knows of a street.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Street {
    /// Distinct house numbers.
    pub houses: u32,
    /// Lowest number, 0 where none begins with a number.
    pub lowest: u32,
    /// Highest number.
    pub highest: u32,
}

/// What a complete register knows of a place: a postcode, or a city where it knows no postcodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Streets.
    pub streets: u32,
    /// Buildings with units.
    pub with_units: u32,
}

/// How much is in a directory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Distinct buildings.
    pub buildings: u64,
    /// Streets that a complete register covers.
    pub streets: u64,
    /// Places that one covers.
    pub places: u64,
}

/// One file that a directory was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Origin {
    /// Its name, without its folder.
    pub file: String,
    /// Platform or register.
    pub kind: String,
    /// Addresses taken from it.
    pub addresses: u64,
    /// Rows or orders that gave none.
    pub skipped: u64,
}

/// What a directory was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The day, as given.
    pub on: String,
    /// Version of doorstep.
    pub by: String,
    /// The files, sorted.
    pub of: Vec<Origin>,
}

impl Building {
    pub(super) fn write(&self, key: u64, to: &mut Vec<u8>) {
        to.extend(key.to_le_bytes());
        for n in [self.units, self.named, self.bare, u16::from(self.complete)] {
            to.extend(n.to_le_bytes());
        }
    }

    pub(super) fn read(record: &[u8]) -> Building {
        let n = |at: usize| record.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]));
        Building { units: n(8), named: n(10), bare: n(12), complete: n(14) & 1 == 1 }
    }
}

impl Street {
    pub(super) fn write(&self, key: u64, to: &mut Vec<u8>) {
        to.extend(key.to_le_bytes());
        for n in [self.houses, self.lowest, self.highest] {
            to.extend(n.to_le_bytes());
        }
    }

    pub(super) fn read(record: &[u8]) -> Street {
        Street { houses: u32_at(record, 8), lowest: u32_at(record, 12), highest: u32_at(record, 16) }
    }
}

impl Place {
    pub(super) fn write(&self, key: u64, to: &mut Vec<u8>) {
        to.extend(key.to_le_bytes());
        for n in [self.streets, self.with_units] {
            to.extend(n.to_le_bytes());
        }
    }

    pub(super) fn read(record: &[u8]) -> Place {
        Place { streets: u32_at(record, 8), with_units: u32_at(record, 12) }
    }
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    let word = bytes.get(at..at + 8).and_then(|b| b.try_into().ok());
    word.map_or(0, u64::from_le_bytes)
}

/// The head of a file, up to and with its text.
pub(super) fn head(counts: Counts, text: &[u8]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend(VERSION.to_le_bytes());
    out.extend((text.len() as u32).to_le_bytes());
    for n in [counts.buildings, counts.streets, counts.places] {
        out.extend(n.to_le_bytes());
    }
    out.extend(text);
    out
}

/// A checksum over bytes as they come. One damaged byte always changes it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Checksum {
    state: u64,
    word: [u8; 8],
    have: usize,
}

impl Checksum {
    fn step(state: u64, word: u64) -> u64 {
        (state.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    /// Takes more bytes.
    pub fn add(&mut self, mut bytes: &[u8]) {
        while self.have > 0 && !bytes.is_empty() {
            self.word[self.have] = bytes[0];
            self.have += 1;
            bytes = &bytes[1..];
            if self.have == 8 {
                self.state = Checksum::step(self.state, u64::from_le_bytes(self.word));
                self.have = 0;
            }
        }
        let mut words = bytes.chunks_exact(8);
        for word in &mut words {
            self.state = Checksum::step(self.state, u64_at(word, 0));
        }
        let rest = words.remainder();
        self.word[..rest.len()].copy_from_slice(rest);
        self.have += rest.len();
    }

    /// The sum of all bytes so far.
    pub fn sum(mut self) -> u64 {
        self.word[self.have..].fill(0);
        Checksum::step(Checksum::step(self.state, u64::from_le_bytes(self.word)), self.have as u64)
    }
}

/// Writes and sums up.
pub(super) struct Summed<W> {
    inner: W,
    sum: Checksum,
}

impl<W: Write> Summed<W> {
    pub fn new(inner: W) -> Summed<W> {
        Summed { inner, sum: Checksum::default() }
    }

    /// Writes the checksum behind all else.
    pub fn finish(mut self) -> io::Result<()> {
        self.inner.write_all(&self.sum.sum().to_le_bytes())?;
        self.inner.flush()
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.sum.add(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_does_not_depend_on_how_bytes_come() {
        let bytes: Vec<u8> = (0..100u8).collect();
        let mut whole = Checksum::default();
        whole.add(&bytes);
        for cut in 0..bytes.len() {
            let mut parts = Checksum::default();
            parts.add(&bytes[..cut]);
            parts.add(&bytes[cut..]);
            assert_eq!(parts.sum(), whole.sum(), "{cut}");
        }
        let mut longer = Checksum::default();
        longer.add(&[bytes, vec![0]].concat());
        assert_ne!(longer.sum(), whole.sum());
    }
}
