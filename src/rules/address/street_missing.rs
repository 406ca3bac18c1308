//! `address/street-missing`: nothing in the address lines, nowhere to deliver.

use super::super::{Context, Rule};
use super::candidates::{names_only_a_door, same};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};
use crate::world::country::{Need, NumberPosition};
use crate::world::{Country, postcode};

pub static RULE: Rule = Rule {
    code: "address/street-missing",
    summary: "no street, PO box or pick-up point in the address lines",
    explain: "\
The address lines are empty, or hold a house number, a flat or floor, or the city again and nothing \
else, so there is no door to deliver to. Exports lose the street when a column was dropped, or when \
the buyer checked out with an express wallet that shares only the city.

What to do: look the order up in the shop, or ask the buyer.

What it does not know: streets that the shop keeps in a column of its own that was not understood \
(`doorstep columns` shows them).

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,,,Boston,MA,02134,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,,24 Linden St,Boston,MA,02134,US
```
",
    severity: Severity::Error,
    reason: Some(Reason::Address),
    needs: &[Field::Address1, Field::AddressFull, Field::StreetJoined],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let fix = || Fix::ask("ask for the street", "Which street and house number should we deliver to?");
    let says_nothing = |f: Field| order.lacks(f);
    if [Field::Address1, Field::Address2, Field::Address3, Field::StreetJoined, Field::AddressFull]
        .into_iter()
        .all(says_nothing)
    {
        out.push(out.finding(&[Field::Address1], "no street: every address line is empty").fix(fix()));
    } else if let Some((field, code)) = lone_postcode(order, facts) {
        out.push(out.finding(&[field], format!("`{code}` is the postcode: the street is missing")).fix(fix()));
    } else if let Some((field, number)) = lone_number(order, facts)
        && !SAID.iter().any(|code| out.has(code))
    {
        out.push(out.finding(&[field], format!("`{number}` is a house number without a street")).fix(fix()));
    } else if let Some((field, text)) = lone_door(order, facts)
        && !out.has("address/military-malformed")
    {
        out.push(out.finding(&[field], format!("`{text}` is a door without a street")).fix(fix()));
    } else if let Some((field, city)) = lone_city(order, facts) {
        out.push(out.finding(&[field], format!("`{city}` is the city: the street is missing")).fix(fix()));
    }
}

/// The first line, if all lines name flats, floors and people only.
fn lone_door<'a>(order: &Order<'a>, facts: &Facts<'a>) -> Option<(Field, &'a str)> {
    let p = &facts.parsed;
    let found = p.building.is_some() || p.house_number.is_some() || p.landmark || p.rural_route || p.no_number;
    let is_usual = facts.country.is_some_and(|c| {
        matches!(c.house_number, Need::Required | Need::Usual) && c.number_position != NumberPosition::Block
    });
    let elsewhere = !order.lacks(Field::Company) || !order.lacks(Field::AddressFull);
    if facts.delivery != Delivery::Door || found || !is_usual || elsewhere {
        return None;
    }
    order.lines().all(|(_, text)| names_only_a_door(text, facts)).then(|| order.lines().next())?
}

fn only_line<'a>(order: &Order<'a>) -> Option<(Field, &'a str)> {
    let mut lines = order.lines();
    lines.next().filter(|_| lines.next().is_none())
}

/// The one line, if it says the postcode again and no more, as who leaves a form half filled.
fn lone_postcode<'a>(order: &Order<'a>, facts: &Facts<'a>) -> Option<(Field, &'a str)> {
    let (field, line) = only_line(order)?;
    if line.len() > 12 || !line.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let written = facts.postcode?;
    let elsewhere = [Field::HouseNumber, Field::Company, Field::AddressFull].into_iter().any(|f| !order.lacks(f));
    let again = postcode::bare(line) == Some(written.bare()) && written.as_str().len() > 3;
    // a number alone may be that of a house
    let is_code = again && (line.bytes().any(|b| b.is_ascii_alphabetic()) || line.len() > 4);
    (is_code && !elsewhere).then_some((field, line))
}

/// The one line, if it says the city again and no more, where houses have numbers.
fn lone_city<'a>(order: &Order<'a>, facts: &Facts<'a>) -> Option<(Field, &'a str)> {
    let (field, line) = only_line(order)?;
    let is_city = same(line, order.get(Field::City));
    let elsewhere = [Field::HouseNumber, Field::Company, Field::AddressFull].into_iter().any(|f| !order.lacks(f));
    let is_door = facts.delivery == Delivery::Door && !elsewhere;
    (is_city && is_door && has_streets(order, facts)).then_some((field, line))
}

/// Do doors have a street and a number there, and no other cell says where?
fn has_streets(order: &Order<'_>, facts: &Facts<'_>) -> bool {
    let is_usual = |c: &Country| c.house_number == Need::Required && c.number_position != NumberPosition::Block;
    facts.country.is_some_and(is_usual) && order.lacks(Field::District)
}

/// Findings that say where the street went.
const SAID: [&str; 2] = ["address/fields-swapped", "address/field-misplaced"];

/// A number that is all the address lines say, where doors have a street.
fn lone_number<'a>(order: &Order<'a>, facts: &Facts<'a>) -> Option<(Field, &'a str)> {
    let country = facts.country?;
    if !matches!(country.house_number, Need::Required | Need::Usual) || country.number_position == NumberPosition::Block
    {
        return None;
    }
    let (field, line) = only_line(order)?;
    // `45 A`
    let digits = line.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number = (1..=5).contains(&digits.trim_end().len())
        && digits.trim_end().bytes().all(|b| b.is_ascii_digit())
        && line.len() - digits.len() <= 1;
    (number && facts.delivery == Delivery::Door && order.lacks(Field::District)).then_some((field, line))
}
