//! An order with a fix applied, and what it changes in cells that mirror one another.

use std::borrow::Cow;

use super::hand::dressed;
use super::rewrite::Change;
use crate::finding::{Edit, Fix};
use crate::input::Field;
use crate::input::grouping::Group;
use crate::order::{Order, Page, Plan};
use crate::world::{Country, Region};

/// The order as it would be with the fix.
pub fn applied<'b>(order: &Order<'b>, edits: &'b [Edit<'_>]) -> Order<'b> {
    let mut changed = order.clone();
    changed.keep_fingerprint();
    for edit in edits {
        changed.set(edit.field, &edit.to);
    }
    changed
}

/// The edits of a fix with those of the cells that mirror an edited one (Shopify's joined street,
/// the region's full name), each cell once.
pub fn with_mirrors<'f>(order: &Order<'_>, fix: &'f Fix<'_>, country: Option<&Country>) -> Vec<Edit<'f>> {
    let mut edits: Vec<Edit<'f>> = Vec::with_capacity(fix.edits.len() + 1);
    for edit in &fix.edits {
        let edit = Edit { field: edit.field, to: Cow::Borrowed(edit.to.as_ref()) };
        match edits.iter_mut().find(|e| e.field == edit.field) {
            Some(same) => *same = edit,
            None => edits.push(edit),
        }
    }
    let edited = |field: Field| edits.iter().find(|e| e.field == field).map(|e| e.to.to_string());
    let mut mirrored = Vec::new();
    if let Some(joined) = street_mirror(order, &edited) {
        mirrored.push(Edit { field: Field::StreetJoined, to: Cow::Owned(joined) });
    }
    if let (Some(code), Some(country)) = (edited(Field::Region), country)
        && !order.get(Field::RegionName).is_empty()
        && edited(Field::RegionName).is_none()
        && let Some(region) = Region::find(country, &code)
        && order.get(Field::RegionName) != region.name
    {
        mirrored.push(Edit { field: Field::RegionName, to: Cow::Borrowed(region.name) });
    }
    edits.extend(mirrored);
    edits
}

/// The cells that a fix changes, each once, with the field that is read from it: those of
/// [`with_mirrors`], and the same cells on the other rows of the order where they say the same.
/// Nothing where the file lacks a column for one of them, or two edits meet in one cell.
pub fn changes(
    plan: &Plan,
    page: Page<'_>,
    group: &Group,
    order: &Order<'_>,
    fix: &Fix<'_>,
    country: Option<&Country>,
) -> Vec<(Field, Change)> {
    let mut all: Vec<(Field, Change)> = Vec::new();
    for edit in with_mirrors(order, fix, country) {
        let Some((record, column)) = plan.place(page, group, edit.field) else {
            if order.get(edit.field) == edit.to {
                continue;
            }
            return Vec::new();
        };
        let from = order.raw(edit.field);
        let to = dressed(from, &edit.to);
        if from == to {
            continue;
        }
        for record in same_cells(plan, page, group, (record, column), from) {
            match all.iter().find(|(_, c)| (c.record, c.column) == (record, column)) {
                Some((_, other)) if other.to != to => return Vec::new(),
                Some(_) => {}
                None => all.push((edit.field, Change { record, column, to: to.clone() })),
            }
        }
    }
    all
}

/// The rows of the order on which that cell says the same: where it is blank, those that repeat
/// the address.
pub fn same_cells(
    plan: &Plan,
    page: Page<'_>,
    group: &Group,
    (record, column): (usize, usize),
    from: &str,
) -> Vec<usize> {
    let rows = &page.block().structure().records()[group.records.clone()];
    if rows.len() < 2 {
        return vec![record];
    }
    const ADDRESS: [Field; 4] = [Field::Address1, Field::AddressFull, Field::City, Field::Postcode];
    let places: Vec<(usize, usize)> = ADDRESS.iter().filter_map(|f| plan.place(page, group, *f)).collect();
    let text = |row: usize, column: usize| plan.text_of(page, &rows[row], column);
    let repeats = |row: usize| {
        places.iter().any(|(at, column)| !text(*at, *column).is_empty())
            && places.iter().all(|(at, column)| text(row, *column) == text(*at, *column))
    };
    let is_same = |row: usize| text(row, column) == from && (!from.is_empty() || repeats(row));
    (0..rows.len()).filter(|row| *row == record || is_same(*row)).collect()
}

/// The joined street after the edits, where the cell was the address lines joined by a comma.
fn street_mirror(order: &Order<'_>, edited: &impl Fn(Field) -> Option<String>) -> Option<String> {
    let joined = order.get(Field::StreetJoined);
    if joined.is_empty() || edited(Field::StreetJoined).is_some() {
        return None;
    }
    let lines = [Field::Address1, Field::Address2];
    let join = |parts: Vec<String>| parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ");
    let before = join(lines.iter().map(|f| order.get(*f).to_string()).collect());
    let after = join(lines.iter().map(|f| edited(*f).unwrap_or_else(|| order.get(*f).to_string())).collect());
    (joined == before && after != before).then_some(after)
}
