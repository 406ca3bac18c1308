//! Where results go: written beside, renamed into place when everything went well.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use doorstep::input::Table;
use doorstep::report::Format;
use tempfile::NamedTempFile;

use crate::args::Scan;
use crate::exit::{self, Failure};

/// One result.
pub struct Output {
    /// As the user wrote it, `{name}` filled in.
    pub path: String,
    /// What it holds.
    pub format: Format,
    /// Positions of the inputs that go into it.
    pub inputs: Vec<usize>,
    /// The flag that names it.
    flag: &'static str,
    /// The file that becomes it; none for standard output.
    file: Option<NamedTempFile>,
}

/// The results that a command line asks for.
pub fn plan(scan: &Scan, tables: &[Table]) -> Result<Vec<Output>, Failure> {
    let mut out: Vec<Output> = Vec::new();
    if let Some(format) = scan.format.as_ref().filter(|_| !scan.output.iter().any(|path| path == "-")) {
        return Err(Failure::said(format!(
            "--format {format}: says what goes to standard output; add -o -, or leave it out: the ending of a file \
             chooses its format"
        )));
    }
    for path in &scan.output {
        let format = format_of(path, scan.format.as_deref())?;
        let all: Vec<usize> = (0..tables.len()).collect();
        if path.contains("{name}") && matches!(format, Format::Json | Format::Html) {
            return Err(Failure::said(format!(
                "-o {path}: {{name}} makes a result for each input, and .json and .html tell of all inputs in one; leave it out"
            )));
        }
        if path.contains("{name}") {
            for (at, table) in tables.iter().enumerate() {
                out.push(Output {
                    path: path.replace("{name}", &stem(table.name())),
                    format,
                    inputs: vec![at],
                    flag: "-o",
                    file: None,
                });
            }
        } else {
            if format == Format::Csv {
                same_header(path, tables)?;
            }
            out.push(Output { path: path.clone(), format, inputs: all, flag: "-o", file: None });
        }
    }
    if let Some(path) = &scan.messages {
        if path == "-" {
            return Err(Failure::said("--messages -: name a file for the messages to buyers, such as messages.csv"));
        }
        let inputs = (0..tables.len()).collect();
        out.push(Output { path: path.clone(), format: Format::Messages, inputs, flag: "--messages", file: None });
    }
    let names: Vec<&str> = tables.iter().map(Table::name).collect();
    apart(&out, &names)?;
    Ok(out)
}

/// No result stands in the way of another, or of an input.
pub fn apart<'o>(out: impl IntoIterator<Item = &'o Output>, names: &[&str]) -> Result<(), Failure> {
    let out: Vec<&Output> = out.into_iter().collect();
    for at in 0..out.len() {
        let target = target(&out[at].path);
        if out[..at].iter().any(|o| self::target(&o.path) == target) {
            return Err(Failure::said(format!(
                "{}: two results would be written there; {{name}} is the name of an input without folder and ending, so \
                 scan inputs that share one in a run each",
                out[at].path
            )));
        }
        check(out[at].flag, &out[at].path, names)?;
    }
    Ok(())
}

/// No result is one of the files that are read beside the exports.
pub fn spare<'o>(out: impl IntoIterator<Item = &'o Output>, beside: &[String]) -> Result<(), Failure> {
    match out.into_iter().find(|result| is_one_of(&result.path, beside)) {
        None => Ok(()),
        Some(Output { flag, path, .. }) => Err(Failure::said(format!(
            "{flag} {path}: this run reads that file (a feed, directory, model, past outcomes or the configuration); \
             choose another name"
        ))),
    }
}

/// Is a path one of these files that are there, whatever the way to it is called?
fn is_one_of(path: &str, files: &[impl AsRef<str>]) -> bool {
    let real = |path: &str| std::fs::canonicalize(path).ok();
    let target = if path == "-" { None } else { real(path) };
    target.is_some() && files.iter().any(|file| real(file.as_ref()) == target)
}

/// A result for each of these inputs, by the flag that names it: with `{name}` in the path where
/// there are several.
pub fn each(flag: &'static str, path: &str, names: &[&str]) -> Result<Vec<Output>, Failure> {
    if names.len() > 1 && !path.contains("{name}") {
        return Err(Failure::said(format!(
            "{flag} {path}: each of the {} inputs needs a result of its own; write {flag} {}",
            names.len(),
            with_name(path)
        )));
    }
    let of = |(at, name): (usize, &&str)| Output {
        path: path.replace("{name}", &stem(name)),
        format: Format::Csv,
        inputs: vec![at],
        flag,
        file: None,
    };
    Ok(names.iter().enumerate().map(of).collect())
}

/// The path with `{name}` before the name of the file.
fn with_name(path: &str) -> String {
    let at = start_of_name(path);
    format!("{}{{name}}-{}", &path[..at], &path[at..])
}

/// Where the name of the file begins in a path.
pub fn start_of_name(path: &str) -> usize {
    path.rfind(['/', std::path::MAIN_SEPARATOR]).map_or(0, |at| at + 1)
}

/// A path without the ending of a packing.
pub fn unpacked(path: &str) -> &str {
    path.strip_suffix(".gz").or_else(|| path.strip_suffix(".zst")).unwrap_or(path)
}

/// One result that is no table of orders; `names` are the inputs.
pub fn single(path: &str, names: &[&str]) -> Result<Output, Failure> {
    check("-o", path, names)?;
    Ok(Output { path: path.to_string(), format: Format::Json, inputs: Vec::new(), flag: "-o", file: None })
}

