//! `disruption/service-suspended`: the carrier does not go there at the moment.

use super::super::{Context, Rule};
use super::notices::{self, Hit, When};
use crate::finding::{Findings, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::world::feed::{Notice, Stop};

pub static RULE: Rule = Rule {
    code: "disruption/service-suspended",
    summary: "a service that a notice says is suspended, or late",
    explain: "\
The disruption feed (`--feed FILE`, or `feed` in doorstep.toml) has a row about the carrier or the \
service of this parcel and the whole country of destination, or all countries: a strike, a suspended \
product. The label is refused, or the parcel waits at the carrier's and comes back.

What to do: what the row says under `action`; else send the parcel by another carrier or service.

`suspend` and `embargo` are errors, `delay` is a note, and a warning where the promised day is lost by \
it. Which rows count, and what a feed looks like, is told under `disruption/area-closed`. The rule \
speaks only where the service is recognised. Not known: anything that is not in the feed. \
Suspensions of the mail to a country for years are no disruption and stand elsewhere.

```csv feed
country,postcode,carrier,service,kind,start,end,severity,source
CA,,Canada Post,,strike,2026-11-15,,suspend,canadapost.ca
*,,USPS,Priority Mail International,,2026-11-01,2026-12-31,delay,usps.com
```

```csv flagged
Order,Name,Address 1,City,State,Zip,Country,Shipping Method
1,Ada Byron,24 Linden St,Toronto,ON,M5V 3A8,CA,Canada Post Expedited Parcel
2,Max Beispiel,Lindenweg 4,Bonn,,53111,DE,USPS Priority Mail International
```

```csv clean
Order,Name,Address 1,City,State,Zip,Country,Shipping Method
1,Bo Chen,9 Elm St,Toronto,ON,M5V 3A8,CA,Purolator Ground
2,Cy Dee,9 Elm St,Toronto,ON,M5V 3A8,CA,Standard
3,Eve Fox,9 Elm St,Boston,MA,02134,US,USPS Ground Advantage
```
",
    severity: Severity::Error,
    reason: Some(Reason::Disruption),
    needs: &[Field::Service, Field::Carrier],
    check,
};

fn is_about_a_carrier(notice: &Notice) -> bool {
    !notice.is_local() && !notice.is_general()
}

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    if context.feed.is_empty() || facts.service().is_none() {
        return;
    }
    let Some(hit) = notices::worst(order, facts, context, is_about_a_carrier) else { return };
    let to = match hit.notice.country {
        Some(country) => format!(" to {}", country.in_words()),
        None => String::new(),
    };
    let (from, parcels, kind, until) = (hit.from(), hit.parcels(), hit.kind(), hit.until());
    let (message, severity, strength) = match (hit.notice.stop, hit.when) {
        (Stop::Delay, _) => {
            let (severity, strength, promise) = hit.lateness(order, facts, context);
            let (late, way_out) = (hit.days_late(), hit.action("tell the buyer, or send it by another carrier"));
            let message = format!("{from}{parcels}{to} are {late}{until}{kind}{promise}: {way_out}");
            (message, severity, strength)
        }
        (_, When::Passing(_)) => {
            let way_out = hit.action("tell the buyer");
            let message = format!(
                "{from}{parcels}{to} are suspended{until}{kind}, and this one may come some days later: {way_out}"
            );
            let (severity, strength) = Hit::PASSING;
            (message, severity, strength)
        }
        (stop, when) => {
            let not = if stop == Stop::Embargo { "not taken" } else { "suspended" };
            let way_out = hit.action("send it by another carrier");
            let message = format!("{from}{parcels}{to} are {not}{until}{kind}: {way_out}");
            if when == When::Surely { (message, Severity::Error, 1.0) } else { (message, Severity::Warning, 0.5) }
        }
    };
    let field = order.method_field();
    out.push(out.finding(&[field], message).severity(severity).strength(strength).evidence(hit.evidence()));
}
