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
        let bytes = text.as_bytes();
        let first = bytes.iter().position(u8::is_ascii_digit)?;
        let last = bytes.iter().rposition(u8::is_ascii_digit)?;
        let digits = text.get(point_before(bytes, first)..=last)?;
        let currency = code(currency).or_else(|| code_within(text)).unwrap_or_default();
        let decimal = decimal_mark(digits, THREE_DECIMALS.contains(&currency.as_str()));
        let mut plain = ArrayString::<32>::new();
        for (i, b) in digits.bytes().enumerate() {
            let keep = match b {
                b'0'..=b'9' => b,
                b'.' | b',' if Some(i) == decimal => b'.',
                b'.' | b',' | b' ' | b'\'' => continue,
                0x80.. => continue,
                _ => return None,
            };
            plain.try_push(char::from(keep)).ok()?;
        }
        let amount: f64 = plain.parse().ok().filter(|amount| *amount <= MOST)?;
        let amount = if is_negative(&bytes[..first]) { -amount } else { amount };
        Some(Money { amount, currency })
    }

    /// What an order is worth: its total, else what is declared to customs, else what its rows make.
    pub fn value_of(order: &Order<'_>) -> Option<Money> {
        let declared = || Money::read(order.get(Field::CustomsValue), order.get(Field::Currency));
        Money::total_of(order).or_else(declared).or(order.rows_value)
    }

    /// The total of an order, without what was paid back.
    pub fn total_of(order: &Order<'_>) -> Option<Money> {
        let read = |field| Money::read(order.get(field), order.get(Field::Currency));
        let total = read(Field::Total)?;
        // most say `0.00`
        if !order.get(Field::Refunded).bytes().any(|b| matches!(b, b'1'..=b'9')) {
            return Some(total);
        }
        let back = read(Field::Refunded).map_or(0.0, |back| back.amount);
        // all of it paid back is no order any more, or a cell that means something else
        let rest = Some(total.amount - back).filter(|rest| *rest > 0.0 && back > 0.0);
        Some(Money { amount: rest.unwrap_or(total.amount), ..total })
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

/// Currencies with a thousand parts (ISO 4217).
const THREE_DECIMALS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// Where the number begins whose first digit stands there: at a point right before it, but not at
/// that of `Rs.` and `S/.`.
fn point_before(text: &[u8], first: usize) -> usize {
    match &text[..first] {
        [.., b'.'] if first == 1 => 0,
        [.., before, b'.'] if !before.is_ascii_alphabetic() && *before != b'/' && before.is_ascii() => first - 1,
        _ => first,
    }
}

/// Is the number behind these signs less than nothing: `-5`, `-$5`, `EUR -5`?
fn is_negative(before: &[u8]) -> bool {
    before.iter().rev().take_while(|b| !b.is_ascii_alphanumeric()).any(|b| *b == b'-')
}

/// Index of the decimal mark: the last point or comma unless three digits follow it and it is
/// the only kind of mark (`1,234`), or it occurs more than once. Where the currency has three
/// decimals, three digits behind a point are those.
fn decimal_mark(digits: &str, three_decimals: bool) -> Option<usize> {
    let last = digits.bytes().rposition(|b| matches!(b, b'.' | b','))?;
    let mark = digits.as_bytes()[last];
    let after = digits.len() - last - 1;
    let same = digits.bytes().filter(|b| *b == mark).count();
    let other = digits.bytes().any(|b| matches!(b, b'.' | b',') && b != mark);
    let is_part = other || after != 3 || digits.starts_with('0') || three_decimals && mark == b'.';
    (same == 1 && is_part).then_some(last)
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
            (".50", 0.5, ""),
            ("Rs. 500", 500.0, ""),
            ("Rs. 1,234.50", 1234.5, ""),
            ("Fr. 49.90", 49.9, ""),
            ("S/. 120.50", 120.5, ""),
            ("-$5.25", -5.25, ""),
            ("KWD 12.500", 12.5, "KWD"),
            ("KWD 1,250.500", 1250.5, "KWD"),
        ] {
            assert_eq!(read(text), Some((amount, currency.to_string())), "{text}");
        }
        assert_eq!(Money::read("12.500", "OMR").map(|m| m.amount), Some(12.5));
        assert_eq!(read("free"), None);
        assert_eq!(read("99999999999999999999999"), None);
    }
}
