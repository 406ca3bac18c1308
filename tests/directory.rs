//! Directories from the outside: built from exports and registers, looked into, used by a scan;
//! damaged files; and buildings with units found again among the orders of an export.

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use common::Folder;
use serde_json::Value;

const ORDERS: &str = "Order,Name,Address 1,Address 2,City,State,Zip,Country\n";

/// Orders of that scan that have a finding, by code, and all findings of an order.
fn found(folder: &Folder, args: &[&str]) -> Vec<(String, Vec<String>)> {
    let args = [&["scan"], args, &["-o", "-", "--format", "jsonl", "--as-of", "2026-11-23"]].concat();
    let said = folder.run(&args).ends(0, &[]);
    let line = |l: &str| {
        let order: Value = serde_json::from_str(l).expect("a line of JSON");
        let codes = order["findings"].as_array().expect("findings").iter();
        let codes = codes
            .map(|f| format!("{} {}", f["code"].as_str().expect("code"), f["severity"].as_str().expect("severity")));
        (order["order"].as_str().expect("order").to_string(), codes.collect())
    };
    said.out.lines().map(line).collect()
}

/// Numbers that look random and are the same every time.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len() as u64) as usize]
    }
}

/// How ten countries write street, number and unit, and a postcode and city there.
struct Style {
    country: &'static str,
    streets: &'static [&'static str],
    /// `{s}` street, `{n}` number, `{u}` unit; line 1 and line 2, with and without the unit.
    with: &'static [(&'static str, &'static str)],
    without: &'static [(&'static str, &'static str)],
    place: &'static str,
}

const STYLES: [Style; 10] = [
    Style {
        country: "US",
        streets: &["Linden St", "Juniper Avenue", "N Quarry Rd", "Harbor Blvd"],
        with: &[("{n} {s}", "Apt {u}"), ("{n} {s} #{u}", ""), ("{n} {s}", "Unit {u}")],
        without: &[("{n} {s}", "")],
        place: "Boston,MA,02134",
    },
    Style {
        country: "CA",
        streets: &["Maple Crescent", "King Street W", "Birch Ave"],
        with: &[("{u}-{n}5 {s}", ""), ("{n}5 {s}", "Unit {u}")],
        without: &[("{n}5 {s}", "")],
        place: "Toronto,ON,M5V 3A8",
    },
    Style {
        country: "GB",
        streets: &["Linden Road", "Priory Lane", "Station Rd"],
        with: &[("Flat {u}, {n} {s}", ""), ("{n} {s}", "Flat {u}")],
        without: &[("{n} {s}", "")],
        place: "Leeds,,LS1 4AP",
    },
    Style {
        country: "AU",
        streets: &["George St", "Banksia Parade", "Wattle Drive"],
        with: &[("{u}/{n} {s}", ""), ("Unit {u}, {n} {s}", "")],
        without: &[("{n} {s}", "")],
        place: "Sydney,NSW,2000",
    },
    Style {
        country: "DE",
        streets: &["Hauptstr.", "Lindenweg", "Am Markt"],
        with: &[("{s} {n}", "Wohnung {u}"), ("{s} {n}, Whg. {u}", "")],
        without: &[("{s} {n}", "")],
        place: "Berlin,,10115",
    },
    Style {
        country: "RU",
        streets: &["ул. Мира", "ул. Лесная", "пр. Победы"],
        with: &[("{s} {n}, кв. {u}", ""), ("{s}, д. {n}", "кв. {u}")],
        without: &[("{s} {n}", "")],
        place: "Москва,,101000",
    },
    Style {
        country: "PL",
        streets: &["ul. Długa", "ul. Leśna", "al. Róż"],
        with: &[("{s} {n}/{u}", ""), ("{s} {n} m. {u}", "")],
        without: &[("{s} {n}", "")],
        place: "Warszawa,,00-238",
    },
    Style {
        country: "ES",
        streets: &["Calle Mayor", "Calle del Sol", "Av. de la Paz"],
        with: &[("{s} {n}, {u}º B", ""), ("{s} {n}", "{u}º B")],
        without: &[("{s} {n}", "")],
        place: "Madrid,,28013",
    },
    Style {
        country: "AT",
        streets: &["Lindengasse", "Hauptstraße", "Am Bach"],
        with: &[("{s} {n}/{u}", ""), ("{s} {n}, Top {u}", "")],
        without: &[("{s} {n}", "")],
        place: "Wien,,1070",
    },
    Style {
        country: "KR",
        streets: &["테헤란로", "은행로", "소나무길"],
        with: &[("{s} {n}", "{u}01호"), ("{s} {n} {u}01호", "")],
        without: &[("{s} {n}", "")],
        place: "서울특별시,,06236",
    },
];

