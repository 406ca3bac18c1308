//! `customs/destination-restricted`: nothing, or not everything, is delivered there.

use super::super::{Context, Rule};
use super::postcode;
use crate::finding::{Findings, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::world::Country;
use crate::world::customs::{Border, Confidence, Spot, Suspension};
use crate::world::service::{Recognised, Service};

pub static RULE: Rule = Rule {
    code: "customs/destination-restricted",
    summary: "a destination under an embargo, or one that the carrier does not serve any more",
    explain: "\
The destination is under an embargo of the country from which the parcel leaves (Cuba, Iran and \
North Korea from the US, Crimea and the occupied east of Ukraine), or the carrier has suspended its \
service (USPS to Russia since 2022). The label may still print; the parcel is refused, returned, or \
kept, and sending it may be an offence. Where the order names no carrier, and every one that doorstep \
knows has suspended the destination, that is a warning.

What to do: check first; refund the order if no service goes there.

The facts are dated, and the day of the run (`--as-of`) decides; where nobody has confirmed them of \
late the finding is a warning. Lists change every week: put newer news into a disruption feed. \
Parts of a country are known by the postcode or the region. Speaks only where it is known from \
where the parcel leaves (`--ship-from`). Not known: licences and exemptions, \
lists of persons, what is in the parcel.

```csv flagged
Order,Name,Address 1,City,Zip,Country,Shipping Method,Ship From
1,Ivan Primer,ul. Lesnaya 24,Moskva,125009,RU,USPS Priority Mail International,US
2,Ana Ejemplo,Calle 12 No 24,La Habana,10400,CU,,US
```

```csv clean
Order,Name,Address 1,City,Zip,Country,Shipping Method,Ship From
1,Ivan Primer,ul. Lesnaya 24,Moskva,125009,RU,Pochta Rossii,RU
2,Ana Ejemplo,Calle 12 No 24,La Habana,10400,CU,,ES
3,Olena Pryklad,vul. Lisova 24,Kyiv,01001,UA,,US
```
",
    severity: Severity::Error,
    reason: Some(Reason::Customs),
    needs: &[],
    check,
};

fn check<'a>(_: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let Some((country, to)) = facts.country.zip(facts.spot) else { return };
    let known = Suspension::of(country);
    if known.is_empty() {
        return;
    }
    let Some(from) = context.ship_from.map(Spot::of_country).filter(|from| from.border(&to) != Border::None) else {
        return;
    };
    let holds =
        |s: &&Suspension| s.span.holds(context.as_of) && is_from(s, from) && s.lies_in(postcode(facts), facts.region);
    // a part of the country says more than all of it
    let of_carrier = known.iter().filter(holds).filter(|s| is_by(s, facts));
    let Some(found) = of_carrier.max_by_key(|s| (s.source.confidence, s.name.len())) else {
        let names_none = matches!(facts.service, Recognised::Unspecified);
        if names_none
            && is_by_all(from.country, |carrier| known.iter().filter(holds).any(|s| s.carriers.contains(&carrier)))
        {
            let (place, from) = (to.in_words(), from.country.in_words());
            let message = format!(
                "parcels to {place}: every carrier of {from} that doorstep knows has suspended them; check before you \
                 send it"
            );
            out.push(out.finding(&[Field::Country], message).severity(Severity::Warning).strength(0.4));
        }
        return;
    };
    let place = match found.name {
        "" => to.in_words(),
        part => format!("{part} ({})", to.in_words()),
    };
    let since = found.span.from.map(|day| format!(", since {day}")).unwrap_or_default();
    let message = format!("parcels to {place}: {}{since}; check before you send it", found.what);
    let (severity, strength) = match found.source.confidence {
        Confidence::High => (Severity::Error, 1.0),
        Confidence::Medium => (Severity::Warning, 0.7),
        Confidence::Low | Confidence::Unverified => (Severity::Warning, 0.4),
    };
    let field = if found.name.is_empty() { Field::Country } else { Field::Postcode };
    let finding = out.finding(&[field], message).severity(severity).strength(strength);
    out.push(match found.source.age(context.as_of) {
        Some(age) => finding.evidence(age),
        None => finding,
    });
}

/// Does it hold for parcels from there?
fn is_from(suspension: &Suspension, from: Spot) -> bool {
    suspension.origins.iter().any(|o| *o == "*" || from.is_of(o))
}

/// Does it hold for the carrier?
fn is_by(suspension: &Suspension, facts: &Facts<'_>) -> bool {
    suspension.carriers.is_empty() || facts.service().is_some_and(|s| suspension.carriers.contains(&s.carrier))
}

/// Has every post and courier of a country that goes abroad, as far as their services are compiled,
/// suspended it?
fn is_by_all(from: &Country, has_suspended: impl Fn(&'static str) -> bool) -> bool {
    let goes_abroad = |s: &&Service| {
        s.origin.contains(&from.code) && s.scope != "domestic" && matches!(s.kind, "post" | "courier") && s.max_kg > 0.0
    };
    let mut carriers = Service::all().iter().filter(goes_abroad).map(|s| s.carrier).peekable();
    carriers.peek().is_some() && carriers.all(has_suspended)
}
