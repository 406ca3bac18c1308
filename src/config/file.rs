//! The text of `doorstep.toml`: parsed, checked, each value with its line.

use std::fmt;

use super::Settings;
use super::raw::Raw;
use super::read::Reader;

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

impl Settings {
    /// Reads the text of a configuration file.
    ///
    /// # Errors
    /// At the first key or value that means nothing, with its line and column.
    pub fn parse(file: &str, text: &str) -> Result<Settings, ConfigError> {
        let mut raw: Raw = toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(0, |s| s.start);
            error(file, text, at, &nearest_key(e.message()))
        })?;
        let reader = Reader { file, text };
        let mut settings = Settings { file: Some(file.to_string()), ..Settings::default() };
        reader.base(&mut settings, &mut raw)?;
        reader.policy(&mut settings, raw)?;
        Ok(settings)
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

pub(super) fn error(file: &str, text: &str, at: usize, problem: &str) -> ConfigError {
    let (line, column) = position(text, at);
    ConfigError { file: file.to_string(), line, column, problem: problem.to_string() }
}

pub(super) fn position(text: &str, at: usize) -> (u64, u64) {
    let before = &text.as_bytes()[..at.min(text.len())];
    let line = before.iter().filter(|b| **b == b'\n').count() as u64 + 1;
    let column = before.iter().rev().take_while(|b| **b != b'\n').count() as u64 + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::super::Origin;
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
            ("[services]\nups_grond = 9", "doorstep knows no service `ups_grond`; did you mean `ups_ground`?"),
            ("[services]\nups_ground = \"cheap\"", "expected a price such as 5.40"),
            ("[services]\nups_ground = { price = -1.0 }", "a price is 0 or more"),
            ("[methods]\nStandard = \"dhl_packet\"", "did you mean `dhl_paket`?"),
            ("[labels]\nups.lines = 30", "a label has no `lines`; did you mean `line`?"),
            ("[dispatch]\nclosed = [\"24.12.2026\"]", "doorstep.toml:2:11: write a day as \"2026-12-24\""),
            ("[dispatch]\nweekdays = [\"Monday\", \"never\"]", "`never` is no day of the week"),
            ("[rates]\nUSD = 0", "how many units of another currency one euro buys"),
            ("[rules.severity]\n\"address/gibberish\" = \"bad\"", "`bad` is no severity"),
            ("[[accept]]\norder = \"1\"", "say why it is accepted"),
            ("[[accept]]\nreason = \"seen\"", "say what is accepted"),
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
