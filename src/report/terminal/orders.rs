//! The riskiest orders, one after the other: what is wrong, where, why it matters, what to do.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::super::text::{lines, many, money, percent, shortened, width};
use super::super::{advice, why};
use super::{Style, name_of, plain};
use crate::finding::{FixLevel, Reason};
use crate::input::Field;
use crate::risk::FindingEffect;
use crate::scan::{Card, CardEdit, CardFinding, CardFix, Summary};
use crate::world::effect;

/// Where the text of an order stands: behind a column of words such as `error`, `why`, `fix`.
const INDENT: usize = 11;
/// The most columns of a value.
const VALUE: usize = 72;

/// The riskiest orders.
pub fn riskiest(summary: &Summary, style: Style<'_>, out: &mut String) {
    if summary.top.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", style.bold(if summary.flagged == 1 { "The order" } else { "The riskiest orders" }));
    let mut told = HashSet::new();
    for card in &summary.top {
        let _ = writeln!(out);
        let file = if summary.sources.len() > 1 { name_of(&card.file, summary) } else { "" };
        order(card, file, style, &mut told, out);
    }
    let shown = summary.top.len() as u64;
    if shown < summary.flagged {
        let all = summary.flagged;
        let left = format!("{} of {} shown: --top {all} shows all", many(shown), many(all));
        let _ = writeln!(out, "\n{}", style.dim(&left));
    }
}

fn order(card: &Card, file: &str, style: Style<'_>, told: &mut HashSet<&'static str>, out: &mut String) {
    let name = if card.order.is_empty() { "no order number".to_string() } else { plain(&card.order) };
    let line = format!("{} line {}", plain(file), card.line).trim_start().to_string();
    let about: Vec<String> =
        [line, style.value(&card.place), plain(&card.service)].into_iter().filter(|p| !p.is_empty()).collect();
    let about = shortened(&about.join(" · "), style.width.saturating_sub(width(&name) + 3).max(20));
    let _ = writeln!(out, "{}{}", style.bold(&name), style.dim(&format!(" · {about}")));
    let mut stakes = format!("risk {}", style.bold(&percent(card.risk)));
    if percent(card.risk) != percent(card.risk_clean) {
        let _ = write!(stakes, " instead of {}", percent(card.risk_clean));
    }
    if card.loss.1 >= 0.005 {
        let _ = write!(stakes, ", {} to save", money(&card.currency, card.loss.1));
    }
    let band = format!("{}{}", style.band(card.band), " ".repeat(INDENT - 2 - card.band.name().len()));
    let _ = writeln!(out, "  {band}{stakes}");
    for at in 0..card.findings.len() {
        finding(card, at, style, told, out);
    }
    if let Some(advice) = &card.advice {
        let text = advice::sentence(advice, card.risk, &card.currency);
        row("better", &style.paint("36", "better"), &text, style, "", out);
    }
    if style.verbose {
        apart(card, style, out);
    }
}

/// A word, and beside it a text that is wrapped under itself.
fn row(word: &str, painted: &str, text: &str, style: Style<'_>, paint: &str, out: &mut String) {
    for (i, line) in lines(text, style.width.saturating_sub(INDENT)).iter().enumerate() {
        let head =
            if i == 0 { format!("  {painted}{}", " ".repeat(INDENT - 2 - word.len())) } else { " ".repeat(INDENT) };
        let line = if paint.is_empty() { line.clone() } else { style.paint(paint, line) };
        let _ = writeln!(out, "{}", format!("{head}{line}").trim_end());
    }
}

fn finding(card: &Card, at: usize, style: Style<'_>, told: &mut HashSet<&'static str>, out: &mut String) {
    let finding = &card.findings[at];
    let word = finding.severity.name();
    row(word, &style.severity(finding.severity, word), &style.words(&finding.message), style, "", out);
    if let Some(evidence) = &finding.evidence {
        row("because", "because", &style.words(evidence), style, "", out);
    }
    if let Some(why) = why::of(finding.code).filter(|_| told.insert(finding.code)) {
        row("why", "why", why, style, "", out);
    }
    match &finding.fix {
        Some(fix) if fix.question.is_some() => ask(card, at, fix, style, out),
        Some(fix) => self::fix(card, finding, fix, style, out),
        None => {}
    }
    let mut at = cells(card, finding, style);
    at.push(finding.code.to_string());
    row("where", &style.dim("where"), &at.join(" · "), style, "2", out);
}

/// The cells of a finding that its message or its fix does not show already.
fn cells(card: &Card, finding: &CardFinding, style: Style<'_>) -> Vec<String> {
    let said = |value: &str| finding.message.contains(value) || value == card.order;
    let edited = |column: &str| {
        let edits = finding.fix.as_ref().map_or(&[][..], |f| &f.edits);
        edits.iter().any(|e| e.column == column && !is_mirror(e.field)) && !said_in_full(finding, edits)
    };
    let cells = finding.cells.iter().filter(|(column, _)| !edited(column)).take(4);
    cells
        .map(|(column, value)| match value.as_str() {
            "" => format!("{} (blank)", plain(column)),
            value if said(value) => plain(column),
            value => format!("{}: {}", plain(column), shortened(&style.value(value), VALUE)),
        })
        .collect()
}

