//! Cities of the gazetteer: which are kept, under which names, in which region.

use std::collections::{BTreeMap, HashMap};

use super::names::Names;
use super::regions::Regions;
use super::write::Part;
use crate::text::is_latin;
use crate::world::Country;
use crate::world::places::Point;

/// A city with fewer people is kept under its own names only.
const EXONYMS_FROM: u32 = 15_000;
/// A city with as many people is kept for their number, even if nothing else is new.
const KEPT_FROM: u32 = 15_000;
/// A place of a postcode as near as this, in km, with the same name is the city.
const SAME_KM: f32 = 8.0;
/// Codes as near as this, in km, may have the city for their place.
const NEAR_KM: f32 = 25.0;

struct City {
    name: String,
    others: Vec<String>,
    point: Point,
    division: String,
    people: u32,
    ids: Vec<u32>,
}

/// The cities of a country.
#[derive(Default)]
pub(super) struct Cities {
    list: Vec<City>,
    by_name: HashMap<u32, Vec<usize>>,
}

impl Cities {
    pub(super) fn add(&mut self, cells: &[&str], point: Point) {
        self.list.push(City {
            name: cells[1].to_string(),
            others: cells[3].split(',').map(str::to_string).collect(),
            point,
            division: cells[10].to_string(),
            people: cells[14].parse().unwrap_or(0),
            ids: Vec::new(),
        });
    }

    /// Gives every city its names.
    pub(super) fn name(&mut self, country: &'static Country, names: &mut Names) {
        let scripts = scripts_of(country);
        self.list.sort_by(|a, b| a.name.cmp(&b.name).then(a.point.lat.total_cmp(&b.point.lat)));
        for (i, city) in self.list.iter_mut().enumerate() {
            let others = city.others.iter().filter(|name| {
                let latin = name.chars().all(|c| !c.is_alphabetic() || is_latin(c));
                if latin { city.people >= EXONYMS_FROM && is_exonym(name) } else { is_of(name, &scripts) }
            });
            city.ids.extend(names.add(&city.name));
            if city.ids.is_empty() {
                continue;
            }
            for other in others {
                let id = names.other(other);
                city.ids.extend(id.filter(|id| !city.ids.contains(id)));
            }
            for id in &city.ids {
                self.by_name.entry(*id).or_default().push(i);
            }
        }
    }

    /// How many people live in the city of that name near a point.
    pub(super) fn inhabitants(&self, name: u32, near: Option<Point>) -> u32 {
        let Some((point, cities)) = near.zip(self.by_name.get(&name)) else { return 0 };
        let near = cities.iter().map(|i| &self.list[*i]).filter(|c| c.point.km(point) <= NEAR_KM);
        near.map(|c| c.people).max().unwrap_or(0)
    }

    /// Puts the cities that say something new behind the codes.
    pub(super) fn place(self, least: u32, part: &mut Part, regions: &mut Regions) {
        let near: Vec<Option<(usize, f32)>> = self.list.iter().map(|c| nearest(c, part)).collect();
        let divisions = self.divisions(part, regions, &near);
        for (city, near) in self.list.iter().zip(near) {
            let Some(&own) = city.ids.first() else { continue };
            if city.people < least {
                continue;
            }
            // one name that a place there has already: nothing new
            let covered = near.is_some_and(|(_, km)| km <= SAME_KM);
            if covered && city.ids.len() == 1 && city.people < KEPT_FROM {
                continue;
            }
            // shown as the post writes it
            let shown = near.map(|(run, _)| run).and_then(|run| {
                let posts = part.names_of_run(run);
                city.ids.iter().find(|id| posts.contains(id)).copied()
            });
            let set = divisions.get(&city.division).copied().unwrap_or(0);
            part.city(city.point, shown.unwrap_or(own), set, city.people, &city.ids);
        }
    }

