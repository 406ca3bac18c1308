//! Which files a command line means: paths, folders, globs, standard input.

use std::path::Path;

use doorstep::input::{InputError, Table, Wishes};

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
    if files.is_empty() {
        let help = format!("put exports there whose names end in .{}, or these with .gz or .zst", ENDINGS.join(", ."));
        return Err(InputError::new(name, "the folder has no exports", help));
    }
    Ok(files)
}

fn is_export(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let bare = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    ENDINGS.iter().any(|e| bare.ends_with(&format!(".{e}"))) && !name.starts_with(['.', '~'])
}

fn matching(pattern: &str) -> Result<Vec<String>, InputError> {
    let paths = glob::glob(pattern)
        .map_err(|e| InputError::new(pattern, format!("is no pattern: {e}"), "quote it, or name the files"))?;
    let files: Vec<String> =
        paths.filter_map(Result::ok).filter(|p| p.is_file()).map(|p| p.to_string_lossy().into_owned()).collect();
    if files.is_empty() {
        return Err(InputError::new(pattern, "matches no file", "check the folder and the ending"));
    }
    Ok(files)
}

/// Opens every file; those that cannot be used are an error each.
pub fn open(files: &[String], wishes: &Wishes<'_>, errors: &mut Vec<InputError>) -> Vec<Table> {
    let mut tables = Vec::new();
    for file in files {
        match Table::open(file, wishes) {
            Ok(table) => tables.push(table),
            Err(e) => errors.push(e),
        }
    }
    tables
}
