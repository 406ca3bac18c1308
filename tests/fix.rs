//! `doorstep fix`: what is changed, what stays byte for byte, what is refused, and the way back.

mod common;

use std::io::Write as _;
use std::sync::{Arc, Mutex};

use common::{Folder, GOOD, HEADER, many, samples};
use doorstep::config::Settings;
use doorstep::finding::FixLevel;
use doorstep::fix::undo::undo;
use doorstep::input::encoding::{TextEncoding, encode};
use doorstep::input::{Table, Wishes};
use doorstep::scan::mend::{self, Changes, MendError, Targets, Wish};
use doorstep::scan::{self, Job};
use doorstep::text::Day;
use encoding_rs::{Encoding, GB18030, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use proptest::prelude::*;

const DAY: [&str; 2] = ["--as-of", "2026-11-23"];
const HEAD: &str = "Order,Name,Address 1,City,State,Postcode,Country\n";

fn fix(folder: &Folder, args: &[&str]) -> common::Said {
    folder.run(&[&["fix"], args, &DAY].concat())
}

fn fixed(text: impl AsRef<[u8]>) -> Vec<u8> {
    let folder = Folder::with(text);
    fix(&folder, &["orders.csv", "-o", "fixed.csv", "-q"]).ends(0, &[]);
    folder.read("fixed.csv")
}

// — in memory, for many inputs —

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

impl Memory {
    fn bytes(&self) -> Vec<u8> {
        self.0.lock().expect("done").clone()
    }
}

fn table(bytes: &[u8]) -> Option<(tempfile::NamedTempFile, Table)> {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("room");
    let table = Table::open(&file.path().to_string_lossy(), &Wishes::default()).ok()?;
    Some((file, table))
}

/// The fixed export and its log; `None` where the input is refused.
fn mended(bytes: &[u8], level: FixLevel, threads: usize) -> Option<(Vec<u8>, Vec<u8>)> {
    let (_file, table) = table(bytes)?;
    let tables = [table];
    let settings = Settings::default();
    let rules = scan::rules_of(&settings).expect("rules");
    let day = Day::iso("2026-11-23").expect("a day");
    let job = Job { threads, ..Job::new(&tables, &settings, &rules, day) };
    let (fixed, log) = (Memory::default(), Memory::default());
    let mut targets =
        [Targets { fixed: Some(Box::new(fixed.clone())), log: Some(Box::new(log.clone())), ..Targets::default() }];
    match mend::mend(&job, Changes::Fixes(Wish { level, only: &[] }), &mut targets) {
        Ok(_) => Some((fixed.bytes(), log.bytes())),
        Err(MendError::Input(e)) => {
            assert!(e.problem.contains("UTF-16"), "{e}");
            None
        }
        Err(e) => panic!("{e:?}"),
    }
}

fn entries(log: &[u8]) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(log).records().map(|r| r.expect("a log")).collect()
}

/// What holds of any export: only what is logged differs, fixing twice changes nothing, and the log
/// leads back to the very bytes.
fn keeps_its_promises(name: &str, bytes: &[u8], level: FixLevel) -> usize {
    let Some((fixed, log)) = mended(bytes, level, 1) else { return 0 };
    let changes = entries(&log);
    assert_eq!(changes.is_empty(), fixed == bytes, "{name}: the log says what has changed");
    let read_as = |bytes: &[u8]| table(bytes).map(|(_, t)| (t.encoding.name(), t.header.names, t.dialect));
    if read_as(&fixed).is_some() && read_as(&fixed) != read_as(bytes) {
        // so few letters or columns that the next guess at what the file is is another
        return changes.len();
    }
    let (_kept, table) = table(&fixed).unwrap_or_else(|| panic!("{name}: still a table"));
    let mut back = Vec::new();
    let undone = undo(&table, &log[..], &mut back).expect("memory");
    assert_eq!((undone.restored, undone.left), (changes.len() as u64, 0), "{name}: {undone:?}");
    assert!(back == bytes, "{name}: the log does not lead back: {changes:?}");
    let (again, more) = mended(&fixed, level, 3).expect("still a table");
    assert!(again == fixed, "{name}: fixed twice: {:?} after {changes:?}", entries(&more));
    changes.len()
}

