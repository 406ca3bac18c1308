//! `address/postcode-region-mismatch`: the postcode lies in another region than the order says.

use super::super::{Context, Rule};
use super::candidates::{Verdict, names, regions, verdict, written_like};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};
use crate::world::country::Need;
use crate::world::postcode::{self, Postcode};
use crate::world::{Country, Region};

pub static RULE: Rule = Rule {
    code: "address/postcode-region-mismatch",
    summary: "a postcode that lies in another state or province than the order says",
    explain: "\
The postcode and the region cannot both be right: `90210` lies in California, whatever the state \
cell says. Sorting follows the postcode, so the parcel travels to the wrong end of the country if \
that is the one with the typing error.

What to do: if swapping two digits gives a postcode of the stated region, that is the likely \
error; else check the region. Postcodes that cross a border of regions are right on both sides.

What it does not know: which of the two is wrong where no single typing error explains it.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Boston,CA,02134,US
2,Ada Byron,24 Linden St,,Boston,MA,20134,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Boston,MA,02134,US
2,Ada Byron,1 Screaming Eagle Blvd,,Fort Campbell,TN,42223,US
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[Field::Postcode],
    check,
};

const SAID: [&str; 2] = ["address/postcode-country-mismatch", "address/fields-swapped"];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let (Some(country), Some(region), Some(code)) = (facts.country, facts.region, facts.postcode) else { return };
    let mut there = regions(facts.postcode_regions).peekable();
    if there.peek().is_none() || there.any(|r| r == region) || SAID.iter().any(|c| out.has(c)) {
        return;
    }
    if facts.delivery == Delivery::Military || speaks_of_nested_regions(country) {
        return;
    }
    let there = names(facts.postcode_regions);
    let stated = order.get(Field::Region);
    let message = format!("`{}` lies in {there}, not in `{stated}`", code.as_str());
    let mut finding = out.finding(&[Field::Postcode, Field::Region], message);
    if country.region != Need::Required {
        finding = finding.strength(0.5);
    }
    let swapped = swapped_digits(country, region, code);
    let move_region = match facts.postcode_regions {
        [one] => {
            let there = Region::by_index(*one);
            let fix = Fix::review(format!("change the region to {}", there.name));
            Some(fix.edit(Field::Region, written_like(there, stated, country)))
        }
        _ => None,
    };
    out.push(match (swapped, move_region) {
        (Some(code), other) => {
            let evidence = format!("`{}`, with two digits swapped, lies in {}", code.as_str(), region.name);
            let fix = Fix::review("swap two digits back").edit(Field::Postcode, code.as_str().to_string());
            finding.alternatives.extend(other);
            finding.evidence(evidence).fix(fix)
        }
        (None, Some(fix)) => finding.fix(fix),
        (None, None) => {
            let question = format!(
                "Your postcode `{}` does not lie in `{stated}`. What are the postcode and the state or province of \
                 your address?",
                code.as_str()
            );
            finding.fix(Fix::ask("ask for postcode and region", question))
        }
    });
}

/// Regions within regions (`England` over `Kent`), or counties that the post does not use: the
/// postcode tells too little.
fn speaks_of_nested_regions(country: &Country) -> bool {
    matches!(country.code, "GB" | "IE")
}

/// The one postcode of the region that two neighbouring digits, swapped, would give.
fn swapped_digits(country: &Country, region: &Region, code: Postcode) -> Option<Postcode> {
    let mut found = None;
    let bare = code.bare();
    for i in 1..bare.as_str().len() {
        let mut bytes = bare.as_str().as_bytes().to_vec();
        if bytes[i - 1] == bytes[i] || !bytes[i - 1].is_ascii_digit() || !bytes[i].is_ascii_digit() {
            continue;
        }
        bytes.swap(i - 1, i);
        let candidate = std::str::from_utf8(&bytes).ok().and_then(|text| postcode::read(country, text));
        let Some(candidate) = candidate else { continue };
        if verdict(country, Some(region), &candidate) == Verdict::Confirms && found.replace(candidate).is_some() {
            return None;
        }
    }
    found
}
