//! Sets of languages, so that a word is only read in the languages in which it means something.

use super::tables::words::LANGUAGES;

/// A set of the languages of `data/words.tsv`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Languages(pub(crate) u128);

impl Languages {
    /// Every language.
    pub const ALL: Languages = Languages(u128::MAX);

    /// Do the sets share a language?
    #[inline]
    pub const fn meets(self, other: Languages) -> bool {
        self.0 & other.0 != 0
    }

    /// The languages of this set that are not in the other.
    #[must_use]
    pub const fn without(self, other: Languages) -> Languages {
        Languages(self.0 & !other.0)
    }

    /// The languages of both sets.
    #[must_use]
    pub const fn with(self, other: Languages) -> Languages {
        Languages(self.0 | other.0)
    }

    /// Is there one language, no more and no fewer?
    pub const fn is_one(self) -> bool {
        self.0.count_ones() == 1
    }

    /// Is the language of that ISO 639-1 code in the set?
    pub fn has(self, code: &str) -> bool {
        LANGUAGES.iter().position(|l| *l == code).is_some_and(|i| self.0 & (1 << i) != 0)
    }

    /// The ISO 639-1 codes.
    pub fn codes(self) -> impl Iterator<Item = &'static str> {
        LANGUAGES.iter().enumerate().filter(move |(i, _)| self.0 & (1 << i) != 0).map(|(_, l)| *l)
    }
}
