//! The rows of one country: codes with their names, points and regions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Builtins;
use super::cities::Cities;
use super::names::Names;
use super::policy::Policy;
use super::regions::Regions;
use super::write::Part;
use crate::world::places::Point;
use crate::world::places::code::Scheme;
use crate::world::places::unit::Units;
use crate::world::{Country, postcode};

/// What the rows say of a code.
#[derive(Clone, Default)]
struct Told {
    names: Vec<u32>,
    points: Vec<Point>,
    regions: BTreeSet<u16>,
    street: bool,
    cedex: bool,
}

/// The rows of a country.
pub(super) struct CountryRows {
    country: &'static Country,
    policy: Policy,
    names: Names,
    regions: Regions,
    codes: BTreeMap<String, Told>,
    kinds: HashMap<String, u16>,
    sectors: BTreeMap<u32, Vec<u8>>,
    cities: Cities,
    /// Names of quarters, which are names of the code's places only where towns are called so, too.
    quarters: Vec<(String, String)>,
    /// Rows as they came, for the country that this one is part of.
    shared: Vec<(Vec<String>, Option<Point>)>,
}

impl CountryRows {
    pub(super) fn new(country: &'static Country) -> CountryRows {
        CountryRows {
            country,
            policy: Policy::of(country),
            names: Names::default(),
            regions: Regions::new(country),
            codes: BTreeMap::new(),
            kinds: HashMap::new(),
            sectors: BTreeMap::new(),
            cities: Cities::default(),
            quarters: Vec::new(),
            shared: Vec::new(),
        }
    }

    /// Takes a row of postal codes.
    pub(super) fn add(&mut self, cells: &[&str], point: Option<Point>) -> Result<(), &'static str> {
        if !self.country.territory_of.is_empty() {
            self.shared.push((cells.iter().map(|c| c.to_string()).collect(), point));
        }
        let (code, tail) = cells[1].split_once(' ').unwrap_or((cells[1], ""));
        let upper = tail.to_ascii_uppercase();
        let business = upper.starts_with("CEDEX") || upper.starts_with("SP");
        let cedex = business || cells[2].to_uppercase().contains(" CEDEX");
        let code = if business { code } else { cells[1] };
        let Some(bare) = postcode::letters_and_digits(code) else { return Err("codes of other letters") };
        let bare = bare.as_str();
        let (listed, unit) = self.listed(code, bare)?;
        if let Some(units) = unit {
            let (sector, bit) = match sector_alone(code) {
                Some(sector) => (Units::sector(&sector).ok_or("codes of another shape")?, None),
                None => units.split(bare).map(|(s, b)| (s, Some(b))).ok_or("codes of another shape")?,
            };
            let map = self.sectors.entry(sector).or_insert_with(|| vec![0; units.bytes()]);
            if let Some(bit) = bit {
                map[bit / 8] |= 1 << (bit % 8);
            }
        }
        let regions: Vec<u16> = self
            .policy
            .regions
            .iter()
            .flatten()
            .flat_map(|c| self.regions.find(cells.get(*c).copied().unwrap_or("")))
            .collect();
        let mut names = Vec::new();
        for column in self.policy.names.iter().flatten() {
            names.extend(self.names.read(self.country.code, cells.get(*column).copied().unwrap_or_default()));
        }
        if self.policy.quarters {
            let quarter = cells.get(2).copied().unwrap_or_default().to_string();
            self.quarters.push((listed.clone(), quarter));
        }
        let told = self.codes.entry(listed).or_default();
        for name in names {
            if !told.names.contains(&name) {
                told.names.push(name);
            }
        }
        told.points.extend(point);
        told.regions.extend(regions);
        told.cedex |= cedex;
        told.street |= !cedex;
        Ok(())
    }

    /// The listed part of a code, and how its units are divided if it is longer.
    fn listed(&self, code: &str, bare: &str) -> Result<(String, Option<Units>), &'static str> {
        let units = Units::of(self.country.code);
        if self.country.code == "GB" {
            let whole = code.trim().rsplit_once(' ').map_or(bare.len() > 4, |(_, inward)| !inward.is_empty());
            let last = if sector_alone(code).is_some() { 1 } else { 3 };
            return match (whole, bare.len().checked_sub(last)) {
                (true, Some(at)) if at >= 2 => Ok((bare[..at].to_string(), units)),
                (false, _) => Ok((bare.to_string(), None)),
                _ => Err("codes of another shape"),
            };
        }
        if self.policy.listed > 0 {
            let listed = bare.get(..self.policy.listed).ok_or("codes of another shape")?;
            return Ok((listed.to_string(), units.filter(|_| bare.len() > listed.len())));
        }
        match postcode::read(self.country, code) {
            Some(read) => Ok((read.bare().as_str().to_string(), None)),
            None if self.country.postcodes.is_empty() => Err("codes of a country without postcodes"),
            None => Err("codes of another shape"),
        }
    }

    pub(super) fn add_city(&mut self, cells: &[&str], point: Point) {
        self.cities.add(cells, point);
    }

    pub(super) fn set_kind(&mut self, code: &str, kind: u16) {
        self.kinds.insert(code.to_string(), kind);
    }

    /// How codes become numbers: as most of them are written.
    fn scheme(&self) -> Scheme {
        let mut lengths: BTreeMap<(bool, usize), usize> = BTreeMap::new();
        let split = |code: &str| code.bytes().take_while(u8::is_ascii_uppercase).count();
        // letters that all codes begin with (`LV-`) are no part of them
        let before = self.codes.keys().next().map_or("", |code| &code[..split(code)]);
        for code in self.codes.keys() {
            let (letters, digits) = code.split_at(split(code));
            let number = letters == before && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            *lengths.entry((!number, if number { digits.len() } else { code.len() })).or_default() += 1;
        }
        let most = lengths.iter().max_by_key(|(length, count)| (**count, **length)).map(|(length, _)| *length);
        let (mut letters, mut listed) = most.unwrap_or_default();
        if self.country.code == "GB" {
            (letters, listed) = (true, 0);
        }
        let shapes = self.country.postcodes;
        // the longer of two shapes of which one begins with the other, as in NNNNN and NNNNN-NNNN
        let longer = |long: &&&str| shapes.iter().any(|short| short.len() < long.len() && long.contains(*short));
        let whole = shapes.iter().filter(|s| self.policy.listed > 0 || longer(s)).map(|s| shape_len(s, letters)).max();
        let extra = if listed == 0 { 3 } else { whole.unwrap_or(0).saturating_sub(listed) };
        Scheme { letters, listed: listed as u8, extra: extra as u8 }
    }

    /// Puts all together.
    pub(super) fn finish(mut self, built: &mut Builtins) -> Part {
        let scheme = self.scheme();
        let mut part = Part::new(self.country.code, scheme, self.policy, self.codes.len());
        self.cities.name(self.country, &mut self.names);
        for (code, quarter) in std::mem::take(&mut self.quarters) {
            let known = self.names.find(&quarter);
            if let Some((told, name)) = self.codes.get_mut(&code).zip(known)
                && !told.names.contains(&name)
            {
                told.names.push(name);
            }
        }
        let mut codes: Vec<(u32, String, Told)> = Vec::new();
        for (code, told) in std::mem::take(&mut self.codes) {
            let number = scheme.part(&code).filter(|p| scheme.listed == 0 || p.len() == usize::from(scheme.listed));
            match number.and_then(|part| scheme.number(part)) {
                Some(number) => codes.push((number, code, told)),
                None => built.leave_out(self.country.code, "codes of another length"),
            }
        }
        codes.sort_by_key(|(number, ..)| *number);
        codes.dedup_by_key(|(number, ..)| *number);
        // a large recipient's code is named after it: only what is a place elsewhere is a place
        let large = |code: &str| self.kinds.get(code) == Some(&2);
        let towns: BTreeSet<u32> =
            codes.iter().filter(|c| !large(&c.1)).flat_map(|c| c.2.names.iter().copied()).collect();
        for (number, code, mut told) in codes {
            if large(&code) {
                told.names.retain(|id| towns.contains(id));
            }
            let point = middle(&told.points);
            // the largest place first: it is what people call the whole
            let size = |id: &u32| self.cities.inhabitants(*id, point);
            told.names.sort_by_key(|id| std::cmp::Reverse(size(id)));
            let regions = self.regions.with_prefixes(told.regions.into_iter().collect(), &code, self.policy.levels);
            let set = self.regions.set(regions);
            let kind = match self.kinds.get(&code) {
                Some(kind) => *kind,
                None if told.cedex && !told.street => 3,
                None => 0,
            };
            let point = point.filter(|_| kind != 4);
            part.code(number, &told.names, point, kind << 13 | set);
        }
        self.cities.place(self.policy.least_people, &mut part, &mut self.regions);
        for name in self.regions.unknown() {
            *built.left_out.entry((format!("{} {name}", self.country.code), "no region of that name")).or_default() +=
                1;
        }
        part.sure_regions = self.regions.are_all_known();
        part.sectors = self.sectors;
        part.names(&self.names);
        part.regions(&self.regions);
        part
    }
}

