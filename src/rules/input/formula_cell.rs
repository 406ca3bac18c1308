//! `input/formula-cell`: a cell that a spreadsheet would run.

use super::super::{Context, Rule};
use crate::finding::{Findings, Severity};
use crate::order::{Facts, Order};

pub static RULE: Rule = Rule {
    code: "input/formula-cell",
    summary: "a cell that would run as a formula in a spreadsheet",
    explain: "\
A cell begins with `=`, `+`, `-` or `@`. A spreadsheet that opens the export runs it as a formula: \
a harmless one shows `#NAME?` where the address was, and one that was typed into the shop on \
purpose can open links or send the sheet to a stranger.

What to do: do not click what the spreadsheet offers. Take the sign off the cell, or import the \
column as text. `scan` and `fix` leave the seller's own cells as they are.

Not known: what the formula would do. Phone numbers with `+`, negative amounts, dashes that stand \
for blank and `=\"02134\"` (a text that keeps its zero) are no formulas.

```csv flagged
Order,Name,Address 1,City,Zip,Country,Note
1,Ada Byron,24 Linden St,Boston,02134,US,\"=HYPERLINK(\"\"http://example.com\"\",\"\"click\"\")\"
2,Bo Chen,+Flat 3,Boston,02134,US,
```

```csv clean
Order,Name,Address 1,City,Zip,Country,Phone,Total
1,Ada Byron,24 Linden St,Boston,02134,US,+49 30 1234567,-5.00
2,Bo Chen,-,Boston,\"=\"\"02134\"\"\",US,+1 (555) 010-0199 x3,1
```
",
    severity: Severity::Warning,
    reason: None,
    needs: &[],
    check,
};

fn check<'a>(order: &Order<'a>, _: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    for field in order.begins_oddly().iter() {
        let raw = order.raw(field);
        if !matches!(raw.as_bytes().first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r')) {
            continue;
        }
        if is_plain_number(raw) {
            continue;
        }
        let text = raw.trim_start_matches(['\t', '\r', '\n', ' ']);
        if !text.starts_with(['=', '+', '-', '@']) || is_plain(text) {
            continue;
        }
        let severity = if calls(text) { Severity::Warning } else { Severity::Note };
        let message = format!(
            "the cell starts with `{}` and a spreadsheet would run it as a formula: take the sign off, or import the \
             column as text",
            &text[..1]
        );
        out.push(out.finding(&[field], message).severity(severity));
    }
}

/// A phone number or an amount, the signs in it and no others: the most that begin with a sign.
fn is_plain_number(raw: &str) -> bool {
    let [b'+' | b'-', first, rest @ ..] = raw.as_bytes() else { return false };
    first.is_ascii_digit() && rest.iter().all(|b| matches!(b, b'0'..=b'9' | b' ' | b'-' | b'.' | b',' | b'(' | b')'))
}

/// A number, a phone number, a run of dashes, or a text kept as text by `="…"`.
fn is_plain(text: &str) -> bool {
    let rest = text.trim_start_matches(['=', '+', '-', '@']).trim();
    if let Some(quoted) = text.strip_prefix("=\"").and_then(|t| t.trim_end().strip_suffix('"')) {
        return !quoted.contains('"');
    }
    if text.starts_with('=') && !rest.is_empty() {
        return false;
    }
    rest.is_empty() || is_number(rest)
}

/// Digits with what stands between them in amounts and phone numbers, and a currency or an
/// extension behind them.
fn is_number(text: &str) -> bool {
    let tail = text.trim_start_matches(|c: char| {
        c.is_ascii_digit() || c.is_whitespace() || matches!(c, '(' | ')' | '-' | '.' | '/' | ',' | '+' | '*' | '%')
    });
    let digits = text.len() > tail.len() && text.bytes().any(|b| b.is_ascii_digit());
    let short = tail.len() <= 12 && tail.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | ' ' | '#' | '€'));
    digits && short || text.starts_with(['$', '€', '£', '¥'])
}

/// Does it look as if it did something: a function, another program, another sheet?
fn calls(text: &str) -> bool {
    text.starts_with('=') || text.contains(['(', '|', '!'])
}
