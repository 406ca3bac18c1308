//! `handling/line-too-long`: the label ends before the line does.

use std::sync::LazyLock;

use super::super::{Context, Rule};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::world::service::{Label, Service};

pub static RULE: Rule = Rule {
    code: "handling/line-too-long",
    summary: "a name or line longer than the carrier prints",
    explain: "\
The carrier prints so many characters of a line and no more, and most label software cuts the rest \
without a word. What stands at the end of a line is the flat, the floor or the house number: the \
driver has the street and not the door. Some carriers refuse the label instead.

What to do: move the end of the line to the second address line, as the fix does where that one is \
blank; else shorten it (`Blvd`, `Apt`). The end of a name, a company or a city, and the last letters \
of a street, are missed less: those are notes.

The rule speaks only where the carrier is recognised and publishes its limits. An address that \
stands in one cell is left alone, because label software takes it apart. Not known: whether your \
label software wraps lines by itself.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country,Shipping Method
1,Ada Byron,\"1250 North Commonwealth Avenue, Apartment 12B\",,Boston,MA,02134,US,UPS Ground
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country,Shipping Method
1,Ada Byron,1250 North Commonwealth Avenue,Apt 12B,Boston,MA,02134,US,UPS Ground
2,Bo Chen,\"1250 North Commonwealth Avenue, Apartment 12B\",,Boston,MA,02134,US,Standard
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Handling),
    needs: &[Field::Service, Field::Carrier],
    check,
};

/// Nothing of fewer characters is too long for any carrier.
static SHORTEST: LazyLock<usize> = LazyLock::new(|| Label::shortest(&["line", "name", "company", "city"]));

const LINES: [Field; 3] = [Field::Address1, Field::Address2, Field::Address3];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let Some(service) = facts.service() else { return };
    let own = context.settings.labels.iter().map(|l| usize::from(l.max));
    let shortest = own.fold(*SHORTEST, usize::min);
    let may_be_too_long = |field: Field| order.get(field).len() > shortest;
    if !LINES.into_iter().chain([Field::Name, Field::Company, Field::City]).any(may_be_too_long) {
        return;
    }
    for (i, field) in LINES.into_iter().enumerate() {
        let Some((label, text, lost)) = too_long(context, service, "line", order.get(field)) else { continue };
        let mut message = said(service, label, "a line", text, lost);
        let fix = moved_down(order, facts.parsed.unit, context, i, usize::from(label.max));
        if fix.is_none() {
            message += "; shorten it";
        }
        let mut finding = out.finding(&[field], message).fix_if(fix);
        if !label.rejects && is_end_of_a_word(text, lost) {
            finding = finding.severity(Severity::Note).strength(0.2);
        }
        out.push(finding);
    }
    for (field, of) in [(Field::Name, "name"), (Field::Company, "company"), (Field::City, "city")] {
        let Some((label, text, lost)) = too_long(context, service, of, order.get(field)) else { continue };
        let message = said(service, label, &format!("a {of}"), text, lost) + "; shorten it";
        out.push(out.finding(&[field], message).severity(Severity::Note).strength(0.3));
    }
}

/// How much of a line the carrier prints.
#[derive(Clone, Copy)]
struct Limit {
    max: u16,
    rejects: bool,
}

impl Limit {
    /// What the seller says of the label software goes before what the carrier publishes.
    fn of(context: &Context<'_>, service: &Service, field: &str) -> Option<Limit> {
        let mut own = context.settings.labels.iter();
        if let Some(own) = own.find(|l| l.carrier == service.carrier && l.field == field) {
            return Some(Limit { max: own.max, rejects: false });
        }
        let label = service.label(field).filter(|l| l.is_sure())?;
        Some(Limit { max: label.max, rejects: label.rejects })
    }
}

/// The carrier's limit, the text, and the part of it beyond the limit.
fn too_long<'a>(
    context: &Context<'_>,
    service: &Service,
    of: &str,
    text: &'a str,
) -> Option<(Limit, &'a str, &'a str)> {
    let limit = Limit::of(context, service, of)?;
    let (at, _) = text.char_indices().nth(usize::from(limit.max))?;
    Some((limit, text, text[at..].trim()))
}

fn said(service: &Service, limit: Limit, what: &str, text: &str, lost: &str) -> String {
    // A carrier that stands in the data as a whole has the better name for people.
    let carrier = Service::by_id(service.carrier).unwrap_or(service).title;
    let count = text.chars().count();
    if limit.rejects {
        return format!("`{text}` has {count} characters, and {carrier} refuses {what} of more than {}", limit.max);
    }
    let printed = format!("{carrier} prints {} characters of {what}", limit.max);
    match torn(text, lost) {
        None => format!("the label will lose `{lost}`: {printed}"),
        Some((words, rest)) => format!("the label will cut `{words}` to `{rest}`: {printed}"),
    }
}

