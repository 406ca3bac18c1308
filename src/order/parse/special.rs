//! What is no street address: PO boxes, pick-up points, military mail, rural routes, general
//! delivery, care of, landmarks.

use super::customs::Customs;
use super::marks::{self, Mark, Role, part_of, span};
use super::{Parsed, Pickup};
use crate::input::Field;
use crate::order::Order;
use crate::text::{Folded, Kind};
use crate::world::words::{self, Class, Classes};

const OURS: Classes = Classes::of(&[
    Class::PoBox,
    Class::Pickup,
    Class::Military,
    Class::RuralRoute,
    Class::GeneralDelivery,
    Class::CareOf,
    Class::Landmark,
    Class::NoNumber,
]);

/// Takes them out of the marks.
pub(super) fn take<'a>(order: &Order<'a>, customs: &Customs, marks: &mut [Mark<'a>], parsed: &mut Parsed<'a>) {
    let mut pickup = None;
    for i in 0..marks.len() {
        let mark = marks[i];
        if parsed.military.is_none() && customs.is("US") && mark.text.eq_ignore_ascii_case("unit") {
            parsed.military = unit_and_box(marks, i);
        }
        let mark = marks[i];
        let rural_box = customs.rural_routes && mark.text.eq_ignore_ascii_case("box");
        if !mark.free() || !(mark.classes.any(OURS) || rural_box) {
            continue;
        }
        if mark.is(Class::Pickup) && stands_apart(marks, i) {
            let found = pickup_at(customs, marks, i);
            if pickup.is_none_or(|p: Pickup<'_>| p.point.is_none() && found.is_some_and(|f| f.point.is_some())) {
                pickup = found;
            }
        } else if mark.is(Class::Military) && parsed.military.is_none() {
            parsed.military = military_at(marks, i);
        } else if mark.is(Class::RuralRoute) && customs.rural_routes {
            parsed.rural_route |= rural_at(marks, i);
        } else if mark.is(Class::GeneralDelivery) && stands_apart(marks, i) {
            parsed.general_delivery = true;
            marks::take(marks, i, i, Role::Special);
        } else if mark.is(Class::PoBox) {
            parsed.po_box = parsed.po_box.or(po_box_at(customs, marks, i));
        }
        if marks[i].free() && customs.rural_routes && mark.text.eq_ignore_ascii_case("box") {
            parsed.rural_route |= box_at(marks, i);
        }
        if marks[i].free() && mark.is(Class::CareOf) && parsed.care_of.is_none() {
            parsed.care_of = care_of_at(marks, i);
        }
        if marks[i].free() && mark.is(Class::Landmark) {
            parsed.landmark |= landmark_at(marks, i);
        }
        if marks[i].free() && mark.is(Class::NoNumber) && says_no_number(customs, marks, i) {
            parsed.no_number = true;
            marks::take(marks, i, i, Role::NumberWord);
        }
    }
    parsed.pickup = pickup.or_else(|| pickup_of_company(order, customs)).or_else(|| locker_code(customs, marks));
    if let Some(point) = &mut parsed.pickup {
        point.account = account(order, point);
        let account = point.account;
        marks.iter_mut().filter(|m| Some(m.text) == account).for_each(|m| m.role = Role::Special);
    }
}

/// Does the mark begin its part, or is it a phrase that means nothing else?
fn stands_apart(marks: &[Mark<'_>], i: usize) -> bool {
    let (from, _) = part_of(marks, i);
    from == i || marks[i].text.len() > 6 || marks[from..i].iter().all(|m| m.kind == Kind::Sign)
}

fn same_part(marks: &[Mark<'_>], i: usize, j: usize) -> bool {
    marks.get(j).is_some_and(|m| m.part == marks[i].part)
}

/// The last mark of the number that follows a marker, over `no`, `nr`, `#`.
fn number_after(marks: &[Mark<'_>], i: usize) -> Option<usize> {
    let mut j = i + 1;
    while same_part(marks, i, j) && !marks[j].has_digit() {
        if !(marks[j].is(Class::HouseWord) || marks[j].kind == Kind::Sign) {
            return None;
        }
        j += 1;
    }
    if !same_part(marks, i, j) {
        return None;
    }
    let first = j;
    let group = |m: &Mark<'_>| m.kind == Kind::Digits && m.text.len() <= 3;
    while same_part(marks, i, j + 1) && group(&marks[j]) && group(&marks[j + 1]) {
        j += 1;
    }
    let street = same_part(marks, i, j + 1) && marks[j + 1].free_word();
    Some(if street { first } else { j })
}

fn po_box_at<'a>(customs: &Customs, marks: &mut [Mark<'a>], i: usize) -> Option<&'a str> {
    let (from, _) = part_of(marks, i);
    let letters = marks[i].text.chars().filter(|c| c.is_alphanumeric()).count();
    let also_a_door = marks[i].is(Class::Unit) && marks[..i].iter().any(Mark::has_digit);
    let after_words = marks[from..i].iter().any(|m| m.free_word() && !m.is(Class::HouseWord));
    if also_a_door || (after_words && letters < 5) {
        return None;
    }
    let short = !marks[i].text.is_ascii() && letters < 3 || marks[i].text.is_ascii() && letters < 5;
    let to = match number_after(marks, i) {
        Some(to) => to,
        None if letters < 2 => return None,
        None => lettered_box(marks, i).or((!short && !marks[i].is(Class::Unit) && !after_words).then_some(i))?,
    };
    if short && to == i {
        return None;
    }
    let said_twice = customs.is("FR") && marks[i].text.eq_ignore_ascii_case("cedex");
    (!said_twice).then(|| {
        marks::take(marks, i, to, Role::Special);
        span(marks, i, to)
    })
}

