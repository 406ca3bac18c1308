//! What every shipped sample says: order → status or codes, one small file each in
//! `tests/samples/`. `DOORSTEP_BLESS=1 cargo test --test samples` rewrites them.
//!
//! `scripts/make_samples.py` says what was planted; whatever else turns up here is a false alarm.

mod printed;

use std::path::Path;

#[test]
fn every_sample_is_understood() {
    let mut samples: Vec<_> = std::fs::read_dir(printed::root().join("data/samples"))
        .expect("data/samples")
        .map(|e| e.expect("entry").path())
        .collect();
    samples.retain(|path| path.extension().is_some_and(|e| e != "toml"));
    samples.sort();
    assert!(samples.len() >= 8);
    for sample in samples {
        let stem = sample.file_stem().and_then(|s| s.to_str()).expect("name");
        printed::blessed(&Path::new("tests/samples").join(format!("{stem}.txt")), &summary(&sample));
    }
}

/// One line per order: its number, then what was found, or why it is left out.
fn summary(sample: &Path) -> String {
    let lines = printed::jsonl(sample, &[]);
    let mut out = String::new();
    for order in &lines {
        let number = order["order"].as_str().unwrap_or_default();
        let status = order["status"].as_str().unwrap_or_default();
        let codes: Vec<&str> =
            order["findings"].as_array().into_iter().flatten().filter_map(|f| f["code"].as_str()).collect();
        let said = match (status, codes.is_empty()) {
            ("check", true) => "fine".to_string(),
            ("check", false) => codes.join(" "),
            _ => format!("({status})"),
        };
        out.push_str(&format!("{number}  {said}\n"));
    }
    out
}
