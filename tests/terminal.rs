//! The report that a person reads, for small invented files: `tests/terminal/*.txt`, rewritten by
//! `DOORSTEP_BLESS=1 cargo test --test terminal`.

mod printed;

use std::path::Path;

use doorstep::report::text::width;

const MIXED: &str = "tests/terminal/mixed.csv";
const CLEAN: &str = "tests/terminal/clean.csv";
const ONE: &str = "tests/terminal/one.csv";
/// Questions about one cell twice, and two equal orders.
const ASKS: &str = "tests/terminal/asks.csv";

fn report(args: &[&str]) -> String {
    let mut all = vec!["scan", "--as-of", "2026-11-23"];
    all.extend(args);
    printed::printed(&all)
}

#[test]
fn a_report_reads_well() {
    for (name, args) in [
        ("mixed", &[MIXED][..]),
        ("mixed-verbose", &[MIXED, "-v", "--top", "1"]),
        ("mixed-redacted", &[MIXED, "--redact", "--top", "2"]),
        ("clean", &[CLEAN]),
        ("one", &[ONE]),
        ("asks", &[ASKS]),
        ("several", &[MIXED, CLEAN, ONE, "--top", "3"]),
    ] {
        printed::blessed(&Path::new("tests/terminal").join(format!("{name}.txt")), &report(args));
    }
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for columns in ["60", "80", "100", "200"] {
        let most: usize = columns.parse::<usize>().expect("a number").min(100);
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_doorstep"))
            .args(["scan", MIXED, CLEAN, ONE, "-v", "--top", "50"])
            .current_dir(printed::root())
            .env("COLUMNS", columns)
            .output()
            .expect("doorstep runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        // the command to copy is never broken
        for line in text.lines().filter(|l| !l.contains("doorstep scan ") && most >= 80) {
            assert!(width(line) <= most, "{columns} columns: {} {line}", width(line));
        }
    }
}

#[test]
fn nothing_but_text_where_there_is_no_terminal() {
    assert!(!report(&[MIXED]).contains('\x1b'));
}

#[test]
fn what_was_written_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("risk.csv");
    let text = report(&[MIXED, "-o", target.to_str().expect("a path")]);
    assert!(text.lines().last().is_some_and(|l| l.starts_with("Written") && l.ends_with("risk.csv")), "{text}");
}
