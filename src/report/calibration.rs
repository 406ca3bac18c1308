//! What a fit of the risk model came to, for people: how the files were joined, how well later
//! orders were predicted, and what was learned.

use std::fmt::Write as _;

use serde::Serialize;

use super::text::{lines, many, percent};
use crate::risk::fitted::{About, Param};
use crate::risk::learn::{Finding, Learned};
use crate::risk::measure::{Bin, Estimate, Quality, rate};
use crate::scan::calibrate::Joined;

/// The figures as JSON.
pub fn json(learned: &Learned) -> String {
    #[derive(Serialize)]
    struct Out<'l> {
        schema: &'static str,
        finding: &'static str,
        verdict: &'l str,
        orders: u64,
        failed: u64,
        fitted_on: u64,
        tested_on: u64,
        models: Vec<Model>,
    }
    #[derive(Serialize)]
    struct Model {
        model: &'static str,
        log_loss: f64,
        brier: f64,
        auc: Option<[f64; 3]>,
        calibration_error: f64,
        deciles: Vec<Decile>,
    }
    #[derive(Serialize)]
    struct Decile {
        orders: u64,
        failed: u64,
        predicted: f64,
        observed: [f64; 3],
        inside: bool,
    }
    let ends = |e: Estimate| [e.value, e.low, e.high];
    let model = |(model, q): (&'static str, &Quality)| Model {
        model,
        log_loss: q.log_loss,
        brier: q.brier,
        auc: q.auc.map(ends),
        calibration_error: q.calibration_error,
        deciles: q
            .bins
            .iter()
            .map(|b| Decile {
                orders: b.orders,
                failed: b.failed,
                predicted: b.predicted,
                observed: ends(b.observed),
                inside: b.agrees(),
            })
            .collect(),
    };
    let names = ["fitted", "shipped", "base_rate"];
    let out = Out {
        schema: "doorstep/calibration/1",
        finding: match learned.finding {
            Finding::TooFew => "too_few",
            Finding::NoSignal => "no_signal",
            Finding::Untested => "untested",
            Finding::Signal => "signal",
        },
        verdict: &learned.fitted.about.verdict,
        orders: learned.fitted.about.orders,
        failed: learned.fitted.about.failed,
        fitted_on: learned.split.0,
        tested_on: learned.split.1,
        models: names.into_iter().zip(learned.tested.iter().flatten()).map(model).collect(),
    };
    // writing to memory does not fail
    serde_json::to_string_pretty(&out).unwrap_or_default() + "\n"
}

/// Columns of a page.
const WIDE: usize = 100;
/// Columns of the plot.
const PLOT: usize = 44;
/// How many learned numbers are shown.
const SHOWN: usize = 12;

/// The whole report.
pub fn report(joined: &Joined, learned: &Learned) -> String {
    let mut out = String::new();
    joins(joined, learned, &mut out);
    verdict(learned, &mut out);
    if let Some(tested) = &learned.tested {
        figures(learned, tested, &mut out);
        plot(&tested[0].bins, &mut out);
    }
    if matches!(learned.finding, Finding::Signal | Finding::Untested) {
        numbers(learned, &mut out);
    }
    out
}

fn say(text: &str, out: &mut String) {
    for (i, line) in lines(text, WIDE - 2).iter().enumerate() {
        let _ = writeln!(out, "{}{line}", if i == 0 { "" } else { "  " });
    }
}

