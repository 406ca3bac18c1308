//! Days as exports write them: `2026-11-23T10:00:00Z`, `23.11.2026`, `11/23/26`, `Nov-23-26`.

use std::fmt;

/// A day of the Gregorian calendar, without hour or time zone. The default is 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// In which order a file writes the parts of a date that has numbers only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// Nobody says; `03/04/2026` may be either.
    #[default]
    Unknown,
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
}

impl DateOrder {
    /// The order of that name: `dmy`, `mdy`; `ymd` needs none.
    pub fn from_name(name: &str) -> DateOrder {
        match name {
            "dmy" => DateOrder::DayFirst,
            "mdy" => DateOrder::MonthFirst,
            _ => DateOrder::Unknown,
        }
    }
}

impl Day {
    /// The day of that year, month (1..=12) and day of the month, if there is one.
    pub const fn of(year: i32, month: u32, day: u32) -> Option<Day> {
        if year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > days(year, month) {
            return None;
        }
        // counted from the first of March of a year before, so that the leap day comes last
        let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let of_year = (153 * m as i32 + 2) / 5 + day as i32 - 1;
        let era = y / 400;
        let in_era = y - era * 400;
        Some(Day(era * 146_097 + in_era * 365 + in_era / 4 - in_era / 100 + of_year - 719_468))
    }

    /// A day as ISO 8601 writes it: `2026-11-23`.
    pub fn iso(text: &str) -> Option<Day> {
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        let number = |part: &str, len: usize| {
            (part.len() == len && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<u32>().ok()).flatten()
        };
        Day::of(number(year, 4)? as i32, number(month, 2)?, number(day, 2)?)
    }

    /// Reads the day at the beginning of a cell, whatever time stands behind it. `None` where there
    /// is none, or where it has two readings and `order` does not tell which.
    pub fn read(text: &str, order: DateOrder) -> Option<Day> {
        let parts = parts(text)?;
        if let Part::Number(n, 8) = parts[0] {
            return Day::of((n / 10_000) as i32, n / 100 % 100, n % 100);
        }
        Day::from_parts(parts, if is_dotted(text) { DateOrder::DayFirst } else { order })
    }

    /// The order in which a date of numbers must be written, because the other reading is no day.
    pub fn order_of(text: &str) -> DateOrder {
        match parts(text) {
            _ if is_dotted(text) => DateOrder::Unknown,
            Some([Part::Number(13..=31, _), Part::Number(1..=12, 1..=2), Part::Number(_, 2 | 4)]) => {
                DateOrder::DayFirst
            }
            Some([Part::Number(1..=12, 1..=2), Part::Number(13..=31, _), Part::Number(_, 2 | 4)]) => {
                DateOrder::MonthFirst
            }
            _ => DateOrder::Unknown,
        }
    }

    fn from_parts(parts: [Part; 3], order: DateOrder) -> Option<Day> {
        use Part::{Month, Number};
        let year = |n: u32, len: usize| if len <= 2 { 2000 + n as i32 } else { n as i32 };
        match parts {
            [Number(y, 4), Number(m, _), Number(d, _)] | [Number(y, 4), Month(m), Number(d, _)] => {
                Day::of(y as i32, m, d)
            }
            [Month(m), Number(d, 1..=2), Number(y, len)] | [Number(d, 1..=2), Month(m), Number(y, len)] => {
                Day::of(year(y, len), m, d)
            }
            [Number(a, 1..=2), Number(b, 1..=2), Number(y, len @ (2 | 4))] => {
                let (day, month) = match order {
                    _ if a > 12 || a == b => (a, b),
                    _ if b > 12 => (b, a),
                    DateOrder::DayFirst => (a, b),
                    DateOrder::MonthFirst => (b, a),
                    DateOrder::Unknown => return None,
                };
                Day::of(year(y, len), month, day)
            }
            _ => None,
        }
    }

