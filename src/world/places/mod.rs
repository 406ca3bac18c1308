//! Postcodes and places of the world: which postcodes exist, in which region and place and where
//! they lie, and where the places of a name are. One file, `data/places.pack`, is used where it
//! lies; opening it costs nothing.
//!
//! Says only what is there. Whether an address is wrong is for rules to say, and each country says
//! how far its list can be [trusted](Trust): a code that is not in the list need not be wrong.

pub mod build;
mod code;
mod named;
mod pack;
mod point;
mod reach;
mod search;
mod shipped;
mod unit;

use std::fmt;
use std::sync::OnceLock;

use super::Country;
pub use code::{Code, Kind};
pub use named::{Place, Places as PlacesNamed};
pub use pack::PackError;
use pack::{ENTRIES, ENTRY, HEADER, Sections, u16_at, u32_at};
pub use point::Point;
pub use unit::Unit;

/// What the listed codes of a country stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granularity {
    /// No postcodes; cities only.
    Cities,
    /// Whole codes (US: the five digits).
    Full,
    /// The first letters and digits of a code: GB outcode, CA forward sortation area, IE routing
    /// key, NL, PT and SG their first digits.
    Area,
    /// One code of each municipality, while an address has a finer one: never a sign of error.
    Municipality,
}

/// How far a country's list of codes can be trusted to be complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// Not at all: a code that is not there means nothing.
    None,
    /// About 95 of 100 codes or more are there: an unknown one needs a second witness.
    Fair,
    /// Nearly all: an unknown code is most likely wrong.
    Strong,
}

/// A pack of places.
pub struct Places {
    bytes: &'static [u8],
    /// For each pair of letters the list of that country, if there is one, made when it is first asked
    /// for.
    lists: [OnceLock<Option<Box<List>>>; 26 * 26],
}

/// The places that doorstep carries.
static SHIPPED: Places = Places::of(shipped::PACK);

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Places({} bytes)", self.bytes.len())
    }
}

impl fmt::Debug for PlacesOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PlacesOf({})", self.country.code)
    }
}

impl fmt::Debug for Code<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({} {})", self.of.list.home.code, self.bare().as_str())
    }
}

/// The places of one country.
#[derive(Clone, Copy)]
pub struct PlacesOf<'p> {
    country: &'static Country,
    list: &'p List,
}

/// What the pack has of one country.
struct List {
    /// The country whose list it is: of a part of it, that of which it is part.
    home: &'static Country,
    entry: &'static [u8],
    sections: Sections<'static>,
    /// See [`search::strides`].
    strides: Box<[u32]>,
    /// See [`search::Landmarks`].
    landmarks: search::Landmarks,
    /// How what stands behind the area is divided, where codes are listed by area.
    units: Option<unit::Units>,
}

impl List {
    /// Are codes told by their distance from a base?
    #[inline]
    fn has_near_keys(&self) -> bool {
        self.entry.get(2).is_some_and(|flags| flags & 2 != 0)
    }

    #[inline]
    fn code_count(&self) -> usize {
        (u32_at(self.entry, 8) as usize).min(self.sections.keys.len() / 2)
    }
}

impl Places {
    const fn of(bytes: &'static [u8]) -> Places {
        Places { bytes, lists: [const { OnceLock::new() }; 26 * 26] }
    }

