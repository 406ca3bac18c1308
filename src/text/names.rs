//! Names of places compared as people write them: `St. Paul` and `Saint Paul`, `Koeln` and `Köln`,
//! `Salt Lake Cty` and `Salt Lake City`. Knows letters and usual abbreviations, no geography.

use arrayvec::ArrayString;

use super::Folded;

/// How like two names are, from the same to different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// The same name but for case, accents, punctuation, blanks and usual abbreviations.
    Same,
    /// One has all words of the other in a row: `Downtown Toronto` and `Toronto`.
    Part,
    /// The same words, some with letters left out: `Ft Laudrdale`, `Los Angles`.
    Shortened,
    /// A typing error or two apart.
    Close,
    /// None of these.
    Different,
}

/// Words that names are shortened with, and what [`key`] writes for them.
const SHORT: [(&str, &str); 39] = [
    ("bch", "beach"),
    ("cors", "corners"),
    ("ctr", "center"),
    ("centre", "center"),
    ("cty", "city"),
    ("cyn", "canyon"),
    ("est", "estates"),
    ("ests", "estates"),
    ("fls", "falls"),
    ("ft", "fort"),
    ("gdns", "gardens"),
    ("grv", "grove"),
    ("harbour", "harbor"),
    ("hbr", "harbor"),
    ("hls", "hills"),
    ("hts", "heights"),
    ("jct", "junction"),
    ("lk", "lake"),
    ("lks", "lakes"),
    ("mdws", "meadows"),
    ("mt", "mount"),
    ("mtn", "mountain"),
    ("pk", "park"),
    ("pln", "plain"),
    ("plns", "plains"),
    ("rvr", "river"),
    ("sankt", "saint"),
    ("sint", "saint"),
    ("spg", "spring"),
    ("spgs", "springs"),
    ("sta", "santa"),
    ("ste", "sainte"),
    ("sto", "santo"),
    ("twp", "township"),
    ("upr", "upper"),
    ("vlg", "village"),
    ("vly", "valley"),
    ("vw", "view"),
    ("xing", "crossing"),
];

/// Points of the compass, shortened at the start of a name of several words.
const COMPASS: [(&str, &str); 4] = [("e", "east"), ("n", "north"), ("s", "south"), ("w", "west")];

/// The spelling under which a name is looked up: folded, usual abbreviations written out.
///
/// ```
/// use doorstep::text::names::key;
/// assert_eq!(key("St. Paul").as_str(), "saint paul");
/// assert_eq!(key("N. Ft. Myers").as_str(), "north fort myers");
/// assert_eq!(key("Gölyurt").as_str(), "golyurt");
/// ```
pub fn key(text: &str) -> Folded {
    key_of(Folded::of(text))
}

/// The same of a text that is folded already.
pub fn key_of(folded: Folded) -> Folded {
    let whole = folded.as_str();
    let words = 1 + whole.bytes().filter(|b| *b == b' ').count();
    if words == 1 {
        // of one word, nothing is short
        return folded;
    }
    if whole.split(' ').enumerate().all(|(i, w)| long_form(w, i, words).is_none()) {
        return folded;
    }
    let mut short = ArrayString::<64>::new();
    for (i, word) in whole.split(' ').enumerate() {
        let word = long_form(word, i, words).unwrap_or(word);
        if i > 0 && short.try_push(' ').is_err() || short.try_push_str(word).is_err() {
            return long_key(whole, words);
        }
    }
    Folded::Short(short)
}

#[cold]
fn long_key(whole: &str, words: usize) -> Folded {
    let long: Vec<&str> = whole.split(' ').enumerate().map(|(i, w)| long_form(w, i, words).unwrap_or(w)).collect();
    Folded::Long(long.join(" "))
}

#[inline]
fn long_form(word: &str, at: usize, words: usize) -> Option<&'static str> {
    if word.len() > 7 || words == 1 {
        return None;
    }
    match word {
        // at the end it is a street
        "st" => return (at + 1 < words).then_some("saint"),
        _ if word.len() == 1 => return COMPASS.iter().find(|(s, _)| at == 0 && *s == word).map(|(_, l)| *l),
        _ => {}
    }
    if !may_be_short(word) {
        return None;
    }
    SHORT.iter().find(|(short, _)| *short == word).map(|(_, long)| *long)
}

