//! `address/postcode-region-mismatch`: the postcode lies in another region than the order says.

use super::super::{Context, Rule};
use super::candidates::{Verdict, regions, rounded, verdict, written_like};
use super::suggest;
use crate::finding::{Findings, Fix, FixLevel, Reason, Severity};
use crate::input::Field;
use crate::order::{CityFit, Delivery, Facts, Order};
use crate::text::names::Likeness;
use crate::world::country::Need;
use crate::world::places::Trust;
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

Where regions of several levels, or of old, are written (counties of Great Britain, regions of \
France), a region counts against a postcode only if it has no postcode for many kilometres around.

What it does not know: which of the two is wrong where no single typing error explains it.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Boston,CA,02134,US
2,Ada Byron,24 Linden St,,Boston,MA,20134,US
3,Ada Byron,24 Linden St,,Manchester,Kent,M1 1AE,GB
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Boston,MA,02134,US
2,Ada Byron,1 Screaming Eagle Blvd,,Fort Campbell,TN,42223,US
3,Ada Byron,24 Linden St,,Liverpool,Lancashire,L1 1AA,GB
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[Field::Postcode],
    check,
};

const SAID: [&str; 4] = [
    "address/postcode-country-mismatch",
    "address/fields-swapped",
    "address/postcode-missing",
    "address/postcode-unknown",
];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let (Some(country), Some(region), Some(code)) = (facts.country, facts.region, facts.postcode) else { return };
    if facts.delivery == Delivery::Military || SAID.iter().any(|c| out.has(c)) {
        return;
    }
    let mut regions = lies_in(facts, country, region).peekable();
    let outside = if regions.peek().is_none() { outside(order, facts, region) } else { None };
    if regions.peek().is_none() && outside.is_none() || regions.any(|r| r == region) {
        return;
    }
    // of codes of old (six digits in KR) nobody knows where they lay
    if facts.placement.places.is_some_and(|places| !places.lists(code.bare().as_str())) {
        return;
    }
    let there: Vec<&Region> = lies_in(facts, country, region).collect();
    let stated = order.get(Field::Region);
    let message = match outside {
        Some((km, place)) => format!("`{}` is `{place}`, some {} km from `{stated}`", code.as_str(), rounded(km)),
        None => {
            let names: Vec<&str> = there.iter().take(3).map(|r| r.name).collect();
            format!("`{}` lies in {}, not in `{stated}`", code.as_str(), names.join(" or "))
        }
    };
    let mut finding = out.finding(&[Field::Postcode, Field::Region], message);
    if country.region != Need::Required {
        finding = finding.strength(0.5);
    }
    let of_city = facts.placement.city == CityFit::Same;
    // a postcode of that very city is not the one of the two that is wrong
    let fits_city = of_city || facts.placement.city == CityFit::Like;
    let meant = if fits_city { None } else { suggest::meant(order, facts, code.bare().as_str()) };
    let meant = meant.filter(|m| verdict(country, Some(region), &m.code) != Verdict::Contradicts);
    if let Some(meant) = meant {
        return out.push(finding.evidence(meant.evidence(order)).fix(meant.fix(order.get(Field::Postcode))));
    }
    let beside = if outside.is_some() || there.len() > 1 { beside(facts, region) } else { None };
    // where the city lies in the region and not at the postcode, that is the one that is wrong
    let city_speaks = !fits_city && has_namesake(order, facts, region);
    let move_region = match there[..] {
        _ if city_speaks => None,
        _ if let Some(beside) = beside => {
            let fix = Fix::review(format!("change the region to {}", beside.name));
            Some(fix.edit(Field::Region, written_like(beside, stated, country)))
        }
        [there] => {
            // not unseen where the cell is in another script than our names
            let alone = of_city && stated.is_ascii() && !has_namesake(order, facts, region);
            let level = if alone { FixLevel::Safe } else { FixLevel::Review };
            let fix = Fix { level, ..Fix::safe(format!("change the region to {}", there.name)) };
            Some(fix.edit(Field::Region, written_like(there, stated, country)))
        }
        _ => None,
    };
    let swapped = swapped_digits(country, region, code).filter(|_| !fits_city);
    let swapped = swapped.filter(|code| !suggest::is_elsewhere(order, facts, code));
    out.push(match (swapped, move_region) {
        (Some(code), other) => {
            let evidence = format!("`{}`, with two digits swapped, lies in {}", code.as_str(), region.name);
            let fix = Fix::review("swap two digits back").edit(Field::Postcode, code.as_str().to_string());
            finding.alternatives.extend(other);
            finding.evidence(evidence).fix(fix)
        }
        (None, Some(fix)) if of_city => {
            let evidence = format!("`{}` is `{}`, as the order says", code.as_str(), order.get(Field::City));
            finding.evidence(evidence).fix(fix)
        }
        (None, Some(fix)) => finding.fix(fix),
        (None, None) if city_speaks => {
            let evidence = format!("`{}` is in {}, as the order says", order.get(Field::City), region.name);
            finding.evidence(evidence).fix(Fix::ask("ask for the postcode", "Is the postcode of your address right?"))
        }
        (None, None) => {
            let question = format!(
                "Your postcode `{}` does not lie in `{}`. What are the postcode and the state or province of your \
                 address?",
                code.as_str(),
                region.name
            );
            finding.fix(Fix::ask("ask for postcode and region", question))
        }
    });
}

