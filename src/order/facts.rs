//! What several rules need to know of an order, read once.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use super::{Money, Order, Parsed, Placement, Scratch, parse};
use crate::input::Field;
use crate::world::choice::Said;
use crate::world::customs::Spot;
use crate::world::places::Places;
use crate::world::postcode::{self, Postcode};
use crate::world::service::{Recognised, Service};
use crate::world::{Country, Region, payment};

/// Where the parcel goes, as far as the address says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// A door.
    Door,
    /// A PO box.
    PoBox,
    /// A locker, shop or post office.
    PickupPoint,
    /// Military mail.
    Military,
    /// General delivery, poste restante.
    GeneralDelivery,
}

/// Facts of one order.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// Country of destination.
    pub country: Option<&'static Country>,
    /// The country stands in the order (it is not the default of the run).
    pub country_stated: bool,
    /// The postcode in canonical layout, where it fits a shape of the country.
    pub postcode: Option<Postcode>,
    /// Where that is to customs: a place of its own, or the country.
    pub spot: Option<Spot>,
    /// The region that the cell names, where doorstep knows it.
    pub region: Option<&'static Region>,
    /// Regions in which the postcode may lie (see [`Region::of_postcode`]); empty: not known.
    pub postcode_regions: &'static [u16],
    /// The places of the world.
    pub places: &'static Places,
    /// What they say of postcode and city.
    pub placement: Placement,
    /// The address lines taken apart.
    pub parsed: Parsed<'a>,
    /// What the parcel is sent by.
    pub service: Recognised,
    /// What else the shipping method says.
    pub method: Said,
    /// Where it goes.
    pub delivery: Delivery,
    /// Does the buyer pay at the door? `None` where the order does not say.
    pub pays_on_delivery: Option<bool>,
    /// What it is worth ([`Money::value_of`]).
    pub value: Option<Money>,
}

impl Default for Facts<'_> {
    /// Of an order that nobody looked at.
    fn default() -> Self {
        Facts {
            country: None,
            country_stated: false,
            postcode: None,
            spot: None,
            region: None,
            postcode_regions: &[],
            places: Places::shipped(),
            placement: Placement::default(),
            parsed: Parsed::default(),
            service: Recognised::Unspecified,
            method: Said::default(),
            delivery: Delivery::Door,
            pays_on_delivery: None,
            value: None,
        }
    }
}

impl<'a> Facts<'a> {
    /// Reads the facts of an order; `default_country` is for orders that name none.
    pub fn of(order: &Order<'a>, default_country: Option<&'static Country>, scratch: &mut Scratch<'a>) -> Facts<'a> {
        let mut facts = Facts::beside_lines(order, default_country, scratch);
        facts.read_lines(order, scratch);
        facts
    }

    /// What the cells beside the address lines say.
    pub fn beside_lines(
        order: &Order<'a>,
        default_country: Option<&'static Country>,
        scratch: &mut Scratch<'a>,
    ) -> Facts<'a> {
        let stated = order.get(Field::Country);
        let found = if stated.is_empty() { None } else { Country::find(stated) };
        let country = if stated.is_empty() { default_country } else { found };
        let postcode = country.and_then(|c| postcode::read(c, order.get(Field::Postcode)));
        let postcode_regions = match (country, postcode) {
            (Some(c), Some(p)) => Region::of_postcode(c, p.bare().as_str()),
            _ => &[],
        };
        let region = country.and_then(|c| region_of(order, c, scratch));
        let Method { service, said: method } = method_of(order, scratch);
        let placement = country.map(|c| Placement::of(scratch.places, order, c, region, postcode));
        Facts {
            country,
            country_stated: found.is_some(),
            postcode,
            spot: country.map(|c| Spot::of(c, postcode.as_ref().map_or(&[], Postcode::as_bytes))),
            region,
            postcode_regions,
            places: scratch.places,
            placement: placement.unwrap_or_default(),
            service,
            method,
            pays_on_delivery: pays_on_delivery(order, scratch),
            value: Money::value_of(order),
            ..Facts::default()
        }
    }

