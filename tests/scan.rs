//! What a scan promises of its outputs, held on every sample: nothing lost, nothing changed,
//! numbers that add up, and nothing in them that could harm whoever opens them.

mod common;

use std::collections::HashSet;

use common::{Folder, GOOD, HEADER, many, samples};
use serde_json::Value;

/// The samples, and what a test makes of them: other encodings, line ends, quoting.
fn exports() -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = samples()
        .iter()
        .map(|p| (p.file_name().expect("name").to_string_lossy().into_owned(), std::fs::read(p).expect("sample")))
        .collect();
    let shopify = String::from_utf8(sample("shopify_orders.csv")).expect("UTF-8");
    let utf16 = |text: &str, big: bool| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    };
    all.push(("utf16le.csv".into(), utf16(&shopify, false)));
    all.push(("utf16be.csv".into(), utf16(&shopify, true)));
    all.push(("bom.csv".into(), format!("\u{feff}{shopify}").into_bytes()));
    all.push(("no_last_line_end.csv".into(), shopify.trim_end().as_bytes().to_vec()));
    let woo = String::from_utf8(sample("woocommerce_orders.csv")).expect("UTF-8");
    all.push(("crlf.csv".into(), woo.replace('\n', "\r\n").into_bytes()));
    all.push(("cr.csv".into(), woo.replace('\n', "\r").into_bytes()));
    all.push(("blank_lines.csv".into(), woo.replace('\n', "\n\n").into_bytes()));
    all.push(("titled.csv".into(), format!("Orders of November\n\n{woo}").into_bytes()));
    all.push((
        "ragged.csv".into(),
        format!("{HEADER}{GOOD}1002,short\n,,,,,,,,,\n1003,a,b,c,d,e,f,g,h,i,j,k\n").into_bytes(),
    ));
    all
}

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(common::sample(name)).expect("sample")
}

const AS_OF: [&str; 2] = ["--as-of", "2026-11-23"];

fn jsonl(folder: &Folder, name: &str, more: &[&str]) -> Vec<Value> {
    let args = [&["scan", name, "-o", "-", "--format", "jsonl"], &AS_OF[..], more].concat();
    let said = folder.run(&args).ends(0, &[]);
    said.out.lines().map(|l| serde_json::from_str(l).expect("a line of JSON")).collect()
}

fn csv(folder: &Folder, name: &str) -> Vec<u8> {
    folder.run(&[&["scan", name, "-o", "-", "--format", "csv"], &AS_OF[..]].concat()).ends(0, &[]).bytes
}

#[test]
fn every_order_of_an_export_comes_out_once() {
    // order numbers by an independent reading; footers and blank rows have none
    for (name, key) in [
        ("shopify_orders.csv", "Name"),
        ("woocommerce_orders.csv", "order_id"),
        ("etsy_sold_order_items.csv", "Order ID"),
        ("ebay_orders.csv", "Order Number"),
        ("tiktok_orders.csv", "Order ID"),
        ("amazon_unshipped.txt", "order-id"),
        ("generic_de.csv", "Bestellnummer"),
        ("generic_ja.csv", ""),
    ] {
        let bytes = sample(name);
        let delimiter = *b"\t;,".iter().max_by_key(|d| bytes.iter().take(200).filter(|b| b == d).count()).expect("one");
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .delimiter(delimiter)
            .quoting(!name.starts_with("amazon"))
            .from_reader(&bytes[..]);
        let rows: Vec<csv::ByteRecord> = reader.byte_records().map(|r| r.expect("a row")).collect();
        let text = |b: &[u8]| String::from_utf8_lossy(b).trim_start_matches('\u{feff}').to_string();
        let head = rows.iter().position(|r| r.len() > 3).expect("a header");
        let at = rows[head].iter().position(|n| text(n) == key).unwrap_or(0);
        let numbers: Vec<String> = rows[head + 1..].iter().filter(|r| r.len() > 3).map(|r| text(&r[at])).collect();
        let mut expected: Vec<&String> = numbers.iter().filter(|n| n.bytes().any(|b| b.is_ascii_digit())).collect();
        expected.dedup();
        let folder = Folder::new();
        folder.write(name, &bytes);
        let found = jsonl(&folder, name, &[]);
        assert_eq!(found.len(), expected.len(), "{name}: {numbers:?}");
        let lines: Vec<u64> = found.iter().map(|l| l["line"].as_u64().expect("line")).collect();
        assert!(lines.windows(2).all(|w| w[0] < w[1]), "{name}: in the order of the file");
    }
}

