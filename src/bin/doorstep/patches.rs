//! `--patch TARGET`: where the patch goes, and into how many files.

use std::fs::File;
use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

use doorstep::fix::patch::{Patcher, Target};
use doorstep::input::Table;
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
            done: Vec::new(),
            open: None,
            rows: 0,
            bytes: 0,
        };
        // the first file is there even where no order goes into it, so that the last one is not taken for it
        files.next().map_err(|e| Failure::said(format!("{}: {e}", files.first)))?;
        let files = Arc::new(Mutex::new(files));
        let into = files.clone();
        let (most_rows, most_bytes) = (self.target.max_rows, self.target.max_bytes);
        let put = move |row: &[u8]| {
            let mut files = lock(&into);
            let is_full = most_rows > 0 && files.rows >= most_rows
                || most_bytes > 0 && files.bytes + row.len() as u64 > most_bytes;
            if is_full && files.rows > 0 {
                files.next()?;
            }
            files.rows += 1;
            files.bytes += row.len() as u64;
            files.open.as_mut().map_or(Ok(()), |to| to.write_all(row))
        };
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
        let first = &self.first;
        match (at, first.rsplit_once('.')) {
            (0, _) => first.clone(),
            (n, Some((stem, ending))) => format!("{stem}-{}.{ending}", n + 1),
            (n, None) => format!("{first}-{}", n + 1),
        }
    }

    /// Begins a file with its header.
    fn begin(&self, at: usize) -> Result<(Output, Box<dyn Write + Send>), Failure> {
        let names: Vec<&str> = self.inputs.iter().map(String::as_str).collect();
        let mut output = outputs::single(&self.path(at), &names)?;
        let mut to = output.open()?;
        to.write_all(&self.header).map_err(|e| output.failed(&e))?;
        Ok((output, to))
    }

    /// Ends the open file and begins the next.
    fn next(&mut self) -> io::Result<()> {
        if let Some(open) = &mut self.open {
            open.flush()?;
        }
        let (output, to) = self.begin(self.done.len()).map_err(|e| match e {
            Failure::Said(text) => io::Error::other(text),
            _ => io::Error::other("cannot be written"),
        })?;
        self.done.push(output);
        (self.open, self.rows, self.bytes) = (Some(to), 0, self.header.len() as u64);
        Ok(())
    }

    /// Empties what an earlier, longer patch left behind the last file: imported with this one, it
    /// would bring old addresses back.
    fn empty_the_rest(&self, mut at: usize) -> Result<(), Failure> {
        let is_ours = |path: String| {
            let mut start = vec![0; self.header.len()];
            File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == self.header
        };
        while is_ours(self.path(at)) {
            let (output, mut to) = self.begin(at)?;
            to.flush().map_err(|e| output.failed(&e))?;
            output.keep()?;
            at += 1;
        }
        Ok(())
    }
}

impl Writing {
    /// Renames the finished files into place and names them.
    pub fn keep(self) -> Result<Vec<String>, Failure> {
        let mut files = lock(&self.files);
        if let Some(mut open) = files.open.take() {
            open.flush().map_err(|e| Failure::said(format!("the patch cannot be written: {e}")))?;
        }
        let done = std::mem::take(&mut files.done);
        files.empty_the_rest(done.len())?;
        done.into_iter()
            .map(|output| {
                let path = output.path.clone();
                output.keep().map(|()| path)
            })
            .collect()
    }
}
