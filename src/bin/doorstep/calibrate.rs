//! `doorstep calibrate`.

use std::io::Write as _;

use doorstep::input::{Field, InputError, Table, Wishes};
use doorstep::report::{calibration, reliability};
use doorstep::risk::fitted::About;
use doorstep::risk::learn::{Learned, Wish, learn};
use doorstep::risk::{self};
use doorstep::scan::calibrate::{Joined, join};
use doorstep::scan::outcomes::{Columns, Source};
use doorstep::scan::{self, Job};
use doorstep::text::Day;

use crate::args::{Calibrate, Common};
use crate::exit::{Failure, Outcome, complain};
use crate::outputs::{self, Output};
use crate::progress::Progress;
use crate::{data, inputs, manual, settings};

/// Parts of a table of outcomes that `--map` may name.
const PARTS: [(&str, &str); 4] =
    [("outcome", "outcome"), ("reason", "reason"), ("outcome_order", "order"), ("outcome_tracking", "tracking")];

/// What a result holds, by the ending of its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Model,
    Plot,
    Figures,
}

pub fn run(wish: &Calibrate, common: &Common) -> Result<Outcome, Failure> {
    let settings = settings::effective_but_map(common)?;
    let until = wish.until.as_deref().map(day).transpose()?;
    let (own, of_outcomes) = split(&common.map)?;
    let mut map: Vec<(Field, String)> = settings.columns.iter().map(|c| c.value.clone()).collect();
    map.retain(|(field, _)| own.iter().all(|(f, _)| f != field));
    map.extend(own);
    let wishes = Wishes { platform: settings.platform.value.as_deref(), map: &map, ..Wishes::default() };
    let rules = scan::rules_of(&settings).map_err(Failure::said)?;
    let (files, mut errors) = inputs::expand(&wish.orders);
    let tables = inputs::open(&files, &wishes, &mut errors);
    let apart = beside(&files, &wish.outcomes);
    let outcome_tables = open_outcomes(&apart, &mut errors);
    errors.iter().for_each(|e| complain(&e.to_string()));
    if !errors.is_empty() || tables.is_empty() {
        return Ok(Outcome::Unusable);
    }
    let said_by = if outcome_tables.is_empty() { &tables } else { &outcome_tables };
    let columns = columns(said_by, &of_outcomes, !outcome_tables.is_empty()).map_err(Failure::said)?;
    let names: Vec<&str> = tables.iter().chain(&outcome_tables).map(Table::name).collect();
    let mut results = results(&wish.output, &names)?;
    let known = settings.directories.iter().map(|d| settings::beside_file(&settings, &d.value));
    outputs::apart(results.iter().map(|(_, result)| result), &names)?;
    outputs::spare(results.iter().map(|(_, result)| result), &known.chain(settings.file.clone()).collect::<Vec<_>>())?;
    let as_of = settings::as_of(common)?;
    let progress = Progress::new(common.no_progress || common.quiet);
    let directories = crate::setup::directories(&settings, &[])?;
    let job = Job {
        directories: &directories,
        places: data::chosen(common)?,
        threads: crate::setup::threads(common.threads),
        progress: &|done, of| progress.at(done, of),
        ..Job::new(&tables, &settings, &rules, as_of)
    };
    let (samples, mut joined) =
        join(&job, &Source { tables: &outcome_tables, columns: columns.clone() }).map_err(Failure::said)?;
    progress.end();
    if common.redact && joined.unread.count() > 0 {
        joined.unread.mask(doorstep::report::redact::MASK);
    }
    if joined.with_outcome == 0 {
        return Err(Failure::said(nothing_joined(&joined, said_by)));
    }
    let about = About {
        version: env!("CARGO_PKG_VERSION").to_string(),
        made: as_of,
        currency: settings.currency.value.clone(),
        ..About::default()
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(job.threads).build().map_err(Failure::said)?;
    let mut learned = pool.install(|| learn(&samples, Wish { until }, about));
    learned.fitted.about.verdict = calibration::sentence(&learned);
    for (kind, result) in &mut results {
        let mut writer = result.open()?;
        let text = text_of(*kind, &learned);
        writer.write_all(text.as_bytes()).and_then(|()| writer.flush()).map_err(|e| result.failed(&e))?;
    }
    for (_, result) in results {
        result.keep()?;
    }
    if !common.quiet {
        let mut text = String::new();
        for (table, columns) in said_by.iter().zip(&columns) {
            let parts: Vec<String> =
                columns.described(&table.header.names).iter().map(|(part, name)| format!("{part} `{name}`")).collect();
            text += &format!("{}: {}\n", table.name(), parts.join(", "));
        }
        text += &calibration::report(&joined, &learned);
        manual::print(&text)?;
    }
    Ok(Outcome::Done)
}

fn text_of(kind: Kind, learned: &Learned) -> String {
    match (kind, &learned.tested) {
        (Kind::Model, _) => risk::file::written(&learned.fitted),
        (Kind::Figures, _) => calibration::json(learned),
        (Kind::Plot, Some(tested)) => reliability::svg(&tested[0], "Risk predicted for later orders, and what came"),
        (Kind::Plot, None) => reliability::nothing("too few outcomes for a test on later orders"),
    }
}

/// Outcome files that are not the orders themselves.
fn beside(orders: &[String], outcomes: &[String]) -> Vec<String> {
    let real = |file: &String| std::fs::canonicalize(file).unwrap_or_else(|_| file.into());
    outcomes.iter().filter(|o| !orders.iter().any(|f| real(f) == real(o))).cloned().collect()
}

fn open_outcomes(words: &[String], errors: &mut Vec<InputError>) -> Vec<Table> {
    if words.is_empty() {
        return Vec::new();
    }
    let (files, missing) = inputs::expand(words);
    errors.extend(missing);
    let mut tables = Vec::new();
    for file in files {
        match Table::open_unless(&file, &Wishes::default(), &|names| Some(names.to_vec())) {
            Ok(table) => tables.push(table),
            Err(e) => errors.push(e),
        }
    }
    tables
}

fn columns(tables: &[Table], map: &[(String, String)], apart: bool) -> Result<Vec<Columns>, InputError> {
    let mut all = Vec::new();
    for table in tables {
        let columns = Columns::of(table.name(), &table.header.names, map)?;
        if apart && !columns.have_a_key() {
            let help = "name it: --map outcome_order=Column, or --map outcome_tracking=Column";
            let problem = "no column has the number of the order or of the parcel";
            return Err(InputError::new(table.name(), problem, help).at(table.header.lines_before + 1));
        }
        all.push(columns);
    }
    Ok(all)
}

fn nothing_joined(joined: &Joined, said_by: &[Table]) -> String {
    let name = said_by.first().map_or("", Table::name);
    if joined.unjoined == 0 {
        let words: Vec<String> = joined.unread.words().iter().take(4).map(|(w, _)| format!("`{w}`")).collect();
        let found = if words.is_empty() { String::new() } else { format!(" (found {})", words.join(", ")) };
        return format!(
            "{name}: says of no order how its delivery ended{found}; expected words such as delivered, returned, failed, or 1 and 0 \
             (--map outcome=Column names another column)"
        );
    }
    let some = |list: &[String]| list.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
    format!(
        "none of {} outcomes belongs to one of {} orders; outcomes are numbered like {}, orders like {}: name the right \
         column with --map outcome_order=Column or --map order=Column",
        joined.unjoined,
        joined.orders,
        some(&joined.examples),
        some(&joined.orders_without),
    )
}

fn day(text: &str) -> Result<Day, Failure> {
    Day::iso(text).ok_or_else(|| Failure::said(format!("--until {text}: write a day as YYYY-MM-DD")))
}

type Maps = (Vec<(Field, String)>, Vec<(String, String)>);

/// Parts of `--map` about orders, and about outcomes.
fn split(map: &[String]) -> Result<Maps, Failure> {
    let (mut orders, mut outcomes) = (Vec::new(), Vec::new());
    for text in map {
        let of_outcomes = text.split_once('=').and_then(|(name, column)| {
            let (_, part) = PARTS.iter().find(|(wished, _)| *wished == name.trim())?;
            Some((part.to_string(), column.trim().to_string()))
        });
        match of_outcomes {
            Some(part) => outcomes.push(part),
            None => orders.push(settings::mapping(text)?),
        }
    }
    Ok((orders, outcomes))
}

fn results(paths: &[String], names: &[&str]) -> Result<Vec<(Kind, Output)>, Failure> {
    let mut out: Vec<(Kind, Output)> = Vec::new();
    for path in paths {
        let kind = match path.rsplit('.').next() {
            Some("toml") => Kind::Model,
            Some("svg") => Kind::Plot,
            Some("json") => Kind::Figures,
            _ => {
                return Err(Failure::said(format!(
                    "-o {path}: the ending chooses what is written: .toml the model, .svg the reliability plot, .json the figures"
                )));
            }
        };
        out.push((kind, outputs::single(path, names)?));
    }
    Ok(out)
}
