//! One spelling for streets, house numbers and units, so that the same door gets the same key
//! however it was written.

use crate::text::fold;
use crate::world::Country;
use crate::world::register::{form, glued_form};
use crate::world::words::{self, Class, Classes};

/// A street in one spelling: folded, types and directions in one form, no blanks.
///
/// ```
/// use doorstep::directory::street;
/// assert_eq!(street("N. Main St."), street("North Main Street"));
/// assert_eq!(street("Hauptstr."), street("Haupt-Straße"));
/// assert_ne!(street("Main St"), street("Main Ave"));
/// ```
pub fn street(text: &str) -> String {
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len());
    for word in folded.split(' ') {
        push_word(word, &mut out);
    }
    out
}

/// Appends one folded word of a street in its form.
pub(super) fn push_word(word: &str, out: &mut String) {
    if let Some(form) = form(word) {
        out.push_str(form);
    } else if let Some((stem, form)) = glued_form(word) {
        out.push_str(stem);
        out.push_str(form);
    } else {
        out.push_str(word);
    }
}

/// A house number in one spelling: `12 A` is `12a`, `12–14` is `12-14`, `7番1号` is `7-1`; zeros
/// before a number are off.
pub fn number(text: &str) -> String {
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len());
    let mut last = ' ';
    let mut gap = false;
    for c in folded.chars() {
        if c == ' ' || matches!(c, '番' | '地' | '号' | '號' | 'の' | '之') {
            gap = true;
            continue;
        }
        if gap && last.is_ascii_digit() && c.is_ascii_digit() {
            out.push('-');
            last = '-';
        }
        gap = false;
        let leading_zero = last == '0' && (out == "0" || out.ends_with("-0")) && c.is_ascii_digit();
        if leading_zero {
            out.pop();
        }
        out.push(c);
        last = c;
    }
    out
}

/// The number with which a house number begins; `None` where it does not begin with one.
pub(super) fn leading(number: &str) -> Option<u32> {
    let digits = number.len() - number.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    number[..digits].parse().ok()
}

const MARKERS: Classes = Classes::of(&[Class::Unit, Class::HouseWord]);

/// A unit in one spelling, without its marker: `Apt 3B`, `#3b` and `Unit 3 B` are `3b`. Empty
/// where it names no door.
pub fn unit(text: &str, country: &Country) -> String {
    let folded = fold(text);
    let is_marker = |word: &str| words::classes(word, country.languages).any(MARKERS);
    let mut out = String::new();
    let mut last = "";
    for word in folded.split(' ') {
        let letters = word.find(|c: char| c.is_numeric()).unwrap_or(word.len());
        let marks = letters > 1 && is_marker(&word[..letters]);
        let rest = if marks { &word[letters..] } else { word };
        let numeric = rest.bytes().any(|b| b.is_ascii_digit());
        // what counts behind a number in scripts of their own: 101号室
        out.extend(rest.chars().filter(|c| !numeric || c.is_ascii() || !is_block_letter(*c)));
        last = word;
    }
    // a single letter may be a marker (`m. 5`) or the door itself (`Apt D`)
    if out.is_empty() && last.chars().count() == 1 { last.to_string() } else { out }
}

fn is_block_letter(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn us() -> &'static Country {
        Country::by_code("US").expect("a country")
    }

    #[test]
    fn spellings_of_one_street_are_one() {
        for group in [
            &["Main St.", "MAIN STREET", "main  st", "Main Str."][..],
            &["N Main St", "North Main Street", "N. Main St."],
            &["Hauptstr.", "Hauptstraße", "Haupt-Str.", "Hauptstrasse", "Haupt Straße"],
            &["Av. Paulista", "Avenida Paulista", "AV PAULISTA"],
            &["5th Avenue", "Fifth Ave"],
            &["Rue de l'Église", "rue de l’eglise", "R. de l'Eglise"],
            &["St. John's Road", "Saint Johns Rd"],
            &["ул. Мира", "Улица Мира"],
        ] {
            for text in group {
                assert_eq!(street(text), street(group[0]), "{text}");
            }
        }
    }

    #[test]
    fn near_misses_are_others() {
        let all =
            ["Main St", "Main Ave", "N Main St", "S Main St", "Maine St", "Hauptweg", "Hauptstr.", "5th St", "6th St"];
        for (i, a) in all.iter().enumerate() {
            for b in &all[i + 1..] {
                assert_ne!(street(a), street(b), "{a} / {b}");
            }
        }
        for (a, b) in [("12", "12a"), ("12a", "12b"), ("12", "21"), ("12-14", "1214"), ("1-2", "12"), ("10", "1")] {
            assert_ne!(number(a), number(b), "{a} / {b}");
        }
    }

    #[test]
    fn numbers_in_one_spelling() {
        for (text, want) in [
            ("12 A", "12a"),
            ("12a", "12a"),
            ("12–14", "12-14"),
            ("12 - 14", "12-14"),
            ("0012", "12"),
            ("5 bis", "5bis"),
            ("7番1号", "7-1"),
            ("７－１", "7-1"),
            ("92-10", "92-10"),
            ("0", "0"),
        ] {
            assert_eq!(number(text), want, "{text}");
        }
    }

    #[test]
    fn units_without_their_marker() {
        for text in ["Apt 3B", "#3b", "Unit 3B", "APT. #3-B", "Apt3B", "3 b", "unit no 3b"] {
            assert_eq!(unit(text, us()), "3b", "{text}");
        }
        assert_eq!(unit("Apt D", us()), "d");
        let of = |cc: &str, text: &str| unit(text, Country::by_code(cc).expect("a country"));
        assert_eq!(of("RU", "кв. 5"), "5");
        assert_eq!(of("JP", "101号室"), "101");
        assert_eq!(of("KR", "1203호"), "1203");
        assert_ne!(of("ES", "3º A"), of("ES", "3º B"));
    }

    proptest! {
        #[test]
        fn idempotent(text in "[0-9A-Za-zà-öа-я０-９番号 ,./–-]{0,20}", any in "\\PC{0,40}") {
            prop_assert_eq!(number(&number(&text)), number(&text));
            let _ = (number(&any), street(&any), unit(&any, us()));
        }

        #[test]
        fn case_and_padding_do_not_matter(words in proptest::collection::vec("[A-Za-z]{1,10}", 1..4)) {
            let plain = words.join(" ");
            let odd = format!("  {}. ", words.join("  ").to_uppercase());
            prop_assert_eq!(street(&plain), street(&odd));
        }
    }
}
