//! The keys of `doorstep.toml`, as they are written. An unknown key is an error.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    pub ship_from: Option<Spanned<String>>,
    pub country: Option<Spanned<String>>,
    pub currency: Option<Spanned<String>>,
    pub platform: Option<Spanned<String>>,
    pub directory: Vec<Spanned<String>>,
    pub model: Option<Spanned<String>>,
    pub feed: Vec<Spanned<String>>,
    pub outcomes: Vec<Spanned<String>>,
    pub bands: RawBands,
    pub costs: BTreeMap<String, Spanned<RawCost>>,
    pub rules: RawRules,
    pub columns: BTreeMap<String, Spanned<String>>,
    pub rates: BTreeMap<String, Spanned<f64>>,
    pub methods: BTreeMap<String, Spanned<String>>,
    pub services: BTreeMap<String, Spanned<RawOffers>>,
    pub extras: Option<Spanned<RawExtras>>,
    pub labels: BTreeMap<String, BTreeMap<String, Spanned<u16>>>,
    pub thresholds: RawThresholds,
    pub dispatch: RawDispatch,
    pub accept: Vec<Spanned<RawAccepted>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawBands {
    pub medium: Option<Spanned<f64>>,
    pub high: Option<Spanned<f64>>,
    pub critical: Option<Spanned<f64>>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected an amount, or { amount = 6.20, value_share = 0.1 }")]
pub(super) enum RawCost {
    Amount(f64),
    Parts { amount: Option<f64>, value_share: Option<f64> },
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawRules {
    pub select: Vec<Spanned<String>>,
    pub ignore: Vec<Spanned<String>>,
    pub severity: BTreeMap<String, Spanned<String>>,
}

/// A price, one price with its conditions, or several.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected a price such as 5.40, or { price = 5.40, to = [\"US\"], up_to_kg = 2.0 }, or a list of those"
)]
pub(super) enum RawOffers {
    Price(f64),
    One(RawOffer),
    Many(Vec<RawOffer>),
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct RawOffer {
    pub price: f64,
    #[serde(default)]
    pub to: Vec<String>,
    #[serde(default)]
    pub up_to_kg: f64,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawExtras {
    pub signature: Option<f64>,
    pub pickup_point: Option<f64>,
    pub insurance: Option<f64>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawThresholds {
    pub tracked_from: Option<Spanned<f64>>,
    pub signature_from: Option<Spanned<f64>>,
    pub feed_days: Option<Spanned<u16>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawDispatch {
    pub handling_days: Option<Spanned<u16>>,
    pub weekdays: Option<Spanned<Vec<String>>>,
    pub closed: Vec<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawAccepted {
    pub order: String,
    pub address: String,
    pub postcode: String,
    pub rules: Vec<String>,
    pub reason: String,
    pub until: Option<String>,
}
