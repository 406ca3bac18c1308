//! What every command that checks orders needs before it can: settings, inputs, and what is known
//! beside them.

use doorstep::config::Settings;
use doorstep::directory::{Directory, Past};
use doorstep::input::{Field, Table, Wishes};
use doorstep::risk::Fitted;
use doorstep::rules::Rule;
use doorstep::scan::{self, Job};
use doorstep::text::Day;
use doorstep::world::feed::Feed;
use doorstep::world::places::Places;

use crate::args::{Common, Known};
use crate::exit::{Failure, complain};
use crate::{data, inputs, settings};

/// Everything that is read before the orders are.
pub struct Setup {
    settings: Settings,
    rules: Vec<&'static Rule>,
    as_of: Day,
    /// The inputs that can be used.
    pub tables: Vec<Table>,
    directories: Vec<Directory>,
    model: Option<Fitted>,
    past: Option<Past>,
    feed: Feed,
    places: &'static Places,
    /// Files that are read beside the inputs.
    pub beside: Vec<String>,
    /// Is there an input that cannot be used? It has been said.
    pub unusable: bool,
}

impl Setup {
    /// Reads it; `None` where no input can be used.
    pub fn of(files: &[String], known: &Known, common: &Common) -> Result<Option<Setup>, Failure> {
        let settings = settings::effective(common)?;
        let rules = scan::rules_of(&settings).map_err(Failure::said)?;
        let as_of = settings::as_of(common)?;
        let places = data::chosen(common)?;
        let map: Vec<(Field, String)> = settings.columns.iter().map(|c| c.value.clone()).collect();
        let wishes = Wishes { platform: settings.platform.value.as_deref(), map: &map, ..Wishes::default() };
        let (files, mut errors) = inputs::expand(files);
        let tables = inputs::open(&files, &wishes, &mut errors);
        errors.iter().for_each(|e| complain(&e.to_string()));
        if tables.is_empty() {
            return Ok(None);
        }
        Ok(Some(Setup {
            beside: beside(&settings, known),
            directories: directories(&settings, &known.directory)?,
            model: fitted(&settings, known)?,
            past: past(&settings, &wishes, common)?,
            feed: Feed::of(settings::feeds(&settings, &known.feed)?),
            unusable: !errors.is_empty(),
            settings,
            rules,
            as_of,
            tables,
            places,
        }))
    }

    /// Another file, read by the same settings.
    pub fn table(&self, name: &str) -> Result<Table, Failure> {
        let map: Vec<(Field, String)> = self.settings.columns.iter().map(|c| c.value.clone()).collect();
        let wishes = Wishes { platform: self.settings.platform.value.as_deref(), map: &map, ..Wishes::default() };
        Table::open(name, &wishes).map_err(Failure::said)
    }

    /// The job that it makes, with the flags that all commands share.
    pub fn job<'j>(&'j self, common: &Common, progress: &'j (dyn Fn(u64, u64) + Sync)) -> Job<'j> {
        Job {
            directories: &self.directories,
            feed: &self.feed,
            places: self.places,
            model: self.model.as_ref(),
            past: self.past.as_ref(),
            threads: threads(common.threads),
            redact: common.redact,
            progress,
            ..Job::new(&self.tables, &self.settings, &self.rules, self.as_of)
        }
    }
}

/// Feeds, directories, models, past outcomes and the configuration, as far as they are named.
fn beside(settings: &Settings, known: &Known) -> Vec<String> {
    let named = |path: &String| settings::beside_file(settings, path);
    let outcomes: Vec<String> = settings.outcomes.iter().map(|o| named(&o.value)).collect();
    let mut files = inputs::expand(&outcomes).0;
    files.extend(settings.directories.iter().chain(&settings.feeds).map(|file| named(&file.value)));
    files.extend(known.directory.iter().chain(&known.feed).cloned());
    files.extend(known.model.clone().or_else(|| settings.model.value.as_ref().map(named)));
    files.extend(settings.file.clone());
    files
}

/// The directories of the settings and of the command line.
pub fn directories(settings: &Settings, more: &[String]) -> Result<Vec<Directory>, Failure> {
    let named =
        settings.directories.iter().map(|d| (settings::beside_file(settings, &d.value), settings.whence(&d.origin)));
    let named = named.chain(more.iter().map(|file| (file.clone(), String::new())));
    named.map(|(file, whence)| Directory::open(&file).map_err(|e| Failure::said(format!("{whence}{e}")))).collect()
}

/// The fitted model of the command line, else of the settings.
fn fitted(settings: &Settings, known: &Known) -> Result<Option<Fitted>, Failure> {
    if let Some(file) = &known.model {
        return model(file).map(Some).map_err(Failure::said);
    }
    let Some(file) = &settings.model.value else { return Ok(None) };
    model(&settings::beside_file(settings, file))
        .map(Some)
        .map_err(|e| Failure::said(format!("{}{e}", settings.whence(&settings.model.origin))))
}

/// How past deliveries ended, where the settings name files that say so.
pub fn past(settings: &Settings, wishes: &Wishes<'_>, common: &Common) -> Result<Option<Past>, Failure> {
    if settings.outcomes.is_empty() {
        return Ok(None);
    }
    let words: Vec<String> = settings.outcomes.iter().map(|o| settings::beside_file(settings, &o.value)).collect();
    let (files, mut errors) = inputs::expand(&words);
    let tables = inputs::open(&files, wishes, &mut errors);
    if let Some(error) = errors.first() {
        return Err(Failure::said(format!("{error} (outcomes of the settings)")));
    }
    scan::past(&tables, threads(common.threads)).map(Some).map_err(Failure::said)
}

/// The fitted model of that file.
fn model(file: &str) -> Result<Fitted, String> {
    let text = std::fs::read_to_string(file)
        .map_err(|e| format!("{file}: cannot read the model: {e}; `doorstep calibrate` makes one"))?;
    doorstep::risk::file::read(file, &text).map_err(|e| e.to_string())
}

/// How many threads a wish means.
pub fn threads(wish: usize) -> usize {
    match wish {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        n => n.min(256),
    }
}
