//! Programs that take a changed order back, and how each wants it: `data/targets/`, a file each, read
//! when one is asked for.

use serde::Deserialize;

use crate::input::Field;

const SOURCES: [(&str, &str); 8] = [
    ("click-and-drop", include_str!("../../../data/targets/click-and-drop.toml")),
    ("matrixify", include_str!("../../../data/targets/matrixify.toml")),
    ("pirate-ship", include_str!("../../../data/targets/pirate-ship.toml")),
    ("plain", include_str!("../../../data/targets/plain.toml")),
    ("sendcloud", include_str!("../../../data/targets/sendcloud.toml")),
    ("shipstation", include_str!("../../../data/targets/shipstation.toml")),
    ("webtoffee", include_str!("../../../data/targets/webtoffee.toml")),
    ("wp-all-import", include_str!("../../../data/targets/wp-all-import.toml")),
];

/// Marketplaces that take no changed address back, and what they want instead.
const CLOSED: [(&str, &str); 2] = [
    ("amazon", "Amazon ships to the address of the order alone: cancel the order and let the buyer place it again"),
    ("ebay", "eBay protects a sale only at the address of the order: cancel it and let the buyer buy again"),
];

/// A program that takes a changed order back.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// How `--patch` calls it.
    #[serde(skip)]
    pub id: &'static str,
    /// For people.
    pub name: String,
    /// Layouts of exports that it is for; none: any.
    pub platforms: Vec<String>,
    /// A word that the name of the file must have in it, or nothing.
    pub file_name: String,
    /// Columns by which it finds the order; one of them must say something.
    pub key: Vec<String>,
    /// Rows of one file without the header; 0: no limit known.
    pub max_rows: u64,
    /// Bytes of one file; 0: no limit known.
    pub max_bytes: u64,
    /// What ends a line.
    pub line_end: String,
    /// Does a blank cell leave what is there alone?
    pub keeps_blank: bool,
    /// Where the facts are from.
    pub sources: Vec<String>,
    /// What nobody could confirm.
    pub unsure: Vec<String>,
    /// What to do with the file.
    pub next: Vec<String>,
    /// Its columns, in order.
    pub columns: Vec<TargetColumn>,
}

/// A column of the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetColumn {
    /// Its name.
    pub header: String,
    /// Public name of the field that fills it.
    pub field: Option<String>,
    /// A column of the export that fills it, by its name.
    pub column: Option<String>,
    /// What stands in each of its cells.
    pub text: Option<String>,
    /// A piece or another spelling of the field.
    pub part: Option<Part>,
    /// Is a row without it refused?
    #[serde(default)]
    pub needed: bool,
    /// The most letters; 0: no limit known.
    #[serde(default)]
    pub max: usize,
}

/// A piece of a field, or another spelling of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The name without its last word.
    FirstName,
    /// The last word of the name.
    LastName,
    /// The code of the region.
    RegionCode,
    /// The name of the region.
    RegionName,
    /// The two letters of the country.
    CountryCode,
    /// The name of the country in English.
    CountryName,
    /// The street without the house number.
    Street,
    /// The house number.
    HouseNumber,
}

impl Target {
    /// The names of all targets.
    pub fn ids() -> impl Iterator<Item = &'static str> {
        SOURCES.iter().map(|(id, _)| *id)
    }

    /// The target of that name.
    pub fn of(id: &str) -> Option<Target> {
        let (id, text) = SOURCES.iter().find(|(known, _)| *known == id)?;
        // a test reads every file
        toml::from_str::<Target>(text).ok().map(|target| Target { id, ..target })
    }

    /// Is it for exports of that layout and platform?
    pub fn takes(&self, layout: &str) -> bool {
        self.platforms.is_empty() || self.platforms.iter().any(|p| p == layout)
    }

    /// Is it a program that prints labels, not the shop itself?
    pub fn is_any(&self) -> bool {
        self.platforms.is_empty()
    }
}

impl TargetColumn {
    /// The field that fills it.
    pub fn field(&self) -> Option<Field> {
        Field::from_name(self.field.as_deref()?)
    }
}

/// What a marketplace wants where it takes no changed address back.
pub fn closed(platform: &str) -> Option<&'static str> {
    CLOSED.iter().find(|(known, _)| *known == platform).map(|(_, why)| *why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::tables::platforms::PLATFORMS;

    #[test]
    fn every_target_says_what_it_needs() {
        for (id, text) in SOURCES {
            let target: Target = toml::from_str(text).unwrap_or_else(|e| panic!("data/targets/{id}.toml: {e}"));
            assert!(!target.next.is_empty() && !target.sources.is_empty(), "{id}");
            assert!(["\n", "\r\n"].contains(&&*target.line_end), "{id}");
            for platform in &target.platforms {
                assert!(PLATFORMS.iter().any(|p| p.id == platform), "{id}: {platform}");
            }
            for key in &target.key {
                assert!(target.columns.iter().any(|c| c.header == *key), "{id}: {key}");
            }
            for column in &target.columns {
                let sources = [&column.field, &column.column, &column.text];
                assert_eq!(sources.iter().filter(|s| s.is_some()).count(), 1, "{id}: {}", column.header);
                assert!(column.field.is_none() || column.field().is_some(), "{id}: {}", column.header);
                assert!(column.part.is_none() || column.field.is_some(), "{id}: {}", column.header);
            }
        }
    }
}
