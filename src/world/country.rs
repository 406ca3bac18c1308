//! Countries and territories: names, which parts an address needs there, and its customs.

use std::sync::LazyLock;

use super::language::Languages;
use super::tables::countries::{BY_CODE, COUNTRIES, INDEX, NAMES};
use super::words::hash;
use crate::text::{Folded, start};

/// Whether a part of an address is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Without it the parcel is in trouble.
    Required,
    /// Most addresses have it; a good one may not.
    Usual,
    /// Some addresses have it.
    Optional,
    /// Not written in addresses there.
    None,
}

/// Where the house number stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberPosition {
    /// `12 Main St`
    Before,
    /// `Hauptstr. 12`
    After,
    /// Both are common.
    Either,
    /// Block numbers instead of streets (JP, KR, CN, TW).
    Block,
}

/// A country or territory with a code of its own.
#[derive(Debug)]
pub struct Country {
    /// ISO 3166-1 alpha-2, or a usual extra (`XK`, `IC`, …).
    pub code: &'static str,
    /// ISO 3166-1 alpha-3, or empty.
    pub iso3: &'static str,
    /// English short name.
    pub name: &'static str,
    /// Postcode shapes in canonical layout: `N` digit, `A` letter, `[..]` one of; empty where
    /// there are no postcodes.
    pub postcodes: &'static [&'static str],
    /// Whether an address needs a postcode.
    pub postcode: Need,
    /// What people write before a postcode (`D-`).
    pub postcode_prefixes: &'static [&'static str],
    /// A postcode that exists.
    pub postcode_example: &'static str,
    /// Whether an address needs a region.
    pub region: Need,
    /// Whether an address needs a city.
    pub city: Need,
    /// Whether a street needs a house number.
    pub house_number: Need,
    /// Where the house number stands.
    pub number_position: NumberPosition,
    /// The languages in which addresses are written there.
    pub languages: Languages,
    /// Order of the lines, in the notation of libaddressinput (`%N%n%O%n%A%n%C %Z`).
    pub format: &'static str,
    /// International calling code.
    pub phone_code: &'static str,
    /// Shortest and longest national number, in digits without the trunk zero.
    pub phone_lengths: &'static [(u8, u8)],
    /// ISO 4217 code of the currency.
    pub currency: &'static str,
    /// The country whose post and regions it is also written under (`PR` → `US`), or empty.
    pub territory_of: &'static str,
}

/// How the names of each country [`start`]: one bit each of 1,024, which some share.
static STARTS: LazyLock<Vec<[u64; 16]>> = LazyLock::new(|| {
    let mut starts = vec![[0; 16]; COUNTRIES.len()];
    for (name, country) in NAMES {
        if let Some(s) = start(name.as_bytes()) {
            starts[usize::from(*country)][s % 16] |= 1 << (s / 16 % 64);
        }
    }
    starts
});

impl PartialEq for Country {
    fn eq(&self, other: &Country) -> bool {
        self.code == other.code
    }
}

/// The country of exactly that folded name.
fn named(folded: &str) -> Option<&'static Country> {
    let mask = INDEX.len() - 1;
    let mut slot = hash(folded) as usize & mask;
    while let Some(at) = usize::from(INDEX[slot]).checked_sub(1) {
        let (name, country) = NAMES[at];
        if name == folded {
            return COUNTRIES.get(usize::from(country));
        }
        slot = (slot + 1) & mask;
    }
    None
}

impl Country {
    /// Are its regions written on several levels (`England` over `Kent`), or ones that the post does not
    /// use, so that cities are named for them?
    pub fn has_nested_regions(&self) -> bool {
        matches!(self.code, "GB" | "IE")
    }

