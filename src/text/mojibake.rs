//! UTF-8 that was read in an old eight-bit encoding: `MÃ¼nchen`, `BolÃ­var`, `â€™`, `M√ºnchen`,
//! `M├╝nchen`, `РњРѕСЃРєРІР°`; once or several times over. Gives back what was meant, and how sure
//! that is by the letters alone; which letters a country writes is the caller's.

use std::sync::LazyLock;

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};

/// The strangest letters that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Letters {
    /// Signs, and Latin letters of Western Europe (up to U+00FF).
    Western,
    /// Other Latin letters: `ł`, `ő`, `ž`, `ư`.
    Latin,
    /// Letters of another script.
    Other,
}

/// A text put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What was meant.
    pub text: String,
    /// The strangest letters among those that came back.
    pub letters: Letters,
    /// How many letters came back.
    pub count: usize,
    /// Is nothing beyond ASCII left that did not come back? Else some of it was lost on the way.
    pub whole: bool,
}

/// Code page 437, 0x80..0xc0, which stands for 850 as well as far as letters go.
const OEM: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐";
/// The same places in code page 850.
const OEM_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐";

/// How often an export can have been read wrongly before it is past reading.
const TIMES: usize = 3;

/// What a garbled text was meant to say; `None` where nothing shows that it is garbled.
///
/// ```
/// use doorstep::text::mojibake::restore;
/// assert_eq!(restore("MÃ¼nchen").map(|r| r.text).as_deref(), Some("München"));
/// assert_eq!(restore("SÃO PAULO"), None);
/// ```
pub fn restore(text: &str) -> Option<Restored> {
    if !has_pair(text) {
        return None;
    }
    let mut best: Option<Restored> = None;
    for _ in 0..TIMES {
        let now = best.as_ref().map_or(text, |r| r.text.as_str());
        let Some(next) = once(now) else { break };
        let whole = next.whole && best.as_ref().is_none_or(|before| before.whole);
        best = Some(Restored { whole, ..next });
    }
    best
}

/// Do two characters beyond ASCII stand side by side, the second of which is no letter of the
/// Russian alphabet? Every garbled letter is at least such a pair, hardly a word of Europe has one.
#[inline]
fn has_pair(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(skip) = bytes[at..].iter().position(|b| *b >= 0x80) {
        at += skip + width(bytes[at + skip]);
        let Some(0x80..) = bytes.get(at) else { continue };
        if !text[at..].starts_with(|c| matches!(c, 'А'..='я' | '\u{2e80}'..='\u{ffff}')) {
            return true;
        }
    }
    false
}

