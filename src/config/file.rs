//! The text of `doorstep.toml`: parsed, checked, each value with its line.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use toml::Spanned;

use super::{Origin, Settings, Sourced};
use crate::finding::Reason;
use crate::input::Field;
use crate::world::Country;

/// A commented configuration file with the shipped values.
pub const TEMPLATE: &str = include_str!("template.toml");

/// What is wrong with a configuration file, where, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// Column, from 1.
    pub column: u64,
    /// What is wrong and what to write.
    pub problem: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.problem)
    }
}

impl std::error::Error for ConfigError {}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Raw {
    ship_from: Option<Spanned<String>>,
    country: Option<Spanned<String>>,
    currency: Option<Spanned<String>>,
    platform: Option<Spanned<String>>,
    directory: Vec<Spanned<String>>,
    bands: RawBands,
    costs: BTreeMap<String, Spanned<RawCost>>,
    rules: RawRules,
    columns: BTreeMap<String, Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct RawBands {
    medium: Option<Spanned<f64>>,
    high: Option<Spanned<f64>>,
    critical: Option<Spanned<f64>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawCost {
    Amount(f64),
    Parts { amount: Option<f64>, value_share: Option<f64> },
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct RawRules {
    select: Vec<Spanned<String>>,
    ignore: Vec<Spanned<String>>,
}

impl Settings {
    /// Reads the text of a configuration file.
    ///
    /// # Errors
    /// At the first key or value that means nothing, with its line and column.
    pub fn parse(file: &str, text: &str) -> Result<Settings, ConfigError> {
        let raw: Raw = toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(0, |s| s.start);
            error(file, text, at, &nearest_key(e.message()))
        })?;
        let reader = Reader { file, text };
        let mut settings = Settings { file: Some(file.to_string()), ..Settings::default() };
        reader.set(&mut settings.ship_from, raw.ship_from, country)?;
        reader.set(&mut settings.country, raw.country, country)?;
        reader.set(&mut settings.currency, raw.currency, currency)?;
        reader.set(&mut settings.platform, raw.platform, |p| Ok(Some(p.to_string())))?;
        reader.bands(&mut settings, raw.bands)?;
        reader.costs(&mut settings, raw.costs)?;
        let codes = |list: Vec<Spanned<String>>| {
            list.into_iter().map(|c| Sourced { origin: reader.origin(&c), value: c.into_inner() }).collect()
        };
        settings.directories = codes(raw.directory);
        settings.select = codes(raw.rules.select);
        settings.ignore = codes(raw.rules.ignore);
        for (name, column) in raw.columns {
            let origin = reader.origin(&column);
            let Some(field) = Field::from_name(&name) else {
                let known = Field::ALL.iter().map(|f| f.name());
                return Err(reader.error(&column, &format!("`{name}` is no field{}", did_you_mean(&name, known))));
            };
            settings.columns.push(Sourced { value: (field, column.into_inner()), origin });
        }
        Ok(settings)
    }
}

struct Reader<'t> {
    file: &'t str,
    text: &'t str,
}

impl Reader<'_> {
    fn origin<T>(&self, spanned: &Spanned<T>) -> Origin {
        Origin::File(position(self.text, spanned.span().start).0)
    }

    fn error<T>(&self, spanned: &Spanned<T>, problem: &str) -> ConfigError {
        error(self.file, self.text, spanned.span().start, problem)
    }

    fn set<T>(
        &self,
        slot: &mut Sourced<T>,
        raw: Option<Spanned<String>>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<(), ConfigError> {
        if let Some(spanned) = raw {
            let value = read(spanned.as_ref()).map_err(|problem| self.error(&spanned, &problem))?;
            *slot = Sourced { value, origin: self.origin(&spanned) };
        }
        Ok(())
    }

    fn bands(&self, settings: &mut Settings, raw: RawBands) -> Result<(), ConfigError> {
        for (slot, spanned) in [raw.medium, raw.high, raw.critical].into_iter().enumerate() {
            let Some(spanned) = spanned else { continue };
            let value = *spanned.as_ref();
            if !(0.0..=1.0).contains(&value) {
                return Err(
                    self.error(&spanned, "a band begins at a probability between 0 and 1, such as 0.05 for 5 points")
                );
            }
            settings.bands.value[slot] = value;
            settings.bands.origin = self.origin(&spanned);
            if !settings.bands.value.is_sorted() {
                return Err(self.error(&spanned, "bands must begin one after the other: medium, high, critical"));
            }
        }
        Ok(())
    }

    fn costs(&self, settings: &mut Settings, raw: BTreeMap<String, Spanned<RawCost>>) -> Result<(), ConfigError> {
        for (name, cost) in raw {
            let Some(reason) = Reason::from_name(&name) else {
                let known = Reason::ALL.iter().map(|r| r.name());
                return Err(self.error(&cost, &format!("`{name}` is no reason{}", did_you_mean(&name, known))));
            };
            let value = match cost.as_ref() {
                RawCost::Amount(amount) => (Some(*amount), None),
                RawCost::Parts { amount, value_share } => (*amount, *value_share),
            };
            if value.0.is_some_and(|a| a < 0.0) || value.1.is_some_and(|s| !(0.0..=1.0).contains(&s)) {
                return Err(self.error(&cost, "a cost is an amount of 0 or more, and value_share is between 0 and 1"));
            }
            settings.costs[reason.index()] = Sourced { value, origin: self.origin(&cost) };
        }
        Ok(())
    }
}

