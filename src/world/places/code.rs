//! One postcode: how it is found, what it is for, where it lies.

use super::named::Name;
use super::pack::{IN_LIST, KEYS, REGION, RUN, u16_at, u24_at, u32_at};
use super::point::NOWHERE;
use super::search::{STRIDE, last_up_to, up_to};
use super::{PlacesOf, Point};
use crate::world::postcode::{self, Postcode};
use crate::world::region::country_regions;
use crate::world::{Country, Region};

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Streets and doors.
    Street,
    /// Post office boxes, one organisation or one building; hardly any street addresses (US, from
    /// the Census having no area for it).
    NoStreet,
    /// One large recipient of mail (DE Großkunden-PLZ).
    LargeRecipient,
    /// Mail of businesses (FR CEDEX).
    Cedex,
    /// Military and diplomatic mail (US APO, FPO, DPO).
    Military,
}

impl Kind {
    pub(super) const ALL: [(Kind, &'static str); 5] = [
        (Kind::Street, "street"),
        (Kind::NoStreet, "no-street"),
        (Kind::LargeRecipient, "large-recipient"),
        (Kind::Cedex, "cedex"),
        (Kind::Military, "military"),
    ];

    /// As tables write it.
    pub fn name(self) -> &'static str {
        Kind::ALL.iter().find(|(k, _)| *k == self).map_or("", |(_, name)| name)
    }
}

/// A code of the list.
#[derive(Clone, Copy)]
pub struct Code<'p> {
    pub(super) of: PlacesOf<'p>,
    /// Its place among the codes.
    pub(super) number: usize,
    pub(super) run: usize,
}

/// How a country's codes become numbers in ascending order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Scheme {
    /// Codes have letters.
    pub letters: bool,
    /// Letters and digits that are listed; 0: all but the last [`Scheme::extra`].
    pub listed: u8,
    /// Letters and digits that a whole code has after them.
    pub extra: u8,
}

impl Scheme {
    /// The listed part of a bare code (upper case, letters and digits only).
    #[inline]
    pub(super) fn part(self, bare: &str) -> Option<&str> {
        let bare = if self.letters { bare } else { bare.trim_start_matches(|c: char| c.is_ascii_uppercase()) };
        let (listed, extra) = (usize::from(self.listed), usize::from(self.extra));
        if listed == 0 {
            return if bare.len() >= extra + 2 { bare.get(..bare.len() - extra) } else { Some(bare) };
        }
        let rest = bare.len().checked_sub(listed)?;
        if rest == 0 || rest == extra { bare.get(..listed) } else { None }
    }

    #[inline]
    pub(super) fn number(self, part: &str) -> Option<u32> {
        if part.is_empty() || part.len() > if self.letters { 6 } else { 9 } {
            return None;
        }
        part.bytes().try_fold(0u32, |sum, b| match (b, self.letters) {
            (b'0'..=b'9', false) => Some(sum * 10 + u32::from(b - b'0')),
            (b'0'..=b'9', true) => Some(sum * 37 + u32::from(b - b'0') + 1),
            (b'A'..=b'Z', true) => Some(sum * 37 + u32::from(b - b'A') + 11),
            _ => None,
        })
    }

    /// The listed part of the code of that number.
    pub(super) fn text(self, mut number: u32) -> Postcode {
        let mut bytes = [b'0'; 9];
        let mut at = bytes.len();
        while number > 0 && at > 0 {
            at -= 1;
            bytes[at] = match (self.letters, number % if self.letters { 37 } else { 10 }) {
                (false, digit) => b'0' + digit as u8,
                (true, digit @ 1..=10) => b'0' + (digit - 1) as u8,
                (true, letter) => b'A' + letter.saturating_sub(11) as u8,
            };
            number /= if self.letters { 37 } else { 10 };
        }
        if !self.letters {
            at = bytes.len().saturating_sub(usize::from(self.listed));
        }
        std::str::from_utf8(&bytes[at..]).ok().and_then(postcode::letters_and_digits).unwrap_or_default()
    }
}

impl<'p> PlacesOf<'p> {
    #[inline]
    pub(super) fn scheme(&self) -> Scheme {
        let byte = |at: usize| self.list.entry.get(at).copied().unwrap_or_default();
        Scheme { letters: byte(2) & 1 == 1, listed: byte(3), extra: byte(6) }
    }