/// Is there a place of the city's name in the region, too?
fn has_namesake(order: &Order<'_>, facts: &Facts<'_>, region: &Region) -> bool {
    let places = facts.placement.places.into_iter().flat_map(|p| p.places_named(order.get(Field::City)));
    places.into_iter().any(|place| place.regions().contains(region))
}

/// How far the region is from the postcode and what is there instead, where regions of several levels
/// are written and only its distance tells. A list with gaps needs the city for a witness.
fn outside(order: &Order<'_>, facts: &Facts<'_>, region: &Region) -> Option<(f32, &'static str)> {
    let (places, code) = (facts.placement.places?, facts.placement.code?);
    let is_place_of_code = || code.likeness(order.get(Field::City)) <= Likeness::Part;
    let km = code.km_outside(region)?;
    let is_said = places.trust() > Trust::None || is_place_of_code() || has_namesake(order, facts, region);
    Some((km, code.names().next()?)).filter(|_| is_said)
}

/// The one region of the postcode that is of the stated one's level.
fn beside(facts: &Facts<'_>, stated: &Region) -> Option<&'static Region> {
    let has_digits = |r: &Region| r.code.bytes().any(|b| b.is_ascii_digit());
    let is_beside = |r: &&Region| has_digits(r) == has_digits(stated) && is_nation(r) == is_nation(stated);
    let (places, code) = (facts.placement.places?, facts.placement.code?);
    let is_whole = |r: &Region| places.regions_within(r) > 1;
    let level = is_whole(stated);
    let mut beside = code.regions().filter(is_beside).filter(|r| is_whole(r) == level);
    let first = beside.next()?;
    beside.next().is_none().then_some(first)
}

/// The regions of the postcode, if all others are wrong: by the beginnings of the country's codes,
/// else by the list of its codes.
fn lies_in(facts: &Facts<'_>, country: &Country, stated: &Region) -> impl Iterator<Item = &'static Region> {
    // where regions lie within regions, the beginning of a postcode tells too little
    let nested = country.has_nested_regions() && !is_nation(stated);
    let sure = !nested && facts.placement.places.is_some_and(|p| p.has_sure_regions());
    let listed = facts.placement.code.filter(|_| sure && facts.postcode_regions.is_empty());
    let begin = regions(if nested { &[] } else { facts.postcode_regions });
    begin.chain(listed.into_iter().flat_map(|code| code.regions()))
}

/// One of the four of GB, which the beginning of a postcode does tell apart.
fn is_nation(region: &Region) -> bool {
    region.country == "GB" && matches!(region.code, "ENG" | "NIR" | "SCT" | "WLS")
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
