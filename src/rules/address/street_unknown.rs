//! `address/street-unknown`: a place whose streets are all known, and not this one.

use super::super::{Context, Rule};
use super::at_the_door::replaced;
use crate::directory::Covered;
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Delivery, Facts, Order};
use crate::text::fold;
use crate::world::register::form;

pub static RULE: Rule = Rule {
    code: "address/street-unknown",
    summary: "a street that the postcode does not have in the address register",
    explain: "\
The address register has all streets of the postcode, and none of this name. The street is \
misspelled, or the postcode is that of another place.

It needs a directory with an address register that has every address of the place (`doorstep \
directory build`, `scan --directory`).

What to do: look at the candidate. doorstep tries one letter wrong, lost, doubled or swapped; a \
street that exists and has the house number is offered for review.

What it does not know: new streets, and names that people use and registers do not. So without a \
candidate it is a note.

In the examples, a register of the place is at hand, in which there is a Rosewood St.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,12 Rosewod St,,Lindenburg,MA,02199,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,12 ROSEWOOD STREET,,Lindenburg,MA,02199,US
2,Ada Byron,12 Rosewod St,,Boston,MA,02134,US
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[Field::Address1, Field::AddressFull, Field::StreetJoined],
    check,
};

/// A place of fewer streets may be known in part only.
const FEW: u32 = 5;
/// What says that postcode or street are something else altogether.
const SAID: [&str; 8] = [
    "address/postcode-malformed",
    "address/postcode-region-mismatch",
    "address/postcode-city-mismatch",
    "address/postcode-country-mismatch",
    "address/fields-swapped",
    "address/placeholder",
    "address/gibberish",
    "address/garbled-text",
];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let numbered = facts.parsed.house_number.is_some() && facts.delivery == Delivery::Door;
    let Some(street) = facts.parsed.street.filter(|_| numbered) else { return };
    let Some(covered) = context.known.covered(order, facts).filter(|c| c.place.streets >= FEW) else { return };
    let known = covered.street(covered.door.street).is_some() || covered.building(covered.door.building).is_some();
    if known || SAID.iter().any(|code| out.has(code)) {
        return;
    }
    let candidates = candidates(&covered, street);
    let finding = out
        .finding(&[super::at_the_door::first_line(order)], format!("there is no street `{street}` at this postcode"))
        .evidence(format!("{} knows {} streets there", covered.directory.name(), covered.place.streets));
    let fix = |name: &String| {
        let (field, text) = replaced(order, street, name)?;
        Some(Fix::review("take the street of the register").edit(field, text))
    };
    let ask = || Fix::ask("ask for the street", "Is the street in your address right?");
    out.push(match candidates.as_slice() {
        [only] => finding.fix_if(fix(only)),
        [_, _] => {
            let finding = finding.severity(Severity::Note).strength(0.5).fix(ask());
            candidates.iter().filter_map(fix).fold(finding, |f, fix| f.alternative(fix))
        }
        _ => finding.severity(Severity::Note).strength(0.3).fix(ask()),
    });
}

/// Names that one slip in one word makes of this one, and that exist with the house number.
fn candidates(covered: &Covered<'_, '_>, street: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut seen: Vec<u64> = Vec::new();
    for word in street.split(' ').filter(|w| w.len() >= 4 && w.bytes().all(|b| b.is_ascii_alphabetic())) {
        if form(&fold(word)).is_some() {
            continue;
        }
        let at = word.as_ptr() as usize - street.as_ptr() as usize;
        let (before, after) = (&street[..at], &street[at + word.len()..]);
        each_slip(&word.to_ascii_lowercase(), &mut |slip| {
            let name = format!("{before}{}{after}", in_case(slip, word));
            let door = covered.door.other_street(&name);
            let exists = covered.street(door.street).is_some()
                && covered.building(door.neighbour(covered.parts.number)).is_some();
            if exists && !seen.contains(&door.street) {
                seen.push(door.street);
                found.push(name);
            }
        });
    }
    found
}

/// Every word that one letter wrong, lost, doubled, swapped or too many makes of this one.
fn each_slip(word: &str, see: &mut dyn FnMut(&str)) {
    let letters = word.as_bytes();
    let mut tell = |letters: &[u8]| {
        if let Ok(text) = std::str::from_utf8(letters) {
            see(text);
        }
    };
    for i in 0..=letters.len() {
        for letter in b'a'..=b'z' {
            let mut more = letters.to_vec();
            more.insert(i, letter);
            tell(&more);
            if let Some(old) = letters.get(i).filter(|old| **old != letter) {
                let mut other = letters.to_vec();
                other[i] = letter;
                debug_assert_ne!(*old, letter);
                tell(&other);
            }
        }
        if i < letters.len() {
            let mut less = letters.to_vec();
            less.remove(i);
            tell(&less);
        }
        if i + 1 < letters.len() && letters[i] != letters[i + 1] {
            let mut swapped = letters.to_vec();
            swapped.swap(i, i + 1);
            tell(&swapped);
        }
    }
}

/// A word in the case of another: `ROSEWOOD`, `Rosewood`, `rosewood`.
fn in_case(word: &str, like: &str) -> String {
    let capital = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_uppercase());
    let mut bytes = like.bytes();
    match (capital(bytes.next()), capital(bytes.next())) {
        (true, true) => word.to_ascii_uppercase(),
        (true, false) => word[..1].to_ascii_uppercase() + &word[1..],
        _ => word.to_string(),
    }
}
