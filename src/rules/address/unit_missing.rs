//! `address/unit-missing`: a building with many doors, and none is named.

use super::super::{Context, Rule};
use super::at_the_door::{called, first_line};
use crate::directory::{DoorParts, Seen};
use crate::finding::{Finding, Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};
use crate::text::Folded;
use crate::world::Country;
use crate::world::units::{self, Custom, Shared};

pub static RULE: Rule = Rule {
    code: "address/unit-missing",
    summary: "no flat, apartment or unit, in a building that has several",
    explain: "\
The building has many doors and the address names none. The driver rings at the front, finds nobody \
who knows the buyer, and takes the parcel along again. It is the most common fault of an address that \
looks complete.

doorstep says so on evidence only: other orders of the same export, or of a directory of past orders \
and open address data (`doorstep directory build`, `scan --directory`), name at least two different \
units at the same house number and hardly an order names none, or one unit is named and people of \
three family names order there; or the address has a word for a \
building with many doors (`Sunset Apartments`, 아파트); or it names a block of flats and no door \
(KR, CN).

What to do: ask the buyer for the number.

What it does not know: whether the buyer is known in the house. Where parcels go by the name on the \
bell (Germany, Switzerland, France and others) it is silent until many others name a unit there. An \
order to a company is a note, since a front desk may take it.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,500 Oak Ave,Sunset Apartments,Austin,TX,78701,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,500 Oak Ave,Sunset Apartments Apt 3,Austin,TX,78701,US
2,Ada Byron,24 Linden St,,Boston,MA,02134,US
3,Eva Kern,Lindenstr. 5,2. OG,Berlin,,10115,DE
4,Ada Byron,12 Apartment Row,,Austin,TX,78701,US
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[Field::Address1, Field::AddressFull, Field::StreetJoined],
    check,
};

/// What says that the lines are no address at all, or that the unit was begun.
const SAID: [&str; 4] =
    ["address/unit-incomplete", "address/street-missing", "address/gibberish", "address/garbled-text"];

/// Is what should be the street a stand-in? One in a further line (`Apt N/A`) leaves the unit missing.
fn is_no_street(out: &Findings<'_>) -> bool {
    out.as_slice().iter().any(|f| f.code == "address/placeholder" && f.severity > Severity::Note)
}

/// Does the unit stand in a cell that was called a stand-in?
fn is_stand_in(unit: &str, order: &Order<'_>, out: &Findings<'_>) -> bool {
    let said = out.as_slice().iter().filter(|f| f.code == "address/placeholder");
    let lines = || order.lines().filter(|(_, text)| text.contains(unit));
    said.into_iter().any(|f| lines().any(|(field, _)| f.fields.contains(field)))
}

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let parsed = &facts.parsed;
    let unit = parsed.unit.filter(|unit| !is_stand_in(unit, order, out));
    let names_a_door = unit.is_some() || parsed.dangling_unit.is_some() || parsed.care_of.is_some();
    let Some(country) = facts.country.filter(|_| facts.delivery == Delivery::Door && !names_a_door) else { return };
    let found = by_others(order, facts, context, country, out)
        .or_else(|| by_words(order, facts, country, out))
        .or_else(|| by_block(order, facts, out));
    let Some(finding) = found.filter(|_| !SAID.iter().any(|code| out.has(code)) && !is_no_street(out)) else { return };
    let question = "Which apartment, flat or unit number should we deliver to?";
    let finding = finding.fix(Fix::ask("ask for the unit", question));
    // a company may have the house to itself, or a desk that takes parcels
    let of_company = !order.lacks(Field::Company);
    out.push(if of_company { finding.severity(Severity::Note).strength(0.3) } else { finding });
}

/// Other orders and registers name units there.
fn by_others<'a>(
    order: &Order<'a>,
    facts: &Facts<'a>,
    context: &Context<'_>,
    country: &'static Country,
    out: &Findings<'a>,
) -> Option<Finding<'a>> {
    if facts.parsed.level.is_some() && units::floor_is_enough(country) {
        return None;
    }
    let seen = context.known.building(order, facts)?;
    let sure = match units::custom(country) {
        Custom::ByName => seen.units >= 3 && seen.named >= 3 * seen.bare,
        _ if seen.units >= 2 && seen.named >= 3 * seen.bare => true,
        // where units are written, one is enough if people of several names live there
        Custom::Written => seen.families >= 3,
        Custom::Mixed => seen.families >= 3 && seen.units >= 2 && seen.named >= seen.bare,
    };
    let likely = seen.units >= 3 && seen.named >= 2 * seen.bare && units::custom(country) != Custom::ByName;
    if !sure && !likely {
        return None;
    }
    let called = called(country, &DoorParts::of_order(order, facts)?);
    let finding = out
        .finding(&[first_line(order)], format!("`{called}` has several doors and the order names none"))
        .evidence(evidence(&seen, &called));
    Some(if sure { finding } else { finding.severity(Severity::Note).strength(0.5) })
}

fn evidence(seen: &Seen<'_>, called: &str) -> String {
    let mut parts = Vec::new();
    if seen.own_named > 0 {
        let plural = if seen.own_named == 1 { "order to `X` names" } else { "orders to `X` name" };
        parts.push(format!("{} other {} a unit", seen.own_named, plural.replace('X', called)));
    }
    if let Some(directory) = seen.directory {
        parts.push(format!("{} knows {} units at `{called}`", directory.name(), seen.units));
    }
    match seen.bare {
        0 => {}
        1 => parts.push("one names none".to_string()),
        n => parts.push(format!("{n} name none")),
    }
    if seen.families >= 3 && seen.bare > 0 {
        parts.push(format!("people of {} family names order there", seen.families));
    }
    parts.join("; ")
}

/// The name of the building says that it has many doors.
fn by_words<'a>(
    order: &Order<'a>,
    facts: &Facts<'a>,
    country: &'static Country,
    out: &Findings<'a>,
) -> Option<Finding<'a>> {
    let name = facts.parsed.building?;
    let custom = units::custom(country);
    let same = facts.parsed.street == Some(name) && facts.parsed.house_number.is_some();
    if custom == Custom::ByName || same || facts.parsed.level.is_some() || !order.lacks(Field::Company) {
        return None;
    }
    let shared = units::shared_by(&Folded::of(name), country.languages)?;
    let has = if shared == Shared::Shared { "has" } else { "may have" };
    let finding = out.finding(&[first_line(order)], format!("`{name}` {has} several doors and the order names none"));
    Some(match (custom, shared) {
        (Custom::Written, Shared::Shared) => finding.strength(0.7),
        _ => finding.severity(Severity::Note).strength(0.3),
    })
}

/// A block is named and no door, where blocks have many. A storey alone is left unsaid: offices and
/// shops have whole ones.
fn by_block<'a>(order: &Order<'a>, facts: &Facts<'a>, out: &Findings<'a>) -> Option<Finding<'a>> {
    if !facts.in_country(&["KR", "CN"]) || !order.lacks(Field::Company) || facts.parsed.level.is_some() {
        return None;
    }
    let counted = |text: &&str| text.chars().any(char::is_numeric);
    let block = facts.parsed.building.filter(counted)?;
    let finding = out.finding(&[first_line(order)], format!("`{block}` names no door"));
    Some(finding.severity(Severity::Note).strength(0.5))
}
