//! The first pass: what only the whole run can tell. For each order eight bytes that stand for its
//! content, eight for each number of its lines that stand for its building, and where it begins.

use std::collections::HashSet;

use bumpalo::Bump;

use super::Shared;
use super::blocks::{for_each, sort, spread};
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
    let mut seen = Seen::default();
    walk(shared, wishes, Plan::without_statuses, &|_, _, _| None, &mut |found: Found<()>, from| seen.add(found, from))?;
    let telling = Telling { prints: seen.repeated(shared.job.threads), hints: seen.shared(shared.job.threads) };
    let spots = seen.worth(&telling);
    // many single orders take longer than all of them in turn
    let many = spots.len() > seen.orders() / 8;
    drop(seen);
    name(shared, &telling, &spots, many)
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

/// What is worth a second look: fingerprints and guesses at buildings that several orders share.
struct Telling {
    prints: HashSet<u64>,
    hints: HashSet<u32>,
}

impl Telling {
    fn wishes(&self) -> Wishes {
        Wishes { repeats: !self.prints.is_empty(), buildings: !self.hints.is_empty() }
    }
}

/// The third look: only now is it known which orders have to be named or read, and whether they
/// are shipped at all. Those alone are read again, or all of them where they are `many`.
fn name(shared: &Shared<'_>, telling: &Telling, spots: &[Spot], many: bool) -> Result<(Duplicates, Own), InputError> {
    let visit = |seen: Sighted<'_>, file: usize, reader: &Reader<'_, '_>| {
        let named = telling
            .prints
            .contains(&seen.print)
            .then(|| (seen.print, Occurrence { file, line: reader.line(), order: reader.number() }));
        let shares = seen.hint.is_some_and(|hint| hint.keys().any(|k| telling.hints.contains(&k)));
        let door = if shares { reader.door() } else { None };
        (named.is_some() || door.is_some()).then_some((named, door))
    };
    let mut learned: Vec<Learned> = Vec::new();
    if many || !spots.is_empty() && shared.job.tables.iter().any(|t| t.encoding.is_wide()) {
        walk(shared, telling.wishes(), |plan| plan, &visit, &mut |found, _| learned.extend(found.visited))?;
    } else {
        learned = revisit(shared, telling.wishes(), spots, &visit)?;
    }
    let (mut duplicates, mut doors) = (Duplicates::default(), Vec::new());
    for (named, door) in learned {
        named.into_iter().for_each(|(print, o)| duplicates.insert(print, o));
        doors.extend(door);
    }
    Ok((duplicates, Own::of(doors)))
}

/// What the third look makes of an order: a repeat, and the door it goes to.
type Learned = (Option<(u64, Occurrence)>, Option<OwnDoor>);

/// Where a block or an order begins.
#[derive(Clone, Copy)]
struct Spot {
    file: usize,
    /// Bytes from the first row, and physical line.
    offset: u64,
    line: u64,
}

/// What the first pass keeps of each order.
#[derive(Default)]
struct Seen {
    /// Where each block begins, and how many orders there are up to its end.
    blocks: Vec<(Spot, usize)>,
    /// Where each order begins in its block: byte and line.
    begins: Vec<(u32, u32)>,
    /// Its fingerprint, 0 where it cannot be told from others.
    prints: Vec<u64>,
    /// How many guesses there are at its building.
    guesses: Vec<u8>,
    /// The guesses of all.
    hints: Vec<u64>,
}

impl Seen {
    fn add(&mut self, found: Found<()>, from: Spot) {
        self.begins.extend(found.begins);
        self.prints.extend(found.prints);
        self.guesses.extend(found.guesses);
        self.hints.extend(found.hints);
        self.blocks.push((from, self.begins.len()));
    }

    fn orders(&self) -> usize {
        self.begins.len()
    }

    /// Fingerprints of several orders.
    fn repeated(&self, threads: usize) -> HashSet<u64> {
        let mut prints: Vec<u64> = self.prints.iter().copied().filter(|print| *print != 0).collect();
        sort(threads, &mut prints);
        prints.windows(2).filter(|w| w[0] == w[1]).map(|w| w[0]).collect()
    }

