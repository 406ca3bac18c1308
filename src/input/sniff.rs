//! The dialect of a table and its header, from the beginning of the text.

use crate::text::fold;
use crate::world::platform::{PLATFORMS, PREFIXES, SYNONYMS};

use super::cell;
use super::structure::{Dialect, Record, Structure};

/// Where the header stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Column names as written, without padding.
    pub names: Vec<String>,
    /// Lines before it.
    pub lines_before: u64,
    /// Byte range of the record, without its line end, in the text after the byte-order mark.
    pub range: std::ops::Range<usize>,
    /// Where the first row begins.
    pub end: usize,
    /// Lines up to and including it.
    pub lines: u64,
}

const DELIMITERS: [u8; 4] = *b",;\t|";
/// How many records may stand before the header (titles, blank records).
const PREAMBLE: usize = 12;
/// Bytes that are looked at: a header and some dozens of rows.
const ENOUGH: usize = 64 * 1024;

/// Finds delimiter, quoting and header in the first records of a text. `None` if nothing there
/// looks like a table. In encodings in which a stroke may be half a letter, it parts no fields.
pub fn sniff(
    head: &[u8],
    complete: bool,
    stroke_is_a_letter: bool,
    decode: &dyn Fn(&[u8]) -> String,
) -> Option<(Dialect, Header)> {
    let (head, complete) = (&head[..head.len().min(ENOUGH)], complete && head.len() <= ENOUGH);
    let cr_only = !head.contains(&b'\n') && head.contains(&b'\r');
    let mut best: Option<(usize, Dialect, Header)> = None;
    for delimiter in DELIMITERS.into_iter().filter(|d| *d != b'|' || !stroke_is_a_letter) {
        let quotes = if delimiter == b'\t' { &[Some(b'"'), None][..] } else { &[Some(b'"')] };
        for &quote in quotes {
            let dialect = Dialect { delimiter, quote, cr_only };
            for (score, header) in candidates(head, complete, dialect, decode) {
                if best.as_ref().is_none_or(|(most, _, _)| score > *most) {
                    best = Some((score, dialect, header));
                }
            }
        }
    }
    let (_, mut dialect, mut header) = best?;
    // a tab file in which quotes open nothing is one where quotes are letters
    if dialect.delimiter == b'\t' && dialect.quote.is_some() && is_unquoted(&header) {
        dialect.quote = None;
        let again = candidates(head, complete, dialect, decode).into_iter().max_by_key(|(score, _)| *score);
        header = again.map_or(header, |(_, h)| h);
    }
    Some((dialect, header))
}

/// Is it a format whose quotes are ordinary letters?
fn is_unquoted(header: &Header) -> bool {
    super::layout::platform_of(&header.names).is_some_and(|(p, _)| p.unquoted)
}

/// Records that may be the header, with a score: known columns first, then width and how many of
/// the rows below are as wide.
fn candidates(head: &[u8], complete: bool, dialect: Dialect, decode: &dyn Fn(&[u8]) -> String) -> Vec<(usize, Header)> {
    let mut structure = Structure::default();
    structure.index(head, dialect, complete, &[]);
    let records = structure.records();
    let mut out = Vec::new();
    for (i, record) in records.iter().take(PREAMBLE).enumerate() {
        if record.fields < 2 {
            continue;
        }
        let ends = structure.ends(record);
        let cells = (0..ends.len()).filter_map(|f| ends.range(f));
        let names: Vec<String> =
            cells.map(|r| cell::clean(&decode(&cell::unescape(&head[r], dialect.quote))).to_string()).collect();
        let known = names.iter().filter(|n| is_known_name(n)).count();
        let as_wide = records[i + 1..].iter().take(30).filter(|r| r.fields == record.fields).count();
        let below = records[i + 1..].len().clamp(1, 30);
        let platform = usize::from(super::layout::platform_of(&names).is_some());
        let quotes_used = usize::from(dialect.quote.is_some());
        let score = platform * 100_000 + known * 1_000 + as_wide * 400 / below + names.len().min(200) + quotes_used;
        let (end, lines) = match records.get(i + 1) {
            Some(next) => (next.start as usize, u64::from(next.line)),
            None if complete => (head.len(), u64::from(record.line) + 1),
            None => first_row_beyond(head, record, dialect),
        };
        let range = record.start as usize..record.end as usize;
        out.push((score, Header { names, lines_before: u64::from(record.line), range, end, lines }));
        if platform + known > 2 {
            break;
        }
    }
    out
}

