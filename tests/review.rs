//! `doorstep review` as a process: what the page may ask, what nobody else may, and what is on disk
//! after a kill.

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use common::{Folder, HEADER};
use serde_json::{Value, json};

const ROWS: &str = "1001,Ada Byron,24 Linden St,,Boston,MA,2134,US,+1 617 555 0142,ada@example.com\n\
                    1002,Grace Hall,5 Market Street,,Boston,MA,021345,US,+1 617 555 0143,grace@example.com\n\
                    1003,Tom Okafor,Hauptstr.,,Berlin,,10117,DE,,tom@example.com\n\
                    1004,Nina Berg,12 Elm St Apt,,Austin,TX,78701,US,,nina@example.com\n\
                    1005,Wei Chen,9 Oak Avenue,,Austin,TX,78701,US,,wei@example.com\n";

/// A review that is going on; killed when it is dropped.
struct Review {
    process: Child,
    port: u16,
    token: String,
}

impl Drop for Review {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Review {
    fn of(folder: &Folder, more: &[&str]) -> Review {
        let args = [&["review", "orders.csv", "--no-open", "--as-of", "2026-11-23"], more].concat();
        let mut process = folder.command(&args).stdout(Stdio::piped()).spawn().expect("doorstep runs");
        let lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let address = lines.map_while(Result::ok).find(|l| l.starts_with("http://")).expect("an address");
        let (host, token) = address.strip_prefix("http://").and_then(|a| a.split_once('/')).expect("its parts");
        let port = host.strip_prefix("127.0.0.1:").expect("loopback").parse().expect("a port");
        Review { process, port, token: token.trim_end_matches('/').to_string() }
    }

    /// Sends a request as it stands; the status and the body of the answer.
    fn raw(&self, request: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).expect("a status");
        let body = if head.contains("Transfer-Encoding: chunked") { unchunked(body) } else { body.to_string() };
        (status, body)
    }

    fn head(&self, method: &str, path: &str, more: &str) -> String {
        let (port, token) = (self.port, &self.token);
        format!("{method} /{token}/{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{more}")
    }

    fn get(&self, path: &str) -> (u16, String) {
        self.raw(&format!("{}\r\n", self.head("GET", path, "")))
    }

    fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let body = body.to_string();
        let more = format!("X-Doorstep: 1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        let (status, said) = self.raw(&format!("{}\r\n{body}", self.head("POST", path, &more)));
        (status, serde_json::from_str(&said).unwrap_or(Value::Null))
    }

    fn decide(&self, line: u64, version: u64, kind: &str, edits: Value) -> (u16, Value) {
        let decision = json!({ "line": line, "version": version, "kind": kind, "edits": edits, "title": kind });
        self.post("decide", &json!({ "decisions": [decision] }))
    }
}

/// A body sent in pieces, each after its length.
fn unchunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).expect("a length");
        whole.push_str(&rest[..size]);
        body = &rest[size + 2..];
    }
    whole
}

fn zip(to: &str) -> Value {
    json!([{ "field": "postcode", "to": to }])
}

