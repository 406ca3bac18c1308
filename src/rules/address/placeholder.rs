//! `address/placeholder`: a cell that is filled and says nothing.

use super::super::{Context, Rule};
use super::at_the_door::without_line;
use super::candidates::names_only_a_door;
use super::phrase;
use crate::finding::{Finding, Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::Folded;
use crate::world::Country;
use crate::world::country::Need;
use crate::world::language::Languages;
use crate::world::places::{Point, Trust};
use crate::world::words::{Class, Classes, classes};

pub static RULE: Rule = Rule {
    code: "address/placeholder",
    summary: "a stand-in (`N/A`, `test`, `same as billing`, `xxx`) where the address should be",
    explain: "\
A required box was filled with something that stands for nothing: `N/A`, `test`, `same as billing`, \
`TBD`, `xxx`, `.`, `address`, the label of the box itself (`Apartment, suite, etc.`), or the filler \
postcodes 00000 and 99999. In the street this is as bad as no street at all; in the city or the \
postcode the parcel is sorted by the other half.

What to do: look whether the billing address helps, otherwise ask the buyer. In a second address \
line the stand-in (`N/A`, `no apt`, `Apt N/A`) only costs room on the label, and clearing the cell is \
enough. Where it fills the first line and the street stands below, the street moves up: shops and \
carriers refuse a blank first line.

What it does not know: stand-ins that look like an address (`123 Fake Street`) pass, apart from \
`test` and its like. A word is only read as a stand-in when nothing else stands in the cell, and \
towns that are called like one (None in Piedmont, Same in Tanzania, House in New Mexico) are left \
alone where the postcode lies near them. `Via` above `Garibaldi 31` is half of a street and left \
alone too. Fillers are no fault where there are no postcodes.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,same as billing,,Boston,MA,02134,US
2,Ada Byron,Hauptstr. 5,,Berlin,,00000,DE
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,5 Test Valley Road,,Romsey,,SO51 8GL,GB
2,Ali Haddad,Villa 12 Street 4,,Dubai,,00000,AE
```
",
    severity: Severity::Error,
    reason: Some(Reason::Address),
    needs: &[Field::Address1, Field::AddressFull, Field::StreetJoined, Field::City, Field::Postcode],
    check,
};

/// Stand-ins that are the name of a town somewhere.
const TOWNS: [&str; 23] = [
    "address", "asdf", "city", "egal", "home", "house", "ka", "na", "nada", "no", "none", "nowhere", "nu", "ort",
    "prova", "rua", "sama", "same", "stadt", "street", "via", "ville", "x",
];

/// Stand-ins behind a unit word that say that there is no unit (`Apt N/A`).
const NO_UNIT: [&str; 6] = ["n a", "na", "nil", "none", "not applicable", "null"];

/// Stand-ins behind a unit word that leave it open (`Suite TBD`).
const OPEN_UNIT: [&str; 4] = ["tba", "tbc", "tbd", "unknown"];

/// Stand-ins that stay one with a number or a street type beside them (`test 1`, `Teststreet 5`).
const BARE: [&str; 12] =
    ["abc", "asdf", "dummy", "foo", "na", "n a", "placeholder", "prueba", "tbd", "test", "testing", "xxx"];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    check_street(order, facts, out);
    check_city(order, facts, out);
    check_postcode(order, facts.country, out);
}

fn check_street<'a>(order: &Order<'a>, facts: &Facts<'a>, out: &mut Findings<'a>) {
    let Some((field, text)) = order.lines().next() else { return };
    if !says_nothing(text) || is_on_the_test(text, facts) {
        return order.lines().skip(1).for_each(|(f, text)| check_further_line(order, facts, f, text, out));
    }
    let says_where = |text: &str| !says_nothing(text) && text.chars().count() > 3 && !names_only_a_door(text, facts);
    match order.lines().skip(1).find(|(_, text)| says_where(text)) {
        Some((_, below)) if is_half_a_street(text, below, facts) => {}
        // a number may be that of a house after all
        Some(_) => check_line(order, field, text, !text.bytes().any(|b| b.is_ascii_digit()), out),
        None if order.lacks(field) => {}
        None if !order.lacks(Field::HouseNumber) && is_a_town(&Folded::of(text), facts) => {}
        None => {
            let fix = Fix::ask("ask for the street", "Which street and house number should we deliver to?");
            out.push(out.finding(&[field], format!("`{text}` is no street, it only fills the cell")).fix(fix));
        }
    }
}

/// A line below one that says where.
fn check_further_line<'a>(order: &Order<'a>, facts: &Facts<'a>, field: Field, text: &'a str, out: &mut Findings<'a>) {
    // a `#` with nothing behind it is half a unit
    if text == "#" && facts.parsed.dangling_unit.is_some_and(|(dangling, _)| dangling == field) {
        return;
    }
    let stands_in = is_stand_in(text) && !is_a_town(&Folded::of(text), facts);
    if stands_in || is_unit_and(text, &NO_UNIT, facts) {
        check_line(order, field, text, true, out);
    } else if is_unit_and(text, &OPEN_UNIT, facts) {
        let fix = Fix::ask("ask for the unit", "Which apartment, flat or unit number should we deliver to?");
        let finding = out.finding(&[field], format!("`{text}` leaves open which unit it is"));
        out.push(finding.severity(Severity::Warning).strength(OPEN).cause("unit").fix(fix));
    }
}

/// The share of a stand-in's effect that makes as much as a unit that is not named.
const OPEN: f64 = 0.1;

/// `Apt N/A`, `Suite TBD`: a word for units and one of these stand-ins, and nothing else.
fn is_unit_and(text: &str, stand_ins: &[&str], facts: &Facts<'_>) -> bool {
    const LONGEST: usize = 32;
    let unit = text.split([' ', ':', '#']).next().unwrap_or_default().trim_end_matches('.');
    let has_digit = || text.bytes().any(|b| b.is_ascii_digit());
    if text.len() > LONGEST || has_digit() || unit.len() < 2 || unit.len() == text.len() {
        return false;
    }
    let languages = facts.country.map_or(Languages::ALL, |c| c.languages);
    classes(&Folded::of(unit), languages).has(Class::Unit)
        && stand_ins.contains(&Folded::of(&text[unit.len()..]).as_str())
}

/// `Via` above `Garibaldi 31`, which has no type of street of its own.
fn is_half_a_street(text: &str, below: &str, facts: &Facts<'_>) -> bool {
    let languages = facts.country.map_or(Languages::ALL, |c| c.languages);
    let is_type = |word: &str| classes(word, languages).has(Class::Street);
    is_type(&Folded::of(text)) && !Folded::of(below).split(' ').any(is_type)
}

/// `12 Test Lane`: the Test is a river of Hampshire, and roads are named after it.
fn is_on_the_test(text: &str, facts: &Facts<'_>) -> bool {
    facts.in_country(&["GB"]) && text.bytes().any(|b| b.is_ascii_digit()) && facts.parsed.street.is_some()
}

/// A line beside others that do say something: it costs room on the label.
fn check_line<'a>(order: &Order<'a>, field: Field, text: &'a str, clears: bool, out: &mut Findings<'a>) {
    let title = if field == Field::Address1 { "move the next line up" } else { "clear the cell" };
    let fix = clears.then(|| without_line(order, Fix::review(title), field));
    out.push(beside_others(field, text, out).fix_if(fix));
}

