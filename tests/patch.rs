//! `fix --patch`: what a shop or label program takes back, and what is better left out.

mod common;

use common::{Folder, sample};

const HEAD: &str = "Order,Name,Address 1,Address 2,City,State,Postcode,Country,Phone\n";

fn shopify() -> Folder {
    let folder = Folder::new();
    std::fs::copy(sample("shopify_orders.csv"), folder.path("orders.csv")).expect("a sample");
    folder
}

fn rows(folder: &Folder, name: &str) -> Vec<csv::StringRecord> {
    let bytes = folder.read(name);
    csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]).records().map(|r| r.expect("a row")).collect()
}

#[test]
fn matrixify_gets_changed_orders_with_the_whole_address() {
    let folder = shopify();
    let said =
        folder.run(&["fix", "orders.csv", "-o", "fixed.csv", "--log", "log.csv", "--patch", "matrixify"]).ends(0, &[]);
    let name = "fixed-Orders-patch-matrixify.csv";
    for words in [name, "Matrixify", "one order first", "Nobody could confirm"] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    let rows = rows(&folder, name);
    let column = |header: &str| rows[0].iter().position(|h| h == header).unwrap_or_else(|| panic!("{header}"));
    let log = folder.text("log.csv");
    let orders: std::collections::BTreeSet<&str> =
        log.lines().skip(1).map(|l| l.split(',').nth(2).expect("an order")).collect();
    // one of them has its second line emptied, which Matrixify would take for a wish to delete it
    assert!(said.out.contains("left out: line 20, Shipping: Address 2"), "{}", said.out);
    assert_eq!(rows.len() - 1, orders.len() - 1, "changed orders alone, one row each");
    for row in &rows[1..] {
        assert_eq!(&row[column("Command")], "UPDATE");
        assert!(orders.contains(&row[column("Name")]));
        assert!(row[column("ID")].bytes().all(|b| b.is_ascii_digit()));
        assert!(!row[column("Shipping: Address 1")].is_empty());
        assert_eq!(row[column("Shipping: Country Code")].len(), 2);
    }
    let fixed = rows.iter().find(|r| &r[column("Name")] == "#1002").expect("a fixed order");
    assert_eq!(&fixed[column("Shipping: Zip")], "02134");
    assert_eq!((&fixed[column("Shipping: First Name")], &fixed[column("Shipping: Last Name")]), ("Owen", "Castellan"));
}

#[test]
fn the_way_back_is_a_patch_too() {
    let folder = shopify();
    folder.run(&["fix", "orders.csv", "-o", "fixed.csv", "--log", "log.csv", "-q"]).ends(0, &[]);
    let undo = ["fix", "fixed.csv", "--undo", "log.csv", "-o", "back.csv", "--patch", "matrixify=Orders-back.csv"];
    folder.run(&undo).ends(0, &[]);
    assert_eq!(folder.read("back.csv"), folder.read("orders.csv"));
    let rows = rows(&folder, "Orders-back.csv");
    let zip = rows[0].iter().position(|h| h == "Shipping: Zip").expect("a column");
    assert!(rows.iter().any(|r| r.iter().any(|c| c == "#1002") && &r[zip] == "2134"), "{rows:?}");
}

#[test]
fn a_target_is_for_its_own_exports() {
    let folder = Folder::with(format!("{HEAD}1,Ada Byron,24 Linden St,,Boston,MA,2134,US,\n"));
    folder
        .run(&["fix", "orders.csv", "--patch", "matrixify"])
        .ends(2, &["takes no orders of this file", "sendcloud", "plain"]);
    folder.run(&["fix", "orders.csv", "--patch", "nobody"]).ends(2, &["is no target", "matrixify"]);
    folder.run(&["fix", "orders.csv", "--patch", "plain=-"]).ends(2, &["needs a file"]);
    folder.run(&["fix", "orders.csv", "--patch", "plain", "--redact"]).ends(2, &["masked"]);
    assert_eq!(folder.names(), ["orders.csv"]);
    let folder = shopify();
    folder.run(&["fix", "orders.csv", "--patch", "matrixify=back.csv"]).ends(2, &["`Orders`"]);
    let amazon = Folder::new();
    std::fs::copy(sample("amazon_unshipped.txt"), amazon.path("orders.txt")).expect("a sample");
    amazon.run(&["fix", "orders.txt", "--patch", "matrixify"]).ends(2, &["cancel the order"]);
}

