//! Numbers as a person sees them: no exponent, and none of the noise of binary arithmetic.

/// Digits that a spreadsheet keeps of a number with a fraction.
const DIGITS: usize = 15;

/// So many noughts or nines in a row within a fraction are noise, and so is what follows.
const NOISE: usize = 7;

/// Longer than this no number is.
const LONGEST: usize = 400;

/// A number as its digits say it: 0.DIGITS × 10^point.
struct Decimal {
    is_negative: bool,
    digits: Vec<u8>,
    point: i32,
}

impl Decimal {
    fn read(raw: &str) -> Option<Decimal> {
        let raw = raw.trim();
        if raw.len() > LONGEST {
            return None;
        }
        let (is_negative, rest) = match raw.as_bytes().first()? {
            b'-' => (true, &raw[1..]),
            b'+' => (false, &raw[1..]),
            _ => (false, raw),
        };
        let (number, exponent) = match rest.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) || exponent.unsigned_abs() > LONGEST as u32 {
            return None;
        }
        let noughts = digits.iter().take_while(|digit| **digit == b'0').count();
        digits.drain(..noughts);
        let mut decimal = Decimal { is_negative, digits, point: whole.len() as i32 - noughts as i32 + exponent };
        decimal.strip();
        Some(decimal)
    }

    fn strip(&mut self) {
        while self.digits.last() == Some(&b'0') {
            self.digits.pop();
        }
        if self.digits.is_empty() {
            self.point = 0;
        }
    }

    fn is_whole(&self) -> bool {
        self.point >= self.digits.len() as i32
    }

    /// Keeps so many digits.
    fn round(&mut self, keep: usize) {
        let is_up = self.digits.get(keep).is_some_and(|digit| *digit >= b'5');
        self.digits.truncate(keep);
        if is_up {
            while self.digits.last() == Some(&b'9') {
                self.digits.pop();
            }
            match self.digits.last_mut() {
                Some(digit) => *digit += 1,
                None => {
                    self.digits.push(b'1');
                    self.point += 1;
                }
            }
        }
        self.strip();
    }

    fn clean(&mut self) {
        if self.is_whole() {
            return; // a long number is an id, and every digit counts
        }
        if self.digits.len() > DIGITS {
            self.round(DIGITS);
        }
        let first = self.point.max(1) as usize;
        let is_noise = |run: &[u8]| run.iter().all(|d| *d == b'0') || run.iter().all(|d| *d == b'9');
        let fraction = self.digits.get(first..).unwrap_or_default();
        if let Some(at) = fraction.windows(NOISE).position(is_noise) {
            self.round(first + at);
        }
    }

    fn write(&self) -> String {
        let mut out = String::with_capacity(self.digits.len() + 4);
        if self.is_negative && !self.digits.is_empty() {
            out.push('-');
        }
        let digits = |range: &[u8]| range.iter().map(|digit| char::from(*digit)).collect::<String>();
        let whole = self.point.max(0) as usize;
        if whole == 0 || self.digits.is_empty() {
            out.push('0');
        } else {
            out.push_str(&digits(&self.digits[..whole.min(self.digits.len())]));
            out.push_str(&"0".repeat(whole.saturating_sub(self.digits.len())));
        }
        if !self.is_whole() {
            out.push('.');
            out.push_str(&"0".repeat(self.point.min(0).unsigned_abs() as usize));
            out.push_str(&digits(&self.digits[whole..]));
        }
        out
    }
}

/// The shortest way to write what is stored, or `None` when it is no number.
pub(super) fn plain(raw: &str) -> Option<String> {
    if !raw.starts_with('0') && (1..=LONGEST).contains(&raw.len()) && raw.bytes().all(|digit| digit.is_ascii_digit()) {
        return Some(raw.to_string());
    }
    let mut decimal = Decimal::read(raw)?;
    decimal.clean();
    Some(decimal.write())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_written_as_a_person_sees_them() {
        for (stored, seen) in [
            ("2134", "2134"),
            ("2134.0", "2134"),
            ("0.1", "0.1"),
            ("0.1000000001", "0.1"),
            ("0.30000000000000004", "0.3"),
            ("19.989999999999998", "19.99"),
            ("2133.9999999999995", "2134"),
            ("0.99999999", "1"),
            ("9.9999999999999982", "10"),
            ("1.0000012", "1.0000012"),
            ("1.5E-7", "0.00000015"),
            ("1E+3", "1000"),
            ("1.2345678901234501E+17", "123456789012345010"),
            ("12345678901234567890", "12345678901234567890"),
            ("1234567890.55", "1234567890.55"),
            ("-12.50", "-12.5"),
            ("-0", "0"),
            ("0.000", "0"),
            ("0007", "7"),
            (".5", "0.5"),
            ("5.", "5"),
            ("0E+10", "0"),
        ] {
            assert_eq!(plain(stored).as_deref(), Some(seen), "{stored}");
        }
        for no_number in ["", ".", "-", "1e", "1e999999999", "1,5", "NaN", "0x10", "1.2.3", "+-1"] {
            assert_eq!(plain(no_number), None, "{no_number}");
        }
    }

    proptest! {
        #[test]
        fn the_value_stays(value in -1e15f64..1e15, small in -1f64..1.0) {
            for value in [value, small] {
                for stored in [format!("{value}"), format!("{value:e}")] {
                    let seen: f64 = plain(&stored).unwrap().parse().unwrap();
                    prop_assert!((seen - value).abs() <= value.abs() * 1e-6, "{} {}", stored, seen);
                }
            }
        }

        #[test]
        fn any_text_is_read(text in "[-+0-9.eE]{0,30}") {
            let _ = plain(&text);
        }
    }
}
