//! `recipient/business-closed`: delivered at the weekend to a business that is shut.

use super::super::{Context, Rule};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};
use crate::text::Day;
use crate::world::choice::{Meaning, hours_of, kind_of_address};

pub static RULE: Rule = Rule {
    code: "recipient/business-closed",
    summary: "a delivery at the weekend, to a business that is most likely shut",
    explain: "\
The address is a business (a cell says so, or the company's name: an office, a school, a `GmbH`), and the \
parcel comes on a Saturday or Sunday: the shipping method says the day, or the parcel leaves so late that \
it can only come on the promised day. Nobody is there to take it; it goes back to the depot, and some \
couriers count an attempt.

What to do: choose a delivery on a working day, or ask whether somebody is there.

A warning where a cell says that it is a business and the method names the day, or for a Sunday; else a \
note. Companies that are open at the weekend, such as hotels, shops and restaurants, are left alone; so are \
methods that name working days too, and Sundays where they are working days. Not known: opening hours.

```csv flagged
Order,Name,Company,Address 1,City,Zip,Country,Residential,Shipping Method
1,Max Beispiel,Beispiel Steuerberater GmbH,Lindenweg 4,Bonn,53111,DE,,DPD Samstagszustellung
2,Ada Byron,,24 High Street,Leeds,LS1 4AP,GB,Commercial,DPD Saturday by 12
```

```csv clean
Order,Name,Company,Address 1,City,Zip,Country,Residential,Shipping Method
1,Max Beispiel,Hotel Krone GmbH,Lindenweg 4,Bonn,53111,DE,,DPD Samstagszustellung
2,Ada Byron,,24 High Street,Leeds,LS1 4AP,GB,Residential,DPD Saturday by 12
3,Bo Chen,Chen Consulting Ltd,9 High Street,Leeds,LS1 4AP,GB,,DPD Next Day
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Recipient),
    needs: &[Field::Company, Field::Residential],
    check,
};

/// Where Friday and Saturday are the weekend, and Sunday is a working day.
const WORKS_ON_SUNDAY: [&str; 18] =
    ["AF", "BD", "BH", "DJ", "DZ", "EG", "IL", "IQ", "IR", "JO", "KW", "LY", "NP", "OM", "QA", "SA", "SY", "YE"];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let (company, kind) = (order.get(Field::Company), order.get(Field::Residential));
    if company.is_empty() && kind.is_empty() || facts.delivery != Delivery::Door {
        return;
    }
    let Some((day, because)) = weekend(order, facts, context) else { return };
    let stated = kind_of_address(kind);
    let named = hours_of(company);
    let is_business = stated == Some(Meaning::Business) || stated.is_none() && named == Some(Meaning::Business);
    if !is_business || named == Some(Meaning::Open) {
        return;
    }
    if day == Meaning::Sunday && facts.in_country(&WORKS_ON_SUNDAY) {
        return;
    }
    let (day_name, sunday) = if day == Meaning::Sunday { ("Sunday", true) } else { ("Saturday", false) };
    let (field, who) = match stated {
        Some(_) => (Field::Residential, "the address is a business".to_string()),
        None => (Field::Company, format!("`{company}` is most likely shut then")),
    };
    let message = format!("the parcel comes on a {day_name}, and {who}: choose a working day");
    let by_method = because == Because::Method;
    let sure = by_method && (stated.is_some() || sunday);
    let question = format!("Will somebody be there to take the parcel on {day_name}?");
    let fix = Fix::ask("ask whether somebody is there", question);
    let other = if by_method { order.method_field() } else { Field::DeliverBy };
    let finding = out.finding(&[field, other], message).fix(fix);
    out.push(if sure { finding } else { finding.severity(Severity::Note).strength(0.4) });
}

/// What says the day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Because {
    Method,
    Promise,
}

/// The day of the weekend on which it comes, where that can be known.
fn weekend(order: &Order<'_>, facts: &Facts<'_>, context: &Context<'_>) -> Option<(Meaning, Because)> {
    let named = [Meaning::Sunday, Meaning::Saturday].into_iter().find(|day| facts.method.has(*day));
    if let Some(day) = named {
        return (!facts.method.has(Meaning::Weekday)).then_some((day, Because::Method));
    }
    let promised = Day::read(order.get(Field::DeliverBy), context.date_order)?;
    let leaves = context.settings.dispatch.leaves_on(context.as_of);
    let next_day = (0..=1).contains(&promised.since(leaves));
    match promised.weekday() {
        5 if next_day => Some((Meaning::Saturday, Because::Promise)),
        6 if next_day => Some((Meaning::Sunday, Because::Promise)),
        _ => None,
    }
}
