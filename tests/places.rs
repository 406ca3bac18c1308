//! The places that doorstep carries, and packs that it makes or refuses.

use std::collections::BTreeMap;

use doorstep::text::names::Likeness;
use doorstep::world::places::{Kind, Places, PlacesOf, Trust, Unit};
use doorstep::world::{Country, Region, postcode};

fn country(cc: &str) -> &'static Country {
    Country::by_code(cc).unwrap_or_else(|| panic!("{cc} is a country"))
}

fn of(cc: &str) -> PlacesOf<'static> {
    Places::shipped().country(country(cc)).unwrap_or_else(|| panic!("{cc} has places"))
}

fn names(cc: &str, code: &str) -> Vec<&'static str> {
    of(cc).code(code).unwrap_or_else(|| panic!("{cc} {code} is known")).names().collect()
}

/// Bare letters and digits of a code as a person writes it, whole or a part.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric()).collect()
}

#[test]
fn the_shipped_pack_is_whole() {
    Places::shipped().verify().expect("undamaged");
    assert!(Places::shipped().size() <= 21_000_000, "{}", Places::shipped().size());
    for words in ["GeoNames", "CC BY 4.0", "Census", "Royal Mail data ©", "OS data ©"] {
        assert!(Places::shipped().sources().any(|s| s.contains(words)), "{words}");
    }
}

