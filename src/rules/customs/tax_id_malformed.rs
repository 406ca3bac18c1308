//! `customs/tax-id-malformed`: the recipient's number cannot be right.

use super::super::{Context, HINT, Rule};
use super::{article, ask_for, crossing, holds_number};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::damage;
use crate::world::Country;
use crate::world::customs::Confidence;
use crate::world::taxid::{self, Bare, Need, TaxId, Without};

pub static RULE: Rule = Rule {
    code: "customs/tax-id-malformed",
    summary: "a tax or identity number of the recipient that cannot be right",
    explain: "\
The number that customs ask for has too many or too few digits, or its check digits do not fit: a \
digit was mistyped, or a spreadsheet took the zero before it. The customs system refuses it, and \
the parcel is held or returned as if it had none.

What to do: ask the buyer; a lost zero that makes the check digits right is offered back.

Check digits are held against CPF, CNPJ (with letters, too), CUIT, RUT, CURP, Chinese, Ecuadorian, \
Turkish and Taiwanese identity numbers, NIF, codice fiscale, Peruvian RUC and Aadhaar. Of numbers \
without a published rule, and of those whose rule has exceptions, only the length is looked at; \
what may be a passport's number is left alone where customs take one. Speaks only where it is \
known from where the parcel leaves (`--ship-from`), and never within one customs area. Not known: \
whether the number exists, and whether it is the recipient's.

```csv flagged
Order,Name,Address 1,City,Region,Zip,Country,Tax Id,Ship From
1,Ana Exemplo,Rua das Flores 24,São Paulo,SP,01310-100,BR,123.456.789-00,US
2,Kim Bora,Sejong-daero 12,Seoul,,04524,KR,P12345,DE
```

```csv clean
Order,Name,Address 1,City,Region,Zip,Country,Tax Id,Ship From
1,Ana Exemplo,Rua das Flores 24,São Paulo,SP,01310-100,BR,CPF 12345678909,US
2,Ana Exemplo,Rua das Flores 24,São Paulo,SP,01310-100,BR,AB123456,US
3,Ana Exemplo,Rua das Flores 24,São Paulo,SP,01310-100,BR,123.456.789-00,BR
```
",
    severity: Severity::Error,
    reason: Some(Reason::Customs),
    needs: &[Field::TaxId],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let text = order.get(Field::TaxId);
    if text.is_empty() {
        return;
    }
    let Some(crossing) = crossing(facts, context) else { return };
    let Some(need) = taxid::need(crossing.to.country, context.as_of).filter(|n| !n.of_address) else { return };
    let damaged = damage::is_scientific(text) || damage::without_point_zero(text).is_some();
    // without one it is missing
    if damaged || !holds_number(order, need) {
        return;
    }
    let Some(fault) = fault(crossing.to.country, need, text) else { return };
    let (message, fix) = match fault {
        Fault::Digits(id) => (
            format!("`{text}` is no {}: its check digits do not fit, so a digit is wrong", id.name),
            ask_for(need, &crossing),
        ),
        Fault::Filler(id) => (format!("`{text}` is a filler, no {}", id.name), ask_for(need, &crossing)),
        Fault::LostZero(id, whole) => (
            format!("`{text}` is {} {} that has lost the zero before it", article(id.name), id.name),
            Fix::review("restore the zero").edit(Field::TaxId, whole.as_str().to_string()),
        ),
        Fault::Shape(len) => (
            format!("`{text}` is no {}: it has {len} characters, {}", need.ids, lengths(crossing.to.country)),
            ask_for(need, &crossing),
        ),
    };
    let (severity, strength) = match (need.mandatory, need.without) {
        (false, _) => (Severity::Note, HINT),
        (true, Without::Returned) => (Severity::Error, 1.0),
        (true, _) => (Severity::Warning, 0.4),
    };
    out.push(out.finding(&[Field::TaxId], message).severity(severity).strength(strength).fix(fix));
}

/// What is wrong with a number.
enum Fault {
    /// The check digits of this kind do not fit.
    Digits(&'static TaxId),
    /// One digit over and over, in the place of this kind.
    Filler(&'static TaxId),
    /// It has lost zeros before it; the whole number.
    LostZero(&'static TaxId, Bare),
    /// It is none of the country's; its characters.
    Shape(usize),
}

fn fault(country: &Country, need: &Need, text: &str) -> Option<Fault> {
    let ids = TaxId::of(country);
    if ids.is_empty() || taxid::find(ids, text, "").is_some() {
        return None;
    }
    let bare = Bare::of(text)?;
    let plain = bare.as_bytes().strip_prefix(country.code.as_bytes()).unwrap_or(bare.as_bytes());
    if plain.len() < bare.as_bytes().len() && ids.iter().any(|id| id.fits(plain)) {
        return None;
    }
    if let Some(id) = ids.iter().find(|id| id.sure && id.fits(bare.as_bytes())) {
        let is_row = bare.as_bytes().windows(2).all(|w| w[0] == w[1]);
        return Some(if is_row { Fault::Filler(id) } else { Fault::Digits(id) });
    }
    let restored = (1..=3).filter_map(|zeros| bare.with_zeros(zeros)).find_map(|whole| {
        let is_whole = |id: &&TaxId| id.sure && id.fits(whole.as_bytes()) && id.agrees(whole.as_bytes());
        ids.iter().find(is_whole).map(|id| Fault::LostZero(id, whole))
    });
    if restored.is_some() {
        return restored;
    }
    let may_be_passport = need.passport && taxid::is_like_passport(&bare);
    let sure = need.mandatory && need.source.confidence >= Confidence::Medium;
    (sure && !may_be_passport).then_some(Fault::Shape(bare.as_bytes().len()))
}

/// `a CPF has 11, a CNPJ 14`.
fn lengths(country: &Country) -> String {
    let mut out = String::new();
    let ids = TaxId::of(country);
    for (i, id) in ids.iter().enumerate().filter(|(i, id)| !ids[..*i].iter().any(|before| before.name == id.name)) {
        let alike = ids[i..].iter().filter(|other| other.name == id.name);
        let lengths: Vec<String> = alike.flat_map(TaxId::lengths).map(|n| n.to_string()).collect();
        let (comma, has) = if out.is_empty() { ("", " has") } else { (", ", "") };
        out.push_str(&format!("{comma}{} {}{has} {}", article(id.name), id.name, lengths.join(" or ")));
    }
    out
}
