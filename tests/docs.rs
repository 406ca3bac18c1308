//! What the documents say is what the program does. Blocks between `<!-- begin: NAME -->` and
//! `<!-- end: NAME -->` are made here, and so is `docs/rules.md`.
//! `DOORSTEP_BLESS=1 cargo test --test docs` rewrites them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use doorstep::finding::Reason;
use doorstep::rules;

/// The export of the first command in the README.
const SAMPLE: &str = "data/samples/shopify_orders.csv";
/// Lines of a report that the first screen of the README shows.
const SCREEN: usize = 46;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// What the program prints; the same on every machine and every day.
fn doorstep(args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_doorstep"));
    command.args(args).current_dir(root()).env_remove("COLUMNS").env("NO_COLOR", "1");
    let out = command.output().expect("the program runs");
    assert!(out.status.success(), "doorstep {args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("text")
}

/// One result of scanning the sample.
fn written(ending: &str) -> String {
    doorstep(&["scan", SAMPLE, "-o", "-", "--format", ending, "--as-of", "2026-11-23"])
}

/// Compares a document with what it should say, or rewrites it.
fn blessed(name: &str, text: &str) {
    let path = root().join(name);
    let have = std::fs::read_to_string(&path).unwrap_or_default();
    if std::env::var_os("DOORSTEP_BLESS").is_some() && have != text {
        std::fs::write(&path, text).expect("writable");
    } else {
        let at = have.lines().zip(text.lines()).position(|(a, b)| a != b);
        let line = at.unwrap_or(have.lines().count().min(text.lines().count()));
        assert!(
            have == text,
            "{name}:{} is not what doorstep says; look at the difference, then DOORSTEP_BLESS=1 cargo test --test docs\n\
             should be: {}",
            line + 1,
            text.lines().nth(line).unwrap_or("(the end)")
        );
    }
}

/// Puts a text between the marks of that name.
fn fill(document: &str, name: &str, text: &str) -> String {
    let (begin, end) = (format!("<!-- begin: {name} -->\n"), format!("<!-- end: {name} -->"));
    let (before, rest) = document.split_once(&begin).unwrap_or_else(|| panic!("no `{begin}`"));
    let (_, after) = rest.split_once(&end).unwrap_or_else(|| panic!("no `{end}`"));
    format!("{before}{begin}{}\n{end}{after}", text.trim_end())
}

fn fenced(language: &str, text: &str) -> String {
    format!("```{language}\n{}\n```", text.trim_end())
}

/// The beginning of a text, cut at a blank line.
fn first_screen(text: &str) -> String {
    let lines: Vec<&str> = text.lines().take(SCREEN).collect();
    let kept = lines.iter().rposition(|l| l.is_empty()).unwrap_or(lines.len());
    format!("{}\n…", lines[..kept].join("\n"))
}

/// The appended columns of some orders, with the number of the order before them.
fn appended() -> String {
    let text = written("csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let ours: Vec<usize> =
        (0..header.len()).filter(|i| header[*i].starts_with("doorstep_") || &header[*i] == "Name").collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut put = |row: &csv::StringRecord| writer.write_record(ours.iter().map(|i| &row[*i])).expect("memory");
    put(&header);
    for row in reader.records() {
        let row = row.expect("a row");
        if ["#1001", "#1002", "#1004"].contains(&&row[0]) && !row[ours[1]].is_empty() {
            put(&row);
        }
    }
    String::from_utf8(writer.into_inner().expect("memory")).expect("text")
}

/// One line of `.jsonl`, broken before its larger parts.
fn one_order() -> String {
    let text = written("jsonl");
    let mut line = text.lines().find(|l| l.contains("\"#1002\"")).expect("the order").to_string();
    for part in ["parsed", "risk", "reasons", "hazards", "value", "findings", "message", "fix", "edits"] {
        line = line.replacen(&format!(",\"{part}\":"), &format!(",\n  \"{part}\":"), 1);
    }
    line
}

/// The beginning of the summary.
fn summary() -> String {
    let text = written("json");
    let kept: Vec<&str> = text.lines().take_while(|l| !l.contains("\"reasons\"")).collect();
    format!("{}\n  …", kept.join("\n"))
}

/// The first message that is not in English, with the number of its order.
fn message() -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("messages.csv");
    doorstep(&["scan", SAMPLE, "-q", "--messages", &path.to_string_lossy(), "--as-of", "2026-11-23"]);
    let mut reader = csv::Reader::from_path(&path).expect("the messages");
    let row = reader.records().map(|r| r.expect("a row")).find(|r| &r[3] != "en").expect("one to abroad");
    format!("to: {}\nsubject: {}\n\n{}", &row[0], &row[4], &row[5])
}

fn table_of_rules() -> String {
    let mut out = String::new();
    for family in families() {
        let about = match Reason::from_name(family) {
            Some(reason) => reason.meaning(),
            None => "about the file, no effect on the risk",
        };
        let _ = writeln!(out, "**{family}** — {about}\n\n| code | severity | what the order has |\n|---|---|---|");
        for rule in rules::all().filter(|r| r.family() == family) {
            let severity = rule.severity.name();
            let _ = writeln!(out, "| [`{}`](docs/rules.md#{}) | {severity} | {} |", rule.code, anchor(rule.code), {
                rule.summary
            });
        }
        out.push('\n');
    }
    out
}

/// Families in the order in which they run.
fn families() -> Vec<&'static str> {
    let mut out: Vec<&str> = rules::all().map(|r| r.family()).collect();
    out.dedup();
    out
}

