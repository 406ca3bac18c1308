//! What a file has no column for, said once for the file and never once per order.

use super::Job;
use crate::config::{Origin, Settings};
use crate::finding::{FieldSet, Reason};
use crate::input::{Field, Table};
use crate::rules::Rule;

/// A column that would help: the fields any of which will do, its name for people, and what goes
/// unnoticed without it.
type Wanted = (&'static [Field], &'static str, &'static str);

const ADDRESS: &[Field] = &[Field::Address1, Field::AddressFull, Field::StreetJoined];
const NAME: &[Field] = &[Field::Name, Field::FirstName, Field::LastName, Field::Company];

const WANTED: [Wanted; 8] = [
    (ADDRESS, "street", "streets, house numbers, units and PO boxes are not checked"),
    (&[Field::City, Field::AddressFull], "city", "cities are not checked"),
    (&[Field::Postcode, Field::AddressFull], "postcode", "postcodes are not checked"),
    (NAME, "name", "recipients and repeated orders are not checked"),
    (&[Field::Phone], "phone", "missing and wrong phone numbers go unnoticed"),
    (&[Field::Email], "e-mail", "wrong e-mail addresses go unnoticed"),
    (
        &[Field::Service, Field::Carrier],
        "shipping method",
        "PO boxes, lockers and long lines are not held against the carrier",
    ),
    (&[Field::Weight], "weight", "parcels too heavy for their service go unnoticed"),
];

/// The notes of one file.
pub fn of(table: &Table, settings: &Settings, rules: &[&'static Rule]) -> Vec<String> {
    let columns = table.layout.known_fields();
    let mut out: Vec<String> = repeated(table).into_iter().collect();
    out.extend(sheet(table));
    out.extend(country(table, settings, columns));
    let missing = WANTED.iter().filter(|w| lacks(columns, w.0) && asked_for(w.0, columns, rules));
    out.extend(missing.map(|(_, name, so)| format!("no {name} column: {so}")));
    out.extend(currency(table, settings, columns));
    out
}

/// What of a workbook was not read.
fn sheet(table: &Table) -> Vec<String> {
    let Some(sheet) = table.sheet() else { return Vec::new() };
    let others = (sheet.others > 0)
        .then(|| format!("only the first sheet with a table was read; {} more with tables were not", sheet.others));
    let empty = (sheet.uncomputed > 0).then(|| {
        let cells = sheet.uncomputed;
        format!("{cells} formulas were never computed, and their cells are empty: open and save the workbook first")
    });
    others.into_iter().chain(empty).collect()
}

/// What is to be said of a run whose orders go to so many countries.
pub(super) fn of_run(job: &Job<'_>, countries: u32) -> Vec<String> {
    let asked = job.rules.iter().any(|r| r.family() == Reason::Customs.name());
    let silent = asked && job.settings.ship_from.value.is_none() && countries > 1;
    let note = "not said where you ship from: customs, and services that do not start or end there, are not checked \
                (`--ship-from CC`, or ship_from in doorstep.toml)";
    silent.then(|| note.to_string()).into_iter().collect()
}

fn repeated(table: &Table) -> Option<String> {
    let names: Vec<String> = table.layout.repeated.iter().map(|n| format!("`{n}`")).collect();
    match names.as_slice() {
        [] => None,
        [one] => Some(format!("two columns are called {one}: the first is read")),
        _ => Some(format!("these names stand over two columns each, and the first is read: {}", names.join(", "))),
    }
}

fn lacks(columns: FieldSet, fields: &[Field]) -> bool {
    !fields.iter().any(|f| columns.contains(*f))
}

/// Does a rule of this run need one of the fields, and nothing else will do?
fn asked_for(fields: &[Field], columns: FieldSet, rules: &[&'static Rule]) -> bool {
    rules.iter().any(|r| r.needs.iter().any(|f| fields.contains(f)) && lacks(columns, r.needs))
}

fn country(table: &Table, settings: &Settings, columns: FieldSet) -> Option<String> {
    if columns.contains(Field::Country) {
        return None;
    }
    Some(match (settings.country.value, table.layout.home) {
        (Some(country), _) => format!("no country column: every order is taken to go to {}, as you said", country.name),
        (None, Some((country, why))) => {
            format!("no country column: every order is taken to go to {} ({why})", country.name)
        }
        (None, None) => {
            "no country column: little can be checked; say where the orders go with `--country CC`".to_string()
        }
    })
}

fn currency(table: &Table, settings: &Settings, columns: FieldSet) -> Option<String> {
    let is_said = columns.contains(Field::Total) || columns.contains(Field::CustomsValue);
    if !is_said && table.layout.row_value.is_none() {
        return Some("no column of order values: losses count postage and handling, not the goods".to_string());
    }
    let known = columns.contains(Field::Currency) || settings.currency.origin != Origin::Default;
    let home = table.layout.home.filter(|_| settings.country.value.is_none());
    let taken = home.map_or(settings.currency.value.as_str(), |(country, _)| country.currency);
    (!known).then(|| format!("no currency column: amounts without a sign are taken as {taken}"))
}
