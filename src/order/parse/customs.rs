//! What a country does with slashes, dashes and bare numbers in its addresses: one value per
//! country, so that the steps ask for a custom. What one country alone does they ask by its code.

use std::sync::LazyLock;

use crate::world::country::NumberPosition;
use crate::world::language::Languages;
use crate::world::{Country, country};

/// What `5/7` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slash {
    /// One house number.
    Whole,
    /// Unit, then number (AU, NZ).
    UnitFirst,
    /// Number, then door (AT); a part of letters only belongs to the number.
    DoorAfter,
    /// Number, then flat, unless the two are neighbouring plots (PL).
    DoorUnlessNeighbour,
}

/// What `4-123` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dash {
    /// One house number or a range.
    Whole,
    /// Unit, then number, unless the two may be a range (CA).
    UnitFirst,
    /// Unit, then number, where the second is plainly the longer (US; Queens has `92-10`).
    UnitIfShort,
    /// Number, then flat (EE, LV, LT).
    FlatAfter,
    /// A Roman number behind the dash is a storey or door (DE, CH).
    RomanAfter,
}

/// The customs of one country.
#[derive(Clone, Copy, Debug)]
pub(super) struct Customs {
    pub languages: Languages,
    pub position: NumberPosition,
    pub slash: Slash,
    pub dash: Dash,
    /// Block numbers in a script of its own.
    pub block: bool,
    /// A bare number or letter behind the street type is a unit (`350 Vassar Ave M`).
    pub unit_after_street: bool,
    /// `#` stands before the house number.
    pub hash_is_number: bool,
    /// Houses go by names, and the number of a flat may stand in a part of its own.
    pub named_houses: bool,
    /// Rural routes and highway contracts exist.
    pub rural_routes: bool,
    /// Where `Blk 12` is the number of the house.
    pub block_is_number: bool,
    /// `94 к3` is one number.
    pub corpus_joins: bool,
    /// A letter after the number names the staircase if a number follows (FI).
    pub staircase_letter: bool,
    /// The storey is how a door is named.
    pub level_is_unit: bool,
    /// `FL 2`, `Calle 5`: the number that follows the type of the street names it.
    pub code: [u8; 2],
}

/// The customs of every country, by its index, and behind them those where no country is known.
static ALL: LazyLock<Vec<Customs>> =
    LazyLock::new(|| Country::all().iter().map(Some).chain([None]).map(Customs::read).collect());

impl Customs {
    pub(super) fn of(country: Option<&'static Country>) -> &'static Customs {
        &ALL[country.map_or(ALL.len() - 1, Country::index)]
    }

    fn read(country: Option<&'static Country>) -> Customs {
        let english = || country::Country::by_code("US").map(|c| c.languages).unwrap_or_default();
        let code = country.map_or("", |c| c.code);
        let is = |codes: &[&str]| codes.contains(&code);
        Customs {
            languages: country.map_or_else(english, |c| c.languages),
            position: country.map_or(NumberPosition::Either, |c| c.number_position),
            slash: match code {
                "AU" | "NZ" => Slash::UnitFirst,
                "AT" => Slash::DoorAfter,
                "PL" => Slash::DoorUnlessNeighbour,
                _ => Slash::Whole,
            },
            dash: match code {
                "CA" => Dash::UnitFirst,
                "US" => Dash::UnitIfShort,
                "EE" | "LV" | "LT" => Dash::FlatAfter,
                "DE" | "CH" | "AT" => Dash::RomanAfter,
                _ => Dash::Whole,
            },
            block: is(&["JP", "KR", "CN", "TW", "HK", "MO"]),
            unit_after_street: is(&["US", "CA"]),
            hash_is_number: is(&["CO", "MX", "EC", "VE", "PE", "CL", "BO", "GT", "SV", "HN", "DO", "IN"]),
            named_houses: is(&["GB", "IE", "IM", "JE", "GG"]),
            rural_routes: is(&["US", "CA", "AU", "NZ", "PR"]),
            block_is_number: is(&["SG"]),
            corpus_joins: is(&["RU", "UA", "BY", "KZ", "KG"]),
            staircase_letter: is(&["FI", "AX"]),
            level_is_unit: is(&["US", "CA"]),
            code: code.as_bytes().try_into().unwrap_or([0; 2]),
        }
    }

    /// Is this the country of that code?
    pub(super) fn is(&self, code: &str) -> bool {
        self.code == code.as_bytes()
    }
}
