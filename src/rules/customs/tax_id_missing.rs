//! `customs/tax-id-missing`: customs ask for the recipient's number, and the order has none.

use super::super::{Context, HINT, Rule};
use super::{Crossing, article, ask_for, crossing, declared, holds_number, none_of, way, worth};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::damage;
use crate::world::customs::{Confidence, Way};
use crate::world::taxid::{self, Found, Likeness, Need, TaxId, Without};

pub static RULE: Rule = Rule {
    code: "customs/tax-id-missing",
    summary: "no tax or identity number of the recipient, where customs ask for one",
    explain: "\
Brazil returns parcels without the recipient's CPF, customs in South Korea, Mexico, Chile and some \
other countries hold them until somebody names the number, and carriers to Saudi Arabia must \
refuse an address without its short code. The number is looked for in its own column, and in every \
other in which shops put it for want of one: company, address lines, district, name, note. A word \
(`pending`), an e-mail address, one or two digits, or a phone number are none.

What to do: ask the buyer. A number that stands in another cell is offered for the column where \
labels take it from.

Speaks only where it is known from where the parcel leaves (`--ship-from`), and never of parcels \
within one customs area. In a file that has no column for the number an order is only warned of, \
where the number is mandatory, and countries that ask for it now and then are passed over; so are \
platforms that print the customs form themselves. What counts is the day of the run (`--as-of`). \
Not known: what a shop keeps and does not export; contracts under which the carrier asks the buyer.

```csv flagged
Order,Name,Address 1,City,Region,Zip,Country,Tax Id,Ship From
1,Ana Exemplo,Rua das Flores 24,São Paulo,SP,01310-100,BR,,US
2,Kim Bora,Sejong-daero 12,Seoul,,04524,KR,,DE
```

```csv clean
Order,Name,Address 1,City,Region,Zip,Country,Tax Id,Ship From
1,Ana Exemplo,Rua das Flores 24,São Paulo,SP,01310-100,BR,123.456.789-09,US
2,Ana Exemplo,Rua das Flores 24,São Paulo,SP,01310-100,BR,,BR
3,Ada Byron,24 Linden St,Boston,MA,02134,US,,DE
```
",
    severity: Severity::Error,
    reason: Some(Reason::Customs),
    needs: &[],
    check,
};

/// Platforms whose own labels carry the number that the buyer gave them.
const PLATFORM_LABELS: [&str; 5] = ["aliexpress", "lazada", "shopee", "temu", "tiktok"];

/// Cells in which shops put the number for want of a column.
const ELSEWHERE: [Field; 11] = [
    Field::Company,
    Field::Address2,
    Field::Address3,
    Field::District,
    Field::Address1,
    Field::AddressFull,
    Field::StreetJoined,
    Field::Note,
    Field::Name,
    Field::LastName,
    Field::FirstName,
];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let Some(crossing) = crossing(facts, context) else { return };
    let Some(need) = taxid::need(crossing.to.country, context.as_of) else { return };
    let has_column = context.columns.contains(Field::TaxId);
    let ids = TaxId::of(crossing.to.country);
    let cell = order.get(Field::TaxId);
    // a number of another kind is no short code, and what a spreadsheet made of one is no number
    let is_answer = !damage::is_scientific(cell)
        && holds_number(order, need)
        && (!need.of_address || taxid::find(ids, cell, "").is_some());
    if has_column && is_answer || !concerns(need, order, facts, context) {
        return;
    }
    let found = ELSEWHERE.iter().find_map(|field| found_in(ids, need, *field, order));
    if let Some((field, found)) = found {
        if has_column && !need.of_address {
            misplaced(order, field, &found, out);
        }
        return;
    }
    if need.of_address && has_long_address(order) {
        return;
    }
    // where only couriers ask, and the courier is not known, a file without the column says too little
    let asked_by_some = !need.mandatory || need.way != Way::Any && way(facts) == Way::Any;
    if !has_column && (asked_by_some || PLATFORM_LABELS.contains(&context.platform)) {
        return;
    }
    let (severity, strength) = weight(need, has_column && !need.of_address, facts);
    let field = if has_column { Field::TaxId } else { Field::Country };
    let finding = out.finding(&[field], message(need, &crossing, cell)).severity(severity).strength(strength);
    let finding = finding.fix(ask_for(need, &crossing));
    out.push(match evidence(need, context) {
        Some(text) => finding.evidence(text),
        None => finding,
    });
}

/// Is the number needed for this parcel?
fn concerns(need: &Need, order: &Order<'_>, facts: &Facts<'_>, context: &Context<'_>) -> bool {
    let is_over = || {
        need.over.is_none_or(|(over, currency)| {
            let value = declared(order).and_then(|(_, money)| worth(&money, currency, context));
            value.is_some_and(|value| value > over)
        })
    };
    need.way.covers(way(facts)) && is_over()
}

fn found_in<'a>(ids: &'static [TaxId], need: &Need, field: Field, order: &Order<'a>) -> Option<(Field, Found<'a>)> {
    let text = order.get(field);
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let found = taxid::find(ids, text, order.get(Field::Phone))?;
    (found.likeness >= Likeness::Named || need.of_address).then_some((field, found))
}

