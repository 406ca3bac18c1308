//! Messages to buyers: every question of every rule is known in every language, and several questions
//! to one buyer become one message.

mod common;

use std::path::{Path, PathBuf};

use common::{Folder, HEADER};
use doorstep::world::message::Messages;
use serde_json::Value;

fn flagged(folder: PathBuf, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()) {
        if entry.is_dir() {
            flagged(entry, found);
        } else if entry.ends_with("flagged.csv") {
            found.push(entry);
        }
    }
}

#[test]
fn every_question_of_every_fixture_is_known_in_every_language() {
    let mut files = Vec::new();
    flagged(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules"), &mut files);
    let mut asked = std::collections::BTreeSet::new();
    for file in files {
        let folder = Folder::new();
        let path = file.to_string_lossy();
        folder.run(&["scan", &path, "-o", "a.jsonl", "--all", "--ship-from", "DE", "-q"]).ends(0, &[]);
        for line in folder.text("a.jsonl").lines() {
            let order: Value = serde_json::from_str(line).expect("an order");
            for finding in order["findings"].as_array().expect("findings") {
                if let Some(english) = finding["fix"]["question"]["english"].as_str() {
                    asked.insert(english.to_string());
                }
            }
        }
    }
    assert!(asked.len() > 25, "{asked:#?}");
    for question in &asked {
        for language in Messages::languages() {
            let said = Messages::of(language).question(question);
            assert!(said.is_some_and(|s| !s.contains('{')), "data/messages/{language}.toml lacks `{question}`");
        }
    }
}

#[test]
fn several_questions_to_one_buyer_are_one_message() {
    let rows = "1,Ada Byron,Hauptstr.,,Berlin,,10117,DE,,ada@example.com\n\
                2,Ada Byron,Nebenstr.,,Berlin,,,DE,,Ada@example.com\n\
                3,Tom Okafor,24 Linden St Apt,,Boston,MA,02134,US,,tom@example.com\n";
    let folder = Folder::with(format!("{HEADER}{rows}"));
    folder.run(&["scan", "orders.csv", "--messages", "m.csv", "-q"]).ends(0, &[]);
    let table = folder.read("m.csv");
    let mut reader = csv::Reader::from_reader(&table[..]);
    let messages: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a row")).collect();
    let cell = |row: usize, column: usize| messages[row].get(column).expect("a cell");
    assert_eq!(messages.len(), 2);
    assert_eq!((cell(0, 0), cell(0, 2), cell(0, 3)), ("ada@example.com", "1 2", "de"));
    assert!(cell(0, 5).contains("Hausnummer") && cell(0, 5).contains("Postleitzahl"), "{}", cell(0, 5));
    assert!(cell(0, 6).contains("What is the house number of your address?"));
    assert_eq!((cell(1, 0), cell(1, 3)), ("tom@example.com", "en"));
    assert_eq!(cell(1, 5), cell(1, 6));
}

#[test]
fn a_table_of_messages_is_safe_to_open() {
    let rows = "=1+1,=cmd|x,Hauptstr.,,Berlin,,10117,DE,,=x@example.com\n";
    let folder = Folder::with(format!("{HEADER}{rows}"));
    folder.run(&["scan", "orders.csv", "--messages", "m.csv", "-q"]).ends(0, &[]);
    let table = folder.read("m.csv");
    for row in csv::Reader::from_reader(&table[..]).records() {
        for cell in &row.expect("a row") {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
        }
    }
}