/// Where the limit tears a word apart: the text from that word on, and what is printed of it.
fn torn<'a>(text: &'a str, lost: &str) -> Option<(&'a str, &'a str)> {
    let head = text.strip_suffix(lost).filter(|head| !head.ends_with(BETWEEN))?;
    let start = head.rfind(BETWEEN).map_or(0, |i| i + head[i..].chars().next().map_or(0, char::len_utf8));
    Some((&text[start..], &head[start..]))
}

/// Is nothing lost but the last letters of a word (`perrie` for `perrier`), which a driver reads
/// all the same?
fn is_end_of_a_word(text: &str, lost: &str) -> bool {
    const FEW: usize = 6;
    let head = text.strip_suffix(lost).unwrap_or_default();
    lost.len() <= FEW && lost.chars().all(char::is_alphabetic) && head.ends_with(char::is_alphabetic)
}

/// The end of the line moved to the next one, where that is blank and both then fit.
fn moved_down<'a>(
    order: &Order<'a>,
    unit: Option<&'a str>,
    context: &Context<'_>,
    line: usize,
    max: usize,
) -> Option<Fix<'a>> {
    const BYTES_PER_CHARACTER: usize = 4;
    let (from, to) = (LINES[line], *LINES.get(line + 1)?);
    if !order.get(to).is_empty() || !context.columns.contains(to) {
        return None;
    }
    let text = order.get(from);
    if text.len() > (max + 1) * 2 * BYTES_PER_CHARACTER {
        return None;
    }
    let (head, tail) = unit.and_then(|unit| cut_before(text, unit, max)).or_else(|| cut(text, max))?;
    Some(Fix::review("move the end of the line down").edit(from, head).edit(to, tail))
}

/// Cuts a line in two that both fit, where the unit at its end begins.
fn cut_before<'a>(text: &'a str, unit: &str, max: usize) -> Option<(&'a str, &'a str)> {
    let head = text.strip_suffix(unit)?;
    let parts = (head.trim_end_matches(BETWEEN), &text[head.len()..]);
    both_fit(parts, max).then_some(parts)
}

/// What stands between two parts of a line.
const BETWEEN: [char; 4] = [',', ' ', ';', '\u{a0}'];

fn both_fit((head, tail): (&str, &str), max: usize) -> bool {
    !head.is_empty() && !tail.is_empty() && head.chars().count() <= max && tail.chars().count() <= max
}

/// Cuts a line in two that both fit: at the last comma if there is one, else at the last blank
/// that does not part a marker from its number (`Apt 12B`).
fn cut(text: &str, max: usize) -> Option<(&str, &str)> {
    let at = |i: usize| (text[..i].trim_end_matches(BETWEEN), text[i..].trim_start_matches(BETWEEN));
    let commas = text.rmatch_indices([',', ';']).map(|(i, _)| at(i));
    let blanks = text.rmatch_indices(' ').map(|(i, _)| at(i)).filter(|(_, tail)| parts_well(tail));
    commas.chain(blanks).find(|parts| both_fit(*parts, max))
}

/// A tail that starts with a word: one that starts with a number was cut from its marker, or is
/// a house number torn from its street.
fn parts_well(tail: &str) -> bool {
    tail.starts_with(|c: char| c.is_alphabetic() || c == '#')
}

#[cfg(test)]
mod tests {
    use super::{cut, torn};
    use proptest::prelude::*;

    #[test]
    fn at_commas_first_then_at_blanks() {
        assert_eq!(cut("1250 Commonwealth Avenue, Apt 12B", 30), Some(("1250 Commonwealth Avenue", "Apt 12B")));
        assert_eq!(cut("1250 Commonwealth Avenue Apt 12B", 30), Some(("1250 Commonwealth Avenue", "Apt 12B")));
        assert_eq!(cut("Donaudampfschifffahrtsgesellschaftsweg 4", 35), None);
    }

    #[test]
    fn what_is_lost_is_said_in_whole_words() {
        assert_eq!(torn("12 Elm St, Building Seven", "ding Seven"), Some(("Building Seven", "Buil")));
        assert_eq!(torn("12 Elm St, Building Seven", "Building Seven"), None);
        assert_eq!(torn("Elmstraßenweg", "weg"), Some(("Elmstraßenweg", "Elmstraßen")));
    }

    proptest! {
        #[test]
        fn both_parts_fit(text in "[a-zé0-9, #]{0,60}", max in 5usize..40) {
            if let Some((head, tail)) = cut(&text, max) {
                prop_assert!(head.chars().count() <= max && tail.chars().count() <= max);
            }
        }
    }
}
