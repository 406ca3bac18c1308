//! What a postcode that fits no shape of its country was meant to be.

use super::candidates::{digits_only, plausible};
use crate::world::Country;
use crate::world::postcode::{self, Postcode};

/// What happened to a postcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Damage {
    /// A spreadsheet added decimals: `2134.0`.
    Decimals,
    /// A spreadsheet took the zeros in front.
    LostZero,
    /// So many letters for digits, or digits for letters, that look alike.
    Lookalike(usize),
    /// Something else stands beside it.
    Extra,
    /// One digit or letter stands there twice.
    Doubled,
}

/// A likely reading of a damaged postcode.
pub(super) struct Reading {
    pub code: Postcode,
    pub damage: Damage,
}

/// The likeliest reading, where there is one.
pub(super) fn read(country: &Country, text: &str) -> Option<Reading> {
    let found = |code: Postcode, damage| plausible(country, &code).then_some(Reading { code, damage });
    if let Some(stem) = without_decimals(text) {
        let code = postcode::read(country, stem).or_else(|| pad(country, stem))?;
        return found(code, Damage::Decimals);
    }
    pad(country, text)
        .and_then(|code| found(code, Damage::LostZero))
        .or_else(|| lookalike(country, text).and_then(|(code, n)| found(code, Damage::Lookalike(n))))
        .or_else(|| codes_within(country, text).ok().and_then(|code| found(code, Damage::Extra)))
        .or_else(|| undoubled(country, text).and_then(|code| found(code, Damage::Doubled)))
}

/// `90210` of `90210.0` and of `90210,00`.
fn without_decimals(text: &str) -> Option<&str> {
    let (stem, decimals) = text.rsplit_once(['.', ','])?;
    let zeros = !decimals.is_empty() && decimals.len() <= 2 && decimals.bytes().all(|b| b == b'0');
    (zeros && stem.bytes().all(|b| b.is_ascii_digit())).then_some(stem)
}

/// One or two zeros in front make it fit.
fn pad(country: &Country, text: &str) -> Option<Postcode> {
    let bare = postcode::letters_and_digits(text)?;
    if !bare.as_str().bytes().all(|b| b.is_ascii_digit()) || bare.as_str().len() < 2 {
        return None;
    }
    ["0", "00"].into_iter().find_map(|zeros| {
        let code = postcode::read(country, &format!("{zeros}{}", bare.as_str()))?;
        let digits = code.as_str().bytes().filter(u8::is_ascii_digit).count();
        let bold = zeros.len() == 2 && digits > 5;
        (!bold && digits == zeros.len() + bare.as_str().len()).then_some(code)
    })
}

/// The other character that a person may have meant.
fn twin(b: u8) -> Option<u8> {
    Some(match b {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        b'S' => b'5',
        b'B' => b'8',
        b'Z' => b'2',
        b'0' => b'O',
        b'1' => b'I',
        b'5' => b'S',
        b'8' => b'B',
        b'2' => b'Z',
        _ => return None,
    })
}

/// The one code that lookalikes, exchanged, give; and how many were exchanged.
pub(super) fn lookalike(country: &Country, text: &str) -> Option<(Postcode, usize)> {
    let bare = postcode::letters_and_digits(text)?;
    let bytes = bare.as_str().as_bytes();
    if digits_only(country) {
        let letters = bytes.iter().filter(|b| b.is_ascii_alphabetic()).count();
        let digits: Option<String> =
            bytes.iter().map(|b| if b.is_ascii_digit() { Some(*b) } else { twin(*b) }.map(char::from)).collect();
        let only_noughts = letters < bytes.len() && bytes.iter().all(|b| b.is_ascii_digit() || *b == b'O');
        let few = (1..=2).contains(&letters) && letters < bytes.len() - letters || letters > 0 && only_noughts;
        return postcode::read(country, &digits?).filter(|_| few).map(|code| (code, letters));
    }
    match exchanged(country, bytes, 0) {
        Ok(Some(code)) => Some((code, 1)),
        Err(()) => None,
        Ok(None) => {
            // `KIA OB1`: two of them, of those that nobody tells apart
            let mut found: Option<Postcode> = None;
            for i in 0..bytes.len() {
                let Some(other) = twin(bytes[i]).filter(|_| b"OI01".contains(&bytes[i])) else { continue };
                let mut changed = bytes.to_vec();
                changed[i] = other;
                if let Some(code) = exchanged(country, &changed, i + 1).ok()?
                    && found.replace(code).is_some_and(|before| before != code)
                {
                    return None;
                }
            }
            found.map(|code| (code, 2))
        }
    }
}

