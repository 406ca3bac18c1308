//! `customs/duties-unpaid`: the recipient is asked for money at the door.

use super::super::{Context, Rule};
use super::{crossing, declared, none_of, way, worth};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Money, Order};
use crate::world::customs::{self, Border, Confidence, Place, Spot, Threshold};
use crate::world::taxid::Bare;

pub static RULE: Rule = Rule {
    code: "customs/duties-unpaid",
    summary: "duties or import taxes that nobody says are paid",
    explain: "\
The parcel is worth more than its destination lets in without charge, and nothing in the order says \
that duties and taxes are paid: no amount and no `DDP` in the column for duties, no service that \
pays them. The carrier asks the recipient for the money and for a fee of its own; many refuse, and \
the parcel goes back. Where smaller parcels are taxed at the sale (IOSS in the EU, VOEC in Norway), \
one without the seller's number is charged as well (`IM` and ten digits for IOSS; anything else in \
that cell is none).

What to do: sell with duties paid, or tell the buyer what will be asked before the parcel leaves.

The value is that for customs, else the total, in the currency of the order at the rates of the \
configuration; the thresholds are those of the day of the run (`--as-of`), and one known for more \
than a year says so. An order that says that the buyer pays is a warning. Where the cell is blank, \
smaller parcels than of 100 EUR are passed over; dearer ones are a warning, but a note where every \
parcel is charged whatever its worth (the US): there the seller mostly knows, and pays with the \
label. Without a column for duties they are a note. Marketplaces that collect the tax themselves are \
trusted with small parcels. Speaks only where it is known from where the parcel leaves \
(`--ship-from`). Not known: duties that are paid by contract with the carrier, the rate of the goods.

```csv flagged
Order,Name,Address 1,City,Zip,Country,Total,Currency,Duties,Ship From
1,Ada Byron,24 Linden St,Boston,02134,US,180.00,EUR,,DE
2,Max Beispiel,Lindenweg 4,Bonn,53111,DE,60.00,USD,DDU,US
```

```csv clean
Order,Name,Address 1,City,Zip,Country,Total,Currency,Duties,Ship From
1,Ada Byron,24 Linden St,Boston,02134,US,180.00,EUR,DDP,DE
2,Max Beispiel,Lindenweg 4,Bonn,53111,DE,900.00,EUR,,FR
3,Cy Dee,12 High St,Leeds,LS1 4AP,GB,90.00,USD,,US
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Customs),
    needs: &[Field::Total, Field::CustomsValue, Field::ItemPrice],
    check,
};

/// From this value on, in euros, a blank cell is worth a word; an assumption: what is asked for
/// smaller parcels is mostly paid.
const WORTH_A_REFUSAL: f64 = 100.0;

/// Platforms that collect the taxes of small parcels at the sale.
const COLLECTORS: [&str; 8] = ["aliexpress", "amazon", "ebay", "etsy", "lazada", "shopee", "temu", "tiktok"];

/// What the order says of who pays.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Paid,
    Unpaid,
    Nothing,
}

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let Some(crossing) = crossing(facts, context).filter(|c| c.border == Border::Customs) else { return };
    let way = way(facts);
    let Some(threshold) = customs::threshold(&crossing.from, &crossing.to, way, context.as_of) else { return };
    let Some((field, money)) = declared(order) else { return };
    let Some(value) = worth(&money, threshold.currency, context) else { return };
    let over = value > threshold.over;
    let charge = if over { threshold.charge } else { threshold.charge_below };
    let said = said(order);
    let number = order.get(Field::Ioss);
    let scheme = !over && (is_number_of(threshold.scheme, number) || COLLECTORS.contains(&context.platform));
    if charge.is_empty() || said == Said::Paid || scheme {
        return;
    }
    let column = if over { Field::Duties } else { Field::Ioss };
    let has_column = context.columns.contains(column);
    let is_big = worth(&money, "EUR", context).is_some_and(|euros| euros >= WORTH_A_REFUSAL);
    let is_surprise = is_big && over && threshold.over > 0.0;
    let (severity, strength) = match (said, has_column) {
        (Said::Unpaid, _) => (Severity::Warning, 1.0),
        (_, true) if is_surprise => (Severity::Warning, 0.6),
        (_, true) if !over => (Severity::Note, 0.3),
        _ if is_big && over => (Severity::Note, 0.3),
        _ => return,
    };
    let doubtful = threshold.source.confidence <= Confidence::Low;
    let severity = if doubtful { Severity::Note } else { severity };
    let message = format!(
        "{}{}: send it with duties paid, or tell the buyer before it leaves",
        due(threshold, &crossing.to, value, over, number),
        match said {
            Said::Unpaid => ", and the order leaves it to the buyer",
            _ if over => ", and nothing in the order says that it is paid",
            _ => "",
        }
    );
    let fields: &[Field] = if has_column { &[field, column] } else { &[field] };
    let question = format!(
        "Customs may collect {charge} from you when the parcel arrives, with a fee of the carrier. Will you pay it?"
    );
    let fix = Fix::ask("tell the buyer what will be asked", question);
    let finding = out.finding(fields, message).severity(severity).strength(strength).fix(fix);
    out.push(match evidence(threshold, doubtful, context) {
        Some(text) => finding.evidence(text),
        None => finding,
    });
}

fn said(order: &Order<'_>) -> Said {
    let cell = order.get(Field::Duties);
    if Money::read(cell, "").is_some_and(|money| money.amount > 0.0) {
        return Said::Paid;
    }
    let in_service = || customs::duties_paid(order.get(Field::Service), Place::Service);
    match customs::duties_paid(cell, Place::Cell).or_else(in_service) {
        Some(true) => Said::Paid,
        Some(false) => Said::Unpaid,
        None => Said::Nothing,
    }
}

/// Is it a number of that scheme? Those of IOSS are `IM` and ten digits; of others doorstep knows no
/// more than that they have digits and are none of IOSS.
fn is_number_of(scheme: &str, text: &str) -> bool {
    const LEAST: usize = 5;
    let Some(bare) = Bare::of(text) else { return false };
    // with a word before it, or twice
    let is_one = |text: &[u8]| text.strip_prefix(b"IM").is_some_and(|n| n[..10].iter().all(u8::is_ascii_digit));
    let of_ioss = bare.as_bytes().windows(12).any(is_one);
    if scheme == "IOSS" { of_ioss } else { !of_ioss && bare.digits() >= LEAST }
}

/// What is charged, from which value on, since when.
fn due(threshold: &Threshold, to: &Spot, value: f64, over: bool, number: &str) -> String {
    let (charge, currency, place) = (threshold.charge, threshold.currency, to.in_words());
    let day = if over { threshold.since } else { threshold.span.from };
    let since = match day {
        Some(day) => format!("since {day}"),
        None => format!("as of {}", threshold.source.year),
    };
    let limit = threshold.over;
    if !over {
        let (below, scheme) = (threshold.charge_below, threshold.scheme);
        let said = none_of(number);
        return format!(
            "without a number for {scheme}{said} a parcel to {place} up to {limit} {currency} is charged {below} ({since})"
        );
    }
    if limit == 0.0 {
        return format!("any parcel to {place} is charged {charge} ({since})");
    }
    format!("worth {value:.0} {currency}: over {limit} {currency} a parcel to {place} is charged {charge} ({since})")
}

fn evidence(threshold: &Threshold, doubtful: bool, context: &Context<'_>) -> Option<String> {
    let doubt = doubtful.then(|| format!("sources disagree ({}): check first", threshold.source.text));
    doubt.or_else(|| threshold.source.age(context.as_of))
}
