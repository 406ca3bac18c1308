//! The configuration file and the flags, as effective settings.

use doorstep::config::{Settings, Sourced};
use doorstep::input::Field;
use doorstep::world::Country;

use crate::args::Common;
use crate::exit::Failure;

/// The file that is read where none is named.
pub const FILE: &str = "doorstep.toml";

/// Reads the configuration and lets the flags have the last word.
pub fn effective(common: &Common) -> Result<Settings, Failure> {
    let mut settings = effective_but_map(common)?;
    for text in &common.map {
        let (field, column) = mapping(text)?;
        settings.columns.retain(|c| c.value.0 != field);
        settings.columns.push(Sourced::flag((field, column)));
    }
    Ok(settings)
}

/// The same where `--map` names other things than fields of orders.
pub fn effective_but_map(common: &Common) -> Result<Settings, Failure> {
    let mut settings = match &common.config {
        Some(path) => read(path)?,
        None if std::path::Path::new(FILE).is_file() => read(FILE)?,
        None => Settings::default(),
    };
    if let Some(text) = &common.ship_from {
        settings.ship_from = Sourced::flag(Some(country("--ship-from", text)?));
    }
    if let Some(text) = &common.country {
        settings.country = Sourced::flag(Some(country("--country", text)?));
    }
    if let Some(name) = &common.platform {
        settings.platform = Sourced::flag(Some(name.clone()));
    }
    if !common.select.is_empty() {
        settings.select = flags(&common.select);
    }
    settings.ignore.extend(flags(&common.ignore));
    Ok(settings)
}

fn flags(words: &[String]) -> Vec<Sourced<String>> {
    words.iter().flat_map(|w| w.split(',')).map(|w| Sourced::flag(w.trim().to_string())).collect()
}

fn read(path: &str) -> Result<Settings, Failure> {
    let text =
        std::fs::read_to_string(path).map_err(|e| Failure::said(format!("{path}: cannot read the settings: {e}")))?;
    Settings::parse(path, &text).map_err(Failure::said)
}

fn country(flag: &str, text: &str) -> Result<&'static Country, Failure> {
    Country::find(text)
        .ok_or_else(|| Failure::said(format!("{flag} {text}: is no country; write a two-letter code such as US")))
}

fn mapping(text: &str) -> Result<(Field, String), Failure> {
    let Some((name, column)) = text.split_once('=') else {
        return Err(Failure::said(format!("--map {text}: write FIELD=COLUMN, as in --map postcode=\"Post code\"")));
    };
    match Field::from_name(name.trim()) {
        Some(field) => Ok((field, column.trim().to_string())),
        None => {
            let known: Vec<&str> = Field::ALL.iter().map(|f| f.name()).collect();
            Err(Failure::said(format!("--map {text}: `{name}` is no field; known: {}", known.join(", "))))
        }
    }
}

/// Today, or the day that was named.
pub fn as_of(common: &Common) -> Result<String, Failure> {
    match &common.as_of {
        None => Ok(today()),
        Some(date) if is_date(date) => Ok(date.clone()),
        Some(date) => Err(Failure::said(format!("--as-of {date}: write a day as YYYY-MM-DD"))),
    }
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |i: usize, len: usize| parts.get(i).filter(|p| p.len() == len).and_then(|p| p.parse::<u32>().ok());
    match (parts.len(), number(0, 4), number(1, 2), number(2, 2)) {
        (3, Some(year), Some(month @ 1..=12), Some(day)) => (1..=days(year, month)).contains(&day),
        _ => false,
    }
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The day by the system's clock, UTC.
fn today() -> String {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let (mut left, mut year) = (seconds / 86_400, 1970);
    while left >= u64::from(365 + u32::from(days(year, 2) == 29)) {
        left -= u64::from(365 + u32::from(days(year, 2) == 29));
        year += 1;
    }
    let mut month = 1;
    while left >= u64::from(days(year, month)) {
        left -= u64::from(days(year, month));
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", left + 1)
}
