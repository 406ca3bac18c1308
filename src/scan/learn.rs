//! The first pass: what only the whole run can tell. For each order eight bytes that stand for its
//! content, and eight for each number of its lines that stand for its building.

use std::collections::HashSet;

use bumpalo::Bump;

use super::Shared;
use super::blocks::for_each;
use crate::directory::{Duplicates, Hint, Occurrence, Own, OwnDoor};
use crate::input::block::Block;
use crate::input::grouping::{Group, Grouping};
use crate::input::{Field, InputError, Table};
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
    let (mut prints, mut hints, mut spots) = (Vec::new(), Vec::new(), Vec::new());
    walk(shared, wishes, Plan::without_statuses, &|_, _, _| None, &mut |found: Found<()>, spot| {
        prints.extend(found.prints);
        hints.extend(found.hints);
        spots.push((spot, hints.len()));
    })?;
    prints.sort_unstable();
    let repeated: HashSet<u64> = prints.windows(2).filter(|w| w[0] == w[1]).map(|w| w[0]).collect();
    drop(prints);
    let shared_hints: HashSet<u32> = Hint::shared(hints.clone()).into_iter().collect();
    let mut from = 0;
    spots.retain(|(_, to)| {
        let mine = &hints[std::mem::replace(&mut from, *to)..*to];
        mine.iter().any(|k| shared_hints.contains(&Hint::key_of(*k)))
    });
    drop(hints);
    let spots: Vec<Spot> = spots.into_iter().map(|(spot, _)| spot).collect();
    name(shared, &repeated, &shared_hints, &spots)
}

/// Do most of the first orders say what they weigh? Where hardly any does, the shop keeps no
/// weights, and none is missed.
pub(super) fn are_weighed(table: &Table) -> Result<bool, InputError> {
    const ENOUGH: usize = 500;
    if table.layout.columns_of(Field::Weight).is_empty() {
        return Ok(false);
    }
    let mut block = Block::default();
    table.blocks()?.next(&mut block).map_err(|e| InputError::io(table.name(), "read the file", &e))?;
    let (arena, plan) = (Bump::new(), Plan::of(table).only(&[Field::Weight]));
    let page = Page::new(&block, &arena);
    let mut groups: Vec<Group> = Vec::new();
    table.grouping().groups(&block, &mut groups);
    let (mut all, mut weighed) = (0, 0);
    for group in groups.iter().filter(|g| g.is_order).take(ENOUGH) {
        let says = |text: &str| text.bytes().any(|b| matches!(b, b'1'..=b'9'));
        all += 1;
        weighed += usize::from(says(plan.read(page, group).get(Field::Weight)));
    }
    Ok(weighed * 2 > all)
}

/// What is asked of the first pass.
#[derive(Clone, Copy)]
struct Wishes {
    repeats: bool,
    buildings: bool,
}

/// The third pass: only now is it known which orders have to be named or read, and whether they
/// are shipped at all. Where no order repeats another, only the blocks at `spots` are read again.
fn name(
    shared: &Shared<'_>,
    repeated: &HashSet<u64>,
    hints: &HashSet<u32>,
    spots: &[Spot],
) -> Result<(Duplicates, Own), InputError> {
    let (mut duplicates, mut doors) = (Duplicates::default(), Vec::new());
    let wishes = Wishes { repeats: !repeated.is_empty(), buildings: !hints.is_empty() };
    let visit = |seen: Sighted<'_>, file: usize, reader: &Reader<'_, '_>| {
        let named = repeated
            .contains(&seen.print)
            .then(|| (seen.print, Occurrence { file, line: reader.line(), order: reader.number() }));
        let shares = seen.hint.is_some_and(|hint| hint.keys().any(|k| hints.contains(&k)));
        let door = if shares { reader.door() } else { None };
        (named.is_some() || door.is_some()).then_some((named, door))
    };
    let mut take = |found: Found<Learned>, _: Spot| {
        for (named, door) in found.visited {
            named.into_iter().for_each(|(print, o)| duplicates.insert(print, o));
            doors.extend(door);
        }
    };
    if wishes.repeats || shared.job.tables.iter().any(|t| t.encoding.is_wide()) && wishes.buildings {
        walk(shared, wishes, |plan| plan, &visit, &mut take)?;
    } else {
        for spot in spots {
            if let Some(found) = revisit(shared, wishes, *spot, &visit)? {
                take(found, *spot);
            }
        }
    }
    Ok((duplicates, Own::of(doors)))
}

