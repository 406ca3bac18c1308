//! Disruption feeds from the outside: what is wrong with one, how old it is, whom it hits.

mod common;

use std::fmt::Write as _;

use common::{Folder, Said};
use serde_json::Value;

const HEADER: &str = "country,postcode,carrier,service,kind,start,end,severity,delay days,action,source,updated\n";
const ORDERS: &str = "Order,Name,Address 1,City,State,Zip,Country,Shipping Method\n\
    1,Ada Byron,24 Linden St,San Francisco,CA,94103,US,USPS Ground Advantage\n\
    2,Bo Chen,9 Elm St,Boston,MA,02134,US,UPS Ground\n\
    3,Cy Dee,9 Elm St,San Francisco,CA,94103-1234,US,Standard\n\
    4,Eve Fox,12 High Street,Leeds,,LS1 4AP,GB,Royal Mail Tracked 48\n";

fn folder(feed: &str) -> Folder {
    let folder = Folder::with(ORDERS);
    folder.write("feed.csv", feed);
    folder
}

fn scan(folder: &Folder, more: &[&str]) -> Said {
    let args = [&["scan", "orders.csv", "--as-of", "2026-11-23", "--select", "disruption"], more].concat();
    folder.run(&args)
}

/// `order code severity` of every finding.
fn found(folder: &Folder, more: &[&str]) -> Vec<String> {
    let args = [&["-o", "-", "--format", "jsonl"], more].concat();
    let said = scan(folder, &args).ends(0, &[]);
    let mut out = Vec::new();
    for line in said.out.lines() {
        let order: Value = serde_json::from_str(line).expect("a line of JSON");
        for f in order["findings"].as_array().expect("findings") {
            let text = |v: &Value| v.as_str().expect("text").to_string();
            out.push(format!("{} {} {}", text(&order["order"]), text(&f["code"]), text(&f["severity"])));
        }
    }
    out
}

/// What is found with a feed of these rows.
fn hit(rows: &str) -> Vec<String> {
    found(&folder(&format!("{HEADER}{rows}")), &["--feed", "feed.csv"])
}

/// What the summary says of the run as a whole.
fn notes(folder: &Folder, more: &[&str]) -> Vec<String> {
    let args = [&["-o", "-", "--format", "json"], more].concat();
    let said = scan(folder, &args).ends(0, &[]);
    let summary: Value = serde_json::from_str(&said.out).expect("a summary");
    summary["notes"].as_array().expect("notes").iter().map(|n| n.as_str().expect("text").to_string()).collect()
}

#[test]
fn areas_are_closed_by_code_beginning_range_and_country() {
    let closed = |order: &[&str]| order.iter().map(|o| format!("{o} disruption/area-closed error")).collect::<Vec<_>>();
    let west = closed(&["1", "3"]);
    for postcode in ["94103", "941*", "94100-94299", "941xx to 942xx", "10001|94103", "9*"] {
        assert_eq!(hit(&format!("US,{postcode},,,flood,2026-11-20,2026-12-01,suspend,,,,\n")), west, "{postcode}");
    }
    assert_eq!(hit("US,94104,,,,,,suspend,,,,\n"), closed(&[]));
    for postcode in ["", "*"] {
        assert_eq!(hit(&format!("US,{postcode},,,,,,embargo,,,,\n")), closed(&["1", "2", "3"]), "{postcode}");
    }
    assert_eq!(hit("*,,,,,,,suspend,,,,\n"), closed(&["1", "2", "3", "4"]));
}

#[test]
fn days_count() {
    let closed = |days: &str| !hit(&format!("US,94103,USPS,,,{days},suspend,,,,\n")).is_empty();
    assert!(closed(","), "always");
    assert!(closed("2026-11-01,"), "nobody knows until when");
    assert!(closed("2026-11-01,until further notice"));
    assert!(closed("2026-11-25,2026-11-30"), "when it arrives");
    assert!(!closed("2026-11-01,2026-11-22"), "over");
    assert!(!closed("2026-11-01,2026-11-24"), "over before it arrives");
    assert!(!closed("2027-01-01,"), "later");
    assert!(closed("20.11.2026,30.11.2026"), "another way to write days");
}

