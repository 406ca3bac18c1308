//! The head of the report: files, verdict, money, the six reasons, what is wrong by code.

use std::cmp::Reverse;
use std::fmt::Write as _;

use super::super::text::{few, lines, many, money, padded, percent, plural, shortened, width};
use super::{Style, plain};
use crate::finding::Reason;
use crate::risk::Band;
use crate::scan::Summary;
use crate::world::platform::Status;

/// Cells of the longest bar.
const BAR: f64 = 20.0;
/// From this share of the expected failures on, those without findings are as good as all.
const AS_USUAL: f64 = 0.95;
/// Kinds of findings that are listed.
const KINDS: usize = 20;

/// Each input with what it was taken for.
pub fn files(summary: &Summary, style: Style<'_>, out: &mut String) {
    let widest = summary.sources.iter().map(|s| width(&plain(&s.file))).max().unwrap_or(0).min(48);
    for source in &summary.sources {
        let name = padded(&plain(&source.file), widest);
        let about = format!("{}, {}", source.title, plural(source.orders, "order"));
        let about = shortened(&about, style.width.saturating_sub(width(&name) + 2).max(20));
        let _ = writeln!(out, "{}  {}", style.bold(&name), style.dim(&about));
    }
}

/// How many orders need a look, and what that is worth.
pub fn verdict(summary: &Summary, style: Style<'_>, out: &mut String) {
    let checked = summary.checked();
    let sentence = match (checked, summary.flagged) {
        (0, _) if summary.orders == 0 => "There is no order in it.".to_string(),
        (0, _) => "Nothing left to ship from here.".to_string(),
        (1, 0) => "The order can go: nothing is wrong with it.".to_string(),
        (2, 0) => "Both orders can go: nothing is wrong with them.".to_string(),
        (n, 0) => format!("All {} can go: nothing is wrong with them.", plural(n, "order")),
        (1, _) => "The order needs a look before it goes.".to_string(),
        (n, 1) => format!("1 of {} needs a look before it goes.", plural(n, "order")),
        (n, flagged) => format!("{} of {} need a look before they go.", many(flagged), plural(n, "order")),
    };
    let _ = writeln!(out, "\n{}", style.bold(&sentence));
    if checked > 0 {
        if summary.flagged > 0 && checked > 1 {
            let bands = Band::ALL.iter().rev().filter(|b| summary.flagged_bands[**b as usize] > 0);
            let bands: Vec<String> =
                bands.map(|b| format!("{} in {}", style.band(*b), many(summary.flagged_bands[*b as usize]))).collect();
            let _ = writeln!(out, "Avoidable risk: {}.", bands.join(", "));
        }
        expectation(summary, style, out);
    }
    aside(summary, style, out);
}

/// Deliveries expected to fail, what they cost and what of it can be saved.
fn expectation(summary: &Summary, style: Style<'_>, out: &mut String) {
    let failures: f64 = summary.expected_failures().iter().sum();
    let clean = summary.expected_failures_clean().iter().sum::<f64>().min(failures);
    let checked = summary.checked();
    let elsewhere: u64 = summary.without_rate.values().sum();
    let cost = match elsewhere == checked {
        true => String::new(),
        false => format!(", at a cost of {}", style.bold(&money(&summary.currency, summary.expected_loss()))),
    };
    // notes alone raise the risk as well
    let is_usual = summary.flagged == 0 && clean >= failures * AS_USUAL;
    let usual = match (is_usual, checked) {
        (true, 1) => ", as is usual where it goes",
        (true, _) => ", as is usual where they go",
        _ => "",
    };
    let _ = match checked {
        1 => writeln!(out, "Its delivery fails with a chance of {}{cost}{usual}.", style.bold(&percent(failures))),
        n => {
            let expected = style.bold(&few(failures, failures));
            writeln!(out, "Expect {expected} of {} deliveries to fail{cost}{usual}.", many(n))
        }
    };
    if summary.flagged > 0 {
        let left = if checked == 1 { percent(clean) } else { few(clean, failures) };
        let saved = match elsewhere == checked {
            true => String::new(),
            false => format!(", which saves {}", style.bold(&money(&summary.currency, summary.avoidable_loss()))),
        };
        let _ = writeln!(out, "Put right, it is {left}{saved}.");
    }
    if summary.without_rate.is_empty() {
        return;
    }
    let apart = summary.without_rate.iter().map(|(currency, orders)| {
        let orders = plural(*orders, "order");
        if currency.is_empty() {
            format!("{orders} whose currency nobody names")
        } else {
            format!("{orders} in {currency}")
        }
    });
    let apart = apart.collect::<Vec<_>>().join(", ");
    for line in lines(&format!("Not in these sums, for want of an exchange rate: {apart}."), style.width) {
        let _ = writeln!(out, "{}", style.dim(&line));
    }
}

