//! Doors, storeys and buildings that are marked by a word: `Apt 3`, `2. OG`, `bl. A`, `кв. 5`.

use super::Parsed;
use super::customs::{Customs, Slash};
use super::marks::{self, Mark, Role, part_of, span};
use crate::text::{Folded, Kind};
use crate::world::country::NumberPosition;
use crate::world::words::{self, Class, Classes};

const MARKERS: Classes =
    Classes::of(&[Class::Unit, Class::Level, Class::LevelAlone, Class::Building, Class::Entrance, Class::UnitAlone]);
const NOT_ALONE: Classes = Classes::of(&[
    Class::UnitAlone,
    Class::BuildingName,
    Class::Building,
    Class::Level,
    Class::LevelAlone,
    Class::HouseWord,
    Class::PoBox,
    Class::Pickup,
    Class::CareOf,
    Class::Entrance,
]);

/// Words that may dangle where nothing stands behind them.
const DANGLING: Classes = Classes::of(&[Class::Unit, Class::Building, Class::Entrance, Class::Level]);
/// Parts of a building that are counted, behind the type of a street.
const COUNTED_PARTS: [&str; 3] = ["bldg", "building", "floor"];
/// Doors and stairs that are counted, behind the number of the house.
const COUNTED_DOORS: [&str; 12] =
    ["apt", "apto", "boite", "boîte", "bte", "bus", "depto", "dpto", "escalera", "puerta", "stiege", "wohnung"];

/// Takes marked doors, storeys and buildings out of the marks.
pub(super) fn take<'a>(customs: &Customs, marks: &mut [Mark<'a>], parsed: &mut Parsed<'a>) {
    let mut i = 0;
    while i < marks.len() {
        let mark = marks[i];
        if mark.free() && mark.kind == Kind::Sign && mark.text == "#" {
            hash_at(customs, marks, i, parsed);
        } else if mark.free() && mark.kind != Kind::Sign && mark.classes.any(MARKERS) {
            marked_at(customs, marks, i, parsed);
        } else if mark.free() && storey_number(customs, &mark) {
            marks[i].role = Role::Door;
            parsed.level.get_or_insert(mark.text);
        }
        i += 1;
    }
    if parsed.dangling_unit.is_none() && parsed.unit.is_none() {
        dangling(customs, marks, parsed);
    }
}

/// `12/F`, `3F` where storeys are written so.
fn storey_number(customs: &Customs, mark: &Mark<'_>) -> bool {
    let asian = || ["HK", "MO", "CN", "TW", "SG", "MY", "PH", "KR", "JP", "IN"].iter().any(|c| customs.is(c));
    mark.kind == Kind::Numberish && asian() && {
        let rest = mark.text.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.eq_ignore_ascii_case("/f") || rest == "F" || rest.eq_ignore_ascii_case("/fl")
    }
}

fn marked_at<'a>(customs: &Customs, marks: &mut [Mark<'a>], i: usize, parsed: &mut Parsed<'a>) {
    let mark = marks[i];
    if is_weak(&mark) && !behind_a_number(marks, i) && !is_written_as_marker(&mark) {
        return;
    }
    if mark.is(Class::Level) && (level_behind(marks, i, parsed) || level_before(customs, marks, i, parsed)) {
        return;
    }
    let ahead = !marks[..i].iter().any(Mark::has_digit);
    let block = mark.is(Class::Building)
        && mark.is(Class::Unit)
        && ahead
        && designator(customs, marks, i).is_some_and(|d| marks[d].is_letter());
    if block && part_marker(customs, marks, i, parsed) {
        return;
    }
    if mark.is(Class::Unit) && !street_like(customs, marks, i) && unit_at(customs, marks, i, parsed) {
        return;
    }
    if (mark.is(Class::Building) || mark.is(Class::Entrance)) && part_marker(customs, marks, i, parsed) {
        return;
    }
    if mark.is(Class::LevelAlone) && (mark.has_digit() || stands_alone(marks, i)) {
        marks[i].role = Role::Door;
        parsed.level.get_or_insert(mark.text);
    }
}

/// One or two letters mean too much to stand for a door before any number was seen.
fn is_weak(mark: &Mark<'_>) -> bool {
    mark.text.chars().filter(|c| c.is_alphanumeric()).count() < 2
        || (mark.text.chars().count() < 3 && mark.is(Class::Street))
}

/// `m.`, `D:` — an abbreviation with its sign, and a number right behind.
fn is_written_as_marker(mark: &Mark<'_>) -> bool {
    mark.behind().starts_with([':', '.', '#'])
}

