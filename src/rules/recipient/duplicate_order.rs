//! `recipient/duplicate-order`: the same parcel twice.

use super::super::{Context, Rule};
use crate::directory::Occurrence;
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};

pub static RULE: Rule = Rule {
    code: "recipient/duplicate-order",
    summary: "the same parcel to the same person as another order of this run",
    explain: "\
Another order of this run goes to the same person at the same address with the same articles. A \
buyer whose payment seemed to fail orders again, and an export of two overlapping weeks holds an \
order twice. The second parcel is refused at the door or sent back, and its postage is lost.

What to do: look both orders up in the shop; ask the buyer whether both are wanted; cancel one. The \
question stands at the later order; the first one names those that repeat it.

Where the file says nothing of articles and totals, the orders may well differ and the finding is \
a note. Orders without a name or an address line are not compared. Not known: whether a buyer \
wanted two.

```csv flagged
Order,Name,Address 1,City,Zip,Country,SKU,Quantity,Total
1,Ada Byron,24 Linden St,Boston,02134,US,MUG-1,1,12.00
2,ADA BYRON,24 Linden St,Boston,02134,US,MUG-1,1,12.00
```

```csv clean
Order,Name,Address 1,City,Zip,Country,SKU,Quantity,Total
1,Ada Byron,24 Linden St,Boston,02134,US,MUG-1,1,12.00
2,Ada Byron,24 Linden St,Boston,02134,US,MUG-2,1,12.00
3,Bo Chen,24 Linden St,Boston,02134,US,MUG-1,1,12.00
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Recipient),
    needs: &[Field::Name, Field::FirstName, Field::LastName],
    check,
};

/// Other orders that are named one by one.
const NAMED: usize = 3;

fn check<'a>(order: &Order<'a>, _: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    if context.duplicates.is_empty() {
        return;
    }
    let fingerprint = order.fingerprint();
    if fingerprint == 0 {
        return;
    }
    let mut others = context.duplicates.others(fingerprint, context.file, order.line).peekable();
    if others.peek().is_none() {
        return;
    }
    let content = [Field::Sku, Field::ItemName, Field::Total].iter().any(|f| !order.get(*f).is_empty());
    let number = order.get(Field::Order);
    if content && others.peek().is_some_and(|o| !number.is_empty() && o.order == number) {
        let list = listed(others.filter(|o| o.order == number), None, context.file);
        let message = format!("the same order stands in this run more than once, as {list}: send it once");
        out.push(out.finding(&[Field::Order], message));
        return;
    }
    let same = if content { "same person, address and articles" } else { "same person and address" };
    let severity = if content { Severity::Warning } else { Severity::Note };
    let is_first = others.peek().is_some_and(|o| (o.file, o.line) > (context.file, order.line));
    // the others are named as far as there is room, and counted without a look at each
    let count = context.duplicates.count(fingerprint).saturating_sub(1);
    let list = listed(others, Some(count), context.file);
    if is_first {
        let message = format!("repeated by {list}, {same}: send one; the question to the buyer is there");
        out.push(out.finding(&[Field::Order], message).severity(severity));
        return;
    }
    let fix = Fix::ask(
        "ask whether both are wanted",
        "We have received more than one order with the same content from you. Would you like to receive all of them?",
    );
    let message = format!("{same} as {list}: send one, or ask whether both are wanted");
    out.push(out.finding(&[Field::Order], message).severity(severity).fix(fix));
}

/// `order `2` (line 5) and 3 more`: the first of so many, or of as many as are known.
fn listed<'o>(mut others: impl Iterator<Item = &'o Occurrence>, count: Option<usize>, file: usize) -> String {
    const KNOWN: usize = 100;
    let named: Vec<&Occurrence> = others.by_ref().take(NAMED).collect();
    let more = count.map_or_else(|| others.take(KNOWN).count(), |count| count.saturating_sub(named.len()));
    let mut text = String::new();
    for (i, other) in named.into_iter().enumerate() {
        let elsewhere = if other.file == file { "" } else { " of another file" };
        let comma = if i == 0 { "" } else { ", " };
        text += &match other.order.as_str() {
            "" => format!("{comma}the order on line {}{elsewhere}", other.line),
            number => format!("{comma}order `{number}` (line {}{elsewhere})", other.line),
        };
    }
    match more {
        0 => text,
        KNOWN if count.is_none() => format!("{text} and at least {KNOWN} more"),
        n => format!("{text} and {n} more"),
    }
}
