//! Customs: which places share a customs or tax area, from which value on a parcel is charged at
//! the border, where nothing is delivered at all, and the words of declarations. The facts are
//! those of `data/customs_areas.tsv`, `thresholds.tsv`, `suspensions.tsv`, `hs_needs.tsv`,
//! `duty_words.tsv` and `vague_descriptions.tsv`. What recipients must show is in
//! [`taxid`](super::taxid).

use super::tables::customs::{AREA_OF, AREAS, DUTY_WORDS, HS_NEEDS, SUSPENSIONS, THRESHOLDS, UNIONS, VAGUE, WITHIN};
use super::{Country, Region, Territory};
use crate::text::{Day, Folded};

/// What lies between two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Border {
    /// Goods go freely.
    None,
    /// One customs area, two tax areas: a declaration, and tax on arrival, but no duty.
    Tax,
    /// A customs border.
    Customs,
}

/// How well a fact is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Nobody has checked it: no rule speaks from it.
    Unverified,
    /// A weak or old source: check first.
    Low,
    /// One good secondary source.
    Medium,
    /// The official document.
    High,
}

/// The days on which a fact holds, both ends included; `None`: open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
}

impl Span {
    /// Does it hold on that day?
    pub fn holds(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// Where a fact comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Document.
    pub text: &'static str,
    /// Year of the document.
    pub year: i32,
    /// How well it is known.
    pub confidence: Confidence,
}

impl Source {
    /// How old the fact is, in words, where its year ended more than twelve months before that day.
    pub fn age(&self, as_of: Day) -> Option<String> {
        let end = Day::of(self.year, 12, 31)?;
        (as_of.since(end) > 365).then(|| format!("known as of {}, over a year ago: check first", self.year))
    }
}

/// By what a parcel travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The post.
    Mail,
    /// A courier.
    Courier,
    /// Either.
    Any,
}

impl Way {
    /// Does it speak of a parcel that travels like that? [`Way::Any`] is a parcel of which nobody
    /// knows.
    pub fn covers(self, parcel: Way) -> bool {
        self == Way::Any || parcel == Way::Any || self == parcel
    }
}

/// When what is needed at an open border is worth a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// The recipient is a business.
    Business,
    /// The parcel is worth more: amount, currency.
    Over(f64, &'static str),
}

/// What parcels from some countries need although no border lies between.
#[derive(Debug)]
pub struct Notice {
    /// Country codes of the senders.
    pub from: &'static [&'static str],
    /// For which parcels.
    pub when: When,
    /// What they need, for people.
    pub text: &'static str,
}

/// A country that shares its customs or tax area with others, or a place that does not belong to
/// its country's.
#[derive(Debug)]
pub struct Area {
    /// Country code, or an id of its own.
    pub id: &'static str,
    /// Its name, where it is no country.
    pub name: &'static str,
    /// The country that it looks like a part of, or empty.
    pub within: &'static str,
    /// How its postcodes begin there; empty: see [`Territory`].
    pub postcodes: &'static [&'static str],
    /// Customs unions, a bit each.
    pub customs: u8,
    /// Tax areas, a bit each.
    pub tax: u8,
    /// Is a tax asked for on arrival? `None` where nobody says.
    pub import_tax: Option<bool>,
    /// What is needed although the border is open.
    pub notice: Option<Notice>,
    /// Where it comes from.
    pub source: Source,
}

/// A place as customs see it.
#[derive(Clone, Copy, Debug)]
pub struct Spot {
    /// Its country, or the country that an order writes it under.
    pub country: &'static Country,
    /// What is special about it.
    pub area: Option<&'static Area>,
    /// The order writes it as a part of another country.
    pub disguised: bool,
}

impl Spot {
    /// A country as a whole.
    #[inline]
    pub fn of_country(country: &'static Country) -> Spot {
        let area = usize::from(AREA_OF[country.index()]).checked_sub(1).map(|i| &AREAS[i]);
        Spot { country, area, disguised: false }
    }

