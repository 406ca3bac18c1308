//! What rows are and are not: no parcel is lost, whatever a spreadsheet, a pipe or an archive has
//! done to an export, and no sum or title becomes one.

mod common;

use std::io::Write as _;

use common::{Folder, GOOD, HEADER, Said, WRONG, many};
use serde_json::Value;

/// The orders of a scan, as `.jsonl` has them.
fn orders(said: &Said) -> Vec<Value> {
    said.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Scans a file and hands its orders out.
fn scanned(folder: &Folder, file: &str) -> Vec<Value> {
    orders(&folder.run(&["scan", file, "-o", "-", "--format", "jsonl"]).ends(0, &[]))
}

fn codes(order: &Value) -> Vec<&str> {
    order["findings"].as_array().expect("findings").iter().map(|f| f["code"].as_str().expect("a code")).collect()
}

#[test]
fn one_number_at_two_places_is_two_parcels() {
    let rows = "5.7E+17,Ada Byron,24 Linden St,,Boston,MA,02134,US,,\n\
                5.7E+17,Bo Crane,test,,Denver,CO,80202,US,,\n\
                ,Cy Dane,26 Elm St,,Austin,TX,78701,US,,\n\
                7,Di Frey,9 Oak St,,Boston,MA,02134,US,,\n\
                7,Di Frey,9 OAK ST,,Boston,MA,02134,US,,\n\
                7,,,,,,,,,\n";
    let folder = Folder::with(format!("{HEADER}{rows}"));
    let found = scanned(&folder, "orders.csv");
    assert_eq!(found.iter().map(|o| o["line"].as_u64().expect("a line")).collect::<Vec<_>>(), [2, 3, 4, 5]);
    assert!(codes(&found[1]).contains(&"address/placeholder"), "{}", found[1]);
}

#[test]
fn a_safe_fix_stays_with_its_parcel() {
    let rows = "1,Ada Byron,2700 Linden Ave,,Dallas,TM,75204,US,,\n1,Bo Crane,12 Elm St,,Nashville,TN,37203,US,,\n";
    let folder = Folder::with(format!("{HEADER}{rows}"));
    let said = folder.run(&["fix", "orders.csv", "-o", "-"]).ends(0, &[]);
    assert!(said.out.ends_with("1,Bo Crane,12 Elm St,,Nashville,TN,37203,US,,\n"), "{}", said.out);
}

#[test]
fn edits_name_the_cells_of_all_rows_that_a_fix_changes() {
    let row = "1,Ada Byron,24 Linden St,,Boston,MA,2134,US,,\n";
    let folder = Folder::with(format!("{HEADER}{row}{row}"));
    let found = scanned(&folder, "orders.csv");
    let finding = &found[0]["findings"][0];
    let lines: Vec<u64> = finding["fix"]["edits"]
        .as_array()
        .expect("edits")
        .iter()
        .filter(|e| e["field"] == "postcode")
        .map(|e| e["line"].as_u64().expect("a line"))
        .collect();
    assert_eq!(lines, [2, 3], "{finding}");
}

#[test]
fn sums_and_repeated_titles_are_no_orders_and_bare_numbers_are() {
    let folder = Folder::with(format!("\u{feff}{HEADER}{GOOD}\u{feff}{HEADER}{WRONG}1003\nSumme,,,,,,,,,24.90\n"));
    let found = scanned(&folder, "orders.csv");
    assert_eq!(found.iter().map(|o| o["order"].as_str().expect("order")).collect::<Vec<_>>(), ["1001", "1002", "1003"]);
    assert!(codes(&found[2]).contains(&"input/row-short"), "{}", found[2]);
}

#[test]
fn two_quotes_that_were_never_closed_swallow_nothing() {
    let rows = "1,\"Ada Byron,24 Linden St,,Boston,MA,02134,US,,\n2,Bo Crane,5 Elm St,,Denver,CO,80202,US,,\n\
                3,\"Cy Dane,26 Elm St,,Austin,TX,78701,US,,\n4,Di Frey,9 Oak St,,Boston,MA,02134,US,,\n";
    let folder = Folder::with(format!("{HEADER}{rows}"));
    let found = scanned(&folder, "orders.csv");
    assert_eq!(found.len(), 4);
    for (order, open) in found.iter().zip([true, false, true, false]) {
        assert_eq!(codes(order).contains(&"input/unclosed-quote"), open, "{order}");
    }
}

#[test]
fn many_such_quotes_are_read_in_one_go() {
    let mut text = HEADER.to_string();
    for i in 0..30_000 {
        text += &format!("{i},\"A{i} \"\"Byron,{i} Linden St,,Boston,MA,02134,US,,\n");
    }
    let folder = Folder::with(text);
    let began = std::time::Instant::now();
    let said = folder.run(&["scan", "orders.csv", "-o", "-", "--format", "csv"]).ends(0, &[]);
    assert_eq!(said.out.lines().count(), 30_001);
    // a reading of the block for each of them would take minutes
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
}

#[test]
fn a_hundred_thousand_rows_of_one_order_are_one_order() {
    let folder = Folder::with(format!("Order,Name,Address 1,City,Zip,Country\n{}", "web\n".repeat(100_000)));
    let began = std::time::Instant::now();
    assert_eq!(scanned(&folder, "orders.csv").len(), 1);
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
}

#[test]
fn a_file_is_read_whole_however_it_is_packed() {
    let folder = Folder::new();
    let zstd =
        |text: &str| ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    // a frame that is to be passed over, and two that follow one another
    let mut frames = b"\x50\x2a\x4d\x18\x03\0\0\0abc".to_vec();
    frames.extend(zstd(&format!("{HEADER}{GOOD}")));
    frames.extend(zstd(WRONG));
    folder.write("orders.csv.zst", &frames);
    assert_eq!(scanned(&folder, "orders.csv.zst").len(), 2);
    frames.extend(b"and more");
    folder.write("torn.csv.zst", &frames);
    folder.run(&["scan", "torn.csv.zst"]).ends(2, &["torn.csv.zst", "zstd"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_may_have_a_name() {
    let folder = Folder::with(format!("{HEADER}{GOOD}{WRONG}"));
    let said = folder.shell("cat orders.csv | \"$DOORSTEP\" scan /dev/stdin -o - --format jsonl").ends(0, &[]);
    assert_eq!(orders(&said).len(), 2);
}

#[test]
fn a_broken_byte_does_not_make_other_letters_of_a_text() {
    let mut text = HEADER.as_bytes().to_vec();
    for i in 0..4 {
        text.extend(format!("{i},José Müller,Hauptstr. {i},,Berlin,,10115,DE,,\n").bytes());
    }
    text.extend(b"9,J\xf6hn Byron,Hauptstr. 9,,Berlin,,10115,DE,,\n");
    let folder = Folder::with(&text);
    let found = scanned(&folder, "orders.csv");
    assert_eq!(codes(&found[0]), Vec::<&str>::new(), "{}", found[0]);
    assert!(codes(&found[4]).contains(&"input/undecodable-bytes"), "{}", found[4]);
}

#[test]
fn half_a_letter_of_utf_16_is_told() {
    let text = format!("{HEADER}{}{WRONG}", GOOD.replace("Ada", "A@da"));
    let units = std::iter::once(0xfeff).chain(text.encode_utf16()).map(|u| if u == 0x40 { 0xd800 } else { u });
    let folder = Folder::with(units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    let found = scanned(&folder, "orders.csv");
    assert!(codes(&found[0]).contains(&"input/undecodable-bytes"), "{}", found[0]);
}

#[test]
fn a_file_without_a_header_keeps_its_buyers_to_itself() {
    let folder = Folder::with(GOOD);
    let said = folder.run(&["scan", "orders.csv", "--redact"]).ends(2, &["orders.csv:1", "names"]);
    assert!(!said.err.contains("Ada") && !said.err.contains("Linden"), "{}", said.err);
}

#[test]
fn no_result_is_written_over_a_feed_or_the_settings() {
    let folder = Folder::with(format!("{HEADER}{GOOD}"));
    folder.write("feed.csv", "country,severity\nUS,delay\n");
    folder.run(&["scan", "orders.csv", "--feed", "feed.csv", "-o", "./feed.csv"]).ends(2, &["feed.csv", "reads"]);
    assert_eq!(folder.text("feed.csv"), "country,severity\nUS,delay\n");
    folder.run(&["scan", "orders.csv", "--format", "csv"]).ends(2, &["-o -"]);
}

#[cfg(unix)]
#[test]
fn whoever_ends_a_run_leaves_nothing_of_it_behind() {
    let folder = Folder::with(many(60_000));
    let run = ["scan", "orders.csv", "-q", "--threads", "1", "-o", "risk.csv"];
    let mut child = folder.command(&run).spawn().expect("doorstep runs");
    while folder.names().len() < 2 && child.try_wait().expect("a child").is_none() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let pid = child.id().to_string();
    std::process::Command::new("kill").args(["-TERM", &pid]).status().expect("kill");
    let code = child.wait().expect("it ends").code();
    let rest = folder.names();
    assert!(code == Some(130) && rest == ["orders.csv"] || code == Some(0), "{code:?}: {rest:?}");
}

#[test]
fn an_export_that_grows_meanwhile_is_told() {
    use std::io::Seek as _;
    let text = many(60_000);
    let folder = Folder::with(&text);
    let run = ["scan", "orders.csv", "-q", "--threads", "1", "-o", "risk.csv"];
    let mut child = folder.command(&run).stderr(std::process::Stdio::piped()).spawn().expect("doorstep runs");
    while folder.names().len() < 2 && child.try_wait().expect("a child").is_none() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let mut file = std::fs::File::options().write(true).open(folder.path("orders.csv")).expect("the export");
    file.seek(std::io::SeekFrom::End(0)).expect("its end");
    file.write_all(WRONG.as_bytes()).expect("room");
    drop(file);
    let said: Said = child.wait_with_output().expect("it ends").into();
    // it may have been quicker
    if said.code != 0 {
        said.ends(2, &["orders.csv", "was changed while it was read"]);
        assert_eq!(folder.names(), ["orders.csv"]);
    }
}

#[test]
fn what_doorstep_wrote_is_left_aside() {
    let folder = Folder::with(format!("{HEADER}{GOOD}{WRONG}"));
    folder.run(&["fix", "orders.csv", "-o", "orders-fixed.csv", "--log", "log.csv", "-q"]).ends(0, &[]);
    folder.run(&["scan", "orders.csv", "-o", "risk.csv", "-o", "summary.json", "-q"]).ends(0, &[]);
    let once = folder.text("summary.json");
    for inputs in [".", "*.csv"] {
        let words = ["left aside", "log.csv", "orders-fixed.csv", "risk.csv"];
        folder.run(&["scan", inputs, "-o", "again.json", "-q"]).ends(0, &words);
        let orders = |text: &str| serde_json::from_str::<Value>(text).expect("JSON")["orders"].clone();
        assert_eq!(orders(&folder.text("again.json")), orders(&once));
    }
    // by name it is read all the same
    folder.run(&["scan", "orders-fixed.csv", "-q"]).ends(0, &[]);
}

#[test]
fn a_map_is_for_the_files_that_have_its_columns() {
    let folder = Folder::with(format!("{HEADER}{WRONG}"));
    folder.write("plz.csv", format!("{}{WRONG}", HEADER.replace("Postcode", "Code X")));
    let args = ["scan", "orders.csv", "plz.csv", "-q", "-o", "{name}.jsonl", "--map"];
    folder.run(&[&args[..], &["postcode=Code X"]].concat()).ends(0, &[]);
    for name in ["orders.jsonl", "plz.jsonl"] {
        assert!(folder.text(name).contains("address/postcode-malformed"), "{name}");
    }
    folder.run(&[&args[..], &["postcode=Code Y"]].concat()).ends(2, &["no input has a column `Code Y`"]);
    folder.run(&["scan", "orders.csv", "-q", "--map", "postcode=Code Y"]).ends(2, &["orders.csv", "has no column"]);
}

#[test]
fn nothing_of_a_row_that_is_too_long_is_shown_when_masked() {
    let row = "1,Ada Byron,24 Linden St, Apt 3,Boston,MA,02134,US,+1 617 555 0142,ada@example.com,secret\n";
    let folder = Folder::with(format!("{HEADER}{GOOD}{row}"));
    let said = folder.run(&["scan", "orders.csv", "--redact", "-o", "-", "--format", "csv"]).ends(0, &[]);
    for word in ["secret", "Byron", "Linden", "617 555", "Apt 3"] {
        assert!(!said.out.contains(word), "{word}: {}", said.out);
    }
}

#[test]
fn an_order_in_a_currency_without_a_rate_is_ranked_all_the_same() {
    let header = "Order,Name,Address 1,City,State,Postcode,Country,Total,Currency\n";
    let folder = Folder::with(format!(
        "{header}1,Ada Byron,24 Linden St,Boston,MA,2134,US,60.00,USD\n2,Grace Hall,test,Boston,MA,02134,US,900.000,KWD\n"
    ));
    let said = folder.run(&["scan", "orders.csv", "--top", "2"]).ends(0, &[]);
    let at = |what: &str| said.out.find(what).unwrap_or_else(|| panic!("{what}: {}", said.out));
    assert!(at("2 · line 3") < at("1 · line 2"), "{}", said.out);
}
