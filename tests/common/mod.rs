//! doorstep run as a process in a folder of its own.
#![allow(dead_code)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A header that doorstep knows by its words.
pub const HEADER: &str = "Order,Name,Address 1,Address 2,City,State,Postcode,Country,Phone,Email\n";
/// An order with nothing to say about.
pub const GOOD: &str = "1001,Ada Byron,24 Linden St,,Boston,MA,02134,US,+1 617 555 0142,ada@example.com\n";
/// An order whose postcode has a digit too many.
pub const WRONG: &str = "1002,Grace Hall,5 Market Street,,Boston,MA,021345,US,+1 617 555 0143,grace@example.com\n";

/// What a run said and how it ended.
#[derive(Debug)]
pub struct Said {
    /// The exit code; -1 after a signal.
    pub code: i32,
    /// Standard output, where it is text.
    pub out: String,
    /// Standard output as it stands.
    pub bytes: Vec<u8>,
    /// Standard error.
    pub err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Said {
        Said {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            bytes: output.stdout,
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Said {
    /// Ended with that code, and said each of these words on standard error; never panicked.
    #[track_caller]
    pub fn ends(self, code: i32, words: &[&str]) -> Said {
        assert!(!self.err.contains("panicked"), "{}", self.err);
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.out, self.err);
        for word in words {
            assert!(self.err.contains(word), "standard error should say `{word}`: {}", self.err);
        }
        self
    }
}

/// A temporary folder that runs take place in.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// An empty one.
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().expect("a temporary folder"))
    }

    /// One with the file `orders.csv`.
    pub fn with(text: impl AsRef<[u8]>) -> Folder {
        let folder = Folder::new();
        folder.write("orders.csv", text);
        folder
    }

    /// The path of a file in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Puts a file there.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), text).expect("room for a file");
    }

    /// The bytes of a file.
    #[track_caller]
    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// The text of a file.
    #[track_caller]
    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).expect("text")
    }

    /// Names of everything in it, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).expect("the folder");
        let mut names: Vec<String> =
            entries.map(|e| e.expect("entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The command with its arguments, not yet run.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_doorstep"));
        command.args(args).current_dir(self.0.path()).stdin(Stdio::null()).env_remove("NO_COLOR");
        command
    }

    /// Runs doorstep here.
    pub fn run(&self, args: &[&str]) -> Said {
        self.command(args).output().expect("doorstep runs").into()
    }

    /// Runs doorstep with that on standard input.
    pub fn pipe(&self, args: &[&str], input: &[u8]) -> Said {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("doorstep runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        // it may end before it has read everything
        let _ = stdin.write_all(input);
        drop(stdin);
        child.wait_with_output().expect("doorstep ends").into()
    }

    /// Runs a line of shell here, `$DOORSTEP` being the program.
    pub fn shell(&self, line: &str) -> Said {
        let mut command = Command::new("sh");
        command.args(["-c", line]).env("DOORSTEP", env!("CARGO_BIN_EXE_doorstep"));
        command.current_dir(self.0.path()).stdin(Stdio::null()).output().expect("sh runs").into()
    }
}

/// The sample exports that are shipped.
pub fn samples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/samples");
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder).expect("samples").map(|e| e.expect("entry").path()).collect();
    all.retain(|path| path.extension().is_some_and(|e| e != "toml"));
    all.sort();
    assert!(all.len() >= 8, "{all:?}");
    all
}

/// The path of one sample.
pub fn sample(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/samples").join(name);
    path.to_string_lossy().into_owned()
}

/// A table of that many orders, some with notes over several lines, some faulty.
pub fn many(orders: usize) -> String {
    let mut text = HEADER.replace("Email", "Email,Note");
    for i in 0..orders {
        let zip = ["02134", "2134", "02134-1001", "O2134"][if i % 9 == 0 { i / 9 % 4 } else { 0 }];
        let note = if i % 7 == 0 { "\"ring twice\nthen \"\"wait\"\"\"" } else { "" };
        let unit = ["", "Apt 4", "", "Apt"][if i % 31 == 0 { 3 } else { i % 3 }];
        text.push_str(&format!(
            "{},Ada Byron,{} Linden St,{unit},Boston,MA,{zip},US,+1 617 555 0142,buyer{i}@example.com,{note}\n",
            100_000 + i,
            1 + i % 900
        ));
    }
    text
}
