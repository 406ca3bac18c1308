//! `handling/service-does-not-reach`: the service does not go where the parcel goes.

use super::super::{Context, HINT, Rule};
use crate::finding::{Finding, Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};
use crate::text::Folded;
use crate::world::choice::Meaning;
use crate::world::service::Service;
use crate::world::territory::OwnCode;
use crate::world::{Country, Territory};

pub static RULE: Rule = Rule {
    code: "handling/service-does-not-reach",
    summary: "a service that does not go where the parcel goes",
    explain: "\
The shipping method is for another kind of journey: a service within one country and a parcel that \
leaves it, one for parcels abroad and an address at home, one that serves a few countries of which \
this is none. The label cannot be bought, or the parcel comes back from the sorting centre.

Also said, as a warning: the post of another country than the one the seller ships from, which takes \
no parcels there (needs `--ship-from`). And as a note: a service to lockers and shops only, where the \
address names no such point, and a courier that may not go to a territory of the country.

What to do: choose a service that goes there; ask the buyer for the pick-up point.

A finding is an error only where the reach of the service has been verified and the method names the \
carrier. Military addresses by a service within the country, methods that say `international` or \
`domestic` against the service, and carriers as a whole are left alone. To its territories (Puerto Rico, \
Guam) and to military addresses a post delivers as at home. Where nobody says where the seller is, a service for parcels abroad is \
doubted only if the order is paid in the money of the place. Not known: contracts, and places within a \
country that a service leaves out.

```csv flagged
Order,Name,Address 1,City,State,Zip,Country,Shipping Method
1,Ada Byron,24 Linden St,Toronto,ON,M5V 3A8,CA,USPS Ground Advantage
2,Max Beispiel,Lindenweg 4,Bonn,,53111,DE,Royal Mail Tracked 48
3,Bo Chen,9 Elm St,Boston,MA,02134,US,USPS Priority Mail International
4,Erika Beispiel,Lindenweg 6,Bonn,,53111,DE,DHL Packstation
```

```csv clean
Order,Name,Address 1,City,State,Zip,Country,Shipping Method
1,Ada Byron,24 Linden St,Toronto,ON,M5V 3A8,CA,USPS Priority Mail International
2,Bo Chen,9 Elm St,San Juan,PR,00901,PR,USPS Ground Advantage
3,Cy Dee,14 Elm St,Toronto,ON,M5V 3A8,CA,Standard
```
",
    severity: Severity::Error,
    reason: Some(Reason::Handling),
    needs: &[Field::Service, Field::Carrier],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let Some(service) = facts.service() else { return };
    let is_military = facts.delivery == Delivery::Military;
    // forces mail in another country's name is told there, and goes where the post goes
    let is_misnamed = out.has("address/military-malformed");
    if goes_anywhere(service) || is_misnamed || is_military && service.scope != "international" {
        return;
    }
    let found = facts.country.and_then(|country| {
        let to = destination(country, facts);
        let elsewhere = || starts_elsewhere(order, service, to, context, out).filter(|_| !is_military);
        beyond(order, facts, service, to, context, out).or_else(elsewhere)
    });
    if let Some(found) = found.or_else(|| no_point(order, facts, service, out)) {
        out.push(found);
    }
}

/// Is there nothing to say of the service, whatever the order?
fn goes_anywhere(service: &Service) -> bool {
    service.scope == "any" && service.reach.is_empty() && service.kind != "pickup" && service.origin.contains(&"*")
}

/// The country, or the territory of it in which the postcode lies.
fn destination(country: &'static Country, facts: &Facts<'_>) -> &'static Country {
    let Some(code) = facts.postcode.map(|p| p.bare()) else { return country };
    let lies_there = |t: &&Territory| t.postcodes.iter().any(|p| code.as_str().starts_with(p));
    Territory::of(country).iter().find(lies_there).and_then(|t| Country::by_code(t.code)).unwrap_or(country)
}

/// Whether a service goes to a country.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// It does, or nobody says that it does not.
    Goes,
    /// To the country whose territory it is; whether to the territory, nobody says.
    Perhaps,
    /// It does not.
    Not,
    /// It is for parcels that leave the country.
    AbroadOnly,
}

fn reach(service: &Service, to: &Country, ship_from: Option<&'static Country>) -> Reach {
    let known = !service.origin.contains(&"*");
    let from_there = |c: &&Country| !known || service.origin.contains(&c.code);
    match service.scope {
        _ if !service.reach.is_empty() => match (service.reach.contains(&to.code), to.territory_of) {
            (true, _) => Reach::Goes,
            // a post serves the territories of its country
            (false, mother) if service.kind == "post" && service.origin.contains(&mother) => Reach::Goes,
            (false, mother) if service.reach.contains(&mother) => Reach::Perhaps,
            _ => Reach::Not,
        },
        "domestic" => {
            let near = |home: &Country| !to.is_abroad_from(home);
            let goes = match ship_from.filter(from_there) {
                Some(home) => near(home),
                None => !known || service.origin.iter().filter_map(|code| Country::by_code(code)).any(near),
            };
            if goes { Reach::Goes } else { Reach::Not }
        }
        "international" if known => {
            let is_home = stays_at_home(service, to) && ship_from.as_ref().is_none_or(from_there);
            if is_home { Reach::AbroadOnly } else { Reach::Goes }
        }
        // whoever starts anywhere starts there as well
        "international" if service.id != service.carrier && ship_from == Some(to) => Reach::AbroadOnly,
        _ => Reach::Goes,
    }
}

