//! Names: every known place that is called so.

use super::code::{Code, Regions};
use super::pack::{CITY, ONE_HOLDER, RUN, u16_at, u24_at, varint};
use super::point::NOWHERE;
use super::{PlacesOf, Point};
use crate::text::Folded;
use crate::text::names::{self, Likeness, key, key_of, like_keys};
use crate::world::Region;
use crate::world::words::hash;

/// How far from a city codes of its name still are its own, in km: namesakes lie farther.
const CITY_KM: f32 = 40.0;

/// May a name fold to that key? A cheap look, sure where it is a no: the name is much shorter, or in
/// another script.
fn may_fold_to(name: &[u8], key: &str) -> bool {
    // a first letter of ASCII stays, but for `Xing`, which is short for crossing
    let begins_apart = |first: u8, of_key: u8| {
        first.is_ascii_alphabetic() && !first.eq_ignore_ascii_case(&of_key) && !first.eq_ignore_ascii_case(&b'x')
    };
    if let (Some(first), Some(of_key)) = (name.first(), key.as_bytes().first())
        && begins_apart(*first, *of_key)
    {
        return false;
    }
    // Latin letters beyond ASCII begin with C3 to C9 and E1, punctuation with C2 and E2
    let beyond_latin = |b: &u8| matches!(b, 0xca..=0xdf | 0xe0 | 0xe3..);
    name.len() + 24 > key.len() && !(key.is_ascii() && name.iter().any(beyond_latin))
}

/// Is it the spelling under which a name is looked up? Names that are written like it, whatever their
/// case, need no folding.
fn folds_to(name: &[u8], wanted: &str) -> bool {
    name.eq_ignore_ascii_case(wanted.as_bytes())
        || may_fold_to(name, wanted) && key_of(Folded::of_bytes(name)).as_str() == wanted
}

/// A name as it stands in the pack.
pub(super) struct Name<'p> {
    /// Text; looked at as bytes, which costs no check that it is some.
    pub bytes: &'p [u8],
    pub holders: &'p [u8],
    /// Where the next one starts.
    pub end: usize,
}

impl<'p> Name<'p> {
    pub(super) fn text(&self) -> &'p str {
        std::str::from_utf8(self.bytes).unwrap_or_default()
    }
}

/// Something that has a name: codes whose place it is, or a city of the gazetteer.
#[derive(Clone, Copy)]
pub struct Place<'p> {
    of: PlacesOf<'p>,
    /// A run of codes, or past those a city.
    holder: usize,
}

/// The places of a name.
pub struct Places<'p> {
    of: PlacesOf<'p>,
    bucket: (usize, usize),
    key: Folded,
    holders: &'p [u8],
    last: u32,
}

impl<'p> PlacesOf<'p> {
    #[inline]
    pub(super) fn name_at(&self, at: usize) -> Name<'p> {
        let names = self.list.sections.names;
        let nothing = Name { bytes: &[], holders: &[], end: names.len() };
        let Some((&len, mut rest)) = names.get(at..).and_then(<[u8]>::split_first) else { return nothing };
        let before = rest.len();
        let holders = if len & ONE_HOLDER == 0 {
            varint(&mut rest).map(|bytes| bytes as usize)
        } else {
            let one = rest.get(usize::from(len & !ONE_HOLDER)..).unwrap_or_default();
            one.iter().position(|b| *b < 0x80).map(|last| last + 1)
        };
        let Some(holders) = holders else { return nothing };
        let len = usize::from(len & !ONE_HOLDER);
        let Some(both) = len.checked_add(holders).and_then(|both| rest.get(..both)) else { return nothing };
        Name { bytes: &both[..len], holders: &both[len..], end: at + 1 + (before - rest.len()) + len + holders }
    }

    /// Every known place of that name in the country: places of its postcodes and cities, under
    /// every spelling, exonym and script that is known.
    pub fn places_named(&self, name: &str) -> Places<'p> {
        let key = key(name);
        let buckets = (self.list.sections.buckets.len() / 3).saturating_sub(1);
        let bucket = if key.as_str().is_empty() || !buckets.is_power_of_two() {
            (0, 0)
        } else {
            let at = hash(key.as_str()) as usize & (buckets - 1);
            (
                u24_at(self.list.sections.buckets, at * 3) as usize,
                u24_at(self.list.sections.buckets, at * 3 + 3) as usize,
            )
        };
        Places { of: *self, bucket, key, holders: &[], last: 0 }
    }

    /// How far away, in km, the nearest known place of that name is, wherever it lies. `None`
    /// where no place of that name is known in the region: the place meant may be one that the
    /// list does not have, and nothing follows.
    pub fn km_to_place_named(&self, name: &str, region: Option<&Region>, from: Point) -> Option<f32> {
        let (mut nearest, mut known) = (None::<f32>, region.is_none());
        for place in self.places_named(name) {
            let Some(point) = place.point() else { continue };
            let km = point.km(from);
            nearest = Some(nearest.map_or(km, |best| best.min(km)));
            known |= region.is_some_and(|r| place.regions().contains(r));
        }
        nearest.filter(|_| known)
    }

    /// How many people live in the largest city of that name; `None` where there is no city.
    pub fn inhabitants(&self, name: &str) -> Option<u32> {
        self.places_named(name).filter_map(|place| place.population()).max()
    }

    fn city_at(&self, city: usize) -> &'p [u8] {
        self.list.sections.cities.get(city * CITY..(city + 1) * CITY).unwrap_or_default()
    }
}

