//! One line of JSON for each order.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::SerializeMap;

use super::advice::sentence;
use super::message::{self, Question};
use super::redact;
use crate::finding::{Finding, Fix, FixLevel, Reason};
use crate::input::Field;
use crate::order::Parsed;
use crate::risk::Hazard;
use crate::scan::Assessed;

/// Public name of the line's layout.
pub const SCHEMA: &str = "doorstep/order/1";

#[derive(Serialize)]
struct Line<'l> {
    schema: &'static str,
    file: &'l str,
    line: u64,
    order: &'l str,
    status: &'static str,
    platform: &'static str,
    country: Option<&'static str>,
    service: Option<&'static str>,
    parsed: ParsedOut<'l>,
    risk: Option<f64>,
    risk_clean: Option<f64>,
    band: Option<&'static str>,
    reasons: Option<ByReason>,
    hazards: Option<Hazards>,
    value: Option<Amount>,
    expected_loss: Option<Amount>,
    avoidable_loss: Option<Amount>,
    findings: Vec<FindingOut<'l>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<AdviceOut>,
}

/// A better shipping choice. Amounts are in the currency of the order.
#[derive(Serialize)]
pub(super) struct AdviceOut {
    change: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<&'static str>,
    title: String,
    risk_after: f64,
    expected_loss: Amount,
    expected_loss_after: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    extra_price: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    saves: Option<Amount>,
}

pub(super) fn advice(assessed: &Assessed<'_, '_>) -> Option<AdviceOut> {
    let advice = assessed.advice()?;
    let currency = assessed.loss?.currency();
    let amount = |x: f64| Amount::of(x, currency);
    Some(AdviceOut {
        change: advice.change.name(),
        service: advice.service.map(|s| s.id),
        title: sentence(&advice, assessed.verdict.map_or(0.0, |v| v.risk), currency),
        risk_after: rounded(advice.risk_after),
        expected_loss: amount(advice.loss.0),
        expected_loss_after: amount(advice.loss.1),
        extra_price: advice.extra.map(amount),
        saves: advice.saves().map(amount),
    })
}

#[derive(Serialize)]
struct ParsedOut<'l> {
    house_number: Option<&'l str>,
    street: Option<&'l str>,
    unit: Option<&'l str>,
    building: Option<&'l str>,
    po_box: Option<&'l str>,
    pickup_point: Option<&'l str>,
}

#[derive(Serialize)]
pub(super) struct Amount {
    amount: String,
    currency: String,
}

impl Amount {
    pub(super) fn of(amount: f64, currency: &str) -> Amount {
        Amount { amount: format!("{amount:.2}"), currency: currency.to_string() }
    }
}

/// Six numbers by the name of the reason.
pub(super) struct ByReason(pub [f64; 6]);

impl Serialize for ByReason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(6))?;
        for reason in Reason::ALL {
            map.serialize_entry(reason.name(), &rounded(self.0[reason.index()]))?;
        }
        map.end()
    }
}

/// The hazards that differ from their bases.
struct Hazards([Hazard; 6]);

impl Serialize for Hazards {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Out {
            base: f64,
            effect: f64,
            adds: f64,
        }
        let mut map = serializer.serialize_map(None)?;
        for reason in Reason::ALL {
            let h = self.0[reason.index()];
            if h.effect != 1.0 || h.adds != 0.0 {
                map.serialize_entry(
                    reason.name(),
                    &Out { base: rounded(h.base), effect: rounded(h.effect), adds: rounded(h.adds) },
                )?;
            }
        }
        map.end()
    }
}

#[derive(Serialize)]
pub(super) struct FindingOut<'l> {
    code: &'static str,
    severity: &'static str,
    reason: Option<&'static str>,
    cause: Option<&'l str>,
    counted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    effect: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    adds: Option<f64>,
    fields: Vec<&'static str>,
    message: Cow<'l, str>,
    evidence: Option<Cow<'l, str>>,
    fix: Option<FixOut>,
    alternatives: Vec<FixOut>,
}

#[derive(Serialize)]
struct FixOut {
    level: &'static str,
    title: String,
    risk_after: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    edits: Option<Vec<EditOut>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<Question>,
}

#[derive(Serialize)]
struct EditOut {
    line: u64,
    column_index: usize,
    field: &'static str,
    column: String,
    from: String,
    to: String,
}

/// Six decimals: more would claim what nobody knows.
pub(super) fn rounded(x: f64) -> f64 {
    (x * 1e6).round() / 1e6
}

