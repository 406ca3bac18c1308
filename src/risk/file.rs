//! `model.toml`: a fitted model as a file that a person can read.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::ops::RangeInclusive;

use serde::Deserialize;

use super::fitted::{About, Fitted, Levels, Param};
use super::traits::Trait;
use crate::finding::Reason;
use crate::text::Day;
use crate::world::effect;

/// The layout of the file. A model of another layout is refused.
const SCHEMA: &str = "doorstep/model/1";

/// What stands at the head of every model.
const HEAD: &str = "\
# A risk model fitted by `doorstep calibrate`; `doorstep scan --model` uses it.
#
# factor   what it multiplies; for a refusal (`hazard = true`) the hazard that it adds
# error    standard error of the factor's natural logarithm: factor × exp(±1.96 × error) holds the
#          true one in 95 of 100 cases
# shipped  what doorstep assumes or knows without your outcomes
# data     how much of its certainty comes from your outcomes: 0 nothing, 1 all
#
# You may change a factor by hand, or delete a line: what is not here is as shipped.
";

/// A model as text.
pub fn written(fitted: &Fitted) -> String {
    let mut out = String::from(HEAD);
    let About { version, made, currency, orders, failed, noted, days, verdict } = &fitted.about;
    // writing to a string does not fail
    let _ = writeln!(out, "schema = {SCHEMA:?}\nversion = {version:?}\nmade = \"{made}\"\ncurrency = {currency:?}");
    let _ = writeln!(out, "orders = {orders}\nfailed = {failed}\nreasons_noted = {noted}");
    if let Some((from, until)) = days {
        let _ = writeln!(out, "from = \"{from}\"\nuntil = \"{until}\"");
    }
    let _ = writeln!(out, "verdict = {}", quoted(verdict));
    if !fitted.value_bands().is_empty() {
        let bands: Vec<String> = fitted.value_bands().iter().map(|b| format!("{b:?}")).collect();
        let _ = writeln!(out, "value_bands = [{}]", bands.join(", "));
    }
    out += "\n# On every order, and on the share of each reason in failures.\n[rate]\n";
    line("all", &fitted.rate, false, &mut out);
    for (reason, param) in Reason::ALL.iter().zip(&fitted.reasons) {
        line(reason.name(), param, false, &mut out);
    }
    if !fitted.effects.is_empty() {
        out += "\n# What findings do to the hazard of their reason.\n[effects]\n";
        for (code, param) in &fitted.effects {
            let hazard = effect::of(code).is_some_and(|e| e.kind == effect::Kind::Refusal);
            line(code, param, hazard, &mut out);
        }
    }
    for (of, levels) in &fitted.traits {
        let _ = writeln!(out, "\n# By {}.\n[{}]", meaning(*of), of.name());
        levels.iter().for_each(|(level, param)| line(level, param, false, &mut out));
    }
    seen(&fitted.seen, &mut out);
    out
}

fn meaning(of: Trait) -> &'static str {
    match of {
        Trait::Destination => "country of destination",
        Trait::Region => "region of destination",
        Trait::Area => "the first part of the postcode",
        Trait::Service => "service or shipping method",
        Trait::Payment => "way of payment",
        Trait::Rarity => "how many orders went to the postcode before",
        Trait::Value => "value of the order",
    }
}

/// What a factor, or a hazard, may be.
const FACTORS: RangeInclusive<f64> = 0.001..=1000.0;

fn line(name: &str, param: &Param, hazard: bool, out: &mut String) {
    let Param { factor, error, shipped, data } = param;
    let factor = factor.clamp(*FACTORS.start(), *FACTORS.end());
    let name = quoted(name);
    let hazard = if hazard { ", hazard = true" } else { "" };
    let _ = writeln!(
        out,
        "{name} = {{ factor = {factor:.6}, error = {error:.4}, shipped = {shipped:.6}, data = {data:.3}{hazard} }}"
    );
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_string()).to_string()
}

