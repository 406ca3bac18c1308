//! The bytes of a pack.

use std::collections::BTreeMap;

use super::names::Names;
use super::policy::Policy;
use super::regions::Regions;
use crate::world::places::Point;
use crate::world::places::code::Scheme;
use crate::world::places::pack::{
    ENTRIES, ENTRY, HEADER, IN_LIST, KEYS, MAGIC, ONE_HOLDER, SECTIONS, SECTIONS_AT, VERSION, checksum,
};
use crate::world::places::point::NOWHERE;
use crate::world::words::hash;

/// Neighbouring codes with the same names are one run if their points are as near as this, in km.
const RUN_KM: f32 = 3.0;

/// Neighbouring codes that have all in common.
#[derive(Clone, PartialEq)]
struct Run {
    first: u32,
    names: Vec<u32>,
    point: [u8; 4],
    flags: u16,
}

struct City {
    point: [u8; 4],
    name: u32,
    set: u16,
    people: u8,
}

/// A country as it will be written.
pub(super) struct Part {
    pub country: &'static str,
    pub codes: usize,
    scheme: Scheme,
    policy: Policy,
    keys: Vec<u32>,
    runs: Vec<Run>,
    cities: Vec<City>,
    /// Who has a name: runs, then cities behind them.
    holders: BTreeMap<u32, Vec<u32>>,
    of_cities: BTreeMap<u32, Vec<u32>>,
    pub sectors: BTreeMap<u32, Vec<u8>>,
    pub sure_regions: bool,
    region_bytes: Vec<u8>,
    sets: usize,
    name_bytes: Vec<u8>,
    name_count: usize,
    buckets: Vec<u8>,
    offsets: Vec<u32>,
    lists: Vec<u8>,
}

