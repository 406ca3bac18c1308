//! The shape of an e-mail address: what makes it one that no mail can reach.

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

/// Slips of well-known mail domains. None of them is a provider of its own.
const TYPOS: &[(&str, &str)] = &[
    ("gamil.com", "gmail.com"),
    ("gmai.com", "gmail.com"),
    ("gmail.cm", "gmail.com"),
    ("gmail.co", "gmail.com"),
    ("gmail.cmo", "gmail.com"),
    ("gmail.con", "gmail.com"),
    ("gmail.coml", "gmail.com"),
    ("gmail.comm", "gmail.com"),
    ("gmail.om", "gmail.com"),
    ("gmailcom", "gmail.com"),
    ("gmaill.com", "gmail.com"),
    ("gmal.com", "gmail.com"),
    ("gmali.com", "gmail.com"),
    ("gmial.com", "gmail.com"),
    ("gnail.com", "gmail.com"),
    ("hotmai.com", "hotmail.com"),
    ("hotmail.cm", "hotmail.com"),
    ("hotmail.con", "hotmail.com"),
    ("hotmailcom", "hotmail.com"),
    ("hotmal.com", "hotmail.com"),
    ("hotmial.com", "hotmail.com"),
    ("hotnail.com", "hotmail.com"),
    ("icloud.con", "icloud.com"),
    ("icloudcom", "icloud.com"),
    ("iclould.com", "icloud.com"),
    ("icoud.com", "icloud.com"),
    ("otlook.com", "outlook.com"),
    ("outlok.com", "outlook.com"),
    ("outlook.con", "outlook.com"),
    ("outlookcom", "outlook.com"),
    ("yaho.com", "yahoo.com"),
    ("yahoo.cm", "yahoo.com"),
    ("yahoo.con", "yahoo.com"),
    ("yahoocom", "yahoo.com"),
    ("yahooo.com", "yahoo.com"),
    ("yhaoo.com", "yahoo.com"),
    ("yhoo.com", "yahoo.com"),
];

/// The longest of them.
const LONGEST_TYPO: usize = 12;

/// What is wrong with a cell that should hold an e-mail address. Several addresses, a name
/// before the address and the masks of marketplaces are fine.
pub fn fault(text: &str) -> Option<Fault> {
    if is_ordinary(text.as_bytes()) {
        return None;
    }
    let (mut at, mut ats, mut blank, mut comma) = (0, 0, false, false);
    for (i, b) in text.bytes().enumerate() {
        match b {
            b'@' => (at, ats) = (i, ats + 1),
            b' ' | b'\t' => blank = true,
            b',' | b';' | b'<' => comma = true,
            _ => {}
        }
    }
    match ats {
        0 => return Some(Fault::NoAt),
        1 => {}
        _ if blank || comma => return several(text),
        _ => return Some(Fault::TwoAts),
    }
    if let (true, Some((_, inner))) = (text.ends_with('>'), text.rsplit_once('<')) {
        return fault(inner.trim_end_matches('>'));
    }
    let (local, domain) = (&text[..at], &text[at + 1..]);
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

/// One `@`, letters, digits and single dots around it, and a domain that is no slip of a provider
/// that we know, by its length or first letter: nearly every address.
fn is_ordinary(text: &[u8]) -> bool {
    let Some(at) = memchr::memchr(b'@', text) else { return false };
    let (local, domain) = (&text[..at], &text[at + 1..]);
    let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+');
    let ends =
        |part: &[u8]| part.first().zip(part.last()).is_some_and(|(a, z)| *a != b'.' && z.is_ascii_alphanumeric());
    let dot = memchr::memrchr(b'.', domain).is_some_and(|dot| dot > 0 && domain[dot - 1] != b'.');
    (domain.len() > LONGEST_TYPO || !matches!(domain.first(), Some(b'g' | b'h' | b'i' | b'o' | b'y' | b'A'..=b'Z')))
        && dot
        && ends(local)
        && ends(domain)
        && local.iter().all(plain)
        && domain.iter().all(plain)
        && memchr::memmem::find(domain, b"..").is_none()
}

fn several(text: &str) -> Option<Fault> {
    let mut parts = text.split([',', ';', ' ', '\t', '<', '>']).filter(|p| p.contains('@'));
    let fine = parts.all(|p| p.matches('@').count() == 1 && fault(p).is_none());
    (!fine).then_some(Fault::TwoAts)
}

fn typo(domain: &str) -> Option<&'static str> {
    if domain.len() > LONGEST_TYPO {
        return None;
    }
    TYPOS.iter().find(|(wrong, _)| wrong.eq_ignore_ascii_case(domain)).map(|(_, right)| *right)
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
    fn every_slip_begins_with_a_letter_that_is_looked_at() {
        assert!(
            TYPOS.iter().all(|(slip, _)| slip.len() <= LONGEST_TYPO
                && matches!(slip.as_bytes()[0], b'g' | b'h' | b'i' | b'o' | b'y'))
        );
        assert!(TYPOS.iter().all(|(slip, _)| fault(&format!("ada@{slip}")).is_some()));
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
