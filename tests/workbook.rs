//! Workbooks: read like the CSV that they could have been, fixed cell by cell.

mod common;

use std::io::{Cursor, Read, Write};

use common::{Folder, sample};
use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// A workbook of one sheet with these rows; the first stands in row `first`.
fn workbook(rows: &[Vec<String>], first: usize) -> Vec<u8> {
    let mut sheet = String::from(
        "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
    );
    for (i, row) in rows.iter().enumerate() {
        sheet.push_str(&format!("<row r=\"{}\">", i + first));
        for cell in row {
            let text = cell.replace('&', "&amp;").replace('<', "&lt;");
            sheet.push_str(&format!("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"));
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>".to_string(),
        ),
        (
            "_rels/.rels",
            format!("<Relationships xmlns=\"{relations}\"><Relationship Id=\"rId1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{office}\"><sheets><sheet name=\"Orders\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!("<Relationships xmlns=\"{relations}\"><Relationship Id=\"rId1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("memory");
    }
    zip.finish().expect("a workbook").into_inner()
}

fn rows_of(csv: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv);
    reader.records().map(|r| r.expect("a row").iter().map(str::to_string).collect()).collect()
}

fn parts_of(workbook: &[u8]) -> Vec<(String, String)> {
    let mut zip = ZipArchive::new(Cursor::new(workbook)).expect("a workbook");
    (0..zip.len())
        .map(|i| {
            let mut part = zip.by_index(i).expect("a part");
            let mut text = String::new();
            part.read_to_string(&mut text).expect("text");
            (part.name().expect("a name").to_string(), text)
        })
        .collect()
}

fn orders(folder: &Folder, name: &str) -> Vec<Value> {
    folder.run(&["scan", name, "-o", "a.jsonl", "--as-of", "2026-11-23", "-q"]).ends(0, &[]);
    folder.text("a.jsonl").lines().map(|l| serde_json::from_str(l).expect("an order")).collect()
}

#[test]
fn a_workbook_has_the_findings_of_its_csv() {
    for name in ["shopify_orders.csv", "ebay_orders.csv", "generic_de.csv"] {
        let folder = Folder::new();
        let text = std::fs::read(sample(name)).expect("a sample");
        if std::str::from_utf8(&text).is_err() {
            continue;
        }
        folder.write("orders.csv", &text);
        let delimiter = if name == "generic_de.csv" { b';' } else { b',' };
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(&text[..]);
        let rows: Vec<Vec<String>> =
            reader.records().map(|r| r.expect("a row").iter().map(str::to_string).collect()).collect();
        folder.write("orders.xlsx", workbook(&rows, 1));
        let bare = |orders: Vec<Value>| -> Vec<(Value, Value, Vec<Value>)> {
            orders
                .into_iter()
                .map(|o| {
                    let codes = o["findings"].as_array().expect("findings").iter().map(|f| f["code"].clone());
                    (o["order"].clone(), o["risk"].clone(), codes.collect())
                })
                .collect()
        };
        assert_eq!(bare(orders(&folder, "orders.xlsx")), bare(orders(&folder, "orders.csv")), "{name}");
    }
}

#[test]
fn lines_are_the_rows_of_the_sheet() {
    let folder = Folder::new();
    let rows = rows_of(b"Order,Name,Address 1,City,State,Postcode,Country\n1,Ada Byron,\"24 Linden St\nBack door\",Boston,MA,02134,US\n2,Tom Okafor,5 Oak St,Boston,MA,2134,US\n");
    folder.write("orders.xlsx", workbook(&rows, 4));
    let orders = orders(&folder, "orders.xlsx");
    assert_eq!((&orders[0]["line"], &orders[1]["line"]), (&5.into(), &6.into()));
    assert_eq!(orders[1]["findings"][0]["fix"]["edits"][0]["line"], 6);
}

#[test]
fn fix_changes_cells_of_a_workbook_and_nothing_else() {
    let folder = Folder::new();
    let rows = rows_of(b"Order,Name,Address 1,City,State,Postcode,Country\n1,Ada Byron,24 Linden St,Boston,MA,02134,US\n2,Tom Okafor,5 Oak St,Boston,MA,2134,US\n");
    let before = workbook(&rows, 1);
    folder.write("orders.xlsx", &before);
    folder.run(&["fix", "orders.xlsx", "-o", "fixed.xlsx", "--log", "log.csv"]).ends(0, &[]);
    assert!(
        folder.text("log.csv").contains("orders.xlsx,3,2,Postcode,5,postcode,2134,02134"),
        "{}",
        folder.text("log.csv")
    );
    let (old, new) = (parts_of(&before), parts_of(&folder.read("fixed.xlsx")));
    assert_eq!(old.len(), new.len());
    for ((name, old), (_, new)) in old.iter().zip(&new) {
        let wanted = match name.as_str() {
            "xl/worksheets/sheet1.xml" => new.replace("<t xml:space=\"preserve\">02134</t>", "<t>same</t>"),
            _ => new.clone(),
        };
        if name == "xl/worksheets/sheet1.xml" {
            assert_eq!(new.matches("02134").count(), 2);
            assert!(wanted.len() > 100 && !new.contains(">2134<"));
        } else {
            assert_eq!(*old, wanted, "{name}");
        }
    }
    folder.run(&["fix", "fixed.xlsx", "-o", "again.xlsx", "-q"]).ends(0, &[]);
    assert_eq!(parts_of(&folder.read("again.xlsx")), new, "fixing twice changes nothing");
    folder.run(&["fix", "orders.xlsx", "-o", "fixed.csv", "-q"]).ends(0, &[]);
    assert!(folder.text("fixed.csv").contains("02134"));
    folder.write("orders.csv", "Order,Name,Address 1,City,State,Postcode,Country\n2,Tom,5 Oak St,Boston,MA,02134,US\n");
    folder.run(&["fix", "orders.csv", "--undo", "log.csv", "-o", "b.xlsx"]).ends(2, &["is no workbook"]);
}

#[test]
fn a_log_takes_the_changes_of_a_workbook_back() {
    let folder = Folder::new();
    let rows = rows_of(b"Order,Name,Address 1,City,State,Postcode,Country\n1,Ada Byron,24 Linden St,Boston,MA,02134,US\n2,Tom Okafor,\"5 Oak St\nBack door\",Boston,MA,2134,US\n3,Wei Chen,7 Elm St,Boston,MA,2134,US\n");
    let before = workbook(&rows, 3);
    folder.write("orders.xlsx", &before);
    folder.run(&["fix", "orders.xlsx", "-o", "fixed.xlsx", "--log", "log.csv"]).ends(0, &[]);
    assert_ne!(parts_of(&folder.read("fixed.xlsx")), parts_of(&before));
    folder.run(&["fix", "fixed.xlsx", "--undo", "log.csv", "-o", "back.xlsx", "-q"]).ends(0, &[]);
    // cells that were written say where they are
    let mut back = parts_of(&folder.read("back.xlsx"));
    for cell in ["F5", "F6"] {
        back.iter_mut().for_each(|(_, part)| *part = part.replace(&format!("<c r=\"{cell}\" "), "<c "));
    }
    assert_eq!(back, parts_of(&before));
    folder.run(&["fix", "fixed.xlsx", "--undo", "log.csv", "-o", "back.csv", "-q"]).ends(0, &[]);
    assert_eq!(folder.text("back.csv").matches(",2134,").count(), 2);
    // what is not there any more is left and named
    let said = folder.run(&["fix", "orders.xlsx", "--undo", "log.csv", "-o", "same.xlsx"]).ends(0, &[]);
    assert!(said.out.contains("it does not say what the log says"), "{}", said.out);
    assert_eq!(parts_of(&folder.read("same.xlsx")), parts_of(&before));
}

#[test]
fn a_last_cell_that_was_cleared_comes_back() {
    let folder = Folder::new();
    let rows = rows_of(b"Exported,2026-11-01\n\"\"\nOrder,Name,City,State,Postcode,Country,Address 1,Address 2\n1,Ada Byron,Boston,MA,02134,US,24 Linden St,24 Linden St\n2,Tom Okafor,Boston,MA,02134,US,5 Oak St,5 Oak St\n");
    let before = workbook(&rows, 1);
    folder.write("orders.xlsx", &before);
    folder.run(&["fix", "orders.xlsx", "--review", "-o", "fixed.xlsx", "--log", "log.csv"]).ends(0, &[]);
    assert!(!parts_of(&folder.read("fixed.xlsx"))[4].1.contains("5 Oak St</t></is></c></row>"));
    folder.run(&["fix", "fixed.xlsx", "--undo", "log.csv", "-o", "back.xlsx"]).ends(0, &[]);
    folder.run(&["fix", "fixed.xlsx", "--undo", "log.csv", "-o", "back.csv"]).ends(0, &[]);
    assert_eq!(folder.text("back.csv").matches("5 Oak St").count(), 2, "{}", folder.text("back.csv"));
    let back = parts_of(&folder.read("back.xlsx"));
    assert!(back[4].1.contains("5 Oak St</t></is></c></row>"), "{}", back[4].1);
}

#[test]
fn what_is_no_workbook_is_named() {
    let folder = Folder::new();
    let mut broken = workbook(&[vec!["Order".into(), "Name".into()]], 1);
    broken.truncate(broken.len() / 2);
    folder.write("orders.xlsx", broken);
    folder.run(&["scan", "orders.xlsx"]).ends(2, &["orders.xlsx"]);
    folder.write("orders.csv", "Order,Name,Address 1,City,Postcode,Country\n1,Ada,1 Elm St,Boston,02134,US\n");
    folder.run(&["fix", "orders.csv", "-o", "fixed.xlsx"]).ends(2, &["fixed.xlsx", "is no workbook"]);
}

#[test]
fn a_workbook_may_be_packed_once_more() {
    let folder = Folder::new();
    let book = workbook(&rows_of(&std::fs::read(sample("woocommerce_orders.csv")).expect("sample")), 1);
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&book).expect("memory");
    folder.write("packed.xlsx.gz", packer.finish().expect("memory"));
    folder.write("orders.xlsx", &book);
    let (packed, plain) = (orders(&folder, "packed.xlsx.gz"), orders(&folder, "orders.xlsx"));
    assert!(!plain.is_empty());
    let findings = |all: &[Value]| all.iter().map(|o| o["findings"].clone()).collect::<Vec<_>>();
    assert_eq!(findings(&packed), findings(&plain));
    // what is fixed is the workbook, not the packing
    folder.run(&["fix", "packed.xlsx.gz", "--review", "-o", "fixed.xlsx"]).ends(0, &[]);
    folder.run(&["fix", "orders.xlsx", "--review", "-o", "same.xlsx"]).ends(0, &[]);
    assert_eq!(folder.read("fixed.xlsx"), folder.read("same.xlsx"));
}
