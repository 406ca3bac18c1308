//! The page: one self-contained file for `-o report.html`, and the same page served by
//! `doorstep review`. What it shows of an order is one line of JSON, made here and nowhere else; how
//! it looks is in `page.html`, `page.css` and the files of `script/`.

mod csp;
mod listed;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, BufRead, Seek, Write};

use serde::Serialize;
use serde_json::value::RawValue;

use self::listed::{escaped, put_orders, worst};
use super::jsonl::{self, AdviceOut, Amount, ByReason, FindingOut, rounded};
use super::message::{self, Message};
use super::{json, redact, why};
use crate::finding::{Reason, Severity};
use crate::input::Field;
use crate::rules;
use crate::scan::{Assessed, Summary};

/// Public name of the layout.
pub const SCHEMA: &str = "doorstep/page/1";

/// The most orders of a page; of more, the worst are listed. A page of so many opens in a second or
/// two.
pub const MOST: usize = 50_000;

const SKELETON: &str = include_str!("page.html");
/// How it looks.
pub const STYLE: &str = include_str!("page.css");
/// What it does.
pub const SCRIPT: &str = concat!(
    include_str!("script/nodes.js"),
    include_str!("script/read.js"),
    include_str!("script/overview.js"),
    include_str!("script/filters.js"),
    include_str!("script/list.js"),
    include_str!("script/order.js"),
    include_str!("script/keys.js"),
    include_str!("script/server.js"),
    include_str!("script/decide.js"),
    include_str!("script/edit.js"),
    include_str!("script/save.js"),
);

/// Cells that are shown even where they are blank: what a label is printed from.
const LABEL: [Field; 15] = [
    Field::Name,
    Field::FirstName,
    Field::LastName,
    Field::Company,
    Field::Address1,
    Field::Address2,
    Field::Address3,
    Field::HouseNumber,
    Field::AddressFull,
    Field::District,
    Field::City,
    Field::Region,
    Field::Postcode,
    Field::Country,
    Field::Phone,
];

/// Cells that are shown where they say something, or are wrong.
const OTHERS: [Field; 22] = [
    Field::Email,
    Field::StreetJoined,
    Field::RegionName,
    Field::Service,
    Field::Carrier,
    Field::Signature,
    Field::Insured,
    Field::Total,
    Field::Currency,
    Field::Weight,
    Field::Length,
    Field::Width,
    Field::Height,
    Field::Dimensions,
    Field::TaxId,
    Field::Contents,
    Field::HsCode,
    Field::CustomsValue,
    Field::Duties,
    Field::ShipBy,
    Field::DeliverBy,
    Field::Note,
];

#[derive(Serialize)]
struct OrderOut<'l> {
    file: &'l str,
    line: u64,
    order: Cow<'l, str>,
    state: &'static str,
    country: Option<&'static str>,
    region: Option<&'static str>,
    service: &'l str,
    name: Cow<'l, str>,
    city: Cow<'l, str>,
    risk: Option<f64>,
    risk_clean: Option<f64>,
    band: Option<&'static str>,
    reasons: Option<ByReason>,
    value: Option<Amount>,
    expected_loss: Option<Amount>,
    avoidable_loss: Option<Amount>,
    loss: f64,
    cells: Vec<CellOut<'l>>,
    findings: Vec<FindingOut<'l>>,
    message: Option<Message>,
    advice: Option<AdviceOut>,
}

#[derive(Serialize)]
struct CellOut<'l> {
    field: &'static str,
    column: &'l str,
    column_index: usize,
    line: u64,
    value: Cow<'l, str>,
}

/// Appends the object of an order, without line end and without its `id`, which comes first.
pub fn order(assessed: &Assessed<'_, '_>, mask: bool, out: &mut Vec<u8>) {
    let (order, facts, verdict) = (assessed.order, assessed.facts, assessed.verdict);
    let show = |field: Field| {
        let text = order.get(field);
        Cow::Borrowed(if mask && redact::is_personal(field) { redact::value(text) } else { text })
    };
    let worst = assessed.findings.iter().map(|f| f.severity).max();
    let loss = assessed.loss.filter(|l| l.is_known());
    let name = order.names().join(" ");
    let line = OrderOut {
        file: assessed.table.name(),
        line: order.line,
        order: show(Field::Order),
        state: match worst {
            Some(Severity::Error) => "hold",
            Some(Severity::Warning) => "check",
            _ => "clean",
        },
        country: facts.country.map(|c| c.code),
        region: facts.region.map(|r| r.name),
        service: order.get(Field::Service),
        name: if mask { redact::value(name.trim()).to_string().into() } else { name.trim().to_string().into() },
        city: show(Field::City),
        risk: verdict.map(|v| rounded(v.risk)),
        risk_clean: verdict.map(|v| rounded(v.risk_clean)),
        band: verdict.map(|v| v.band.name()),
        reasons: verdict.map(|v| ByReason(v.reasons)),
        value: assessed.loss.and_then(|l| l.value).map(|v| Amount::of(v.amount, v.currency())),
        expected_loss: loss.map(|l| Amount::of(l.expected, l.currency())),
        avoidable_loss: loss.map(|l| Amount::of(l.avoidable, l.currency())),
        loss: assessed.loss.and_then(|l| l.in_config).map_or(0.0, |(_, avoidable)| rounded(avoidable)),
        cells: cells(assessed, &show),
        findings: jsonl::findings(assessed, mask),
        message: message::of_order(assessed, mask),
        advice: jsonl::advice(assessed),
    };
    // writing to memory does not fail
    let _ = serde_json::to_writer(&mut *out, &line);
}

