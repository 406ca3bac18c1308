//! `size/weight-missing`: no weight, where the other orders have one.

use super::super::{Context, Rule};
use crate::finding::{Findings, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};

pub static RULE: Rule = Rule {
    code: "size/weight-missing",
    summary: "no weight, where other orders have one",
    explain: "\
The cell of the weight is blank, zero or no number, though most of the first orders of the file have a \
weight, and the parcel goes by a service with a limit. Label software then takes a default or asks; a \
label for too little weight is charged again with a fee, or the parcel is held for postage due.

What to do: weigh the parcel, and give the article its weight in the shop.

A note. Silent where the shop keeps no weights at all. Not known: weights that the label software keeps \
itself.

```csv flagged
Order,Name,Address 1,City,Zip,Country,Weight (kg),Shipping Method
1,Max Beispiel,Lindenweg 4,Bonn,53111,DE,,DHL Paket
2,Erika Beispiel,Lindenweg 6,Bonn,53111,DE,0.00,DHL Paket
```

```csv clean
Order,Name,Address 1,City,Zip,Country,Weight (kg),Shipping Method
1,Max Beispiel,Lindenweg 4,Bonn,53111,DE,1.5,DHL Paket
2,Erika Beispiel,Lindenweg 6,Bonn,53111,DE,,Standard
```
",
    severity: Severity::Note,
    reason: Some(Reason::Size),
    needs: &[Field::Weight],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let text = order.get(Field::Weight);
    if !context.weighed || text.bytes().any(|b| matches!(b, b'1'..=b'9')) {
        return;
    }
    // digits of other scripts, and words with a meaning that we do not know
    let blank =
        order.lacks(Field::Weight) || text.bytes().any(|b| b == b'0') || text.starts_with('#') || is_no_number(text);
    let Some(service) = facts.service().filter(|s| blank && s.max_kg > 0.0) else { return };
    let said = if text.is_empty() { String::new() } else { format!(" (`{text}` is none)") };
    let message = format!("no weight{said}, and the price of {} goes by it: weigh the parcel", service.title);
    out.push(out.finding(&[Field::Weight], message));
}

/// Is it a word that stands for no number?
fn is_no_number(text: &str) -> bool {
    ["nan", "inf", "null", "none", "n/a", "na", "unknown", "tbd", "?", "x"].iter().any(|w| text.eq_ignore_ascii_case(w))
}
