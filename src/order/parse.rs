//! What stands where in the address lines: house number, street, unit, building, PO box, pick-up
//! point. Reads, never judges; what it cannot tell it leaves out.
//!
//! Every line becomes marks (tokens with what the words of the country's languages may mean).
//! Each step below takes the marks it understands and leaves the others free for the next:
//! what is no street address at all, then marked doors, then the house number, then doors that
//! carry no marker, then street and building out of what is left.

mod block;
mod customs;
mod door;
mod leftover;
mod marks;
mod number;
mod place;
mod special;
mod suffix;

use super::facts::Method;
use super::{KnownMethods, Memo, MemoByCountry, Order};
use crate::config::{Settings, Sourced};
use crate::input::Field;
use crate::text::Token;
use crate::world::places::Places;
use crate::world::service::Service;
use crate::world::{Country, Region};
use customs::Customs;
use marks::Mark;

/// A locker, parcel shop or post office where the buyer collects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pickup<'a> {
    /// Network id of `data/words.tsv` (`packstation`, `inpost`, …, `generic`).
    pub network: &'static str,
    /// As written.
    pub text: &'a str,
    /// Number or code of the point, if it stands there.
    pub point: Option<&'a str>,
    /// The recipient's number with the network (DHL Postnummer), if it stands anywhere.
    pub account: Option<&'a str>,
}

/// The address lines taken apart; every text is as written, within one cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed<'a> {
    /// House number with its suffix: `24`, `12-14`, `9/3`, `5 bis`.
    pub house_number: Option<&'a str>,
    /// Street name with its type.
    pub street: Option<&'a str>,
    /// Door within the building, with the marker where there is one: `Apt 3`, `кв. 5`, `101号室`.
    pub unit: Option<&'a str>,
    /// Storey, where it is written apart from the unit.
    pub level: Option<&'a str>,
    /// Name or number of the building.
    pub building: Option<&'a str>,
    /// PO box with its number: `PO Box 12`, `Postfach 3456`.
    pub po_box: Option<&'a str>,
    /// Locker, shop or post office.
    pub pickup: Option<Pickup<'a>>,
    /// Military mail: `PSC 808 Box 12`, `BFPO 61`.
    pub military: Option<&'a str>,
    /// A unit word with no designator behind it (`Apt`, `Unit #`), and its cell.
    pub dangling_unit: Option<(Field, &'a str)>,
    /// The line says that there is no number (`s/n`).
    pub no_number: bool,
    /// General delivery, poste restante.
    pub general_delivery: bool,
    /// Rural route or highway contract.
    pub rural_route: bool,
    /// Described by a landmark (`near`, `opposite`, `200 m norte de`).
    pub landmark: bool,
    /// Care of.
    pub care_of: Option<&'a str>,
    /// Some address line holds a digit.
    pub has_digit: bool,
}

/// Buffers that are reused from order to order.
#[derive(Debug)]
pub struct Scratch<'a> {
    pub(crate) places: &'static Places,
    pub(crate) own_methods: &'a [Sourced<(String, &'static Service)>],
    pub(crate) known: Option<&'a KnownMethods>,
    pub(crate) tokens: Vec<Token<'a>>,
    pub(crate) payments: Memo<'a, bool>,
    pub(crate) methods: Memo<'a, Method>,
    pub(crate) regions: MemoByCountry<'a, Option<&'static Region>>,
    pub(crate) marks: Vec<Mark<'a>>,
}

impl Default for Scratch<'_> {
    /// With the places that doorstep carries.
    fn default() -> Self {
        Scratch::with(Places::shipped())
    }
}

impl<'a> Scratch<'a> {
    /// With these places of the world, what the seller says of shipping methods, and what they were
    /// recognised as before, with the same settings.
    pub fn of(places: &'static Places, settings: &'a Settings, known: &'a KnownMethods) -> Self {
        Scratch { own_methods: &settings.methods, known: Some(known), ..Scratch::with(places) }
    }

    /// With these places of the world.
    pub fn with(places: &'static Places) -> Self {
        Scratch {
            places,
            own_methods: &[],
            known: None,
            tokens: Vec::new(),
            payments: Default::default(),
            methods: Default::default(),
            regions: Default::default(),
            marks: Vec::new(),
        }
    }
}

/// Takes the address lines of an order apart by the customs of the country (or, without one, by
/// those that most countries share).
pub fn parse<'a>(order: &Order<'a>, country: Option<&'static Country>, scratch: &mut Scratch<'a>) -> Parsed<'a> {
    let customs = Customs::of(country);
    let mut parsed = Parsed::default();
    marks::read(order, customs, scratch);
    let marks = &mut scratch.marks;
    parsed.has_digit = marks.iter().any(|m| m.has_digit());
    special::take(order, customs, marks, &mut parsed);
    if customs.block && marks.iter().any(|m| block::is_block_script(m.text)) {
        block::take(order, customs, &mut parsed);
        return parsed;
    }
    door::take(customs, marks, &mut parsed);
    let number = number::find(order, customs, marks, &mut parsed);
    leftover::take(order, customs, marks, number, &mut parsed);
    place::take(customs, marks, number, &mut parsed);
    parsed
}
