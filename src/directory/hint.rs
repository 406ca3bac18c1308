//! A cheap guess at which orders may share a building: postcode, number and outline of the lines,
//! from the cells as they stand. It decides which orders are worth reading, never what is said.

use std::collections::HashSet;

use crate::input::Field;

/// At most three guesses for one order. Each has 32 bits for postcode and number; below them the
/// outline of the lines: how many numbers, a letter alone, first letters of words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    keys: [u64; 3],
    len: u8,
}

const LINES: [Field; 4] = [Field::HouseNumber, Field::Address1, Field::Address2, Field::Address3];
const WHOLE: [Field; 2] = [Field::StreetJoined, Field::AddressFull];

impl Hint {
    /// The guesses of an order's cells: its postcode with each of the first three numbers of the
    /// lines. Where postcodes are so fine that few houses share one, also the postcode alone, for
    /// houses that have a name.
    pub fn of<'a>(cell: impl Fn(Field) -> &'a str) -> Hint {
        let mut hint = Hint::default();
        let Some((place, fine)) = place(cell(Field::Postcode).as_bytes()) else { return hint };
        let mut lines = Lines::default();
        LINES.iter().for_each(|field| lines.read(cell(*field).as_bytes()));
        if !lines.any {
            WHOLE.iter().for_each(|field| lines.read(cell(*field).as_bytes()));
        }
        let nameless = fine && lines.any && lines.count <= 1;
        let numbers = lines.numbers[..lines.count].iter().copied().chain(nameless.then_some(0));
        for (key, number) in hint.keys.iter_mut().zip(numbers) {
            *key = u64::from(mix(place, number)) << 32 | u64::from(lines.outline().0);
            hint.len += 1;
        }
        hint
    }

    /// The guesses at the building.
    pub fn keys(&self) -> impl Iterator<Item = u32> + '_ {
        self.outlined().iter().map(|k| Hint::key_of(*k))
    }

    /// The guess at the building, of one with its outline.
    pub fn key_of(outlined: u64) -> u32 {
        (outlined >> 32) as u32
    }

    /// The guesses with the outline of the lines, for [`Hint::shared`].
    pub fn outlined(&self) -> &[u64] {
        &self.keys[..usize::from(self.len)]
    }

    /// The guesses, of all that are given in ascending order, that at least three orders share, one
    /// of which may lack the unit that another names: fewer tell nothing of a building.
    pub fn shared(outlined: &[u64]) -> HashSet<u32> {
        let groups = outlined.chunk_by(|a, b| a >> 32 == b >> 32).filter(|group| group.len() >= 3);
        let telling = groups.filter(|group| {
            let mut outlines: Vec<Outline> = group.iter().map(|k| Outline(*k as u32)).collect();
            outlines.dedup();
            outlines.iter().any(|bare| outlines.iter().take(MOST).any(|other| bare.may_lack_a_unit_of(*other)))
        });
        telling.map(|group| Hint::key_of(group[0])).collect()
    }
}

/// Outlines of one guess that are compared with each of the others.
const MOST: usize = 256;

/// How many numbers the lines have (two bits), whether a letter stands alone (one), and with which
/// letters their words begin (26).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Outline(u32);

impl Outline {
    /// Has the other all the words of this one, and more numbers or a letter?
    fn may_lack_a_unit_of(self, other: Outline) -> bool {
        let more = self.0 & 3 < other.0 & 3 || self.0 & 4 < other.0 & 4;
        more && (self.0 & !other.0) >> 3 == 0
    }
}

/// What the lines of an address hold.
#[derive(Default)]
struct Lines {
    any: bool,
    numbers: [u32; 3],
    count: usize,
    /// A letter stands on its own, or right behind a number.
    letter: bool,
    /// First letters of words, one bit each.
    words: u32,
}

impl Lines {
    fn outline(&self) -> Outline {
        Outline(self.count as u32 | u32::from(self.letter) << 2 | self.words << 3)
    }

    fn read(&mut self, text: &[u8]) {
        self.any |= !text.is_empty();
        let mut i = 0;
        while i < text.len() {
            let start = i;
            if text[i].is_ascii_digit() {
                let mut number = 0u32;
                while i < text.len() && text[i].is_ascii_digit() {
                    number = number.wrapping_mul(10).wrapping_add(u32::from(text[i] - b'0'));
                    i += 1;
                }
                if i - start <= 6 && self.count < 3 && !self.numbers[..self.count].contains(&number) {
                    self.numbers[self.count] = number;
                    self.count += 1;
                }
            } else if text[i].is_ascii_alphabetic() || text[i] >= 0x80 {
                while i < text.len() && (text[i].is_ascii_alphabetic() || text[i] >= 0x80) {
                    i += 1;
                }
                let alone = i - start == 1 && text[start] < 0x80;
                self.letter |= alone;
                if !alone {
                    let first = if text[start] < 0x80 { text[start] & 31 } else { text[start + 1] & 31 };
                    self.words |= 1 << (first % 26);
                }
            } else {
                i += 1;
            }
        }
    }
}

/// A number for a postcode, and whether its codes are fine: seven digits or more, or letters in
/// it. Of a ZIP the first five digits count.
fn place(text: &[u8]) -> Option<(u32, bool)> {
    let (mut whole, mut five, mut letters, mut count) = (0u32, 0u32, false, 0);
    for b in text.iter().filter(|b| b.is_ascii_alphanumeric()) {
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
            let mut all: Vec<u64> = lines.iter().flat_map(|l| hint("02134", l).outlined().to_vec()).collect();
            all.sort_unstable();
            Hint::shared(&all).len()
        };
        assert_eq!(all(&["24 Linden St", "24 Linden St #3", "24 Linden St Apt B"]), 1);
        assert_eq!(all(&["24 Linden St", "24 Linden St", "24 Linden St #3"]), 1);
        assert_eq!(all(&["24 Linden St", "24 Linden St", "24 Linden St"]), 0);
        assert_eq!(all(&["24 Linden St #2", "24 Linden St #3"]), 0);
    }
}
