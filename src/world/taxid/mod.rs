//! Numbers by which recipients are known to tax offices and customs: where a parcel needs one, how
//! each is written, and how to find one in a text. Facts of `data/tax_id_needs.tsv` and
//! `data/tax_ids.tsv`; the arithmetic of the check digits is in [`digits`].

pub mod digits;
mod find;

pub use find::{Found, Likeness, find};

use super::Country;
use super::customs::{Confidence, Source, Span, Way};
use super::tables::taxids::{IDS, NEEDS};
use crate::text::Day;
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
