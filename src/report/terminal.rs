//! What a person reads after a scan: the verdict, the reasons, the riskiest orders and what to do.

use std::fmt::Write as _;

use super::redact;
use crate::finding::{FixLevel, Severity};
use crate::risk::Band;
use crate::scan::{Card, CardFinding, CardFix, Summary};
use crate::world::platform::Status;

/// How to print.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Use colours.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Take each order's risk apart.
    pub verbose: bool,
    /// Mask personal values.
    pub redact: bool,
}

impl Style {
    fn paint(self, code: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_string() }
    }

    fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    fn band(self, band: Band) -> String {
        let code = ["32", "33", "31", "1;31"][band as usize];
        self.paint(code, band.name())
    }

    fn severity(self, severity: Severity) -> String {
        let code = ["36", "33", "31"][severity as usize];
        self.paint(code, &format!("{:<7}", severity.name()))
    }
}

/// The whole report.
pub fn report(summary: &Summary, style: Style) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", verdict(summary, style));
    if summary.checked() > 0 {
        money(summary, style, &mut out);
        reasons(summary, style, &mut out);
        codes(summary, style, &mut out);
    }
    orders(summary, style, &mut out);
    notes(summary, style, &mut out);
    out
}

fn verdict(summary: &Summary, style: Style) -> String {
    let mut out = String::new();
    for source in &summary.sources {
        let count = plural(source.orders, "order");
        let _ = writeln!(
            out,
            "{}  {}",
            style.bold(&plain(&source.file)),
            style.dim(&format!("{} · {count}", source.title))
        );
    }
    let aside: Vec<String> = Status::ALL[1..]
        .iter()
        .filter(|s| summary.of_status(**s) > 0)
        .map(|s| format!("{} {}", summary.of_status(*s), s.name()))
        .collect();
    let checked = summary.checked();
    let _ = writeln!(out);
    let _ = match (checked, summary.flagged) {
        (0, _) if summary.orders == 0 => {
            write!(out, "{}", style.bold("There are no orders in it: nothing to check."))
        }
        (0, _) => write!(out, "{}", style.bold("Nothing to ship from here.")),
        (_, 0) => {
            write!(out, "{}", style.bold(&format!("{} checked, nothing to do.", capital(&plural(checked, "order")))))
        }
        (_, n) => write!(out, "{}", style.bold(&format!("{n} of {} need a look.", plural(checked, "order")))),
    };
    if !aside.is_empty() {
        let _ = write!(out, "  {}", style.dim(&format!("Not shipped from here: {}.", aside.join(", "))));
    }
    if summary.flagged > 0 {
        let bands: Vec<String> = Band::ALL
            .iter()
            .rev()
            .filter(|b| summary.flagged_bands[**b as usize] > 0)
            .map(|b| format!("{} {}", summary.flagged_bands[*b as usize], style.band(*b)))
            .collect();
        let _ = write!(out, "\nAvoidable risk: {}", bands.join(" · "));
    }
    out
}

fn money(summary: &Summary, style: Style, out: &mut String) {
    let failures: f64 = summary.expected_failures().iter().sum();
    let clean: f64 = summary.expected_failures_clean().iter().sum();
    let _ = writeln!(
        out,
        "Expected: {} of {} deliveries fail ({} if all of this were mended), costing {} {}, of which {} can be avoided.",
        style.bold(&count(failures)),
        summary.checked(),
        count(clean),
        summary.currency,
        style.bold(&format!("{:.2}", summary.expected_loss())),
        style.bold(&format!("{:.2}", summary.avoidable_loss())),
    );
    for (currency, (orders, loss, _)) in &summary.apart {
        let orders = plural(*orders, "order");
        let name = if currency.is_empty() { "an unknown currency" } else { currency };
        let _ = writeln!(
            out,
            "{}",
            style.dim(&format!(
                "  not in these sums, no rate: {orders} in {name}, expected loss {:.2}",
                *loss as f64 / 1e6
            ))
        );
    }
}

