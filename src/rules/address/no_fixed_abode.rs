//! `address/no-fixed-abode`: the address says that there is none.

use super::super::{Context, Rule};
use super::phrase;
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};
use crate::world::words::Class;

pub static RULE: Rule = Rule {
    code: "address/no-fixed-abode",
    summary: "the buyer says that there is no fixed address",
    explain: "\
The address lines say `no fixed abode`, `NFA`, `sans domicile fixe` or the like. No driver can \
deliver to that. The buyer can still be served: general delivery at a post office, a pick-up point, \
or care of a shelter or a friend.

What to do: ask the buyer where the parcel should go, and offer a pick-up point.

What it does not know: a buyer without a home who gave the address of a hostel has a good address, \
and nothing is said when the lines name a PO box, a pick-up point or general delivery as well. Short \
forms (`NFA`, `SDF`) count only when they are the whole cell.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Sam Reed,No fixed abode,,Leeds,,LS1 4AP,GB
2,Luc Petit,S.D.F.,,Lyon,,69001,FR
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Sam Reed,General Delivery,,Leeds,AL,35094,US
2,Luc Petit,3 Rue du Refuge,,Lyon,,69001,FR
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[Field::Address1, Field::AddressFull, Field::StreetJoined],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    if facts.delivery != Delivery::Door {
        return;
    }
    let Some((field, text)) = order.lines().find(|(_, text)| says_so(text)) else { return };
    let fix = Fix::ask(
        "ask for a place that can take the parcel",
        "Where can we deliver your parcel: a post office, a pick-up point, or care of somebody?",
    );
    out.push(out.finding(&[field], format!("`{text}` is no place to deliver to")).fix(fix));
}

/// The whole cell, or a phrase of two words or more within it; a number makes it an address.
fn says_so(text: &str) -> bool {
    if text.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    phrase::is_whole(text, Class::NoFixedAbode) || phrase::within(text, Class::NoFixedAbode, 2)
}
