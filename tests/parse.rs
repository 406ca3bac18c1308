//! Addresses taken apart: `tests/parse/cases.tsv` has one invented address a line with what is to
//! be read out of it; and no input whatever makes the parser stumble.

use doorstep::input::Field;
use doorstep::order::parse::parse;
use doorstep::order::{Order, Parsed, Scratch};
use doorstep::world::Country;
use proptest::prelude::*;

/// What one further expectation (`street=…`, `rural`) says of a parsed address.
fn holds(parsed: &Parsed<'_>, name: &str, value: &str) -> bool {
    let value = (!value.is_empty()).then_some(value);
    match name {
        "street" => parsed.street == value,
        "level" => parsed.level == value,
        "building" => parsed.building == value,
        "po_box" => parsed.po_box == value,
        "military" => parsed.military == value,
        "care_of" => parsed.care_of == value,
        "pickup" => parsed.pickup.is_some_and(|p| value.is_none_or(|v| p.network == v)),
        "point" => parsed.pickup.is_some_and(|p| p.point == value),
        "account" => parsed.pickup.is_some_and(|p| p.account == value),
        "rural" => parsed.rural_route,
        "general" => parsed.general_delivery,
        "no_number" => parsed.no_number,
        "landmark" => parsed.landmark,
        "dangling" => parsed.dangling_unit.is_some(),
        other => panic!("unknown expectation {other}"),
    }
}

/// `level=3. OG building=Turm 2` as pairs; a value may hold blanks.
fn expectations(cell: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for word in cell.split(' ').filter(|w| !w.is_empty()) {
        match word.split_once('=') {
            Some((name, value)) => out.push((name.to_string(), value.to_string())),
            None if out.last().is_some_and(|(_, v)| !v.is_empty()) => {
                let last = &mut out.last_mut().expect("just seen").1;
                last.push(' ');
                last.push_str(word);
            }
            None => out.push((word.to_string(), String::new())),
        }
    }
    out
}

#[test]
fn every_case_is_read() {
    let table = include_str!("parse/cases.tsv");
    let mut wrong = Vec::new();
    let mut scratch = Scratch::default();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [country, line1, line2, number, unit, more] = cells[..] else { panic!("six cells: {line}") };
        let order = Order::of(&[(Field::Address1, line1), (Field::Address2, line2)]);
        let parsed = parse(&order, Country::by_code(country), &mut scratch);
        let more = expectations(more);
        let bare = |text: Option<&str>| text.unwrap_or_default().to_string();
        let right = bare(parsed.house_number) == number
            && bare(parsed.unit) == unit
            && more.iter().all(|(name, value)| holds(&parsed, name, value))
            && (parsed.po_box.is_some() == more.iter().any(|(n, _)| n == "po_box"))
            && (parsed.dangling_unit.is_some() == more.iter().any(|(n, _)| n == "dangling"))
            && (parsed.pickup.is_some() == more.iter().any(|(n, _)| n == "pickup"));
        if !right {
            wrong.push(format!("{line}\n    {parsed:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_column_of_its_own_for_the_house_number_wins() {
    let order = Order::of(&[(Field::Address1, "Hauptstraße"), (Field::HouseNumber, "12 a")]);
    let parsed = parse(&order, Country::by_code("DE"), &mut Scratch::default());
    assert_eq!((parsed.house_number, parsed.street), (Some("12 a"), Some("Hauptstraße")));
    let order = Order::of(&[(Field::Address1, "Ringstraße"), (Field::HouseNumber, "9/3")]);
    let parsed = parse(&order, Country::by_code("AT"), &mut Scratch::default());
    assert_eq!((parsed.house_number, parsed.unit), (Some("9"), Some("3")));
}

#[test]
fn a_company_cell_may_name_the_locker() {
    let order = Order::of(&[(Field::Company, "Packstation 145"), (Field::Address1, "1234567890")]);
    let pickup = parse(&order, Country::by_code("DE"), &mut Scratch::default()).pickup.expect("a pick-up point");
    assert_eq!((pickup.network, pickup.point, pickup.account), ("packstation", Some("145"), Some("1234567890")));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_input_makes_it_stumble(line1 in "\\PC{0,40}", line2 in "\\PC{0,20}", at in 0usize..260) {
        check(&line1, &line2, at);
    }

    #[test]
    fn nor_does_what_looks_like_an_address(
        words in prop::collection::vec(prop::sample::select(WORDS), 0..9),
        second in prop::collection::vec(prop::sample::select(WORDS), 0..4),
        at in 0usize..260,
    ) {
        check(&words.join(" "), &second.join(""), at);
    }
}

const WORDS: &[&str] = &[
    "12",
    "a",
    "Main",
    "St",
    "Apt",
    "#",
    "4B",
    ",",
    "-",
    "/",
    "12/3",
    "1/2",
    "bis",
    "II",
    "3º",
    "2. OG",
    "кв.",
    "5",
    "Box",
    "PO Box",
    "RR",
    "c/o",
    "s/n",
    "Packstation",
    "号",
    "丁目",
    "2丁目",
    "號",
    "之2",
    "室",
    "호",
    "동",
    "101",
    "F",
    "12345678",
    "near",
    "Calle",
    "No:5",
    "D:3",
    "\u{2060}",
    "１２",
    "½",
    "Top",
    "Lot",
    "Unit",
    "WAW01A",
    ".",
    ";",
    "°",
    "’",
];

fn check(line1: &str, line2: &str, at: usize) {
    let countries = Country::all();
    let order = Order::of(&[(Field::Address1, line1), (Field::Address2, line2)]);
    let parsed = parse(&order, countries.get(at), &mut Scratch::default());
    let texts = [parsed.house_number, parsed.street, parsed.unit, parsed.level, parsed.building, parsed.po_box];
    for text in texts.into_iter().flatten() {
        assert!(line1.contains(text) || line2.contains(text), "`{text}` stands in no line");
    }
}
