//! A directory that was read from a file.

use std::path::Path;

use super::format::{Building, Checksum, Counts, HEAD, MAGIC, Made, Place, SIZES, Street, VERSION, u32_at, u64_at};
use crate::input::InputError;

/// Known buildings, read at once: 16 bytes each.
#[derive(Clone, Debug)]
pub struct Directory {
    name: String,
    bytes: Vec<u8>,
    made: Made,
    counts: Counts,
    /// Where the records of buildings, streets and places begin, and where the last end.
    starts: [usize; 4],
}

const HELP: &str = "build it again: doorstep directory build FILE… -o known.dir";

impl Directory {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, is no directory, is cut off or damaged, or has another version.
    pub fn open(name: &str) -> Result<Directory, InputError> {
        let bytes = std::fs::read(name).map_err(|e| InputError::io(name, "read the directory", &e))?;
        let short = Path::new(name).file_name().map_or_else(|| name.to_string(), |f| f.to_string_lossy().into_owned());
        Directory::read(name, bytes).map(|d| Directory { name: short, ..d })
    }

    /// Reads what stands in a file of that name.
    ///
    /// # Errors
    /// As [`Directory::open`].
    pub fn read(name: &str, bytes: Vec<u8>) -> Result<Directory, InputError> {
        let error = |problem: String| InputError::new(name, problem, HELP);
        let other =
            bytes.get(..8) != Some(MAGIC) && bytes.len() >= 8 || !MAGIC.starts_with(&bytes[..bytes.len().min(8)]);
        if other || bytes.is_empty() {
            return Err(error("is no directory of known buildings".to_string()));
        }
        let cut_off = || error("the directory is cut off: its end is missing".to_string());
        if bytes.len() < HEAD + 8 {
            return Err(cut_off());
        }
        let version = u32_at(&bytes, 8);
        if version != VERSION {
            return Err(error(format!("the directory has version {version}, this doorstep reads version {VERSION}")));
        }
        let counts = Counts { buildings: u64_at(&bytes, 16), streets: u64_at(&bytes, 24), places: u64_at(&bytes, 32) };
        let starts = starts(counts, u32_at(&bytes, 12) as usize);
        let Some(starts) = starts.filter(|s| s[3] <= bytes.len() - 8) else { return Err(cut_off()) };
        let damaged = || error("the directory is damaged: its checksum does not fit".to_string());
        let mut sum = Checksum::default();
        sum.add(&bytes[..starts[3]]);
        if starts[3] != bytes.len() - 8 || sum.sum() != u64_at(&bytes, starts[3]) {
            return Err(damaged());
        }
        let made: Made = serde_json::from_slice(&bytes[HEAD..starts[0]]).map_err(|_| damaged())?;
        Ok(Directory { name: name.to_string(), bytes, made, counts, starts })
    }

    /// Its file, without the folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it was made of.
    pub fn made(&self) -> &Made {
        &self.made
    }

    /// How much is in it.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Bytes of the file.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Does it know no building?
    pub fn is_empty(&self) -> bool {
        self.counts.buildings == 0
    }

    /// The building of that key.
    pub fn building(&self, key: u64) -> Option<Building> {
        self.record(0, key).map(Building::read)
    }

    /// The street of that key, if a complete register covers it.
    pub fn street(&self, key: u64) -> Option<Street> {
        self.record(1, key).map(Street::read)
    }

    /// The place of that key, if a complete register covers it.
    pub fn place(&self, key: u64) -> Option<Place> {
        self.record(2, key).map(Place::read)
    }

    /// Every building.
    pub fn buildings(&self) -> impl Iterator<Item = Building> + '_ {
        self.bytes[self.starts[0]..self.starts[1]].chunks_exact(SIZES[0]).map(Building::read)
    }

    fn record(&self, section: usize, key: u64) -> Option<&[u8]> {
        let records = &self.bytes[self.starts[section]..self.starts[section + 1]];
        find(records, SIZES[section], key)
    }
}

fn starts(counts: Counts, text: usize) -> Option<[usize; 4]> {
    let mut at = HEAD.checked_add(text)?;
    let mut starts = [at; 4];
    for (i, n) in [counts.buildings, counts.streets, counts.places].into_iter().enumerate() {
        at = at.checked_add(usize::try_from(n).ok()?.checked_mul(SIZES[i])?)?;
        starts[i + 1] = at;
    }
    Some(starts)
}

