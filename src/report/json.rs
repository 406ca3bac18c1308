//! The run's summary as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::jsonl::{Amount, ByReason, rounded};
use crate::risk::Band;
use crate::scan::Summary;
use crate::world::platform::Status;

/// Public name of the layout.
pub const SCHEMA: &str = "doorstep/summary/1";

#[derive(Serialize)]
struct Out<'s> {
    schema: &'static str,
    version: &'static str,
    as_of: &'s str,
    files: Vec<File<'s>>,
    orders: u64,
    status: BTreeMap<&'static str, u64>,
    checked: u64,
    flagged: u64,
    severity: BTreeMap<&'static str, u64>,
    bands: BTreeMap<&'static str, u64>,
    expected_failures: f64,
    expected_failures_clean: f64,
    reasons: ByReason,
    expected_loss: Amount,
    avoidable_loss: Amount,
    without_rate: Vec<WithoutRate<'s>>,
    codes: Vec<Code>,
    notes: &'s [String],
}

#[derive(Serialize)]
struct File<'s> {
    file: &'s str,
    platform: &'static str,
    orders: u64,
    rows: u64,
    notes: &'s [String],
}

#[derive(Serialize)]
struct WithoutRate<'s> {
    currency: &'s str,
    orders: u64,
}

#[derive(Serialize)]
struct Code {
    code: &'static str,
    findings: u64,
    orders: u64,
    safe_fixes: u64,
}

/// The summary, pretty-printed, with a line end.
pub fn summary(summary: &Summary) -> Vec<u8> {
    let currency = &summary.currency;
    let failures: f64 = summary.expected_failures().iter().sum();
    let out = Out {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        as_of: &summary.as_of,
        files: summary
            .sources
            .iter()
            .map(|s| File { file: &s.file, platform: s.platform, orders: s.orders, rows: s.rows, notes: &s.notes })
            .collect(),
        orders: summary.orders,
        status: Status::ALL.iter().map(|s| (s.name(), summary.of_status(*s))).collect(),
        checked: summary.checked(),
        flagged: summary.flagged,
        severity: ["none", "note", "warning", "error"].into_iter().zip(summary.worst).collect(),
        bands: Band::ALL.iter().map(|b| (b.name(), summary.bands[*b as usize])).collect(),
        expected_failures: rounded(failures),
        expected_failures_clean: rounded(summary.expected_failures_clean().iter().sum()),
        reasons: ByReason(summary.expected_failures()),
        expected_loss: Amount::of(summary.expected_loss(), currency),
        avoidable_loss: Amount::of(summary.avoidable_loss(), currency),
        without_rate: summary
            .without_rate
            .iter()
            .map(|(currency, orders)| WithoutRate { currency, orders: *orders })
            .collect(),
        codes: summary
            .codes
            .iter()
            .map(|(code, c)| Code { code, findings: c.findings, orders: c.orders, safe_fixes: c.safe })
            .collect(),
        notes: &summary.notes,
    };
    // writing to memory does not fail
    let mut bytes = serde_json::to_vec_pretty(&out).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
