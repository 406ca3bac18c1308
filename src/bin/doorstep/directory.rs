//! `doorstep directory build` and `doorstep directory info`.

use std::fmt::Write as _;

use doorstep::directory::{Building, Counts, Directory, Made, columns_of};
use doorstep::input::{Field, InputError, Table, Wishes};
use doorstep::scan::{GatherError, Gathered, Intake, gather};
use doorstep::world::register::{Part, REGISTERS, Register};

use crate::args::{Common, DirectoryBuild};
use crate::exit::{Failure, Outcome, complain};
use crate::progress::Progress;
use crate::setup::threads;
use crate::{inputs, manual, outputs, settings};

/// Makes a directory out of files.
pub fn build(wish: &DirectoryBuild, common: &Common) -> Result<Outcome, Failure> {
    let register = wish.register.as_deref().map(register).transpose()?;
    let reader = Reader { wish, register, map: split(&common.map)?, settings: settings::effective_but_map(common)? };
    let on = settings::as_of(common)?.to_string();
    let (files, mut errors) = inputs::expand(&wish.files);
    let mut intakes = Vec::new();
    for file in &files {
        match reader.open(file) {
            Ok(intake) => intakes.push(intake),
            Err(e) => errors.push(e),
        }
    }
    errors.iter().for_each(|e| complain(&e.to_string()));
    if !errors.is_empty() {
        return Ok(Outcome::Unusable);
    }
    let names: Vec<&str> = intakes.iter().map(|i| i.table.name()).collect();
    let mut result = outputs::single(&wish.output, &names)?;
    outputs::spare([&result], reader.settings.file.as_slice())?;
    let mut writer = result.open()?;
    let progress = Progress::new(common.no_progress || common.quiet);
    let built = gather(&intakes, &on, threads(common.threads), &|done, of| progress.at(done, of), &mut writer);
    progress.end();
    let (counts, gathered) = built.map_err(|e| match e {
        GatherError::Input(e) => Failure::said(e),
        GatherError::Write(e) => result.failed(&e),
    })?;
    drop(writer);
    result.keep()?;
    if !common.quiet && wish.output != "-" {
        manual::print(&report(&wish.output, &intakes, counts, &gathered))?;
    }
    Ok(Outcome::Done)
}

/// How files are understood.
struct Reader<'w> {
    wish: &'w DirectoryBuild,
    register: Option<&'static Register>,
    map: Vec<(String, String)>,
    settings: doorstep::config::Settings,
}

impl Reader<'_> {
    fn open(&self, file: &str) -> Result<Intake, InputError> {
        let fields: Option<Vec<(Field, String)>> =
            self.map.iter().map(|(name, column)| Some((Field::from_name(name)?, column.clone()))).collect();
        let parts: Option<Vec<(Part, String)>> =
            self.map.iter().map(|(name, column)| Some((Part::from_name(name)?, column.clone()))).collect();
        let by_parts = fields.is_none() && parts.is_some();
        let plain = |names: &[String]| match self.register {
            Some(register) if !register.header.is_empty() => {
                Some(register.header.iter().map(|n| n.to_string()).collect())
            }
            wished => (wished.is_some() || by_parts || Register::of(names).is_some()).then(|| names.to_vec()),
        };
        let map = fields.unwrap_or_default();
        let wishes = Wishes { platform: self.settings.platform.value.as_deref(), map: &map, ..Wishes::default() };
        let table = Table::open_unless(file, &wishes, &plain)?;
        let country = self.settings.country.value;
        if plain(&table.header.names).is_none() {
            let kind = table.layout.platform_name().to_string();
            let country = table.home(country);
            return Ok(Intake { table, columns: None, kind, complete: false, country });
        }
        let register = self.register.or_else(|| Register::of(&table.header.names));
        let columns = columns_of(file, &table.header.names, register, &parts.unwrap_or_default())?;
        let home = register.and_then(|r| doorstep::world::Country::by_code(r.country));
        let country = country.or(home);
        if country.is_none() && columns.of(Part::Country).is_empty() {
            let help = "say which country it is of: --country US";
            return Err(InputError::new(file, "no column says the country of its addresses", help).at(1));
        }
        Ok(Intake {
            table,
            columns: Some(columns),
            kind: register.map_or("map", |r| r.id).to_string(),
            complete: self.wish.complete || register.is_some_and(|r| r.complete),
            country,
        })
    }
}

fn register(name: &str) -> Result<&'static Register, Failure> {
    Register::by_id(name).ok_or_else(|| {
        let known: Vec<&str> = REGISTERS.iter().map(|r| r.id).collect();
        Failure::said(format!("--register {name}: is no register that doorstep knows; known: {}", known.join(", ")))
    })
}

fn split(map: &[String]) -> Result<Vec<(String, String)>, Failure> {
    let one = |text: &String| {
        let (name, column) = text.split_once('=').ok_or_else(|| {
            Failure::said(format!("--map {text}: write PART=COLUMN, as in --map street=\"Street name\""))
        })?;
        let name = name.trim().to_string();
        if Field::from_name(&name).is_none() && Part::from_name(&name).is_none() {
            let parts: Vec<&str> = Part::ALL.iter().map(|(_, n)| *n).collect();
            return Err(Failure::said(format!(
                "--map {text}: `{name}` is no part of an address; known: {}, and the fields of orders",
                parts.join(", ")
            )));
        }
        Ok((name, column.trim().to_string()))
    };
    map.iter().map(one).collect()
}

fn report(path: &str, intakes: &[Intake], counts: Counts, gathered: &[Gathered]) -> String {
    let mut out = String::new();
    for (intake, g) in intakes.iter().zip(gathered) {
        let _ = writeln!(out, "{} ({}): {} addresses", intake.table.name(), intake.kind, g.addresses);
        let unit = if intake.columns.is_some() { "rows" } else { "orders" };
        for (what, n, line) in &g.lacking {
            let _ = writeln!(out, "  {n} {unit} left out: no {what} (the first in line {line})");
        }
    }
    let size = std::fs::metadata(path).map_or(0, |m| m.len());
    let _ = writeln!(out, "{path}: {} buildings, {} bytes", counts.buildings, size);
    if counts.streets > 0 {
        let _ = writeln!(out, "  {} streets of {} places are covered whole", counts.streets, counts.places);
    }
    out
}

/// Says what is in directories.
pub fn info(files: &[String]) -> Result<Outcome, Failure> {
    for file in files {
        let directory = Directory::open(file).map_err(Failure::said)?;
        let counts = directory.counts();
        let Made { on, by, of } = directory.made();
        let shared = directory.buildings().filter(|b: &Building| b.units > 1).count();
        let mut out = String::new();
        let _ = writeln!(out, "{file}: {} buildings, {shared} of them with several units", counts.buildings);
        let _ = writeln!(
            out,
            "  {} bytes, {:.1} a building",
            directory.len(),
            directory.len() as f64 / counts.buildings.max(1) as f64
        );
        let _ = writeln!(out, "  {} streets of {} places are covered whole", counts.streets, counts.places);
        let _ = writeln!(out, "  made on {on} by doorstep {by} of");
        for origin in of {
            let _ = writeln!(
                out,
                "    {} ({}): {} addresses, {} left out",
                origin.file, origin.kind, origin.addresses, origin.skipped
            );
        }
        manual::print(&out)?;
    }
    Ok(Outcome::Done)
}
