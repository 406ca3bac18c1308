//! `explain`, `rules`, `columns`, `config` and `init`.

use std::fmt::Write as _;
use std::io::Write as _;

use doorstep::config::{TEMPLATE, did_you_mean};
use doorstep::input::{Field, Wishes};
use doorstep::report::redact::MASK;
use doorstep::report::{self, text};
use doorstep::rules;
use doorstep::world::effect::{self, Kind};

use crate::args::Common;
use crate::exit::{Failure, Outcome, complain};
use crate::{inputs, settings};

/// The manual of one rule.
pub fn explain(code: &str) -> Result<Outcome, Failure> {
    let Some(rule) = rules::by_code(code) else {
        let near: Vec<&str> =
            rules::all().map(|r| r.code).filter(|c| c.ends_with(code) || c.contains(code)).take(6).collect();
        let hint = if near.is_empty() {
            format!("{} (`doorstep rules` lists them)", did_you_mean(code, rules::all().map(|r| r.code)))
        } else {
            format!("; did you mean {}?", near.join(", "))
        };
        return Err(Failure::said(format!("there is no rule `{code}`{hint}")));
    };
    let mut out = format!("{}\n", rule.code);
    wrap(&format!("This order has {}.", rule.summary), &mut out);
    out.push('\n');
    let mut example = false;
    for line in rule.explain.trim_end().lines() {
        example ^= line.starts_with("```");
        if example || line.starts_with("```") {
            let _ = writeln!(out, "{line}");
        } else {
            wrap(line, &mut out);
        }
    }
    if rule.explain.contains("Ship From") || rule.explain.contains("As Of") {
        out.push('\n');
        wrap("In the examples `Ship From` and `As Of` stand for `--ship-from` and `--as-of`.", &mut out);
    }
    let _ = write!(out, "\nSeverity: {}", rule.severity.name());
    if let Some(reason) = rule.reason {
        let _ = write!(out, " · reason: {}", reason.name());
    }
    match effect::of(rule.code) {
        Some(e) => {
            let what = match e.kind {
                Kind::OddsRatio => {
                    format!("multiplies the odds of a failed delivery by {} ({} to {})", e.value, e.low, e.high)
                }
                Kind::Refusal => format!("the parcel is refused with a chance of {}", text::percent(e.value)),
                Kind::Factor => {
                    format!("makes a failure for its reason {} times as likely ({} to {})", e.value, e.low, e.high)
                }
            };
            let source = if e.assumption {
                format!("an assumption: nobody has measured it ({})", e.year)
            } else {
                format!("{}, {}", e.source, e.year)
            };
            out.push('\n');
            wrap(&format!("Effect: {what} — {source}"), &mut out);
            wrap(&format!("Cause: {}; findings of one cause count once", e.cause), &mut out);
        }
        None => out.push_str("\nEffect: none, it is about the file\n"),
    }
    print(&out)
}

/// Columns of a page.
const WIDE: usize = 100;

fn wrap(text: &str, out: &mut String) {
    for line in text::lines(text, WIDE) {
        let _ = writeln!(out, "{line}");
    }
}

/// The table of rules.
pub fn rules(common: &Common) -> Result<Outcome, Failure> {
    let mut out = String::new();
    let mut family = "";
    let listed = if common.select.is_empty() && common.ignore.is_empty() {
        rules::all().collect()
    } else {
        doorstep::scan::rules_of(&settings::effective(common)?).map_err(Failure::said)?
    };
    for rule in listed {
        if rule.family() != family {
            let _ = writeln!(out, "{}{}: this order has …", if family.is_empty() { "" } else { "\n" }, rule.family());
            family = rule.family();
        }
        for (i, line) in text::lines(rule.summary, WIDE - 46).iter().enumerate() {
            let (code, severity) = if i == 0 { (rule.code, rule.severity.name()) } else { ("", "") };
            let _ = writeln!(out, "  {code:<34} {severity:<7}  {line}");
        }
    }
    out.push_str(
        "\nerror: cannot be delivered as written without somebody's help · warning: may well not be · \
         note: worth knowing\n`doorstep explain CODE` says more; `--ignore CODE` or a family leaves it out\n",
    );
    print(&out)
}

