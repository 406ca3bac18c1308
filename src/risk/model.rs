//! The model: hazards from bases, effects and refusals, and from the seller's outcomes.

use super::fitted::Fitted;
use super::hazard::{Band, FindingEffect, Hazard, REFERENCE, Verdict, base_hazards, shares, shares_of_failures};
use super::traits::Traits;
use super::weights::{Weights, effect_of_odds_ratio};
use crate::finding::{Finding, Reason};
use crate::order::{Delivery, Facts, Order};
use crate::world::Country;
use crate::world::customs::{Border, Spot};
use crate::world::effect::{self, BASES, EFFECTS, Kind};

/// The most that all effects within one reason multiply its hazard by.
pub(super) const MOST_EFFECT: f64 = 300.0;

/// What the risk is computed with: bases by destination, effects by fault, and what the seller's
/// own outcomes say.
#[derive(Debug)]
pub struct Model {
    domestic: Vec<[f64; 6]>,
    abroad: Vec<[f64; 6]>,
    unknown: [[f64; 6]; 2],
    by_payment: Vec<ByPayment>,
    pickup_point: f64,
    cash_on_delivery: f64,
    thresholds: [f64; 3],
    /// In the order of the table of effects.
    weights: Vec<Weights>,
    fitted: Option<Fitted>,
}

/// What is scored: an order with what was read out of it.
#[derive(Clone, Copy, Debug)]
pub struct Parcel<'p, 'a> {
    /// The order.
    pub order: &'p Order<'a>,
    /// Its facts.
    pub facts: &'p Facts<'a>,
    /// Where the seller ships from, where known.
    pub ship_from: Option<&'static Country>,
    /// What it is worth, in the currency of the configuration; only a fitted model asks for it.
    pub value: Option<f64>,
    /// Traits in the place of its own: a cell that is put right does not send the parcel elsewhere.
    pub traits: Option<Traits>,
}

impl<'p, 'a> Parcel<'p, 'a> {
    /// A parcel of unknown worth.
    pub fn of(order: &'p Order<'a>, facts: &'p Facts<'a>, ship_from: Option<&'static Country>) -> Parcel<'p, 'a> {
        Parcel { order, facts, ship_from, value: None, traits: None }
    }