fn behind_a_number(marks: &[Mark<'_>], i: usize) -> bool {
    marks[..i].iter().any(|m| m.has_digit() && m.row == marks[i].row) || part_of(marks, i).0 == i && marks[i].row > 0
}

/// A marker that is rather the type of the street (`12 Eagle Landing`), with words before and a
/// word behind it.
fn street_like(customs: &Customs, marks: &[Mark<'_>], i: usize) -> bool {
    let (from, to) = part_of(marks, i);
    let inside = i > from && i < to && marks[i + 1].kind == Kind::Word && designator(customs, marks, i).is_none();
    inside
        || (marks[i].is(Class::Street)
            && customs.position != NumberPosition::After
            && i > from
            && marks[from..i].iter().any(|m| m.free_word())
            && !marks.iter().take(i).any(|m| m.is(Class::Street)))
}

/// The mark that a marker names, over `no`, `nr`, `#`.
fn designator(customs: &Customs, marks: &[Mark<'_>], i: usize) -> Option<usize> {
    let mut j = i + 1;
    let same = |j: usize| marks.get(j).filter(|m| m.row == marks[i].row && m.part == marks[i].part && m.free());
    let direct = customs.is("TR");
    while same(j).is_some_and(|m| {
        m.text == "#"
            || m.text == "№"
            || (!direct && m.is(Class::HouseWord) && !m.has_digit() && same(j + 1).is_some_and(Mark::has_digit))
    }) {
        j += 1;
    }
    let mark = same(j)?;
    let (_, to) = part_of(marks, i);
    let short = mark.kind == Kind::Word
        && (mark.is_letter()
            || mark.text.chars().count() == 2 && !mark.is(Class::Street) && !mark.is(Class::HouseWord)
            || mark.is_roman()
            || is_lettered_pair(mark.text));
    let named = mark.is(Class::UnitAlone) || mark.is(Class::LevelAlone);
    let ends = j == to
        || marks[j + 1].has_digit()
        || marks[j + 1].kind == Kind::Sign
        || marks[j + 1].is(Class::HouseWord)
        || mark.is_letter() && marks[j + 1].classes.any(MARKERS);
    // `Ph 5125550143` is a phone number
    const PHONE: usize = 7;
    let calls = mark.kind == Kind::Digits && mark.text.len() >= PHONE;
    if calls || mark.is_ordinal() && j < to && marks[j + 1].is(Class::Level) {
        return None;
    }
    (mark.has_digit() || ((short || named) && ends)).then_some(j)
}

/// `C-D`, `A~C`.
fn is_lettered_pair(text: &str) -> bool {
    let b = text.as_bytes();
    b.len() == 3
        && b[0].is_ascii_alphabetic()
        && matches!(b[1], b'-' | b'~' | b'/' | b'&')
        && b[2].is_ascii_alphabetic()
}

fn unit_at<'a>(customs: &Customs, marks: &mut [Mark<'a>], i: usize, parsed: &mut Parsed<'a>) -> bool {
    let Some(mut to) = designator(customs, marks, i) else { return postfix_unit(marks, i, parsed) };
    if customs.slash == Slash::UnitFirst && to < part_of(marks, i).1 && unit_before_slash(marks, i, to, parsed) {
        return true;
    }
    let (from, last) = part_of(marks, i);
    if to < last && marks[to].end == marks[to + 1].start {
        to += 1;
    }
    if marks[to].is_number() && to + 1 == last && marks[last].is_letter() && marks[last].free() && i > from {
        to = last;
    }
    marks::take(marks, i, to, Role::Door);
    parsed.unit.get_or_insert(span(marks, i, to));
    true
}

/// `Unit 4/123 George St`: what stands behind the slash is left to be the house number.
fn unit_before_slash<'a>(marks: &mut [Mark<'a>], i: usize, to: usize, parsed: &mut Parsed<'a>) -> bool {
    let mark = marks[to];
    let Some((unit, number)) = mark.text.split_once('/') else { return false };
    if unit.is_empty() || !number.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    parsed.unit.get_or_insert(&mark.line[marks[i].start..mark.start + unit.len()]);
    marks::take(marks, i, to - 1, Role::Door);
    marks[to] = Mark { text: number, start: mark.end - number.len(), part: mark.part, kind: Kind::Numberish, ..mark };
    true
}

/// `5. ajtó`, `3 byt`: an ordinal or a second number before the word that names the door.
fn postfix_unit<'a>(marks: &mut [Mark<'a>], i: usize, parsed: &mut Parsed<'a>) -> bool {
    let before =
        i.checked_sub(1).filter(|b| marks[*b].free() && marks[*b].row == marks[i].row && marks[*b].is_number());
    let Some(b) = before else { return false };
    let strong = marks[b].is_ordinal() || b > 0 && marks[b - 1].has_digit() || part_of(marks, i).0 == b && b > 0;
    if !strong || marks[i].is(Class::Street) {
        return false;
    }
    marks::take(marks, b, i, Role::Door);
    parsed.unit.get_or_insert(span(marks, b, i));
    true
}

