//! Runs the program as a person does, and compares what it says with a file.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs doorstep in the root of the repository on a fixed day.
pub fn doorstep(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_doorstep"))
        .args(args)
        .current_dir(root())
        .env("COLUMNS", "100")
        .env_remove("NO_COLOR")
        .output()
        .expect("doorstep runs")
}

/// What doorstep prints.
pub fn printed(args: &[&str]) -> String {
    let output = doorstep(args);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {errors}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The orders of a file as doorstep understands them.
pub fn jsonl(file: &Path, more: &[&str]) -> Vec<serde_json::Value> {
    let mut args = vec!["scan", file.to_str().expect("a path"), "-o", "-", "--format", "jsonl"];
    args.extend(["--as-of", "2026-11-23"]);
    args.extend(more);
    printed(&args).lines().map(|l| serde_json::from_str(l).expect("JSON")).collect()
}

/// Compares with a file of the repository, or writes it under `DOORSTEP_BLESS=1`.
pub fn blessed(path: &Path, text: &str) {
    let path = root().join(path);
    if std::env::var_os("DOORSTEP_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        std::fs::write(&path, text).expect("writable");
        return;
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        known == text,
        "{} differs; DOORSTEP_BLESS=1 rewrites it\n--- known\n{known}\n--- now\n{text}",
        path.display()
    );
}
