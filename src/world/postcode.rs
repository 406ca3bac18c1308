//! The shape of a postcode, and its canonical layout.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Country;

/// A postcode in canonical layout, upper case, at most 12 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Postcode {
    bytes: [u8; 12],
    len: u8,
}

impl Postcode {
    /// The code, separators and all.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.len)]).unwrap_or_default()
    }

    /// The same as bytes, all ASCII.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    /// Letters and digits only.
    pub fn bare(&self) -> Postcode {
        let mut bare = Postcode::default();
        for &b in self.as_bytes() {
            if b.is_ascii_alphanumeric() {
                bare.push(b);
            }
        }
        bare
    }

    #[inline]
    fn push(&mut self, b: u8) -> bool {
        let at = usize::from(self.len);
        if at < self.bytes.len() {
            self.bytes[at] = b;
            self.len += 1;
        }
        at < self.bytes.len()
    }
}

/// The letters and digits of a cell, upper case, if it holds nothing else but the separators
/// that postcodes are written with.
pub fn letters_and_digits(text: &str) -> Option<Postcode> {
    let mut out = Postcode::default();
    for c in text.chars() {
        let c = match c {
            'a'..='z' => c.to_ascii_uppercase(),
            'A'..='Z' | '0'..='9' => c,
            ' ' | '-' | '.' | '\u{a0}' | '‐' | '‑' | '–' | '—' | '−' | 'ー' | '〒' | '_' => continue,
            '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
            'Ａ'..='Ｚ' => char::from(b'A' + (c as u32 - 'Ａ' as u32) as u8),
            '－' => continue,
            _ if crate::text::is_invisible(c) => continue,
            _ => return None,
        };
        if !out.push(c as u8) {
            return None;
        }
    }
    (out.len > 0).then_some(out)
}

/// Reads a cell as a postcode of the country; `None` if it fits none of its shapes.
#[inline]
pub fn read(country: &Country, text: &str) -> Option<Postcode> {
    if has_decimals(text) {
        return None;
    }
    read_bare(country, letters_and_digits(text)?)
}

/// Reads bare letters and digits as a postcode of the country, with or without what people write
/// before it.
#[inline]
pub fn read_bare(country: &Country, bare: Postcode) -> Option<Postcode> {
    fit(country, bare).or_else(|| {
        let rest = country.postcode_prefixes.iter().find_map(|prefix| {
            let prefix = letters_and_digits(prefix)?;
            bare.as_bytes().strip_prefix(prefix.as_bytes())
        })?;
        let mut without = Postcode::default();
        rest.iter().for_each(|b| {
            without.push(*b);
        });
        fit(country, without)
    })
}

/// A number with the decimals of a spreadsheet (`2134.0`): its zeros are no digits of the code.
fn has_decimals(text: &str) -> bool {
    let stem = text.strip_suffix(".0").or_else(|| text.strip_suffix(".00"));
    stem.is_some_and(|stem| stem.bytes().all(|b| b.is_ascii_digit()))
}

/// Lays out bare letters and digits as a postcode of the country.
pub fn fit(country: &Country, bare: Postcode) -> Option<Postcode> {
    let text = bare.as_bytes();
    country.postcodes.iter().find_map(|shape| lay_out(shape, text))
}

/// Countries that may have a postcode of these letters and digits, by code: those with a shape of
/// the same length and kinds, and those where people write something before the code.
pub fn countries_like(bare: Postcode) -> &'static [&'static Country] {
    let digits = bare.as_bytes().iter().fold(0u16, |mask, b| mask << 1 | u16::from(b.is_ascii_digit()));
    BY_KIND.get(&(bare.len, digits)).unwrap_or(&PREFIXED)
}

/// Countries by length of the code and which of it are digits.
static BY_KIND: LazyLock<HashMap<(u8, u16), Vec<&'static Country>>> = LazyLock::new(|| {
    let mut kinds: HashMap<(u8, u16), Vec<&'static Country>> = HashMap::new();
    for country in Country::all() {
        for kind in country.postcodes.iter().flat_map(|shape| kinds_of(shape.as_bytes())) {
            kinds.entry(kind).or_default().push(country);
        }
    }
    for countries in kinds.values_mut() {
        countries.extend(PREFIXED.iter());
        countries.sort_by_key(|c| c.code);
        countries.dedup();
    }
    kinds
});

/// Countries whose codes may stand there with or without letters in front.
static PREFIXED: LazyLock<Vec<&'static Country>> = LazyLock::new(|| {
    let literal = |shape: &&str| shape.bytes().next().is_some_and(|b| b.is_ascii_uppercase() && b != b'N' && b != b'A');
    let prefixed = |c: &&Country| !c.postcode_prefixes.is_empty() || c.postcodes.iter().any(|s| literal(&s));
    Country::all().iter().filter(prefixed).collect()
});

