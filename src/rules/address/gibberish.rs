//! `address/gibberish`: letters typed to fill a box.

use super::super::{Context, Rule};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::{Folded, mash};
use crate::world::language::Languages;
use crate::world::words::{Class, Classes, classes, find_plain};

pub static RULE: Rule = Rule {
    code: "address/gibberish",
    summary: "letters typed at random in the street or city",
    explain: "\
The street or the city is keyboard mash: a run along a keyboard row (`asdf`, `qwerty`), a chunk that \
nobody can say typed again and again (`hgfhgf`), or the home row without a syllable. Somebody filled \
a required box to get on; the parcel has nowhere to go.

What to do: ask the buyer for the address before the label is printed.

What it does not know: only Latin letters are looked at, and only whole cells, so that place names \
without vowels (`Krk`, `Brno`), doubled ones (`Wagga Wagga`), acronyms and codes stay silent. An \
invented street that can be said (`Blorp Street`) passes.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,asdf asdf,,Boston,MA,02134,US
2,Ada Byron,Hauptstr. 5,,qweqwe,,10115,DE
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Jan Novak,Vlk 12,,Krk,,51500,HR
2,Ada Byron,12 Wagga Wagga Rd,,Walla Walla,WA,99362,US
```
",
    severity: Severity::Error,
    reason: Some(Reason::Address),
    needs: &[Field::Address1, Field::AddressFull, Field::StreetJoined, Field::City],
    check,
};

/// Words that may stand beside the mash without saying where it is (`asdf street apt 3`).
const PASSED_OVER: Classes = Classes::of(&[
    Class::Street,
    Class::Unit,
    Class::UnitAlone,
    Class::Level,
    Class::Direction,
    Class::HouseWord,
    Class::Placeholder,
]);

fn check<'a>(order: &Order<'a>, _: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let mut lines = order.lines();
    let street = lines.next().filter(|(field, text)| is_gibberish(text) && !is_called_a_stand_in(*field, out));
    if let Some((field, text)) = street.filter(|_| lines.all(|(_, text)| adds_nothing(text))) {
        let fix = Fix::ask("ask for the street", "Which street and house number should we deliver to?");
        out.push(out.finding(&[field], format!("`{text}` is no street, it is keyboard mash")).fix(fix));
    }
    let city = order.get(Field::City);
    if is_gibberish(city) && !is_called_a_stand_in(Field::City, out) {
        let fix = Fix::ask("ask for the city", "Which town or city should we deliver to?");
        let finding = out.finding(&[Field::City], format!("`{city}` is no town, it is keyboard mash"));
        out.push(finding.fix(fix).cause("city").strength(0.5));
    }
}

/// What has been called a stand-in, or stands beside one that cannot be delivered to, need not be
/// called mash as well.
fn is_called_a_stand_in(field: Field, out: &Findings<'_>) -> bool {
    let mut said = out.as_slice().iter().filter(|f| f.code == "address/placeholder");
    said.any(|f| f.severity == Severity::Error || f.fields.contains(field))
}

fn is_gibberish(text: &str) -> bool {
    mash::is_mash_line(text, |word| find_plain(word).classes(Languages::ALL).any(PASSED_OVER))
}

/// A further line that is mash too, a number, or a unit.
fn adds_nothing(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().all(char::is_alphabetic));
    is_gibberish(text)
        || words.all(|w| w.chars().count() < 3 || classes(&Folded::of(w), Languages::ALL).any(PASSED_OVER))
}
