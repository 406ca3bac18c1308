//! What is read from workbooks as different programs write them.

use super::*;

/// A row of texts, for tables where the rest does not matter.
fn row(cells: &[&str]) -> String {
    let cell = |text: &&str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    format!("<row>{}</row>", cells.iter().map(cell).collect::<String>())
}

#[test]
fn every_kind_of_cell_is_read() {
    let sample = Sample::of(
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v> 1 </v></c></row>\
         <row r=\"2\"><c r=\"A2\" t=\"b\"><v>1</v></c><c r=\"B2\" t=\"b\"><v>0</v></c></row>\
         <row r=\"3\"><c r=\"A3\" t=\"e\"><f>B9</f><v>#REF!</v></c><c r=\"B3\" t=\"str\"><f>\"a\"&amp;\"b\"</f><v>a&amp;b_x000D_</v></c></row>\
         <row r=\"4\"><c r=\"A4\"><f>1+1</f><v>2</v></c><c r=\"B4\" t=\"n\"><v>2134.0</v></c></row>\
         <row r=\"5\"><c r=\"A5\" t=\"d\"><v>2026-11-23T10:00:00</v></c><c r=\"B5\" t=\"inlineStr\"><is><r><t>Ann</t></r><r><t> Lee</t></r></is></c></row>\
         <row r=\"6\"><c r=\"A6\" t=\"s\"><v>2</v></c><c r=\"B6\" t=\"inlineStr\"><v>plain</v><extLst><v>9</v></extLst></c></row>\
         <row r=\"7\"><c r=\"A7\"><v>19.989999999999998</v></c><c r=\"B7\"><is><t>a<![CDATA[<b>]]>&#233;</t></is></c></row>",
    )
    .sharing(
        "<si><t>Name</t></si><si><r><rPr><b/></rPr><t>Str</t></r><r><t xml:space=\"preserve\">eet </t></r></si>\
         <si><t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh><phoneticPr fontId=\"1\"/></si>",
    );
    let (text, rows) = sample.csv();
    assert_eq!(
        text,
        "Name,Street \nTRUE,FALSE\n#REF!,\"a&b\r\"\n2,2134\n2026-11-23 10:00:00,Ann Lee\n東京,plain\n19.99,a<b>é\n"
    );
    assert_eq!(rows, [1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn space_is_kept_where_it_is_asked_for() {
    let sample = Sample::of("<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"str\"><v> x </v></c></row>")
        .sharing("<si><t>\n  Name </t></si><si><t xml:space=\"preserve\"> Zip</t></si>");
    assert_eq!(sample.csv().0, "Name, Zip, x \n");
}

#[test]
fn numbers_are_read_by_their_format() {
    let cells = |values: &[&str]| {
        let cell = |(at, value): (usize, &&str)| format!("<c s=\"{at}\"><v>{value}</v></c>");
        format!("<row>{}</row>", values.iter().enumerate().map(cell).collect::<String>())
    };
    let sample =
        Sample::of(&cells(&["2134", "46349", "46349.416666666664", "0.19", "2134", "1234567890123456", "46349"]))
            .styled(&["00000", "14", "yyyy\\-mm\\-dd\\ hh:mm", "0%", "0.00", "@", "dd/mm/yyyy"]);
    assert_eq!(sample.csv().0, "02134,2026-11-23,2026-11-23 10:00:00,0.19,2134,1234567890123456,2026-11-23\n");
    let workbook = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><workbookPr date1904=\"1\"/><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId9\"/></sheets></workbook>"
    );
    assert!(sample.with("xl/workbook.xml", &workbook).csv().0.starts_with("02134,2030-11-24,"));
}

#[test]
fn cells_stand_where_they_say() {
    let sample = Sample::of(
        "<row r=\"2\"><c r=\"B2\"><v>1</v></c><c><v>2</v></c><c r=\"F2\"><v>3</v></c><c r=\"G2\" s=\"1\"/></row>\
         <row r=\"3\"/><row><c r=\"C4\"><v>4</v></c></row><row r=\"9\"><c r=\"A9\"/><c r=\"B9\" t=\"str\"><v/></c></row>\
         <row r=\"12\"><c><v>5</v></c><c r=\"H12\"><v>6</v></c></row>",
    );
    assert_eq!(sample.csv(), (",1,2,,,3\n,,4,,,\n5,,,,,,,6\n".to_string(), vec![2, 4, 12]));
}

#[test]
fn fields_are_quoted_where_they_must_be() {
    let sample = Sample::of(&[row(&["Name", "Note"]), row(&["Lee, Ann", "says \"hi\"\nand more\r\nof it"])].concat());
    assert_eq!(
        sample.csv(),
        ("Name,Note\n\"Lee, Ann\",\"says \"\"hi\"\"\nand more\nof it\"\n".to_string(), vec![1, 2])
    );
}

#[test]
fn names_and_places_of_parts_may_be_odd() {
    let strict = "http://purl.oclc.org/ooxml/spreadsheetml/main";
    let types = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    let all = |kind: &str, target: &str| {
        format!("<p:Relationship Target=\"{target}\" Type=\"{types}/{kind}\" Id=\"{kind}\"/>")
    };
    let known = |inner: &str| format!("<p:Relationships xmlns:p=\"x\">{inner}</p:Relationships>");
    let sample = Sample { parts: Vec::new() }
        .with("XL\\My%20Sheets\\first.XML", &format!(
            "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<x:worksheet xmlns:x=\"{strict}\"><x:sheetData>\r\n\
             <x:row><x:c t=\"s\"><x:v>0</x:v></x:c> <x:c t=\"inlineStr\"><x:is><x:t>b</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>"
        ))
        .with("xl/texts", &format!("<x:sst xmlns:x=\"{strict}\"><x:si/><x:si><x:t>a</x:t></x:si></x:sst>").replace("<x:si/>", ""))
        .with("xl/book", &format!(
            "<x:workbook xmlns:x=\"{strict}\" xmlns:rel=\"{types}\"><x:sheets><x:sheet rel:id=\"worksheet\" sheetId=\"1\" name=\"S\"/></x:sheets></x:workbook>"
        ))
        .with("xl/_rels/book.rels", &known(&[all("worksheet", "/xl/My%20Sheets/first.xml"), all("sharedStrings", "./texts")].concat()))
        .with("_rels/.rels", &known(&all("officeDocument", "/xl/book")));
    assert_eq!(sample.csv().0, "a,b\n");
}

#[test]
fn a_sheet_needs_no_other_part() {
    let sample = Sample::of(&row(&["a", "b"]))
        .with("xl/_rels/workbook.xml.rels", &relations(&[("rId9", "worksheet", "/xl/worksheets/one.xml")]));
    assert_eq!(sample.csv().0, "a,b\n");
}

#[test]
fn the_first_visible_sheet_with_a_table_is_taken() {
    let (title, table) = (row(&["Our shop"]), [row(&["Notes"]), row(&["a", "b"]), row(&["c"])].concat());
    let sample = Sample::of("").sheets(&[
        ("Empty", "visible", "worksheet", ""),
        ("Cover", "visible", "worksheet", &title),
        ("Old", "hidden", "worksheet", &table),
        ("Older", "veryHidden", "worksheet", &table),
        ("Chart", "visible", "chartsheet", &table),
        ("Orders", "visible", "worksheet", &table),
        ("More", "visible", "worksheet", &table),
        ("Last", "visible", "worksheet", ""),
    ]);
    let mut workbook = sample.open().unwrap();
    assert_eq!((workbook.sheet_name(), workbook.other_sheets()), ("Orders", 1));
    let mut out = Vec::new();
    assert_eq!(workbook.csv(&mut out).unwrap().rows, [1, 2, 3]);
    assert_eq!(out, b"Notes,\na,b\nc,\n");
    out.clear();
    workbook.csv(&mut out).unwrap();
    assert_eq!(out, b"Notes,\na,b\nc,\n");
    assert_eq!(Sample::of(&row(&["a", "b"])).open().unwrap().sheet_name(), "Orders & more");
    assert!(Sample::of(&title).error().starts_with("has no sheet with a table in it"));
}

#[test]
fn formulas_that_were_never_computed_are_counted() {
    let sample = Sample::of(
        "<row><c><v>1</v></c><c t=\"str\"><f>A1</f><v></v></c><c><f>A1</f><v/></c><c><f>A1</f></c><c><f/></c><c><v>2</v></c></row>",
    );
    let mut out = Vec::new();
    assert_eq!(sample.open().unwrap().csv(&mut out).unwrap().uncomputed, 2);
    assert_eq!(out, b"1,,,,,2\n");
}
