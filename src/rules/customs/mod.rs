//! Held at the border until the delivery window closes. Every rule here needs to know where the
//! parcel comes from; without it, only what is true whoever ships is said.

mod description_missing;
mod destination_restricted;
mod duties_unpaid;
mod outside_customs_union;
mod tax_id_malformed;
mod tax_id_missing;
mod value_implausible;

use super::{Context, Rule};
use crate::finding::Fix;
use crate::input::Field;
use crate::order::{Delivery, Facts, Money, Order};
use crate::text::Folded;
use crate::world::customs::{Border, Spot, Way};
use crate::world::postcode::Postcode;
use crate::world::taxid::Need;

/// The rules of this family, in the order in which they run.
pub static RULES: &[&Rule] = &[
    &tax_id_missing::RULE,
    &tax_id_malformed::RULE,
    &duties_unpaid::RULE,
    &value_implausible::RULE,
    &description_missing::RULE,
    &destination_restricted::RULE,
    &outside_customs_union::RULE,
];

/// A parcel that crosses a border of customs or taxes.
#[derive(Clone, Copy, Debug)]
struct Crossing {
    from: Spot,
    to: Spot,
    border: Border,
}

/// Does the parcel cross a border? Not where nobody says where it comes from, and not as military
/// mail, which has rules of its own.
#[inline]
fn crossing(facts: &Facts<'_>, context: &Context<'_>) -> Option<Crossing> {
    let (from, to) = ends(facts, context)?;
    let border = from.border(&to);
    (border != Border::None && facts.delivery != Delivery::Military).then_some(Crossing { from, to, border })
}

/// Where the parcel comes from and where it goes, as customs see it.
#[inline]
fn ends(facts: &Facts<'_>, context: &Context<'_>) -> Option<(Spot, Spot)> {
    let (from, to) = context.ship_from.zip(facts.spot)?;
    Some((Spot::of_country(from), to))
}

fn postcode<'f>(facts: &'f Facts<'_>) -> &'f [u8] {
    facts.postcode.as_ref().map_or(&[], Postcode::as_bytes)
}

/// By what the parcel travels, as far as its service is known.
fn way(facts: &Facts<'_>) -> Way {
    match facts.service().map(|s| s.kind) {
        Some("post") => Way::Mail,
        Some("courier") => Way::Courier,
        _ => Way::Any,
    }
}

/// The cell that says what the goods are worth to customs, with its amount above 0.
fn declared(order: &Order<'_>) -> Option<(Field, Money)> {
    let read = |field| Money::read(order.get(field), order.get(Field::Currency)).map(|money| (field, money));
    let is_worth = |found: &(Field, Money)| found.1.amount > 0.0;
    let of_rows = || order.rows_value.map(|money| (Field::ItemPrice, money));
    let total = || Money::total_of(order).map(|money| (Field::Total, money)).filter(is_worth);
    read(Field::CustomsValue).filter(is_worth).or_else(total).or_else(of_rows).filter(is_worth)
}

/// The currency of an amount; `None` where neither the order nor the seller says. The shipped default
/// is that of a seller at home in its country.
fn currency_of<'m>(money: &'m Money, context: &'m Context<'_>) -> Option<&'m str> {
    let is_home = || context.ship_from.is_some_and(|from| from.currency == context.currency);
    match money.currency() {
        "" => (context.currency_is_stated || is_home()).then_some(context.currency),
        named => Some(named),
    }
}

/// An amount in a currency; `None` where its own is not known, or there is no rate.
fn worth(money: &Money, currency: &str, context: &Context<'_>) -> Option<f64> {
    context.settings.rates.convert(money.amount, currency_of(money, context)?, currency)
}

/// Is a cell blank, or does it say in a word that there is nothing?
fn says_nothing(order: &Order<'_>, field: Field) -> bool {
    order.lacks(field)
        || matches!(
            Folded::of(order.get(field)).as_str(),
            "" | "n a" | "na" | "nan" | "nil" | "none" | "null" | "x" | "0"
        )
}

/// Does the cell for the number hold one? A word (`pending`) is none, nor is an e-mail address.
fn holds_number(order: &Order<'_>, need: &Need) -> bool {
    /// Every number of a person has more digits.
    const LEAST: usize = 3;
    let words = order.get(Field::TaxId).split_whitespace().filter(|word| !word.contains('@'));
    let digits = words.flat_map(str::chars).filter(|c| c.is_numeric()).take(LEAST).count();
    !says_nothing(order, Field::TaxId) && (need.of_address || digits == LEAST)
}

/// ` (`pending` is none)`, where the cell for a number holds anything.
fn none_of(cell: &str) -> String {
    if cell.is_empty() { String::new() } else { format!(" (`{cell}` is none)") }
}

/// The article of a name of numbers: `an Aadhaar`, `a CPF`.
fn article(name: &str) -> &'static str {
    if name.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" }
}

/// The question for a number.
fn ask_for<'a>(need: &Need, crossing: &Crossing) -> Fix<'a> {
    let title = format!("ask for the {}", need.ids);
    let (ids, place) = (need.ids, crossing.to.in_words());
    let question = match (need.of_address, need.mandatory) {
        (true, _) => format!("Carriers in {place} need the {ids}. Which is yours?"),
        (false, true) => format!("Customs in {place} need the recipient's {ids}. Which is yours?"),
        (false, false) => format!("Customs in {place} may ask for the recipient's {ids}. Which is yours?"),
    };
    Fix::ask(title, question)
}
