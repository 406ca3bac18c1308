//! `handling/po-box-by-courier`: couriers have no key to a PO box.

use super::super::{Context, HINT, Rule};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};
use crate::world::country::Need;
use crate::world::service::Answer;

pub static RULE: Rule = Rule {
    code: "handling/po-box-by-courier",
    summary: "a PO box or general delivery, and a courier that goes to none",
    explain: "\
The address is a PO box and nothing else, and the service is a courier's. Only the post can put a \
parcel into a PO box: the label is refused, or the parcel is returned after a surcharge for the \
correction of the address.

General delivery (poste restante, postlagernd) is kept at a post office, where no courier delivers either.

What to do: ask the buyer for a street address, or send the parcel by the post.

A street with its number beside the box is enough for a courier, and where addresses have no \
house numbers or postcodes and a box stands in most of them, a building or street is too, and a box \
alone is a warning. The rule speaks only where the service is recognised \
and its carrier says that it takes no PO boxes; where that depends (a phone number, a surcharge, \
the country) it is a note. Not known: contracts that make an exception.

```csv flagged
Order,Name,Address 1,City,State,Zip,Country,Shipping Method
1,Ada Byron,PO Box 12,Boston,MA,02134,US,UPS Ground
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country,Shipping Method
1,Ada Byron,PO Box 12,,Boston,MA,02134,US,USPS Ground Advantage
2,Bo Chen,9 Elm St,PO Box 12,Boston,MA,02134,US,UPS Ground
3,Cy Dee,PO Box 14,,Boston,MA,02134,US,Standard
```
",
    severity: Severity::Error,
    reason: Some(Reason::Handling),
    needs: &[Field::Service, Field::Carrier],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    match facts.delivery {
        Delivery::PoBox => po_box(order, facts, out),
        Delivery::GeneralDelivery => general_delivery(order, facts, out),
        Delivery::Door | Delivery::PickupPoint | Delivery::Military => {}
    }
}

fn po_box<'a>(order: &Order<'a>, facts: &Facts<'a>, out: &mut Findings<'a>) {
    let customary = is_customary(facts);
    if customary && has_a_door(facts) {
        return;
    }
    let Some((service, po_box)) = facts.service().zip(facts.parsed.po_box) else { return };
    let field = order.lines().find(|(_, text)| text.contains(po_box)).map_or(Field::Address1, |(f, _)| f);
    let (message, severity) = match service.po_box {
        Answer::No if service.verified("po_box") && !customary => (refused(service.title, po_box), Severity::Error),
        Answer::No => (refused(service.title, po_box), Severity::Warning),
        Answer::Conditional => (
            format!("`{po_box}` is a PO box, which {} takes only under conditions: check them first", service.title),
            Severity::Note,
        ),
        Answer::Yes | Answer::Unknown => return,
    };
    let fix = Fix::ask(
        "ask for a street address",
        "Our courier cannot deliver to a PO box. Which street address should we send the parcel to?",
    );
    let strength = match severity {
        Severity::Error => 1.0,
        Severity::Warning => 0.3,
        Severity::Note => HINT,
    };
    out.push(out.finding(&[field], message).severity(severity).strength(strength).fix(fix));
}

/// What is kept at a post office until somebody asks for it, only the post can leave there.
fn general_delivery<'a>(order: &Order<'a>, facts: &Facts<'a>, out: &mut Findings<'a>) {
    let Some(service) = facts.service().filter(|s| s.po_box == Answer::No) else { return };
    if facts.parsed.house_number.is_some() {
        return;
    }
    let (severity, strength) =
        if service.verified("po_box") { (Severity::Error, 1.0) } else { (Severity::Warning, 0.3) };
    let field = order.lines().next().map_or(Field::Address1, |(field, _)| field);
    let message = format!(
        "general delivery is kept at a post office, and {} delivers to none: send it by the post, or ask for a street \
         address",
        service.title
    );
    let fix = Fix::ask(
        "ask for a street address",
        "Our carrier cannot deliver to this pick-up point. Which street address should we send the parcel to?",
    );
    out.push(out.finding(&[field], message).severity(severity).strength(strength).fix(fix));
}

fn refused(title: &str, po_box: &str) -> String {
    format!("`{po_box}` is a PO box, and {title} delivers to none: send it by the post, or ask for a street address")
}

/// Does a box stand in most addresses there, for want of house numbers or postcodes? Couriers then
/// call the recipient, or know the building.
fn is_customary(facts: &Facts<'_>) -> bool {
    let numbered = |need| matches!(need, Need::Required | Need::Usual);
    facts.country.is_some_and(|c| !numbered(c.house_number) || !c.has_postcodes())
}

/// Is there something beside the box that a driver can find without a number?
fn has_a_door(facts: &Facts<'_>) -> bool {
    let parsed = &facts.parsed;
    parsed.street.is_some() || parsed.building.is_some() || parsed.unit.is_some() || parsed.landmark
}
