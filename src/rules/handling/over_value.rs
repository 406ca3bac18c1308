//! `handling/over-value`: dearer than the service takes.

use super::super::{Context, HINT, Rule};
use super::{in_words, worth};
use crate::finding::{Findings, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Money, Order};

pub static RULE: Rule = Rule {
    code: "handling/over-value",
    summary: "a value above what the service takes",
    explain: "\
Some services carry parcels only up to a value: small packets of the posts that need a longer customs \
form above it, economy services, couriers' cheapest products. The label is refused, or the parcel is \
taken out and returned.

What to do: send it by a service that takes the value, or in two parcels.

The value is the one declared to customs, else that of the order. A warning where the limit has been \
verified, else a note. Sums are compared by dated reference rates, with room for a tenth. Not known: \
what of an order's total is postage and tax.

```csv flagged
Order,Name,Address 1,City,Zip,Country,Total,Currency,Shipping Method
1,Max Beispiel,Lindenweg 4,Bonn,53111,DE,620.00,USD,USPS First-Class Package International
```

```csv clean
Order,Name,Address 1,City,Zip,Country,Total,Currency,Shipping Method
1,Max Beispiel,Lindenweg 4,Bonn,53111,DE,380.00,USD,USPS First-Class Package International
2,Erika Beispiel,Lindenweg 6,Bonn,53111,DE,620.00,USD,USPS Priority Mail International
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Handling),
    needs: &[Field::Service, Field::Carrier],
    check,
};

/// Room for rates of another day, postage and tax.
const ROOM: f64 = 1.1;

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let Some((service, (most, currency))) = facts.service().and_then(|s| Some((s, s.max_value?))) else { return };
    let settings = context.settings;
    let declared = || {
        let sum = Money::read(order.get(Field::CustomsValue), order.get(Field::Currency)).filter(|m| m.amount > 0.0)?;
        let from = if sum.currency().is_empty() { context.currency } else { sum.currency() };
        settings.rates.convert(sum.amount, from, &settings.currency.value)
    };
    let Some(value) = declared().or_else(|| context.value_of(facts)) else { return };
    let Some(limit) = settings.rates.convert(most, currency, &settings.currency.value) else { return };
    if value <= limit * ROOM {
        return;
    }
    let message = format!(
        "the order is worth {}, and {} takes parcels up to {}: send it by another service",
        worth(order, context, value),
        service.title,
        in_words(most, currency)
    );
    let (severity, strength) =
        if service.verified("max_value") { (Severity::Warning, 1.0) } else { (Severity::Note, HINT) };
    out.push(out.finding(&[order.method_field(), Field::Total], message).severity(severity).strength(strength));
}
