//! The first pass: what only the whole run can tell. Eight bytes for each order.

use std::collections::HashSet;

use bumpalo::Bump;

use super::Shared;
use super::blocks::for_each;
use crate::directory::{Duplicates, Occurrence};
use crate::input::block::Group;
use crate::input::{Field, InputError};
use crate::order::{Page, Plan};

/// What an order's fingerprint is made of.
const FIELDS: [Field; 15] = [
    Field::Name,
    Field::FirstName,
    Field::LastName,
    Field::Address1,
    Field::Address2,
    Field::Address3,
    Field::AddressFull,
    Field::StreetJoined,
    Field::City,
    Field::Postcode,
    Field::Country,
    Field::Sku,
    Field::ItemName,
    Field::Quantity,
    Field::Total,
];

/// Learns from every input; nothing if no rule asks for it.
pub(super) fn learn(shared: &Shared<'_>) -> Result<Duplicates, InputError> {
    let mut duplicates = Duplicates::default();
    if !shared.job.rules.iter().any(|r| r.code == "recipient/duplicate-order") {
        return Ok(duplicates);
    }
    let mut all: Vec<u64> = Vec::new();
    walk(shared, Plan::without_statuses, &|print, _, _, _| Some(print), &mut |prints: Vec<u64>| all.extend(prints))?;
    all.sort_unstable();
    let repeated: HashSet<u64> = all.windows(2).filter(|w| w[0] == w[1]).map(|w| w[0]).collect();
    drop(all);
    if repeated.is_empty() {
        return Ok(duplicates);
    }
    // only now is it known which orders have to be named, and whether they are shipped at all
    let name = |print: u64, file: usize, line: u64, order: &dyn Fn() -> String| {
        repeated.contains(&print).then(|| (print, Occurrence { file, line, order: order() }))
    };
    walk(shared, |plan| plan, &name, &mut |found: Vec<_>| {
        found.into_iter().for_each(|(print, o)| duplicates.insert(print, o));
    })?;
    Ok(duplicates)
}

/// What is made of an order: its fingerprint, file, line, and a way to read its number.
type Visit<'v, T> = dyn Fn(u64, usize, u64, &dyn Fn() -> String) -> Option<T> + Sync + 'v;

/// Visits every order that will be shipped and can be told from others.
fn walk<T: Send>(
    shared: &Shared<'_>,
    prepare: fn(Plan) -> Plan,
    visit: &Visit<'_, T>,
    take: &mut (dyn FnMut(Vec<T>) + Send),
) -> Result<(), InputError> {
    for (file, table) in shared.job.tables.iter().enumerate() {
        let whole = Plan::of(table);
        let plan = prepare(whole.only(&FIELDS));
        let grouping = table.grouping();
        let number = whole.only(&[Field::Order]);
        let work = |block: &crate::input::block::Block| {
            let arena = Bump::new();
            let page = Page::new(block, &arena);
            let mut groups: Vec<Group> = Vec::new();
            grouping.groups(block, &mut groups);
            let mut out = Vec::with_capacity(groups.len());
            for group in groups.iter().filter(|g| g.is_order) {
                let print = plan.fingerprint(page, group);
                if print != 0 {
                    out.extend(visit(print, file, page.line_of(group.records.start), &|| {
                        number.read(page, group).get(Field::Order).to_string()
                    }));
                }
            }
            out
        };
        for_each(
            table,
            shared.job.threads,
            &work,
            &mut |found, _| {
                take(found);
                Ok(())
            },
            |e| e,
        )?;
    }
    Ok(())
}
