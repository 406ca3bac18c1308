//! `handling/locker-by-wrong-carrier`: a locker opens to its own carrier only.

use super::super::{Context, Rule};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::world::Network;
use crate::world::service::Service;

pub static RULE: Rule = Rule {
    code: "handling/locker-by-wrong-carrier",
    summary: "a locker or parcel shop of one carrier, and a service of another",
    explain: "\
The address is a locker or shop of a network (a Packstation, a Paczkomat, a Pickup shop), and the \
parcel goes by a carrier that has no key to it. The driver cannot leave it there, nobody lives \
there, and the parcel is returned.

What to do: send it by the network's own carrier, or ask the buyer for a home address.

The rule speaks only where both the network and the carrier are known, of couriers and of the post of \
the country. Posts abroad hand their \
parcels to the local one, and consolidators to whoever drives the last mile: those pass, and so do \
Amazon's lockers, which more carriers serve than say so. Not known: how much room the locker has.

```csv flagged
Order,Name,Address 1,Address 2,City,Zip,Country,Shipping Method
1,Erika Beispiel,Packstation 123,1234567890,Bonn,53111,DE,UPS Standard
```

```csv clean
Order,Name,Address 1,Address 2,City,Zip,Country,Shipping Method
1,Erika Beispiel,Packstation 123,1234567890,Bonn,53111,DE,DHL Paket
2,Max Beispiel,Packstation 123,1234567890,Bonn,53111,DE,Standard
3,Ada Beispiel,Lindenweg 4,,Bonn,53111,DE,UPS Standard
```
",
    severity: Severity::Error,
    reason: Some(Reason::Handling),
    needs: &[Field::Service, Field::Carrier],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let Some((service, pickup)) = facts.service().zip(facts.parsed.pickup) else { return };
    if !drives_itself(service, facts) || service.opens(pickup.network) {
        return;
    }
    let carriers = Network::by_id(pickup.network).map_or(&[][..], |n| n.carriers);
    let Some(owner) = carriers.first() else { return };
    // The words "parcel locker" are a network of their own in Australia only.
    if carriers.contains(&service.carrier) || pickup.network == "parcel_locker_au" && !facts.in_country(&["AU"]) {
        return;
    }
    let owner = Service::by_id(owner).map_or("its own carrier", |s| s.title);
    let field = order.lines().find(|(_, text)| text.contains(pickup.text)).map_or(Field::Address1, |(f, _)| f);
    let message = format!(
        "`{}` is no pick-up point of {}: send it by {owner}, or ask for a home address",
        pickup.text, service.title
    );
    let fix = Fix::ask(
        "ask for a home address",
        "Our carrier cannot deliver to this pick-up point. Which street address should we send the parcel to?",
    );
    // the buyer is asked for the number of the point already: one question at a time
    let asked = out.has("address/pickup-point-incomplete");
    out.push(out.finding(&[field], message).fix_if((!asked).then_some(fix)));
}

/// Does the carrier itself bring the parcel, or does a post abroad or a consolidator hand it on?
fn drives_itself(service: &Service, facts: &Facts<'_>) -> bool {
    match service.kind {
        "courier" | "pickup" => true,
        "post" => facts.country.is_some_and(|c| service.origin.contains(&c.code)),
        _ => false,
    }
}
