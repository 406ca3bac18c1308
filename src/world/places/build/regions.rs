//! From the divisions of GeoNames to doorstep's regions.

use std::collections::HashMap;

use crate::world::region::country_regions;
use crate::world::{Country, Region};

/// Names of divisions that doorstep's regions do not have: country, name, code.
static TABLE: &str = include_str!("../../../../data/hand/geonames_regions.tsv");

/// Finds the regions of one country, and numbers sets of them.
pub(super) struct Regions {
    country: &'static Country,
    by_name: HashMap<String, Vec<u16>>,
    sets: HashMap<Vec<u16>, u16>,
    pub list: Vec<Vec<u16>>,
}

impl Regions {
    pub(super) fn new(country: &'static Country) -> Regions {
        Regions { country, by_name: HashMap::new(), sets: HashMap::from([(Vec::new(), 0)]), list: vec![Vec::new()] }
    }

    fn number(&self, region: &Region) -> Option<u16> {
        country_regions(self.country).iter().position(|r| r == region).map(|i| i as u16)
    }

    /// The region that a division's name means.
    pub(super) fn find(&mut self, name: &str) -> Vec<u16> {
        if let Some(known) = self.by_name.get(name) {
            return known.clone();
        }
        let mut rows = TABLE.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
        let by_hand = rows.find(|row| row[0] == self.country.code && row[1] == name);
        let regions: Vec<&Region> = match by_hand {
            Some(row) => row[2].split('|').filter_map(|code| Region::by_code(self.country, code)).collect(),
            None if name.is_empty() => Vec::new(),
            None => {
                let whole = Region::find(self.country, name);
                whole.or_else(|| plain(name).find_map(|n| Region::find(self.country, n))).into_iter().collect()
            }
        };
        let numbers: Vec<u16> = regions.into_iter().filter_map(|r| self.number(r)).collect();
        self.by_name.insert(name.to_string(), numbers.clone());
        numbers
    }

    /// Names of divisions that mean no region, for whoever tends the table.
    pub(super) fn unknown(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.by_name.iter().filter(|(_, region)| region.is_empty()).map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names
    }

    /// Joins what the rows say with what the prefixes of doorstep's own table say.
    pub(super) fn with_prefixes(&self, mut told: Vec<u16>, bare: &str, levels: bool) -> Vec<u16> {
        let of_prefix = |code: &str| -> Vec<u16> {
            let regions = Region::of_postcode(self.country, code).iter();
            regions.filter_map(|i| self.number(Region::by_index(*i))).collect()
        };
        let prefix = of_prefix(bare);
        told.sort_unstable();
        told.dedup();
        let coarse = !levels
            && prefix.len() > 1
            && prefix.iter().any(|r| told.contains(r))
            && neighbours(bare).iter().any(|code| of_prefix(code) == prefix);
        if !coarse {
            told.extend(prefix);
            told.sort_unstable();
            told.dedup();
        }
        told
    }

    /// Do all regions of the country, of all levels, lie in some set? Only then does a code
    /// say of a region that it is not there.
    pub(super) fn are_all_known(&self) -> bool {
        let known: std::collections::BTreeSet<u16> = self.list.iter().flatten().copied().collect();
        let all = country_regions(self.country);
        // a territory's codes may be in a list of its own
        let needed = |r: &Region| Country::by_code(r.code).is_none_or(|t| t.territory_of != self.country.code);
        all.len() > 1 && all.iter().enumerate().all(|(i, r)| !needed(r) || known.contains(&(i as u16)))
    }

    /// The number of a set of regions.
    pub(super) fn set(&mut self, regions: Vec<u16>) -> u16 {
        if let Some(&known) = self.sets.get(&regions) {
            return known;
        }
        let number = self.list.len() as u16;
        self.sets.insert(regions.clone(), number);
        self.list.push(regions);
        number
    }

    pub(super) fn code(&self, number: u16) -> &'static str {
        country_regions(self.country).get(usize::from(number)).map_or("", |r| r.code)
    }
}

/// A division's name without the word for such a division, and in each of its languages.
fn plain(name: &str) -> impl Iterator<Item = &str> {
    name.split(" / ").flat_map(|one| {
        let after = BEFORE.iter().find_map(|word| one.strip_prefix(word)).unwrap_or(one);
        [one, after, AFTER.iter().find_map(|word| after.strip_suffix(word)).unwrap_or(after)]
    })
}

/// Words before and after the name of a division.
const BEFORE: [&str; 15] = [
    "Kanton ",
    "Canton de ",
    "Canton du ",
    "Cantone ",
    "Provincia de ",
    "Provincia del ",
    "Región de ",
    "Región del ",
    "Región ",
    "Departamento de ",
    "Land ",
    "Kraj ",
    "County of ",
    "City of ",
    "State of ",
];
const AFTER: [&str; 13] = [
    " Ken",
    " Fu",
    " To",
    " maakond",
    " kraj",
    " Region",
    " County",
    " Voivodeship",
    " Республика",
    " nov.",
    " Province",
    " Oblast",
    " City",
];

/// The codes before and after.
fn neighbours(bare: &str) -> Vec<String> {
    let Some((&last, stem)) = bare.as_bytes().split_last() else { return Vec::new() };
    let stem = String::from_utf8_lossy(stem);
    [last.wrapping_sub(1), last.wrapping_add(1)]
        .into_iter()
        .filter(u8::is_ascii_alphanumeric)
        .map(|b| format!("{stem}{}", char::from(b)))
        .collect()
}
