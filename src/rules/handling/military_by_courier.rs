//! `handling/military-by-courier`: no courier drives to a base.

use super::super::{Context, HINT, Rule};
use crate::finding::{Findings, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};
use crate::world::service::Answer;

pub static RULE: Rule = Rule {
    code: "handling/military-by-courier",
    summary: "a military address, and a carrier that does not deliver to it",
    explain: "\
The address is a unit's or ship's (APO, FPO, DPO, BFPO), and the service is a courier's. Military \
mail is handed over to the forces by the post alone; a courier cannot enter the base and returns \
the parcel.

What to do: choose the post when you buy the label (USPS for APO, FPO and DPO, Royal Mail for BFPO), \
with a customs form where one is needed. There is no fix to accept: the address is right, and what \
has to change is the service. Only where it must go by the courier, ask the buyer for an address \
outside the base.

The rule speaks only where the service is recognised and its carrier says that it does not \
deliver; where that depends it is a note. Not known: what the base lets in.

```csv flagged
Order,Name,Address 1,City,State,Zip,Country,Shipping Method
1,Ada Byron,PSC 808 Box 12,APO,AE,09618,US,FedEx Home Delivery
```

```csv clean
Order,Name,Address 1,City,State,Zip,Country,Shipping Method
1,Ada Byron,PSC 808 Box 12,APO,AE,09618,US,USPS Priority Mail
2,Bo Chen,9 Elm St,Boston,MA,02134,US,FedEx Home Delivery
```
",
    severity: Severity::Error,
    reason: Some(Reason::Handling),
    needs: &[Field::Service, Field::Carrier],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let Some((service, (field, unit))) = facts.service().zip(unit(order, facts)) else { return };
    let severity = match service.military {
        Answer::No if service.verified("military") => Severity::Error,
        Answer::No => Severity::Warning,
        Answer::Conditional => Severity::Note,
        Answer::Yes | Answer::Unknown => return,
    };
    let post = if facts.in_country(&["GB"]) { "Royal Mail" } else { "USPS" };
    let message = match severity {
        Severity::Note => {
            format!(
                "`{unit}` is military mail, which {} takes only under conditions: check them, or send it by {post}",
                service.title
            )
        }
        _ => format!(
            "`{unit}` is military mail, and {} takes none: send it by {post}, which alone delivers there",
            service.title
        ),
    };
    let strength = match severity {
        Severity::Error => 1.0,
        Severity::Warning => 0.3,
        Severity::Note => HINT,
    };
    out.push(out.finding(&[field], message).severity(severity).strength(strength));
}

/// The text that says military mail, and its cell: the unit in the address lines, else the post
/// office of the forces in place of the city (`APO`), where the lines read like any other.
fn unit<'a>(order: &Order<'a>, facts: &Facts<'a>) -> Option<(Field, &'a str)> {
    if let (Delivery::Military, Some(unit)) = (facts.delivery, facts.parsed.military) {
        let field = order.lines().find(|(_, text)| text.contains(unit)).map_or(Field::Address1, |(f, _)| f);
        return Some((field, unit));
    }
    let city = order.get(Field::City);
    let office = ["APO", "FPO", "DPO"].iter().any(|o| o.eq_ignore_ascii_case(city));
    (office && facts.in_country(&["US"])).then_some((Field::City, city))
}
