//! E-mail addresses, phone numbers, web addresses and remarks within a text: where they stand and
//! what is left without them. What to do about them is the rule's.

use super::phrase;
use crate::text::{Folded, Signs, pattern};
use crate::world::Country;
use crate::world::language::Languages;
use crate::world::words::Class;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Email,
    Phone,
    Web,
    Remark,
}

/// A contact and the text around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact<'a> {
    pub kind: Kind,
    /// The contact itself, without the words that introduce it.
    pub text: &'a str,
    /// What the cell says without it; empty when it says nothing else.
    pub rest: String,
}

/// May the text, which holds bytes of these kinds, hold a contact? A cheap look that lets nearly every address pass by.
#[inline]
pub fn may_hold(text: &str, signs: Signs) -> bool {
    signs.any(Signs::AT)
        || signs.any(Signs::DIGIT) && count_digits(text) >= 7
        || signs.any(Signs::BEYOND) && wide_digits(text) >= 7
        || signs.any(Signs::DOT) && has_web(text)
        || !signs.any(Signs::DIGIT) && has_remark(text)
}

fn wide_digits(text: &str) -> usize {
    // the first byte of each; most texts beyond ASCII have none of it
    let may_have = memchr::memchr(0xef, text.as_bytes()).is_some();
    if may_have { text.chars().filter(|c| ('０'..='９').contains(c)).count() } else { 0 }
}

fn has_web(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b':', b'.', bytes).any(|at| {
        bytes[at..].starts_with(b"://")
            || at >= 3 && bytes[at] == b'.' && bytes[at - 3..at].eq_ignore_ascii_case(b"www")
    })
}

/// Is the text a remark and nothing else?
fn has_remark(text: &str) -> bool {
    text.len() >= 6
        && text.len() <= 48
        && !text.bytes().any(|b| b.is_ascii_digit())
        && phrase::may_begin(text, Class::Remark)
        && phrase::is_whole(text, Class::Remark)
}

/// Does a line begin as people begin what they ask of the driver, in English or in a language of the
/// country (`leave with neighbour at 16`)? What else it says is not looked at.
pub fn asks_the_driver(text: &str, country: Option<&'static Country>) -> bool {
    const BEGINNING: usize = 40;
    if text.starts_with(|c: char| c.is_ascii_digit()) || !phrase::may_begin(text, Class::Remark) {
        return false;
    }
    let english = Country::by_code("GB").map_or(Languages::ALL, |c| c.languages);
    let languages = country.map_or(Languages::ALL, |c| c.languages.with(english));
    let beginning = text.char_indices().nth(BEGINNING).map_or(text, |(end, _)| &text[..end]);
    phrase::begins(&Folded::of(beginning), Class::Remark, "begins", languages)
}

/// The first contact in a text. A bare number counts when it is the order's phone number.
pub fn find<'a>(text: &'a str, phone: &str, country: Option<&'static Country>, phones: bool) -> Option<Contact<'a>> {
    let has_at = memchr::memchr(b'@', text.as_bytes()).is_some();
    if let Some(found) = has_at.then(|| pattern::EMAIL_WITHIN.find(text)).flatten() {
        return Some(around(text, Kind::Email, found.start(), found.end()));
    }
    if let Some(found) = has_web(text).then(|| pattern::URL_WITHIN.find(text)).flatten() {
        return Some(around(text, Kind::Web, found.start(), found.end()));
    }
    if has_remark(text) {
        return Some(Contact { kind: Kind::Remark, text, rest: String::new() });
    }
    let (start, end) = numbers(text).find(|(start, end)| phones && is_phone(text, *start, *end, phone, country))?;
    Some(around(text, Kind::Phone, start, end))
}

/// Runs of seven digits or more with the signs that stand in phone numbers between them.
fn numbers(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            if !(bytes[at].is_ascii_digit() || matches!(bytes[at], b'+' | b'(')) || glued(bytes, at) {
                at += 1;
                continue;
            }
            let start = at;
            let mut end = at;
            let mut blanks = 0;
            while at < bytes.len()
                && (bytes[at].is_ascii_digit() || is_between(bytes[at]))
                && !(bytes[at] == b'+' && at > start)
            {
                blanks = if bytes[at].is_ascii_digit() { 0 } else { blanks + 1 };
                if blanks > 3 {
                    break;
                }
                end = if bytes[at].is_ascii_digit() { at + 1 } else { end };
                at += 1;
            }
            let followed = bytes.get(end).is_some_and(|b| b.is_ascii_alphabetic());
            if !followed && count_digits(&text[start..end]) >= 7 {
                return Some((start, end));
            }
        }
        None
    })
}