/// Takes the last four fields off every record of a table written by doorstep.
fn without_ours(text: &str, delimiter: char, quotes: bool) -> String {
    let (mut out, mut record, mut cuts, mut quoted) = (String::new(), String::new(), Vec::new(), false);
    let mut end = |record: &mut String, cuts: &mut Vec<usize>| {
        let keep = if cuts.len() >= 4 { cuts[cuts.len() - 4] } else { record.len() };
        out.push_str(&record[..keep]);
        record.clear();
        cuts.clear();
    };
    for c in text.chars() {
        if (c == '\n' || c == '\r') && !quoted {
            end(&mut record, &mut cuts);
            record.push(c); // belongs to what is kept
            continue;
        }
        if c == '"' && quotes {
            quoted = !quoted;
        }
        if c == delimiter && !quoted {
            cuts.push(record.len());
        }
        record.push(c);
    }
    end(&mut record, &mut cuts);
    out
}

/// Latin-1, so that bytes of any encoding but UTF-16 can be handled as text and back.
fn letters(bytes: &[u8]) -> String {
    bytes.iter().map(|b| char::from(*b)).collect()
}

fn wide(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> = bytes.chunks_exact(2).map(|p| unit([p[0], p[1]])).collect();
    Some(String::from_utf16(&units).expect("UTF-16"))
}

#[test]
fn a_csv_result_is_the_export_with_four_columns() {
    for (name, bytes) in exports() {
        let folder = Folder::new();
        folder.write(&name, &bytes);
        let result = csv(&folder, &name);
        let (ours, theirs) = match (wide(&result), wide(&bytes)) {
            (Some(ours), Some(theirs)) => (ours, theirs),
            _ => (letters(&result), letters(&bytes)),
        };
        let delimiter = if name.starts_with("amazon") {
            '\t'
        } else if name == "generic_de.csv" {
            ';'
        } else {
            ','
        };
        let back = without_ours(&ours, delimiter, !name.starts_with("amazon"));
        // rows that are too short, footers among them, are padded first
        let padded = |line: &str| {
            let wide = without_ours(
                ours.split(['\r', '\n']).find(|l| l.contains("doorstep_risk")).expect("a header"),
                delimiter,
                true,
            );
            let short = wide.matches(delimiter).count().saturating_sub(line.matches(delimiter).count());
            format!("{line}{}", delimiter.to_string().repeat(short))
        };
        for (at, (back, theirs)) in back.split('\n').zip(theirs.split('\n')).enumerate() {
            let (back, theirs) = (back.trim_end_matches('\r'), theirs.trim_end_matches('\r'));
            assert!(
                back == theirs || back == padded(theirs),
                "{name}:{}: other bytes changed:\n{back}\n{theirs}",
                at + 1
            );
        }
        assert_eq!(back.matches('\n').count(), theirs.matches('\n').count(), "{name}");
    }
}

#[test]
fn running_on_its_own_result_replaces_the_columns() {
    for (name, bytes) in exports() {
        let folder = Folder::new();
        folder.write(&name, &bytes);
        let once = csv(&folder, &name);
        folder.write(&name, &once);
        let twice = csv(&folder, &name);
        let text = letters(&twice);
        assert!(text.replace('\0', "").matches("doorstep_risk").count() == 1, "{name}: replaced, not repeated");
        // the first result has padded the rows that were too short, so they are no longer
        assert!(twice == once || name == "ragged.csv", "{name}: stable");
        folder.write(&name, &twice);
        assert!(csv(&folder, &name) == twice, "{name}: stable");
    }
}

