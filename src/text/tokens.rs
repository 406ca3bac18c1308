//! Words and numbers of an address line, where they stand.

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Digits only.
    Digits,
    /// Starts with a digit and goes on with something else: `12a`, `9/3/33`, `4-123`, `1st`.
    Numberish,
    /// Letters with a digit somewhere: `A12`, `3B` is [`Kind::Numberish`].
    Mixed,
    /// No digit.
    Word,
    /// `#`, `&`, `@` and the like on their own.
    Sign,
}

/// A token and the part of the line it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// As written, without surrounding punctuation.
    pub text: &'a str,
    /// First byte in the text that was split.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it is made of.
    pub kind: Kind,
    /// How many commas, semicolons, line breaks or brackets stand before it.
    pub part: u16,
    /// Letters and digits of ASCII only.
    pub plain: bool,
}

/// Splits a line into tokens at blanks, commas and brackets; full stops at the end of a word and
/// dashes standing alone are left out; `#12` is two tokens; `rez-de-chaussée` stays one.
pub fn tokens<'a>(text: &'a str, out: &mut Vec<Token<'a>>) {
    out.clear();
    let bytes = text.as_bytes();
    let (mut i, mut part) = (0usize, 0u16);
    while i < bytes.len() {
        if bytes[i] == b' ' {
            i += 1;
            continue;
        }
        let (c, width) = char_at(text, i);
        if is_break(c) {
            part += u16::from(c != '.');
            i += width;
        } else if c.is_whitespace() || super::is_invisible(c) {
            i += width;
        } else if matches!(c, '#' | '№' | '@' | '&') {
            out.push(Token {
                text: &text[i..i + width],
                start: i,
                end: i + width,
                kind: Kind::Sign,
                part,
                plain: false,
            });
            i += width;
        } else {
            let start = i;
            let (mut digits, mut plain) = (0, true);
            while i < bytes.len() {
                let b = bytes[i];
                if b.is_ascii_alphanumeric() {
                    digits += usize::from(b <= b'9');
                    i += 1;
                    continue;
                }
                if b == b' ' {
                    break;
                }
                let (c, width) = char_at(text, i);
                if c.is_whitespace() || is_break(c) && c != '.' || matches!(c, '#' | '№' | '@' | '&') {
                    break;
                }
                plain = false;
                i += width;
            }
            let word = &text[start..i];
            if plain {
                let kind = kind_of_plain(digits, word);
                out.push(Token { text: word, start, end: i, kind, part, plain });
                continue;
            }
            let bare = bytes[start].is_ascii_alphanumeric() && bytes[i - 1].is_ascii_alphanumeric();
            let word = if bare { word } else { trimmed(word) };
            if !word.is_empty() {
                let start = start + (word.as_ptr() as usize - text[start..].as_ptr() as usize);
                let plain = word.bytes().all(|b| b.is_ascii_alphanumeric());
                out.push(Token { text: word, start, end: start + word.len(), kind: kind(word), part, plain });
            }
        }
    }
}

fn trimmed(word: &str) -> &str {
    word.trim_end_matches(['.', '-', '–', ':', '/', '*', '_']).trim_start_matches(['-', '–', '*', ':', '.', '_'])
}

#[inline]
fn char_at(text: &str, i: usize) -> (char, usize) {
    let b = text.as_bytes()[i];
    if b < 0x80 {
        return (char::from(b), 1);
    }
    match text[i..].chars().next() {
        Some(c) => (c, c.len_utf8()),
        None => ('\0', 1),
    }
}

fn is_break(c: char) -> bool {
    matches!(c, ',' | ';' | '\n' | '\r' | '(' | ')' | '[' | ']' | '|' | '，' | '、' | '；' | '（' | '）' | '"' | '.')
}

/// The kind of a word of ASCII that holds a letter or digit.
fn kind_of_plain(digits: usize, word: &str) -> Kind {
    match digits {
        0 => Kind::Word,
        all if all == word.len() => Kind::Digits,
        _ if word.as_bytes()[0].is_ascii_digit() => Kind::Numberish,
        _ => Kind::Mixed,
    }
}

fn kind(word: &str) -> Kind {
    if word.is_ascii() {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let is_sign = digits == 0 && !word.bytes().any(|b| b.is_ascii_alphabetic());
        return if is_sign { Kind::Sign } else { kind_of_plain(digits, word) };
    }
    let (mut digits, mut others, mut first_digit) = (0, 0, false);
    for (i, c) in word.chars().enumerate() {
        if c.is_numeric() {
            digits += 1;
            first_digit |= i == 0;
        } else {
            others += 1;
        }
    }
    match (digits, others) {
        (0, _) if word.chars().any(char::is_alphabetic) => Kind::Word,
        (0, _) => Kind::Sign,
        (_, 0) => Kind::Digits,
        _ if first_digit => Kind::Numberish,
        _ => Kind::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<(String, Kind, u16)> {
        let mut out = Vec::new();
        tokens(text, &mut out);
        out.iter().map(|t| (t.text.to_string(), t.kind, t.part)).collect()
    }

    #[test]
    fn words_numbers_and_parts() {
        use Kind::*;
        let got = split("12a Main St., Apt. #3 - (rear)");
        let want = [
            ("12a", Numberish, 0),
            ("Main", Word, 0),
            ("St", Word, 0),
            ("Apt", Word, 1),
            ("#", Sign, 1),
            ("3", Digits, 1),
            ("rear", Word, 2),
        ];
        assert_eq!(got, want.map(|(t, k, p)| (t.to_string(), k, p)));
    }

    #[test]
    fn a_token_is_a_range_of_its_line() {
        let line = "  «Ulica» Łąkowa 5/7 ";
        let mut out = Vec::new();
        tokens(line, &mut out);
        for t in &out {
            assert_eq!(&line[t.start..t.end], t.text);
        }
        assert_eq!(out.last().map(|t| t.text), Some("5/7"));
    }
}
