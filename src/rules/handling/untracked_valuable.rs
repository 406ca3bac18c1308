//! `handling/untracked-valuable`: worth more than one would lose without a trace.

use super::super::{Context, Rule};
use super::worth;
use crate::finding::{Findings, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::world::choice::Meaning;

pub static RULE: Rule = Rule {
    code: "handling/untracked-valuable",
    summary: "a value that should not travel without tracking",
    explain: "\
The service is not tracked, or only in part, and the order is worth more than the seller is ready to \
lose: `tracked_from` of the configuration, 30 US dollars as shipped. Without a scan at the door nobody \
can prove that the parcel arrived; a claim that it did not is lost, and so is the search for it.

What to do: send it by a tracked service.

It weighs more abroad, where more hands touch the parcel; a service that is tracked in part gives a \
note at home. The rule is silent where the method says `tracked` or the order has a tracking number. \
Not known: tracking that was bought beside the service and stands in no column.

```csv flagged
Order,Name,Address 1,City,Zip,Country,Total,Currency,Shipping Method
1,Max Beispiel,Lindenweg 4,Bonn,53111,DE,90.00,GBP,Royal Mail International Standard
```

```csv clean
Order,Name,Address 1,City,Zip,Country,Total,Currency,Shipping Method
1,Max Beispiel,Lindenweg 4,Bonn,53111,DE,12.00,GBP,Royal Mail International Standard
2,Erika Beispiel,Lindenweg 6,Bonn,53111,DE,90.00,GBP,Royal Mail International Tracked
3,Ada Beispiel,Lindenweg 8,Bonn,53111,DE,90.00,EUR,Standard
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Handling),
    needs: &[Field::Service, Field::Carrier],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let Some(service) = facts.service().filter(|s| matches!(s.tracking, "none" | "partial")) else { return };
    let from = context.settings.thresholds.tracked_from.value;
    let Some(value) = context.value_of(facts).filter(|v| *v >= from) else { return };
    let field = order.method_field();
    if !order.lacks(Field::Tracking) || facts.method.has(Meaning::Tracked) {
        return;
    }
    let abroad = context.leaves_for(facts.country) || service.scope == "international";
    let (how, severity, strength) = match (service.tracking, abroad) {
        _ if !service.verified("tracking") => ("is most likely not tracked to the door", Severity::Note, 0.3),
        ("none", true) => ("is not tracked", Severity::Warning, 1.0),
        ("none", false) => ("is not tracked", Severity::Warning, 0.5),
        (_, true) => ("is tracked in part only", Severity::Warning, 0.5),
        _ => ("is tracked in part only", Severity::Note, 0.3),
    };
    let worth = worth(order, context, value);
    let message = format!("the order is worth {worth}, and {} {how}: send it tracked", service.title);
    out.push(out.finding(&[field, Field::Total], message).severity(severity).strength(strength));
}
