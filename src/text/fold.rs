//! One spelling for comparing: lower case, Latin accents off, apostrophes and full stops gone,
//! other punctuation a single blank. Letters of other scripts stay what they are.

use arrayvec::ArrayString;
use unicode_normalization::UnicodeNormalization;

/// A folded text. Short ASCII, the common case, lives on the stack.
#[derive(Clone, Debug)]
pub enum Folded {
    /// Up to 64 bytes once folded.
    Short(ArrayString<SHORT>),
    /// Anything else.
    Long(String),
}

impl Folded {
    /// Folds a text.
    #[inline]
    pub fn of(text: &str) -> Folded {
        Folded::of_ascii(text.as_bytes()).unwrap_or_else(|| Folded::of_any(text))
    }

    /// Folds a short text of ASCII, without a branch for each letter: nobody can guess where words end.
    #[inline]
    fn of_ascii(text: &[u8]) -> Option<Folded> {
        if text.len() > SHORT || !text.is_ascii() {
            return None;
        }
        // kept is what is above the floor: a gap is not, at the start and behind a gap
        let (mut out, mut len, mut floor) = ([0; SHORT], 0, GAP);
        for b in text {
            let plain = ASCII[usize::from(b & 0x7f)];
            let keep = plain > floor;
            // what is not kept is written over
            out[len & (SHORT - 1)] = plain;
            len += usize::from(keep);
            floor = if keep { NOTHING + u8::from(plain == GAP) * (GAP - NOTHING) } else { floor };
        }
        let mut short = ArrayString::from_byte_string(&out).ok()?;
        short.truncate(len - usize::from(floor == GAP && len > 0));
        Some(Folded::Short(short))
    }

    /// Folds the bytes of a text; nothing where they are none.
    pub fn of_bytes(text: &[u8]) -> Folded {
        Folded::of_ascii(text).unwrap_or_else(|| Folded::of_any(std::str::from_utf8(text).unwrap_or_default()))
    }

    fn of_any(text: &str) -> Folded {
        let mut short = ArrayString::new();
        match fold_plain(text, &mut |plain| short.try_push(plain).ok()) {
            Some(()) => Folded::Short(short),
            None => Folded::Long(fold(text)),
        }
    }

    /// The folded text.
    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Folded::Short(text) => text,
            Folded::Long(text) => text,
        }
    }
}

impl std::ops::Deref for Folded {
    type Target = str;
    fn deref(&self) -> &str {
        self.as_str()
    }
}

const SHORT: usize = 64;

/// What each byte of ASCII becomes: a lower-case letter or digit, [`GAP`], or [`NOTHING`], which is
/// less than both.
static ASCII: [u8; 128] = ascii();
const GAP: u8 = b' ';
const NOTHING: u8 = 1;

const fn ascii() -> [u8; 128] {
    let mut table = [GAP; 128];
    let mut b = 0u8;
    while b < 128 {
        if b.is_ascii_alphanumeric() {
            table[b as usize] = b.to_ascii_lowercase();
        } else if b == b'.' || b == b'\'' {
            table[b as usize] = NOTHING;
        }
        b += 1;
    }
    table
}

/// The ASCII letter under the accents of a Latin letter.
fn base(c: char) -> Option<char> {
    if !matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}') {
        return None;
    }
    let (mut first, mut rest_is_accents) = (None, true);
    unicode_normalization::char::decompose_canonical(c, |part| match first {
        None => first = Some(part),
        Some(_) => rest_is_accents &= is_accent(part),
    });
    first.filter(|b| rest_is_accents && b.is_ascii_alphabetic())
}

/// Folds a text of any length: see the module.
///
/// ```
/// assert_eq!(doorstep::text::fold("P.O. Box  Łódź-Ost, Straße"), "po box lodz ost strasse");
/// assert_eq!(doorstep::text::fold("東京都 ２丁目"), "東京都 2丁目");
/// ```
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut push = |plain| {
        out.push(plain);
        Some(())
    };
    if fold_plain(text, &mut push).is_none() {
        out.clear();
        fold_any(text, &mut out);
    }
    out
}

