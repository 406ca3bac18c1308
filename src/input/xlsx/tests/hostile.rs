//! Whatever the bytes are, nothing panics; whatever the cells say, only those to be changed do.

use super::*;
use proptest::prelude::*;

/// A workbook with something of everything.
fn rich() -> Sample {
    let known = [
        ("rId9", "worksheet", "worksheets/one.xml"),
        ("rId2", "sharedStrings", "sharedStrings.xml"),
        ("rId3", "styles", "styles.xml"),
        ("rId4", "calcChain", "calcChain.xml"),
    ];
    Sample::of(
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row><row r=\"2\"/>\
         <row r=\"3\"><c r=\"A3\" s=\"1\"><v>46349.5</v></c><c r=\"C3\"><f t=\"shared\" ref=\"C3:C4\" si=\"0\">A3</f><v>1</v></c></row>\
         <row><c><v>1</v></c><c r=\"C4\"><f t=\"shared\" si=\"0\"/><v>2134</v></c><c t=\"inlineStr\"><is><t>a &amp; b</t></is></c></row>",
    )
    .sharing("<si><t>Name</t></si><si><r><t>St</t></r><r><t>reet</t></r></si>")
    .styled(&["00000", "yyyy-mm-dd", "[<=99999]00000;00000-0000"])
    .with("xl/_rels/workbook.xml.rels", &relations(&known))
    .with("xl/calcChain.xml", "<calcChain><c r=\"C3\"/></calcChain>")
}

/// Does everything that can be done with a file.
fn use_all(bytes: &[u8]) {
    let Ok(mut workbook) = Workbook::open_within(Cursor::new(bytes), 1 << 20) else { return };
    let _ = workbook.csv(&mut Vec::new());
    let to = changes(&[(1, 0, "x"), (2, 3, "y"), (3, 2, "z"), (4, 1, ""), (9, 9, "_x0000_")]);
    let _ = workbook.obstacles(&to);
    let _ = workbook.rewritten(&to, &mut Cursor::new(Vec::new()));
    let _ = workbook.rewritten(&to[1..2], &mut Cursor::new(Vec::new()));
}

/// Texts in rows and columns; the first row is full.
fn grid() -> impl Strategy<Value = Vec<Vec<String>>> {
    let text = "([a-zé ,\"\n&<_x0-9]{0,6}|[0-9]{0,5}|[=+-]\\PC{0,3})";
    proptest::collection::vec(proptest::collection::vec(text, 0..6), 1..6).prop_map(|mut rows| {
        rows.insert(0, vec!["h".to_string(); 6]);
        rows
    })
}

/// A sheet of such texts, some of them missing, written in several ways.
fn sample_of(grid: &[Vec<String>]) -> Sample {
    let mut rows = String::new();
    for (y, cells) in grid.iter().enumerate().filter(|(_, cells)| !cells.is_empty()) {
        rows += &format!("<row r=\"{}\">", 2 * y + 1);
        for (x, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let (name, text) =
                (super::super::walk::reference(x as u32, 2 * y as u32 + 1), super::super::text::escaped(text));
            rows += &match (x + y) % 2 {
                0 => format!("<c r=\"{name}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"),
                _ => format!("<c r=\"{name}\" t=\"str\"><f>1</f><v>{text}</v></c>"),
            };
        }
        rows += "</row>";
    }
    Sample::of(&rows)
}

/// What CSV is to say of such texts, by row of the sheet.
fn expected(grid: &[Vec<String>]) -> (String, Vec<u32>) {
    let (mut text, mut rows) = (String::new(), Vec::new());
    for (y, cells) in grid.iter().enumerate().filter(|(_, cells)| cells.iter().any(|text| !text.trim().is_empty())) {
        let quoted = |text: &String| {
            if text.contains([',', '"', '\n', '\r']) {
                format!("\"{}\"", text.replace('"', "\"\""))
            } else {
                text.clone()
            }
        };
        let mut fields: Vec<String> = cells.iter().map(quoted).collect();
        fields.resize(6, String::new());
        text += &(fields.join(",") + "\n");
        rows.push(2 * y as u32 + 1);
    }
    (text, rows)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn only_the_changed_cells_say_something_else(
        mut grid in grid(),
        to in proptest::collection::vec((0..6usize, 0..6usize, "[a-z\n,\"\u{1}<é_]{0,5}"), 0..8),
    ) {
        let sample = sample_of(&grid);
        prop_assert_eq!(sample.csv(), expected(&grid));
        let mut changes: Vec<(u32, u32, &str)> = Vec::new();
        for (y, x, text) in to.iter().filter(|(y, ..)| *y > 0 && *y < grid.len()) {
            changes.push((2 * *y as u32 + 1, *x as u32, text));
        }
        let bytes = sample.rewritten(&changes).unwrap();
        prop_assert_eq!(&bytes, &sample.rewritten(&changes).unwrap());
        for (row, column, text) in changes {
            let cells = &mut grid[(row as usize - 1) / 2];
            cells.resize(cells.len().max(column as usize + 1), String::new());
            cells[column as usize] = text.to_string();
        }
        prop_assert_eq!(csv(&bytes).unwrap(), expected(&grid));
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        use_all(&bytes);
        use_all(&[b"PK\x03\x04", &bytes[..]].concat());
        use_all(&[&[0xd0, 0xcf, 0x11, 0xe0], &bytes[..]].concat());
    }

    #[test]
    fn no_damage_panics(cut in any::<prop::sample::Index>(), flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let mut bytes = rich().bytes();
        use_all(&bytes[..cut.index(bytes.len())]);
        for (at, with) in flips {
            let at = at.index(bytes.len());
            bytes[at] = with;
        }
        use_all(&bytes);
    }

    #[test]
    fn no_damaged_part_panics(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), len in 0..9usize, with in "([<>/=\"'&;:rcsfvt 0-9A-Z\u{feff}é]|<c |<row |</c>|<is><t>|r=\"){0,6}") {
        let mut sample = rich();
        let which = which.index(sample.parts.len());
        let bytes = &mut sample.parts[which].1;
        let at = at.index(bytes.len());
        let end = (at + len).min(bytes.len());
        bytes.splice(at..end, with.bytes());
        use_all(&sample.bytes());
    }
}