/// Orders that are not shipped from here.
fn aside(summary: &Summary, style: Style<'_>, out: &mut String) {
    let aside: Vec<String> = Status::ALL[1..]
        .iter()
        .filter(|s| summary.of_status(**s) > 0)
        .map(|s| {
            let what = match s {
                Status::Check => "to ship",
                Status::Fulfilled => "already shipped",
                Status::Cancelled => "cancelled",
                Status::Digital => "digital",
                Status::Pickup => "picked up by the buyer",
            };
            format!("{} {what}", many(summary.of_status(*s)))
        })
        .collect();
    if !aside.is_empty() {
        let scored = summary.checked();
        let told =
            if scored > summary.of_status(Status::Check) { "Among them, not shipped" } else { "Left out, not shipped" };
        let _ = writeln!(out, "{}", style.dim(&format!("{told} from here: {}.", aside.join(", "))));
    }
}

/// The six reasons as bars.
pub fn reasons(summary: &Summary, style: Style<'_>, out: &mut String) {
    let expected = summary.expected_failures();
    let clean = summary.expected_failures_clean();
    let total: f64 = expected.iter().sum();
    let most = expected.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let _ = writeln!(out, "\n{}", style.bold("Why they would fail"));
    for reason in Reason::ALL {
        let (all, rest) = (expected[reason.index()], clean[reason.index()].min(expected[reason.index()]));
        let cells = |x: f64| (x / most * BAR).round() as usize;
        let (full, usual) = (cells(all), cells(rest).min(cells(all)));
        let bar = format!(
            "{}{}{}",
            style.paint("31", &"█".repeat(full - usual)),
            style.dim(&"░".repeat(usual)),
            " ".repeat(BAR as usize - full)
        );
        let number = match summary.checked() {
            1 if all < 0.0005 => percent(0.0),
            1 => percent(all),
            _ => few(all, total),
        };
        let _ = writeln!(out, "  {:<10}  {bar} {number:>7}  {}", reason.name(), style.dim(reason.meaning()));
    }
    let _ = writeln!(
        out,
        "  {}",
        style.dim("deliveries that would fail  █ by what is wrong below  ░ as usual where they go")
    );
}

/// What is wrong, by code.
pub fn codes(summary: &Summary, style: Style<'_>, out: &mut String) {
    let _ = writeln!(out, "\n{}", style.bold("What is wrong"));
    let mut codes: Vec<_> = summary.codes.iter().collect();
    codes.sort_by_key(|(code, c)| (Reverse(c.orders), **code));
    let shown = &codes[..codes.len().min(KINDS)];
    let digits = shown.first().map_or(1, |(_, c)| many(c.orders).len());
    let widest = shown.iter().map(|(code, _)| code.len()).max().unwrap_or(0);
    for (code, counts) in shown {
        let what = crate::rules::by_code(code).map_or("", |r| r.summary);
        let indent = 2 + digits + 2 + widest + 2;
        for (i, line) in lines(what, style.width.saturating_sub(indent)).iter().enumerate() {
            let head = if i == 0 {
                format!("  {:>digits$}  {code:<widest$}  ", many(counts.orders))
            } else {
                " ".repeat(indent)
            };
            let _ = writeln!(out, "{head}{}", style.dim(line));
        }
    }
    if codes.len() > KINDS {
        let more = format!("  and {} more kinds: -o summary.json lists all", codes.len() - KINDS);
        let _ = writeln!(out, "{}", style.dim(&more));
    }
    let safe: u64 = codes.iter().map(|(_, c)| c.safe).sum();
    if safe > 0 {
        let _ = writeln!(out, "  {}", style.dim(&format!("{} can be put right without asking anybody", many(safe))));
    }
}