/// The text in that encoding, if it has all its letters.
fn in_encoding(text: &str, encoding: &'static Encoding, bom: usize) -> Option<Vec<u8>> {
    let encoding = TextEncoding { encoding, bom };
    let mut out = encoding.mark();
    encode(text, encoding, &mut out).then_some(out)
}

const ENCODINGS: [(&Encoding, usize); 8] = [
    (UTF_8, 0),
    (UTF_8, 3),
    (UTF_16LE, 0),
    (UTF_16LE, 2),
    (UTF_16BE, 2),
    (WINDOWS_1252, 0),
    (SHIFT_JIS, 0),
    (GB18030, 0),
];

#[test]
fn samples_and_fixtures_keep_every_other_byte_in_every_encoding() {
    let mut files: Vec<std::path::PathBuf> = samples();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    for family in std::fs::read_dir(root).expect("fixtures") {
        for rule in std::fs::read_dir(family.expect("entry").path()).expect("a family") {
            files.push(rule.expect("entry").path().join("flagged.csv"));
        }
    }
    let mut changes = 0;
    for path in files {
        let (name, bytes) = (path.to_string_lossy().into_owned(), std::fs::read(&path).expect("a file"));
        for level in [FixLevel::Safe, FixLevel::Review] {
            changes += keeps_its_promises(&name, &bytes, level);
        }
        let Ok(text) = std::str::from_utf8(&bytes) else { continue };
        for (encoding, bom) in ENCODINGS {
            if let Some(bytes) = in_encoding(text.trim_start_matches('\u{feff}'), encoding, bom) {
                keeps_its_promises(&format!("{name} in {} {bom}", encoding.name()), &bytes, FixLevel::Review);
            }
        }
    }
    assert!(changes > 100, "{changes}");
}

