//! Which orders a page lists, and how it holds them: as lines, or packed where there are many.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, BufRead, Seek, SeekFrom, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::numbered;

/// A line's place among the worst: the loss, then the later line.
pub(super) type Rank = (Reverse<i64>, usize);

/// How many lines are listed, and the last of them by rank.
pub(super) fn worst(lines: &mut impl BufRead, most: usize) -> io::Result<(usize, Option<Rank>)> {
    let mut heap: BinaryHeap<Rank> = BinaryHeap::new();
    let (mut line, mut at) = (Vec::new(), 0);
    while next(lines, &mut line)? {
        heap.push((Reverse(loss_of(&line).0), at));
        if heap.len() > most {
            heap.pop();
        }
        at += 1;
    }
    Ok((heap.len(), heap.peek().copied()))
}

/// A page of more orders has them packed: read as plain text they would take a browser seconds.
const PLAIN: usize = 2_000;
/// Orders that are packed together.
const PER: usize = 500;

/// Writes the orders that are listed, as the page reads them: lines, or packed lines.
pub(super) fn put_orders(
    lines: &mut (impl BufRead + Seek),
    (listed, bar): (usize, Option<Rank>),
    out: &mut dyn Write,
) -> io::Result<()> {
    if listed <= PLAIN {
        out.write_all(b"<script type=\"application/x-ndjson\" id=\"orders\">")?;
        each_listed(lines, bar, |id, object| {
            if id > 1 {
                out.write_all(b"\n")?;
            }
            escaped(object, out)
        })?;
        return out.write_all(b"</script>");
    }
    write!(out, "<script type=\"application/x-ndjson\" id=\"heads\" data-per=\"{PER}\">")?;
    let mut heads = packer();
    each_listed(lines, bar, |_, object| {
        serde_json::to_writer(&mut heads, &head(object))?;
        heads.write_all(b"\n")
    })?;
    put_packed(heads, out)?;
    let mut part = packer();
    each_listed(lines, bar, |id, object| {
        part.write_all(object)?;
        part.write_all(b"\n")?;
        if id % PER == 0 || id == listed {
            out.write_all(b"<script type=\"application/x-ndjson\" class=\"part\">")?;
            put_packed(std::mem::replace(&mut part, packer()), out)?;
        }
        Ok(())
    })
}

fn packer() -> GzEncoder<Vec<u8>> {
    GzEncoder::new(Vec::new(), Compression::fast())
}

fn put_packed(packed: GzEncoder<Vec<u8>>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(STANDARD.encode(packed.finish()?).as_bytes())?;
    out.write_all(b"</script>\n")
}

/// What the list shows of an order and filters by.
fn head(object: &[u8]) -> Value {
    const NOT_LISTED: [&str; 7] = ["cells", "message", "advice", "reasons", "value", "expected_loss", "risk_clean"];
    let mut order: Value = serde_json::from_slice(object).unwrap_or_default();
    if let Some(order) = order.as_object_mut() {
        NOT_LISTED.iter().for_each(|key| drop(order.remove(*key)));
    }
    for finding in order.get_mut("findings").and_then(Value::as_array_mut).into_iter().flatten() {
        let level = finding["fix"].get("level").cloned();
        let fix = level.map_or(Value::Null, |level| json!({ "level": level }));
        *finding = json!({ "code": finding["code"], "severity": finding["severity"], "reason": finding["reason"], "fix": fix });
    }
    order
}

/// Shows each listed order with its number on the page, from 1.
fn each_listed(
    lines: &mut (impl BufRead + Seek),
    bar: Option<Rank>,
    mut see: impl FnMut(usize, &[u8]) -> io::Result<()>,
) -> io::Result<()> {
    lines.seek(SeekFrom::Start(0))?;
    let (mut line, mut at, mut id) = (Vec::new(), 0, 0);
    let mut object = Vec::new();
    while next(lines, &mut line)? {
        let (loss, order) = loss_of(&line);
        if bar.is_some_and(|bar| (Reverse(loss), at) <= bar) {
            id += 1;
            object.clear();
            numbered(id, order, &mut object);
            see(id, &object)?;
        }
        at += 1;
    }
    Ok(())
}

fn next(lines: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let have = lines.read_until(b'\n', line)?;
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    Ok(have > 0)
}

fn loss_of(line: &[u8]) -> (i64, &[u8]) {
    let (loss, order) = line.split_at(line.iter().position(|b| *b == b' ').unwrap_or(0));
    let loss = std::str::from_utf8(loss).ok().and_then(|l| l.parse().ok()).unwrap_or(0);
    (loss, order.trim_ascii_start())
}

/// JSON that can stand in a script element: nothing in it ends one, or begins a comment.
pub(super) fn escaped(json: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let mut rest = json;
    while let Some(at) = memchr::memchr(b'<', rest) {
        out.write_all(&rest[..at])?;
        out.write_all(b"\\u003c")?;
        rest = &rest[at + 1..];
    }
    out.write_all(rest)
}
