//! Every rule has a manual whose examples run, and a fixture: `tests/rules/<family>/<name>/` with
//! `flagged.csv` (every order has the finding), `clean.csv` (near-misses, none has it),
//! `fixed.csv` (flagged.csv after its fixes) and `findings.txt` (what the rule says). A manual may have
//! a block `csv feed`, and a fixture a `feed.csv`: the disruption feed of the run.
//! `DOORSTEP_BLESS=1 cargo test --test rules` rewrites the last two.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use doorstep::directory::{Address, Builder, Directory, Duplicates, Known, Made, Own, OwnDoor, Past, Row, columns_of};
use doorstep::finding::{FieldSet, Finding, Findings, FixLevel, Severity};
use doorstep::input::Field;
use doorstep::order::{Facts, Order, RowFault, Scratch};
use doorstep::risk::{Model, Parcel};
use doorstep::rules::{self, Context, Rule};
use doorstep::text::fold;
use doorstep::world::effect::{self, Kind};
use doorstep::world::feed::{Feed, FeedFile};
use doorstep::world::platform::SYNONYMS;
use doorstep::world::register::Register;

struct Table {
    header: Vec<String>,
    fields: Vec<Option<Field>>,
    /// What the header says of the weight column.
    weight_unit: &'static str,
    /// And of the columns of length.
    length_unit: &'static str,
    rows: Vec<Vec<String>>,
}

fn table(text: &str) -> Table {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().expect("header").iter().map(str::to_string).collect();
    let synonym = |name: &String| {
        let spaced = fold(name).replace("address1", "address 1").replace("address2", "address 2");
        SYNONYMS.binary_search_by(|(s, _, _)| (*s).cmp(spaced.as_str())).ok().map(|i| SYNONYMS[i])
    };
    let fields = header.iter().map(|n| synonym(n).map(|s| s.1).or_else(|| Field::from_name(n))).collect();
    let weight = header.iter().filter_map(synonym).find(|s| s.1 == Field::Weight);
    let weight_unit = weight.map_or("", |s| s.2);
    let is_length = |field| matches!(field, Field::Length | Field::Dimensions);
    let length_unit = header.iter().filter_map(synonym).find(|s| is_length(s.1)).map_or("", |s| s.2);
    let rows = reader.records().map(|r| r.expect("row").iter().map(str::to_string).collect()).collect();
    Table { header, fields, weight_unit, length_unit, rows }
}

/// The address register that all rules have at hand: `tests/register.csv`.
static REGISTER: LazyLock<Directory> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/register.csv");
    let mut reader = csv::Reader::from_path(path).expect("a register");
    let names: Vec<String> = reader.headers().expect("header").iter().map(str::to_string).collect();
    let columns = columns_of("register.csv", &names, Register::of(&names), &[]).expect("columns");
    let (mut builder, mut row) = (Builder::default(), Row::default());
    for record in reader.records() {
        let record = record.expect("row");
        row.read(&columns, |at| &record[at]);
        let doors = row.doors(doorstep::world::Country::by_code("US")).expect("an address");
        doors.into_iter().flatten().for_each(|door| builder.add(Address { door, complete: true }).expect("room"));
    }
    let mut bytes = Vec::new();
    builder.finish(Made::default(), &mut bytes).expect("room");
    Directory::read("register.dir", bytes).expect("a directory")
});

/// The past deliveries that all rules know: `tests/past.csv`.
static PAST: LazyLock<Past> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/past.csv");
    let table = doorstep::input::Table::open(&path.to_string_lossy(), &Default::default()).expect("past orders");
    doorstep::scan::past(&[table], 1).expect("past orders")
});
/// The feed of an example or a fixture.
fn feed_of(text: Option<&str>) -> Feed {
    let read = |text: &str| FeedFile::read("feed.csv", text.as_bytes()).unwrap_or_else(|e| panic!("{e}"));
    Feed::of(text.map(read).into_iter().collect())
}

/// Runs one rule over each row and hands its findings on.
fn run(rule: &'static Rule, table: &Table, feed: &Feed, mut see: impl FnMut(usize, &Order<'_>, &[Finding<'_>])) {
    let mut columns = FieldSet::default();
    table.fields.iter().flatten().for_each(|f| columns.insert(*f));
    let mut duplicates = Duplicates::default();
    for (i, row) in table.rows.iter().enumerate() {
        let order = order(table, row, i);
        duplicates.insert(
            order.fingerprint(),
            doorstep::directory::Occurrence { file: 0, line: order.line, order: order.get(Field::Order).to_string() },
        );
    }
    let doors = table.rows.iter().enumerate().filter_map(|(i, row)| {
        let order = order(table, row, i);
        let facts = Facts::of(&order, None, &mut Scratch::default());
        OwnDoor::of(&order, &facts)
    });
    let known = Known { own: Own::of(doors.collect()), directories: std::slice::from_ref(&*REGISTER) };
    let ours = Context {
        ship_from: doorstep::world::Country::by_code("US"),
        known: &known,
        past: &PAST,
        feed,
        weight_unit: table.weight_unit,
        length_unit: table.length_unit,
        weighed: true,
        ..Context::new(columns, today(), &duplicates)
    };
    for (i, row) in table.rows.iter().enumerate() {
        let order = order(table, row, i);
        let context = context_of(&ours, table, row);
        let mut scratch = Scratch::default();
        let facts = Facts::of(&order, None, &mut scratch);
        let mut findings = Findings::new();
        rules::check_one(&[rule], &order, &facts, &context, &mut findings);
        see(i, &order, findings.as_slice());
    }
}

/// Columns `Ship From` and `As Of` say for one order what otherwise holds for the run; a `Ship From`
/// of `-` is nobody's.
fn context_of<'c>(ours: &Context<'c>, table: &Table, row: &[String]) -> Context<'c> {
    let cell = |name: &str| {
        let at = table.header.iter().position(|h| h == name);
        at.and_then(|i| row.get(i)).filter(|c| !c.is_empty())
    };
    let mut context = ours.clone();
    if let Some(from) = cell("Ship From") {
        context.ship_from = doorstep::world::Country::by_code(from);
    }
    if let Some(day) = cell("As Of") {
        context.as_of = doorstep::text::Day::iso(day).expect("a day");
    }
    context
}

