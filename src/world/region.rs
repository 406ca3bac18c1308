//! States, provinces, counties and prefectures, by code or by any of their names.

use super::Country;
use super::tables::regions::{INDEX, NAMES, PREFIXES, RANGES, REGIONS};
use super::words;
use crate::text::Folded;

/// A first-level region of a country.
#[derive(Debug)]
pub struct Region {
    /// ISO 3166-1 alpha-2 of its country.
    pub country: &'static str,
    /// The code that exports use, the part after the dash of ISO 3166-2.
    pub code: &'static str,
    /// Name in Latin letters.
    pub name: &'static str,
}

impl PartialEq for Region {
    fn eq(&self, other: &Region) -> bool {
        // nearly always both are the same place of the table
        std::ptr::eq(self, other) || self.country == other.country && self.code == other.code
    }
}

impl Region {
    /// The region that a cell means in that country: code, with or without the country before
    /// it, or a name.
    pub fn find(country: &Country, text: &str) -> Option<&'static Region> {
        Region::find_folded(country, Folded::of(text).as_str())
    }

    /// The same of a text that is folded already (see [`crate::text::fold`]).
    pub fn find_folded(country: &Country, folded: &str) -> Option<&'static Region> {
        named(country, folded).or_else(|| {
            let rest =
                folded.get(..2).filter(|cc| cc.eq_ignore_ascii_case(country.code)).and_then(|_| folded.get(2..))?;
            named(country, rest.strip_prefix(' ')?)
        })
    }

    /// The one region of the country whose name is a typing error or two away from the text.
    pub fn like(country: &Country, text: &str) -> Option<&'static Region> {
        let names = NAMES.get(country.index())?;
        let folded = Folded::of(text);
        let longest = (folded.len().checked_sub(3)? / 2).min(2);
        let distance = |name: &str| {
            let near = name.len() > 3 && name.len().abs_diff(folded.len()) <= longest;
            if near { strsim::osa_distance(name, &folded) } else { usize::MAX }
        };
        let best = names.iter().map(|(name, i)| (distance(name), *i)).filter(|(d, _)| *d <= longest).min()?;
        let mut rivals = names.iter().filter(|(name, i)| *i != best.1 && distance(name) <= best.0);
        rivals.next().is_none().then(|| REGIONS.get(usize::from(best.1)))?
    }

    /// The region of that code.
    pub fn by_code(country: &Country, code: &str) -> Option<&'static Region> {
        country_regions(country).iter().find(|r| r.code == code)
    }

    /// The region in the letters that a cell for another one uses beside its code (`KUL` in MY, where
    /// codes are numbers): folded; `None` where it has no such name.
    pub fn letters_like(&self, country: &Country, before: &str) -> Option<&'static str> {
        let is_such = |name: &str| name.len() == before.len() && name.bytes().all(|b| b.is_ascii_alphabetic());
        let is_own = |i: u16| REGIONS.get(usize::from(i)).is_some_and(|r| r == self);
        NAMES.get(country.index())?.iter().find(|(name, i)| is_own(*i) && is_such(name)).map(|(name, _)| *name)
    }

    /// Does doorstep know the country's regions?
    pub fn known(country: &Country) -> bool {
        !country_regions(country).is_empty()
    }

    /// The regions in which a postcode may lie, or an empty slice where doorstep does not know.
    /// Several mean that each of them is right.
    pub fn of_postcode(country: &Country, postcode: &str) -> &'static [u16] {
        let (start, end) = RANGES.get(country.index()).map_or((0, 0), |r| (r.2, r.3));
        let steps = &PREFIXES[start as usize..end as usize];
        let postcode = packed(postcode);
        match steps.partition_point(|(from, _)| *from <= postcode) {
            0 => &[],
            after => steps[after - 1].1,
        }
    }

    /// Do all postcodes of the region, as far as doorstep knows them, begin with that byte?
    pub fn postcodes_begin_with(&self, byte: u8) -> bool {
        let Some(country) = Country::by_code(self.country) else { return false };
        let (start, end) = RANGES.get(country.index()).map_or((0, 0), |r| (r.2, r.3));
        let mut own = PREFIXES[start as usize..end as usize]
            .iter()
            .filter(|(_, regions)| regions.iter().any(|i| Region::by_index(*i) == self))
            .peekable();
        own.peek().is_some() && own.all(|(prefix, _)| prefix.to_be_bytes()[0] == byte)
    }

    /// The region of that number in the table (see [`Region::of_postcode`]).
    pub fn by_index(index: u16) -> &'static Region {
        &REGIONS[usize::from(index)]
    }
}

/// The regions of a country, in the order of their codes.
pub fn country_regions(country: &Country) -> &'static [Region] {
    match RANGES.get(country.index()) {
        Some(&(start, end, _, _)) => &REGIONS[usize::from(start)..usize::from(end)],
        None => &[],
    }
}

/// The region of exactly that folded code or name.
fn named(country: &Country, folded: &str) -> Option<&'static Region> {
    let names = NAMES.get(country.index())?;
    let hash = hash(country.index(), folded);
    let mut slot = hash as usize;
    loop {
        slot &= INDEX.len() - 1;
        let (tag, cc, after) = INDEX[slot];
        let at = usize::from(after).checked_sub(1)?;
        if tag == (hash >> 16) as u16
            && usize::from(cc) == country.index()
            && let Some((name, region)) = names.get(at)
            && *name == folded
        {
            return REGIONS.get(usize::from(*region));
        }
        slot += 1;
    }
}

/// The hash of a folded name in the country of that number: shared with the test that builds the
/// table.
#[doc(hidden)]
pub fn hash(country: usize, folded: &str) -> u32 {
    words::hash(folded) ^ (country as u32).wrapping_mul(0x9e37_79b1)
}

/// The first eight bytes of a code as a number that sorts as the code does.
#[doc(hidden)]
pub const fn packed(code: &str) -> u64 {
    let bytes = code.as_bytes();
    let (mut number, mut i) = (0, 0);
    while i < 8 {
        number = number << 8 | if i < bytes.len() { bytes[i] as u64 } else { 0 };
        i += 1;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regions(cc: &str, postcode: &str) -> Vec<&'static str> {
        let country = Country::by_code(cc).expect("a country");
        Region::of_postcode(country, postcode).iter().map(|i| Region::by_index(*i).code).collect()
    }

    #[test]
    fn postcodes_lie_in_their_regions() {
        assert_eq!(regions("US", "02134"), ["MA"]);
        assert_eq!(regions("US", "021341234"), ["MA"]);
        assert_eq!(regions("US", "96799"), ["AS"]);
        assert_eq!(regions("CA", "M5V3A8"), ["ON"]);
        assert!(regions("US", "42223").contains(&"KY") && regions("US", "42223").contains(&"TN"));
        assert!(regions("DE", "10117").is_empty());
    }
}
