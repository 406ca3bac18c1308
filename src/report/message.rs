//! The message to a buyer: everything that only the buyer knows, asked at once, in the language of the
//! destination with English beside it.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};

use super::redact;
use crate::finding::{Finding, FixLevel};
use crate::input::Field;
use crate::scan::Assessed;
use crate::text::{is_invisible, table};
use crate::world::message::{Messages, filled};

/// The columns of a table of messages.
pub const COLUMNS: [&str; 7] = ["to", "name", "orders", "language", "subject", "text", "english"];

/// A message, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// The buyer's e-mail address; empty where the order has none.
    pub to: String,
    /// BCP 47.
    pub language: &'static str,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// In the language of the destination.
    pub subject: String,
    /// In the language of the destination, lines ended by `\n`.
    pub text: String,
    /// The same in English.
    pub english: String,
}

/// A question to the buyer, for one finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Question {
    language: &'static str,
    text: String,
    english: String,
}

/// What the buyer of one order is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Asked {
    to: String,
    order: String,
    /// Empty where something is wrong with it.
    name: String,
    language: String,
    /// In English.
    questions: Vec<String>,
}

/// What a question says in the language of the order's destination.
pub(super) fn question(assessed: &Assessed<'_, '_>, asked: &str, mask: bool) -> Question {
    let english = words(assessed, asked, mask);
    let messages = of(assessed);
    match messages.question(&english) {
        Some(text) => Question { language: &messages.language, text, english },
        None => Question { language: "en", text: english.clone(), english },
    }
}

/// The message of an order; `None` where there is nothing to ask.
pub fn of_order(assessed: &Assessed<'_, '_>, mask: bool) -> Option<Message> {
    Some(Message::of(&[asked(assessed, mask)?]))
}

/// Appends what is asked about an order, a line for [`merged`]; nothing where nothing is asked.
pub fn line(assessed: &Assessed<'_, '_>, mask: bool, out: &mut Vec<u8>) {
    let Some(asked) = asked(assessed, mask) else { return };
    // writing to memory does not fail
    let _ = serde_json::to_writer(&mut *out, &asked);
    out.push(b'\n');
}

/// Writes the table of a mail merge out of such lines: one message to each buyer, whatever the
/// number of orders, in the order of their first lines. Returns how many. Takes memory for every
/// question.
///
/// # Errors
/// When the lines cannot be read or the table cannot be written.
pub fn merged(lines: impl BufRead, out: &mut dyn Write) -> io::Result<usize> {
    let mut all: Vec<Vec<Asked>> = Vec::new();
    let mut by_buyer = std::collections::HashMap::new();
    for line in lines.lines() {
        let asked: Asked = serde_json::from_str(&line?)?;
        let buyer = (asked.to.to_lowercase(), asked.language.clone());
        match by_buyer.get(&buyer) {
            Some(at) if !asked.to.is_empty() && asked.to != redact::MASK => {
                let mine: &mut Vec<Asked> = &mut all[*at];
                mine.push(asked);
            }
            _ => {
                by_buyer.insert(buyer, all.len());
                all.push(vec![asked]);
            }
        }
    }
    let mut row = Vec::new();
    table::put(&COLUMNS, &mut row);
    for mine in &all {
        let message = Message::of(mine);
        let orders: Vec<&str> = mine.iter().map(|a| a.order.as_str()).collect();
        let name = mine.first().map_or("", |a| &a.name);
        let Message { to, language, subject, text, english, .. } = &message;
        table::put(&[to, name, &orders.join(" "), language, subject, text, english], &mut row);
        out.write_all(&row)?;
        row.clear();
    }
    out.write_all(&row)?;
    Ok(all.len())
}

impl Message {
    /// One message about all of these orders of one buyer.
    fn of(all: &[Asked]) -> Message {
        let first = all.first();
        let own = Messages::of(first.map_or("en", |a| &a.language));
        // half a message in another language helps nobody
        let is_known = all.iter().flat_map(|a| &a.questions).all(|q| own.question(q).is_some());
        let own = if is_known { own } else { Messages::english() };
        Message {
            to: first.map_or_else(String::new, |a| a.to.clone()),
            language: &own.language,
            direction: &own.direction,
            subject: subject(own, all),
            text: text(own, all),
            english: text(Messages::english(), all),
        }
    }
}

fn subject(messages: &Messages, all: &[Asked]) -> String {
    let orders: Vec<&str> = all.iter().map(|a| a.order.as_str()).filter(|o| !o.is_empty()).collect();
    match orders.as_slice() {
        [] => messages.frame.subject_unnumbered.clone(),
        orders => filled(&messages.frame.subject, &[("order", orders.join(", "))]),
    }
}

fn text(messages: &Messages, all: &[Asked]) -> String {
    let frame = &messages.frame;
    let mut out = match all.first().map_or("", |a| &a.name) {
        "" => frame.greeting_unnamed.clone(),
        name => filled(&frame.greeting, &[("name", name.to_string())]),
    };
    for Asked { order, questions, .. } in all {
        let intro = match (questions.len(), order.as_str()) {
            (1, "") => &frame.one_unnumbered,
            (_, "") => &frame.many_unnumbered,
            (1, _) => &frame.one,
            _ => &frame.many,
        };
        out.push_str("\n\n");
        out.push_str(&filled(intro, &[("order", order.clone())]));
        out.push('\n');
        for question in questions {
            out.push_str("\n- ");
            out.push_str(&messages.question(question).unwrap_or_else(|| question.clone()));
        }
    }
    out.push_str("\n\n");
    out.push_str(&frame.closing);
    out.push('\n');
    out
}

fn asked(assessed: &Assessed<'_, '_>, mask: bool) -> Option<Asked> {
    let mut questions: Vec<String> = Vec::new();
    for finding in assessed.findings {
        let fix = finding.fix.as_ref().filter(|fix| fix.level == FixLevel::Ask);
        let question = fix.and_then(|fix| fix.question.as_deref()).map(|q| words(assessed, q, mask));
        questions.extend(question.filter(|q| !questions.contains(q)));
    }
    let email = assessed.order.get(Field::Email);
    (!questions.is_empty()).then(|| Asked {
        to: if mask { redact::value(email).to_string() } else { shown(email) },
        order: shown(assessed.order.get(Field::Order)),
        name: if mask { String::new() } else { name(assessed) },
        language: of(assessed).language.clone(),
        questions,
    })
}

fn of(assessed: &Assessed<'_, '_>) -> &'static Messages {
    Messages::of_destination(assessed.facts.country, assessed.facts.postcode.as_ref())
}

fn words(assessed: &Assessed<'_, '_>, text: &str, mask: bool) -> String {
    if mask { redact::message(text, assessed.order).into_owned() } else { text.to_string() }
}

/// Longer names are none that one writes after a greeting.
const LONGEST_NAME: usize = 60;

/// The buyer's name, unless something is wrong with it.
fn name(assessed: &Assessed<'_, '_>) -> String {
    const NAMES: [Field; 3] = [Field::Name, Field::FirstName, Field::LastName];
    let doubted = |f: &Finding<'_>| NAMES.iter().any(|field| f.fields.contains(*field));
    let name = shown(assessed.order.names().join(" ").trim());
    let is_sure = name.chars().count() <= LONGEST_NAME && !assessed.findings.iter().any(doubted);
    if is_sure { name } else { String::new() }
}

/// A cell on one line, without signs that are not seen.
fn shown(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let plain: String = plain.filter(|c| !c.is_control() && !is_invisible(*c)).collect();
    plain.trim().to_string()
}
