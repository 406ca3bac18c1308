//! What is not read, and what is not changed.

use super::super::Hindrance;
use super::*;

const TABLE: &str = "<row><c><v>1</v></c><c><v>2</v></c></row>";

fn error(bytes: &[u8]) -> String {
    csv(bytes).unwrap_err().to_string()
}

#[test]
fn other_files_are_named() {
    let ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    let mut locked = ole.to_vec();
    locked.resize((1 << 16) - 4, 0);
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(error(&locked), "is protected by a password: save it without one");
    assert_eq!(
        error(&[&ole[..], &[0; 5000]].concat()),
        "is an old Excel workbook (.xls): save it as .xlsx or CSV (UTF-8)"
    );
    assert!(error(b"Name;Street").starts_with("is no Excel workbook"));
    assert!(error(b"").starts_with("is no Excel workbook"));
    assert!(error(b"PK\x03\x04 and no more").starts_with("is damaged"));
    let none = Sample { parts: Vec::new() };
    assert!(none.clone().with("orders.csv", "a,b").error().starts_with("is a zip archive, but no workbook"));
    let ods = none.clone().with("mimetype", "application/vnd.oasis").with("content.xml", "<x/>");
    assert!(ods.error().starts_with("is an OpenDocument file"));
    assert!(none.with("Index/Document.iwa", "").error().starts_with("is an Apple Numbers file"));
    let root = |target| relations(&[("rId1", "officeDocument", target)]);
    assert!(
        Sample::of(TABLE)
            .with("_rels/.rels", &root("xl/workbook.bin"))
            .error()
            .starts_with("is a binary workbook (.xlsb)")
    );
    let letter =
        Sample::of(TABLE).with("_rels/.rels", &root("word/document.xml")).with("word/document.xml", "<document/>");
    assert!(letter.error().starts_with("is an Office file, but no workbook"));
}

#[test]
fn damage_is_told() {
    for rows in [
        "<row r=\"5\"><c/></row><row r=\"5\"/>",
        "<row r=\"0\"/>",
        "<row r=\"x\"/>",
        "<row r=\"1048577\"/>",
        "<row><c r=\"B1\"/><c r=\"A1\"/></row>",
        "<row><c r=\"XFE1\"/></row>",
        "<row><c r=\"1\"/></row>",
        "<row><c t=\"s\"><v>3</v></c></row>",
        "<row><c r=A1/></row>",
        "<row></c></row>",
        "<row><c><v>1 & 2</v></c></row>",
    ] {
        assert!(Sample::of(rows).error().starts_with("is damaged"), "{rows}");
    }
    let broken =
        Sample::of("").with("xl/worksheets/one.xml", "<worksheet><sheetData><row><c><v>1</v></c><c><v>2</v></c></row>");
    assert!(broken.error().contains("breaks off in the middle"));
    let other = Sample::of("").with("xl/worksheets/one.xml", "<html/>");
    assert!(other.error().starts_with("is damaged"));
    let deep = Sample::of(&"<a>".repeat(300));
    assert!(deep.error().contains("nested too deeply"));
    let mut bytes = Sample::of(&TABLE.repeat(50)).bytes();
    let at = bytes.windows(10).position(|window| window == b"<sheetData").unwrap_or(bytes.len() / 2);
    bytes[at + 3] ^= 1;
    assert!(error(&bytes).starts_with("is damaged"));
}

#[test]
fn no_more_is_unpacked_than_is_sane() {
    let open = |sample: &Sample, most| Workbook::open_within(Cursor::new(sample.bytes()), most).map(|_| ());
    let blank = Sample::of(&"<row/>".repeat(100_000));
    let error = open(&blank, 100_000).unwrap_err().to_string();
    assert!(error.starts_with("is too large: it unpacks to more"), "{error}");
    let shared = Sample::of(TABLE).sharing(&"<si><t/></si>".repeat(100_000));
    assert!(open(&shared, 100_000).unwrap_err().to_string().starts_with("is too large"));
    // what is small packed and unpacked may still be large as text
    let row = "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>0</v></c></row>".repeat(500);
    let echo = Sample::of(&row).sharing(&format!("<si><t>{}</t></si>", "x".repeat(30_000)));
    let mut workbook = Workbook::open_within(Cursor::new(echo.bytes()), 100_000).unwrap();
    let error = workbook.csv(&mut std::io::sink()).unwrap_err().to_string();
    assert!(error.starts_with("is too large: its text repeats itself"), "{error}");
    let wide = format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(2400));
    let echo = Sample::of(&wide).sharing(&format!("<si><t>{}</t></si>", "x".repeat(30_000)));
    assert!(
        open(&echo, 1 << 20).unwrap_err().to_string().starts_with("is too large: row 1 of the sheet has more text")
    );
}

