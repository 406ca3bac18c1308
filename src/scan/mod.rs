//! The pipeline: bytes → orders → facts → findings → risk → outputs.
//!
//! Two passes over each file. The first learns what only the whole run can tell (orders that
//! repeat one another) and is skipped when no rule asks; the second checks, scores and writes.
//! Files are read in blocks of whole orders; every core takes the next block, and results are
//! put out in the order of the file, so the answer is the same for any number of threads.

mod advice;
mod assessed;
mod blocks;
pub mod calibrate;
mod card;
mod check;
pub mod desk;
mod gather;
mod learn;
pub mod mend;
mod notes;
pub mod outcomes;
mod past;
mod policy;
mod summary;

pub use advice::{Advice, Change};
pub use assessed::{Assessed, Placed};
pub use card::{Card, CardEdit, CardFinding, CardFix};
pub use gather::{GatherError, Gathered, Intake, gather};
pub use notes::of as notes_of;
pub use past::past;
pub use summary::{Counts, Source, Summary};

use std::io::Write;
use std::sync::LazyLock;

use card::Bar;
use policy::Policy;

use crate::config::Settings;
use crate::directory::{Directory, Known, Past};
use crate::finding::Reason;
use crate::input::{InputError, Table};
use crate::order::{KnownMethods, Scratch};
use crate::report::Format;
use crate::risk::{Costs, Fitted, Model};
use crate::rules::{self, Rule};
use crate::text::Day;
use crate::world::Country;
use crate::world::feed::Feed;
use crate::world::places::Places;

/// What a run is asked to do.
pub struct Job<'j> {
    /// The inputs, understood.
    pub tables: &'j [Table],
    /// Known buildings beside those of the inputs.
    pub directories: &'j [Directory],
    /// How past deliveries ended, where anything is known of them.
    pub past: Option<&'j Past>,
    /// Strikes, closures and suspensions.
    pub feed: &'j Feed,
    /// Effective settings.
    pub settings: &'j Settings,
    /// Rules to run.
    pub rules: &'j [&'static Rule],
    /// Today.
    pub as_of: Day,
    /// What the seller's outcomes say, where a model was fitted.
    pub model: Option<&'j Fitted>,
    /// Postcodes and places of the world.
    pub places: &'static Places,
    /// Threads to use, at least 1.
    pub threads: usize,
    /// How many of the riskiest orders to keep for people.
    pub top: usize,
    /// Put out flagged orders only.
    pub only_flagged: bool,
    /// Mask personal values in outputs.
    pub redact: bool,
    /// Score orders that are not shipped from here, too.
    pub all: bool,
    /// Told after every block how many bytes have been read, of how many.
    pub progress: &'j (dyn Fn(u64, u64) + Sync),
}

static NO_FEED: LazyLock<Feed> = LazyLock::new(Feed::default);

impl<'j> Job<'j> {
    /// A job on one thread that keeps the ten riskiest orders, masks nothing and tells nobody how
    /// far it is.
    pub fn new(tables: &'j [Table], settings: &'j Settings, rules: &'j [&'static Rule], as_of: Day) -> Job<'j> {
        Job {
            tables,
            settings,
            rules,
            as_of,
            model: None,
            past: None,
            places: Places::shipped(),
            directories: &[],
            feed: &NO_FEED,
            threads: 1,
            top: 10,
            only_flagged: false,
            redact: false,
            all: false,
            progress: &|_, _| {},
        }
    }
}

/// One output and the inputs that go into it.
pub struct Sink<'s> {
    /// What to write.
    pub format: Format,
    /// Where to.
    pub writer: Box<dyn Write + Send + 's>,
    /// Positions of the inputs.
    pub inputs: Vec<usize>,
    /// Has the first line been written?
    pub begun: bool,
}

/// Why a run stopped.
#[derive(Debug)]
pub enum ScanError {
    /// An input could not be read to its end.
    Input(InputError),
    /// An output could not be written: its position, and what happened.
    Output(usize, std::io::Error),
}