/// Numbers of PRODUCT.md that must follow from one another in a line.
fn check_line(line: &Value) {
    let number = |v: &Value| v.as_f64().unwrap_or_else(|| panic!("a number: {v} in {line}"));
    assert_eq!(line["schema"], "doorstep/order/1");
    if line["status"] != "check" {
        for key in ["risk", "risk_clean", "band", "reasons", "hazards", "expected_loss", "avoidable_loss"] {
            assert!(line[key].is_null(), "{key}: {line}");
        }
        return;
    }
    let (risk, clean) = (number(&line["risk"]), number(&line["risk_clean"]));
    assert!((0.0..1.0).contains(&risk) && clean <= risk + 1e-9, "{line}");
    let reasons = line["reasons"].as_object().expect("reasons");
    let sum: f64 = reasons.values().map(number).sum();
    assert!((sum - risk).abs() < 1e-5, "reasons add up to {sum}: {line}");
    let avoidable = risk - clean;
    let near = [0.01, 0.05, 0.2].iter().any(|t| (avoidable - t).abs() < 2e-6);
    let band = ["low", "medium", "high", "critical"][[0.01, 0.05, 0.2].iter().filter(|t| avoidable >= **t).count()];
    assert!(near || line["band"] == band, "{line}");

    // each hazard that differs from its base, and each share by it
    let findings = line["findings"].as_array().expect("findings");
    let total = -(1.0 - risk).ln();
    let hazards = line["hazards"].as_object().expect("hazards");
    for (reason, h) in hazards {
        let (base, effect, adds) = (number(&h["base"]), number(&h["effect"]), number(&h["adds"]));
        assert!((1.0..=300.0).contains(&effect) && adds >= 0.0 && (effect != 1.0 || adds != 0.0), "{line}");
        let share = (base * effect + adds) / total * risk;
        assert!((share - number(&reasons[reason])).abs() < 1e-3 * share.max(0.01), "{reason} {share}: {line}");
        let counted = findings.iter().filter(|f| f["counted"] == true && f["reason"] == reason.as_str());
        let product: f64 = counted.clone().map(|f| f["effect"].as_f64().unwrap_or(1.0)).product();
        let refused: f64 = counted.map(|f| f["adds"].as_f64().unwrap_or(0.0)).sum();
        assert!((product.min(300.0) - effect).abs() < 1e-3 && (refused - adds).abs() < 1e-4, "{reason}: {line}");
    }
    // findings of one cause count once
    let mut causes = HashSet::new();
    let mut severities = Vec::new();
    for f in findings {
        let cause = f["cause"].as_str();
        if f["counted"] == true {
            assert!(causes.insert(cause.expect("a cause")), "{cause:?} twice: {line}");
        }
        assert!(!(f["effect"].is_number() && f["adds"].is_number()), "effect or adds: {line}");
        severities.push(["error", "warning", "note"].iter().position(|s| f["severity"] == *s).expect("a severity"));
        for fix in std::iter::once(&f["fix"]).chain(f["alternatives"].as_array().expect("alternatives")) {
            if !fix.is_null() {
                check_fix(fix, risk, line);
            }
        }
    }
    assert!(findings.iter().filter_map(|f| f["cause"].as_str()).all(|c| causes.contains(c)), "one of each: {line}");
    assert!(severities.is_sorted(), "worst first: {line}");
    let amount = |v: &Value| v["amount"].as_str().and_then(|a| a.parse::<f64>().ok()).expect("an amount");
    let (expected, avoidable) = (amount(&line["expected_loss"]), amount(&line["avoidable_loss"]));
    assert!(avoidable >= 0.0 && avoidable <= expected + 0.005, "{line}");
    assert_eq!(line["expected_loss"]["currency"], line["avoidable_loss"]["currency"]);
    assert!(findings.iter().any(|f| f["counted"] == true) || avoidable == 0.0, "{line}");
}

fn check_fix(fix: &Value, risk: f64, line: &Value) {
    let after = fix["risk_after"].as_f64().expect("risk_after");
    if fix["level"] == "ask" {
        assert!(fix["edits"].is_null() && fix["question"]["english"].is_string(), "{line}");
        assert!(after <= risk + 1e-6, "without the finding: {line}");
        return;
    }
    let edits = fix["edits"].as_array().expect("edits");
    let mut cells = HashSet::new();
    for edit in edits {
        assert!(cells.insert((edit["line"].as_u64(), edit["column_index"].as_u64())), "a cell twice: {line}");
        assert_ne!(edit["from"], edit["to"], "an edit that changes nothing: {line}");
    }
    if fix["level"] == "safe" {
        assert!(!edits.is_empty(), "a safe fix that edits nothing: {line}");
        assert!(after <= risk + 1e-6, "a safe fix that makes it worse: {line}");
    }
}

