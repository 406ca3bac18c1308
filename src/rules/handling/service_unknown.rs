//! `handling/service-unknown`: what the parcel is sent by, doorstep does not know.

use super::super::{Context, Rule};
use crate::finding::{Findings, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::world::service::Recognised;

pub static RULE: Rule = Rule {
    code: "handling/service-unknown",
    summary: "a shipping method in which doorstep knows no carrier",
    explain: "\
The shipping method names no carrier or product that doorstep knows, so nothing was checked that \
depends on it: PO boxes, lockers, weight limits, the length of the lines on the label.

What to do: nothing, if the method is the shop's own word for a service whose limits you know. Else \
name the carrier in the shipping method, so that it is exported with the order.

General words (`Standard`, `Free shipping`) and pick-up from the shop are understood; a method that \
names two carriers (`USPS or UPS Ground`) is taken for neither. Not known: \
carriers that are missing from `data/services.tsv`.

```csv flagged
Order,Name,Address 1,City,State,Zip,Country,Shipping Method
1,Ada Byron,24 Linden St,Boston,MA,02134,US,Zorblatt Overlander
```

```csv clean
Order,Name,Address 1,City,State,Zip,Country,Shipping Method
1,Ada Byron,24 Linden St,Boston,MA,02134,US,UPS Ground
2,Bo Chen,9 Elm St,Boston,MA,02134,US,Free shipping
3,Cy Dee,11 Elm St,Boston,MA,02134,US,
```
",
    severity: Severity::Note,
    reason: Some(Reason::Handling),
    needs: &[Field::Service, Field::Carrier],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let field = if order.lacks(Field::Service) { Field::Carrier } else { Field::Service };
    if !matches!(facts.service, Recognised::Unknown) || order.lacks(field) {
        return;
    }
    let text = order.get(field);
    if !text.chars().any(char::is_alphabetic) {
        return;
    }
    let message = format!(
        "no carrier that doorstep knows in `{text}`: what its service takes was not checked; name the \
         carrier in the shipping method"
    );
    out.push(out.finding(&[field], message));
}
