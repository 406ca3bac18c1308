//! The shape of a postcode, and its canonical layout.

use std::sync::LazyLock;

use arrayvec::ArrayString;

use super::Country;

/// Letters, digits and separators of the longest postcode.
const LONGEST: usize = 12;

/// A postcode in canonical layout, upper case, at most 12 bytes, all ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Postcode(ArrayString<LONGEST>);

impl Postcode {
    /// The code, separators and all.
    #[inline]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The same as bytes.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
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

    /// Adds a byte of ASCII; `false` where there is no room.
    #[inline]
    fn push(&mut self, b: u8) -> bool {
        b.is_ascii() && self.0.try_push(char::from(b)).is_ok()
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
    (!out.0.is_empty()).then_some(out)
}

/// Reads a cell as a postcode of the country; `None` if it fits none of its shapes.
#[inline]
pub fn read(country: &Country, text: &str) -> Option<Postcode> {
    read_bare(country, bare(text)?)
}

/// The letters and digits of a cell that may be a postcode, for [`read_bare`].
#[inline]
pub fn bare(text: &str) -> Option<Postcode> {
    if has_decimals(text) { None } else { letters_and_digits(text) }
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

/// How codes of the country begin whose first letters and digits are these, laid out; each way
/// once. More than one where a separator may stand in several places (`N11` and `N1 1`).
pub fn begin(country: &Country, bare: Postcode) -> Vec<Postcode> {
    let mut out: Vec<Postcode> = Vec::new();
    for shape in country.postcodes {
        let laid_out = begin_shape(shape, bare);
        out.extend(laid_out.filter(|p| !out.contains(p)));
    }
    out
}

/// The same for one shape.
pub fn begin_shape(shape: &str, bare: Postcode) -> Option<Postcode> {
    lay_out_with(shape, bare.as_bytes(), |shape, text| fill(shape, text, Filled::Partly))
}

/// The part of a code before its separator (`SW1A`, `1012` in NL), with the separator, if these
/// letters and digits are all of it.
pub fn first_part(country: &Country, bare: Postcode) -> Option<Postcode> {
    country.postcodes.iter().find_map(|shape| {
        let at = shape.find([' ', '-']).filter(|at| *at > optional_literal(shape))?;
        let mut part = lay_out(&shape[..at], bare.as_bytes())?;
        part.push(shape.as_bytes()[at]).then_some(part)
    })
}

/// The countries of which bare letters and digits may be a postcode, in the order of
/// [`Country::all`]; [`read_bare`] has the last word. All others have no code of that length with
/// letters and digits in these places.
pub fn may_be_of(bare: Postcode) -> impl Iterator<Item = &'static Country> {
    let seen = Outline::of_code(bare.as_bytes());
    let outlines = OUTLINES.get(bare.as_bytes().len()).map_or(&[][..], Vec::as_slice);
    let mut last = None;
    outlines.iter().filter(move |(_, outline)| outline.takes(seen)).filter_map(move |(country, _)| {
        let again = last.replace(*country) == Some(*country);
        if again { None } else { Country::all().get(*country) }
    })
}

/// Where digits and where letters may stand in a code, place by place.
#[derive(Clone, Copy, Debug, Default)]
struct Outline {
    digits: u32,
    letters: u32,
}

impl Outline {
    fn of_code(code: &[u8]) -> Outline {
        let mut outline = Outline::default();
        for (i, b) in code.iter().enumerate() {
            outline.add(i, *b);
        }
        outline
    }

    fn add(&mut self, place: usize, b: u8) {
        match b {
            b'0'..=b'9' => self.digits |= 1 << place,
            _ => self.letters |= 1 << place,
        }
    }

    fn takes(self, code: Outline) -> bool {
        code.digits & !self.digits == 0 && code.letters & !self.letters == 0
    }

