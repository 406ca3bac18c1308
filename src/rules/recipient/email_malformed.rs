//! `recipient/email-malformed`: an address that no mail can reach.

use super::super::{Context, Rule};
use super::says_none;
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::world::email::{self, Fault};

pub static RULE: Rule = Rule {
    code: "recipient/email-malformed",
    summary: "an e-mail address that no mail can reach",
    explain: "\
The e-mail address has no `@`, a blank inside, a comma at the end, or a slip of a well-known \
provider (`gmial.com`). The buyer gets no notice of the delivery day, no code for the locker and \
no question about the address: nobody is at home, and nobody can be asked.

What to do: accept the correction where one is offered, and resend the order confirmation; else \
reach the buyer by phone.

Several addresses in one cell, a name in front of the address and the masked addresses of \
marketplaces are fine. Not known: whether the mailbox exists.

```csv flagged
Order,Name,Address 1,City,Zip,Country,Email
1,Ada Byron,24 Linden St,Boston,02134,US,ada@gmial.com
2,Bo Chen,9 Elm St,Boston,02134,US,bo.example.com
```

```csv clean
Order,Name,Address 1,City,Zip,Country,Email
1,Ada Byron,24 Linden St,Boston,02134,US,ada@example.com
2,Bo Chen,9 Elm St,Boston,02134,US,x9y8@marketplace.amazon.com
3,Cy Dee,11 Elm St,Boston,02134,US,
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Recipient),
    needs: &[Field::Email],
    check,
};

fn check<'a>(order: &Order<'a>, _: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let text = order.get(Field::Email);
    if order.lacks(Field::Email) {
        return;
    }
    let Some(fault) = email::fault(text) else { return };
    if fault == Fault::NoAt && says_none(text) {
        return;
    }
    let message = match fault {
        Fault::NoAt if text.contains('*') => return,
        Fault::NoAt => format!("`{text}` is no e-mail address: the `@` is missing"),
        Fault::TwoAts => format!("`{text}` has more than one `@`"),
        Fault::Blank => format!("`{text}` has a blank inside"),
        Fault::Empty => format!("`{text}` lacks what stands before or behind the `@`"),
        Fault::NoDot => format!("`{text}` has no dot behind the `@`"),
        Fault::Trailing => format!("`{text}` ends in a sign that does not belong to it"),
        Fault::Comma => format!("`{text}` has a comma where a dot belongs"),
        Fault::Typo(right) => format!("`{text}` is likely an address at `{right}`"),
    };
    let fix = match email::mended(text, fault) {
        Some(right) => Fix::review("correct the e-mail address").edit(Field::Email, right),
        None => Fix::ask("ask for the e-mail address", "Which e-mail address should the delivery notice go to?"),
    };
    out.push(out.finding(&[Field::Email], message).fix(fix));
}
