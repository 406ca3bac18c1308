//! Which of the numbers is that of the house.

use super::Parsed;
use super::customs::Customs;
use super::marks::{self, Mark, Role, part_of, span};
use super::suffix::{extend, extend_back, split};
use crate::input::Field;
use crate::order::Order;
use crate::text::Kind;
use crate::world::country::NumberPosition;
use crate::world::words::{Class, Classes};

const BUILT: Classes = Classes::of(&[Class::Building, Class::Entrance, Class::Level]);

/// Finds the house number, marks it, and puts it (and a unit written into it) into `parsed`;
/// the marks that it takes, first and last.
pub(super) fn find<'a>(
    order: &Order<'a>,
    customs: &Customs,
    marks: &mut [Mark<'a>],
    parsed: &mut Parsed<'a>,
) -> Option<(usize, usize)> {
    let own = order.get(Field::HouseNumber);
    if own.chars().any(char::is_numeric) {
        split(customs, own, parsed);
        return repeated(marks, own);
    }
    if customs.block_is_number && !begins_a_street(marks) {
        whole_number_of_block(customs, marks, parsed);
        if parsed.house_number.is_some() {
            return None;
        }
    }
    let chosen = choose(customs, marks).or_else(|| demoted(customs, marks, parsed));
    let Some(from) = chosen else {
        whole_number_of_block(customs, marks, parsed);
        return None;
    };
    let from = extend_back(marks, from);
    let to = extend(customs, marks, from);
    let last = if is_said_again(customs, marks, from, to) { to + 1 } else { to };
    marks::take(marks, from, last, Role::Number);
    split(customs, span(marks, from, to), parsed);
    Some((from, last))
}

