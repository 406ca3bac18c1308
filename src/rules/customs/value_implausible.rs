//! `customs/value-implausible`: a value that customs will not believe.

use super::super::{Context, Rule};
use super::{crossing, currency_of, worth};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Money, Order};

pub static RULE: Rule = Rule {
    code: "customs/value-implausible",
    summary: "a value for customs that cannot be right",
    explain: "\
The parcel crosses a border, and the value it is declared with is 0, below 0, a small part of what \
the buyer paid, or ten times as much. Customs open such parcels, hold them and ask for the invoice, \
and the insurance pays no more than what was declared. A replacement or a gift that costs nothing \
has a value, too.

What to do: declare what the buyer paid for the goods, or what they would cost.

Where there is no value for customs the total is looked at, and only a 0 without the price of an \
article is named, as a note. Value and total \
are compared only in currencies that are worth about the same, since a column may have a currency of \
its own, and not in orders of several rows or pieces. Speaks only where it is known from where the \
parcel leaves (`--ship-from`), and never within one customs area. Not known: what the goods are worth.

```csv flagged
Order,Name,Address 1,City,Zip,Country,Total,Currency,Customs Value,Ship From
1,Ada Byron,24 Linden St,Boston,02134,US,180.00,EUR,0,DE
2,Ada Byron,24 Linden St,Boston,02134,US,180.00,EUR,10.00,DE
```

```csv clean
Order,Name,Address 1,City,Zip,Country,Total,Currency,Customs Value,Ship From
1,Ada Byron,24 Linden St,Boston,02134,US,180.00,EUR,150.00,DE
2,Max Beispiel,Lindenweg 4,Bonn,53111,DE,180.00,EUR,0,DE
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Customs),
    needs: &[Field::CustomsValue, Field::Total, Field::ItemPrice],
    check,
};

/// Currencies of which one unit buys about as much.
const NEAR: [&str; 8] = ["AUD", "CAD", "CHF", "EUR", "GBP", "NZD", "SGD", "USD"];
/// Less than this share of the total is not what was paid for the goods: an assumption.
const LEAST_SHARE: f64 = 0.3;
/// As long as postage and tax cannot explain the rest, in units of those currencies.
const LEAST_GAP: f64 = 30.0;
/// More than this many totals.
const MOST_TOTALS: f64 = 10.0;
/// No parcel of a shop is worth more, in euros.
const MOST: f64 = 100_000.0;

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    if crossing(facts, context).is_none() {
        return;
    }
    let read = |field| Money::read(order.get(field), order.get(Field::Currency));
    let total = read(Field::Total);
    let text = order.get(Field::CustomsValue);
    if text.is_empty() {
        let is_priced = || read(Field::ItemPrice).is_some_and(|price| price.amount > 0.0);
        if total.is_some_and(|t| t.amount == 0.0) && !is_priced() {
            let text = order.get(Field::Total);
            let message = format!(
                "`{text}` is the value of the order, and to customs no parcel is worth nothing: declare what the goods would cost"
            );
            out.push(out.finding(&[Field::Total], message).severity(Severity::Note).strength(0.3));
        }
        return;
    }
    let Some(declared) = read(Field::CustomsValue) else { return };
    let paid = total.filter(|t| t.amount > 0.0);
    let Some((why, strength)) = why(order, &declared, paid.as_ref(), context) else { return };
    let fix = paid
        .filter(|_| declared.amount <= 0.0)
        .map(|_| Fix::review("declare the total of the order").edit(Field::CustomsValue, order.get(Field::Total)));
    let message = format!("`{text}` is declared to customs, {why}");
    out.push(out.finding(&[Field::CustomsValue], message).strength(strength).fix_if(fix));
}

/// Why the value cannot be right, and how much that weighs.
fn why(order: &Order<'_>, declared: &Money, paid: Option<&Money>, context: &Context<'_>) -> Option<(String, f64)> {
    if declared.amount <= 0.0 {
        return Some((
            "and no parcel is worth nothing: declare what the buyer paid, or what the goods would cost".to_string(),
            1.0,
        ));
    }
    if worth(declared, "EUR", context).is_some_and(|euros| euros > MOST) {
        return Some(("more than any parcel is worth: is a decimal mark lost?".to_string(), 1.0));
    }
    let paid = paid.filter(|paid| is_comparable(order, paid, context))?;
    if declared.amount > paid.amount * MOST_TOTALS {
        return Some((format!("and the order is worth `{}`: is a decimal mark lost?", order.get(Field::Total)), 1.0));
    }
    let too_little = declared.amount < paid.amount * LEAST_SHARE && paid.amount - declared.amount > LEAST_GAP;
    too_little.then(|| (format!("and the buyer paid `{}`: declare what the goods cost", order.get(Field::Total)), 0.7))
}

/// Are value and total of one currency, and of one piece?
fn is_comparable(order: &Order<'_>, paid: &Money, context: &Context<'_>) -> bool {
    let one = |text: &str| text.is_empty() || text.parse::<f64>() == Ok(1.0);
    order.rows <= 1 && one(order.get(Field::Quantity)) && currency_of(paid, context).is_some_and(|c| NEAR.contains(&c))
}
