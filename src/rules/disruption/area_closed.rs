//! `disruption/area-closed`: nothing is delivered there at the moment.

use super::super::{Context, Rule};
use super::notices::{self, Hit, When};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::world::feed::{Notice, Stop};

pub static RULE: Rule = Rule {
    code: "disruption/area-closed",
    summary: "a destination where a notice says that nothing is delivered, or late",
    explain: "\
The disruption feed (`--feed FILE`, or `feed` in doorstep.toml) has a row about the postcode or the \
country: a flood, a strike, a closed depot. `suspend` and `embargo` are errors: the parcel waits in \
a depot until it is returned, or is refused at the counter. `delay` is a note, and a warning where the \
promised day is lost by it.

What to do: what the row says under `action`; else hold the parcel until the area is open again, or \
ask the buyer for another address.

A feed is a table with the columns country, postcode (a code, `941*`, `94100-94299` or blank for the \
whole country), carrier, service, kind, start, end (blank: nobody knows), severity (`delay`, \
`suspend`, `embargo`), delay days, action, source, updated. A row counts if it holds on the day on \
which the parcel leaves (`[dispatch]` in doorstep.toml) or while the service, as far as its transit \
time is known, is on the way; one that may begin too late is a warning, and a `suspend` that is over \
before the parcel is there, or is short beside the days on which it may be there, a note. Rows about one carrier count \
for its parcels only. Of several rows the strictest counts. Not known: anything that is not in the \
feed. Orders whose days lie more than 60 days back are taken for an archive.

```csv feed
country,postcode,carrier,start,end,severity,action,source,updated
US,941*,,2026-11-20,2026-12-03,suspend,hold until the roads are open,county notice,2026-11-22
DE,10000-12999,DHL Paket,2026-11-23,,delay,,dhl.de,2026-11-22
```

```csv flagged
Order,Name,Address 1,City,State,Zip,Country,Shipping Method
1,Ada Byron,24 Linden St,San Francisco,CA,94103,US,USPS Ground Advantage
2,Max Beispiel,Lindenweg 4,Berlin,,10117,DE,DHL Paket
```

```csv clean
Order,Name,Address 1,City,State,Zip,Country,Shipping Method
1,Bo Chen,9 Elm St,Oakland,CA,94607,US,USPS Ground Advantage
2,Erika Beispiel,Lindenweg 6,Berlin,,10117,DE,UPS Standard
```
",
    severity: Severity::Error,
    reason: Some(Reason::Disruption),
    needs: &[],
    check,
};

/// About a place, whoever delivers there; what one carrier does in a whole country is
/// `disruption/service-suspended`.
fn is_about_a_place(notice: &Notice) -> bool {
    notice.is_local() || notice.is_general()
}

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    if context.feed.is_empty() {
        return;
    }
    let Some(hit) = notices::worst(order, facts, context, is_about_a_place) else { return };
    let notice = hit.notice;
    let (field, place) = match (notice.is_local(), facts.country) {
        (true, _) => (Field::Postcode, format!("`{}`", order.get(Field::Postcode))),
        (false, Some(country)) => (Field::Country, country.in_words()),
        (false, None) => (Field::Country, "any country".to_string()),
    };
    let (from, parcels, kind, until) = (hit.from(), hit.parcels(), hit.kind(), hit.until());
    let finding = match (notice.stop, hit.when) {
        (Stop::Delay, _) => {
            let (severity, strength, promise) = hit.lateness(order, facts, context);
            let way_out = hit.action("tell the buyer");
            let late = hit.days_late();
            let message = format!("{from}{parcels} to {place} are {late}{until}{kind}{promise}: {way_out}");
            out.finding(&[field], message).severity(severity).strength(strength)
        }
        (_, When::Passing(_)) => {
            let way_out = hit.action("tell the buyer");
            let message = format!(
                "{from}{parcels} to {place} are not delivered{until}{kind}, and this one may come some days later: {way_out}"
            );
            let (severity, strength) = Hit::PASSING;
            out.finding(&[field], message).severity(severity).strength(strength)
        }
        (stop, when) => {
            let not = if stop == Stop::Embargo { "not taken" } else { "not delivered" };
            let otherwise = if notice.is_general() {
                "hold the parcel, or ask for another address"
            } else {
                "send it by another carrier, or hold it"
            };
            let way_out = hit.action(otherwise);
            let message = format!("{from}{parcels} to {place} are {not}{until}{kind}: {way_out}");
            let (severity, strength) =
                if when == When::Surely { (Severity::Error, 1.0) } else { (Severity::Warning, 0.5) };
            let ask = || {
                Fix::ask(
                    "ask whether the parcel may wait or go elsewhere",
                    "Nothing is delivered to your area at the moment. Shall we send the parcel later, or to another address?",
                )
            };
            out.finding(&[field], message).severity(severity).strength(strength).fix_if(notice.is_general().then(ask))
        }
    };
    out.push(finding.evidence(hit.evidence()));
}
