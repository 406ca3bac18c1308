//! `size/over-weight`: heavier than the service takes.

use super::super::{Context, Rule};
use crate::finding::{Findings, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::weight;

pub static RULE: Rule = Rule {
    code: "size/over-weight",
    summary: "a parcel heavier than the service takes",
    explain: "\
The weight of the order is over the limit of the service. The parcel is refused at the counter or \
taken out of the belt and returned, or carried at a surcharge that costs more than the postage.

What to do: send it by a service that takes the weight, or in two parcels; or correct the weight, if \
it is the wrong unit.

The unit is the one in the cell (`2.5 kg`, `40 oz`), else the one in the name of the column or the \
platform's; without a unit nothing is said. The rule speaks only where the limit of the service has \
been verified. Not known: the weight of the box, where the shop adds up the articles only.

```csv flagged
Order,Name,Address 1,City,Zip,Country,Weight (kg),Shipping Method
1,Max Beispiel,Lindenweg 4,Bonn,53111,DE,34,DHL Paket
```

```csv clean
Order,Name,Address 1,City,Zip,Country,Weight (kg),Shipping Method
1,Max Beispiel,Lindenweg 4,Bonn,53111,DE,31.5,DHL Paket
2,Erika Beispiel,Lindenweg 6,Bonn,53111,DE,900 g,DHL Kleinpaket
3,Ada Beispiel,Lindenweg 8,Bonn,53111,DE,34,Standard
```
",
    severity: Severity::Error,
    reason: Some(Reason::Size),
    needs: &[Field::Weight],
    check,
};

/// Room for a limit that is a round number in another unit (70 lb are 31.751 kg).
const ROUNDING: f64 = 1.001;

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let text = order.get(Field::Weight);
    if text.is_empty() {
        return;
    }
    let Some(service) = facts.service().filter(|s| s.max_kg > 0.0 && s.verified("max_kg")) else { return };
    let Some(kilos) = weight::kilograms(text, context.weight_unit) else { return };
    if kilos <= service.max_kg * ROUNDING {
        return;
    }
    let message = format!(
        "`{text}` is {} kg, and {} takes {} kg: send it by another service, or in two parcels",
        rounded(kilos),
        service.title,
        rounded(service.max_kg)
    );
    out.push(out.finding(&[Field::Weight], message));
}

/// Three decimals at most, none where there are none.
fn rounded(kilos: f64) -> f64 {
    (kilos * 1000.0).round() / 1000.0
}