/// Bytes of the character beyond ASCII that begins with this one.
fn width(lead: u8) -> usize {
    match lead {
        0..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

fn once(text: &str) -> Option<Restored> {
    runs(text, windows_1252)
        .or_else(|| runs(text, macintosh))
        .or_else(|| runs(text, oem))
        .or_else(|| whole(text, WINDOWS_1251))
        .or_else(|| whole(text, WINDOWS_1250))
}

/// Reads every run of characters that are the bytes of one UTF-8 letter, and leaves the rest.
fn runs(text: &str, byte: fn(char) -> Option<u8>) -> Option<Restored> {
    let mut starts = text.char_indices().filter(|(_, c)| !c.is_ascii());
    if !starts.any(|(at, _)| letter_at(&text[at..], byte).is_some()) {
        return None;
    }
    let mut out =
        Restored { text: String::with_capacity(text.len()), letters: Letters::Western, count: 0, whole: true };
    let mut scripts = 0;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match letter_at(rest, byte) {
            Some((letter, took)) => {
                let class = class_of(letter)?;
                scripts += usize::from(class == Letters::Other);
                out.letters = out.letters.max(class);
                out.count += 1;
                out.text.push(letter);
                rest = &rest[took..];
            }
            None => {
                out.whole &= c.is_ascii();
                out.text.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    // one strange letter alone is more often an accident of punctuation than a garbled text
    (out.count > 0 && (out.letters != Letters::Other || scripts >= 2)).then_some(out)
}

/// The letter whose UTF-8 bytes stand at the start as characters, and how long they are there.
fn letter_at(text: &str, byte: fn(char) -> Option<u8>) -> Option<(char, usize)> {
    let mut chars = text.char_indices();
    let (_, first) = chars.next().filter(|(_, c)| !c.is_ascii())?;
    let lead = byte(first)?;
    let width = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = [lead, 0, 0, 0];
    for slot in &mut bytes[1..width] {
        *slot = chars.next().and_then(|(_, c)| byte(c)).filter(|b| (0x80..0xc0).contains(b))?;
    }
    let letter = std::str::from_utf8(&bytes[..width]).ok()?.chars().next()?;
    Some((letter, chars.offset()))
}

/// Reads the whole text back through an encoding whose letters are letters of words as well, so
/// that nothing less than all of it convinces.
fn whole(text: &str, encoding: &'static Encoding) -> Option<Restored> {
    let lead = |c| matches!(c, 'Р' | 'С' | 'Г' | 'В' | 'Д' | 'Е' | 'О' | 'П' | 'Ă' | 'Ä' | 'Ĺ' | 'Â');
    if !text.chars().any(lead) {
        return None;
    }
    let (bytes, _, unmappable) = encoding.encode(text);
    if unmappable {
        return None;
    }
    let meant = std::str::from_utf8(&bytes).ok()?;
    let strange = || meant.chars().filter(|c| !c.is_ascii());
    let letters = strange().map(class_of).try_fold(Letters::Western, |most, c| Some(most.max(c?)))?;
    let count = strange().count();
    // real words in capitals (`CĂŞEIU`) can be read back by chance: a lone capital amid lower case cannot
    let lower = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase());
    let odd = text.char_indices().any(|(i, c)| {
        !c.is_ascii() && c.is_uppercase() && (lower(text[..i].chars().next_back()) || lower(text[i..].chars().nth(2)))
    });
    let enough = if letters == Letters::Other { count >= 3 } else { odd && count >= 1 };
    enough.then(|| Restored { text: meant.to_string(), letters, count, whole: true })
}

/// `None` for what nobody writes in an address: controls, unassigned places, rare letters.
fn class_of(c: char) -> Option<Letters> {
    Some(match c {
        '\u{a0}'..='\u{ff}' => Letters::Western,
        '\u{100}'..='\u{17f}' | '\u{1a0}' | '\u{1a1}' | '\u{1af}' | '\u{1b0}' | '\u{218}'..='\u{21b}' => Letters::Latin,
        '\u{1e80}'..='\u{1e85}' | '\u{1ea0}'..='\u{1ef9}' => Letters::Latin,
        '\u{2010}'..='\u{2026}' | '\u{2032}' | '\u{2033}' | '€' | '№' | '™' | '\u{feff}' | '\u{200b}'..='\u{200f}' => {
            Letters::Western
        }
        '\u{300}'..='\u{304}' | '\u{306}'..='\u{30c}' | '\u{327}' | '\u{328}' => Letters::Latin,
        '\u{370}'..='\u{52f}' | '\u{5d0}'..='\u{5ea}' | '\u{600}'..='\u{6ff}' | '\u{900}'..='\u{e7f}' => Letters::Other,
        '\u{10a0}'..='\u{10ff}' | '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => {
            Letters::Other
        }
        '\u{530}'..='\u{58f}' | '\u{1780}'..='\u{17ff}' | '\u{ff01}'..='\u{ffee}' | '\u{1f300}'..='\u{1faff}' => {
            Letters::Other
        }
        _ => return None,
    })
}

/// The byte that Windows-1252, as browsers read it, shows as this character.
fn windows_1252(c: char) -> Option<u8> {
    static HIGH: LazyLock<[char; 128]> = LazyLock::new(|| high_half(WINDOWS_1252));
    match c {
        '\u{80}'..='\u{ff}' => Some(c as u8),
        '\u{152}'..='\u{2122}' => place(&HIGH, c),
        _ => None,
    }
}

/// The byte that Mac OS Roman shows as this character; leads are its signs, as letters of it
/// stand side by side in real words.
fn macintosh(c: char) -> Option<u8> {
    static HIGH: LazyLock<[char; 128]> = LazyLock::new(|| high_half(MACINTOSH));
    place(&HIGH, c).filter(|b| *b < 0xc0 || matches!(c, '¬' | '√' | 'ƒ' | '≈' | '‚'))
}

/// What the bytes from 0x80 show in an encoding.
fn high_half(encoding: &'static Encoding) -> [char; 128] {
    let mut table = ['\0'; 128];
    for (i, slot) in table.iter_mut().enumerate() {
        let byte = [0x80 + i as u8];
        *slot = encoding.decode_without_bom_handling(&byte).0.chars().next().unwrap_or('\0');
    }
    table
}

fn place(table: &[char; 128], c: char) -> Option<u8> {
    table.iter().position(|k| *k == c).and_then(|at| u8::try_from(0x80 + at).ok())
}

/// The byte that a DOS code page shows as this character; leads are its box drawings.
fn oem(c: char) -> Option<u8> {
    match c {
        '┬' => return Some(0xc2),
        '├' => return Some(0xc3),
        '─' => return Some(0xc4),
        '┼' => return Some(0xc5),
        _ => {}
    }
    let at = OEM.chars().position(|k| k == c).or_else(|| OEM_850.chars().position(|k| k == c))?;
    u8::try_from(0x80 + at).ok()
}

/// How a text shows that letters of it are lost for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Replacement characters, garbled themselves or not, stand where letters stood.
    Replaced,
    /// Question marks stand between letters.
    QuestionMarks,
}

/// Are letters lost (`Jos\u{fffd}`, `M?nchen`, `???2-8-1`)?
#[inline]
pub fn loss(text: &str) -> Option<Loss> {
    if text.len() < 3 { None } else { find_loss(text) }
}

fn find_loss(text: &str) -> Option<Loss> {
    let bytes = text.as_bytes();
    let mut asks = false;
    // a replacement character, garbled or not, ends in this byte
    for at in memchr::memchr2_iter(0xbd, b'?', bytes) {
        let so_far = &bytes[..=at];
        if so_far.ends_with("\u{fffd}".as_bytes()) || so_far.ends_with("ï¿½".as_bytes()) {
            return Some(Loss::Replaced);
        }
        asks |= bytes[at] == b'?';
    }
    if !asks {
        return None;
    }
    let mut before = [' ', ' '];
    for c in text.chars() {
        if before[1] == '?' && before[0].is_alphabetic() && c.is_alphabetic() {
            return Some(Loss::QuestionMarks);
        }
        before = [before[1], c];
    }
    // not a letter is left, as where a program knew none of the script
    let all = text.bytes().filter(|b| *b == b'?').count() >= 3 && !text.chars().any(char::is_alphabetic);
    all.then_some(Loss::QuestionMarks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(garbled: &str) -> Option<String> {
        restore(garbled).map(|r| r.text)
    }

    #[test]
    fn what_was_meant_comes_back() {
        for (garbled, meant) in [
            ("MÃ¼nchen", "München"),
            ("BolÃ\u{ad}var", "Bolívar"),
            ("MÃƒÂ¼nchen", "München"),
            ("Å\u{81}Ã³dÅº", "Łódź"),
            ("WrocÅ‚aw", "Wrocław"),
            ("Lâ€™HaÃ¿-les-Roses", "L’Haÿ-les-Roses"),
            ("ÐœÐ¾Ñ\u{81}ÐºÐ²Ð°", "Москва"),
            ("æ\u{9d}±äº¬éƒ½", "東京都"),
            ("M√ºnchen", "München"),
            ("M├╝nchen", "München"),
            ("MГјnchen", "München"),
            ("РњРѕСЃРєРІР°", "Москва"),
            ("MĂĽnchen", "München"),
            ("CittÃ\u{a0} di Castello", "Città di Castello"),
            ("Æ°á»›c", "ước"),
        ] {
            assert_eq!(text(garbled).as_deref(), Some(meant), "{garbled}");
        }
    }

    #[test]
    fn what_is_right_stays() {
        for real in [
            "SÃO PAULO",
            "JOÃO",
            "Âge d'Or",
            "ÎLE-DE-FRANCE",
            "Cộng Hòa",
            "ẤP BẮC",
            "Săvârșin",
            "CĂŞEIU",
            "Łódź",
            "Рівне",
            "Москва",
            "東京都",
            "« Été »",
            "«\u{a0}Café\u{a0}»",
            "Nº 5",
            "n°12",
            "MALMÖ–LUND",
            "Ærø",
            "Århus",
            "Kraków",
            "İstanbul",
            "Ç’kemi",
            "São José–SP",
            "Σπάρτη",
            "Straße™",
            "ÇANAKKALE",
            "Ñuñoa",
            "Âu Cơ",
            "ÃO",
            "서울",
        ] {
            assert_eq!(restore(real), None, "{real}");
        }
    }

    #[test]
    fn lost_letters_show() {
        assert_eq!(loss("Jos\u{fffd}"), Some(Loss::Replaced));
        assert_eq!(loss("M?nchen"), Some(Loss::QuestionMarks));
        for text in ["Munich", "why? here", "Unit ?", "?", "12?A"] {
            assert_eq!(loss(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "\\PC*") {
            restore(&text);
            loss(&text);
        }

        #[test]
        fn western_letters_always_come_back(meant in "[A-Za-z ]{0,8}[äöüßéèàçñõãåøæÄÖÜÉÑÇÅ][A-Za-z ]{0,8}") {
            let garbled: String = meant.bytes().map(char::from).collect();
            prop_assert_eq!(text(&garbled), Some(meant));
        }
    }
}
