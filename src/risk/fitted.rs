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
    /// Where the bands of value begin, ascending, in the currency of the model.
    pub value_bands: Vec<f64>,
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
    /// What multiplies the bases of an order of these traits, with the name of each factor.
    pub fn factors(&self, traits: &Traits) -> Vec<(Trait, String, Param)> {
        let known = |of: Trait, level: String| {
            let param = *self.traits.get(&of)?.get(&level)?;
            Some((of, level, param))
        };
        let level = |of: Trait| match of {
            Trait::Rarity => {
                let seen = self.seen.get(&traits.place()).copied().unwrap_or(0);
                (!traits.postcode.is_empty()).then(|| RARITY_NAMES[rarity_band(seen)].to_string())
            }
            Trait::Value => {
                let bands = &self.value_bands;
                let value = traits.value.filter(|_| !bands.is_empty())?;
                Some(value_name(bands, value_band(bands, value)))
            }
            named => Some(traits.level(named)).filter(|level| !level.is_empty()),
        };
        Trait::ALL.into_iter().filter_map(|of| known(of, level(of)?)).collect()
    }

    /// What multiplies the base of each reason.
    pub fn scale(&self, traits: &Traits) -> [f64; 6] {
        let all = self.factors(traits).iter().map(|(_, _, p)| p.factor).product::<f64>() * self.rate.factor;
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
            seen: HashMap::new(),
        }
    }
}

/// How many outcomes a model was made of, for people.
pub fn about_orders(about: &About) -> String {
    format!("your {} outcomes", about.orders)
}
