//! Doors that carry no marker: `850 Vine St 21`, a second line `4B`, `Calle Mayor 5, 3º 2ª`,
//! `Vestergade 42 4 t.v.`, `12, Sunnyside Cottages, Edenfield Road`.

use super::Parsed;
use super::customs::Customs;
use super::marks::{self, Mark, Role, part_of, span};
use crate::input::Field;
use crate::order::Order;
use crate::text::Kind;
use crate::world::country::NumberPosition;
use crate::world::words::{Class, Classes};

const ALONE: Classes = Classes::of(&[Class::UnitAlone, Class::LevelAlone, Class::Door]);

/// Takes doors without a marker out of the marks that are still free.
pub(super) fn take<'a>(
    order: &Order<'a>,
    customs: &Customs,
    marks: &mut [Mark<'a>],
    number: Option<(usize, usize)>,
    parsed: &mut Parsed<'a>,
) {
    if parsed.unit.is_none() {
        parsed.unit = find(order, customs, marks, number, parsed);
    }
    if parsed.unit.is_none() && customs.level_is_unit && number.is_some() {
        parsed.unit = parsed.level.or(parsed.building.filter(|b| b.bytes().any(|c| c.is_ascii_digit())));
    }
}

fn find<'a>(
    order: &Order<'a>,
    customs: &Customs,
    marks: &mut [Mark<'a>],
    number: Option<(usize, usize)>,
    parsed: &mut Parsed<'a>,
) -> Option<&'a str> {
    if let Some(number) = number {
        let flat = if customs.named_houses { flat_of_named_house(marks, number, parsed) } else { None };
        if flat.is_some() {
            return flat;
        }
        let own = if customs.unit_after_street {
            behind_street_type(marks, number)
        } else {
            behind_number(customs, marks, number)
        };
        if own.is_some() {
            return own;
        }
    }
    if let Some(unit) = behind_level(marks) {
        return Some(unit);
    }
    let housed = number.is_some() || parsed.house_number.is_some();
    whole_part(order, customs, marks, number, housed)
}

/// `350 Vassar Ave M`, `18400 Overlook Rd 62`, `2344 Ninth St R C`.
fn behind_street_type<'a>(marks: &mut [Mark<'a>], (_, number): (usize, usize)) -> Option<&'a str> {
    let (_, last) = part_of(marks, number);
    let typed = |i: usize| {
        marks[i].free()
            && (marks[i].is(Class::Street) && !marks[i].is(Class::Route)
                || i > number + 1 && is_direction(marks[i].text) && marks[i + 1].is_number())
    };
    let Some(street) = (number + 2..last).rev().find(|i| typed(*i)) else {
        return behind_bare_street(marks, number, last);
    };
    let mut from = street + 1;
    while from <= last && is_direction(marks[from].text) {
        from += 1;
    }
    let tail = marks.get(from..=last).filter(|t| !t.is_empty() && t.len() <= 2)?;
    let door = |m: &Mark<'_>| {
        m.free()
            && (m.has_digit()
                || m.is_letter()
                || (m.kind == Kind::Word
                    && m.text.chars().count() == 2
                    && !m.is(Class::Street)
                    && !is_direction(m.text))
                || m.is(Class::UnitAlone) && !m.is(Class::Street) && m.text.len() < 6)
    };
    let postcode = tail.iter().any(|m| m.is_number() && m.text.len() > 4);
    if postcode || !tail.iter().all(|m| door(m) && !m.is_ordinal()) || only_type(marks, number, street) {
        return None;
    }
    marks::take(marks, from, last, Role::Door);
    Some(span(marks, from, last))
}

/// `203 N. Wabash 608`: no type of street at all, and a long number at the end.
fn behind_bare_street<'a>(marks: &mut [Mark<'a>], number: usize, last: usize) -> Option<&'a str> {
    let typed = marks[number..last].iter().any(|m| m.is(Class::Street) || m.is(Class::Route));
    let long = marks[last].kind == Kind::Digits && (2..=4).contains(&marks[last].text.len()) && marks[last].free();
    if typed || !long || last < number + 2 || marks[last - 1].kind != Kind::Word {
        return None;
    }
    marks[last].role = Role::Door;
    Some(marks[last].text)
}

