//! `address/postcode-malformed`: the postcode fits no shape of its country.

use super::super::{Context, Rule};
use super::candidates::{Verdict, digits_only, is_blank, names, same, verdict, written_code};
use super::readings::{self, Damage, Reading};
use super::suggest;
use crate::finding::{Findings, Fix, FixLevel, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::world::country::Need;
use crate::world::postcode::{self, Postcode};
use crate::world::{Country, Region};

pub static RULE: Rule = Rule {
    code: "address/postcode-malformed",
    summary: "a postcode that fits no shape of its country",
    explain: "\
The postcode has too few or too many characters, letters for digits, or something else beside it. \
Parcels are sorted by postcode; one that cannot be read goes through many hands, and label software \
refuses it.

What to do: spreadsheets take the zero in front (`2134` for `02134`) and add decimals (`90210.0`); \
hands write O for 0. Where another cell confirms such a reading it is put right by itself, else it \
is offered. Otherwise ask the buyer.

What it does not know: which digit is missing. Countries without postcodes, stand-ins such as \
`00000`, and anything that fits a shape of the country, however unlikely, are left alone here.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Boston,MA,2134,US
2,Ada Byron,Lindenstr. 24,,Berlin,,1O969,DE
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Boston,MA,02134-1234,US
2,Ada Byron,Villa 24 Al Wasl Rd,,Dubai,,00000,AE
```
",
    severity: Severity::Error,
    reason: Some(Reason::Address),
    needs: &[Field::Postcode],
    check,
};

/// Findings that say what the cell holds instead.
const SAID: [&str; 4] = [
    "address/fields-swapped",
    "address/field-misplaced",
    "address/military-malformed",
    "address/postcode-country-mismatch",
];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let Some(country) = facts.country else { return };
    if facts.postcode.is_some() || !country.has_postcodes() || is_blank(order, Field::Postcode) {
        return;
    }
    if SAID.iter().any(|code| out.has(code)) {
        return;
    }
    let text = order.get(Field::Postcode);
    let severity = match country.postcode {
        Need::Required => Severity::Error,
        Need::Usual => Severity::Warning,
        Need::Optional | Need::None => Severity::Note,
    };
    let reading = readings::read(country, text).filter(|r| {
        // a code that no list has is no repair
        if matches!(r.damage, Damage::Lookalike(_)) && suggest::is_unlisted(facts, &r.code) {
            return false;
        }
        !matches!(r.damage, Damage::LostZero | Damage::Doubled)
            || verdict(country, facts.region, &r.code) != Verdict::Contradicts
                && !suggest::is_elsewhere(order, facts, &r.code)
    });
    let bare = postcode::letters_and_digits(text);
    let meant = bare.and_then(|bare| suggest::meant(order, facts, bare.as_str()));
    // a slip that the city explains is likelier than one that it does not
    let reading =
        reading.filter(|r| meant.is_none_or(|m| m.code == r.code) || suggest::is_of_city(order, facts, &r.code));
    let rule = shape(country);
    let finding = match &reading {
        None if let Some(meant) = meant => {
            let message = format!("{rule}; `{text}` looks like `{}` with {}", meant.code.as_str(), meant.slip.words());
            out.finding(&[Field::Postcode], message).evidence(meant.evidence(order)).fix(meant.fix(text))
        }
        Some(reading) => {
            let message = format!("{rule}; `{text}` looks like `{}`{}", reading.code.as_str(), because(reading.damage));
            let of_city = meant.filter(|m| m.code == reading.code).map(|m| m.evidence(order));
            let evidence = of_city.or_else(|| evidence(facts, country, reading));
            let mut fix = fix(order, facts, country, reading);
            if meant.is_some_and(|m| m.code == reading.code && m.is_certain()) {
                fix.level = FixLevel::Safe;
            }
            let mut finding = out.finding(&[Field::Postcode], message).fix(fix);
            finding.evidence = evidence.map(Into::into);
            finding
        }
        None => {
            let ask =
                Fix::ask("ask for the postcode", format!("We have `{text}` as your postcode; what is it in full?"));
            out.finding(&[Field::Postcode], format!("{rule}; `{text}` {}", fault(country, text))).fix(ask)
        }
    };
    out.push(finding.severity(severity));
}

/// `US postcodes have 5 digits`.
fn shape(country: &Country) -> String {
    match digits_of(country.postcodes[0]) {
        Some(n) => format!("{} postcodes have {n} digits", country.code),
        None => format!("{} postcodes look like `{}`", country.code, country.postcode_example),
    }
}

/// How many digits a shape has, if it has nothing else.
fn digits_of(shape: &str) -> Option<usize> {
    let mut class = false;
    let mut count = 0;
    for b in shape.bytes() {
        match b {
            b'[' => (class, count) = (true, count + 1),
            b']' => class = false,
            b'N' | b'0'..=b'9' => count += usize::from(!class),
            _ => return None,
        }
    }
    Some(count)
}

fn because(damage: Damage) -> &'static str {
    match damage {
        Damage::Decimals => " with decimals that a spreadsheet added",
        Damage::LostZero => " with its leading zero lost",
        Damage::Lookalike(_) => " with a letter and a digit mistaken for each other",
        Damage::Extra => " with something else beside it",
        Damage::Doubled => " with one character typed twice",
    }
}

/// What is wrong with a postcode that has no likely reading.
fn fault(country: &Country, text: &str) -> String {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let scientific = text.contains("E+") || text.contains("e+");
    if scientific {
        return "is a number that a spreadsheet shortened".to_string();
    }
    if readings::codes_within(country, text).is_err_and(|n| n > 1) {
        return "holds more than one".to_string();
    }
    if digits == 0 {
        return "is none".to_string();
    }
    let pure = text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-'));
    let other_length = !country.postcodes.iter().any(|shape| digits_of(shape) == Some(digits));
    match digits_only(country) && pure && other_length {
        true if digits_of(country.postcodes[0]).is_some() => format!("has {digits}"),
        true => format!("has {digits} digits"),
        false => "is none of them".to_string(),
    }
}

fn evidence(facts: &Facts<'_>, country: &Country, reading: &Reading) -> Option<String> {
    let indices = Region::of_postcode(country, reading.code.bare().as_str());
    let region = facts.region.filter(|_| verdict(country, facts.region, &reading.code) == Verdict::Confirms);
    match region {
        Some(region) => Some(format!("`{}` lies in {}, as the order says", reading.code.as_str(), region.name)),
        None if !indices.is_empty() => Some(format!("`{}` lies in {}", reading.code.as_str(), names(indices))),
        None => None,
    }
}

fn fix<'a>(order: &Order<'a>, facts: &Facts<'a>, country: &Country, reading: &Reading) -> Fix<'a> {
    let verdict = verdict(country, facts.region, &reading.code);
    let certain = match reading.damage {
        Damage::Decimals | Damage::LostZero | Damage::Doubled => false,
        Damage::Lookalike(n) => n == 1 && digits_only(country),
        Damage::Extra => rest_is_known(order, country, reading),
    };
    let plain = reading.damage == Damage::Decimals && order.get(Field::Postcode).starts_with(reading.code.as_str());
    let confirmed = verdict == Verdict::Confirms
        && match reading.damage {
            // Else a digit dropped elsewhere explains the code as well.
            Damage::LostZero | Damage::Decimals => facts.region.is_some_and(|r| r.postcodes_begin_with(b'0')),
            Damage::Lookalike(_) => !names_another_door(country, order.get(Field::Postcode), &reading.code),
            Damage::Extra | Damage::Doubled => false,
        };
    let level = if confirmed || (certain || plain) && verdict != Verdict::Contradicts {
        FixLevel::Safe
    } else {
        FixLevel::Review
    };
    let title = match reading.damage {
        Damage::Decimals => "take off the decimals",
        Damage::LostZero => "restore the leading zero",
        Damage::Lookalike(_) => "put the right character",
        Damage::Extra => "keep the postcode alone",
        Damage::Doubled => "take out the doubled character",
    };
    Fix { level, ..Fix::safe(title) }.edit(Field::Postcode, written_code(&reading.code, order.get(Field::Postcode)))
}

/// Is the character that was put right one of the four that stand for a single door in IE? Nothing says
/// then that it is this one.
fn names_another_door(country: &Country, text: &str, code: &Postcode) -> bool {
    let before = postcode::letters_and_digits(text);
    let tail = |code: &Postcode| code.as_str().get(3..).map(str::to_string);
    country.code == "IE" && before.as_ref().and_then(tail) != tail(&code.bare())
}

/// Does what stands beside the postcode only repeat another cell?
fn rest_is_known(order: &Order<'_>, country: &Country, reading: &Reading) -> bool {
    let text = order.get(Field::Postcode);
    let code = reading.code.as_str();
    let Some(rest) = text.strip_prefix(code).or_else(|| text.strip_suffix(code)) else { return false };
    let rest = super::candidates::trim_separators(rest);
    [Field::City, Field::Region, Field::RegionName, Field::Country].into_iter().any(|f| same(order.get(f), rest))
        || Country::find(rest) == Some(country)
        || ["zip", "plz", "cp", "cap", "cep", "pin", "postcode", "zip code"].iter().any(|word| same(word, rest))
}