fn joins(joined: &Joined, learned: &Learned, out: &mut String) {
    let About { failed, noted, .. } = learned.fitted.about;
    let fitted = learned.fitted.about.orders;
    let share = rate(failed, fitted).value;
    say(
        &format!(
            "{} orders, {} with an outcome; {} of {} that the model may know failed ({}){}",
            many(joined.orders),
            many(joined.with_outcome),
            many(failed),
            many(fitted),
            percent(share),
            if noted > 0 { format!(", for {} of them a reason is noted", many(noted)) } else { String::new() }
        ),
        out,
    );
    let listed = |names: &[String]| names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
    if joined.without > 0 {
        let some = if joined.orders_without.is_empty() {
            String::new()
        } else {
            format!(", such as {}", listed(&joined.orders_without))
        };
        say(&format!("- {} orders have no outcome yet, or none was found{some}: left out", many(joined.without)), out);
    }
    if joined.unread.count() > 0 {
        let words = joined.unread.words();
        let some: Vec<String> = words.iter().take(4).map(|(w, n)| format!("`{w}` ({})", many(*n))).collect();
        say(
            &format!(
                "- {} outcomes are written in words that doorstep does not understand: {}; write delivered, returned or \
                 failed, or 1 and 0",
                many(joined.unread.count()),
                some.join(", ")
            ),
            out,
        );
    }
    if joined.unjoined > 0 {
        let why = likely_reason(joined);
        say(
            &format!(
                "- {} to no order, such as {}{why}",
                match joined.unjoined {
                    1 => "1 outcome belongs".to_string(),
                    n => format!("{} outcomes belong", many(n)),
                },
                listed(&joined.examples)
            ),
            out,
        );
    }
    if joined.repeated > 0 {
        say(
            &format!(
                "- {} times an order stands in the files again: taken as one, failed if any of its parts did",
                many(joined.repeated)
            ),
            out,
        );
    }
    if joined.two_formats {
        say(
            "- some dates can only be day first and others only month first: those that may be either are taken as unknown; export the dates as 2026-11-23",
            out,
        );
    }
    if joined.ambiguous > 0 {
        say(
            &format!(
                "- the dates of {} orders may be day first or month first: they count as the earliest",
                many(joined.ambiguous)
            ),
            out,
        );
    }
    if joined.undated > 0 {
        say(
            &format!(
                "- {} orders have no date that can be read: they count as the earliest, and are left out with --until",
                many(joined.undated)
            ),
            out,
        );
    }
}

/// Why outcomes may not have found their orders.
fn likely_reason(joined: &Joined) -> String {
    let (Some(outcome), Some(order)) = (joined.examples.first(), joined.orders_without.first()) else {
        return ": are the files of the same months?".to_string();
    };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    let letters = |text: &str| text.chars().any(char::is_alphabetic);
    if letters(outcome) != letters(order) || digits(outcome).abs_diff(digits(order)) > 3 {
        return format!(
            ": orders are written like `{order}`; is that column the number of the parcel, or of another shop? (--map outcome_order=Column)"
        );
    }
    ": are the files of the same months?".to_string()
}

fn verdict(learned: &Learned, out: &mut String) {
    let (earlier, later) = learned.split;
    if let Some((last, first)) = learned.border {
        let _ =
            writeln!(out, "Fitted on {} orders until {last}, tested on {} from {first} on", many(earlier), many(later));
    } else if later > 0 && learned.dated {
        let _ = writeln!(out, "Fitted on {} orders, tested on the {} later ones", many(earlier), many(later));
    } else if later > 0 {
        let _ = writeln!(
            out,
            "Fitted on {} orders, tested on the {} that stand last (there are no dates)",
            many(earlier),
            many(later)
        );
    }
    let _ = writeln!(out);
    say(&learned.fitted.about.verdict, out);
}

/// What the outcomes came to, in a sentence or two.
pub fn sentence(learned: &Learned) -> String {
    let (earlier, later) = learned.split;
    match learned.finding {
        Finding::TooFew if learned.fitted.about.orders > 0 && learned.fitted.about.failed == 0 => {
            "All of these orders arrived: there is nothing to learn failures from, and the shipped model stays as it is.".to_string()
        }
        Finding::TooFew if learned.fitted.about.orders > 0 && learned.fitted.about.failed == learned.fitted.about.orders => {
            "All of these orders failed: there is nothing to tell them from, and the shipped model stays as it is. Are \
             the outcomes read right?"
                .to_string()
        }
        Finding::TooFew => format!(
            "Too few outcomes to learn from ({} orders before the test; at least 50, with 8 that failed and 8 that \
             arrived): the shipped model stays as it is.",
            many(earlier)
        ),
        Finding::NoSignal => {
            let area = learned
                .tested
                .as_ref()
                .and_then(|t| t[0].auc)
                .map_or(String::new(), |a| format!(" (AUC {})", estimate(a, 3)));
            format!(
                "No signal: nothing that doorstep knows of an order tells which of {} later ones failed{area}. The \
                 shipped model stays as it is. Are these outcomes right, and of these orders?",
                many(later)
            )
        }
        Finding::Untested if later == 0 => "Fitted with care: there are no later outcomes to test it on. What nobody has \
             measured moved only as far as these outcomes support."
            .to_string(),
        Finding::Untested => "Fitted with care: later outcomes are too few to tell whether it is better than the \
             shipped model. What nobody has measured moved only as far as these outcomes support."
            .to_string(),
        Finding::Signal => {
            let better = |gain: Option<Estimate>, than: &str| match gain {
                Some(g) if g.low > 0.0 => format!("better than {than}"),
                Some(g) if g.high < 0.0 => format!("worse than {than}"),
                _ => format!("not told from {than}"),
            };
            let gains = learned.gains;
            let area = learned.tested.as_ref().and_then(|t| t[0].auc).map_or(0.5, |a| a.value);
            format!(
                "It tells failing orders from others (AUC {area:.3}) on {} later orders that it had not seen; by log-loss \
                 it is {} and {}.",
                many(later),
                better(gains.map(|g| g[0]), "the shipped model"),
                better(gains.map(|g| g[1]), "giving every order the same rate"),
            )
        }
    }
}

