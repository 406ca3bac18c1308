//! What `doorstep.toml` may say, and what it means. Knows no rule and no model: codes and costs
//! are handed on as they are written, with the line they stand on.

mod effective;
mod file;
mod policy;
mod raw;
mod read;

pub use file::{ConfigError, TEMPLATE, did_you_mean};

pub use policy::{Accepted, Dispatch, Extras, Graded, LabelChoice, Offer, Thresholds};

use crate::input::Field;
use crate::world::Country;
use crate::world::effect::Rates;
use crate::world::service::Service;

/// Where a setting comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Shipped with doorstep.
    #[default]
    Default,
    /// A line of the configuration file.
    File(u64),
    /// The command line.
    Flag,
}

/// A value and where it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// A value of the command line.
    pub fn flag(value: T) -> Sourced<T> {
        Sourced { value, origin: Origin::Flag }
    }

    /// A shipped value.
    pub fn default_of(value: T) -> Sourced<T> {
        Sourced { value, origin: Origin::Default }
    }
}

/// The settings of a run, effective once files and flags have spoken.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Path of the configuration file that was read.
    pub file: Option<String>,
    /// Where the seller ships from.
    pub ship_from: Sourced<Option<&'static Country>>,
    /// Destination of orders that name none.
    pub country: Sourced<Option<&'static Country>>,
    /// Currency of sums and of the costs, ISO 4217.
    pub currency: Sourced<String>,
    /// Platform of the inputs, where their header does not say.
    pub platform: Sourced<Option<String>>,
    /// Directories of known buildings.
    pub directories: Vec<Sourced<String>>,
    /// Columns of fields.
    pub columns: Vec<Sourced<(Field, String)>>,
    /// Cost of one failure by reason: fixed amount, share of the order's value.
    pub costs: [Sourced<(Option<f64>, Option<f64>)>; 6],
    /// Where the bands medium, high and critical begin, in probability.
    pub bands: Sourced<[f64; 3]>,
    /// The fitted risk model.
    pub model: Sourced<Option<String>>,
    /// Disruption feeds.
    pub feeds: Vec<Sourced<String>>,
    /// Past orders with their outcomes.
    pub outcomes: Vec<Sourced<String>>,
    /// Exchange rates.
    pub rates: Rates,
    /// The currencies whose rate is the user's own, units for one euro.
    pub own_rates: Vec<Sourced<(String, f64)>>,
    /// What a shipping method of the shop means.
    pub methods: Vec<Sourced<(String, &'static Service)>>,
    /// What services cost.
    pub offers: Vec<Offer>,
    /// What can be bought beside them.
    pub extras: Sourced<Extras>,
    /// Limits of labels as the seller's software prints them.
    pub labels: Vec<LabelChoice>,
    /// From which value on a parcel is worth more care.
    pub thresholds: Thresholds,
    /// When parcels leave.
    pub dispatch: Dispatch,
    /// Severities in the place of the shipped ones.
    pub severities: Vec<Graded>,
    /// What the seller has looked at.
    pub accepted: Vec<Accepted>,
    /// Codes and families to run; empty: all.
    pub select: Vec<Sourced<String>>,
    /// Codes and families not to run.
    pub ignore: Vec<Sourced<String>>,
}

impl Settings {
    /// Where a setting stands, before what is wrong with it: `doorstep.toml:4: `; empty where no
    /// file says it.
    pub fn whence(&self, origin: &Origin) -> String {
        match (origin, &self.file) {
            (Origin::File(line), Some(file)) => format!("{file}:{line}: "),
            _ => String::new(),
        }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            file: None,
            ship_from: Sourced::default(),
            country: Sourced::default(),
            currency: Sourced::default_of("USD".to_string()),
            platform: Sourced::default(),
            directories: Vec::new(),
            columns: Vec::new(),
            costs: Default::default(),
            bands: Sourced::default_of([0.01, 0.05, 0.20]),
            model: Sourced::default(),
            feeds: Vec::new(),
            outcomes: Vec::new(),
            rates: Rates::default(),
            own_rates: Vec::new(),
            methods: Vec::new(),
            offers: Vec::new(),
            extras: Sourced::default(),
            labels: Vec::new(),
            thresholds: Thresholds::default(),
            dispatch: Dispatch::default(),
            severities: Vec::new(),
            accepted: Vec::new(),
            select: Vec::new(),
            ignore: Vec::new(),
        }
    }
}
