//! The postcodes that a row of a feed speaks of: a code, a beginning, a range, or all.

use crate::world::Country;
use crate::world::postcode::{self, Postcode, letters_and_digits};

/// Codes between two others, in canonical layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Area {
    /// The first code, as a number that sorts as the code does.
    pub from: u128,
    /// The last.
    pub to: u128,
}

/// A code as a number that sorts as it does.
pub(super) fn key(code: &Postcode) -> u128 {
    packed(code.as_bytes(), 0)
}

fn packed(code: &[u8], rest: u8) -> u128 {
    let mut bytes = [rest; 16];
    let len = code.len().min(16);
    bytes[..len].copy_from_slice(&code[..len]);
    u128::from_be_bytes(bytes)
}

impl Area {
    /// All codes that begin so.
    fn begun(prefix: Postcode) -> Area {
        Area::between(prefix, prefix)
    }

    fn between(first: Postcode, last: Postcode) -> Area {
        Area { from: packed(first.as_bytes(), 0), to: packed(last.as_bytes(), 0xff) }
    }
}

/// The most districts that one range may name (`IV1-IV28`).
const DISTRICTS: u32 = 99;

/// The areas of a cell; none means the whole country.
///
/// # Errors
/// Says what is wrong with the cell and what to write instead.
pub(super) fn read(country: &Country, cell: &str) -> Result<Vec<Area>, String> {
    let mut out = Vec::new();
    for item in cell.split([',', ';', '|', '/']).map(str::trim).filter(|i| !i.is_empty()) {
        if matches!(item, "*" | "**" | "-") || item.eq_ignore_ascii_case("all") || item.eq_ignore_ascii_case("any") {
            return Ok(Vec::new());
        }
        if !country.has_postcodes() {
            return Err(format!(
                "{} has no postcodes: leave the cell blank, and the row is about all of it",
                country.name
            ));
        }
        out.extend(item_of(country, &item.to_uppercase())?);
    }
    Ok(out)
}

fn item_of(country: &Country, item: &str) -> Result<Vec<Area>, String> {
    let whole = postcode::read(country, item);
    let separated = |code: &Postcode| !item.contains('-') || code.as_str().contains('-');
    if let Some(code) = whole.filter(separated) {
        return Ok(vec![Area::begun(code)]);
    }
    if let Some(prefix) = item.strip_suffix(['*', '%', '…']) {
        let prefix = prefix.trim_end_matches(['*', '%', '.', ' ', '-']);
        return begun(country, prefix).ok_or_else(|| wrong(country, item));
    }
    if let Some(areas) = range(country, item)? {
        return Ok(areas);
    }
    let part = letters_and_digits(item).and_then(|bare| postcode::first_part(country, bare));
    let areas = part.or(whole).map(|code| vec![Area::begun(code)]);
    areas.or_else(|| begun(country, masked(item)?)).ok_or_else(|| wrong(country, item))
}

/// What stands before the letters that stand for any digit: `941xx`, `941??`.
fn masked(item: &str) -> Option<&str> {
    let bare = item.trim_end_matches(['X', '?', '#']);
    (bare.len() < item.len() && bare.ends_with(|c: char| c.is_ascii_digit())).then_some(bare)
}

/// The codes that begin with what is written: as it is written where that is possible, else with
/// the country's separators put in.
fn begun(country: &Country, prefix: &str) -> Option<Vec<Area>> {
    let bare = letters_and_digits(prefix)?;
    let mut ways = postcode::begin(country, bare);
    let written = |way: &Postcode| way.as_str() == prefix;
    if ways.iter().any(written) {
        ways.retain(written);
    } else if ways.contains(&bare) {
        ways.retain(|way| *way == bare);
    }
    (!ways.is_empty()).then(|| ways.into_iter().map(Area::begun).collect())
}

/// A range; `None` if the text is none.
fn range(country: &Country, item: &str) -> Result<Option<Vec<Area>>, String> {
    const BETWEEN: [&str; 7] = [" TO ", " BIS ", "...", "..", "–", "—", " - "];
    let named = BETWEEN.iter().filter_map(|between| item.split_once(between));
    let hyphens = item.match_indices('-').map(|(at, _)| (&item[..at], &item[at + 1..]));
    for (first, last) in named.chain(hyphens) {
        let (first, last) = (first.trim(), last.trim());
        let (first, last) = (masked(first).unwrap_or(first), masked(last).unwrap_or(last));
        let Some((low, high)) = letters_and_digits(first).zip(letters_and_digits(last)) else { continue };
        if let Some(areas) = districts(country, low, high) {
            return areas.map(Some);
        }
        if low.as_bytes().len() != high.as_bytes().len() {
            continue;
        }
        let laid_out = |shape: &&str| postcode::begin_shape(shape, low).zip(postcode::begin_shape(shape, high));
        let mut areas: Vec<Area> =
            country.postcodes.iter().filter_map(laid_out).map(|(low, high)| Area::between(low, high)).collect();
        areas.dedup();
        if !areas.is_empty() {
            return if low.as_bytes() > high.as_bytes() { Err(backwards(first, last)) } else { Ok(Some(areas)) };
        }
    }
    Ok(None)
}

fn backwards(first: &str, last: &str) -> String {
    format!("the range ends before it begins: write `{last}-{first}`")
}

