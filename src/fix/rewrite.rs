//! Rows with some cells changed and every other byte as it stands.

use std::ops::Range;

use super::hand::{Hand, Refusal, Stands, is_formula};
use crate::input::block::Block;

/// A cell to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its record, counted from the first of the rows.
    pub record: usize,
    /// Its column, from 0.
    pub column: usize,
    /// What it should say.
    pub to: String,
}

/// What a cell said before it was changed, and how it stood.
pub type Before = (String, Stands);

/// The bytes of some rows of a block, from the first byte of the first to the last of the last,
/// with these cells changed, and what each of the cells said before. Each cell is named once.
///
/// # Errors
/// The change that cannot be made, by its position, and why; none is made then.
pub fn rewritten(
    hand: &Hand,
    block: &Block,
    records: Range<usize>,
    changes: &[Change],
) -> Result<(Vec<u8>, Vec<Before>), (usize, Refusal)> {
    let (bytes, structure) = (block.bytes(), block.structure());
    let rows = &structure.records()[records];
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok((Vec::new(), Vec::new())) };
    let mut before = vec![(String::new(), Stands::Plain); changes.len()];
    let mut order: Vec<usize> = (0..changes.len()).collect();
    order.sort_by_key(|i| (changes[*i].record, changes[*i].column));
    let mut out = Vec::with_capacity((last.end - first.start) as usize + 64);
    let mut at = first.start as usize;
    // cells of the row as far as it has been written, once a cell beyond its end has been
    let mut padded = (usize::MAX, 0);
    for i in order {
        let change = &changes[i];
        let Some(row) = rows.get(change.record) else { return Err((i, Refusal::BrokenRow)) };
        let ends = structure.ends(row);
        let (range, was) = match ends.range(change.column) {
            Some(range) => {
                let (text, stands) = hand.read(&bytes[range.clone()]).map_err(|why| (i, why))?;
                (range, (text, stands))
            }
            None => (row.end as usize..row.end as usize, (String::new(), Stands::Beyond(ends.len()))),
        };
        if is_formula(&change.to) && !is_formula(&was.0) {
            return Err((i, Refusal::Formula));
        }
        let cell = hand.write(&change.to, hand.stands(&change.to, was.1, change.column)).map_err(|why| (i, why))?;
        out.extend_from_slice(&bytes[at..range.start]);
        if let Stands::Beyond(cells) = was.1 {
            let have = if padded.0 == change.record { padded.1 } else { cells };
            out.extend(std::iter::repeat_n(hand.dialect.delimiter, change.column + 1 - have));
            padded = (change.record, change.column + 1);
        }
        out.extend_from_slice(&cell);
        at = range.end;
        before[i] = was;
    }
    out.extend_from_slice(&bytes[at..last.end as usize]);
    Ok((out, before))
}

/// Do the rows, read again, have these cells, and no other cells than before?
pub fn is_so(hand: &Hand, block: &Block, records: Range<usize>, after: &Block, changes: &[Change]) -> bool {
    let rows = &block.structure().records()[records];
    let again = after.structure().records();
    let cells = |record: usize| {
        let mine = changes.iter().filter(|c| c.record == record).map(|c| c.column as u32 + 1);
        mine.fold(rows[record].fields, u32::max)
    };
    let says = |c: &Change| {
        let range = again.get(c.record).and_then(|row| after.structure().ends(row).range(c.column));
        range.is_some_and(|r| hand.read(&after.bytes()[r]).is_ok_and(|(text, _)| text == c.to))
    };
    again.len() == rows.len()
        && again.iter().enumerate().all(|(i, row)| row.fields == cells(i))
        && changes.iter().all(says)
}