/// `PO Box CY 177`, `Postfach A`, `P.O. Box V258`.
fn lettered_box(marks: &[Mark<'_>], i: usize) -> Option<usize> {
    let next = marks.get(i + 1).filter(|m| m.part == marks[i].part && m.kind == Kind::Word && m.text.len() <= 3)?;
    if same_part(marks, i, i + 2) {
        return marks[i + 2].has_digit().then_some(i + 2);
    }
    next.is_letter().then_some(i + 1)
}

fn pickup_at<'a>(customs: &Customs, marks: &mut [Mark<'a>], i: usize) -> Option<Pickup<'a>> {
    let network = words::canon(&Folded::of(marks[i].text), Class::Pickup, customs.languages)?;
    let (_, last) = part_of(marks, i);
    if network == "generic" && marks[i].text.len() < 5 {
        return None;
    }
    let number = marks[i + 1..=last].iter().position(Mark::has_digit).map(|at| i + 1 + at);
    let to = if network == "generic" { last } else { number.unwrap_or(i) };
    marks::take(marks, i, to, Role::Special);
    let own = |n: &usize| *n <= to && !(is_account(marks[*n].text) && has_accounts(network));
    let point = number.filter(own).map(|n| marks[n].text).or_else(|| digits_line(marks, i));
    Some(Pickup { network, text: span(marks, i, to), point, account: None })
}

/// The short number that fills another part: that of a locker whose word stands alone.
fn digits_line<'a>(marks: &mut [Mark<'a>], marker: usize) -> Option<&'a str> {
    let at = marks.iter().enumerate().position(|(i, m)| {
        let (from, to) = part_of(marks, i);
        i != marker && from == to && m.free() && m.kind == Kind::Digits && (2..=5).contains(&m.text.len())
    })?;
    marks[at].role = Role::Special;
    Some(marks[at].text)
}

/// A pick-up point named in the company cell.
fn pickup_of_company<'a>(order: &Order<'a>, customs: &Customs) -> Option<Pickup<'a>> {
    let text = order.get(Field::Company);
    let word = text.split([' ', ',']).next().filter(|w| w.len() > 6)?;
    let network = words::canon(&Folded::of(word), Class::Pickup, customs.languages)?;
    let point =
        text[word.len()..].split(|c: char| !c.is_alphanumeric()).find(|w| w.bytes().any(|b| b.is_ascii_digit()));
    Some(Pickup { network, text, point, account: None })
}

/// A Paczkomat code that stands alone: three letters, two or three digits, up to three letters.
fn locker_code<'a>(customs: &Customs, marks: &mut [Mark<'a>]) -> Option<Pickup<'a>> {
    if !customs.is("PL") {
        return None;
    }
    let at = (0..marks.len()).find(|i| marks[*i].free() && is_locker_code(marks[*i].text))?;
    marks[at].role = Role::Special;
    let text = marks[at].text;
    Some(Pickup { network: "inpost", text, point: Some(text), account: None })
}

fn is_locker_code(text: &str) -> bool {
    let b = text.as_bytes();
    let letters = b.iter().take_while(|c| c.is_ascii_uppercase()).count();
    let digits = b[letters..].iter().take_while(|c| c.is_ascii_digit()).count();
    letters == 3
        && (2..=3).contains(&digits)
        && b.len() - letters - digits <= 3
        && b[letters + digits..].iter().all(u8::is_ascii_uppercase)
}

/// Networks where the recipient has a number.
fn has_accounts(network: &str) -> bool {
    matches!(network, "packstation" | "postfiliale")
}