#[test]
fn decisions_are_saved_into_the_export_and_survive_a_kill() {
    let folder = Folder::with(format!("{HEADER}{ROWS}"));
    let review = Review::of(&folder, &[]);
    let (status, orders) = review.get("orders");
    assert_eq!((status, orders.lines().count()), (200, 5), "a run and four flagged orders: {orders}");
    assert!(orders.contains("not said where you ship from"), "a review says what a scan says: {orders}");
    assert_eq!(review.decide(2, 0, "change", zip("02134")).0, 200);
    let (_, state) = review.decide(5, 0, "hold", json!([]));
    assert_eq!(state["orders"]["2"]["now"]["state"], "clean");
    assert_eq!(state["orders"]["5"]["outcome"], "held");
    // a line that was being written when it was killed
    drop(review);
    let mut journal = folder.read("orders.csv.review.jsonl");
    journal.extend_from_slice(b"{\"decide\":{\"id\":3,\"li");
    folder.write("orders.csv.review.jsonl", journal);

    let review = Review::of(&folder, &[]);
    let (_, state) = review.get("state");
    let state: Value = serde_json::from_str(&state).expect("a state");
    assert_eq!(state["decisions"].as_array().map(Vec::len), Some(2));
    assert_eq!(review.decide(3, 0, "change", zip("02134")).0, 200);
    let (_, state) = review.decide(4, 0, "keep", json!([]));
    let undone = state["decisions"][2]["id"].clone();
    let (status, saved) = review.post("save", &json!({}));
    assert_eq!(status, 200, "{saved}");
    let wanted = format!("{HEADER}{}", ROWS.replace(",2134,", ",02134,").replace(",021345,", ",02134,"));
    assert_eq!(folder.text("orders-fixed.csv"), wanted);
    assert!(folder.text("orders-hold.csv").contains("1004,5,"), "{}", folder.text("orders-hold.csv"));
    assert!(folder.text("orders-accepted.toml").contains("address = \"Hauptstr.\""));
    // what was kept is not asked about
    assert!(!folder.text("orders-messages.csv").contains("tom@example.com"));
    assert!(folder.text("orders-messages.csv").contains("nina@example.com"));
    folder.run(&["fix", "orders-fixed.csv", "--undo", "orders-log.csv", "-o", "back.csv", "-q"]).ends(0, &[]);
    assert_eq!(folder.text("back.csv"), format!("{HEADER}{ROWS}"));

    let (status, _) = review.post("undo", &json!({ "id": undone }));
    assert_eq!(status, 200);
    review.post("save", &json!({}));
    assert_eq!(folder.text("orders-fixed.csv"), format!("{HEADER}{}", ROWS.replace(",2134,", ",02134,")));
    let held = review.get("state").1;
    let held: Value = serde_json::from_str(&held).expect("a state");
    let hold = held["decisions"].as_array().and_then(|all| all.iter().find(|d| d["kind"] == "hold")).expect("the hold");
    review.post("undo", &json!({ "id": hold["id"] }));
    review.post("save", &json!({}));
    assert!(!folder.text("orders-hold.csv").contains("1004"), "what is held no longer is on no list");
    // accepted as they are, they are not flagged again
    folder.run(&["scan", "orders.csv", "--config", "orders-accepted.toml", "-o", "a.jsonl", "-q"]).ends(0, &[]);
    let kept = folder.text("a.jsonl");
    let kept = kept.lines().find(|l| l.contains("\"order\":\"1003\"")).expect("the order");
    assert!(kept.contains("\"findings\":[]"), "{kept}");
}

#[test]
fn an_answer_tells_what_the_page_does_not_know_yet() {
    let folder = Folder::with(format!("{HEADER}{ROWS}"));
    let review = Review::of(&folder, &[]);
    review.decide(2, 0, "keep", json!([]));
    let hold = json!({ "decisions": [{ "line": 3, "version": 0, "kind": "hold", "edits": [], "title": "hold" }] });
    let (_, news) = review.post("decide?since=1", &hold);
    assert_eq!((&news["seq"], &news["since"]), (&json!(2), &json!(1)));
    assert_eq!(news["decisions"].as_array().map(Vec::len), Some(1), "{news}");
    assert_eq!(news["orders"].as_object().map(|orders| orders.keys().cloned().collect()), Some(vec!["3".to_string()]));
    // an undone decision is news, wherever it stands among the others
    let (_, news) = review.post("undo?since=2", &json!({ "id": 1 }));
    assert_eq!((&news["decisions"][0]["id"], &news["decisions"][0]["active"]), (&json!(1), &json!(false)));
    assert_eq!(news["orders"]["2"]["outcome"], "open");
    assert_eq!(review.get("state?since=3").1, "{\"seq\":3}");
    for unknown in ["state", "state?since=99", "state?since=x"] {
        let all: Value = serde_json::from_str(&review.get(unknown).1).expect("a state");
        assert_eq!((&all["since"], all["decisions"].as_array().map(Vec::len)), (&json!(0), Some(2)), "{unknown}");
    }
}

#[test]
fn two_tabs_do_not_fight() {
    let folder = Folder::with(format!("{HEADER}{ROWS}"));
    let review = Review::of(&folder, &[]);
    let (_, state) = review.decide(2, 0, "change", zip("02134"));
    let version = state["orders"]["2"]["version"].as_u64().expect("a version");
    let (status, refused) = review.decide(2, 0, "keep", json!([]));
    assert_eq!(status, 409);
    assert!(refused["error"].as_str().is_some_and(|e| e.contains("1001")), "{refused}");
    assert_eq!(refused["state"]["orders"]["2"]["outcome"], "changed");
    // nothing of a request is taken where a part of it is stale
    let both = json!({ "decisions": [
        { "line": 3, "version": 0, "kind": "hold" }, { "line": 2, "version": 0, "kind": "hold" }
    ] });
    assert_eq!(review.post("decide", &both).0, 409);
    let (_, state) = review.decide(2, version, "keep", json!([]));
    assert_eq!(state["decisions"].as_array().map(Vec::len), Some(2));
    // the same journal is not opened twice
    folder.run(&["review", "orders.csv", "--no-open"]).ends(2, &["another `doorstep review`"]);
}

