//! `address/field-misplaced`: a part of the address stands in another part's cell.

use std::borrow::Cow;

use super::super::{Context, Rule};
use super::candidates::{Verdict, is_blank, postcode_at_edge, region_at_end, same, verdict, written_code};
use super::taken_apart;
use crate::finding::{Findings, Fix, FixLevel, Reason, Severity};
use crate::input::Field;
use crate::order::{CityFit, Facts, Order};
use crate::world::country::Need;
use crate::world::postcode::{self, Postcode};
use crate::world::{Country, Region};

pub static RULE: Rule = Rule {
    code: "address/field-misplaced",
    summary: "a part of the address in another part's cell",
    explain: "\
Everything is there, but not where it belongs: the postcode inside the city cell, the state behind \
the city or the postcode, the country in place of the city, or the whole address in line 1 with the \
other cells empty. Label software prints the cells it has and refuses the empty ones.

What to do: take the parts apart. A postcode beside the city is moved by itself; the rest is offered.

What it does not know: a town whose name ends in a number (`Praha 1`) keeps it, because it fits no \
postcode.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,Taborstr. 24,,1020 Wien,,,AT
2,Ada Byron,\"24 Linden St, Boston, MA, 02134\",,,,,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,Taborstr. 24,,Wien,,1020,AT
2,Ada Byron,\"24 Linden St, Apt 3\",,Boston,MA,02134,US
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[Field::City, Field::Postcode, Field::Region],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let Some(country) = facts.country else { return };
    if out.has("address/fields-swapped") {
        return;
    }
    // four of them look for a postcode that is not in its cell
    let looks: &[Look] = if is_blank(order, Field::Postcode) {
        &[
            postcode_in_city,
            region_and_postcode,
            region_in_city,
            all_in_line,
            place_in_line,
            postcode_alone_elsewhere,
            country_in_city,
        ]
    } else {
        &[region_and_postcode, region_in_city, region_for_city, country_in_city]
    };
    for look in looks {
        if let Some(found) = look(order, facts, country) {
            let finding = out.finding(&found.fields, found.message).cause(found.cause).severity(found.severity);
            out.push(finding.fix(found.fix));
            return;
        }
    }
}

type Look = for<'a> fn(&Order<'a>, &Facts<'a>, &'static Country) -> Option<Found<'a>>;

/// What one of the looks found.
struct Found<'a> {
    fields: [Field; 2],
    message: String,
    cause: &'static str,
    severity: Severity,
    fix: Fix<'a>,
}

/// `1020 Wien`, `Boston MA 02134` with the postcode cell blank.
fn postcode_in_city<'a>(order: &Order<'a>, facts: &Facts<'a>, country: &'static Country) -> Option<Found<'a>> {
    let text = order.get(Field::City);
    if !is_blank(order, Field::Postcode) || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let (code, rest) = postcode_at_edge(country, text)?;
    let (city, region) = if is_blank(order, Field::Region) {
        region_at_end(country, rest).map_or((rest, None), |(city, r)| (city, Some(r)))
    } else {
        (rest, None)
    };
    let read = postcode::read(country, code);
    let contradicts = read.is_none_or(|c| verdict(country, facts.region, &c) == Verdict::Contradicts);
    let clear = !city.chars().any(char::is_numeric) && !contradicts;
    let level = if clear && region.is_none() { FixLevel::Safe } else { FixLevel::Review };
    let fix = Fix { level, ..Fix::safe("move the postcode to its cell") };
    let mut fix = fix.edit(Field::City, city);
    fix = match read {
        Some(read) => fix.edit(Field::Postcode, in_its_cell(&read, code)),
        None => fix.edit(Field::Postcode, code),
    };
    if let Some(region) = region {
        fix = fix.edit(Field::Region, region);
    }
    Some(Found {
        fields: [Field::City, Field::Postcode],
        message: format!("the postcode `{code}` stands in the city cell and its own is empty"),
        cause: "postcode",
        severity: Severity::Warning,
        fix,
    })
}

