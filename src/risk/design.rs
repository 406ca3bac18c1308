//! Which parameters a fit has for given orders, what the orders look like to it, and what it then
//! predicts.

use std::collections::{BTreeMap, HashMap};

use super::fit::{Act, Fit, Prior, Row, fit, risk};
use super::fitted::{About, Fitted, Param, RARITY_NAMES, rarity_band, value_band, value_name};
use super::model::MOST_EFFECT;
use super::samples::{NONE, Outcome, Sample, Samples};
use super::traits::Trait;
use super::weights::Weights;
use crate::finding::Reason;
use crate::world::effect::{BASES, EFFECTS, SHARES};

/// The standard deviations before any outcome of the logarithms of what traits do, in the order of
/// [`Trait::ALL`]; 0 where a trait is left out.
pub type Strengths = [f64; Trait::ALL.len()];

/// A level of which there are fewer orders tells nothing.
const FEWEST: u32 = 25;
/// Most levels of one trait, the most frequent first.
const MOST_LEVELS: usize = 300;
/// Bands of value have the same number of orders.
const VALUE_BANDS: usize = 6;

/// The spread of what all of a seller's orders have in common, beside the destination's own: an
/// assumption.
const RATE_SD: f64 = 0.2;

/// The spread of the rate where nothing is published: that of the national rates.
fn spread(low: f64, high: f64) -> f64 {
    /// Standard errors between the ends of a 90 % range.
    const RANGE: f64 = 3.29;
    /// Where no range is published.
    const UNKNOWN: f64 = 0.7;
    if low > 0.0 && high > low { (high / low).ln() / RANGE } else { UNKNOWN }
}

/// What a parameter stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Rate,
    Reason(usize),
    Effect(u16),
    Level(usize, u32),
}

/// Some orders, and what is counted among them.
struct Frame<'s> {
    samples: &'s Samples,
    /// Positions of the orders.
    orders: &'s [u32],
    /// How many orders went to each place.
    seen: Vec<u32>,
    value_bands: Vec<f64>,
}

impl<'s> Frame<'s> {
    fn of(samples: &'s Samples, orders: &'s [u32]) -> Frame<'s> {
        let mut seen = vec![0; samples.places.list.len()];
        for sample in orders.iter().map(|i| &samples.list[*i as usize]).filter(|s| s.place != NONE) {
            seen[sample.place as usize] += 1;
        }
        let mut values: Vec<f64> =
            orders.iter().map(|i| samples.list[*i as usize].value).filter(|v| v.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        let mut value_bands: Vec<f64> =
            (0..VALUE_BANDS).filter_map(|i| values.get(values.len() * i / VALUE_BANDS)).copied().collect();
        value_bands.dedup();
        Frame { samples, orders, seen, value_bands }
    }

    /// The level of an order, where `own` says that it is one of those that were counted.
    fn level(&self, sample: &Sample, at: usize, own: bool) -> u32 {
        match Trait::ALL[at] {
            Trait::Rarity if sample.place == NONE => NONE,
            Trait::Rarity => rarity_band(self.seen[sample.place as usize] - u32::from(own)) as u32,
            Trait::Value if sample.value.is_nan() || self.value_bands.is_empty() => NONE,
            Trait::Value => value_band(&self.value_bands, sample.value) as u32,
            _ => sample.levels[at],
        }
    }

    fn level_name(&self, at: usize, level: u32) -> String {
        match Trait::ALL[at] {
            Trait::Rarity => RARITY_NAMES[level as usize].to_string(),
            Trait::Value => value_name(&self.value_bands, level as usize),
            _ => self.samples.names[at].list[level as usize].clone(),
        }
    }

    fn sample(&self, i: u32) -> &'s Sample {
        &self.samples.list[i as usize]
    }
}

/// What makes two orders alike to the model: the bits of their bases, and their terms.
type Alike = ([u64; 6], Vec<(u16, Act)>);