#[test]
fn an_edit_is_checked_by_the_same_rules() {
    let folder = Folder::with(format!("{HEADER}{ROWS}"));
    let review = Review::of(&folder, &[]);
    let (status, right) = review.post("check", &json!({ "line": 3, "edits": zip("02134") }));
    assert_eq!((status, &right["state"]), (200, &json!("clean")), "{right}");
    let (_, wrong) = review.post("check", &json!({ "line": 3, "edits": zip("99999") }));
    assert_ne!(wrong["findings"], json!([]));
    for (field, to, words) in
        [("postcode", "=1+1", "formula"), ("weight", "3", "no column"), ("nonsense", "3", "no column")]
    {
        let edits = json!([{ "field": field, "to": to }]);
        let (status, refused) = review.post("check", &json!({ "line": 3, "edits": edits }));
        assert_eq!(status, 422, "{refused}");
        assert!(refused["error"].as_str().is_some_and(|e| e.contains(words)), "{refused}");
        assert_eq!(review.decide(3, 0, "change", json!([{ "field": field, "to": to }])).0, 422);
    }
    assert_eq!(review.post("check", &json!({ "line": 77, "edits": [] })).0, 422);
    assert_eq!(review.decide(3, 0, "change", json!([])).0, 422);
    assert_eq!(review.decide(3, 0, "burn", json!([])).0, 400);
    assert_eq!(review.post("undo", &json!({ "id": 9 })).0, 422);
}