    /// Takes the address lines apart.
    pub fn read_lines(&mut self, order: &Order<'a>, scratch: &mut Scratch<'a>) {
        self.parsed = parse::parse(order, self.country, scratch);
        self.delivery = delivery_of(&self.parsed);
    }

    /// The recognised service, where the text names one.
    pub fn service(&self) -> Option<&'static Service> {
        match self.service {
            Recognised::Service(service) => Some(service),
            _ => None,
        }
    }

    /// Is the order's country one of these codes?
    pub fn in_country(&self, codes: &[&str]) -> bool {
        self.country.is_some_and(|c| codes.contains(&c.code))
    }
}

fn region_of<'a>(order: &Order<'a>, country: &Country, scratch: &mut Scratch<'a>) -> Option<&'static Region> {
    [Field::Region, Field::RegionName].into_iter().find_map(|f| match order.get(f) {
        "" => None,
        text => *scratch.regions.entry((country.index(), text)).or_insert_with(|| Region::find(country, text)),
    })
}

/// What was made of the text of a shipping method.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Method {
    service: Recognised,
    said: Said,
}

impl Method {
    /// Of an order that names none.
    const NONE: Method = Method { service: Recognised::Unspecified, said: Said::NOTHING };
}

fn method_of<'a>(order: &Order<'a>, scratch: &mut Scratch<'a>) -> Method {
    let (own, known) = (scratch.own_methods, scratch.known);
    let mut recognise = |text: &'a str| {
        let own = || own.iter().find(|m| m.value.0.eq_ignore_ascii_case(text)).map(|m| m.value.1);
        let service = || own().map_or_else(|| Service::recognise(text), Recognised::Service);
        let read = || Method { service: service(), said: Said::of_method(text) };
        *scratch.methods.entry(text).or_insert_with(|| known.map_or_else(read, |known| known.get_or(text, read)))
    };
    match (order.get(Field::Service), order.get(Field::Carrier)) {
        ("", "") => Method::NONE,
        (text, "") => recognise(text),
        ("", carrier) => recognise(carrier),
        (text, carrier) => match recognise(text) {
            Method { service: Recognised::Unknown | Recognised::Unspecified, said } => {
                Method { service: recognise(carrier).service, said }
            }
            known => known,
        },
    }
}

/// What the shipping methods of a run were recognised as: there are few, and each takes longer to
/// recognise than all else that is read of an order.
#[derive(Debug, Default)]
pub struct KnownMethods(RwLock<HashMap<Box<str>, Method>>);

impl KnownMethods {
    /// Texts that are kept; an export with more of them has something else in that column.
    const MOST: usize = 4096;

    fn get_or(&self, text: &str, read: impl FnOnce() -> Method) -> Method {
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(text) {
            return *known;
        }
        let found = read();
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < KnownMethods::MOST {
            known.insert(text.into(), found);
        }
        found
    }
}

fn pays_on_delivery<'a>(order: &Order<'a>, scratch: &mut Scratch<'a>) -> Option<bool> {
    let text = order.get(Field::Payment);
    let is_cash = || payment::is_cash_on_delivery(text);
    (!text.is_empty()).then(|| *scratch.payments.entry(text).or_insert_with(is_cash))
}

/// Is there a building on a street as well, as in Kenya, where few streets have numbers?
fn names_a_door(parsed: &Parsed<'_>) -> bool {
    parsed.street.is_some() && (parsed.building.is_some() || parsed.level.is_some())
}

fn delivery_of(parsed: &Parsed<'_>) -> Delivery {
    if parsed.pickup.is_some() {
        Delivery::PickupPoint
    } else if parsed.military.is_some() {
        Delivery::Military
    } else if parsed.po_box.is_some() && parsed.house_number.is_none() && !names_a_door(parsed) {
        Delivery::PoBox
    } else if parsed.general_delivery {
        Delivery::GeneralDelivery
    } else {
        Delivery::Door
    }
}
