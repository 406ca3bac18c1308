//! How a file was understood: what each column was taken for and why, and what is not there.
//! Names only; no value of any order is shown.

use std::fmt::Write as _;

use super::terminal::plain;
use super::text::{lines, padded, shortened, width};
use crate::input::Table;
use crate::input::structure::Dialect;

/// Columns of the screen.
const WIDE: usize = 100;
/// The most columns of a name.
const NAME: usize = 36;

/// The page about one file; `notes` is what it has no column for.
pub fn of(table: &Table, notes: &[String]) -> String {
    let layout = &table.layout;
    let mut out = format!("{}\n", plain(table.name()));
    let known = match layout.platform {
        Some(p) => format!("{} ({}): {}", p.title, p.platform, plain(&layout.because)),
        None => format!("{}: {}", layout.title(), plain(&layout.because)),
    };
    entry("read as", &known, &mut out);
    let bom = if table.encoding.bom > 0 { " with a byte-order mark" } else { "" };
    entry("text", &format!("{}{bom}, {}", table.encoding.name(), dialect(table.dialect)), &mut out);
    let header = format!("line {}, {} columns", table.header.lines_before + 1, table.header.names.len());
    entry("header", &header, &mut out);
    let orders = match table.key() {
        Some(key) => format!("neighbouring rows with the same `{}` are one order", plain(&table.header.names[key])),
        None => "every row is an order".to_string(),
    };
    entry("orders", &orders, &mut out);
    let _ = writeln!(out);
    used(table, &mut out);
    unused(table, &mut out);
    for note in notes {
        entry("note", &plain(note), &mut out);
    }
    out
}

fn dialect(dialect: Dialect) -> String {
    let by = match dialect.delimiter {
        b'\t' => "tabs".to_string(),
        b',' => "commas".to_string(),
        b';' => "semicolons".to_string(),
        d => format!("`{}`", char::from(d)),
    };
    let quotes = if dialect.quote.is_some() { "" } else { "; quotes are ordinary letters" };
    format!("separated by {by}{quotes}")
}

fn entry(word: &str, text: &str, out: &mut String) {
    for (i, line) in lines(text, WIDE - 12).iter().enumerate() {
        let _ = writeln!(out, "  {:<8}  {line}", if i == 0 { word } else { "" });
    }
}

fn used(table: &Table, out: &mut String) {
    let layout = &table.layout;
    let says_status = |at: usize| layout.statuses.iter().any(|(_, c)| *c == at);
    let rows: Vec<(usize, String, &str)> = layout
        .columns
        .iter()
        .enumerate()
        .filter_map(|(at, column)| {
            let mut uses: Vec<String> = column
                .uses
                .iter()
                .map(|(field, rank)| match layout.columns_of(*field).first().filter(|_| *rank > 0) {
                    Some(first) => {
                        format!("{} where `{}` is blank", field.name(), plain(&layout.columns[*first].name))
                    }
                    None => field.name().to_string(),
                })
                .collect();
            if says_status(at) {
                uses.push("tells what is not shipped from here".to_string());
            }
            (!uses.is_empty()).then(|| (at, uses.join("; "), column.because))
        })
        .collect();
    let name = |at: usize| shortened(&plain(&layout.columns[at].name), NAME);
    let widest = rows.iter().map(|(at, _, _)| width(&name(*at))).max().unwrap_or(0);
    let longest = rows.iter().filter(|r| !r.2.is_empty()).map(|(_, uses, _)| width(uses)).max().unwrap_or(0);
    for (at, uses, because) in &rows {
        let because = if because.is_empty() { String::new() } else { format!("  {because}") };
        let line = format!("  {:>3}  {}  {}{because}", at + 1, padded(&name(*at), widest), padded(uses, longest));
        let _ = writeln!(out, "{}", line.trim_end());
    }
    let _ = writeln!(out);
}

fn unused(table: &Table, out: &mut String) {
    let layout = &table.layout;
    if let Some(at) = layout.row_value {
        entry("worth", &format!("{}, added up over the rows of an order", plain(&layout.columns[at].name)), out);
    }
    let idle = layout.columns.iter().enumerate().filter(|(at, c)| {
        Some(*at) != layout.row_value
            && c.uses.is_empty()
            && !c.name.is_empty()
            && !layout.statuses.iter().any(|(_, status)| status == at)
    });
    let names: Vec<String> = idle
        .map(|(_, c)| match c.because {
            "" => plain(&c.name),
            because => format!("{} ({because})", plain(&c.name)),
        })
        .collect();
    if !names.is_empty() {
        entry("not used", &names.join(", "), out);
    }
}
