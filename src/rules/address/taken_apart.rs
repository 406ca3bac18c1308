//! A whole address in one cell, taken apart from its end.

use super::candidates::{postcode_at_edge, region_at_end};
use crate::text::Folded;
use crate::world::postcode;
use crate::world::words::{self, Class, Classes};
use crate::world::{Country, Region};

/// No address is longer, in bytes.
const LONGEST: usize = 512;

/// The parts of an address that stood in one cell; empty where there was none.
pub(super) struct TakenApart<'t> {
    pub street: &'t str,
    pub line2: &'t str,
    pub city: &'t str,
    pub region: &'t str,
    pub postcode: Option<&'t str>,
}

/// Takes `street, city, region, postcode` (or `street, postcode city`) apart; `None` where the
/// end does not look like a place.
pub(super) fn take_apart<'t>(country: &Country, line: &'t str, region: &str) -> Option<TakenApart<'t>> {
    if line.len() > LONGEST {
        return None;
    }
    if !line.contains([',', '，', '\n', '\r']) {
        return around_postcode(country, line);
    }
    let mut out = TakenApart { street: "", line2: "", city: "", region: "", postcode: None };
    let (mut rest, mut last) = cut(line)?;
    if Country::find(last) == Some(country) && (last.len() > 2 || Region::find(country, last).is_none()) {
        (rest, last) = cut(rest)?;
    }
    if is_postcode(country, last) {
        out.postcode = Some(last);
        (rest, last) = cut(rest)?;
    } else if let Some((code, part)) = postcode_at_edge(country, last) {
        out.postcode = Some(code);
        last = part;
    }
    let named = Region::find(country, last);
    let may_be_region = region.is_empty() || named.is_some() && named == Region::find(country, region);
    if may_be_region && named.is_some() && rest.contains(',') && !ends_in_numbered_part(rest) {
        out.region = last;
        (rest, last) = cut(rest)?;
    } else if let Some((city, end)) = region_at_end(country, last)
        && (region.is_empty() || Region::find(country, end) == Region::find(country, region))
    {
        // `Bologna BO`, `São Paulo - SP`
        (out.region, last) = (end, city);
    }
    if !is_place(country, last, out.postcode.is_some()) {
        return None;
    }
    out.city = last;
    (out.street, out.line2) = split_street(country, rest);
    let certain = out.postcode.is_some() || !out.region.is_empty() || rest.chars().any(char::is_numeric);
    (certain && !out.street.is_empty()).then_some(out)
}

/// Postcode and city at the end of a line, as written, with a street before them or without.
pub(super) fn place_at_end<'t>(country: &Country, line: &'t str) -> Option<(&'t str, &'t str)> {
    let Some((code, rest)) = postcode_at_edge(country, line).filter(|_| line.len() <= LONGEST) else {
        let parts = take_apart(country, line, "")?;
        return parts.postcode.map(|code| (code, parts.city));
    };
    let city = region_at_end(country, rest).map_or(rest, |(city, _)| city);
    if !city.chars().any(char::is_numeric) {
        return Some((code, city));
    }
    let parts = take_apart(country, line, "")?;
    parts.postcode.map(|code| (code, parts.city))
}

/// `12 rue des Lilas 69008 Lyon`: without a comma the postcode parts street and city.
fn around_postcode<'t>(country: &Country, line: &'t str) -> Option<TakenApart<'t>> {
    let line = match line.rsplit_once(' ') {
        Some((rest, last)) if last.len() > 3 && Country::find(last) == Some(country) => rest,
        _ => line,
    };
    let starts: Vec<usize> = line.match_indices(' ').map(|(at, _)| at + 1).collect();
    let mut found: Option<(usize, &str, &str, &str)> = None;
    for (i, &from) in starts.iter().enumerate() {
        // in two parts in some countries: `411 36 Göteborg`
        for &until in starts[i + 1..].iter().take(2) {
            let (street, code, city) = (line[..from].trim(), line[from..until].trim(), line[until..].trim());
            let has_number = street.chars().any(char::is_numeric) && street.chars().any(char::is_alphabetic);
            if has_number && is_postcode(country, code) && is_place(country, city, true) {
                // the longest code of the same place, and one place only
                match found {
                    Some((before, ..)) if before != from => return None,
                    _ => found = Some((from, street, code, city)),
                }
            }
        }
    }
    let (_, street, code, city) = found?;
    Some(TakenApart { street, line2: "", city, region: "", postcode: Some(code) })
}

/// What stands before and behind the last comma.
fn cut(text: &str) -> Option<(&str, &str)> {
    let (rest, last) = text.rsplit_once([',', '，', '\n', '\r'])?;
    let (rest, last) = (rest.trim_matches([',', ' ', '\r', '\n']), last.trim());
    (!rest.is_empty() && !last.is_empty()).then_some((rest, last))
}

/// Is the part a postcode and nothing else, of three characters or more?
fn is_postcode(country: &Country, part: &str) -> bool {
    let marks = part.bytes().filter(u8::is_ascii_alphanumeric).count();
    marks >= 3 && part.bytes().any(|b| b.is_ascii_digit()) && postcode::read(country, part).is_some()
}

/// Does a number stand behind the last comma, as in a street? Then what follows has to be the city,
/// though it names a region too (`12 Main St, New York`).
fn ends_in_numbered_part(rest: &str) -> bool {
    rest.rsplit(',').next().is_some_and(|part| part.chars().any(char::is_numeric))
}

/// Line 1 up to the part that has the street (or number and name), and what follows it.
fn split_street<'t>(country: &Country, text: &'t str) -> (&'t str, &'t str) {
    let is_whole = |head: &str| {
        let folded = Folded::of(head);
        let street = |w: &str| {
            words::classes(w, country.languages).has(Class::Street) || words::ends_in_street(w, country.languages)
        };
        let both = head.chars().any(char::is_numeric) && head.chars().filter(|c| c.is_alphabetic()).count() > 1;
        both || folded.split(' ').skip(1).any(street)
    };
    let commas = text.match_indices(',').map(|(i, _)| i);
    match commas.into_iter().find(|i| is_whole(&text[..*i])) {
        Some(i) => (text[..i].trim(), text[i + 1..].trim()),
        None => (text, ""),
    }
}

/// Can the part be a town: letters and no digits, and, unless a postcode beside it says so anyway,
/// no word for a unit, building, street or box?
fn is_place(country: &Country, part: &str, beside_postcode: bool) -> bool {
    const LINE: Classes = Classes::of(&[
        Class::Unit,
        Class::UnitAlone,
        Class::Level,
        Class::LevelAlone,
        Class::Building,
        Class::Entrance,
        Class::PoBox,
        Class::StreetSuffix,
        Class::CareOf,
        Class::Pickup,
        Class::CompanySuffix,
        Class::Placeholder,
        Class::HouseWord,
    ]);
    let folded = Folded::of(part);
    let line = folded.split(' ').any(|w| words::classes(w, country.languages).any(LINE));
    let letters = part.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2 && !part.chars().any(char::is_numeric) && (beside_postcode || !line)
}