/// `2. OG`, `4th floor`, `3º piso`, `II em.`: the number stands before the word.
fn level_behind<'a>(marks: &mut [Mark<'a>], i: usize, parsed: &mut Parsed<'a>) -> bool {
    let Some(b) = i.checked_sub(1).filter(|b| marks[*b].free() && marks[*b].row == marks[i].row) else { return false };
    let (from, to) = part_of(marks, i);
    let mark = &marks[b];
    let counts = mark.is_number() || mark.is_roman() || is_counted(mark.text);
    let next_counts = i < to && marks[i + 1].is_number() && marks[i].part == marks[i + 1].part;
    let sure = mark.is_ordinal()
        || mark.is_roman()
        || is_counted(mark.text)
        || b > 0 && marks[b - 1].has_digit()
        || b == from && from > 0 && !next_counts;
    if !counts || !sure || mark.part != marks[i].part {
        return false;
    }
    marks::take(marks, b, i, Role::Door);
    parsed.level.get_or_insert(span(marks, b, i));
    true
}

/// `sixth`: a written-out English ordinal.
fn is_counted(text: &str) -> bool {
    const COUNTED: [&str; 12] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth",
    ];
    COUNTED.iter().any(|c| text.eq_ignore_ascii_case(c))
}

/// `Floor 3`, `kat 2`, `piso 5`: the word stands before the number.
fn level_before<'a>(customs: &Customs, marks: &mut [Mark<'a>], i: usize, parsed: &mut Parsed<'a>) -> bool {
    let Some(to) = designator(customs, marks, i) else { return false };
    let postcode = marks[to].kind == Kind::Digits && marks[to].text.len() > 3;
    if postcode || !marks[to].has_digit() && marks[i].text.chars().count() < 2 {
        return false;
    }
    marks::take(marks, i, to, Role::Door);
    parsed.level.get_or_insert(span(marks, i, to));
    true
}

/// `Bldg 5`, `bl. A`, `корп. 2`, `Stiege 3`.
fn part_marker<'a>(customs: &Customs, marks: &mut [Mark<'a>], i: usize, parsed: &mut Parsed<'a>) -> bool {
    let Some(to) = designator(customs, marks, i) else { return false };
    let (from, last) = part_of(marks, i);
    let name_ends = i > from
        && marks[i - 1].free_word()
        && !marks[i - 1].is(Class::Street)
        && customs.position != NumberPosition::After;
    let typed = marks[i].is(Class::Street) && (i == from || !customs.corpus_joins);
    if typed || name_ends && to < last && marks[to + 1].free_word() && marks[to].is_number() {
        return false;
    }
    let named = i > from && marks[from..i].iter().any(|m| m.free_word()) && !marks[..i].iter().any(Mark::has_digit);
    let street_follows = to < last && marks[to + 1].free_word() && marks[to].is_number();
    if (named && marks[i].is(Class::HouseWord) && marks[to].has_digit())
        || street_follows && marks[i].is(Class::HouseWord)
    {
        return false;
    }
    marks::take(marks, i, to, Role::Door);
    if marks[i].is(Class::Building) {
        parsed.building.get_or_insert(span(marks, i, to));
    }
    true
}

/// `# 12`: a unit where numbers stand before the street and there is another number.
fn hash_at<'a>(customs: &Customs, marks: &mut [Mark<'a>], i: usize, parsed: &mut Parsed<'a>) {
    if takes_a_code(marks, i) {
        return;
    }
    let next = marks.get(i + 1).filter(|m| m.row == marks[i].row && m.free());
    let elsewhere = customs.block_is_number
        || marks.iter().enumerate().any(|(j, m)| j != i + 1 && m.free() && m.is_number() && !m.is_ordinal());
    let Some(next) = next else {
        if customs.hash_is_number || parsed.unit.is_some() || is_glued(marks, i) {
            return;
        }
        parsed.dangling_unit.get_or_insert((marks[i].field, marks[i].text));
        marks[i].role = Role::Door;
        return;
    };
    if (customs.hash_is_number && marks[i].row == 0) || !elsewhere || !(next.has_digit() || next.is_letter()) {
        return;
    }
    let (_, last) = part_of(marks, i);
    // `#08 - 1234` where the storey comes first
    let in_two = customs.block_is_number && i + 2 <= last && marks[i + 2].is_number();
    let to = if in_two || i + 2 == last && marks[last].is_letter() { i + 2 } else { i + 1 };
    let only_storey = customs.block_is_number && to == i + 1 && next.kind == Kind::Digits && next.text.len() <= 2;
    marks::take(marks, i, to, Role::Door);
    parsed.unit.get_or_insert(span(marks, i, to));
    if only_storey {
        parsed.dangling_unit.get_or_insert((marks[i].field, span(marks, i, to)));
    }
}

