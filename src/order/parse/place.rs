//! Street and building, out of what the other steps left.

use super::Parsed;
use super::customs::Customs;
use super::marks::{Mark, Role, part_of, span};
use crate::text::Folded;
use crate::world::words::{self, Class, Classes};

const BUILDING: Classes = Classes::of(&[Class::BuildingName, Class::Building]);

/// Names street and building.
pub(super) fn take<'a>(customs: &Customs, marks: &[Mark<'a>], number: Option<(usize, usize)>, parsed: &mut Parsed<'a>) {
    let street = number.and_then(|n| around_number(marks, n)).or_else(|| without_number(customs, marks));
    parsed.street = street.map(|(from, to)| span(marks, from, to));
    if parsed.building.is_none() {
        parsed.building = building(customs, marks, street, parsed);
    }
}

/// The free marks next to the house number, first and last.
fn around_number(marks: &[Mark<'_>], (a, b): (usize, usize)) -> Option<(usize, usize)> {
    let (from, to) = part_of(marks, b);
    let ahead = run(marks, b + 1, to, false);
    let back = a.checked_sub(1).filter(|_| a > from).and_then(|last| run(marks, from, last, true));
    let own = match (ahead, back) {
        (Some(x), Some(y)) if words_in(marks, x) > 0 && has_street(marks, x) && !has_street(marks, y) => Some(x),
        (x, Some(y)) if words_in(marks, y) > 0 => Some(y).or(x),
        (Some(x), _) if words_in(marks, x) > 0 => Some(x),
        _ => None,
    };
    own.or_else(|| neighbour(marks, from, to))
}

/// The part before or behind one that holds nothing but the number.
fn neighbour(marks: &[Mark<'_>], from: usize, to: usize) -> Option<(usize, usize)> {
    let prev = from.checked_sub(1).map(|p| part_of(marks, p)).and_then(|(a, b)| run(marks, a, b, true));
    let next = marks.get(to + 1).map(|_| part_of(marks, to + 1)).and_then(|(a, b)| run(marks, a, b, false));
    let named = |r: &Option<(usize, usize)>| r.is_some_and(|r| words_in(marks, r) > 0);
    match (prev, next) {
        (Some(p), Some(n)) if named(&next) && has_street(marks, n) && !has_street(marks, p) => Some(n),
        (Some(p), _) if named(&prev) => Some(p),
        (_, Some(n)) if named(&next) => Some(n),
        _ => None,
    }
}

fn words_in(marks: &[Mark<'_>], (from, to): (usize, usize)) -> usize {
    marks[from..=to].iter().filter(|m| m.free_word()).count()
}

fn has_street(marks: &[Mark<'_>], (from, to): (usize, usize)) -> bool {
    marks[from..=to].iter().any(|m| m.is(Class::Street) || m.is(Class::Route))
}

/// The free marks of a range, from its start (or up to its end) to the first that is not.
fn run(marks: &[Mark<'_>], from: usize, to: usize, backwards: bool) -> Option<(usize, usize)> {
    if from > to || to >= marks.len() {
        return None;
    }
    let (mut a, mut b) = (from, to);
    if backwards {
        while b > a && (marks[b].role == Role::NumberWord || is_number_word(marks, b)) {
            b -= 1;
        }
        a = marks[a..=b].iter().rposition(|m| !m.free()).map_or(a, |at| a + at + 1);
    } else {
        b = marks[a..=b].iter().position(|m| !m.free()).map_or(b + 1, |at| a + at).checked_sub(1)?;
    }
    let marker = backwards && a == b && marks[a].is(Class::HouseWord) && !marks[a].is(Class::Street);
    (a <= b && b >= from && marks[a].free() && !marker).then_some((a, b))
}

/// `nr`, `#` right before the number belong to neither.
fn is_number_word(marks: &[Mark<'_>], i: usize) -> bool {
    let m = &marks[i];
    m.free()
        && (m.is(Class::HouseWord) && !m.is(Class::Street) && m.text.chars().count() < 4 || matches!(m.text, "#" | "№"))
        && marks.get(i + 1).is_some_and(|n| n.role == Role::Number)
}

/// Where no house number stands: the part with a type of street, or else the first.
fn without_number(customs: &Customs, marks: &[Mark<'_>]) -> Option<(usize, usize)> {
    let mut first = None;
    let mut i = 0;
    while i < marks.len() {
        let (from, to) = part_of(marks, i);
        i = to + 1;
        let start = (from..=to).find(|j| marks[*j].free());
        let Some(range) = start.and_then(|s| run(marks, s, to, false)) else { continue };
        if words_in(marks, range) == 0 {
            continue;
        }
        let ends = Folded::of(marks[range.1].text);
        if has_street(marks, range) || words::ends_in_street(&ends, customs.languages) {
            if customs.named_houses && names_a_house_before_a_street(marks, range) {
                first = first.or(Some(range));
                continue;
            }
            return Some(range);
        }
        first = first.or(Some(range));
    }
    first
}

/// `Adderstone Court, Adderstone Crescent`: both end like streets, and the first may be a house.
fn names_a_house_before_a_street(marks: &[Mark<'_>], (_, last): (usize, usize)) -> bool {
    let (from, to) = match marks.get(last + 1).filter(|m| m.row == marks[last].row) {
        Some(_) => part_of(marks, last + 1),
        None => return false,
    };
    let next = run(marks, from, to, false).filter(|r| r.1 == to && words_in(marks, *r) > 1);
    marks[last].classes.any(BUILDING) && next.is_some_and(|(_, b)| marks[b].is(Class::Street))
}

/// The named house: a part of its own with a word for buildings, or (where houses go by names)
/// the part before the street.
fn building<'a>(
    customs: &Customs,
    marks: &[Mark<'a>],
    street: Option<(usize, usize)>,
    parsed: &Parsed<'a>,
) -> Option<&'a str> {
    let mut i = 0;
    while i < marks.len() {
        let (from, to) = part_of(marks, i);
        i = to + 1;
        if street.is_some_and(|(a, _)| a >= from && a <= to) {
            let alone = parsed.house_number.is_none() && !parsed.no_number;
            let ends = street.map(|(_, b)| &marks[b]);
            if alone && ends.is_some_and(|m| m.classes.any(BUILDING) && !m.is(Class::Street)) {
                return street.map(|(a, b)| span(marks, a, b));
            }
            continue;
        }
        let Some((a, b)) = (from..=to).find(|j| marks[*j].free()).and_then(|s| run(marks, s, to, false)) else {
            continue;
        };
        let before_street = street.is_some_and(|(s, _)| b < s);
        let named = marks[b].classes.any(BUILDING) || marks[a].classes.any(BUILDING) && !marks[b].is(Class::Street);
        if words_in(marks, (a, b)) > 0
            && (named || customs.named_houses && before_street && parsed.house_number.is_none())
        {
            return Some(span(marks, a, b));
        }
    }
    None
}
