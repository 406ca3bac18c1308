//! Where the door within a building is written in an address, and which words say that a building
//! has many doors: `data/unit_customs.tsv`, `data/apartment_words.tsv`.

use super::Country;
use super::language::Languages;
use super::tables::units::{CUSTOMS, WORDS};

/// Is the door written in addresses of buildings with many?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Custom {
    /// Nearly always: `Apt 3`, `кв. 5`.
    Written,
    /// Often.
    Mixed,
    /// Seldom: the name on the bell is enough. And everywhere that nothing is known of.
    ByName,
}

/// How surely a word of a building says that it has many doors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// It does: `Apartments`.
    Shared,
    /// It may: `Residences`, `edificio`.
    Likely,
}

/// The custom of a country.
pub fn custom(country: &Country) -> Custom {
    of(country).map_or(Custom::ByName, |(_, custom, _)| *custom)
}

/// May the storey alone name the door there?
pub fn floor_is_enough(country: &Country) -> bool {
    of(country).is_none_or(|(_, _, enough)| *enough)
}

fn of(country: &Country) -> Option<&'static (&'static str, Custom, bool)> {
    let wanted = Country::number_of(country.code);
    CUSTOMS.binary_search_by_key(&wanted, |(cc, _, _)| Country::number_of(cc)).ok().map(|at| &CUSTOMS[at])
}

/// What the words of a folded name say of the building, the surest first.
pub fn shared_by(folded: &str, languages: Languages) -> Option<Shared> {
    let stands = |word: &str| {
        if !word.is_ascii() {
            // written without blanks
            return folded.contains(word);
        }
        let mut starts = std::iter::once(0).chain(memchr::memchr_iter(b' ', folded.as_bytes()).map(|at| at + 1));
        starts.any(|at| folded[at..].strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
    };
    let says =
        |(word, of, shared): &(&str, Languages, Shared)| (of.meets(languages) && stands(word)).then_some(*shared);
    let mut found = None;
    for shared in WORDS.iter().filter_map(says) {
        if shared == Shared::Shared {
            return Some(shared);
        }
        found = Some(shared);
    }
    found
}