/// Folds text of ASCII, accented Latin, Cyrillic and whole CJK letters piece by piece; `None` if there is
/// anything else, or no room.
fn fold_plain(text: &str, push: &mut impl FnMut(char) -> Option<()>) -> Option<()> {
    let (mut gap, mut any) = (false, false);
    for c in text.chars() {
        let (plain, second) = match c {
            '.' | '\'' | '’' => continue,
            c if c.is_ascii_alphanumeric() => (c.to_ascii_lowercase(), None),
            '\0'..='\x7f' | '\u{2010}'..='\u{2015}' => {
                gap = true;
                continue;
            }
            '\u{c0}'..='\u{17f}' if LATIN[c as usize - 0xc0] != b'_' => (char::from(LATIN[c as usize - 0xc0]), None),
            '\u{400}'..='\u{45f}' | '\u{490}' | '\u{491}' => (c.to_lowercase().next().unwrap_or(c), None),
            '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' => {
                (c, None)
            }
            c => match strip_mark(c) {
                Some(plain) => (plain.chars().next()?, plain.chars().nth(1)),
                None => (base(c)?.to_ascii_lowercase(), None),
            },
        };
        if gap && any {
            push(' ')?;
        }
        (gap, any) = (false, true);
        push(plain)?;
        if let Some(second) = second {
            push(second)?;
        }
    }
    Some(())
}

/// Base letters of U+00C0 to U+017F; `_` where the long way must decide.
static LATIN: [u8; 192] = *b"aaaaaa_ceeeeiiii_nooooo__uuuuy__aaaaaa_ceeeeiiii_nooooo__uuuuy_yaaaaaaccccccccdd__eeeeeeeeeegggggggghh__iiiiiiiiii__jjkk_llllll____nnnnnn___oooooo__rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz_";

fn fold_any(text: &str, out: &mut String) {
    let mut gap = false;
    let mut base_loses_accents = true;
    let bare = text.nfkd().filter(move |c| {
        if !is_accent(*c) {
            base_loses_accents = is_latin(*c) || matches!(c, '\u{370}'..='\u{3ff}');
        }
        !is_accent(*c) || !base_loses_accents
    });
    for c in bare.nfc() {
        if c.is_alphanumeric() || is_mark_of_a_script(c) {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            match strip_mark(c) {
                Some(plain) => out.push_str(plain),
                None => out.extend(c.to_lowercase().filter(|c| !is_accent(*c))),
            }
        } else if !matches!(c, '.' | '\'' | '’' | 'ʼ' | '´') && !is_invisible(c) {
            gap = true;
        }
    }
}

/// Letters that do not come apart into a letter and an accent.
pub fn strip_mark(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'ø' | 'Ø' => "o",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ı' => "i",
        'ħ' | 'Ħ' => "h",
        'ŧ' | 'Ŧ' => "t",
        _ => return None,
    })
}

/// Is it a letter of the Latin script?
pub fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | 'ª' | 'º') && c != '×' && c != '÷'
}

fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Vowel signs and tone marks without which a word of its script is another word.
fn is_mark_of_a_script(c: char) -> bool {
    matches!(c, '\u{5b0}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}' | '\u{3099}'..='\u{309a}')
}

/// Characters that print nothing: zero-width marks, joiners, byte-order marks, soft hyphens.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_fold_alike() {
        for text in ["P.O. Box 12", "O'Neill's  Rd.", "  a,b ", "", "4-123 Main St"] {
            assert_eq!(Folded::of(text).as_str(), fold(text), "{text}");
        }
    }

    #[test]
    fn the_short_way_folds_as_the_long_way_does() {
        for c in (0u32..0x250)
            .chain(0x400..0x460)
            .chain(0x490..0x492)
            .chain(0x2010..0x2016)
            .chain(0x3040..0x3100)
            .chain(0x4e00..0x9fff)
            .chain(0xac00..0xd7a4)
            .filter_map(char::from_u32)
        {
            let text = format!("a{c}b {c}");
            let mut long = String::new();
            fold_any(&text, &mut long);
            assert_eq!(fold(&text), long, "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn every_latin_letter_folds_alike_both_ways() {
        for c in ('\u{80}'..='\u{24f}').chain('\u{1e00}'..='\u{1eff}') {
            let text = format!("A{c}b {c}");
            assert_eq!(Folded::of(&text).as_str(), fold(&text), "{c}");
        }
    }

    #[test]
    fn scripts_keep_their_letters() {
        assert_eq!(fold("Київ"), "київ");
        assert_eq!(fold("서울특별시"), "서울특별시");
        assert_eq!(fold("が丘"), "が丘");
        assert_eq!(fold("Ünal İş"), "unal is");
    }
}
