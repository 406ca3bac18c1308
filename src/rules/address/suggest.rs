//! Postcodes a typing error away from the one of an order, that the other cells agree with.

use arrayvec::ArrayString;

use crate::finding::{Fix, FixLevel};
use crate::input::Field;
use crate::order::{CityFit, Facts, NEIGHBOUR_KM, Order};
use crate::text::Folded;
use crate::text::names::{self, Likeness};
use crate::world::Country;
use crate::world::country::Need;
use crate::world::places::{Code, Kind, PlacesOf, Point, Trust, Unit};
use crate::world::postcode::{self, Postcode};

use super::candidates::{is_blank, written_code};

/// What may have happened to a postcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slip {
    /// Two neighbours changed places.
    Swapped,
    /// One digit for another.
    Mistyped,
    /// A digit was left out.
    Dropped,
}

impl Slip {
    /// What the postcode of the order is one with.
    pub(super) fn words(self) -> &'static str {
        match self {
            Slip::Swapped => "two digits swapped",
            Slip::Mistyped => "one digit mistyped",
            Slip::Dropped => "a digit left out",
        }
    }
}

/// A postcode that was likely meant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meant {
    pub code: Postcode,
    pub slip: Slip,
    listed: Code<'static>,
    /// A place of the code is called like the city; else it lies in the city's suburbs.
    named: bool,
    /// The city and the region say so, and nothing else is a slip away.
    certain: bool,
}

impl Meant {
    /// The fix that writes it.
    pub(super) fn fix<'a>(&self, before: &str) -> Fix<'a> {
        let title = match self.slip {
            Slip::Swapped => "swap two digits back",
            Slip::Mistyped => "correct one digit",
            Slip::Dropped => "put the missing digit in",
        };
        let level = if self.certain { FixLevel::Safe } else { FixLevel::Review };
        Fix { level, ..Fix::safe(title) }.edit(Field::Postcode, written_code(&self.code, before))
    }

    /// Do city and region say so, and is nothing else a slip away?
    pub(super) fn is_certain(&self) -> bool {
        self.certain
    }

    /// `02134` is `Boston`, as the order says.
    pub(super) fn evidence(&self, order: &Order<'_>) -> String {
        let code = self.code.as_str();
        let place = place_of(order, &self.listed);
        match self.named {
            true => format!("`{code}` is `{place}`, as the order says"),
            false => format!("`{code}` is `{place}`, next to `{}`", order.get(Field::City)),
        }
    }
}

/// The postcode that a slip turned into the bare letters and digits of `bare`: one in which the
/// city of the order lies (in its region, where it names one), or whose digits are swapped and which
/// lies in its suburbs. `None` where several are as likely.
pub(super) fn meant(order: &Order<'_>, facts: &Facts<'_>, bare: &str) -> Option<Meant> {
    search(order, facts, bare, true)
}

/// The same where only swapped digits are witness enough: less than half the work.
pub(super) fn meant_before_swap(order: &Order<'_>, facts: &Facts<'_>, bare: &str) -> Option<Meant> {
    search(order, facts, bare, false)
}

fn search(order: &Order<'_>, facts: &Facts<'_>, bare: &str, all_slips: bool) -> Option<Meant> {
    let (country, places) = (facts.country?, facts.placement.places?);
    if is_blank(order, Field::City) {
        return None;
    }
    let suburbs = Suburbs::of(order, facts);
    if suburbs.middles.is_empty() {
        return None;
    }
    let mut search = Search { order, facts, country, places, suburbs, city: None, found: Vec::new() };
    swaps(bare, &mut |code| search.look(code, Slip::Swapped));
    if all_slips {
        mistypes(bare, &mut |code| search.look(code, Slip::Mistyped));
    }
    if all_slips && facts.postcode.is_none() {
        // of a code that fits, no digit is missing
        drops(bare, &mut |code| search.look(code, Slip::Dropped));
    }
    let found = &search.found;
    let only = |wanted: &dyn Fn(&Meant) -> bool| {
        let mut fitting = found.iter().filter(|m| wanted(m));
        fitting.next().map(|first| (*first, fitting.next().is_none()))
    };
    let by_swap = only(&|m| m.slip == Slip::Swapped && m.named).or_else(|| only(&|m| m.slip == Slip::Swapped));
    let (best, alone) = by_swap.or_else(|| only(&|m| m.named))?;
    // one digit for another fits too much to be sure of
    let certain = best.certain && found.len() == 1 && best.slip != Slip::Mistyped;
    alone.then_some(Meant { certain, ..best })
}

