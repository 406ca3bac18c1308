//! How far a house number goes on (`5 bis`, `16 1/2`, `12 - 14`, `94 к3`), and what its slash or
//! dash means.

use super::Parsed;
use super::customs::{Customs, Dash, Slash};
use super::marks::{Mark, is_roman, part_of};
use super::number::first_number_named;
use crate::text::Kind;
use crate::world::country::NumberPosition;
use crate::world::words::Class;

/// `15;17 Balfour Road`: the numbers before it, with nothing but a comma between.
pub(super) fn extend_back(marks: &[Mark<'_>], from: usize) -> usize {
    let mut first = from;
    while first > 0
        && marks[first - 1].free()
        && marks[first - 1].is_number()
        && marks[first - 1].row == marks[first].row
    {
        let gap = &marks[first].line[marks[first - 1].end..marks[first].start];
        if !matches!(gap, "," | ";") {
            break;
        }
        first -= 1;
    }
    first
}

/// How far the number goes on behind its first mark: `5 bis`, `16 1/2`, `12 - 14`, `12 a`, `5 к3`.
pub(super) fn extend(customs: &Customs, marks: &[Mark<'_>], from: usize) -> usize {
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
    if next.is_number() && !next.is_ordinal() && matches!(between, "-" | "–" | "/" | "+" | "&") {
        return true;
    }
    if matches!(gap, "," | ";") && next.is_number() && marks[to].is_number() {
        return true;
    }
    if matches!(gap, ", ") && plots_in_a_row(customs, marks, to) {
        return true;
    }
    if next.text.starts_with('/') && next.has_digit() && marks[to].is_number() {
        return true;
    }
    if from == to && customs.unit_after_street && is_grid(marks[from].text) && is_grid(next.text) {
        return true;
    }
    if next.part != marks[to].part {
        return false;
    }
    if customs.is("CO") && next.is_number() && marks[to].is_number() && first_number_named(customs, marks, from) {
        return true;
    }
    let suffix = ["bis", "ter", "quater"].iter().any(|s| next.text.eq_ignore_ascii_case(s));
    let fraction = marks[to].kind == Kind::Digits && matches!(next.text, "1/2" | "1/3" | "2/3" | "1/4" | "3/4" | "½");
    suffix && marks[to].is_number()
        || fraction
        || letter_continues(customs, marks, from, to, next)
        || corpus_continues(customs, next)
}

/// One half of a grid number: `W148` of `W148 N9748`.
fn is_grid(text: &str) -> bool {
    let bytes = text.as_bytes();
    let compass = |b: &u8| matches!(b.to_ascii_uppercase(), b'N' | b'S' | b'E' | b'W');
    let digits = bytes.get(1..).unwrap_or_default().iter().filter(|b| b.is_ascii_digit()).count();
    bytes.first().is_some_and(compass) && digits >= 3 && digits + 2 >= bytes.len()
}

/// `Südallee 74, 76`: two neighbours on one side of the street.
fn plots_in_a_row(customs: &Customs, marks: &[Mark<'_>], to: usize) -> bool {
    let (a, b) = (&marks[to], &marks[to + 1]);
    let alone = part_of(marks, to + 1) == (to + 1, to + 1);
    let near = matches!((value(a.text), value(b.text)), (Some(x), Some(y)) if x >= 10 && y > x && y - x <= 4 && (y - x) % 2 == 0);
    customs.position == NumberPosition::After && alone && near && a.kind == Kind::Digits && b.kind == Kind::Digits
}

/// `12 a` behind a street; `12 A` before one, but not `123 E Main St` or `123 A St`.
fn letter_continues(customs: &Customs, marks: &[Mark<'_>], from: usize, to: usize, next: &Mark<'_>) -> bool {
    let bare = marks[to].kind == Kind::Digits
        || customs.hash_is_number && marks[to].text.ends_with(|c: char| c.is_ascii_digit());
    if !next.is_letter() || from != to || !bare || next.is(Class::Level) && next.behind().starts_with('.') {
        return false;
    }
    let then = marks.get(to + 2).filter(|m| m.part == next.part && m.free());
    let leads = part_of(marks, from).0 == from && then.is_some();
    if customs.position == NumberPosition::Before && leads {
        let last = if customs.unit_after_street { 'b' } else { 'h' };
        let suffix = next.text.chars().all(|c| ('a'..=last).contains(&c.to_ascii_lowercase()));
        return suffix
            && !next.behind().starts_with('.')
            && then
                .is_some_and(|t| t.kind == Kind::Word && !(t.is(Class::Street) && part_of(marks, from).1 == to + 2));
    }
    let staircase = customs.staircase_letter && then.is_some_and(Mark::has_digit);
    !(customs.unit_after_street || staircase)
}

/// `94 к3`, `5 стр 2` without a comma.
fn corpus_continues(customs: &Customs, next: &Mark<'_>) -> bool {
    customs.corpus_joins && next.kind == Kind::Mixed && next.text.starts_with(['к', 'К', 'с', 'k', 'K', 'л'])
}

/// Puts a number into `parsed`, apart from the unit that the custom of the country writes into it.
pub(super) fn split<'a>(customs: &Customs, text: &'a str, parsed: &mut Parsed<'a>) {
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
        Dash::UnitIfShort if unit_first && b.len() == 3 && a.len() == 1 => (b, Some(a)),
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
    matches!((value(a), value(b)), (Some(a), Some(b)) if a.checked_add(1) == Some(b))
}

/// `12-14`: as long, and not far apart.
fn may_be_range(a: &str, b: &str) -> bool {
    matches!((value(a), value(b)), (Some(x), Some(y)) if a.len() == b.len() && y > x && y - x <= 20)
}
