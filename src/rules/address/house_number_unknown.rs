//! `address/house-number-unknown`: a street that is known whole, and not this number.

use std::collections::BTreeSet;

use super::super::{Context, Rule};
use super::at_the_door::replaced;
use crate::directory::{Covered, number};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};

pub static RULE: Rule = Rule {
    code: "address/house-number-unknown",
    summary: "a house number that the street does not have in the address register",
    explain: "\
The address register has the street with all its houses, and this number is not among them. The \
driver looks for a house that is not there.

It needs a directory with an address register that has every address of the place (`doorstep \
directory build`, `scan --directory`). Either end of a range is enough (`12-14`), and a letter more \
or less is no mistake (`12a`, `12`).

What to do: look at the candidates. doorstep tries swapped digits and one wrong digit; one candidate \
that exists is offered for review, two or three are shown, more tell nothing.

What it does not know: houses built since the register was made. So without a candidate, and within \
the numbers that the street has, it is a note.

In the examples, a register of the place is at hand, in which Rosewood St has the even numbers from 2 \
to 40.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,912 Rosewood St,,Lindenburg,MA,02199,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,12 Rosewood St,,Lindenburg,MA,02199,US
2,Ada Byron,12a Rosewood St,,Lindenburg,MA,02199,US
3,Ada Byron,12-15 Rosewood Street,,Lindenburg,MA,02199,US
4,Ada Byron,912 Linden St,,Boston,MA,02134,US
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[Field::Address1, Field::AddressFull, Field::StreetJoined],
    check,
};

/// Fewer houses do not show how a street is numbered.
const FEW: u32 = 4;
/// More candidates than these tell nothing.
const MOST: usize = 3;

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let Some(written) = facts.parsed.house_number.filter(|_| facts.delivery == Delivery::Door) else { return };
    let Some(covered) = context.known.covered(order, facts) else { return };
    let Some(street) = covered.street(covered.door.street).filter(|s| s.houses >= FEW) else { return };
    let plain = number(written);
    if is_known(&covered, &plain) {
        return;
    }
    let value = covered.door.number;
    let outside = value > 0 && street.lowest > 0 && (value > street.highest || value < street.lowest);
    let candidates = candidates(&covered, &plain);
    let finding = out
        .finding(&[field_of(order, written)], format!("`{}` has no number `{written}`", covered.parts.street))
        .evidence(format!(
            "{} knows {} houses there, from {} to {}",
            covered.directory.name(),
            street.houses,
            street.lowest,
            street.highest
        ));
    let fix = |candidate: &String| {
        let (field, text) = replaced(order, written, candidate)?;
        Some(Fix::review(format!("take house number {candidate}")).edit(field, text))
    };
    let finding = match candidates.as_slice() {
        [only] => finding.fix_if(fix(only)),
        [_, ..] => candidates.iter().filter_map(fix).fold(finding.fix(ask()), |f, fix| f.alternative(fix)),
        [] => finding.fix(ask()),
    };
    let sure = outside || candidates.len() == 1;
    out.push(if sure { finding } else { finding.severity(Severity::Note).strength(0.3) });
}

fn ask<'a>() -> Fix<'a> {
    Fix::ask("ask for the house number", "Is the house number in your address right?")
}

fn field_of(order: &Order<'_>, written: &str) -> Field {
    replaced(order, written, "").map_or(Field::Address1, |(field, _)| field)
}

/// Is the number known, or either end of its range, with a letter more or less?
fn is_known(covered: &Covered<'_, '_>, plain: &str) -> bool {
    let known = |text: &str| covered.building(covered.door.neighbour(text)).is_some();
    known(plain)
        || plain.split('-').any(|end| {
            let bare = end.trim_end_matches(|c: char| !c.is_ascii_digit());
            let digits = &bare[..bare.find(|c: char| !c.is_ascii_digit()).unwrap_or(bare.len())];
            known(end) || known(digits) || !digits.is_empty() && ('a'..='f').any(|c| known(&format!("{digits}{c}")))
        })
}

/// Numbers that the street has and that one slip makes of this one: of two digits swapped, where
/// there is one, else of one digit wrong, doubled or lost. None where there are too many.
fn candidates(covered: &Covered<'_, '_>, plain: &str) -> Vec<String> {
    let end = plain.find(|c: char| !c.is_ascii_digit()).unwrap_or(plain.len());
    let (digits, rest) = plain.split_at(end);
    if digits.len() < 2 || digits.len() > 6 || rest.contains('-') {
        return Vec::new();
    }
    let exists = |digits: Vec<u8>| {
        let text = format!("{}{rest}", String::from_utf8(digits).ok()?);
        let sane = !text.starts_with('0') && text != plain;
        (sane && covered.building(covered.door.neighbour(&text)).is_some()).then_some(text)
    };
    let bytes = digits.as_bytes();
    let swapped: BTreeSet<String> = (1..bytes.len())
        .filter_map(|i| {
            let mut other = bytes.to_vec();
            other.swap(i - 1, i);
            exists(other)
        })
        .collect();
    let mut slips = swapped.clone();
    if swapped.len() != 1 {
        for i in 0..bytes.len() {
            for digit in b'0'..=b'9' {
                let mut other = bytes.to_vec();
                other[i] = digit;
                slips.extend(exists(other));
            }
            let mut other = bytes.to_vec();
            other.remove(i);
            slips.extend(exists(other));
        }
    }
    if slips.len() > MOST { Vec::new() } else { slips.into_iter().collect() }
}
