//! Companies that take parcels for people abroad and send them on: `data/forwarders.tsv`.

use super::Country;
use super::tables::forwarders::{NAMES, PLACES};
use crate::text::Folded;

/// The forwarding company that a text names, as whole words.
pub fn named(text: &str) -> Option<&'static str> {
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
    let key = (country.code, postcode);
    PLACES.binary_search_by(|(cc, code, _)| (*cc, *code).cmp(&key)).ok().map(|i| PLACES[i].2)
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
    }
}