    /// The regions of the gazetteer's divisions: those in which nearly all of a division's cities
    /// lie by their postcodes.
    fn divisions(&self, part: &Part, regions: &mut Regions, near: &[Option<(usize, f32)>]) -> HashMap<String, u16> {
        let mut votes: BTreeMap<&str, (usize, BTreeMap<u16, usize>)> = BTreeMap::new();
        for (city, near) in self.list.iter().zip(near) {
            let Some((run, _)) = near.filter(|(_, km)| *km <= SAME_KM) else { continue };
            let vote = votes.entry(&city.division).or_default();
            let said = &regions.list[usize::from(part.region_set(run))];
            vote.0 += usize::from(!said.is_empty());
            for region in said {
                *vote.1.entry(*region).or_default() += 1;
            }
        }
        let mut sets = HashMap::new();
        for (division, (count, by_region)) in votes {
            let sure = by_region.iter().filter(|(_, n)| **n * 20 >= count * 19 && count >= 3);
            let sure: Vec<u16> = sure.map(|(region, _)| *region).collect();
            sets.insert(division.to_string(), regions.set(sure));
        }
        sets
    }
}

/// The nearest run of codes that has one of the city's names, and how far it is in km.
fn nearest(city: &City, part: &Part) -> Option<(usize, f32)> {
    let runs = city.ids.iter().flat_map(|id| part.runs_of(*id));
    let near = runs.filter_map(|run| Some((run, part.point_of_run(run)?.km(city.point))));
    near.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)))
}

/// Names in Latin letters that people write: no codes (`CGN`, `NL416`), and none of the machine's
/// transliterations, which begin with a small letter.
fn is_exonym(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let small = name.chars().any(char::is_lowercase);
    let titled = name.chars().next().is_some_and(char::is_uppercase)
        || ["'s-", "'s ", "’s", "'t ", "d'", "den ", "s-", "la ", "el "].iter().any(|p| name.starts_with(p));
    letters >= 3 && small && titled && !name.bytes().any(|b| b.is_ascii_digit())
}

/// Blocks of letters that a language is written in, besides Latin.
const SCRIPTS: [(&str, &[(char, char)]); 26] = [
    ("am", &[('\u{1200}', '\u{137f}')]),
    ("ar", ARABIC),
    ("be", CYRILLIC),
    ("bg", CYRILLIC),
    ("bn", &[('\u{980}', '\u{9ff}')]),
    ("el", &[('\u{370}', '\u{3ff}'), ('\u{1f00}', '\u{1fff}')]),
    ("fa", ARABIC),
    ("he", &[('\u{590}', '\u{5ff}')]),
    ("hi", &[('\u{900}', '\u{97f}')]),
    ("hy", &[('\u{530}', '\u{58f}')]),
    ("ja", &[('\u{3040}', '\u{30ff}'), ('\u{4e00}', '\u{9fff}')]),
    ("ka", &[('\u{10a0}', '\u{10ff}')]),
    ("kk", CYRILLIC),
    ("km", &[('\u{1780}', '\u{17ff}')]),
    ("ko", &[('\u{ac00}', '\u{d7a3}')]),
    ("ky", CYRILLIC),
    ("lo", &[('\u{e80}', '\u{eff}')]),
    ("mk", CYRILLIC),
    ("mn", CYRILLIC),
    ("my", &[('\u{1000}', '\u{109f}')]),
    ("ru", CYRILLIC),
    ("sr", CYRILLIC),
    ("th", &[('\u{e00}', '\u{e7f}')]),
    ("uk", CYRILLIC),
    ("ur", ARABIC),
    ("zh", &[('\u{4e00}', '\u{9fff}')]),
];
const CYRILLIC: &[(char, char)] = &[('\u{400}', '\u{52f}')];
const ARABIC: &[(char, char)] = &[('\u{600}', '\u{6ff}')];

fn scripts_of(country: &Country) -> Vec<(char, char)> {
    let spoken = SCRIPTS.iter().filter(|(language, _)| country.languages.has(language));
    spoken.flat_map(|(_, blocks)| blocks.iter().copied()).collect()
}

fn is_of(name: &str, scripts: &[(char, char)]) -> bool {
    name.chars().filter(|c| c.is_alphabetic()).all(|c| scripts.iter().any(|(from, to)| (*from..=*to).contains(&c)))
}