    /// Every country, by code.
    pub fn all() -> &'static [Country] {
        COUNTRIES
    }

    /// The country of an upper- or lower-case two-letter code.
    #[inline]
    pub fn by_code(code: &str) -> Option<&'static Country> {
        let [a, b] = code.as_bytes() else { return None };
        let (a, b) = (a.to_ascii_uppercase(), b.to_ascii_uppercase());
        if !a.is_ascii_uppercase() || !b.is_ascii_uppercase() {
            return None;
        }
        match BY_CODE[usize::from(a - b'A') * 26 + usize::from(b - b'A')] {
            0 => None,
            i => COUNTRIES.get(usize::from(i) - 1),
        }
    }

    /// The country a cell means: two- or three-letter code, or a name in any of the languages of
    /// `data/country_names.tsv`, also with the code in brackets behind it (`United States (US)`, as
    /// WooCommerce writes).
    pub fn find(text: &str) -> Option<&'static Country> {
        Country::by_code(text).or_else(|| named(Folded::of(text).as_str())).or_else(|| {
            let (name, code) = text.trim_end().strip_suffix(')')?.rsplit_once('(')?;
            let (country, stated) = (named(Folded::of(name).as_str())?, Country::find(code)?);
            (stated == country || stated.code == country.territory_of).then_some(country)
        })
    }

    /// May the text be one of the country's names? Sure where it is a no, and quicker than
    /// [`Country::find`].
    pub fn may_be_called(&self, text: &str) -> bool {
        let names = STARTS.get(self.index());
        text.len() < 4
            || start(text.as_bytes()).is_none_or(|s| names.is_some_and(|n| n[s % 16] & 1 << (s / 16 % 64) != 0))
    }

    /// The one country whose name in some language is a typing error or two away from the text.
    pub fn like(text: &str) -> Option<&'static Country> {
        let folded = Folded::of(text);
        let longest = folded.len().checked_sub(4)?.min(2);
        let distance = |name: &str| {
            let near = name.len().abs_diff(folded.len()) <= longest;
            if near { strsim::osa_distance(name, &folded) } else { usize::MAX }
        };
        let best = NAMES.iter().map(|(name, i)| (distance(name), *i)).filter(|(d, _)| *d <= longest).min()?;
        let mut rivals = NAMES.iter().filter(|(name, i)| *i != best.1 && distance(name) <= best.0);
        rivals.next().is_none().then(|| COUNTRIES.get(usize::from(best.1)))?
    }

    /// Its name inside a sentence: `the United States`, `Germany`.
    pub fn in_words(&self) -> String {
        const ENDS: [&str; 10] = [
            "Bahamas",
            "Comoros",
            "Gambia",
            "Isle of Man",
            "Maldives",
            "Netherlands",
            "Philippines",
            "Seychelles",
            "Islands",
            "Territories",
        ];
        const PARTS: [&str; 3] = ["United ", "Republic", "Territory"];
        let article =
            ENDS.iter().any(|end| self.name.ends_with(end)) || PARTS.iter().any(|part| self.name.contains(part));
        if article { format!("the {}", self.name) } else { self.name.to_string() }
    }

    /// Does a parcel from there cross a border? Not between a country and its own territories.
    pub fn is_abroad_from(&self, from: &Country) -> bool {
        self != from && self.territory_of != from.code && from.territory_of != self.code
    }

    /// Has the country postcodes at all?
    pub fn has_postcodes(&self) -> bool {
        !self.postcodes.is_empty()
    }

    /// A code of two letters as a number that sorts as the code does: what tables by country are
    /// searched with, as comparing numbers takes no call.
    #[inline]
    pub(crate) fn number_of(code: &str) -> u16 {
        match code.as_bytes() {
            [a, b] => u16::from_be_bytes([*a, *b]),
            _ => 0,
        }
    }

    /// Its position in [`Country::all`].
    #[inline]
    pub fn index(&self) -> usize {
        match self.code.as_bytes() {
            [a, b] => usize::from(BY_CODE[usize::from(a - b'A') * 26 + usize::from(b - b'A')]).saturating_sub(1),
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_sentences() {
        let in_words = |cc: &str| Country::by_code(cc).map(Country::in_words).unwrap_or_default();
        let want = ["the United States", "the Netherlands", "Germany", "the Dominican Republic", "Puerto Rico"];
        assert_eq!(["US", "NL", "DE", "DO", "PR"].map(in_words), want);
    }

    #[test]
    fn a_code_may_stand_behind_the_name() {
        let code = |text: &str| Country::find(text).map(|c| c.code);
        for (text, want) in [
            ("United States (US)", "US"),
            ("United Kingdom (UK)", "GB"),
            ("États-Unis (US)", "US"),
            ("Jersey (GB)", "JE"),
            ("Saint Martin (Dutch part)", "SX"),
        ] {
            assert_eq!(code(text), Some(want), "{text}");
        }
        assert_eq!(["Germany (FR)", "(DE)", "Boston (US)", ")"].map(code), [None; 4]);
    }

    #[test]
    fn no_name_is_passed_over() {
        for (name, country) in NAMES {
            let country = &COUNTRIES[usize::from(*country)];
            assert!(country.may_be_called(name) && country.may_be_called(&name.to_uppercase()), "{name}");
        }
        assert!(Country::by_code("US").is_some_and(|us| !us.may_be_called("Boston")));
    }
}
