//! `address/name-missing`: neither a person nor a company to deliver to.

use super::super::{Context, Rule};
use super::candidates::is_filler;
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};

pub static RULE: Rule = Rule {
    code: "address/name-missing",
    summary: "no recipient: neither a name nor a company",
    explain: "\
Neither a person nor a company stands on the label. A driver may still leave the parcel, but \
neighbours, porters, lockers and post counters hand out by name, and most label software refuses \
the row.

What to do: take the name from the payer if there is one, else ask the buyer.

What it does not know: whether the name is the right one; `recipient/name-incomplete` looks at \
names that are there.

```csv flagged
Order,Name,Company,Address 1,City,State,Zip,Country
1,,,24 Linden St,Boston,MA,02134,US
```

```csv clean
Order,Name,Company,Address 1,City,State,Zip,Country
1,,Byron Engines,24 Linden St,Boston,MA,02134,US
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[Field::Name, Field::FirstName, Field::LastName],
    check,
};

const NAMES: [Field; 4] = [Field::Name, Field::FirstName, Field::LastName, Field::Company];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let speaks = |f: Field| !order.lacks(f) && order.get(f).chars().any(char::is_alphabetic);
    if NAMES.into_iter().any(speaks) || facts.parsed.care_of.is_some() {
        return;
    }
    let payer = order.payer();
    let fix = if payer.chars().any(char::is_alphabetic) && !is_filler(&payer) {
        Fix::review("take the payer's name").edit(Field::Name, payer)
    } else {
        Fix::ask("ask for the name", "Whose name should stand on the parcel?")
    };
    out.push(out.finding(&[Field::Name], "no recipient: neither a name nor a company").fix(fix));
}
