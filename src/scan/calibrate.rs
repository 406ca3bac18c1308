//! Orders joined with how their deliveries ended, for the fit of the risk model.

use std::collections::HashMap;

use bumpalo::Bump;

use super::blocks::for_each;
use super::check::Checker;
use super::outcomes::{Ends, Said, Source, Unread, worse};
use super::{Job, Shared, learn};
use crate::directory::Known;
use crate::finding::{Findings, Reason};
use crate::input::block::Block;
use crate::input::grouping::Group;
use crate::input::{Field, InputError};
use crate::order::{Facts, Order, Page};
use crate::risk::Parcel;
use crate::risk::samples::{NONE, Sample, Samples};
use crate::risk::traits::{Trait, Traits};
use crate::rules::Rule;
use crate::text::{DateOrder, Day, Letters};
use crate::world::effect;

/// How orders and outcomes came together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// Orders read.
    pub orders: u64,
    /// Of them with an outcome.
    pub with_outcome: u64,
    /// Orders without an outcome, or of which it is still open.
    pub without: u64,
    /// Orders that stand in the files more than once; the rest of their rows was added to the first.
    pub repeated: u64,
    /// Outcomes to which no order belongs.
    pub unjoined: u64,
    /// Some of them, as written.
    pub examples: Vec<String>,
    /// Some orders without an outcome, as written.
    pub orders_without: Vec<String>,
    /// Outcomes in words that were not understood.
    pub unread: Unread,
    /// Orders with an outcome but without a day.
    pub undated: u64,
    /// Days whose day and month cannot be told apart.
    pub ambiguous: u64,
    /// Are there days that can only be day first, and such that can only be month first?
    pub two_formats: bool,
}

/// Examples that are kept.
const SOME: usize = 3;

/// Does the rule speak of the day of the run? Of past orders it would speak of the wrong one.
fn is_of_today(rule: &Rule) -> bool {
    rule.family() == Reason::Disruption.name()
}

/// One order of a block.
struct Seen {
    key: u64,
    number: String,
    /// Of each of its parcels.
    tracking: Vec<u64>,
    traits: Traits,
    base: [f64; 6],
    effects: Vec<(u16, u16)>,
    /// The day if it is written day first, and if month first.
    days: [Option<Day>; 2],
    /// The order that its date must be written in.
    order: DateOrder,
    outcome: Said,
}

/// Reads the orders of a job and joins them with their outcomes: those of `outcomes`, or those in
/// the orders' own rows.
///
/// # Errors
/// When an input cannot be read to its end.
pub fn join(job: &Job<'_>, outcomes: &Source<'_>) -> Result<(Samples, Joined), InputError> {
    let shared = Shared::of(job);
    let (duplicates, own) = learn::learn(&shared)?;
    let known = Known { own, directories: job.directories };
    let mut ends = outcomes.read(job.threads)?;
    let mut gathered = Gathered::default();
    for (at, table) in job.tables.iter().enumerate() {
        let mut checker = Checker::of(&shared, (&duplicates, &known), at, table, Vec::new())?;
        checker.plan = checker.plan.without_statuses();
        checker.rules.retain(|rule| !is_of_today(rule));
        gathered.files.push(DatesOf { from: gathered.days.len(), only: [0; 2], usual: checker.context.date_order });
        let looker = Looker { checker, outcomes };
        let mut commit = |seen: Vec<Seen>, _: usize| {
            seen.into_iter().for_each(|s| gathered.add(s, &mut ends));
            Ok(())
        };
        for_each(table, job.threads, &|block: &Block| looker.block(block), &mut commit, |e| e)?;
    }
    Ok(gathered.finish(ends))
}

struct Looker<'l> {
    checker: Checker<'l>,
    outcomes: &'l Source<'l>,
}

impl Looker<'_> {
    fn block(&self, block: &Block) -> Vec<Seen> {
        let arena = Bump::new();
        let page = Page::new(block, &arena);
        let mut groups: Vec<Group> = Vec::new();
        self.checker.grouping.groups(block, &mut groups);
        let recheck = self.checker.recheck();
        let mut out = Vec::with_capacity(groups.len());
        for group in groups.iter().filter(|g| g.is_order) {
            let order = self.checker.plan.read(page, group);
            let (facts, findings) = recheck.look(&order, |_| ());
            let outcome = self.outcomes.of_rows(&self.checker.plan, page, group);
            let mut seen = self.seen(&order, &facts, &findings, outcome);
            seen.tracking = self.parcels(page, group);
            out.push(seen);
        }
        out
    }

    /// The tracking numbers in all rows of an order.
    fn parcels(&self, page: Page<'_>, group: &Group) -> Vec<u64> {
        let columns = self.checker.table.layout.columns_of(Field::Tracking);
        let records = &page.block().structure().records()[group.records.clone()];
        let cells = records.iter().flat_map(|record| columns.iter().map(move |column| (record, *column)));
        let keys =
            cells.map(|(record, column)| Letters::of(self.checker.plan.cell_of(page, record, column, &mut Vec::new())));
        let mut keys: Vec<u64> = keys.filter(|key| *key != 0).collect();
        keys.dedup();
        keys
    }

    fn seen(&self, order: &Order<'_>, facts: &Facts<'_>, findings: &Findings<'_>, outcome: Said) -> Seen {
        let Checker { shared, context, .. } = &self.checker;
        let value = context.value_of(facts);
        let parcel = Parcel { value, ..Parcel::of(order, facts, context.ship_from) };
        let verdict = shared.model.score(parcel, findings.as_slice());
        let effects = findings.as_slice().iter().zip(&verdict.effects).filter(|(_, e)| e.counted);
        let effects = effects.filter_map(|(f, _)| {
            let at = effect::index_of(f.code)?;
            Some((at as u16, (f.strength * 1000.0).round() as u16))
        });
        let mut effects: Vec<(u16, u16)> = effects.collect();
        effects.sort_unstable();
        effects.dedup_by_key(|e| e.0);
        let created = order.get(Field::Created);
        let number = order.get(Field::Order);
        Seen {
            key: Letters::of(number),
            number: number.to_string(),
            tracking: Vec::new(),
            traits: Traits::of(order, facts, value),
            base: shared.model.base(facts, context.ship_from),
            effects,
            days: [DateOrder::DayFirst, DateOrder::MonthFirst].map(|first| Day::read(created, first)),
            order: Day::order_of(created),
            outcome,
        }
    }
}