    /// Where a parcel goes; `postcode` is any spelling of it, empty where there is none.
    #[inline]
    pub fn of(country: &'static Country, postcode: &[u8]) -> Spot {
        if !postcode.is_empty() {
            for i in WITHIN[country.index()] {
                let area = &AREAS[usize::from(*i)];
                if area.postcodes.iter().any(|p| begins(postcode, p.as_bytes())) {
                    let own = Country::by_code(area.id);
                    return Spot { country: own.unwrap_or(country), area: Some(area), disguised: true };
                }
            }
            let lies_there = |t: &&Territory| t.postcodes.iter().any(|p| begins(postcode, p.as_bytes()));
            let territory = Territory::of(country).iter().find(lies_there);
            if let Some(own) = territory.and_then(|t| Country::by_code(t.code)) {
                return Spot { disguised: true, ..Spot::of_country(own) };
            }
        }
        Spot::of_country(country)
    }

    fn id(&self) -> &'static str {
        self.area.map_or(self.country.code, |a| a.id)
    }

    /// Its name inside a sentence.
    pub fn in_words(&self) -> String {
        match self.area.filter(|a| !a.name.is_empty()) {
            Some(area) => area.name.to_string(),
            None => self.country.in_words(),
        }
    }

    /// The country that it looks like a part of, if any.
    pub fn mother(&self) -> Option<&'static Country> {
        let within = self.area.map_or("", |a| a.within);
        Country::by_code(if within.is_empty() { self.country.territory_of } else { within })
    }

    /// What lies between the two?
    #[inline]
    pub fn border(&self, to: &Spot) -> Border {
        if self.id() == to.id() {
            return Border::None;
        }
        let shared = |of: fn(&Area) -> u8| self.area.zip(to.area).is_some_and(|(a, b)| of(a) & of(b) != 0);
        match (shared(|a| a.customs), shared(|a| a.tax)) {
            (true, true) => Border::None,
            (true, false) => Border::Tax,
            (false, _) => Border::Customs,
        }
    }

    /// Is it meant by a country code, or by the name of a union of which it is wholly part?
    pub fn is_of(&self, code: &str) -> bool {
        let union = || UNIONS.iter().position(|u| *u == code);
        self.country.code == code || self.area.zip(union()).is_some_and(|(a, i)| a.customs == 1 << i && a.tax == 1 << i)
    }
}

/// Does the code, separators aside, begin like that?
pub fn begins(code: &[u8], with: &[u8]) -> bool {
    // most differ in their first byte already
    let ([first, ..], [wanted, ..]) = (code, with) else { return false };
    let mut bare = code.iter().filter(|b| b.is_ascii_alphanumeric());
    first == wanted && with.iter().all(|b| bare.next() == Some(b))
}

/// From which value on the recipient is charged.
#[derive(Debug)]
pub struct Threshold {
    /// Country code or union.
    pub area: &'static str,
    /// More than this amount is charged.
    pub over: f64,
    /// ISO 4217.
    pub currency: &'static str,
    /// Country codes of the senders; empty: any.
    pub origins: &'static [&'static str],
    /// Parcels that it holds for.
    pub way: Way,
    /// When it holds.
    pub span: Span,
    /// The day since which parcels over the amount are charged; it may be long before the first of the span.
    pub since: Option<Day>,
    /// What is charged, for people.
    pub charge: &'static str,
    /// The seller's number with which a smaller parcel is taxed at the sale, or empty.
    pub scheme: &'static str,
    /// What a smaller parcel is charged without that number, or empty.
    pub charge_below: &'static str,
    /// Where it comes from.
    pub source: Source,
}

/// The threshold of a parcel; the most generous one where several may hold.
pub fn threshold(from: &Spot, to: &Spot, way: Way, day: Day) -> Option<&'static Threshold> {
    let holds = |t: &&Threshold| {
        t.source.confidence > Confidence::Unverified
            && to.is_of(t.area)
            && t.span.holds(day)
            && t.way.covers(way)
            && (t.origins.is_empty() || t.origins.iter().any(|o| from.is_of(o)))
    };
    THRESHOLDS.iter().filter(holds).max_by(|a, b| a.over.total_cmp(&b.over))
}

