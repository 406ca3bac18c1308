//! The digits of a phone number, whatever stands around them. Knows no country.

/// Most digits that are kept; a number of E.164 has 15.
const KEPT: usize = 32;

/// A phone cell, read.
#[derive(Clone, Copy, Debug)]
pub struct Phone {
    digits: [u8; KEPT],
    len: u8,
    first: u8,
    /// Starts with `+` or `00`.
    pub international: bool,
    /// Some digits are hidden by the marketplace (`(+44)71****87`).
    pub masked: bool,
    /// Letters before the extension.
    pub letters: u8,
}

impl Phone {
    /// Reads a cell: digits of any script, without an extension (`x12`, `ext. 12`). The second of
    /// two numbers is kept apart from the first.
    pub fn read(text: &str) -> Phone {
        let mut phone = Phone { digits: [0; KEPT], len: 0, first: 0, international: false, masked: false, letters: 0 };
        for c in text.chars() {
            if let '0'..='9' = c {
                phone.push(c as u8 - b'0');
            } else if matches!(c, ' ' | '-' | '.' | '(' | ')') {
                // what stands between digits more often than all else
            } else if let Some(digit) = digit(c) {
                phone.push(digit);
            } else if matches!(c, '+' | '＋') && phone.len == 0 {
                phone.international = true;
            } else if matches!(c, '*' | '•' | '●' | '＊') {
                phone.masked = true;
            } else if matches!(c, '/' | ',' | ';' | '|' | '\n' | '\r' | '+' | '&') && phone.first == 0 && phone.len >= 6
            {
                phone.first = phone.len;
            } else if c.is_alphabetic() || c == '#' {
                if phone.len >= 6 {
                    break;
                }
                phone.letters = phone.letters.saturating_add(1);
            }
        }
        phone.international |= phone.bytes().starts_with(b"00") && phone.len > 9;
        phone
    }

    fn push(&mut self, digit: u8) {
        if let Some(slot) = self.digits.get_mut(usize::from(self.len)) {
            *slot = b'0' + digit;
            self.len += 1;
        }
    }

    fn bytes(&self) -> &[u8] {
        &self.digits[..usize::from(self.len)]
    }

    /// All digits, ASCII; of two numbers both.
    pub fn digits(&self) -> &str {
        std::str::from_utf8(self.bytes()).unwrap_or_default()
    }

    /// The digits before a sign that may part two numbers; all of them where there is none.
    pub fn first_digits(&self) -> &str {
        if self.first == 0 { self.digits() } else { &self.digits()[..usize::from(self.first)] }
    }

    /// One digit over and over, or the digits in their sequence: typed to fill a box.
    pub fn is_filler(&self) -> bool {
        let digits = self.bytes();
        let (Some(first), 6..) = (digits.first(), digits.len()) else { return false };
        digits.iter().all(|b| b == first) || digits == b"0123456789" || b"1234567890".starts_with(digits)
    }

    /// Nothing to dial: no digit but zeros, and no hidden one.
    pub fn is_blank(&self) -> bool {
        !self.masked && self.bytes().iter().all(|b| *b == b'0')
    }

    /// Does a cell hold something to dial beyond doubt: no letter before its first digit but a
    /// zero? Spares reading it.
    #[inline]
    pub fn says_something(text: &str) -> bool {
        let plain = text.bytes().take(KEPT).take_while(|b| !b.is_ascii_alphabetic() && *b != b'#' && b.is_ascii());
        plain.into_iter().any(|b| matches!(b, b'1'..=b'9'))
    }
}

fn digit(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        _ => return None,
    };
    u8::try_from(u32::from(c) - u32::from(zero)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_whatever_stands_around_them() {
        for (text, digits, international) in [
            ("+49 (0)30 1234567", "490301234567", true),
            ("(555) 010-0199 x12", "5550100199", false),
            ("Tel. 030/123456", "030123456", false),
            ("555-010-0199 ext. 4", "5550100199", false),
            ("０３-１２３４-５６７８", "0312345678", false),
            ("0044 20 7946 0000", "00442079460000", true),
            ("", "", false),
        ] {
            let phone = Phone::read(text);
            assert_eq!((phone.digits(), phone.international), (digits, international), "{text}");
        }
    }

    #[test]
    fn two_numbers_and_masks() {
        let two = Phone::read("030 123456 / 0170 1234567");
        assert_eq!((two.first_digits(), two.digits()), ("030123456", "03012345601701234567"));
        assert!(Phone::read("(+44)71****87").masked);
        assert!(Phone::read("000-000").is_blank() && Phone::read("n/a").is_blank());
        assert!(!Phone::read("****").is_blank());
        assert!(Phone::read("555 555 5555").is_filler() && !Phone::read("5550100").is_filler());
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC*|[0-9+/x ]{0,60}") {
            let phone = Phone::read(&text);
            prop_assert!(phone.digits().starts_with(phone.first_digits()));
            prop_assert!(!(Phone::says_something(&text) && phone.is_blank()));
            let _ = phone.is_filler();
        }
    }
}
