//! The results of a review: the corrected export, the log, the hold list, the messages, and what to
//! do with them.

use std::collections::HashMap;
use std::io::{BufReader, Write};

use doorstep::fix::decide::{Kind, Outcome};
use doorstep::input::Field;
use doorstep::report::message;
use doorstep::report::page::Saves;
use doorstep::report::text::plural;
use doorstep::scan::mend::{self, Changes, ChosenBy, MendError, Target, Targets};
use doorstep::text::table;
use serde::Serialize;

use super::session::Session;
use crate::exit::Failure;
use crate::outputs::{self, Output, start_of_name, unpacked};
use crate::packed;
use crate::patches;
use crate::workbook;

/// Where a review saves.
pub struct Paths {
    pub fixed: String,
    pub hold: String,
    pub log: String,
    pub messages: String,
    pub accepted: String,
}

/// A result that was written.
#[derive(Serialize)]
pub struct Written {
    pub path: String,
    pub what: String,
}

/// The columns of the list of orders on hold.
pub const HOLD: [&str; 4] = ["order", "line", "decided", "because"];

/// A path without its ending, and the ending; a dot in a folder's name begins none.
fn parted(path: &str) -> (&str, &str) {
    let name = start_of_name(path);
    match path[name..].rfind('.') {
        Some(dot) if dot > 0 => (&path[..name + dot], &path[name + dot + 1..]),
        _ => (path, ""),
    }
}

impl Paths {
    /// Beside the export, or beside the corrected export that was asked for.
    pub fn of(export: &str, fixed: Option<&str>) -> Paths {
        let fixed = fixed.map_or_else(
            || {
                let (stem, ending) = parted(unpacked(export));
                format!("{stem}-fixed.{}", if ending.is_empty() { "csv" } else { ending })
            },
            str::to_string,
        );
        let (base, _) = parted(unpacked(&fixed));
        let base = base.strip_suffix("-fixed").unwrap_or(base);
        Paths {
            hold: format!("{base}-hold.csv"),
            log: format!("{base}-log.csv"),
            messages: format!("{base}-messages.csv"),
            accepted: format!("{base}-accepted.toml"),
            fixed,
        }
    }

    /// As the page shows them.
    pub fn shown(&self) -> Saves<'_> {
        Saves { fixed: &self.fixed, hold: &self.hold, log: &self.log, messages: &self.messages }
    }

    /// Can they be written, none in the way of the export or of one another?
    pub fn check(&self, export: &str, beside: &[String]) -> Result<(), Failure> {
        let all = [&self.fixed, &self.hold, &self.log, &self.messages, &self.accepted];
        let results = all.map(|path| outputs::single(path, &[export]));
        let results: Vec<Output> = results.into_iter().collect::<Result<_, _>>()?;
        // better said now than when everything is decided
        if let Some(lost) = all.iter().find(|path| !outputs::folder_of(path).is_dir()) {
            return Err(Failure::said(format!(
                "{lost}: there is no such folder; make it first, or choose another name"
            )));
        }
        outputs::spare(&results, beside)?;
        outputs::apart(&results, &[export])
    }
}

/// Writes every result.
pub fn save(session: &mut Session<'_>) -> Result<(Vec<Written>, Vec<String>), Failure> {
    let export = session.job.tables[0].name().to_string();
    let desk = session.desk;
    let chosen: ChosenBy = desk.orders.iter().map(|kept| (kept.line, session.chosen(kept.line))).collect();
    let chosen: ChosenBy = chosen.into_iter().filter(|(_, chosen)| !chosen.is_empty()).collect();
    let mut fixed = outputs::single(&session.paths.fixed, &[&export])?;
    let mut log = outputs::single(&session.paths.log, &[&export])?;
    let patch = session.patch.as_ref();
    let patch = patch.map(|p| p.begin(&session.job.tables[0], &session.paths.fixed, &[&export])).transpose()?;
    let (patch, writing) = patch.unzip();
    let sheet = workbook::of(&session.job.tables[0], &session.paths.fixed)?;
    let (to, cells) = if sheet.is_some() { (None, Some(Vec::new())) } else { (Some(packed::open(&mut fixed)?), None) };
    let mut targets = [Targets { patch, cells, fixed: to, log: Some(log.open()?), ..Targets::default() }];
    let mended = mend::mend(session.job, Changes::Chosen(&chosen), &mut targets).map_err(|e| match e {
        MendError::Input(e) => Failure::said(e),
        MendError::Output(_, Target::Log, e) => log.failed(&e),
        MendError::Output(_, _, e) => fixed.failed(&e),
    })?;
    flush(&mut targets[0].fixed, &fixed)?;
    if let (Some(sheet), Some(cells)) = (sheet, &targets[0].cells) {
        workbook::write(sheet, &export, cells, &mut fixed)?;
    }
    flush(&mut targets[0].log, &log)?;
    drop(targets);
    let (cells, orders) = mended.first().map_or((0, 0), |m| (m.cells, m.changed));
    let paths = &session.paths;
    let lists = [&paths.fixed, &paths.log, &paths.hold, &paths.messages, &paths.accepted];
    patches::apart(writing.as_slice(), lists)?;
    let mut written = Vec::new();
    let mut tell = |path: &str, what: String| written.push(Written { path: path.to_string(), what });
    // the log first: without it the way back would be lost
    log.keep()?;
    fixed.keep()?;
    tell(
        &session.paths.fixed,
        format!("the export with {} changed in {}", plural(cells, "cell"), plural(orders, "order")),
    );
    let (from, log) = (&session.paths.fixed, &session.paths.log);
    tell(
        log,
        format!(
            "every change; doorstep fix {from} --undo {log} -o RESTORED{} takes them back",
            if sheet.is_some() { ".xlsx" } else { "" }
        ),
    );
    let patched = patches::keep(writing.into_iter().collect())?;
    let in_patch = mended.first().map_or(0, |m| m.patched);
    for path in &patched.written {
        let name = session.patch.as_ref().map_or("", |p| p.target().name.as_str());
        tell(path, format!("{} for {name}", plural(in_patch, "changed order")));
    }
    // a list of an earlier save would go on saying what is no longer so
    let before = session.decisions.saved().map(|(_, files)| files.clone()).unwrap_or_default();
    let is_due = |n: u64, path: &String| n > 0 || before.contains(path);
    let held = hold_list(session);
    if is_due(held.1, &session.paths.hold) {
        put(&session.paths.hold, &export, &held.0)?;
        tell(&session.paths.hold, format!("{} to hold", plural(held.1, "order")));
    }
    let (text, messages) = messages(session)?;
    if is_due(messages, &session.paths.messages) {
        put(&session.paths.messages, &export, &text)?;
        tell(&session.paths.messages, format!("{} to buyers, for a mail merge", plural(messages, "message")));
    }
    let kept = accepted(session);
    if is_due(kept.1, &session.paths.accepted) {
        put(&session.paths.accepted, &export, kept.0.as_bytes())?;
        tell(&session.paths.accepted, format!("{} kept as entered", plural(kept.1, "order")));
    }
    let mut next = next(session, cells, held.1, messages, kept.1);
    next.extend(
        patched.beyond.iter().map(|path| format!("leave {path} out: it was there before and is no part of this patch")),
    );
    Ok((written, next))
}

