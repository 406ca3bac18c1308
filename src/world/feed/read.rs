//! A feed as a file: its columns by any usual name, its rows checked one by one.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use super::area::{self, Area};
use super::columns::{Column, header, near};
use super::{Notice, Stop};
use crate::text::{DateOrder, Day, fold};
use crate::world::Country;
use crate::world::service::{Recognised, Service};

/// What is wrong with a feed: where, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedError {
    file: String,
    problems: Vec<(u64, String)>,
}

/// How many problems of a file are told at once.
const TOLD: usize = 5;

impl fmt::Display for FeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (line, problem)) in self.problems.iter().take(TOLD).enumerate() {
            let end = if i == 0 { "" } else { "\n" };
            match line {
                0 => write!(f, "{end}{}: {problem}", self.file)?,
                line => write!(f, "{end}{}:{line}: {problem}", self.file)?,
            }
        }
        match self.problems.len().saturating_sub(TOLD) {
            0 => Ok(()),
            more => write!(f, "\n{}: and {more} more like these", self.file),
        }
    }
}

impl std::error::Error for FeedError {}

/// A feed that was read.
#[derive(Clone, Debug, Default)]
pub struct FeedFile {
    /// Its name, without the folder.
    pub name: String,
    /// What people should know of its rows.
    pub(super) remarks: Vec<String>,
    /// The newest day in it: of `updated`, else of the days on which something begins.
    pub(super) newest: Option<Day>,
    pub(super) notices: Vec<Notice>,
}

/// What people write for an end that nobody knows.
const OPEN: [&str; 10] =
    ["", "open", "ongoing", "until further notice", "further notice", "unknown", "tbd", "tba", "none", "na"];

impl FeedFile {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, lacks a column, or has a row that cannot mean what it says.
    pub fn open(path: &str) -> Result<FeedFile, FeedError> {
        let cannot = |e: std::io::Error| FeedError {
            file: path.to_string(),
            problems: vec![(0, format!("cannot read the feed: {e}; name a file that is there, or none"))],
        };
        let bytes = std::fs::read(path).map_err(cannot)?;
        FeedFile::read(path, &bytes)
    }

    /// Reads what stands in a file of that name.
    ///
    /// # Errors
    /// As [`FeedFile::open`].
    pub fn read(path: &str, bytes: &[u8]) -> Result<FeedFile, FeedError> {
        let refuse = |problems| FeedError { file: path.to_string(), problems };
        let (text, _, broken) = encoding_rs::UTF_8.decode(bytes);
        let text = if broken { encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0 } else { text };
        if text.trim().is_empty() || text.contains('\0') {
            let what = if text.contains('\0') { "is no text" } else { "is empty" };
            return Err(refuse(vec![(
                0,
                format!("the feed {what}: its first line names the columns, at least `country` and `severity`"),
            )]));
        }
        let short = Path::new(path).file_name().map_or_else(|| path.to_string(), |f| f.to_string_lossy().into_owned());
        let (columns, mut rows) = header(&text).map_err(|(line, problem)| refuse(vec![(line, problem)]))?;
        let mut file = FeedFile { name: short, ..FeedFile::default() };
        let (mut problems, mut left_out) = (Vec::new(), Vec::new());
        let mut newest_start = None;
        let mut record = csv::StringRecord::new();
        loop {
            match rows.read_record(&mut record) {
                Ok(false) => break,
                Ok(true) => {}
                Err(e) => {
                    problems.push((0, format!("cannot read the feed as a table: {e}")));
                    break;
                }
            }
            let line = record.position().map_or(0, csv::Position::line);
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let row = Row { columns: &columns, record: &record, file: &file.name, line };
            match row.notices() {
                Ok(notices) => file.notices.extend(notices),
                Err(Fault::Wrong(problem)) => problems.push((line, problem)),
                Err(Fault::Strange(problem)) => left_out.push((line, problem)),
            }
            newest_start = newest_start.max(row.day(Column::Start).ok().flatten());
            file.newest = file.newest.max(row.day(Column::Updated).ok().flatten());
        }
        if !problems.is_empty() {
            return Err(refuse(problems));
        }
        file.newest = file.newest.or(newest_start);
        file.remarks = remarks(&file, &left_out);
        Ok(file)
    }
}