/// What all parts of a run share.
pub(crate) struct Shared<'j> {
    pub job: &'j Job<'j>,
    pub model: Model,
    pub costs: Costs,
    pub policy: Policy<'j>,
    pub ship_from: Option<&'static Country>,
    pub country: Option<&'static Country>,
    pub total_bytes: u64,
    methods: KnownMethods,
    bar: Bar,
}

impl<'j> Shared<'j> {
    fn of(job: &'j Job<'j>) -> Shared<'j> {
        let shipped = Model::shipped(job.settings.bands.value);
        Shared {
            model: match job.model {
                Some(fitted) => shipped.with(fitted.clone()),
                None => shipped,
            },
            costs: costs(job.settings),
            policy: Policy::of(job.settings, job.as_of),
            ship_from: job.settings.ship_from.value,
            country: job.settings.country.value,
            total_bytes: job.tables.iter().map(Table::len).sum(),
            methods: KnownMethods::default(),
            bar: Bar::of(job.top),
            job,
        }
    }

    /// Buffers for reading orders.
    fn scratch(&self) -> Scratch<'_> {
        Scratch::of(self.job.places, self.job.settings, &self.methods)
    }
}

/// Scans every input and fills every sink.
///
/// # Errors
/// When an input cannot be read or an output cannot be written; what was written so far must not
/// be kept.
pub fn run(job: &Job<'_>, sinks: &mut [Sink<'_>]) -> Result<Summary, ScanError> {
    let shared = Shared::of(job);
    let (duplicates, own) = learn::learn(&shared).map_err(ScanError::Input)?;
    let known = Known { own, directories: job.directories };
    let mut summary = Summary::new(job, &shared.costs);
    let mut open_lines = vec![false; sinks.len()];
    for (at, table) in job.tables.iter().enumerate() {
        check::check(&shared, (&duplicates, &known), at, table, sinks, &mut open_lines, &mut summary)?;
    }
    summary.finish(job);
    Ok(summary)
}

/// The rules that `select` and `ignore` leave, in the order in which they run.
///
/// # Errors
/// Names the first word that is neither a code nor a family.
pub fn rules_of(settings: &Settings) -> Result<Vec<&'static Rule>, String> {
    let named = |rule: &Rule, word: &str| rule.code == word || rule.family() == word;
    let listed = settings.select.iter().chain(&settings.ignore).map(|w| (w.value.as_str(), &w.origin));
    let accepted = settings.accepted.iter().flat_map(|a| a.rules.iter().map(|rule| (rule.as_str(), &a.origin)));
    for (word, origin) in listed.chain(accepted) {
        if !rules::all().any(|r| named(r, word)) {
            let known = rules::all().flat_map(|r| [r.code, r.family()]);
            let hint = crate::config::did_you_mean(word, known);
            let whence = settings.whence(origin);
            return Err(format!("{whence}`{word}` is neither a rule nor a family{hint} (`doorstep rules` lists them)"));
        }
    }
    if let Some(graded) = settings.severities.iter().find(|g| rules::by_code(&g.code).is_none()) {
        let hint = crate::config::did_you_mean(&graded.code, rules::all().map(|r| r.code));
        let whence = settings.whence(&graded.origin);
        return Err(format!("{whence}rules.severity: there is no rule `{}`{hint}", graded.code));
    }
    let selected = |rule: &&Rule| settings.select.is_empty() || settings.select.iter().any(|w| named(rule, &w.value));
    let kept = |rule: &&Rule| !settings.ignore.iter().any(|w| named(rule, &w.value));
    Ok(rules::all().filter(selected).filter(kept).collect())
}

/// The shipped costs with those of the configuration in their place.
pub fn costs(settings: &Settings) -> Costs {
    let mut costs = Costs::shipped(&settings.currency.value, &settings.rates);
    for reason in Reason::ALL {
        let (amount, share) = settings.costs[reason.index()].value;
        let at = reason.index();
        costs.amount[at] = amount.unwrap_or(costs.amount[at]);
        costs.value_share[at] = share.unwrap_or(if amount.is_some() { 0.0 } else { costs.value_share[at] });
    }
    costs
}
