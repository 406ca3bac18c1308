//! `address/unit-unexpected`: a unit in a house that has none.

use super::super::{Context, Rule};
use super::at_the_door::{called, first_line};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};

pub static RULE: Rule = Rule {
    code: "address/unit-unexpected",
    summary: "a unit at a house number that has none in the address register",
    explain: "\
The address names a unit, and the address register knows the house as one door. Often the house \
number is wrong, and the unit belongs to the building next to it; often the register is behind.

It needs a directory with an address register that has every address of the place, units included \
(`doorstep directory build`, `scan --directory`). Where units are not in the register at all, it is \
silent.

What to do: usually nothing; if the parcel is dear, ask the buyer.

What it does not know: houses that were divided since the register was made.

In the examples, a register of the place is at hand.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,30 Rosewood St,Apt 3,Lindenburg,MA,02199,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,30 Rosewood St,,Lindenburg,MA,02199,US
2,Ada Byron,12 Rosewood St,Apt 1,Lindenburg,MA,02199,US
3,Ada Byron,24 Linden St,Apt 3,Boston,MA,02134,US
```
",
    severity: Severity::Note,
    reason: Some(Reason::Address),
    needs: &[Field::Address1, Field::AddressFull, Field::StreetJoined],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let Some(unit) = facts.parsed.unit.filter(|_| facts.delivery == Delivery::Door) else { return };
    let (Some(covered), Some(country)) = (context.known.covered(order, facts), facts.country) else { return };
    let Some(building) = covered.building(covered.door.building) else { return };
    if covered.place.with_units == 0 || !building.complete || building.units > 0 || building.bare == 0 {
        return;
    }
    let called = called(country, &covered.parts);
    let finding = out
        .finding(&[first_line(order)], format!("`{unit}` names a unit, and `{called}` has none"))
        .evidence(format!("{} knows one door at `{called}`", covered.directory.name()))
        .fix(Fix::ask("ask whether the unit is right", "Are the house number and the unit in your address right?"));
    out.push(finding);
}
