//! What a person reads after `fix`: what was changed by which rule, what is left, what to do next.

use std::fmt::Write as _;

use super::terminal::plain;
use super::text::{padded, plural, width};
use crate::fix::hand::Refusal;
use crate::fix::undo::Undone;
use crate::scan::mend::{Left, Mended, Refused};

/// How to print.
#[derive(Clone, Copy, Debug)]
pub struct Style<'s> {
    /// Use colours.
    pub colour: bool,
    /// Mask personal values.
    pub redact: bool,
    /// Were fixes made that a person should have looked at?
    pub reviewed: bool,
    /// The results that were written, the fixed export of each input first; none where the changes
    /// were only shown.
    pub written: &'s [String],
    /// The log, where there is one.
    pub log: Option<&'s str>,
}

impl Style<'_> {
    fn bold(self, text: &str) -> String {
        if self.colour { format!("\x1b[1m{text}\x1b[0m") } else { text.to_string() }
    }
}

/// The whole report.
pub fn report(all: &[Mended], style: Style<'_>) -> String {
    let mut out = String::new();
    for mended in all {
        file(mended, style, &mut out);
    }
    next(all, style, &mut out);
    out
}

fn file(mended: &Mended, style: Style<'_>, out: &mut String) {
    let verb = if style.written.is_empty() { "to change" } else { "changed" };
    let what = match mended.cells {
        0 => format!("nothing {verb}"),
        cells => format!("{} {verb} in {}", plural(cells, "cell"), plural(mended.changed, "order")),
    };
    let _ = writeln!(out, "{}", style.bold(&format!("{}: {what} of {}", plain(&mended.file), mended.orders)));
    let widest = mended.by_code.keys().map(|c| width(c)).max().unwrap_or(0);
    for (code, (orders, cells)) in &mended.by_code {
        let _ = writeln!(out, "  {}  {}, {}", padded(code, widest), plural(*orders, "order"), plural(*cells, "cell"));
    }
    let (count, named) = &mended.refused;
    for refused in named {
        let _ = writeln!(out, "  not made: line {}, {}", refused.line, why(refused, mended.encoding, style));
    }
    if *count > named.len() as u64 {
        let _ = writeln!(out, "  not made: {} more", count - named.len() as u64);
    }
    left(&mended.left, style, out);
}

fn why(refused: &Refused, encoding: &str, style: Style<'_>) -> String {
    let column = plain(&refused.column);
    match refused.why {
        Refusal::Letter(_) if style.redact => {
            format!("{column}: {encoding} lacks a letter of the new value; save the export as UTF-8")
        }
        Refusal::Letter(letter) => {
            format!("{column}: {encoding} has no `{}`; save the export as UTF-8", plain(&letter.to_string()))
        }
        Refusal::Separator => format!("{column}: the new value holds a separator, and the file has no quotes for it"),
        Refusal::Broken => format!("{column}: the cell is broken and is left as it is"),
        Refusal::BrokenRow => format!("{column}: the row is broken and is left as it is"),
        Refusal::OpenQuote => format!("{column}: a quote nearby was never closed; close it first"),
        Refusal::Formula => format!("{column}: a spreadsheet would run the new value as a formula"),
    }
}

fn left(left: &Left, style: Style<'_>, out: &mut String) {
    let mut said = Vec::new();
    if left.safe > 0 {
        said.push(format!("{} not made", plural(left.safe, "safe fix").replace("fixs", "fixes")));
    }
    if left.review > 0 {
        let how = if style.reviewed { "not made" } else { "to review" };
        said.push(format!("{} {how}", plural(left.review, "fix").replace("fixs", "fixes")));
    }
    if left.ask > 0 {
        said.push(format!("{} to ask the buyer", plural(left.ask, "question")));
    }
    if !said.is_empty() {
        let _ = writeln!(out, "  left: {}", said.join(", "));
    }
}

fn next(all: &[Mended], style: Style<'_>, out: &mut String) {
    if !style.written.is_empty() {
        let written: Vec<String> = style.written.iter().map(|w| plain(w)).collect();
        let _ = writeln!(out, "\n{}  {}", style.bold("Written"), written.join(", "));
    }
    let mut steps = Vec::new();
    let changed = all.iter().any(|m| m.cells > 0);
    if changed && style.written.is_empty() {
        steps.push("write it: the same command with -o FIXED in place of --diff".to_string());
    } else if changed {
        let shops = all.iter().filter(|m| m.cells > 0).any(|m| m.platform != "generic");
        steps.push("load it into your label software, one order first".to_string());
        if shops {
            steps.push("most shops do not take an order export back: change these orders there by hand".to_string());
        }
        if let Some(log) = style.log {
            steps.push(format!("to take it back: doorstep fix {} --undo {} -o RESTORED", fixed(style), plain(log)));
        }
    }
    if !style.reviewed && all.iter().any(|m| m.left.review > 0) {
        steps.push("look at the fixes to review with --review --diff".to_string());
    }
    if all.iter().any(|m| m.left.ask > 0) {
        steps.push("the questions to the buyer stand in the report of doorstep scan".to_string());
    }
    for (i, step) in steps.iter().enumerate() {
        let head = if i == 0 { format!("\n{}  ", style.bold("Next")) } else { "      ".to_string() };
        let _ = writeln!(out, "{head}{step}");
    }
}

fn fixed(style: Style<'_>) -> String {
    match style.written {
        [one, ..] if style.written.len() <= 2 => plain(one),
        _ => "FIXED".to_string(),
    }
}

/// What to say after a log was read backwards.
pub fn undone(undone: &Undone, file: &str, written: &str) -> String {
    let mut out = format!("{}: {} put back", plain(file), plural(undone.restored, "cell"));
    if undone.left > 0 {
        let _ = write!(out, ", {} left as it is", undone.left);
    }
    out.push('\n');
    for (line, column, why) in &undone.named {
        let _ = writeln!(out, "  left: line {line}, {}: {why}", plain(column));
    }
    if undone.left > undone.named.len() as u64 {
        let _ = writeln!(out, "  left: {} more", undone.left - undone.named.len() as u64);
    }
    let _ = writeln!(out, "\nWritten  {}", plain(written));
    out
}
