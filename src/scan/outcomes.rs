//! How deliveries ended, read from a table: the orders' own, or one beside it.

use std::collections::{BTreeMap, HashMap};

use bumpalo::Bump;

use super::blocks::for_each;
use crate::finding::Reason;
use crate::input::block::Block;
use crate::input::grouping::Group;
use crate::input::{Field, InputError, Table, field_of};
use crate::order::{Page, Plan};
use crate::risk::samples::Outcome;
use crate::text::Letters;
use crate::world::outcome::{self, Ended, Says};

/// Columns of a table that say how deliveries ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    order: Option<usize>,
    tracking: Option<usize>,
    outcome: Option<(usize, How)>,
    reason: Option<usize>,
}

/// How a column says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// Yes where it failed.
    Failed,
    /// Yes where it arrived.
    Arrived,
    /// A status in words, or yes where it failed, as the user says.
    Wished,
    /// A status in words, or 1 where it failed: `F` may be failed, or false.
    Status,
}

/// Where outcomes are read from.
pub struct Source<'s> {
    /// Tables beside the orders; empty where the orders say it themselves.
    pub tables: &'s [Table],
    /// Columns of each of these, or those of the orders' own table.
    pub columns: Vec<Columns>,
}

/// What the user says about columns of outcomes: `outcome`, `reason`, `order` or `tracking`, and the
/// name of the column.
pub type Map = [(String, String)];

impl Columns {
    /// Finds them among the names of a table.
    ///
    /// # Errors
    /// When a wished-for column does not exist, or none says how deliveries ended.
    pub fn of(file: &str, names: &[String], map: &Map) -> Result<Columns, InputError> {
        let wished = |part: &str| -> Result<Option<usize>, InputError> {
            let Some((_, column)) = map.iter().find(|(p, _)| p == part) else { return Ok(None) };
            let at = names.iter().position(|n| n.trim().eq_ignore_ascii_case(column));
            at.map(Some).ok_or_else(|| {
                let has = listed(names);
                InputError::new(
                    file,
                    format!("has no column `{column}` (asked for as {part})"),
                    format!("it has {has}"),
                )
                .at(1)
            })
        };
        let says = |says: Says| names.iter().position(|n| outcome::column(n) == Some(says));
        let field = |field: Field| names.iter().position(|n| field_of(n) == Some(field));
        let found = [(Says::Failed, How::Failed), (Says::Arrived, How::Arrived), (Says::Status, How::Status)];
        let found = || found.into_iter().find_map(|(is, how)| Some((says(is)?, how)));
        let by_wish = |at: usize| match outcome::column(&names[at]) {
            Some(Says::Failed) => (at, How::Failed),
            Some(Says::Arrived) => (at, How::Arrived),
            _ => (at, How::Wished),
        };
        let outcome = wished("outcome")?.map(by_wish).or_else(found);
        if outcome.is_none() {
            let help = "name the column that says it: --map outcome=Column (delivered, returned, failed, or 1 where it failed)";
            let problem = format!("no column says how deliveries ended (columns: {})", listed(names));
            return Err(InputError::new(file, problem, help).at(1));
        }
        Ok(Columns {
            order: wished("order")?.or_else(|| field(Field::Order)),
            tracking: wished("tracking")?.or_else(|| field(Field::Tracking)),
            outcome,
            reason: wished("reason")?.or_else(|| says(Says::Reason)),
        })
    }

    /// Can these outcomes be joined with orders of another table?
    pub fn have_a_key(&self) -> bool {
        self.order.is_some() || self.tracking.is_some()
    }

    /// Which columns were taken, for people: what, and its name.
    pub fn described<'n>(&self, names: &'n [String]) -> Vec<(&'static str, &'n str)> {
        let all = [
            ("outcome", self.outcome.map(|(at, _)| at)),
            ("reason", self.reason),
            ("order", self.order),
            ("tracking", self.tracking),
        ];
        all.into_iter().filter_map(|(part, at)| Some((part, names.get(at?)?.as_str()))).collect()
    }

    fn read(&self, cell: &dyn Fn(usize) -> String) -> Said {
        let Some((at, how)) = self.outcome else { return Said::Nothing };
        let text = cell(at);
        let failed_if = |failed: bool| if failed { Ended::Failed } else { Ended::Arrived };
        let ended = match (how, outcome::yes(&text)) {
            (How::Arrived, Some(arrived)) => failed_if(!arrived),
            (How::Status, Some(failed)) if text.trim().bytes().all(|b| b.is_ascii_digit()) => failed_if(failed),
            (How::Failed | How::Wished, Some(failed)) => failed_if(failed),
            (How::Status, Some(_)) | (_, None) => match outcome::ended(&text) {
                Some(ended) => ended,
                None if text.trim().is_empty() => return Said::Nothing,
                None => return Said::Unknown(text),
            },
        };
        match ended {
            Ended::Open => Said::Nothing,
            Ended::Arrived => Said::Ended(Outcome::Arrived),
            Ended::Failed => {
                let noted = self.reason.and_then(|at| outcome::reason(&cell(at))).or_else(|| outcome::reason(&text));
                Said::Ended(Outcome::Failed(noted.and_then(Reason::from_name)))
            }
        }
    }
}