impl Part {
    pub(super) fn new(country: &'static str, scheme: Scheme, policy: Policy, codes: usize) -> Part {
        Part {
            country,
            codes: 0,
            scheme,
            policy,
            keys: Vec::with_capacity(codes),
            runs: Vec::new(),
            cities: Vec::new(),
            holders: BTreeMap::new(),
            of_cities: BTreeMap::new(),
            sectors: BTreeMap::new(),
            sure_regions: false,
            region_bytes: Vec::new(),
            sets: 0,
            name_bytes: Vec::new(),
            name_count: 0,
            buckets: Vec::new(),
            offsets: Vec::new(),
            lists: Vec::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.codes == 0 && self.cities.is_empty()
    }

    /// Adds a code; in the order of their numbers.
    pub(super) fn code(&mut self, number: u32, names: &[u32], point: Option<Point>, flags: u16) {
        let first = self.codes as u32;
        self.codes += 1;
        self.keys.push(number);
        let near = |run: &Run| match (Point::from_bytes(run.point), point) {
            (Some(a), Some(b)) => a.km(b) <= RUN_KM,
            (a, b) => a.is_none() && b.is_none(),
        };
        let same = |run: &Run| run.names == names && run.flags == flags && near(run);
        if self.runs.last().is_some_and(same) {
            return;
        }
        for name in names {
            self.holders.entry(*name).or_default().push(self.runs.len() as u32);
        }
        let point = point.map_or(NOWHERE, Point::to_bytes);
        self.runs.push(Run { first, names: names.to_vec(), point, flags });
    }

    pub(super) fn city(&mut self, point: Point, name: u32, set: u16, people: u32, names: &[u32]) {
        let number = self.cities.len() as u32;
        for name in names {
            self.of_cities.entry(*name).or_default().push(number);
        }
        let people = (people.max(1) as f32).log2() * 8.0;
        self.cities.push(City { point: point.to_bytes(), name, set, people: people.round() as u8 });
    }

    pub(super) fn runs_of(&self, name: u32) -> impl Iterator<Item = usize> {
        self.holders.get(&name).into_iter().flatten().map(|run| *run as usize)
    }

    pub(super) fn names_of_run(&self, run: usize) -> &[u32] {
        &self.runs[run].names
    }

    pub(super) fn point_of_run(&self, run: usize) -> Option<Point> {
        Point::from_bytes(self.runs[run].point)
    }

    pub(super) fn region_set(&self, run: usize) -> u16 {
        self.runs[run].flags & 0x1fff
    }

    /// Lays out the names, in buckets by hash, and the lists of runs.
    pub(super) fn names(&mut self, names: &Names) {
        let used: Vec<u32> = (0..names.shown.len() as u32)
            .filter(|id| self.holders.contains_key(id) || self.of_cities.contains_key(id))
            .collect();
        let count = if used.is_empty() { 0 } else { (used.len() / 4).next_power_of_two() };
        let mut buckets = vec![Vec::new(); count];
        for id in used {
            buckets[hash(&names.keys[id as usize]) as usize & (count - 1)].push(id);
        }
        self.offsets = vec![0; names.shown.len()];
        for bucket in &mut buckets {
            bucket.sort_by_key(|id| &names.keys[*id as usize]);
            self.buckets.extend(&(self.name_bytes.len() as u32).to_le_bytes()[..3]);
            for &id in bucket.iter() {
                self.offsets[id as usize] = self.name_bytes.len() as u32;
                self.name_count += 1;
                let shown = names.shown[id as usize].as_bytes();
                let runs = self.holders.get(&id).into_iter().flatten().copied();
                let cities = self.of_cities.get(&id).into_iter().flatten().map(|city| city + self.runs.len() as u32);
                let (mut holders, mut last) = (Vec::new(), 0);
                for holder in runs.chain(cities) {
                    varint(&mut holders, holder - last);
                    last = holder;
                }
                let one = self.holders.get(&id).map_or(0, Vec::len) + self.of_cities.get(&id).map_or(0, Vec::len) == 1;
                self.name_bytes.push(shown.len() as u8 | if one { ONE_HOLDER } else { 0 });
                if !one {
                    varint(&mut self.name_bytes, holders.len() as u32);
                }
                self.name_bytes.extend(shown);
                self.name_bytes.extend(holders);
            }
        }
        if count > 0 {
            self.buckets.extend(&(self.name_bytes.len() as u32).to_le_bytes()[..3]);
        }
    }

    pub(super) fn regions(&mut self, regions: &Regions) {
        self.sets = regions.list.len();
        self.region_bytes.extend((regions.list.len() as u16).to_le_bytes());
        let mut start = 0u16;
        for set in &regions.list {
            self.region_bytes.extend(start.to_le_bytes());
            start += set.len() as u16;
        }
        self.region_bytes.extend(start.to_le_bytes());
        for &region in regions.list.iter().flatten() {
            let mut code = [0u8; 6];
            let text = regions.code(region).as_bytes();
            code[..text.len().min(6)].copy_from_slice(&text[..text.len().min(6)]);
            self.region_bytes.extend(region.to_le_bytes());
            self.region_bytes.extend(code);
        }
    }

    /// Is there room for all of it? Otherwise says of what there is too much.
    pub(super) fn fits(&self) -> Result<(), &'static str> {
        let lists: usize = self.runs.iter().filter(|r| r.names.len() != 1).map(|r| 1 + r.names.len() * 3).sum();
        match () {
            () if self.codes >= 1 << 24 || self.runs.len() >= 1 << 24 => Err("codes"),
            () if self.name_bytes.len() >= IN_LIST as usize || lists >= IN_LIST as usize => Err("names"),
            () if self.sets >= 1 << 13 => Err("sets of regions"),
            () => Ok(()),
        }
    }

    /// Can the keys be written as small steps from every 64th?
    fn near_keys(&self) -> bool {
        self.keys.chunks(KEYS).all(|keys| keys[keys.len() - 1] - keys[0] <= u32::from(u16::MAX))
    }

    fn packed_keys(&self) -> Vec<u8> {
        let bases = self.keys.chunks(KEYS).flat_map(|keys| keys[0].to_le_bytes());
        let steps = self.keys.chunks(KEYS).flat_map(|keys| keys.iter().map(|k| (k - keys[0]) as u16));
        bases.chain(steps.flat_map(u16::to_le_bytes)).collect()
    }

