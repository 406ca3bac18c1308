//! `recipient/freight-forwarder`: the address is a warehouse that sends parcels on.

use super::super::{Context, Rule};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};
use crate::world::forwarder;

pub static RULE: Rule = Rule {
    code: "recipient/freight-forwarder",
    summary: "the address of a company that forwards parcels",
    explain: "\
The address names a company that takes parcels for people abroad and sends them on, or it stands in a town \
of such warehouses and bears a customer's number as they give them out (`Suite 123456`, `MIA-48213`). Most \
of these parcels arrive; but the tracking ends at the warehouse, a parcel without the number is lost there, \
and a claim that it never came cannot be checked. Insurance and warranty often end there too.

What to do: keep the customer's number on the label as it is written; ask the buyer, if the value is high.

A warning where the company is named, or the billing address is abroad; else a note. Companies and postcodes \
are in `data/forwarders.tsv`, most of them general knowledge. Not known: forwarders that are not listed, and \
people who simply live in these towns in a large house.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country,Billing Country
1,Ada Byron,8600 NW 30th Ave,Suite 482136,Doral,FL,33166,US,CO
2,Bo Chen,24 Linden St,c/o Planet Express,Gardena,CA,90248,US,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country,Billing Country
1,Ada Byron,8600 NW 30th Ave,Suite 210,Doral,FL,33166,US,US
2,Bo Chen,24 Linden St,Suite 482136,Boston,MA,02134,US,US
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Recipient),
    needs: &[],
    check,
};

/// What says that the address is a forwarder's.
#[derive(Clone, Copy)]
pub(super) enum Sign<'a> {
    /// It names one: the cell.
    Name(Field, &'a str),
    /// A customer's number in a town of warehouses: its cell, the number, the town.
    Number(Field, &'a str, &'static str),
}

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let Some(sign) = sign(order, facts) else { return };
    let abroad = super::billed_elsewhere(order, facts);
    let (field, message) = match sign {
        Sign::Name(field, text) => (field, format!("`{text}` names a company that forwards parcels abroad")),
        Sign::Number(field, text, town) => {
            (field, format!("`{text}` in `{town}` looks like the number of a forwarding company's customer"))
        }
    };
    let message = format!("{message}: its tracking ends at the warehouse");
    let sure = matches!(sign, Sign::Name(..)) || abroad.is_some();
    let question = "Your address looks like that of a forwarding company. Shall we send the parcel there, or to you?";
    let fix = Fix::ask("ask where the parcel shall go", question);
    let mut finding = out.finding(&[field], message).fix(fix);
    if let Some(country) = abroad {
        finding = finding.evidence(format!("the billing address is in {}", country.in_words()));
    }
    out.push(if sure { finding } else { finding.severity(Severity::Note).strength(0.3) });
}

/// What says that the address is a forwarder's, if anything does.
pub(super) fn sign<'a>(order: &Order<'a>, facts: &Facts<'a>) -> Option<Sign<'a>> {
    const NAMED: [Field; 3] = [Field::Company, Field::Address2, Field::Address3];
    let named = |f: &Field| !order.get(*f).is_empty() && forwarder::named(order.get(*f)).is_some();
    if let Some(field) = NAMED.into_iter().find(named) {
        return Some(Sign::Name(field, order.get(field)));
    }
    if let Some(care_of) = facts.parsed.care_of.filter(|text| forwarder::named(text).is_some()) {
        return Some(Sign::Name(Field::Address1, care_of));
    }
    if facts.delivery != Delivery::Door {
        return None;
    }
    let postcode = facts.postcode.map(|p| p.bare())?;
    let unit = facts.parsed.unit.filter(|unit| has_number(unit, postcode.as_str()));
    let second = [Field::Address2, Field::Address3, Field::Company].map(|f| (f, order.get(f)));
    let of_cell = || second.into_iter().find(|(_, text)| has_number(text, postcode.as_str()));
    let (field, text) = unit.map(|unit| (cell_of(order, unit), unit)).or_else(of_cell)?;
    let town = forwarder::town_of(facts.country?, postcode.as_str().get(..5).unwrap_or_default())?;
    Some(Sign::Number(field, text, town))
}

fn cell_of(order: &Order<'_>, text: &str) -> Field {
    order.lines().find(|(_, line)| line.contains(text)).map_or(Field::Address1, |(field, _)| field)
}

/// Is there a word like a customer's number: five digits or more, or letters with four digits or
/// more (`MIA-48213`, `A1234`), that is not the postcode?
fn has_number(text: &str, postcode: &str) -> bool {
    const FEWEST: usize = 4;
    if text.bytes().filter(u8::is_ascii_digit).count() < FEWEST {
        return false;
    }
    text.split([' ', ',', '/', '#', '(', ')', ':']).any(|word| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
        let plain = word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let ends_in_digits = word.bytes().last().is_some_and(|b| b.is_ascii_digit());
        let long = digits >= 5 && letters == 0 || digits >= FEWEST && (1..=4).contains(&letters) && ends_in_digits;
        plain && long && !word.starts_with(postcode)
    })
}
