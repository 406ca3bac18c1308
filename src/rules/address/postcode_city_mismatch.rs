//! `address/postcode-city-mismatch`: a postcode of another town.

use super::super::{Context, Rule};
use super::candidates::{rounded, same};
use super::suggest::{self, Meant};
use super::taken_apart::place_at_end;
use crate::finding::{Finding, Findings, Fix, FixLevel, Reason, Severity};
use crate::input::Field;
use crate::order::{CityFit, Delivery, Facts, Order};
use crate::text::names::Likeness;
use crate::text::{Folded, mojibake};
use crate::world::places::{Code, Kind};
use crate::world::words::{Class, classes};
use crate::world::{Country, Region, postcode};

pub static RULE: Rule = Rule {
    code: "address/postcode-city-mismatch",
    summary: "a postcode that lies far from the city of the order",
    explain: "\
Every place that is called like the city of the order lies far from the postcode, too far to be \
served by it. Parcels follow the postcode, so this one goes to the wrong town and comes back late or \
not at all.

Also said where an address line ends in a postcode with its city that are not those of the cells.

What to do: if swapping two digits, or one other digit, gives a postcode of that city, that is the \
likely error; else ask the buyer which of the two is right.

What it does not know: places that no list names. A city that it has never heard of in that \
country, or in that region, is not taken for an error, nor is a neighbour of the postcode's town, \
a suburb, another spelling or another script.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Boston,MA,01201,US
2,Ada Byron,Lindenstr. 24,,Köln,,10969,DE
3,Ada Byron,24 rue des Tilleuls,,Lyon,,75008,FR
4,Ada Byron,\"24 Pearl St, Boulder, CO 80302\",,Denver,CO,80202,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Allston,MA,02134,US
2,Ada Byron,Lindenstr. 24,,Cologne,,50667,DE
3,Ada Byron,24 Linden St,,St Paul,MN,55101,US
4,Ada Byron,24 rue des Tilleuls,,Paris 8e,,75008,FR
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[Field::Postcode],
    check,
};

const SAID: [&str; 6] = [
    "address/fields-swapped",
    "address/postcode-missing",
    "address/postcode-malformed",
    "address/postcode-country-mismatch",
    "address/postcode-region-mismatch",
    "address/placeholder",
];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let (Some(code), Some(postcode)) = (facts.placement.code, facts.postcode) else { return };
    if facts.delivery == Delivery::Military || code.kind() != Kind::Street || SAID.iter().any(|c| out.has(c)) {
        return;
    }
    // rural mail names the town that it comes from, however far, and has codes of its own
    if facts.parsed.rural_route && facts.in_country(&["NZ"]) {
        return;
    }
    if facts.placement.city == CityFit::Misspelt {
        return misspelt(order, &code, out);
    }
    if let Some((field, code, city)) = place_in_line(order, facts) {
        let (there, here) = (order.get(Field::City), postcode.as_str());
        let message = format!("the address line says `{city}` `{code}`, the cells say `{there}` `{here}`");
        let finding = out.finding(&[field, Field::Postcode, Field::City], message);
        return out.push(finding.fix(ask_which()));
    }
    let Some((km, meant)) = suggest::too_far(order, facts, postcode.bare().as_str()) else { return };
    let city = order.get(Field::City);
    let there = code.names().next().unwrap_or_default();
    let message = format!("`{}` is `{there}`, some {} km from `{city}`", postcode.as_str(), rounded(km));
    let finding = out.finding(&[Field::Postcode, Field::City], message);
    out.push(answered(finding, order, facts, meant));
}

/// Postcode and city at the end of an address line, if they belong together and are not those of the
/// cells: what a form filled by itself leaves of the address before.
fn place_in_line<'a>(order: &Order<'a>, facts: &Facts<'a>) -> Option<(Field, &'a str, &'a str)> {
    let (country, places) = (facts.country?, facts.placement.places?);
    if order.lacks(Field::City) {
        return None;
    }
    order.lines().filter(|(field, line)| may_end_in_place(*field, line)).find_map(|(field, line)| {
        let (code, city) = place_at_end(country, line)?;
        let bare = postcode::read(country, code)?.bare();
        let listed = places.code(bare.as_str()).filter(|_| facts.postcode.is_some_and(|own| own.bare() != bare))?;
        // in front it may be the number of a house in the `rue de Lyon`
        let may_be_number = line.starts_with(code) && is_first_line(field);
        let most = if may_be_number { Likeness::Same } else { Likeness::Part };
        let is_street =
            city.split(' ').next().is_some_and(|w| classes(&Folded::of(w), country.languages).has(Class::Street));
        let is_of_code = !is_street && listed.likeness(city) <= most && !same(city, order.get(Field::City));
        is_of_code.then_some((field, code, city))
    })
}

/// A cheap look that lets nearly every line pass by: there is no code in it beside the number of the
/// house and that of the door.
fn may_end_in_place(field: Field, line: &str) -> bool {
    if line.bytes().filter(u8::is_ascii_digit).count() < 4 {
        return false;
    }
    let numbers = || line.split([' ', ',']).enumerate().filter(|(_, w)| w.bytes().any(|b| b.is_ascii_digit()));
    let is_long = |word: &str| word.len() >= 4 && word.bytes().filter(u8::is_ascii_digit).count() >= 4;
    // a code of digits behind the first word, or in a line of its own; one of letters, too, in two words
    numbers().any(|(at, word)| is_long(word) && (at > 0 || !is_first_line(field))) || numbers().nth(2).is_some()
}

fn is_first_line(field: Field) -> bool {
    matches!(field, Field::Address1 | Field::AddressFull | Field::StreetJoined)
}

fn answered<'a>(finding: Finding<'a>, order: &Order<'a>, facts: &Facts<'a>, meant: Option<Meant>) -> Finding<'a> {
    if let Some(meant) = meant {
        // the code that stands there exists, so the city is the only witness against it
        let fix = Fix { level: FixLevel::Review, ..meant.fix(order.get(Field::Postcode)) };
        return finding.evidence(meant.evidence(order)).fix(fix);
    }
    // a village that is called like its county or the country is not the one that is meant
    let city = order.get(Field::City);
    let is_wider = facts.country.is_some_and(|c| Region::find(c, city).is_some()) || Country::find(city).is_some();
    if let Some(code) = suggest::only_code_of_city(order, facts).filter(|_| !is_wider) {
        let title = format!("write the postcode of `{}`", order.get(Field::City));
        return finding.fix(Fix::review(title).edit(Field::Postcode, code.as_str().to_string()));
    }
    finding.fix(ask_which())
}

fn ask_which<'a>() -> Fix<'a> {
    let question = "The postcode and the city of your address do not belong together. Which of them is right?";
    Fix::ask("ask which is right", question)
}

/// A city that is nobody's name, a typing error away from a place of the postcode.
fn misspelt<'a>(order: &Order<'a>, code: &Code<'static>, out: &mut Findings<'a>) {
    let name = suggest::place_of(order, code);
    let city = order.get(Field::City);
    // letters of a wrong encoding are no typing error
    if name.is_ascii() != city.is_ascii() || mojibake::restore(city).is_some() {
        return;
    }
    let message = format!("`{city}` looks like a typing error for `{name}`");
    let evidence = format!("`{}` is `{name}`", order.get(Field::Postcode));
    let fix = Fix::review(format!("write `{name}`")).edit(Field::City, name);
    let finding = out.finding(&[Field::City], message).severity(Severity::Note).strength(0.05);
    out.push(finding.cause("city").evidence(evidence).fix(fix));
}