fn beside_others<'a>(field: Field, text: &'a str, out: &Findings<'a>) -> Finding<'a> {
    let finding = out.finding(&[field], format!("`{text}` says nothing and takes a line of the label"));
    finding.severity(Severity::Note).strength(0.01).cause("stand_in")
}

fn check_city<'a>(order: &Order<'a>, facts: &Facts<'a>, out: &mut Findings<'a>) {
    let city = order.get(Field::City);
    if city.is_empty() || city.len() > 32 || !phrase::may_begin(city, Class::Placeholder) {
        return;
    }
    let folded = Folded::of(city);
    let folded = folded.as_str();
    let languages = facts.country.map_or(Languages::ALL, |c| c.languages);
    let known = (classes(folded, languages).has(Class::Placeholder) || is_english(folded) || repeats(folded))
        && !is_a_town(folded, facts);
    if known && !order.lacks(Field::City) && !out.has("address/city-missing") {
        let fix = Fix::ask("ask for the city", "Which town or city should we deliver to?");
        let finding = out.finding(&[Field::City], format!("`{city}` is no town, it only fills the cell"));
        out.push(finding.cause("city").strength(0.3).fix(fix));
    }
}

/// Is it called like a town of the country, and near it if the postcode says where?
fn is_a_town(folded: &str, facts: &Facts<'_>) -> bool {
    const NEAR_KM: f32 = 50.0;
    if !TOWNS.contains(&folded) {
        return false;
    }
    let Some(places) = facts.placement.places else { return true };
    let here = facts.placement.code.and_then(|code| code.point());
    let is_near = |there: Option<Point>| here.zip(there).is_none_or(|(a, b)| a.km(b) < NEAR_KM);
    // a list with gaps may lack it
    places.trust() == Trust::None || places.places_named(folded).any(|place| is_near(place.point()))
}