/// Orders by postcode, so that a postcode that is new to the seller can be told.
fn seen(seen: &HashMap<String, u32>, out: &mut String) {
    if seen.is_empty() {
        return;
    }
    let mut by_country: BTreeMap<&str, BTreeMap<&str, u32>> = BTreeMap::new();
    for (place, orders) in seen {
        if let Some((country, postcode)) = place.split_once('-') {
            by_country.entry(country).or_default().insert(postcode, *orders);
        }
    }
    *out += "\n# Orders by postcode so far; the longest part of this file.\n[seen]\n";
    for (country, postcodes) in by_country {
        let _ = writeln!(out, "{} = \"\"\"", quoted(country));
        let mut width = 0;
        for (postcode, orders) in postcodes {
            let entry = format!("{postcode}:{orders} ");
            if width + entry.len() > 100 {
                *out += "\\\n";
                width = 0;
            }
            width += entry.len();
            *out += &entry;
        }
        *out += "\"\"\"\n";
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawParam {
    factor: f64,
    #[serde(default)]
    error: f64,
    #[serde(default = "one")]
    shipped: f64,
    #[serde(default)]
    data: f64,
    /// Only for whoever reads the file.
    #[serde(default, rename = "hazard")]
    _hazard: bool,
}

fn one() -> f64 {
    1.0
}

type RawLevels = BTreeMap<String, toml::Spanned<RawParam>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    /// Looked at before the rest, of which a model of another layout may have none.
    #[serde(rename = "schema")]
    _schema: String,
    version: String,
    made: String,
    currency: String,
    orders: u64,
    failed: u64,
    #[serde(default)]
    reasons_noted: u64,
    from: Option<String>,
    until: Option<String>,
    #[serde(default)]
    verdict: String,
    #[serde(default)]
    value_bands: Vec<f64>,
    #[serde(default)]
    rate: RawLevels,
    #[serde(default)]
    effects: RawLevels,
    #[serde(default)]
    destination: RawLevels,
    #[serde(default)]
    region: RawLevels,
    #[serde(default)]
    area: RawLevels,
    #[serde(default)]
    service: RawLevels,
    #[serde(default)]
    payment: RawLevels,
    #[serde(default)]
    rarity: RawLevels,
    #[serde(default)]
    value: RawLevels,
    #[serde(default)]
    seen: BTreeMap<String, String>,
}

/// Reads a model; `file` is what errors name.
///
/// # Errors
/// When the text is no model, one of another layout, or says what cannot be, with its line.
pub fn read(file: &str, text: &str) -> Result<Fitted, String> {
    const AGAIN: &str = "fit it again with `doorstep calibrate`";
    let line = |at: usize| text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
    let schema = text.parse::<toml::Table>().ok().and_then(|t| Some(t.get("schema")?.as_str()?.to_string()));
    match schema.as_deref() {
        Some(SCHEMA) => {}
        Some(other) => {
            return Err(format!(
                "{file}: is a model of another version of doorstep ({other}, expected {SCHEMA}): {AGAIN}"
            ));
        }
        None if text.parse::<toml::Table>().is_ok() => {
            return Err(format!("{file}: is no risk model (no `schema = \"{SCHEMA}\"` in it): {AGAIN}"));
        }
        None => {}
    }
    let raw: Raw = toml::from_str(text).map_err(|e| {
        let at = e.span().map_or(0, |s| s.start);
        format!("{file}:{}: {}: correct it, or {AGAIN}", line(at), e.message())
    })?;
    let reader = Reader { file, line: &line };
    let day = |text: &Option<String>| text.as_deref().and_then(Day::iso);
    let mut fitted = Fitted::shipped(About {
        version: raw.version,
        made: Day::iso(&raw.made).unwrap_or_default(),
        currency: raw.currency,
        orders: raw.orders,
        failed: raw.failed,
        noted: raw.reasons_noted,
        days: day(&raw.from).zip(day(&raw.until)),
        verdict: raw.verdict,
    });
    for (name, param) in reader.levels(raw.rate)? {
        match Reason::from_name(&name) {
            Some(reason) => fitted.reasons[reason.index()] = param,
            None if name == "all" => fitted.rate = param,
            None => return Err(format!("{file}: rate.{name} is no reason: {AGAIN}")),
        }
    }
    fitted.effects = reader.levels(raw.effects)?;
    if let Some(code) = fitted.effects.keys().find(|code| effect::of(code).is_none()) {
        return Err(format!(
            "{file}: effects.\"{code}\": this version of doorstep has no such rule; delete the line, or {AGAIN}"
        ));
    }
    let traits = [
        (Trait::Destination, raw.destination),
        (Trait::Region, raw.region),
        (Trait::Area, raw.area),
        (Trait::Service, raw.service),
        (Trait::Payment, raw.payment),
        (Trait::Rarity, raw.rarity),
        (Trait::Value, raw.value),
    ];
    for (of, levels) in traits.into_iter().filter(|(_, l)| !l.is_empty()) {
        fitted.traits.insert(of, reader.levels(levels)?);
    }
    if !raw.value_bands.is_sorted() || raw.value_bands.iter().any(|b| !b.is_finite()) {
        return Err(format!("{file}: value_bands must be amounts, the least first"));
    }
    fitted.set_value_bands(raw.value_bands);
    for (country, list) in raw.seen {
        for entry in list.split_whitespace() {
            let read = entry.rsplit_once(':').and_then(|(postcode, n)| Some((postcode, n.parse::<u32>().ok()?)));
            let Some((postcode, n)) = read else {
                return Err(format!("{file}: seen.{country}: `{entry}` is no `postcode:orders`: {AGAIN}"));
            };
            fitted.seen.insert(format!("{country}-{postcode}"), n);
        }
    }
    Ok(fitted)
}

struct Reader<'r> {
    file: &'r str,
    line: &'r dyn Fn(usize) -> usize,
}

