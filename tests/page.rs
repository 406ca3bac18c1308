//! The page: one file that needs nothing else, that may do nothing else, and in which a hostile cell
//! stays text.

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::{Folder, GOOD, HEADER, WRONG, sample};
use doorstep::report::page::{SCRIPT, STYLE, served};
use sha2::{Digest, Sha256};

const DAY: [&str; 2] = ["--as-of", "2026-11-23"];

fn page(folder: &Folder, args: &[&str]) -> String {
    folder.run(&[&["scan", "orders.csv", "-o", "report.html", "-q"], args, &DAY].concat()).ends(0, &[]);
    folder.text("report.html")
}

/// What stands in the script element of that id.
fn island<'p>(page: &'p str, id: &str) -> &'p str {
    let (_, rest) = page.split_once(&format!("id=\"{id}\">")).expect("an island");
    rest.split_once("</script>").expect("its end").0
}

#[test]
fn the_policy_names_the_style_and_the_script_by_their_hashes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/report/page/csp.rs");
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    let line = format!("const HASHES: [&str; 2] =\n    [\"{}\", \"{}\"];", hash(STYLE), hash(SCRIPT));
    let source = std::fs::read_to_string(path).expect("the source");
    let (before, rest) = source.split_once("const HASHES").expect("the hashes");
    let (_, after) = rest.split_once(';').expect("their type").1.split_once(';').expect("their end");
    let wanted = format!("{before}{line}{after}");
    if std::env::var_os("DOORSTEP_BLESS").is_some() {
        return std::fs::write(path, &wanted).expect("the source can be written");
    }
    let is_so = source.split_whitespace().eq(wanted.split_whitespace());
    assert!(is_so, "page.css or a script has changed: DOORSTEP_BLESS=1 cargo test --test page");
}

#[test]
fn a_page_needs_nothing_from_elsewhere() {
    let folder = Folder::with(format!("{HEADER}{GOOD}{WRONG}"));
    let page = page(&folder, &[]);
    assert!(page.contains("default-src 'none'"));
    for word in ["http://", "https://", "src=", "@import", "url(", " style=\"", " onclick=", "eval(", "innerHTML"] {
        let beside: String = page.lines().filter(|l| !l.contains("http://www.w3.org")).collect();
        assert!(!beside.contains(word), "the page has `{word}`");
    }
    assert!(!page.contains("{{"), "a slot was not filled");
    let served = served();
    assert!(served.contains("href=\"page.css\"") && served.contains("src=\"page.js\"") && !served.contains("{{"));
}

#[test]
fn flagged_orders_alone_are_listed_with_their_fixes() {
    let folder = Folder::with(format!("{HEADER}{GOOD}{WRONG}"));
    let page = page(&folder, &[]);
    let orders: Vec<serde_json::Value> =
        island(&page, "orders").lines().map(|l| serde_json::from_str(l).expect("an order")).collect();
    assert_eq!(orders.len(), 1);
    assert_eq!((&orders[0]["id"], &orders[0]["order"], &orders[0]["line"]), (&1.into(), &"1002".into(), &3.into()));
    assert_eq!(orders[0]["state"], "hold");
    let run: serde_json::Value = serde_json::from_str(island(&page, "run")).expect("a run");
    assert_eq!((&run["listed"], &run["left_out"], &run["summary"]["orders"]), (&1.into(), &0.into(), &2.into()));
    assert!(run["rules"]["address/postcode-malformed"]["why"].is_string());
}

#[test]
fn a_hostile_cell_stays_text() {
    let evil = "</script><script>alert(1)</script><!--";
    let folder = Folder::with(format!("{HEADER}{}", WRONG.replace("Grace Hall", evil)));
    let page = page(&folder, &[]);
    assert!(!page.contains("alert(1)</script>") && !page.contains("<script>alert"), "a cell ends the script");
    let order: serde_json::Value = serde_json::from_str(island(&page, "orders")).expect("an order");
    assert_eq!(order["name"], evil);
}

#[test]
fn a_redacted_page_names_nobody() {
    let folder = Folder::with(format!("{HEADER}{}", WRONG.replace("5 Market Street", "Market Street")));
    let page = page(&folder, &["--redact"]);
    for word in ["Grace", "Market Street", "021345", "grace@example.com", "0143"] {
        assert!(!page.contains(word), "the page has `{word}`");
    }
}

#[test]
fn the_page_is_the_same_for_any_number_of_threads() {
    let pages = ["1", "2", "5"].map(|threads| {
        let folder = Folder::new();
        std::fs::copy(sample("shopify_orders.csv"), folder.path("orders.csv")).expect("a sample");
        page(&folder, &["--threads", threads])
    });
    assert!(pages[0] == pages[1] && pages[1] == pages[2]);
}

#[test]
fn several_files_share_a_page() {
    let folder = Folder::with(format!("{HEADER}{WRONG}"));
    folder.write("more.csv", format!("{HEADER}{GOOD}{}", WRONG.replace("1002", "2002")));
    folder.run(&["scan", "orders.csv", "more.csv", "-o", "all.html", "-q"]).ends(0, &[]);
    let page = folder.text("all.html");
    let files: Vec<String> = island(&page, "orders")
        .lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).expect("an order")["file"].to_string())
        .collect();
    assert_eq!(files, ["\"orders.csv\"", "\"more.csv\""]);
}