impl<'p> Iterator for Places<'p> {
    type Item = Place<'p>;

    fn next(&mut self) -> Option<Place<'p>> {
        loop {
            if let Some(step) = varint(&mut self.holders) {
                self.last = self.last.wrapping_add(step);
                return Some(Place { of: self.of, holder: self.last as usize });
            }
            let (at, end) = self.bucket;
            if at >= end {
                return None;
            }
            let name = self.of.name_at(at);
            // a damaged pack may point past its end
            self.bucket.0 = if name.end > at { name.end } else { end };
            if folds_to(name.bytes, self.key.as_str()) {
                (self.holders, self.last) = (name.holders, 0);
            }
        }
    }
}

impl<'p> Place<'p> {
    fn city(&self) -> Option<&'p [u8]> {
        self.holder.checked_sub(self.of.run_count()).map(|city| self.of.city_at(city))
    }

    fn record(&self) -> &'p [u8] {
        self.of.list.sections.runs.get(self.holder * RUN..(self.holder + 1) * RUN).unwrap_or_default()
    }

    /// Is it a city of the gazetteer, not the place of some codes?
    pub fn is_city(&self) -> bool {
        self.holder >= self.of.run_count()
    }

    /// Where it is; of codes, where they are.
    pub fn point(&self) -> Option<Point> {
        let bytes = match self.city() {
            Some(city) => city.get(..4),
            None => self.record().get(6..10),
        };
        Point::from_bytes(bytes.map_or(NOWHERE, |b| [b[0], b[1], b[2], b[3]]))
    }

    /// The regions in which it lies.
    pub fn regions(&self) -> Regions<'p> {
        let set = match self.city() {
            Some(city) => u16_at(city, 7),
            None => u16_at(self.record(), 10) & 0x1fff,
        };
        self.of.regions_of_set(set)
    }

    /// Inhabitants of a city, to about a fifth.
    pub fn population(&self) -> Option<u32> {
        let steps = self.city()?.get(9).copied()?;
        Some((f32::from(steps) / 8.0).exp2() as u32)
    }

    /// The name of a city as its country writes it, or in English; nothing for codes, which have
    /// [names](Code::names).
    pub fn name(&self) -> Option<&'p str> {
        Some(self.of.name_at(u24_at(self.city()?, 4) as usize).text())
    }

    /// Its postcodes. Of a city: those whose place has its name, within 40 km.
    pub fn codes(&self) -> impl Iterator<Item = Code<'p>> + use<'p> {
        let of = self.of;
        let own = (!self.is_city()).then_some(self.holder);
        let (here, name) = (self.point(), self.name().unwrap_or_default());
        let near = of.places_named(name).filter(move |place| {
            let km = here.zip(place.point()).map(|(a, b)| a.km(b));
            !place.is_city() && km.is_some_and(|km| km <= CITY_KM)
        });
        own.into_iter().chain(near.map(|place| place.holder)).flat_map(move |run| of.codes_of_run(run))
    }
}

impl<'p> Code<'p> {
    /// How like a name is to the names of the code's places, at best. Takes no memory where it
    /// is one of them as written, whatever its case.
    #[inline]
    pub fn likeness(&self, name: &str) -> Likeness {
        let name = name.trim_ascii();
        if self.has_name(name) { Likeness::Same } else { self.likeness_of_key(key(name).as_str()) }
    }

    /// Is one of its places called so, as written, whatever its case?
    #[inline]
    fn has_name(&self, name: &str) -> bool {
        let mut names = self.names();
        std::iter::from_fn(|| names.next_bytes()).any(|n| n.eq_ignore_ascii_case(name.as_bytes()))
    }

    /// The same of a name that is a [key] already.
    pub fn likeness_of_key(&self, wanted: &str) -> Likeness {
        let mut best = Likeness::Different;
        let mut own = self.names();
        let letters = names::letters(wanted);
        while let Some(name) = own.next_bytes() {
            if !names::may_be_like(name, letters) {
                continue;
            }
            best = best.min(like_keys(key_of(Folded::of_bytes(name)).as_str(), wanted));
            if best == Likeness::Same {
                break;
            }
        }
        best
    }
}
