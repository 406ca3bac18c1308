//! `address/postcode-missing`: no postcode where an address needs one.

use super::super::{Context, Rule};
use super::candidates::{is_blank, is_one_cell};
use super::suggest;
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::world::country::Need;

pub static RULE: Rule = Rule {
    code: "address/postcode-missing",
    summary: "no postcode in a country whose parcels are sorted by it",
    explain: "\
The postcode cell is empty, or holds a stand-in such as `N/A` or `00000`, in a country where \
carriers sort by postcode. Most label software refuses the row; what gets through is sorted by hand.

What to do: look the address up, or ask the buyer.

What it does not know: the postcode itself. Where many parcels arrive without one (Ireland, Serbia, \
the Philippines) it is a note; in countries without postcodes it is silent.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Boston,MA,,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,Villa 24 Al Wasl Rd,,Dubai,,,AE
```
",
    severity: Severity::Error,
    reason: Some(Reason::Address),
    needs: &[Field::Postcode],
    check,
};

/// Findings that say where the postcode is.
const SAID: [&str; 4] = [
    "address/fields-swapped",
    "address/field-misplaced",
    "address/postcode-country-mismatch",
    "address/territory-as-region",
];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let Some(country) = facts.country else { return };
    if !matches!(country.postcode, Need::Required | Need::Usual)
        || !is_blank(order, Field::Postcode)
        || is_one_cell(order)
    {
        return;
    }
    if SAID.iter().any(|code| out.has(code)) {
        return;
    }
    let text = order.get(Field::Postcode);
    let message = if order.lacks(Field::Postcode) {
        format!("no postcode: addresses in {} have one, like `{}`", country.in_words(), country.postcode_example)
    } else {
        format!("no postcode: `{text}` only fills the cell; it should look like `{}`", country.postcode_example)
    };
    let finding = out.finding(&[Field::Postcode], message);
    let finding = match suggest::only_code_of_city(order, facts) {
        Some(code) => {
            let city = order.get(Field::City);
            let fix = Fix::review(format!("fill in the postcode of `{city}`"));
            let evidence = format!("`{}` is the only postcode of `{city}`", code.as_str());
            finding.evidence(evidence).fix(fix.edit(Field::Postcode, code.as_str().to_string()))
        }
        None => finding.fix(Fix::ask("ask for the postcode", "What is your postcode?")),
    };
    let usual = country.postcode == Need::Usual;
    out.push(if usual { finding.severity(Severity::Note).strength(0.3) } else { finding });
}