#[test]
fn carriers_are_told_apart() {
    let rows = "US,94103,UPS,,,,,suspend,,,,\nUS,,UPS,,,,,suspend,,,,\nUS,94103,FedEx|USPS,,,,,suspend,,,,\n";
    assert_eq!(hit(rows), ["1 disruption/area-closed error", "2 disruption/service-suspended error"]);
    assert_eq!(hit("US,,usps,usps_priority,,,,suspend,,,,\n"), [""; 0], "another service");
    assert_eq!(hit("US,,USPS,Ground Advantage,,,,delay,3,,,\n"), ["1 disruption/service-suspended note"]);
    assert_eq!(hit("GB,LS*,,,snow,,,delay,2-4,,,\n"), ["4 disruption/area-closed note"]);
    let strictest = "US,94103,,,,,,delay,,,,\nUS,941*,,,,,,embargo,,,,\nUS,,,,,,,delay,,,,\n";
    let want = ["1 disruption/area-closed error", "2 disruption/area-closed note", "3 disruption/area-closed error"];
    assert_eq!(hit(strictest), want);
}

#[test]
fn a_feed_that_makes_no_sense_ends_the_run() {
    for (feed, words) in [
        ("", &["feed.csv: the feed is empty", "`country` and `severity`"][..]),
        ("\n \n", &["the feed is empty"]),
        (
            "country,postcode\nUS,941*\n",
            &["feed.csv:1: there is no column `severity`", "delay days, delay max, action"],
        ),
        ("contry,severity\nUS,delay\n", &["feed.csv:1: there is no column `country`; did you mean it by `contry`?"]),
        ("country,postcod,severity\nUS,941*,delay\n", &["there is no column `postcod`; did you mean `postcode`?"]),
        ("country,zip,plz,severity\nUS,,,delay\n", &["`zip` and `plz` mean the same"]),
        ("country,severity\nUS,dealy\n", &["feed.csv:2: column `severity`: `dealy` is none", "did you mean `delay`?"]),
        ("country,severity\nUS,high\n", &["write `delay` (parcels are late), `suspend`"]),
        ("country,severity\nGermny,delay\n", &["column `country`: `Germny` is no country; did you mean DE?"]),
        ("country,severity\n,delay\n", &["column `country`: is blank", "`*` for everywhere"]),
        ("country,postcode,severity\n*,94103,delay\n", &["name the country of the postcodes"]),
        (
            "country,postcode,severity\nUS,9410,delay\n",
            &["column `postcode`: `9410` is no postcode of the United States"],
        ),
        ("country,postcode,severity\nUS,94299-94100,delay\n", &["ends before it begins: write `94100-94299`"]),
        (
            "country;severity;start;end\nUS;delay;2026-12-01;2026-11-01\n",
            &["feed.csv:2: column `end`: `2026-11-01` is before it starts on 2026-12-01"],
        ),
        ("country,severity,start\nUS,delay,03/04/2026\n", &["`03/04/2026` is no day, or may be two: write 2026-11-23"]),
        ("country,severity,delay days\nUS,delay,soon\n", &["column `delay days`: `soon` is no number of days"]),
        ("country,severity\nUS,delay,hold, and wait\n", &["feed.csv:2: the row has 4 cells, the header 2"]),
    ] {
        let folder = folder(feed);
        let said = scan(&folder, &["--feed", "feed.csv", "-o", "out.csv"]).ends(2, words);
        assert!(said.out.is_empty(), "{}", said.out);
        assert_eq!(folder.names(), ["feed.csv", "orders.csv"], "{feed}");
    }
    let folder = folder("");
    scan(&folder, &["--feed", "nowhere.csv"]).ends(2, &["nowhere.csv: cannot read the feed"]);
    folder.write("doorstep.toml", "\nfeed = [\"nowhere.csv\"]\n");
    scan(&folder, &[]).ends(2, &["nowhere.csv: cannot read the feed", "doorstep.toml:2: "]);
}

#[test]
fn many_faults_are_told_together() {
    let rows: String = (0..8).map(|i| format!("US,941*,,,,,,never{i},,,,\n")).collect();
    let said = scan(&folder(&format!("{HEADER}{rows}")), &["--feed", "feed.csv"]);
    let said = said.ends(2, &["feed.csv:2:", "feed.csv:6:", "feed.csv: and 3 more like these"]);
    assert!(!said.err.contains("feed.csv:7:"), "{}", said.err);
}

