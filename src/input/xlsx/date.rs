//! Dates and times, which a spreadsheet stores as days since a day.

use super::number::plain;

/// The day from which a workbook counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Epoch {
    /// Day 1 is the first of January 1900, and that year has a 29th of February.
    #[default]
    Y1900,
    /// Day 0 is the first of January 1904.
    Y1904,
}

/// What of a point in time is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// The day alone.
    Day,
    /// The time alone.
    Time,
    /// Both.
    Both,
    /// Hours that go on after 24.
    Elapsed,
}

const DAY: i64 = 86_400;

/// The first of January 1970 in days of 1900, and the first of January 1904.
const UNIX: i64 = 25_569;
const Y1904: i64 = 1_462;

/// Days up to the end of the year 9999.
const LAST: f64 = 2_958_466.0;

/// A stored number as the date or time that it stands for, or `None` where it stands for none.
pub(super) fn moment(raw: &str, epoch: Epoch, shown: Shown) -> Option<String> {
    let value: f64 = plain(raw)?.parse().ok()?;
    if !(0.0..LAST).contains(&value) {
        return None;
    }
    let seconds = (value * DAY as f64).round() as i64;
    if shown == Shown::Elapsed {
        return Some(time(seconds));
    }
    let (day, second) = (seconds / DAY, seconds % DAY);
    let has_day = day > 0 || (epoch == Epoch::Y1904 && shown != Shown::Time);
    match (has_day, shown) {
        (false, Shown::Day) if second == 0 => None,
        (false, _) => Some(time(second)),
        (true, Shown::Day) => date(day, epoch),
        (true, _) => Some(format!("{} {}", date(day, epoch)?, time(second))),
    }
}

fn time(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn date(day: i64, epoch: Epoch) -> Option<String> {
    let day = match epoch {
        Epoch::Y1904 => day + Y1904,
        Epoch::Y1900 if day == 60 => return Some("1900-02-29".to_string()), // as Excel shows it
        Epoch::Y1900 if day < 60 => day + 1,
        Epoch::Y1900 => day,
    };
    // days since the first of March of the year 0, in eras of 400 years
    let days = day - UNIX + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let (month, of_month) =
        (if shifted < 10 { shifted + 3 } else { shifted - 9 }, of_year - (153 * shifted + 2) / 5 + 1);
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year <= 9999).then(|| format!("{year:04}-{month:02}-{of_month:02}"))
}

/// A date that is stored as a text, `2026-11-23T10:00:00`.
pub(super) fn written(text: &str, shown: Option<Shown>) -> String {
    let text = text.trim();
    let is_date = |text: &str| {
        let like =
            |(at, letter): (usize, u8)| if at == 4 || at == 7 { letter == b'-' } else { letter.is_ascii_digit() };
        text.len() == 10 && text.bytes().enumerate().all(like)
    };
    let Some((day, time)) = text.split_once('T').filter(|(day, _)| is_date(day)) else { return text.to_string() };
    if shown == Some(Shown::Day) {
        return day.to_string();
    }
    let time = time.strip_suffix('Z').unwrap_or(time);
    format!("{day} {}", time.split_once('.').map_or(time, |(seconds, _)| seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(raw: &str, shown: Shown) -> Option<String> {
        moment(raw, Epoch::Y1900, shown)
    }

    #[test]
    fn days_are_counted_as_excel_counts_them() {
        for (raw, day) in [
            ("1", "1900-01-01"),
            ("59", "1900-02-28"),
            ("60", "1900-02-29"),
            ("61", "1900-03-01"),
            ("25569", "1970-01-01"),
            ("45351", "2024-02-29"),
            ("46349", "2026-11-23"),
            ("46349.75", "2026-11-23"),
            ("73110", "2100-03-01"),
            ("2958465", "9999-12-31"),
        ] {
            assert_eq!(at(raw, Shown::Day).as_deref(), Some(day), "{raw}");
        }
        for none in ["0", "-1", "2958466", "1e300", "x"] {
            assert_eq!(at(none, Shown::Day), None, "{none}");
        }
    }

    #[test]
    fn the_other_way_to_count_starts_in_1904() {
        assert_eq!(moment("0", Epoch::Y1904, Shown::Day).as_deref(), Some("1904-01-01"));
        assert_eq!(moment("44887", Epoch::Y1904, Shown::Day).as_deref(), Some("2026-11-23"));
        assert_eq!(moment("0.5", Epoch::Y1904, Shown::Time).as_deref(), Some("12:00:00"));
        assert_eq!(moment("2958465", Epoch::Y1904, Shown::Day), None);
    }

    #[test]
    fn times_are_rounded_to_the_second() {
        assert_eq!(at("46349.416666666664", Shown::Both).as_deref(), Some("2026-11-23 10:00:00"));
        assert_eq!(at("46349.999999999", Shown::Both).as_deref(), Some("2026-11-24 00:00:00"));
        assert_eq!(at("0.416666666666667", Shown::Time).as_deref(), Some("10:00:00"));
        assert_eq!(at("0.416666666666667", Shown::Day).as_deref(), Some("10:00:00"));
        assert_eq!(at("46349.5", Shown::Time).as_deref(), Some("2026-11-23 12:00:00"));
        assert_eq!(at("1.5", Shown::Elapsed).as_deref(), Some("36:00:00"));
    }

    #[test]
    fn a_date_may_be_stored_as_a_text() {
        assert_eq!(written("2026-11-23T10:00:00.000Z", None), "2026-11-23 10:00:00");
        assert_eq!(written("2026-11-23T00:00:00", Some(Shown::Day)), "2026-11-23");
        assert_eq!(written("2026-11-23", None), "2026-11-23");
        assert_eq!(written("Täglich", None), "Täglich");
    }
}
