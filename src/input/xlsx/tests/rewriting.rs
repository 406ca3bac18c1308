//! What is written when cells change, and that nothing else is.

use super::*;

const CHAIN: &str = "xl/calcChain.xml";

#[test]
fn nothing_changes_where_nothing_is_to() {
    let sample =
        Sample::of("<row><c><v>1</v></c><c><v>2</v></c></row>").with("docProps/app.xml", "<x/>").with("empty", "");
    let bytes = sample.bytes();
    assert_eq!(packed(&sample.rewritten(&[]).unwrap()), packed(&bytes));
    let changed = sample.rewritten(&[(1, 0, "x")]).unwrap();
    assert_eq!(changed, sample.rewritten(&[(1, 0, "y"), (1, 0, "x")]).unwrap());
    for (before, after) in packed(&bytes).into_iter().zip(packed(&changed)) {
        assert_eq!(before.0, after.0);
        assert_eq!(before.1 == after.1, before.0 != "xl/worksheets/one.xml", "{}", before.0);
    }
}

#[test]
fn every_byte_outside_of_the_cell_stays() {
    let around = |cells: &str| {
        format!(
            "\r\n  <row r='1'  spans=\"1:3\" ><!-- a > b --><c r=\"A1\"><v>1</v></c >\n{cells}<c r=\"C1\" s=\"4\" t=\"str\"><f>\"&lt;\"</f><v>x</v></c>\
         <extLst><ext uri=\"{{1}}\"/></extLst></row><?pi?>\t<row r=\"2\"><c r=\"A2\"><v>7</v></c></row> "
        )
    };
    for (cell, text, expected) in [
        (
            "<c r='B1' s='12' cm=\"1\"><f>A1</f><v>2</v></c>",
            "Elm St 1",
            "<c r=\"B1\" s=\"12\" t=\"inlineStr\"><is><t xml:space=\"preserve\">Elm St 1</t></is></c>",
        ),
        (
            "<c t=\"s\"><v>9</v></c>",
            " a<b\u{7} ",
            "<c r=\"B1\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> a&lt;b_x0007_ </t></is></c>",
        ),
        (
            "<c r=\"B1\" s=\"3\"/>",
            "x",
            "<c r=\"B1\" s=\"3\" t=\"inlineStr\"><is><t xml:space=\"preserve\">x</t></is></c>",
        ),
        ("<c r=\"B1\" s=\"3\"><v>2</v></c>", "", "<c r=\"B1\" s=\"3\"/>"),
        ("<c r=\"B1\"><v>2</v></c>", "", "<c r=\"B1\"/>"),
        ("", "x", "<c r=\"B1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">x</t></is></c>"),
        ("", "", ""),
    ] {
        let sample = Sample::of(&around(cell)).sharing(&"<si/>".repeat(10));
        assert_eq!(sample.rows_with(&[(1, 1, text)]), around(expected), "{cell}");
    }
}

fn cell(name: &str, text: &str) -> String {
    format!("<c r=\"{name}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
}

#[test]
fn cells_and_rows_that_are_not_there_are_put_in_their_place() {
    let sample = Sample::of(
        "<row r=\"2\"><c r=\"B2\"><v>1</v></c><c r=\"D2\"><v>1</v></c></row><row r=\"4\" ht=\"9\"/><row r=\"7\" />",
    );
    let rows = sample.rows_with(&[
        (1, 0, "a"),
        (2, 0, "b"),
        (2, 2, "c"),
        (2, 4, "d"),
        (3, 1, "e"),
        (4, 2, "f"),
        (5, 0, ""),
        (7, 0, ""),
        (9, 27, "g"),
        (10, 0, ""),
    ]);
    assert_eq!(
        rows,
        format!(
            "<row r=\"1\">{}</row><row r=\"2\">{}<c r=\"B2\"><v>1</v></c>{}<c r=\"D2\"><v>1</v></c>{}</row><row r=\"3\">{}</row>\
             <row r=\"4\" ht=\"9\">{}</row><row r=\"7\" /><row r=\"9\">{}</row>",
            cell("A1", "a"),
            cell("A2", "b"),
            cell("C2", "c"),
            cell("E2", "d"),
            cell("B3", "e"),
            cell("C4", "f"),
            cell("AB9", "g")
        )
    );
}

#[test]
fn rows_may_leave_their_place_to_their_order() {
    let sample = Sample::of("<row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c><v>3</v></c></row>");
    assert_eq!(
        sample.rows_with(&[(2, 1, "x"), (2, 2, "y"), (1, 0, "z")]),
        format!("<row>{}<c><v>2</v></c></row><row><c/>{}{}</row>", cell("A1", "z"), cell("B2", "x"), cell("C2", "y"))
    );
}

#[test]
fn the_prefix_of_the_sheet_is_kept() {
    let sheet = format!(
        "<x:worksheet xmlns:x=\"{MAIN}\"><x:sheetData><x:row r=\"1\"><x:c r=\"A1\" s=\"1\"><x:v>1</x:v></x:c><x:c r=\"B1\"><x:v>2</x:v></x:c></x:row><x:row r=\"3\"/></x:sheetData></x:worksheet>"
    );
    let sample = Sample::of("").with("xl/worksheets/one.xml", &sheet);
    let bytes = sample.rewritten(&[(1, 0, "a"), (2, 0, "b"), (3, 1, "c"), (4, 0, "d")]).unwrap();
    let written = String::from_utf8(part(&bytes, "xl/worksheets/one.xml").unwrap()).unwrap();
    let cell = |name: &str, style: &str, text: &str| {
        format!("<x:c r=\"{name}\"{style} t=\"inlineStr\"><x:is><x:t xml:space=\"preserve\">{text}</x:t></x:is></x:c>")
    };
    let rows = format!(
        "<x:row r=\"1\">{}<x:c r=\"B1\"><x:v>2</x:v></x:c></x:row><x:row r=\"2\">{}</x:row><x:row r=\"3\">{}</x:row><x:row r=\"4\">{}</x:row></x:sheetData>",
        cell("A1", " s=\"1\"", "a"),
        cell("A2", "", "b"),
        cell("B3", "", "c"),
        cell("A4", "", "d")
    );
    assert!(written.ends_with(&format!("<x:sheetData>{rows}</x:worksheet>")), "{written}");
    assert_eq!(csv(&bytes).unwrap().0, "a,2\nb,\n,c\nd,\n");
}

#[test]
fn the_order_of_computation_goes_with_a_formula() {
    let known = [
        ("rId9", "worksheet", "worksheets/one.xml"),
        ("rId4", "calcChain", "calcChain.xml"),
        ("rId3", "styles", "styles.xml"),
    ];
    let types = |chain: &str| {
        format!(
            "<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"a\"/>{chain}<Default Extension=\"xml\"/></Types>"
        )
    };
    let sample = Sample::of("<row><c><f>B1</f><v>1</v></c><c><v>1</v></c></row>")
        .with("[Content_Types].xml", &types("<Override PartName=\"/xl/calcChain.xml\" ContentType=\"b\"/>"))
        .with("xl/_rels/workbook.xml.rels", &relations(&known))
        .with(CHAIN, "<calcChain><c r=\"A1\" i=\"1\"/></calcChain>");
    let without = sample.rewritten(&[(1, 0, "x")]).unwrap();
    assert_eq!(part(&without, CHAIN), None);
    assert_eq!(part(&without, "[Content_Types].xml").unwrap(), types("").as_bytes());
    assert_eq!(part(&without, "xl/_rels/workbook.xml.rels").unwrap(), relations(&[known[0], known[2]]).as_bytes());
    assert_eq!(csv(&without).unwrap().0, "x,1\n");
    let with = sample.rewritten(&[(1, 1, "x")]).unwrap();
    assert!(part(&with, CHAIN).is_some());
    assert_eq!(part(&with, "[Content_Types].xml"), part(&sample.bytes(), "[Content_Types].xml"));
}

#[test]
fn other_sheets_are_left_alone() {
    let table = "<row><c><v>1</v></c><c><v>2</v></c></row>";
    let sample = Sample::of("").sheets(&[("A", "hidden", "worksheet", table), ("B", "visible", "worksheet", table)]);
    let bytes = sample.rewritten(&[(1, 1, "x")]).unwrap();
    assert_eq!(part(&bytes, "xl/worksheets/s0.xml").unwrap(), sheet(table).as_bytes());
    assert_eq!(csv(&bytes).unwrap().0, "1,x\n");
}
