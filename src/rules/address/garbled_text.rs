//! `address/garbled-text`: letters that were read in the wrong encoding on their way here.

use std::borrow::Cow;

use super::super::{Context, Rule};
use crate::finding::{Findings, Fix, FixLevel, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::mojibake::{self, Letters, Loss};
use crate::text::{Signs, escape};
use crate::world::Country;

pub static RULE: Rule = Rule {
    code: "address/garbled-text",
    summary: "letters garbled by a wrong encoding (`MÃ¼nchen`, `Jos&eacute;`, `M?nchen`)",
    explain: "\
Somewhere on its way the text was read in another encoding than it was written in: `MÃ¼nchen` is \
`München` in UTF-8 read as Windows-1252, `â€™` is an apostrophe, `&#39;` is one as a web page writes \
it. Label printers print it as it stands, drivers guess, and sorting machines give up.

What to do: nothing reaches the buyer; the text comes back by reading it the other way round, once \
or several times. doorstep does so by itself when the letters that come back are ones the country \
writes, and asks for a look otherwise. Where letters were replaced by `\u{fffd}` or `?` they are gone: \
ask the buyer or look in the shop. Then open the export as UTF-8, or import it into the spreadsheet \
instead of opening it, so that the next one is whole.

What it does not know: a question mark at the end of a word may be a lost letter or a question; only \
one between two letters counts.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,SendlingerstraÃŸe 5,,MÃ¼nchen,,80331,DE
2,Ada Byron,Hauptstr. 5,,M?nchen,,80331,DE
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,João Lima,AV. SÃO JOÃO 12,,SÃO PAULO,SP,01035-000,BR
2,Anne Roy,1 Rue de l’Âge d’Or,,ÂGENVILLE,,75001,FR
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Address),
    needs: &[],
    check,
};

const CELLS: [Field; 13] = [
    Field::Name,
    Field::FirstName,
    Field::LastName,
    Field::Company,
    Field::Address1,
    Field::Address2,
    Field::Address3,
    Field::AddressFull,
    Field::StreetJoined,
    Field::District,
    Field::City,
    Field::Region,
    Field::RegionName,
];

/// Languages that write Latin letters beyond those of Western Europe.
const WIDER_LATIN: [&str; 19] =
    ["az", "bs", "cs", "cy", "eo", "et", "hr", "hu", "lt", "lv", "mt", "pl", "ro", "sk", "sl", "sq", "sr", "tr", "vi"];

/// Languages written in Latin letters alone; a country with no other gets no letters of another
/// script unseen.
const LATIN_ONLY: [&str; 14] = ["cs", "da", "de", "en", "es", "fi", "fr", "it", "nb", "nl", "pl", "pt", "sv", "hu"];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    if !order.holds(SUSPECT) {
        return;
    }
    restore(order, facts.country, out);
    lost(order, out);
}

/// Only with one of these may a cell be garbled.
const SUSPECT: Signs = Signs::ESCAPE.and(Signs::BEYOND);

fn restore<'a>(order: &Order<'a>, country: Option<&'static Country>, out: &mut Findings<'a>) {
    let mut fix = Fix::safe("restore the letters");
    let mut first: Option<(&'a str, String)> = None;
    let mut fields = Vec::new();
    for field in CELLS.into_iter().filter(|f| order.signs(*f).any(SUSPECT)) {
        let raw = order.raw(field);
        let Some((text, level)) = read_back(raw, country) else { continue };
        let text = text.trim().to_string();
        if text == order.get(field) {
            continue;
        }
        fix.level = fix.level.max(level);
        fields.push(field);
        first.get_or_insert_with(|| (order.get(field), text.clone()));
        fix = fix.edit(field, text);
    }
    if let Some((from, to)) = first {
        let message = format!("`{from}` is `{to}` in a wrong encoding");
        out.push(out.finding(&fields, message).fix(fix));
    }
}

/// What a cell was meant to say, and who must agree.
fn read_back<'a>(raw: &'a str, country: Option<&'static Country>) -> Option<(Cow<'a, str>, FixLevel)> {
    let signs = Signs::of(raw);
    if !signs.any(SUSPECT) {
        return None;
    }
    let unescaped = if signs.any(Signs::ESCAPE) { escape::unescape(raw) } else { None };
    let text = unescaped.as_deref().unwrap_or(raw);
    match mojibake::restore(text) {
        Some(restored) => {
            let sure =
                restored.whole && is_plausible(restored.letters, country) && mojibake::loss(&restored.text).is_none();
            Some((Cow::Owned(restored.text), if sure { FixLevel::Safe } else { FixLevel::Review }))
        }
        None => unescaped.map(|text| (Cow::Owned(text), FixLevel::Safe)),
    }
}

/// Does the country write such letters?
fn is_plausible(letters: Letters, country: Option<&'static Country>) -> bool {
    let Some(country) = country else { return letters == Letters::Western };
    match letters {
        Letters::Western => true,
        Letters::Latin => WIDER_LATIN.iter().any(|code| country.languages.has(code)),
        Letters::Other => {
            country.languages.codes().any(|code| !LATIN_ONLY.contains(&code) && !WIDER_LATIN.contains(&code))
        }
    }
}

/// Letters that nothing brings back.
fn lost<'a>(order: &Order<'a>, out: &mut Findings<'a>) {
    let gone = |f: &Field| {
        let may = *f != Field::StreetJoined && order.signs(*f).any(SUSPECT);
        if may { mojibake::loss(order.get(*f)) } else { None }
    };
    let Some(field) = CELLS.into_iter().find(|f| gone(f).is_some()) else { return };
    let text = order.get(field);
    let mark = match gone(&field) {
        Some(Loss::QuestionMarks) => "?",
        _ => "\u{fffd}",
    };
    let fields: Vec<Field> = CELLS.into_iter().filter(|f| gone(f).is_some()).collect();
    let fix = Fix::ask("ask how it is spelt", "Some letters of your address were lost. Could you send it once more?");
    let message = format!("`{text}` has lost letters where `{mark}` stands; look it up in the shop");
    out.push(out.finding(&fields, message).fix(fix));
}
