//! The published numbers behind the risk, as they were published: base rates by destination,
//! shares of the reasons, odds ratios of single faults, costs, exchange rates. What nobody has
//! measured is marked as an assumption.

pub use super::tables::effects::{BASES, COSTS, EFFECTS, RATES, RATES_DATE, SHARES};

/// How a fault acts on its reason's hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A published odds ratio on the whole risk.
    OddsRatio,
    /// The chance that the service or customs will not take the parcel at all.
    Refusal,
    /// A factor on the hazard itself.
    Factor,
}

/// The effect of one fault.
#[derive(Debug)]
pub struct Effect {
    /// Rule code, or `factor:…`.
    pub code: &'static str,
    /// How it acts.
    pub kind: Kind,
    /// Odds ratio, probability or factor.
    pub value: f64,
    /// Lower end of the published range.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The reason it acts on.
    pub reason: &'static str,
    /// Faults of one cause count once.
    pub cause: &'static str,
    /// Nobody has measured it.
    pub assumption: bool,
    /// Source.
    pub source: &'static str,
    /// Year of the source.
    pub year: &'static str,
}

/// The chance that a first delivery fails.
#[derive(Debug)]
pub struct Base {
    /// Country code, `CC:cod`, `CC:prepaid`, or `*`.
    pub key: &'static str,
    /// Probability, 0..1.
    pub value: f64,
    /// Lower end of the published range.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Nobody has measured it.
    pub assumption: bool,
    /// Source.
    pub source: &'static str,
    /// Year of the source.
    pub year: &'static str,
}

/// The share of one reason among failed deliveries.
#[derive(Debug)]
pub struct Share {
    /// Reason name.
    pub reason: &'static str,
    /// 0..1, before renormalising.
    pub share: f64,
    /// Lower end of the published range.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Only for parcels that cross a customs border.
    pub cross_border: bool,
    /// Nobody has measured it.
    pub assumption: bool,
    /// Source.
    pub source: &'static str,
    /// Year of the source.
    pub year: &'static str,
}

/// What one failure costs.
#[derive(Debug)]
pub struct Cost {
    /// Reason name.
    pub reason: &'static str,
    /// Fixed amount.
    pub amount: f64,
    /// ISO 4217 code of the amount.
    pub currency: &'static str,
    /// Plus this share of the order's value, 0..1.
    pub value_share: f64,
    /// Nobody has measured it.
    pub assumption: bool,
    /// Source.
    pub source: &'static str,
    /// Year of the source.
    pub year: &'static str,
}

/// The effect of a rule or factor.
pub fn of(code: &str) -> Option<&'static Effect> {
    index_of(code).map(|i| &EFFECTS[i])
}

/// Its position in [`EFFECTS`].
pub fn index_of(code: &str) -> Option<usize> {
    EFFECTS.binary_search_by(|e| e.code.cmp(code)).ok()
}

/// A code of three letters as a number that sorts as it does; anything else is 0.
fn packed(currency: &str) -> u32 {
    match *currency.as_bytes() {
        [a, b, c] => u32::from_be_bytes([0, a, b, c]),
        _ => 0,
    }
}

/// Units of the currency for one euro, by the reference rates of [`RATES_DATE`].
fn shipped_rate(currency: &str) -> Option<f64> {
    let wanted = packed(currency);
    RATES.binary_search_by_key(&wanted, |(c, _)| packed(c)).ok().map(|i| RATES[i].1)
}

/// Exchange rates: the shipped ones of [`RATES_DATE`], with the user's in their place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rates {
    own: Vec<(String, f64)>,
}

impl Rates {
    /// Puts the user's own rate in the place of a shipped one: units of the currency for one euro.
    pub fn set(&mut self, currency: &str, per_euro: f64) {
        self.own.retain(|(c, _)| c != currency);
        self.own.push((currency.to_string(), per_euro));
    }

    /// Units of the currency for one euro; `None` where there is no rate.
    pub fn per_euro(&self, currency: &str) -> Option<f64> {
        let own = self.own.iter().find(|(c, _)| c == currency).map(|(_, rate)| *rate);
        own.or_else(|| shipped_rate(currency))
    }

    /// An amount of one currency in another.
    pub fn convert(&self, amount: f64, from: &str, to: &str) -> Option<f64> {
        if from == to {
            return Some(amount);
        }
        Some(amount / self.per_euro(from)? * self.per_euro(to)?)
    }
}