/// Is a word of that length and first letter in [`SHORT`]? Nearly all end here.
#[inline]
fn may_be_short(word: &str) -> bool {
    const LENGTHS: [u8; 26] = {
        let mut lengths = [0; 26];
        let mut i = 0;
        while i < SHORT.len() {
            let short = SHORT[i].0.as_bytes();
            lengths[(short[0] - b'a') as usize] |= 1 << short.len();
            i += 1;
        }
        lengths
    };
    let letter = word.as_bytes().first().map_or(usize::MAX, |b| usize::from(b.wrapping_sub(b'a')));
    LENGTHS.get(letter).is_some_and(|lengths| lengths >> word.len() & 1 == 1)
}

/// How like two names are. Quick, and without taking memory, where they are the same but for
/// ASCII case or short.
///
/// ```
/// use doorstep::text::names::{Likeness, likeness};
/// assert_eq!(likeness("SAINT-DENIS", "Saint-Denis"), Likeness::Same);
/// assert_eq!(likeness("Koeln", "Köln"), Likeness::Same);
/// assert_eq!(likeness("Mc Lean", "McLean"), Likeness::Same);
/// assert_eq!(likeness("Toronto", "Downtown Toronto"), Likeness::Part);
/// assert_eq!(likeness("横浜市", "横浜市中区"), Likeness::Part);
/// assert_eq!(likeness("Salt Lk Cty", "Salt Lake City"), Likeness::Same);
/// assert_eq!(likeness("Philadelpia", "Philadelphia"), Likeness::Shortened);
/// assert_eq!(likeness("Philadelhpia", "Philadelphia"), Likeness::Close);
/// assert_eq!(likeness("Paris", "Parma"), Likeness::Different);
/// ```
pub fn likeness(a: &str, b: &str) -> Likeness {
    if a.eq_ignore_ascii_case(b) {
        return Likeness::Same;
    }
    like_keys(key(a).as_str(), key(b).as_str())
}