fn country(text: &str) -> Result<Option<&'static Country>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    Country::find(text)
        .map(Some)
        .ok_or_else(|| format!("`{text}` is no country; write a two-letter code such as \"US\""))
}

fn currency(text: &str) -> Result<String, String> {
    match crate::world::effect::per_euro(text) {
        Some(_) => Ok(text.to_string()),
        None => Err(format!("no rate for the currency `{text}`; write a code such as \"USD\" or \"EUR\"")),
    }
}

/// Adds the nearest known key to what the parser says about an unknown one.
fn nearest_key(message: &str) -> String {
    let Some(rest) = message.strip_prefix("unknown field `") else { return message.to_string() };
    let name = rest.split('`').next().unwrap_or_default();
    let known: Vec<&str> = rest.split('`').skip(2).step_by(2).collect();
    format!("there is no key `{name}`{}", did_you_mean(name, known.iter().copied()))
}

/// `; did you mean …?` with the nearest of the known words, or all of them.
pub fn did_you_mean<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> String {
    let known: Vec<&str> = known.collect();
    let near = known.iter().map(|k| (strsim::damerau_levenshtein(word, k), *k)).min();
    match near {
        Some((distance, key)) if distance <= 2 + word.len() / 4 => format!("; did you mean `{key}`?"),
        _ if known.len() <= 12 => format!("; known: {}", known.join(", ")),
        _ => String::new(),
    }
}

fn error(file: &str, text: &str, at: usize, problem: &str) -> ConfigError {
    let (line, column) = position(text, at);
    ConfigError { file: file.to_string(), line, column, problem: problem.to_string() }
}

fn position(text: &str, at: usize) -> (u64, u64) {
    let before = &text.as_bytes()[..at.min(text.len())];
    let line = before.iter().filter(|b| **b == b'\n').count() as u64 + 1;
    let column = before.iter().rev().take_while(|b| **b != b'\n').count() as u64 + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_a_valid_file_that_changes_nothing() {
        let read = Settings::parse("doorstep.toml", TEMPLATE).expect("valid");
        assert_eq!(read.effective(), Settings { file: read.file.clone(), ..Settings::default() }.effective());
        // and so is every commented setting
        let all: String = TEMPLATE.lines().map(|l| l.strip_prefix("#: ").unwrap_or(l)).collect::<Vec<_>>().join("\n");
        Settings::parse("doorstep.toml", &all).expect("valid when uncommented");
    }

    #[test]
    fn errors_say_where_and_what() {
        for (text, expect) in [
            ("shipfrom = \"US\"", "doorstep.toml:1:1: there is no key `shipfrom`; did you mean `ship_from`?"),
            ("\nship_from = \"Atlantis\"", "doorstep.toml:2:13: `Atlantis` is no country"),
            ("[costs]\nadress = 3", "did you mean `address`?"),
            ("[bands]\nhigh = 5", "between 0 and 1"),
            ("[columns]\nzip = \"Zip\"", "`zip` is no field"),
        ] {
            let said = Settings::parse("doorstep.toml", text).expect_err("an error").to_string();
            assert!(said.contains(expect), "{said}");
        }
    }

    #[test]
    fn settings_know_their_line() {
        let read = Settings::parse("d.toml", "# one\nship_from = \"DE\"\n[rules]\nignore = [\"address/gibberish\"]")
            .expect("valid");
        assert_eq!(read.ship_from.origin, Origin::File(2));
        assert_eq!(read.ignore[0].origin, Origin::File(4));
    }
}