impl Reader<'_> {
    fn levels(&self, raw: RawLevels) -> Result<Levels, String> {
        raw.into_iter()
            .map(|(name, spanned)| {
                let at = spanned.span().start;
                let RawParam { factor, error, shipped, data, .. } = spanned.into_inner();
                let fine = FACTORS.contains(&factor) && error.is_finite() && error >= 0.0;
                if fine {
                    Ok((name, Param { factor, error, shipped, data }))
                } else {
                    let line = (self.line)(at);
                    Err(format!(
                        "{}:{line}: `{name}`: a factor lies between 0.001 and 1000, and an error is 0 or more",
                        self.file
                    ))
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Fitted {
        let param = |factor| Param { factor, error: 0.25, shipped: 1.0, data: 0.5 };
        let mut fitted = Fitted::shipped(About {
            version: "0.1.0".into(),
            made: Day::of(2026, 11, 23).expect("a day"),
            currency: "USD".into(),
            orders: 2000,
            failed: 130,
            noted: 7,
            days: Day::of(2026, 1, 1).zip(Day::of(2026, 10, 31)),
            verdict: "better than \"nothing\"".into(),
        });
        fitted.rate = param(1.5);
        fitted.effects.insert("address/unit-missing".into(), param(3.0));
        fitted.effects.insert("handling/po-box-by-courier".into(), param(2.0));
        fitted.traits.entry(Trait::Region).or_default().insert("IN-KA".into(), param(0.8));
        fitted.traits.entry(Trait::Service).or_default().insert("dhl \"paket\"".into(), param(1.2));
        fitted.set_value_bands(vec![0.0, 12.5]);
        fitted.seen = (0..500).map(|i| (format!("IN-{}", 560_000 + i), i + 1)).collect();
        fitted
    }

    #[test]
    fn a_model_comes_back_as_it_was() {
        let text = written(&model());
        assert_eq!(read("m.toml", &text), Ok(model()), "{text}");
        assert_eq!(written(&model()), text, "the same every time");
    }

    #[test]
    fn what_is_no_model_is_refused_with_what_to_do() {
        let text = written(&model());
        for (broken, expect) in [
            (text.replace("model/1", "model/9"), "another version of doorstep (doorstep/model/9"),
            ("ship_from = \"US\"\n".to_string(), "is no risk model"),
            (text.replace("factor = 1.5", "factor = -1.5"), ": `all`: a factor lies between"),
            (text.replace("[rate]", "[rates]"), "unknown field `rates`"),
            (text.replace("unit-missing", "unit-mising"), "no such rule"),
            (text.replace("560000:1 ", "560000 "), "is no `postcode:orders`"),
            ("= =".to_string(), "m.toml:1:"),
        ] {
            let said = read("m.toml", &broken).expect_err("an error");
            assert!(said.contains(expect), "{said}");
        }
    }
}
