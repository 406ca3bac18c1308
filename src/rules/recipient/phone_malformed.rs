//! `recipient/phone-malformed`: a number that cannot be dialled.

use super::super::{Context, Rule};
use super::says_none;
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::{Phone, damage};
use crate::world::Country;

pub static RULE: Rule = Rule {
    code: "recipient/phone-malformed",
    summary: "a phone number that cannot be dialled: too short, too long, one digit over and over",
    explain: "\
The phone cell holds no number that could be dialled in the country of destination, nor in any \
other: digits are missing or too many, the same digit fills the box, or there are words. The \
driver cannot call from the door, the locker cannot text its code, and some couriers refuse the \
label.

What to do: take the number of the billing address where that is a good one, else ask the buyer.

The rule is lenient: country codes, trunk zeros, brackets, extensions and two numbers in one cell \
are fine, a number of another country passes, numbers that the marketplace has masked pass, and \
one digit more or less than the numbering plan says passes too. Without a country nothing is said \
about the length. Not known: whether the number is in use.

```csv flagged
Order,Name,Address 1,City,Zip,Country,Phone
1,Ada Byron,24 Linden St,Boston,02134,US,555-0199
2,Jean Exemple,4 rue des Lilas,Lyon,69003,FR,06 55 50
3,Bo Chen,9 Elm St,Boston,02134,US,5555555555
```

```csv clean
Order,Name,Address 1,City,Zip,Country,Phone
1,Ada Byron,24 Linden St,Boston,02134,US,+1 (555) 010-0199 x3
2,Jean Exemple,4 rue des Lilas,Lyon,69003,FR,06 55 50 10 19 / 01 99 00 12 34
3,Bo Chen,9 Elm St,Boston,02134,US,(+1)55****99
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Recipient),
    needs: &[Field::Phone],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let text = order.get(Field::Phone);
    if text.is_empty() || out.has("recipient/phone-missing") {
        return;
    }
    let Some(wrong) = fault(text, facts.country) else { return };
    let mut finding = out.finding(&[Field::Phone], wrong).fix(remedy(order, facts));
    let needless = facts.service().is_some_and(|s| s.phone == "no") && !context.leaves_for(facts.country);
    if needless {
        finding = finding.severity(Severity::Note).strength(0.5);
    }
    out.push(finding);
}

/// What is wrong with a phone cell that says something.
fn fault(text: &str, country: Option<&'static Country>) -> Option<String> {
    let phone = Phone::read(text);
    if phone.masked {
        return None;
    }
    if damage::is_scientific(text) {
        return Some(format!("`{text}` is a phone number that a spreadsheet shortened, its last digits are lost"));
    }
    let digits = phone.digits();
    if phone.is_blank() {
        return (phone.letters > 0 && !says_none(text)).then(|| format!("`{text}` is no phone number"));
    }
    if phone.is_filler() {
        return Some(format!("`{text}` was typed to fill the box, it is no phone number"));
    }
    const VANITY: usize = 10;
    if digits.len() + usize::from(phone.letters) >= VANITY && phone.letters > 0 && digits.len() >= 4 {
        return None;
    }
    let country = country?;
    let fits = |digits: &str| fits_somewhere(digits, phone.international, country);
    if fits(digits) || fits(phone.first_digits()) {
        return None;
    }
    let first = phone.first_digits();
    let bare = first.trim_start_matches('0').strip_prefix(country.phone_code);
    // what is counted here is counted there
    let (number, coded) = match bare.filter(|_| phone.international && !country.phone_code.is_empty()) {
        Some(number) => (trunk_off(number), " behind the country code"),
        None => (first, ""),
    };
    let (count, what, place) = (number.len(), lengths(country), country.in_words());
    let digit = if count == 1 { "digit" } else { "digits" };
    Some(format!("`{text}` has {count} {digit}{coded}; phone numbers in {place} have {what} without the country code"))
}

/// Could it be dialled in the country, or with its own country code from there?
fn fits_somewhere(digits: &str, international: bool, country: &Country) -> bool {
    let bare = digits.strip_prefix("011").unwrap_or(digits).trim_start_matches('0');
    if !international && (fits(digits, country) || fits(bare, country)) {
        return true;
    }
    let with_code = |c: &Country| bare.strip_prefix(c.phone_code).is_some_and(|n| fits(n, c) || fits(trunk_off(n), c));
    with_code(country)
        || (international || bare.len() >= 10)
            && bare.len() <= 16
            && Country::all().iter().any(|c| !c.phone_code.is_empty() && with_code(c))
}

fn trunk_off(number: &str) -> &str {
    number.strip_prefix('0').unwrap_or(number)
}

/// Within one digit of what the numbering plan says.
fn fits(number: &str, country: &Country) -> bool {
    let count = number.len();
    country.phone_lengths.is_empty()
        || country
            .phone_lengths
            .iter()
            .any(|(min, max)| count + 1 >= usize::from(*min) && count <= usize::from(*max) + 1)
}

/// `10`, `9 or 11`, `6 to 12`.
fn lengths(country: &Country) -> String {
    let ranges = country.phone_lengths.iter().map(|(min, max)| match min == max {
        true => min.to_string(),
        false => format!("{min} to {max}"),
    });
    ranges.collect::<Vec<_>>().join(" or ") + " digits"
}

fn remedy<'a>(order: &Order<'a>, facts: &Facts<'a>) -> Fix<'a> {
    let billing = order.get(Field::BillingPhone);
    if Phone::read(billing).is_blank() || billing == order.get(Field::Phone) || fault(billing, facts.country).is_some()
    {
        Fix::ask("ask for the phone number", "Which phone number can the carrier reach you on?")
    } else {
        Fix::review("take the number of the billing address").edit(Field::Phone, billing)
    }
}
