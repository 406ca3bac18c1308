//! `handling/unprintable-characters`: what the label printer has no picture for.

use super::super::{Context, Rule};
use crate::finding::{Findings, Fix, FixLevel, Reason, Severity};
use crate::input::{Field, cell};
use crate::order::{Facts, Order};
use crate::text::{Signs, is_latin};
use crate::world::service::Service;

pub static RULE: Rule = Rule {
    code: "handling/unprintable-characters",
    summary: "characters that the label cannot show: emoji, control characters, another script",
    explain: "\
Label printers have letters and no pictures. An emoji, a control character or a letter that was \
lost on the way (`\u{fffd}`) prints as a box or a question mark, some carriers refuse the whole \
order for one of them, and where the carrier's labels are in Latin letters only an address in \
another script comes out as a row of question marks.

What to do: take the emoji out, as the fix does; ask the buyer for the letter that was lost, or for \
the address in Latin letters.

Letters outside the carrier's set are judged only where the service is recognised and its carrier \
says what it prints. Accents, typographic quotes and dashes are fine. Not known: the fonts of your \
own printer.

```csv flagged
Order,Name,Address 1,City,State,Zip,Country,Shipping Method
1,Ada Byron \u{1f338},24 Linden St,Boston,MA,02134,US,UPS Ground
2,山田 花子,西新宿2-8-1,新宿区,東京都,160-0023,JP,USPS Priority Mail International
```

```csv clean
Order,Name,Address 1,City,State,Zip,Country,Shipping Method
1,Zoë O’Byron,24 Linden St – rear,Boston,MA,02134,US,UPS Ground
2,山田 花子,西新宿2-8-1,新宿区,東京都,160-0023,JP,Yu-Pack
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Handling),
    needs: &[],
    check,
};

/// What stands on a label.
const PRINTED: [Field; 13] = [
    Field::Name,
    Field::FirstName,
    Field::LastName,
    Field::Company,
    Field::Address1,
    Field::Address2,
    Field::Address3,
    Field::HouseNumber,
    Field::AddressFull,
    Field::StreetJoined,
    Field::District,
    Field::City,
    Field::Region,
];

/// What is wrong with one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Wrong {
    /// Prints nothing and means nothing: it can go unseen.
    Invisible,
    /// A picture, or a control character: it can go.
    Picture,
    /// Somebody's letter that nobody else has.
    Private,
    /// A letter that was lost.
    Lost,
}

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    if !order.holds(SUSPECT) {
        return;
    }
    let service = facts.service();
    let charset = service.and_then(charset);
    let mut seen = Seen::default();
    for field in PRINTED {
        let is_garbled = || out.as_slice().iter().any(|f| f.code == "address/garbled-text" && f.fields.contains(field));
        if order.signs(field).any(SUSPECT) && !is_garbled() {
            seen.look(field, order.get(field), charset);
        }
    }
    seen.speak(service, out);
}

/// All that is not plain text.
const SUSPECT: Signs = Signs::CONTROL.and(Signs::BEYOND);

#[derive(Default)]
struct Seen<'a> {
    marks: Vec<(Field, &'a str)>,
    worst: Option<(Wrong, char)>,
    foreign: Vec<Field>,
    letter: Option<char>,
}

impl<'a> Seen<'a> {
    fn look(&mut self, field: Field, text: &'a str, charset: Option<Charset>) {
        if is_western(text) && charset.is_none_or(Charset::prints_western) {
            return;
        }
        let strange = text.chars().filter(|c| !matches!(c, ' '..='~' | '\u{c0}'..='\u{24f}'));
        let worst = strange.filter_map(|c| wrong(c).map(|w| (w, c))).max();
        // Joiners belong to the letters of some scripts; alone they are not worth a finding.
        if worst.is_some_and(|(w, _)| w > Wrong::Invisible) {
            self.marks.push((field, text));
            self.worst = self.worst.max(worst);
        }
        let Some(charset) = charset else { return };
        if let Some(c) = text.chars().find(|c| c.is_alphabetic() && !charset.prints(*c)) {
            self.foreign.push(field);
            self.letter = self.letter.or(Some(c));
        }
    }

    fn speak(self, service: Option<&'static Service>, out: &mut Findings<'a>) {
        if let Some((wrong, c)) = self.worst {
            let fields: Vec<Field> = self.marks.iter().map(|(f, _)| *f).collect();
            out.push(out.finding(&fields, said(wrong, c)).fix(remedy(wrong, &self.marks)));
        }
        if let Some((service, c)) = service.zip(self.letter) {
            let message = format!(
                "`{c}` is no Latin letter, and {} prints no others: the label will show question marks; ask for the \
                 address in Latin letters",
                Service::by_id(service.carrier).unwrap_or(service).title
            );
            let fix = Fix::ask("ask for Latin letters", "Could you give us your name and address in Latin letters?");
            out.push(out.finding(&self.foreign, message).fix(fix));
        }
    }
}

fn said(wrong: Wrong, c: char) -> String {
    match wrong {
        Wrong::Lost => "a letter was lost on the way and stands as `\u{fffd}`: look the order up in the shop".into(),
        Wrong::Private => {
            format!("character U+{:04X} is one that others cannot show: the label will lack it", u32::from(c))
        }
        Wrong::Invisible | Wrong::Picture if c.is_control() => {
            format!("control character U+{:04X} inside the text: label software may refuse it", u32::from(c))
        }
        Wrong::Invisible | Wrong::Picture => format!("no label printer has `{c}`: take it out"),
    }
}

fn remedy<'a>(wrong: Wrong, marks: &[(Field, &'a str)]) -> Fix<'a> {
    if matches!(wrong, Wrong::Lost | Wrong::Private) {
        return Fix::ask("ask for the lost letter", "How do you spell your name and address?");
    }
    // controls of an old code page are what is left of letters, and nobody knows of which
    let are_remains = marks.iter().any(|(_, text)| text.chars().any(|c| matches!(c, '\u{80}'..='\u{9f}')));
    let level = if are_remains { FixLevel::Review } else { FixLevel::Safe };
    let mut fix = Fix { level, ..Fix::safe("take out what cannot be printed") };
    for (field, text) in marks {
        let plain = without_marks(text);
        if plain.is_empty() {
            return Fix::ask("ask for the text in letters", "How do you spell your name and address?");
        }
        fix = fix.edit(*field, plain);
    }
    fix
}

/// The text without pictures and control characters, and without the blanks that stood beside
/// them.
fn without_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut cut = false;
    for c in text.chars() {
        if wrong(c).is_some() {
            cut = true;
        } else if !(cut && c == ' ' && (out.is_empty() || out.ends_with(' '))) {
            out.push(c);
            cut &= c == ' ';
        }
    }
    out.trim_end().to_string()
}

fn wrong(c: char) -> Option<Wrong> {
    match c {
        ' '..='~' | '\n' | '\r' | '\t' => None,
        '\u{fffd}' => Some(Wrong::Lost),
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. | '\u{fdd0}'..='\u{fdef}' | '\u{ffff}' => Some(Wrong::Private),
        _ if c.is_control() || is_picture(c) => Some(Wrong::Picture),
        _ if cell::is_invisible(c) => Some(Wrong::Invisible),
        _ => None,
    }
}

/// Emoji, pictographs and their modifiers; not the stars and notes that Japanese text is
/// written with.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{fe0f}' | '\u{e0020}'..='\u{e007f}' | '\u{20e3}')
        && !matches!(c, '★' | '☆' | '♀' | '♂' | '♪' | '♭' | '♯' | '☎' | '☏')
}

/// Is all of it ASCII that prints, or letters of the west of Europe (U+00C0 to U+00FF)? Nearly all
/// texts are.
fn is_western(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, 0x20..=0x7e | 0x80..=0xbf | 0xc3))
}

/// The letters that a carrier prints.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Charset {
    Ascii,
    Latin1,
    Latin,
}

impl Charset {
    fn prints(self, c: char) -> bool {
        match self {
            Charset::Ascii => c.is_ascii(),
            Charset::Latin1 => c <= '\u{ff}',
            Charset::Latin => is_latin(c),
        }
    }

    /// All letters of U+00C0 to U+00FF?
    fn prints_western(self) -> bool {
        self != Charset::Ascii
    }
}

/// What the carrier prints, where it says.
fn charset(service: &'static Service) -> Option<Charset> {
    let label = service.label("line").filter(|l| l.confidence != "low")?;
    match label.charset {
        "ascii" => Some(Charset::Ascii),
        "latin1" => Some(Charset::Latin1),
        "latin" => Some(Charset::Latin),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pictures_go_with_their_blanks() {
        assert_eq!(without_marks("Ada \u{1f338} Byron"), "Ada Byron");
        assert_eq!(without_marks("\u{1f338} Ada"), "Ada");
        assert_eq!(without_marks("Ada \u{2764}\u{fe0f}"), "Ada");
        assert_eq!(without_marks("\u{1f338}"), "");
        assert_eq!(without_marks("Straße 4"), "Straße 4");
    }

    proptest! {
        #[test]
        fn nothing_unprintable_stays(text in "\\PC*") {
            prop_assert!(without_marks(&text).chars().all(|c| wrong(c).is_none()));
        }
    }
}
