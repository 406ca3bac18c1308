//! What a score is made of: hazards by reason, what findings do to them, bands.

use crate::finding::Reason;
use crate::world::effect::{SHARES, Share};

/// How bad it is: what the seller can still change, `risk − risk_clean`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// Under the first threshold.
    Low,
    /// Under the second.
    Medium,
    /// Under the third.
    High,
    /// The rest.
    Critical,
}

impl Band {
    /// All, mildest first.
    pub const ALL: [Band; 4] = [Band::Low, Band::Medium, Band::High, Band::Critical];

    /// The public name.
    pub const fn name(self) -> &'static str {
        match self {
            Band::Low => "low",
            Band::Medium => "medium",
            Band::High => "high",
            Band::Critical => "critical",
        }
    }

    /// The band of an avoidable risk; thresholds in probability, ascending.
    pub fn of(avoidable: f64, thresholds: [f64; 3]) -> Band {
        Band::ALL[thresholds.iter().filter(|t| avoidable >= **t).count()]
    }

    /// The band of that public name.
    pub fn from_name(name: &str) -> Option<Band> {
        Band::ALL.into_iter().find(|b| b.name() == name)
    }
}

/// One reason's hazard, taken apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hazard {
    /// Of the same parcel without findings.
    pub base: f64,
    /// Product of the effects of its findings, 1..=300.
    pub effect: f64,
    /// Sum of the refusals.
    pub adds: f64,
}

impl Hazard {
    /// `base × effect + adds`.
    pub fn total(self) -> f64 {
        self.base * self.effect + self.adds
    }
}

/// What one finding does to the risk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FindingEffect {
    /// The reason it feeds, if any.
    pub reason: Option<Reason>,
    /// Findings of one cause count once.
    pub cause: &'static str,
    /// Factor on the hazard; 1 for a refusal.
    pub effect: f64,
    /// What a refusal adds; 0 for an effect.
    pub adds: f64,
    /// Does it count, or another finding of the same cause?
    pub counted: bool,
    /// Nobody has measured it.
    pub assumption: bool,
    /// How much of it comes from the seller's outcomes, 0..=1.
    pub data: f64,
}

/// An order's risk.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Chance that the first delivery fails, 0..1.
    pub risk: f64,
    /// Of the same parcel with none of the findings.
    pub risk_clean: f64,
    /// The band of the difference.
    pub band: Band,
    /// Parts of `risk`, by reason; they add up to it.
    pub reasons: [f64; 6],
    /// Parts of `risk_clean`.
    pub reasons_clean: [f64; 6],
    /// The hazards behind them.
    pub hazards: [Hazard; 6],
    /// What each finding does, in the order of the findings.
    pub effects: Vec<FindingEffect>,
}

/// `1 − exp(−Σ h)`, and each reason's part of it.
pub(super) fn shares(hazards: [f64; 6]) -> (f64, [f64; 6]) {
    let sum: f64 = hazards.iter().sum();
    let risk = -(-sum).exp_m1();
    if sum <= 0.0 {
        return (0.0, [0.0; 6]);
    }
    (risk, hazards.map(|h| risk * h / sum))
}

/// The risk of the reference order at which odds ratios are turned into effects.
pub(super) const REFERENCE: f64 = 0.05;

/// How failures are split over the reasons, each with its share, 0..=1; they add up.
pub(super) fn shares_of_failures(abroad: bool) -> impl Iterator<Item = (&'static Share, f64)> {
    let here = move || SHARES.iter().filter(move |s| abroad || !s.cross_border);
    let sum: f64 = here().map(|s| s.share).sum();
    here().map(move |s| (s, s.share / sum))
}

/// A total chance of failure as hazards by reason.
pub(super) fn base_hazards(total: f64, abroad: bool) -> [f64; 6] {
    let mut out = [0.0; 6];
    for (of, share) in shares_of_failures(abroad) {
        if let Some(reason) = Reason::from_name(of.reason) {
            out[reason.index()] = -(1.0 - total).ln() * share;
        }
    }
    out
}
