//! `recipient/name-incomplete`: nobody by that name at the door.

use super::super::{Context, Rule};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::{Folded, Signs, is_latin};
use crate::world::language::Languages;
use crate::world::words::{self, Class};

pub static RULE: Rule = Rule {
    code: "recipient/name-incomplete",
    summary: "a name that says nobody: one letter, digits only, a placeholder, an e-mail address",
    explain: "\
The name is one letter, has no letters, is an e-mail address, or is what people type to get past a \
form (`test`, `customer`, `Mr.`, `me`). In a block of flats the driver finds the bell by the name, \
post offices hand a parcel over to whoever can prove it, and customs abroad return parcels without a \
full one.

What to do: take the name of the billing address where there is one, else ask the buyer.

A company makes any name good enough. One word is a full name to many people and to many \
countries, and is left alone; so are initials with a family name, names in other scripts and names \
that the marketplace has masked. Not known: whether the name is on the bell.

```csv flagged
Order,Name,Address 1,City,Zip,Country
1,A,24 Linden St,Boston,02134,US
2,test test,9 Elm St,Boston,02134,US
3,bo@example.com,11 Elm St,Boston,02134,US
```

```csv clean
Order,Name,Company,Address 1,City,Zip,Country
1,Ada,,24 Linden St,Boston,02134,US
2,A,Byron Ltd,9 Elm St,Boston,02134,US
3,李,,5 Elm St,Boston,02134,US
4,R. Kumar,,4 MG Road,Bengaluru,560001,IN
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Recipient),
    needs: &[Field::Name, Field::FirstName, Field::LastName],
    check,
};

fn check<'a>(order: &Order<'a>, _: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let names = order.names();
    if !order.lacks(Field::Company) || names.iter().all(|n| n.is_empty()) {
        return;
    }
    let Some((wrong, severity)) = fault(names).filter(|_| !out.has("address/name-missing")) else { return };
    let fields: &[Field] =
        if order.get(Field::Name).is_empty() { &[Field::FirstName, Field::LastName] } else { &[Field::Name] };
    let text = joined(names);
    let message = format!("`{}` {wrong}", text.as_str());
    out.push(out.finding(fields, message).severity(severity).fix(remedy(order)));
}

/// What begins with two plain letters, holds nothing strange and begins no stand-in is a name:
/// nearly all end here.
fn is_ordinary(names: [&str; 2]) -> bool {
    const STRANGE: Signs = Signs::AT.and(Signs::BEYOND).and(Signs::STAR);
    let [first, last] = names;
    let head = if first.is_empty() { last } else { first };
    let letters = matches!(head.as_bytes(), [a, b, ..] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic());
    letters && !Signs::of(first).and(Signs::of(last)).any(STRANGE) && !may_be_known(head)
}

/// May the text begin with a stand-in? A cheap look, sure where it is a no.
fn may_be_known(text: &str) -> bool {
    words::may_begin(text.as_bytes(), Class::PlaceholderName)
}

fn fault(names: [&str; 2]) -> Option<(&'static str, Severity)> {
    if is_ordinary(names) {
        return None;
    }
    let whole = names.iter().map(|n| n.len()).sum::<usize>();
    let plain = names.iter().all(|n| n.is_ascii());
    if names.iter().any(|n| n.contains('@')) {
        let address = names.iter().any(|n| crate::world::email::fault(n).is_none());
        return address.then_some(("is an e-mail address, not a name", Severity::Warning));
    }
    let mut letters = 0;
    let mut single = true;
    let mut run = 0;
    for c in names[0].chars().chain([' ']).chain(names[1].chars()) {
        match c {
            '*' | '•' => return None,
            _ if is_latin(c) || c.is_alphabetic() => {
                letters += 1;
                run += 1;
                single &= run == 1;
            }
            _ => run = 0,
        }
    }
    match letters {
        0 if whole > 0 => Some(("has no letters: it is not a name", Severity::Warning)),
        1 if plain => Some(("is one letter: nobody can be found by it", Severity::Warning)),
        _ if is_stand_in(names, whole) => Some(("stands in for a name", Severity::Warning)),
        2.. if plain && single => Some(("is initials only", Severity::Note)),
        _ => None,
    }
}

fn is_stand_in(names: [&str; 2], bytes: usize) -> bool {
    const LONGEST: usize = 40;
    if bytes > LONGEST {
        return false;
    }
    let canon = |text: &str| {
        let of_class = |folded: &str| words::canon(folded, Class::PlaceholderName, Languages::ALL);
        if may_be_known(text) { of_class(Folded::of(text).as_str()) } else { None }
    };
    let known = |text: &str| canon(text).is_some();
    // `Mrs Guest` is somebody
    let known_half = |text: &str| canon(text).is_some_and(|canon| canon != "title");
    let in_two = |first: &str, last: &str| known_half(first) && known_half(last);
    match names {
        [name, ""] | ["", name] => known(name) || name.split_once(' ').is_some_and(|(a, b)| in_two(a, b)),
        [first, last] => in_two(first, last),
    }
}

fn joined(names: [&str; 2]) -> String {
    names.join(" ").trim().to_string()
}

fn remedy<'a>(order: &Order<'a>) -> Fix<'a> {
    let billing = order.payer();
    let good = !billing.is_empty() && fault([&billing, ""]).is_none();
    if good && !order.get(Field::Name).is_empty() && billing != order.get(Field::Name) {
        Fix::review("take the name of the billing address").edit(Field::Name, billing)
    } else {
        Fix::ask("ask for the name", "What is the full name of the person who will receive the parcel?")
    }
}