    /// The listed code in which a postcode lies. Takes bare letters and digits, upper case, as of
    /// [`Postcode::bare`]: a whole code, or the part that is listed. Some 100 ns.
    #[inline]
    pub fn code(&self, bare: &str) -> Option<Code<'p>> {
        let scheme = self.scheme();
        let wanted = scheme.number(scheme.part(bare)?)?;
        let keys = self.list.sections.keys;
        let number = if self.list.has_near_keys() {
            let bases = self.code_count().div_ceil(KEYS);
            let (low, high) = self.list.landmarks.around(wanted, bases);
            let base = low + last_up_to(high + 1 - low, |i| u32_at(keys, (low + i) * 4) <= wanted);
            let step = u16::try_from(wanted.checked_sub(u32_at(keys, base * 4))?).ok()?;
            let steps = keys.get(bases * 4 + base * KEYS * 2..)?;
            base * KEYS + up_to(steps, step).saturating_sub(1)
        } else {
            last_up_to(self.code_count(), |i| u32_at(keys, i * 4) <= wanted)
        };
        (number < self.code_count() && self.key(number) == wanted).then(|| Code {
            of: *self,
            number,
            run: self.run_of(number),
        })
    }

    #[inline]
    fn key(&self, number: usize) -> u32 {
        let keys = self.list.sections.keys;
        if self.list.has_near_keys() {
            let bases = self.code_count().div_ceil(KEYS);
            let step = u16_at(keys, bases * 4 + number * 2);
            u32_at(keys, number / KEYS * 4).wrapping_add(u32::from(step))
        } else {
            u32_at(keys, number * 4)
        }
    }

    /// Are codes of that shape listed at all? Where not, an unknown one means nothing: six-digit
    /// codes of KR, the short ones of a country that has longer ones.
    pub fn lists(&self, bare: &str) -> bool {
        let scheme = self.scheme();
        self.code_count() > 0 && scheme.part(bare).is_some_and(|part| scheme.number(part).is_some())
    }

    /// Every listed code, in order.
    pub fn all_codes(&self) -> impl Iterator<Item = Code<'p>> + use<'p> {
        let of = *self;
        (0..of.code_count()).map(move |number| Code { of, number, run: of.run_of(number) })
    }

    pub(super) fn run_count(&self) -> usize {
        self.list.sections.runs.len() / RUN
    }

    #[inline]
    pub(super) fn run_of(&self, number: usize) -> usize {
        let last = self.run_count().saturating_sub(1);
        let stride = |at: usize| self.list.strides.get(at).map_or(last, |run| *run as usize);
        let (low, high) = (stride(number / STRIDE), stride(number / STRIDE + 1));
        let first_code = |run: usize| u24_at(self.list.sections.runs, run * RUN) as usize;
        low + last_up_to((high + 1).saturating_sub(low), |i| first_code(low + i) <= number)
    }

    /// The codes of a run.
    pub(super) fn codes_of_run(&self, run: usize) -> impl Iterator<Item = Code<'p>> + use<'p> {
        let of = *self;
        let first = u24_at(of.list.sections.runs, run * RUN) as usize;
        let next = if run + 1 < of.run_count() {
            u24_at(of.list.sections.runs, (run + 1) * RUN) as usize
        } else {
            of.code_count()
        };
        (first..next.min(of.code_count())).map(move |number| Code { of, number, run })
    }

    pub(super) fn regions_of_set(&self, set: u16) -> Regions<'p> {
        let bytes = self.list.sections.regions;
        let sets = usize::from(u16_at(bytes, 0));
        let set = usize::from(set);
        let (from, to) = if set < sets {
            (usize::from(u16_at(bytes, 2 + set * 2)), usize::from(u16_at(bytes, 4 + set * 2)))
        } else {
            (0, 0)
        };
        let entries = bytes.get((4 + sets * 2).min(bytes.len())..).unwrap_or_default();
        let entries = entries.get(from * REGION..to * REGION).unwrap_or_default();
        Regions { country: self.list.home, entries }
    }
}

