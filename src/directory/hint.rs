//! A cheap guess at which orders may share a building: four bytes for a postcode and a number,
//! from the cells as they stand. It decides which orders are worth reading, never what is said.

use crate::input::Field;

/// At most three guesses for one order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    keys: [u32; 3],
    len: u8,
}

/// The lowest bit of a guess: the order may name a unit.
const UNIT: u32 = 1;
const LINES: [Field; 6] =
    [Field::HouseNumber, Field::Address1, Field::Address2, Field::Address3, Field::StreetJoined, Field::AddressFull];

impl Hint {
    /// The guesses of an order's cells. Where postcodes are so fine that few houses share one, the
    /// postcode is all; elsewhere it goes with each of the first three numbers in the lines.
    pub fn of<'a>(cell: impl Fn(Field) -> &'a str) -> Hint {
        let mut hint = Hint::default();
        let Some((place, fine)) = place(cell(Field::Postcode)) else { return hint };
        let (mut numbers, mut unit, mut lines) = ([0u32; 3], false, 0);
        let mut count = 0;
        for field in LINES {
            let text = cell(field);
            if text.is_empty() || matches!(field, Field::StreetJoined | Field::AddressFull) && lines > 0 {
                continue;
            }
            lines += u32::from(field != Field::HouseNumber);
            unit |= field == Field::Address2;
            scan(text.as_bytes(), &mut |number| {
                if count < 3 && !numbers[..count].contains(&number) {
                    numbers[count] = number;
                    count += 1;
                }
                unit |= count > 1;
            });
            unit |= has_lone_letter(text.as_bytes());
        }
        let bit = u32::from(unit);
        if fine {
            hint.keys[0] = mix(place, 0) & !UNIT | bit;
            hint.len = u8::from(lines > 0);
        } else {
            for (key, number) in hint.keys.iter_mut().zip(&numbers[..count]) {
                *key = mix(place, *number) & !UNIT | bit;
            }
            hint.len = count as u8;
        }
        hint
    }

    /// The guesses.
    pub fn keys(&self) -> impl Iterator<Item = u32> + '_ {
        self.keys[..usize::from(self.len)].iter().map(|k| k & !UNIT)
    }

    /// The guesses with a mark for those that may name a unit, for [`Hint::shared`].
    pub fn marked(&self) -> &[u32] {
        &self.keys[..usize::from(self.len)]
    }

    /// The guesses that at least three orders share, one of which may name a unit: fewer tell
    /// nothing of a building.
    pub fn shared(mut marked: Vec<u32>) -> Vec<u32> {
        marked.sort_unstable();
        let mut out = Vec::new();
        for group in marked.chunk_by(|a, b| a & !UNIT == b & !UNIT) {
            if group.len() >= 3 && group.iter().any(|k| *k & UNIT == UNIT) {
                out.push(group[0] & !UNIT);
            }
        }
        out
    }
}

/// A number for a postcode, and whether its codes are fine: seven digits or more, or letters in
/// it. Of a ZIP the first five digits count.
fn place(text: &str) -> Option<(u32, bool)> {
    let (mut whole, mut five, mut letters, mut count) = (0u32, 0u32, false, 0);
    for b in text.bytes().filter(u8::is_ascii_alphanumeric) {
        letters |= b.is_ascii_alphabetic();
        count += 1;
        whole = mix(whole, u32::from(b.to_ascii_lowercase()));
        if count == 5 {
            five = whole;
        }
    }
    match count {
        0..3 => None,
        9 if !letters => Some((five, false)),
        _ => Some((whole, letters || count >= 7)),
    }
}

/// The numbers of a text, leading zeros off, those of more than six digits left out.
fn scan(text: &[u8], see: &mut impl FnMut(u32)) {
    let mut i = 0;
    while i < text.len() {
        if !text[i].is_ascii_digit() {
            i += 1;
            continue;
        }
        let (start, mut number) = (i, 0u32);
        while i < text.len() && text[i].is_ascii_digit() {
            number = number.wrapping_mul(10).wrapping_add(u32::from(text[i] - b'0'));
            i += 1;
        }
        if i - start <= 6 {
            see(number);
        }
    }
}

/// A letter on its own, or a letter right behind a digit.
fn has_lone_letter(text: &[u8]) -> bool {
    let letter = |i: usize| text.get(i).is_some_and(u8::is_ascii_alphabetic);
    let inside = |i: usize| text.get(i).is_some_and(|b| b.is_ascii_alphabetic() || *b >= 0x80);
    (0..text.len()).any(|i| letter(i) && !inside(i + 1) && (i == 0 || !inside(i - 1)))
}

fn mix(h: u32, word: u32) -> u32 {
    let h = (h.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b1);
    h ^ h >> 15
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(postcode: &'static str, line: &'static str) -> Hint {
        Hint::of(|field| match field {
            Field::Postcode => postcode,
            Field::Address1 => line,
            _ => "",
        })
    }

    #[test]
    fn orders_to_one_building_share_a_guess() {
        for (postcode, a, b) in [
            ("02134", "24 Linden St", "Apt 3, 24 Linden Street"),
            ("02134-1001", "24 Linden St", "24 Linden Street #3"),
            ("LS1 4AP", "The Cedars, Park Road", "Flat 3, The Cedars, Park Road"),
            ("2000", "5 George St", "3/5 George St"),
            ("10115", "Hauptstr. 5", "Hauptstraße 05, Whg 3"),
        ] {
            let (a, b) = (hint(postcode, a), hint(postcode, b));
            assert!(a.keys().any(|k| b.keys().any(|l| k == l)), "{postcode}");
        }
        assert_eq!(hint("02134-1001", "24 Linden").keys, hint("02134", "24 Linden").keys);
    }

    #[test]
    fn three_orders_of_which_one_names_a_unit_are_worth_reading() {
        let all = |lines: &[&'static str]| {
            Hint::shared(lines.iter().flat_map(|l| hint("02134", l).marked().to_vec()).collect()).len()
        };
        assert_eq!(all(&["24 Linden St", "24 Linden St #3", "24 Linden St Apt B"]), 1);
        assert_eq!(all(&["24 Linden St", "24 Linden St", "24 Linden St #3"]), 1);
        assert_eq!(all(&["24 Linden St", "24 Linden St", "24 Linden St"]), 0);
        assert_eq!(all(&["24 Linden St #2", "24 Linden St #3"]), 0);
    }
}
