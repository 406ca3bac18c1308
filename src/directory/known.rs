//! All that is known of buildings in one run: the export itself, and the directories of the user.

use super::{Building, Directory, Door, DoorParts, Hint, Own, Place, Street};
use crate::order::{Facts, Order};

/// What the other orders, and the directories, say of one building.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen<'k> {
    /// Distinct units, the most that one source knows.
    pub units: u32,
    /// Orders and addresses that name one.
    pub named: u32,
    /// Orders and addresses that name none, other than the order itself.
    pub bare: u32,
    /// Other orders of this run that name one.
    pub own_named: u32,
    /// Family names of those who order there, itself among them.
    pub families: u32,
    /// The directory that knows most units.
    pub directory: Option<&'k Directory>,
    /// Is it in a register that has every address of its place?
    pub complete: bool,
}

/// Everything that is known of buildings.
#[derive(Clone, Debug, Default)]
pub struct Known<'k> {
    /// Of the export itself.
    pub own: Own,
    /// Of the user.
    pub directories: &'k [Directory],
}

impl<'k> Known<'k> {
    /// Does anything know any street whole?
    pub fn covers_streets(&self) -> bool {
        self.directories.iter().any(|d| d.counts().streets > 0)
    }

    /// What is known of the building of an order that names no unit; `None` where nothing is.
    pub fn building(&self, order: &Order<'_>, facts: &Facts<'_>) -> Option<Seen<'k>> {
        let asks_own = !self.own.is_empty() && self.own.may_know(&Hint::of(|field| order.get(field)));
        if !asks_own && self.directories.is_empty() {
            return None;
        }
        let country = facts.country?;
        let parts = DoorParts::of_order(order, facts)?;
        let door = Door::of(country, &parts)?;
        let mut seen = Seen::default();
        if let Some(own) = self.own.building(door.building).filter(|_| asks_own) {
            let itself = u32::from(door.unit == 0);
            seen = Seen {
                units: own.units,
                named: own.named,
                bare: own.bare.saturating_sub(itself),
                own_named: own.named,
                families: own.families,
                ..seen
            };
        }
        for directory in self.directories {
            let in_city = || directory.building(Door::in_city(country, &parts)?.building);
            let Some(b) = directory.building(door.building).or_else(in_city) else { continue };
            if u32::from(b.units) > seen.units || seen.directory.is_none() && seen.own_named == 0 {
                seen.directory = Some(directory);
            }
            seen.units = seen.units.max(u32::from(b.units));
            seen.named += u32::from(b.named);
            seen.bare += u32::from(b.bare);
            seen.complete |= b.complete;
        }
        (seen.named + seen.bare > 0).then_some(seen)
    }

    /// The complete register that covers the place of an order, and what it says of its street.
    pub fn covered<'a>(&self, order: &Order<'a>, facts: &Facts<'a>) -> Option<Covered<'k, 'a>> {
        if !self.covers_streets() {
            return None;
        }
        let country = facts.country?;
        let parts = DoorParts::of_order(order, facts)?;
        let doors = [Door::of(country, &parts), Door::in_city(country, &parts)];
        doors.into_iter().flatten().find_map(|door| {
            let (directory, place) = self.directories.iter().find_map(|d| Some((d, d.place(door.place)?)))?;
            Some(Covered { directories: self.directories, directory, door, parts, place })
        })
    }
}

/// An order's address in a place that a complete register covers.
#[derive(Clone, Copy, Debug)]
pub struct Covered<'k, 'a> {
    directories: &'k [Directory],
    /// The first directory that covers it.
    pub directory: &'k Directory,
    /// The keys of the address.
    pub door: Door,
    /// Its parts, as written.
    pub parts: DoorParts<'a>,
    /// What the register has of the place.
    pub place: Place,
}

impl<'k> Covered<'k, '_> {
    /// The street of that key in any complete register.
    pub fn street(&self, key: u64) -> Option<Street> {
        self.directories.iter().find_map(|d| d.street(key))
    }

    /// The building of that key in any directory, one of a complete register first.
    pub fn building(&self, key: u64) -> Option<Building> {
        let found = || self.directories.iter().filter_map(|d| d.building(key));
        found().find(|b| b.complete).or_else(|| found().next())
    }
}
