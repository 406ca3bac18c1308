//! `address/city-missing`: no city where an address needs one.

use super::super::{Context, Rule};
use super::candidates::{is_blank, is_one_cell};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};
use crate::world::country::Need;
use crate::world::places::Kind;

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

/// Places of a postcode that are worth a look; of more, only the buyer knows.
const SHOWN: usize = 3;

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let Some(country) = facts.country else { return };
    if country.city != Need::Required || !is_blank(order, Field::City) || !order.lacks(Field::District) {
        return;
    }
    let said = out.has("address/fields-swapped") || out.has("address/field-misplaced");
    if said || is_one_cell(order) || facts.delivery == Delivery::Military {
        return;
    }
    let message = match order.lacks(Field::City) {
        true => "no city: the cell is empty".to_string(),
        false => format!("no city: `{}` only fills the cell", order.get(Field::City)),
    };
    let finding = out.finding(&[Field::City], message);
    let ask = || Fix::ask("ask for the city", "Which town or city should we deliver to?");
    let Some(postcode) = facts.postcode else { return out.push(finding.fix(ask())) };
    let finding = finding.severity(Severity::Warning);
    let code = facts.placement.code.filter(|code| code.kind() == Kind::Street && code.regions().allow(facts.region));
    let names: Vec<&'static str> = code.into_iter().flat_map(|code| code.names()).take(SHOWN + 1).collect();
    let fill = |name: &'static str| Fix::review(format!("fill in `{name}`")).edit(Field::City, name);
    let Some((first, others)) = names.split_first() else {
        let evidence = format!("the postcode `{}` may still lead there", postcode.as_str());
        return out.push(finding.evidence(evidence).fix(ask()));
    };
    if others.len() >= SHOWN {
        return out.push(finding.evidence(format!("`{}` has several places", postcode.as_str())).fix(ask()));
    }
    let also = others.iter().map(|name| format!(" or `{name}`")).collect::<String>();
    let finding = finding.evidence(format!("`{}` is `{first}`{also}", postcode.as_str())).fix(fill(first));
    out.push(others.iter().fold(finding, |finding, name| finding.alternative(fill(name))));
}
