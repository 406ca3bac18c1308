//! `address/city-missing`: no city where an address needs one.

use super::super::{Context, Rule};
use super::candidates::{is_blank, is_one_cell};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};
use crate::world::country::Need;

pub static RULE: Rule = Rule {
    code: "address/city-missing",
    summary: "no city, town or village",
    explain: "\
The city cell is empty. Where the postcode is good the carrier can still find the place, so that \
is a warning; without one the parcel cannot be sorted at all.

What to do: the postcode names the city in most countries; else ask the buyer.

What it does not know: the city of a postcode. It is silent in places that are one city \
(Singapore, Gibraltar) and where a district says what a city would.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,,MA,02134,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Boston,MA,02134,US
2,Ada Byron,24 Orchard Rd,,,,238832,SG
```
",
    severity: Severity::Error,
    reason: Some(Reason::Address),
    needs: &[Field::City],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let Some(country) = facts.country else { return };
    if country.city != Need::Required || !is_blank(order, Field::City) || !order.lacks(Field::District) {
        return;
    }
    let said = out.has("address/fields-swapped") || out.has("address/field-misplaced");
    if said || is_one_cell(order) || facts.delivery == Delivery::Military {
        return;
    }
    let fix = Fix::ask("ask for the city", "Which city or town is your address in?");
    let finding = out.finding(&[Field::City], "no city: the cell is empty").fix(fix);
    out.push(match facts.postcode {
        Some(code) => finding
            .severity(Severity::Warning)
            .evidence(format!("the postcode `{}` may still lead there", code.as_str())),
        None => finding,
    });
}
