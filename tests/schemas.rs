//! Every machine format is as its JSON Schema says, over every fixture and sample.

mod common;

use std::path::{Path, PathBuf};

use boon::{Compiler, SchemaIndex, Schemas};
use common::{Folder, samples};
use serde_json::Value;

struct Checked {
    schemas: Schemas,
    order: SchemaIndex,
    summary: SchemaIndex,
    page: SchemaIndex,
}

impl Checked {
    fn new() -> Checked {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let mut compiled = |name: &str| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas").join(name);
            compiler.compile(&path.to_string_lossy(), &mut schemas).unwrap_or_else(|e| panic!("{name}: {e:#}"))
        };
        let [order, summary, page] =
            ["order-1.schema.json", "summary-1.schema.json", "page-1.schema.json"].map(&mut compiled);
        Checked { schemas, order, summary, page }
    }

    #[track_caller]
    fn check(&self, schema: SchemaIndex, text: &str, of: &Path) {
        let value: Value = serde_json::from_str(text).unwrap_or_else(|e| panic!("{}: {e}: {text}", of.display()));
        if let Err(e) = self.schemas.validate(&value, schema) {
            panic!("{}: {e:#}\n{text}", of.display());
        }
    }
}

fn fixtures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let (mut folders, mut found) = (vec![root], samples());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.ends_with("flagged.csv") {
                found.push(entry);
            }
        }
    }
    found.sort();
    assert!(found.len() > 60);
    found
}

#[test]
fn outputs_are_as_their_schemas_say() {
    let checked = Checked::new();
    let (mut orders, mut pages) = (0, 0);
    for file in fixtures() {
        let folder = Folder::new();
        let path = file.to_string_lossy();
        let formats = ["-o", "a.jsonl", "-o", "a.json", "-o", "a.html"];
        let how = ["--all", "--ship-from", "DE", "--as-of", "2026-11-23", "-q"];
        folder.run(&[&["scan", &path], &formats[..], &how].concat()).ends(0, &[]);
        for line in folder.text("a.jsonl").lines() {
            checked.check(checked.order, line, &file);
            orders += 1;
        }
        checked.check(checked.summary, &folder.text("a.json"), &file);
        let page = folder.text("a.html");
        let island = |id: &str| {
            let (_, rest) = page.split_once(&format!("id=\"{id}\">")).expect("an island");
            rest.split_once("</script>").expect("its end").0
        };
        checked.check(checked.page, island("run"), &file);
        for line in island("orders").lines() {
            checked.check(checked.page, line, &file);
            pages += 1;
        }
    }
    assert!(orders > 500 && pages > 300, "{orders} {pages}");
}