/// How files were understood.
pub fn columns(files: &[String], common: &Common) -> Result<Outcome, Failure> {
    let settings = settings::effective(common)?;
    let map: Vec<(Field, String)> = settings.columns.iter().map(|c| c.value.clone()).collect();
    let wishes = Wishes { platform: settings.platform.value.as_deref(), map: &map, ..Wishes::default() };
    let (files, mut errors) = inputs::expand(files);
    let tables = inputs::open(&files, &wishes, &mut errors);
    let known = doorstep::scan::rules_of(&settings).map_err(Failure::said)?;
    let text: Vec<String> =
        tables.iter().map(|t| report::columns::of(t, &doorstep::scan::notes_of(t, &settings, &known))).collect();
    print(&text.join("\n"))?;
    errors.iter().for_each(|e| complain(&e.to_string()));
    Ok(if errors.is_empty() { Outcome::Done } else { Outcome::Unusable })
}

/// The settings in force.
pub fn config(common: &Common) -> Result<Outcome, Failure> {
    let settings = settings::effective(common)?;
    doorstep::scan::rules_of(&settings).map_err(Failure::said)?;
    let costs = doorstep::scan::costs(&settings);
    let mut out = String::new();
    let mut effective = settings.effective();
    if common.redact {
        // whose address is accepted, and why
        let accepted = effective.iter_mut().filter(|(key, _, _)| key == "accept");
        accepted.for_each(|(_, value, _)| *value = MASK.to_string());
    }
    let widest = |of: fn(&(String, String, String)) -> &String| effective.iter().map(|s| text::width(of(s))).max();
    let (keys, values) = (widest(|s| &s.0).unwrap_or(0).min(40), widest(|s| &s.1).unwrap_or(0).min(40));
    for (key, value, origin) in &effective {
        let _ = writeln!(out, "{}  {}  {origin}", text::padded(key, keys), text::padded(value, values));
    }
    let _ = writeln!(out, "\nCost of one failure, in {}:", costs.currency());
    for reason in doorstep::finding::Reason::ALL {
        let shipped = effect::COSTS.iter().find(|c| c.reason == reason.name());
        let ours = settings.costs[reason.index()].value != (None, None);
        let source = match shipped {
            Some(_) if ours => "yours".to_string(),
            Some(c) if c.assumption => format!("assumed from {}, {}", c.source, c.year),
            Some(c) => format!("{}, {}", c.source, c.year),
            None => String::new(),
        };
        let share = costs.value_share[reason.index()];
        let value = if share > 0.0 { format!(" + {:.0} % of the value", share * 100.0) } else { String::new() };
        let _ = writeln!(out, "  {:<10} {:>8.2}{value:<19}  {source}", reason.name(), costs.amount[reason.index()]);
    }
    let _ = writeln!(out, "\nExchange rates of {} (European Central Bank).", effect::RATES_DATE);
    print(&out)
}

/// Writes a commented configuration file.
pub fn init() -> Result<Outcome, Failure> {
    let file = std::fs::File::options().write(true).create_new(true).open(settings::FILE);
    let mut file = file.map_err(|e| match e.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Failure::said(format!("{} is there already; doorstep leaves it alone", settings::FILE))
        }
        _ => Failure::said(format!("cannot write {}: {e}", settings::FILE)),
    })?;
    file.write_all(TEMPLATE.as_bytes()).map_err(|e| Failure::said(format!("cannot write {}: {e}", settings::FILE)))?;
    print(&format!(
        "wrote {}: every setting with its shipped value, commented out; `doorstep config` shows what is in force\n",
        settings::FILE
    ))
}

/// Writes to standard output.
pub fn print(text: &str) -> Result<Outcome, Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::stdout)?;
    Ok(Outcome::Done)
}