/// The parameters of a fit.
struct Design {
    keys: Vec<Key>,
    priors: Vec<Prior>,
    /// Parameter of each effect and of each level.
    effects: HashMap<u16, u16>,
    levels: [HashMap<u32, u16>; Trait::ALL.len()],
}

impl Design {
    fn of(frame: &Frame<'_>, strengths: &Strengths) -> Design {
        let mut design =
            Design { keys: Vec::new(), priors: Vec::new(), effects: HashMap::new(), levels: Default::default() };
        design.add(Key::Rate, 0.0, RATE_SD);
        for (at, reason) in Reason::ALL.iter().enumerate() {
            let share = SHARES.iter().find(|s| s.reason == reason.name());
            design.add(Key::Reason(at), 0.0, share.map_or(0.7, |s| spread(s.low, s.high)));
        }
        let mut met: Vec<u16> =
            frame.orders.iter().flat_map(|i| frame.sample(*i).effects.iter().map(|e| e.0)).collect();
        met.sort_unstable();
        met.dedup();
        for effect in met {
            let weights = Weights::of(&EFFECTS[usize::from(effect)]);
            let param = design.add(Key::Effect(effect), weights.log_mean(), {
                let (low, high) = weights.range();
                spread(low, high)
            });
            design.effects.insert(effect, param);
        }
        for (at, strength) in strengths.iter().enumerate().filter(|(_, s)| **s > 0.0) {
            for level in frequent(frame, at) {
                let sd = match Trait::ALL[at] {
                    Trait::Destination => destination_sd(&frame.samples.names[at].list[level as usize]),
                    _ => *strength,
                };
                let param = design.add(Key::Level(at, level), 0.0, sd);
                design.levels[at].insert(level, param);
            }
        }
        design
    }

    fn add(&mut self, key: Key, mean: f64, sd: f64) -> u16 {
        self.keys.push(key);
        self.priors.push(Prior { mean, sd });
        (self.keys.len() - 1) as u16
    }

    /// What the model makes of an order, its outcome aside.
    fn row(&self, frame: &Frame<'_>, sample: &Sample, own: bool) -> Row {
        let mut terms = vec![(0, Act::Scale)];
        terms.extend((0..6).filter(|r| sample.base[*r] > 0.0).map(|r| (r as u16 + 1, Act::ScaleOf(r as u8))));
        for (effect, strength) in &sample.effects {
            if let Some(param) = self.effects.get(effect) {
                terms.push((*param, Weights::of(&EFFECTS[usize::from(*effect)]).act(*strength)));
            }
        }
        for (at, levels) in self.levels.iter().enumerate().filter(|(_, l)| !l.is_empty()) {
            let param = levels.get(&frame.level(sample, at, own));
            terms.extend(param.map(|p| (*p, Act::Scale)));
        }
        Row { base: sample.base, terms, arrived: 0.0, failed: 0.0, failed_for: [0.0; 6] }
    }

    /// The orders of the frame, those that are alike to the model added up.
    fn rows(&self, frame: &Frame<'_>) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        let mut known: HashMap<Alike, usize> = HashMap::new();
        for i in frame.orders {
            let sample = frame.sample(*i);
            let row = self.row(frame, sample, true);
            let at = *known.entry((row.base.map(f64::to_bits), row.terms.clone())).or_insert_with(|| {
                rows.push(row);
                rows.len() - 1
            });
            match sample.outcome {
                Outcome::Arrived => rows[at].arrived += 1.0,
                Outcome::Failed(None) => rows[at].failed += 1.0,
                Outcome::Failed(Some(reason)) => rows[at].failed_for[reason.index()] += 1.0,
            }
        }
        rows
    }
}

/// The spread of a destination's rate as published.
fn destination_sd(country: &str) -> f64 {
    let of = |key: &str| BASES.iter().find(|b| b.key == key).map(|b| spread(b.low, b.high));
    of(country).or_else(|| of("*")).unwrap_or(0.33)
}

