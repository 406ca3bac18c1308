//! The first pass: what only the whole run can tell. For each order eight bytes that stand for its
//! content, and eight for each number of its lines that stand for its building.

use std::collections::HashSet;

use bumpalo::Bump;

use super::Shared;
use super::blocks::for_each;
use crate::directory::{Duplicates, Hint, Occurrence, Own, OwnDoor};
use crate::input::block::{Block, Group};
use crate::input::{Field, InputError};
use crate::order::{Facts, Page, Plan, Scratch};
use crate::world::Country;

/// What an order's fingerprint, and the guess at its building, are made of.
const FIELDS: [Field; 16] = [
    Field::Name,
    Field::FirstName,
    Field::LastName,
    Field::Address1,
    Field::Address2,
    Field::Address3,
    Field::AddressFull,
    Field::StreetJoined,
    Field::HouseNumber,
    Field::City,
    Field::Postcode,
    Field::Country,
    Field::Sku,
    Field::ItemName,
    Field::Quantity,
    Field::Total,
];

/// Learns from every input; nothing if no rule asks for it.
pub(super) fn learn(shared: &Shared<'_>) -> Result<(Duplicates, Own), InputError> {
    let asks = |code: &str| shared.job.rules.iter().any(|r| r.code == code);
    let wishes = Wishes { repeats: asks("recipient/duplicate-order"), buildings: asks("address/unit-missing") };
    if !wishes.repeats && !wishes.buildings {
        return Ok((Duplicates::default(), Own::default()));
    }
    let (mut prints, mut hints) = (Vec::new(), Vec::new());
    walk(shared, wishes, Plan::without_statuses, &|_, _, _| None, &mut |found: Found<()>| {
        prints.extend(found.prints);
        hints.extend(found.hints);
    })?;
    prints.sort_unstable();
    let repeated: HashSet<u64> = prints.windows(2).filter(|w| w[0] == w[1]).map(|w| w[0]).collect();
    drop(prints);
    let hints: HashSet<u32> = Hint::shared(hints).into_iter().collect();
    name(shared, &repeated, &hints)
}

/// What is asked of the first pass.
#[derive(Clone, Copy)]
struct Wishes {
    repeats: bool,
    buildings: bool,
}

/// The third pass: only now is it known which orders have to be named or read, and whether they
/// are shipped at all.
fn name(shared: &Shared<'_>, repeated: &HashSet<u64>, hints: &HashSet<u32>) -> Result<(Duplicates, Own), InputError> {
    let (mut duplicates, mut doors) = (Duplicates::default(), Vec::new());
    let wishes = Wishes { repeats: !repeated.is_empty(), buildings: !hints.is_empty() };
    if wishes.repeats || wishes.buildings {
        let visit = |seen: Sighted<'_>, file: usize, page: &Reader<'_, '_>| {
            let named = repeated
                .contains(&seen.print)
                .then(|| (seen.print, Occurrence { file, line: page.line(), order: page.number() }));
            let door = seen.hint.filter(|hint| hint.keys().any(|k| hints.contains(&k))).and_then(|_| page.door());
            (named.is_some() || door.is_some()).then_some((named, door))
        };
        walk(shared, wishes, |plan| plan, &visit, &mut |found: Found<_>| {
            for (named, door) in found.visited {
                named.into_iter().for_each(|(print, o): (u64, Occurrence)| duplicates.insert(print, o));
                doors.extend(door);
            }
        })?;
    }
    Ok((duplicates, Own::of(doors)))
}

/// What was seen of an order: its fingerprint, 0 where it cannot be told from others, and the
/// guesses at its building, where they are asked for.
#[derive(Clone, Copy)]
struct Sighted<'s> {
    print: u64,
    hint: Option<&'s Hint>,
}

/// An order that can be read further.
struct Reader<'r, 'a> {
    whole: &'r Plan,
    number: &'r Plan,
    page: Page<'a>,
    group: &'r Group,
    country: Option<&'static Country>,
}

impl Reader<'_, '_> {
    fn line(&self) -> u64 {
        self.page.line_of(self.group.records.start)
    }

    fn number(&self) -> String {
        self.number.read(self.page, self.group).get(Field::Order).to_string()
    }

    fn door(&self) -> Option<OwnDoor> {
        let order = self.whole.read(self.page, self.group);
        let facts = Facts::of(&order, self.country, &mut Scratch::default());
        OwnDoor::of(&order, &facts)
    }
}

/// What one block came to.
struct Found<T> {
    prints: Vec<u64>,
    hints: Vec<u64>,
    visited: Vec<T>,
}

/// What is made of an order, by the position of its file.
type Visit<'v, T> = dyn Fn(Sighted<'_>, usize, &Reader<'_, '_>) -> Option<T> + Sync + 'v;

/// Visits every order.
fn walk<T: Send>(
    shared: &Shared<'_>,
    wishes: Wishes,
    prepare: fn(Plan) -> Plan,
    visit: &Visit<'_, T>,
    take: &mut (dyn FnMut(Found<T>) + Send),
) -> Result<(), InputError> {
    for (file, table) in shared.job.tables.iter().enumerate() {
        let whole = Plan::of(table);
        let plan = prepare(whole.only(&FIELDS));
        let grouping = table.grouping();
        let number = whole.only(&[Field::Order]);
        let country = table.home(shared.country);
        let work = |block: &Block| {
            let arena = Bump::new();
            let page = Page::new(block, &arena);
            let mut groups: Vec<Group> = Vec::new();
            grouping.groups(block, &mut groups);
            let mut found = Found { prints: Vec::with_capacity(groups.len()), hints: Vec::new(), visited: Vec::new() };
            for group in groups.iter().filter(|g| g.is_order) {
                let (print, hint) =
                    plan.fingerprint_and(page, group, |cells| wishes.buildings.then(|| Hint::of(cells)));
                if print != 0 && wishes.repeats {
                    found.prints.push(print);
                }
                found.hints.extend(hint.iter().flat_map(Hint::outlined));
                let print = if wishes.repeats { print } else { 0 };
                let reader = Reader { whole: &whole, number: &number, page, group, country };
                found.visited.extend(visit(Sighted { print, hint: hint.as_ref() }, file, &reader));
            }
            found
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
