//! `recipient/phone-missing`: the carrier calls or texts, and has no number.

use super::super::{Context, Rule};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::Phone;
use crate::world::Network;
use crate::world::customs::{Border, Spot};

pub static RULE: Rule = Rule {
    code: "recipient/phone-missing",
    summary: "no phone number where the service or the pick-up point needs one",
    explain: "\
The phone cell is blank, or filled with zeros, and the parcel goes by a service that asks for a \
number: express couriers everywhere, most couriers abroad, lockers that send the code by text \
message. Label software may refuse the order; a driver who finds nobody has no one to call, and a \
parcel in a locker without a code goes back.

What to do: copy the number from the billing address where there is one, else ask the buyer.

The rule speaks only where the file has a column for phones, the service is recognised and its \
need is known; a service that needs a number only abroad is judged by `--ship-from`, and one that needs \
it for customs, or else an e-mail address, by the border between. Not known: \
numbers that the shop keeps but does not export.

```csv flagged
Order,Name,Address 1,City,Zip,Country,Phone,Shipping Method
1,Ada Byron,24 Linden St,Boston,02134,US,,FedEx 2Day
2,Max Beispiel,Lindenweg 4,Bonn,53111,DE,000000,UPS Worldwide Saver
```

```csv clean
Order,Name,Address 1,City,Zip,Country,Phone,Shipping Method
1,Ada Byron,24 Linden St,Boston,02134,US,,USPS Ground Advantage
2,Bo Chen,9 Elm St,Boston,02134,US,,Standard
3,Max Beispiel,Lindenweg 4,Bonn,53111,DE,+49 228 555010,UPS Worldwide Saver
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Recipient),
    needs: &[Field::Phone],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let cell = order.get(Field::Phone);
    if !context.columns.contains(Field::Phone) || Phone::says_something(cell) || !Phone::read(cell).is_blank() {
        return;
    }
    let Some((who, severity)) = needed_by(order, facts, context) else { return };
    let strength = if severity == Severity::Note { 0.3 } else { 1.0 };
    let said = if cell.is_empty() { String::new() } else { format!(" (`{cell}` is none)") };
    let message = format!("no phone number{said}, and {who}");
    out.push(out.finding(&[Field::Phone], message).severity(severity).strength(strength).fix(remedy(order)));
}

/// Who needs a number, and how sure that is.
fn needed_by(order: &Order<'_>, facts: &Facts<'_>, context: &Context<'_>) -> Option<(String, Severity)> {
    if let Some(pickup) = facts.parsed.pickup.filter(|p| Network::by_id(p.network).is_some_and(|n| n.texts)) {
        return Some((format!("`{}` sends the code by text message", pickup.text), Severity::Warning));
    }
    let service = facts.service()?;
    let severity = if service.verified("phone") { Severity::Warning } else { Severity::Note };
    match service.phone {
        "required" => Some((format!("{} needs one", service.title), severity)),
        "required_abroad" if context.leaves_for(facts.country) => {
            Some((format!("{} needs one for parcels abroad", service.title), severity))
        }
        "contact_across_customs" if has_no_email(order, context) && crosses_customs(facts, context) => {
            Some((format!("{} needs one, or an e-mail address, for customs", service.title), severity))
        }
        _ => None,
    }
}

/// Is the cell of the e-mail address blank? What the file has no column for, the shop may know.
fn has_no_email(order: &Order<'_>, context: &Context<'_>) -> bool {
    context.columns.contains(Field::Email) && order.lacks(Field::Email)
}

fn crosses_customs(facts: &Facts<'_>, context: &Context<'_>) -> bool {
    let ends = context.ship_from.map(Spot::of_country).zip(facts.spot);
    ends.is_some_and(|(from, to)| from.border(&to) == Border::Customs)
}

fn remedy<'a>(order: &Order<'a>) -> Fix<'a> {
    let billing = order.get(Field::BillingPhone);
    if Phone::read(billing).is_blank() {
        Fix::ask("ask for a phone number", "Which phone number can the carrier reach you on?")
    } else {
        Fix::review("take the number of the billing address").edit(Field::Phone, billing)
    }
}
