//! `address/repeated-line`: a cell that says what another one says already.

use std::borrow::Cow;

use super::super::{Context, Rule};
use super::at_the_door::{stands_in, without_line};
use super::candidates::begin_apart;
use crate::directory;
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::Folded;
use crate::world::country::NumberPosition;
use crate::world::words::{self, Class};

pub static RULE: Rule = Rule {
    code: "address/repeated-line",
    summary: "an address line that repeats another cell",
    explain: "\
The second or third address line says again what the first line says (browsers fill forms like \
that), its unit or its house number, or repeats the city, region, postcode, country, name or company; \
or one line says the number twice. On the label the repetition \
takes the line in which the flat or the floor should stand, and drivers ring at the wrong number \
when two lines are read as two doors.

What to do: clear the repeating cell. doorstep does so by itself where the address names its door; \
otherwise look whether a flat or floor was meant to stand there. A city, name, unit or number that is \
repeated is only worth a note; where the name stands above the street, the street moves up.

What it does not know: whether the buyer meant to write something else there (a flat number, a \
building). Shopify's `Shipping Street`, which joins the lines, is no repetition.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,24 LINDEN ST.,Boston,MA,02134,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,Linden Court,Boston,MA,02134,US
2,Ada Byron,12,12 B,Boston,MA,02134,US
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[Field::Address1, Field::Address2, Field::Address3],
    check,
};

/// Cells that a line may repeat, with what they hold.
const OTHERS: [(Field, &str); 9] = [
    (Field::City, "city"),
    (Field::Postcode, "postcode"),
    (Field::Region, "region"),
    (Field::RegionName, "region"),
    (Field::District, "district"),
    (Field::Country, "country"),
    (Field::Name, "name"),
    (Field::Company, "company"),
    (Field::HouseNumber, "house number"),
];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    if let Some((field, text, half)) = order.lines().find_map(|(field, text)| Some((field, text, half(text)?))) {
        twice(field, format!("`{text}` says the same twice"), half.into(), out);
    } else if let Some((field, text, once)) = order.lines().find_map(|(f, text)| Some((f, text, once(text, facts)?))) {
        twice(field, format!("`{text}` says the house number twice"), once.into(), out);
    }
    let first = order.get(Field::Address1);
    let second = order.get(Field::Address2);
    let third = order.get(Field::Address3);
    for (field, text, above) in [(Field::Address2, second, [first, ""]), (Field::Address3, third, [first, second])] {
        if text.len() < 2 {
            continue;
        }
        if let Some(line) = above.into_iter().find(|line| same(text, line)) {
            repeats_line(field, text, line, facts, out);
        } else if above.into_iter().any(|line| is_spelt_otherwise(text, line)) {
            note(field, text, "line above in other words", out);
        } else if let Some(part) = said_above(text, first, facts) {
            note(field, text, part, out);
        } else if !first.is_empty() {
            repeats_cell(order, field, text, out);
        }
    }
    if second.is_empty() && third.is_empty() {
        return;
    }
    if first.len() > 3 && is_the_name(first, order) && second.bytes().any(|b| b.is_ascii_digit()) {
        names_first(order, facts, first, second, out);
    }
}

/// Is it what stands in the name's one cell, or in its two?
fn is_the_name(text: &str, order: &Order<'_>) -> bool {
    let [first, last] = order.names();
    same(text, first) || !last.is_empty() && text.is_ascii() && ascii(text).eq(ascii(first).chain(ascii(last)))
}

/// The name above the street. It is taken away unseen only where it says just what the name's cell
/// says, and the line that moves up has a street and its number.
fn names_first<'a>(order: &Order<'a>, facts: &Facts<'a>, first: &'a str, second: &'a str, out: &mut Findings<'a>) {
    let stands_below = |part: Option<&str>| part.is_some_and(|part| second.contains(part));
    let is_sure =
        first == order.get(Field::Name) && stands_below(facts.parsed.street) && stands_below(facts.parsed.house_number);
    let title = "move the next line up";
    let fix = if is_sure { Fix::safe(title) } else { Fix::review(title) };
    let finding = out.finding(&[Field::Address1], format!("`{first}` repeats the name"));
    out.push(finding.severity(Severity::Note).strength(0.3).fix(without_line(order, fix, Field::Address1)));
}

fn twice<'a>(field: Field, message: String, once: Cow<'a, str>, out: &mut Findings<'a>) {
    let fix = Fix::review("write it once").edit(field, once);
    out.push(out.finding(&[field], message).severity(Severity::Note).strength(0.3).fix(fix));
}

/// `485 Elm Street` below `485 Elm St`: the digits are the same, and the words but for how they are
/// shortened.
fn is_spelt_otherwise(text: &str, line: &str) -> bool {
    let may_be = !begin_apart(text, line) && text.contains(' ') && line.contains(' ');
    may_be
        && digits(text).next().is_some()
        && digits(text).eq(digits(line))
        && directory::street(text) == directory::street(line)
}

