//! What the page asks, and what it is told: orders, decisions, a look ahead, the results.

use std::collections::HashMap;
use std::fmt::Display;

use doorstep::fix::decide::{Decision, Decisions, Edited, Event, Kind, Outcome};
use doorstep::input::Field;
use doorstep::report::{mended, page};
use doorstep::scan::Job;
use doorstep::scan::desk::{Desk, Kept, Looked, Unable};
use doorstep::scan::mend::Chosen;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::journal::{Journal, title_of};
use super::save::{self, Paths, Written};
use crate::exit::Failure;
use crate::patches::Wanted;

/// An answer.
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// MIME type.
    pub kind: &'static str,
    /// What is said.
    pub body: Vec<u8>,
}

const JSON: &str = "application/json; charset=utf-8";

impl Reply {
    fn json(status: u16, value: &impl Serialize) -> Reply {
        Reply { status, kind: JSON, body: serde_json::to_vec(value).unwrap_or_default() }
    }

    /// An answer that says why there is none.
    pub fn refused(status: u16, why: impl Display) -> Reply {
        Reply::json(status, &json!({ "error": why.to_string() }))
    }

    fn file(kind: &'static str, body: impl Into<Vec<u8>>) -> Reply {
        Reply { status: 200, kind, body: body.into() }
    }
}

/// A review that is going on.
pub struct Session<'s> {
    pub desk: &'s Desk<'s>,
    pub job: &'s Job<'s>,
    pub decisions: Decisions,
    pub journal: Journal,
    pub paths: Paths,
    /// What a shop or label program takes back, where it was asked for.
    pub patch: Option<Wanted>,
    /// Orders with their changes, by line, with the version that they are of.
    looked: HashMap<u64, (u64, Looked)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    line: u64,
    edits: Vec<Edit>,
}

/// What the page may say of an edit; where it stands is known here.
#[derive(Deserialize)]
struct Edit {
    field: String,
    to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decide {
    decisions: Vec<Wish>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    line: u64,
    version: u64,
    kind: Kind,
    #[serde(default)]
    edits: Vec<Edit>,
    #[serde(default)]
    title: String,
    #[serde(default)]
    code: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Undo {
    id: u64,
}

#[derive(Serialize)]
struct State<'s> {
    seq: u64,
    /// The event before which nothing is told; 0: all is.
    since: u64,
    decisions: Vec<Told<'s>>,
    orders: std::collections::BTreeMap<u64, Now>,
    saved: Option<Value>,
    #[serde(flatten)]
    more: Value,
}

/// A decision as the page is told it.
#[derive(Serialize)]
struct Told<'s> {
    id: u64,
    line: u64,
    order: &'s str,
    kind: Kind,
    title: &'s str,
    code: Option<&'s str>,
    edits: &'s [Edited],
    active: bool,
    at: &'s str,
}

#[derive(Serialize)]
struct Now {
    version: u64,
    outcome: Outcome,
    now: Box<RawValue>,
}

