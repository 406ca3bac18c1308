//! Readings of a damaged cell and what the other cells say to them: shared by the address rules.

use std::borrow::Cow;

use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::{Folded, Starts};
use crate::world::country::Need;
use crate::world::language::Languages;
use crate::world::postcode::{self, Postcode};
use crate::world::words::{Class, Classes, classes};
use crate::world::{Country, Region};

/// What the region cell says to a postcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The postcode lies in the region.
    Confirms,
    /// It lies elsewhere.
    Contradicts,
    /// No region, or doorstep does not know where the postcode lies.
    Silent,
}

/// Does the region of the order agree with a postcode?
pub(super) fn verdict(country: &Country, region: Option<&Region>, code: &Postcode) -> Verdict {
    let lies_in = Region::of_postcode(country, code.bare().as_str());
    match region {
        Some(region) if !lies_in.is_empty() => {
            if lies_in.iter().any(|i| Region::by_index(*i) == region) {
                Verdict::Confirms
            } else {
                Verdict::Contradicts
            }
        }
        _ => Verdict::Silent,
    }
}

/// Can the postcode exist: does it begin like one of the country's, where doorstep knows them?
pub(super) fn plausible(country: &Country, code: &Postcode) -> bool {
    !Region::of_postcode(country, code.bare().as_str()).is_empty() || !knows_postcodes(country)
}

/// Does doorstep know where the country's postcodes lie?
fn knows_postcodes(country: &Country) -> bool {
    postcode::read(country, country.postcode_example)
        .is_some_and(|code| !Region::of_postcode(country, code.bare().as_str()).is_empty())
}

/// Is the country's every postcode made of digits only?
pub(super) fn digits_only(country: &Country) -> bool {
    country.postcodes.iter().all(|shape| shape.bytes().all(|b| !b.is_ascii_alphabetic() || b == b'N'))
}

/// A stand-in for a blank cell: `N/A`, `00000`, `xxx`, `?`.
pub(super) fn is_filler(text: &str) -> bool {
    let Some(first) = text.chars().find(|c| c.is_alphanumeric()) else { return true };
    match first {
        '0' | '9' | 'x' | 'X' => {
            let marks = || text.chars().filter(|c| c.is_alphanumeric());
            let enough = |count| match first {
                '0' => count != 2,
                '9' => count >= 5,
                _ => count >= 2,
            };
            marks().all(|c| c.eq_ignore_ascii_case(&first)) && enough(marks().count())
        }
        'n' | 'N' | 't' | 'T' | 'u' | 'U' if text.len() < 16 => is_filler_word(text),
        _ => false,
    }
}

/// Not the placeholders of address lines (`city`, `address`): there is a Canberra suburb `City`.
fn is_filler_word(text: &str) -> bool {
    const WORDS: [&str; 8] = ["n a", "na", "nil", "none", "null", "tbc", "tbd", "unknown"];
    static STARTS: Starts = Starts::of(&WORDS);
    STARTS.may_start(text) && WORDS.contains(&Folded::of(text).as_str())
}

/// Is the cell blank, or does a stand-in fill it?
pub(super) fn is_blank(order: &Order<'_>, field: Field) -> bool {
    order.lacks(field) || is_filler(order.get(field))
}

/// Is the text a flat, a floor or a person to find, and nothing that says in which street?
pub(super) fn names_only_a_door(text: &str, facts: &Facts<'_>) -> bool {
    let p = &facts.parsed;
    let mut rest = text.to_string();
    for part in [p.unit, p.level, p.care_of].into_iter().flatten() {
        rest = rest.replacen(part, " ", 1);
    }
    const DOOR: Classes = Classes::of(&[
        Class::Unit,
        Class::UnitAlone,
        Class::Level,
        Class::LevelAlone,
        Class::Door,
        Class::Direction,
        Class::CareOf,
    ]);
    let languages = facts.country.map_or(Languages::ALL, |c| c.languages);
    let folded = Folded::of(&rest);
    rest.len() < text.len() && folded.split(' ').all(|word| word.is_empty() || classes(word, languages).any(DOOR))
}

/// Does the whole address stand in one cell, so that the others may be blank?
pub(super) fn is_one_cell(order: &Order<'_>) -> bool {
    order.lines().next().is_some_and(|(field, _)| field == Field::AddressFull)
}

