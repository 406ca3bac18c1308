//! What a person reads after a scan: the verdict, the reasons, the riskiest orders and what to do.

mod orders;
mod overview;

use std::fmt::Write as _;

use super::{redact, text};
use crate::finding::Severity;
use crate::risk::Band;
use crate::scan::Summary;

/// How to print.
#[derive(Clone, Copy, Debug)]
pub struct Style<'s> {
    /// Use colours.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Take each order's risk apart.
    pub verbose: bool,
    /// Mask personal values.
    pub redact: bool,
    /// Results that this run has written.
    pub written: &'s [String],
}

impl Style<'_> {
    fn paint(self, code: &str, text: &str) -> String {
        if self.colour && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_string() }
    }

    fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    fn band(self, band: Band) -> String {
        self.paint(["32", "33", "31", "1;31"][band as usize], band.name())
    }

    fn severity(self, severity: Severity, text: &str) -> String {
        self.paint(["36", "33", "31"][severity as usize], text)
    }

    /// A message, its quoted values masked if need be.
    fn words(self, text: &str) -> String {
        if self.redact { plain(&redact::quoted(text)) } else { plain(text) }
    }

    /// A value, masked if need be.
    fn value(self, value: &str) -> String {
        if self.redact { redact::value(value).to_string() } else { plain(value) }
    }
}

/// The whole report.
pub fn report(summary: &Summary, style: Style<'_>) -> String {
    let mut out = String::new();
    overview::files(summary, style, &mut out);
    overview::verdict(summary, style, &mut out);
    if summary.flagged > 0 {
        overview::reasons(summary, style, &mut out);
        if summary.flagged > 1 {
            overview::codes(summary, style, &mut out);
        }
        orders::riskiest(summary, style, &mut out);
    }
    notes(summary, style, &mut out);
    next(summary, style, &mut out);
    out
}

/// What could not be checked; what several files lack is said once.
fn notes(summary: &Summary, style: Style<'_>, out: &mut String) {
    let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
    for source in summary.sources.iter().filter(|s| s.orders > 0) {
        for note in &source.notes {
            match all.iter_mut().find(|(known, _)| known == note) {
                Some((_, files)) => files.push(&source.file),
                None => all.push((note, vec![&source.file])),
            }
        }
    }
    let of_files = all.into_iter().map(|(note, files)| {
        let of_all = files.len() == summary.sources.len();
        let names: Vec<&str> = files.into_iter().map(|f| name_of(f, summary)).collect();
        if of_all { note.to_string() } else { format!("{note} ({})", names.join(", ")) }
    });
    let mut texts = of_files.chain(summary.notes.iter().cloned()).peekable();
    if texts.peek().is_some() {
        let _ = writeln!(out, "\n{}", style.bold("Good to know"));
    }
    for text in texts {
        for (i, line) in text::lines(&plain(&text), style.width - 4).iter().enumerate() {
            let _ = writeln!(out, "{}", style.dim(&format!("  {} {line}", if i == 0 { "·" } else { " " })));
        }
    }
}

/// The name of a file without its folder, where that still tells it from the others.
fn name_of<'f>(file: &'f str, summary: &Summary) -> &'f str {
    let last = |f: &'f str| f.rsplit(['/', '\\']).next().unwrap_or(f);
    let short = last(file);
    let same = summary.sources.iter().filter(|s| s.file.rsplit(['/', '\\']).next() == Some(short)).count();
    if same == 1 { short } else { file }
}

/// The command to run now.
fn next(summary: &Summary, style: Style<'_>, out: &mut String) {
    if !style.written.is_empty() {
        let written: Vec<String> = style.written.iter().map(|w| plain(w)).collect();
        let _ = writeln!(out, "\n{}  {}", style.bold("Written"), written.join(", "));
        return;
    }
    if summary.flagged == 0 {
        return;
    }
    let files: Vec<String> = summary.sources.iter().map(|s| quoted(&s.file)).collect();
    let (files, target) = match files.as_slice() {
        [one] => (one.clone(), "risk.csv"),
        [one, two] => (format!("{one} {two}"), "{name}-risk.csv"),
        _ => ("FILE…".to_string(), "{name}-risk.csv"),
    };
    let mut steps = vec![(
        format!("doorstep scan {files} -o report.html -o {target}"),
        "writes a page to look through, and the export with four more columns",
    )];
    if let [one] = summary.sources.as_slice()
        && one.file != "-"
    {
        let step = format!("doorstep review {files}");
        steps.insert(0, (step, "walks through them in the browser and saves the corrected export"));
    }
    for (i, (step, about)) in steps.iter().enumerate() {
        let head = if i == 0 { format!("\n{}  ", style.bold("Next")) } else { "      ".to_string() };
        let _ = writeln!(out, "{head}{step}\n      {}", style.dim(about));
    }
    if let Some(card) = summary.top.first()
        && let Some(finding) = card.findings.first()
    {
        let _ = writeln!(out, "      doorstep explain {}", finding.code);
        let _ = writeln!(out, "      {}", style.dim("says what is behind a finding; `doorstep rules` lists all"));
    }
}

/// The name of a file as a shell takes it.
fn quoted(name: &str) -> String {
    let safe = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '\\' | ':' | '+' | ',');
    if name.chars().all(safe) { name.to_string() } else { format!("'{}'", plain(name)) }
}

/// Text that cannot steer a terminal: control and direction characters are shown, not sent.
pub fn plain(text: &str) -> String {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return text.to_string();
    }
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    text.chars()
        .map(|c| {
            if c == '\n' || c == '\t' {
                ' '
            } else if hidden(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_cell_stays_text() {
        assert_eq!(plain("a\x1b[31mb\u{202e}c"), "a\u{fffd}[31mb\u{fffd}c");
        assert_eq!(plain("two\nlines"), "two lines");
    }

    #[test]
    fn a_file_name_can_be_pasted_into_a_shell() {
        assert_eq!(quoted("a/orders.csv"), "a/orders.csv");
        assert_eq!(quoted("my orders.csv"), "'my orders.csv'");
    }
}