fn glued(bytes: &[u8], at: usize) -> bool {
    at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || matches!(bytes[at - 1], b'#' | b'/')) && bytes[at] != b'+'
}

fn is_between(b: u8) -> bool {
    matches!(b, b' ' | b'-' | b'.' | b'(' | b')' | b'/' | b'+')
}

fn count_digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

fn is_phone(text: &str, start: usize, end: usize, phone: &str, country: Option<&'static Country>) -> bool {
    let number = &text[start..end];
    let digits = count_digits(number);
    if digits > 15 {
        return false;
    }
    if same_number(number, phone) {
        return true;
    }
    if number.starts_with('+') {
        return digits >= 8 && !number.contains('/');
    }
    if introduced(&text[..start]) {
        return true;
    }
    // behind the house number only one that is dialled with a nought
    let is_all = end == text.len() && (start == 0 || number.starts_with('0'));
    is_grouped(number, country) || is_all && is_whole_number(number, country)
}

/// Do the two end in the same eight digits or more (one may have a country code)?
pub fn same_number(a: &str, b: &str) -> bool {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).rev().take(8).collect::<Vec<u8>>();
    let (x, y) = (digits(a), digits(b));
    x.len() == 8 && x == y || x.len() == 7 && x == y && count_digits(b) == 7
}

/// Does a word for phones stand right before (`tel.: `, `call me at `)?
fn introduced(before: &str) -> bool {
    intro_at(before).is_some()
}

/// Where the words that introduce a contact begin.
fn intro_at(before: &str) -> Option<usize> {
    let trimmed = before
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '.' | '#' | '-' | '(' | '=' | '：' | ','));
    let mut best = None;
    let mut words = 0;
    for (at, _) in trimmed.char_indices().rev() {
        let boundary = trimmed[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let here = trimmed[at..].starts_with(char::is_alphanumeric);
        if !(boundary && here) {
            continue;
        }
        words += 1;
        if phrase::is_whole(&trimmed[at..], Class::ContactWord) {
            best = Some(at);
        }
        if words == 5 {
            break;
        }
    }
    best
}

/// `(617) 555-0142`, `617-555-0142`: the layout is a phone's in North America.
fn is_grouped(number: &str, country: Option<&'static Country>) -> bool {
    if country.is_some_and(|c| c.phone_code != "1") {
        return false;
    }
    let bare = number.strip_prefix("1-").or(number.strip_prefix("1 ")).unwrap_or(number);
    let mut lengths = [0usize; 4];
    let mut groups = bare.split(|c: char| !c.is_ascii_digit()).filter(|g| !g.is_empty());
    for slot in &mut lengths {
        *slot = groups.next().map_or(0, str::len);
    }
    lengths == [3, 3, 4, 0] && bare.bytes().any(|b| b != b' ' && !b.is_ascii_digit())
}

/// A cell that is a number as long as a phone number there and longer than anything else.
fn is_whole_number(number: &str, country: Option<&'static Country>) -> bool {
    let digits = count_digits(number);
    let national = digits - usize::from(number.starts_with('0'));
    let fits = country.is_some_and(|c| {
        c.phone_lengths.iter().any(|(low, high)| (usize::from(*low)..=usize::from(*high)).contains(&national))
    });
    let coded = country.is_some_and(|c| {
        let bare: String = number.chars().filter(char::is_ascii_digit).collect();
        !c.phone_code.is_empty() && bare.trim_start_matches("00").starts_with(c.phone_code) && digits >= 10
    });
    (fits && (digits >= 10 || number.starts_with('0') && digits >= 9)) || coded
}

/// The contact cut out, with the words that introduce it, the rest of their remark and the signs left
/// dangling.
fn around(text: &str, kind: Kind, start: usize, end: usize) -> Contact<'_> {
    let intro = if kind == Kind::Remark { None } else { intro_at(&text[..start]) };
    let left = text[..intro.unwrap_or(start)].trim_end_matches(is_joint);
    let right = past_remark(&text[end..]).trim_start_matches(is_joint);
    let rest = match (left.is_empty(), right.is_empty()) {
        (true, _) => right.to_string(),
        (_, true) => left.to_string(),
        _ => format!("{left}, {right}"),
    };
    let rest = if is_only_intro(&rest) { String::new() } else { rest };
    Contact { kind, text: text[start..end].trim(), rest }
}