/// An export in pieces, one of which may be damaged.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let telling = prop::sample::select(vec!["\"", "\"\"", ",", ";", "\n", "\r\n\r\n", "\r", "'", "=\"1\"", "ß", "#"]);
    let damage = prop::collection::vec((any::<usize>(), telling, 0usize..12), 0..6);
    (0usize..10, damage, any::<bool>()).prop_map(|(seed, damage, wide)| {
        let mut all: Vec<Vec<u8>> = samples().iter().map(|p| std::fs::read(p).expect("sample")).collect();
        all.push(many(60).into_bytes());
        let mut bytes = all.swap_remove(seed % all.len());
        for (at, text, cut) in damage {
            let at = at % bytes.len();
            let end = (at + cut).min(bytes.len());
            bytes.splice(at..end, text.bytes());
        }
        match std::str::from_utf8(&bytes) {
            Ok(text) if wide => in_encoding(text, UTF_16LE, 2).unwrap_or_default(),
            _ => bytes,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn any_export_keeps_every_other_byte(bytes in damaged(), review in any::<bool>()) {
        keeps_its_promises("damaged", &bytes, if review { FixLevel::Review } else { FixLevel::Safe });
    }

    #[test]
    fn any_bytes_keep_every_other_byte(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut rows = HEADER.as_bytes().to_vec();
        rows.extend(&bytes);
        keeps_its_promises("bytes", &rows, FixLevel::Review);
    }

    #[test]
    fn any_rows_keep_every_other_byte(text in "(1|\"|\n|\r\n|,|,,|US|2134|'2134|MA|Boston|24 Linden St|Apt 3|K\u{c3}\u{b6}ln){0,60}") {
        keeps_its_promises("rows", format!("{HEADER}{text}").as_bytes(), FixLevel::Review);
    }
}

// — what is changed —

#[test]
fn an_edited_cell_is_written_in_the_style_of_its_file() {
    let rows = |zip: &str| {
        format!("{HEAD}1,Ada Byron,24 Linden St,Boston,MA,{zip},US\n2,Bo Chen,5 High St,Boston,MA,02134,US\n")
    };
    for (was, is) in
        [("2134", "02134"), ("\"2134\"", "\"02134\""), ("'2134", "'02134"), ("\"=\"\"2134\"\"\"", "\"=\"\"02134\"\"\"")]
    {
        assert_eq!(String::from_utf8(fixed(rows(was))).expect("text"), rows(is), "{was}");
        let crlf = |zip| rows(zip).replace('\n', "\r\n");
        assert_eq!(String::from_utf8(fixed(crlf(was))).expect("text"), crlf(is), "{was}");
        let tabs = |zip| rows(zip).replace(',', "\t");
        assert_eq!(String::from_utf8(fixed(tabs(was))).expect("text"), tabs(is), "{was}");
    }
}

#[test]
fn footers_blank_lines_and_broken_rows_stay_as_they_are() {
    let rows = |zip: &str| {
        format!(
            "{HEAD}1,Ada Byron,24 Linden St,Boston,MA,{zip},US\n\n,,,,,,\n{HEAD}2,Short\n\
             3,Ada Byron,24 Linden St,Boston,MA,2134,US,too,many\n4,Ada Byron,\"24 Linden St,Boston,MA,2134,US\n\
             5,Ada Byron,26 Linden St,Boston,MA,{zip},US\n\"6 record(s)\"\n"
        )
    };
    let folder = Folder::with(rows("2134"));
    let said = fix(&folder, &["orders.csv", "-o", "fixed.csv"]).ends(0, &[]);
    assert_eq!(folder.text("fixed.csv"), rows("02134"));
    assert!(said.out.contains("the row is broken and is left as it is"), "{}", said.out);
}

#[test]
fn a_short_row_is_padded_only_as_far_as_the_edited_cell() {
    let text =
        "Order,Name,Address 1,City,State,Country,Postcode,Phone,Email\n1,Ada Byron,24 Linden St,02134 Boston,MA,US\n";
    let folder = Folder::with(text);
    fix(&folder, &["orders.csv", "-o", "fixed.csv", "--log", "log.csv", "--review", "-q"]).ends(0, &[]);
    let fixed = folder.text("fixed.csv");
    assert!(fixed.ends_with("1,Ada Byron,24 Linden St,Boston,MA,US,02134\n"), "{fixed}");
    fix(&folder, &["fixed.csv", "--undo", "log.csv", "-o", "back.csv", "-q"]).ends(0, &[]);
    assert_eq!(folder.text("back.csv"), text);
}

#[test]
fn cells_that_say_the_same_on_other_rows_and_in_other_columns_change_with_it() {
    let head = "Order ID,Recipient Name,Address 1,City,State,Postcode,Country,SKU\n";
    let row = |zip: &str, sku: &str| format!("1,Ada Byron,24 Linden St,Boston,MA,{zip},US,{sku}\n");
    let text = |zip: &str| format!("{head}{}{}", row(zip, "A"), row(zip, "B"));
    assert_eq!(String::from_utf8(fixed(text("2134"))).expect("text"), text("02134"));
}

#[test]
fn only_what_was_asked_for_is_changed() {
    let text =
        format!("{HEAD}1,Ada Byron,24 Linden St,Boston,MA,2134,US\n2,Ada Byron,6 High St,K\u{c3}\u{b6}ln,,50667,DE\n");
    let folder = Folder::with(&text);
    fix(&folder, &["orders.csv", "-o", "a.csv", "--only", "address/garbled-text", "-q"]).ends(0, &[]);
    assert_eq!(folder.text("a.csv"), text.replace("K\u{c3}\u{b6}ln", "Köln"));
    fix(&folder, &["orders.csv", "-o", "b.csv", "--only", "customs", "-q"]).ends(0, &[]);
    assert_eq!(folder.text("b.csv"), text);
    fix(&folder, &["orders.csv", "-o", "c.csv", "--only", "adress"]).ends(2, &["--only adress", "doorstep rules"]);
}

#[test]
fn review_fixes_are_made_only_when_asked_for() {
    let text =
        "Order,Name,Address 1,City,State,Postcode,Country,Phone\n1,Ada Byron,24 Linden St,Boston,MA,02134.0,US,\n";
    let folder = Folder::with(text);
    let said = fix(&folder, &["orders.csv", "-o", "safe.csv"]).ends(0, &[]);
    let reviewed = fix(&folder, &["orders.csv", "-o", "more.csv", "--review"]).ends(0, &[]);
    assert!(folder.text("more.csv").contains(",02134,"), "{}\n{}", folder.text("more.csv"), reviewed.out);
    assert!(said.out.contains("Written  safe.csv"), "{}", said.out);
}

#[test]
fn a_letter_that_the_encoding_lacks_is_said_and_never_a_question_mark() {
    let filler = "9,Jörg Groß,Königstraße 5,Köln,,50667,DE\n".repeat(30);
    let text = format!("{HEAD}1,Ada Byron,F\u{151} utca 1,X,,1,HU\n{filler}").replace('\u{151}', "\u{c5}\u{2018}");
    let bytes = in_encoding(&text, WINDOWS_1252, 0).expect("letters of Windows");
    let folder = Folder::with(&bytes);
    let said =
        fix(&folder, &["orders.csv", "-o", "fixed.csv", "--review", "--only", "address/garbled-text"]).ends(0, &[]);
    assert_eq!(folder.read("fixed.csv"), bytes, "{}", said.out);
    assert!(said.out.contains("line 2, Address 1: windows-1252 has no `ő`"), "{}", said.out);
}

// — what is printed —

#[test]
fn a_diff_names_order_line_column_rule_and_writes_nothing() {
    let folder = Folder::with(format!("{HEAD}#7,Ada Byron,24 Linden St,Boston,MA,2134,US\n"));
    let said = fix(&folder, &["orders.csv", "--diff"]).ends(0, &[]);
    for word in
        ["order #7, line 2", "line 2, Postcode", "address/postcode-malformed", "- 2134\n", "+ 02134\n", "to change"]
    {
        assert!(said.out.contains(word), "{word}: {}", said.out);
    }
    assert!(!said.out.contains('\x1b') && folder.names() == ["orders.csv"], "{}", said.out);
    let said = fix(&folder, &["orders.csv", "--diff", "--redact", "--log", "log.csv"]).ends(0, &[]);
    assert!(!said.out.contains("2134") && !folder.text("log.csv").contains("2134"), "{}", said.out);
}

#[test]
fn the_summary_says_what_was_changed_what_is_left_and_what_to_do() {
    let rows = ["2,Bo Chen,Linden St,Boston,MA,02134,US\n", "1,Ada Byron,24 Linden St,Boston,MA,2134,US\n"].concat();
    let folder = Folder::with(format!("{HEAD}{rows}"));
    let said = fix(&folder, &["orders.csv", "-o", "fixed.csv", "--log", "log.csv"]).ends(0, &[]);
    for word in [
        "1 cell changed in 1 order of 2",
        "address/postcode-malformed  1 order, 1 cell",
        "to ask the buyer",
        "Written  fixed.csv, log.csv",
        "doorstep fix fixed.csv --undo log.csv",
    ] {
        assert!(said.out.contains(word), "{word}: {}", said.out);
    }
    assert_eq!(fix(&folder, &["orders.csv", "-o", "fixed.csv", "-q"]).ends(0, &[]).out, "");
    let piped = fix(&folder, &["orders.csv", "-o", "-"]).ends(0, &[]);
    assert_eq!(piped.bytes, folder.read("fixed.csv"));
}

// — the log, and the way back —

#[test]
fn the_log_is_a_table_that_no_spreadsheet_runs() {
    let folder = Folder::with(format!("{HEAD}=1+1,Ada Byron,24 Linden St,Boston,MA,2134,US\n"));
    fix(&folder, &["orders.csv", "-o", "fixed.csv", "--log", "log.csv", "-q"]).ends(0, &[]);
    let log = folder.text("log.csv");
    let row = "orders.csv,2,'=1+1,Postcode,5,postcode,2134,02134,address/postcode-malformed,safe,restore the leading zero,plain";
    assert_eq!(log.lines().nth(1), Some(row));
    assert!(log.starts_with("file,line,order,column,column_index,field,from,to,code,level,title"));
}

#[test]
fn a_cell_that_was_changed_since_is_left_and_named() {
    let rows = |a: &str, b: &str| {
        format!("{HEAD}1,Ada Byron,24 Linden St,Boston,MA,{a},US\n2,Bo Chen,5 High St,Boston,MA,{b},US\n")
    };
    let folder = Folder::with(rows("2134", "2134"));
    fix(&folder, &["orders.csv", "-o", "fixed.csv", "--log", "log.csv", "-q"]).ends(0, &[]);
    folder.write("fixed.csv", rows("02135", "02134"));
    let said = fix(&folder, &["fixed.csv", "--undo", "log.csv", "-o", "back.csv"]).ends(0, &[]);
    assert_eq!(folder.text("back.csv"), rows("02135", "2134"));
    assert!(said.out.contains("1 cell put back, 1 left as it is"), "{}", said.out);
    assert!(said.out.contains("line 2, Postcode: it does not say what the log says"), "{}", said.out);
    fix(&folder, &["fixed.csv", "--undo", "orders.csv", "-o", "x.csv"]).ends(2, &["is no log of `fix`"]);
    fix(&folder, &["fixed.csv", "--undo", "log.csv", "-o", "log.csv"]).ends(2, &["is one of the inputs"]);
    fix(&folder, &["fixed.csv", "--undo", "none.csv", "-o", "x.csv"]).ends(2, &["cannot open the log"]);
}

// — files —

#[test]
fn packed_inputs_are_read_and_gz_is_written_where_the_name_says_so() {
    let text = format!("{HEAD}1,Ada Byron,24 Linden St,Boston,MA,2134,US\n");
    let packed = |text: &str| {
        let mut to = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        to.write_all(text.as_bytes()).expect("memory");
        to.finish().expect("memory")
    };
    let folder = Folder::new();
    folder.write("orders.csv.gz", packed(&text));
    fix(&folder, &["orders.csv.gz", "-o", "fixed.csv", "-q"]).ends(0, &[]);
    fix(&folder, &["orders.csv.gz", "-o", "fixed.csv.gz", "-q"]).ends(0, &[]);
    let want = text.replace("2134", "02134");
    assert_eq!(folder.text("fixed.csv"), want);
    let mut out = String::new();
    let mut from = flate2::read::GzDecoder::new(std::fs::File::open(folder.path("fixed.csv.gz")).expect("a file"));
    std::io::Read::read_to_string(&mut from, &mut out).expect("gzip");
    assert_eq!(out, want);
    fix(&folder, &["orders.csv.gz", "-o", "fixed.csv.zst"]).ends(2, &["writes no .zst"]);
    let piped = folder.pipe(&["fix", "-", "-o", "-"], text.as_bytes()).ends(0, &[]);
    assert_eq!(piped.out, want);
}

#[test]
fn several_inputs_need_a_name_each() {
    let folder = Folder::with(format!("{HEAD}1,Ada Byron,24 Linden St,Boston,MA,2134,US\n"));
    folder.write("more.csv", format!("{HEAD}2,Ada Byron,26 Linden St,Boston,MA,2134,US\n"));
    fix(&folder, &["orders.csv", "more.csv", "-o", "fixed.csv"]).ends(2, &["{name}"]);
    fix(&folder, &["orders.csv", "more.csv", "-o", "{name}-f.csv", "--log", "log.csv"]).ends(2, &["--log", "{name}"]);
    fix(&folder, &["orders.csv", "more.csv", "-o", "{name}-f.csv", "--log", "{name}-log.csv"]).ends(0, &[]);
    assert!(folder.text("more-f.csv").contains("02134") && !folder.text("orders-log.csv").contains("24 Linden"));
    fix(&folder, &["orders.csv", "nowhere.csv", "-o", "{name}-g.csv"]).ends(2, &["nowhere.csv"]);
}

#[test]
fn a_result_is_never_an_input_nor_another_result() {
    let text = format!("{HEAD}1,Ada Byron,24 Linden St,Boston,MA,2134,US\n");
    let folder = Folder::with(&text);
    fix(&folder, &["orders.csv", "-o", "./orders.csv"]).ends(2, &["is one of the inputs"]);
    fix(&folder, &["orders.csv", "-o", "f.csv", "--log", "orders.csv"])
        .ends(2, &["--log orders.csv: is one of the inputs"]);
    fix(&folder, &["orders.csv", "-o", "f.csv", "--log", "./f.csv"]).ends(2, &["two results"]);
    fix(&folder, &["orders.csv"]).ends(2, &["--output"]);
    assert_eq!((folder.text("orders.csv"), folder.names()), (text, vec!["orders.csv".to_string()]));
}

#[test]
fn a_file_that_changes_meanwhile_is_refused() {
    let (file, table) = table(format!("{HEADER}{GOOD}").as_bytes()).expect("a table");
    table.unchanged().expect("as it was");
    std::fs::OpenOptions::new().append(true).open(file.path()).expect("open").write_all(b"x").expect("room");
    let error = table.unchanged().expect_err("changed").to_string();
    assert!(error.contains("changed while it was read"), "{error}");
    let tables = [table];
    let settings = Settings::default();
    let rules = scan::rules_of(&settings).expect("rules");
    let job = Job::new(&tables, &settings, &rules, Day::iso("2026-11-23").expect("a day"));
    let done = mend::mend(&job, Changes::Fixes(Wish { level: FixLevel::Safe, only: &[] }), &mut [Targets::default()]);
    assert!(matches!(done, Err(MendError::Input(_))), "{done:?}");
}

#[test]
fn utf16_that_is_no_text_is_refused() {
    let mut bytes = in_encoding(&format!("{HEADER}{GOOD}"), UTF_16LE, 2).expect("UTF-16");
    bytes.push(b'x');
    let folder = Folder::with(&bytes);
    fix(&folder, &["orders.csv", "-o", "fixed.csv"]).ends(2, &["no UTF-16", "save it as UTF-8"]);
    assert_eq!(folder.names(), ["orders.csv"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_old_file_whole() {
    let folder = Folder::with(many(3000));
    folder.write("fixed.csv", "the old result");
    let said = folder.shell("trap '' XFSZ; ulimit -f 16; exec $DOORSTEP fix orders.csv -o fixed.csv -q");
    said.ends(2, &["-o fixed.csv: cannot write", "untouched"]);
    assert_eq!((folder.text("fixed.csv"), folder.names().len()), ("the old result".to_string(), 2));
    folder.shell("$DOORSTEP fix orders.csv --diff > /dev/full").ends(2, &["standard output"]);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let bytes = many(9000).into_bytes();
    let run = |threads| {
        let (fixed, log) = mended(&bytes, FixLevel::Review, threads).expect("a table");
        let lines: Vec<Vec<String>> =
            entries(&log).iter().map(|e| e.iter().skip(1).map(str::to_string).collect()).collect();
        (fixed, lines)
    };
    let one = run(1);
    assert!(one.1.len() > 200);
    for threads in [2, 5] {
        assert!(run(threads) == one, "{threads}");
    }
    keeps_its_promises("many", &bytes, FixLevel::Review);
}

#[test]
fn differences_of_several_files_stand_under_their_names() {
    let wrong = "1002,Tom Okafor,5 Oak St,,Boston,MA,2134,US,,\n";
    let folder = Folder::with(format!("{HEADER}{wrong}"));
    folder.write("more.csv", format!("{HEADER}{GOOD}{}", wrong.replace("1002", "7")));
    let out = folder.run(&["fix", "orders.csv", "more.csv", "--diff", "--review", "-q"]).ends(0, &[]).out;
    let at = |what: &str| out.find(what).unwrap_or_else(|| panic!("{what}: {out}"));
    assert!(
        at("orders.csv:") < at("order 1002") && at("order 1002") < at("more.csv:") && at("more.csv:") < at("order 7,")
    );
    let alone = folder.run(&["fix", "orders.csv", "--diff", "--review", "-q"]).ends(0, &[]).out;
    assert!(!alone.contains("orders.csv:"), "{alone}");
}

#[test]
fn a_masked_log_cannot_be_taken_back() {
    let folder = Folder::with(format!("{HEADER}{GOOD}1003,Tom Okafor,5 Oak St,,Boston,MA,2134,US,,\n"));
    let said = folder.run(&["fix", "orders.csv", "--redact", "-o", "fixed.csv", "--log", "log.csv"]).ends(0, &[]);
    assert!(!said.out.contains("--undo"), "{}", said.out);
    folder.run(&["fix", "fixed.csv", "--undo", "log.csv", "-o", "back.csv"]).ends(2, &["log.csv", "masked"]);
    assert!(!folder.path("back.csv").exists());
}

#[test]
fn a_row_with_a_quote_that_is_never_closed_is_judged_by_the_reading_of_the_file() {
    let torn = "1003,\"Tom Okafor,5 Oak St,,Boston,MA,2134,US,,\n";
    let folder = Folder::with(format!("{HEADER}{torn}{GOOD}"));
    let said = folder.run(&["fix", "orders.csv", "--review", "-o", "fixed.csv"]).ends(0, &[]);
    assert_eq!(folder.read("fixed.csv"), folder.read("orders.csv"));
    // the street and city that it has are not asked for
    assert!(said.out.contains("broken") && !said.out.contains("question"), "{}", said.out);
}
