//! What holds for any bytes whatever: no panic, no order lost, and fixes that settle.

mod common;

use std::io::Write as _;
use std::sync::{Arc, Mutex};

use doorstep::config::Settings;
use doorstep::input::{Table, Wishes};
use doorstep::report::Format;
use doorstep::scan::{self, Job, Sink, Summary};
use proptest::prelude::*;
use serde_json::Value;

/// A place in memory that a sink writes to.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("one writer").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What a whole scan gives: summary, lines of JSON, CSV; `None` where the input is refused.
fn scanned(bytes: &[u8], threads: usize) -> Option<(Summary, Vec<Value>, Vec<u8>)> {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("room");
    let tables = [Table::open(&file.path().to_string_lossy(), &Wishes::default()).ok()?];
    let settings = Settings::default();
    let rules = scan::rules_of(&settings).expect("rules");
    let job = Job { threads, top: 5, ..Job::new(&tables, &settings, &rules, today()) };
    let (jsonl, csv) = (Memory::default(), Memory::default());
    let sink = |format, to: &Memory| Sink { format, writer: Box::new(to.clone()), inputs: vec![0], begun: false };
    let mut sinks = [sink(Format::Jsonl, &jsonl), sink(Format::Csv, &csv)];
    let summary = scan::run(&job, &mut sinks).expect("a temporary file is readable");
    drop(sinks);
    let text = String::from_utf8(jsonl.0.lock().expect("done").clone()).expect("JSON is UTF-8");
    let lines = text.lines().map(|l| serde_json::from_str(l).expect("a line of JSON")).collect();
    let csv = csv.0.lock().expect("done").clone();
    Some((summary, lines, csv))
}

/// Everything that can be said to hold of a scan of anything.
fn holds_together(bytes: &[u8]) {
    let Some((summary, lines, csv)) = scanned(bytes, 1) else { return };
    assert_eq!(summary.orders as usize, lines.len());
    let places: Vec<u64> = lines.iter().map(|l| l["line"].as_u64().expect("line")).collect();
    assert!(places.windows(2).all(|w| w[0] <= w[1]), "in the order of the file: {places:?}");
    assert!(csv.len() >= bytes.len() || bytes.windows(13).any(|w| w == b"doorstep_risk") || bytes.len() % 2 == 1);
    doorstep::report::terminal::report(
        &summary,
        doorstep::report::terminal::Style { colour: false, width: 80, verbose: true, redact: false, written: &[] },
    );
    for line in &lines {
        if let Some(risk) = line["risk"].as_f64() {
            assert!((0.0..1.0).contains(&risk), "{line}");
        }
    }
    let (_, again, csv_again) = scanned(bytes, 3).expect("still a table");
    assert!(lines == again.iter().zip(&lines).map(|(a, l)| named(a, l)).collect::<Vec<_>>() && csv == csv_again);
}

/// The line under the name of the other's file.
fn named(line: &Value, other: &Value) -> Value {
    let mut line = line.clone();
    line["file"] = other["file"].clone();
    line
}

#[derive(Clone, Debug)]
enum Mutation {
    Replace(usize, u8),
    Insert(usize, Vec<u8>),
    Remove(usize, usize),
    Repeat(usize, usize),
    Cut(usize),
}

impl Mutation {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let len = bytes.len();
        if len == 0 {
            return;
        }
        match self {
            Mutation::Replace(at, byte) => bytes[at % len] = *byte,
            Mutation::Insert(at, more) => {
                let at = at % len;
                bytes.splice(at..at, more.iter().copied());
            }
            Mutation::Remove(at, n) => {
                let at = at % len;
                bytes.drain(at..(at + n).min(len));
            }
            Mutation::Repeat(at, n) => {
                let at = at % len;
                let part = bytes[at..(at + n).min(len)].to_vec();
                bytes.splice(at..at, part);
            }
            Mutation::Cut(at) => bytes.truncate(at % len),
        }
    }
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = || prop_oneof![3 => 0usize..200_000, 1 => 0usize..800];
    let telling = prop::sample::select(vec![
        b"\"".to_vec(),
        b"\"\"".to_vec(),
        b",".to_vec(),
        b"\n".to_vec(),
        b"\r\n\r\n".to_vec(),
        b"\0".to_vec(),
        b"\xff\xfe".to_vec(),
        "\u{2060}ß\u{202e}İ".as_bytes().to_vec(),
        "e\u{301}\u{1f600}".as_bytes().to_vec(),
        b"'0".to_vec(),
        b"=1+1".to_vec(),
        b"4.47E+11".to_vec(),
        b"Apt".to_vec(),
        b"PO Box ".to_vec(),
        b"99999999999999999999999".to_vec(),
    ]);
    prop_oneof![
        2 => (at(), any::<u8>()).prop_map(|(at, b)| Mutation::Replace(at, b)),
        4 => (at(), telling).prop_map(|(at, t)| Mutation::Insert(at, t)),
        1 => (at(), prop::collection::vec(any::<u8>(), 1..20)).prop_map(|(at, t)| Mutation::Insert(at, t)),
        2 => (at(), 1usize..60).prop_map(|(at, n)| Mutation::Remove(at, n)),
        1 => (at(), 1usize..400).prop_map(|(at, n)| Mutation::Repeat(at, n)),
        1 => (2000usize..200_000).prop_map(Mutation::Cut),
    ]
}