fn row(out: &mut String, order: &str, style: &Style, lines: (&str, &str), (street, number, unit): (&str, u64, u64)) {
    let fill =
        |text: &str| text.replace("{s}", street).replace("{n}", &number.to_string()).replace("{u}", &unit.to_string());
    writeln!(out, "{order},Ada Byron,\"{}\",\"{}\",{},{}", fill(lines.0), fill(lines.1), style.place, style.country)
        .expect("string");
}

#[test]
fn a_unit_left_out_in_a_known_building_is_found() {
    let mut random = Seeded(7);
    let (mut rows, mut dropped, mut good) = (Vec::new(), BTreeSet::new(), 0);
    for building in 0..1000u64 {
        let style = &STYLES[building as usize % 10];
        let street = style.streets[building as usize / 10 % style.streets.len()];
        // every other building is a house, to which the same people order again and again
        let (number, has_units) = (11 + building / 30, building / 10 % 2 == 0);
        let number = if has_units { 2 * number } else { 2 * number + 1 };
        let orders = 3 + random.below(3);
        for order in 0..orders {
            let (mut text, name) = (String::new(), format!("B{building:04}-{order}"));
            let with = style.with[random.below(style.with.len() as u64) as usize];
            let without = style.without[random.below(style.without.len() as u64) as usize];
            let unit = 2 + 2 * order + random.below(2);
            let drop = has_units && order == 1;
            if drop {
                dropped.insert(name.clone());
            }
            good += u64::from(!drop);
            row(&mut text, &name, style, if has_units && !drop { with } else { without }, (street, number, unit));
            rows.push((random.below(1 << 30), text));
        }
    }
    rows.sort();
    let text: String = std::iter::once(ORDERS.to_string()).chain(rows.into_iter().map(|(_, row)| row)).collect();
    let folder = Folder::new();
    folder.write("orders.csv", text.as_bytes());
    let code = "address/unit-missing warning";
    let flagged: BTreeSet<String> = found(&folder, &["orders.csv", "--select", "address"])
        .into_iter()
        .filter(|(_, codes)| codes.iter().any(|c| c == code))
        .map(|(order, _)| order)
        .collect();
    let missed: Vec<&String> = dropped.difference(&flagged).collect();
    let wrong: Vec<&String> = flagged.difference(&dropped).collect();
    assert_eq!(dropped.len(), 500);
    assert!(wrong.is_empty(), "of {good} good orders: {wrong:?}");
    assert!(missed.len() <= 25, "{} of 500 missed: {missed:?}", missed.len());
}

/// Past orders to one building, and a new one without its unit.
fn past(folder: &Folder) {
    let mut past = ORDERS.to_string();
    for unit in 1..=5 {
        let _ = writeln!(past, "{unit},Ada Byron,24 Linden St,Apt {unit},Boston,MA,02134,US");
    }
    folder.write("past.csv", past.as_bytes());
    folder.write("new.csv", format!("{ORDERS}9,Ada Byron,24 Linden Street,,Boston,MA,02134-1001,US\n").as_bytes());
}

#[test]
fn past_orders_tell_of_a_building() {
    let folder = Folder::new();
    past(&folder);
    let said = folder.run(&["directory", "build", "past.csv", "-o", "known.dir", "--as-of", "2026-11-23"]).ends(0, &[]);
    assert!(said.out.contains("5 addresses") && said.out.contains("1 buildings"), "{}", said.out);
    let info = folder.run(&["directory", "info", "known.dir"]).ends(0, &[]);
    assert!(info.out.contains("past.csv (generic): 5 addresses") && info.out.contains("2026-11-23"), "{}", info.out);
    assert_eq!(found(&folder, &["new.csv"])[0].1, Vec::<String>::new());
    let with = found(&folder, &["new.csv", "--directory", "known.dir"]);
    assert_eq!(with[0].1, ["address/unit-missing warning"]);
    folder.write("doorstep.toml", b"directory = [\"known.dir\"]\n");
    assert_eq!(found(&folder, &["new.csv"])[0].1, ["address/unit-missing warning"]);
}

