//! `address/territory-as-region`: the parcel goes to a territory under its mother country's name.

use super::super::{Context, Rule};
use super::candidates::is_blank;
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::world::customs::{Border, Spot, begins};
use crate::world::postcode::Postcode;
use crate::world::territory::{OwnCode, Territory};
use crate::world::{Country, Region};

pub static RULE: Rule = Rule {
    code: "address/territory-as-region",
    summary: "a territory with a code of its own, written as part of its mother country",
    explain: "\
Puerto Rico is a state to USPS and a country to UPS, FedEx and customs; Jersey has British \
postcodes and its own customs; Guadeloupe has French ones. An order that names the mother country \
gets a domestic label, and the parcel waits for a customs form or the right zone.

What to do: write the territory as the country where the carrier or customs want it so. For US \
territories by USPS both ways are right, so that is only a note.

What it does not know: which service the parcel will finally travel by.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 La Motte St,,St Helier,,JE2 4SZ,GB
2,Ada Byron,Calle Luna 24,,San Juan,PR,00901,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 La Motte St,,St Helier,,JE2 4SZ,JE
2,Ada Byron,24 Linden St,,Boston,MA,02134,US
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[Field::Country],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let Some(mother) = facts.country else { return };
    let of_mother = Territory::of(mother);
    if of_mother.is_empty() {
        return;
    }
    let code = facts.postcode.as_ref().map_or(&[][..], Postcode::as_bytes);
    let named = named(order, facts, of_mother);
    let lies_there = |t: &Territory| t.postcodes.iter().any(|p| begins(code, p.as_bytes()));
    let Some(territory) = of_mother.iter().find(|t| names(named, facts, t) || lies_there(t)) else { return };
    let Some(country) = Country::by_code(territory.code) else { return };
    // a parcel that stays in the mother country's customs area is the matter of customs/outside-customs-union
    let is_home = |from: &'static Country| Spot::of_country(from).border(&Spot::of_country(mother)) == Border::None;
    if territory.own_code == OwnCode::Never && lies_there(territory) && context.ship_from.is_some_and(is_home) {
        return;
    }
    let by_postcode = lies_there(territory);
    let field = if by_postcode { Field::Postcode } else { Field::Region };
    let text = order.get(field);
    let place = if by_postcode { format!(" is in {}, with", country.in_words()) } else { " has".to_string() };
    let message = format!("`{text}`{place} a country code of its own: `{}`", country.code);
    let severity = if territory.own_code == OwnCode::Always { Severity::Warning } else { Severity::Note };
    let fix = Fix::review(format!("make the country {}", country.name)).edit(Field::Country, country.code);
    let finding = out.finding(&[Field::Country, field], message).severity(severity).evidence(territory.why);
    out.push(finding.fix_if((territory.own_code != OwnCode::Never).then_some(fix)));
}

/// A code of two letters as a number: quicker to compare. `BQ1` is a part of `BQ`.
fn two(code: &str) -> u16 {
    match code.as_bytes() {
        [a, b] | [a, b, b'0'..=b'9'] => u16::from_be_bytes([*a, *b]),
        _ => 0,
    }
}

/// The country that the region cell names, unless it is a region of the order's own country that
/// is none of the territories.
fn named(order: &Order<'_>, facts: &Facts<'_>, territories: &[Territory]) -> Option<&'static Country> {
    let is_territory = |r: &Region| {
        let (code, country) = (two(r.code), two(r.country));
        territories.iter().map(|t| two(t.code)).any(|t| t == code || t == country)
    };
    if facts.region.is_some_and(|r| !is_territory(r)) || is_blank(order, Field::Region) {
        return None;
    }
    Country::find(order.get(Field::Region))
}

/// Does the region cell name the territory, and nothing else in the mother country?
fn names(named: Option<&Country>, facts: &Facts<'_>, territory: &Territory) -> bool {
    named.is_some_and(|c| c.code == territory.code)
        && facts.region.is_none_or(|r| r.country == territory.code || two(r.code) == two(territory.code))
}
