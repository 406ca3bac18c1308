//! What the rules about house numbers and units share: how an address is called in evidence, where a
//! part of it stands, and how it looks without one of its lines.

use crate::directory::DoorParts;
use crate::finding::Fix;
use crate::input::Field;
use crate::order::Order;
use crate::world::Country;
use crate::world::country::NumberPosition;

/// The building as people there write it: `24 Linden St`, `Hauptstr. 5`, `The Cedars, Park Road`.
pub(super) fn called(country: &Country, parts: &DoorParts<'_>) -> String {
    let (street, number) = (parts.street, parts.number);
    let numbered = number.chars().any(char::is_numeric);
    match country.number_position {
        _ if street == number => street.to_string(),
        _ if !numbered => format!("{number}, {street}"),
        NumberPosition::After | NumberPosition::Block => format!("{street} {number}"),
        NumberPosition::Before | NumberPosition::Either => format!("{number} {street}"),
    }
}

/// The cell with another text in the place of one that was read out of it.
pub(super) fn replaced(order: &Order<'_>, text: &str, with: &str) -> Option<(Field, String)> {
    let own = [Field::HouseNumber].map(|f| (f, order.get(f)));
    own.into_iter().chain(order.lines()).find_map(|(field, line)| {
        let at = (text.as_ptr() as usize).checked_sub(line.as_ptr() as usize)?;
        let (before, after) = (line.get(..at)?, line.get(at + text.len()..)?);
        (line.get(at..at + text.len()) == Some(text)).then(|| (field, format!("{before}{with}{after}")))
    })
}

/// Is the part a piece of that very line?
pub(super) fn stands_in(part: &str, line: &str) -> bool {
    let at = (part.as_ptr() as usize).checked_sub(line.as_ptr() as usize);
    at.is_some_and(|at| at + part.len() <= line.len())
}

/// The cell that the first address line stands in.
pub(super) fn first_line(order: &Order<'_>) -> Field {
    order.lines().next().map_or(Field::Address1, |(field, _)| field)
}

/// The fix with that line taken away. What stands below the first line moves up: shops and carriers
/// refuse a blank one.
pub(super) fn without_line<'a>(order: &Order<'a>, fix: Fix<'a>, field: Field) -> Fix<'a> {
    let [second, third] = [Field::Address2, Field::Address3].map(|f| order.get(f));
    if field != Field::Address1 || second.is_empty() && third.is_empty() {
        return fix.edit(field, "");
    }
    let moved = if second.is_empty() { [third, "", ""] } else { [second, third, ""] };
    let fields = [Field::Address1, Field::Address2, Field::Address3];
    let changed = fields.into_iter().zip(moved).filter(|(f, to)| order.get(*f) != *to);
    changed.fold(fix, |fix, (f, to)| fix.edit(f, to))
}