/// The question of a finding together with those of later findings about the same cells, so that
/// the buyer is asked once; nothing where an earlier finding has asked it.
fn ask(card: &Card, at: usize, fix: &CardFix, style: Style<'_>, out: &mut String) {
    if asked_at(card, at) != at {
        return;
    }
    let mut questions: Vec<String> = Vec::new();
    for (i, finding) in card.findings.iter().enumerate().skip(at) {
        let question = question(finding).filter(|_| asked_at(card, i) == at).map(|q| style.words(q));
        questions.extend(question.filter(|q| !questions.contains(q)));
    }
    let shared =
        (at + 1..card.findings.len()).any(|i| question(&card.findings[i]).is_some() && asked_at(card, i) == at);
    let after = if shared { String::new() } else { after(card, fix) };
    row("ask", &style.paint("36", "ask"), &format!("{}{after}", questions.join(" ")), style, "", out);
}

/// The first finding that asks the same or about a cell of this one, or about a cell of one that
/// does.
fn asked_at(card: &Card, at: usize) -> usize {
    let this = &card.findings[at];
    let cells = |f: &CardFinding| f.cells.iter().any(|(column, _)| this.cells.iter().any(|(c, _)| c == column));
    let asked = |f: &CardFinding| question(f).is_some() && (cells(f) || question(f) == question(this));
    match card.findings[..at].iter().position(asked) {
        Some(earlier) => asked_at(card, earlier),
        None => at,
    }
}

fn question(finding: &CardFinding) -> Option<&str> {
    finding.fix.as_ref()?.question.as_deref()
}

/// The risk with this fix alone, where there is more than one thing wrong.
fn after(card: &Card, fix: &CardFix) -> String {
    let alone = card.findings.iter().filter(|f| f.effect.is_some()).count() < 2;
    if alone { String::new() } else { format!(" (risk then {})", percent(fix.risk_after)) }
}

fn fix(card: &Card, finding: &CardFinding, fix: &CardFix, style: Style<'_>, out: &mut String) {
    let after = after(card, fix);
    let level = if fix.level == FixLevel::Safe { "safe" } else { "please check" };
    let text = format!("{}, {level}{after}", style.words(&fix.title));
    row("fix", &style.paint("32", "fix"), &text, style, "", out);
    if said_in_full(finding, &fix.edits) {
        return;
    }
    for edit in fix.edits.iter().filter(|e| !is_mirror(e.field)) {
        self::edit(edit, style, out);
    }
    let mirrors: Vec<String> = fix.edits.iter().filter(|e| is_mirror(e.field)).map(|e| plain(&e.column)).collect();
    if !mirrors.is_empty() {
        row("", "", &format!("and {}, which repeats it", mirrors.join(", ")), style, "2", out);
    }
}

/// Does the message say already from what to what the one cell changes?
fn said_in_full(finding: &CardFinding, edits: &[CardEdit]) -> bool {
    let mut real = edits.iter().filter(|e| !is_mirror(e.field));
    let (Some(edit), None) = (real.next(), real.next()) else { return false };
    let said = |value: &str| finding.message.contains(&format!("`{value}`"));
    !edit.from.is_empty() && said(&edit.from) && (edit.to.is_empty() || said(&edit.to))
}

fn is_mirror(field: Field) -> bool {
    matches!(field, Field::StreetJoined | Field::RegionName)
}

fn edit(edit: &CardEdit, style: Style<'_>, out: &mut String) {
    let column = shortened(&plain(&edit.column), VALUE / 2);
    let room = style.width.saturating_sub(INDENT + width(&column) + 2).min(VALUE);
    let show = |value: &str| match value {
        "" => "(blank)".to_string(),
        value => shortened(&style.value(value), room),
    };
    let (from, to) = (show(&edit.from), show(&edit.to));
    let pad = " ".repeat(INDENT);
    let (red, green) = (style.paint("31", &from), style.paint("32", &to));
    if INDENT + width(&column) + 2 + width(&from) + 3 + width(&to) <= style.width {
        let _ = writeln!(out, "{pad}{}: {red} → {green}", style.dim(&column));
    } else {
        let _ = writeln!(out, "{pad}{}: {red}", style.dim(&column));
        let _ = writeln!(out, "{pad}{}→ {green}", " ".repeat(width(&column)));
    }
}

/// Where the number comes from.
fn apart(card: &Card, style: Style<'_>, out: &mut String) {
    let parts = Reason::ALL.iter().filter(|r| card.reasons[r.index()] >= 0.0005);
    let parts: Vec<String> = parts.map(|r| format!("{} {}", r.name(), percent(card.reasons[r.index()]))).collect();
    row("risk", &style.dim("risk"), &format!("{} = {}", percent(card.risk), parts.join(" + ")), style, "2", out);
    card.base.iter().for_each(|line| row("", "", line, style, "2", out));
    for f in &card.findings {
        let Some(FindingEffect { effect, adds, assumption, counted, data, .. }) = f.effect else { continue };
        let what = if adds > 0.0 {
            format!("is refused with a chance of {}", percent(1.0 - (-adds).exp()))
        } else {
            format!("makes a failure for its reason {effect:.1} times as likely")
        };
        let source = match effect::of(f.code).filter(|_| !assumption) {
            _ if data > 0.0 => format!(" (fitted, {} from your outcomes)", percent(data)),
            Some(e) => format!(" ({}, {})", e.source, e.year),
            None => " *".to_string(),
        };
        let counted = if counted { "" } else { "; not counted, another finding has the same cause" };
        row("", "", &format!("{} {what}{source}{counted}", f.code), style, "2", out);
    }
    let assumed = card.base.iter().any(|line| line.ends_with('*'));
    if assumed || card.findings.iter().any(|f| f.effect.is_some_and(|e| e.assumption)) {
        row("", "", "* an assumption: nobody has measured it", style, "2", out);
    }
}
