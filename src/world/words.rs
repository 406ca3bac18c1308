//! What a word or phrase of an address may mean, by language: `data/words.tsv`.

use std::sync::LazyLock;

use super::language::Languages;
use super::tables::words::{INDEX, SUFFIXES, WORDS};
use crate::text::{Starts, start};

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $public:literal,)*) => {
        /// What a word means in an address.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        #[allow(missing_docs)]
        pub enum Class { $($(#[$doc])* $name,)* }

        impl Class {
            /// Every class with its name in `data/words.tsv`.
            pub const ALL: &'static [(Class, &'static str)] = &[$((Class::$name, $public),)*];
        }
    };
}

classes! {
    Unit = "unit", UnitAlone = "unit_alone", Door = "door", Level = "level", LevelAlone = "level_alone",
    Entrance = "entrance", Building = "building", BuildingName = "building_name", HouseWord = "house_word",
    NoNumber = "no_number", Street = "street", StreetSuffix = "street_suffix", Direction = "direction",
    Route = "route", PoBox = "po_box", GeneralDelivery = "general_delivery", RuralRoute = "rural_route",
    Pickup = "pickup", Military = "military", CareOf = "care_of", Landmark = "landmark",
    NoFixedAbode = "no_fixed_abode", Placeholder = "placeholder", OrdinalSuffix = "ordinal_suffix",
    StorePickup = "store_pickup", Courtesy = "courtesy", CompanySuffix = "company_suffix",
    PlaceholderName = "placeholder_name", ContactWord = "contact_word", Remark = "remark",
    Hamlet = "hamlet", CodeWord = "code_word",
}

/// A set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes(u32);

impl Classes {
    /// The set of these classes.
    pub const fn of(classes: &[Class]) -> Classes {
        let mut bits = 0;
        let mut i = 0;
        while i < classes.len() {
            bits |= 1 << classes[i] as u32;
            i += 1;
        }
        Classes(bits)
    }

    /// Is the class in the set?
    #[inline]
    pub const fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u32) != 0
    }

    /// Is any of the classes in the set?
    #[inline]
    pub const fn any(self, other: Classes) -> bool {
        self.0 & other.0 != 0
    }

    /// Means nothing in particular.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// One meaning of a word or phrase.
#[derive(Debug)]
pub struct Word {
    /// Folded (see [`crate::text::fold`]).
    pub text: &'static str,
    /// What it means.
    pub class: Class,
    /// In which languages.
    pub languages: Languages,
    /// The spelling to show, or the network of a pick-up point.
    pub canon: &'static str,
}

/// What the table holds about a folded word or phrase.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// All its meanings, in any language.
    pub meanings: &'static [Word],
    /// The longest phrase that begins with it, in words; 1 if none does.
    pub longest_phrase: usize,
    /// Classes of the phrases that begin with it, itself included, in any language.
    pub begins: Classes,
}

/// Looks a folded word or phrase up.
#[inline]
pub fn find(folded: &str) -> Entry {
    look_up(folded, |word| word == folded)
}

/// Looks a word up that is letters and digits of ASCII only, and need not be folded.
#[inline]
pub fn find_plain(word: &str) -> Entry {
    look_up(word, |known| known.eq_ignore_ascii_case(word))
}

#[inline]
fn look_up(text: &str, is_it: impl Fn(&str) -> bool) -> Entry {
    let none = Entry { meanings: &[], longest_phrase: 1, begins: Classes(0) };
    if text.is_empty() {
        return none;
    }
    let mask = INDEX.len() - 1;
    let hash = word_hash(text);
    let mut slot = hash as usize & mask;
    loop {
        let (tag, start, len, longest, begins) = INDEX[slot];
        if len == 0 {
            return none;
        }
        if tag == (hash >> 16) as u16 {
            let words = &WORDS[usize::from(start)..usize::from(start) + usize::from(len)];
            if is_it(words[0].text) {
                return Entry { meanings: words, longest_phrase: usize::from(longest), begins: Classes(begins) };
            }
        }
        slot = (slot + 1) & mask;
    }
}

/// All meanings of a folded word or phrase, in any language.
#[inline]
pub fn meanings(folded: &str) -> &'static [Word] {
    find(folded).meanings
}

impl Entry {
    /// What it may mean in these languages.
    #[inline]
    pub fn classes(&self, languages: Languages) -> Classes {
        let mut set = 0;
        for word in self.meanings {
            if word.languages.meets(languages) {
                set |= 1 << word.class as u32;
            }
        }
        Classes(set)
    }
}

/// What a folded word or phrase may mean in these languages.
#[inline]
pub fn classes(folded: &str, languages: Languages) -> Classes {
    find(folded).classes(languages)
}

/// The longest phrase, in words, that begins with this folded word; 1 if none does.
#[inline]
pub fn longest_phrase(folded: &str) -> usize {
    find(folded).longest_phrase
}