impl<'s> Session<'s> {
    pub fn new(
        desk: &'s Desk<'s>,
        job: &'s Job<'s>,
        (decisions, journal): (Decisions, Journal),
        paths: Paths,
        patch: Option<Wanted>,
    ) -> Session<'s> {
        Session { desk, job, decisions, journal, paths, patch, looked: HashMap::new() }
    }

    /// Answers a GET.
    pub fn get(&mut self, path: &str, query: &str) -> Reply {
        match path {
            "" => Reply::file("text/html; charset=utf-8", page::served()),
            "page.css" => Reply::file("text/css; charset=utf-8", page::STYLE),
            "page.js" => Reply::file("text/javascript; charset=utf-8", page::SCRIPT),
            "orders" => self.orders(),
            "state" => match self.since(query) {
                seq if seq > 0 && seq == self.decisions.seq() => Reply::json(200, &json!({ "seq": seq })),
                seq => self.state(seq, json!({})),
            },
            _ => Reply::refused(404, "nothing here"),
        }
    }

    /// Answers a POST.
    pub fn post(&mut self, path: &str, query: &str, body: &[u8]) -> Reply {
        let since = self.since(query);
        let asked = match path {
            "check" => parsed(body).and_then(|check| self.check(&check)),
            "decide" => parsed(body).and_then(|wish| self.decide(wish, since)),
            "undo" => parsed(body).and_then(|undo| self.undo(&undo, since)),
            "save" => self.save(since),
            _ => Err(Reply::refused(404, "nothing here")),
        };
        asked.unwrap_or_else(|refused| refused)
    }

    /// The event up to which the page says that it knows all, as `since=SEQ`; 0: none.
    fn since(&self, query: &str) -> u64 {
        let since = query.split('&').find_map(|q| q.strip_prefix("since=")).and_then(|n| n.parse().ok());
        // more than there is cannot be known
        since.filter(|seq| *seq <= self.decisions.seq()).unwrap_or(0)
    }

    fn orders(&self) -> Reply {
        let saves = self.paths.shown();
        let mut body = page::run(&self.desk.summary, false, self.desk.orders.len(), Some(saves));
        for (at, kept) in self.desk.orders.iter().enumerate() {
            body.push(b'\n');
            page::numbered(at + 1, &kept.looked.shown, &mut body);
        }
        body.push(b'\n');
        Reply::file("application/x-ndjson; charset=utf-8", body)
    }

    /// Everything that was decided after an event. `more` is added to it.
    fn state(&mut self, since: u64, more: Value) -> Reply {
        let lines: Vec<u64> = self.decisions.lines_since(since).collect();
        let mut orders = std::collections::BTreeMap::new();
        for line in lines {
            let Some((at, kept)) = self.desk.at(line) else { continue };
            let (_, outcome) = self.decisions.of(line);
            let mut object = Vec::new();
            page::numbered(at + 1, &self.look(kept).shown, &mut object);
            let Ok(now) = RawValue::from_string(String::from_utf8_lossy(&object).into_owned()) else { continue };
            orders.insert(line, Now { version: self.decisions.version(line), outcome, now });
        }
        let told = self.decisions.since(since).map(|d| Told {
            id: d.id,
            line: d.line,
            order: &d.order,
            kind: d.kind,
            title: &d.title,
            code: d.code.as_deref(),
            edits: &d.edits,
            active: d.active,
            at: &d.at,
        });
        let saved = self.decisions.saved().map(|(seq, files)| json!({ "seq": seq, "files": files }));
        let state = State { seq: self.decisions.seq(), since, decisions: told.collect(), orders, saved, more };
        Reply::json(200, &state)
    }

    /// An order with the changes that count.
    fn look(&mut self, kept: &Kept) -> &Looked {
        let version = self.decisions.version(kept.line);
        if self.looked.get(&kept.line).is_none_or(|(of, _)| *of != version) {
            let chosen = self.chosen(kept.line);
            // they were tried when they were decided
            let looked = self.desk.look(kept, &chosen).unwrap_or_else(|_| kept.looked.clone());
            self.looked.insert(kept.line, (version, looked));
        }
        &self.looked[&kept.line].1
    }

    /// The changes of an order that count.
    pub fn chosen(&self, line: u64) -> Vec<Chosen> {
        self.decisions.of(line).0.into_iter().map(chosen).collect()
    }

    /// What an order would still have to be asked.
    pub fn asked(&mut self, kept: &Kept) -> Vec<u8> {
        self.look(kept).asked.clone()
    }

    fn kept(&self, line: u64) -> Result<(usize, &'s Kept), Reply> {
        self.desk.at(line).ok_or_else(|| Reply::refused(422, format!("no order to review begins on line {line}")))
    }

    fn check(&mut self, check: &Check) -> Result<Reply, Reply> {
        let (at, kept) = self.kept(check.line)?;
        let mut all = self.chosen(check.line);
        let edits = placed(kept, &check.edits)?;
        all.push(Chosen { code: String::new(), title: String::new(), edits: fields(&edits) });
        let looked = self.desk.look(kept, &all).map_err(|e| self.unable(&e))?;
        let mut body = Vec::new();
        page::numbered(at + 1, &looked.shown, &mut body);
        Ok(Reply { status: 200, kind: JSON, body })
    }

    fn unable(&self, e: &Unable) -> Reply {
        let why = mended::refusal(e.why, self.job.tables[0].encoding.name(), false);
        let column = if e.column.is_empty() { String::new() } else { format!("{}: ", e.column) };
        Reply::refused(422, format!("{column}{why}"))
    }

    fn decide(&mut self, wish: Decide, since: u64) -> Result<Reply, Reply> {
        if let Some(stale) = wish.decisions.iter().find(|w| w.version != self.decisions.version(w.line)) {
            let order = self.kept(stale.line)?.1.order.clone();
            let error = format!("order {order} was decided elsewhere meanwhile; look at it again");
            let reply = self.state(since, json!({}));
            let state: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
            return Err(Reply::json(409, &json!({ "error": error, "state": state })));
        }
        let mut events = Vec::new();
        let (next_id, at) = (self.decisions.next_id(), super::now());
        for wish in wish.decisions {
            let (_, kept) = self.kept(wish.line)?;
            let edits = match wish.kind {
                Kind::Change => placed(kept, &wish.edits)?,
                _ => Vec::new(),
            };
            if wish.kind == Kind::Change && edits.is_empty() {
                return Err(Reply::refused(422, "a change needs at least one new value"));
            }
            let title = if wish.title.is_empty() { title_of(wish.kind).to_string() } else { cut(&wish.title) };
            let decision = Decision {
                id: next_id + events.len() as u64,
                line: wish.line,
                kind: wish.kind,
                title,
                code: wish.code.filter(|code| doorstep::rules::by_code(code).is_some()),
                edits,
                active: true,
                at: at.clone(),
                order: kept.order.clone(),
                print: kept.print,
            };
            let mut all = self.chosen(wish.line);
            all.push(chosen(&decision));
            self.desk.look(kept, &all).map_err(|e| self.unable(&e))?;
            events.push(Event::Decide(decision));
        }
        self.add(events)?;
        Ok(self.state(since, json!({})))
    }

    fn undo(&mut self, undo: &Undo, since: u64) -> Result<Reply, Reply> {
        if !self.decisions.all().iter().any(|d| d.id == undo.id && d.active) {
            return Err(Reply::refused(422, format!("there is no decision {} to undo", undo.id)));
        }
        self.add(vec![Event::Undo(undo.id)])?;
        Ok(self.state(since, json!({})))
    }

    fn save(&mut self, since: u64) -> Result<Reply, Reply> {
        let (written, next) = save::save(self).map_err(said)?;
        let files = written.iter().map(|w: &Written| w.path.clone()).collect();
        self.add(vec![Event::Save(files)])?;
        Ok(self.state(since, json!({ "written": written, "next": next })))
    }

    fn add(&mut self, events: Vec<Event>) -> Result<(), Reply> {
        self.journal.add(events, &mut self.decisions).map_err(said)
    }
}

