//! What a seller's outcomes say: factors in the place of the shipped ones, or on top of them, each
//! with its standard error.

use std::collections::{BTreeMap, HashMap};

use super::traits::{Trait, Traits};
use crate::text::Day;

/// One fitted number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Param {
    /// A factor; the hazard that is added, for a refusal.
    pub factor: f64,
    /// Standard error of its natural logarithm.
    pub error: f64,
    /// What it was before any outcome.
    pub shipped: f64,
    /// How much of its certainty comes from outcomes, 0..=1.
    pub data: f64,
}

impl Param {
    /// A factor of 1 that nothing has touched.
    pub const NEUTRAL: Param = Param { factor: 1.0, error: 0.0, shipped: 1.0, data: 0.0 };

    /// The interval in which the factor lies in 95 of 100 cases.
    pub fn interval(&self) -> (f64, f64) {
        let reach = (1.96 * self.error).exp();
        (self.factor / reach, self.factor * reach)
    }
}

/// Levels of a trait, by name.
pub type Levels = BTreeMap<String, Param>;

/// A fitted model.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// What it was made of.
    pub about: About,
    /// On all hazards.
    pub rate: Param,
    /// On the hazards of one reason.
    pub reasons: [Param; 6],
    /// In the place of a shipped effect, or hazard of a refusal, by rule code.
    pub effects: BTreeMap<String, Param>,
    /// On all hazards, by the level of a trait.
    pub traits: BTreeMap<Trait, Levels>,
    value_bands: Vec<f64>,
    value_names: Vec<String>,
    /// How often the seller has sent to a place before, by [`Traits::place`].
    pub seen: HashMap<String, u32>,
}

/// What a model was made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// Version of doorstep that made it.
    pub version: String,
    /// The day on which it was made.
    pub made: Day,
    /// Currency of the bands of value, ISO 4217.
    pub currency: String,
    /// Orders with an outcome.
    pub orders: u64,
    /// Of them failed.
    pub failed: u64,
    /// Failures whose reason was noted.
    pub noted: u64,
    /// First and last day of these orders, where they have days.
    pub days: Option<(Day, Day)>,
    /// In one sentence how well it predicted orders that it had not seen.
    pub verdict: String,
}

/// Where the bands of rarity begin: orders to the same postcode before.
const RARITY: [u32; 6] = [0, 1, 2, 4, 10, 30];
/// Their public names.
pub const RARITY_NAMES: [&str; 6] = ["0", "1", "2-3", "4-9", "10-29", "30+"];

/// The band of a place to which the seller has sent so often.
pub fn rarity_band(seen: u32) -> usize {
    RARITY.iter().rposition(|from| seen >= *from).unwrap_or(0)
}

/// The band of a value.
pub fn value_band(bands: &[f64], value: f64) -> usize {
    bands.iter().rposition(|from| value >= *from).unwrap_or(0)
}

/// The public name of a band of value.
pub fn value_name(bands: &[f64], band: usize) -> String {
    match (band, bands.get(band + 1)) {
        (0, Some(next)) => format!("under {next:.2}"),
        (band, _) => format!("from {:.2}", bands.get(band).copied().unwrap_or(0.0)),
    }
}

impl Fitted {
    /// Where the bands of value begin, ascending, in the currency of the model.
    pub fn value_bands(&self) -> &[f64] {
        &self.value_bands
    }

    /// Sets where the bands of value begin.
    pub fn set_value_bands(&mut self, bands: Vec<f64>) {
        self.value_names = (0..bands.len()).map(|band| value_name(&bands, band)).collect();
        self.value_bands = bands;
    }

    /// What multiplies the bases of an order of these traits, with the name of each factor.
    pub fn factors<'f>(&'f self, traits: &Traits) -> impl Iterator<Item = (Trait, &'f str, Param)> {
        let traits = *traits;
        self.traits.iter().filter_map(move |(of, levels)| {
            let (level, param) = match of {
                Trait::Rarity if traits.postcode.is_empty() => None,
                Trait::Rarity => {
                    let seen = self.seen.get(traits.place().as_str()).copied().unwrap_or(0);
                    levels.get_key_value(RARITY_NAMES[rarity_band(seen)])
                }
                Trait::Value => {
                    let value = traits.value.filter(|_| !self.value_bands.is_empty())?;
                    levels.get_key_value(self.value_names.get(value_band(&self.value_bands, value))?)
                }
                named => levels.get_key_value(traits.level(*named).as_str()),
            }?;
            Some((*of, level.as_str(), *param))
        })
    }

    /// What multiplies the base of each reason.
    pub fn scale(&self, traits: &Traits) -> [f64; 6] {
        let all = self.factors(traits).map(|(_, _, p)| p.factor).product::<f64>() * self.rate.factor;
        self.reasons.map(|reason| reason.factor * all)
    }

    /// The shipped model as one that nothing was learned for.
    pub fn shipped(about: About) -> Fitted {
        Fitted {
            about,
            rate: Param::NEUTRAL,
            reasons: [Param::NEUTRAL; 6],
            effects: BTreeMap::new(),
            traits: BTreeMap::new(),
            value_bands: Vec::new(),
            value_names: Vec::new(),
            seen: HashMap::new(),
        }
    }
}

/// How many outcomes a model was made of, for people.
pub fn about_orders(about: &About) -> String {
    format!("your {} outcomes", about.orders)
}