    /// Guesses of several orders.
    fn shared(&self, threads: usize) -> HashSet<u32> {
        let mut hints = self.hints.clone();
        sort(threads, &mut hints);
        Hint::shared(&hints)
    }

    /// Where the orders stand that are worth a second look.
    fn worth(&self, telling: &Telling) -> Vec<Spot> {
        let mut spots = Vec::new();
        let (mut order, mut hint) = (0, 0);
        for (block, end) in &self.blocks {
            while order < *end {
                let hints = &self.hints[hint..hint + usize::from(self.guesses[order])];
                let shares = hints.iter().any(|k| telling.hints.contains(&Hint::key_of(*k)));
                if shares || telling.prints.contains(&self.prints[order]) {
                    let (start, line) = self.begins[order];
                    let (offset, line) = (block.offset + u64::from(start), block.line + u64::from(line));
                    spots.push(Spot { offset, line, ..*block });
                }
                hint += hints.len();
                order += 1;
            }
        }
        spots
    }
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

/// What one block came to; order by order as in [`Seen`].
struct Found<T> {
    begins: Vec<(u32, u32)>,
    prints: Vec<u64>,
    guesses: Vec<u8>,
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

    /// All orders of a block.
    fn block(&self, block: &Block) -> Found<T> {
        let arena = Bump::new();
        let page = Page::new(block, &arena);
        let mut groups: Vec<Group> = Vec::new();
        self.grouping.groups(block, &mut groups);
        let mut found = Found {
            begins: Vec::with_capacity(groups.len()),
            prints: Vec::with_capacity(groups.len()),
            guesses: Vec::with_capacity(groups.len()),
            hints: Vec::with_capacity(groups.len() * 2),
            visited: Vec::new(),
            line: block.line,
        };
        for group in groups.iter().filter(|g| g.is_order) {
            let (print, hint, visited) = self.order(page, group);
            let hints = hint.as_ref().map_or(&[][..], Hint::outlined);
            let begin = &block.structure().records()[group.records.start];
            found.begins.push((begin.start, begin.line));
            found.prints.push(print);
            found.guesses.push(hints.len() as u8);
            found.hints.extend(hints);
            found.visited.extend(visited);
        }
        found
    }

    /// One order: its fingerprint, the guesses at its building, and what the visit made of it.
    fn order(&self, page: Page<'_>, group: &Group) -> (u64, Option<Hint>, Option<T>) {
        let wanted = self.wishes.buildings;
        let (print, hint) = self.plan.fingerprint_and(page, group, |cells| wanted.then(|| Hint::of(cells)));
        let print = if self.wishes.repeats { print } else { 0 };
        let reader = Reader { whole: &self.whole, number: &self.number, page, group, country: self.country };
        let visited = (self.visit)(Sighted { print, hint: hint.as_ref() }, self.file, &reader);
        (print, hint, visited)
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

/// Visits the orders at these spots again.
fn revisit<T: Send>(
    shared: &Shared<'_>,
    wishes: Wishes,
    spots: &[Spot],
    visit: &Visit<'_, T>,
) -> Result<Vec<T>, InputError> {
    let tables = shared.job.tables;
    let walkers: Vec<_> = (0..tables.len()).map(|file| Walker::of(shared, file, wishes, |plan| plan, visit)).collect();
    let some = |spots: &[Spot]| {
        let (mut block, mut groups, mut visited) = (Block::default(), Vec::new(), Vec::new());
        for spot in spots {
            let (table, walker) = (&tables[spot.file], &walkers[spot.file]);
            let Some(mut blocks) = table.order_at(spot.offset, spot.line) else { continue };
            blocks.next(&mut block).map_err(|e| InputError::io(table.name(), "read the file", &e))?;
            let arena = Bump::new();
            walker.grouping.groups(&block, &mut groups);
            let order = groups.first().filter(|g| g.is_order);
            visited.extend(order.and_then(|group| walker.order(Page::new(&block, &arena), group).2));
        }
        Ok(visited)
    };
    let visited = spread(shared.job.threads, spots, &some)?;
    Ok(visited.into_iter().flatten().collect())
}