/// The one region in which the order's postcode lies: by the beginnings of the country's codes, else
/// by the list of its codes.
pub(super) fn region_of_postcode(facts: &Facts<'_>) -> Option<&'static Region> {
    match facts.postcode_regions {
        [one] => Some(Region::by_index(*one)),
        [] => {
            let sure = facts.placement.places.is_some_and(|p| p.has_sure_regions());
            let mut listed = facts.placement.code.filter(|_| sure)?.regions();
            let first = listed.next()?;
            listed.next().is_none().then_some(first)
        }
        _ => None,
    }
}

/// The regions of these numbers.
pub(super) fn regions(indices: &'static [u16]) -> impl Iterator<Item = &'static Region> {
    indices.iter().map(|i| Region::by_index(*i))
}

/// `Massachusetts`, or `Maine or New Hampshire`.
pub(super) fn names(indices: &'static [u16]) -> String {
    let mut out = String::new();
    for (i, region) in regions(indices).take(3).enumerate() {
        if i > 0 {
            out.push_str(" or ");
        }
        out.push_str(region.name);
    }
    out
}

/// The region as the cell before it was written: a code for a code, with the country before it if it
/// had that, letters for letters, a name for a name; where the cell was blank, a code in the countries
/// that write one on the label.
pub(super) fn written_like(region: &'static Region, before: &str, country: &Country) -> Cow<'static, str> {
    if before.is_empty() {
        return (if country.region == Need::Required { region.code } else { region.name }).into();
    }
    let short = before.is_ascii() && before.bytes().filter(u8::is_ascii_alphanumeric).count() <= 3;
    let with_country = || before.strip_prefix(country.code)?.strip_prefix('-');
    if with_country().is_some() {
        return format!("{}-{}", country.code, region.code).into();
    }
    let has_letters = |text: &str| text.bytes().any(|b| b.is_ascii_alphabetic());
    if short && has_letters(before) && !has_letters(region.code) {
        let letters = region.letters_like(country, before);
        return letters.map_or(region.name.into(), |letters| letters.to_ascii_uppercase().into());
    }
    (if short { region.code } else { region.name }).into()
}

/// A postcode as people write it there: without the letters of the country (`LT-`) where the cell
/// before had none.
pub(super) fn written_code(code: &Postcode, before: &str) -> String {
    let text = code.as_str();
    let bare = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    match bare.strip_prefix('-') {
        Some(rest) if !before.starts_with(|c: char| c.is_alphabetic()) => rest.to_string(),
        _ => text.to_string(),
    }
}

/// Kilometres for people, to two digits: the points are those of whole towns.
pub(super) fn rounded(km: f32) -> u32 {
    let step = if km < 100.0 { 5.0 } else { 10.0 };
    ((km / step).round() * step) as u32
}

/// Do two texts say the same?
pub(super) fn same(a: &str, b: &str) -> bool {
    !a.is_empty() && !begin_apart(a, b) && Folded::of(a).as_str() == Folded::of(b).as_str()
}

/// Do the texts begin with two different letters or digits of ASCII? Then nothing makes them the
/// same.
#[inline]
pub(super) fn begin_apart(a: &str, b: &str) -> bool {
    match (a.as_bytes(), b.as_bytes()) {
        ([a, ..], [b, ..]) => a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric() && !a.eq_ignore_ascii_case(b),
        _ => false,
    }
}

/// Does the text fit a shape that hardly any other country shares: letters among the digits
/// (`SW1A 2AA`, `1012 AB`), or separators just where the country puts them (`00-950`)?
pub(super) fn unmistakable(country: &Country, text: &str) -> bool {
    postcode::bare(text).is_some_and(|bare| stands_out(country, bare, text))
}

/// The same of a text whose letters and digits are known.
fn stands_out(country: &Country, bare: Postcode, text: &str) -> bool {
    let Some(code) = postcode::read_bare(country, bare) else { return false };
    let canonical = code.as_str();
    is_mixed(code.as_bytes()) || canonical.contains('-') && canonical.eq_ignore_ascii_case(text.trim())
}

/// May a text with these letters and digits be unmistakable at all, whatever the country?
pub(super) fn may_stand_out(bare: Postcode, text: &str) -> bool {
    is_mixed(bare.as_bytes()) || text.contains('-')
}

/// Is there a letter behind a digit?
fn is_mixed(code: &[u8]) -> bool {
    code.iter().skip_while(|b| !b.is_ascii_digit()).any(u8::is_ascii_alphabetic)
}

/// The one country, none of another's territories, of which the text is unmistakably a postcode.
pub(super) fn country_of_shape(text: &str) -> Option<&'static Country> {
    let bare = postcode::bare(text)?;
    if !may_stand_out(bare, text) {
        return None;
    }
    let mut fits = postcode::may_be_of(bare).filter(|c| c.territory_of.is_empty() && stands_out(c, bare, text));
    let first = fits.next()?;
    fits.next().is_none().then_some(first)
}

/// A part of a text without the punctuation that parted it from the rest.
pub(super) fn trim_separators(text: &str) -> &str {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '-' | '–' | '.'));
    text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(text)
}

/// A postcode at the beginning or the end of a text, as written, and the text without it.
pub(super) fn postcode_at_edge<'t>(country: &Country, text: &'t str) -> Option<(&'t str, &'t str)> {
    let splits = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    let gaps = || text.char_indices().filter(|(_, c)| splits(*c)).map(|(i, _)| i);
    let fits = |part: &'t str, rest: &'t str| {
        let code = trim_separators(part);
        read_strictly(country, code)?;
        let rest = trim_separators(rest);
        (rest.chars().filter(|c| c.is_alphabetic()).count() >= 2).then_some((code, rest))
    };
    let head = gaps().rev().filter(|i| *i <= 16).find_map(|i| fits(&text[..i], &text[i..]));
    head.or_else(|| gaps().find_map(|i| fits(&text[i..], &text[..i])))
}

/// `Boston, MA` or `Boston MA`: the city, and the region as written.
pub(super) fn region_at_end<'t>(country: &Country, text: &'t str) -> Option<(&'t str, &'t str)> {
    let (city, region) = text.rsplit_once(',').or_else(|| text.rsplit_once(' '))?;
    let (city, region) = (trim_separators(city), region.trim());
    let by_blank = !text.contains(',');
    let clear = !by_blank || region.len() <= 3 && region.bytes().all(|b| b.is_ascii_uppercase());
    let is_city = city.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    (clear && is_city && Region::find(country, region).is_some()).then_some((city, region))
}

/// A postcode that holds a digit and at least three letters or digits.
fn read_strictly(country: &Country, text: &str) -> Option<Postcode> {
    if text.len() > 16 {
        return None;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let marks = text.bytes().filter(u8::is_ascii_alphanumeric).count();
    if digits == 0 || marks < 3 { None } else { postcode::read(country, text) }
}