/// Two different neighbouring digits, swapped.
fn swaps(bare: &str, see: &mut impl FnMut(&str)) {
    let bytes = bare.as_bytes();
    for i in 1..bytes.len() {
        let (a, b) = (bytes[i - 1], bytes[i]);
        if a != b && a.is_ascii_digit() && b.is_ascii_digit() {
            with(bare, i - 1, &[b, a], 2, see);
        }
    }
}

/// One digit for another.
fn mistypes(bare: &str, see: &mut impl FnMut(&str)) {
    for (i, b) in bare.bytes().enumerate().filter(|(_, b)| b.is_ascii_digit()) {
        for digit in (b'0'..=b'9').filter(|d| *d != b) {
            with(bare, i, &[digit], 1, see);
        }
    }
}

/// A digit more, anywhere.
fn drops(bare: &str, see: &mut impl FnMut(&str)) {
    for i in 0..=bare.len() {
        for digit in b'0'..=b'9' {
            // the same digit before and after its twin gives the same code
            if i == 0 || bare.as_bytes()[i - 1] != digit {
                with(bare, i, &[digit], 0, see);
            }
        }
    }
}

/// The text with `cut` bytes from `at` on replaced.
fn with(bare: &str, at: usize, put: &[u8], cut: usize, see: &mut impl FnMut(&str)) {
    let bytes = bare.as_bytes();
    let (Some(head), Some(tail)) = (bytes.get(..at), bytes.get(at + cut..)) else { return };
    let mut text = ArrayString::<16>::new();
    for part in [head, put, tail] {
        // letter by letter: they are few
        for b in part {
            if text.try_push(char::from(*b)).is_err() {
                return;
            }
        }
    }
    see(&text);
}

/// No postcode of a city lies farther from its middle, in km.
const WIDEST_KM: f32 = 60.0;

struct Search<'s, 'a> {
    order: &'s Order<'a>,
    facts: &'s Facts<'a>,
    country: &'static Country,
    places: PlacesOf<'static>,
    suburbs: Suburbs,
    /// The city as names are looked up.
    city: Option<Folded>,
    found: Vec<Meant>,
}

impl Search<'_, '_> {
    /// Is it settled already that nothing is the only one?
    fn is_settled(&self) -> bool {
        let named = self.found.iter().filter(|m| m.named).count();
        let swapped = self.found.first().is_some_and(|m| m.slip == Slip::Swapped);
        if swapped { self.found.len() > 1 && self.found[1].slip != Slip::Swapped } else { named > 1 }
    }

    fn look(&mut self, bare: &str, slip: Slip) {
        if self.is_settled() {
            return;
        }
        let Some(listed) = self.places.code(bare) else { return };
        if listed.kind() != Kind::Street || !listed.regions().allow(self.facts.region) {
            return;
        }
        let Some(point) = listed.point() else { return };
        if !self.suburbs.lie_within(point, WIDEST_KM)
            || !matches!(self.places.unit(bare), Unit::Known | Unit::NotListed)
        {
            return;
        }
        let fits = postcode::letters_and_digits(bare).and_then(|b| postcode::fit(self.country, b));
        let Some(code) = fits else { return };
        // names are compared last, and seldom: it takes longest
        let city = self.city.get_or_insert_with(|| names::key(self.order.get(Field::City).trim_ascii()));
        let agrees = agrees_on(self.facts, &listed, listed.likeness_of_key(city.as_str()));
        let in_suburbs = || self.suburbs.lie_within(point, self.suburbs.km);
        if (agrees.is_some() || in_suburbs()) && self.found.iter().all(|m| m.code != code) {
            let (named, certain) = (agrees.is_some(), agrees == Some(true));
            self.found.push(Meant { code, slip, listed, named, certain });
        }
    }
}

/// As many places of one name as are told apart.
const MIDDLES: usize = 24;

/// Where people say that they live in the city of an order.
struct Suburbs {
    middles: Vec<Point>,
    km: f32,
}

impl Suburbs {
    fn of(order: &Order<'_>, facts: &Facts<'_>) -> Suburbs {
        let (mut middles, mut people): (Vec<Point>, u32) = (Vec::new(), 0);
        for place in facts.placement.places.into_iter().flat_map(|p| p.places_named(order.get(Field::City))) {
            people = people.max(place.population().unwrap_or(0));
            if middles.len() == MIDDLES || !place.regions().allow(facts.region) {
                continue;
            }
            let Some(point) = place.point() else { continue };
            if !middles.iter().any(|m| m.is_within(point, NEIGHBOUR_KM)) {
                middles.push(point);
            }
        }
        Suburbs { middles, km: km_of_suburbs(people) }
    }

    /// Is one of their middles so near?
    fn lie_within(&self, point: Point, km: f32) -> bool {
        self.middles.iter().any(|middle| middle.is_within(point, km))
    }
}