/// Is it the country from which the service starts, or a territory to which its post delivers as at
/// home?
fn stays_at_home(service: &Service, to: &Country) -> bool {
    let [home] = service.origin else { return false };
    let of_post = |home: &Country| {
        let mut own = Territory::of(home).iter().filter(|t| t.own_code != OwnCode::Always);
        service.kind == "post" && own.any(|t| t.code == to.code)
    };
    *home == to.code || Country::by_code(home).is_some_and(of_post)
}

/// The parcel goes where the service does not.
fn beyond<'a>(
    order: &Order<'a>,
    facts: &Facts<'a>,
    service: &'static Service,
    to: &'static Country,
    context: &Context<'_>,
    out: &Findings<'a>,
) -> Option<Finding<'a>> {
    let reach = reach(service, to, context.ship_from);
    let against = if reach == Reach::AbroadOnly { Meaning::Domestic } else { Meaning::International };
    let is_military = facts.delivery == Delivery::Military;
    if reach == Reach::Goes || facts.method.has(against) || is_military && reach != Reach::AbroadOnly {
        return None;
    }
    let column = if service.reach.is_empty() { "scope" } else { "reach" };
    let is_sure = || service.verified(column) && names_carrier(order, service, context);
    let (severity, strength) = match (reach, context.ship_from) {
        (Reach::Perhaps, _) => (Severity::Note, HINT),
        // a shop abroad may call its service by the name that buyers know
        (Reach::AbroadOnly, None) if order.get(Field::Currency) != to.currency => return None,
        (Reach::AbroadOnly, None) => (Severity::Warning, 0.5),
        (Reach::AbroadOnly, _) if service.origin.contains(&"*") => (Severity::Warning, 0.3),
        _ if is_sure() => (Severity::Error, 1.0),
        _ => (Severity::Warning, 0.3),
    };
    let place = to.in_words();
    let message = match reach {
        Reach::Goes => return None,
        Reach::Perhaps => {
            format!("nobody says that {} goes to {place}: check first, or send it by the post", service.title)
        }
        Reach::Not => {
            format!("the parcel goes to {place}, and {}: choose a service that goes there", extent(service))
        }
        Reach::AbroadOnly if is_military => {
            format!("military mail is mail within {place}, and {} is for parcels that leave it", service.title)
        }
        Reach::AbroadOnly if to.territory_of == service.origin.first().copied().unwrap_or_default() => {
            format!("the post delivers to {place} as at home, and {} is for parcels abroad", service.title)
        }
        Reach::AbroadOnly => {
            format!("the parcel stays in {place}, and {} is for those that leave it", service.title)
        }
    };
    let field = order.method_field();
    Some(out.finding(&[field, Field::Country], message).severity(severity).strength(strength))
}

/// How far the service goes, in words.
fn extent(service: &Service) -> String {
    let codes = if service.reach.is_empty() { service.origin } else { service.reach };
    let names: Vec<String> = codes.iter().filter_map(|c| Country::by_code(c)).map(Country::in_words).collect();
    match names.as_slice() {
        [one] => format!("{} delivers only within {one}", service.title),
        [head @ .., last] if head.len() < 4 => {
            format!("{} delivers only to {} and {last}", service.title, head.join(", "))
        }
        _ => format!("{} delivers only to some countries", service.title),
    }
}

/// The post of another country, which takes no parcels where this one leaves.
fn starts_elsewhere<'a>(
    order: &Order<'a>,
    service: &'static Service,
    to: &'static Country,
    context: &Context<'_>,
    out: &Findings<'a>,
) -> Option<Finding<'a>> {
    let from = context.ship_from.filter(|_| service.kind == "post" && service.verified("origin"))?;
    let elsewhere =
        |code: &&str| Country::by_code(code).is_some_and(|c| c.is_abroad_from(from) && c.code != from.territory_of);
    if !service.origin.iter().all(elsewhere) || !names_carrier(order, service, context) {
        return None;
    }
    let start = Country::by_code(service.origin.first()?)?;
    let message = format!(
        "the parcel leaves from {}, and {} starts in {}: choose a service of a carrier here",
        from.in_words(),
        service.title,
        start.in_words()
    );
    // a second warehouse, or a seller abroad who sends for this one
    let (severity, strength) = if to.code == start.code { (Severity::Note, HINT) } else { (Severity::Warning, 0.3) };
    Some(out.finding(&[order.method_field()], message).severity(severity).strength(strength))
}

/// Does the method say whose service it is? `1st class` may be anybody's.
fn names_carrier(order: &Order<'_>, service: &Service, context: &Context<'_>) -> bool {
    let text = order.get(order.method_field());
    let own = context.settings.methods.iter().any(|m| m.value.0.eq_ignore_ascii_case(text));
    let says = |text: &str| {
        let (text, title) = (Folded::of(text), Folded::of(service.title));
        let name = title.as_str().split(' ').next().unwrap_or_default();
        !name.is_empty() && text.as_str().split(' ').any(|word| word.starts_with(name))
    };
    own || says(text) || says(order.get(Field::Carrier))
}

/// A service to lockers and shops, and none of them in the address.
fn no_point<'a>(
    order: &Order<'a>,
    facts: &Facts<'a>,
    service: &'static Service,
    out: &Findings<'a>,
) -> Option<Finding<'a>> {
    let is_product = service.kind == "pickup" && service.id != service.carrier;
    let is_door = facts.delivery == Delivery::Door && facts.parsed.house_number.is_some();
    if !is_product || !is_door || !order.lacks(Field::Company) {
        return None;
    }
    let message = format!(
        "no locker or shop in the address, and {} goes to nothing else: look up the point that the buyer chose",
        service.title
    );
    let question = "Which pick-up point or parcel locker should we send the parcel to?";
    let fix = Fix::ask("ask for the pick-up point", question);
    Some(out.finding(&[order.method_field()], message).severity(Severity::Note).strength(HINT).fix(fix))
}
