//! The chance that a parcel fails, split over the six reasons, and what that costs.
//!
//! Six competing hazards: for each reason `h = base × Π effect + Σ refusals`; the risk is
//! `1 − exp(−Σ h)` and each reason's share of it is `h / Σ h`. Published odds ratios are turned
//! into effects at a reference order; every number keeps its source in [`crate::world::effect`].

mod hazard;
mod loss;

pub use hazard::{Band, FindingEffect, Hazard, Model, Verdict, effect_of_odds_ratio};
pub use loss::{Costs, Loss};
