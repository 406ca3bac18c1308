//! The house stays as ARCHITECTURE says: rooms know only the rooms before them, the library keeps
//! to itself, files stay small. A room in the wrong place fails here with the line to mend.

use std::path::{Path, PathBuf};

/// Rooms from the front door to the back; a room may use those before it.
const ROOMS: [(&str, u8); 12] = [
    ("text", 0),
    ("world", 1),
    ("config", 2),
    ("input", 2),
    ("order", 3),
    ("directory", 4),
    ("rules", 5),
    ("fix", 6),
    ("risk", 7),
    ("scan", 8),
    ("report", 9),
    ("finding", u8::MAX),
];

/// Arrows that run back, each with its reason. An entry that nobody uses fails.
const ALLOWED: [(&str, &str, &str); 7] = [
    ("world", "input::Field", "the names of fields are vocabulary: data says which column is which field"),
    ("config", "input::Field", "the names of fields are vocabulary: settings map columns to them"),
    ("finding", "input::Field", "the names of fields are vocabulary: findings name cells"),
    ("scan", "report", "the pipeline fills the writers block by block, so that memory does not grow with the file"),
    ("config", "finding", "the names of the six reasons are vocabulary: settings give each its cost"),
    ("input", "finding", "a set of fields is vocabulary: a layout says which fields a file has"),
    ("order", "finding", "a set of fields is vocabulary: an order says which of its fields are filled"),
];

/// What the library must not do: the binary prints, ends the process, and knows day and place.
const FORBIDDEN: [&str; 11] = [
    "println!",
    "print!(",
    "eprint",
    "dbg!",
    "std::process",
    "SystemTime",
    "Instant::now",
    "std::env::",
    "env::var",
    "std::net",
    "io::stdout",
];

/// The most lines of logic in one file: its unit tests and generated tables aside.
const LINES: usize = 400;

fn sources() -> Vec<(PathBuf, String)> {
    let files = written_in("rs");
    assert!(files.len() > 50);
    files
}

/// The files below `src` with that ending.
fn written_in(ending: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut files) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == ending) {
                let text = std::fs::read_to_string(&path).expect("a source");
                files.push((path.strip_prefix(&root).expect("below").to_path_buf(), text));
            }
        }
    }
    files.sort();
    files
}

fn library() -> Vec<(PathBuf, String)> {
    sources().into_iter().filter(|(path, _)| !path.starts_with("bin")).collect()
}

/// The text before the unit tests, without comments.
fn logic(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    code.lines().map(|l| l.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Paths that begin with `crate::`, groups in braces taken apart.
fn arrows(code: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let path: String =
            code[at + 7..].chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect();
        let rest = &code[at + 7 + path.len()..];
        match rest.strip_prefix('{') {
            Some(group) => {
                let group = group.split('}').next().unwrap_or_default();
                out.extend(
                    group.split(',').map(|name| format!("{path}{}", name.trim())).filter(|p| !p.ends_with("::")),
                );
            }
            None => out.push(path),
        }
    }
    out
}

fn room_of(path: &Path) -> String {
    let first = path.components().next().expect("a path").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_string()
}

fn level(room: &str) -> Option<u8> {
    ROOMS.iter().find(|(name, _)| *name == room).map(|(_, level)| *level)
}

#[test]
fn no_arrow_runs_back() {
    let mut used = [false; ALLOWED.len()];
    let mut wrong = Vec::new();
    for (path, text) in library().iter().filter(|(path, _)| path != Path::new("lib.rs")) {
        let room = room_of(path);
        let from = level(&room).unwrap_or_else(|| panic!("src/{}: add the room to ROOMS", path.display()));
        for arrow in arrows(&logic(text)) {
            let target = arrow.split("::").next().unwrap_or_default();
            let Some(to) = level(target) else { continue };
            if target == room {
                continue;
            }
            let allowed = ALLOWED.iter().position(|(r, what, _)| {
                *r == room && (arrow == *what || arrow.strip_prefix(what).is_some_and(|rest| rest.starts_with("::")))
            });
            match allowed {
                Some(at) => used[at] = true,
                // the words of a finding are for every room that speaks of orders
                None if target == "finding" && from >= 5 => {}
                None if to < from && target != "finding" && room != "finding" => {}
                None => wrong.push(format!("src/{}: `{room}` must not know `{arrow}`", path.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "move what is needed to an earlier room:\n{}", wrong.join("\n"));
    for (entry, used) in ALLOWED.iter().zip(used) {
        assert!(used, "{entry:?} is not needed any more: take it out of ALLOWED");
    }
}

#[test]
fn the_library_neither_prints_nor_asks_the_machine() {
    for (path, text) in library() {
        let code = logic(&text);
        for word in FORBIDDEN {
            assert!(!code.contains(word), "src/{}: `{word}` belongs to src/bin", path.display());
        }
    }
}

#[test]
fn unsafe_code_has_one_file() {
    for (path, text) in sources() {
        let code = logic(&text);
        let is_unsafe = code.contains("unsafe ") || code.contains("allow(unsafe_code)");
        assert!(!is_unsafe || path == Path::new("input/masks.rs"), "src/{}: unsafe code", path.display());
    }
}

#[test]
fn regexes_are_compiled_in_one_room() {
    for (path, text) in sources() {
        assert!(!logic(&text).contains("Regex::new") || path.starts_with("text"), "src/{}", path.display());
    }
}

#[test]
fn files_stay_small_enough_to_read() {
    for (path, text) in sources().iter().filter(|(path, _)| !path.starts_with("world/tables")) {
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let lines = code.lines().filter(|l| !l.trim().is_empty() && !l.trim_start().starts_with("//")).count();
        assert!(lines <= LINES, "src/{} has {lines} lines of logic: take it apart", path.display());
    }
    for (path, text) in written_in("js") {
        assert!(text.lines().count() <= LINES, "src/{} is too long: take it apart", path.display());
    }
}

#[test]
fn every_script_is_part_of_the_page() {
    let mut rest = doorstep::report::page::SCRIPT.to_string();
    for (path, text) in written_in("js") {
        assert_eq!(rest.matches(&text).count(), 1, "src/{}", path.display());
        rest = rest.replacen(&text, "", 1);
    }
    assert_eq!(rest, "");
}

#[test]
fn every_module_says_what_it_is_for() {
    for (path, text) in sources().iter().filter(|(path, _)| !path.starts_with("world/tables")) {
        assert!(text.starts_with("//!"), "src/{}: begin with what it is for", path.display());
    }
}