/// `Prinsengracht 185 185`, as forms with a cell for the number write it; a short one may be a door, and
/// before a street the second may be its name (`100 100 Street`).
fn is_said_again(customs: &Customs, marks: &[Mark<'_>], from: usize, to: usize) -> bool {
    let number = &marks[from];
    let is_long = number.text.len() >= 3 || customs.is("NL");
    let next = marks.get(to + 1).filter(|m| m.free() && m.row == number.row && m.part == number.part);
    customs.position == NumberPosition::After && from == to && is_long && next.is_some_and(|m| m.text == number.text)
}

/// Does a number that no marker has taken stand before words, at the start of a part or behind what
/// was taken?
fn begins_a_street(marks: &[Mark<'_>]) -> bool {
    (0..marks.len()).any(|i| {
        let number = &marks[i];
        let leads = part_of(marks, i).0 == i || !marks[i - 1].free();
        number.free()
            && number.is_number()
            && leads
            && marks.get(i + 1).is_some_and(|m| m.free_word() && m.part == number.part)
    })
}

/// The cell's house number may stand in the line again.
fn repeated(marks: &mut [Mark<'_>], own: &str) -> Option<(usize, usize)> {
    let at = marks.iter().position(|m| m.free() && m.text.eq_ignore_ascii_case(own))?;
    marks[at].role = Role::Number;
    Some((at, at))
}

/// The mark with which the house number begins.
fn choose(customs: &Customs, marks: &[Mark<'_>]) -> Option<usize> {
    let mut best: Option<(i32, usize)> = None;
    for i in 0..marks.len() {
        if !marks[i].free() || !marks[i].has_digit() || marks[i].is_ordinal() {
            continue;
        }
        let score = score(customs, marks, i);
        if score > 0 && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, i));
        }
    }
    best.map(|(_, i)| i).or_else(|| written_out(customs, marks))
}

/// `One South Wacker Dr`.
fn written_out(customs: &Customs, marks: &[Mark<'_>]) -> Option<usize> {
    const WRITTEN: [&str; 13] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifty"];
    let leads = |i: usize| marks[i].free() && part_of(marks, i).0 == i && marks.get(i + 1).is_some_and(Mark::free_word);
    let english = customs.unit_after_street || customs.named_houses || customs.is("AU") || customs.is("NZ");
    let at = (0..marks.len()).find(|i| WRITTEN.iter().any(|w| marks[*i].text.eq_ignore_ascii_case(w)))?;
    let street = marks[at + 1..=part_of(marks, at).1].iter().skip(1).any(|m| m.is(Class::Street));
    (english && leads(at) && street).then_some(at)
}

/// What stands around a number in its part.
struct Around {
    /// Free words before and behind it.
    before: usize,
    behind: usize,
    /// A number of the same part stands before or behind it.
    number_before: bool,
    number_behind: bool,
    /// Right behind a word that says it is a house number.
    marked: bool,
    /// Right behind a word that takes a number as its name (`Calle 26`, `Highway 6`).
    named: bool,
}

fn around(customs: &Customs, marks: &[Mark<'_>], i: usize) -> Around {
    let (from, to) = part_of(marks, i);
    let words = |range: &[Mark<'_>]| range.iter().filter(|m| m.free_word() && !m.is(Class::HouseWord)).count();
    let numbers = |range: &[Mark<'_>]| range.iter().any(|m| m.free() && m.is_number() && !m.is_ordinal());
    let prev = i.checked_sub(1).filter(|p| *p >= from).map(|p| &marks[p]);
    Around {
        before: words(&marks[from..i]),
        behind: words(&marks[i + 1..=to]),
        number_before: numbers(&marks[from..i]),
        number_behind: numbers(&marks[i + 1..=to]),
        marked: prev.is_some_and(|p| is_house_word(customs, p, i == from + 1))
            && !is_name_of_street(customs, marks, from, i),
        named: is_name_of_street(customs, marks, from, i),
    }
}

/// A word or sign that says that a house number follows.
fn is_house_word(customs: &Customs, mark: &Mark<'_>, leads: bool) -> bool {
    let sign = matches!(mark.text, "#" | "№") && (customs.hash_is_number || leads);
    mark.free() && (sign || mark.kind != Kind::Sign && mark.is(Class::HouseWord) && !mark.is(Class::Street))
}

/// Right behind a word that takes a number as its name: `Calle 26`, `Highway 6`, or a type of
/// street with which the part begins.
fn is_name_of_street(customs: &Customs, marks: &[Mark<'_>], from: usize, i: usize) -> bool {
    let Some(prev) = i.checked_sub(1).filter(|p| *p >= from).map(|p| &marks[p]).filter(|p| p.free()) else {
        return false;
    };
    let through = prev.is(Class::HouseWord) && i >= from + 2 && marks[i - 2].free() && marks[i - 2].is(Class::Route);
    let leads = prev.is(Class::Street) && i == from + 1 && customs.position != NumberPosition::After;
    prev.is(Class::Route) || leads || through
}

fn score(customs: &Customs, marks: &[Mark<'_>], i: usize) -> i32 {
    let around = around(customs, marks, i);
    let lone = marks[i].kind == Kind::Mixed && around.before + around.behind == 0 && !marks.iter().any(Mark::free_word);
    if marks[i].kind == Kind::Mixed && !is_numbered(marks[i].text)
        || lone
        || is_counted_street(customs, marks, i)
        || begins_a_date(marks, i)
    {
        return 0;
    }
    let before = before_street(marks, i, &around);
    let after = after_street(customs, marks, i, &around);
    let score = match customs.position {
        NumberPosition::Before => before * 2 + after / 3,
        NumberPosition::After => after * 2 + before / 2,
        NumberPosition::Either | NumberPosition::Block => (before * 2).max(after * 2 - 1),
    };
    let marked = if around.marked { 9 } else { 0 };
    let mixed = if marks[i].kind == Kind::Mixed { 3 } else { 0 };
    (score + marked - mixed).max(0) * 4 - i32::from(score > 0) * i32::from(marks[i].row.min(2)) * 3
}

/// `1e Helmersstraat`, `8e Avenue`: first, eighth.
fn is_counted_street(customs: &Customs, marks: &[Mark<'_>], i: usize) -> bool {
    let (from, to) = part_of(marks, i);
    let counted =
        marks[i].kind == Kind::Numberish && marks[i].text.trim_start_matches(|c: char| c.is_ascii_digit()) == "e";
    counted
        && i == from
        && i < to
        && (customs.position == NumberPosition::After || i + 1 == to && marks[to].is(Class::Street))
}

/// `N6W23001`, `A12`, `e2-16`: few letters, then digits.
fn is_numbered(text: &str) -> bool {
    let letters = text.chars().take_while(|c| !c.is_numeric()).count();
    letters <= 3 && !text.contains('&')
}

/// How much it looks like a number before its street, up to 10.
fn before_street(marks: &[Mark<'_>], i: usize, around: &Around) -> i32 {
    let next_is_type = marks.get(i + 1).is_some_and(|m| m.free() && m.is(Class::Street) && m.part == marks[i].part);
    match (around.before, around.behind) {
        (0, 0) if around.number_before => 0,
        (0, 0) if alone_before_street(marks, i) => 7,
        (0, 0) => 2,
        (0, _) if around.number_before && !around.marked => 1,
        (0, 1) if next_is_type => 8,
        (0, _) => 10,
        (_, 0) => 0,
        _ if next_is_type || around.named || around.number_before => 0,
        _ => 6,
    }
}

/// A number that fills its part, and words without a number in the next.
fn alone_before_street(marks: &[Mark<'_>], i: usize) -> bool {
    let (_, to) = part_of(marks, i);
    let Some(next) = marks.get(to + 1).filter(|m| m.free_word()) else { return false };
    let (from, to) = (to + 1, part_of(marks, to + 1).1);
    next.free_word() && !marks[from..=to].iter().any(|m| m.free() && m.is_number() && !m.is_ordinal())
}

/// How much it looks like a number behind its street, up to 10.
fn after_street(customs: &Customs, marks: &[Mark<'_>], i: usize, around: &Around) -> i32 {
    let english = customs.position == NumberPosition::Before;
    match (around.before, around.behind) {
        (0, 0) if around.number_before => named_street_before(customs, marks, i),
        (0, 0) if alone_behind_street(marks, i) => 9,
        (0, 0) => 2,
        (0, _) if in_part_behind_street(marks, i) => 6,
        (0, _) => 0,
        _ if around.named && around.number_behind => 1,
        (_, 0) if around.named && (english || around.before == 1) && !around.number_before => 0,
        (_, 0) if english && (date_like(marks, i) || marks[i].kind == Kind::Digits && marks[i].text.len() >= 5) => 0,
        (_, 0) if english && marks[i - 1].is(Class::Street) => 3,
        (_, 0) if around.number_before && !around.marked => {
            if first_number_named(customs, marks, i) {
                10
            } else {
                5
            }
        }
        (_, 0) => 10,
        _ if around.number_before => 2,
        _ if around.named => 0,
        _ => 4,
    }
}

/// `Calle 26 59-51`: the number before names the street.
fn named_street_before(customs: &Customs, marks: &[Mark<'_>], i: usize) -> i32 {
    if first_number_named(customs, marks, i) { 10 } else { 0 }
}

/// Is the number before it the name of the street, or the first thing of the part?
pub(super) fn first_number_named(customs: &Customs, marks: &[Mark<'_>], i: usize) -> bool {
    let (from, _) = part_of(marks, i);
    let before = (from..i).rev().find(|j| marks[*j].free() && marks[*j].has_digit());
    before.is_some_and(|b| {
        b == from
            || is_name_of_street(customs, marks, from, b)
            || (b + 1 < i && marks[b + 1].free_word() && !marks[b + 1].is_letter())
    })
}

/// The 8 of `rue du 8 mai 1945`, within its part.
fn begins_a_date(marks: &[Mark<'_>], i: usize) -> bool {
    let within = marks.get(i + 2).is_some_and(|m| m.part == marks[i].part) && part_of(marks, i).0 < i;
    within && marks[i + 1].free_word() && date_like(marks, i + 2)
}

/// The year of `rue du 8 mai 1945`.
fn date_like(marks: &[Mark<'_>], i: usize) -> bool {
    let year = marks[i].text.len() == 4 && matches!(marks[i].text.get(..2), Some("17" | "18" | "19" | "20"));
    i >= 2 && year && marks[i - 2].is_number() && marks[i - 1].kind == Kind::Word
}

/// A number that fills its part, and words without a number in the part before it.
fn alone_behind_street(marks: &[Mark<'_>], i: usize) -> bool {
    let (from, to) = part_of(marks, i);
    from > 0 && marks[from..=to].iter().filter(|m| m.free()).count() <= 3 && in_part_behind_street(marks, i)
}

fn in_part_behind_street(marks: &[Mark<'_>], i: usize) -> bool {
    let (from, _) = part_of(marks, i);
    let Some(prev) = from.checked_sub(1) else { return false };
    let (a, b) = part_of(marks, prev);
    let numbered = |m: &Mark<'_>| m.free() && m.is_number() && !m.is_ordinal();
    let named = marks[prev].is_number() && prev > a && marks[prev - 1].is(Class::Route);
    marks[a..=b].iter().any(|m| m.free_word())
        && (named || !marks[a..=b].iter().skip(1).any(numbered) && !numbered(&marks[a]))
}

/// Without any other number, a marker that may also stand before a house number does so:
/// `Villa 12`, `Casa 5`, `Lote 3`.
fn demoted(customs: &Customs, marks: &mut [Mark<'_>], parsed: &mut Parsed<'_>) -> Option<usize> {
    if customs.unit_after_street {
        return None;
    }
    if let Some(at) = name_taken_for_a_marker(customs, marks, parsed) {
        return Some(at);
    }
    let at = (0..marks.len()).rev().find(|i| {
        marks[*i].role == Role::Door
            && marks[*i].is(Class::HouseWord)
            && marks[*i].is(Class::Unit)
            && marks.get(i + 1).is_some_and(|m| m.role == Role::Door && m.is_number())
    })?;
    if parsed.unit == Some(span(marks, at, at + 1)) {
        parsed.unit = None;
    }
    Some(at + 1)
}

/// `Porte de Hal 22`, `Via Luigi Villa 8`: the last word of the street may mean a building too.
fn name_taken_for_a_marker(customs: &Customs, marks: &mut [Mark<'_>], parsed: &mut Parsed<'_>) -> Option<usize> {
    if customs.position != NumberPosition::After {
        return None;
    }
    let at = (1..marks.len()).find(|i| {
        let (m, then) = (&marks[*i], marks.get(i + 1));
        let unwritten = !m.behind().starts_with(['.', ':']) && m.classes.any(BUILT);
        let numbered = then.is_some_and(|n| n.role == Role::Door && n.is_number() && n.part == m.part);
        m.role == Role::Door
            && m.kind == Kind::Word
            && unwritten
            && numbered
            && marks[i - 1].free_word()
            && marks[i - 1].part == m.part
    })?;
    let text = span(marks, at, at + 1);
    for place in [&mut parsed.building, &mut parsed.level] {
        if *place == Some(text) {
            *place = None;
        }
    }
    marks[at].role = Role::Free;
    Some(at + 1)
}

/// `Blk 123` is the house where buildings are numbered and streets are long (SG).
fn whole_number_of_block<'a>(customs: &Customs, marks: &[Mark<'a>], parsed: &mut Parsed<'a>) {
    if !customs.block_is_number {
        return;
    }
    let at = (0..marks.len()).find(|i| {
        marks[*i].role == Role::Door && marks[*i].is(Class::Building) && marks.get(i + 1).is_some_and(Mark::is_number)
    });
    parsed.house_number = at.map(|i| marks[i + 1].text);
}
