//! `address/house-number-missing`: a street without a number where every door has one.

use super::super::{Context, Rule};
use super::candidates::{is_filler, names_only_a_door, same};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};
use crate::text::{Folded, is_latin};
use crate::world::Country;
use crate::world::country::{Need, NumberPosition};
use crate::world::language::Languages;
use crate::world::words::{self, Class, Classes};

pub static RULE: Rule = Rule {
    code: "address/house-number-missing",
    summary: "a street without a house number in a country where every door has one",
    explain: "\
The address lines name a street and hold no number at all. A driver in the right street still does \
not know the door, and labels by address data (DHL, PostNord, Correos) are refused. Two or three \
orders in a hundred forget the number, most of them where the shop asks for it in a field of its own.

What to do: ask the buyer.

What it does not know: the door. It is silent where good addresses have no number (named houses, \
PO boxes, pick-up points, rural routes, `s/n`, landmarks, countries without numbers), and when any \
line holds a digit that is not of a flat, a storey or a numbered street. Where houses have names, as in \
Great Britain, it is a note, and only for a line that is a name and a word for a street, with nothing \
beside it.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,Lindenstraße,,Berlin,,10969,DE
2,Bo Chen,Oak Hollow Lane,Apt 3,Plano,TX,75025,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,Lindenstraße 24,,Berlin,,10969,DE
2,Ada Byron,Rose Cottage,Church Lane,Ludlow,,SY8 1AA,GB
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[Field::Address1, Field::AddressFull, Field::StreetJoined],
    check,
};

/// Words after which a line is a place of its own, with or without a number.
const PLACES: Classes = Classes::of(&[
    Class::Building,
    Class::BuildingName,
    Class::HouseWord,
    Class::PoBox,
    Class::Pickup,
    Class::Military,
    Class::CareOf,
    Class::Landmark,
    Class::NoNumber,
    Class::GeneralDelivery,
    Class::RuralRoute,
    Class::Route,
    Class::NoFixedAbode,
    Class::Placeholder,
    Class::CompanySuffix,
    Class::StorePickup,
]);

/// Findings that say that the line is no street.
const SAID: [&str; 6] = [
    "address/fields-swapped",
    "address/field-misplaced",
    "address/placeholder",
    "address/gibberish",
    "address/no-fixed-abode",
    "address/pickup-point-incomplete",
];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let Some(country) = facts.country else { return };
    let is_usual = country.house_number == Need::Usual && BY_TYPE.contains(&country.code);
    if country.house_number != Need::Required && !is_usual || country.number_position == NumberPosition::Block {
        return;
    }
    // most orders end here
    if facts.parsed.house_number.is_some() || !order.lacks(Field::HouseNumber) || is_exempt(facts) {
        return;
    }
    if SAID.iter().any(|code| out.has(code)) || is_in_another_script(order) {
        return;
    }
    let mut lines = order.lines();
    let Some((field, line)) = lines.next().filter(|(field, _)| *field != Field::AddressFull) else { return };
    if has_number(line, order, facts) || !lines.all(|(_, text)| adds_nothing(text, order, facts, country)) {
        return;
    }
    let street = without_door(line, facts);
    if asks_for_quarters(country) && Folded::of(&street).split(' ').next().is_some_and(|w| is_unnumbered(w, country)) {
        return;
    }
    // a unit of an estate is all the number there is
    let is_bare = || order.lacks(Field::Company) && facts.parsed.unit.is_none() && ends_in_type(&street, country);
    if !is_street(&street, facts, country) || is_usual && !is_bare() {
        return;
    }
    let fix = Fix::ask("ask for the house number", "What is the house number of your address?");
    let finding = out.finding(&[field], format!("`{line}` has no house number")).fix(fix);
    // what the name says may be all that the postman needs (`The Railway Inn`)
    out.push(if is_usual { finding.severity(Severity::Note).strength(0.2) } else { finding });
}

/// Countries where houses have names instead of numbers, but a line that ends in a word for a street
/// names none.
const BY_TYPE: [&str; 2] = ["GB", "ZA"];

/// A line without the flat, the storey and the postcode that stand in it.
fn without_door(line: &str, facts: &Facts<'_>) -> String {
    let mut rest = line.to_string();
    let unit = facts.parsed.unit.filter(|unit| is_a_flat(unit, facts));
    for part in [unit, facts.parsed.level].into_iter().flatten() {
        rest = rest.replacen(part, " ", 1);
    }
    rest.trim_matches([' ', ',']).to_string()
}

/// `Apt 3`, `#3`: a hall, a plot or a shop (`Nave 5`) has its number in place of the house.
fn is_a_flat(unit: &str, facts: &Facts<'_>) -> bool {
    let languages = facts.country.map_or(Languages::ALL, |c| c.languages);
    let word = unit.split([' ', '.']).next().unwrap_or(unit);
    unit.starts_with('#') || words::means_a_flat(&Folded::of(word), languages)
}

