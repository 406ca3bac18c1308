//! `address/pickup-point-incomplete`: a locker or shop without the number that makes it one.

use super::super::{Context, Rule};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order, Pickup};
use crate::world::Network;

pub static RULE: Rule = Rule {
    code: "address/pickup-point-incomplete",
    summary: "a locker or pick-up point without its number, or a Packstation without Postnummer",
    explain: "\
The parcel goes to a locker or parcel shop (Packstation, Paczkomat, …) and the number or code of the \
point is missing, or a DHL Packstation is named without the Postnummer of the recipient (6 to 10 \
digits). The machine cannot give the parcel to anybody: it is refused at the depot or comes back.

What to do: ask the buyer for the missing number. Buyers find the Postnummer in the DHL app and on \
their customer card.

What it does not know: whether the number is the right one. The Postnummer is looked for in the \
name, the company and every address line. Streets that are only named like one (`Stationsweg`) and \
points of networks that are found by their street are left alone.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,Packstation 145,,Berlin,,10115,DE
2,Ada Byron,Packstation,12345678,Berlin,,10115,DE
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,Packstation 145,12345678,Berlin,,10115,DE
2,Ada Byron,Stationsweg 5,,Berlin,,10115,DE
```
",
    severity: Severity::Error,
    reason: Some(Reason::Address),
    needs: &[Field::Address1, Field::AddressFull, Field::StreetJoined],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let Some(pickup) = facts.parsed.pickup.filter(|p| !names_the_account(p.text)) else { return };
    let field = order.lines().find(|(_, text)| text.contains(pickup.text)).map_or(Field::Address1, |(f, _)| f);
    let network = Network::by_id(pickup.network);
    let wants_number = network.is_some_and(|n| n.numbered && !(n.named && has_a_name(order, pickup)));
    let has_number = pickup.point.is_some() || has_own_number(pickup.text) || !order.lacks(Field::HouseNumber);
    if wants_number && !has_number {
        let fix =
            Fix::ask("ask for the number of the point", "What is the number or code of the locker or pick-up point?");
        out.push(out.finding(&[field], format!("`{}` lacks the number of the point", pickup.text)).fix(fix));
    } else if pickup.network == "packstation" && pickup.account.is_none() && !has_postnummer(order, pickup) {
        let fix = Fix::ask("ask for the Postnummer", "What is your DHL Postnummer (6 to 10 digits)?");
        let finding =
            out.finding(&[field], format!("`{}` without Postnummer: DHL cannot tell whose it is", pickup.text));
        out.push(finding.fix(fix));
    }
}

/// `Postnummer 12345678` is who collects, not where.
fn names_the_account(text: &str) -> bool {
    let word = text.trim_start_matches("DHL ").get(..7).unwrap_or_default();
    ["postnum", "postnr.", "postnr ", "kundenn"].iter().any(|w| w.eq_ignore_ascii_case(word))
}

/// Does the line say more than the network?
fn has_a_name(order: &Order<'_>, pickup: Pickup<'_>) -> bool {
    const SHORTEST: usize = 3;
    let line = order.lines().map(|(_, text)| text).find(|text| text.contains(pickup.text));
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    line.is_some_and(|line| letters(line) >= letters(pickup.text) + SHORTEST)
}

fn has_own_number(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit())
}

/// Do 6 to 10 digits stand by themselves in the name, the company or an address line?
fn has_postnummer(order: &Order<'_>, pickup: Pickup<'_>) -> bool {
    let names = [Field::Name, Field::FirstName, Field::LastName, Field::Company].map(|f| order.get(f));
    let lines = order.lines().map(|(_, text)| text);
    names
        .into_iter()
        .chain(lines)
        .any(|text| digit_groups(text).any(|n| (6..=10).contains(&n.len()) && pickup.point != Some(n)))
}

fn digit_groups(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty())
}
