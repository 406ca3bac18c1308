//! Numbers by which recipients are known to tax offices and customs: where a parcel needs one, how
//! each is written, and how to find one in a text. Facts of `data/tax_id_needs.tsv` and
//! `data/tax_ids.tsv`; the arithmetic of the check digits is in [`digits`].

pub mod digits;

use super::Country;
use super::customs::{Confidence, Source, Span, Way};
use super::language::Languages;
use super::tables::taxids::{IDS, NEEDS};
use super::words::{self, Class};
use crate::text::{Day, Folded, Phone};
use digits::Check;

/// What becomes of a parcel without the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Without {
    /// It goes back, or is destroyed.
    Returned,
    /// It waits at the border until somebody names the number.
    Held,
    /// The carrier does not take it.
    Refused,
}

/// A number that parcels to a country need.
#[derive(Debug)]
pub struct Need {
    /// Country code.
    pub country: &'static str,
    /// It is a code of the address rather than of the person.
    pub of_address: bool,
    /// For every parcel; else only for some, or by some carriers.
    pub mandatory: bool,
    /// The numbers that will do, for people.
    pub ids: &'static str,
    /// When it holds.
    pub span: Span,
    /// For parcels worth more than that amount, in that currency; `None`: any.
    pub over: Option<(f64, &'static str)>,
    /// Parcels that it holds for.
    pub way: Way,
    /// What becomes of a parcel without.
    pub without: Without,
    /// A passport number will do.
    pub passport: bool,
    /// Where it comes from.
    pub source: Source,
}

/// What parcels to that country need on that day; nothing that nobody has verified.
pub fn need(country: &Country, day: Day) -> Option<&'static Need> {
    let at = NEEDS.binary_search_by(|n| n.country.cmp(country.code)).ok()?;
    Some(&NEEDS[at]).filter(|n| n.span.holds(day) && n.source.confidence > Confidence::Unverified)
}

/// One kind of number.
#[derive(Debug)]
pub struct TaxId {
    /// Country code.
    pub country: &'static str,
    /// Public id.
    pub id: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// `N` a digit, `A` a letter, `X` either, `[…]` one of these, all else as it stands.
    pub shapes: &'static [&'static str],
    /// How its check digits are computed.
    pub check: Check,
    /// A number whose check digits differ is wrong for sure.
    pub sure: bool,
    /// A number that fits; of nobody.
    pub example: &'static str,
}

impl TaxId {
    /// The numbers of a country.
    pub fn of(country: &Country) -> &'static [TaxId] {
        let from = IDS.partition_point(|t| t.country < country.code);
        let until = IDS.partition_point(|t| t.country <= country.code);
        &IDS[from..until]
    }

    /// Every number.
    pub fn all() -> &'static [TaxId] {
        IDS
    }

    /// Does the number look like one?
    pub fn fits(&self, bare: &[u8]) -> bool {
        self.shapes.iter().any(|shape| fits(shape.as_bytes(), bare))
    }

    /// Are its check digits right, as far as there are any?
    pub fn agrees(&self, bare: &[u8]) -> bool {
        self.check.holds(bare)
    }

    /// How long its numbers are, in characters.
    pub fn lengths(&self) -> impl Iterator<Item = usize> {
        self.shapes.iter().map(|shape| length(shape.as_bytes()))
    }
}

/// Characters of a shape.
fn length(shape: &[u8]) -> usize {
    let (mut len, mut within) = (0, false);
    for b in shape {
        within = (within || *b == b'[') && *b != b']';
        len += usize::from(!within);
    }
    len
}

fn fits(shape: &[u8], text: &[u8]) -> bool {
    let ([class, shape @ ..], [b, text @ ..]) = (shape, text) else { return shape.is_empty() && text.is_empty() };
    let (fits_here, rest) = match class {
        b'N' => (b.is_ascii_digit(), shape),
        b'A' => (b.is_ascii_uppercase(), shape),
        b'X' => (b.is_ascii_alphanumeric(), shape),
        b'[' => {
            let end = shape.iter().position(|c| *c == b']').unwrap_or(shape.len());
            (shape[..end].contains(b), shape.get(end + 1..).unwrap_or_default())
        }
        literal => (literal == b, shape),
    };
    fits_here && fits(rest, text)
}

/// The letters and digits of a number, upper case, at most 24.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bare {
    bytes: [u8; 24],
    len: usize,
}

impl Bare {
    /// The number that a text consists of, written with any of the usual separators; `None` where
    /// the text holds anything else.
    pub fn of(text: &str) -> Option<Bare> {
        let mut bare = Bare::default();
        bare.push(text)?;
        (bare.len > 0).then_some(bare)
    }

    fn push(&mut self, text: &str) -> Option<()> {
        for c in text.chars() {
            let c = match c {
                ' ' | '.' | '-' | '/' | '_' | '\u{a0}' | '–' | '‐' | '‑' => continue,
                '０'..='９' => b'0' + (c as u32 - '０' as u32) as u8,
                'Ａ'..='Ｚ' => b'A' + (c as u32 - 'Ａ' as u32) as u8,
                c if c.is_ascii_alphanumeric() => c.to_ascii_uppercase() as u8,
                _ => return None,
            };
            *self.bytes.get_mut(self.len)? = c;
            self.len += 1;
        }
        Some(())
    }

    /// Its letters and digits.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// The same as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// How many digits stand in it.
    pub fn digits(&self) -> usize {
        self.as_bytes().iter().filter(|b| b.is_ascii_digit()).count()
    }

    /// The same with that many zeros before it.
    pub fn with_zeros(&self, zeros: usize) -> Option<Bare> {
        let mut out = Bare::default();
        out.push("0000".get(..zeros)?)?;
        out.push(self.as_str())?;
        Some(out)
    }
}

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

/// Could it be the number of a passport: six to twelve letters and digits, mostly digits?
pub fn is_like_passport(bare: &Bare) -> bool {
    (6..=12).contains(&bare.as_bytes().len()) && bare.digits() >= 5 && bare.digits() < bare.as_bytes().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(cc: &str) -> &'static [TaxId] {
        TaxId::of(Country::by_code(cc).expect("a country"))
    }

    #[test]
    fn every_example_fits_and_agrees() {
        for id in TaxId::all() {
            let bare = Bare::of(id.example).expect("a number");
            assert!(id.fits(bare.as_bytes()) && id.agrees(bare.as_bytes()), "{} {}", id.country, id.id);
        }
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

    #[test]
    fn shapes_know_their_length() {
        let lengths = |cc: &str, id: &str| -> Vec<usize> {
            ids(cc).iter().find(|t| t.id == id).map(|t| t.lengths().collect()).unwrap_or_default()
        };
        assert_eq!(lengths("BR", "cpf"), [11]);
        assert_eq!(lengths("MX", "curp"), [18]);
        assert_eq!(lengths("ES", "nie"), [9]);
        assert_eq!(lengths("MX", "rfc"), [12, 13]);
    }

    #[test]
    fn needs_begin_and_end() {
        let saudi = Country::by_code("SA").expect("a country");
        assert!(need(saudi, Day::of(2025, 12, 31).expect("a day")).is_none());
        assert!(need(saudi, Day::of(2026, 1, 1).expect("a day")).is_some());
        assert!(need(Country::by_code("UA").expect("a country"), Day::of(2026, 1, 1).expect("a day")).is_none());
    }
}
