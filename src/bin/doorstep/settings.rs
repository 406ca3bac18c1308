//! The configuration file and the flags, as effective settings.

use std::path::Path;

use doorstep::config::{Settings, Sourced};
use doorstep::input::Field;
use doorstep::text::Day;
use doorstep::world::Country;
use doorstep::world::feed::FeedFile;

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

pub fn mapping(text: &str) -> Result<(Field, String), Failure> {
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

/// The path of a file that the configuration names, which is meant from where the configuration lies.
pub fn beside_file(settings: &Settings, path: &str) -> String {
    let folder = settings.file.as_deref().and_then(|file| Path::new(file).parent()).unwrap_or(Path::new(""));
    folder.join(path).to_string_lossy().into_owned()
}

/// Reads the disruption feeds of the settings, which lie beside them, and those of the command
/// line.
pub fn feeds(settings: &Settings, more: &[String]) -> Result<Vec<FeedFile>, Failure> {
    let named = |feed: &Sourced<String>| {
        let path = beside_file(settings, &feed.value);
        FeedFile::open(&path).map_err(|e| Failure::said(format!("{}{e}", settings.whence(&feed.origin))))
    };
    let asked_for = more.iter().map(|path| FeedFile::open(path).map_err(Failure::said));
    settings.feeds.iter().map(named).chain(asked_for).collect()
}

/// Today, or the day that was named.
pub fn as_of(common: &Common) -> Result<Day, Failure> {
    match &common.as_of {
        None => Ok(today()),
        Some(date) => Day::iso(date)
            .ok_or_else(|| Failure::said(format!("--as-of {date}: write a day as YYYY-MM-DD, such as 2026-11-23"))),
    }
}

/// The day by the system's clock, UTC.
fn today() -> Day {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    Day::of(1970, 1, 1).unwrap_or_default().plus((seconds / 86_400) as i32)
}