    /// The places that doorstep carries. Costs nothing; they were checked when they were built.
    pub fn shipped() -> &'static Places {
        &SHIPPED
    }

    /// Opens a pack, which is kept until the program ends.
    ///
    /// # Errors
    ///
    /// If it is not ours, of another version, truncated or damaged; the error says how to make a
    /// new one.
    pub fn open(bytes: Vec<u8>) -> Result<Places, PackError> {
        pack::validate(&bytes)?;
        Ok(Places::of(bytes.leak()))
    }

    /// As [`Places::open`], but takes damage for granted: what is asked of such a pack may be wrong,
    /// and is never a panic. For tests.
    ///
    /// # Errors
    ///
    /// If it is too short for a pack.
    #[doc(hidden)]
    pub fn open_unchecked(bytes: Vec<u8>) -> Result<Places, PackError> {
        if bytes.len() < ENTRIES { Err(PackError::new("too short")) } else { Ok(Places::of(bytes.leak())) }
    }

    /// The places of a country; the Canaries, Ceuta and Melilla have those of Spain. `None` where
    /// nothing is known.
    #[inline]
    pub fn country(&self, country: &'static Country) -> Option<PlacesOf<'_>> {
        self.own(country, country).or_else(|| {
            let home = Country::by_code(country.territory_of).filter(|_| matches!(country.code, "IC" | "EA"))?;
            self.own(country, home)
        })
    }

    #[inline]
    fn own(&self, country: &'static Country, home: &'static Country) -> Option<PlacesOf<'_>> {
        let &[a @ b'A'..=b'Z', b @ b'A'..=b'Z'] = home.code.as_bytes() else { return None };
        let slot = usize::from(a - b'A') * 26 + usize::from(b - b'A');
        let list = self.lists[slot].get_or_init(|| self.list(slot, home).map(Box::new));
        list.as_deref().map(|list| PlacesOf { country, list })
    }

    fn list(&self, slot: usize, home: &'static Country) -> Option<List> {
        let number = usize::from(u16_at(self.bytes, HEADER + slot * 2)).checked_sub(1)?;
        let at = ENTRIES + number * ENTRY;
        let entry = self.bytes.get(at..at + ENTRY)?;
        let sections = Sections::of(self.bytes, entry);
        let (strides, units) = (search::strides(&sections), unit::Units::of(home.code));
        let mut list = List { home, entry, sections, strides, landmarks: Default::default(), units };
        if list.has_near_keys() {
            list.landmarks = search::Landmarks::of(&list);
        }
        Some(list)
    }

    /// Every country of the pack, by code.
    pub fn countries(&self) -> impl Iterator<Item = PlacesOf<'_>> {
        Country::all().iter().filter_map(|c| self.own(c, c))
    }

    /// Where the facts come from, as their licences ask to be said; one source each.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        let at = u32_at(self.bytes, 32) as usize;
        let text = self.bytes.get(at..at.saturating_add(u32_at(self.bytes, 36) as usize)).unwrap_or_default();
        std::str::from_utf8(text).unwrap_or_default().lines()
    }

    /// Bytes of the pack.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Are the bytes as they were written? What [`Places::open`] asks, for the shipped pack.
    ///
    /// # Errors
    ///
    /// As of [`Places::open`].
    pub fn verify(&self) -> Result<(), PackError> {
        pack::validate(self.bytes)
    }
}

impl<'p> PlacesOf<'p> {
    /// The country.
    pub fn country(&self) -> &'static Country {
        self.country
    }

    /// What the listed codes stand for.
    pub fn granularity(&self) -> Granularity {
        match self.list.entry.get(5) {
            Some(1) => Granularity::Full,
            Some(2) => Granularity::Area,
            Some(3) => Granularity::Municipality,
            _ => Granularity::Cities,
        }
    }

    /// How far the list of codes can be trusted to be complete.
    pub fn trust(&self) -> Trust {
        match self.list.entry.get(4) {
            // head offices of large cities are missing
            _ if self.list.home.code == "IN" => Trust::None,
            Some(2) => Trust::Strong,
            Some(1) => Trust::Fair,
            _ => Trust::None,
        }
    }

    /// Do the regions of a code contradict all others? Not where regions of several levels are
    /// written in addresses and the list knows some of them (GB, CZ, LT): there a region that a code
    /// has is right, and one that it has not is wrong only [far away](Code::km_outside).
    pub fn has_sure_regions(&self) -> bool {
        // the only regions of NL that its list lacks are overseas, and have postcodes of their own or none
        self.list.home.code == "NL" || self.list.entry.get(2).is_some_and(|flags| flags & 4 != 0)
    }

    /// Do codes lie where the list puts them? Not those of AZ and LK, by good addresses, and not those
    /// of IN, many of which it puts into the middle of their districts.
    pub fn has_sure_points(&self) -> bool {
        !["AZ", "IN", "LK"].contains(&self.list.home.code)
    }

    /// Are the codes of an empty country so wide that one serves places 100 km apart? Our judgement.
    pub fn has_wide_codes(&self) -> bool {
        ["AU", "BR", "CA", "KZ", "MN", "RU"].contains(&self.list.home.code)
    }

    /// How many codes are listed.
    pub fn code_count(&self) -> usize {
        self.list.code_count()
    }

    /// How many cities are listed besides the places of codes.
    pub fn city_count(&self) -> usize {
        self.list.sections.cities.len() / pack::CITY
    }

    /// How many names are listed.
    pub fn name_count(&self) -> usize {
        u32_at(self.list.entry, 20) as usize
    }

    /// Bytes of each section, for the curious.
    pub fn sizes(&self) -> [(&'static str, usize); 8] {
        self.list.sections.sizes()
    }
}
