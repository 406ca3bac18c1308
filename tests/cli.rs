//! The command line as a user meets it: what it does, what it refuses, and what it says then.

mod common;

use common::{Folder, GOOD, HEADER, Said, WRONG, many, sample, samples};
use std::io::Write as _;

fn orders(rows: &[&str]) -> String {
    format!("{HEADER}{}", rows.concat())
}

/// Line numbers and codes of the orders in JSON Lines.
fn lines(said: &Said) -> Vec<serde_json::Value> {
    said.out.lines().map(|l| serde_json::from_str(l).expect("a line of JSON")).collect()
}

fn jsonl(folder: &Folder) -> Said {
    folder.run(&["scan", "orders.csv", "-o", "-", "--format", "jsonl", "--as-of", "2026-11-23"])
}

fn codes(line: &serde_json::Value) -> Vec<String> {
    let findings = line["findings"].as_array().expect("findings");
    findings.iter().map(|f| f["code"].as_str().expect("code").to_string()).collect()
}

// — input that is no export —

#[test]
fn prose_is_no_table_and_the_answer_says_what_one_is() {
    let folder = Folder::with("Dear shop\nmy parcel has not come\nRegards\n");
    folder.run(&["scan", "orders.csv"]).ends(2, &["orders.csv:1", "not a table", "first line names the columns"]);
    let folder = Folder::with("Dear shop,\nmy parcel, sent in May, has not come.\nRegards\n");
    folder.run(&["scan", "orders.csv"]).ends(2, &["orders.csv", "export the orders"]);
}

#[test]
fn an_empty_file_is_refused_with_what_to_do() {
    Folder::with("").run(&["scan", "orders.csv"]).ends(2, &["is empty", "export the orders again"]);
    Folder::with("\n\n  \n").run(&["scan", "orders.csv"]).ends(2, &["orders.csv"]);
    Folder::new().pipe(&["scan", "-"], b"").ends(2, &["is empty"]);
}

#[test]
fn a_header_without_orders_is_a_quiet_day() {
    for header in [HEADER, HEADER.trim_end()] {
        let folder = Folder::with(header);
        let said =
            folder.run(&["scan", "orders.csv", "-o", "risk.csv", "-o", "risk.jsonl", "-o", "sum.json"]).ends(0, &[]);
        assert!(said.out.to_lowercase().contains("no order"), "{}", said.out);
        assert_eq!(folder.text("risk.jsonl"), "");
        assert!(folder.text("risk.csv").starts_with("Order,Name,"));
        assert!(folder.text("sum.json").contains("\"orders\": 0"));
    }
}

#[test]
fn a_file_without_an_address_is_refused_and_maps_help() {
    let folder = Folder::with("Order,Amount\n1,2.00\n");
    folder.run(&["scan", "orders.csv"]).ends(2, &["orders.csv:1", "`Order`", "--map"]);
    let folder = Folder::with("Order,Wohin,Amount\n1,24 Linden St,2.00\n");
    folder.run(&["scan", "orders.csv", "--map", "address1=Wohin"]).ends(0, &[]);
}

#[test]
fn of_two_columns_with_one_name_the_first_is_read_and_it_is_said() {
    let folder = Folder::with("Order,Postcode,Address 1,Postcode,Country\n1,02134,24 Linden St,zzz,US\n");
    let said = folder.run(&["scan", "orders.csv"]).ends(0, &[]);
    assert!(said.out.contains("two columns are called `Postcode`: the first is read"), "{}", said.out);
    let said = folder.run(&["columns", "orders.csv"]).ends(0, &[]);
    assert!(said.out.contains("two columns are called `Postcode`"), "{}", said.out);
}

#[test]
fn rows_of_the_wrong_length_are_findings_on_their_line() {
    let folder =
        Folder::with(orders(&[GOOD, "1002,Short\n", "1003,A B,1 High St,,Boston,MA,02134,US,,,too,many\n", GOOD]));
    let said = jsonl(&folder).ends(0, &[]);
    let found = lines(&said);
    assert_eq!(found.iter().map(|l| l["line"].as_u64()).collect::<Vec<_>>(), [2, 3, 4, 5].map(Some));
    assert!(codes(&found[1]).contains(&"input/row-short".to_string()), "{}", found[1]);
    assert!(codes(&found[2]).contains(&"input/row-long".to_string()), "{}", found[2]);
}