fn remarks(file: &FeedFile, left_out: &[(u64, String)]) -> Vec<String> {
    const SHOWN: usize = 3;
    let mut out = Vec::new();
    if let [first, ..] = left_out {
        let rows = if left_out.len() == 1 { "1 row is".to_string() } else { format!("{} rows are", left_out.len()) };
        let told: Vec<String> =
            left_out.iter().take(SHOWN).map(|(line, what)| format!("line {line}: {what}")).collect();
        let more = if left_out.len() > SHOWN { "; …" } else { "" };
        debug_assert!(first.0 > 0);
        out.push(format!("{}: {rows} left out: {}{more}", file.name, told.join("; ")));
    }
    let pairs = contradictions(&file.notices);
    if let [(a, b), ..] = pairs.as_slice() {
        let more = if pairs.len() > 1 { format!(", and so do {} more pairs", pairs.len() - 1) } else { String::new() };
        out.push(format!(
            "{}: lines {} and {} contradict each other (`{}`, `{}` of the same place and days){more}: the stricter counts",
            file.name,
            a.line.min(b.line),
            a.line.max(b.line),
            a.stop.name(),
            b.stop.name()
        ));
    }
    out
}

/// Notices that say different things of the same place, carrier and days.
fn contradictions(notices: &[Notice]) -> Vec<(&Notice, &Notice)> {
    type Subject<'n> = (Option<&'static str>, Option<&'static str>, Option<&'static str>, &'n [Area]);
    let mut by_subject: HashMap<Subject<'_>, Vec<&Notice>> = HashMap::new();
    for n in notices {
        let subject = (n.country.map(|c| c.code), n.carrier, n.service.map(|s| s.id), n.areas.as_slice());
        by_subject.entry(subject).or_default().push(n);
    }
    let mut out: Vec<(&Notice, &Notice)> = Vec::new();
    for same in by_subject.values_mut() {
        same.sort_by_key(|n| (n.start, n.line));
        let overlaps = |a: &Notice, b: &Notice| b.start.is_none_or(|start| a.end.is_none_or(|end| end >= start));
        let pairs = same.windows(2).filter(|w| w[0].stop != w[1].stop && overlaps(w[0], w[1]));
        out.extend(pairs.map(|w| (w[0], w[1])));
    }
    out.sort_by_key(|(a, b)| a.line.min(b.line));
    out
}

/// A carrier, and one service of it; `None` is any.
type Sender = (Option<&'static str>, Option<&'static Service>);

/// What is wrong with a row.
enum Fault {
    /// It cannot mean what it says.
    Wrong(String),
    /// It speaks of what doorstep does not know, so no order is hit by it.
    Strange(String),
}

struct Row<'r> {
    columns: &'r [Option<Column>],
    record: &'r csv::StringRecord,
    file: &'r str,
    line: u64,
}

