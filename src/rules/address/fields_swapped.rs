//! `address/fields-swapped`: two cells hold each other's value.

use super::super::{Context, Rule};
use super::candidates::{Verdict, is_filler, regions, verdict};
use crate::finding::{Findings, Fix, FixLevel, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::Folded;
use crate::world::words::{self, Class, Classes};
use crate::world::{Country, Region, postcode};

pub static RULE: Rule = Rule {
    code: "address/fields-swapped",
    summary: "city, postcode, region or street in each other's place",
    explain: "\
Each part of the address is there, but two stand in each other's column: the postcode in the city \
cell and the city in the postcode cell, the state in the city cell or in the postcode cell, or the \
street in the city cell. A driver can read that; label software and sorting machines cannot.

What to do: swap the two cells back.

What it does not know: a city that has the name of its region (`New York`, `Québec`) could stand \
in either cell, so it says nothing there.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,Lindenstr. 24,,10969,,Berlin,DE
2,Ada Byron,24 Linden St,,MA,Boston,02134,US
3,Ada Byron,24 Linden St,,Boston,02134,MA,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,Lindenstr. 24,,Berlin,,10969,DE
2,Ada Byron,24 Linden St,,New York,Manhattan,10025,US
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[Field::City, Field::Region],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let Some(country) = facts.country else { return };
    if let Some(region) = region_in_postcode_cell(order, facts, country) {
        return swap_region_and_postcode(order, country, region, out);
    }
    if order.lacks(Field::City) {
        return;
    }
    if postcode_in_city_cell(order, facts, country) {
        let (city, code) = (order.get(Field::City), order.get(Field::Postcode));
        let message = format!("city and postcode have changed places: `{city}` is a postcode and `{code}` is not");
        let fix = swap(Fix::safe("swap city and postcode"), order, Field::City, Field::Postcode);
        out.push(out.finding(&[Field::City, Field::Postcode], message).cause("postcode").fix(fix));
    } else if let Some(region) = region_in_city_cell(order, facts, country) {
        let (city, other) = (order.get(Field::City), order.get(Field::Region));
        let message = format!("city and region have changed places: `{city}` is a region and `{other}` is none");
        let evidence = format!("the postcode lies in {}", region.name);
        let fix = swap(Fix::review("swap city and region"), order, Field::City, Field::Region);
        let finding = out.finding(&[Field::City, Field::Region], message).cause("region").fix(fix);
        out.push(if facts.postcode_regions.is_empty() { finding } else { finding.evidence(evidence) });
    } else if street_in_city_cell(order, country) {
        let (city, street) = (order.get(Field::City), order.get(Field::Address1));
        let message = format!("street and city have changed places: `{city}` is a street and `{street}` is none");
        let fix = swap(Fix::review("swap street and city"), order, Field::City, Field::Address1);
        out.push(out.finding(&[Field::Address1, Field::City], message).fix(fix));
    }
}

fn swap<'a>(fix: Fix<'a>, order: &Order<'a>, a: Field, b: Field) -> Fix<'a> {
    fix.edit(a, order.get(b)).edit(b, order.get(a))
}

fn has_digit(text: &str) -> bool {
    text.chars().any(char::is_numeric)
}

fn postcode_in_city_cell(order: &Order<'_>, facts: &Facts<'_>, country: &Country) -> bool {
    let (city, code) = (order.get(Field::City), order.get(Field::Postcode));
    facts.postcode.is_none()
        && has_digit(city)
        && !has_digit(code)
        && code.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && !is_filler(code)
        && Country::find(code).is_none_or(|c| c != country || c.code == "SG")
        && postcode::read(country, city).is_some()
}

/// The region that stands in the postcode cell while the region cell holds the postcode.
fn region_in_postcode_cell(order: &Order<'_>, facts: &Facts<'_>, country: &Country) -> Option<&'static Region> {
    let (region, code) = (order.get(Field::Region), order.get(Field::Postcode));
    if facts.postcode.is_some() || facts.region.is_some() || !has_digit(region) || has_digit(code) || is_filler(code) {
        return None;
    }
    postcode::read(country, region)?;
    Region::find(country, code)
}

fn swap_region_and_postcode<'a>(order: &Order<'a>, country: &Country, region: &'static Region, out: &mut Findings<'a>) {
    let (cell, code) = (order.get(Field::Region), order.get(Field::Postcode));
    let message = format!("region and postcode have changed places: `{cell}` is a postcode and `{code}` is a region");
    let agrees = postcode::read(country, cell).is_some_and(|p| verdict(country, Some(region), &p) == Verdict::Confirms);
    let level = if agrees { FixLevel::Safe } else { FixLevel::Review };
    let fix = Fix { level, ..Fix::safe("swap region and postcode") };
    let fix = swap(fix, order, Field::Region, Field::Postcode);
    let finding = out.finding(&[Field::Region, Field::Postcode], message).cause("postcode").fix(fix);
    out.push(if agrees { finding.evidence(format!("`{cell}` lies in {}", region.name)) } else { finding });
}

/// The region that stands in the city cell while the region cell holds something else.
fn region_in_city_cell(order: &Order<'_>, facts: &Facts<'_>, country: &Country) -> Option<&'static Region> {
    let (city, other) = (order.get(Field::City), order.get(Field::Region));
    if facts.region.is_some() || order.lacks(Field::Region) || is_filler(other) || has_digit(other) {
        return None;
    }
    let region = Region::find(country, city)?;
    let agrees = facts.postcode_regions.is_empty() || regions(facts.postcode_regions).any(|r| r == region);
    let is_city_too =
        ["New York", "Washington", "Quebec"].contains(&region.name) || city.len() > 3 && region.name != city;
    let is_code = city.len() <= 3 && city.eq_ignore_ascii_case(region.code);
    let names_one =
        !facts.postcode_regions.is_empty() && !is_city_too && country.region == crate::world::country::Need::Required;
    (agrees && (is_code || names_one) && Country::find(other).is_none()).then_some(region)
}

fn street_in_city_cell(order: &Order<'_>, country: &Country) -> bool {
    let (city, street) = (order.get(Field::City), order.get(Field::Address1));
    let alone = order.lines().count() == 1;
    alone
        && has_digit(city)
        && !has_digit(street)
        && names_street(city, country)
        && !names_street(street, country)
        && street.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && postcode::read(country, city).is_none()
        && !is_filler(street)
}

/// Is one of the words a street type or the beginning of another kind of address line?
fn names_street(text: &str, country: &Country) -> bool {
    const LINE: Classes =
        Classes::of(&[Class::Street, Class::StreetSuffix, Class::PoBox, Class::Unit, Class::Building]);
    let folded = Folded::of(text);
    folded
        .split(' ')
        .any(|word| words::classes(word, country.languages).any(LINE) || words::ends_in_street(word, country.languages))
}