/// What of the first line another one says again: the unit (`#4` below `24 Linden St Apt 4`), or the
/// number of the house, where it is too long for a door.
fn said_above(text: &str, first: &str, facts: &Facts<'_>) -> Option<&'static str> {
    let country = facts.country?;
    let stands_above = |part: &&str| stands_in(part, first);
    // where the number comes first, the second may be the door's
    let comes_last = country.number_position == NumberPosition::After;
    if comes_last && text.len() >= 2 && facts.parsed.house_number.filter(stands_above) == Some(text) {
        return Some("house number");
    }
    let unit = facts.parsed.unit.filter(stands_above)?;
    let word = |text: &str| text.split(|c: char| !c.is_alphabetic()).find(|w| !w.is_empty()).map(Folded::of);
    let kind = |text: &str| word(text).map(|w| words::canon(&w, Class::Unit, country.languages));
    if kind(text).is_some_and(|own| kind(unit).is_some_and(|other| own != other)) {
        return None;
    }
    let ends_alike = last_word(text).eq_ignore_ascii_case(last_word(unit));
    (ends_alike && directory::unit(text, country) == directory::unit(unit, country)).then_some("unit")
}

fn last_word(text: &str) -> &str {
    text.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()
}

/// The line with the house number once, where it stands there twice: `Prinsengracht 185 185`.
fn once(text: &str, facts: &Facts<'_>) -> Option<String> {
    // `100 100 Street` has a number for a name
    let country = facts.country.filter(|c| c.number_position == NumberPosition::After)?;
    let number = facts.parsed.house_number.filter(|n| n.len() >= 3 || country.code == "NL")?;
    if digits(text).count() < 2 * digits(number).count() {
        return None;
    }
    let (before, rest) = text.split_once(number)?;
    let behind = rest.strip_prefix(' ')?.strip_prefix(number)?;
    let apart = !before.ends_with(char::is_alphanumeric) && (behind.is_empty() || behind.starts_with([' ', ',']));
    apart.then(|| format!("{before}{number}{behind}"))
}

/// What a line says twice, with a blank or comma between: `12 Elm St 12 Elm St`.
fn half(text: &str) -> Option<&str> {
    const SHORTEST: usize = 6;
    let (head, tail) = (text.get(..text.len() / 2)?.trim_end_matches([' ', ',']), text.get(text.len().div_ceil(2)..)?);
    let is_address = || head.len() >= SHORTEST && head.bytes().any(|b| b.is_ascii_digit()) && head.contains(' ');
    (head == tail.trim_start_matches([' ', ',']) && is_address()).then_some(head)
}

/// Are the texts the same, case, accents and punctuation aside?
fn same(a: &str, b: &str) -> bool {
    if a.is_empty() || b.is_empty() || begin_apart(a, b) {
        return false;
    }
    if a == b {
        return true;
    }
    if a.is_ascii() && b.is_ascii() {
        return ascii(a).eq(ascii(b)) && ascii(a).next().is_some();
    }
    let (a, b) = (Folded::of(a), Folded::of(b));
    !a.is_empty() && a.as_str() == b.as_str()
}

fn digits(text: &str) -> impl Iterator<Item = u8> + '_ {
    text.bytes().filter(u8::is_ascii_digit)
}

fn ascii(text: &str) -> impl Iterator<Item = u8> + '_ {
    text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase())
}

/// The repetition is cleared unseen only where the door is named as well: it may stand where the
/// flat was meant to.
fn repeats_line<'a>(field: Field, text: &'a str, line: &'a str, facts: &Facts<'a>, out: &mut Findings<'a>) {
    let says_enough = facts.parsed.unit.is_some() && text.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    let title = "clear the repetition";
    let fix = if says_enough { Fix::safe(title) } else { Fix::review(title) }.edit(field, "");
    let finding = out.finding(&[field], format!("`{text}` says again what the line above says"));
    let finding = if text == line { finding } else { finding.evidence(format!("the line above is `{line}`")) };
    out.push(finding.fix(fix));
}

fn repeats_cell<'a>(order: &Order<'a>, field: Field, text: &'a str, out: &mut Findings<'a>) {
    let held = OTHERS.iter().find(|(other, _)| same(text, order.get(*other)));
    if let Some((_, what)) = held.filter(|(other, _)| *other != Field::HouseNumber || text.len() > 3) {
        note(field, text, what, out);
    }
}

fn note<'a>(field: Field, text: &'a str, what: &str, out: &mut Findings<'a>) {
    let fix = Fix::review("clear the repetition").edit(field, "");
    let finding = out.finding(&[field], format!("`{text}` repeats the {what}"));
    out.push(finding.severity(Severity::Note).strength(0.3).fix(fix));
}
