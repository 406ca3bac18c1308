//! `address/region-missing`: no state or province where labels need one.

use super::super::{Context, Rule};
use super::candidates::{is_blank, is_one_cell, names, region_of_postcode, written_like};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::world::country::Need;

pub static RULE: Rule = Rule {
    code: "address/region-missing",
    summary: "no state or province in a country whose labels need one",
    explain: "\
The region cell is empty in a country where it stands on the label (the United States, Canada, \
Australia). If the postcode tells the region the parcel will get there, so that is only a note; \
without one, cities of the same name cannot be told apart.

What to do: fill in the region; where the postcode lies in one region only, that is the fix.

What it does not know: whether the postcode is right, so it does not fill the cell unseen.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Springfield,,,US
2,Ada Byron,24 Linden St,,Boston,,02134,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Boston,MA,02134,US
2,Ada Byron,Lindenstr. 24,,Berlin,,10969,DE
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[Field::Region, Field::RegionName],
    check,
};

/// Findings after which the region cell is somebody else's matter.
const SAID: [&str; 3] = ["address/fields-swapped", "address/field-misplaced", "address/postcode-country-mismatch"];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let Some(country) = facts.country else { return };
    if country.region != Need::Required || facts.region.is_some() || is_one_cell(order) {
        return;
    }
    if !is_blank(order, Field::Region) || !is_blank(order, Field::RegionName) || SAID.iter().any(|c| out.has(c)) {
        return;
    }
    let finding = out.finding(&[Field::Region], "no state or province: the cell is empty");
    if let Some(region) = region_of_postcode(facts) {
        let fix = Fix::review(format!("fill in {}", region.name));
        let evidence = format!("`{}` lies in {}", order.get(Field::Postcode), region.name);
        let fix = fix.edit(Field::Region, written_like(region, "", country));
        return out.push(finding.severity(Severity::Note).evidence(evidence).fix(fix));
    }
    out.push(match facts.postcode_regions {
        [] => finding.fix(Fix::ask("ask for the region", "Which state or province is your address in?")),
        several => {
            let evidence = format!("`{}` lies in {}", order.get(Field::Postcode), names(several));
            let ask = Fix::ask("ask for the region", "Which state or province is your address in?");
            finding.severity(Severity::Note).evidence(evidence).fix(ask)
        }
    });
}
