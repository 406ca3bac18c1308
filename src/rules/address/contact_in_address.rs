//! `address/contact-in-address`: an e-mail address, a phone number or a remark in an address line.

use super::super::{Context, Rule};
use super::at_the_door::{stands_in, without_line};
use super::contact::{self, Contact, Kind};
use crate::finding::{Finding, Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};
use crate::text::Folded;
use crate::world::language::Languages;
use crate::world::words::{Class, classes, means_a_flat};

pub static RULE: Rule = Rule {
    code: "address/contact-in-address",
    summary: "an e-mail address, phone number, web address or remark in an address line",
    explain: "\
An address line holds something that is no address: an e-mail address, a phone number, a web \
address, or a remark for the driver (`leave with neighbour`). It takes the room of the flat or the floor on \
short labels, some label software refuses it, and it shows the buyer's data to everybody who sees the parcel.

What to do: take it out of the line. doorstep does so by itself when all of a second or third line is \
a contact and the order has the same one in its own column; otherwise it offers to move it. Where it \
fills the first line, it offers to move the street up from below.

What it does not know: house numbers, postcodes, the Postnummer of a Packstation and US grid \
addresses are no phones. Digits without a `+`, a word like `tel`, or the look of a phone number are \
left alone unless the phone column holds the same ones.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country,Phone,Email
1,Ada Byron,24 Linden St,ada@example.com,Boston,MA,02134,US,,ada@example.com
2,Ada Byron,24 Linden St,call +1 617 555 0142,Boston,MA,02134,US,,
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country,Phone,Email
1,Ada Byron,24 Linden St,Suite 10024,Boston,MA,02134,US,+1 617 555 0142,ada@example.com
2,Ada Byron,Packstation 145,12345678,Berlin,,10115,DE,,
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[Field::Address1, Field::AddressFull, Field::StreetJoined],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    for (field, text) in order.lines() {
        look(order, facts, context, field, text, out);
    }
    for field in [Field::City, Field::District] {
        look(order, facts, context, field, order.get(field), out);
    }
}

fn look<'a>(
    order: &Order<'a>,
    facts: &Facts<'a>,
    context: &Context<'_>,
    field: Field,
    text: &'a str,
    out: &mut Findings<'a>,
) {
    let reads_phones = facts.delivery != Delivery::PickupPoint || text.contains('+');
    let found = match contact::may_hold(text, order.signs(field)) {
        true => contact::find(text, order.get(Field::Phone), facts.country, reads_phones),
        false => None,
    };
    if let Some(found) = found.or_else(|| asked(order, facts, field, text)) {
        let finding = describe(field, text, &found, out);
        out.push(finding.fix(answer(order, context, field, text, &found)));
    }
}

/// What the driver is asked, where another line says in which street, and this one says nothing of
/// the door.
fn asked<'a>(order: &Order<'a>, facts: &Facts<'a>, field: Field, text: &'a str) -> Option<Contact<'a>> {
    // beside nothing else, it is no remark but the address
    if order.lines().nth(1).is_none() || !contact::asks_the_driver(text, facts.country) {
        return None;
    }
    // `Drop at Penthouse`, `Leave It To Us Ltd`
    let languages = facts.country.map_or(Languages::ALL, |c| c.languages);
    let is_somewhere = |word: &str| means_a_flat(word, languages) || classes(word, languages).has(Class::CompanySuffix);
    if Folded::of(text).split(' ').any(is_somewhere) {
        return None;
    }
    let parsed = &facts.parsed;
    let street = parsed.street.filter(|street| !stands_in(street, text))?;
    let of_the_door = [parsed.house_number, parsed.unit, parsed.level, parsed.po_box];
    let says_where = of_the_door.into_iter().flatten().any(|part| stands_in(part, text));
    let is_beside = order.lines().any(|(f, line)| f != field && stands_in(street, line));
    (is_beside && !says_where).then(|| Contact { kind: Kind::Remark, text, rest: String::new() })
}

fn describe<'a>(field: Field, text: &'a str, found: &Contact<'a>, out: &Findings<'a>) -> Finding<'a> {
    let what = match found.kind {
        Kind::Email => "an e-mail address",
        Kind::Phone => "a phone number",
        Kind::Web => "a web address",
        Kind::Remark => "a remark",
    };
    let finding = match found.rest.is_empty() {
        true => out.finding(&[field], format!("`{text}` is {what}, no part of an address")),
        false => out.finding(&[field], format!("`{}` in the line is {what}, no part of an address", found.text)),
    };
    if found.kind == Kind::Remark { finding.severity(Severity::Note).strength(0.3) } else { finding }
}

fn answer<'a>(order: &Order<'a>, context: &Context<'_>, field: Field, text: &'a str, found: &Contact<'a>) -> Fix<'a> {
    let alone = found.rest.is_empty();
    let others_speak = order.lines().any(|(f, _)| f != field);
    if alone && (!others_speak || field == Field::City) {
        return match field {
            Field::City => Fix::ask("ask for the city", "Which town or city should we deliver to?"),
            _ => Fix::ask("ask for the street", "Which street and house number should we deliver to?"),
        };
    }
    let home = match found.kind {
        Kind::Email => Some(Field::Email),
        Kind::Phone => Some(Field::Phone),
        Kind::Web | Kind::Remark => None,
    };
    let known = home.is_some_and(|home| match home {
        Field::Email => found.text.eq_ignore_ascii_case(order.get(home)),
        _ => contact::same_number(found.text, order.get(home)),
    });
    if known && alone && field != Field::Address1 {
        return Fix::safe("clear the cell").edit(field, "");
    }
    let fix = match (alone, field) {
        (false, _) => Fix::review("take it out of the line").edit(field, found.rest.clone()),
        (true, Field::Address1) => without_line(order, Fix::review("move the next line up"), field),
        (true, _) => Fix::review("clear the cell").edit(field, ""),
    };
    match home.filter(|home| context.columns.contains(*home) && order.get(*home).is_empty()) {
        Some(home) if !text.is_empty() => fix.edit(home, found.text),
        _ => fix,
    }
}