fn flush(target: &mut Option<Box<dyn Write + Send + '_>>, result: &Output) -> Result<(), Failure> {
    target.as_mut().map_or(Ok(()), |to| to.flush()).map_err(|e| result.failed(&e))
}

fn put(path: &str, export: &str, bytes: &[u8]) -> Result<(), Failure> {
    let mut result = outputs::single(path, &[export])?;
    let mut to = result.open()?;
    to.write_all(bytes).and_then(|()| to.flush()).map_err(|e| result.failed(&e))?;
    drop(to);
    result.keep()
}

fn next(session: &Session<'_>, cells: u64, held: u64, messages: u64, kept: u64) -> Vec<String> {
    let mut next = Vec::new();
    if cells > 0 {
        next.push(format!("load {} into your label software, one order first", session.paths.fixed));
        match &session.patch {
            Some(patch) => next.extend(patch.target().next.iter().cloned()),
            None if session.job.tables[0].layout.platform.is_some() => {
                let step = "start the review with --patch TARGET to save what your shop takes back, too";
                next.push(step.to_string());
            }
            None => {}
        }
    }
    if held > 0 {
        next.push(format!("do not print labels for the orders in {}", session.paths.hold));
    }
    if messages > 0 {
        next.push(format!("send the messages in {}, or copy them order by order", session.paths.messages));
    }
    if kept > 0 {
        next.push(format!(
            "paste {} into doorstep.toml, and these addresses stay accepted in later exports",
            session.paths.accepted
        ));
    }
    next
}

/// Orders that must wait, with what is wrong with them.
fn hold_list(session: &Session<'_>) -> (Vec<u8>, u64) {
    let (mut out, mut held) = (Vec::new(), 0);
    table::put(&HOLD, &mut out);
    let holds = session.decisions.all().iter().filter(|d| d.active && d.kind == Kind::Hold);
    // the last of each order
    let decided: HashMap<u64, &str> = holds.map(|d| (d.line, d.at.as_str())).collect();
    for kept in &session.desk.orders {
        if session.decisions.of(kept.line).1 != Outcome::Held {
            continue;
        }
        held += 1;
        let at = decided.get(&kept.line).copied().unwrap_or_default();
        let because: Vec<String> = kept.looked.parts().findings.into_iter().map(|f| f.message).collect();
        let because = because.join("; ");
        table::put(&[kept.order.as_str(), &kept.line.to_string(), at, &because], &mut out);
    }
    (out, held)
}

/// Questions that are still open, of orders that are not kept as entered.
fn messages(session: &mut Session<'_>) -> Result<(Vec<u8>, u64), Failure> {
    let mut lines = Vec::new();
    for kept in &session.desk.orders {
        if session.decisions.of(kept.line).1 != Outcome::Kept {
            lines.extend(session.asked(kept));
        }
    }
    let mut out = Vec::new();
    let messages = message::merged(BufReader::new(&lines[..]), &mut out).map_err(Failure::said)?;
    Ok((out, messages as u64))
}

/// Lines for `doorstep.toml` that accept what was kept as entered.
fn accepted(session: &Session<'_>) -> (String, u64) {
    let (mut out, mut orders) = (String::new(), 0);
    for kept in &session.desk.orders {
        if session.decisions.of(kept.line).1 != Outcome::Kept {
            continue;
        }
        orders += 1;
        let shown = kept.looked.parts();
        let text = |text: &str| toml::Value::String(text.to_string()).to_string();
        let (street, postcode) = (shown.value(Field::Address1), shown.value(Field::Postcode));
        out.push_str("[[accept]]\n");
        match street {
            "" => out.push_str(&format!("order = {}\n", text(&kept.order))),
            street => {
                out.push_str(&format!("address = {}\n", text(street)));
                if !postcode.is_empty() {
                    out.push_str(&format!("postcode = {}\n", text(postcode)));
                }
            }
        }
        let codes: Vec<String> = shown.findings.iter().map(|f| text(&f.code)).collect();
        out.push_str(&format!("rules = [{}]\nreason = \"kept as entered in a review\"\n\n", codes.join(", ")));
    }
    (out, orders)
}
