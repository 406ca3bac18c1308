//! Numbers in a text that says other things as well.

use super::digits::Check;
use super::{Bare, TaxId};
use crate::text::{Folded, Phone};
use crate::world::Country;
use crate::world::language::Languages;
use crate::world::words::{self, Class};
/// How sure it is that a text found somewhere is a number of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// It has its shape.
    Shape,
    /// A word before it says so, or the shape is like nothing else.
    Named,
    /// Its check digits are right.
    Proven,
}

/// A number found in a text.
#[derive(Clone, Copy, Debug)]
pub struct Found<'t> {
    /// The kind.
    pub id: &'static TaxId,
    /// As it is written.
    pub text: &'t str,
    /// How sure it is.
    pub likeness: Likeness,
}

/// Words that may stand before a number, beside its name.
const LABELS: [&str; 24] = [
    "cdi",
    "ci",
    "cnpj",
    "code",
    "cpf",
    "cuil",
    "cuit",
    "curp",
    "customs",
    "dni",
    "id",
    "identificacion",
    "ktp",
    "nid",
    "nie",
    "nif",
    "nik",
    "npwp",
    "pcc",
    "pccc",
    "rfc",
    "ruc",
    "run",
    "rut",
];
/// The most words over which a number is spread.
const SPREAD: usize = 5;
const MOST_WORDS: usize = 24;

/// Looks for a number of one of these kinds in a text: the surest one, the first of equals.
/// Numbers whose check digits are wrong for sure are none, nor are those that somebody dials: with a
/// `+` or a word for phones before them, or the one of `phone`, the order's cell.
pub fn find<'t>(ids: &'static [TaxId], text: &'t str, phone: &str) -> Option<Found<'t>> {
    let mut words = [(0usize, 0usize); MOST_WORDS];
    let mut count = 0;
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let is_part = c.is_alphanumeric() || matches!(c, '.' | '-' | '/');
        match (start, is_part) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                if count < MOST_WORDS {
                    words[count] = (from, at);
                    count += 1;
                }
                start = None;
            }
            _ => {}
        }
    }
    let words = &words[..count];
    let dialled = dialled(text, words, ids);
    let mut best: Option<Found<'t>> = None;
    for (i, (from, _)) in words.iter().enumerate() {
        let label = i.checked_sub(1).map_or("", |before| bare_word(text, words[before]));
        for (j, (_, until)) in words.iter().enumerate().skip(i).take(SPREAD) {
            if dialled[j] {
                break;
            }
            let written = text[*from..*until].trim_matches(|c: char| !c.is_alphanumeric());
            let Some(bare) = Bare::of(written).filter(|b| b.digits() >= 3) else { continue };
            for id in ids.iter().filter(|id| id.fits(bare.as_bytes())) {
                let named = is_named(id, label);
                if !named && (is_word_and_number(id, written, &text[..*from]) || is_of_phone(&bare, phone)) {
                    continue;
                }
                let Some(likeness) = likeness(id, bare.as_bytes(), named) else { continue };
                if best.is_none_or(|b| b.likeness < likeness) {
                    best = Some(Found { id, text: written, likeness });
                }
            }
        }
    }
    best
}

fn bare_word(text: &str, (from, until): (usize, usize)) -> &str {
    text[from..until].trim_matches(|c: char| !c.is_alphanumeric())
}

/// Which of the words are part of a phone number: the digits behind a `+` or behind a word for
/// phones, and those that go on with them.
fn dialled(text: &str, words: &[(usize, usize)], ids: &[TaxId]) -> [bool; MOST_WORDS] {
    let mut out = [false; MOST_WORDS];
    let country = ids.first().and_then(|id| Country::by_code(id.country));
    let languages = country.map_or(Languages::ALL, |c| c.languages);
    let names_phone = |word: &str| {
        let means = |w: &words::Word| w.class == Class::ContactWord && w.languages.meets(languages);
        words::meanings(&Folded::of(word)).iter().any(means)
    };
    let before = |i: usize, back: usize| i.checked_sub(back).map_or("", |i| bare_word(text, words[i]));
    for (i, (from, until)) in words.iter().enumerate() {
        if !text[*from..*until].bytes().any(|b| b.is_ascii_digit()) || has_letter(&text[*from..*until]) {
            continue;
        }
        let gap = &text[i.checked_sub(1).map_or(0, |before| words[before].1)..*from];
        let goes_on = i > 0 && out[i - 1] && gap.chars().all(|c| matches!(c, ' ' | '(' | ')' | '\u{a0}'));
        let has_plus = gap.trim_end_matches([' ', '(']).ends_with(['+', '＋']);
        // `tel. no 91 98450 12355`
        let (label, other) = (before(i, 1), before(i, 2));
        let is_short = label.len() <= 6 && !label.bytes().any(|b| b.is_ascii_digit()) && !is_label(label);
        out[i] = goes_on || has_plus || names_phone(label) || is_short && names_phone(other);
    }
    out
}

fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Is it the number in the order's phone cell, with or without the code of the country?
fn is_of_phone(bare: &Bare, phone: &str) -> bool {
    const LEAST: usize = 7;
    let (bare, phone) = (bare.as_str(), Phone::read(phone));
    let phone = phone.digits().trim_start_matches('0');
    bare.len() >= LEAST && phone.len() >= LEAST && (bare.ends_with(phone) || phone.ends_with(bare))
}

/// A word and the number behind it (`Road 1234`) look like a code of letters and digits. They are one
/// only where they stand together, or by themselves and in capitals that are no word of addresses.
fn is_word_and_number(id: &TaxId, written: &str, before: &str) -> bool {
    if id.check != Check::None || !written.contains(' ') || !has_letter(written) {
        return false;
    }
    // a letter or two mean something everywhere
    let is_known = |word: &str| word.len() > 2 && has_letter(word) && !words::meanings(&Folded::of(word)).is_empty();
    written.matches(' ').count() > 1
        || written.chars().any(char::is_lowercase)
        || before.trim_end().ends_with(char::is_alphanumeric)
        || written.split(' ').any(is_known)
}

fn is_label(word: &str) -> bool {
    LABELS.iter().any(|l| l.eq_ignore_ascii_case(word))
}

fn is_named(id: &TaxId, label: &str) -> bool {
    !label.is_empty() && (is_label(label) || id.name.split(' ').any(|word| word.eq_ignore_ascii_case(label)))
}

fn likeness(id: &TaxId, bare: &[u8], named: bool) -> Option<Likeness> {
    let agrees = id.agrees(bare);
    if !agrees && (id.sure || id.check == Check::None) {
        return None;
    }
    let odd = bare.len() >= 15 || bare.iter().any(u8::is_ascii_uppercase) && bare.len() >= 10;
    Some(match () {
        () if agrees && id.check.is_arithmetic() => Likeness::Proven,
        () if named || odd => Likeness::Named,
        () => Likeness::Shape,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(cc: &str) -> &'static [TaxId] {
        TaxId::of(Country::by_code(cc).expect("a country"))
    }

    #[test]
    fn numbers_are_found_in_texts() {
        for (cc, text, want) in [
            ("BR", "123.456.789-09", Some(("123.456.789-09", Likeness::Proven))),
            ("BR", "CPF: 12345678909", Some(("12345678909", Likeness::Proven))),
            ("BR", "Apto 12, CPF 123 456 789 09", Some(("123 456 789 09", Likeness::Proven))),
            ("BR", "CNPJ 12.ABC.345/01DE-35", Some(("12.ABC.345/01DE-35", Likeness::Proven))),
            ("BR", "12345678908", None),
            ("BR", "+55 11 91234-5678", None),
            ("KR", "PCCC P123456789012", Some(("P123456789012", Likeness::Named))),
            ("CL", "RUT 12.345.678-5", Some(("12.345.678-5", Likeness::Proven))),
            ("PE", "DNI 12345678", Some(("12345678", Likeness::Named))),
            ("SA", "RRRD2929", Some(("RRRD2929", Likeness::Shape))),
            ("SA", "RRRD 2929", Some(("RRRD 2929", Likeness::Shape))),
            ("SA", "King Fahd Road 1234", None),
            ("SA", "KING FAHD ROAD 1234", None),
            ("SA", "OLAYA DIST 1234", None),
            ("SA", "ROAD 1234", None),
            ("IN", "Aadhaar 234123412346", Some(("234123412346", Likeness::Proven))),
            ("IN", "Phone +919845012355", None),
            ("IN", "Mob. No 919845012355", None),
            ("IN", "tel 91 98450 12355", None),
            ("IN", "Mob 9845012355, PAN ABCPE1234F", Some(("ABCPE1234F", Likeness::Named))),
            ("BR", "Rua das Flores 12", None),
            ("BR", "", None),
        ] {
            let found = find(ids(cc), text, "").map(|f| (f.text, f.likeness));
            assert_eq!(found, want, "{cc} {text}");
        }
        assert!(find(ids("IN"), "919845012355", "").is_some());
        assert!(find(ids("IN"), "919845012355", "+91 98450 12355").is_none());
        assert!(find(ids("BR"), "CPF 12345678909", "12345678909").is_some(), "named");
    }
}
