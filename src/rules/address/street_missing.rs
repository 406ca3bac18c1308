//! `address/street-missing`: nothing in the address lines, nowhere to deliver.

use super::super::{Context, Rule};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};

pub static RULE: Rule = Rule {
    code: "address/street-missing",
    summary: "no street, PO box or pick-up point in the address lines",
    explain: "\
Every address line is empty, so there is no door to deliver to. Exports lose the street when a \
column was dropped, or when the buyer checked out with an express wallet that shares only the city.

What to do: look the order up in the shop, or ask the buyer.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,,,Boston,MA,02134,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,,24 Linden St,Boston,MA,02134,US
```
",
    severity: Severity::Error,
    reason: Some(Reason::Address),
    needs: &[Field::Address1, Field::AddressFull, Field::StreetJoined],
    check,
};

fn check<'a>(order: &Order<'a>, _: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let says_nothing = |f: Field| order.lacks(f);
    if ![Field::Address1, Field::Address2, Field::Address3, Field::StreetJoined, Field::AddressFull]
        .into_iter()
        .all(says_nothing)
    {
        return;
    }
    let fix = Fix::ask("ask for the street", "Which street and house number should we deliver to?");
    out.push(out.finding(&[Field::Address1], "no street: every address line is empty").fix(fix));
}
