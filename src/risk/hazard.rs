//! Hazards from bases, effects and refusals.

use crate::finding::{Finding, Reason};
use crate::order::{Delivery, Facts};
use crate::world::Country;
use crate::world::customs::{Border, Spot};
use crate::world::effect::{self, BASES, Kind, SHARES};

/// The risk of the reference order at which odds ratios are turned into effects.
const REFERENCE: f64 = 0.05;
/// The most that all effects within one reason multiply its hazard by.
const MOST: f64 = 300.0;

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

/// The shipped model: bases by destination, effects by fault.
#[derive(Debug)]
pub struct Model {
    domestic: Vec<[f64; 6]>,
    abroad: Vec<[f64; 6]>,
    unknown: [[f64; 6]; 2],
    by_payment: Vec<ByPayment>,
    pickup_point: f64,
    cash_on_delivery: f64,
    thresholds: [f64; 3],
}

/// A base that is published by way of payment.
#[derive(Debug)]
struct ByPayment {
    country: &'static str,
    cash: bool,
    /// At home, abroad.
    hazards: [[f64; 6]; 2],
}

fn by_payment() -> Vec<ByPayment> {
    let read = |b: &'static effect::Base| {
        let (country, way) = b.key.split_once(':')?;
        let hazards = [base_hazards(b.value, false), base_hazards(b.value, true)];
        Some(ByPayment { country, cash: way == "cod", hazards })
    };
    BASES.iter().filter_map(read).collect()
}

impl Model {
    /// The model of the shipped data.
    pub fn shipped(thresholds: [f64; 3]) -> Model {
        let bases = |abroad| Country::all().iter().map(|c| base_hazards(base_rate(c.code), abroad)).collect();
        let any = base_rate("*");
        let factor = |code: &str, neutral: f64| {
            effect::of(code).map_or(neutral, |e| match e.kind {
                Kind::OddsRatio => effect_of_odds_ratio(e.value, Reason::Recipient),
                _ => e.value,
            })
        };
        Model {
            domestic: bases(false),
            abroad: bases(true),
            unknown: [base_hazards(any, false), base_hazards(any, true)],
            by_payment: by_payment(),
            pickup_point: factor("factor:pickup_point", 1.0),
            cash_on_delivery: factor("factor:cod", 1.0),
            thresholds,
        }
    }