fn seeds() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = common::samples().iter().map(|p| std::fs::read(p).expect("sample")).collect();
    all.push(format!("{}{}", common::HEADER, common::GOOD.repeat(3)).into_bytes());
    all.push(common::many(40).into_bytes());
    all
}

/// The export with every safe edit of the lines in its cells.
fn with_safe_edits(bytes: &[u8], lines: &[Value]) -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(bytes);
    let mut rows: Vec<(u64, Vec<Vec<u8>>)> = Vec::new();
    for row in reader.byte_records() {
        let row = row.expect("memory");
        let mut start = row.position().map_or(0, csv::Position::byte) as usize;
        start += bytes[start..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let line = 1 + bytes[..start].iter().filter(|b| **b == b'\n').count() as u64;
        rows.push((line, row.iter().map(<[u8]>::to_vec).collect()));
    }
    for edit in safe_edits(lines) {
        let (line, column) = (edit["line"].as_u64(), edit["column_index"].as_u64().expect("a column") as usize);
        let row = rows.iter_mut().find(|(at, _)| Some(*at) == line).unwrap_or_else(|| panic!("no row at {line:?}"));
        assert_eq!(edit["from"].as_str().map(str::as_bytes), row.1.get(column).map(Vec::as_slice), "{edit}");
        row.1[column] = edit["to"].as_str().expect("text").as_bytes().to_vec();
    }
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    rows.iter().for_each(|(_, row)| writer.write_record(row).expect("memory"));
    writer.into_inner().expect("memory")
}

/// Safe edits, the first of those that want the same cell.
fn safe_edits(lines: &[Value]) -> Vec<&Value> {
    let mut out: Vec<&Value> = Vec::new();
    for fix in lines.iter().flat_map(findings).map(|f| &f["fix"]).filter(|f| f["level"] == "safe") {
        let edits = fix["edits"].as_array().expect("edits");
        let same = |a: &Value, b: &Value| a["line"] == b["line"] && a["column_index"] == b["column_index"];
        if edits.iter().all(|e| !out.iter().any(|o| same(o, e))) {
            out.extend(edits);
        }
    }
    out
}

fn findings(line: &Value) -> &[Value] {
    line["findings"].as_array().map_or(&[], Vec::as_slice)
}

/// The lines of an export before and after its safe fixes were applied.
fn mended(name: &str, bytes: &[u8]) -> Option<(Vec<Value>, Vec<Value>)> {
    let (_, before, _) = scanned(bytes, 1)?;
    let (_, after, _) = scanned(&with_safe_edits(bytes, &before), 1).expect("still a table");
    assert_eq!(before.len(), after.len(), "{name}: orders in = orders out");
    Some((before, after))
}

/// A safe fix that has been applied is not offered again.
fn fixes_settle(name: &str, bytes: &[u8]) {
    let Some((before, after)) = mended(name, bytes) else { return };
    let safe = |line: &Value| -> Vec<(String, String)> {
        let of = findings(line).iter().filter(|f| f["fix"]["level"] == "safe");
        of.flat_map(|f| {
            let code = f["code"].as_str().expect("code").to_string();
            f["fix"]["edits"]
                .as_array()
                .expect("edits")
                .iter()
                .map(move |e| (code.clone(), e["field"].as_str().expect("a field").to_string()))
        })
        .collect()
    };
    for (was, is) in before.iter().zip(&after) {
        // a fix that wanted the cell of another was not applied
        let edits = safe_edits(std::slice::from_ref(was));
        let is_applied = |(code, field): &(String, String)| {
            let of =
                findings(was).iter().filter(|f| f["code"] == code.as_str()).flat_map(|f| f["fix"]["edits"].as_array());
            of.flatten().any(|e| e["field"] == field.as_str() && edits.iter().any(|x| std::ptr::eq(*x, e)))
        };
        let applied: Vec<_> = safe(was).into_iter().filter(is_applied).collect();
        for edit in safe(is) {
            assert!(!applied.contains(&edit), "{name}: {edit:?} is offered again after {:?}", safe_edits(&before));
        }
    }
}