/// What has been read so far.
#[derive(Default)]
struct Gathered {
    samples: Samples,
    joined: Joined,
    /// Position of each order.
    at: HashMap<u64, usize>,
    days: Vec<[Option<Day>; 2]>,
    files: Vec<DatesOf>,
}

/// How the orders of one file write their days.
struct DatesOf {
    /// The first of its orders.
    from: usize,
    /// Days that can only be day first, and only month first.
    only: [u64; 2],
    /// As exports of this platform write them.
    usual: DateOrder,
}

impl DatesOf {
    fn order(&self) -> DateOrder {
        // what the dates themselves show goes before what is usual
        match self.only {
            [0, 0] => self.usual,
            [_, 0] => DateOrder::DayFirst,
            [0, _] => DateOrder::MonthFirst,
            _ => DateOrder::Unknown,
        }
    }
}

impl Gathered {
    fn add(&mut self, seen: Seen, ends: &mut Ends) {
        self.joined.orders += 1;
        let outcome = match seen.outcome {
            Said::Ended(outcome) => Some(outcome),
            Said::Nothing => ends.take(seen.key, &seen.tracking),
            Said::Unknown(word) => {
                self.joined.unread.add(word);
                None
            }
        };
        let Some(outcome) = outcome else {
            self.joined.without += 1;
            if self.joined.orders_without.len() < SOME && !seen.number.is_empty() {
                self.joined.orders_without.push(seen.number);
            }
            return;
        };
        if seen.key != 0
            && let Some(at) = self.at.get(&seen.key)
        {
            self.joined.repeated += 1;
            let first = &mut self.samples.list[*at].outcome;
            *first = worse(*first, outcome);
            return;
        }
        if seen.key != 0 {
            self.at.insert(seen.key, self.samples.list.len());
        }
        self.joined.with_outcome += 1;
        if let Some(file) = self.files.last_mut() {
            match seen.order {
                DateOrder::DayFirst => file.only[0] += 1,
                DateOrder::MonthFirst => file.only[1] += 1,
                DateOrder::Unknown => {}
            }
        }
        self.days.push(seen.days);
        let mut levels = [NONE; Trait::ALL.len()];
        for (at, of) in Trait::ALL.into_iter().enumerate() {
            levels[at] = self.samples.names[at].number(&seen.traits.level(of));
        }
        let place = self.samples.places.number(&seen.traits.place());
        self.samples.list.push(Sample {
            base: seen.base,
            effects: seen.effects,
            levels,
            place,
            value: seen.traits.value.unwrap_or(f64::NAN),
            day: None,
            outcome,
        });
    }

    fn finish(mut self, ends: Ends) -> (Samples, Joined) {
        self.joined.two_formats = self.files.iter().any(|file| file.only[0] > 0 && file.only[1] > 0);
        let mut files = self.files.iter().peekable();
        let mut order = DateOrder::Unknown;
        for (at, (sample, days)) in self.samples.list.iter_mut().zip(&self.days).enumerate() {
            while let Some(file) = files.next_if(|file| file.from <= at) {
                order = file.order();
            }
            sample.day = match (*days, order) {
                ([Some(a), Some(b)], _) if a == b => Some(a),
                ([Some(day), Some(_)], DateOrder::DayFirst) => Some(day),
                ([Some(_), Some(day)], DateOrder::MonthFirst) => Some(day),
                ([Some(_), Some(_)], DateOrder::Unknown) => None,
                ([day, None], _) | ([None, day], _) => day,
            };
            if sample.day.is_none() {
                let unclear = days.iter().all(Option::is_some);
                self.joined.ambiguous += u64::from(unclear);
                self.joined.undated += u64::from(!unclear);
            }
        }
        self.joined.unread.merge(&ends.unread);
        self.joined.unjoined = ends.left();
        self.joined.examples = ends.examples(SOME);
        (self.samples, self.joined)
    }
}