/// Appends the line of an order.
pub fn order(assessed: &Assessed<'_, '_>, mask: bool, out: &mut Vec<u8>) {
    let (order, facts) = (assessed.order, assessed.facts);
    let verdict = assessed.verdict;
    let line = Line {
        schema: SCHEMA,
        file: assessed.table.name(),
        line: order.line,
        order: order.get(Field::Order),
        status: assessed.status.name(),
        platform: assessed.table.layout.platform_name(),
        country: facts.country.map(|c| c.code),
        service: assessed.service_id(),
        parsed: parsed(&facts.parsed, mask),
        risk: verdict.map(|v| rounded(v.risk)),
        risk_clean: verdict.map(|v| rounded(v.risk_clean)),
        band: verdict.map(|v| v.band.name()),
        reasons: verdict.map(|v| ByReason(v.reasons)),
        hazards: verdict.map(|v| Hazards(v.hazards)),
        value: assessed.loss.and_then(|l| l.value).map(|v| Amount::of(v.amount, v.currency())),
        expected_loss: assessed.loss.filter(|l| l.is_known()).map(|l| Amount::of(l.expected, l.currency())),
        avoidable_loss: assessed.loss.filter(|l| l.is_known()).map(|l| Amount::of(l.avoidable, l.currency())),
        findings: findings(assessed, mask),
        advice: advice(assessed),
    };
    // writing to memory does not fail
    let _ = serde_json::to_writer(&mut *out, &line);
    out.push(b'\n');
}

/// Everything that is wrong with an order.
pub(super) fn findings<'l>(assessed: &Assessed<'l, 'l>, mask: bool) -> Vec<FindingOut<'l>> {
    assessed.findings.iter().enumerate().map(|(i, f)| finding(assessed, i, f, mask)).collect()
}

fn parsed<'l>(parsed: &Parsed<'l>, mask: bool) -> ParsedOut<'l> {
    let show = |text: Option<&'l str>| text.map(|t| if mask { redact::MASK } else { t });
    ParsedOut {
        house_number: show(parsed.house_number),
        street: show(parsed.street),
        unit: show(parsed.unit),
        building: show(parsed.building),
        po_box: show(parsed.po_box),
        pickup_point: show(parsed.pickup.map(|p| p.text)),
    }
}

fn finding<'l>(assessed: &Assessed<'_, '_>, i: usize, f: &'l Finding<'_>, mask: bool) -> FindingOut<'l> {
    let text = |t: &'l str| if mask { redact::message(t, assessed.order) } else { Cow::Borrowed(t) };
    let effect = assessed.verdict.and_then(|v| v.effects.get(i)).filter(|e| e.reason.is_some());
    FindingOut {
        code: f.code,
        severity: f.severity.name(),
        reason: effect.and_then(|e| e.reason).map(Reason::name),
        cause: effect.map(|e| e.cause).filter(|c| !c.is_empty()),
        counted: effect.is_some_and(|e| e.counted),
        effect: effect.filter(|e| e.adds == 0.0).map(|e| rounded(e.effect)),
        adds: effect.filter(|e| e.adds != 0.0).map(|e| rounded(e.adds)),
        fields: f.fields.iter().map(Field::name).collect(),
        message: text(&f.message),
        evidence: f.evidence.as_deref().map(text),
        fix: f.fix.as_ref().map(|x| fix(assessed, i, x, mask)),
        alternatives: f.alternatives.iter().map(|x| fix(assessed, i, x, mask)).collect(),
    }
}

fn fix(assessed: &Assessed<'_, '_>, i: usize, fix: &Fix<'_>, mask: bool) -> FixOut {
    let show = |text: String, field: Field| {
        if mask && redact::is_personal(field) { redact::value(&text).to_string() } else { text }
    };
    let edits = || {
        let placed = assessed.edits_on_all_rows(fix).into_iter();
        placed
            .map(|(place, field, from, to)| EditOut {
                line: place.line,
                column_index: place.column_index,
                field: field.name(),
                column: place.column.to_string(),
                from: show(from, field),
                to: show(to, field),
            })
            .collect()
    };
    let words = |text: &str| if mask { redact::message(text, assessed.order).into_owned() } else { text.to_string() };
    let (level, risk_after) = assessed.tried(i, fix);
    let asks = level == FixLevel::Ask;
    FixOut {
        level: level.name(),
        title: words(&fix.title),
        risk_after: rounded(risk_after),
        edits: (!asks).then(edits),
        question: fix.question.as_deref().filter(|_| asks).map(|q| message::question(assessed, q, mask)),
    }
}