fn format_of(path: &str, wish: Option<&str>) -> Result<Format, Failure> {
    let known = || Format::ALL.map(|(_, e)| format!(".{e}")).join(", ");
    if path == "-" {
        let Some(wish) = wish else {
            return Err(Failure::said("-o -: say what to write with --format csv, jsonl, json or html"));
        };
        return Format::from_ending(wish)
            .ok_or_else(|| Failure::said(format!("--format {wish}: this version writes csv, jsonl, json and html")));
    }
    let ending = Path::new(path).extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
    Format::from_ending(&ending).ok_or_else(|| {
        Failure::said(format!("-o {path}: the ending chooses the format; this version writes {}", known()))
    })
}

/// The name of an input without folder and endings.
pub fn stem(name: &str) -> String {
    if name == "-" {
        return "stdin".to_string();
    }
    let file = Path::new(name).file_name().map(|f| f.to_string_lossy().into_owned()).unwrap_or_default();
    Path::new(unpacked(&file)).file_stem().map(|f| f.to_string_lossy().into_owned()).unwrap_or_default()
}

fn same_header(path: &str, tables: &[Table]) -> Result<(), Failure> {
    let Some((first, rest)) = tables.split_first() else { return Ok(()) };
    let shape = |t: &Table| (t.header.names.clone(), t.encoding.encoding, t.dialect);
    let Some(other) = rest.iter().find(|t| shape(t) != shape(first)) else { return Ok(()) };
    let what = if other.header.names != first.header.names {
        "different headers"
    } else if other.encoding.encoding != first.encoding.encoding {
        "different encodings"
    } else {
        "different separators"
    };
    Err(Failure::said(format!(
        "-o {path}: {} and {} have {what} and cannot share one table; write -o {{name}}-risk.csv for a result each",
        first.name(),
        other.name()
    )))
}

/// The file that a path means, whatever the way to it is called.
pub fn target(path: &str) -> PathBuf {
    let full = Path::new(path);
    if path == "-" {
        return full.to_path_buf();
    }
    let of_folder = || Some(std::fs::canonicalize(folder_of(path)).ok()?.join(full.file_name()?));
    std::fs::canonicalize(full).ok().or_else(of_folder).unwrap_or_else(|| full.to_path_buf())
}

/// The folder in which a path lies.
pub fn folder_of(path: &str) -> PathBuf {
    match Path::new(path).parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Is it there, and neither a file nor a folder: a device, a named pipe? Nothing can be renamed
/// into its place; it is written to as it is.
fn is_device(path: &str) -> bool {
    std::fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir())
}

fn check(flag: &str, path: &str, names: &[&str]) -> Result<(), Failure> {
    if path == "-" {
        return Ok(());
    }
    if is_one_of(path, names) {
        return Err(Failure::said(format!(
            "{flag} {path}: is one of the inputs; doorstep never writes over an export, choose another name"
        )));
    }
    if Path::new(path).is_dir() {
        return Err(Failure::said(format!("{flag} {path}: is a folder; name a file in it")));
    }
    Ok(())
}

impl Output {
    /// A writer for it.
    pub fn open(&mut self) -> Result<Box<dyn Write + Send>, Failure> {
        if self.path == "-" {
            return Ok(Box::new(BufWriter::new(std::io::stdout())));
        }
        let cannot = |e: &std::io::Error| self.failed(e);
        if is_device(&self.path) {
            let device = File::options().write(true).open(&self.path).map_err(|e| cannot(&e))?;
            return Ok(Box::new(BufWriter::new(device)));
        }
        let file = NamedTempFile::with_prefix_in(".doorstep-", folder_of(&self.path)).map_err(|e| cannot(&e))?;
        exit::remove_if_interrupted(file.path());
        let writer: File = file.as_file().try_clone().map_err(|e| cannot(&e))?;
        self.file = Some(file);
        Ok(Box::new(writer))
    }

    /// Renames the finished file into place.
    pub fn keep(self) -> Result<(), Failure> {
        let Some(file) = self.file else { return Ok(()) };
        let (flag, path) = (self.flag, self.path.clone());
        permit(file.as_file());
        file.persist(&path).map(|_| ()).map_err(|e| Failure::said(message(flag, &path, &e.error)))
    }

    /// What to say when it cannot be written.
    pub fn failed(&self, error: &std::io::Error) -> Failure {
        if self.path == "-" {
            return Failure::stdout(std::io::Error::new(error.kind(), error.to_string()));
        }
        Failure::said(message(self.flag, &self.path, error))
    }
}

fn message(flag: &str, path: &str, error: &std::io::Error) -> String {
    use std::io::ErrorKind as Kind;
    let help = match error.kind() {
        Kind::NotFound => "the folder does not exist",
        Kind::PermissionDenied => "you may not write there",
        Kind::StorageFull | Kind::QuotaExceeded | Kind::WriteZero => {
            "the disk is full; what stood there before is untouched"
        }
        _ => "what stood there before is untouched",
    };
    format!("{flag} {path}: cannot write: {error}; {help}")
}

/// A temporary file belongs to its owner alone; a result may be read like any new file.
#[cfg(unix)]
fn permit(file: &File) {
    use std::os::unix::fs::PermissionsExt;
    let _ = file.set_permissions(std::fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn permit(_: &File) {}