/// What a row says of how a delivery ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// It ended so.
    Ended(Outcome),
    /// Nothing, or not yet.
    Nothing,
    /// Something that doorstep does not understand.
    Unknown(String),
}

impl Said {
    /// What two rows of one order say together.
    fn and(self, other: Said) -> Said {
        match (self, other) {
            (Said::Ended(a), Said::Ended(b)) => Said::Ended(worse(a, b)),
            (Said::Ended(a), _) | (_, Said::Ended(a)) => Said::Ended(a),
            (Said::Unknown(word), _) | (_, Said::Unknown(word)) => Said::Unknown(word),
            (Said::Nothing, Said::Nothing) => Said::Nothing,
        }
    }
}

/// Words that were not understood, and how often each stood there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unread(BTreeMap<String, u64>);

impl Unread {
    /// Words that are kept apart; more would be no words.
    const MOST: usize = 50;

    pub(super) fn add(&mut self, word: String) {
        let word = if self.0.len() < Unread::MOST || self.0.contains_key(&word) { word } else { "…".to_string() };
        *self.0.entry(word).or_default() += 1;
    }

    pub(super) fn merge(&mut self, other: &Unread) {
        other.0.iter().for_each(|(word, n)| *self.0.entry(word.clone()).or_default() += n);
    }

    /// Forgets the words, which may be remarks about a person, and keeps how many there were.
    pub fn mask(&mut self, mark: &str) {
        self.0 = BTreeMap::from([(mark.to_string(), self.count())]);
    }

    /// How many there were.
    pub fn count(&self) -> u64 {
        self.0.values().sum()
    }

    /// The words, the most frequent first.
    pub fn words(&self) -> Vec<(&str, u64)> {
        let mut words: Vec<(&str, u64)> = self.0.iter().map(|(w, n)| (w.as_str(), *n)).collect();
        words.sort_by_key(|(word, n)| (std::cmp::Reverse(*n), *word));
        words
    }
}

fn listed(names: &[String]) -> String {
    names.iter().filter(|n| !n.is_empty()).take(12).map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}

/// Of two endings of one order the one that counts: a failure, and one whose reason is known.
pub fn worse(a: Outcome, b: Outcome) -> Outcome {
    match (a, b) {
        (Outcome::Failed(Some(_)), _) | (_, Outcome::Arrived) => a,
        (Outcome::Failed(None), Outcome::Failed(Some(_))) | (Outcome::Arrived, Outcome::Failed(_)) => b,
        (Outcome::Failed(None), Outcome::Failed(None)) => a,
    }
}

/// Outcomes by the number of their order or parcel.
#[derive(Debug, Default)]
pub struct Ends {
    list: Vec<End>,
    by_order: HashMap<u64, usize>,
    by_tracking: HashMap<u64, usize>,
    /// What was not understood.
    pub(super) unread: Unread,
}

#[derive(Debug)]
struct End {
    outcome: Outcome,
    name: String,
    used: bool,
}

impl Ends {
    /// The outcome of an order, by its number and those of its parcels; failed if any of them did.
    pub fn take(&mut self, order: u64, tracking: &[u64]) -> Option<Outcome> {
        let by_order = self.by_order.get(&order).copied();
        let parcels = tracking.iter().filter_map(|t| self.by_tracking.get(t).copied());
        let found: Vec<usize> = by_order.into_iter().chain(parcels).collect();
        let ends = found.into_iter().map(|at| {
            let end = &mut self.list[at];
            end.used = true;
            end.outcome
        });
        ends.reduce(worse)
    }

    /// Outcomes that no order has taken.
    pub fn left(&self) -> u64 {
        self.list.iter().filter(|e| !e.used).count() as u64
    }

    /// Some of them.
    pub fn examples(&self, some: usize) -> Vec<String> {
        self.list.iter().filter(|e| !e.used).take(some).map(|e| e.name.clone()).collect()
    }