    /// Of a shape behind so many letters and digits; and how long its codes are with them.
    fn of_shape(before: &[u8], shape: &str) -> (Outline, usize) {
        let (mut outline, mut len) = (Outline::of_code(before), before.len());
        let mut class = false;
        for b in shape.bytes() {
            match b {
                b'[' => class = true,
                b']' => (class, len) = (false, len + 1),
                _ if !b.is_ascii_alphanumeric() => {}
                b'N' if !class => (outline.digits, len) = (outline.digits | 1 << len, len + 1),
                _ => {
                    outline.add(len, b);
                    len += usize::from(!class);
                }
            }
        }
        (outline, len)
    }
}

/// The outlines of all countries' codes, by their length.
static OUTLINES: LazyLock<Vec<Vec<(usize, Outline)>>> = LazyLock::new(|| {
    let mut all = vec![Vec::new(); LONGEST + 1];
    for (i, country) in Country::all().iter().enumerate() {
        let prefixes = country.postcode_prefixes.iter().filter_map(|prefix| letters_and_digits(prefix));
        for before in prefixes.chain([Postcode::default()]) {
            for shape in country.postcodes {
                let bare_shape = &shape[optional_literal(shape)..];
                for shape in [shape, bare_shape] {
                    let (outline, len) = Outline::of_shape(before.as_bytes(), shape);
                    if let Some(list) = all.get_mut(len) {
                        list.push((i, outline));
                    }
                }
            }
        }
    }
    all
});

/// How many letters at the start of a shape (`LV-NNNN`) may be missing from a code.
fn optional_literal(shape: &str) -> usize {
    let literal = shape.bytes().take_while(|b| b.is_ascii_alphabetic() && !matches!(b, b'N' | b'A')).count();
    if literal >= 2 && shape.as_bytes().get(literal) == Some(&b'-') { literal } else { 0 }
}

/// Is a bare code of the country one that no list of places has? In JP, four last digits from 8000 on
/// are those of companies and post offices; in IT, a town's old code for all of it ends in 100 and is
/// still written; CH has a code for a town in Germany (Büsingen). General knowledge.
pub fn is_of_one_recipient(country: &Country, bare: &str) -> bool {
    match country.code {
        "JP" => bare.len() == 7 && bare.as_bytes()[3] >= b'8',
        "IT" => bare.len() == 5 && bare.ends_with("100"),
        "CH" => bare == "8238",
        _ => false,
    }
}

/// Fills a shape with bare letters and digits. Literal letters of the shape (`LV-NNNN`) may be
/// missing from the text.
fn lay_out(shape: &str, text: &[u8]) -> Option<Postcode> {
    lay_out_with(shape, text, |shape, text| fill(shape, text, Filled::Wholly))
}

/// How much of a shape the text has to fill.
#[derive(Clone, Copy, PartialEq)]
enum Filled {
    Wholly,
    /// The rest of the shape is left out.
    Partly,
}

fn lay_out_with(shape: &str, text: &[u8], fill: impl Fn(&[u8], &[u8]) -> Option<Postcode>) -> Option<Postcode> {
    fill(shape.as_bytes(), text).or_else(|| {
        let literal = optional_literal(shape);
        if literal == 0 || text.first().is_some_and(u8::is_ascii_alphabetic) {
            return None;
        }
        let mut with = Postcode::default();
        shape.bytes().take(literal).chain(text.iter().copied()).for_each(|b| {
            with.push(b);
        });
        fill(shape.as_bytes(), with.as_bytes())
    })
}

#[inline]
fn fill(shape: &[u8], text: &[u8], filled: Filled) -> Option<Postcode> {
    let mut out = Postcode::default();
    let (mut s, mut t) = (0, 0);
    while s < shape.len() {
        if filled == Filled::Partly && t == text.len() {
            return Some(out);
        }
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
        let examples = Country::all().iter().flat_map(|c| {
            let prefixed = c.postcode_prefixes.iter().map(|p| format!("{p}{}", c.postcode_example));
            prefixed.chain([c.postcode_example.to_string()])
        });
        for text in examples.chain(["1010", "LV1010", "12345", "9ZZ", "A1A1A1"].map(str::to_string)) {
            let Some(bare) = letters_and_digits(&text) else { continue };
            let all: Vec<_> = Country::all().iter().filter(|c| read_bare(c, bare).is_some()).map(|c| c.code).collect();
            let quick: Vec<_> = may_be_of(bare).filter(|c| read_bare(c, bare).is_some()).map(|c| c.code).collect();
            assert_eq!(quick, all, "{text}");
        }
    }

    #[test]
    fn every_example_fits_its_own_country() {
        for country in Country::all().iter().filter(|c| !c.postcode_example.is_empty()) {
            assert!(read(country, country.postcode_example).is_some(), "{} {}", country.code, country.postcode_example);
        }
    }
}