/// The record of a key among sorted ones. Keys are spread evenly, so it is looked for first where
/// it would stand if they were so exactly.
fn find(records: &[u8], size: usize, key: u64) -> Option<&[u8]> {
    let n = records.len() / size;
    let at = |i: usize| u64_at(records, i * size);
    if n == 0 {
        return None;
    }
    let guess = ((u128::from(key) * n as u128) >> 64) as usize;
    let (mut low, mut high, mut step) = (guess, guess, 32);
    while low > 0 && at(low) > key {
        low = low.saturating_sub(step);
        step *= 2;
    }
    step = 32;
    while high < n && at(high) < key {
        high = (high + step).min(n);
        step *= 2;
    }
    high = (high + 1).min(n);
    while low < high {
        let middle = low + (high - low) / 2;
        match at(middle).cmp(&key) {
            std::cmp::Ordering::Equal => return records.get(middle * size..(middle + 1) * size),
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::{Address, Builder, Door};
    use super::*;
    use proptest::prelude::*;

    fn door(i: u64) -> Door {
        let mix = |n: u64| super::super::keys::hash(7, &n.to_string());
        Door {
            place: mix(i % 7),
            street: mix(i % 50),
            building: mix(i % 400),
            unit: if i.is_multiple_of(3) { 0 } else { mix(i % 11) },
            number: (i % 400) as u32,
        }
    }

    fn built(doors: impl Iterator<Item = u64>, budget: usize) -> Vec<u8> {
        let mut builder = Builder::with_budget(budget);
        for i in doors {
            builder.add(Address { door: door(i), complete: i % 2 == 0 }).expect("room");
        }
        let mut out = Vec::new();
        builder.finish(Made { on: "2026-11-23".into(), ..Made::default() }, &mut out).expect("room");
        out
    }

    #[test]
    fn what_went_in_is_found() {
        let directory = Directory::read("known.dir", built(0..3000, 1 << 20)).expect("a directory");
        assert_eq!(directory.counts().buildings, 400);
        for i in 0..400u64 {
            let same: Vec<u64> = (0..3000).filter(|j| j % 400 == i).collect();
            let units: std::collections::HashSet<u64> =
                same.iter().map(|j| door(*j).unit).filter(|u| *u != 0).collect();
            let named = same.iter().filter(|j| *j % 3 != 0).count();
            let building = directory.building(door(i).building).expect("known");
            assert_eq!(usize::from(building.units), units.len());
            assert_eq!((usize::from(building.named), usize::from(building.bare)), (named, same.len() - named));
            assert!(directory.building(door(i).building ^ 1).is_none());
        }
        assert!(directory.place(door(0).place).is_some_and(|p| p.streets > 0));
        assert!(directory.street(door(0).street).is_some_and(|s| s.houses > 0));
    }

    #[test]
    fn the_same_addresses_give_the_same_bytes() {
        let straight = built(0..2000, 1 << 20);
        assert_eq!(built((0..2000).rev(), 1 << 20), straight, "in any order");
        assert_eq!(built(0..2000, 4096), straight, "in any memory");
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let good = built(0..100, 1 << 20);
        let said = |bytes: Vec<u8>| Directory::read("known.dir", bytes).expect_err("refused").to_string();
        assert!(said(Vec::new()).contains("is no directory"));
        assert!(said(b"Order,Name,Street\n1,a,b\n".to_vec()).contains("is no directory"));
        assert!(said(good[..4].to_vec()).contains("cut off"));
        assert!(said(good[..good.len() - 20].to_vec()).contains("cut off"));
        let mut newer = good.clone();
        newer[8] = 9;
        assert!(said(newer).contains("version 9"));
        let mut long = good.clone();
        long.push(0);
        assert!(said(long).contains("damaged"));
        for at in 40..good.len() {
            let mut damaged = good.clone();
            damaged[at] ^= 0x10;
            let said = said(damaged);
            assert!(said.contains("damaged") && said.contains("doorstep directory build"), "{at}: {said}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(mut bytes in proptest::collection::vec(any::<u8>(), 0..400), headed in any::<bool>()) {
            if headed && bytes.len() >= 16 {
                bytes[..8].copy_from_slice(MAGIC);
                bytes[8..12].copy_from_slice(&VERSION.to_le_bytes());
            }
            let _ = Directory::read("known.dir", bytes);
        }

        #[test]
        fn unsorted_records_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..800), key in any::<u64>()) {
            let _ = find(&bytes[..bytes.len() / 16 * 16], 16, key);
        }
    }
}
