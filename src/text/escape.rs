//! Characters written as a program writes them (`&uuml;`, `&#39;`, `\u00fc`, `%C3%BC`) and left
//! standing in a text meant for people.

use unicode_normalization::UnicodeNormalization;

/// Entities that are not a letter with a mark.
const NAMED: [(&str, &str); 31] = [
    ("AElig", "Æ"),
    ("ETH", "Ð"),
    ("OElig", "Œ"),
    ("THORN", "Þ"),
    ("aelig", "æ"),
    ("amp", "&"),
    ("apos", "'"),
    ("bull", "•"),
    ("deg", "°"),
    ("eth", "ð"),
    ("frac12", "½"),
    ("gt", ">"),
    ("hellip", "…"),
    ("iexcl", "¡"),
    ("laquo", "«"),
    ("ldquo", "“"),
    ("lsquo", "‘"),
    ("lt", "<"),
    ("mdash", "—"),
    ("middot", "·"),
    ("nbsp", " "),
    ("ndash", "–"),
    ("oelig", "œ"),
    ("ordf", "ª"),
    ("ordm", "º"),
    ("quot", "\""),
    ("raquo", "»"),
    ("rdquo", "”"),
    ("rsquo", "’"),
    ("szlig", "ß"),
    ("thorn", "þ"),
];

/// Marks as entities name them.
const MARKS: [(&str, char); 9] = [
    ("acute", '\u{301}'),
    ("breve", '\u{306}'),
    ("caron", '\u{30c}'),
    ("cedil", '\u{327}'),
    ("circ", '\u{302}'),
    ("grave", '\u{300}'),
    ("ring", '\u{30a}'),
    ("tilde", '\u{303}'),
    ("uml", '\u{308}'),
];

/// The text with its escapes read, or `None` where there are none.
///
/// ```
/// use doorstep::text::escape::unescape;
/// assert_eq!(unescape("Tom&#39;s M&uuml;hle &amp; Co").as_deref(), Some("Tom's Mühle & Co"));
/// assert_eq!(unescape("M%C3%BCnchen").as_deref(), Some("München"));
/// assert_eq!(unescape("B&B; 50% off"), None);
/// ```
pub fn unescape(text: &str) -> Option<String> {
    memchr::memchr3(b'&', b'\\', b'%', text.as_bytes())?;
    let mut out = String::new();
    let mut rest = text;
    let mut changed = false;
    while let Some(at) = memchr::memchr3(b'&', b'\\', b'%', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let read = match rest.as_bytes()[0] {
            b'&' => entity(rest, &mut out),
            b'\\' => backslash(rest, &mut out),
            _ => percent(rest, &mut out),
        };
        changed |= read > 0;
        // what means nothing goes through as it stands
        let took = if read > 0 { read } else { run_of_escapes(rest).max(1) };
        if read == 0 {
            out.push_str(&rest[..took]);
        }
        rest = &rest[took..];
    }
    out.push_str(rest);
    changed.then_some(out)
}

/// Reads `&name;` or `&#123;` at the start; how many bytes it took, 0 for none.
fn entity(text: &str, out: &mut String) -> usize {
    let Some(end) = text.bytes().take(12).position(|b| b == b';') else { return 0 };
    let name = &text[1..end];
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        };
        return put(code, out, end + 1);
    }
    if let Ok(i) = NAMED.binary_search_by(|(n, _)| (*n).cmp(name)) {
        out.push_str(NAMED[i].1);
        return end + 1;
    }
    match letter(name) {
        Some(c) => put(Some(u32::from(c)), out, end + 1),
        None => 0,
    }
}

/// `uuml` is `ü`, `Oslash` is `Ø`.
fn letter(name: &str) -> Option<char> {
    let (base, mark) = name.split_at_checked(1)?;
    match (base, mark) {
        ("o", "slash") => return Some('ø'),
        ("O", "slash") => return Some('Ø'),
        _ => {}
    }
    let mark = MARKS.iter().find(|(n, _)| *n == mark)?.1;
    let mut composed = base.chars().chain([mark]).nfc();
    let c = composed.next()?;
    (composed.next().is_none() && c.is_alphabetic()).then_some(c)
}

/// Reads `\u00fc` at the start.
fn backslash(text: &str, out: &mut String) -> usize {
    let Some(hex) = text.get(2..6).filter(|_| text.starts_with("\\u")) else { return 0 };
    put(u32::from_str_radix(hex, 16).ok(), out, 6)
}

/// How many bytes the run of `%C3%BC` at the start has.
fn run_of_escapes(text: &str) -> usize {
    let is_escape = |three: &&[u8]| matches!(three, [b'%', a, b] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit());
    3 * text.as_bytes().chunks_exact(3).take_while(is_escape).count()
}

/// Reads a run of `%C3%BC` at the start: only what is no ASCII, or a blank.
fn percent(text: &str, out: &mut String) -> usize {
    let run = &text[..run_of_escapes(text)];
    let hex = |b: u8| char::from(b).to_digit(16).unwrap_or(0) as u8;
    let decoded: Vec<u8> = run.as_bytes().chunks_exact(3).map(|three| hex(three[1]) << 4 | hex(three[2])).collect();
    match std::str::from_utf8(&decoded) {
        Ok(read) if read.chars().all(|c| c == ' ' || c.is_alphabetic() && !c.is_ascii()) => {
            out.push_str(read);
            run.len()
        }
        _ => 0,
    }
}

fn put(code: Option<u32>, out: &mut String, took: usize) -> usize {
    match code.and_then(char::from_u32).filter(|c| !c.is_control()) {
        Some(c) => {
            out.push(c);
            took
        }
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tables_are_sorted() {
        assert!(NAMED.is_sorted());
    }

    #[test]
    fn what_programs_leave() {
        for (text, want) in [
            ("Caf&eacute;", "Café"),
            ("O&#039;Neill", "O'Neill"),
            ("&#x2019;s-Gravenhage", "’s-Gravenhage"),
            ("M\\u00fcnchen", "München"),
            ("Stra%C3%9Fe%201", "Straße 1"),
            ("&Oslash;ster&aring;s", "Østerås"),
            ("50%25 M%C3%BCnchen", "50%25 München"),
            ("&amp;amp;", "&amp;"),
        ] {
            let got = unescape(text);
            assert_eq!(got.as_deref(), Some(want), "{text}");
        }
        for text in ["A & B; C", "100%", "50%25", "C:\\users", "&;", "&#;", "&nosuch;", "&#0;", "\\u", "%", "%C3"] {
            assert_eq!(unescape(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "[&#%\\\\uxa-f0-9;é]*|\\PC*") {
            unescape(&text);
        }
    }
}