/// What the third pass makes of an order: a repeat, and the door it goes to.
type Learned = (Option<(u64, Occurrence)>, Option<OwnDoor>);

/// Where a block begins.
#[derive(Clone, Copy)]
struct Spot {
    file: usize,
    /// Bytes from the first row, and physical line.
    offset: u64,
    line: u64,
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
    /// Physical line on which it begins.
    line: u64,
}

/// What is made of an order, by the position of its file.
type Visit<'v, T> = dyn Fn(Sighted<'_>, usize, &Reader<'_, '_>) -> Option<T> + Sync + 'v;

/// How the orders of one file are visited.
struct Walker<'w, T> {
    wishes: Wishes,
    file: usize,
    whole: Plan,
    plan: Plan,
    number: Plan,
    grouping: Grouping,
    country: Option<&'static Country>,
    visit: &'w Visit<'w, T>,
}

impl<'w, T> Walker<'w, T> {
    fn of(
        shared: &Shared<'_>,
        file: usize,
        wishes: Wishes,
        prepare: fn(Plan) -> Plan,
        visit: &'w Visit<'w, T>,
    ) -> Self {
        let table = &shared.job.tables[file];
        let whole = Plan::of(table);
        Walker {
            wishes,
            file,
            plan: prepare(whole.only(&FIELDS)),
            number: whole.only(&[Field::Order]),
            whole,
            grouping: table.grouping(),
            country: table.home(shared.country),
            visit,
        }
    }

    fn block(&self, block: &Block) -> Found<T> {
        let arena = Bump::new();
        let page = Page::new(block, &arena);
        let mut groups: Vec<Group> = Vec::new();
        self.grouping.groups(block, &mut groups);
        let prints = Vec::with_capacity(groups.len());
        let mut found = Found { prints, hints: Vec::new(), visited: Vec::new(), line: block.line };
        for group in groups.iter().filter(|g| g.is_order) {
            let wanted = self.wishes.buildings;
            let (print, hint) = self.plan.fingerprint_and(page, group, |cells| wanted.then(|| Hint::of(cells)));
            let print = if self.wishes.repeats { print } else { 0 };
            if print != 0 {
                found.prints.push(print);
            }
            found.hints.extend(hint.iter().flat_map(Hint::outlined));
            let reader = Reader { whole: &self.whole, number: &self.number, page, group, country: self.country };
            found.visited.extend((self.visit)(Sighted { print, hint: hint.as_ref() }, self.file, &reader));
        }
        found
    }
}

/// Visits every order.
fn walk<T: Send>(
    shared: &Shared<'_>,
    wishes: Wishes,
    prepare: fn(Plan) -> Plan,
    visit: &Visit<'_, T>,
    take: &mut (dyn FnMut(Found<T>, Spot) + Send),
) -> Result<(), InputError> {
    for (file, table) in shared.job.tables.iter().enumerate() {
        let walker = Walker::of(shared, file, wishes, prepare, visit);
        let mut offset = 0;
        let mut commit = |found: Found<T>, bytes: usize| {
            let spot = Spot { file, offset, line: found.line };
            offset += bytes as u64;
            take(found, spot);
            Ok(())
        };
        for_each(table, shared.job.threads, &|block: &Block| walker.block(block), &mut commit, |e| e)?;
    }
    Ok(())
}

/// Visits the orders of one block again.
fn revisit<T>(
    shared: &Shared<'_>,
    wishes: Wishes,
    spot: Spot,
    visit: &Visit<'_, T>,
) -> Result<Option<Found<T>>, InputError> {
    let table = &shared.job.tables[spot.file];
    let Some(mut blocks) = table.blocks_at(spot.offset, spot.line)? else { return Ok(None) };
    let mut block = Block::default();
    let more = blocks.next(&mut block).map_err(|e| InputError::io(table.name(), "read the file", &e))?;
    Ok(more.then(|| Walker::of(shared, spot.file, wishes, |plan| plan, visit).block(&block)))
}