/// What a heading of that text is called in a link.
fn anchor(code: &str) -> String {
    code.replace('/', "")
}

/// The four parcels of the README as the tool prints them, from the first order on.
fn choices() -> String {
    let sample = "data/samples/choices_from_germany.csv";
    let prices = "data/samples/choices_from_germany.toml";
    let args = ["scan", sample, "--config", prices, "--as-of", "2026-11-23"];
    let text = doorstep(&args);
    let orders = text.split("The riskiest orders\n").nth(1).expect("orders");
    let end = orders.find("\nGood to know").or_else(|| orders.find("\nNext")).unwrap_or(orders.len());
    format!("$ doorstep {}\n…\n{}", args.join(" "), orders[..end].trim())
}

#[test]
fn readme() {
    let mut text = read("README.md");
    let parts = [
        ("scan", fenced("text", &first_screen(&doorstep(&["scan", SAMPLE])))),
        ("csv", fenced("csv", &appended())),
        ("jsonl", fenced("json", &one_order())),
        ("json", fenced("text", &summary())),
        ("choices", fenced("text", &choices())),
        ("message", fenced("text", &message())),
        ("rules", table_of_rules()),
    ];
    for (name, part) in parts {
        text = fill(&text, name, &part);
    }
    blessed("README.md", &text);
}

#[test]
fn flags_and_reasons_of_the_readme_exist() {
    let text = read("README.md");
    for reason in Reason::ALL {
        assert!(text.contains(&format!("| `{}` |", reason.name())), "README.md: the reason {}", reason.name());
    }
    let helps = [
        &["scan", "--help"][..],
        &["fix", "--help"],
        &["calibrate", "--help"],
        &["directory", "build", "--help"],
        &["data", "build", "--help"],
    ];
    let help = helps.map(doorstep).concat();
    let flags = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).filter(|w| w.starts_with("--"));
    let of_others = ["--", "--release", "--path", "--test"];
    for flag in flags.filter(|f| f.trim_matches('-').len() > 1 && !of_others.contains(f)) {
        assert!(help.contains(&format!("{flag} ")) || help.contains(&format!("{flag}\n")), "README.md: {flag}");
    }
}