/// Levels of a trait of which there are enough orders, the most frequent first.
fn frequent(frame: &Frame<'_>, at: usize) -> Vec<u32> {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    for i in frame.orders {
        *counts.entry(frame.level(frame.sample(*i), at, true)).or_default() += 1;
    }
    let mut levels: Vec<(u32, u32)> = counts.into_iter().filter(|(l, n)| *l != NONE && *n >= FEWEST).collect();
    levels.sort_by_key(|(level, n)| (std::cmp::Reverse(*n), *level));
    levels.truncate(MOST_LEVELS);
    // where all orders are alike, there is nothing to compare
    if levels.len() < 2 && Trait::ALL[at] != Trait::Destination {
        levels.clear();
    }
    levels.into_iter().map(|(level, _)| level).collect()
}

/// A fit with what it belongs to.
pub(super) struct Trained<'s> {
    frame: Frame<'s>,
    design: Design,
    fit: Fit,
}

impl<'s> Trained<'s> {
    pub fn on(samples: &'s Samples, orders: &'s [u32], strengths: &Strengths) -> Trained<'s> {
        let frame = Frame::of(samples, orders);
        let design = Design::of(&frame, strengths);
        let rows = design.rows(&frame);
        let start: Vec<f64> = design.priors.iter().map(|p| p.mean).collect();
        let fit = fit(&rows, &design.priors, &start);
        Trained { frame, design, fit }
    }

    /// Predicted chances with what happened.
    pub fn predict(&self, orders: &[u32]) -> Vec<(f64, bool)> {
        let pair = |i: &u32| {
            let sample = self.frame.sample(*i);
            let row = self.design.row(&self.frame, sample, false);
            (risk(&row, &self.fit.values), sample.outcome != Outcome::Arrived)
        };
        orders.iter().map(pair).collect()
    }

    fn param(&self, at: usize) -> Param {
        let prior = self.design.priors[at];
        Param {
            factor: self.fit.values[at].exp(),
            error: self.fit.errors[at],
            shipped: prior.mean.exp(),
            data: self.fit.share_of_data(at, prior),
        }
    }

    pub fn fitted(&self, about: About) -> Fitted {
        let mut fitted = Fitted::shipped(about);
        for (at, key) in self.design.keys.iter().enumerate() {
            let param = self.param(at);
            match *key {
                Key::Rate => fitted.rate = param,
                Key::Reason(r) => fitted.reasons[r] = param,
                Key::Effect(effect) => {
                    fitted.effects.insert(EFFECTS[usize::from(effect)].code.to_string(), param);
                }
                Key::Level(of, level) => {
                    let name = self.frame.level_name(of, level);
                    fitted.traits.entry(Trait::ALL[of]).or_default().insert(name, param);
                }
            }
        }
        if fitted.traits.contains_key(&Trait::Value) {
            fitted.set_value_bands(self.frame.value_bands.clone());
        }
        if fitted.traits.contains_key(&Trait::Rarity) {
            let places = self.frame.samples.places.list.iter().cloned();
            fitted.seen = places.zip(self.frame.seen.iter().copied()).filter(|(_, n)| *n > 0).collect();
        }
        fitted
    }
}

/// What the shipped model says of an order.
pub(super) fn shipped_risk(sample: &Sample) -> f64 {
    let mut factors = [1.0; 6];
    let mut added = 0.0;
    for (effect, strength) in &sample.effects {
        let weights = Weights::of(&EFFECTS[usize::from(*effect)]);
        let (factor, adds) = weights.with(f64::from(*strength) / 1000.0);
        factors[weights.reason] = (factors[weights.reason] * factor).min(MOST_EFFECT);
        added += adds;
    }
    let hazard: f64 = sample.base.iter().zip(factors).map(|(base, factor)| base * factor).sum();
    -(-(hazard + added)).exp_m1()
}
