//! `data info` and `data build`: the places that doorstep knows.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::Path;

use doorstep::world::places::build::Builder;
use doorstep::world::places::{Granularity, Places, Trust};

use crate::args::{Build, Common};
use crate::exit::{Failure, Outcome};
use crate::manual::print;
use crate::outputs;

/// What a pack is called.
const NAME: &str = "places.pack";
/// What is said of tables whose source nobody named.
const GEONAMES: &str = "GeoNames (www.geonames.org), CC BY 4.0";

/// The places that `--data` names, or those that doorstep carries.
pub fn chosen(common: &Common) -> Result<&'static Places, Failure> {
    match &common.data {
        None => Ok(Places::shipped()),
        Some(folder) => open(&Path::new(folder).join(NAME)),
    }
}

/// Opens a pack for the rest of the run.
fn open(path: &Path) -> Result<&'static Places, Failure> {
    let shown = path.display();
    let help = "`doorstep data build` makes one";
    let bytes = std::fs::read(path).map_err(|e| Failure::said(format!("cannot read {shown}: {e}; {help}")))?;
    let places = Places::open(bytes).map_err(|e| Failure::said(format!("{shown}: {e}")))?;
    Ok(Box::leak(Box::new(places)))
}

/// The version, and whose data doorstep carries.
pub fn version(version: &str) -> Result<Outcome, Failure> {
    let sources: Vec<String> = Places::shipped().sources().map(|source| format!("  {source}\n")).collect();
    print(&format!("{version}places and postcodes\n{}", sources.concat()))
}

/// The sources and the countries of a pack.
pub fn info(pack: Option<&str>, common: &Common) -> Result<Outcome, Failure> {
    let places = match pack {
        None => chosen(common)?,
        Some(file) => open(Path::new(file))?,
    };
    let mut out = String::from("Sources\n");
    for source in places.sources() {
        let _ = writeln!(out, "  {source}");
    }
    let _ =
        writeln!(out, "\n{:<4} {:<13} {:<7} {:>8} {:>8} {:>8}", "", "codes are", "trust", "codes", "cities", "names");
    for of in places.countries() {
        let granularity = match of.granularity() {
            Granularity::Full => "whole",
            Granularity::Area => "areas",
            Granularity::Municipality => "municipalities",
            Granularity::Cities => "-",
        };
        let trust = match of.trust() {
            Trust::Strong => "strong",
            Trust::Fair => "fair",
            Trust::None => "-",
        };
        let (codes, cities, names) = (of.code_count(), of.city_count(), of.name_count());
        let _ =
            writeln!(out, "{:<4} {granularity:<13} {trust:<7} {codes:>8} {cities:>8} {names:>8}", of.country().code);
    }
    let _ = writeln!(
        out,
        "\n{} bytes. Trust: strong, an unknown code is most likely wrong; fair, it needs a second witness.",
        places.size()
    );
    print(&out)
}

/// Makes a pack.
pub fn build(args: &Build) -> Result<Outcome, Failure> {
    let folder = Path::new(&args.output);
    if !folder.is_dir() {
        let hint = "give a folder that exists: the pack is written into it as places.pack";
        return Err(Failure::said(format!("{}: no such folder\n  {hint}", args.output)));
    }
    let mut builder = Builder::new();
    let tables = [(&args.geonames, 0), (&args.cities, 1), (&args.kinds, 2)];
    for (file, kind) in tables.iter().flat_map(|(files, kind)| files.iter().map(move |f| (f, *kind))) {
        let open = File::open(file).map_err(|e| Failure::said(format!("cannot read {file}: {e}")))?;
        let table = BufReader::with_capacity(1 << 20, open);
        match kind {
            0 => builder.postal(file, table),
            1 => builder.cities(file, table),
            _ => builder.kinds(file, table),
        }
        .map_err(Failure::said)?;
    }
    let sources = if args.source.is_empty() { vec![GEONAMES.to_string()] } else { args.source.clone() };
    let (bytes, built) = builder.finish(&sources).map_err(Failure::said)?;
    let path = folder.join(NAME);
    let mut result = outputs::single(&path.to_string_lossy(), &[])?;
    let mut to = result.open()?;
    to.write_all(&bytes).and_then(|()| to.flush()).map_err(|e| result.failed(&e))?;
    drop(to);
    result.keep()?;
    let mut out = format!(
        "{}: {} bytes, {} countries, {} codes out of {} rows\n",
        path.display(),
        bytes.len(),
        built.countries,
        built.codes,
        built.rows
    );
    for ((country, why), rows) in &built.left_out {
        let _ = writeln!(out, "  left out: {country}: {why} ({rows})");
    }
    print(&out)
}
