//! `address/territory-as-region`: the parcel goes to a territory under its mother country's name.

use super::super::{Context, Rule};
use super::candidates::is_blank;
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::world::postcode::Postcode;
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

/// A territory, and how an order under its mother country gives it away.
struct Territory {
    mother: &'static str,
    code: &'static str,
    postcodes: &'static [&'static str],
    severity: Severity,
    why: &'static str,
}

const US: &str = "USPS delivers both ways; UPS, FedEx and customs take it as a country";
const FR: &str = "outside the customs or VAT area of mainland France";
const ES: &str = "outside the EU VAT area: the parcel needs a customs declaration";
const CN: &str = "a customs territory of its own, with other postcodes or none";

/// Source: Shopify/worldwide 1.26 (MIT) `zip.rb`, libaddressinput `sub_xzips`; EU VAT Directive
/// 2006/112 art. 6 for the customs side.
#[rustfmt::skip]
static TERRITORIES: &[Territory] = &[
    Territory { mother: "CN", code: "HK", postcodes: &["999077"], severity: Severity::Warning, why: CN },
    Territory { mother: "CN", code: "MO", postcodes: &["999078"], severity: Severity::Warning, why: CN },
    Territory { mother: "CN", code: "TW", postcodes: &[], severity: Severity::Warning, why: CN },
    Territory { mother: "DK", code: "GL", postcodes: &["39", "2412"], severity: Severity::Warning, why: "outside the EU: the parcel needs a customs declaration" },
    Territory { mother: "ES", code: "IC", postcodes: &["35", "38"], severity: Severity::Note, why: ES },
    Territory { mother: "ES", code: "EA", postcodes: &["51", "52"], severity: Severity::Note, why: ES },
    Territory { mother: "FI", code: "AX", postcodes: &["22"], severity: Severity::Warning, why: "outside the EU VAT area: the parcel needs a customs declaration" },
    Territory { mother: "FR", code: "GP", postcodes: &["971"], severity: Severity::Warning, why: FR },
    Territory { mother: "FR", code: "MQ", postcodes: &["972"], severity: Severity::Warning, why: FR },
    Territory { mother: "FR", code: "GF", postcodes: &["973"], severity: Severity::Warning, why: FR },
    Territory { mother: "FR", code: "RE", postcodes: &["974"], severity: Severity::Warning, why: FR },
    Territory { mother: "FR", code: "PM", postcodes: &["975"], severity: Severity::Warning, why: FR },
    Territory { mother: "FR", code: "YT", postcodes: &["976"], severity: Severity::Warning, why: FR },
    Territory { mother: "FR", code: "MC", postcodes: &["980"], severity: Severity::Note, why: "in the French customs area, but with a country code of its own" },
    Territory { mother: "FR", code: "WF", postcodes: &["986"], severity: Severity::Warning, why: FR },
    Territory { mother: "FR", code: "PF", postcodes: &["987"], severity: Severity::Warning, why: FR },
    Territory { mother: "FR", code: "NC", postcodes: &["988"], severity: Severity::Warning, why: FR },
    Territory { mother: "GB", code: "JE", postcodes: &["JE"], severity: Severity::Warning, why: "outside the UK's VAT area: the parcel needs a customs declaration" },
    Territory { mother: "GB", code: "GG", postcodes: &["GY"], severity: Severity::Warning, why: "outside the UK's VAT area: the parcel needs a customs declaration" },
    Territory { mother: "GB", code: "IM", postcodes: &["IM"], severity: Severity::Note, why: "no customs form, but some carriers want its own country code" },
    Territory { mother: "GB", code: "GI", postcodes: &["GX11"], severity: Severity::Warning, why: "abroad to every carrier" },
    Territory { mother: "GB", code: "FK", postcodes: &["FIQQ"], severity: Severity::Warning, why: "abroad to every carrier" },
    Territory { mother: "NO", code: "SJ", postcodes: &["917", "8099"], severity: Severity::Note, why: "outside the Norwegian VAT area" },
    Territory { mother: "US", code: "PR", postcodes: &["006", "007", "009"], severity: Severity::Note, why: US },
    Territory { mother: "US", code: "VI", postcodes: &["008"], severity: Severity::Note, why: US },
    Territory { mother: "US", code: "AS", postcodes: &["96799"], severity: Severity::Note, why: US },
    Territory { mother: "US", code: "GU", postcodes: &["9691", "9692", "96931", "96932"], severity: Severity::Note, why: US },
    Territory { mother: "US", code: "MP", postcodes: &["9695"], severity: Severity::Note, why: US },
    Territory { mother: "US", code: "FM", postcodes: &["96941", "96942", "96943", "96944"], severity: Severity::Note, why: US },
    Territory { mother: "US", code: "MH", postcodes: &["9696", "9697"], severity: Severity::Note, why: US },
    Territory { mother: "US", code: "PW", postcodes: &["96939", "96940"], severity: Severity::Note, why: US },
];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let Some(mother) = facts.country else { return };
    let of_mother = of_mother(mother);
    if of_mother.is_empty() {
        return;
    }
    let code = facts.postcode.as_ref().map_or(&[][..], Postcode::as_bytes);
    let named = named(order, facts, of_mother);
    let lies_there = |t: &Territory| t.postcodes.iter().any(|p| begins(code, p.as_bytes()));
    let Some(territory) = of_mother.iter().find(|t| names(named, facts, t) || lies_there(t)) else { return };
    let Some(country) = Country::by_code(territory.code) else { return };
    let by_postcode = lies_there(territory);
    let field = if by_postcode { Field::Postcode } else { Field::Region };
    let text = order.get(field);
    let place = if by_postcode { format!(" is in {}, which", country.name) } else { String::new() };
    let message = format!("`{text}`{place} has a country code of its own: `{}`", country.code);
    // The code of Spain is what carriers print for the Canaries, Ceuta and Melilla.
    let keeps_country = mother.code == "ES";
    let fix = Fix::review(format!("make the country {}", country.name)).edit(Field::Country, country.code);
    let finding = out.finding(&[Field::Country, field], message).severity(territory.severity).evidence(territory.why);
    out.push(finding.fix_if((!keeps_country).then_some(fix)));
}

fn of_mother(mother: &Country) -> &'static [Territory] {
    let code = two(mother.code);
    let rest = &TERRITORIES[TERRITORIES.partition_point(|t| two(t.mother) < code)..];
    &rest[..rest.iter().take_while(|t| two(t.mother) == code).count()]
}

/// A code of two letters as a number: quicker to compare.
fn two(code: &str) -> u16 {
    code.as_bytes().try_into().map_or(0, u16::from_be_bytes)
}

/// Does the code, separators aside, begin like that?
fn begins(code: &[u8], with: &[u8]) -> bool {
    // most differ in their first byte already
    let [first, ..] = code else { return false };
    let mut bare = code.iter().filter(|b| b.is_ascii_alphanumeric());
    *first == with[0] && with.iter().all(|b| bare.next() == Some(b))
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
        && facts.region.is_none_or(|r| r.country == territory.code || r.code == territory.code)
}