/// The same of names that are [keys](key) already.
pub fn like_keys(a: &str, b: &str) -> Likeness {
    if a == b || same_letters(a, b) {
        return Likeness::Same;
    }
    if a.is_empty() || b.is_empty() {
        return Likeness::Different;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (few, many) = (letters(short), letters(long));
    // a part, or an abbreviation, has no letter that the whole has not
    if few & !many == 0 {
        if is_part(short, long) {
            return Likeness::Part;
        }
        if is_shortened(short, long) {
            return Likeness::Shortened;
        }
    }
    // one error brings in one letter and takes out another at most
    let most = typing_errors(short);
    let others = (few ^ many).count_ones() as usize;
    let is_close = most > 0 && others <= most * 2 && long.len() - short.len() <= most * 2;
    if is_close && strsim::osa_distance(short, long) <= most { Likeness::Close } else { Likeness::Different }
}

/// The same letters but for blanks, and for `ae`, `oe`, `ue`, `aa` where the other has `a`, `o`, `u`.
fn same_letters(a: &str, b: &str) -> bool {
    if a.len().abs_diff(b.len()) > 6 {
        return false;
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let (mut i, mut j) = (0, 0);
    loop {
        while a.get(i) == Some(&b' ') {
            i += 1;
        }
        while b.get(j) == Some(&b' ') {
            j += 1;
        }
        match (a.get(i), b.get(j)) {
            (None, None) => return true,
            (Some(x), Some(y)) if x == y => (i, j) = (i + 1, j + 1),
            (x, y) if i > 0 && j > 0 && a[i - 1] == b[j - 1] => match (a[i - 1], x, y) {
                (b'a' | b'o' | b'u', Some(b'e'), _) | (b'a', Some(b'a'), _) => i += 1,
                (b'a' | b'o' | b'u', _, Some(b'e')) | (b'a', _, Some(b'a')) => j += 1,
                _ => return false,
            },
            _ => return false,
        }
    }
}

/// Does the long name have the short one's words in a row? Scripts without blanks: its letters.
fn is_part(short: &str, long: &str) -> bool {
    if short.len() < 3 {
        return false;
    }
    let joined = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{e00}'..='\u{e7f}');
    if short.chars().all(joined) {
        return short.chars().count() >= 2 && long.contains(short);
    }
    long.match_indices(short).any(|(at, _)| {
        let end = at + short.len();
        (at == 0 || long.as_bytes()[at - 1] == b' ') && (end == long.len() || long.as_bytes()[end] == b' ')
    })
}

/// Has each word of the one its first letter and, in their order, only letters of the other's
/// word, and at least three words or letters in all?
fn is_shortened(short: &str, long: &str) -> bool {
    if short.len() >= long.len() || short.len() < 4 || short.len() * 2 < long.len() {
        return false;
    }
    let mut theirs = long.split(' ');
    for word in short.split(' ') {
        let Some(full) = theirs.next() else { return false };
        if word == full {
            continue;
        }
        // a word of two letters or fewer, or a digit, is no abbreviation of another
        if word.len() < 2 || word.bytes().any(|b| b.is_ascii_digit()) {
            return false;
        }
        let mut letters = full.chars();
        let mut first = true;
        for c in word.chars() {
            let found = if first { letters.next() == Some(c) } else { letters.any(|l| l == c) };
            if !found {
                return false;
            }
            first = false;
        }
    }
    theirs.next().is_none()
}

/// As many as a name is told by all the same: none in a short one, one in a name of five letters, two
/// in one of nine.
fn typing_errors(short: &str) -> usize {
    match short.len() {
        0..5 => 0,
        5..9 => 1,
        _ => 2,
    }
}

/// May a name be anything but [`Likeness::Different`] from a key with these letters? A cheap look at
/// names of one plain word, sure where it is a no: a part or an abbreviation has no letter that the
/// whole has not, and two typing errors bring in or take out four at most.
#[inline]
pub(crate) fn may_be_like(name: &[u8], of_key: u32) -> bool {
    let mut own = 0;
    for b in name {
        if !b.is_ascii_alphabetic() {
            return true;
        }
        own |= 1 << ((b | 0x20) - b'a');
    }
    own & !of_key == 0 || of_key & !own == 0 || (own ^ of_key).count_ones() <= 4
}

/// The plain letters of a key, a bit each.
pub(crate) fn letters(text: &str) -> u32 {
    text.bytes().filter(u8::is_ascii_lowercase).fold(0, |seen, b| seen | 1 << (b - b'a'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_as_people_write_them() {
        use Likeness::*;
        for (a, b, want) in [
            ("Saint Louis", "St. Louis", Same),
            ("Muenchen", "München", Same),
            ("München", "Munchen", Same),
            ("Aarhus", "Århus", Same),
            ("Winston Salem", "Winston-Salem", Same),
            ("O'Fallon", "OFallon", Same),
            ("Mt Pleasant", "Mount Pleasant", Same),
            ("St. Gallen", "Sankt Gallen", Same),
            ("Palm Bch Gdns", "Palm Beach Gardens", Same),
            ("W Palm Beach", "West Palm Beach", Same),
            ("Frankfurt", "Frankfurt am Main", Part),
            ("Praha", "Praha 1", Part),
            ("서울", "서울특별시", Part),
            ("Ft Laudrdale", "Fort Lauderdale", Shortened),
            ("Los Angles", "Los Angeles", Shortened),
            ("Hamburgh", "Hamburg", Shortened),
            ("Berlni", "Berlin", Close),
            ("Bonn", "Born", Different),
            ("Paris", "London", Different),
            ("York", "New York", Part),
            ("Newport", "New Port Richey", Different),
            ("", "Paris", Different),
        ] {
            assert_eq!(likeness(a, b), want, "{a} and {b}");
            assert_eq!(likeness(b, a), want, "{b} and {a}");
        }
    }

    #[test]
    fn abbreviations_are_sorted_once() {
        for (short, long) in SHORT {
            assert!(short.len() <= 7, "{short}");
            assert!(!SHORT.iter().any(|(s, _)| *s == long), "{long} is written out again");
        }
    }

    proptest! {
        #[test]
        fn what_is_passed_over_is_different(name in "[a-zA-Z]{1,12}", wanted in "[a-z ]{0,14}|[a-zé]{1,9}") {
            let wanted = key(&wanted);
            if !may_be_like(name.as_bytes(), letters(&wanted)) {
                prop_assert_eq!(like_keys(&key(&name), &wanted), Likeness::Different);
            }
        }

        #[test]
        fn a_slip_is_not_passed_over(name in "[a-z]{5,12}", at in 0usize..12, b in b'a'..=b'z') {
            let mut slip = name.clone().into_bytes();
            let at = at % slip.len();
            slip[at] = b;
            let wanted = String::from_utf8(slip).expect("ASCII");
            prop_assert!(may_be_like(name.as_bytes(), letters(&wanted)));
        }
    }

    #[test]
    fn a_key_is_its_own_key() {
        let long = "st ".repeat(30);
        for text in ["St. Paul", "N Ft Myers", "Köln", "東京都", long.as_str(), "E", "Ste", "Main St"] {
            let once = key(text);
            assert_eq!(key(once.as_str()).as_str(), once.as_str(), "{text}");
        }
    }
}