/// The languages in which a folded word means that.
pub fn languages(folded: &str, class: Class) -> Languages {
    let of_class = meanings(folded).iter().filter(|w| w.class == class);
    of_class.fold(Languages::default(), |all, w| all.with(w.languages))
}

/// May a text begin with a phrase of the class, once it is folded? Looks at its first three bytes
/// only, which must be those of its first word; sure where it is a no.
#[inline]
pub fn may_begin(text: &[u8], class: Class) -> bool {
    start(text).is_none_or(|start| STARTS[class as usize].has(start))
}

/// How the phrases of each class [`start`].
static STARTS: LazyLock<Vec<Starts>> = LazyLock::new(|| {
    let mut starts = vec![Starts::default(); Class::ALL.len()];
    for word in WORDS {
        if let Some(start) = start(word.text.as_bytes()) {
            starts[word.class as usize].insert(start);
        }
    }
    starts
});

/// The spelling to show for a folded word of that class.
pub fn canon(folded: &str, class: Class, languages: Languages) -> Option<&'static str> {
    meanings(folded).iter().find(|w| w.class == class && w.languages.meets(languages)).map(|w| w.canon)
}

/// Spellings of words for flats and offices within a house.
const FLATS: &[&str] = &[
    "Ap.",
    "App.",
    "Appartement",
    "Appt",
    "Apt",
    "Apt.",
    "Apto",
    "Apto.",
    "Apartamento",
    "Byt",
    "Depto.",
    "Flat",
    "Int.",
    "Lgh",
    "PH",
    "Penthouse",
    "Rm",
    "Room",
    "Ste",
    "Suite",
    "Unit",
    "Wohnung",
    "m.",
    "кв.",
];

/// Is a folded word one for a flat or an office within a house, and not for what has a number instead of
/// the house: a hall, a plot, a shop, a cabin?
pub fn means_a_flat(folded: &str, languages: Languages) -> bool {
    canon(folded, Class::Unit, languages).is_some_and(|canon| FLATS.contains(&canon))
}

/// Does a folded word end in a glued street type (`hauptstrasse`)?
pub fn ends_in_street(folded: &str, languages: Languages) -> bool {
    SUFFIXES.iter().any(|(suffix, l)| l.meets(languages) && folded.len() > suffix.len() + 1 && folded.ends_with(suffix))
}

/// The languages in which a folded word ends in a glued street type.
pub fn languages_of_glued_street(folded: &str) -> Languages {
    let ends = |suffix: &str| folded.len() > suffix.len() + 1 && folded.ends_with(suffix);
    let found = SUFFIXES.iter().filter(|(suffix, _)| ends(suffix));
    found.fold(Languages::default(), |all, (_, l)| all.with(*l))
}

/// A hash of the bytes, case of ASCII aside, eight at a time: shared with the test that builds the
/// table of words.
#[doc(hidden)]
#[inline]
pub fn word_hash(text: &str) -> u32 {
    const CASE: u64 = 0x2020_2020_2020_2020;
    let step = |h: u64, word: u64| (h ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let bytes = text.as_bytes();
    let first = text.len() as u64;
    let (head, tail) = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
        _ => match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(head), Some(tail)) => (u32::from_le_bytes(*head).into(), u32::from_le_bytes(*tail).into()),
            _ => match bytes {
                [] => (0, 0),
                [one] => (u64::from(*one), 0),
                [one, two] => (u64::from(*one), u64::from(*two)),
                [one, two, three, ..] => (u64::from(*one) << 8 | u64::from(*two), u64::from(*three)),
            },
        },
    };
    let middle = bytes.get(8..bytes.len().saturating_sub(8)).unwrap_or_default();
    let mut h = step(step(first, head | CASE), tail | CASE);
    for chunk in middle.chunks(8) {
        h = step(h, chunk.iter().fold(0, |w, b| w << 8 | u64::from(*b)) | CASE);
    }
    (h ^ h >> 32) as u32
}

/// FNV-1a over the bytes, folded to 32 bits: shared with the tests that build the tables of countries
/// and regions, and with the pack of places.
#[doc(hidden)]
pub fn hash(text: &str) -> u32 {
    let mut h = 0xcbf2_9ce4_8422_2325u64;
    for b in text.bytes() {
        h = (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    }
    (h ^ h >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_phrase_is_passed_over() {
        for word in WORDS.iter().filter(|w| w.languages.meets(Languages::ALL)) {
            let text = word.text.to_uppercase();
            assert!(may_begin(word.text.as_bytes(), word.class), "{}", word.text);
            assert!(may_begin(text.as_bytes(), word.class), "{text}");
        }
        assert!(!may_begin(b"Walnut St", Class::Placeholder));
    }
}