    fn traits(&self) -> Traits {
        self.traits.unwrap_or_else(|| Traits::of(self.order, self.facts, self.value))
    }
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
            weights: EFFECTS.iter().map(Weights::of).collect(),
            fitted: None,
        }
    }

    /// The same with what a seller's outcomes say.
    #[must_use]
    pub fn with(mut self, fitted: Fitted) -> Model {
        for (code, param) in &fitted.effects {
            if let Some(at) = effect::index_of(code) {
                self.weights[at] = self.weights[at].refitted(param.factor, param.data);
            }
        }
        self.fitted = Some(fitted);
        self
    }

    /// What a seller's outcomes say, where the model was fitted.
    pub fn fitted(&self) -> Option<&Fitted> {
        self.fitted.as_ref()
    }

    /// Where the hazards of a parcel without findings come from, a line each, for people.
    pub fn told(&self, parcel: Parcel<'_, '_>) -> Vec<String> {
        let facts = parcel.facts;
        let abroad = parcel.ship_from.zip(facts.spot).is_some_and(|(from, to)| crosses(from, to));
        let mut out = vec![base_told(facts)];
        out.extend(shares_told(abroad));
        if facts.delivery == Delivery::PickupPoint {
            out.push(factor_told("factor:pickup_point", "a pick-up point", self.pickup_point));
        }
        if facts.pays_on_delivery == Some(true) && published_by_payment(facts).is_none() {
            out.push(factor_told("factor:cod", "cash on delivery", self.cash_on_delivery));
        }
        if let Some(fitted) = &self.fitted {
            let many = crate::risk::fitted::about_orders(&fitted.about);
            let all = std::iter::once(("every order".to_string(), fitted.rate));
            let traits = parcel.traits();
            let levels = fitted.factors(&traits).map(|(of, level, p)| (format!("{} {level}", of.name()), p));
            out.extend(
                all.chain(levels)
                    .filter(|(_, p)| (p.factor - 1.0).abs() >= 0.005)
                    .map(|(name, p)| format!("× {:.2} {name} ({many}; {:.0} % from them)", p.factor, p.data * 100.0)),
            );
        }
        out
    }

    /// Scores an order with its findings.
    pub fn score(&self, parcel: Parcel<'_, '_>, findings: &[Finding<'_>]) -> Verdict {
        let mut base = self.base(parcel.facts, parcel.ship_from);
        if let Some(fitted) = &self.fitted {
            let scale = fitted.scale(&parcel.traits());
            base.iter_mut().zip(scale).for_each(|(base, scale)| *base *= scale);
        }
        let clean: f64 = base.iter().sum();
        let mut hazards = base.map(|base| Hazard { base, effect: 1.0, adds: 0.0 });
        let effects = if findings.is_empty() { Vec::new() } else { self.effects_of(findings, &base) };
        for e in effects.iter().filter(|e| e.counted) {
            if let Some(reason) = e.reason {
                let hazard = &mut hazards[reason.index()];
                hazard.effect = (hazard.effect * e.effect).min(MOST_EFFECT);
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

    /// Hazards of the parcel without findings, as shipped.
    pub fn base(&self, facts: &Facts<'_>, ship_from: Option<&'static Country>) -> [f64; 6] {
        let abroad = ship_from.zip(facts.spot).is_some_and(|(from, to)| crosses(from, to));
        let mut base = match facts.country {
            Some(country) => (if abroad { &self.abroad } else { &self.domestic })[country.index()],
            None => self.unknown[usize::from(abroad)],
        };
        if let Some(cash) = facts.pays_on_delivery {
            let here = facts.country.map(|c| c.code);
            match self.by_payment.iter().find(|p| p.cash == cash && Some(p.country) == here) {
                Some(published) => base = published.hazards[usize::from(abroad)],
                None if cash => base[Reason::Recipient.index()] *= self.cash_on_delivery,
                None => {}
            }
        }
        // nobody has to be at home, however it is paid
        if facts.delivery == Delivery::PickupPoint {
            base[Reason::Recipient.index()] *= self.pickup_point;
        }
        base
    }
}

impl Model {
    fn effects_of(&self, findings: &[Finding<'_>], base: &[f64; 6]) -> Vec<FindingEffect> {
        let mut out: Vec<FindingEffect> = findings.iter().map(|f| self.effect_of(f)).collect();
        let weight = |e: &FindingEffect| e.reason.map_or(0.0, |r| base[r.index()] * (e.effect - 1.0) + e.adds);
        // of each cause the heaviest, the first of equals
        let mut heaviest: Vec<usize> = Vec::new();
        for (i, e) in out.iter().enumerate().filter(|(_, e)| !e.cause.is_empty()) {
            match heaviest.iter_mut().find(|at| out[**at].cause == e.cause) {
                Some(at) if weight(e) > weight(&out[*at]) => *at = i,
                Some(_) => {}
                None => heaviest.push(i),
            }
        }
        for (i, e) in out.iter_mut().enumerate() {
            e.counted = e.reason.is_some() && (e.cause.is_empty() || heaviest.contains(&i));
        }
        out
    }

    fn effect_of(&self, finding: &Finding<'_>) -> FindingEffect {
        let none = FindingEffect {
            reason: None,
            cause: "",
            effect: 1.0,
            adds: 0.0,
            counted: false,
            assumption: false,
            data: 0.0,
        };
        let Some(at) = effect::index_of(finding.code) else { return none };
        let weights = self.weights[at];
        if !weights.is_known() {
            return none;
        }
        let (effect, adds) = weights.with(finding.strength);
        FindingEffect {
            reason: Some(Reason::ALL[weights.reason]),
            cause: finding.cause.unwrap_or(EFFECTS[at].cause),
            effect,
            adds,
            counted: true,
            assumption: EFFECTS[at].assumption,
            data: weights.data,
        }
    }
}

/// Does the parcel cross a border of customs or taxes?
fn crosses(from: &'static Country, to: Spot) -> bool {
    Spot::of_country(from).border(&to) != Border::None
}

/// The base that is published for the way of payment.
fn published_by_payment(facts: &Facts<'_>) -> Option<&'static effect::Base> {
    let way = if facts.pays_on_delivery? { "cod" } else { "prepaid" };
    let country = facts.country?.code;
    BASES.iter().find(|b| b.key.split_once(':') == Some((country, way)))
}

fn base_told(facts: &Facts<'_>) -> String {
    let of = |key: &str| BASES.iter().find(|b| b.key == key);
    let code = facts.country.map_or("*", |c| c.code);
    let Some(base) = published_by_payment(facts).or_else(|| of(code)).or_else(|| of("*")) else {
        return String::new();
    };
    let place = match base.key {
        "*" => "where no rate is published".to_string(),
        key => format!("for {}", key.replace(":cod", " paid at the door").replace(":prepaid", " paid before")),
    };
    let source = if base.assumption { "*".to_string() } else { format!("({}, {})", base.source, base.year) };
    format!("base {} % of parcels {place} {source}", (base.value * 1000.0).round() / 10.0)
}

fn shares_told(abroad: bool) -> impl Iterator<Item = String> {
    shares_of_failures(abroad).map(|(of, share)| {
        // what stands behind says where the ends of the range are from
        let source = of.source.split(';').next().unwrap_or_default();
        let source = if of.assumption { "*".to_string() } else { format!("({source}, {})", of.year) };
        format!("of failures {} {:.0} % {source}", of.reason, share * 100.0)
    })
}

fn factor_told(code: &str, name: &str, factor: f64) -> String {
    let source = match effect::of(code) {
        Some(e) if !e.assumption => format!("({}, {})", e.source, e.year),
        _ => "*".to_string(),
    };
    format!("× {factor:.2} on `recipient` for {name} {source}")
}

/// The published or assumed chance that a first delivery to that place fails.
fn base_rate(key: &str) -> f64 {
    let of = |key: &str| BASES.iter().find(|b| b.key == key).map(|b| b.value);
    of(key).or_else(|| of("*")).unwrap_or(REFERENCE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{FieldSet, Severity};
    use crate::input::Field;
    use crate::order::Scratch;
    use crate::risk::hazard::Band;

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
        Model::shipped(THRESHOLDS).score(Parcel::of(&order, &facts, None), findings)
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
        let other = score(&[finding("address/postcode-malformed")]);
        assert!((same.risk - one.risk.max(other.risk)).abs() < 1e-12);
        assert_eq!(same.effects.iter().filter(|e| e.counted).count(), 1);
    }

    #[test]
    fn a_refusal_is_all_but_certain() {
        let verdict = score(&[finding("handling/po-box-by-courier")]);
        assert!(verdict.risk > 0.85, "{}", verdict.risk);
        assert_eq!(verdict.band, Band::Critical);
    }
}
