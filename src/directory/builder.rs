//! Makes a directory out of any number of addresses, in memory of a fixed size.

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};

use super::Door;
use super::format::{self, Building, Counts, Made, Place, Street, Summed};
use super::sorter::{Item, Sorter};

/// Memory that a builder takes at most, in bytes, whatever goes in.
pub const BUDGET: usize = 96 * 1024 * 1024;

/// One address to take in.
#[derive(Clone, Copy, Debug)]
pub struct Address {
    /// Its keys.
    pub door: Door,
    /// Is it of a register that has all addresses of its place?
    pub complete: bool,
}

/// An address as it is sorted: first by building, then by unit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    building: u64,
    unit: u64,
    complete: bool,
    street: u64,
    place: u64,
    number: u32,
}

/// A building of a complete register, as it is sorted into streets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct House {
    street: u64,
    place: u64,
    number: u32,
    with_units: bool,
}

/// A street, as it is sorted into places.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Lane {
    place: u64,
    with_units: u32,
}

impl Item for Entry {
    const SIZE: usize = 37;
    fn write(&self, to: &mut Vec<u8>) {
        for n in [self.building, self.unit, self.street, self.place] {
            to.extend(n.to_le_bytes());
        }
        to.extend(self.number.to_le_bytes());
        to.push(u8::from(self.complete));
    }
    fn read(from: &[u8]) -> Entry {
        let n = |at| format::u64_at(from, at);
        Entry {
            building: n(0),
            unit: n(8),
            street: n(16),
            place: n(24),
            number: format::u32_at(from, 32),
            complete: from[36] != 0,
        }
    }
}

impl Item for House {
    const SIZE: usize = 21;
    fn write(&self, to: &mut Vec<u8>) {
        to.extend(self.street.to_le_bytes());
        to.extend(self.place.to_le_bytes());
        to.extend(self.number.to_le_bytes());
        to.push(u8::from(self.with_units));
    }
    fn read(from: &[u8]) -> House {
        House {
            street: format::u64_at(from, 0),
            place: format::u64_at(from, 8),
            number: format::u32_at(from, 16),
            with_units: from[20] != 0,
        }
    }
}

impl Item for Lane {
    const SIZE: usize = 12;
    fn write(&self, to: &mut Vec<u8>) {
        to.extend(self.place.to_le_bytes());
        to.extend(self.with_units.to_le_bytes());
    }
    fn read(from: &[u8]) -> Lane {
        Lane { place: format::u64_at(from, 0), with_units: format::u32_at(from, 8) }
    }
}

/// Takes addresses in any order; the same addresses give the same bytes.
pub struct Builder {
    entries: Sorter<Entry>,
    budget: usize,
    addresses: u64,
}

impl Default for Builder {
    fn default() -> Builder {
        Builder::with_budget(BUDGET)
    }
}

impl Builder {
    /// A builder that takes about so many bytes of memory.
    pub fn with_budget(budget: usize) -> Builder {
        Builder { entries: Sorter::new(budget / 2), budget, addresses: 0 }
    }

    /// Takes an address.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub fn add(&mut self, address: Address) -> io::Result<()> {
        let Address { door, complete } = address;
        self.addresses += 1;
        self.entries.push(Entry {
            building: door.building,
            unit: door.unit,
            complete,
            street: door.street,
            place: door.place,
            number: door.number,
        })
    }

    /// Addresses taken so far.
    pub fn addresses(&self) -> u64 {
        self.addresses
    }

    /// Writes the directory.
    ///
    /// # Errors
    /// When a temporary file or the result cannot be written.
    pub fn finish(self, mut made: Made, to: &mut dyn Write) -> io::Result<Counts> {
        made.of.sort();
        let text = serde_json::to_vec(&made).map_err(io::Error::other)?;
        let mut houses = Sorter::new(self.budget / 4);
        let mut lanes = Sorter::new(self.budget / 4);
        let mut sections = [Section::new()?, Section::new()?, Section::new()?];
        let [buildings, streets, places] = &mut sections;
        groups(self.entries.finish()?, |e| e.building, &mut |key, entries: &[Entry]| {
            let (building, house) = building_of(entries);
            buildings.put(|to| building.write(key, to))?;
            if building.complete { houses.push(house) } else { Ok(()) }
        })?;
        groups(houses.finish()?, |h| h.street, &mut |key, houses: &[House]| {
            streets.put(|to| street_of(houses).write(key, to))?;
            let with_units = saturated(houses.iter().filter(|h| h.with_units).count());
            lanes.push(Lane { place: houses[0].place, with_units })
        })?;
        groups(lanes.finish()?, |l| l.place, &mut |key, lanes: &[Lane]| {
            let with_units = lanes.iter().fold(0u32, |sum, l| sum.saturating_add(l.with_units));
            places.put(|to| Place { streets: saturated(lanes.len()), with_units }.write(key, to))
        })?;
        let counts =
            Counts { buildings: sections[0].records, streets: sections[1].records, places: sections[2].records };
        let mut out = Summed::new(BufWriter::new(to));
        out.write_all(&format::head(counts, &text))?;
        for section in sections {
            let mut file = section.finish()?;
            io::copy(&mut file, &mut out)?;
        }
        out.finish()?;
        Ok(counts)
    }
}

/// Records of one kind, kept aside until all are counted.
struct Section {
    writer: BufWriter<File>,
    bytes: Vec<u8>,
    records: u64,
}

impl Section {
    fn new() -> io::Result<Section> {
        Ok(Section { writer: BufWriter::new(tempfile::tempfile()?), bytes: Vec::new(), records: 0 })
    }

    fn put(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
        self.bytes.clear();
        write(&mut self.bytes);
        self.records += 1;
        self.writer.write_all(&self.bytes)
    }

    fn finish(self) -> io::Result<File> {
        let mut file = self.writer.into_inner().map_err(|e| e.into_error())?;
        file.rewind()?;
        Ok(file)
    }
}

/// Items of a group that are looked at; more of one key are left out.
const MOST: usize = 1 << 20;

/// Calls `see` for every run of items with the same key.
fn groups<T: Copy>(
    items: impl Iterator<Item = io::Result<T>>,
    key: impl Fn(&T) -> u64,
    see: &mut dyn FnMut(u64, &[T]) -> io::Result<()>,
) -> io::Result<()> {
    let mut group: Vec<T> = Vec::new();
    for item in items {
        let item = item?;
        if group.first().is_some_and(|first| key(first) != key(&item)) {
            see(key(&group[0]), &group)?;
            group.clear();
        }
        if group.len() < MOST {
            group.push(item);
        }
    }
    if let Some(first) = group.first() {
        see(key(first), &group)?;
    }
    Ok(())
}

fn building_of(entries: &[Entry]) -> (Building, House) {
    let named = entries.iter().filter(|e| e.unit != 0).count();
    let units = entries.chunk_by(|a, b| a.unit == b.unit).filter(|same| same[0].unit != 0).count();
    let complete = entries.iter().any(|e| e.complete);
    let first = entries[0];
    let short = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    (
        Building { units: short(units), named: short(named), bare: short(entries.len() - named), complete },
        House { street: first.street, place: first.place, number: first.number, with_units: units > 0 },
    )
}

fn street_of(houses: &[House]) -> Street {
    let numbers = || houses.iter().map(|h| h.number).filter(|n| *n > 0);
    Street {
        houses: saturated(houses.len()),
        lowest: numbers().min().unwrap_or(0),
        highest: numbers().max().unwrap_or(0),
    }
}

fn saturated(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
