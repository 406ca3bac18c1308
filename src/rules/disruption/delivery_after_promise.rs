//! `disruption/delivery-after-promise`: it cannot be there on the promised day.

use super::super::{Context, Rule};
use super::trip;
use crate::finding::{Findings, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::Day;
use crate::world::calendar::Calendar;

pub static RULE: Rule = Rule {
    code: "disruption/delivery-after-promise",
    summary: "a promised day that the parcel will miss, or may miss",
    explain: "\
The day on which the parcel leaves and the transit time of its service lead beyond the day that the \
buyer was promised. Late parcels are refused more often, ordered elsewhere meanwhile, or wait for \
somebody who has left; marketplaces refund them.

What to do: send it by a faster service, and tell the buyer when it comes.

A warning where even the fastest delivery is too late, or the promised day is over; a note where a \
delivery half-way between the fastest and the slowest is. Public holidays of the destination are left \
out, and weekends, of which the fastest counts Saturdays. Without a published transit time only a day that is over is told. Parcels leave \
on the days that `[dispatch]` in doorstep.toml says; `--as-of` is today. Orders with a tracking number \
are taken to have left, and a day more than 30 days ago for that of an archive. Not known: what the carrier does faster than it says.

```csv flagged
Order,Name,Address 1,City,State,Zip,Country,Shipping Method,Deliver By
1,Ada Byron,24 Linden St,Boston,MA,02134,US,USPS Ground Advantage,2026-11-24
2,Ada Byron,24 Linden St,Boston,MA,02134,US,USPS Ground Advantage,2026-11-27
3,Ada Byron,24 Linden St,Boston,MA,02134,US,Standard,2026-11-20
```

```csv clean
Order,Name,Address 1,City,State,Zip,Country,Shipping Method,Deliver By
1,Bo Chen,9 Elm St,Boston,MA,02134,US,USPS Ground Advantage,2026-12-01
2,Cy Dee,9 Elm St,Boston,MA,02134,US,Standard,2026-11-24
3,Eve Fox,9 Elm St,Boston,MA,02134,US,UPS Ground,2026-08-01
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Disruption),
    needs: &[Field::DeliverBy],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let text = order.get(Field::DeliverBy);
    if text.is_empty() || !order.lacks(Field::Tracking) {
        return;
    }
    let Some(promise) = trip::day(order, Field::DeliverBy, context) else { return };
    if trip::is_forgotten(promise, context) {
        return;
    }
    let leaves = trip::leaves(context);
    let said = out.has("disruption/delivery-on-holiday");
    let Some((message, certain)) = broken(text, promise, leaves, facts, context) else { return };
    if said && !certain {
        return;
    }
    let (severity, strength) = if certain { (Severity::Warning, 1.0) } else { (Severity::Note, 0.3) };
    out.push(out.finding(&[Field::DeliverBy], message).severity(severity).strength(strength));
}

/// What to say of a promise that will, or only may, be broken.
fn broken(text: &str, promise: Day, leaves: Day, facts: &Facts<'_>, context: &Context<'_>) -> Option<(String, bool)> {
    if promise < context.as_of {
        let days = context.as_of.since(promise);
        let days = if days == 1 { "1 day".to_string() } else { format!("{days} days") };
        return Some((
            format!("it was promised for `{text}`, {days} ago: dispatch it first, and tell the buyer"),
            true,
        ));
    }
    if promise < leaves {
        return Some((
            format!("it is promised for `{text}`, and your next parcels leave on {leaves}: tell the buyer"),
            true,
        ));
    }
    let (service, least, most) = trip::transit(facts, context)?;
    let calendar = trip::calendar(facts)?;
    let (first, last) = (calendar.earliest_after(leaves, least), calendar.working_days_after(leaves, most));
    // half-way between the fastest and the slowest
    let likely = calendar.working_days_after(leaves, least + (most - least).div_ceil(2));
    if likely <= promise {
        return None;
    }
    let rest = holiday_between(&calendar, leaves, last).map_or(String::new(), |name| format!(", with {name} between"));
    let leaving = format!("leaving on {leaves} by {}", service.title);
    // what is delivered on the next day is as fast as it gets
    let is_in_time = |days: u8, day: Day| days > 1 && day <= promise;
    Some(if first > promise {
        let faster = is_in_time(least, calendar.earliest_after(leaves, 1));
        let way_out = if faster { "send it by a faster service, or tell the buyer" } else { "tell the buyer" };
        (format!("promised for `{text}`, and {leaving} it is there on {first} at the earliest: {way_out}"), true)
    } else {
        let faster = is_in_time(most, calendar.working_days_after(leaves, 1));
        let way_out = if faster { "a faster service would keep the day" } else { "tell the buyer" };
        (format!("promised for `{text}`, and {leaving} it may take until {last}{rest}: {way_out}"), false)
    })
}

/// A public holiday on which it would have gone on.
fn holiday_between(calendar: &Calendar, leaves: Day, last: Day) -> Option<&'static str> {
    let mut days = (1..=last.since(leaves)).map(|n| leaves.plus(n));
    days.find_map(|day| calendar.holiday(day).filter(|_| !calendar.is_weekend(day)))
}
