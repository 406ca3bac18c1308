//! `customs/outside-customs-union`: a place that looks domestic and lies behind a border.

use super::super::{Context, Rule};
use super::{declared, ends, worth};
use crate::finding::{Findings, Reason, Severity};
use crate::input::Field;
use crate::order::{CityFit, Delivery, Facts, Order};
use crate::world::customs::{Border, Confidence, Notice, Spot, When};

pub static RULE: Rule = Rule {
    code: "customs/outside-customs-union",
    summary: "a destination that looks domestic and lies outside the customs or tax area",
    explain: "\
The Canary Islands have Spanish postcodes and their own tax; Jersey has British ones, Åland Finnish, \
Réunion French; Livigno, Heligoland and Büsingen are towns of the EU outside its customs area. The \
shop sells as if it were domestic, the label prints, and the parcel waits for the declaration that \
nobody made out.

What to do: make out a customs declaration (CN22 or CN23), sell without your own VAT where the law \
lets you, and tell the buyer where tax is asked for on arrival, which the message says.

A warning where the order writes the place as a part of its mother country, a note where it has a \
country code of its own, or where the rule is not well known. Speaks only where it is known from where \
the parcel leaves (`--ship-from`), and only of places that look like the seller's own country or \
union. Parcels between Great Britain and Northern Ireland, and to Puerto Rico, are named only where \
they need a paper after all. Not known: whether the label software adds the form by itself.

```csv flagged
Order,Name,Address 1,City,Zip,Country,Ship From
1,Ines Ejemplo,Calle Real 3,Las Palmas,35001,ES,ES
2,Lea Sample,4 La Motte St,St Helier,JE2 4SZ,JE,GB
```

```csv clean
Order,Name,Address 1,City,Zip,Country,Ship From
1,Ines Ejemplo,Calle Real 3,Madrid,28013,ES,ES
2,Ines Ejemplo,Calle Real 3,Las Palmas,35001,ES,US
3,Max Beispiel,Lindenweg 4,Bonn,53111,DE,FR
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Customs),
    needs: &[],
    check,
};

/// A city that lies farther from the place than this, in km, is another: an assumption.
const FAR_KM: f32 = 100.0;

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let Some((from, to)) = ends(facts, context) else { return };
    let border = from.border(&to);
    if border == Border::None {
        if let Some(notice) = to.area.and_then(|a| a.notice.as_ref()) {
            open_border(order, &from, notice, context, out);
        }
        return;
    }
    // a territory under its mother country's name is wanted under its own first
    let others_speak = out.has("address/territory-as-region");
    let Some(mother) = to.mother().filter(|_| !others_speak && facts.delivery != Delivery::Military) else { return };
    // a postcode of another end of the country is mistyped, not the place
    if to.disguised && matches!(facts.placement.city, CityFit::Away(km) if km > FAR_KM) {
        return;
    }
    // who writes the code of a far territory knows that it is abroad
    let looks_alike = to.disguised || border == Border::Tax || to.area.is_some();
    if !looks_alike || from.border(&Spot::of_country(mother)) != Border::None {
        return;
    }
    let area = match border {
        Border::Tax => "tax area",
        _ => "customs area",
    };
    let home = if mother.code == from.country.code { mother.in_words() } else { "the EU".to_string() };
    let (field, cell) = if to.disguised {
        (Field::Postcode, order.get(Field::Postcode))
    } else {
        (Field::Country, order.get(Field::Country))
    };
    let name = format!("`{cell}` is {}{}", if to.disguised { "in " } else { "" }, to.in_words());
    let is_taxed = to.area.is_some_and(|a| a.import_tax == Some(true));
    let tax = if is_taxed { ", and tell the buyer that tax is due on arrival" } else { "" };
    let message = format!("{name}, outside the {area} of {home}: add a customs declaration (CN22 or CN23){tax}");
    let doubtful = to.area.is_some_and(|a| a.source.confidence <= Confidence::Low);
    let severity = if to.disguised && !doubtful { Severity::Warning } else { Severity::Note };
    let strength = if severity == Severity::Warning { 1.0 } else { 0.3 };
    let finding = out.finding(&[field], message).severity(severity).strength(strength);
    let age = to.area.filter(|_| doubtful).and_then(|a| a.source.age(context.as_of));
    out.push(match age {
        Some(age) => finding.evidence(age),
        None => finding,
    });
}

/// No border, and yet a paper is needed.
fn open_border<'a>(order: &Order<'a>, from: &Spot, notice: &Notice, context: &Context<'_>, out: &mut Findings<'a>) {
    if !notice.from.contains(&from.country.code) {
        return;
    }
    let (concerns, field) = match notice.when {
        When::Business => (!order.lacks(Field::Company), Field::Company),
        When::Over(over, currency) => {
            let value = declared(order).and_then(|(_, money)| worth(&money, currency, context));
            (value.is_some_and(|value| value > over), Field::Total)
        }
    };
    if concerns {
        out.push(out.finding(&[field], notice.text).severity(Severity::Note).strength(0.3));
    }
}
