//! Amounts as exports write them: `$1,234.50`, `EUR 90,00`, `1.234,56 €`.

use arrayvec::ArrayString;

use super::Order;
use crate::input::Field;
use crate::world::effect::Rates;

/// More than any parcel is worth in any currency: such a number is something else.
const MOST: f64 = 1e12;

/// An amount with its currency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Money {
    /// In units of the currency.
    pub amount: f64,
    /// ISO 4217 code; empty where nobody says.
    pub currency: ArrayString<3>,
}

impl Money {
    /// Reads an amount; the currency is the cell's own column, else what stands beside the
    /// number. `None` if there is no number in it.
    pub fn read(text: &str, currency: &str) -> Option<Money> {
        let is_digit = |b: &u8| b.is_ascii_digit();
        let first = text.bytes().position(|b| is_digit(&b) || matches!(b, b'-' | b'.'))?;
        let last = text.as_bytes().iter().rposition(is_digit)?;
        let digits = text.get(first..=last)?;
        if !digits.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let decimal = decimal_mark(digits);
        let mut plain = ArrayString::<32>::new();
        for (i, b) in digits.bytes().enumerate() {
            let keep = match b {
                b'0'..=b'9' | b'-' => b,
                b'.' | b',' if Some(i) == decimal => b'.',
                b'.' | b',' | b' ' | b'\'' => continue,
                0x80.. => continue,
                _ => return None,
            };
            plain.try_push(char::from(keep)).ok()?;
        }
        let amount: f64 = plain.parse().ok()?;
        if amount.abs() > MOST {
            return None;
        }
        Some(Money { amount, currency: code(currency).or_else(|| code_within(text)).unwrap_or_default() })
    }

    /// What an order is worth: its total, else what is declared to customs.
    pub fn value_of(order: &Order<'_>) -> Option<Money> {
        let currency = order.get(Field::Currency);
        let read = |field| Money::read(order.get(field), currency);
        read(Field::Total).or_else(|| read(Field::CustomsValue))
    }

    /// ISO 4217 code, or empty.
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// The amount in another currency, or `None` where there is no rate.
    pub fn to(&self, currency: &str, rates: &Rates) -> Option<f64> {
        rates.convert(self.amount, self.currency(), currency)
    }
}

/// Index of the decimal mark: the last point or comma unless three digits follow it and it is
/// the only kind of mark (`1,234`), or it occurs more than once.
fn decimal_mark(digits: &str) -> Option<usize> {
    let last = digits.bytes().rposition(|b| matches!(b, b'.' | b','))?;
    let mark = digits.as_bytes()[last];
    let after = digits.len() - last - 1;
    let same = digits.bytes().filter(|b| *b == mark).count();
    let other = digits.bytes().any(|b| matches!(b, b'.' | b',') && b != mark);
    (same == 1 && (other || after != 3 || digits.starts_with('0'))).then_some(last)
}

fn code(text: &str) -> Option<ArrayString<3>> {
    let mut code = ArrayString::from(text).ok().filter(ArrayString::is_full)?;
    code.make_ascii_uppercase();
    code.bytes().all(|b| b.is_ascii_uppercase()).then_some(code)
}

/// The currency that a sign or code beside the number names. A bare `$` is nobody's.
fn code_within(text: &str) -> Option<ArrayString<3>> {
    const SIGNS: [(&str, &str); 14] = [
        ("AU $", "AUD"),
        ("C $", "CAD"),
        ("US $", "USD"),
        ("A$", "AUD"),
        ("C$", "CAD"),
        ("CA$", "CAD"),
        ("US$", "USD"),
        ("€", "EUR"),
        ("£", "GBP"),
        ("¥", "JPY"),
        ("₹", "INR"),
        ("zł", "PLN"),
        ("R$", "BRL"),
        ("₩", "KRW"),
    ];
    let sign = SIGNS.iter().find(|(sign, _)| text.contains(sign)).and_then(|(_, c)| code(c));
    sign.or_else(|| text.split(|c: char| !c.is_ascii_alphabetic()).find_map(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(f64, String)> {
        Money::read(text, "").map(|m| (m.amount, m.currency().to_string()))
    }

    #[test]
    fn amounts_of_every_export_are_read() {
        for (text, amount, currency) in [
            ("64.90", 64.9, ""),
            ("AU $3,000.00", 3000.0, "AUD"),
            ("EUR 90,00", 90.0, "EUR"),
            ("116,99 €", 116.99, "EUR"),
            ("1.234,56 €", 1234.56, "EUR"),
            ("$22.99", 22.99, ""),
            ("1,234", 1234.0, ""),
            ("12,5", 12.5, ""),
        ] {
            assert_eq!(read(text), Some((amount, currency.to_string())), "{text}");
        }
        assert_eq!(read("free"), None);
        assert_eq!(read("99999999999999999999999"), None);
    }
}
