//! The shape of an e-mail address: what makes it one that no mail can reach. Slips of well-known
//! providers are in `data/mail_slips.tsv`.

use std::sync::LazyLock;

use super::tables::mail::{LONGEST, PROVIDERS, SLIPS};
use crate::text::Starts;

/// How slips begin.
static STARTS: LazyLock<Starts> =
    LazyLock::new(|| Starts::of(&SLIPS.iter().map(|(slip, _)| *slip).collect::<Vec<_>>()));

/// What is wrong with an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No `@`.
    NoAt,
    /// More than one `@`, and not several addresses.
    TwoAts,
    /// A blank inside.
    Blank,
    /// Nothing before or behind the `@`, or two dots together.
    Empty,
    /// No dot behind the `@`.
    NoDot,
    /// A comma, dot or the like at the end.
    Trailing,
    /// A comma in place of a dot.
    Comma,
    /// A slip of a well-known mail provider; its right spelling.
    Typo(&'static str),
}

/// What is wrong with a cell that should hold an e-mail address. Several addresses, a name
/// before the address and the masks of marketplaces are fine.
pub fn fault(text: &str) -> Option<Fault> {
    let bytes = text.as_bytes();
    let Some(at) = memchr::memchr(b'@', bytes) else { return Some(Fault::NoAt) };
    let (local, domain) = (&text[..at], &text[at + 1..]);
    if domain.contains('@') {
        return if text.contains([' ', '\t', ',', ';', '<']) { several(text) } else { Some(Fault::TwoAts) };
    }
    if is_ordinary(local, domain) {
        return typo(domain).map(Fault::Typo);
    }
    if let (true, Some((_, inner))) = (text.ends_with('>'), text.rsplit_once('<')) {
        return fault(inner.trim_end_matches('>'));
    }
    let blank = memchr::memchr2(b' ', b'\t', bytes).is_some();
    if text.ends_with([',', ';', '.', ':']) && !domain[..domain.len().saturating_sub(1)].is_empty() {
        return Some(Fault::Trailing);
    }
    if blank {
        return Some(Fault::Blank);
    }
    if local.is_empty() || domain.is_empty() || domain.starts_with('.') || domain.contains("..") {
        return Some(Fault::Empty);
    }
    if let Some(right) = typo(domain) {
        return Some(Fault::Typo(right));
    }
    if domain.contains(',') {
        return Some(Fault::Comma);
    }
    (!domain.contains('.')).then_some(Fault::NoDot)
}

/// Letters, digits and single dots behind the `@`, a letter or digit at the end, and no blank
/// before it: nothing is wrong but perhaps the name of the provider. Nearly all are like that.
fn is_ordinary(local: &str, domain: &str) -> bool {
    const DOT: u8 = 1;
    const STRANGE: u8 = 2;
    const PAIR: u8 = 4;
    let kind = |b: u8| match b {
        b'.' => DOT,
        b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => 0,
        _ => STRANGE,
    };
    // looked at to the end, which is quicker than to stop where nobody can guess
    let (mut before, mut seen) = (DOT, 0);
    for b in domain.bytes() {
        let kind = kind(b);
        seen |= kind | (kind & before) << 2;
        before = kind;
    }
    let has_blank = local.bytes().fold(false, |blank, b| blank | (b == b' ') | (b == b'\t'));
    seen & (STRANGE | PAIR) == 0 && seen & DOT != 0 && before != DOT && !local.is_empty() && !has_blank
}

fn several(text: &str) -> Option<Fault> {
    let mut parts = text.split([',', ';', ' ', '\t', '<', '>']).filter(|p| p.contains('@'));
    let fine = parts.all(|p| p.matches('@').count() == 1 && fault(p).is_none());
    (!fine).then_some(Fault::TwoAts)
}

/// The provider of which the domain is a slip.
fn typo(domain: &str) -> Option<&'static str> {
    if domain.len() > LONGEST || !STARTS.may_start(domain) || PROVIDERS.contains(&domain) {
        return None;
    }
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..domain.len())?;
    lower.copy_from_slice(domain.as_bytes());
    lower.make_ascii_lowercase();
    let at = SLIPS.binary_search_by(|(slip, _)| slip.as_bytes().cmp(lower)).ok()?;
    Some(SLIPS[at].1)
}

/// The address as it was likely meant, where the fault leaves one reading.
pub fn mended(text: &str, fault: Fault) -> Option<String> {
    let mended = match fault {
        Fault::Trailing => text.trim_end_matches([',', ';', '.', ':', ' ']).to_string(),
        Fault::Blank => text.split_whitespace().collect(),
        Fault::Comma => text.replace(',', "."),
        Fault::Typo(right) => format!("{}@{right}", text.split('@').next().unwrap_or_default()),
        Fault::NoAt if text.contains('＠') => text.replace('＠', "@"),
        Fault::NoAt | Fault::TwoAts | Fault::Empty | Fault::NoDot => return None,
    };
    self::fault(&mended).is_none().then_some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_slip_is_seen() {
        assert!(SLIPS.iter().all(|(slip, right)| fault(&format!("ada@{slip}")) == Some(Fault::Typo(right))));
    }

    #[test]
    fn addresses_that_mail_can_reach() {
        for text in [
            "ada@example.com",
            "ADA.B+shop@mail.example.co.uk",
            "x1y2@marketplace.amazon.com",
            "ada@example.com; bob@example.org",
            "Ada Byron <ada@example.com>",
            "ada@ymail.com",
            "a@mail.com",
            "jürgen@bücher.example",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
    }

    #[test]
    fn addresses_that_mail_cannot_reach() {
        for (text, want, right) in [
            ("ada.example.com", Fault::NoAt, None),
            ("ada@@example.com", Fault::TwoAts, None),
            ("ada @example.com", Fault::Blank, Some("ada@example.com")),
            ("ada@example.com,", Fault::Trailing, Some("ada@example.com")),
            ("ada@example.com.", Fault::Trailing, Some("ada@example.com")),
            ("ada@example,com", Fault::Comma, Some("ada@example.com")),
            ("ada@gmial.com", Fault::Typo("gmail.com"), Some("ada@gmail.com")),
            ("ada@Gmail.Con", Fault::Typo("gmail.com"), Some("ada@gmail.com")),
            ("ada@gmailcom", Fault::Typo("gmail.com"), Some("ada@gmail.com")),
            ("ada@localhost", Fault::NoDot, None),
            ("@example.com", Fault::Empty, None),
            ("ada＠example.com", Fault::NoAt, Some("ada@example.com")),
        ] {
            assert_eq!(fault(text), Some(want), "{text}");
            assert_eq!(mended(text, want).as_deref(), right, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_a_mended_one_is_fine(text in "[a-z@＠ .,;<>é]{0,14}|\\PC*") {
            if let Some(right) = fault(&text).and_then(|found| mended(&text, found)) {
                prop_assert_eq!(fault(&right), None);
            }
        }
    }
}
