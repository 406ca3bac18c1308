//! Every export layout that doorstep knows a header of: recognised, its columns understood, its
//! orders told apart. `tests/platforms/*` are real headers over invented orders, the second of
//! which has a postcode of two digits; `*.txt` beside them is what `doorstep columns` and `scan`
//! say of them (`DOORSTEP_BLESS=1 cargo test --test platforms` rewrites it).

mod printed;

use std::path::{Path, PathBuf};

fn files() -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(printed::root().join("tests/platforms"))
        .expect("tests/platforms")
        .map(|e| e.expect("entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "csv" || e == "tsv"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_layout_is_recognised_and_read() {
    assert!(files().len() >= 30);
    for file in files() {
        let relative = file.strip_prefix(printed::root()).expect("inside").to_str().expect("a path");
        let mut text = printed::printed(&["columns", relative]);
        for order in printed::jsonl(&file, &[]) {
            text.push_str(&spoken(&order));
        }
        printed::blessed(&file.with_extension("txt"), &text);
    }
}

#[test]
fn only_the_free_form_is_not_recognised() {
    for file in files() {
        let orders = printed::jsonl(&file, &[]);
        let platform = orders[0]["platform"].as_str().unwrap_or_default();
        assert_ne!(platform, "generic", "{}", file.display());
        assert!(orders.len() >= 2, "{}", file.display());
    }
}

#[test]
fn a_report_without_addresses_is_refused_with_the_one_to_export() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ebay.csv");
    let header = "Sales Record Number,Order Number,Buyer Username,Item Number,Item Title,Quantity,Total Price";
    std::fs::write(&file, format!("\r\n{header}\r\n1,11-1,someone,1,Postcard,1,$2\r\n\r\n1 record(s) downloaded\r\n"))
        .expect("writable");
    let output = printed::doorstep(&["scan", file.to_str().expect("a path")]);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("eBay orders report") && error.contains("Seller Hub"), "{error}");
}

/// An order in one line: number, status, country, what was read as its door, what is wrong.
fn spoken(order: &serde_json::Value) -> String {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_string();
    let parsed = &order["parsed"];
    let codes: Vec<String> = order["findings"].as_array().into_iter().flatten().map(|f| text(&f["code"])).collect();
    format!(
        "{} | {} | {} | {} / {} / {} | {} | {}\n",
        text(&order["order"]),
        text(&order["status"]),
        text(&order["country"]),
        text(&parsed["street"]),
        text(&parsed["house_number"]),
        text(&parsed["unit"]),
        text(&order["service"]),
        codes.join(" ")
    )
}

/// A path of this repository exists for every snapshot.
#[test]
fn no_snapshot_without_a_file() {
    let known: Vec<PathBuf> = files().iter().map(|f| f.with_extension("txt")).collect();
    for entry in std::fs::read_dir(printed::root().join("tests/platforms")).expect("tests/platforms") {
        let path = entry.expect("entry").path();
        if path.extension().is_some_and(|e| e == "txt") {
            assert!(known.contains(&path), "{} belongs to no file", Path::new(&path).display());
        }
    }
}