fn cells<'l>(assessed: &'l Assessed<'_, '_>, show: &impl Fn(Field) -> Cow<'l, str>) -> Vec<CellOut<'l>> {
    let order = assessed.order;
    let named = |field: Field| assessed.findings.iter().any(|f| f.fields.contains(field));
    let others = OTHERS.iter().filter(|f| !order.get(**f).is_empty() || named(**f));
    let placed = LABEL.iter().chain(others).filter_map(|field| Some((*field, assessed.place(*field)?)));
    placed
        .map(|(field, place)| CellOut {
            field: field.name(),
            column: place.column,
            column_index: place.column_index,
            line: place.line,
            value: show(field),
        })
        .collect()
}

/// Appends the line of an order for [`write()`]: its rank, and its object.
pub fn line(assessed: &Assessed<'_, '_>, mask: bool, out: &mut Vec<u8>) {
    let _ = write!(out, "{} ", assessed.at_stake());
    order(assessed, mask, out);
    out.push(b'\n');
}

/// The object of an order with its number on the page.
pub fn numbered(id: usize, order: &[u8], out: &mut Vec<u8>) {
    let _ = write!(out, "{{\"id\":{id},");
    out.extend_from_slice(order.strip_prefix(b"{").unwrap_or(order));
}

#[derive(Serialize)]
struct RunOut<'s> {
    schema: &'static str,
    version: &'static str,
    as_of: &'s str,
    title: String,
    redacted: bool,
    listed: usize,
    left_out: u64,
    summary: Box<RawValue>,
    rules: BTreeMap<&'static str, RuleOut>,
    reasons: BTreeMap<&'static str, &'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    live: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    saves: Option<Saves<'s>>,
}

#[derive(Serialize)]
struct RuleOut {
    summary: &'static str,
    why: &'static str,
}

/// Where a review saves.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Saves<'s> {
    /// The corrected export.
    pub fixed: &'s str,
    /// Orders that are held.
    pub hold: &'s str,
    /// Every change.
    pub log: &'s str,
    /// Questions to buyers.
    pub messages: &'s str,
}

/// The object of a run with so many orders on its page.
pub fn run(summary: &Summary, redacted: bool, listed: usize, saves: Option<Saves<'_>>) -> Vec<u8> {
    let summary_json = String::from_utf8(json::summary(summary)).unwrap_or_default();
    // pretty-printed, it would break a line of NDJSON
    let compact = serde_json::from_str::<serde_json::Value>(&summary_json).unwrap_or_default().to_string();
    let names: Vec<&str> = summary.sources.iter().map(|s| s.file.as_str()).collect();
    let title = match names.as_slice() {
        [one] => one.to_string(),
        several => format!("{} files", several.len()),
    };
    let codes = summary.codes.keys().copied();
    let about = |code: &'static str| {
        let rule = rules::by_code(code)?;
        Some((code, RuleOut { summary: rule.summary, why: why::of(code)? }))
    };
    let out = RunOut {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        as_of: &summary.as_of,
        title,
        redacted,
        listed,
        left_out: summary.flagged.saturating_sub(listed as u64),
        summary: RawValue::from_string(compact).unwrap_or_default(),
        // an edit in a review may bring another rule to light
        rules: if saves.is_some() {
            rules::all().filter_map(|r| about(r.code)).collect()
        } else {
            codes.filter_map(about).collect()
        },
        reasons: Reason::ALL.iter().map(|r| (r.name(), r.meaning())).collect(),
        live: saves.map(|_| true),
        saves,
    };
    serde_json::to_vec(&out).unwrap_or_default()
}

/// Writes the self-contained page out of the [lines](line()) of its orders; of more than
/// [`MOST`], the worst.
///
/// # Errors
/// When the lines cannot be read or the page cannot be written.
pub fn write(
    summary: &Summary,
    redacted: bool,
    lines: &mut (impl BufRead + Seek),
    out: &mut dyn Write,
) -> io::Result<()> {
    let (listed, bar) = worst(lines, MOST)?;
    for part in SKELETON.split_inclusive('\n') {
        match part.trim() {
            "{{policy}}" => out.write_all(csp::standalone().as_bytes())?,
            "{{style}}" => write!(out, "<style>{STYLE}</style>")?,
            "{{script}}" => write!(out, "<script>{SCRIPT}</script>")?,
            "{{run}}" => {
                out.write_all(b"<script type=\"application/json\" id=\"run\">")?;
                escaped(&run(summary, redacted, listed, None), out)?;
                out.write_all(b"</script>")?;
            }
            "{{orders}}" => put_orders(lines, (listed, bar), out)?,
            _ => out.write_all(part.as_bytes())?,
        }
    }
    Ok(())
}

/// The page that asks its server for everything.
pub fn served() -> String {
    let parts = SKELETON.split_inclusive('\n').map(|part| match part.trim() {
        "{{policy}}" | "{{run}}" | "{{orders}}" => "",
        "{{style}}" => "<link rel=\"stylesheet\" href=\"page.css\">\n",
        "{{script}}" => "<script src=\"page.js\" defer></script>\n",
        _ => part,
    });
    parts.collect()
}

/// The policy of the served page, as a header: it talks to its own server alone.
pub const SERVED_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