/// The building number and the additional number of a Saudi address say what its short code says;
/// the second may stand behind the postcode (`12345-8118`).
fn has_long_address(order: &Order<'_>) -> bool {
    let four = |word: &&str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    let texts = order.lines().map(|(_, text)| text).chain([order.get(Field::Postcode)]);
    texts.flat_map(|text| text.split(|c: char| !c.is_alphanumeric())).filter(four).count() >= 2
}

/// Severity, and the share of a refusal: an assumption, since brokers ask for what is missing, and
/// some labels carry a number that stands elsewhere.
fn weight(need: &Need, has_column: bool, facts: &Facts<'_>) -> (Severity, f64) {
    if !need.mandatory {
        return (Severity::Note, HINT);
    }
    if need.source.confidence <= Confidence::Low {
        return if has_column { (Severity::Warning, 0.15) } else { (Severity::Note, HINT) };
    }
    if need.way != Way::Any && way(facts) == Way::Any {
        return (Severity::Note, HINT);
    }
    match (need.without, has_column) {
        (Without::Returned | Without::Refused, true) => (Severity::Error, 1.0),
        (Without::Returned | Without::Refused, false) => (Severity::Warning, 0.3),
        (Without::Held, true) => (Severity::Warning, 0.25),
        (Without::Held, false) => (Severity::Warning, 0.1),
    }
}

fn message(need: &Need, crossing: &Crossing, cell: &str) -> String {
    let said = none_of(cell);
    let (ids, place) = (need.ids, crossing.to.in_words());
    let since = need.span.from.map(|day| format!(" since {day}")).unwrap_or_default();
    let what = match (need.mandatory, need.without) {
        (false, _) => {
            return format!("no {ids}{said}: customs in {place} may ask for it before they let the parcel in");
        }
        (true, Without::Returned) => format!("customs in {place} return parcels without it{since}"),
        (true, Without::Held) => format!("customs in {place} hold parcels without it{since}"),
        (true, Without::Refused) => format!("carriers must refuse parcels to {place} without it{since}"),
    };
    format!("no {ids}{said}: {what}")
}

fn evidence(need: &Need, context: &Context<'_>) -> Option<String> {
    let age = need.source.age(context.as_of);
    let doubt = (need.source.confidence <= Confidence::Low).then(|| "not well known: check first".to_string());
    doubt.or(age)
}

/// The number is there, but where no label takes it from.
fn misplaced<'a>(order: &Order<'a>, field: Field, found: &Found<'a>, out: &mut Findings<'a>) {
    let name = found.id.name;
    let lacks = if order.lacks(Field::TaxId) { "is blank" } else { "has none" };
    let message = format!(
        "`{}` is {} {name}, and the cell for it {lacks}: the customs form would lack it",
        found.text,
        article(name)
    );
    let fix = Fix::review(format!("move the {name} to its cell")).edit(Field::TaxId, found.text);
    let keeps_its_text = matches!(field, Field::Note | Field::AddressFull | Field::StreetJoined);
    let fix = if keeps_its_text { fix } else { fix.edit(field, rest_of(order.get(field), found)) };
    let finding = out.finding(&[Field::TaxId, field], message).severity(Severity::Warning).strength(0.05);
    out.push(finding.fix(fix));
}

/// A cell without the number that was found in it, and the word that names it.
fn rest_of(text: &str, found: &Found<'_>) -> String {
    const MARKS: [char; 10] = [' ', ',', ';', ':', '-', '/', '(', ')', '#', '|'];
    let Some((before, after)) = text.split_once(found.text) else { return text.to_string() };
    let mut before = before.trim_end_matches(MARKS);
    let names = [
        "CPF/CNPJ", "CPF", "CNPJ", "CUIT", "CUIL", "CDI", "RUT", "RUN", "RFC", "CURP", "PCCC", "NIK", "NPWP", "NIF",
        "NIE", "RUC", "DNI", "ID",
    ];
    for name in names.iter().chain([&found.id.name]) {
        let at = before.len().checked_sub(name.len()).filter(|at| before.is_char_boundary(*at));
        if let Some(at) =
            at.filter(|at| before[*at..].eq_ignore_ascii_case(name) && (*at == 0 || before[..*at].ends_with(MARKS)))
        {
            before = before[..at].trim_end_matches(MARKS);
            break;
        }
    }
    let after = after.trim_start_matches(MARKS);
    match (before.is_empty(), after.is_empty()) {
        (true, _) => after.to_string(),
        (_, true) => before.to_string(),
        _ => format!("{before}, {after}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Country;

    #[test]
    fn a_number_is_taken_out_of_its_cell() {
        let ids = TaxId::of(Country::by_code("BR").expect("a country"));
        for (text, rest) in [
            ("CPF 123.456.789-09", ""),
            ("123.456.789-09", ""),
            ("Apto 12, CPF: 123.456.789-09", "Apto 12"),
            ("CPF/CNPJ: 12345678909 - Bloco B", "Bloco B"),
            ("Apto 12 (CPF 12345678909) Bloco B", "Apto 12, Bloco B"),
        ] {
            let found = taxid::find(ids, text, "").expect("a CPF");
            assert_eq!(rest_of(text, &found), rest, "{text}");
        }
    }
}