fn order<'a>(table: &Table, row: &'a [String], i: usize) -> Order<'a> {
    let mut order = Order::blank();
    order.line = i as u64 + 2;
    order.rows = 1;
    for (field, value) in table.fields.iter().zip(row) {
        if let Some(field) = field {
            order.set(*field, value);
        }
    }
    order.faults = faults(table, row, order.line);
    order
}

/// Too few cells, or too many that say something; and what no CSV fixture can hold: the cell
/// `undecodable:3` or `unclosed:2` (the line) of a column named `!fault`.
fn faults(table: &Table, row: &[String], line: u64) -> Vec<(RowFault, u64)> {
    let (have, want) = (row.len() as u32, table.header.len() as u32);
    let counted = match row.get(table.header.len()..) {
        None => Some(RowFault::Short(have, want)),
        Some(more) => more.iter().any(|c| !c.is_empty()).then_some(RowFault::Long(have, want)),
    };
    let at = table.header.iter().position(|name| name == "!fault");
    let cell = at.and_then(|i| row.get(i)).and_then(|cell| cell.split_once(':'));
    let named = cell.map(|(name, line)| match name {
        "undecodable" => (RowFault::Undecodable, line.parse().expect("line")),
        "unclosed" => (RowFault::UnclosedQuote, line.parse().expect("line")),
        other => panic!("no such fault: {other}"),
    });
    counted.map(|fault| (fault, line)).into_iter().chain(named).collect()
}

fn flags_all(rule: &'static Rule, text: &str, feed: &Feed, at: &str) {
    let table = table(text);
    assert!(!table.rows.is_empty(), "{at}: no orders");
    run(rule, &table, feed, |i, order, findings| {
        assert!(!findings.is_empty(), "{at}: row {} should be flagged: {:?}", i + 2, table.rows[i]);
        for f in findings {
            assert_eq!(f.code, rule.code, "{at}");
            let mut letters = f.message.chars();
            let capital = letters.next().is_none_or(char::is_uppercase);
            let code = letters.next().is_some_and(char::is_uppercase);
            assert!(!capital || code, "{at}: message starts lower case: {}", f.message);
            assert!(!f.message.ends_with('.'), "{at}: message without full stop: {}", f.message);
            for edit in f.fix.iter().flat_map(|fix| &fix.edits) {
                assert_ne!(edit.to, order.get(edit.field), "{at}: row {}: an edit that changes nothing", i + 2);
            }
        }
    });
}

fn flags_none(rule: &'static Rule, text: &str, feed: &Feed, at: &str) {
    let table = table(text);
    assert!(!table.rows.is_empty(), "{at}: no orders");
    run(rule, &table, feed, |i, _, findings| {
        assert!(findings.is_empty(), "{at}: row {} should be clean: {:?} but {:?}", i + 2, table.rows[i], findings);
    });
}

/// Blocks of the manual fenced as ```` ```csv KIND ````.
fn examples<'m>(manual: &'m str, kind: &str) -> Vec<&'m str> {
    let open = format!("```csv {kind}\n");
    manual.split(&open).skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect()
}

fn folder(rule: &Rule) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules").join(rule.code)
}

fn blessed(path: &Path, text: &str) {
    let have = std::fs::read_to_string(path).unwrap_or_default();
    if std::env::var_os("DOORSTEP_BLESS").is_some() && have != text {
        std::fs::write(path, text).expect("writable");
    } else {
        assert!(
            have == text,
            "{} has changed: look at the difference, then DOORSTEP_BLESS=1 cargo test --test rules\n{text}",
            path.display()
        );
    }
}

#[test]
fn every_manual_has_examples_that_run() {
    for rule in rules::all() {
        let (flagged, clean) = (examples(rule.explain, "flagged"), examples(rule.explain, "clean"));
        assert!(
            !flagged.is_empty() && !clean.is_empty(),
            "{}: the manual needs a flagged and a clean example",
            rule.code
        );
        let feed = feed_of(examples(rule.explain, "feed").first().copied());
        flagged.iter().for_each(|text| flags_all(rule, text, &feed, rule.code));
        clean.iter().for_each(|text| flags_none(rule, text, &feed, rule.code));
    }
}