/// Safe fixes bring no new error and never raise the risk.
fn fixes_do_no_harm(name: &str, bytes: &[u8]) {
    let Some((before, after)) = mended(name, bytes) else { return };
    for (was, is) in before.iter().zip(&after) {
        let errors = |line: &Value| -> Vec<String> {
            let of = findings(line).iter().filter(|f| f["severity"] == "error");
            of.map(|f| f["code"].as_str().expect("code").to_string()).collect()
        };
        let had = errors(was);
        for code in errors(is) {
            assert!(had.contains(&code), "{name}: {:?} brings {code}", safe_edits(&before));
        }
        if let (Some(a), Some(b)) = (is["risk"].as_f64(), was["risk"].as_f64()) {
            assert!(a <= b + 1e-6, "{name}: risk rises from {b} to {a} by {:?}", safe_edits(&before));
        }
    }
}

fn fixes_are_good(name: &str, bytes: &[u8]) {
    fixes_settle(name, bytes);
    fixes_do_no_harm(name, bytes);
}

#[test]
fn safe_fixes_settle_and_do_no_harm_on_samples_and_every_fixture() {
    for path in common::samples() {
        let bytes = std::fs::read(&path).expect("sample");
        // the rewriting above reads comma-separated UTF-8
        if std::str::from_utf8(&bytes).is_ok() && path.extension().is_some_and(|e| e == "csv") {
            fixes_are_good(&path.to_string_lossy(), bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes));
        }
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    for family in std::fs::read_dir(root).expect("fixtures") {
        for rule in std::fs::read_dir(family.expect("entry").path()).expect("a family") {
            let path = rule.expect("entry").path().join("flagged.csv");
            fixes_are_good(&path.to_string_lossy(), &std::fs::read(&path).expect("a fixture"));
        }
    }
    fixes_are_good("many", common::many(400).as_bytes());
}

/// A word of an address, hostile or ordinary.
fn cell() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "12",
        "Linden St",
        "Apt",
        "Apt 4",
        "#",
        "PO Box 7",
        "Boston",
        "MA",
        "02134",
        "2134",
        "SW1A1AA",
        "US",
        "GB",
        "United States",
        "DE",
        "Köln",
        "M\u{c3}\u{bc}nchen",
        "10117",
        "'02134",
        "=\"02134\"",
        "n/a",
        "-",
        "asdf",
        "x@example.com",
        "+1 617 555 0142",
        "APO AE 09012",
        "Massachusetts",
        "Unit",
        "c/o",
        "Smith &amp; Sons",
        "\u{2060}",
        "D10 Y2",
        "6.17556E+09",
        "Packstation 123",
        "Street",
        "Puerto Rico",
        "12 Linden St, Boston, MA 02134",
    ]);
    prop_oneof![
        4 => words.clone().prop_map(str::to_string),
        3 => (words.clone(), words.clone()).prop_map(|(a, b)| format!("{a} {b}")),
        1 => (words.clone(), words).prop_map(|(a, b)| format!("{a}, {b}")),
        2 => Just(String::new()),
        1 => "\\PC{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        holds_together(&bytes);
        let mut rows = common::HEADER.as_bytes().to_vec();
        rows.extend(&bytes);
        holds_together(&rows);
    }

    #[test]
    fn any_rows_are_read(text in "([ab1\"\n\r;, ]|Linden St|,,|US){0,200}") {
        holds_together(format!("{}{text}", common::HEADER).as_bytes());
    }

    #[test]
    fn a_damaged_export_is_read_or_refused(
        seed in 0usize..10,
        damage in prop::collection::vec(mutation(), 1..12),
    ) {
        let mut bytes = seeds()[seed].clone();
        damage.iter().for_each(|m| m.apply(&mut bytes));
        holds_together(&bytes);
    }

    #[test]
    fn safe_fixes_settle_whatever_the_cells_say(rows in prop::collection::vec(prop::collection::vec(cell(), 9), 1..8)) {
        let mut writer = csv::Writer::from_writer(common::HEADER.as_bytes().to_vec());
        for (i, row) in rows.iter().enumerate() {
            let number = (5000 + i).to_string();
            writer.write_record(std::iter::once(&number).chain(row)).expect("memory");
        }
        fixes_settle("made up", &writer.into_inner().expect("memory"));
    }
}

/// The day on which all of this happens.
fn today() -> doorstep::text::Day {
    doorstep::text::Day::of(2026, 11, 23).expect("a day")
}
