//! `disruption/delivery-on-holiday`: nobody delivers on the day on which it would arrive.

use super::super::{Context, Rule};
use super::trip;
use crate::finding::{Findings, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::{Day, fold};
use crate::world::calendar::Calendar;

pub static RULE: Rule = Rule {
    code: "disruption/delivery-on-holiday",
    summary: "a delivery that falls on a public holiday",
    explain: "\
The service says how many working days it needs, and every day on which the parcel would arrive is a \
public holiday where it goes; or the promised day is one, and the parcel may not be there before. \
Most carriers rest, businesses are shut, and what is brought all the same finds nobody: the parcel comes on \
the next working day, later than the buyer expects.

What to do: tell the buyer, dispatch it earlier, or choose a service that delivers on that day.

The rule speaks only where the transit time of the service is published and the calendar of the \
country is known (the years of data/holidays.tsv; regional ones in AU, CA, CH and DE only). A note, \
and a warning where the export says that the address is a business. Ordinary weekends are never \
named, nor holidays on which parcels are delivered as on other days (Japan, most of China), nor a \
promise that the parcel cannot keep, which is `disruption/delivery-after-promise`. Not \
known: holidays that follow the sight of the moon, carriers that work on some holidays, local feasts.

```csv flagged
Order,Name,Address 1,City,State,Zip,Country,Shipping Method,Deliver By
1,Ada Byron,24 Linden St,Boston,MA,02134,US,FedEx Express Saver,
2,Ada Byron,24 Linden St,Boston,MA,02134,US,USPS Ground Advantage,2026-11-26
```

```csv clean
Order,Name,Address 1,City,State,Zip,Country,Shipping Method,Deliver By
1,Bo Chen,9 Elm St,Boston,MA,02134,US,UPS Next Day Air,
2,Cy Dee,9 Elm St,Boston,MA,02134,US,USPS Ground Advantage,2026-12-04
3,Dee Ems,9 Elm St,Toronto,ON,M5V 3A8,CA,UPS Worldwide Saver,2026-11-26
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Disruption),
    needs: &[Field::Service, Field::Carrier],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let Some((service, least, most)) = trip::transit(facts, context) else { return };
    let Some(anywhere) = facts.country.map(|country| Calendar::of(country, std::iter::empty())) else { return };
    let leaves = trip::leaves(context);
    let (first, last) = (anywhere.weekdays_after(leaves, least), anywhere.weekdays_after(leaves, most));
    if !anywhere.covers(leaves) || !anywhere.covers(last) {
        return;
    }
    // weekends are those of the country; which holidays a region keeps takes longer to say
    let promise = trip::day(order, Field::DeliverBy, context);
    let promised = promise.is_some_and(|day| anywhere.may_rest(day));
    if !promised && !anywhere.may_rest(first) {
        return;
    }
    let Some(calendar) = trip::calendar(facts) else { return };
    let earliest = calendar.earliest_after(leaves, least);
    if let Some(name) = all_rest(&calendar, first, last) {
        // a promise that is broken for sure has a rule of its own
        if promise.is_some_and(|promise| earliest > promise) || trip::is_archived(order, context) {
            return;
        }
        let next = calendar.working_days_after(last, 1);
        let rest = if first == last { String::new() } else { format!(", and no day until {last} is a working day") };
        let message = format!(
            "leaving on {leaves} by {} it would arrive on a holiday: {first} is {name} in {}{rest}; expect it on {next}, and tell the \
             buyer",
            service.title,
            calendar.country().in_words()
        );
        let field = order.method_field();
        return push(order, out, field, message);
    }
    let Some(promise) = promise else { return };
    // else it is there before in any case, or in none
    let reached = earliest < promise && calendar.working_days_after(leaves, most) >= promise;
    if !reached || trip::is_archived(order, context) {
        return;
    }
    if let Some(name) = calendar.holiday(promise) {
        let message = format!(
            "the promised day `{}` is {name} in {}: dispatch it so that it is there the day before, or tell the buyer",
            order.get(Field::DeliverBy),
            calendar.country().in_words()
        );
        push(order, out, Field::DeliverBy, message);
    }
}

/// The holiday, if no day of these but weekends is a working day.
fn all_rest(calendar: &Calendar, first: Day, last: Day) -> Option<&'static str> {
    let name = calendar.holiday(first)?;
    let days = (0..=last.since(first)).map(|n| first.plus(n));
    days.into_iter().all(|day| !calendar.is_working_day(day)).then_some(name)
}

fn push<'a>(order: &Order<'a>, out: &mut Findings<'a>, field: Field, message: String) {
    let business = is_business(order.get(Field::Residential));
    let (severity, strength) = if business { (Severity::Warning, 1.0) } else { (Severity::Note, 0.5) };
    out.push(out.finding(&[field], message).severity(severity).strength(strength));
}

/// Does the cell say that the address is no home?
fn is_business(cell: &str) -> bool {
    !cell.is_empty() && matches!(fold(cell).as_str(), "business" | "commercial" | "no" | "n" | "false" | "0")
}
