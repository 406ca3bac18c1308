//! `recipient/signature-at-home`: somebody has to sign, and nobody can be asked when.

use super::super::{Context, Rule};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};
use crate::text::Phone;
use crate::world::choice::{Meaning, kind_of_address, wants_signature};

pub static RULE: Rule = Rule {
    code: "recipient/signature-at-home",
    summary: "a signature to be given at a home, and no way to arrange when",
    explain: "\
The parcel is handed over against a signature only, goes to a home by day, and the order has neither phone \
nor e-mail: people are out at work, and the carrier can neither announce the parcel nor arrange another \
time. It goes to a depot, and from there back if the card in the letterbox is missed.

What to do: ask for a phone number or an e-mail address, or send it to a pick-up point.

A warning where a cell asks for the signature and another says that the address is a home; else a note: an \
address without a company is taken for a home. Silent where the file has no column for phone or for \
e-mail, and for methods that say an evening, an appointment or a Saturday. Not known: who is at home by \
day.

```csv flagged
Order,Name,Address 1,City,State,Zip,Country,Phone,Email,Signature Required,Residential,Shipping Method
1,Ada Byron,24 Linden St,Boston,MA,02134,US,,,Adult,Yes,UPS Ground
```

```csv clean
Order,Name,Company,Address 1,City,State,Zip,Country,Phone,Email,Signature Required,Shipping Method
1,Ada Byron,,24 Linden St,Boston,MA,02134,US,+1 617 555 0142,,Adult,UPS Ground
2,Bo Chen,Chen Consulting,9 Elm St,Boston,MA,02134,US,,,Adult,UPS Ground
3,Cy Dee,,14 Elm St,Boston,MA,02134,US,,,No,UPS Ground
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Recipient),
    needs: &[Field::Phone, Field::Email],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let has_both = context.columns.contains(Field::Phone) && context.columns.contains(Field::Email);
    if !has_both
        || !order.lacks(Field::Email)
        || facts.delivery != Delivery::Door
        || facts.pays_on_delivery == Some(true)
    {
        return;
    }
    let phone = order.get(Field::Phone);
    if Phone::says_something(phone) || !Phone::read(phone).is_blank() {
        return;
    }
    let asked = wants_signature(order.get(Field::Signature));
    let service = facts.service();
    let always = service.is_some_and(|s| s.signature == "required" && s.verified("signature"));
    if asked == Some(false) || asked.is_none() && !always && !facts.method.has(Meaning::Signed) {
        return;
    }
    let home = match kind_of_address(order.get(Field::Residential)) {
        Some(Meaning::Home) => true,
        Some(_) => return,
        None if order.lacks(Field::Company) => false,
        None => return,
    };
    if [Meaning::Evening, Meaning::Saturday].into_iter().any(|m| facts.method.has(m)) {
        return;
    }
    let sure = home && (asked == Some(true) || always);
    let place = if home { "a home" } else { "an address that looks like a home" };
    let message =
        format!("somebody has to sign for it at {place}, and there is neither phone nor e-mail to arrange when");
    let fix = Fix::ask(
        "ask for a phone number or e-mail",
        "Somebody has to sign for your parcel. Which phone number or e-mail address can the carrier reach you on?",
    );
    let finding = out.finding(&[Field::Phone, Field::Email], message).fix(fix);
    out.push(if sure { finding } else { finding.severity(Severity::Note).strength(0.3) });
}