fn said(failure: Failure) -> Reply {
    match failure {
        Failure::Said(text) => Reply::refused(500, text),
        _ => Reply::refused(500, "it could not be written"),
    }
}

fn parsed<'b, T: Deserialize<'b>>(body: &'b [u8]) -> Result<T, Reply> {
    serde_json::from_slice(body).map_err(|e| Reply::refused(400, format!("the page never asks that: {e}")))
}

fn chosen(decision: &Decision) -> Chosen {
    Chosen {
        code: decision.code.clone().unwrap_or_default(),
        title: decision.title.clone(),
        edits: fields(&decision.edits),
    }
}

fn fields(edits: &[Edited]) -> Vec<(Field, String)> {
    edits.iter().filter_map(|e| Some((Field::from_name(&e.field)?, e.to.clone()))).collect()
}

/// The longest title of a decision, in letters.
const LONGEST_TITLE: usize = 200;

fn cut(title: &str) -> String {
    title.chars().filter(|c| !c.is_control()).take(LONGEST_TITLE).collect()
}

/// Where the cells of edits stand, and what they say in the file.
fn placed(kept: &Kept, edits: &[Edit]) -> Result<Vec<Edited>, Reply> {
    let cells = kept.looked.parts().cells;
    let placed = edits.iter().map(|edit| {
        let cell = cells.iter().find(|c| c.field == edit.field);
        let cell = cell.ok_or_else(|| Reply::refused(422, format!("the file has no column for `{}`", edit.field)))?;
        Ok(Edited {
            field: edit.field.clone(),
            column: cell.column.clone(),
            line: cell.line,
            column_index: cell.column_index,
            from: cell.value.clone(),
            to: edit.to.clone(),
        })
    });
    placed.collect()
}