fn reasons(summary: &Summary, style: Style, out: &mut String) {
    const WIDTH: f64 = 24.0;
    let expected = summary.expected_failures();
    let clean = summary.expected_failures_clean();
    let most = expected.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let _ = writeln!(out, "\n{}", style.bold("Why they would fail"));
    for (reason, _) in summary.reason_shares() {
        let (all, rest) = (expected[reason.index()], clean[reason.index()].min(expected[reason.index()]));
        let cells = |x: f64| (x / most * WIDTH).round() as usize;
        let (full, usual) = (cells(all), cells(rest));
        let bar = format!(
            "{}{}{}",
            style.paint("31", &"█".repeat(full - usual.min(full))),
            style.dim(&"▒".repeat(usual)),
            " ".repeat(WIDTH as usize - full)
        );
        let _ = writeln!(out, "  {:<10}  {bar} {:>8}  {}", reason.name(), count(all), style.dim(reason.meaning()));
    }
    let _ = writeln!(
        out,
        "  {}",
        style.dim("█ from these findings  ▒ usual for these destinations; deliveries expected to fail")
    );
}

fn codes(summary: &Summary, style: Style, out: &mut String) {
    if summary.codes.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", style.bold("What is wrong"));
    let mut codes: Vec<_> = summary.codes.iter().collect();
    codes.sort_by_key(|(code, c)| (std::cmp::Reverse(c.orders), **code));
    for (code, counts) in codes.iter().take(12) {
        let what = crate::rules::by_code(code).map_or("", |r| r.summary);
        let safe = if counts.safe > 0 { format!(" · {} with a safe fix", counts.safe) } else { String::new() };
        let _ = writeln!(out, "  {:>5}  {:<34} {}", counts.orders, code, style.dim(&format!("{what}{safe}")));
    }
    if codes.len() > 12 {
        let _ = writeln!(
            out,
            "  {}",
            style.dim(&format!("and {} more kinds; -o summary.json lists all", codes.len() - 12))
        );
    }
}

fn orders(summary: &Summary, style: Style, out: &mut String) {
    if summary.top.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", style.bold("The riskiest orders"));
    let several = summary.sources.len() > 1;
    for card in &summary.top {
        let _ = writeln!(out);
        order(card, several, style, out);
    }
    let shown = summary.top.len() as u64;
    if shown < summary.flagged {
        let left = format!(
            "{shown} of {} shown; --top {} shows all, -o risk.csv writes them into a copy of the export",
            summary.flagged, summary.flagged
        );
        let _ = writeln!(out, "\n{}", style.dim(&left));
    }
}

fn order(card: &Card, several: bool, style: Style, out: &mut String) {
    let show = |text: &str| if style.redact { redact::value(text).to_string() } else { plain(text) };
    let name = if card.order.is_empty() { "order".to_string() } else { plain(&card.order) };
    let at = if several { format!("{}:{}", plain(&card.file), card.line) } else { format!("line {}", card.line) };
    let mut about: Vec<String> = vec![at];
    if !card.place.is_empty() {
        about.push(show(&card.place));
    }
    if !card.service.is_empty() {
        about.push(plain(&card.service));
    }
    let _ = writeln!(out, "{}  {}", style.bold(&name), style.dim(&about.join(" · ")));
    let _ = writeln!(
        out,
        "  {} risk {} instead of {}; {} {:.2} of loss can be avoided",
        style.band(card.band),
        style.bold(&percent(card.risk)),
        percent(card.risk_clean),
        card.currency,
        card.loss.1
    );
    for finding in &card.findings {
        self::finding(finding, style, out);
    }
    if style.verbose {
        apart(card, style, out);
    }
}

fn finding(finding: &CardFinding, style: Style, out: &mut String) {
    let words = |text: &str| if style.redact { redact::quoted(text).into_owned() } else { plain(text) };
    let show = |text: &str| if style.redact { redact::value(text).to_string() } else { plain(text) };
    let _ = writeln!(
        out,
        "  {} {}  {}",
        style.severity(finding.severity),
        wrapped(&words(&finding.message), style.width, 12),
        style.dim(finding.code)
    );
    for (column, value) in finding.cells.iter().take(4) {
        let value = if value.is_empty() { "(blank)".to_string() } else { format!("`{}`", shortened(&show(value))) };
        let _ = writeln!(out, "          {} {}", style.dim(&format!("{}:", plain(column))), value);
    }
    if let Some(evidence) = &finding.evidence {
        let _ = writeln!(out, "          {} {}", style.dim("because"), wrapped(&words(evidence), style.width, 18));
    }
    if let Some(fix) = &finding.fix {
        self::fix(fix, style, out);
    }
}

