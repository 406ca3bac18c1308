//! What single faults do to the hazard of their reason: published odds ratios and refusals, read at
//! the reference order.

use super::fit::Act;
use super::hazard::{REFERENCE, base_hazards};
use crate::finding::Reason;
use crate::world::effect::{Effect, Kind};

/// What one fault does to the hazard of its reason.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Position of the reason.
    pub reason: usize,
    /// Is it a refusal, which adds a hazard instead of multiplying one?
    refusal: bool,
    /// Factor, or hazard added.
    value: f64,
    low: f64,
    high: f64,
    known: bool,
    /// How much of the value comes from the seller's outcomes, 0..=1.
    pub data: f64,
}

impl Weights {
    /// As shipped.
    pub fn of(published: &Effect) -> Weights {
        let reason = Reason::from_name(published.reason);
        let at = reason.unwrap_or(Reason::Address);
        let read = |value: f64| match published.kind {
            Kind::OddsRatio => effect_of_odds_ratio(value, at),
            Kind::Factor => value,
            Kind::Refusal => -(1.0 - value).ln(),
        };
        Weights {
            reason: at.index(),
            refusal: published.kind == Kind::Refusal,
            value: read(published.value),
            low: read(published.low),
            high: read(published.high),
            known: reason.is_some(),
            data: 0.0,
        }
    }

    /// With the value that was fitted.
    pub(super) fn refitted(self, value: f64, data: f64) -> Weights {
        Weights { value, data, ..self }
    }

    /// Logarithm of the factor, or of the hazard added.
    pub fn log_mean(&self) -> f64 {
        self.value.ln()
    }

    /// Does it feed one of the six reasons?
    pub fn is_known(&self) -> bool {
        self.known
    }

    /// Lower and upper end of the published range, of the same.
    pub fn range(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// Factor on the hazard and hazard added, where that share of it applies, 0..=1.
    pub fn with(&self, strength: f64) -> (f64, f64) {
        if self.refusal { (1.0, self.value * strength) } else { (1.0 + (self.value - 1.0) * strength, 0.0) }
    }

    /// How it acts in a fit, where so many thousandths of it apply.
    pub fn act(&self, thousandths: u16) -> Act {
        let reason = self.reason as u8;
        if self.refusal { Act::Adds(reason, thousandths) } else { Act::Effect(reason, thousandths) }
    }
}

/// The factor on a reason's hazard that an odds ratio on the whole risk means at the reference
/// order: `p₁ = OR·p₀ / (1 − p₀ + OR·p₀)`, `1 + (ln(1−p₀) − ln(1−p₁)) / h`.
pub fn effect_of_odds_ratio(odds_ratio: f64, reason: Reason) -> f64 {
    let base = base_hazards(REFERENCE, reason == Reason::Customs)[reason.index()];
    let p1 = odds_ratio * REFERENCE / (1.0 - REFERENCE + odds_ratio * REFERENCE);
    1.0 + ((1.0 - REFERENCE).ln() - (1.0 - p1).ln()) / base
}