#[test]
fn manual_of_the_rules() {
    let mut out = String::from(
        "# Rules\n\nThe manual of every rule, made from what `doorstep explain CODE` prints. Rules run in this order.\n\n\
         A code is `family/name`; the name completes “this order has …”. *Severity*: an `error` cannot be delivered as \
         written without somebody's help, a `warning` may well not be, a `note` is worth knowing; one finding may be \
         milder than its rule. *Effect*: what the finding does to the risk, with its source, or marked as an assumption. \
         Findings of the same *cause* count once.\n\n\
         An example headed “flagged” has the finding in every row, one headed “clean” in none; `cargo test` runs them.\n",
    );
    for family in families() {
        let _ = writeln!(out, "\n## {family}");
        for rule in rules::all().filter(|r| r.family() == family) {
            let explain = doorstep(&["explain", rule.code]);
            let head = explain.strip_prefix(&format!("{}\n", rule.code)).and_then(|rest| rest.split_once("\n\n"));
            let (_, body) =
                head.unwrap_or_else(|| panic!("{}: explain begins with the code and a sentence", rule.code));
            let (manual, facts) = body.rsplit_once("\nSeverity: ").expect("explain ends with the severity");
            let _ = writeln!(out, "\n### {}\n\n*{}*\n\n- Severity: {}", rule.code, rule.summary, {
                facts.trim_end().replace("\nEffect: ", "\n- Effect: ")
            });
            let _ = writeln!(out, "\n{}", headed(manual.trim_end()));
        }
    }
    blessed("docs/rules.md", &out);
}

/// Examples under a heading of their own.
fn headed(manual: &str) -> String {
    let manual = manual.replace("```csv feed\n", "With this feed:\n\n```csv\n");
    manual.replace("```csv flagged\n", "Flagged:\n\n```csv\n").replace("```csv clean\n", "Clean:\n\n```csv\n")
}

/// Paths below a folder, from it.
fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut out = BTreeSet::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            let name = path.file_name().map(PathBuf::from).unwrap_or_default();
            out.extend(files(&path).into_iter().map(|p| name.join(p)));
        } else {
            out.extend(path.file_name().map(PathBuf::from));
        }
    }
    out
}

#[test]
fn layouts() {
    let mut table = String::from("| file | what it is | source | year |\n|---|---|---|---|\n");
    for name in files(&root().join("data/platforms")) {
        let name = name.to_string_lossy().into_owned();
        let layout: toml::Table = read(&format!("data/platforms/{name}")).parse().expect("TOML");
        let text = |key: &str| layout.get(key).and_then(toml::Value::as_str).unwrap_or_default().replace('|', "/");
        let year = layout.get("year").map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(table, "| `platforms/{name}` | {} | {} | {year} |", text("title"), text("source"));
    }
    blessed("data/README.md", &fill(&read("data/README.md"), "platforms", &table));
}

#[test]
fn every_data_file_is_described() {
    let text = read("data/README.md");
    for path in files(&root().join("data")) {
        let name = path.to_string_lossy().replace('\\', "/");
        if ["README.md", "NOTICE"].contains(&name.as_str()) {
            continue;
        }
        assert!(text.contains(&format!("`{name}`")), "data/README.md does not describe data/{name}");
        if name.ends_with(".tsv") {
            let header = read(&format!("data/{name}")).lines().next().unwrap_or_default().replace('\t', ", ");
            assert!(text.contains(&format!("`{header}`")), "data/README.md: the columns of {name} are `{header}`");
        }
    }
}

#[test]
fn links_lead_somewhere() {
    for document in ["README.md", "CONTRIBUTING.md", "docs/design.md", "data/README.md"] {
        let folder = Path::new(document).parent().expect("a folder").to_path_buf();
        let text = read(document);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap_or_default();
            if !path.is_empty() && !path.contains("://") {
                assert!(root().join(&folder).join(path).exists(), "{document}: {link} leads nowhere");
            }
        }
    }
}

#[test]
fn words_of_later_versions_say_what_works_now() {
    for (args, hint) in [
        (["triage", "tracking.csv"].as_slice(), "it has: scan, fix, review, calibrate, explain"),
        (&["scan", SAMPLE, "--ledger", "ledger.db"], "doorstep scan --help"),
        (&["scan", SAMPLE, "--new"], "doorstep scan --help"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_doorstep"));
        let out = command.args(args).current_dir(root()).output().expect("the program runs");
        assert_eq!(out.status.code(), Some(2), "{args:?}");
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(said.contains("is not in this version") && said.contains(hint), "{args:?}: {said}");
    }
}