fn fix(fix: &CardFix, style: Style, out: &mut String) {
    let words = |text: &str| if style.redact { redact::quoted(text).into_owned() } else { plain(text) };
    let show = |text: &str| if style.redact { redact::value(text).to_string() } else { plain(text) };
    let after = format!("risk then {}", percent(fix.risk_after));
    if fix.level == FixLevel::Ask {
        let question = words(fix.question.as_deref().unwrap_or(&fix.title));
        let _ = writeln!(
            out,
            "      {} {}  {}",
            style.paint("36", "ask"),
            wrapped(&question, style.width, 12),
            style.dim(&after)
        );
        return;
    }
    let level = if fix.level == FixLevel::Safe { "safe" } else { "please review" };
    let _ = writeln!(
        out,
        "      {} {}  {}",
        style.paint("32", "fix"),
        words(&fix.title),
        style.dim(&format!("{level}; {after}"))
    );
    for edit in &fix.edits {
        let to = if edit.to.is_empty() { "(blank)".to_string() } else { shortened(&show(&edit.to)) };
        let from = if edit.from.is_empty() { "(blank)".to_string() } else { shortened(&show(&edit.from)) };
        let _ = writeln!(
            out,
            "          {} {} → {}",
            style.dim(&format!("{}:", plain(&edit.column))),
            style.paint("31", &from),
            style.paint("32", &to)
        );
    }
}

/// Where the number comes from.
fn apart(card: &Card, style: Style, out: &mut String) {
    let parts: Vec<String> = crate::finding::Reason::ALL
        .iter()
        .map(|r| format!("{} {}", r.name(), percent(card.reasons[r.index()])))
        .collect();
    let _ = writeln!(out, "    {}", style.dim(&format!("risk by reason: {}", parts.join(", "))));
    for f in &card.findings {
        let Some((effect, adds, assumption, counted)) = f.effect else { continue };
        let what = if adds > 0.0 {
            format!("adds a hazard of {adds:.2}")
        } else {
            format!("multiplies its hazard by {effect:.1}")
        };
        let source = crate::world::effect::of(f.code).map_or(String::new(), |e| format!("{} {}", e.source, e.year));
        let marked = if assumption { "an assumption, nobody has measured it".to_string() } else { source };
        let counted = if counted { "" } else { "; not counted, another finding has the same cause" };
        let _ = writeln!(out, "    {}", style.dim(&format!("{} {what} ({marked}){counted}", f.code)));
    }
}

fn notes(summary: &Summary, style: Style, out: &mut String) {
    let several = summary.sources.len() > 1;
    for source in &summary.sources {
        for note in &source.notes {
            let file = if several { format!("{}: ", plain(&source.file)) } else { String::new() };
            let _ = writeln!(out, "\n{}", style.dim(&wrapped(&format!("{file}{}", plain(note)), style.width, 0)));
        }
    }
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

fn shortened(text: &str) -> String {
    const MOST: usize = 72;
    if text.chars().count() <= MOST {
        return text.to_string();
    }
    text.chars().take(MOST - 1).chain(['…']).collect()
}

fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let room = width.saturating_sub(indent).max(40);
    let mut out = String::with_capacity(text.len() + 16);
    let mut used = 0;
    for word in text.split(' ') {
        let len = word.chars().count();
        if used > 0 && used + 1 + len > room {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
            used = 0;
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += len;
    }
    out
}

fn percent(p: f64) -> String {
    format!("{:.1} %", p * 100.0)
}

fn count(x: f64) -> String {
    if x >= 100.0 { format!("{x:.0}") } else { format!("{x:.1}") }
}

fn plural(n: u64, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().collect::<String>() + chars.as_str())
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
    fn long_messages_are_wrapped_under_themselves() {
        let text = wrapped(&"word ".repeat(30), 60, 4);
        assert!(text.lines().all(|l| l.chars().count() <= 60), "{text}");
        assert!(text.lines().nth(1).is_some_and(|l| l.starts_with("    word")));
    }
}
