//! `handling/signature-advised`: a valuable that may be left at the door.

use super::super::{Context, Rule};
use super::worth;
use crate::finding::{Findings, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};
use crate::world::choice::{Meaning, wants_signature};

pub static RULE: Rule = Rule {
    code: "handling/signature-advised",
    summary: "a value that somebody should sign for",
    explain: "\
The order is worth more than `signature_from` of the configuration (250 US dollars as shipped), goes \
to a door, and the service takes a signature only if it is booked. Without one the driver may leave the \
parcel outside, where it can be stolen; and the seller cannot prove who got it.

What to do: book the signature, or send the parcel to a pick-up point.

A note; from three times that value on, a warning. Silent where a cell or the method asks for a \
signature, for cash on delivery, which is handed over anyway, and for lockers, shops and boxes. Not \
known: signatures that the label software adds by itself.

```csv flagged
Order,Name,Address 1,City,State,Zip,Country,Total,Currency,Shipping Method
1,Ada Byron,24 Linden St,Boston,MA,02134,US,480.00,USD,UPS Ground
```

```csv clean
Order,Name,Address 1,City,State,Zip,Country,Total,Currency,Signature Required,Shipping Method
1,Ada Byron,24 Linden St,Boston,MA,02134,US,480.00,USD,Adult,UPS Ground
2,Bo Chen,9 Elm St,Boston,MA,02134,US,48.00,USD,,UPS Ground
3,Cy Dee,14 Elm St,Boston,MA,02134,US,480.00,USD,,UPS Ground Signature Required
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Handling),
    needs: &[Field::Service, Field::Carrier],
    check,
};

/// How many times the threshold makes it a warning.
const DEAR: f64 = 3.0;

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let Some(service) = facts.service().filter(|s| s.signature == "optional") else { return };
    if facts.delivery != Delivery::Door || facts.pays_on_delivery == Some(true) {
        return;
    }
    let from = context.settings.thresholds.signature_from.value;
    let Some(value) = context.value_of(facts).filter(|v| *v >= from) else { return };
    let cell = order.get(Field::Signature);
    let field = order.method_field();
    // a cell that nobody can read may well ask for one
    let asks = !order.lacks(Field::Signature) && wants_signature(cell) != Some(false);
    if asks || facts.method.has(Meaning::Signed) {
        return;
    }
    let (severity, strength) = if value >= from * DEAR { (Severity::Warning, 1.0) } else { (Severity::Note, 0.5) };
    let message = format!(
        "the order is worth {}, and {} may leave it at the door: book a signature, or send it to a pick-up point",
        worth(order, context, value),
        service.title
    );
    let field = if context.columns.contains(Field::Signature) { Field::Signature } else { field };
    out.push(out.finding(&[field, Field::Total], message).severity(severity).strength(strength));
}