/// Is there a digit in the line, beside those of the flat, the storey and numbered streets (`5th Ave`)?
fn has_number(line: &str, order: &Order<'_>, facts: &Facts<'_>) -> bool {
    if !line.chars().any(char::is_numeric) {
        return false;
    }
    let code = order.get(Field::Postcode);
    let rest = without_door(line, facts);
    let rest = if code.len() > 3 { rest.replacen(code, " ", 1) } else { rest };
    let is_ordinal = |word: &str| {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let ending = &word[digits.len()..];
        let is_ending = ["st", "nd", "rd", "th"].iter().any(|e| e.eq_ignore_ascii_case(ending));
        is_ending && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    };
    let numbered = facts.in_country(&["US", "CA"]);
    let mut words = rest.split([' ', ',', '.']);
    words.any(|word| word.chars().any(char::is_numeric) && !(numbered && is_ordinal(word)))
}

/// Does a further line say nothing of the door in the street: a flat, a storey, the city or the region
/// once more, or, where the form asks for it, the quarter?
fn adds_nothing(text: &str, order: &Order<'_>, facts: &Facts<'_>, country: &Country) -> bool {
    const CELLS: [Field; 5] = [Field::City, Field::Region, Field::RegionName, Field::District, Field::Country];
    let is_flat = facts.parsed.unit.is_none_or(|unit| !text.contains(unit) || is_a_flat(unit, facts));
    if names_only_a_door(text, facts) && is_flat || CELLS.into_iter().any(|field| same(order.get(field), text)) {
        return true;
    }
    let is_word = |word: &str| words::classes(word, country.languages).any(PLACES) || is_unnumbered(word, country);
    let is_quarter = || !text.chars().any(char::is_numeric) && !Folded::of(text).split(' ').any(is_word);
    asks_for_quarters(country) && order.lacks(Field::Company) && is_quarter()
}

/// Do forms ask for the quarter there, in a line that is never blank then?
fn asks_for_quarters(country: &Country) -> bool {
    ["BR", "MX"].contains(&country.code)
}

/// Is it a word of places that have no house numbers, or need none?
fn is_unnumbered(word: &str, country: &Country) -> bool {
    words::classes(word, country.languages).has(Class::Hamlet)
}

/// Is it a word for a street, not one of which houses are called too, and one before it? Of two before
/// it, one may be the name of a house.
fn ends_in_type(street: &str, country: &Country) -> bool {
    let folded = Folded::of(street);
    let mut words = folded.rsplit(' ');
    let is_sure =
        |word: &str| is_street_type(word, country) && !["court", "ct", "terrace", "ter", "way"].contains(&word);
    words.next().is_some_and(is_sure) && words.count() == 1
}

/// Do the lines or the city hold letters that are not Latin?
fn is_in_another_script(order: &Order<'_>) -> bool {
    let mut texts = order.lines().map(|(_, text)| text).chain([order.get(Field::City)]);
    texts.any(|text| !text.is_ascii() && text.chars().any(|c| c.is_alphabetic() && !is_latin(c)))
}

/// Does the address find its door without a number?
fn is_exempt(facts: &Facts<'_>) -> bool {
    let p = &facts.parsed;
    let stated = p.no_number || p.general_delivery || p.rural_route || p.landmark || p.care_of.is_some();
    facts.delivery != Delivery::Door || stated || p.building.is_some() || p.po_box.is_some()
}

/// Does the line name a street: by a word for one, or because the parser found nothing else in it?
fn is_street(line: &str, facts: &Facts<'_>, country: &Country) -> bool {
    let folded = Folded::of(line);
    if is_filler(line) || folded.chars().filter(|c| c.is_alphabetic()).count() < 4 {
        return false;
    }
    const STREET: Classes = Classes::of(&[Class::Street, Class::StreetSuffix]);
    let is_hamlet = |word: &str| words::canon(word, Class::Hamlet, Languages::ALL).is_some_and(|c| c != "unnumbered");
    let begins_a_place = |word: &str| NUMBER_WORDS.contains(&word) || is_hamlet(word);
    if folded.split(' ').next().is_some_and(begins_a_place) {
        return false;
    }
    let mut named = facts.parsed.street.is_some() && country.number_position == NumberPosition::After;
    for word in folded.split(' ') {
        let classes = words::classes(word, country.languages);
        let street = classes.any(STREET) || words::ends_in_street(word, country.languages);
        if classes.any(PLACES) && !street {
            return false;
        }
        named |= is_street_type(word, country) || words::ends_in_street(word, country.languages);
    }
    named && !line.contains('@') && !line.contains('&') && !line.contains(" and ")
}

/// House numbers written out (`One Busch Place`).
const NUMBER_WORDS: [&str; 12] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty", "fifty"];

/// English street types that hardly ever name a place of their own, as a mall, a station or a
/// harbour does; in other languages any street type will do.
const SURE_TYPES: [&str; 9] = ["St", "Rd", "Ave", "Blvd", "Dr", "Ln", "Ct", "Ter", "Way"];

fn is_street_type(word: &str, country: &Country) -> bool {
    let canon = words::canon(word, Class::Street, country.languages);
    canon.is_some_and(|canon| SURE_TYPES.contains(&canon) || canon.starts_with(char::is_lowercase))
}
