//! `address/country-missing`: the order names no country and the run has no default.

use super::super::{Context, Rule};
use super::candidates::{Verdict, country_of_shape, same, verdict};
use crate::finding::{Findings, Fix, FixLevel, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::world::{Country, Region, postcode};

pub static RULE: Rule = Rule {
    code: "address/country-missing",
    summary: "no country, and no default to take its place",
    explain: "\
The country cell is empty and no `--country` says what an empty one means. Label software then \
takes the seller's own country, and a parcel for abroad goes to a domestic depot.

What to do: fill the cell; a postcode with a shape of its own (`SW1A 2AA`, `M5V 3A8`, `1012 AB`) \
tells the country. If the export leaves the home country blank, run with `--country CC`.

What it does not know: five digits are a postcode in dozens of countries, so a plain number tells \
nothing.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Boston,MA,02134,
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Boston,MA,02134,US
```
",
    severity: Severity::Error,
    reason: Some(Reason::Address),
    needs: &[Field::Country],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    if !order.lacks(Field::Country) || facts.country.is_some() {
        return;
    }
    let finding = out.finding(&[Field::Country], "no country: the cell is empty");
    let finding = match guess(order) {
        Some((country, level, evidence)) => {
            let fix = Fix { level, ..Fix::safe(format!("fill in {}", country.name)) };
            finding.evidence(evidence).fix(fix.edit(Field::Country, country.code))
        }
        None => finding.fix(Fix::ask("ask for the country", "Which country should we deliver to?")),
    };
    out.push(finding);
}

/// The country that the postcode, or postcode and region together, can only mean.
fn guess(order: &Order<'_>) -> Option<(&'static Country, FixLevel, String)> {
    let (code, region) = (order.get(Field::Postcode), order.get(Field::Region));
    if let Some(country) = country_of_shape(code) {
        let evidence = format!("`{code}` has the shape of a postcode of {}", country.in_words());
        let level = if is_region_with_name(country, region) { FixLevel::Safe } else { FixLevel::Review };
        return Some((country, level, evidence));
    }
    let mut fits = postcode::may_be_of(postcode::bare(code)?)
        .filter(|c| c.territory_of.is_empty() && postcode::read(c, code).is_some() && lies_in(c, code, region));
    let first = fits.next()?;
    let evidence = format!("`{code}` lies in {region}, {}", first.name);
    fits.next().is_none().then_some((first, FixLevel::Review, evidence))
}

fn is_region_with_name(country: &Country, text: &str) -> bool {
    Region::find(country, text).is_some_and(|r| same(r.name, text))
}

fn lies_in(country: &Country, code: &str, region: &str) -> bool {
    let (Some(code), Some(region)) = (postcode::read(country, code), Region::find(country, region)) else {
        return false;
    };
    verdict(country, Some(region), &code) == Verdict::Confirms
}