impl<'r> Row<'r> {
    fn cell(&self, column: Column) -> &'r str {
        let at = self.columns.iter().position(|c| *c == Some(column));
        at.and_then(|at| self.record.get(at)).unwrap_or_default()
    }

    fn notices(&self) -> Result<Vec<Notice>, Fault> {
        if self.record.iter().skip(self.columns.len()).any(|cell| !cell.is_empty()) {
            let (have, want) = (self.record.len(), self.columns.len());
            let what = "put texts that hold the separator into quotes";
            return Err(Fault::Wrong(format!("the row has {have} cells, the header {want}: {what}")));
        }
        let country = self.country(Column::Country)?;
        let origin = self.country(Column::Origin)?;
        let stop = self.stop()?;
        let (start, end) = (self.day(Column::Start)?, self.day(Column::End)?);
        if let Some((start, end)) = start.zip(end).filter(|(start, end)| end < start) {
            return Err(self.wrong(Column::End, &format!("`{end}` is before it starts on {start}")));
        }
        let updated = self.day(Column::Updated)?;
        let delay = self.delay()?;
        let postcodes = self.cell(Column::Postcode);
        let areas = match country {
            Some(country) => area::read(country, postcodes).map_err(|e| self.wrong(Column::Postcode, &e))?,
            None if matches!(postcodes, "" | "*") => Vec::new(),
            None => return Err(self.wrong(Column::Country, "name the country of the postcodes")),
        };
        let place =
            self.columns.iter().zip(self.record).find(|(c, cell)| **c == Some(Column::Place) && !cell.is_empty());
        if let (Some((_, place)), true) = (place, areas.is_empty()) {
            return Err(Fault::Strange(format!(
                "it names `{place}` and no postcode, and doorstep looks for postcodes"
            )));
        }
        let carriers = self.carriers()?;
        let notice = |(carrier, service)| Notice {
            file: self.file.to_string(),
            line: self.line,
            country,
            origin,
            postcodes: if areas.is_empty() { String::new() } else { postcodes.to_string() },
            carrier,
            service,
            kind: self.cell(Column::Kind).to_string(),
            start,
            end,
            stop,
            delay,
            action: self.cell(Column::Action).trim_end_matches('.').to_string(),
            source: self.cell(Column::Source).to_string(),
            updated,
            areas: areas.clone(),
        };
        Ok(carriers.into_iter().map(notice).collect())
    }

    fn wrong(&self, column: Column, problem: &str) -> Fault {
        Fault::Wrong(format!("column `{}`: {problem}", column.name()))
    }

    fn country(&self, column: Column) -> Result<Option<&'static Country>, Fault> {
        let text = self.cell(column);
        if matches!(text, "*" | "") || ["all", "any", "worldwide"].contains(&fold(text).as_str()) {
            if text.is_empty() && column == Column::Country {
                return Err(self.wrong(column, "is blank: write a two-letter code such as `US`, or `*` for everywhere"));
            }
            return Ok(None);
        }
        let hint = || Country::like(text).map_or(String::new(), |c| format!("; did you mean {}?", c.code));
        let found = Country::find(text).map(Some);
        found.ok_or_else(|| {
            self.wrong(column, &format!("`{text}` is no country{}; write a two-letter code such as `US`", hint()))
        })
    }

    fn stop(&self) -> Result<Stop, Fault> {
        const WORDS: [(&str, Stop); 11] = [
            ("delay", Stop::Delay),
            ("delays", Stop::Delay),
            ("delayed", Stop::Delay),
            ("suspend", Stop::Suspend),
            ("suspended", Stop::Suspend),
            ("suspension", Stop::Suspend),
            ("closed", Stop::Suspend),
            ("closure", Stop::Suspend),
            ("embargo", Stop::Embargo),
            ("embargoed", Stop::Embargo),
            ("embargoes", Stop::Embargo),
        ];
        let text = self.cell(Column::Severity);
        let word = fold(text);
        if let Some((_, stop)) = WORDS.iter().find(|(name, _)| *name == word) {
            return Ok(*stop);
        }
        let hint = near(&word, WORDS.iter().map(|(name, _)| *name))
            .map_or(String::new(), |w| format!("; did you mean `{w}`?"));
        Err(self.wrong(
            Column::Severity,
            &format!("`{text}` is none: write `delay` (parcels are late), `suspend` (not delivered) or `embargo` (not taken){hint}"),
        ))
    }

    fn day(&self, column: Column) -> Result<Option<Day>, Fault> {
        let text = self.cell(column);
        if OPEN.contains(&fold(text).as_str()) {
            return Ok(None);
        }
        let read = Day::read(text, DateOrder::Unknown).map(Some);
        read.ok_or_else(|| self.wrong(column, &format!("`{text}` is no day, or may be two: write 2026-11-23")))
    }

    fn delay(&self) -> Result<Option<(u16, u16)>, Fault> {
        let number = |column: Column, text: &str| {
            let digits = text.trim().trim_end_matches(|c: char| c.is_alphabetic() || c == ' ').trim_start_matches('+');
            let read = digits.parse::<u16>().ok().filter(|n| *n <= 365);
            read.ok_or_else(|| self.wrong(column, &format!("`{text}` is no number of days: write `3`, or `2-5`")))
        };
        let text = self.cell(Column::Delay);
        let (least, most) = text.split_once(['-', '–']).unwrap_or((text, self.cell(Column::DelayMax)));
        match (least, most) {
            ("", "") => Ok(None),
            ("", only) => number(Column::DelayMax, only).map(|n| Some((0, n))),
            (only, "") => number(Column::Delay, only).map(|n| Some((n, n))),
            (least, most) => {
                let (least, most) = (number(Column::Delay, least)?, number(Column::Delay, most)?);
                Ok(Some((least.min(most), least.max(most))))
            }
        }
    }

    /// The carriers and services that are meant; `None` alone for all of them.
    fn carriers(&self) -> Result<Vec<Sender>, Fault> {
        let (carriers, service) = (self.cell(Column::Carrier), self.cell(Column::Service));
        let any = |text: &str| matches!(fold(text).as_str(), "" | "all" | "any" | "all carriers" | "every");
        let named: Vec<&str> = if any(carriers) {
            vec![""]
        } else {
            carriers.split([',', ';', '|', '/']).map(str::trim).filter(|c| !c.is_empty()).collect()
        };
        let mut out = Vec::new();
        for name in named {
            let carrier = if name.is_empty() { None } else { Some(carrier_of(name)?) };
            out.push(if any(service) { (carrier, None) } else { service_of(carrier, name, service)? });
        }
        Ok(out)
    }
}