#[test]
fn a_quote_never_closed_costs_one_order_wherever_it_is() {
    let open = "1002,Grace Hall,\"5 Market Street,,Boston,MA,02134,US,,\n";
    let other = |i: usize| format!("{},\"Byron, Ada\",{i} Linden St,,Boston,MA,02134,US,,\n", 2000 + i);
    for at in [0usize, 20, 40] {
        for quoted in [false, true] {
            let rows: Vec<String> = (0..40)
                .map(|i| {
                    if quoted {
                        other(i)
                    } else {
                        format!("{},A B,{} Linden St,,Boston,MA,02134,US,,\n", 2000 + i, i + 1)
                    }
                })
                .collect();
            let text = format!("{HEADER}{}{open}{}", rows[..at].concat(), rows[at..].concat());
            let folder = Folder::with(&text);
            let said = jsonl(&folder).ends(0, &[]);
            let found = lines(&said);
            assert_eq!(found.len(), 41, "at {at}, quoted {quoted}");
            assert_eq!(found[at]["line"].as_u64(), Some(at as u64 + 2));
            assert!(codes(&found[at]).contains(&"input/unclosed-quote".to_string()), "{}", found[at]);
            folder.run(&["scan", "orders.csv", "-o", "risk.csv"]).ends(0, &[]);
            assert_eq!(folder.text("risk.csv").lines().count(), 42);
        }
    }
}

#[test]
fn nul_bytes_are_refused_at_the_head_and_kept_further_on() {
    let folder = Folder::with(orders(&[GOOD, "1002,A\0B,1 High St,,Boston,MA,02134,US,,\n"]));
    folder.run(&["scan", "orders.csv"]).ends(2, &["NUL", "export CSV"]);
    let late =
        format!("{}1002,A\0B,1 High St,,Boston,MA,02134,US,,\n", many(2000).replace(",Note", "").replace(",\n", "\n"));
    let folder = Folder::with(&late);
    folder.run(&["scan", "orders.csv", "-o", "risk.csv", "-q"]).ends(0, &[]);
    assert!(folder.read("risk.csv").windows(3).any(|w| w == b"A\0B"), "the cell stays as it is");
}

#[test]
fn bytes_that_are_no_text_are_a_finding_not_the_end() {
    let mut text = orders(&[GOOD]).replace("Ada Byron", "Zoë Müller-Šťastná, Łódź").replace(", ", " ").into_bytes();
    for i in 0..80 {
        text.extend(GOOD.replace("Boston", "Zürich").replace("1001", &format!("20{i}")).bytes());
    }
    text.extend(b"3000,Jos\xff\xfe Ruiz,1 High St,,Boston,MA,02134,US,,\n");
    let folder = Folder::with(&text);
    let found = lines(&jsonl(&folder).ends(0, &[]));
    assert!(codes(&found[81]).contains(&"input/undecodable-bytes".to_string()), "{}", found[81]);
    folder.run(&["scan", "orders.csv", "-o", "risk.csv", "-q"]).ends(0, &[]);
    assert!(folder.read("risk.csv").windows(5).any(|w| w == b"Jos\xff\xfe"), "the bytes stay");
    let noise: Vec<u8> = (0u32..5000).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8 | 0x80).collect();
    Folder::with(noise).run(&["scan", "orders.csv"]).ends(2, &["orders.csv"]);
}