fn is_account(text: &str) -> bool {
    (6..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// The recipient's number with the network: 6 to 10 digits in an address line or the company cell.
fn account<'a>(order: &Order<'a>, point: &Pickup<'a>) -> Option<&'a str> {
    if !has_accounts(point.network) {
        return None;
    }
    let lines = order.lines().map(|(_, text)| text);
    let cells = [Field::Company, Field::Name, Field::LastName, Field::FirstName].map(|f| order.get(f));
    lines
        .chain(cells)
        .find_map(|text| text.split(|c: char| !c.is_ascii_digit()).find(|w| is_account(w) && point.point != Some(*w)))
}

fn military_at<'a>(marks: &mut [Mark<'a>], i: usize) -> Option<&'a str> {
    let mut to = number_after(marks, i);
    if to.is_none() && part_of(marks, i).0 != i {
        return None;
    }
    if to.is_none() && marks[i].text.len() > 4 {
        return None;
    }
    let end = to.unwrap_or(i);
    if marks.get(end + 1).is_some_and(|m| m.text.eq_ignore_ascii_case("box") && m.row == marks[i].row) {
        to = marks.get(end + 2).filter(|m| m.has_digit()).map(|_| end + 2);
    }
    let to = to.unwrap_or(end);
    marks::take(marks, i, to, Role::Special);
    Some(span(marks, i, to))
}

/// `Unit 100100 Box 4120`.
fn unit_and_box<'a>(marks: &mut [Mark<'a>], i: usize) -> Option<&'a str> {
    let numbered = |j: usize| marks.get(j).is_some_and(Mark::has_digit) && same_part(marks, i, j);
    let boxed = marks.get(i + 2).is_some_and(|m| m.text.eq_ignore_ascii_case("box"));
    if !(boxed && numbered(i + 1) && numbered(i + 3) && part_of(marks, i).0 == i) {
        return None;
    }
    marks::take(marks, i, i + 3, Role::Special);
    Some(span(marks, i, i + 3))
}

/// `RR 2 Box 14`, `HC 1 Box 2`, `Rural Route 5`.
fn rural_at(marks: &mut [Mark<'_>], i: usize) -> bool {
    if part_of(marks, i).0 != i && !marks[..i].iter().all(Mark::has_digit) {
        return false;
    }
    let Some(mut to) = number_after(marks, i) else { return false };
    let boxed = marks.get(to + 1).is_some_and(|m| m.text.eq_ignore_ascii_case("box") || m.is(Class::PoBox));
    if boxed && marks.get(to + 2).is_some_and(|m| m.has_digit() || m.is_letter()) {
        to += 2;
    }
    marks::take(marks, i, to, Role::Special);
    true
}

/// `RT 1 BOX 81`, `Box # 63`: is it on a route?
fn box_at(marks: &mut [Mark<'_>], i: usize) -> bool {
    let Some(to) = number_after(marks, i) else { return false };
    let (start, _) = part_of(marks, i);
    let of_route =
        |m: &Mark<'_>| m.is(Class::Route) || m.is(Class::RuralRoute) || m.has_digit() || m.kind == Kind::Sign;
    let route = marks[start..i].iter().all(of_route);
    if !route || marks[start].has_digit() {
        return false;
    }
    marks::take(marks, start, to, Role::Special);
    i > start
}

fn care_of_at<'a>(marks: &mut [Mark<'a>], i: usize) -> Option<&'a str> {
    let (from, to) = part_of(marks, i);
    let text = marks[i].text;
    let slashed = text.contains('/');
    let plain = text.chars().nth(2).is_some() && from == i && !marks[i].is(Class::Street) && !marks[i].is(Class::Unit);
    if !(slashed || plain) || i == to || marks[i + 1].has_digit() {
        return None;
    }
    let stop = marks[i + 1..=to].iter().position(Mark::has_digit).map_or(to, |at| i + at);
    marks::take(marks, i, stop, Role::Special);
    Some(span(marks, i, stop))
}

fn landmark_at(marks: &mut [Mark<'_>], i: usize) -> bool {
    let (_, to) = part_of(marks, i);
    let in_a_name =
        i > 0 && marks[i - 1].is(Class::Street) && marks[i - 1].part == marks[i].part && marks[i].text.len() > 4;
    if i == to || in_a_name || marks[i + 1].is(Class::Street) && i + 1 == to {
        return false;
    }
    let whole = part_of(marks, i).0 + 2 >= i && marks[part_of(marks, i).0].is_number() && marks[i].text.len() > 4;
    let from = if whole { part_of(marks, i).0 } else { i };
    let to = if whole { to } else { marks[i..=to].iter().position(Mark::is_number).map_or(to, |at| i + at - 1) };
    marks::take(marks, from, to, Role::Special);
    true
}

/// `s/n` stands at the end of its part or is written with a slash; `sn` alone may be a word.
fn says_no_number(customs: &Customs, marks: &[Mark<'_>], i: usize) -> bool {
    let (_, to) = part_of(marks, i);
    let letters = marks[i].text.chars().filter(|c| c.is_alphanumeric()).count();
    let short = letters < 4 && !marks[i].text.contains(['/', '.']);
    (i == to || marks[i].text.contains('/')) && !(short && (i == 0 || customs.is("US") || customs.is("GB")))
}