/// `gate code #4471`, `buzz 12#`, `#4471 gate code`: takes a number that is no door's, with its sign.
fn takes_a_code(marks: &mut [Mark<'_>], i: usize) -> bool {
    let Some((from, to)) = code_at(marks, i) else { return false };
    marks::take(marks, from, to, Role::Door);
    true
}

fn code_at(marks: &[Mark<'_>], i: usize) -> Option<(usize, usize)> {
    let in_row = |j: usize| marks.get(j).filter(|m| m.row == marks[i].row);
    // the number of a gate stands before its sign, and no street before the gate (`100 Golden Gate #12`)
    let is_gate = |m: &Mark<'_>| m.text.eq_ignore_ascii_case("gate");
    let is_numbered = || marks[..i].iter().any(|m| m.row == marks[i].row && m.has_digit());
    let says_so =
        |j: usize| in_row(j).is_some_and(|m| m.is(Class::CodeWord) && !(is_gate(m) && (j > i || is_numbered())));
    let (from, to) = if in_row(i + 1).is_some_and(|m| m.free() && m.has_digit()) {
        (i, i + 1)
    } else if is_glued(marks, i) {
        (i - 1, i)
    } else {
        return None;
    };
    let is_code = from.checked_sub(1).is_some_and(says_so) || says_so(to + 1) && in_row(to + 2).is_none();
    is_code.then_some((from, to))
}

/// Does the sign stand right behind a number, without a blank?
fn is_glued(marks: &[Mark<'_>], i: usize) -> bool {
    let before = i.checked_sub(1).map(|b| &marks[b]);
    before.is_some_and(|b| b.free() && b.has_digit() && b.row == marks[i].row && b.end == marks[i].start)
}

fn stands_alone(marks: &[Mark<'_>], i: usize) -> bool {
    let (from, to) = part_of(marks, i);
    let strong = marks[i].text.chars().count() > 2;
    if i > from + 1 && i + 1 == to && marks[i - 1].is_number() && marks[to].is_number() {
        return true;
    }
    from == to && strong
        || i == to && marks[from..i].iter().any(Mark::has_digit) && !marks[i].is(Class::Street) && i > from + 1
}

/// A unit word at the end of its line with nothing behind it but a question mark.
fn dangling<'a>(customs: &Customs, marks: &mut [Mark<'a>], parsed: &mut Parsed<'a>) {
    for i in 0..marks.len() {
        let mark = marks[i];
        let mut behind = marks[i + 1..].iter().take_while(|m| m.row == mark.row);
        if mark.free()
            && mark.classes.any(DANGLING)
            && behind.all(|m| m.text.starts_with('?'))
            && dangles(customs, marks, i)
        {
            marks[i].role = Role::Door;
            parsed.dangling_unit = Some((mark.field, mark.text));
            return;
        }
    }
}

fn dangles(customs: &Customs, marks: &[Mark<'_>], i: usize) -> bool {
    let mark = &marks[i];
    let is_one_of = |words: &[&str]| words.iter().any(|w| mark.text.eq_ignore_ascii_case(w));
    let (from, _) = part_of(marks, i);
    let numbers = marks[..i].iter().filter(|m| m.row == mark.row && m.has_digit()).count();
    let behind_street = numbers > 0 && !mark.is(Class::Street) && i > from && marks[i - 1].is(Class::Street);
    // `3M Center Bldg` is the name of a building
    let is_sure_type = || {
        let before = Folded::of(marks[i - 1].text);
        let canon = words::canon(&before, Class::Street, customs.languages);
        canon.is_some_and(|canon| ["St", "Rd", "Ave", "Blvd", "Dr", "Ln", "Hwy", "Pkwy"].contains(&canon))
    };
    if behind_street && customs.unit_after_street && is_one_of(&COUNTED_PARTS) && is_sure_type() {
        return true;
    }
    let behind_number = numbers == 1
        && customs.position == NumberPosition::After
        && i >= from + 2
        && marks[i - 1].free()
        && marks[i - 1].is_number()
        && marks[i - 2].free_word();
    if behind_number && is_one_of(&COUNTED_DOORS) {
        return true;
    }
    if !mark.is(Class::Unit) || mark.classes.any(NOT_ALONE) || mark.text.chars().nth(1).is_none() {
        return false;
    }
    let alone = from == i || marks[from..i].iter().all(|m| m.is(Class::Unit) || m.kind == Kind::Sign);
    alone && (i > 0 || from != i) || behind_street || alone && customs.unit_after_street
}
