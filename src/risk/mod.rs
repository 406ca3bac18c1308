//! The chance that a parcel fails, split over the six reasons, and what that costs.
//!
//! Six competing hazards: for each reason `h = base × Π effect + Σ refusals`; the risk is
//! `1 − exp(−Σ h)` and each reason's share of it is `h / Σ h`. Published odds ratios are turned
//! into effects at a reference order; every number keeps its source in [`crate::world::effect`].

mod design;
pub mod file;
pub mod fit;
pub mod fitted;
mod hazard;
pub mod learn;
mod loss;
pub mod measure;
mod model;
pub mod samples;
pub mod traits;
mod weights;

pub use fitted::Fitted;
pub use hazard::{Band, FindingEffect, Hazard, Verdict};
pub use loss::{Costs, Loss};
pub use model::{Model, Parcel};
pub use weights::{Weights, effect_of_odds_ratio};