#[test]
fn registers_of_every_kind_are_read() {
    let folder = Folder::new();
    let files: [(&str, &str, &[&str]); 6] = [
        (
            "oa.csv",
            "LON,LAT,NUMBER,STREET,UNIT,CITY,DISTRICT,REGION,POSTCODE,ID,HASH\n1,2,24,LINDEN ST,3,BOSTON,,MA,02134,,\n1,2,,LINDEN ST,,BOSTON,,MA,02134,,\n",
            &["--country", "US"],
        ),
        (
            "ban.csv",
            "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune\n1;2;5;bis;Rue des Lilas;69003;69383;Lyon\n",
            &[],
        ),
        (
            "gnaf.psv",
            "ADDRESS_DETAIL_PID|FLAT_NUMBER|NUMBER_FIRST|NUMBER_LAST|STREET_NAME|STREET_TYPE|STREET_SUFFIX|LOCALITY_NAME|STATE|POSTCODE\nX|3|12|14|GEORGE|STREET||SYDNEY|NSW|2000\n",
            &[],
        ),
        (
            "nad.txt",
            "State,County,Post_City,Zip_Code,St_PreDir,St_Name,St_PosTyp,Add_Number,Unit\nMA,Suffolk,Boston,02134,North,Linden,Street,24,\n",
            &[],
        ),
        (
            "pp.csv",
            "\"{A}\",\"250000\",\"2020-01-01 00:00\",\"LS1 4AP\",\"F\",\"N\",\"L\",\"THE CEDARS\",\"FLAT 3\",\"PARK ROAD\",\"\",\"LEEDS\",\"LEEDS\",\"WEST YORKSHIRE\",\"A\",\"A\"\n\"{B}\",\"250000\",\"2020-01-01 00:00\",\"LS1 4AP\",\"F\",\"N\",\"L\",\"24\",\"\",\"PARK ROAD\",\"\",\"LEEDS\",\"LEEDS\",\"WEST YORKSHIRE\",\"A\",\"A\"\n",
            &["--register", "price_paid"],
        ),
        (
            "own.csv",
            "nr;weg;plz;ort\n5a;Lindenweg;10115;Berlin\n",
            &["--country", "DE", "--map", "number=nr", "--map", "street=weg", "--map", "postcode=plz"],
        ),
    ];
    for (name, text, more) in files {
        folder.write(name, text.as_bytes());
        let said = folder.run(&[&["directory", "build", name, "-o", "known.dir"], more].concat()).ends(0, &[]);
        let addresses = match name {
            "gnaf.psv" | "pp.csv" => "2 addresses",
            _ => "1 addresses",
        };
        assert!(said.out.contains(addresses), "{name}: {}", said.out);
        assert!(
            name != "oa.csv" || said.out.contains("1 rows left out: no house number (the first in line 3)"),
            "{}",
            said.out
        );
    }
}

#[test]
fn what_cannot_be_built_is_said() {
    let folder = Folder::new();
    past(&folder);
    folder.write("oa.csv", b"LON,LAT,NUMBER,STREET,UNIT,POSTCODE\n1,2,24,LINDEN ST,3,02134\n");
    folder.write("thin.csv", b"numero;rep;code_postal;nom_commune\n5;;69003;Lyon\n");
    let build = |args: &[&str], words: &[&str]| {
        folder.run(&[&["directory", "build", "-o", "known.dir"], args].concat()).ends(2, words);
    };
    build(&["oa.csv"], &["oa.csv", "--country"]);
    build(&["thin.csv", "--register", "ban"], &["thin.csv", "street", "--map street="]);
    build(&["oa.csv", "--register", "cadastre"], &["cadastre", "openaddresses"]);
    build(&["oa.csv", "--map", "street=WAY", "--country", "US"], &["`WAY`"]);
    build(&["oa.csv", "--map", "colour=WAY"], &["colour", "street"]);
    build(&["nowhere.csv"], &["nowhere.csv"]);
    assert!(!folder.path("known.dir").exists());
}

