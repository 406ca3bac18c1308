//! `address/unit-incomplete`: a unit word with nothing behind it.

use super::super::{Context, Rule};
use crate::finding::{Finding, Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};

pub static RULE: Rule = Rule {
    code: "address/unit-incomplete",
    summary: "a unit word (`Apt`, `Suite`) or a PO box without its number",
    explain: "\
The address names a flat, suite or unit and not which one: `Apt`, `Unit #`, `Wohnung`, `Meir 12 bus`, \
`12 Main St Floor`, in Singapore a storey alone (`#08`). The buyer began to write it, or the shop's \
form did. In a house with many doors the driver leaves again, or leaves the parcel in the hall. A PO \
box without its number is one of hundreds at the post office.

What to do: ask the buyer for the number. Where another address line holds nothing but a number, it \
is most likely the one, and doorstep offers to join them.

What it does not know: whether the house has several doors at all. Words that are a full answer by \
themselves (`Basement`, `Penthouse suite`, `Side door`, `EG`) are not incomplete, and the codes of \
gates (`gate code 4471#`) are no units.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,Apt,Boston,MA,02134,US
2,Ada Byron,PO Box,,Boston,MA,02134,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,Apt 3,Boston,MA,02134,US
2,Ada Byron,24 Linden St,Basement,Boston,MA,02134,US
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[Field::Address1, Field::AddressFull, Field::StreetJoined],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    if let Some(word) = facts.parsed.po_box.filter(|_| lacks_all_digits(order) && facts.in_country(&NUMBERED)) {
        let field = order.lines().find(|(_, text)| text.contains(word)).map_or(Field::Address1, |(field, _)| field);
        let fix = Fix::ask("ask for the number of the box", "What is the number of your PO box?");
        return out.push(out.finding(&[field], format!("`{word}` has no number behind it")).fix(fix));
    }
    let Some((field, word)) = facts.parsed.dangling_unit else { return };
    let stands_in = |f: &Finding<'_>| f.code == "address/placeholder" && f.fields.contains(field);
    if field == Field::Address1 && may_be_a_street(order.get(field), word) || out.as_slice().iter().any(stands_in) {
        return;
    }
    let is_storey = word.bytes().any(|b| b.is_ascii_digit());
    let lacks = if is_storey { "is a storey without its door" } else { "has no number behind it" };
    let finding = out.finding(&[field], format!("`{word}` {lacks}"));
    // firms have storeys to themselves
    let finding = if is_storey { finding.severity(Severity::Note).strength(0.5) } else { finding };
    let finding = match neighbour(order, field) {
        Some((other, number)) => {
            let cell = order.get(field).trim_end_matches([' ', '#', '.', ',', ':', '-', '?']);
            let joint = if is_storey { '-' } else { ' ' };
            let joined = format!("{cell}{joint}{number}");
            let fix = Fix::review("join the unit and its number").edit(field, joined).edit(other, "");
            finding.severity(Severity::Note).fix(fix)
        }
        None => finding.fix(Fix::ask("ask for the unit", "Which apartment, flat or unit number should we deliver to?")),
    };
    out.push(finding);
}

/// Where every box has a number; in CH and AT a small office knows whose it is. Our judgement.
const NUMBERED: [&str; 10] = ["AU", "CA", "DE", "ES", "FR", "GB", "IE", "NL", "NZ", "US"];

fn lacks_all_digits(order: &Order<'_>) -> bool {
    let has_digit = |text: &str| text.chars().any(char::is_numeric);
    order.lacks(Field::HouseNumber) && !order.lines().any(|(_, text)| has_digit(text))
}

/// Words for berths and bays end names of streets as well (`975 River Bay`).
fn may_be_a_street(line: &str, word: &str) -> bool {
    const BOTH: [&str; 6] = ["bay", "berth", "court", "lot", "pier", "slip"];
    BOTH.iter().any(|b| b.eq_ignore_ascii_case(word)) && line.len() > word.len() + 3
}

/// The next address line, where it holds nothing but a short designator, and the unit word ends
/// its own.
fn neighbour<'a>(order: &Order<'a>, field: Field) -> Option<(Field, &'a str)> {
    let other = match field {
        Field::Address1 => Field::Address2,
        Field::Address2 => Field::Address3,
        _ => return None,
    };
    let text = order.get(other);
    let bare = text.trim_start_matches(['#', ' ']);
    let designates = bare.len() <= 6 && bare.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'/'));
    (designates && (bare.bytes().any(|b| b.is_ascii_digit()) || bare.len() == 1)).then_some((other, bare))
}