#[test]
fn workbooks_archives_and_pictures_are_named_for_what_they_are() {
    for (magic, words) in [
        (&b"PK\x03\x04rest of it"[..], ["is damaged", "export it again"]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", [".xls", "save it as CSV"]),
        (b"%PDF-1.7\n", ["a PDF", "export CSV"]),
        (b"PAR1....", ["Parquet", "export CSV"]),
        (b"\x89PNG\r\n", ["a picture", "export CSV"]),
        (b"BZh91AY", ["bzip2", "unpack"]),
        (b"\xfd7zXZ\0", ["an xz file", "unpack"]),
        (b"SQLite format 3\0", ["SQLite", "export CSV"]),
    ] {
        Folder::with(magic).run(&["scan", "orders.csv"]).ends(2, &words);
    }
}

#[test]
fn a_broken_archive_is_named_with_what_to_do() {
    let folder = Folder::new();
    let mut packed = gzip(many(500).as_bytes());
    packed.truncate(packed.len() / 2);
    folder.write("cut.csv.gz", packed);
    folder.run(&["scan", "cut.csv.gz"]).ends(2, &["cut.csv.gz", "unpack gzip", "\n  "]);
    folder.write("bad.csv.zst", b"\x28\xb5\x2f\xfdnothing of the kind");
    folder.run(&["scan", "bad.csv.zst"]).ends(2, &["bad.csv.zst", "zstd", "\n  "]);
}

#[test]
fn a_folder_is_its_exports_and_one_without_says_so() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("day")).expect("a folder");
    folder.run(&["scan", "day"]).ends(2, &["no exports", ".csv"]);
    folder.write("day/readme.md", "not an export");
    folder.run(&["scan", "day"]).ends(2, &["no exports"]);
    folder.write("day/b.csv", orders(&[GOOD]));
    folder.write("day/a.csv.gz", gzip(orders(&[WRONG]).as_bytes()));
    let said = folder.run(&["scan", "day", "-o", "-", "--format", "jsonl"]).ends(0, &[]);
    let files: Vec<_> = lines(&said).iter().map(|l| l["file"].as_str().expect("file").to_string()).collect();
    assert_eq!(files, ["day/a.csv.gz", "day/b.csv"]);
}

#[test]
fn a_glob_that_matches_nothing_and_a_missing_file_are_said() {
    let folder = Folder::new();
    folder.run(&["scan", "*.csv"]).ends(2, &["*.csv", "matches no file"]);
    folder.run(&["scan", "none.csv"]).ends(2, &["none.csv", "check the path"]);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_said_with_what_to_check() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with(orders(&[GOOD]));
    let path = folder.path("orders.csv");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o0)).expect("mode");
    if std::fs::File::open(&path).is_err() {
        folder.run(&["scan", "orders.csv"]).ends(2, &["orders.csv", "check who may read"]);
    }
    // readable by name only, even for root
    if std::path::Path::new("/proc/self/mem").exists() {
        folder.run(&["scan", "/proc/self/mem"]).ends(2, &["/proc/self/mem", "cannot read the file"]);
    }
}

#[test]
fn one_bad_file_among_several_leaves_the_others_done() {
    let folder = Folder::with(orders(&[GOOD, WRONG]));
    folder.write("empty.csv", "");
    let said = folder.run(&["scan", "empty.csv", "orders.csv", "none.csv", "-o", "risk.jsonl"]);
    let said = said.ends(2, &["empty.csv: is empty", "none.csv"]);
    assert!(said.out.contains("1 of 2 orders"), "{}", said.out);
    assert_eq!(folder.text("risk.jsonl").lines().count(), 2);
    folder.run(&["scan", "empty.csv", "orders.csv", "--fail-on", "low"]).ends(2, &[]);
}