#[test]
fn every_line_obeys_the_formulas() {
    let mut lines = 0;
    for (name, bytes) in exports() {
        let folder = Folder::new();
        folder.write(&name, &bytes);
        for line in jsonl(&folder, &name, &[]) {
            check_line(&line);
            lines += 1;
        }
    }
    let folder = Folder::new();
    for (i, text) in fixtures().iter().enumerate() {
        let name = format!("{i}.csv");
        folder.write(&name, text);
        for line in jsonl(&folder, &name, &[]) {
            check_line(&line);
            lines += 1;
        }
    }
    assert!(lines > 300, "{lines}");
}

/// The fixtures of the rules, where they are tables of their own.
fn fixtures() -> Vec<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let mut out = Vec::new();
    for family in ["address", "handling", "recipient", "size"] {
        let mut rules: Vec<_> =
            std::fs::read_dir(root.join(family)).expect("fixtures").map(|e| e.expect("entry").path()).collect();
        rules.sort();
        for rule in rules {
            let text = std::fs::read_to_string(rule.join("flagged.csv")).expect("a fixture");
            let names = text.lines().next().unwrap_or_default().to_lowercase();
            if names.contains("address") || names.contains("postcode") {
                out.push(text);
            }
        }
    }
    assert!(out.len() > 20);
    out
}

#[test]
fn losses_follow_from_reasons_and_costs() {
    let folder = Folder::new();
    folder.write("orders.csv", many(60).replace("Note", "Total").replace("\"ring twice\nthen \"\"wait\"\"\"", "80.00"));
    let costs = "recipient = 10\naddress = 20\ncustoms = 0\nhandling = { amount = 5, value_share = 0.5 }\ndisruption = 0\nsize = 0\n";
    folder.write("doorstep.toml", format!("currency = \"USD\"\n[costs]\n{costs}"));
    for line in jsonl(&folder, "orders.csv", &[]) {
        let reason = |name: &str| line["reasons"][name].as_f64().expect("a reason");
        let value = line["value"]["amount"].as_str().and_then(|v| v.parse::<f64>().ok()).unwrap_or(0.0);
        let expected = 10.0 * reason("recipient") + 20.0 * reason("address") + (5.0 + 0.5 * value) * reason("handling");
        let said: f64 = line["expected_loss"]["amount"].as_str().and_then(|a| a.parse().ok()).expect("an amount");
        assert!((said - expected).abs() < 0.006, "{expected}: {line}");
    }
}

#[test]
fn hostile_cells_stay_text() {
    let hostile = "\x1b[31mred\x1b]0;title\x07 \u{202e}evil\u{202c} \u{9b}2J \r\nnew line";
    let formula = "=HYPERLINK(\"\"http://x\"\")";
    let row = |n: &str, cell: &str| {
        format!("{n},\"{cell}\",\"{cell}\",\"{cell}\",\"{cell}\",\"{cell}\",\"{cell}\",US,\"{cell}\",\"{cell}\"\n")
    };
    let rows =
        [row("\"\x1b[2J1\"", hostile), row("2", formula), row("3", "+1-2@3"), row("4", "@SUM(A1)"), row("5", "-2+3")];
    let folder = Folder::new();
    let header = HEADER.replace("Address 2", "=Address 2\x1b[1m").replace("State", "\u{202e}State");
    folder.write("orders.csv", format!("{header}{}", rows.concat()));
    for args in [
        &["scan", "orders.csv", "-v", "--top", "99"][..],
        &["columns", "orders.csv"],
        &["scan", "orders.csv", "--redact"],
    ] {
        let said = folder.run(args).ends(0, &[]);
        let steers = |c: char| {
            c != '\n'
                && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c))
        };
        for text in [&said.out, &said.err] {
            let found: Vec<char> = text.chars().filter(|c| steers(*c)).collect();
            assert!(found.is_empty(), "{found:?} in {args:?}: {text}");
        }
    }
    let result = csv(&folder, "orders.csv");
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(&result[..]);
    let mut rows = 0;
    for row in reader.records() {
        let row = row.expect("a row");
        assert_eq!(row.len(), 14, "{row:?}");
        for cell in row.iter().skip(10) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "starts a formula: {cell}");
        }
        rows += 1;
    }
    assert_eq!(rows, 5, "no cell breaks out of its row");
}