/// `MA 02134` in the cell of one of the two with the other blank.
fn region_and_postcode<'a>(order: &Order<'a>, facts: &Facts<'a>, country: &'static Country) -> Option<Found<'a>> {
    // `Madrid 28013` without a city is the city, not the region
    if facts.postcode.is_some() || facts.region.is_some() || is_blank(order, Field::City) {
        return None;
    }
    let (full, empty) = match (is_blank(order, Field::Region), is_blank(order, Field::Postcode)) {
        (false, true) => (Field::Region, Field::Postcode),
        (true, false) => (Field::Postcode, Field::Region),
        _ => return None,
    };
    let text = order.get(full);
    let (code, name) = postcode_at_edge(country, text)?;
    let region = Region::find(country, name)?;
    let read = postcode::read(country, code)?;
    let agrees = verdict(country, Some(region), &read);
    let level = match agrees {
        Verdict::Confirms => FixLevel::Safe,
        Verdict::Silent => FixLevel::Review,
        Verdict::Contradicts => return None,
    };
    let fix = Fix { level, ..Fix::safe("put region and postcode into their cells") };
    Some(Found {
        fields: [full, empty],
        message: format!("region and postcode stand in one cell: `{text}`"),
        cause: "postcode",
        severity: Severity::Warning,
        fix: fix.edit(Field::Region, name).edit(Field::Postcode, in_its_cell(&read, code)),
    })
}

/// A postcode for a cell of its own: `D-10435` is 10435 there; one as people write it stays so.
fn in_its_cell<'t>(read: &Postcode, written: &'t str) -> Cow<'t, str> {
    let bare = written_code(read, "");
    if written.contains('-') && !bare.contains('-') { bare.into() } else { written.into() }
}

/// `Boston, MA` with the region cell blank, where the label needs a region.
fn region_in_city<'a>(order: &Order<'a>, facts: &Facts<'a>, country: &'static Country) -> Option<Found<'a>> {
    if country.region != Need::Required || !is_blank(order, Field::Region) || facts.region.is_some() {
        return None;
    }
    let (city, text) = region_at_end(country, order.get(Field::City))?;
    let region = Region::find(country, text)?;
    let agrees = facts.postcode.map(|code| verdict(country, Some(region), &code));
    if agrees == Some(Verdict::Contradicts) {
        return None;
    }
    let level = if agrees == Some(Verdict::Confirms) { FixLevel::Safe } else { FixLevel::Review };
    let fix = Fix { level, ..Fix::safe("move the region to its cell") };
    Some(Found {
        fields: [Field::City, Field::Region],
        message: format!("the region `{text}` stands in the city cell and its own is empty"),
        cause: "region",
        severity: Severity::Note,
        fix: fix.edit(Field::City, city).edit(Field::Region, text),
    })
}

/// The whole address in one line, the other cells blank.
fn all_in_line<'a>(order: &Order<'a>, _: &Facts<'a>, country: &'static Country) -> Option<Found<'a>> {
    if !is_blank(order, Field::City) || !is_blank(order, Field::Postcode) || !order.lacks(Field::District) {
        return None;
    }
    let mut lines = order.lines();
    let (Some((Field::Address1, line)), None) = (lines.next(), lines.next()) else { return None };
    let parts = taken_apart::take_apart(country, line, order.get(Field::Region))?;
    let mut fix = Fix::review("take the address apart").edit(Field::Address1, parts.street);
    for (field, text) in [(Field::Address2, parts.line2), (Field::City, parts.city), (Field::Region, parts.region)] {
        if !text.is_empty() && text != order.get(field) {
            fix = fix.edit(field, text);
        }
    }
    if let Some(code) = parts.postcode {
        fix = fix.edit(Field::Postcode, code);
    }
    Some(Found {
        fields: [Field::Address1, Field::City],
        message: "the whole address stands in line 1 and the cells for city and postcode are empty".to_string(),
        cause: "city",
        severity: Severity::Warning,
        fix,
    })
}

/// `02134 Boston` in line 2 or 3, with city and postcode blank.
fn place_in_line<'a>(order: &Order<'a>, _: &Facts<'a>, country: &'static Country) -> Option<Found<'a>> {
    if !is_blank(order, Field::City) || !is_blank(order, Field::Postcode) {
        return None;
    }
    let (field, line) = order.lines().filter(|(f, _)| matches!(f, Field::Address2 | Field::Address3)).last()?;
    let (code, rest) = postcode_at_edge(country, line)?;
    if rest.chars().any(char::is_numeric) || order.lines().count() < 2 {
        return None;
    }
    let (city, region) = region_at_end(country, rest).unwrap_or((rest, ""));
    let mut fix = Fix::review("move city and postcode to their cells").edit(field, "").edit(Field::City, city);
    if !region.is_empty() && is_blank(order, Field::Region) {
        fix = fix.edit(Field::Region, region);
    }
    Some(Found {
        fields: [field, Field::City],
        message: format!("city and postcode stand in an address line: `{line}`"),
        cause: "city",
        severity: Severity::Warning,
        fix: fix.edit(Field::Postcode, code),
    })
}