#[test]
fn every_rule_has_a_fixture() {
    for rule in rules::all() {
        let folder = folder(rule);
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read_to_string(&path).unwrap_or_else(|_| {
                panic!(
                    "add {}: orders that {} {}",
                    path.display(),
                    rule.code,
                    if name == "clean.csv" { "must leave alone" } else { "must flag" }
                )
            })
        };
        let (flagged, clean) = (read("flagged.csv"), read("clean.csv"));
        let feed = &feed_of(std::fs::read_to_string(folder.join("feed.csv")).ok().as_deref());
        flags_all(rule, &flagged, feed, &format!("{}/flagged.csv", rule.code));
        flags_none(rule, &clean, feed, &format!("{}/clean.csv", rule.code));
        let table = table(&flagged);
        let mut said = String::new();
        let mut fixed = table.rows.clone();
        run(rule, &table, feed, |i, _, findings| {
            for f in findings {
                writeln!(said, "{}: {} {}", i + 2, f.severity.name(), f.message).expect("string");
                if let Some(evidence) = &f.evidence {
                    writeln!(said, "    because {evidence}").expect("string");
                }
                for fix in f.fix.iter().chain(&f.alternatives) {
                    writeln!(
                        said,
                        "    {}: {}{}",
                        fix.level.name(),
                        fix.title,
                        fix.question.as_deref().map(|q| format!(" — {q}")).unwrap_or_default()
                    )
                    .expect("string");
                    for edit in &fix.edits {
                        writeln!(said, "        {} = `{}`", edit.field.name(), edit.to).expect("string");
                    }
                }
                for edit in f.fix.iter().filter(|fix| fix.level != FixLevel::Ask).flat_map(|fix| &fix.edits) {
                    if let Some(at) = table.fields.iter().position(|field| *field == Some(edit.field)) {
                        fixed[i][at] = edit.to.to_string();
                    }
                }
            }
        });
        blessed(&folder.join("findings.txt"), &said);
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        writer.write_record(&table.header).expect("memory");
        fixed.iter().for_each(|row| writer.write_record(row).expect("memory"));
        let fixed = String::from_utf8(writer.into_inner().expect("memory")).expect("text");
        blessed(&folder.join("fixed.csv"), &fixed);
    }
}

/// What may be refused, or may not, is a hint: orders with notes alone are no bad risk.
#[test]
fn a_note_about_a_refusal_moves_the_risk_by_a_point_or_two() {
    const MOST: f64 = 0.03;
    let model = Model::shipped([0.01, 0.05, 0.20]);
    let is_refusal = |rule: &&'static Rule| effect::of(rule.code).is_some_and(|e| e.kind == Kind::Refusal);
    for rule in rules::all().filter(is_refusal) {
        let folder = folder(rule);
        let flagged = std::fs::read_to_string(folder.join("flagged.csv")).expect("a fixture");
        let feed = feed_of(std::fs::read_to_string(folder.join("feed.csv")).ok().as_deref());
        run(rule, &table(&flagged), &feed, |i, order, findings| {
            let facts = Facts::of(order, None, &mut Scratch::default());
            for note in findings.iter().filter(|f| f.severity == Severity::Note) {
                let verdict = model.score(Parcel::of(order, &facts, None), std::slice::from_ref(note));
                let raised = verdict.risk - verdict.risk_clean;
                assert!(raised <= MOST, "{}/flagged.csv:{}: {raised:.3} by `{}`", rule.code, i + 2, note.message);
            }
        });
    }
}

#[test]
fn no_fixture_without_a_rule() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    for family in std::fs::read_dir(&root).expect("fixtures") {
        let family = family.expect("entry").path();
        for name in std::fs::read_dir(&family).expect("family") {
            let code =
                name.expect("entry").path().strip_prefix(&root).expect("below").to_string_lossy().replace('\\', "/");
            assert!(rules::by_code(&code).is_some(), "tests/rules/{code} has no rule");
        }
    }
}

#[test]
fn codes_are_unique_and_well_formed() {
    let mut seen = std::collections::HashSet::new();
    for rule in rules::all() {
        assert!(seen.insert(rule.code), "{} twice", rule.code);
        assert!(rule.code.bytes().all(|b| b.is_ascii_lowercase() || b"-/".contains(&b)), "{}", rule.code);
        assert!(
            rule.family() == "input" || rule.reason.map(|r| r.name()) == Some(rule.family()),
            "{}: wrong reason",
            rule.code
        );
        let effect = doorstep::world::effect::of(rule.code);
        assert_eq!(effect.is_some(), rule.reason.is_some(), "{}: data/effects.tsv and the rule disagree", rule.code);
        assert!(!rule.summary.ends_with('.') && !rule.summary.is_empty(), "{}: summary", rule.code);
    }
}

/// The day on which all of this happens.
fn today() -> doorstep::text::Day {
    doorstep::text::Day::of(2026, 11, 23).expect("a day")
}