#[test]
fn rows_that_hit_nobody_are_left_out_and_told() {
    let rows = "US,94103,Brieftaube,,,,,suspend,,,,2026-11-23\n\
        US,,UPS,Grond,,,,suspend,,,,2026-11-23\n\
        US,94103,Royal Mial,,,,,suspend,,,,2026-11-23\n\
        US,02134,,,,,,delay,1,,,2026-11-23\n";
    let folder = folder(&format!("{HEADER}{rows}"));
    let said = notes(&folder, &["--feed", "feed.csv"]);
    assert_eq!(said.len(), 1, "{said:?}");
    for words in
        ["feed.csv: 3 rows are left out: line 2: `Brieftaube` is no carrier", "line 3: `Grond` is no service of `UPS`"]
    {
        assert!(said[0].contains(words), "{said:?}");
    }
    assert!(said[0].contains("did you mean `royal_mail`?"), "{said:?}");
    assert_eq!(found(&folder, &["--feed", "feed.csv"]), ["2 disruption/area-closed note"]);
    let named = "country,city,postcode,severity,updated\nUS,San Francisco,,suspend,2026-11-23\n";
    let folder = self::folder(named);
    assert!(found(&folder, &["--feed", "feed.csv"]).is_empty(), "a city is not the country");
    assert!(notes(&folder, &["--feed", "feed.csv"])[0].contains("it names `San Francisco` and no postcode"));
}

#[test]
fn contradictions_are_told() {
    let rows = "US,941*,,,,2026-11-01,2026-11-30,delay,,,,2026-11-23\nUS,941*,,,,2026-11-20,,suspend,,,,2026-11-23\n\
        US,10001,,,,2026-11-01,2026-11-10,delay,,,,2026-11-23\nUS,10001,,,,2026-11-11,,suspend,,,,2026-11-23\n";
    let folder = folder(&format!("{HEADER}{rows}"));
    let said = notes(&folder, &["--feed", "feed.csv"]);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("lines 2 and 3 contradict each other (`delay`, `suspend`"), "{said:?}");
    assert_eq!(found(&folder, &["--feed", "feed.csv"]).len(), 2);
}

#[test]
fn old_feeds_are_announced() {
    let of = |day: &str| folder(&format!("{HEADER}US,00501,,,,2026-10-01,,delay,,,,{day}\n"));
    assert_eq!(notes(&of("2026-11-20"), &["--feed", "feed.csv"]), [""; 0]);
    let said = notes(&of("2026-11-19"), &["--feed", "feed.csv"]);
    assert!(said[0].contains("feed.csv: the feed is of 2026-11-19, 4 days ago"), "{said:?}");
    let said = notes(&of(""), &["--feed", "feed.csv"]);
    assert!(said[0].contains("is of 2026-10-01, 53 days ago"), "the newest day in it: {said:?}");
    let said = notes(&folder("country,severity\n"), &["--feed", "feed.csv"]);
    assert!(said[0].contains("does not say how old it is"), "{said:?}");
    let patient = of("2026-11-10");
    patient.write("doorstep.toml", "[thresholds]\nfeed_days = 30\n");
    assert_eq!(notes(&patient, &["--feed", "feed.csv"]), [""; 0]);
    let report = scan(&of("2026-11-10"), &["--feed", "feed.csv"]).ends(0, &[]);
    assert!(report.out.contains("13 days ago"), "{}", report.out);
}

#[test]
fn feeds_lie_beside_the_settings_and_add_up() {
    let folder = folder(&format!("{HEADER}US,941*,,,,,,suspend,,,,2026-11-23\n"));
    std::fs::create_dir(folder.path("shop")).expect("room for a folder");
    folder.write("shop/doorstep.toml", "feed = [\"night.tsv\"]\n");
    folder.write("shop/night.tsv", "\u{feff}Destination Country\tZIP\tImpact\tLast Updated\nGermany\t\tdelay\t2026-11-23\nGB\tLS1\tclosed\t2026-11-23\n");
    let args = ["--config", "shop/doorstep.toml", "--feed", "feed.csv"];
    let want = ["1 disruption/area-closed error", "3 disruption/area-closed error", "4 disruption/area-closed error"];
    assert_eq!(found(&folder, &args), want);
    assert_eq!(found(&folder, &args[..2]), want[2..]);
}

#[test]
fn a_large_feed_answers_at_once() {
    let mut feed = HEADER.to_string();
    for i in 0..50_000 {
        writeln!(feed, "US,{:05}-{:05},UPS,,,,,delay,2,,,2026-11-23", i, (i + i % 700).min(99_999)).expect("a string");
    }
    feed += "US,00000-99999,FedEx,,,,,delay,2,,,2026-11-23\n";
    let folder = folder(&feed);
    let mut orders = ORDERS.lines().next().expect("a header").to_string() + "\n";
    for i in 0..20_000 {
        writeln!(orders, "{i},Ada Byron,{} Linden St,Boston,MA,{:05},US,Standard", i % 400 + 1, 1000 + i * 4)
            .expect("a string");
    }
    folder.write("orders.csv", orders);
    let began = std::time::Instant::now();
    assert!(found(&folder, &["--feed", "feed.csv", "--only-flagged"]).is_empty());
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
}