#[test]
fn a_directory_that_cannot_be_used_ends_the_run() {
    let folder = Folder::new();
    past(&folder);
    folder.run(&["directory", "build", "past.csv", "-o", "known.dir"]).ends(0, &[]);
    let good = std::fs::read(folder.path("known.dir")).expect("a directory");
    let mut damaged = good.clone();
    let last = damaged.len() - 12;
    damaged[last] ^= 1;
    for (bytes, word) in
        [(good[..good.len() / 2].to_vec(), "cut off"), (damaged, "damaged"), (b"hello, world".to_vec(), "no directory")]
    {
        folder.write("bad.dir", &bytes);
        folder
            .run(&["scan", "new.csv", "--directory", "bad.dir"])
            .ends(2, &["bad.dir", word, "doorstep directory build"]);
        folder.run(&["directory", "info", "bad.dir"]).ends(2, &["bad.dir", word]);
    }
    folder.run(&["scan", "new.csv", "--directory", "none.dir"]).ends(2, &["none.dir"]);
}

#[test]
fn threads_do_not_matter() {
    let folder = Folder::new();
    let mut random = Seeded(3);
    let mut text = ORDERS.to_string();
    for i in 0..30_000 {
        let street = random.of(&["Linden St", "Juniper Avenue", "Quarry Rd"]);
        let unit = random.below(6);
        let unit = if unit > 3 { String::new() } else { format!("Apt {unit}") };
        let _ = writeln!(text, "{i},Ada Byron,{} {street},{unit},Boston,MA,02134,US", random.below(3000));
    }
    folder.write("orders.csv", text.as_bytes());
    let mut all = Vec::new();
    for threads in ["1", "2", "5"] {
        folder
            .run(&[
                "directory",
                "build",
                "orders.csv",
                "-o",
                "known.dir",
                "--as-of",
                "2026-11-23",
                "--threads",
                threads,
            ])
            .ends(0, &[]);
        let directory = std::fs::read(folder.path("known.dir")).expect("a directory");
        let said = folder
            .run(&["scan", "orders.csv", "-o", "-", "--format", "jsonl", "--as-of", "2026-11-23", "--threads", threads])
            .ends(0, &[]);
        all.push((directory, said.bytes));
    }
    assert!(String::from_utf8_lossy(&all[0].1).contains("address/unit-missing"));
    assert!(all.windows(2).all(|w| w[0] == w[1]));
}

#[test]
fn both_ways_of_reading_again_find_the_same() {
    // where few orders share a building or repeat one another only those are read again, else all
    let folder = Folder::new();
    let mut random = Seeded(5);
    let mut text = ORDERS.to_string();
    for i in 0..20_000 {
        let shared = i % 500 < 4;
        let number = if shared { 10 + i / 2000 } else { 100_000 + i };
        let unit = if shared && i % 500 > 0 { format!("Apt {}", random.below(90)) } else { String::new() };
        let _ = writeln!(text, "{i},Ada{i} Byron,{number} Linden St,{unit},Boston,MA,02134,US");
    }
    folder.write("orders.csv", text.as_bytes());
    let some = found(&folder, &["orders.csv"]);
    for (name, repeats) in [("few.csv", 1), ("many.csv", 4000)] {
        let mut text = text.clone();
        for i in (0..repeats).chain(0..repeats) {
            let _ = writeln!(text, "r{},Ada Byron,{i} Oak Ave,,Boston,MA,02134,US", text.len());
        }
        folder.write(name, text.as_bytes());
        let mut all = found(&folder, &[name]);
        let repeated = all.split_off(20_000);
        assert!(repeated.iter().all(|(_, c)| c.iter().any(|c| c.starts_with("recipient/duplicate-order"))), "{name}");
        assert_eq!(some, all, "{name}");
    }
    let missing = |orders: &[(String, Vec<String>)]| {
        orders.iter().filter(|(_, c)| c.iter().any(|c| c == "address/unit-missing warning")).count()
    };
    assert_eq!(missing(&some), 40);
}
