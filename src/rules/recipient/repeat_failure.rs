//! `recipient/repeat-failure`: it did not arrive there last time either.

use super::super::{Context, Rule};
use crate::directory::{Key, Record};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};

pub static RULE: Rule = Rule {
    code: "recipient/repeat-failure",
    summary: "a recipient to whom a delivery failed before",
    explain: "\
A parcel to the same person at the same address, or one of the same e-mail address, did not arrive \
before. What kept it from arriving is often still so: a bell without a name, a door that nobody \
opens, a buyer who does not collect.

What to do: ask the buyer what to change before it is sent again: another day, a neighbour, a pick-up \
point, a phone number.

The rule knows the past orders that `outcomes` in doorstep.toml names: exports with a column that \
says how each delivery ended. Where more parcels arrived than failed it is a note. Case, blanks and \
marks make no difference. Not known: an address that is written differently, and which of two \
deliveries was the last.

```csv flagged
Order,Name,Address 1,City,State,Zip,Country,Email
1,Ida Gone,7 Elm St,Boston,MA,02134,US,ida@example.com
```

```csv clean
Order,Name,Address 1,City,State,Zip,Country,Email
1,Ada Byron,24 Linden St,Boston,MA,02134,US,ada@example.com
2,Ida Gone,9 Elm St,Boston,MA,02134,US,other@example.com
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Recipient),
    needs: &[Field::Name, Field::FirstName, Field::LastName, Field::Email],
    check,
};

fn check<'a>(order: &Order<'a>, _: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    if context.past.is_empty() {
        return;
    }
    let key = Key::of(order);
    let there = context.past.at_address(key);
    let (record, what, field) = if there.failed > 0 {
        (there, "to the same person at the same address", Field::Address1)
    } else {
        (context.past.by_email(key), "to the same e-mail address", Field::Email)
    };
    let Record { failed, arrived } = record;
    if failed == 0 {
        return;
    }
    let earlier = if failed == 1 { "an earlier delivery".to_string() } else { format!("{failed} earlier deliveries") };
    let since = match arrived {
        0 => String::new(),
        1 => ", and one arrived".to_string(),
        n => format!(", and {n} arrived"),
    };
    let message = format!("{earlier} {what} failed{since}: ask what to change before it is sent");
    let fix = Fix::ask(
        "ask what to change",
        "An earlier parcel to you could not be delivered. Would you like this one sent to a pick-up point, to a \
         neighbour, or on a certain day? A phone number for the driver helps, too.",
    );
    let share = f64::from(failed) / f64::from(failed + arrived);
    let severity = if arrived > failed { Severity::Note } else { Severity::Warning };
    out.push(out.finding(&[field], message).severity(severity).strength(share).fix(fix));
}
