//! `handling/underinsured`: a lost parcel would be made good only in part.

use super::super::{Context, Rule};
use super::cover::bought;
use super::{in_words, worth};
use crate::finding::{Findings, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};

pub static RULE: Rule = Rule {
    code: "handling/underinsured",
    summary: "a value far above what the carrier pays for a lost parcel",
    explain: "\
The service makes a lost parcel good up to a sum that is included in its price, and the order is worth \
much more: the part that nobody covers is larger than `signature_from` of the configuration (250 US \
dollars as shipped). The parcel arrives as well as any; the loss, if there is one, is the seller's, and \
of the value of a parcel only what the seller has not insured counts for the expected loss.

What to do: insure it for its value, or send it by a service that covers more.

A note; a warning where the uncovered part is four times as large. Said only where the sum that is \
included has been verified, and no cell says that the parcel is insured. A sum of less than a twentieth \
of the value is taken for the price of an insurance. Not known: insurance that the seller has for all \
parcels (ignore the rule then), and goods that a carrier never makes good.

```csv flagged
Order,Name,Address 1,City,State,Zip,Country,Total,Currency,Shipping Method
1,Ada Byron,24 Linden St,Boston,MA,02134,US,480.00,USD,UPS Ground
```

```csv clean
Order,Name,Address 1,City,State,Zip,Country,Total,Currency,Insured Value,Shipping Method
1,Ada Byron,24 Linden St,Boston,MA,02134,US,480.00,USD,480,UPS Ground
2,Bo Chen,9 Elm St,Boston,MA,02134,US,90.00,USD,,UPS Ground
3,Cy Dee,14 Elm St,Boston,MA,02134,US,480.00,USD,,Standard
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Handling),
    needs: &[Field::Service, Field::Carrier],
    check,
};

/// How many times the threshold makes it a warning.
const FAR: f64 = 4.0;

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let Some(service) = facts.service().filter(|s| s.verified("cover")) else { return };
    let Some((cover, currency)) = service.cover else { return };
    let settings = context.settings;
    let from = settings.thresholds.signature_from.value;
    let Some(value) = context.value_of(facts).filter(|v| *v >= from) else { return };
    let Some(included) = settings.rates.convert(cover, currency, &settings.currency.value) else { return };
    let Some(bought) = bought(order, context, value) else { return };
    let open = value - included.max(bought);
    if open < from {
        return;
    }
    let pays = match (bought > included, cover > 0.0) {
        (true, _) => format!("it is insured for `{}` only", order.get(Field::Insured)),
        (_, true) => format!("{} includes a cover of {}", service.title, in_words(cover, currency)),
        _ => format!("{} includes no cover", service.title),
    };
    let message = format!("the order is worth {}, and {pays}: insure it for its value", worth(order, context, value));
    let severity = if open >= from * FAR { Severity::Warning } else { Severity::Note };
    out.push(out.finding(&[order.method_field(), Field::Total], message).severity(severity));
}