/// A postcode alone in the region cell or an address line, its own cell blank.
fn postcode_alone_elsewhere<'a>(order: &Order<'a>, _: &Facts<'a>, country: &'static Country) -> Option<Found<'a>> {
    if !is_blank(order, Field::Postcode) || country.postcode == Need::None {
        return None;
    }
    let elsewhere = [Field::Region, Field::Address2, Field::Address3, Field::City];
    let (field, code) = elsewhere.into_iter().find_map(|field| {
        let text = order.get(field);
        let marks = text.bytes().filter(u8::is_ascii_alphanumeric).count();
        let long = marks >= if field == Field::Region { 4 } else { 5 } || field == Field::City && marks >= 4;
        let digits = text.bytes().any(|b| b.is_ascii_digit());
        (long && digits).then_some(()).filter(|()| postcode::read(country, text).is_some()).map(|()| (field, text))
    })?;
    Some(Found {
        fields: [field, Field::Postcode],
        message: format!("the postcode `{code}` stands in another cell and its own is empty"),
        cause: "postcode",
        severity: Severity::Warning,
        fix: Fix::review("move the postcode to its cell").edit(field, "").edit(Field::Postcode, code),
    })
}

/// A region, and no place of that name in it, where the city should be: `Texas`, `NSW`.
fn region_for_city<'a>(order: &Order<'a>, facts: &Facts<'a>, country: &'static Country) -> Option<Found<'a>> {
    let text = order.get(Field::City);
    let doubtful = matches!(facts.placement.city, CityFit::Unheard | CityFit::Away(_) | CityFit::Unsaid);
    if !doubtful || country.has_nested_regions() || text.is_empty() {
        return None;
    }
    // territories and islands are addressed by their name
    if !country.territory_of.is_empty() || Country::find(text).is_some_and(|named| named.territory_of == country.code) {
        return None;
    }
    // not where the list of places says less than the names of regions
    let code = facts.placement.code.filter(|code| code.has_names())?;
    let region = Region::find(country, text).filter(|region| code.regions().contains(region))?;
    // many regions are called like their capital, under whatever name it goes
    let places = facts.placement.places?;
    let mut towns = places.places_named(text).chain(places.places_named(region.name));
    if towns.any(|town| town.regions().allow(Some(region)))
        || code.names().any(|name| Region::find(country, name) == Some(region))
    {
        return None;
    }
    Some(Found {
        fields: [Field::City, Field::Region],
        message: format!("the city cell holds the region: `{text}`"),
        cause: "city",
        severity: Severity::Warning,
        fix: place_of_postcode(order, facts),
    })
}

/// The one place of the postcode in the city cell, else a question.
fn place_of_postcode<'a>(order: &Order<'a>, facts: &Facts<'a>) -> Fix<'a> {
    let mut names = facts.placement.code.into_iter().flat_map(|code| code.names());
    match (names.next(), names.next()) {
        // people's name for a town, not the post's for a quarter
        (Some(name), None) if facts.placement.places.is_some_and(|p| p.inhabitants(name).is_some()) => {
            let title = format!("write `{name}`, where {} is", order.get(Field::Postcode));
            Fix::review(title).edit(Field::City, name)
        }
        _ => Fix::ask("ask for the city", "Which town or city should we deliver to?"),
    }
}

/// The country's name where the city should be.
fn country_in_city<'a>(order: &Order<'a>, facts: &Facts<'a>, country: &'static Country) -> Option<Found<'a>> {
    let text = order.get(Field::City);
    if !matches!(country.city, Need::Required | Need::Usual) || !country.may_be_called(text) {
        return None;
    }
    let is_territory = !country.territory_of.is_empty();
    if is_territory || Country::find(text) != Some(country) || Region::find(country, text).is_some() {
        return None;
    }
    // `Panamá` is a city, too
    let is_city_too = match facts.placement.places {
        Some(places) => places.places_named(text).next().is_some(),
        None => !same(text, country.name) && !same(text, order.get(Field::Country)),
    };
    if is_city_too || ["LU", "MC", "SM", "GT", "PA", "MX", "KW", "DJ", "SG"].contains(&country.code) {
        return None;
    }
    let region = order.get(Field::Region);
    let message = format!("the city cell holds the country: `{text}`");
    let says_no_more = || same(region, text) || Country::find(region).is_some();
    let fix = if region.is_empty() || Region::find(country, region).is_some() || says_no_more() {
        place_of_postcode(order, facts)
    } else {
        Fix::review("take the city from the region cell").edit(Field::City, region).edit(Field::Region, "")
    };
    Some(Found { fields: [Field::City, Field::Country], message, cause: "city", severity: Severity::Warning, fix })
}