fn carrier_of(name: &str) -> Result<&'static str, Fault> {
    let id = fold(name).replace(' ', "_");
    if let Some(known) = Service::all().iter().find(|s| s.carrier == id) {
        return Ok(known.carrier);
    }
    match Service::recognise(name) {
        Recognised::Service(service) => Ok(service.carrier),
        _ => {
            let meant = near(&id, Service::all().iter().map(|s| s.carrier));
            let hint = meant.map_or(String::new(), |c| format!("; did you mean `{c}`?"));
            Err(Fault::Strange(format!("`{name}` is no carrier that doorstep knows{hint}")))
        }
    }
}

/// A service by its id or name, with the carrier before it where the name alone says too little.
fn service_of(carrier: Option<&'static str>, name: &str, service: &str) -> Result<Sender, Fault> {
    let read = |text: &str| match Service::recognise(text) {
        Recognised::Service(service) => Some(service),
        _ => None,
    };
    let fits = |s: &&'static Service| carrier.is_none_or(|carrier| s.carrier == carrier);
    let found = Service::by_id(service).or_else(|| read(service)).filter(fits);
    let found = found.or_else(|| read(&format!("{name} {service}")).filter(fits).filter(|s| s.id != s.carrier));
    match found {
        // the name of a carrier as a whole
        Some(found) if found.id == found.carrier => Ok((Some(found.carrier), None)),
        Some(found) => Ok((Some(found.carrier), Some(found))),
        None => {
            let known = Service::all().iter().filter(|s| fits(s)).map(|s| s.id);
            let hint = near(service, known).map_or(String::new(), |s| format!("; did you mean `{s}`?"));
            let whose = if name.is_empty() { String::new() } else { format!(" of `{name}`") };
            Err(Fault::Strange(format!("`{service}` is no service{whose} that doorstep knows{hint}")))
        }
    }
}