#[test]
fn the_server_answers_its_own_page_alone() {
    let folder = Folder::with(format!("{HEADER}{ROWS}"));
    let review = Review::of(&folder, &[]);
    let (port, token) = (review.port, review.token.clone());
    let own = format!("Host: 127.0.0.1:{port}\r\nConnection: close\r\n");
    assert_eq!(review.get("").0, 200);
    let refused = [
        format!("GET /{token}/orders HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"),
        format!("GET /{token}/orders HTTP/1.1\r\n{own}Origin: http://evil.example\r\n\r\n"),
        format!("GET /{token}/orders HTTP/1.1\r\n{own}Origin: null\r\n\r\n"),
        format!("GET /{token}/orders HTTP/1.1\r\n{own}Sec-Fetch-Site: cross-site\r\n\r\n"),
        format!("GET /orders HTTP/1.1\r\n{own}\r\n"),
        format!("GET /{}/orders HTTP/1.1\r\n{own}\r\n", "0".repeat(token.len())),
        format!("GET /{token}/../Cargo.toml HTTP/1.1\r\n{own}\r\n"),
        format!("DELETE /{token}/orders HTTP/1.1\r\n{own}\r\n"),
        format!("POST /{token}/save HTTP/1.1\r\n{own}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}"),
        format!(
            "POST /{token}/save HTTP/1.1\r\n{own}X-Doorstep: 1\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{{}}"
        ),
    ];
    for request in refused {
        let (status, body) = review.raw(&request);
        assert!((403..=405).contains(&status), "{request} {status} {body}");
        assert!(!body.contains("Byron"), "{body}");
    }
    for body in ["", "[]", "{\"decisions\":[{}]}", "\u{0}\u{1}", "{\"decisions\":[]}x"] {
        let more = format!("X-Doorstep: 1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        let (status, _) = review.raw(&format!("{}\r\n{body}", review.head("POST", "decide", &more)));
        assert_eq!(status, 400, "{body}");
    }
    assert_eq!(review.get("state").0, 200, "it still answers");
    assert_eq!(folder.names(), ["orders.csv", "orders.csv.review.jsonl"]);
}

#[test]
fn an_export_that_changed_keeps_the_decisions_about_what_did_not() {
    let folder = Folder::with(format!("{HEADER}{ROWS}"));
    let review = Review::of(&folder, &[]);
    review.decide(2, 0, "keep", json!([]));
    review.decide(3, 0, "change", zip("02134"));
    // while it is open, nothing is saved out of a file that is another by now
    let moved = ROWS.replace("5 Market Street", "7 Market Street");
    folder.write("orders.csv", format!("{HEADER}1000,Eve Moor,1 Elm St,,Austin,TX,78701,US,,eve@example.com\n{moved}"));
    let (status, refused) = review.post("save", &json!({}));
    assert_eq!(status, 500);
    assert!(refused["error"].as_str().is_some_and(|e| e.contains("was changed")), "{refused}");
    assert!(!folder.path("orders-fixed.csv").exists());
    drop(review);
    let review = Review::of(&folder, &[]);
    let (_, state) = review.get("state");
    let state: Value = serde_json::from_str(&state).expect("a state");
    assert_eq!(state["decisions"].as_array().map(Vec::len), Some(1), "{state}");
    assert_eq!((&state["decisions"][0]["order"], &state["decisions"][0]["line"]), (&json!("1001"), &json!(3)));
    assert!(folder.text("orders.csv.review.old.jsonl").contains("1002"), "the old journal is kept");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_while_saving_loses_nothing() {
    let folder = Folder::with(format!("{HEADER}{ROWS}"));
    std::os::unix::fs::symlink("/dev/full", folder.path("full.csv")).expect("a link");
    let review = Review::of(&folder, &["-o", "full.csv"]);
    review.decide(2, 0, "change", zip("02134"));
    let (status, said) = review.post("save", &json!({}));
    assert!(status >= 400 && said.to_string().contains("disk is full"), "{status} {said}");
    // the decisions are still there, here and after a restart, and can be saved elsewhere
    drop(review);
    let review = Review::of(&folder, &[]);
    let (status, _) = review.post("save", &json!({}));
    assert_eq!(status, 200);
    assert_eq!(folder.text("orders-fixed.csv"), format!("{HEADER}{}", ROWS.replace(",2134,", ",02134,")));
    assert_eq!(folder.text("orders.csv"), format!("{HEADER}{ROWS}"));
}

#[test]
fn a_cell_of_a_megabyte_is_reviewed_like_any_other() {
    let long = "12 Elm St ".repeat(100_000);
    let row = format!("1001,Ada Byron,\"{long}\",,Boston,MA,2134,US,,ada@example.com\n");
    let folder = Folder::with(format!("{HEADER}{row}"));
    let review = Review::of(&folder, &[]);
    assert_eq!(review.get("orders").0, 200);
    assert_eq!(review.decide(2, 0, "change", zip("02134")).0, 200);
    assert_eq!(review.post("save", &json!({})).0, 200);
    assert!(folder.text("orders-fixed.csv") == format!("{HEADER}{}", row.replace(",2134,", ",02134,")));
    // and so is an edit that long
    let version = review.get("state").1;
    let version: Value = serde_json::from_str(&version).expect("a state");
    let version = version["orders"]["2"]["version"].as_u64().expect("its version");
    let edited = format!("{long}7");
    let edits = json!([{ "field": "address1", "to": edited }, { "field": "postcode", "to": "02134" }]);
    assert_eq!(review.decide(2, version, "change", edits).0, 200);
    assert_eq!(review.post("save", &json!({})).0, 200);
    assert!(folder.text("orders-fixed.csv").contains(&edited));
}

#[test]
fn wrong_usage_is_said_before_anything_is_served() {
    let folder = Folder::with(format!("{HEADER}{ROWS}"));
    folder.run(&["review", "-"]).ends(2, &["needs a file"]);
    folder.run(&["review", "orders.csv", "--redact"]).ends(2, &["review --redact"]);
    folder.run(&["review", "orders.csv", "-o", "orders.csv"]).ends(2, &["is one of the inputs"]);
    folder.run(&["review", "orders.csv", "--patch", "amazon"]).ends(2, &["is no target", "matrixify"]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    folder.run(&["review", "orders.csv", "--no-open", "--port", &port]).ends(2, &["--port", "cannot listen"]);
    folder.write("orders.csv.review.jsonl", "my notes\n");
    folder.run(&["review", "orders.csv", "--no-open"]).ends(2, &["is no journal"]);
    assert_eq!(folder.text("orders.csv.review.jsonl"), "my notes\n");
}