/// A destination to which nothing, or not everything, is delivered.
#[derive(Debug)]
pub struct Suspension {
    /// Country code of the destination.
    pub destination: &'static str,
    /// The part of it that is meant; empty: all of it.
    pub name: &'static str,
    /// How postcodes of that part begin.
    pub postcodes: &'static [&'static str],
    /// Codes of its regions.
    pub regions: &'static [&'static str],
    /// Country codes or unions of the senders; `*`: any.
    pub origins: &'static [&'static str],
    /// Carriers; empty: all.
    pub carriers: &'static [&'static str],
    /// When it holds.
    pub span: Span,
    /// What holds, for people.
    pub what: &'static str,
    /// Where it comes from.
    pub source: Source,
}

impl Suspension {
    /// Those of a destination.
    pub fn of(country: &Country) -> &'static [Suspension] {
        let wanted = Country::number_of(country.code);
        let from = SUSPENSIONS.partition_point(|s| Country::number_of(s.destination) < wanted);
        let count = SUSPENSIONS[from..].iter().take_while(|s| Country::number_of(s.destination) == wanted).count();
        &SUSPENSIONS[from..from + count]
    }

    /// Does that postcode, or that region, lie in the part that is meant?
    pub fn lies_in(&self, postcode: &[u8], region: Option<&Region>) -> bool {
        self.name.is_empty()
            || self.postcodes.iter().any(|p| begins(postcode, p.as_bytes()))
            || region.is_some_and(|r| self.regions.contains(&r.code))
    }
}

/// Where a declaration must name the customs tariff number.
#[derive(Debug)]
pub struct HsNeed {
    /// Country code, union, or `*`.
    pub area: &'static str,
    /// Least digits.
    pub digits: u8,
    /// Parcels that it holds for.
    pub way: Way,
    /// When it holds.
    pub span: Span,
    /// Where it comes from.
    pub source: Source,
}

/// Digits of the tariff number that a parcel needs, if it needs one for sure.
pub fn hs_digits(to: &Spot, way: Way, day: Day) -> Option<&'static HsNeed> {
    let surely = |n: &&HsNeed| (n.way == Way::Any || n.way == way) && n.span.holds(day);
    let needed = HS_NEEDS.iter().filter(surely).filter(|n| n.area == "*" || to.is_of(n.area));
    needed.max_by_key(|n| n.digits)
}

/// A word that says who pays duties.
#[derive(Debug)]
pub struct DutyWord {
    /// Folded.
    pub text: &'static str,
    /// The sender does, or somebody else.
    pub paid: bool,
    /// Only in a cell about duties; elsewhere the word has other meanings.
    pub in_cell_only: bool,
}

/// Where a text about duties stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a cell of its own.
    Cell,
    /// In the name of a service.
    Service,
}

/// Does the text say that duties are paid, or that they are not? The longest phrase decides.
pub fn duties_paid(text: &str, place: Place) -> Option<bool> {
    let folded = Folded::of(text);
    let folded = folded.as_str();
    let stands = |word: &str| {
        folded.match_indices(word).any(|(at, _)| {
            let (before, after) = (&folded[..at], &folded[at + word.len()..]);
            let is_cjk = !word.is_ascii();
            is_cjk || (before.is_empty() || before.ends_with(' ')) && (after.is_empty() || after.starts_with(' '))
        })
    };
    let allowed = |w: &&DutyWord| place == Place::Cell || !w.in_cell_only;
    let found = DUTY_WORDS.iter().filter(allowed).filter(|w| stands(w.text));
    found.max_by_key(|w| w.text.len()).map(|w| w.paid)
}

/// Is a description no more than words that customs do not take: `gift`, `2 x samples`?
pub fn is_vague(text: &str) -> bool {
    let folded = Folded::of(text);
    let folded = folded.as_str();
    let known = |word: &str| VAGUE.binary_search(&word).is_ok();
    let counts = |word: &str| {
        let rest = word.trim_matches(|c: char| c.is_ascii_digit());
        matches!(rest, "" | "x" | "pcs" | "pc" | "st" | "stk")
    };
    let mut words = folded.split(' ').filter(|w| !counts(w)).peekable();
    known(folded) || words.peek().is_some() && words.all(known)
}

#[cfg(test)]
mod tests;