/// `123 Avenue B`: the type begins the name of the street.
fn only_type(marks: &[Mark<'_>], number: usize, street: usize) -> bool {
    marks[number + 1..street].iter().all(|m| m.text.len() <= 2 && is_direction(m.text))
}

fn is_direction(text: &str) -> bool {
    const NAMES: [&str; 12] = ["n", "s", "e", "w", "ne", "nw", "se", "sw", "north", "south", "east", "west"];
    NAMES.iter().any(|n| text.eq_ignore_ascii_case(n)) || matches!(text, "N.E" | "N.W" | "S.E" | "S.W")
}

/// What stands behind the number to the end of its line, if all of it looks like a door.
fn behind_number<'a>(customs: &Customs, marks: &mut [Mark<'a>], (_, number): (usize, usize)) -> Option<&'a str> {
    if customs.position == NumberPosition::Before && !part_of(marks, number).1.eq(&number) {
        return None;
    }
    let from = number + 1;
    let row = marks[number].row;
    let door = |m: &Mark<'_>| {
        m.free()
            && m.row == row
            && (m.is_number()
                || m.is_letter()
                || m.is_roman()
                || m.classes.any(ALONE)
                || m.kind == Kind::Mixed && m.text.chars().count() <= 6)
    };
    let count = marks[from..].iter().take_while(|m| door(m)).count();
    if count == 0 || count > 4 {
        return None;
    }
    let to = from + count - 1;
    let whole = marks.get(to + 1).is_none_or(|m| m.part != marks[to].part);
    let long = marks[from..=to].iter().any(|m| m.kind == Kind::Digits && m.text.len() > 4);
    if !whole || long || customs.position == NumberPosition::Before && part_of(marks, from).0 != from {
        return None;
    }
    marks::take(marks, from, to, Role::Door);
    Some(span(marks, from, to))
}

/// `3. OG links`, `II. em. 5`: the last of its part, right behind a storey.
fn behind_level<'a>(marks: &mut [Mark<'a>]) -> Option<&'a str> {
    let at = (1..marks.len()).find(|i| {
        let (prev, m) = (&marks[i - 1], &marks[*i]);
        let door = m.is_number() && m.text.len() < 5 || m.is_letter() || m.is(Class::Door);
        let storey =
            prev.role == Role::Door && (prev.is(Class::Level) || prev.is(Class::LevelAlone)) && prev.part == m.part;
        storey && m.free() && door && part_of(marks, *i).1 == *i
    })?;
    marks[at].role = Role::Door;
    Some(span(marks, at, at))
}

/// A part that is nothing but a number or a letter, while the house has its own.
fn whole_part<'a>(
    order: &Order<'a>,
    customs: &Customs,
    marks: &mut [Mark<'a>],
    number: Option<(usize, usize)>,
    housed: bool,
) -> Option<&'a str> {
    let mut i = 0;
    while i < marks.len() {
        let (from, to) = part_of(marks, i);
        i = to + 1;
        let apart = marks[from].row > 0 || number.is_some_and(|(a, b)| a > to || b < from);
        let short = span(marks, from, to).chars().count() <= 10 && to - from <= 2;
        let door = |m: &Mark<'_>| {
            m.free() && (m.has_digit() || m.is_letter() || m.is(Class::Door) || m.is_roman() || m.kind == Kind::Sign)
        };
        let alone =
            from == to && marks[from].free() && marks[from].is(Class::UnitAlone) && !marks[from].is(Class::Street);
        let numeric = marks[from..=to].iter().all(door) && marks[from..=to].iter().any(|m| m.kind != Kind::Sign);
        let postcode = order.get(Field::Postcode) == marks[from].text
            || marks[from].kind == Kind::Digits && marks[from].text.len() > 4;
        let street = marks.iter().any(Mark::free_word);
        let own_line = from == 0 && marks.get(to + 1).is_some_and(|m| m.row > 0);
        let own_part = own_line || marks[from].row > 0 || customs.named_houses && number.is_some_and(|(a, _)| a > to);
        let direction =
            customs.unit_after_street && from == to && marks[from].row == 0 && is_direction(marks[from].text);
        if apart && housed && street && !postcode && !direction && (short && numeric || alone && own_part) {
            let named = customs.named_houses && alone && marks[from].is(Class::BuildingName);
            if !named {
                marks::take(marks, from, to, Role::Door);
                return Some(span(marks, from, to));
            }
        }
    }
    None
}

/// `12, Sunnyside Cottages, Edenfield Road`: 12 is the door, the house has a name.
fn flat_of_named_house<'a>(marks: &mut [Mark<'a>], (a, b): (usize, usize), parsed: &mut Parsed<'a>) -> Option<&'a str> {
    let (from, to) = part_of(marks, a);
    let free_words = |p: (usize, usize)| marks[p.0..=p.1].iter().all(|m| m.free() && !m.is_number());
    if (from, to) != (a, b) || parsed.unit.is_some() {
        return None;
    }
    let row = marks[a].row;
    let next = marks.get(to + 1).filter(|m| m.row == row).map(|_| part_of(marks, to + 1)).filter(|p| free_words(*p))?;
    let last = &marks[next.1];
    let house = last.is(Class::BuildingName) || last.is(Class::Building);
    let then = marks.get(next.1 + 1).filter(|m| m.row == row);
    let is_house = if then.is_some() { house || !last.is(Class::Street) } else { house && !last.is(Class::Street) };
    if !is_house {
        return None;
    }
    parsed.house_number = None;
    parsed.building = Some(span(marks, next.0, next.1));
    marks::take(marks, next.0, next.1, Role::Door);
    marks::take(marks, a, b, Role::Door);
    Some(span(marks, a, b))
}