fn is_english(folded: &str) -> bool {
    let english = Country::by_code("GB").map_or(Languages::ALL, |c| c.languages);
    classes(folded, english).has(Class::Placeholder)
}

fn check_postcode<'a>(order: &Order<'a>, country: Option<&'static Country>, out: &mut Findings<'a>) {
    let text = order.get(Field::Postcode);
    let Some(country) = country.filter(|c| c.has_postcodes() && c.postcode == Need::Required) else { return };
    if is_filler(text, country) && !out.has("address/postcode-missing") {
        let fix = Fix::ask("ask for the postcode", "What is your postcode?");
        let finding = out.finding(&[Field::Postcode], format!("`{text}` is no postcode, it only fills the cell"));
        out.push(finding.cause("postcode").strength(0.3).fix(fix));
    }
}

/// All noughts or all nines, as long as a postcode there, or a stand-in in words.
fn is_filler(text: &str, country: &Country) -> bool {
    let digits = || text.bytes().filter(u8::is_ascii_digit);
    let Some(first) = digits().next() else { return text.len() >= 2 && is_stand_in(text) };
    let only_digits = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-'));
    only_digits
        && match first {
            b'0' => digits().count() >= 3 && digits().all(|b| b == b'0'),
            b'9' => digits().count() >= 5 && digits().all(|b| b == b'9') && country.code != "BR",
            b'1' => text == "12345" && matches!(country.code, "DE" | "FR"),
            _ => false,
        }
}

/// One phrase that stands for nothing, or one letter again and again.
fn is_stand_in(text: &str) -> bool {
    may_be_stand_ins(text) && is_folded_stand_in(text, Folded::of(text).as_str())
}

/// A cheap look that lets nearly every cell pass by.
fn may_be_stand_ins(text: &str) -> bool {
    text.len() <= 64 && phrase::may_begin(text, Class::Placeholder)
}

fn is_folded_stand_in(text: &str, folded: &str) -> bool {
    if folded.is_empty() {
        return !text.is_empty();
    }
    phrase::means(folded, Class::Placeholder) || repeats(folded)
}

/// `xxx`, `aaaa`, `xx xx`, `0000`: one letter or digit and nothing else, three times at least (a
/// Roman three aside).
fn repeats(folded: &str) -> bool {
    let mut letters = folded.chars().filter(|c| *c != ' ');
    let Some(first) = letters.next() else { return false };
    let mut count = 1;
    for c in letters {
        if c != first {
            return false;
        }
        count += 1;
    }
    first.is_alphabetic() && count >= 3 && (first != 'i' || count > 3) || first == '0' && count >= 2
}

/// Nothing but stand-ins; beside one that is never part of an address, also numbers and words for
/// streets and doors.
fn says_nothing(text: &str) -> bool {
    if !may_be_stand_ins(text) {
        return false;
    }
    let folded = Folded::of(text);
    let folded = folded.as_str();
    if is_folded_stand_in(text, folded) {
        return true;
    }
    let (mut rest, mut bare, mut others, mut filling) = (folded, false, false, 0);
    while !rest.is_empty() {
        let word = rest.split(' ').next().unwrap_or(rest);
        let len = match phrase::at_start(rest, Class::Placeholder) {
            Some(len) => {
                let is_bare = BARE.contains(&&rest[..len]) || BARE.contains(&word);
                bare |= is_bare;
                others |= !is_bare;
                len
            }
            None if repeats(word) => {
                bare = true;
                word.len()
            }
            None if is_number(word) => word.len(),
            None if is_filling(word) && filling == 0 => {
                filling += 1;
                word.len()
            }
            None => return false,
        };
        rest = rest[len..].trim_start();
    }
    bare && (!others || !folded.bytes().any(|b| b.is_ascii_digit()))
}

fn is_filling(word: &str) -> bool {
    const FILLING: Classes = Classes::of(&[Class::Street, Class::HouseWord, Class::Unit]);
    classes(word, Languages::ALL).any(FILLING)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}