fn estimate(e: Estimate, decimals: usize) -> String {
    format!("{:.decimals$} ({:.decimals$}–{:.decimals$})", e.value, e.low, e.high)
}

fn figures(learned: &Learned, tested: &[Quality; 3], out: &mut String) {
    let _ = writeln!(
        out,
        "\n{:<22}{:>9}  {:>9}  {:<22}  {:>11}",
        "On later orders", "log-loss", "Brier", "AUC (95 %)", "calibration"
    );
    for (name, q) in ["this fit", "as shipped", "one rate for all"].iter().zip(tested) {
        let auc = q.auc.map_or("–".to_string(), |a| estimate(a, 3));
        let _ = writeln!(
            out,
            "  {name:<20}{:>9.5}  {:>9.5}  {auc:<22}  {:>9.2} pt",
            q.log_loss,
            q.brier,
            q.calibration_error * 100.0
        );
    }
    if let Some([shipped, flat]) = learned.gains {
        let _ = writeln!(
            out,
            "  less surprise than as shipped {}, than one rate {}",
            estimate(shipped, 5),
            estimate(flat, 5)
        );
    }
    let agree = tested[0].bins.iter().filter(|b| b.agrees()).count();
    let _ = writeln!(
        out,
        "  calibration: mean distance of predicted from observed rates over tenths; {agree} of {} tenths inside their \
         interval",
        tested[0].bins.len()
    );
}

fn plot(bins: &[Bin], out: &mut String) {
    let most = bins.iter().map(|b| b.observed.high.max(b.predicted)).fold(0.0, f64::max).max(1e-9);
    let at = |p: f64| ((p / most * (PLOT - 1) as f64).round() as usize).min(PLOT - 1);
    let _ = writeln!(out, "\nTenths by predicted risk: ● predicted, ├─┤ observed with its 95 % interval");
    for (i, bin) in bins.iter().enumerate() {
        let mut row = vec![' '; PLOT];
        let (low, high) = (at(bin.observed.low), at(bin.observed.high));
        row[low..=high].fill('─');
        row[low] = '├';
        row[high] = '┤';
        row[at(bin.observed.value)] = '┼';
        row[at(bin.predicted)] = if bin.agrees() { '●' } else { '○' };
        let row: String = row.into_iter().collect();
        let _ = writeln!(
            out,
            "  {:>2}  {:>6} {:>6}  {}",
            i + 1,
            percent(bin.predicted),
            percent(bin.observed.value),
            row.trim_end()
        );
    }
}

/// The numbers that outcomes have moved most, against their errors.
fn numbers(learned: &Learned, out: &mut String) {
    let fitted = &learned.fitted;
    let mut all: Vec<(String, Param)> = vec![("every order".to_string(), fitted.rate)];
    all.extend(fitted.effects.iter().map(|(code, p)| (code.clone(), *p)));
    for (of, levels) in &fitted.traits {
        all.extend(levels.iter().map(|(level, p)| (format!("{} {level}", of.name()), *p)));
    }
    let moved = |p: &Param| (p.factor / p.shipped).ln().abs() / p.error.max(1e-9);
    all.sort_by(|a, b| moved(&b.1).total_cmp(&moved(&a.1)).then_with(|| a.0.cmp(&b.0)));
    let _ = writeln!(out, "\nWhat your outcomes say most clearly:");
    for (name, param) in all.iter().take(SHOWN) {
        let (low, high) = param.interval();
        let _ = writeln!(
            out,
            "  × {:<6.2} instead of {:<6.2} ({low:.2}–{high:.2}, {} from data)  {name}",
            param.factor,
            param.shipped,
            percent(param.data)
        );
    }
    let tried: Vec<String> = fitted.traits.iter().map(|(of, l)| format!("{} ({})", of.name(), l.len())).collect();
    if !tried.is_empty() {
        say(
            &format!(
                "Learned by {}; what else differs between your orders did not help to predict later ones",
                tried.join(", ")
            ),
            out,
        );
    }
}