/// The one code that one lookalike from there on, exchanged, gives; an error where there are several.
fn exchanged(country: &Country, bytes: &[u8], from: usize) -> Result<Option<Postcode>, ()> {
    let mut found: Option<Postcode> = None;
    for i in from..bytes.len() {
        let Some(other) = twin(bytes[i]) else { continue };
        let mut changed = bytes.to_vec();
        changed[i] = other;
        let code = std::str::from_utf8(&changed).ok().and_then(|t| postcode::read(country, t));
        if let Some(code) = code
            && found.replace(code).is_some_and(|before| before != code)
        {
            return Err(());
        }
    }
    Ok(found)
}

/// The postcodes that stand in a text, word by word: one, or how many.
pub(super) fn codes_within(country: &Country, text: &str) -> Result<Postcode, usize> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let mut found: Vec<Postcode> = Vec::new();
    let mut next = 0;
    for start in 0..words.len() {
        for len in (1..=3.min(words.len() - start)).rev() {
            if start < next || len == words.len() {
                continue;
            }
            let joined = words[start..start + len].concat();
            let Some(code) = postcode::read(country, &joined) else { continue };
            if joined.len() >= 4 && joined.bytes().any(|b| b.is_ascii_digit()) {
                next = start + len;
                if !found.contains(&code) {
                    found.push(code);
                }
                break;
            }
        }
    }
    match found[..] {
        [one] => Ok(one),
        _ => Err(found.len()),
    }
}

/// One of two equal digits side by side, taken out, makes it fit.
fn undoubled(country: &Country, text: &str) -> Option<Postcode> {
    let bare = postcode::letters_and_digits(text)?;
    let bytes = bare.as_str().as_bytes();
    let mut found: Option<Postcode> = None;
    for i in 1..bytes.len() {
        if bytes[i] != bytes[i - 1] {
            continue;
        }
        let mut less = bytes.to_vec();
        less.remove(i);
        let Some(code) = std::str::from_utf8(&less).ok().and_then(|t| postcode::read(country, t)) else { continue };
        if found.replace(code).is_some_and(|before| before != code) {
            return None;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(cc: &str, text: &str) -> Option<(String, Damage)> {
        let country = Country::by_code(cc).expect("country");
        read(country, text).map(|r| (r.code.as_str().to_string(), r.damage))
    }

    #[test]
    fn damage_is_told_apart() {
        for (cc, text, code, damage) in [
            ("US", "2134", "02134", Damage::LostZero),
            ("US", "926", "00926", Damage::LostZero),
            ("US", "90210.0", "90210", Damage::Decimals),
            ("US", "2134.0", "02134", Damage::Decimals),
            ("DE", "133S3", "13353", Damage::Lookalike(1)),
            ("CA", "K1A OB1", "K1A 0B1", Damage::Lookalike(1)),
            ("CA", "KIA OB1", "K1A 0B1", Damage::Lookalike(2)),
            ("US", "8OOO3", "80003", Damage::Lookalike(3)),
            ("GB", "SW1A IAA", "SW1A 1AA", Damage::Lookalike(1)),
            ("FR", "75008 Paris", "75008", Damage::Extra),
            ("US", "MA 02134", "02134", Damage::Extra),
            ("DE", "102443", "10243", Damage::Doubled),
        ] {
            assert_eq!(reads(cc, text), Some((code.to_string(), damage)), "{cc} {text}");
        }
    }

    #[test]
    fn what_cannot_be_told_is_left() {
        for (cc, text) in [("US", "1234567"), ("DE", "12"), ("US", "Boston"), ("GB", "12345"), ("US", "02134/02135")] {
            assert_eq!(reads(cc, text), None, "{cc} {text}");
        }
    }
}