// — outputs —

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_the_old_result_stays() {
    let folder = Folder::with(many(3000));
    folder.write("risk.csv", "the old result");
    // files may not grow beyond a few blocks, as on a disk that is full
    let said = folder.shell("trap '' XFSZ; ulimit -f 16; exec $DOORSTEP scan orders.csv -o risk.csv -q");
    said.ends(2, &["-o risk.csv: cannot write", "untouched"]);
    assert_eq!(folder.text("risk.csv"), "the old result");
    assert_eq!(folder.names(), ["orders.csv", "risk.csv"], "nothing is left beside it");
    folder.shell("$DOORSTEP scan orders.csv > /dev/full").ends(2, &["standard output", "No space"]);
    folder.shell("$DOORSTEP scan orders.csv -o - --format csv > /dev/full").ends(2, &["standard output", "No space"]);
    folder.shell("$DOORSTEP rules > /dev/full").ends(2, &["standard output"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_or_a_named_pipe_is_written_through_and_stays_what_it_is() {
    let folder = Folder::with(orders(&[GOOD, WRONG]));
    std::os::unix::fs::symlink("/dev/full", folder.path("full.csv")).expect("a link");
    folder.run(&["scan", "orders.csv", "-o", "full.csv", "-q"]).ends(2, &["-o full.csv", "disk is full"]);
    assert!(folder.path("full.csv").is_symlink());
    let said = folder.shell("mkfifo p.jsonl && { cat p.jsonl & $DOORSTEP scan orders.csv -q -o p.jsonl; wait; }");
    assert_eq!(said.ends(0, &[]).out.lines().count(), 2);
}

#[test]
fn an_output_is_never_an_input_whatever_it_is_called() {
    let text = orders(&[GOOD]);
    let folder = Folder::with(&text);
    folder.run(&["scan", "orders.csv", "-o", "orders.csv"]).ends(2, &["is one of the inputs"]);
    folder.run(&["scan", "orders.csv", "-o", "./orders.csv"]).ends(2, &["is one of the inputs"]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("orders.csv", folder.path("link.csv")).expect("a link");
        folder.run(&["scan", "orders.csv", "-o", "link.csv"]).ends(2, &["is one of the inputs"]);
        folder.run(&["scan", "link.csv", "-o", "orders.csv"]).ends(2, &["is one of the inputs"]);
        folder.run(&["scan", "link.csv", "-o", "{name}.csv"]).ends(2, &["is one of the inputs"]);
    }
    assert_eq!(folder.text("orders.csv"), text);
}

#[test]
fn two_outputs_never_share_a_path() {
    let folder = Folder::with(orders(&[GOOD]));
    for (a, b) in [("risk.csv", "risk.csv"), ("risk.csv", "./risk.csv")] {
        folder.run(&["scan", "orders.csv", "-o", a, "-o", b]).ends(2, &["two results"]);
    }
    std::fs::create_dir(folder.path("more")).expect("a folder");
    folder.write("more/orders.csv", orders(&[GOOD]));
    folder.run(&["scan", "orders.csv", "more/orders.csv", "-o", "{name}-risk.csv"]).ends(2, &["two results"]);
    folder.run(&["scan", "orders.csv", "-o", "-", "-o", "-", "--format", "csv"]).ends(2, &["two results"]);
}

#[test]
fn an_ending_that_cannot_be_written_says_which_can() {
    let folder = Folder::with(orders(&[GOOD]));
    for path in ["risk.parquet", "risk.xlsx", "risk"] {
        folder.run(&["scan", "orders.csv", "-o", path]).ends(2, &[path, ".csv, .jsonl, .json, .html"]);
    }
    folder.run(&["scan", "orders.csv", "-o", "-"]).ends(2, &["--format csv"]);
    folder.run(&["scan", "orders.csv", "-o", "-", "--format", "xml"]).ends(2, &["csv, jsonl, json and html"]);
    folder.run(&["scan", "orders.csv", "-o", "none/risk.csv"]).ends(2, &["none/risk.csv", "folder does not exist"]);
    std::fs::create_dir(folder.path("dir.csv")).expect("a folder");
    folder.run(&["scan", "orders.csv", "-o", "dir.csv"]).ends(2, &["is a folder"]);
    assert_eq!(folder.names(), ["dir.csv", "orders.csv"]);
}

#[test]
fn each_input_has_its_own_result_by_name() {
    let folder = Folder::with(orders(&[GOOD]));
    folder.write("b.csv.gz", gzip(orders(&[WRONG]).as_bytes()));
    folder.run(&["scan", "orders.csv", "b.csv.gz", "-o", "{name}-risk.csv", "-o", "all.jsonl"]).ends(0, &[]);
    assert!(folder.text("orders-risk.csv").contains("1001"));
    assert!(folder.text("b-risk.csv").contains("1002"));
    assert_eq!(folder.text("all.jsonl").lines().count(), 2);
}

#[test]
fn inputs_of_one_header_share_a_table_and_others_do_not() {
    let folder = Folder::with(orders(&[GOOD]).trim_end());
    folder.write("b.csv", orders(&[WRONG]));
    folder.run(&["scan", "orders.csv", "b.csv", "-o", "risk.csv"]).ends(0, &[]);
    let text = folder.text("risk.csv");
    assert_eq!(text.lines().count(), 3, "{text}");
    folder.write("c.csv", "Nr;Strasse;PLZ\n1;Weg 1;10117\n");
    folder.run(&["scan", "orders.csv", "c.csv", "-o", "risk.csv"]).ends(2, &["different headers", "{name}"]);
    assert_eq!(folder.text("risk.csv"), text, "the old result stays");
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let folder = Folder::with(many(5000));
    for command in [
        "scan orders.csv -o - --format csv",
        "scan orders.csv -o - --format jsonl --threads 3",
        "scan orders.csv --top 2000",
        "rules",
        "man",
        "completions zsh",
        "--help",
    ] {
        let line = format!("{{ $DOORSTEP {command}; echo $? >code; }} | head -c 1 >/dev/null; cat code");
        let said = folder.shell(&line).ends(0, &[]);
        assert_eq!((said.out.trim(), said.err.as_str()), ("0", ""), "{command}");
    }
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_leaves_the_old_result_whole() {
    let folder = Folder::with(many(20_000));
    folder.write("risk.csv", "the old result");
    for wait in [1, 15, 40] {
        let mut child = folder.command(&["scan", "orders.csv", "-q", "-o", "risk.csv"]).spawn().expect("doorstep runs");
        std::thread::sleep(std::time::Duration::from_millis(wait));
        let _ = child.kill();
        let done = child.wait().expect("it ends").success();
        let text = folder.text("risk.csv");
        assert!(done || text == "the old result" || text.lines().count() > 20_000, "half a result");
        if done {
            break;
        }
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_with_130_and_leaves_nothing_behind() {
    let folder = Folder::with(many(60_000));
    folder.write("risk.csv", "the old result");
    let run = ["scan", "orders.csv", "-q", "--threads", "1", "-o", "risk.csv"];
    let mut child = folder.command(&run).spawn().expect("doorstep runs");
    while folder.names().len() < 3 && child.try_wait().expect("a child").is_none() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let pid = child.id().to_string();
    std::process::Command::new("kill").args(["-INT", &pid]).status().expect("kill");
    let code = child.wait().expect("it ends").code();
    assert_eq!(folder.names(), ["orders.csv", "risk.csv"]);
    // where the tests themselves run with interrupts ignored, so does doorstep, to its end
    assert!(code == Some(130) && folder.text("risk.csv") == "the old result" || code == Some(0), "{code:?}");
}

// — usage —

#[test]
fn words_of_later_versions_say_what_works_now() {
    let folder = Folder::with(orders(&[GOOD]));
    folder.run(&["triage", "orders.csv"]).ends(2, &["`triage` is not in this version", "scan"]);
    for flag in ["--ledger", "--new"] {
        folder.run(&["scan", "orders.csv", flag, "x"]).ends(2, &[&format!("`{flag}` is not in this version")]);
    }
    folder.run(&["scna"]).ends(2, &["scan"]);
    folder.run(&["scan", "orders.csv", "--thread", "2"]).ends(2, &["--threads"]);
    folder.run(&["scan"]).ends(2, &["FILE"]);
    folder.run(&[]).ends(2, &["scan"]);
    folder.run(&["scan", "orders.csv", "--threads", "x"]).ends(2, &["--threads"]);
}

#[test]
fn fail_on_tells_a_script_that_a_band_was_reached() {
    let folder = Folder::with(orders(&[GOOD, WRONG]));
    folder.run(&["scan", "orders.csv", "--fail-on", "low"]).ends(1, &[]);
    folder.run(&["scan", "orders.csv", "--fail-on", "medium"]).ends(1, &[]);
    folder.run(&["scan", "orders.csv"]).ends(0, &[]);
    folder.run(&["scan", "orders.csv", "--fail-on", "awful"]).ends(2, &["low, medium, high or critical"]);
    Folder::with(orders(&[GOOD])).run(&["scan", "orders.csv", "--fail-on", "low"]).ends(0, &[]);
}

#[test]
fn top_chooses_how_many_orders_are_shown() {
    let folder = Folder::with(many(200));
    let shown = |top: &str| {
        let out = folder.run(&["scan", "orders.csv", "--top", top]).ends(0, &[]).out;
        out.lines().filter(|l| l.contains(" to save")).count()
    };
    assert_eq!((shown("0"), shown("3"), shown("5")), (0, 3, 5));
}

#[test]
fn only_flagged_leaves_the_rest_out() {
    let folder = Folder::with(orders(&[GOOD, WRONG, GOOD]));
    folder.run(&["scan", "orders.csv", "--only-flagged", "-o", "risk.csv", "-o", "risk.jsonl"]).ends(0, &[]);
    assert_eq!(folder.text("risk.csv").lines().count(), 2);
    assert_eq!(folder.text("risk.jsonl").lines().count(), 1);
    assert!(folder.text("risk.csv").contains("\n1002,"));
}

#[test]
fn quiet_says_nothing_and_errors_still_speak() {
    let folder = Folder::with(orders(&[WRONG]));
    let said = folder.run(&["scan", "orders.csv", "-q"]).ends(0, &[]);
    assert_eq!((said.out.as_str(), said.err.as_str()), ("", ""));
    folder.run(&["scan", "none.csv", "-q"]).ends(2, &["none.csv"]);
}

#[test]
fn verbose_takes_the_risk_apart_with_its_sources() {
    let said = Folder::with(orders(&[WRONG])).run(&["scan", "orders.csv", "-v"]).ends(0, &[]);
    assert!(said.out.contains("= recipient "), "{}", said.out);
}

#[test]
fn ignored_rules_neither_speak_nor_count() {
    let folder = Folder::with(orders(&[WRONG]));
    let with = |args: &[&str]| {
        let all = [&["scan", "orders.csv", "-o", "-", "--format", "jsonl"], args].concat();
        lines(&folder.run(&all).ends(0, &[])).remove(0)
    };
    assert_eq!(codes(&with(&[])), ["address/postcode-malformed"]);
    let ignored = with(&["--ignore", "address/postcode-malformed"]);
    assert_eq!((codes(&ignored).len(), &ignored["risk"]), (0, &ignored["risk_clean"]));
    assert_eq!(codes(&with(&["--ignore", "address"])).len(), 0);
    assert_eq!(codes(&with(&["--select", "recipient,size"])).len(), 0);
    assert_eq!(codes(&with(&["--select", "address"])), ["address/postcode-malformed"]);
    for flag in ["--select", "--ignore"] {
        folder
            .run(&["scan", "orders.csv", flag, "address/postcode-malformd"])
            .ends(2, &["`address/postcode-malformd`", "did you mean `address/postcode-malformed`"]);
    }
}

#[test]
fn a_day_that_is_none_is_refused() {
    let folder = Folder::with(orders(&[GOOD]));
    for date in ["2026-02-30", "23.11.2026", "2026-13-01", "tomorrow", ""] {
        folder.run(&["scan", "orders.csv", "--as-of", date]).ends(2, &["--as-of", "YYYY-MM-DD"]);
    }
    folder.run(&["scan", "orders.csv", "--as-of", "2028-02-29", "-o", "s.json"]).ends(0, &[]);
    assert!(folder.text("s.json").contains("\"as_of\": \"2028-02-29\""));
}

#[test]
fn countries_and_platforms_are_checked() {
    let folder = Folder::with(orders(&[GOOD]));
    folder.run(&["scan", "orders.csv", "--ship-from", "Nowhere"]).ends(2, &["--ship-from", "two-letter"]);
    folder.run(&["scan", "orders.csv", "--country", "ZZ"]).ends(2, &["--country"]);
    folder.run(&["scan", "orders.csv", "--platform", "shopfy"]).ends(2, &["unknown platform `shopfy`", "shopify"]);
    folder.run(&["scan", "orders.csv", "--platform", "generic"]).ends(0, &[]);
    folder.run(&["scan", "orders.csv", "--map", "postcode"]).ends(2, &["FIELD=COLUMN"]);
    folder.run(&["scan", "orders.csv", "--map", "zipp=Postcode"]).ends(2, &["`zipp` is no field"]);
    folder.run(&["scan", "orders.csv", "--map", "postcode=Postcod"]).ends(2, &["did you mean `Postcode`"]);
}

#[test]
fn settings_that_mean_nothing_are_named_with_line_and_column() {
    let folder = Folder::with(orders(&[GOOD]));
    for (text, words) in [
        ("currency = \"EUR\"\nship_form = \"US\"\n", ["doorstep.toml:2:1", "ship_from"]),
        ("ship_from = \"Nowhere\"\n", ["doorstep.toml:1:13", "country"]),
        ("[bands]\nhigh = 7\n", ["doorstep.toml:2:8", "probability"]),
        ("[costs]\nadress = 3\n", ["doorstep.toml:2:10", "address"]),
        ("[rules]\nignore = [\"address/gibbrish\"]\n", ["address/gibbrish", "address/gibberish"]),
        ("[columns]\npostkode = \"Zip\"\n", ["doorstep.toml:2:12", "postcode"]),
        ("= broken", ["doorstep.toml:1:1", ""]),
    ] {
        folder.write("doorstep.toml", text);
        folder.run(&["scan", "orders.csv"]).ends(2, &words);
        folder.run(&["config"]).ends(2, &words);
    }
    folder.run(&["scan", "orders.csv", "--config", "none.toml"]).ends(2, &["none.toml"]);
}

#[test]
fn init_writes_settings_that_can_be_read_and_never_over_others() {
    let folder = Folder::new();
    folder.run(&["init"]).ends(0, &[]);
    let said = folder.run(&["config"]).ends(0, &[]);
    assert!(said.out.contains("ship_from"), "{}", said.out);
    folder.write("doorstep.toml", "ship_from = \"DE\"\n");
    folder.run(&["init"]).ends(2, &["doorstep.toml is there already"]);
    assert_eq!(folder.text("doorstep.toml"), "ship_from = \"DE\"\n");
    let said = folder.run(&["config"]).ends(0, &[]);
    assert!(said.out.contains("DE"), "{}", said.out);
}

#[test]
fn columns_explains_every_sample() {
    for path in samples() {
        let path = path.to_string_lossy().into_owned();
        let said = Folder::new().run(&["columns", &path]).ends(0, &[]);
        assert!(said.out.contains("read as") && said.out.contains("address1"), "{}", said.out);
    }
    Folder::new().run(&["columns", "none.csv"]).ends(2, &["none.csv"]);
}

#[test]
fn the_manual_is_at_hand() {
    let folder = Folder::new();
    let rules = folder.run(&["rules"]).ends(0, &[]).out;
    assert!(rules.lines().count() > 20);
    let codes =
        rules.lines().filter_map(|l| l.split_whitespace().next()).filter(|w| w.contains('/') && !w.contains('`'));
    for code in codes {
        let said = folder.run(&["explain", code]).ends(0, &[]);
        assert!(said.out.starts_with(code) && said.out.contains("Severity"), "{}", said.out);
    }
    folder.run(&["explain", "postcode-malformed"]).ends(2, &["did you mean address/postcode-malformed"]);
    folder.run(&["explain", "address/postcode-malformd"]).ends(2, &["address/postcode-malformed"]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = folder.run(&["completions", shell]).ends(0, &[]);
        assert!(said.out.contains("doorstep") && said.out.contains("only-flagged"), "{shell}");
    }
    let man = folder.run(&["man"]).ends(0, &[]).out;
    assert!(man.contains(".TH doorstep") && man.contains("scan"), "{man}");
    assert!(folder.run(&["--version"]).ends(0, &[]).out.starts_with("doorstep "));
    assert!(folder.run(&["--help"]).ends(0, &[]).out.contains("Exit codes"));
}

// — the same answer every time —

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let folder = Folder::with(many(30_000));
    let run = |threads: &str| {
        let name = |ending: &str| format!("t{threads}.{ending}");
        let args = ["scan", "orders.csv", "-q", "--as-of", "2026-11-23", "--threads", threads];
        let (a, b, c) = (name("csv"), name("jsonl"), name("json"));
        folder.run(&[&args[..], &["-o", &a, "-o", &b, "-o", &c]].concat()).ends(0, &[]);
        [a, b, c].map(|n| folder.read(&n))
    };
    let one = run("1");
    assert!(one[0].len() > 10 * 256 * 1024, "several blocks");
    for threads in ["2", "5"] {
        assert!(run(threads) == one, "{threads} threads");
    }
}

#[test]
fn a_pipe_and_packed_files_give_the_answer_of_the_file() {
    let text = many(2000);
    let folder = Folder::with(&text);
    folder.write("orders.csv.gz", gzip(text.as_bytes()));
    folder.write("orders.csv.zst", zstd(text.as_bytes()));
    for format in ["csv", "jsonl", "json"] {
        let args = |name: &'static str| ["scan", name, "-o", "-", "--format", format, "--as-of", "2026-11-23"];
        let plain = |said: Said, name: &str| {
            let quoted = format!("\"{name}\"");
            said.ends(0, &[]).out.replace(&quoted, "\"FILE\"")
        };
        let file = plain(folder.run(&args("orders.csv")), "orders.csv");
        assert!(!file.is_empty());
        assert!(plain(folder.pipe(&args("-"), text.as_bytes()), "-") == file, "pipe, {format}");
        assert!(plain(folder.pipe(&args("-"), &gzip(text.as_bytes())), "-") == file, "packed pipe, {format}");
        assert!(plain(folder.run(&args("orders.csv.gz")), "orders.csv.gz") == file, "gzip, {format}");
        assert!(plain(folder.run(&args("orders.csv.zst")), "orders.csv.zst") == file, "zstd, {format}");
    }
}

#[test]
fn redacted_outputs_hold_nothing_that_leads_to_a_person() {
    for name in ["shopify_orders.csv", "woocommerce_orders.csv", "etsy_sold_order_items.csv", "tiktok_orders.csv"] {
        let path = sample(name);
        let folder = Folder::new();
        let args = ["scan", &path, "--redact", "-v", "--top", "100", "-o", "r.csv", "-o", "r.jsonl", "-o", "r.json"];
        let said = folder.run(&args).ends(0, &[]);
        let outputs = [said.out, folder.text("r.csv"), folder.text("r.jsonl"), folder.text("r.json")];
        for value in personal(&path) {
            for output in &outputs {
                if let Some(at) = output.find(&value) {
                    let around: String =
                        output[..at].chars().rev().take(120).collect::<Vec<_>>().into_iter().rev().collect();
                    panic!("{name}: `{value}` is left: …{around}{value}");
                }
            }
        }
    }
}

#[test]
fn redaction_holds_where_cells_hold_the_marks_of_messages() {
    let row = "1001,Ada `Byron` Lovelace,`Secret` Lane `12`,Apt,Boston,MA,`0213`X,US,`61`7555,`ada`@`x\n";
    let folder = Folder::with(orders(&[row]));
    let said = folder.run(&["scan", "orders.csv", "--redact", "-o", "r.csv", "-o", "r.jsonl"]).ends(0, &[]);
    for output in [said.out, folder.text("r.csv"), folder.text("r.jsonl")] {
        for word in ["Byron", "Lovelace", "Secret", "Lane", "0213", "7555", "ada"] {
            assert!(!output.contains(word), "`{word}` is left: {output}");
        }
    }
}

/// Names, streets, phones and e-mails of a sample: cells of columns called so that no other
/// column holds as well.
fn personal(path: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).expect("readable");
    let header: Vec<String> = reader.headers().expect("header").iter().map(str::to_lowercase).collect();
    let is_personal = |name: &str| {
        ["name", "address", "street", "phone", "email", "e-mail", "detail"].iter().any(|w| name.contains(w))
            && !["item", "product", "sku", "lineitem", "discount", "warehouse", "country", "province", "method"]
                .iter()
                .any(|w| name.contains(w))
    };
    let (mut mine, mut other) = (Vec::new(), std::collections::HashSet::new());
    for row in reader.records() {
        for (name, cell) in header.iter().zip(row.expect("row").iter()) {
            if is_personal(name) && cell.chars().count() > 5 {
                mine.push(cell.to_string());
            } else if !is_personal(name) {
                other.insert(cell.to_string());
            }
        }
    }
    mine.retain(|cell| !other.contains(cell));
    mine.sort();
    mine.dedup();
    assert!(mine.len() > 5, "{path}: {header:?}");
    mine
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).expect("memory");
    packer.finish().expect("memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn a_file_named_twice_is_read_once() {
    let folder = Folder::with(orders(&[GOOD]));
    let said =
        folder.run(&["scan", "orders.csv", "./orders.csv", "*.csv", "-o", "-", "--format", "jsonl"]).ends(0, &[]);
    assert_eq!(lines(&said).len(), 1);
}