    /// The sections, in the order of the entry.
    fn sections(&self) -> [Vec<u8>; SECTIONS] {
        let mut lists = self.lists.clone();
        let mut runs = Vec::new();
        let mut known: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
        for run in &self.runs {
            runs.extend(&run.first.to_le_bytes()[..3]);
            let name = match run.names.as_slice() {
                [one] => self.offsets[*one as usize],
                many => *known.entry(many.to_vec()).or_insert_with(|| {
                    let at = lists.len() as u32;
                    let many = &many[..many.len().min(80)];
                    lists.push(many.len() as u8);
                    many.iter().for_each(|name| lists.extend(&self.offsets[*name as usize].to_le_bytes()[..3]));
                    at | IN_LIST
                }),
            };
            runs.extend(&name.to_le_bytes()[..3]);
            runs.extend(run.point);
            runs.extend(run.flags.to_le_bytes());
        }
        let mut cities = Vec::new();
        for city in &self.cities {
            cities.extend(city.point);
            cities.extend(&self.offsets[city.name as usize].to_le_bytes()[..3]);
            cities.extend(city.set.to_le_bytes());
            cities.push(city.people);
        }
        let mut units = Vec::new();
        if !self.sectors.is_empty() {
            units.extend((self.sectors.len() as u32).to_le_bytes());
            self.sectors.keys().for_each(|sector| units.extend(sector.to_le_bytes()));
            self.sectors.values().for_each(|map| units.extend(map));
        }
        [
            if self.near_keys() {
                self.packed_keys()
            } else {
                self.keys.iter().flat_map(|k| k.to_le_bytes()).collect()
            },
            runs,
            lists,
            self.region_bytes.clone(),
            self.buckets.clone(),
            self.name_bytes.clone(),
            cities,
            units,
        ]
    }
}

/// The whole file.
pub(super) fn pack(parts: &[Part], sources: &str) -> Vec<u8> {
    let mut file = vec![0u8; ENTRIES + parts.len() * ENTRY];
    let align = |file: &mut Vec<u8>| file.resize(file.len().next_multiple_of(64), 0);
    for (i, part) in parts.iter().enumerate() {
        let mut entry = [0u8; ENTRY];
        entry[..2].copy_from_slice(part.country.as_bytes());
        entry[2] = u8::from(part.scheme.letters) | u8::from(part.near_keys()) << 1 | u8::from(part.sure_regions) << 2;
        entry[3] = part.scheme.listed;
        entry[4] = if part.codes == 0 { 0 } else { part.policy.trust };
        entry[5] = if part.codes == 0 { 0 } else { part.policy.granularity };
        entry[6] = part.scheme.extra;
        let counts = [part.codes, part.runs.len(), part.cities.len(), part.name_count];
        for (n, count) in counts.iter().enumerate() {
            entry[8 + n * 4..12 + n * 4].copy_from_slice(&(*count as u32).to_le_bytes());
        }
        for (n, section) in part.sections().iter().enumerate() {
            align(&mut file);
            let at = SECTIONS_AT + n * 8;
            entry[at..at + 4].copy_from_slice(&(file.len() as u32).to_le_bytes());
            entry[at + 4..at + 8].copy_from_slice(&(section.len() as u32).to_le_bytes());
            file.extend(section);
        }
        let at = ENTRIES + i * ENTRY;
        file[at..at + ENTRY].copy_from_slice(&entry);
        let [a, b] = [0, 1].map(|n| usize::from(part.country.as_bytes()[n] - b'A'));
        let slot = HEADER + (a * 26 + b) * 2;
        file[slot..slot + 2].copy_from_slice(&(i as u16 + 1).to_le_bytes());
    }
    align(&mut file);
    let at = file.len() as u32;
    file.extend(sources.as_bytes());
    file[..8].copy_from_slice(&MAGIC);
    file[8..12].copy_from_slice(&VERSION.to_le_bytes());
    file[12..16].copy_from_slice(&(parts.len() as u32).to_le_bytes());
    let length = file.len() as u64;
    file[16..24].copy_from_slice(&length.to_le_bytes());
    file[32..36].copy_from_slice(&at.to_le_bytes());
    file[36..40].copy_from_slice(&(sources.len() as u32).to_le_bytes());
    let sum = checksum(&file[HEADER..]);
    file[24..32].copy_from_slice(&sum.to_le_bytes());
    file
}

fn varint(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