/// Lengths and digit positions that a shape allows; a class of letters and digits allows both.
fn kinds_of(shape: &[u8]) -> Vec<(u8, u16)> {
    let mut kinds = vec![(0u8, 0u16)];
    let mut at = 0;
    while at < shape.len() {
        let (letter, digit) = match shape[at] {
            b'[' => {
                let close = at + memchr::memchr(b']', &shape[at..]).unwrap_or(shape.len() - at - 1);
                let class = &shape[at + 1..close];
                at = close;
                (class.iter().any(u8::is_ascii_alphabetic), class.iter().any(u8::is_ascii_digit))
            }
            b'N' => (false, true),
            b if b.is_ascii_alphanumeric() => (!b.is_ascii_digit(), b.is_ascii_digit()),
            _ => (false, false),
        };
        at += 1;
        if letter || digit {
            let next = |is_digit: bool| kinds.iter().map(move |(len, mask)| (len + 1, mask << 1 | u16::from(is_digit)));
            let mut grown: Vec<(u8, u16)> = Vec::new();
            grown.extend(next(false).filter(|_| letter));
            grown.extend(next(true).filter(|_| digit));
            kinds = grown;
        }
    }
    kinds
}

/// Fills a shape with bare letters and digits. Literal letters of the shape (`LV-NNNN`) may be
/// missing from the text.
fn lay_out(shape: &str, text: &[u8]) -> Option<Postcode> {
    lay_out_from(shape.as_bytes(), text).or_else(|| {
        let literal = shape.bytes().take_while(|b| b.is_ascii_alphabetic() && !matches!(b, b'N' | b'A')).count();
        let has_separator = shape.as_bytes().get(literal) == Some(&b'-');
        if literal < 2 || !has_separator || text.first().is_some_and(u8::is_ascii_alphabetic) {
            return None;
        }
        let mut with = Postcode::default();
        shape.bytes().take(literal).chain(text.iter().copied()).for_each(|b| {
            with.push(b);
        });
        lay_out_from(shape.as_bytes(), with.as_bytes())
    })
}

#[inline]
fn lay_out_from(shape: &[u8], text: &[u8]) -> Option<Postcode> {
    let mut out = Postcode::default();
    let (mut s, mut t) = (0, 0);
    while s < shape.len() {
        let fits = |b: u8| match shape[s] {
            b'N' => b.is_ascii_digit(),
            b'A' => b.is_ascii_uppercase(),
            other => b == other,
        };
        match shape[s] {
            b'[' => {
                let close = s + memchr::memchr(b']', &shape[s..])?;
                let b = *text.get(t)?;
                if !in_class(&shape[s + 1..close], b) {
                    return None;
                }
                out.push(b);
                t += 1;
                s = close;
            }
            separator if !separator.is_ascii_alphanumeric() => {
                out.push(separator);
            }
            _ => {
                let b = *text.get(t)?;
                if !fits(b) {
                    return None;
                }
                out.push(b);
                t += 1;
            }
        }
        s += 1;
    }
    (t == text.len()).then_some(out)
}

/// `[ABC]`, `[1-9]`, `[A-CF]`.
fn in_class(class: &[u8], b: u8) -> bool {
    let mut i = 0;
    while i < class.len() {
        if i + 2 < class.len() && class[i + 1] == b'-' {
            if (class[i]..=class[i + 2]).contains(&b) {
                return true;
            }
            i += 3;
        } else {
            if class[i] == b {
                return true;
            }
            i += 1;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(cc: &str, text: &str) -> Option<String> {
        read(Country::by_code(cc).expect("country"), text).map(|p| p.as_str().to_string())
    }

    #[test]
    fn layouts_are_restored() {
        assert_eq!(read_as("GB", "sw1a1aa").as_deref(), Some("SW1A 1AA"));
        assert_eq!(read_as("PL", "00950").as_deref(), Some("00-950"));
        assert_eq!(read_as("JP", "〒１００－０００１").as_deref(), Some("100-0001"));
        assert_eq!(read_as("DE", "D-10117").as_deref(), Some("10117"));
        assert_eq!(read_as("US", "02134-1234").as_deref(), Some("02134-1234"));
        assert_eq!(read_as("LV", "1010").as_deref(), Some("LV-1010"));
    }

    #[test]
    fn wrong_shapes_are_refused() {
        for (cc, text) in [("US", "2134"), ("US", "021345"), ("CA", "M5V 3A"), ("GB", "12345"), ("US", "Boston")] {
            assert_eq!(read_as(cc, text), None, "{cc} {text}");
        }
    }

    #[test]
    fn no_country_is_passed_over() {
        for country in Country::all().iter().filter(|c| !c.postcode_example.is_empty()) {
            let bare = letters_and_digits(country.postcode_example).expect("an example");
            for other in Country::all().iter().filter(|c| read_bare(c, bare).is_some()) {
                assert!(countries_like(bare).contains(&other), "{} {}", other.code, country.postcode_example);
            }
        }
    }

    #[test]
    fn every_example_fits_its_own_country() {
        for country in Country::all().iter().filter(|c| !c.postcode_example.is_empty()) {
            assert!(read(country, country.postcode_example).is_some(), "{} {}", country.code, country.postcode_example);
        }
    }
}
