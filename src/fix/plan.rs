//! An order with a fix applied, and what it changes in cells that mirror one another.

use std::borrow::Cow;

use crate::finding::{Edit, Fix};
use crate::input::Field;
use crate::order::Order;
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
