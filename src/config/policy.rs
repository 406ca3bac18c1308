//! What a seller decides: what services cost, which carrier a shipping method stands for, from which
//! value on a parcel is tracked or signed for, when it leaves, and what is accepted as it is.

use super::{Origin, Sourced};
use crate::finding::Severity;
use crate::text::Day;
use crate::world::Country;
use crate::world::service::Service;

/// What a service costs the seller.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The service.
    pub service: &'static Service,
    /// In the currency of the configuration.
    pub price: f64,
    /// Countries to which the price holds; empty: wherever the service goes.
    pub to: Vec<&'static Country>,
    /// Up to this weight, kg; 0: any.
    pub up_to_kg: f64,
    /// Where it comes from.
    pub origin: Origin,
}

/// What can be bought beside a service, in the currency of the configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Extras {
    /// A recipient's signature.
    pub signature: Option<f64>,
    /// Delivery to a locker or shop, more or (negative) less than to the door.
    pub pickup_point: Option<f64>,
    /// Insurance, as a share of the value, 0..1.
    pub insurance: Option<f64>,
}

/// From which value on, in the currency of the configuration, a parcel is worth more care.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    /// It should be tracked.
    pub tracked_from: Sourced<f64>,
    /// Somebody should sign for it.
    pub signature_from: Sourced<f64>,
    /// A stale disruption feed is announced after so many days.
    pub feed_days: Sourced<i32>,
}

impl Default for Thresholds {
    fn default() -> Thresholds {
        Thresholds {
            tracked_from: Sourced::default_of(30.0),
            signature_from: Sourced::default_of(250.0),
            feed_days: Sourced::default_of(3),
        }
    }
}

/// When parcels leave.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispatch {
    /// Working days between today and the carrier's collection; 0: today.
    pub handling_days: Sourced<i32>,
    /// Days of the week on which parcels leave, Monday first.
    pub weekdays: Sourced<[bool; 7]>,
    /// Days on which none does.
    pub closed: Vec<Day>,
}

impl Default for Dispatch {
    fn default() -> Dispatch {
        Dispatch {
            handling_days: Sourced::default_of(0),
            weekdays: Sourced::default_of([true, true, true, true, true, false, false]),
            closed: Vec::new(),
        }
    }
}

impl Dispatch {
    /// Does a parcel leave on that day?
    pub fn is_open(&self, day: Day) -> bool {
        self.weekdays.value[usize::from(day.weekday())] && !self.closed.contains(&day)
    }

    /// The day on which an order that is looked at today leaves: the first open day, and so many
    /// open days later.
    pub fn leaves_on(&self, today: Day) -> Day {
        let (mut day, mut left) = (today, self.handling_days.value);
        // a week without an open day, and closed days for a year, end the search
        for _ in 0..500 {
            if self.is_open(day) {
                if left <= 0 {
                    return day;
                }
                left -= 1;
            }
            day = day.plus(1);
        }
        today
    }
}

/// A limit of a carrier's label as this seller's software prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelChoice {
    /// Carrier id.
    pub carrier: &'static str,
    /// `name`, `company`, `line` or `city`.
    pub field: String,
    /// Characters printed.
    pub max: u16,
    /// Where it comes from.
    pub origin: Origin,
}

/// The severity a rule shall have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graded {
    /// Rule code.
    pub code: String,
    /// Its severity.
    pub severity: Severity,
    /// Where it comes from.
    pub origin: Origin,
}

/// What the seller has looked at and wants to hear no more of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Order number, or empty.
    pub order: String,
    /// An address line as it stands in the order, case and marks aside, or empty.
    pub address: String,
    /// Its postcode, or empty.
    pub postcode: String,
    /// Codes and families; empty: all.
    pub rules: Vec<String>,
    /// Why.
    pub reason: String,
    /// Last day on which it holds.
    pub until: Option<Day>,
    /// Where it comes from.
    pub origin: Origin,
}

impl Accepted {
    /// Does it speak of that code?
    pub fn covers(&self, code: &str) -> bool {
        let family = code.split('/').next().unwrap_or(code);
        self.rules.is_empty() || self.rules.iter().any(|r| r == code || r == family)
    }

    /// Does it hold no more?
    pub fn is_over(&self, today: Day) -> bool {
        self.until.is_some_and(|until| until < today)
    }

    /// What it is about, for people.
    pub fn subject(&self) -> String {
        if self.order.is_empty() {
            let comma = if self.address.is_empty() || self.postcode.is_empty() { "" } else { ", " };
            return format!("{}{comma}{}", self.address, self.postcode);
        }
        format!("order {}", self.order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parcels_leave_on_open_days() {
        let friday = Day::of(2026, 11, 20).expect("a day");
        let mut dispatch = Dispatch::default();
        assert_eq!(dispatch.leaves_on(friday), friday);
        assert_eq!(dispatch.leaves_on(friday.plus(1)), friday.plus(3), "not on a Saturday");
        dispatch.handling_days.value = 1;
        assert_eq!(dispatch.leaves_on(friday), friday.plus(3));
        dispatch.closed.push(friday.plus(3));
        assert_eq!(dispatch.leaves_on(friday), friday.plus(4));
        dispatch.weekdays.value = [false; 7];
        assert_eq!(dispatch.leaves_on(friday), friday, "who never ships is not asked");
    }
}