/// Does the city of the order lie in a code, and does the region not contradict? Whether both say
/// so for sure.
pub(super) fn agrees(order: &Order<'_>, facts: &Facts<'_>, code: &Code<'static>) -> Option<bool> {
    agrees_on(facts, code, code.likeness(order.get(Field::City)))
}

fn agrees_on(facts: &Facts<'_>, code: &Code<'static>, like: Likeness) -> Option<bool> {
    if like > Likeness::Shortened {
        return None;
    }
    let mut regions = code.regions();
    let confirmed = match facts.region {
        Some(region) if !regions.is_empty() => Some(regions.any(|r| r == region)),
        _ => None,
    };
    let needed = facts.country.is_some_and(|c| c.region == Need::Required);
    match confirmed {
        Some(false) => None,
        Some(true) => Some(like == Likeness::Same),
        None => Some(like == Likeness::Same && !needed),
    }
}

/// Does the city of the order lie in a postcode?
pub(super) fn is_of_city(order: &Order<'_>, facts: &Facts<'_>, code: &Postcode) -> bool {
    let listed = facts.placement.places.and_then(|places| places.code(code.bare().as_str()));
    listed.is_some_and(|listed| agrees(order, facts, &listed).is_some())
}

/// Is a postcode of the listed shape in no list that can be trusted?
pub(super) fn is_unlisted(facts: &Facts<'_>, code: &Postcode) -> bool {
    let bare = code.bare();
    let Some(places) = facts.placement.places.filter(|p| p.trust() == Trust::Strong) else { return false };
    places.code(bare.as_str()).is_none() && places.lists(bare.as_str())
}

/// Is a postcode in no list of the country's, or far from every place of the city's name? No where there
/// is no list to trust, or no such city in it.
pub(super) fn is_elsewhere(order: &Order<'_>, facts: &Facts<'_>, code: &Postcode) -> bool {
    let (Some(places), bare) = (facts.placement.places, code.bare()) else { return false };
    let Some(listed) = places.code(bare.as_str()) else {
        return places.trust() > Trust::None && places.lists(bare.as_str());
    };
    let Some(point) = listed.point().filter(|_| places.has_sure_points()) else { return false };
    let suburbs = Suburbs::of(order, facts);
    !suburbs.middles.is_empty()
        && !suburbs.lie_within(point, WIDEST_KM)
        && listed.likeness(order.get(Field::City)) > Likeness::Shortened
}

/// The name of the code's place that the order means.
pub(super) fn place_of(order: &Order<'_>, code: &Code<'static>) -> &'static str {
    let city = order.get(Field::City);
    let best = code.names().min_by_key(|name| names::likeness(name, city));
    best.unwrap_or_default()
}

/// The one postcode of the place that the order's city names, in its region where it says one.
pub(super) fn only_code_of_city(order: &Order<'_>, facts: &Facts<'_>) -> Option<Postcode> {
    let places = facts.placement.places?;
    let mut only: Option<Postcode> = None;
    for place in places.places_named(order.get(Field::City)).filter(|p| p.regions().allow(facts.region)) {
        for code in place.codes().filter(|c| c.kind() == Kind::Street) {
            let whole = code.postcode()?;
            if only.is_some_and(|before| before != whole) {
                return None;
            }
            only = Some(whole);
        }
    }
    only
}

/// Is the city farther from the postcode than one that is served by it, or far enough for two
/// swapped digits that explain it? How far, and what was meant.
pub(super) fn too_far(order: &Order<'_>, facts: &Facts<'_>, bare: &str) -> Option<(f32, Option<Meant>)> {
    let CityFit::Away(km) = facts.placement.city else { return None };
    // next door is no other town, whatever else may be said
    let suburbs = if km > NEIGHBOUR_KM { suburbs_km(order, facts) } else { return None };
    if km > suburbs + facts.placement.code?.inexact_km() {
        return Some((km, meant(order, facts, bare)));
    }
    let swapped = if km > suburbs { meant_before_swap(order, facts, bare) } else { None };
    swapped.map(|meant| (km, Some(meant)))
}

fn suburbs_km(order: &Order<'_>, facts: &Facts<'_>) -> f32 {
    km_of_suburbs(facts.placement.places.and_then(|p| p.inhabitants(order.get(Field::City))).unwrap_or(0))
}

/// How far from its middle people still say that they live in the city, in km: a few more than the
/// circle that its inhabitants would fill, 1,500 to the square kilometre. Assumed, not measured.
fn km_of_suburbs(people: u32) -> f32 {
    NEIGHBOUR_KM + (people as f32 / 1500.0 / std::f32::consts::PI).sqrt()
}
