//! `disruption/dispatch-late`: the day by which it was to leave is over.

use super::super::{Context, Rule};
use super::trip;
use crate::finding::{Findings, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};

pub static RULE: Rule = Rule {
    code: "disruption/dispatch-late",
    summary: "a dispatch day that is over, or cannot be kept",
    explain: "\
The export says by when the order must be dispatched, and the next day on which parcels leave is \
later. Marketplaces count late dispatches against the seller, and buyers of late parcels cancel, \
refuse them or have left for a holiday.

What to do: dispatch these orders first, by a faster service, and tell the buyer; where the parcel has \
left already, mark the order as dispatched.

Parcels leave on the days that `[dispatch]` in doorstep.toml says: today, if today is one of them and \
nothing else is said. `--as-of` is today. Orders with a tracking number are taken to have left, and a \
day more than 30 days ago for that of an archive. Not known: time zones, and \
whether the shop has agreed on another day with the buyer.

```csv flagged
Order,Name,Address 1,City,State,Zip,Country,Ship By
1,Ada Byron,24 Linden St,Boston,MA,02134,US,2026-11-20
```

```csv clean
Order,Name,Address 1,City,State,Zip,Country,Ship By,Tracking Number
1,Bo Chen,9 Elm St,Boston,MA,02134,US,2026-11-23,
2,Cy Dee,9 Elm St,Boston,MA,02134,US,2026-11-20,9400100000000000000000
3,Eve Fox,9 Elm St,Boston,MA,02134,US,2026-06-20,
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Disruption),
    needs: &[Field::ShipBy],
    check,
};

fn check<'a>(order: &Order<'a>, _: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let text = order.get(Field::ShipBy);
    if text.is_empty() || !order.lacks(Field::Tracking) {
        return;
    }
    let Some(due) = trip::day(order, Field::ShipBy, context) else { return };
    let leaves = trip::leaves(context);
    if due >= leaves || trip::is_forgotten(due, context) {
        return;
    }
    let message = match context.as_of.since(due) {
        0 => format!("it was to leave by `{text}`, today, and your next parcels leave on {leaves}: dispatch it today"),
        ..0 => format!("it was to leave by `{text}`, and your next parcels leave on {leaves}: dispatch it before"),
        late => {
            let days = if late == 1 { "1 day ago".to_string() } else { format!("{late} days ago") };
            format!("it was to leave by `{text}`, {days}: dispatch it first, and tell the buyer")
        }
    };
    out.push(out.finding(&[Field::ShipBy], message));
}