/// Districts that are counted: `IV1-IV28`, where `IV10` does not lie between `IV1` and `IV2`.
fn districts(country: &Country, low: Postcode, high: Postcode) -> Option<Result<Vec<Area>, String>> {
    let split = |text: &'_ str| {
        let at = text.find(|c: char| c.is_ascii_digit()).filter(|at| *at > 0)?;
        let (letters, number) = text.split_at(at);
        Some((letters.to_string(), number.len(), number.parse::<u32>().ok()?, number.starts_with('0')))
    };
    postcode::first_part(country, low).zip(postcode::first_part(country, high))?;
    let ((letters, width, first, padded), (others, _, last, _)) = split(low.as_str()).zip(split(high.as_str()))?;
    if letters != others || first.max(last) > DISTRICTS {
        return None;
    }
    if first > last {
        return Some(Err(backwards(low.as_str(), high.as_str())));
    }
    let district = |n: u32| {
        let number = if padded { format!("{n:0width$}") } else { n.to_string() };
        postcode::first_part(country, letters_and_digits(&format!("{letters}{number}"))?)
    };
    Some(Ok((first..=last).filter_map(district).map(Area::begun).collect()))
}

fn wrong(country: &Country, item: &str) -> String {
    let example = country.postcode_example;
    let start: String = example.chars().filter(char::is_ascii_alphanumeric).take(3).collect();
    format!(
        "`{item}` is no postcode of {}: write a whole code such as `{example}`, a beginning such as `{start}*`, a range \
         with as many digits on both sides, or nothing for the whole country",
        country.in_words()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(cc: &str, cell: &str, code: &str) -> bool {
        let country = Country::by_code(cc).expect("a country");
        let code = postcode::read(country, code).unwrap_or_else(|| panic!("{cc} {code}"));
        let areas = read(country, cell).unwrap_or_else(|e| panic!("{cc} {cell}: {e}"));
        assert!(!areas.is_empty(), "{cc} {cell}");
        areas.iter().any(|a| (a.from..=a.to).contains(&key(&code)))
    }

    #[test]
    fn codes_lie_in_what_is_written() {
        for (cc, cell, inside, outside) in [
            ("US", "94103", &["94103", "94103-1234"][..], &["94104", "94013"][..]),
            ("US", "941*", &["94100", "94199-0001"], &["94200", "94099"]),
            ("US", "94100-94299", &["94100", "94299-9999", "94210"], &["94300", "94099"]),
            ("US", "941xx to 942xx", &["94100", "94299"], &["94300"]),
            ("US", "94103-1234", &["94103-1234"], &["94103", "94103-1235"]),
            ("US", "941??, 10001", &["94155", "10001"], &["94200", "10002"]),
            ("US", "941 - 942", &["94100", "94299"], &["94300"]),
            ("GB", "SW1A 1AA", &["SW1A 1AA"], &["SW1A 1AB"]),
            ("GB", "N1", &["N1 9GU"], &["N11 1AA", "N10 1AA"]),
            ("GB", "N1*", &["N1 9GU", "N11 1AA"], &["N2 9GU"]),
            ("GB", "IV1-IV28", &["IV1 1AA", "IV10 8TD", "IV28 3XE"], &["IV30 1AA"]),
            ("GB", "SW1X", &["SW1X 7LY"], &["SW1A 1AA"]),
            ("GB", "ZE*", &["ZE1 0AA"], &["EX1 1AA"]),
            ("SE", "1145*", &["114 55"], &["114 65"]),
            ("SE", "114", &["114 55"], &["115 55"]),
            ("PL", "00-001 to 00-999", &["00-950"], &["01-001"]),
            ("PL", "00*", &["00-950"], &["01-001"]),
            ("JP", "100-0001", &["100-0001"], &["100-0002"]),
            ("JP", "100-199", &["150-0001"], &["200-0001"]),
            ("BR", "01000-05999", &["01310-100"], &["06000-000"]),
            ("BR", "01310-100", &["01310-100"], &["01310-200"]),
            ("DE", "D-10117", &["10117"], &["10118"]),
            ("TW", "100-199", &["105"], &["200"]),
            ("NL", "1012", &["1012 AB"], &["1013 AB"]),
            ("IE", "D01-D24", &["D02 AF30"], &["T12 AF30"]),
            ("CA", "K1A-K2Z", &["K1B 1A1"], &["L1A 1A1"]),
            ("LV", "LV-1010 - LV-1050", &["LV-1045"], &["LV-1060"]),
        ] {
            inside.iter().for_each(|code| assert!(covers(cc, cell, code), "{cc} {cell} has {code}"));
            outside.iter().for_each(|code| assert!(!covers(cc, cell, code), "{cc} {cell} has not {code}"));
        }
    }

    #[test]
    fn what_is_no_area_is_refused() {
        for (cc, cell, expect) in [
            ("US", "9410", "is no postcode of the United States: write a whole code such as `95014`"),
            ("US", "94299-94100", "the range ends before it begins: write `94100-94299`"),
            ("US", "94100-942", "is no postcode"),
            ("US", "San Francisco", "is no postcode"),
            ("GB", "IV28-IV1", "ends before it begins"),
            ("HK", "999077", "has no postcodes"),
            ("DE", "*10", "is no postcode"),
        ] {
            let country = Country::by_code(cc).expect("a country");
            let said = read(country, cell).expect_err(cell);
            assert!(said.contains(expect), "{said}");
        }
        assert_eq!(read(Country::by_code("US").expect("a country"), " * "), Ok(Vec::new()));
    }
}