/// A territory's codes are also those of the country of which it is part, where they look alike.
pub(super) fn share_with_parents(countries: &mut BTreeMap<&'static str, CountryRows>) {
    let shared: Vec<_> = countries
        .values_mut()
        .map(|rows| (rows.country.territory_of, std::mem::take(&mut rows.shared)))
        .filter(|(_, rows)| !rows.is_empty())
        .collect();
    for (parent, rows) in shared {
        let Some(parent) = countries.get_mut(parent) else { continue };
        for (cells, point) in rows {
            let mut cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            // to its country the territory is a region
            if let Some(territory) = Country::by_code(cells[0])
                && cells.len() > 3
                && !parent.regions.find(territory.name).is_empty()
            {
                cells[3] = territory.name;
            }
            // a code that does not look like the parent's is the territory's alone
            let _ = parent.add(&cells, point);
        }
        parent.shared.clear();
    }
}

/// `BT1 1`: a sector of GB without its units.
fn sector_alone(code: &str) -> Option<String> {
    let (area, sector) = code.trim().rsplit_once(' ')?;
    (sector.len() == 1 && sector.bytes().all(|b| b.is_ascii_digit())).then(|| format!("{area}{sector}"))
}

/// Letters and digits of a code of that shape; of a number, without the letters before it.
fn shape_len(shape: &str, letters: bool) -> usize {
    let (mut len, mut class, mut leading) = (0, false, !letters);
    for b in shape.bytes() {
        match b {
            b'[' => class = true,
            b']' => (class, len) = (false, len + 1),
            b'N' => (leading, len) = (false, len + usize::from(!class)),
            _ if class || leading || !b.is_ascii_alphanumeric() => {}
            _ => len += 1,
        }
    }
    len
}

/// The point that has half of the others on each side: one that lies far off does not move it.
fn middle(points: &[Point]) -> Option<Point> {
    let half = |part: fn(&Point) -> f32| {
        let mut parts: Vec<f32> = points.iter().map(part).collect();
        parts.sort_by(f32::total_cmp);
        parts.get(parts.len() / 2).copied()
    };
    Some(Point { lat: half(|p| p.lat)?, lon: half(|p| p.lon)? })
}