    /// Scores an order with its findings.
    pub fn score(&self, facts: &Facts<'_>, ship_from: Option<&'static Country>, findings: &[Finding<'_>]) -> Verdict {
        let base = self.base(facts, ship_from);
        let clean: f64 = base.iter().sum();
        let mut hazards = base.map(|base| Hazard { base, effect: 1.0, adds: 0.0 });
        let effects = if findings.is_empty() { Vec::new() } else { effects_of(findings, &base) };
        for e in effects.iter().filter(|e| e.counted) {
            if let Some(reason) = e.reason {
                let hazard = &mut hazards[reason.index()];
                hazard.effect = (hazard.effect * e.effect).min(MOST);
                hazard.adds += e.adds;
            }
        }
        let totals = hazards.map(Hazard::total);
        let (risk, reasons) = shares(totals);
        let (risk_clean, reasons_clean) = if findings.is_empty() { (risk, reasons) } else { shares(base) };
        debug_assert!(risk >= 0.0 && risk_clean <= 1.0 - (-clean).exp() + 1e-9);
        Verdict {
            risk,
            risk_clean,
            band: Band::of(risk - risk_clean, self.thresholds),
            reasons,
            reasons_clean,
            hazards,
            effects,
        }
    }

    /// Hazards of the parcel without findings.
    fn base(&self, facts: &Facts<'_>, ship_from: Option<&'static Country>) -> [f64; 6] {
        let abroad = ship_from.zip(facts.spot).is_some_and(|(from, to)| crosses(from, to));
        let mut base = match facts.country {
            Some(country) => (if abroad { &self.abroad } else { &self.domestic })[country.index()],
            None => self.unknown[usize::from(abroad)],
        };
        if facts.delivery == Delivery::PickupPoint {
            base[Reason::Recipient.index()] *= self.pickup_point;
        }
        if let Some(cash) = facts.pays_on_delivery {
            let here = facts.country.map(|c| c.code);
            match self.by_payment.iter().find(|p| p.cash == cash && Some(p.country) == here) {
                Some(published) => base = published.hazards[usize::from(abroad)],
                None if cash => base[Reason::Recipient.index()] *= self.cash_on_delivery,
                None => {}
            }
        }
        base
    }
}

/// Does the parcel cross a border of customs or taxes?
fn crosses(from: &'static Country, to: Spot) -> bool {
    Spot::of_country(from).border(&to) != Border::None
}

/// The published or assumed chance that a first delivery to that place fails.
fn base_rate(key: &str) -> f64 {
    let of = |key: &str| BASES.iter().find(|b| b.key == key).map(|b| b.value);
    of(key).or_else(|| of("*")).unwrap_or(REFERENCE)
}

/// A total chance of failure as hazards by reason.
fn base_hazards(total: f64, abroad: bool) -> [f64; 6] {
    let sum: f64 = SHARES.iter().filter(|s| abroad || !s.cross_border).map(|s| s.share).sum();
    let mut out = [0.0; 6];
    for share in SHARES {
        if let Some(reason) = Reason::from_name(share.reason)
            && (abroad || !share.cross_border)
        {
            out[reason.index()] = -(1.0 - total).ln() * share.share / sum;
        }
    }
    out
}

/// The factor on a reason's hazard that an odds ratio on the whole risk means at the reference
/// order: `p₁ = OR·p₀ / (1 − p₀ + OR·p₀)`, `1 + (ln(1−p₀) − ln(1−p₁)) / h`.
pub fn effect_of_odds_ratio(odds_ratio: f64, reason: Reason) -> f64 {
    let base = base_hazards(REFERENCE, reason == Reason::Customs)[reason.index()];
    let p1 = odds_ratio * REFERENCE / (1.0 - REFERENCE + odds_ratio * REFERENCE);
    1.0 + ((1.0 - REFERENCE).ln() - (1.0 - p1).ln()) / base
}

fn effects_of(findings: &[Finding<'_>], base: &[f64; 6]) -> Vec<FindingEffect> {
    let mut out: Vec<FindingEffect> = findings.iter().map(effect_of).collect();
    let weight = |e: &FindingEffect| e.reason.map_or(0.0, |r| base[r.index()] * (e.effect - 1.0) + e.adds);
    for i in 0..out.len() {
        let beaten = (0..out.len()).any(|j| {
            j != i
                && !out[i].cause.is_empty()
                && out[j].cause == out[i].cause
                && (weight(&out[j]), i) > (weight(&out[i]), j)
        });
        out[i].counted = out[i].reason.is_some() && !beaten;
    }
    out
}

fn effect_of(finding: &Finding<'_>) -> FindingEffect {
    let none = FindingEffect { reason: None, cause: "", effect: 1.0, adds: 0.0, counted: false, assumption: false };
    let Some(published) = effect::of(finding.code) else { return none };
    let Some(reason) = Reason::from_name(published.reason) else { return none };
    let (effect, adds) = match published.kind {
        Kind::OddsRatio => (effect_of_odds_ratio(published.value, reason), 0.0),
        Kind::Factor => (published.value, 0.0),
        Kind::Refusal => (1.0, -(1.0 - published.value).ln()),
    };
    FindingEffect {
        reason: Some(reason),
        cause: finding.cause.unwrap_or(published.cause),
        effect: 1.0 + (effect - 1.0) * finding.strength,
        adds: adds * finding.strength,
        counted: true,
        assumption: published.assumption,
    }
}

/// `1 − exp(−Σ h)`, and each reason's part of it.
fn shares(hazards: [f64; 6]) -> (f64, [f64; 6]) {
    let sum: f64 = hazards.iter().sum();
    let risk = -(-sum).exp_m1();
    if sum <= 0.0 {
        return (0.0, [0.0; 6]);
    }
    (risk, hazards.map(|h| risk * h / sum))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{FieldSet, Severity};
    use crate::input::Field;
    use crate::order::{Order, Scratch};

    const THRESHOLDS: [f64; 3] = [0.01, 0.05, 0.20];

    fn finding(code: &'static str) -> Finding<'static> {
        Finding {
            code,
            severity: Severity::Error,
            strength: 1.0,
            cause: None,
            fields: FieldSet::default(),
            message: "".into(),
            evidence: None,
            fix: None,
            alternatives: Vec::new(),
        }
    }

    fn score(findings: &[Finding<'_>]) -> Verdict {
        let order = Order::of(&[(Field::Country, "GB"), (Field::Address1, "12 High Street")]);
        let facts = Facts::of(&order, None, &mut Scratch::default());
        Model::shipped(THRESHOLDS).score(&facts, None, findings)
    }

    #[test]
    fn a_clean_parcel_fails_as_often_as_published() {
        let verdict = score(&[]);
        assert!((verdict.risk - 0.049).abs() < 1e-12);
        assert_eq!(verdict.band, Band::Low);
    }

    #[test]
    fn the_parts_add_up() {
        let verdict = score(&[finding("address/house-number-missing"), finding("recipient/phone-malformed")]);
        assert!((verdict.reasons.iter().sum::<f64>() - verdict.risk).abs() < 1e-12);
        assert!(verdict.risk > verdict.risk_clean);
    }

    #[test]
    fn an_odds_ratio_is_what_it_says_at_the_reference_order() {
        for odds_ratio in [1.5, 5.6, 20.0] {
            let h = base_hazards(REFERENCE, false);
            let effect = effect_of_odds_ratio(odds_ratio, Reason::Address);
            let mut with = h;
            with[Reason::Address.index()] *= effect;
            let (p, _) = shares(with);
            let odds = p / (1.0 - p) / (REFERENCE / (1.0 - REFERENCE));
            assert!((odds - odds_ratio).abs() < 1e-9, "{odds_ratio} {odds}");
        }
    }

    #[test]
    fn one_cause_counts_once() {
        let one = score(&[finding("address/postcode-missing")]);
        let same = score(&[finding("address/postcode-missing"), finding("address/postcode-malformed")]);
        assert!((one.risk - same.risk).abs() < 1e-12 || same.risk > one.risk);
        assert_eq!(same.effects.iter().filter(|e| e.counted).count(), 1);
    }

    #[test]
    fn a_refusal_is_all_but_certain() {
        let verdict = score(&[finding("handling/po-box-by-courier")]);
        assert!(verdict.risk > 0.85, "{}", verdict.risk);
        assert_eq!(verdict.band, Band::Critical);
    }
}
