//! Days on which parcels rest: weekends, and public holidays of `data/holidays.tsv`. Of countries
//! and years that are not there nothing is known, and nothing said.

use std::sync::LazyLock;

use super::tables::calendars::{HOLIDAYS, NAMES, REGIONS, WEEKENDS, YEARS};
use super::{Country, Region};
use crate::text::Day;
use arrayvec::ArrayVec;

/// A place that may lie in more regions is taken to lie anywhere in the country.
const REGIONS_AT_MOST: usize = 4;

/// Days, each with regions that keep it and its name: positions in [`REGIONS`] and [`NAMES`].
type Holidays = &'static [(u16, u8, u16)];

/// Holidays and weekend of each country, by its index.
static DAYS: LazyLock<Vec<(Holidays, [bool; 7])>> = LazyLock::new(|| {
    let of = |country: &Country| {
        let wanted = Country::number_of(country.code);
        let at = HOLIDAYS.binary_search_by_key(&wanted, |(cc, _)| Country::number_of(cc));
        let rest = WEEKENDS.binary_search_by_key(&wanted, |(cc, _)| Country::number_of(cc));
        let weekend = rest.map_or([false, false, false, false, false, true, true], |i| WEEKENDS[i].1);
        (at.map_or(&[][..], |i| HOLIDAYS[i].1), weekend)
    };
    Country::all().iter().map(of).collect()
});

/// A place as calendars see it: a country, and the regions in which it may lie.
#[derive(Clone, Debug)]
pub struct Calendar {
    country: &'static Country,
    regions: ArrayVec<&'static Region, REGIONS_AT_MOST>,
    holidays: Holidays,
    weekend: [bool; 7],
}

impl Calendar {
    /// The calendar of a country, for a place in one of these regions, nobody knows which; none:
    /// somewhere in the country.
    pub fn of(country: &'static Country, mut regions: impl Iterator<Item = &'static Region>) -> Calendar {
        let known: ArrayVec<_, REGIONS_AT_MOST> = regions.by_ref().take(REGIONS_AT_MOST).collect();
        let too_many = regions.next().is_some();
        let (holidays, weekend) = DAYS[country.index()];
        Calendar { country, regions: if too_many { ArrayVec::new() } else { known }, holidays, weekend }
    }

    /// Are the public holidays of that day's year known?
    pub fn covers(&self, day: Day) -> bool {
        !self.holidays.is_empty() && (YEARS.0..=YEARS.1).contains(&day.parts().0)
    }

