//! The buildings of the export that is being scanned: of those orders only that may share one.

use std::collections::{HashMap, HashSet};

use super::keys::hash;
use super::{Door, DoorParts, Hint};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::Folded;

/// The door of one order.
#[derive(Clone, Copy, Debug)]
pub struct OwnDoor {
    building: u64,
    /// 0 where none is named.
    unit: u64,
    /// Stands for the family name of the buyer; 0 where there is no name.
    family: u32,
    hint: Hint,
}

impl OwnDoor {
    /// The door of an order, if it goes to one.
    pub fn of(order: &Order<'_>, facts: &Facts<'_>) -> Option<OwnDoor> {
        let door = Door::of(facts.country?, &DoorParts::of_order(order, facts)?)?;
        let hint = Hint::of(|field| order.get(field));
        Some(OwnDoor { building: door.building, unit: door.unit, family: family(order), hint })
    }
}

/// The last word of the name, which is the same for people who live together more often than not.
fn family(order: &Order<'_>) -> u32 {
    let name = match order.get(Field::LastName) {
        "" => order.get(Field::Name),
        last => last,
    };
    let folded = Folded::of(name);
    match folded.rsplit(' ').next().unwrap_or_default() {
        "" => 0,
        word => hash(1, word) as u32 | 1,
    }
}

/// What the orders of a run say of a building.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counted {
    /// Distinct units.
    pub units: u32,
    /// Orders that name one.
    pub named: u32,
    /// Orders that name none.
    pub bare: u32,
    /// Distinct family names.
    pub families: u32,
}

/// Buildings of this run with several doors: two units are named, or one is, and people of three
/// names order there.
#[derive(Clone, Debug, Default)]
pub struct Own {
    buildings: HashMap<u64, Counted>,
    hints: HashSet<u32>,
}

impl Own {
    /// Counts doors, in any order.
    pub fn of(mut doors: Vec<OwnDoor>) -> Own {
        doors.sort_unstable_by_key(|d| (d.building, d.unit, d.family));
        let mut own = Own::default();
        for same in doors.chunk_by(|a, b| a.building == b.building) {
            let bare = same.iter().filter(|d| d.unit == 0).count() as u32;
            let units = same.chunk_by(|a, b| a.unit == b.unit).filter(|u| u[0].unit != 0).count() as u32;
            let families: HashSet<u32> = same.iter().map(|d| d.family).filter(|f| *f != 0).collect();
            let families = families.len() as u32;
            if bare > 0 && (units >= 2 || units == 1 && families >= 3) {
                let named = same.len() as u32 - bare;
                own.buildings.insert(same[0].building, Counted { units, named, bare, families });
                for door in same.iter().filter(|d| d.unit == 0) {
                    own.hints.extend(door.hint.keys());
                }
            }
        }
        own
    }

    /// Is there no such building?
    pub fn is_empty(&self) -> bool {
        self.buildings.is_empty()
    }

    /// May it know the building of an order with these guesses? Sure where it is a no.
    pub(super) fn may_know(&self, hint: &Hint) -> bool {
        hint.keys().any(|k| self.hints.contains(&k))
    }

    pub(super) fn building(&self, key: u64) -> Option<Counted> {
        self.buildings.get(&key).copied()
    }
}
