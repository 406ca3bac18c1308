//! The disruption feed: tables of strikes, closures and suspensions that the seller or a nightly
//! job puts beside the settings. What they say is taken as it stands; who is hit by it, and how
//! badly, is for the rules.

mod area;
mod columns;
mod read;

use std::collections::BTreeMap;

use super::Country;
use super::postcode::Postcode;
use super::service::Service;
use crate::text::Day;
use area::Area;

pub use read::{FeedError, FeedFile};

/// What a notice does to parcels, mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stop {
    /// They are late.
    Delay,
    /// They are not delivered.
    Suspend,
    /// They are not taken.
    Embargo,
}

impl Stop {
    /// The name in a feed.
    pub const fn name(self) -> &'static str {
        match self {
            Stop::Delay => "delay",
            Stop::Suspend => "suspend",
            Stop::Embargo => "embargo",
        }
    }
}

/// One row of a feed.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Name of its file, without the folder.
    pub file: String,
    /// Line on which it begins, from 1.
    pub line: u64,
    /// Destination; `None` is everywhere.
    pub country: Option<&'static Country>,
    /// Only parcels from there.
    pub origin: Option<&'static Country>,
    /// The postcodes as they are written; empty: the whole country.
    pub postcodes: String,
    /// Carrier id; `None` is every carrier.
    pub carrier: Option<&'static str>,
    /// Only this service of it.
    pub service: Option<&'static Service>,
    /// What has happened: `strike`, `flood`; may be empty.
    pub kind: String,
    /// First day; `None`: begun already.
    pub start: Option<Day>,
    /// Last day; `None`: nobody knows.
    pub end: Option<Day>,
    /// What it does.
    pub stop: Stop,
    /// Days that parcels are late, least and most; `None`: nobody says.
    pub delay: Option<(u16, u16)>,
    /// What the feed says to do; may be empty.
    pub action: String,
    /// Who says so; may be empty.
    pub source: String,
    /// When it was last looked at.
    pub updated: Option<Day>,
    areas: Vec<Area>,
}

impl Notice {
    /// Is it about part of a country, and not about all of it?
    pub fn is_local(&self) -> bool {
        !self.areas.is_empty()
    }

    /// Is it about all carriers?
    pub fn is_general(&self) -> bool {
        self.carrier.is_none()
    }

    /// Is a parcel sent by that service meant? A notice about one carrier says nothing of parcels
    /// whose carrier is not known.
    pub fn is_about(&self, service: Option<&Service>) -> bool {
        match (self.carrier, self.service, service) {
            (None, _, _) => true,
            (Some(_), _, None) => false,
            (Some(_), Some(own), Some(service)) => own.id == service.id,
            (Some(carrier), None, Some(service)) => {
                // who writes DHL means all of its companies
                service.carrier == carrier || carrier == "dhl" && service.carrier.starts_with("dhl_")
            }
        }
    }

    /// Does it hold on any of these days?
    pub fn holds_between(&self, first: Day, last: Day) -> bool {
        self.start.is_none_or(|start| start <= last) && self.end.is_none_or(|end| end >= first)
    }

    /// Does it hold on that day?
    pub fn holds_on(&self, day: Day) -> bool {
        self.holds_between(day, day)
    }
}

/// All notices of a run, ready to be asked by destination.
#[derive(Clone, Debug, Default)]
pub struct Feed {
    files: Vec<FeedFile>,
    notices: Vec<Notice>,
    /// About all countries.
    everywhere: Vec<u32>,
    /// By position of the country, sorted.
    countries: Vec<(usize, OfCountry)>,
}

/// The notices about one country.
#[derive(Clone, Debug, Default)]
struct OfCountry {
    whole: Vec<u32>,
    local: Vec<Local>,
}

/// An area in a tree that lies in a sorted list: the middle is the root, what stands before and
/// behind it are its branches.
#[derive(Clone, Copy, Debug)]
struct Local {
    area: Area,
    /// The farthest end in the branches and the root.
    farthest: u128,
    notice: u32,
}

impl Feed {
    /// The notices of these files.
    pub fn of(mut files: Vec<FeedFile>) -> Feed {
        let notices: Vec<Notice> = files.iter_mut().flat_map(|f| std::mem::take(&mut f.notices)).collect();
        let mut everywhere = Vec::new();
        let mut countries: BTreeMap<usize, OfCountry> = BTreeMap::new();
        for (at, notice) in (0u32..).zip(&notices) {
            let Some(country) = notice.country else {
                everywhere.push(at);
                continue;
            };
            let of = countries.entry(country.index()).or_default();
            if !notice.is_local() {
                of.whole.push(at);
            }
            of.local.extend(notice.areas.iter().map(|area| Local { area: *area, farthest: area.to, notice: at }));
        }
        for of in countries.values_mut() {
            of.local.sort_unstable_by_key(|l| (l.area, l.notice));
            plant(&mut of.local);
        }
        Feed { files, notices, everywhere, countries: countries.into_iter().collect() }
    }

