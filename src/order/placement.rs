//! What the places of the world say of an order's postcode and city together.

use super::Order;
use crate::input::Field;
use crate::text::is_latin;
use crate::text::names::Likeness;
use crate::world::places::{Code, Granularity, Places, PlacesOf, Point, Trust, Unit};
use crate::world::postcode::Postcode;
use crate::world::{Country, Region};

/// Does the postcode exist?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Nobody can say: no postcode of the country's shape, or no list of the country's codes.
    #[default]
    Unsaid,
    /// It is in the list.
    Known,
    /// It is not, in a list that can be trusted so far.
    Unknown(Trust),
}

/// What the postcode says of the city.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum CityFit {
    /// Nothing: one of the two is blank or not known.
    #[default]
    Unsaid,
    /// A place of the postcode is called so.
    Same,
    /// A place of the postcode is called nearly so: a part of the name, an abbreviation.
    Like,
    /// A place of the postcode is called so but for a typing error, and no other place of the country
    /// is called like the cell.
    Misspelt,
    /// The nearest place of that name, in the order's region where it says one, is so many
    /// kilometres from the postcode.
    Away(f32),
    /// No place of that name is known there.
    Unheard,
}

/// Postcode, city and region of an order, held against one another.
#[derive(Clone, Copy, Debug, Default)]
pub struct Placement {
    /// The places of the country of destination, where there are any.
    pub places: Option<PlacesOf<'static>>,
    /// The listed code in which the postcode lies.
    pub code: Option<Code<'static>>,
    /// Does the postcode exist?
    pub standing: Standing,
    /// Does the city lie there?
    pub city: CityFit,
}

impl Placement {
    /// Looks an order up.
    pub(super) fn of(
        places: &'static Places,
        order: &Order<'_>,
        country: &'static Country,
        region: Option<&'static Region>,
        postcode: Option<Postcode>,
    ) -> Placement {
        let Some(places) = places.country(country) else { return Placement::default() };
        let mut placement = Placement { places: Some(places), ..Placement::default() };
        let Some(bare) = postcode.map(|p| p.bare()) else { return placement };
        placement.code = places.code(bare.as_str());
        placement.standing = match placement.code {
            Some(_) if places.unit(bare.as_str()) == Unit::NoSector => Standing::Unknown(Trust::Fair),
            Some(_) => Standing::Known,
            None if places.trust() > Trust::None && places.lists(bare.as_str()) => Standing::Unknown(places.trust()),
            None => Standing::Unsaid,
        };
        if let Some(code) = placement.code.filter(|_| places.granularity() != Granularity::Municipality) {
            placement.city = fit(places, code, order, region);
        }
        placement
    }
}

/// Nearer than that a city may as well be its province, in km: an assumption.
const PROVINCE_KM: f32 = 40.0;

/// Nearer is a neighbour, and no more is asked, in km.
pub const NEIGHBOUR_KM: f32 = 5.0;

/// How the city, or the district where that fits better, agrees with a code.
fn fit(places: PlacesOf<'static>, code: Code<'static>, order: &Order<'_>, region: Option<&'static Region>) -> CityFit {
    let city = order.get(Field::City);
    if city.is_empty() || !code.has_names() {
        return CityFit::Unsaid;
    }
    let district = order.get(Field::District);
    let mut like = code.likeness(city);
    if like > Likeness::Shortened && !district.is_empty() {
        like = like.min(code.likeness(district));
    }
    match like {
        Likeness::Same => return CityFit::Same,
        Likeness::Part | Likeness::Shortened => return CityFit::Like,
        Likeness::Close | Likeness::Different => {}
    }
    let Some(point) = code.point().filter(|_| places.has_sure_points()) else {
        return CityFit::Unsaid;
    };
    if is_in_latin(city) && !code.names().any(is_in_latin) {
        // `Kazan` may well be Казань, whatever village writes itself so
        return CityFit::Unsaid;
    }
    let (mut nearest, mut heard) = (None, false);
    for name in spellings(places.country(), city).chain(Some(district).filter(|d| !d.is_empty())) {
        for place in places.places_named(name) {
            heard = true;
            let here = place.point().filter(|_| place.regions().allow(region));
            // most namesakes are farther away than one before them, without a look at how far
            let is_farther = |p: &Point| nearest.is_some_and(|km| km < LOOK_KM && !p.may_be_within(point, km));
            let Some(km) = here.filter(|p| !is_farther(p)).map(|p| p.km(point)) else { continue };
            nearest = Some(nearest.map_or(km, |before: f32| before.min(km)));
        }
    }
    if nearest.is_none_or(|km| km >= NEIGHBOUR_KM) && is_said_of_region(places, code, city, nearest) {
        return CityFit::Unsaid;
    }
    match nearest {
        Some(km) if km < NEIGHBOUR_KM || spellings(places.country(), city).any(|name| is_sure_of(places, name)) => {
            CityFit::Away(km)
        }
        Some(_) => CityFit::Unheard,
        None if like == Likeness::Close && !heard => CityFit::Misspelt,
        None => CityFit::Unheard,
    }
}

/// Is the county or the province of the postcode what stands where the town should? Where a town is
/// called like it, only if that is not too far to be meant.
fn is_said_of_region(places: PlacesOf<'_>, code: Code<'_>, city: &str, nearest: Option<f32>) -> bool {
    let country = places.country();
    let is_near = || nearest.is_some_and(|km| km < PROVINCE_KM);
    Region::find(country, city).is_some_and(|region| {
        code.may_lie_in(region) && (country.has_nested_regions() || is_near() || places.inhabitants(city).is_none())
    })
}

/// Are all places of that name known? Where the list has gaps, a namesake may lie nearer than any
/// that it has, unless the name is that of a town, or of one place only.
fn is_sure_of(places: PlacesOf<'_>, name: &str) -> bool {
    let is_one_place = || {
        let mut points = places.places_named(name).filter_map(|place| place.point());
        points.next().is_some_and(|first| points.all(|point| point.km(first) < NAMESAKE_KM))
    };
    match places.trust() {
        Trust::Strong => true,
        Trust::Fair => places.inhabitants(name).is_some() || is_one_place(),
        Trust::None => places.inhabitants(name).is_some(),
    }
}

/// Places of one name that lie farther apart are two, in km.
const NAMESAKE_KM: f32 = 30.0;
/// Up to where [`Point::may_be_within`] looks.
const LOOK_KM: f32 = 1000.0;

fn is_in_latin(name: &str) -> bool {
    name.chars().any(is_latin)
}

/// The city as written, and without what people write beside it: `Boston, MA`, `Paris 15`, `Köln
/// (Porz)`, `Bolzano - Bozen`, `Odense C`, `Lengnau BE`, `Paya Boyacá`.
fn spellings<'c>(country: &'static Country, city: &'c str) -> impl Iterator<Item = &'c str> {
    let parted = city.split([',', '(', ')', '/', ';']).flat_map(|part| part.split(" - "));
    let parted = parted.filter(move |part| part.len() < city.len());
    let wordy = city.find(|c: char| c.is_ascii_digit()).map(|at| &city[..at]);
    let is_extra = |last: &str| last.len() == 1 || Region::find(country, last).is_some();
    let quarter = city.rsplit_once(' ').filter(|(_, last)| is_extra(last)).map(|(rest, _)| rest);
    let whole = [Some(city), wordy, quarter].into_iter().flatten();
    whole.chain(parted).map(str::trim).filter(|part| part.len() > 1)
}
