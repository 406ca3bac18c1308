//! Which files a command line means: paths, folders, globs, standard input.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use doorstep::fix::log;
use doorstep::input::{InputError, Table, Wishes};
use doorstep::report::message;

use crate::exit::complain;
use crate::outputs::unpacked;
use crate::review::HOLD;

/// Endings of files that a folder is searched for.
const ENDINGS: [&str; 6] = ["csv", "tsv", "tab", "txt", "xlsx", "xlsm"];

/// The files meant by the words of a command line, in order; what names none is an error each.
pub fn expand(words: &[String]) -> (Vec<String>, Vec<InputError>) {
    let (mut files, mut errors) = (Vec::new(), Vec::new());
    for word in words {
        let found = if word == "-" {
            Ok(vec![word.clone()])
        } else if Path::new(word).is_dir() {
            folder(word)
        } else if !Path::new(word).exists() && word.contains(['*', '?', '[']) {
            matching(word)
        } else {
            Ok(vec![word.clone()])
        };
        match found {
            Ok(found) => files.extend(found),
            Err(e) => errors.push(e),
        }
    }
    (once(files), errors)
}

/// A file that is meant twice (`a.csv ./a.csv *.csv`) is read once.
fn once(files: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let real = |file: &String| std::fs::canonicalize(file).unwrap_or_else(|_| file.into());
    files.into_iter().filter(|file| seen.insert(real(file))).collect()
}

fn folder(name: &str) -> Result<Vec<String>, InputError> {
    let entries = std::fs::read_dir(name).map_err(|e| InputError::io(name, "read the folder", &e))?;
    let mut files: Vec<String> = entries
        .filter_map(Result::ok)
        .map(|e| e.path())
        .filter(|p| p.is_file() && is_export(p))
        .map(|p| p.to_string_lossy().into_owned())
        .collect();
    files.sort();
    leave_own_aside(&mut files);
    if files.is_empty() {
        let help = format!("put exports there whose names end in .{}, or these with .gz or .zst", ENDINGS.join(", ."));
        return Err(InputError::new(name, "the folder has no exports", help));
    }
    Ok(files)
}

/// Leaves aside what doorstep itself has written among the files of a folder or pattern, and says so:
/// every order would be there twice.
fn leave_own_aside(files: &mut Vec<String>) {
    let all = files.clone();
    let is_fixed = |file: &String| {
        let path = Path::new(file);
        let stem = path.file_stem().and_then(|stem| stem.to_str()?.strip_suffix("-fixed"));
        let ending = path.extension().map_or(String::new(), |e| format!(".{}", e.to_string_lossy()));
        stem.is_some_and(|stem| {
            all.iter().any(|other| Path::new(other) == path.with_file_name(format!("{stem}{ending}")))
        })
    };
    let own: Vec<String> = files.extract_if(.., |file| is_fixed(file) || has_own_header(file)).collect();
    if !own.is_empty() {
        complain(&format!("left aside, as doorstep has written them: {}", own.join(", ")));
    }
}

/// Is it an annotated export, a log of changes, a list of orders on hold, or one of messages?
fn has_own_header(file: &str) -> bool {
    let headers = [log::COLUMNS.join(","), HOLD.join(","), message::COLUMNS.join(",")];
    let mut head = Vec::new();
    let read = File::open(file).and_then(|file| file.take(64 * 1024).read_to_end(&mut head));
    let first = head.split(|b| *b == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(first);
    let line = line.trim_start_matches('\u{feff}');
    read.is_ok() && (line.contains("doorstep_risk") || headers.iter().any(|header| line.trim_end() == header))
}

fn is_export(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let bare = unpacked(&name);
    ENDINGS.iter().any(|e| bare.ends_with(&format!(".{e}"))) && !name.starts_with(['.', '~'])
}

fn matching(pattern: &str) -> Result<Vec<String>, InputError> {
    let paths = glob::glob(pattern)
        .map_err(|e| InputError::new(pattern, format!("is no pattern: {e}"), "quote it, or name the files"))?;
    let mut files: Vec<String> =
        paths.filter_map(Result::ok).filter(|p| p.is_file()).map(|p| p.to_string_lossy().into_owned()).collect();
    leave_own_aside(&mut files);
    if files.is_empty() {
        return Err(InputError::new(pattern, "matches no file", "check the folder and the ending"));
    }
    Ok(files)
}

/// Opens every file; those that cannot be used are an error each. Of several files, only some need have
/// the columns that the user maps.
pub fn open(files: &[String], wishes: &Wishes<'_>, errors: &mut Vec<InputError>) -> Vec<Table> {
    let wishes = Wishes { lenient: files.len() > 1, ..wishes.clone() };
    let mut tables = Vec::new();
    for file in files {
        match Table::open(file, &wishes) {
            Ok(table) => tables.push(table),
            Err(e) => errors.push(e),
        }
    }
    let is_there = |column: &str| tables.iter().any(|table| table.layout.has_column(column));
    let lost = wishes.map.iter().find(|(_, column)| wishes.lenient && !is_there(column));
    if let Some((field, column)) = lost.filter(|_| !tables.is_empty()) {
        let problem = format!("no input has a column `{column}` (asked for as {})", field.name());
        errors.push(InputError::new("--map", problem, "`doorstep columns` lists what each file has"));
    }
    tables
}
