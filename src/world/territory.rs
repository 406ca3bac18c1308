//! Territories with a country code of their own that orders write as part of their mother
//! country: `data/territories.tsv`.

use super::Country;
use super::tables::territories::{OF_COUNTRY, TERRITORIES};

/// When a parcel needs the territory's own country code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnCode {
    /// With every carrier, or for customs.
    Always,
    /// With some carriers.
    Sometimes,
    /// Labels bear the code of the mother country.
    Never,
}

/// A territory, and how an order under its mother country gives it away.
#[derive(Debug)]
pub struct Territory {
    /// Its own country code.
    pub code: &'static str,
    /// How its postcodes begin, as far as they are its own.
    pub postcodes: &'static [&'static str],
    /// When a parcel needs the code.
    pub own_code: OwnCode,
    /// What is different there, for people.
    pub why: &'static str,
}

impl Territory {
    /// The territories that orders write as part of that country, by code.
    #[inline]
    pub fn of(mother: &Country) -> &'static [Territory] {
        let (start, end) = OF_COUNTRY[mother.index()];
        &TERRITORIES[usize::from(start)..usize::from(end)]
    }
}
