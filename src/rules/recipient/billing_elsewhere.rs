//! `recipient/billing-elsewhere`: paid for in another country than it goes to.

use super::super::{Context, Rule};
use super::freight_forwarder;
use crate::finding::{Findings, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::Folded;
use crate::world::choice::speaks_of_a_present;

pub static RULE: Rule = Rule {
    code: "recipient/billing-elsewhere",
    summary: "a billing address in another country than the parcel goes to",
    explain: "\
The billing address is in another country. Mostly it is a present, or somebody who lives abroad; more \
often than elsewhere it is a stolen card, a forwarding company, or a country that was picked wrongly in one \
of the two addresses. Nobody has published how much it bears on delivery.

What to do: nothing as a rule; look at the order if there are other signs.

A note; a warning where the address is a forwarding company's too, or where a valuable order is paid by \
somebody of another name. Silent where the billing country is blank or cannot be read, and where a note \
speaks of a present. Not known: whose card it was.

```csv flagged
Order,Name,Address 1,City,Zip,Country,Billing Country
1,Max Beispiel,Lindenweg 4,Bonn,53111,DE,US
```

```csv clean
Order,Name,Address 1,City,Zip,Country,Billing Country
1,Max Beispiel,Lindenweg 4,Bonn,53111,DE,Germany
2,Erika Beispiel,Lindenweg 6,Bonn,53111,DE,
3,Ada Byron,24 Linden St,San Juan,00901,PR,US
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Recipient),
    needs: &[Field::BillingCountry],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let Some(billed) = super::billed_elsewhere(order, facts) else { return };
    let Some(country) = facts.country else { return };
    if speaks_of_a_present(order.get(Field::Note)) {
        return;
    }
    let forwarded = freight_forwarder::sign(order, facts).is_some();
    let dear = || context.value_of(facts).is_some_and(|v| v >= context.settings.thresholds.signature_from.value);
    let strangers = || order.lacks(Field::Company) && are_strangers(order);
    let also = match (forwarded, dear() && strangers()) {
        (true, _) => Some("the address is a forwarding company's"),
        (_, true) => Some("a valuable order, paid by somebody of another name"),
        _ => None,
    };
    let message = format!("billed in {}, and the parcel goes to {}", billed.in_words(), country.in_words());
    let finding = out.finding(&[Field::BillingCountry], message);
    out.push(match also {
        Some(also) => finding.evidence(also),
        None => finding.severity(Severity::Note).strength(0.3),
    });
}

/// Have payer and recipient no name in common? No where one of them is not known.
fn are_strangers(order: &Order<'_>) -> bool {
    let payer = Folded::of(&order.payer());
    let names = order.names().map(Folded::of);
    let shares = |word: &str| word.len() > 2 && names.iter().any(|n| n.as_str().split(' ').any(|w| w == word));
    let known = !payer.as_str().is_empty() && names.iter().any(|n| !n.as_str().is_empty());
    known && !payer.as_str().split(' ').any(shares)
}
