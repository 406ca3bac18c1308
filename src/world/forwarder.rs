//! Companies that take parcels for people abroad and send them on: `data/forwarders.tsv`.

use std::sync::LazyLock;

use super::Country;
use super::tables::forwarders::{NAMES, PLACES};
use crate::text::{Folded, Starts};

/// How the names begin that are written in ASCII.
static STARTS: Starts = Starts::of(NAMES);

/// May the text name a forwarding company? A cheap look, sure where it is a no.
fn may_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = |at: usize| at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
    let letter = |at: usize| bytes[at].is_ascii_alphanumeric();
    !text.is_ascii() || (0..bytes.len()).any(|at| letter(at) && begins(at) && STARTS.may_start(&text[at..]))
}

/// The forwarding company that a text names, as whole words.
pub fn named(text: &str) -> Option<&'static str> {
    if !may_name(text) {
        return None;
    }
    let folded = Folded::of(text);
    let folded = folded.as_str();
    let mut start = 0;
    while start < folded.len() {
        let rest = &folded[start..];
        let word = rest.split(' ').next().unwrap_or(rest);
        let from = NAMES.partition_point(|name| *name < word);
        let mut like = NAMES[from..].iter().take_while(|name| name.starts_with(word));
        let stands =
            |name: &&&str| rest.strip_prefix(**name).is_some_and(|tail| tail.is_empty() || tail.starts_with(' '));
        if let Some(name) = like.find(stands) {
            return Some(name);
        }
        start += word.len() + 1;
    }
    None
}

/// The town with warehouses of forwarding companies that has the postcode.
pub fn town_of(country: &Country, postcode: &str) -> Option<&'static str> {
    let key = packed(country.code, postcode)?;
    KEYS.binary_search(&key).ok().map(|i| PLACES[i].2)
}

/// The countries and postcodes of [`PLACES`] as numbers, in the same order.
static KEYS: LazyLock<Vec<u64>> =
    LazyLock::new(|| PLACES.iter().filter_map(|(cc, code, _)| packed(cc, code)).collect());

/// Both as one number that sorts as they do; `None` where a code is too long.
fn packed(country: &str, postcode: &str) -> Option<u64> {
    let mut bytes = [0; 8];
    bytes[..2].copy_from_slice(country.as_bytes().get(..2)?);
    bytes.get_mut(2..2 + postcode.len())?.copy_from_slice(postcode.as_bytes());
    Some(u64::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwarders_are_found_by_name_and_by_town() {
        assert_eq!(named("c/o Planet Express Inc"), Some("planet express"));
        assert_eq!(named("Planet Expression Ltd"), None);
        assert_eq!(named("Shop & Ship"), Some("shop ship"));
        let us = Country::by_code("US").expect("a country");
        assert_eq!(town_of(us, "33166"), Some("Miami"));
        assert_eq!(town_of(us, "02134"), None);
        assert!(PLACES.iter().all(|(cc, code, town)| {
            Country::by_code(cc).and_then(|country| town_of(country, code)) == Some(*town)
        }));
    }
}