#[test]
fn a_patch_without_export_is_written_alone() {
    let folder = Folder::with(format!(
        "{HEAD}1,Ada Byron,24 Linden St,,Boston,MA,2134,US,\n2,Tom Okafor,5 Oak St,,Boston,MA,02134,US,\n"
    ));
    folder.run(&["fix", "orders.csv", "--patch", "plain"]).ends(0, &[]);
    assert_eq!(folder.names(), ["orders-patch-plain.csv", "orders.csv"]);
    let rows = rows(&folder, "orders-patch-plain.csv");
    assert_eq!(rows.len(), 2);
    assert!(rows[1].iter().any(|c| c == "02134"));
}

#[test]
fn a_row_that_would_do_harm_is_left_out_and_named() {
    // the fix empties the second line, which repeats the first
    let row = "1,Ada Byron,24 Linden St,24 Linden St,Boston,MA,02134,US,\n";
    let folder = Folder::with(format!("{HEAD}{row}"));
    let said = folder.run(&["fix", "orders.csv", "--review", "--patch", "sendcloud"]).ends(0, &[]);
    assert!(said.out.contains("left out: line 2, Address 2 is blank now"), "{}", said.out);
    assert_eq!(rows(&folder, "orders-patch-sendcloud.csv").len(), 1, "the header alone");
}

#[test]
fn a_patch_is_split_where_its_target_takes_no_more() {
    let orders: String =
        (0..1200).map(|i| format!("{i},Ada Byron,{} Linden St,,Boston,MA,2134,US,\n", i + 1)).collect();
    let folder = Folder::with(format!("{HEAD}{orders}"));
    folder.run(&["fix", "orders.csv", "--patch", "sendcloud", "--ignore", "recipient/duplicate-order"]).ends(0, &[]);
    let parts = ["orders-patch-sendcloud.csv", "orders-patch-sendcloud-2.csv"].map(|name| rows(&folder, name));
    assert_eq!(parts[0][0], parts[1][0], "each has the header");
    assert_eq!(parts[0].len() + parts[1].len() - 2, 1200);
    assert!(parts.iter().all(|p| p.len() - 1 <= 999));
    // whatever the folder is called
    std::fs::create_dir(folder.path("out.d")).expect("a folder");
    let args = ["fix", "orders.csv", "--patch", "sendcloud=out.d/patch", "--ignore", "recipient/duplicate-order"];
    folder.run(&args).ends(0, &[]);
    assert_eq!(rows(&folder, "out.d/patch-2"), parts[1]);
    // a shorter one says what a longer one has left there
    folder.write("orders.csv", format!("{HEAD}1,Ada Byron,1 Linden St,,Boston,MA,2134,US,\n"));
    let said = folder.run(&["fix", "orders.csv", "--patch", "sendcloud"]).ends(0, &[]);
    assert!(said.out.contains("Mind: orders-patch-sendcloud-2.csv was there before"), "{}", said.out);
    assert_eq!(rows(&folder, "orders-patch-sendcloud.csv").len(), 2);
    assert_eq!(rows(&folder, "orders-patch-sendcloud-2.csv"), parts[1], "it is not ours to change");
}

#[test]
fn no_patch_is_written_over_another_or_over_a_result() {
    let row = "1,Ada Byron,24 Linden St,,Boston,MA,2134,US,\n";
    let folder = Folder::with(format!("{HEAD}{row}"));
    folder.write("more.csv", format!("{HEAD}{row}"));
    for args in [
        &["fix", "orders.csv", "more.csv", "--patch", "plain=p.csv"][..],
        &["fix", "orders.csv", "-o", "p.csv", "--patch", "plain=./p.csv"],
        &["fix", "orders.csv", "-o", "f.csv", "--log", "p.csv", "--patch", "plain=p.csv"],
    ] {
        folder.run(args).ends(2, &["p.csv would be written twice"]);
    }
    assert_eq!(folder.names(), ["more.csv", "orders.csv"]);
    folder.run(&["fix", "orders.csv", "more.csv", "--patch", "plain={name}-p.csv"]).ends(0, &[]);
    assert!(folder.path("more-p.csv").exists() && folder.path("orders-p.csv").exists());
}