impl<'p> Code<'p> {
    #[inline]
    fn record(&self) -> &'p [u8] {
        self.of.list.sections.runs.get(self.run * RUN..(self.run + 1) * RUN).unwrap_or_default()
    }

    /// What it is for.
    pub fn kind(&self) -> Kind {
        let kind = usize::from(u16_at(self.record(), 10) >> 13);
        Kind::ALL.get(kind).map_or(Kind::Street, |(kind, _)| *kind)
    }

    /// Where its addresses lie, about; nowhere for military mail.
    pub fn point(&self) -> Option<Point> {
        let bytes = self.record().get(6..10).map_or(NOWHERE, |b| [b[0], b[1], b[2], b[3]]);
        Point::from_bytes(bytes)
    }

    /// The regions in which it may lie, on every level that exports use (province and autonomous
    /// community): each is right. None where doorstep cannot say.
    pub fn regions(&self) -> Regions<'p> {
        self.of.regions_of_set(u16_at(self.record(), 10) & 0x1fff)
    }

    /// Does any place of it have a name?
    #[inline]
    pub fn has_names(&self) -> bool {
        let names = self.names();
        names.first.is_some() || !names.rest.is_empty()
    }

    /// The names of its places as its country writes them, the largest first.
    #[inline]
    pub fn names(&self) -> Names<'p> {
        let name = u24_at(self.record(), 3);
        let (first, rest) = if name & IN_LIST == 0 {
            (Some(name), Default::default())
        } else {
            let at = (name & !IN_LIST) as usize;
            let list = self.of.list.sections.lists.get(at..).unwrap_or_default();
            let count = list.first().map_or(0, |count| usize::from(*count) * 3);
            (None, list.get(1..1 + count).unwrap_or_default())
        };
        Names { of: self.of, first: first.filter(|_| !self.record().is_empty()), rest }
    }

    /// The code, or its listed part, bare.
    pub fn bare(&self) -> Postcode {
        self.of.scheme().text(self.of.key(self.number))
    }

    /// The code in canonical layout, where whole codes are listed.
    pub fn postcode(&self) -> Option<Postcode> {
        postcode::fit(self.of.list.home, self.bare())
    }
}

impl PartialEq for Code<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number && self.of.list.home == other.of.list.home
    }
}

/// The regions of a code or a place.
#[derive(Clone)]
pub struct Regions<'p> {
    country: &'static Country,
    entries: &'p [u8],
}

impl Regions<'_> {
    /// Is nothing known?
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// May something in that region lie here? Yes where either is not known.
    pub fn allow(&self, region: Option<&Region>) -> bool {
        region.is_none_or(|region| self.is_empty() || self.contains(region))
    }

    /// Is it one of them?
    pub fn contains(&self, region: &Region) -> bool {
        let code = region.code.as_bytes();
        let is_it = |entry: &[u8]| {
            // no code is longer; a damaged pack says of one that it is another
            entry[2..].strip_prefix(code).is_some_and(|rest| rest.iter().all(|b| *b == 0))
        };
        region.country == self.country.code && code.len() <= REGION - 2 && self.entries.chunks_exact(REGION).any(is_it)
    }
}

impl Iterator for Regions<'_> {
    type Item = &'static Region;

    fn next(&mut self) -> Option<&'static Region> {
        loop {
            let (entry, rest) = self.entries.split_at_checked(REGION)?;
            self.entries = rest;
            let code = std::str::from_utf8(&entry[2..]).unwrap_or_default().trim_end_matches('\0');
            let regions = country_regions(self.country);
            // our table may have changed since the pack was made
            let guess = regions.get(usize::from(u16_at(entry, 0))).filter(|r| r.code == code);
            if let Some(region) = guess.or_else(|| regions.iter().find(|r| r.code == code)) {
                return Some(region);
            }
        }
    }
}

/// The names of a code.
pub struct Names<'p> {
    of: PlacesOf<'p>,
    first: Option<u32>,
    rest: &'p [u8],
}

impl<'p> Names<'p> {
    #[inline]
    fn next_name(&mut self) -> Option<Name<'p>> {
        let at = match self.first.take() {
            Some(at) => at,
            None => {
                let (at, rest) = self.rest.split_at_checked(3)?;
                self.rest = rest;
                u24_at(at, 0)
            }
        };
        Some(self.of.name_at(at as usize))
    }

    /// As [`Iterator::next`], for comparing.
    #[inline]
    pub(super) fn next_bytes(&mut self) -> Option<&'p [u8]> {
        self.next_name().map(|name| name.bytes)
    }
}

impl<'p> Iterator for Names<'p> {
    type Item = &'p str;

    #[inline]
    fn next(&mut self) -> Option<&'p str> {
        self.next_name().map(|name| name.text())
    }
}