/// Where the row behind a header begins that does not end within what is looked at, and how many lines
/// stand before it.
fn first_row_beyond(head: &[u8], header: &Record, dialect: Dialect) -> (usize, u64) {
    let at = header.end as usize;
    let line_end = if head[at..].starts_with(b"\r\n") { 2 } else { 1 };
    let end = (at + line_end).min(head.len());
    let newline = if dialect.cr_only { b'\r' } else { b'\n' };
    let lines = memchr::memchr_iter(newline, &head[header.start as usize..end]).count();
    (end, u64::from(header.line) + lines as u64)
}

/// Does some platform or language call a column so?
pub fn is_known_name(name: &str) -> bool {
    if name.is_empty() || name.len() > 120 {
        return false;
    }
    let folded = fold_name(name);
    let known = |text: &str| SYNONYMS.binary_search_by(|(s, _, _)| (*s).cmp(text)).is_ok();
    known(&folded)
        || PREFIXES
            .iter()
            .any(|(p, _)| folded.strip_prefix(p).and_then(|rest| rest.strip_prefix(' ')).is_some_and(known))
        || PLATFORMS.iter().any(|p| p.require.iter().chain(p.any).any(|c| c.eq_ignore_ascii_case(name)))
}

/// Folds a column name: `shippingAddress2` and `Shipping_Address2` are `shipping address 2`.
pub fn fold_name(name: &str) -> String {
    let mut spaced = String::with_capacity(name.len() + 8);
    let mut previous: Option<char> = None;
    for c in name.chars() {
        if let Some(p) = previous {
            let camel = p.is_lowercase() && c.is_uppercase();
            let digit = p.is_alphabetic() && c.is_numeric() || p.is_numeric() && c.is_alphabetic();
            if camel || digit {
                spaced.push(' ');
            }
        }
        spaced.push(c);
        previous = Some(c);
    }
    fold(&spaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniffed(text: &str) -> (Dialect, Header) {
        sniff(text.as_bytes(), true, false, &|b| String::from_utf8_lossy(b).into_owned()).expect("a table")
    }

    #[test]
    fn names_are_folded_alike() {
        for name in ["shippingAddress2", "Shipping_Address 2", "SHIPPING ADDRESS2"] {
            assert_eq!(fold_name(name), "shipping address 2");
        }
    }

    #[test]
    fn a_title_and_blank_lines_stand_before_the_header() {
        let (dialect, header) = sniffed("Orders of November\n\nOrder;Name;Street;Zip;City\n1;A;B 1;12345;C\n");
        assert_eq!((dialect.delimiter, header.lines_before, header.names.len()), (b';', 2, 5));
        assert_eq!(header.lines, 3);
    }

    #[test]
    fn a_first_row_that_is_longer_than_all_that_is_looked_at_is_no_part_of_the_header() {
        for (begin, lines) in
            [("Order,Name,Zip\n", 1), ("Order,Name,Zip\r\n", 1), ("a\n\n\"Order\",\"Na\nme\",Zip\n", 4)]
        {
            let (_, header) = sniffed(&format!("{begin}1,\"{}\",2\n", "long ".repeat(ENOUGH)));
            assert_eq!((header.end, header.lines), (begin.len(), lines), "{begin}");
        }
    }

    #[test]
    fn commas_inside_quotes_do_not_mislead() {
        let (dialect, header) = sniffed("\"Order\"\t\"Ship, to name\"\t\"Zip\"\n\"1\"\t\"a, b, c\"\t\"12\"\n");
        assert_eq!((dialect.delimiter, header.names.len()), (b'\t', 3));
    }

    #[test]
    fn quotes_are_letters_in_files_of_tabs_alone() {
        let names = [
            "order-id",
            "order-item-id",
            "purchase-date",
            "payments-date",
            "buyer-email",
            "buyer-name",
            "buyer-phone-number",
            "sku",
            "product-name",
            "quantity-purchased",
            "ship-service-level",
            "recipient-name",
            "ship-address-1",
            "ship-address-2",
            "ship-address-3",
            "ship-city",
            "ship-state",
            "ship-postal-code",
            "ship-country",
        ];
        for (delimiter, quote) in [("\t", None), (",", Some(b'"'))] {
            let row = ["1", "\"24 Linden St, Flat 3\""].join(delimiter) + &delimiter.repeat(names.len() - 2);
            let (dialect, header) = sniffed(&format!("{}\n{row}\n", names.join(delimiter)));
            assert_eq!((dialect.quote, header.names.len()), (quote, names.len()), "{delimiter:?}");
        }
    }
}
