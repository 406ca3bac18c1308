//! `--patch TARGET`: where the patch goes, and into how many files.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use doorstep::fix::patch::{Patcher, Target};
use doorstep::input::Table;
use doorstep::report::mended::PatchFiles;
use doorstep::scan::mend::Patch;

use crate::exit::Failure;
use crate::outputs::{self, Output};

/// A patch that is asked for: the target, and the path of its first file.
pub struct Wanted {
    target: Target,
    path: Option<String>,
}

/// The files of one patch, as far as they have been written.
struct Files {
    /// The path of the first.
    first: String,
    inputs: Vec<String>,
    header: Vec<u8>,
    /// The most rows and bytes of a file; 0: any number.
    most: (u64, u64),
    /// Each with its writer, while it is the last.
    done: Vec<Output>,
    open: Option<Box<dyn Write + Send>>,
    rows: u64,
    bytes: u64,
}

/// A patch on its way to disk.
pub struct Writing {
    files: Arc<Mutex<Files>>,
}

impl Wanted {
    /// Reads `TARGET` or `TARGET=PATH`.
    pub fn of(text: &str) -> Result<Wanted, Failure> {
        let (id, path) = text.split_once('=').map_or((text, None), |(id, path)| (id, Some(path.to_string())));
        let known = || Target::ids().collect::<Vec<_>>().join(", ");
        let target = Target::of(id.trim())
            .ok_or_else(|| Failure::said(format!("--patch {text}: is no target; there are {}", known())))?;
        if path.as_deref() == Some("-") {
            return Err(Failure::said(format!("--patch {text}: a patch needs a file, such as {id}=orders-patch.csv")));
        }
        if let Some(path) = path.as_ref().filter(|path| !has_word(path, &target.file_name)) {
            let (name, word) = (&target.name, &target.file_name);
            return Err(Failure::said(format!(
                "--patch {text}: {name} takes files alone that have `{word}` in their name; {path} has not"
            )));
        }
        Ok(Wanted { target, path })
    }

    /// The target.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Where the patch of an export goes: as named, else beside what is written.
    fn path(&self, beside: &str) -> String {
        if let Some(path) = &self.path {
            return path.replace("{name}", &outputs::stem(beside));
        }
        let folder = outputs::folder_of(beside);
        let (stem, id, word) = (outputs::stem(beside), self.target.id, &self.target.file_name);
        let word = if word.is_empty() || has_word(&stem, word) { String::new() } else { format!("-{word}") };
        folder.join(format!("{stem}{word}-patch-{id}.csv")).to_string_lossy().trim_start_matches("./").to_string()
    }

    /// Does the target take orders of that table?
    pub fn fits(&self, table: &Table) -> Result<Patcher, Failure> {
        Patcher::of(self.target.clone(), table).map_err(|e| Failure::said(format!("--patch {}: {e}", self.target.id)))
    }

    /// Begins the patch of a table, whose fixed export goes to `beside`.
    pub fn begin(&self, table: &Table, beside: &str, inputs: &[&str]) -> Result<(Patch<'static>, Writing), Failure> {
        let patcher = self.fits(table)?;
        let mut files = Files {
            first: self.path(beside),
            inputs: inputs.iter().map(|n| n.to_string()).collect(),
            header: patcher.header(),
            most: (self.target.max_rows, self.target.max_bytes),
            done: Vec::new(),
            open: None,
            rows: 0,
            bytes: 0,
        };
        // the first file is there even where no order goes into it, so that the last one is not taken for it
        files.next().map_err(|e| Failure::said(format!("{}: {e}", files.first)))?;
        let files = Arc::new(Mutex::new(files));
        let into = files.clone();
        let put = move |row: &[u8]| lock(&into).put(row);
        Ok((Patch { patcher, put: Box::new(put) }, Writing { files }))
    }
}

fn has_word(path: &str, word: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.to_lowercase().contains(&word.to_lowercase())
}