fn hindrances(sample: &Sample, to: &[(u32, u32, &str)]) -> Vec<(u32, u32, Hindrance)> {
    let obstacles = sample.open().unwrap().obstacles(&changes(to)).unwrap();
    let result = sample.rewritten(to);
    assert_eq!(result.as_ref().err().and_then(XlsxError::obstacle), obstacles.first());
    obstacles.iter().map(|obstacle| (obstacle.row, obstacle.column, obstacle.why)).collect()
}

#[test]
fn merged_cells_are_changed_by_their_first() {
    let merged = sheet(TABLE).replace(
        "</worksheet>",
        "<mergeCells><mergeCell ref=\"B2:C3\"/><mergeCell ref=\"A1\"/></mergeCells></worksheet>",
    );
    let sample = Sample::of("").with("xl/worksheets/one.xml", &merged);
    let found = hindrances(&sample, &[(2, 1, "x"), (2, 2, "x"), (3, 1, ""), (4, 1, "x"), (1, 0, "x")]);
    assert_eq!(found, [(2, 2, Hindrance::Merged), (3, 1, Hindrance::Merged)]);
    assert_eq!(
        sample.rewritten(&[(3, 1, "x")]).unwrap_err().to_string(),
        "keeps a cell from being changed: B3 lies under merged cells: change that cell in the spreadsheet itself"
    );
}

#[test]
fn formulas_that_others_lean_on_stay() {
    let sample = Sample::of(
        "<row><c><f t=\"shared\" ref=\"A1:A3\" si=\"0\">B1</f><v>1</v></c><c><f t=\"array\" ref=\"B1:B3\">C1:C3</f><v>2</v></c>\
         <c><f t=\"array\" ref=\"C1\">SUM(1)</f><v>1</v></c></row>\
         <row><c><f t=\"shared\" si=\"0\"/><v>1</v></c><c><v>2</v></c></row>\
         <row><c><f t=\"shared\" si=\"0\"/><v>1</v></c><c><v>2</v></c></row>",
    );
    assert_eq!(hindrances(&sample, &[(1, 0, "x")]), [(1, 0, Hindrance::SharedFormula)]);
    assert_eq!(hindrances(&sample, &[(2, 1, "x"), (1, 2, "x")]), [(2, 1, Hindrance::Array)]);
    assert_eq!(hindrances(&sample, &[(2, 0, "x")]), []);
    assert_eq!(hindrances(&sample, &[(1, 0, "x"), (2, 0, "x")]), [(1, 0, Hindrance::SharedFormula)]);
    assert_eq!(hindrances(&sample, &[(1, 0, "x"), (2, 0, "x"), (3, 0, "x")]), []);
}

#[test]
fn the_header_of_a_table_stays() {
    let sample = Sample::of(TABLE)
        .with("xl/worksheets/_rels/one.xml.rels", &relations(&[("rId1", "table", "../tables/table1.xml")]))
        .with("xl/tables/table1.xml", "<?xml version=\"1.0\"?><table ref=\"A1:B9\"><x/></table>");
    assert_eq!(hindrances(&sample, &[(1, 1, "x"), (1, 2, "x"), (2, 1, "x")]), [(1, 1, Hindrance::TableHeader)]);
    let bare = sample.with("xl/tables/table1.xml", "<table headerRowCount=\"0\" ref=\"A1:B9\"/>");
    assert_eq!(hindrances(&bare, &[(1, 1, "x")]), []);
}

#[test]
fn a_cell_has_limits() {
    let long = "é".repeat(32_768);
    let found =
        hindrances(&Sample::of(TABLE), &[(1, 0, &long), (0, 0, "x"), (1, 16_384, "x"), (u32::MAX, u32::MAX, "")]);
    assert_eq!(
        found,
        [
            (0, 0, Hindrance::Outside),
            (1, 0, Hindrance::TooLong),
            (1, 16_384, Hindrance::Outside),
            (u32::MAX, u32::MAX, Hindrance::Outside),
        ]
    );
    assert_eq!(hindrances(&Sample::of(TABLE), &[(1, 0, &long[2..])]), []);
}

#[test]
fn a_signed_workbook_is_read_and_not_changed() {
    let signed = Sample::of(TABLE).with("_xmlsignatures/origin.sigs", "");
    assert_eq!(signed.csv().0, "1,2\n");
    assert!(signed.rewritten(&[]).is_ok());
    assert!(signed.rewritten(&[(1, 0, "x")]).unwrap_err().to_string().starts_with("has a digital signature"));
}
