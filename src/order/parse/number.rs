//! Which of the numbers is that of the house.

use super::Parsed;
use super::customs::{Customs, Dash, Slash};
use super::marks::{self, Mark, Role, is_roman, part_of, span};
use crate::input::Field;
use crate::order::Order;
use crate::text::Kind;
use crate::world::country::NumberPosition;
use crate::world::words::Class;

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
    let chosen = choose(customs, marks).or_else(|| demoted(customs, marks, parsed));
    let Some(from) = chosen else {
        whole_number_of_block(customs, marks, parsed);
        return None;
    };
    let to = extend(customs, marks, from);
    marks::take(marks, from, to, Role::Number);
    split(customs, span(marks, from, to), parsed);
    Some((from, to))
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
    best.map(|(_, i)| i)
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

fn around(marks: &[Mark<'_>], i: usize) -> Around {
    let (from, to) = part_of(marks, i);
    let words = |range: &[Mark<'_>]| range.iter().filter(|m| m.free_word() && !m.is(Class::HouseWord)).count();
    let numbers = |range: &[Mark<'_>]| range.iter().any(|m| m.free() && m.is_number() && !m.is_ordinal());
    let prev = i.checked_sub(1).filter(|p| *p >= from).map(|p| &marks[p]);
    Around {
        before: words(&marks[from..i]),
        behind: words(&marks[i + 1..=to]),
        number_before: numbers(&marks[from..i]),
        number_behind: numbers(&marks[i + 1..=to]),
        marked: prev.is_some_and(|p| {
            p.free() && (p.is(Class::HouseWord) && !p.is(Class::Street) || matches!(p.text, "#" | "№"))
        }),
        named: prev.is_some_and(|p| p.free() && p.is(Class::Route)),
    }
}

fn score(customs: &Customs, marks: &[Mark<'_>], i: usize) -> i32 {
    let around = around(marks, i);
    if marks[i].kind == Kind::Mixed && !is_numbered(marks[i].text) {
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
        (0, 0) if around.number_before => named_street_before(marks, i),
        (0, 0) if alone_behind_street(marks, i) => 9,
        (0, 0) => 2,
        (0, _) if in_part_behind_street(marks, i) => 6,
        (0, _) => 0,
        _ if around.named && around.number_behind => 1,
        (1, 0) if around.named => {
            if english {
                0
            } else {
                3
            }
        }
        (_, 0) if english && date_like(marks, i) => 0,
        (_, 0) if english && marks[i - 1].is(Class::Street) => 3,
        (_, 0) if around.number_before && !around.marked => {
            if first_number_named(marks, i) {
                10
            } else {
                5
            }
        }
        (_, 0) => 10,
        _ if around.number_before => 2,
        _ => 4,
    }
}

/// `Calle 26 59-51`: the number before names the street.
fn named_street_before(marks: &[Mark<'_>], i: usize) -> i32 {
    if first_number_named(marks, i) { 10 } else { 0 }
}

/// Is the number before it the name of the street, or the first thing of the part?
fn first_number_named(marks: &[Mark<'_>], i: usize) -> bool {
    let (from, _) = part_of(marks, i);
    let before = (from..i).rev().find(|j| marks[*j].free() && marks[*j].has_digit());
    before.is_some_and(|b| {
        b == from
            || marks[b - 1].is(Class::Route)
            || (b + 1 < i && marks[b + 1].free_word() && !marks[b + 1].is_letter())
    })
}

/// `rue du 8 mai 1945`.
fn date_like(marks: &[Mark<'_>], i: usize) -> bool {
    i >= 2 && marks[i].text.len() == 4 && marks[i - 2].is_number() && marks[i - 1].kind == Kind::Word
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

/// How far the number goes on behind its first mark: `5 bis`, `16 1/2`, `12 - 14`, `12 a`, `5 к3`.
fn extend(customs: &Customs, marks: &[Mark<'_>], from: usize) -> usize {
    let mut to = from;
    while let Some(next) = marks.get(to + 1).filter(|m| m.row == marks[from].row && m.free()) {
        let gap = &marks[to].line[marks[to].end..next.start];
        if !continues(customs, marks, from, to, next, gap) {
            break;
        }
        to += 1;
    }
    to
}

fn continues(customs: &Customs, marks: &[Mark<'_>], from: usize, to: usize, next: &Mark<'_>, gap: &str) -> bool {
    let between = gap.trim();
    if next.is_number() && matches!(between, "-" | "–" | "/" | "+" | "&") {
        return true;
    }
    if matches!(gap, "," | ";") && next.is_number() && marks[to].is_number() {
        return true;
    }
    if next.part != marks[from].part {
        return false;
    }
    let suffix = ["bis", "ter", "quater"].iter().any(|s| next.text.eq_ignore_ascii_case(s));
    let fraction = marks[to].kind == Kind::Digits && matches!(next.text, "1/2" | "1/3" | "2/3" | "1/4" | "3/4" | "½");
    suffix && marks[to].is_number()
        || fraction
        || letter_continues(customs, marks, from, to, next)
        || corpus_continues(customs, next)
}

/// `12 a` behind a street; `12 A` before one, but not `123 E Main St` or `123 A St`.
fn letter_continues(customs: &Customs, marks: &[Mark<'_>], from: usize, to: usize, next: &Mark<'_>) -> bool {
    if !next.is_letter()
        || from != to
        || marks[to].kind != Kind::Digits
        || next.is(Class::Level) && next.behind().starts_with('.')
    {
        return false;
    }
    let then = marks.get(to + 2).filter(|m| m.part == next.part && m.free());
    let leads = part_of(marks, from).0 == from && then.is_some();
    if customs.position == NumberPosition::Before && leads {
        let direction = customs.unit_after_street || next.behind().starts_with('.');
        return !direction && then.is_some_and(|t| t.kind == Kind::Word && !t.is(Class::Street))
            || next.text.chars().all(|c| c == 'B') && then.is_some_and(|t| !t.is(Class::Street));
    }
    !customs.unit_after_street && !(customs.staircase_letter && then.is_some_and(Mark::has_digit))
}

/// `94 к3`, `5 стр 2` without a comma.
fn corpus_continues(customs: &Customs, next: &Mark<'_>) -> bool {
    customs.corpus_joins && next.kind == Kind::Mixed && next.text.starts_with(['к', 'К', 'с', 'k', 'K', 'л'])
}

/// Without any other number, a marker that may also stand before a house number does so:
/// `Villa 12`, `Casa 5`, `Lote 3`.
fn demoted(customs: &Customs, marks: &mut [Mark<'_>], parsed: &mut Parsed<'_>) -> Option<usize> {
    if customs.unit_after_street {
        return None;
    }
    let at = (0..marks.len()).find(|i| {
        marks[*i].role == Role::Door
            && marks[*i].is(Class::HouseWord)
            && marks[*i].is(Class::Unit)
            && marks.get(i + 1).is_some_and(|m| m.role == Role::Door && m.is_number())
    })?;
    if parsed.unit != Some(span(marks, at, at + 1)) {
        return None;
    }
    parsed.unit = None;
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

/// Puts a number into `parsed`, apart from the unit that the custom of the country writes into it.
fn split<'a>(customs: &Customs, text: &'a str, parsed: &mut Parsed<'a>) {
    let (number, unit) = parts(customs, text);
    parsed.house_number = Some(number);
    if parsed.unit.is_none() {
        parsed.unit = unit;
    }
}

fn parts<'a>(customs: &Customs, text: &'a str) -> (&'a str, Option<&'a str>) {
    let whole = (text, None);
    if let Some((a, b)) = text.split_once('/') {
        let (a, b) = (a.trim(), b.trim());
        return match customs.slash {
            _ if a.is_empty() || b.is_empty() => whole,
            Slash::UnitFirst if starts_with_digit(b) => (b, Some(a)),
            Slash::DoorAfter if starts_with_digit(b) || is_roman(b) => (a, Some(b)),
            Slash::DoorUnlessNeighbour if starts_with_digit(b) && !neighbours(a, b) => (a, Some(b)),
            _ => whole,
        };
    }
    let Some((a, b)) = text.split_once(['-', '–']) else { return whole };
    let (a, b) = (a.trim(), b.trim());
    let unit_first = !a.is_empty() && starts_with_digit(b) && !b.contains('-');
    match customs.dash {
        Dash::UnitFirst if unit_first && !may_be_range(a, b) => (b, Some(a)),
        Dash::UnitIfShort if unit_first && b.len() >= 3 && a.len() < b.len() => (b, Some(a)),
        Dash::FlatAfter if starts_with_digit(b) && starts_with_digit(a) => (a, Some(b)),
        Dash::RomanAfter if is_roman(b) && starts_with_digit(a) => (a, Some(b)),
        _ => whole,
    }
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

fn value(text: &str) -> Option<i64> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    text[..digits].parse().ok()
}

/// Two plots side by side: `18/19`.
fn neighbours(a: &str, b: &str) -> bool {
    matches!((value(a), value(b)), (Some(a), Some(b)) if b == a + 1)
}

/// `12-14`: as long, and not far apart.
fn may_be_range(a: &str, b: &str) -> bool {
    matches!((value(a), value(b)), (Some(x), Some(y)) if a.len() == b.len() && y > x && y - x <= 20)
}