    fn add(&mut self, [order, tracking]: [String; 2], outcome: Outcome) {
        let keys = [Letters::of(&order), Letters::of(&tracking)];
        if keys == [0, 0] {
            return;
        }
        let known = if keys[0] != 0 { self.by_order.get(&keys[0]) } else { self.by_tracking.get(&keys[1]) };
        let at = match known.copied() {
            Some(at) => {
                let end = &mut self.list[at];
                end.outcome = worse(end.outcome, outcome);
                at
            }
            None => {
                let name = if order.is_empty() { tracking } else { order };
                self.list.push(End { outcome, name, used: false });
                self.list.len() - 1
            }
        };
        if keys[0] != 0 {
            self.by_order.insert(keys[0], at);
        }
        if keys[1] != 0 {
            self.by_tracking.entry(keys[1]).or_insert(at);
        }
    }
}

impl Source<'_> {
    /// The outcome that the rows of an order say themselves.
    pub(super) fn of_rows(&self, plan: &Plan, page: Page<'_>, group: &Group) -> Said {
        let Some(columns) = self.columns.first().filter(|_| self.tables.is_empty()) else { return Said::Nothing };
        let records = &page.block().structure().records()[group.records.clone()];
        let of_record = |record| {
            let cell = |at: usize| plan.cell_of(page, record, at, &mut Vec::new()).to_string();
            columns.read(&cell)
        };
        records.iter().map(of_record).fold(Said::Nothing, Said::and)
    }

    /// Reads the tables beside the orders.
    pub(super) fn read(&self, threads: usize) -> Result<Ends, InputError> {
        let mut ends = Ends::default();
        for (table, columns) in self.tables.iter().zip(&self.columns) {
            let plan = Plan::of(table);
            let work = |block: &Block| {
                let arena = Bump::new();
                let page = Page::new(block, &arena);
                let mut found = Vec::new();
                for record in block.structure().records() {
                    let cell = |at: usize| plan.cell_of(page, record, at, &mut Vec::new()).to_string();
                    let name = |at: Option<usize>| at.map_or(String::new(), cell);
                    match columns.read(&cell) {
                        Said::Nothing => {}
                        said => found.push(([name(columns.order), name(columns.tracking)], said)),
                    }
                }
                found
            };
            let mut commit = |found: Vec<([String; 2], Said)>, _: usize| {
                for (names, said) in found {
                    match said {
                        Said::Ended(outcome) => ends.add(names, outcome),
                        Said::Unknown(word) => ends.unread.add(word),
                        Said::Nothing => {}
                    }
                }
                Ok(())
            };
            for_each(table, threads, &work, &mut commit, |e| e)?;
        }
        Ok(ends)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|n| n.to_string()).collect()
    }

    #[test]
    fn a_failure_counts_by_whichever_number_it_is_known() {
        let mut ends = Ends::default();
        let mut add = |order: &str, tracking: &str, outcome| ends.add([order.into(), tracking.into()], outcome);
        add("", "T1", Outcome::Arrived);
        add("", "T1", Outcome::Failed(None));
        add("7", "T7", Outcome::Arrived);
        add("7", "T8", Outcome::Failed(None));
        let [t1, t8] = ["T1", "T8"].map(Letters::of);
        assert_eq!(ends.take(0, &[t1]), Some(Outcome::Failed(None)));
        assert_eq!(ends.take(0, &[t8]), Some(Outcome::Failed(None)));
        assert_eq!(ends.left(), 0);
    }

    #[test]
    fn the_surest_column_is_taken() {
        let header = names(&["Order ID", "Status", "failed"]);
        let columns = Columns::of("o.csv", &header, &[]).expect("columns");
        assert_eq!(columns.outcome, Some((2, How::Failed)));
        let read = |cells: &[&str]| columns.read(&|at| cells[at].to_string());
        assert_eq!(read(&["1", "Shipped", "0"]), Said::Ended(Outcome::Arrived));
        assert_eq!(read(&["1", "Shipped", "1"]), Said::Ended(Outcome::Failed(None)));
        assert_eq!(read(&["1", "Shipped", ""]), Said::Nothing);
        let header = names(&["Tracking", "Outcome", "Reason"]);
        let columns = Columns::of("o.csv", &header, &[]).expect("columns");
        let read = |cells: &[&str]| columns.read(&|at| cells[at].to_string());
        assert_eq!(read(&["T", "returned", "wrong address"]), Said::Ended(Outcome::Failed(Some(Reason::Address))));
        assert_eq!(read(&["T", "in transit", ""]), Said::Nothing);
        assert_eq!(read(&["T", "brieftaube", ""]), Said::Unknown("brieftaube".into()));
        let wished = [("outcome".to_string(), "Wie".to_string())];
        assert!(Columns::of("o.csv", &header, &wished).is_err());
        assert!(Columns::of("o.csv", &names(&["a", "b"]), &[]).is_err());
    }
}
