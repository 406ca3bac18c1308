//! The last letters and digits of codes that are listed by area: units of GB, letters of NL, last
//! digits of PT. A bit for each that exists.

use super::PlacesOf;
use super::code::Scheme;
use super::pack::u32_at;
use super::search::last_up_to;

/// Whether a whole code is known, in countries whose codes are listed by area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// It exists.
    Known,
    /// Its sector exists and it does not, or is newer than the list.
    Unknown,
    /// Its area has no such sector.
    NoSector,
    /// Nothing finer than the area is known there.
    NotListed,
}

/// How the letters and digits behind the area are divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Units {
    /// The last so many letters and digits are a bit in a map.
    pub last: usize,
    alphabet: &'static [u8],
}

impl Units {
    pub(super) fn of(country: &str) -> Option<Units> {
        match country {
            "GB" => Some(Units { last: 2, alphabet: b"ABDEFGHJLNPQRSTUWXYZ" }),
            "NL" => Some(Units { last: 2, alphabet: b"ABCDEGHJKLMNPRSTVWXZ" }),
            "PT" => Some(Units { last: 3, alphabet: b"0123456789" }),
            _ => None,
        }
    }

    /// Bytes of a map.
    pub(super) fn bytes(self) -> usize {
        self.alphabet.len().pow(self.last as u32).div_ceil(8)
    }

    /// The sector of a whole code as a number, and the number of its bit.
    pub(super) fn split(self, bare: &str) -> Option<(u32, usize)> {
        let at = bare.len().checked_sub(self.last)?;
        let (sector, unit) = bare.split_at_checked(at)?;
        let mut bit = 0;
        for b in unit.bytes() {
            bit = bit * self.alphabet.len() + self.alphabet.iter().position(|a| *a == b)?;
        }
        Some((Units::sector(sector)?, bit))
    }

    pub(super) fn sector(sector: &str) -> Option<u32> {
        Scheme { letters: true, listed: 0, extra: 0 }.number(sector)
    }
}

impl PlacesOf<'_> {
    /// Is the whole code known? Takes bare letters and digits, upper case, of a whole code.
    #[inline]
    pub fn unit(&self, bare: &str) -> Unit {
        let Some(units) = self.list.units else { return Unit::NotListed };
        let bytes = self.list.sections.units;
        let count = u32_at(bytes, 0) as usize;
        let scheme = self.scheme();
        let whole = scheme.part(bare).is_some_and(|part| part.len() < bare.len());
        if count == 0 || !whole {
            return Unit::NotListed;
        }
        let Some(sectors) = bytes.get(4..4usize.saturating_add(count.saturating_mul(4))) else {
            return Unit::NotListed;
        };
        let sector = bare.len().checked_sub(units.last).and_then(|end| bare.get(..end)).and_then(Units::sector);
        let Some(sector) = sector else { return Unit::NoSector };
        let low = last_up_to(count, |i| u32_at(sectors, i * 4) <= sector);
        if u32_at(sectors, low * 4) != sector {
            return Unit::NoSector;
        }
        let map = bytes.get(4 + count * 4 + low * units.bytes()..).unwrap_or_default();
        let map = map.get(..units.bytes()).unwrap_or_default();
        if map.iter().all(|b| *b == 0) {
            return Unit::NotListed;
        }
        let bit = units.split(bare).map_or(usize::MAX, |(_, bit)| bit);
        if map.get(bit / 8).is_some_and(|b| b & 1 << (bit % 8) != 0) { Unit::Known } else { Unit::Unknown }
    }
}
