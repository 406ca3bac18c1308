//! What `doorstep.toml` may say, and what it means. Knows no rule and no model: codes and costs
//! are handed on as they are written, with the line they stand on.

mod file;

pub use file::{ConfigError, TEMPLATE, did_you_mean};

use crate::finding::Reason;
use crate::input::Field;
use crate::world::Country;

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
    /// Codes and families to run; empty: all.
    pub select: Vec<Sourced<String>>,
    /// Codes and families not to run.
    pub ignore: Vec<Sourced<String>>,
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
            select: Vec::new(),
            ignore: Vec::new(),
        }
    }
}

impl Settings {
    /// Every setting as `key`, value and origin, for people.
    pub fn effective(&self) -> Vec<(String, String, String)> {
        let file = self.file.as_deref().unwrap_or("doorstep.toml");
        let origin = |o: &Origin| match o {
            Origin::Default => "default".to_string(),
            Origin::File(line) => format!("{file}:{line}"),
            Origin::Flag => "command line".to_string(),
        };
        let country = |c: &Sourced<Option<&'static Country>>| {
            c.value.map_or("(not set)".to_string(), |c| format!("{} ({})", c.code, c.name))
        };
        let mut out = vec![
            ("ship_from".to_string(), country(&self.ship_from), origin(&self.ship_from.origin)),
            ("country".to_string(), country(&self.country), origin(&self.country.origin)),
            ("currency".to_string(), self.currency.value.clone(), origin(&self.currency.origin)),
            (
                "platform".to_string(),
                self.platform.value.clone().unwrap_or("(by header)".to_string()),
                origin(&self.platform.origin),
            ),
        ];
        for (name, value) in ["medium", "high", "critical"].iter().zip(self.bands.value) {
            out.push((format!("bands.{name}"), format!("{value}"), origin(&self.bands.origin)));
        }
        for reason in Reason::ALL {
            let cost = &self.costs[reason.index()];
            let (amount, share) = cost.value;
            if amount.is_some() || share.is_some() {
                let text = format!(
                    "{} + {} of the value",
                    amount.map_or("shipped".into(), |a| a.to_string()),
                    share.map_or("shipped share".into(), |s| s.to_string())
                );
                out.push((format!("costs.{}", reason.name()), text, origin(&cost.origin)));
            }
        }
        for d in &self.directories {
            out.push(("directory".to_string(), d.value.clone(), origin(&d.origin)));
        }
        for (key, list) in [("rules.select", &self.select), ("rules.ignore", &self.ignore)] {
            out.extend(list.iter().map(|c| (key.to_string(), c.value.clone(), origin(&c.origin))));
        }
        for c in &self.columns {
            out.push((format!("columns.{}", c.value.0.name()), c.value.1.clone(), origin(&c.origin)));
        }
        out
    }
}
