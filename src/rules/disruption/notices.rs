//! The notice of the feed that hits an order hardest.

use super::super::{Context, HINT};
use super::trip;
use crate::finding::Severity;
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::Day;
use crate::world::feed::{Notice, Stop};
use crate::world::service::Service;

/// What a delay leaves of the effect of a stop: the parcel comes, only later. An assumption.
const LATE: f64 = HINT;
const TOO_LATE: f64 = 0.03;

/// A notice, and how it meets the parcel.
#[derive(Clone, Copy)]
pub(super) struct Hit<'f> {
    pub notice: &'f Notice,
    pub when: When,
}

/// Where on its way a parcel meets a notice, mildest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum When {
    /// It is over before the parcel is there, or is short beside the days on which it may be.
    /// With the day on which it begins, where that is still to come.
    Passing(Option<Day>),
    /// It may be there before.
    Perhaps(Day),
    /// It is on the way, or leaves, while the notice holds.
    Surely,
}

/// The worst notice of those wanted. The caller asks first whether there is a feed at all.
pub(super) fn worst<'f>(
    order: &Order<'_>,
    facts: &Facts<'_>,
    context: &Context<'f>,
    wanted: fn(&Notice) -> bool,
) -> Option<Hit<'f>> {
    let service = facts.service();
    let mut worst: Option<Hit<'f>> = None;
    let rank = |hit: &Hit<'_>| (hit.stop(), hit.when, hit.notice.end.is_none(), hit.notice.end);
    context.feed.about(facts.country, facts.postcode.as_ref(), |notice| {
        let from_here = notice.origin.is_none_or(|origin| context.ship_from == Some(origin));
        if !from_here || !wanted(notice) || !notice.is_about(service) {
            return;
        }
        let Some(when) = meets(notice, facts, context) else { return };
        let hit = Hit { notice, when };
        if worst.is_none_or(|w| rank(&w) < rank(&hit)) {
            worst = Some(hit);
        }
    });
    worst.filter(|_| !trip::is_archived(order, context))
}

/// Does the parcel come upon the notice?
fn meets(notice: &Notice, facts: &Facts<'_>, context: &Context<'_>) -> Option<When> {
    let leaves = trip::leaves(context);
    let way = trip::transit(facts, context).zip(trip::calendar(facts));
    let (earliest, latest) = way.map_or((leaves, leaves), |((_, least, most), calendar)| {
        (calendar.earliest_after(leaves, least), calendar.working_days_after(leaves, most))
    });
    if !notice.holds_between(leaves, latest) {
        return None;
    }
    let reached = notice.holds_between(earliest, latest);
    let passes = !reached || waits_briefly(notice, earliest, latest);
    match (notice.stop, notice.start) {
        // whoever takes it today delivers it when the place is open again
        (Stop::Suspend, _) if notice.is_local() && !reached => None,
        (Stop::Suspend, _) if passes && !is_refused_on(leaves, notice) => {
            Some(When::Passing(notice.start.filter(|start| *start > leaves)))
        }
        (_, Some(start)) if start > earliest => Some(When::Perhaps(start)),
        _ => Some(When::Surely),
    }
}

/// Does the carrier itself not take the parcel on that day?
fn is_refused_on(day: Day, notice: &Notice) -> bool {
    notice.carrier.is_some() && notice.holds_on(day)
}

/// Is a stop shorter than the days between the earliest delivery and the latest? Most parcels do not
/// meet it, and the others wait for so long.
fn waits_briefly(notice: &Notice, earliest: Day, latest: Day) -> bool {
    let from = notice.start.map_or(earliest, |start| start.max(earliest));
    notice.end.is_some_and(|end| end.since(from) + 1 < latest.since(earliest))
}

impl<'f> Hit<'f> {
    /// How hard it hits the parcel: a stop that passes is a delay.
    pub fn stop(&self) -> Stop {
        if matches!(self.when, When::Passing(_)) { Stop::Delay } else { self.notice.stop }
    }

    /// Whose parcels are hit: `parcels`, `parcels by UPS`, `parcels by UPS Ground`.
    pub fn parcels(&self) -> String {
        let Some(carrier) = self.notice.carrier else { return "parcels".to_string() };
        let service = self.notice.service.or_else(|| Service::by_id(carrier));
        let title = service.map_or(carrier, |s| s.title);
        // what a title adds in brackets is for the list of services
        format!("parcels by {}", title.split(" (").next().unwrap_or(title))
    }

    /// ` until 2026-12-03`.
    pub fn until(&self) -> String {
        match self.notice.end {
            Some(end) => format!(" until {end}"),
            None => " until further notice".to_string(),
        }
    }

    /// `from 2026-11-25 on, `, where it has not begun when the parcel leaves.
    pub fn from(&self) -> String {
        match self.when {
            When::Perhaps(start) => format!("from {start} on, "),
            When::Passing(Some(start)) => format!("from {start} on, "),
            When::Passing(None) => String::new(),
            When::Surely => String::new(),
        }
    }

    /// ` (flood)`.
    pub fn kind(&self) -> String {
        match self.notice.kind.as_str() {
            "" => String::new(),
            kind => format!(" (`{kind}`)"),
        }
    }

    /// What to do: as the feed says, or else.
    pub fn action(&self, otherwise: &str) -> String {
        match self.notice.action.as_str() {
            "" => otherwise.to_string(),
            action => format!("`{action}`, as the feed says"),
        }
    }

    /// How late parcels are: `2 to 5 days`.
    pub fn days_late(&self) -> String {
        match self.notice.delay {
            None => "late".to_string(),
            Some((1, 1)) => "1 day late".to_string(),
            Some((least, most)) if least == most => format!("{most} days late"),
            Some((0, most)) => format!("up to {most} days late"),
            Some((least, most)) => format!("{least} to {most} days late"),
        }
    }

    /// The severity of a stop that passes, and its share of the effect.
    pub const PASSING: (Severity, f64) = (Severity::Note, LATE);

    /// How much a delay matters, which share of the effect of a stop it has, and what to say of the
    /// promised day.
    pub fn lateness(
        &self,
        order: &Order<'_>,
        facts: &Facts<'_>,
        context: &Context<'_>,
    ) -> (Severity, f64, &'static str) {
        if self.breaks_the_promise(order, facts, context) {
            (Severity::Warning, TOO_LATE, ", after the promised day")
        } else {
            (Severity::Note, LATE, "")
        }
    }

    /// Is the promised day lost by the delay?
    fn breaks_the_promise(&self, order: &Order<'_>, facts: &Facts<'_>, context: &Context<'_>) -> bool {
        let Some(promise) = trip::day(order, Field::DeliverBy, context) else { return false };
        let leaves = trip::leaves(context);
        let way = trip::transit(facts, context).zip(trip::calendar(facts));
        let there = way.map_or(leaves, |((_, least, _), calendar)| calendar.earliest_after(leaves, least));
        let late = self.notice.delay.map_or(0, |(least, _)| i32::from(least));
        late > 0 && there.plus(late) > promise
    }

    /// Where it stands, and who says so.
    pub fn evidence(&self) -> String {
        let Notice { file, line, source, updated, .. } = self.notice;
        let by = if source.is_empty() { String::new() } else { format!(", by `{source}`") };
        let on = updated.map_or(String::new(), |day| format!(" of {day}"));
        format!("{file}:{line}{on}{by}")
    }
}
