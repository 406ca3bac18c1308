//! `address/postcode-unknown`: a postcode of the right shape that does not exist.

use super::super::{Context, Rule};
use super::candidates::written_code;
use super::{readings, suggest};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order, Standing};
use crate::world::places::Trust;
use crate::world::postcode;

pub static RULE: Rule = Rule {
    code: "address/postcode-unknown",
    summary: "a postcode that looks right and does not exist",
    explain: "\
The postcode has the shape of the country's, and no list of its postcodes has it. A sorting machine \
has nowhere to send it, and a person must read the address and guess.

What to do: where one slip of the finger (two digits swapped, one wrong) makes it a postcode of the \
city in the order, that one is offered. Else look it up or ask the buyer.

What it does not know: postcodes newer than its list. `doorstep data info` says how old that is and how \
to make a newer one. PO boxes, farms of New Zealand and large recipients have codes of their own, which \
no list that doorstep knows has in full: where the address names a box or a rural route, and of codes that \
only one recipient can have, it says nothing. In countries whose list is known to have gaps, it speaks only where two \
swapped digits explain the code.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Boston,MA,02173,US
2,Ada Byron,Lindenstr. 24,,Erfurt,,99048,DE
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Boston,MA,02134,US
2,Ada Byron,Lindenstr. 24,,Erfurt,,99084,DE
3,Ada Byron,Postbus 21350,,Den Haag,,2500 EJ,NL
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[Field::Postcode],
    check,
};

const SAID: [&str; 5] = [
    "address/fields-swapped",
    "address/military-malformed",
    "address/postcode-country-mismatch",
    "address/postcode-malformed",
    "address/postcode-missing",
];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let (Standing::Unknown(trust), Some(country), Some(code)) =
        (facts.placement.standing, facts.country, facts.postcode)
    else {
        return;
    };
    if facts.delivery == Delivery::Military || SAID.iter().any(|c| out.has(c)) {
        return;
    }
    let bare = code.bare();
    if is_of_a_box(facts) || postcode::is_of_one_recipient(country, bare.as_str()) {
        return;
    }
    // where the list has gaps, only swapped digits are witness enough
    if trust < Trust::Strong && suggest::meant_before_swap(order, facts, bare.as_str()).is_none() {
        return;
    }
    let meant = suggest::meant(order, facts, bare.as_str());
    let message = format!("`{}` is no postcode of {}", code.as_str(), country.in_words());
    let finding = out.finding(&[Field::Postcode], message);
    let text = order.get(Field::Postcode);
    // `E1O 5NP` has a shape that exists, too
    let lookalike = || readings::lookalike(country, text).filter(|(code, _)| suggest::is_of_city(order, facts, code));
    out.push(match meant {
        Some(meant) => finding.evidence(meant.evidence(order)).fix(meant.fix(text)),
        None if let Some((code, _)) = lookalike() => {
            let evidence = format!("`{}` is in `{}`, as the order says", code.as_str(), order.get(Field::City));
            let fix = Fix::review("put the right character").edit(Field::Postcode, written_code(&code, text));
            finding.evidence(evidence).fix(fix)
        }
        None => finding.fix(Fix::ask("ask for the postcode", "Is the postcode of your address right?")),
    });
}

/// Does the address name a box or a rural route, which have codes of their own?
fn is_of_a_box(facts: &Facts<'_>) -> bool {
    facts.parsed.po_box.is_some() || facts.parsed.rural_route
}