    /// Does it say nothing at all?
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.notices.is_empty()
    }

    /// How many notices there are.
    pub fn len(&self) -> usize {
        self.notices.len()
    }

    /// Shows every notice about a destination: its country as a whole, its postcode, and what
    /// holds everywhere. One that names the code twice is shown twice.
    pub fn about<'f>(
        &'f self,
        country: Option<&'static Country>,
        postcode: Option<&Postcode>,
        mut see: impl FnMut(&'f Notice),
    ) {
        let mut show = |at: u32| see(&self.notices[at as usize]);
        self.everywhere.iter().for_each(|at| show(*at));
        let Some(country) = country else { return };
        let of =
            |index: usize| self.countries.binary_search_by_key(&index, |(i, _)| *i).ok().map(|i| &self.countries[i].1);
        let key = postcode.map(area::key);
        if let Some(own) = of(country.index()) {
            own.whole.iter().for_each(|at| show(*at));
            key.iter().for_each(|key| search(&own.local, *key, &mut show));
        }
        // Puerto Rico is also written as a place of the United States
        if let Some(parent) = Country::by_code(country.territory_of)
            && let Some((of, key)) = of(parent.index()).zip(key)
        {
            search(&of.local, key, &mut show);
        }
    }

    /// What people should know of the files: rows left out, and files that are older than so many
    /// days.
    pub fn remarks(&self, today: Day, days: i32) -> Vec<String> {
        let mut out = Vec::new();
        for file in &self.files {
            out.extend(file.remarks.iter().cloned());
            match file.newest {
                Some(newest) if today.since(newest) > days => out.push(format!(
                    "{}: the feed is of {newest}, {} days ago: what has begun or ended since is not in it",
                    file.name,
                    today.since(newest)
                )),
                Some(_) => {}
                None => out.push(format!(
                    "{}: the feed does not say how old it is: give it a column `updated`, with days as YYYY-MM-DD",
                    file.name
                )),
            }
        }
        out
    }
}

/// Notes at each root how far its branches reach.
fn plant(list: &mut [Local]) -> u128 {
    if list.is_empty() {
        return 0;
    }
    let middle = list.len() / 2;
    let (before, rest) = list.split_at_mut(middle);
    let farthest = plant(before);
    let Some((root, behind)) = rest.split_first_mut() else { return farthest };
    root.farthest = root.area.to.max(farthest).max(plant(behind));
    root.farthest
}

fn search(list: &[Local], key: u128, show: &mut impl FnMut(u32)) {
    let middle = list.len() / 2;
    let Some(root) = list.get(middle).filter(|root| root.farthest >= key) else { return };
    search(&list[..middle], key, show);
    if root.area.from <= key {
        if root.area.to >= key {
            show(root.notice);
        }
        search(&list[middle + 1..], key, show);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::postcode;
    use proptest::prelude::*;

    fn feed(rows: &str) -> Feed {
        let text = format!("country,postcode,carrier,severity\n{rows}");
        Feed::of(vec![FeedFile::read("feed.csv", text.as_bytes()).expect("a feed")])
    }

    fn lines(feed: &Feed, cc: &str, code: &str) -> Vec<u64> {
        let country = Country::by_code(cc).expect("a country");
        let mut out = Vec::new();
        feed.about(Some(country), postcode::read(country, code).as_ref(), |n| out.push(n.line));
        out.sort_unstable();
        out.dedup();
        out
    }

    #[test]
    fn notices_are_found_by_destination() {
        let feed = feed(
            "US,941*,,suspend\nUS,,,delay\nUS,00900-00999,,delay\n*,,dhl,delay\nDE,10115,,embargo\nUS,94103|10001,,delay\n",
        );
        assert_eq!(lines(&feed, "US", "94103"), [2, 3, 5, 7]);
        assert_eq!(lines(&feed, "US", "10001"), [3, 5, 7]);
        assert_eq!(lines(&feed, "US", ""), [3, 5]);
        assert_eq!(lines(&feed, "PR", "00901"), [4, 5], "the island, not the country that it belongs to");
        assert_eq!(lines(&feed, "DE", "10115"), [5, 6]);
        assert_eq!(lines(&feed, "FR", "75001"), [5]);
        assert!(Feed::default().is_empty());
    }

    #[test]
    fn a_carrier_is_meant_by_its_name() {
        let feed = feed("US,,DHL,delay\nUS,,UPS,delay\nUS,,,delay\n");
        let meant = |id: &str| {
            let service = Service::by_id(id);
            feed.notices.iter().filter(|n| n.is_about(service)).map(|n| n.line).collect::<Vec<_>>()
        };
        assert_eq!(meant("dhl_express_worldwide"), [2, 4]);
        assert_eq!(meant("ups_ground"), [3, 4]);
        assert_eq!(meant("nothing"), [4]);
    }

    proptest! {
        #[test]
        fn the_tree_finds_what_a_search_of_all_finds(
            areas in proptest::collection::vec((0u128..60, 0u128..25), 0..40),
            key in 0u128..90,
        ) {
            let mut list: Vec<Local> = (0u32..)
                .zip(&areas)
                .map(|(i, (from, len))| Local { area: Area { from: *from, to: from + len }, farthest: 0, notice: i })
                .collect();
            list.sort_unstable_by_key(|l| (l.area, l.notice));
            plant(&mut list);
            let mut found = Vec::new();
            search(&list, key, &mut |at| found.push(at));
            found.sort_unstable();
            let want: Vec<u32> =
                (0u32..).zip(&areas).filter(|(_, (from, len))| (*from..=from + len).contains(&key)).map(|(i, _)| i).collect();
            prop_assert_eq!(found, want);
        }
    }
}
