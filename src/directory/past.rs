//! Deliveries that ended before: to whom and where, as hashes, and how often they failed.

use std::collections::HashMap;

use crate::input::Field;
use crate::order::Order;
use crate::text::Letters;

/// How deliveries to somebody ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// How many failed.
    pub failed: u32,
    /// How many arrived.
    pub arrived: u32,
}

/// Past deliveries by person and address, and by e-mail address.
#[derive(Clone, Debug, Default)]
pub struct Past {
    at_address: HashMap<u64, Record>,
    by_email: HashMap<u64, Record>,
}

impl Past {
    /// Is nothing known?
    pub fn is_empty(&self) -> bool {
        self.at_address.is_empty() && self.by_email.is_empty()
    }

    /// Adds a delivery.
    pub fn add(&mut self, key: Key, failed: bool) {
        for (map, key) in [(&mut self.at_address, key.at_address), (&mut self.by_email, key.email)] {
            if key != 0 {
                let record = map.entry(key).or_default();
                *(if failed { &mut record.failed } else { &mut record.arrived }) += 1;
            }
        }
    }

    /// How deliveries to the same person at the same address ended.
    pub fn at_address(&self, key: Key) -> Record {
        self.at_address.get(&key.at_address).filter(|_| key.at_address != 0).copied().unwrap_or_default()
    }

    /// How deliveries to the same e-mail address ended, wherever they went.
    pub fn by_email(&self, key: Key) -> Record {
        self.by_email.get(&key.email).filter(|_| key.email != 0).copied().unwrap_or_default()
    }
}

/// Whom and where an order goes to, as hashes; 0 where it does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    at_address: u64,
    email: u64,
}

impl Key {
    /// Cells that a key is made of.
    pub const FIELDS: [Field; 11] = [
        Field::Name,
        Field::FirstName,
        Field::LastName,
        Field::Address1,
        Field::Address2,
        Field::Address3,
        Field::AddressFull,
        Field::StreetJoined,
        Field::Postcode,
        Field::City,
        Field::Email,
    ];

    /// The key of an order. Case, blanks and marks make no difference.
    pub fn of(order: &Order<'_>) -> Key {
        let mut address = Letters::default();
        order.names().iter().for_each(|name| address.add(name));
        let named = address.say_something();
        order.lines().for_each(|(_, text)| address.add(text));
        [Field::Postcode, Field::City].iter().for_each(|f| address.add(order.get(*f)));
        Key { at_address: if named { address.number() } else { 0 }, email: Letters::of(order.get(Field::Email)) }
    }
}
