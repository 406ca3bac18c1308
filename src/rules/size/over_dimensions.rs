//! `size/over-dimensions`: bigger than the service or the locker takes.

use super::super::{Context, HINT, Rule};
use crate::finding::{Finding, Findings, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};
use crate::text::length;
use crate::world::Network;
use crate::world::service::{Over, Service, fits};

pub static RULE: Rule = Rule {
    code: "size/over-dimensions",
    summary: "a parcel bigger than the service or the locker takes",
    explain: "\
Length, width and height of the parcel are over a limit of the service: the longest side, length and \
girth (the longest side and twice the sum of the others), the three sides added up, a box into which it \
has to fit, or its volume; whichever way it is turned. The parcel is refused, returned, or carried at a \
surcharge. A parcel for a locker must fit into a compartment of that network; one that does not is taken \
to a branch, or back.

What to do: send it by a service that takes the size, to the door instead of a locker, or in two parcels.

The unit is the one in the cell (`30 x 20 x 10 cm`, `12\"`), else the one in the name of the column or \
the platform's; without a unit nothing is said. Limits that nobody has verified, and those above which a \
carrier takes a surcharge, give a note. Where sources disagree about the compartments of a network, the \
larger counts, and what lies between is a note. Where only one side is known, only the longest side is \
checked. Not known: the box, where the shop writes the size of the article.

```csv flagged
Order,Name,Address 1,City,Zip,Country,Dimensions,Shipping Method
1,Max Beispiel,Lindenweg 4,Bonn,53111,DE,130 x 40 x 40 cm,Hermes Paket
2,Erika Beispiel,Packstation 145,Bonn,53113,DE,90 x 30 x 30 cm,DHL Paket
```

```csv clean
Order,Name,Address 1,City,Zip,Country,Dimensions,Shipping Method
1,Max Beispiel,Lindenweg 4,Bonn,53111,DE,60 x 120 x 60 cm,Hermes Paket
2,Erika Beispiel,Packstation 145,Bonn,53113,DE,30 x 20 x 10 cm,DHL Paket
3,Ada Beispiel,Lindenweg 8,Bonn,53111,DE,130 x 40 x 40,Hermes Paket
```
",
    severity: Severity::Error,
    reason: Some(Reason::Size),
    needs: &[Field::Dimensions, Field::Length, Field::Width, Field::Height],
    check,
};

const SIDES: [Field; 3] = [Field::Length, Field::Width, Field::Height];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let is_box = !order.get(Field::Dimensions).is_empty();
    if !is_box && SIDES.iter().all(|f| order.get(*f).is_empty()) {
        return;
    }
    let network = facts.parsed.pickup.filter(|_| facts.delivery == Delivery::PickupPoint);
    let network = network.and_then(|p| Network::by_id(p.network)).filter(|n| n.sides[0] > 0.0);
    let service = facts.service();
    if network.is_none() && service.is_none() {
        return;
    }
    let Some(sides) = sides(order, context.length_unit) else { return };
    let fields: &[Field] = if is_box { &[Field::Dimensions] } else { &SIDES };
    let of_locker = network.and_then(|n| too_big_for(n, facts, sides, fields, out));
    let of_service = service.and_then(|s| over(s, sides, fields, out));
    let worse = |a: &Finding<'_>| a.severity;
    let found = match (of_locker, of_service) {
        (Some(a), Some(b)) => Some(if worse(&b) > worse(&a) { b } else { a }),
        (a, b) => a.or(b),
    };
    if let Some(found) = found {
        out.push(found);
    }
}

/// The sides of the parcel in cm, longest first; 0 where one is not known.
pub(crate) fn sides(order: &Order<'_>, unit: &str) -> Option<[f64; 3]> {
    let mut sides = match order.get(Field::Dimensions) {
        "" => SIDES.map(|f| length::centimetres(order.get(f), unit).unwrap_or(0.0)),
        text => length::sides(text, unit)?,
    };
    sides.sort_by(|a, b| b.total_cmp(a));
    (sides[0] > 0.0).then_some(sides)
}

/// Does it fit into the compartments of the network?
fn too_big_for<'a>(
    network: &Network,
    facts: &Facts<'a>,
    sides: [f64; 3],
    fields: &[Field],
    out: &Findings<'a>,
) -> Option<Finding<'a>> {
    if fits(sides, network.sure_sides) {
        return None;
    }
    let point = facts.parsed.pickup.map_or("the point", |p| p.text);
    let size = in_words(sides);
    let finding = if fits(sides, network.sides) {
        let message = format!(
            "{size} fits into some of the points of the network only: where `{point}` takes less than {}, it goes \
             elsewhere",
            in_words(network.sides)
        );
        out.finding(fields, message).severity(Severity::Note).strength(HINT)
    } else {
        let message = format!(
            "{size} does not fit into `{point}`, which takes {} at most: send it to the door, or in two parcels",
            in_words(network.sides)
        );
        out.finding(fields, message).severity(Severity::Warning).strength(0.5)
    };
    Some(finding)
}

/// The limit of the service that it is over; one that is sure before one that is not.
fn over<'a>(service: &'static Service, sides: [f64; 3], fields: &[Field], out: &Findings<'a>) -> Option<Finding<'a>> {
    let exceeded = || service.limits.exceeded(sides);
    let sure = exceeded().find(|over| service.verified(over.column()));
    let over = sure.or_else(|| exceeded().next())?;
    let what = match over {
        Over::Length(have, limit) => format!("the longest side is {} cm, and {{}} takes {} cm", cm(have), cm(limit)),
        Over::Girth(have, limit) => format!("length and girth are {} cm, and {{}} takes {} cm", cm(have), cm(limit)),
        Over::Sum(have, limit) => format!("the three sides make {} cm, and {{}} takes {} cm", cm(have), cm(limit)),
        Over::Sides(room) => {
            format!("{} does not fit into {}, the most that {{}} takes", in_words(sides), in_words(room))
        }
        Over::Litres(have, limit) => format!("the volume is {} litres, and {{}} takes {}", cm(have), cm(limit)),
    };
    let what = what.replace("{}", service.title);
    Some(if sure.is_some() {
        out.finding(fields, format!("{what}: send it by another service, or in two parcels"))
    } else {
        let message = format!("{what} without a surcharge or at all: check its limits");
        out.finding(fields, message).severity(Severity::Note).strength(HINT)
    })
}

/// One decimal at most.
fn cm(length: f64) -> f64 {
    (length * 10.0).round() / 10.0
}

fn in_words(sides: [f64; 3]) -> String {
    let [a, b, c] = sides.map(cm);
    if c > 0.0 { format!("{a} × {b} × {c} cm") } else { format!("{a} cm") }
}
