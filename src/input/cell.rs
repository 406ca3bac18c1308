//! One cell as it stands in the file: quotes, and the spreadsheet's leavings around a value.

use std::borrow::Cow;

pub use crate::text::is_invisible;

/// The value between the quotes, as the csv crate reads it: `""` is one quote, and what follows
/// a closing quote is kept.
#[inline]
pub fn unescape(raw: &[u8], quote: Option<u8>) -> Cow<'_, [u8]> {
    let Some(q) = quote else { return Cow::Borrowed(raw) };
    let [first, inner @ ..] = raw else { return Cow::Borrowed(raw) };
    if *first != q {
        return Cow::Borrowed(raw);
    }
    match memchr::memchr(q, inner) {
        Some(at) if at + 1 == inner.len() => Cow::Borrowed(&inner[..at]),
        None => Cow::Borrowed(inner),
        Some(_) => Cow::Owned(unescape_slowly(inner, q)),
    }
}

fn unescape_slowly(inner: &[u8], q: u8) -> Vec<u8> {
    let mut out = Vec::with_capacity(inner.len());
    let mut bytes = inner.iter().copied().peekable();
    while let Some(b) = bytes.next() {
        if b != q {
            out.push(b);
        } else if bytes.peek() == Some(&q) {
            bytes.next();
            out.push(q);
        } else {
            out.extend(bytes);
            break;
        }
    }
    out
}

/// Takes off what exports and spreadsheets put around a value: blanks of any kind, invisible
/// characters, the apostrophe before a number (`'02134`), and the formula that keeps a text a text
/// (`="02134"`).
#[inline]
pub fn clean(value: &str) -> &str {
    let bytes = value.as_bytes();
    match (bytes.first(), bytes.last()) {
        (None, _) => value,
        (Some(a), Some(z)) if PLAIN[usize::from(*a)] && PLAIN[usize::from(*z)] => value,
        _ => strip(value),
    }
}

fn strip(value: &str) -> &str {
    let value = value.trim_matches(is_padding);
    if let Some(kept) = value.strip_prefix("=\"").and_then(|v| v.strip_suffix('"')) {
        return kept.trim_matches(is_padding);
    }
    match value.strip_prefix('\'') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit() || c == '+') => rest.trim_end_matches('\''),
        // a postcode of letters and digits; `'s-Gravenhage` and `'t Zand` keep theirs
        Some(rest) if is_capital_code(rest.trim_end_matches('\'')) => rest.trim_end_matches('\''),
        _ => value,
    }
}

/// Capitals and digits, a blank at most between them: `H91 P2KT`.
fn is_capital_code(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b' ';
    text.bytes().all(fits) && text.bytes().any(|b| b.is_ascii_digit())
}

/// Bytes that are neither a blank nor the start of a spreadsheet's apostrophe or formula nor part
/// of a longer character.
static PLAIN: [bool; 256] = plain();

const fn plain() -> [bool; 256] {
    let mut table = [false; 256];
    let mut b = b'!';
    while b < 0x7f {
        table[b as usize] = b != b'\'' && b != b'=';
        b += 1;
    }
    table
}

fn is_padding(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_invisible(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spreadsheet_apostrophe_goes_and_other_apostrophes_stay() {
        assert_eq!(clean("'02138"), "02138");
        assert_eq!(clean("'+49 30 1234"), "+49 30 1234");
        assert_eq!(clean("=\"02134\""), "02134");
        assert_eq!(clean("=1+1"), "=1+1");
        assert_eq!(clean("'s-Hertogenbosch"), "'s-Hertogenbosch");
        assert_eq!(clean("O'Neill"), "O'Neill");
    }

    #[test]
    fn blanks_and_invisible_characters_around_a_value_go() {
        assert_eq!(clean("\u{2060}12 Rua\u{a0}\t"), "12 Rua");
        assert_eq!(clean(" \u{feff} "), "");
        assert_eq!(clean("é"), "é");
    }

    #[test]
    fn quotes_are_read_as_the_csv_crate_reads_them() {
        for (raw, value) in
            [("\"a\"\"b\"", "a\"b"), ("\"a\"b", "ab"), ("a\"b", "a\"b"), ("\"\"", ""), ("\"open", "open")]
        {
            assert_eq!(&*unescape(raw.as_bytes(), Some(b'"')), value.as_bytes(), "{raw}");
        }
    }
}
