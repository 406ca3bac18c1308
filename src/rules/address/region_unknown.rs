//! `address/region-unknown`: the region cell names no region of the country.

use super::super::{Context, Rule};
use super::candidates::{is_blank, region_of_postcode, same, written_like};
use crate::finding::{Findings, Fix, FixLevel, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::world::country::Need;
use crate::world::region::country_regions;
use crate::world::{Country, Region};

pub static RULE: Rule = Rule {
    code: "address/region-unknown",
    summary: "a state or province that the country does not have",
    explain: "\
The region cell holds something that is no state or province of the country, by code or by name. \
Label software refuses it where the region stands on the label (the United States, Canada, \
Australia). Elsewhere it hardly matters, so only a clear misspelling is worth a note there.

What to do: a close spelling, or the one region of the postcode, is offered as a fix.

What it does not know: districts and old counties that people write in that cell; in countries \
whose labels carry no region it leaves them alone.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Boston,Massachusets,02134,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Boston,Mass.,02134,US
2,Ada Byron,24 High St,,Reading,Berks,RG1 2BH,GB
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[Field::Region, Field::RegionName],
    check,
};

const SAID: [&str; 4] = [
    "address/fields-swapped",
    "address/field-misplaced",
    "address/postcode-country-mismatch",
    "address/territory-as-region",
];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let Some(country) = facts.country else { return };
    if facts.region.is_some() || is_blank(order, Field::Region) || country_regions(country).len() < 3 {
        return;
    }
    let text = order.get(Field::Region);
    if says_something_else(order, country, text) || SAID.iter().any(|c| out.has(c)) {
        return;
    }
    let close = Region::like(country, text);
    let of_postcode = region_of_postcode(facts);
    let agree = close.is_some() && close == of_postcode;
    if country.region != Need::Required && !agree {
        return;
    }
    let message = format!("`{text}` is no state or province of {}", country.in_words());
    let finding = out.finding(&[Field::Region], message);
    let Some(region) = of_postcode.or(close) else {
        out.push(finding.fix(Fix::ask("ask for the region", "Which state or province is your address in?")));
        return;
    };
    let level = if agree { FixLevel::Safe } else { FixLevel::Review };
    let fix = Fix { level, ..Fix::safe(format!("write {}", region.name)) };
    let evidence = match of_postcode {
        Some(region) => format!("`{}` lies in {}", order.get(Field::Postcode), region.name),
        None => format!("close to {}", region.name),
    };
    let severity = if country.region == Need::Required { Severity::Warning } else { Severity::Note };
    let fix = fix.edit(Field::Region, written_like(region, text, country));
    out.push(finding.severity(severity).evidence(evidence).fix(fix));
}

/// Country, city or district in the region cell, or letters doorstep cannot compare.
fn says_something_else(order: &Order<'_>, country: &Country, text: &str) -> bool {
    let repeats = [Field::City, Field::District].into_iter().any(|f| same(order.get(f), text));
    repeats && country.region != Need::Required
        || Country::find(text) == Some(country)
        || text.chars().any(|c| c.is_alphabetic() && !crate::text::is_latin(c))
}