fn lock(files: &Mutex<Files>) -> std::sync::MutexGuard<'_, Files> {
    files.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Files {
    /// The path of a file: `orders.csv`, `orders-2.csv`, …
    fn path(&self, at: usize) -> String {
        if at == 0 {
            return self.first.clone();
        }
        let first = Path::new(&self.first);
        let part = |of: Option<&OsStr>| of.map(|text| text.to_string_lossy().into_owned()).unwrap_or_default();
        let ending = first.extension().map(|ending| format!(".{}", part(Some(ending)))).unwrap_or_default();
        let name = format!("{}-{}{ending}", part(first.file_stem()), at + 1);
        first.with_file_name(name).to_string_lossy().into_owned()
    }

    fn put(&mut self, row: &[u8]) -> io::Result<()> {
        let (rows, bytes) = self.most;
        let is_full = rows > 0 && self.rows >= rows || bytes > 0 && self.bytes + row.len() as u64 > bytes;
        if is_full && self.rows > 0 {
            self.next()?;
        }
        self.rows += 1;
        self.bytes += row.len() as u64;
        self.open.as_mut().map_or(Ok(()), |to| to.write_all(row))
    }

    /// Ends the open file and begins the next with its header.
    fn next(&mut self) -> io::Result<()> {
        if let Some(open) = &mut self.open {
            open.flush()?;
        }
        let said = |e: Failure| match e {
            Failure::Said(text) => io::Error::other(text),
            _ => io::Error::other("cannot be written"),
        };
        let names: Vec<&str> = self.inputs.iter().map(String::as_str).collect();
        let mut output = outputs::single(&self.path(self.done.len()), &names).map_err(said)?;
        let mut to = output.open().map_err(said)?;
        to.write_all(&self.header)?;
        self.done.push(output);
        (self.open, self.rows, self.bytes) = (Some(to), 0, self.header.len() as u64);
        Ok(())
    }
}

/// No file of a patch stands in the way of another, or of these results.
pub fn apart<'p>(patches: &[Writing], results: impl IntoIterator<Item = &'p String>) -> Result<(), Failure> {
    let mut taken: Vec<PathBuf> = results.into_iter().map(|path| outputs::target(path)).collect();
    for patch in patches {
        for Output { path, .. } in &lock(&patch.files).done {
            let target = outputs::target(path);
            if taken.contains(&target) {
                return Err(Failure::said(format!(
                    "--patch: {path} would be written twice; name a file of its own for each export, such as \
                     --patch TARGET={{name}}-patch.csv"
                )));
            }
            taken.push(target);
        }
    }
    Ok(())
}

/// Renames the finished patches of a run into place.
pub fn keep(patches: Vec<Writing>) -> Result<PatchFiles, Failure> {
    let mut kept = PatchFiles::default();
    let beyond: Vec<String> = patches.iter().filter_map(Writing::beyond).collect();
    for patch in patches {
        kept.written.extend(patch.keep()?);
    }
    let is_there = |path: &String| Path::new(path).is_file() && !kept.written.contains(path);
    kept.beyond = beyond.into_iter().filter(is_there).collect();
    Ok(kept)
}

impl Writing {
    /// Where the patch would have gone on, if it is one that may need several files.
    fn beyond(&self) -> Option<String> {
        let files = lock(&self.files);
        (files.most != (0, 0)).then(|| files.path(files.done.len()))
    }

    /// Renames the finished files into place and names them.
    fn keep(self) -> Result<Vec<String>, Failure> {
        let mut files = lock(&self.files);
        if let Some(mut open) = files.open.take() {
            open.flush().map_err(|e| Failure::said(format!("the patch cannot be written: {e}")))?;
        }
        let done = std::mem::take(&mut files.done);
        done.into_iter()
            .map(|output| {
                let path = output.path.clone();
                output.keep().map(|()| path)
            })
            .collect()
    }
}