/// Well-known codes: each is there, in its region and its place, and in no other region.
#[test]
fn well_known_codes_are_known() {
    let table = include_str!("../data/golden_postcodes.tsv");
    let mut wrong = Vec::new();
    for row in table.lines().skip(1).map(|l| l.split('\t').collect::<Vec<_>>()) {
        let [cc, code, regions, places, _] = row[..] else { panic!("{row:?}") };
        let of = of(cc);
        let Some(found) = of.code(&bare(code)) else {
            wrong.push(format!("{cc} {code}: unknown"));
            continue;
        };
        let stands = found.regions().any(|r| regions.split('|').any(|code| code == r.code));
        if !regions.is_empty() && !stands {
            let said: Vec<&str> = found.regions().map(|r| r.code).collect();
            wrong.push(format!("{cc} {code}: in {said:?}, not in {regions}"));
        }
        let named = places.split('|').any(|place| found.likeness(place) < Likeness::Close);
        let near = || {
            let km = |place| found.point().and_then(|p| of.km_to_place_named(place, None, p));
            places.split('|').filter_map(km).any(|km| km < 15.0)
        };
        if !places.is_empty() && !named && !near() {
            wrong.push(format!("{cc} {code}: {:?}, not {places}", found.names().take(5).collect::<Vec<_>>()));
        }
        // a routing key of Ireland lies in several counties and in a province
        if of.has_sure_regions() && cc != "IE" && found.regions().count() > 2 {
            wrong.push(format!("{cc} {code}: too many regions"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// And none lies in the region of another well-known code of its country, but for three of which the
/// list cannot be sure.
#[test]
fn well_known_codes_are_not_elsewhere() {
    let table = include_str!("../data/golden_postcodes.tsv");
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|l| l.split('\t').collect()).collect();
    let regions = |row: &[&'static str]| row[2].split('|').filter(|r| !r.is_empty()).collect::<Vec<&str>>();
    let mut unsure = Vec::new();
    for row in &rows {
        let (of, code) = (of(row[0]), bare(row[1]));
        let listed = of.code(&code).unwrap_or_else(|| panic!("{} {code} is known", row[0]));
        let own = regions(row);
        let mut others = rows.iter().filter(|r| r[0] == row[0] && regions(r).iter().all(|r| !own.contains(r)));
        let Some(other) = others.find_map(|r| regions(r).first().copied()).filter(|_| !own.is_empty()) else {
            continue;
        };
        let region = Region::by_code(country(row[0]), other).unwrap_or_else(|| panic!("{} has {other}", row[0]));
        let begin = Region::of_postcode(country(row[0]), &code);
        let by_begin = !begin.is_empty() && begin.iter().all(|i| Region::by_index(*i) != region);
        let by_list = of.has_sure_regions() && !listed.regions().contains(region);
        if !by_begin && !by_list && listed.km_outside(region).is_none() {
            unsure.push(format!("{} {} {other}", row[0], row[1]));
        }
    }
    // codes in 09 of DK that are no places; the suburbs of Waterford; next door
    assert_eq!(unsure, ["DK 9000 84", "FR 38000 PAC", "IE X91 L"]);
}

#[test]
fn codes_say_what_they_are_for() {
    for (cc, code, kind) in [
        ("US", "10001", Kind::Street),
        ("US", "20500", Kind::NoStreet),
        ("US", "09012", Kind::Military),
        ("FR", "59009", Kind::Cedex),
        ("FR", "75001", Kind::Street),
        ("DE", "10875", Kind::LargeRecipient),
        ("DE", "10117", Kind::Street),
    ] {
        assert_eq!(of(cc).code(code).map(|c| c.kind()), Some(kind), "{cc} {code}");
    }
}

#[test]
fn units_are_known_to_the_last_letter() {
    for (cc, code, unit) in [
        ("GB", "SW1A1AA", Unit::Known),
        ("GB", "SW1A1ZZ", Unit::Unknown),
        ("GB", "SW1A9AA", Unit::NoSector),
        // no units of Northern Ireland
        ("GB", "BT11AA", Unit::NotListed),
        ("GB", "SW1A", Unit::NotListed),
        ("NL", "1012AB", Unit::Known),
        ("NL", "1012SS", Unit::Unknown),
        ("PT", "1100148", Unit::Known),
        ("DE", "10117", Unit::NotListed),
    ] {
        assert_eq!(of(cc).unit(code), unit, "{cc} {code}");
    }
}

/// Every spelling leads to the same place, near the code.
#[test]
fn places_are_known_under_their_names() {
    for (cc, code, spellings) in [
        ("DE", "50667", "Köln|Koeln|Cologne|Colonia|KÖLN"),
        ("DE", "80331", "München|Munich|Muenchen|Munchen"),
        ("NL", "2511", "'s-Gravenhage|Den Haag|The Hague|s Gravenhage"),
        ("JP", "1000001", "Tokyo|東京|Tōkyō"),
        ("UA", "01001", "Київ|Kyiv|Kiev"),
        ("RU", "101000", "Москва|Moscow|Moskva"),
        ("US", "63101", "St. Louis|Saint Louis|ST LOUIS"),
        ("US", "33301", "Ft. Lauderdale|Fort Lauderdale"),
        ("CH", "9000", "St. Gallen|Sankt Gallen"),
        ("KR", "04524", "서울|Seoul"),
        ("DK", "8000", "Aarhus|Århus"),
        ("GB", "EC2V", "London|Londres"),
        ("IT", "50122", "Firenze|Florence"),
    ] {
        let of = of(cc);
        let code = of.code(code).unwrap_or_else(|| panic!("{cc} {code}"));
        for name in spellings.split('|') {
            let km = code.point().and_then(|p| of.km_to_place_named(name, None, p));
            let agrees = code.likeness(name) < Likeness::Close || km.is_some_and(|km| km < 30.0);
            assert!(agrees, "{cc} {name}: {km:?}");
        }
    }
}

#[test]
fn what_disagrees_lies_far_away() {
    for (cc, code, name) in [("DE", "10117", "München"), ("US", "02134", "Chicago"), ("FR", "75001", "Marseille")] {
        let of = of(cc);
        let code = of.code(code).expect("a code");
        assert_eq!(code.likeness(name), Likeness::Different, "{name}");
        let km = code.point().and_then(|p| of.km_to_place_named(name, None, p));
        assert!(km.is_some_and(|km| km > 200.0), "{name} {km:?}");
        assert!(of.inhabitants(name).is_some_and(|n| n > 500_000), "{name}");
    }
    assert_eq!(of("DE").places_named("Nirgendwohausen").count(), 0);
}

#[test]
fn a_place_has_its_codes() {
    let codes: Vec<String> = of("DE")
        .places_named("Cologne")
        .flat_map(|place| place.codes())
        .filter_map(|code| code.postcode())
        .map(|code| code.as_str().to_string())
        .collect();
    assert!(codes.iter().any(|c| c == "50667") && codes.iter().all(|c| c.starts_with('5')), "{codes:?}");
}

#[test]
fn every_code_is_found_again() {
    for of in Places::shipped().countries() {
        for code in of.all_codes() {
            let bare = code.bare();
            let found = of.code(bare.as_str());
            assert!(found.is_some_and(|f| f == code), "{} {}", of.country().code, bare.as_str());
        }
    }
}

#[test]
fn the_canaries_have_the_codes_of_spain() {
    assert_eq!(names("IC", "38001"), names("ES", "38001"));
}

/// Not for every run: how often good addresses agree with the places. Tables have columns
/// `country`, `city`, `region` and `postcode`.
/// `DOORSTEP_ADDRESSES='a.tsv b.tsv' cargo test --release --test places agree -- --ignored --nocapture`
#[test]
#[ignore = "reads address files that are not ours"]
fn good_addresses_agree() {
    let files = std::env::var("DOORSTEP_ADDRESSES").expect("DOORSTEP_ADDRESSES names files");
    let mut table: BTreeMap<String, [u32; 10]> = BTreeMap::new();
    for file in files.split_whitespace() {
        let text = std::fs::read_to_string(file).expect(file);
        let mut lines = text.lines().map(|l| l.split('\t').collect::<Vec<_>>());
        let header = lines.next().expect("a header");
        let column = |name: &str| header.iter().position(|h| *h == name).expect(name);
        let (cc, city, code, region) = (column("country"), column("city"), column("postcode"), column("region"));
        for row in lines.filter(|r| r.len() == header.len()) {
            let (city, written, region) = (row[city], row[code], row[region]);
            let Some(country) = Country::by_code(row[cc]).filter(|_| !city.is_empty() && !written.is_empty()) else {
                continue;
            };
            let mut count = |at: usize| {
                for key in ["all", country.code] {
                    table.entry(key.to_string()).or_default()[at] += 1;
                }
            };
            count(0);
            let Some(of) = Places::shipped().country(country).filter(|of| of.code_count() > 0) else {
                count(1);
                continue;
            };
            let Some(read) = postcode::read(country, written) else {
                count(2);
                continue;
            };
            let Some(found) = of.code(read.bare().as_str()) else {
                count(if of.lists(read.bare().as_str()) { 3 } else { 2 });
                if of.trust() > Trust::None {
                    println!("UNKNOWN {} {written} {city} {region} {:?}", country.code, of.trust());
                }
                continue;
            };
            if of.trust() > Trust::None && matches!(of.unit(read.bare().as_str()), Unit::Unknown | Unit::NoSector) {
                println!("UNIT {} {written} {city} {:?}", country.code, of.unit(read.bare().as_str()));
            }
            if let Some(region) = Region::find(country, region)
                && of.has_sure_regions()
                && !found.regions().is_empty()
                && !found.regions().contains(region)
            {
                let said: Vec<&str> = found.regions().map(|r| r.code).collect();
                println!("REGION {} {written} {city} {}: {said:?}", country.code, region.code);
                count(9);
            }
            if found.likeness(city) < Likeness::Different {
                count(4);
                continue;
            }
            let km = found.point().and_then(|p| of.km_to_place_named(city, Region::find(country, region), p));
            match km {
                None => count(8),
                Some(km) if km <= 15.0 => count(5),
                Some(km) if km <= 60.0 => count(6),
                Some(km) => {
                    count(7);
                    println!(
                        "FAR {} {written} {city} {region}: {km:.0} km, {:?}",
                        country.code,
                        found.names().take(4).collect::<Vec<_>>()
                    );
                }
            }
        }
    }
    println!("     rows  nolist  shape unknown | named  <=15   <=60   far  unheard | region");
    for (cc, c) in table.iter().filter(|(cc, c)| cc.as_str() == "all" || c[0] >= 40) {
        println!(
            "{cc:<4}{:>5} {:>7} {:>6} {:>7} |{:>6} {:>5} {:>6} {:>5} {:>8} | {:>4}",
            c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9]
        );
    }
}

/// Not for every run: how long look-ups take, in ns.
/// `cargo test --release --test places quick -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn look_ups_are_quick() {
    let of = of("US");
    let codes: Vec<(String, &str)> = of
        .all_codes()
        .filter_map(|c| Some((c.bare().as_str().to_string(), c.names().next()?)))
        .enumerate()
        // every 7919th, so that neighbours are not asked one after the other
        .map(|(i, c)| (i * 7919 % 41_000, c))
        .collect::<BTreeMap<_, _>>()
        .into_values()
        .collect();
    let time = |what: &str, ask: &dyn Fn(&(String, &str)) -> bool| {
        let start = std::time::Instant::now();
        let found = codes.iter().filter(|c| ask(c)).count();
        println!("{what}: {} ns ({found} of {})", start.elapsed().as_nanos() as usize / codes.len(), codes.len());
    };
    time("code", &|(code, _)| of.code(code).is_some());
    time("code and its city", &|(code, city)| of.code(code).is_some_and(|c| c.likeness(city) == Likeness::Same));
    time("code and another city", &|(code, _)| {
        of.code(code).is_some_and(|c| c.likeness("Salt Lk Cty") == Likeness::Same)
    });
    let place = |city: &str| of.places_named(city).count() > 0;
    time("places of a name", &|(_, city)| place(city));
    let point = of.code("10001").and_then(|c| c.point()).expect("a point");
    time("km to Houston", &|_| of.km_to_place_named("Houston", None, point).is_some());
}