    /// The public holiday of that day, if all the regions keep it.
    pub fn holiday(&self, day: Day) -> Option<&'static str> {
        let number = u16::try_from(day.since(Day::default())).ok()?;
        let from = self.holidays.partition_point(|(d, _, _)| *d < number);
        let mut of_day = self.holidays[from..].iter().take_while(|(d, _, _)| *d == number);
        of_day.find(|(_, regions, _)| self.keeps(REGIONS[usize::from(*regions)])).map(|h| NAMES[usize::from(h.2)])
    }

    /// May that day be a public holiday in some region? Sure where it is a no.
    pub fn may_rest(&self, day: Day) -> bool {
        u16::try_from(day.since(Day::default()))
            .is_ok_and(|number| self.holidays.binary_search_by_key(&number, |(d, _, _)| *d).is_ok())
    }

    fn keeps(&self, codes: &[&str]) -> bool {
        let keeps = |region: &&Region| codes.contains(&region.code);
        codes.is_empty() || !self.regions.is_empty() && self.regions.iter().all(keeps)
    }

    /// Is it a weekly day of rest?
    pub fn is_weekend(&self, day: Day) -> bool {
        self.weekend[usize::from(day.weekday())]
    }

    /// Is it neither weekend nor, as far as is known, a holiday?
    pub fn is_working_day(&self, day: Day) -> bool {
        !self.is_weekend(day) && self.holiday(day).is_none()
    }

    /// So many working days after a day.
    pub fn working_days_after(&self, day: Day, days: u8) -> Day {
        self.count(day, days, |day| self.is_working_day(day))
    }

    /// The same where public holidays are days like any other.
    pub fn weekdays_after(&self, day: Day, days: u8) -> Day {
        self.count(day, days, |day| !self.is_weekend(day))
    }

    /// So many days after a day where beside public holidays only the last day of the weekend is a day of
    /// rest, for carriers that work whenever they can: no parcel is there earlier.
    pub fn earliest_after(&self, day: Day, days: u8) -> Day {
        let is_open = |day: Day| !self.is_weekend(day) || self.is_weekend(day.plus(1));
        self.count(day, days, |day| is_open(day) && self.holiday(day).is_none())
    }

    fn count(&self, mut day: Day, days: u8, counts: impl Fn(Day) -> bool) -> Day {
        for _ in 0..days {
            day = day.plus(1);
            // no country rests for longer than a month
            for _ in 0..31 {
                if counts(day) {
                    break;
                }
                day = day.plus(1);
            }
        }
        day
    }

    /// The country it is of.
    pub fn country(&self) -> &'static Country {
        self.country
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(cc: &str, regions: &str) -> Calendar {
        let country = Country::by_code(cc).expect("a country");
        let regions = regions.split(' ').filter(|r| !r.is_empty());
        Calendar::of(country, regions.map(|r| Region::by_code(country, r).expect("a region")))
    }

    fn day(text: &str) -> Day {
        Day::iso(text).expect("a day")
    }

    #[test]
    fn holidays_are_known_where_they_are_kept() {
        for (cc, regions, on, name) in [
            ("US", "MA", "2026-11-26", Some("Thanksgiving Day")),
            ("US", "MA", "2026-11-27", None),
            ("DE", "BY", "2027-01-06", Some("Epiphany")),
            ("DE", "BY BW", "2027-01-06", Some("Epiphany")),
            ("DE", "BY HE", "2027-01-06", None),
            ("DE", "HH", "2027-01-06", None),
            ("DE", "", "2027-01-06", None),
            ("DE", "", "2026-12-25", Some("Christmas Day")),
            ("ES", "", "2026-12-08", Some("Immaculate Conception")),
            ("JP", "", "2026-11-23", None),
            ("US", "", "2031-12-25", None),
        ] {
            assert_eq!(calendar(cc, regions).holiday(day(on)), name, "{cc} {regions} {on}");
        }
        assert!(calendar("US", "").covers(day("2028-12-31")) && !calendar("US", "").covers(day("2029-01-01")));
        assert!(!calendar("AQ", "").covers(day("2026-12-25")));
    }

    #[test]
    fn weekends_are_not_the_same_everywhere() {
        let friday = day("2026-11-20");
        assert!(calendar("SA", "").is_weekend(friday) && !calendar("US", "").is_weekend(friday));
        assert!(!calendar("JP", "").is_weekend(friday.plus(2)), "parcels are delivered on Sundays");
    }

    #[test]
    fn working_days_are_counted() {
        let us = calendar("US", "");
        let wednesday = day("2026-11-25");
        assert_eq!(us.working_days_after(wednesday, 1), day("2026-11-27"));
        assert_eq!(us.working_days_after(wednesday, 2), day("2026-11-30"));
        assert_eq!(us.weekdays_after(wednesday, 1), day("2026-11-26"));
        assert_eq!(us.earliest_after(day("2026-11-27"), 1), day("2026-11-28"), "a Saturday");
        assert_eq!(us.earliest_after(day("2026-11-27"), 2), day("2026-11-30"));
        assert_eq!(us.earliest_after(wednesday, 1), day("2026-11-27"), "not on Thanksgiving Day");
        assert_eq!(us.working_days_after(wednesday, 0), wednesday);
    }
}
