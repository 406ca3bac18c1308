//! Names of places as tables write them, cleaned and kept once.

use std::collections::HashMap;

use crate::text::names::key;
use crate::text::strip_mark;

/// Names of one country, each once: two that have the same [`key`] are one.
#[derive(Default)]
pub(super) struct Names {
    by_raw: HashMap<String, Vec<u32>>,
    by_key: HashMap<String, u32>,
    /// How each is shown.
    pub shown: Vec<String>,
    pub keys: Vec<String>,
}

impl Names {
    /// The names in a cell of a table.
    pub(super) fn read(&mut self, country: &str, cell: &str) -> Vec<u32> {
        if let Some(known) = self.by_raw.get(cell) {
            return known.clone();
        }
        let mut ids = Vec::new();
        for part in cell.split(['(', ')', '/', '[', ']', ';']) {
            let id = self.add(clean(country, part));
            ids.extend(id.filter(|id| !ids.contains(id)));
        }
        self.by_raw.insert(cell.to_string(), ids.clone());
        ids
    }

    /// Adds one name, as it stands; it may be how the name is shown.
    pub(super) fn add(&mut self, name: &str) -> Option<u32> {
        let id = self.other(name)?;
        let shown = &mut self.shown[id as usize];
        if rank(name) > rank(shown) {
            *shown = name.to_string();
        }
        Some(id)
    }

    /// The name of that spelling, if it is there.
    pub(super) fn find(&self, name: &str) -> Option<u32> {
        self.by_key.get(key(name).as_str()).copied()
    }

    /// Adds one name; if there is one of the same key, that is shown.
    pub(super) fn other(&mut self, name: &str) -> Option<u32> {
        let key = key(name);
        let key = key.as_str();
        if key.len() < 2 && name.is_ascii()
            || key.is_empty()
            || name.len() > 80
            || key.bytes().all(|b| b.is_ascii_digit())
        {
            return None;
        }
        if let Some(&id) = self.by_key.get(key) {
            return Some(id);
        }
        let id = self.shown.len() as u32;
        self.by_key.insert(key.to_string(), id);
        self.shown.push(name.to_string());
        self.keys.push(key.to_string());
        Some(id)
    }
}

/// Which of two spellings of a name is shown: small letters before capitals, accents before none.
fn rank(name: &str) -> (bool, bool, bool, usize) {
    let small = name.chars().any(char::is_lowercase);
    let titled = name.chars().next().is_some_and(|c| !c.is_lowercase());
    let marks = name.chars().filter(|c| !c.is_ascii() && !c.is_whitespace()).count();
    let shortened = name.contains('.');
    (small, titled, !shortened, marks + usize::from(name.chars().any(|c| strip_mark(c).is_some())))
}

/// Without what is no part of a name.
fn clean<'a>(country: &str, name: &'a str) -> &'a str {
    let mut name = name.trim().trim_matches([',', '-', '"', '*']).trim();
    match country {
        "FR" | "MC" | "GP" | "MQ" | "RE" | "GF" | "YT" | "NC" | "PF" => {
            // every code of business mail has a name of its own: the town is what counts
            let at = name
                .char_indices()
                .map(|(i, _)| i)
                .find(|i| name.get(*i..*i + 6).is_some_and(|w| w.eq_ignore_ascii_case(" cedex")));
            name = name[..at.unwrap_or(name.len())].trim();
            without_number(name)
        }
        "RU" => without_number(name),
        // a village: its post town is what people write
        "LT" if name.ends_with(" k.") || name.ends_with(" vs.") => "",
        "JP" => [" Shi", " Ku", " Machi", " Cho", " Mura", " Son", " Gun", " Ken", " Fu", " To"]
            .iter()
            .find_map(|tail| name.strip_suffix(tail))
            .unwrap_or(name),
        _ => name,
    }
}

fn without_number(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ').trim_end_matches([' ', '-'])
}