    /// Year, month (1..=12) and day of the month.
    pub fn parts(self) -> (i32, u32, u32) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let in_era = z.rem_euclid(146_097);
        let year = (in_era - in_era / 1_460 + in_era / 36_524 - in_era / 146_096) / 365;
        let of_year = in_era - (365 * year + year / 4 - year / 100);
        let m = (5 * of_year + 2) / 153;
        let day = of_year - (153 * m + 2) / 5 + 1;
        let month = if m < 10 { m + 3 } else { m - 9 };
        (era * 400 + year + i32::from(month <= 2), month as u32, day as u32)
    }

    /// Day of the week, Monday is 0.
    pub fn weekday(self) -> u8 {
        (self.0 + 3).rem_euclid(7) as u8
    }

    /// So many days later, or earlier.
    #[must_use]
    pub fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// Days from the other day to this one; negative where this one is earlier.
    pub fn since(self, other: Day) -> i32 {
        self.0 - other.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

const fn days(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Are the parts parted by points, as where the day stands first?
fn is_dotted(text: &str) -> bool {
    text.trim_start().trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('.')
}

/// The first three parts of a date; one of eight digits has all three in the first.
fn parts(text: &str) -> Option<[Part; 3]> {
    let mut parts = [Part::Number(0, 0); 3];
    let mut count = 0;
    let mut rest = text.trim_start();
    while count < 3 {
        let first = rest.chars().next()?;
        let is = |c: char| if first.is_ascii_digit() { c.is_ascii_digit() } else { c.is_alphabetic() };
        let end = rest.find(|c| !is(c)).unwrap_or(rest.len());
        if end == 0 {
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (word, after) = rest.split_at(end);
        rest = after;
        if let Some(part) = Part::of(word) {
            parts[count] = part;
            count += 1;
            if let (1, Part::Number(_, 8)) = (count, part) {
                return Some(parts);
            }
        }
    }
    Some(parts)
}

/// A part of a date.
#[derive(Clone, Copy, Debug)]
enum Part {
    /// A number, and how many digits it has.
    Number(u32, usize),
    /// A month by its name, 1..=12.
    Month(u32),
}

impl Part {
    /// A number or the name of a month; `None` for weekdays and other words.
    fn of(word: &str) -> Option<Part> {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return (word.len() <= 8).then(|| word.parse().ok().map(|n| Part::Number(n, word.len()))).flatten();
        }
        const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        /// As other languages begin them.
        const OTHERS: [(&str, u32); 16] = [
            ("mär", 3),
            ("mrz", 3),
            ("mai", 5),
            ("okt", 10),
            ("dez", 12),
            ("fév", 2),
            ("fev", 2),
            ("avr", 4),
            ("juin", 6),
            ("juil", 7),
            ("aoû", 8),
            ("aou", 8),
            ("déc", 12),
            ("ene", 1),
            ("abr", 4),
            ("ago", 8),
        ];
        let begins = |name: &str| {
            let mut letters = word.chars().flat_map(char::to_lowercase);
            name.chars().all(|c| letters.next() == Some(c))
        };
        let other = OTHERS.iter().find(|(name, _)| begins(name)).map(|(_, month)| *month);
        let month = other.or_else(|| MONTHS.iter().position(|name| begins(name)).map(|i| i as u32 + 1))?;
        Some(Part::Month(month))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_comes_back() {
        let mut day = Day::of(1999, 12, 28).expect("a day");
        for _ in 0..40_000 {
            let (y, m, d) = day.parts();
            assert_eq!(Day::of(y, m, d), Some(day));
            assert_eq!(Day::iso(&day.to_string()), Some(day));
            day = day.plus(1);
        }
        assert_eq!(Day::of(2026, 11, 23).map(Day::weekday), Some(0), "a Monday");
        assert_eq!(Day::of(2025, 2, 29), None);
    }

    #[test]
    fn days_are_read_as_exports_write_them() {
        for text in [
            "2026-11-23",
            "2026-11-23T10:00:00+01:00",
            "2026/11/23 08:00",
            "23.11.2026 08:00",
            "23/11/2026",
            "11/23/26",
            "Nov-23-26",
            "23-Nov-2026 10:00:00 PST",
            "Mon, 23 Nov 2026 10:00",
            "November 23, 2026 3:00 PM",
            "20261123",
            "2026年11月23日",
        ] {
            assert_eq!(Day::read(text, DateOrder::Unknown), Day::of(2026, 11, 23), "{text}");
        }
        assert_eq!(Day::read("03/04/2026", DateOrder::Unknown), None);
        assert_eq!(Day::read("03/04/2026", DateOrder::MonthFirst), Day::of(2026, 3, 4));
        assert_eq!(Day::read("03/04/2026", DateOrder::DayFirst), Day::of(2026, 4, 3));
        assert_eq!(Day::read("03.04.2026", DateOrder::MonthFirst), Day::of(2026, 4, 3), "dots are written day first");
        assert_eq!(Day::order_of("23/11/2026"), DateOrder::DayFirst);
        assert_eq!(Day::order_of("11/23/26"), DateOrder::MonthFirst);
        assert_eq!(Day::order_of("11/12/26"), DateOrder::Unknown);
        assert_eq!(Day::order_of("2026-11-23"), DateOrder::Unknown);
        for text in ["", "soon", "45992", "32/13/2026", "4.47E+11"] {
            assert_eq!(Day::read(text, DateOrder::DayFirst), None, "{text}");
        }
    }
}