/// The text behind the remark with which it begins (`when here, Apt 3`) and that ends at a comma.
fn past_remark(text: &str) -> &str {
    let end = text.find([',', ';', '(', ')', '|']).unwrap_or(text.len());
    let part = Folded::of(&text[..end]);
    // what follows the remark may be the flat
    let is_remark = phrase::at_start(&part, Class::Remark) == Some(part.len());
    if is_remark { &text[end..] } else { text }
}

/// What is left only introduced the contact, or thanks for it.
fn is_only_intro(rest: &str) -> bool {
    phrase::is_whole(rest, Class::ContactWord)
        || phrase::is_whole(rest, Class::Remark)
        || phrase::is_whole(rest, Class::Placeholder)
        || !rest.chars().any(char::is_alphanumeric)
}

fn is_joint(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '/' | '(' | ')' | '|' | '<' | '>' | '[' | ']' | '.' | '=')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn us() -> Option<&'static Country> {
        Country::by_code("US")
    }

    #[test]
    fn contacts_are_found_and_cut_out() {
        for (text, kind, contact, rest) in [
            ("maria@example.com", Kind::Email, "maria@example.com", ""),
            ("Apt 3, maria@example.com", Kind::Email, "maria@example.com", "Apt 3"),
            ("e-mail: maria@example.com", Kind::Email, "maria@example.com", ""),
            ("call +1 212 555 0142", Kind::Phone, "+1 212 555 0142", ""),
            ("Apt 3 call 212-555-0142", Kind::Phone, "212-555-0142", "Apt 3"),
            ("Tel.: 030 1234567", Kind::Phone, "030 1234567", ""),
            ("2. OG, Tel. 0171 2345678", Kind::Phone, "0171 2345678", "2. OG"),
            ("тел. 8 912 345 67 89", Kind::Phone, "8 912 345 67 89", ""),
            ("(617) 555-0142", Kind::Phone, "(617) 555-0142", ""),
            ("https://example.com/x", Kind::Web, "https://example.com/x", ""),
            ("leave at door", Kind::Remark, "leave at door", ""),
            ("2100 Main St, text me 303 555 0134 when here", Kind::Phone, "303 555 0134", "2100 Main St"),
            ("text me 303 555 0134 when you arrive, Apt 3", Kind::Phone, "303 555 0134", "Apt 3"),
            ("telefonare prima 333 1234567", Kind::Phone, "333 1234567", ""),
        ] {
            assert!(may_hold(text, Signs::of(text)), "{text}");
            let found = find(text, "", us(), true).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.kind, found.text, found.rest.as_str()), (kind, contact, rest), "{text}");
        }
    }

    #[test]
    fn numbers_of_addresses_are_no_phones() {
        for text in [
            "24 Linden St",
            "W204N11912 Goldendale Rd",
            "1234 S 5678 W",
            "Suite 1002401",
            "92-1234 Makakilo Dr",
            "5-14-3-1001",
            "C+D Building",
            "A12345678",
            "12-34/56-78",
            "100 @ Main",
            "17 1/2 12345-6789 Rd",
            "Plot 1234567",
        ] {
            assert_eq!(find(text, "", us(), true), None, "{text}");
        }
    }

    #[test]
    fn what_is_asked_of_drivers_is_told_from_places() {
        let de = Country::by_code("DE");
        for text in ["Leave with neighbour at 16", "DO NOT LEAVE OUTSIDE", "deliver after 5pm", "Safe place: bin store"]
        {
            assert!(asks_the_driver(text, us()) && asks_the_driver(text, de), "{text}");
        }
        for text in ["Abstellort Garage", "bei Nachbar abgeben", "Hinter dem Haus ablegen"] {
            assert!(asks_the_driver(text, de), "{text}");
        }
        for text in ["Leaven Court", "Place on the Park", "Delivery Street", "Hinter dem Haus 5", "12 Leave In Rd", ""]
        {
            assert!(!asks_the_driver(text, us()) && !asks_the_driver(text, de), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "[0-9+() @.,a-z電話:é-]*|\\PC*", phone in "[0-9 +]{0,12}") {
            may_hold(&text, Signs::of(&text));
            find(&text, &phone, us(), true);
            asks_the_driver(&text, us());
        }
    }
}
