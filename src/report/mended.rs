//! What a person reads after `fix`: what was changed by which rule, what is left, what to do next.

use std::fmt::Write as _;

use super::terminal::plain;
use super::text::{lines, padded, plural, width};
use crate::fix::hand::Refusal;
use crate::fix::patch::{LeftOut, Target, closed};
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
    /// The patch and its files, where there is one.
    pub patch: Option<(&'s Target, &'s PatchFiles)>,
}

/// What became of the patches of a run.
#[derive(Clone, Debug, Default)]
pub struct PatchFiles {
    /// Files that were written.
    pub written: Vec<String>,
    /// Files that stand where a longer patch would have gone on: an earlier one, most likely.
    pub beyond: Vec<String>,
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
    if let Some((target, files)) = style.patch {
        out.push_str(&patched(all, target, files));
    }
    out
}

/// What was written for a shop or label program, and what to do with it.
pub fn patched(all: &[Mended], target: &Target, files: &PatchFiles) -> String {
    let mut out = String::new();
    let orders: u64 = all.iter().map(|m| m.patched).sum();
    let left: u64 = all.iter().map(|m| m.left_out.0).sum();
    let _ = writeln!(out, "\n{}: {}", target.name, plural(orders, "changed order"));
    for (line, why) in all.iter().flat_map(|m| &m.left_out.1) {
        let _ = writeln!(out, "  left out: line {line}, {}", left_out(why));
    }
    let named = all.iter().map(|m| m.left_out.1.len() as u64).sum::<u64>();
    if left > named {
        let _ = writeln!(out, "  left out: {} more", left - named);
    }
    let names: Vec<String> = files.written.iter().map(|f| plain(f)).collect();
    let _ = writeln!(out, "  written: {}", names.join(", "));
    for file in &files.beyond {
        put_wrapped("  Mind: ", &format!("{} was there before and is no part of this patch.", plain(file)), &mut out);
    }
    if orders == 0 {
        return out;
    }
    for (i, step) in target.next.iter().enumerate() {
        put_wrapped(&format!("  {}. ", i + 1), step, &mut out);
    }
    for market in all.iter().filter_map(|m| closed(m.platform)) {
        put_wrapped("  Mind: ", &format!("this is for the label alone. {market}."), &mut out);
    }
    if !target.unsure.is_empty() {
        put_wrapped("  Nobody could confirm ", &format!("{}.", target.unsure.join("; ")), &mut out);
    }
    out
}

/// Columns of the screen.
const WIDE: usize = 100;

fn put_wrapped(head: &str, text: &str, out: &mut String) {
    for (i, line) in lines(text, WIDE - width(head)).into_iter().enumerate() {
        let head = if i == 0 { head.to_string() } else { padded("", width(head)) };
        let _ = writeln!(out, "{head}{line}");
    }
}

fn left_out(why: &LeftOut) -> String {
    match why {
        LeftOut::NoKey => "the export has no key by which it would be found".to_string(),
        LeftOut::Needs(column) => format!("{column} is blank and must not be"),
        LeftOut::Blanks(column) => format!("{column} is blank now, and that would delete what is there"),
        LeftOut::TooLong(column, max) => format!("{column} has more than {max} letters"),
        LeftOut::Formula(column) => format!("{column} begins like a formula"),
    }
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
    format!("{}: {}", plain(&refused.column), refusal(refused.why, encoding, style.redact))
}

/// Why a cell is not changed, in words.
pub fn refusal(why: Refusal, encoding: &str, redact: bool) -> String {
    match why {
        Refusal::Letter(_) if redact => format!("{encoding} lacks a letter of the new value; save the export as UTF-8"),
        Refusal::Letter(letter) => {
            format!("{encoding} has no `{}`; save the export as UTF-8", plain(&letter.to_string()))
        }
        Refusal::Separator => "the new value holds a separator, and the file has no quotes for it".to_string(),
        Refusal::Broken => "the cell is broken and is left as it is".to_string(),
        Refusal::BrokenRow => "the row is broken and is left as it is".to_string(),
        Refusal::OpenQuote => "a quote nearby was never closed; close it first".to_string(),
        Refusal::Formula => "a spreadsheet would run the new value as a formula".to_string(),
        Refusal::NoColumn => "the file has no column for it".to_string(),
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
    if changed && style.written.is_empty() && style.patch.is_none() {
        steps.push("write it: the same command with -o FIXED in place of --diff".to_string());
    } else if changed && !style.written.is_empty() {
        let shops = all.iter().filter(|m| m.cells > 0).any(|m| m.platform != "generic");
        steps.push("load it into your label software, one order first".to_string());
        if shops && style.patch.is_none() {
            let step = "most shops do not take an order export back: --patch TARGET writes what yours takes";
            steps.push(step.to_string());
        }
        if let Some(log) = style.log {
            steps.push(format!("to take it back: doorstep fix {} --undo {} -o RESTORED", fixed(style), plain(log)));
        }
    }
    if !style.reviewed && all.iter().any(|m| m.left.review > 0) {
        steps.push("look at the fixes to review with --review --diff".to_string());
    }
    if all.iter().any(|m| m.left.ask > 0) {
        steps.push("ask the buyers: doorstep scan FILE --messages messages.csv, or doorstep review FILE".to_string());
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
