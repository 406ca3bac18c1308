//! `customs/description-missing`: a declaration that does not say what is in the parcel.

use super::super::{Context, Rule};
use super::{Crossing, crossing, says_nothing, way};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::damage;
use crate::world::customs::{self, Border};

pub static RULE: Rule = Rule {
    code: "customs/description-missing",
    summary: "no description of the goods that customs take, or no tariff number",
    explain: "\
The parcel crosses a border, and its description is blank or says nothing: `gift`, `samples`, \
`clothes`, `parts`. The EU's systems have such words on a list and stop the parcel before it is \
loaded; others hold it and ask. Since September 2025 goods by post need a tariff number (HS code) \
of six digits as well, parcels to the EU since 2023, and mail to the US its ten digits.

What to do: write what a person would call it: `women's cotton t-shirt`. The name of the article is \
offered where it says more. Add the tariff number.

Looked at are the column for customs descriptions, else the article's, of which only an empty word \
is named, and the column for tariff numbers; what the file has no column for is not asked for. Speaks \
only where it is known from where the parcel leaves (`--ship-from`), and never within one customs \
area. Not known: whether the description is true; the other articles of an order of several rows.

```csv flagged
Order,Name,Address 1,City,Zip,Country,Contents,Ship From
1,Ada Byron,24 Linden St,Boston,02134,US,gift,DE
2,Ada Byron,24 Linden St,Boston,02134,US,,DE
```

```csv clean
Order,Name,Address 1,City,Zip,Country,Contents,Ship From
1,Ada Byron,24 Linden St,Boston,02134,US,women's cotton t-shirt,DE
2,Max Beispiel,Lindenweg 4,Bonn,53111,DE,gift,DE
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Customs),
    needs: &[Field::Contents, Field::ItemName, Field::HsCode],
    check,
};

/// Fewer digits of a tariff number name a chapter, no goods.
const LEAST_DIGITS: usize = 6;

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let Some(crossing) = crossing(facts, context) else { return };
    description(order, context, out);
    if crossing.border == Border::Customs && context.columns.contains(Field::HsCode) {
        tariff_number(order, facts, &crossing, context, out);
    }
}

fn description<'a>(order: &Order<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let article = order.get(Field::ItemName);
    if !context.columns.contains(Field::Contents) {
        if customs::is_vague(article) {
            let finding = out.finding(&[Field::ItemName], vague(article)).severity(Severity::Warning);
            out.push(finding.strength(0.5));
        }
        return;
    }
    let text = order.get(Field::Contents);
    let blank = says_nothing(order, Field::Contents);
    if !blank && !customs::is_vague(text) {
        return;
    }
    let says_more = !says_nothing(order, Field::ItemName) && !customs::is_vague(article);
    let fix = says_more.then(|| Fix::review("take the name of the article").edit(Field::Contents, article));
    let (message, strength) = match (blank, says_more) {
        (false, _) => (vague(text), 0.7),
        // label software takes the article's name where there is nothing else
        (true, true) => ("no description of the goods for customs, only the name of the article".to_string(), 0.2),
        (true, false) => ("no description of the goods, without which customs hold the parcel".to_string(), 1.0),
    };
    let severity = if blank && says_more { Severity::Note } else { Severity::Warning };
    out.push(out.finding(&[Field::Contents], message).severity(severity).strength(strength).fix_if(fix));
}

fn vague(text: &str) -> String {
    format!("`{text}` says nothing of the goods, and customs refuse such words: name the article and its material")
}

fn tariff_number<'a>(
    order: &Order<'a>,
    facts: &Facts<'a>,
    crossing: &Crossing,
    context: &Context<'_>,
    out: &mut Findings<'a>,
) {
    let text = order.get(Field::HsCode);
    let blank = says_nothing(order, Field::HsCode);
    let digits = if blank { 0 } else { digits(text) };
    let needed = customs::hs_digits(&crossing.to, way(facts), context.as_of);
    let enough = needed.map_or(LEAST_DIGITS, |need| LEAST_DIGITS.max(usize::from(need.digits)));
    if digits >= enough {
        return;
    }
    let since = needed.and_then(|need| need.span.from).map(|day| format!(" since {day}")).unwrap_or_default();
    let (message, severity, strength) = match needed {
        _ if digits >= LEAST_DIGITS => (
            format!("`{text}` has {digits} digits, and this parcel needs a tariff number of {enough}{since}"),
            Severity::Warning,
            0.3,
        ),
        _ if !blank => (format!("`{text}` is no tariff number: it needs six digits at least"), Severity::Warning, 0.5),
        Some(_) => (
            format!("no tariff number (HS code), and this parcel needs one of {enough} digits{since}"),
            Severity::Warning,
            0.5,
        ),
        None => ("no tariff number (HS code): customs may have to look for one".to_string(), Severity::Note, 0.1),
    };
    out.push(out.finding(&[Field::HsCode], message).severity(severity).strength(strength));
}

/// Digits of a tariff number; none where zeros fill the cell, or a spreadsheet has made something of
/// the number.
fn digits(text: &str) -> usize {
    let bare = damage::without_point_zero(text).unwrap_or(text);
    let all = || bare.bytes().filter(u8::is_ascii_digit);
    if damage::is_scientific(text) || all().all(|b| b == b'0') { 0 } else { all().count() }
}
