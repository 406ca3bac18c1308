//! What a seller decided about orders, one decision after the other, each of which can be taken
//! back on its own. Kept as lines of JSON, so that a crash costs nothing that was decided.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Some cells get new values.
    Change,
    /// The order is right as it was entered.
    Keep,
    /// The order must wait.
    Hold,
}

/// A new value for a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edited {
    /// The field that is read from it.
    pub field: String,
    /// Name of its column.
    pub column: String,
    /// Physical line of its row.
    pub line: u64,
    /// Its column, from 0.
    pub column_index: usize,
    /// What it said.
    pub from: String,
    /// What it is to say.
    pub to: String,
}

/// One decision about one order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its number, from 1.
    pub id: u64,
    /// The line on which the order begins.
    pub line: u64,
    /// What was decided.
    pub kind: Kind,
    /// In a few words.
    pub title: String,
    /// Rule that proposed it.
    pub code: Option<String>,
    /// New values; only of a change.
    pub edits: Vec<Edited>,
    /// Does it count? Not once it was undone.
    pub active: bool,
    /// Day and time, for people.
    pub at: String,
    /// Number of the order.
    pub order: String,
    /// What the order is known by when its file comes again; 0: nothing.
    pub print: u64,
}

/// What the decisions about an order come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Nothing is decided.
    Open,
    /// Some cells change.
    Changed,
    /// Right as entered.
    Kept,
    /// Must wait.
    Held,
}

/// A line of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Event {
    /// A decision was made.
    Decide(Decision),
    /// One was taken back.
    Undo(u64),
    /// The results were saved.
    Save(Vec<String>),
}

/// All decisions about the orders of one file.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    all: Vec<Decision>,
    /// Of each, the event at which it was made or undone.
    touched: Vec<u64>,
    seq: u64,
    /// By the line of the order.
    orders: BTreeMap<u64, Decided>,
    saved: Option<(u64, Vec<String>)>,
}

/// What was decided about one order.
#[derive(Clone, Debug, Default)]
struct Decided {
    /// The event at which it was last touched.
    version: u64,
    /// Places of its decisions among all.
    places: Vec<usize>,
}

impl Decisions {
    /// Takes an event in.
    pub fn take(&mut self, event: Event) {
        self.seq += 1;
        match event {
            Event::Decide(decision) => {
                let decided = self.orders.entry(decision.line).or_default();
                decided.version = self.seq;
                decided.places.push(self.all.len());
                self.all.push(decision);
                self.touched.push(self.seq);
            }
            Event::Undo(id) => {
                if let Some(place) = self.all.iter().position(|d| d.id == id) {
                    self.all[place].active = false;
                    self.touched[place] = self.seq;
                    self.orders.entry(self.all[place].line).or_default().version = self.seq;
                }
            }
            Event::Save(files) => self.saved = Some((self.seq, files)),
        }
    }

    /// The number that the next decision gets.
    pub fn next_id(&self) -> u64 {
        self.all.iter().map(|d| d.id).max().unwrap_or(0) + 1
    }

    /// How many events there were.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// The decisions ever made, in order.
    pub fn all(&self) -> &[Decision] {
        &self.all
    }

    /// Those of them that were made or undone after that event.
    pub fn since(&self, seq: u64) -> impl Iterator<Item = &Decision> {
        self.all.iter().zip(&self.touched).filter(move |(_, touched)| **touched > seq).map(|(decision, _)| decision)
    }

    /// When an order was last touched, as the number of the event; 0: never.
    pub fn version(&self, line: u64) -> u64 {
        self.orders.get(&line).map_or(0, |decided| decided.version)
    }

    /// The lines of orders about which something was decided or undone after that event.
    pub fn lines_since(&self, seq: u64) -> impl Iterator<Item = u64> {
        self.orders.iter().filter(move |(_, decided)| decided.version > seq).map(|(line, _)| *line)
    }

    /// The event at which results were last saved, and which.
    pub fn saved(&self) -> Option<&(u64, Vec<String>)> {
        self.saved.as_ref()
    }

    /// The changes of an order that count, and what the decisions about it come to. A later
    /// decision to keep the order as entered drops the changes before it, a later change ends that.
    pub fn of(&self, line: u64) -> (Vec<&Decision>, Outcome) {
        let (mut changes, mut kept, mut held) = (Vec::new(), false, false);
        let places = self.orders.get(&line).map_or(&[][..], |decided| &decided.places);
        for decision in places.iter().map(|place| &self.all[*place]).filter(|d| d.active) {
            match decision.kind {
                Kind::Change => {
                    changes.push(decision);
                    kept = false;
                }
                Kind::Keep => {
                    changes.clear();
                    kept = true;
                }
                Kind::Hold => held = true,
            }
        }
        let outcome = match (held, kept, changes.is_empty()) {
            (true, ..) => Outcome::Held,
            (_, true, _) => Outcome::Kept,
            (_, _, false) => Outcome::Changed,
            _ => Outcome::Open,
        };
        (changes, outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(id: u64, line: u64, kind: Kind) -> Event {
        Event::Decide(Decision {
            id,
            line,
            kind,
            title: format!("decision {id}"),
            code: None,
            edits: Vec::new(),
            active: true,
            at: "2026-11-23 18:04".into(),
            order: format!("#{line}"),
            print: 7,
        })
    }

    fn ids(decisions: &Decisions, line: u64) -> (Vec<u64>, Outcome) {
        let (changes, outcome) = decisions.of(line);
        (changes.iter().map(|d| d.id).collect(), outcome)
    }

    #[test]
    fn decisions_combine_in_order_and_each_can_be_undone() {
        let mut all = Decisions::default();
        assert_eq!(ids(&all, 2), (vec![], Outcome::Open));
        all.take(decided(1, 2, Kind::Change));
        all.take(decided(2, 2, Kind::Change));
        all.take(decided(3, 9, Kind::Hold));
        assert_eq!(ids(&all, 2), (vec![1, 2], Outcome::Changed));
        all.take(decided(4, 2, Kind::Keep));
        assert_eq!(ids(&all, 2), (vec![], Outcome::Kept));
        all.take(Event::Undo(4));
        assert_eq!(ids(&all, 2), (vec![1, 2], Outcome::Changed));
        all.take(Event::Undo(1));
        assert_eq!(ids(&all, 2), (vec![2], Outcome::Changed));
        all.take(decided(5, 2, Kind::Hold));
        assert_eq!(ids(&all, 2), (vec![2], Outcome::Held));
        assert_eq!(ids(&all, 9), (vec![], Outcome::Held));
        assert_eq!((all.version(2), all.version(9), all.version(1)), (7, 3, 0));
    }

    #[test]
    fn an_event_is_read_as_it_was_written() {
        for event in [decided(1, 2, Kind::Keep), Event::Undo(3), Event::Save(vec!["a.csv".into()])] {
            let line = serde_json::to_string(&event).expect("a line");
            assert!(!line.contains('\n'));
            assert_eq!(serde_json::from_str::<Event>(&line).expect("an event"), event);
        }
    }
}
