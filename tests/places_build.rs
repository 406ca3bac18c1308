//! Packs made out of an invented country's tables, and packs that are refused.

use doorstep::world::Country;
use doorstep::world::places::build::{BuildError, Builder};
use doorstep::world::places::{Kind, Places, Unit};
use proptest::prelude::*;

const POSTAL: &str = include_str!("places/postal.tsv");
const CITIES: &str = include_str!("places/cities.tsv");
const KINDS: &str = include_str!("places/kinds.tsv");

fn pack() -> Vec<u8> {
    let mut builder = Builder::new();
    builder.postal("postal.tsv", POSTAL.as_bytes()).expect("postal codes");
    builder.cities("cities.tsv", CITIES.as_bytes()).expect("cities");
    builder.kinds("kinds.tsv", KINDS.as_bytes()).expect("kinds");
    builder.finish(&["an invented land".to_string()]).expect("a pack").0
}

fn open(cc: &str, places: &'static Places) -> doorstep::world::places::PlacesOf<'static> {
    places.country(Country::by_code(cc).expect("a country")).expect("places")
}

#[test]
fn what_goes_in_comes_out() {
    let places: &'static Places = Box::leak(Box::new(Places::open(pack()).expect("a good pack")));
    assert_eq!(places.sources().collect::<Vec<_>>(), ["an invented land"]);
    let de = open("DE", places);
    let code = de.code("99991").expect("a code");
    assert_eq!(code.names().collect::<Vec<_>>(), ["Musterstadt", "Kleindorf"]);
    assert_eq!(code.regions().map(|r| r.code).collect::<Vec<_>>(), ["TH"]);
    assert!(code.point().is_some_and(|p| (p.lat - 51.0).abs() < 0.1 && (p.lon - 11.0).abs() < 0.1));
    assert_eq!(code.postcode().map(|p| p.as_str().to_string()).as_deref(), Some("99991"));
    assert_eq!(de.code("99993").map(|c| c.kind()), Some(Kind::LargeRecipient));
    assert!(de.code("99990").is_none() && de.lists("99990") && !de.lists("9999"));
    // the large recipient is no place
    assert_eq!(de.code("99993").map(|c| c.names().count()), Some(0));
    assert_eq!(de.places_named("Sampletown").filter(|p| p.is_city()).count(), 1);
    let codes = de.places_named("Sampletown").flat_map(|p| p.codes()).map(|c| c.bare().as_str().to_string());
    assert_eq!(codes.collect::<Vec<_>>(), ["99991", "99992"]);
    let gb = open("GB", places);
    assert_eq!(gb.unit("ZZ991AB"), Unit::Known);
    assert_eq!(gb.unit("ZZ991AD"), Unit::Unknown);
    assert_eq!(gb.unit("ZZ992AB"), Unit::NoSector);
    assert_eq!(gb.code("ZZ991AB").map(|c| c.names().count()), Some(1));
}

#[test]
fn the_same_tables_give_the_same_bytes() {
    assert_eq!(pack(), pack());
}

fn refused(bytes: Vec<u8>) -> String {
    let error = Places::open(bytes).expect_err("refused").to_string();
    assert!(error.contains("doorstep data build"), "says how to make it again: {error}");
    error
}

#[test]
fn damaged_packs_are_refused() {
    let good = pack();
    for end in [0, 7, 40, 1000, good.len() - 1] {
        refused(good[..end].to_vec());
    }
    assert!(refused(good[..good.len() - 1].to_vec()).contains("truncated"));
    let mut newer = good.clone();
    newer[8] = 99;
    assert!(refused(newer).contains("version 99"));
    assert!(refused(b"PAR1 is another format, and this is long enough".repeat(100)).contains("no pack of places"));
    for at in [70, 1500, good.len() / 2, good.len() - 1] {
        let mut damaged = good.clone();
        damaged[at] ^= 1;
        assert!(refused(damaged).contains("damaged"));
    }
    let mut longer = good;
    longer.push(0);
    assert!(refused(longer).contains("appended"));
}

fn postal(table: &[u8]) -> BuildError {
    Builder::new().postal("allCountries.txt", table).expect_err("a table that cannot be used")
}

#[test]
fn tables_that_cannot_be_used_are_refused_with_their_line() {
    let row = POSTAL.lines().next().expect("a row");
    assert!(postal(b"").to_string().contains("no rows"));
    assert!(postal(b"\n\n").to_string().contains("no rows"));
    let short = postal(format!("{row}\nDE\t12345\tBerlin\n").as_bytes());
    assert_eq!((short.line, short.problem.contains("3 columns")), (Some(2), true), "{short}");
    assert!(postal(row.replace('\t', ",").as_bytes()).help.contains("commas"));
    assert!(postal(b"PK\x03\x04...").problem.contains("packed"));
    let latin1 = postal(b"DE\t12345\tK\xf6ln\t\t\t\t\t\t\t50\t7\t\n");
    assert_eq!((latin1.line, latin1.column), (Some(1), Some(3)), "{latin1}");
    let number = postal(row.replace("51.0", "51,0").as_bytes());
    assert_eq!((number.column, number.problem.contains("`51,0`")), (Some(10), true), "{number}");
    assert!(postal(row.replacen("DE", "country_code", 1).as_bytes()).problem.contains("two-letter"));
    let kinds = Builder::new().kinds("kinds.tsv", "US\t12345\tcastle\n".as_bytes()).expect_err("no kind");
    assert!(kinds.help.contains("no-street"), "{kinds}");
    let none = Builder::new().finish(&[]).expect_err("nothing to write");
    assert!(none.problem.contains("no row"), "{none}");
}

/// Everything that can be asked of a country.
fn ask(places: &Places, text: &str) {
    for of in places.countries() {
        let _ =
            (of.code(text).map(|c| c.names().count()), of.unit(text), of.places_named(text).count(), of.lists(text));
        for code in of.all_codes().take(40) {
            let _ = (code.kind(), code.point(), code.regions().count(), code.bare(), code.postcode());
            for name in code.names().take(8) {
                let _ = code.likeness(text);
                let at = of.places_named(name).take(8);
                let _ = at
                    .map(|p| p.codes().take(8).count() + p.regions().count() + usize::from(p.point().is_some()))
                    .sum::<usize>();
            }
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..4000), head in any::<bool>()) {
        if head && bytes.len() > 12 {
            bytes[..12].copy_from_slice(&pack()[..12]);
        }
        prop_assert!(Places::open(bytes).is_err());
    }

    #[test]
    fn no_damage_makes_it_panic(changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..12), text in "[A-Z0-9]{0,9}") {
        let mut bytes = pack();
        for (at, byte) in changes {
            let at = 64 + at.index(bytes.len() - 64);
            bytes[at] = byte;
        }
        // as if the damage had gone unnoticed
        if let Ok(places) = Places::open_unchecked(bytes) {
            ask(&places, &text);
        }
    }

    #[test]
    fn nothing_asked_makes_it_panic(text in "\\PC{0,40}", code in "[A-Z0-9]{0,12}") {
        ask(&Places::open(pack()).expect("a good pack"), &text);
        for of in Places::shipped().countries() {
            let _ = (of.code(&code).map(|c| c.likeness(&text)), of.unit(&code), of.places_named(&text).count());
        }
    }
}
