//! Rows → order: each field from the first of its columns that says something, and whether the
//! order is shipped from here.

use std::borrow::Cow;
use std::ops::Range;

use bumpalo::Bump;
use memchr::memmem;

use super::status::{Starts, is_one_of};
use super::{Money, NO_CELLS, Order, RowFault, fingerprint, mix};
use crate::input::block::Block;
use crate::input::encoding::{TextEncoding, decode};
use crate::input::grouping::Group;
use crate::input::structure::{Dialect, Ends, Record};
use crate::input::{Field, Table, cell};
use crate::world::platform::{Status, StatusRule, When};

/// What is needed to read the orders of one file.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Each field and its columns.
    fields: Vec<(Field, Vec<usize>)>,
    /// Rule, column, and how the rule's values start.
    statuses: Vec<(&'static StatusRule, usize, Starts)>,
    /// The column whose rows add up to what an order is worth.
    row_value: Option<usize>,
    encoding: TextEncoding,
    dialect: Dialect,
    width: usize,
}

/// A block, whether it is text as a whole, and the arena for cells that cannot be borrowed from
/// it as they stand.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    block: &'a Block,
    text: Option<&'a str>,
    arena: &'a Bump,
}

impl<'a> Page<'a> {
    /// A block whose unescaped and decoded cells go to the arena.
    pub fn new(block: &'a Block, arena: &'a Bump) -> Page<'a> {
        Page { block, text: simdutf8::basic::from_utf8(block.bytes()).ok(), arena }
    }

    /// The block itself.
    pub fn block(&self) -> &'a Block {
        self.block
    }

    /// Physical line on which a record begins.
    pub fn line_of(&self, record: usize) -> u64 {
        self.block.line + self.block.structure().records().get(record).map_or(0, |r| u64::from(r.line))
    }
}

impl Plan {
    /// The plan for a table.
    pub fn of(table: &Table) -> Plan {
        Plan {
            fields: table.layout.fields.clone(),
            statuses: table.layout.statuses.iter().map(|(rule, column)| (*rule, *column, Starts::of(rule))).collect(),
            row_value: table.layout.row_value,
            encoding: table.encoding,
            dialect: table.dialect,
            width: table.header.names.len(),
        }
    }

    /// The same plan for fewer fields.
    pub fn only(&self, fields: &[Field]) -> Plan {
        let fields = self.fields.iter().filter(|(f, _)| fields.contains(f)).cloned().collect();
        Plan { fields, row_value: None, ..self.clone() }
    }

    /// The same plan, blind to orders that are not shipped from here.
    pub fn without_statuses(self) -> Plan {
        Plan { statuses: Vec::new(), ..self }
    }

    /// Reads one order.
    pub fn read<'a>(&self, page: Page<'a>, group: &Group) -> Order<'a> {
        let mut order = Order::blank();
        self.read_into(page, group, &mut order);
        order
    }

    /// Reads one order in the place of another.
    pub fn read_into<'a>(&self, page: Page<'a>, group: &Group, order: &mut Order<'a>) {
        order.clear();
        let structure = page.block.structure();
        let records = &structure.records()[group.records.clone()];
        let Some(first) = records.first() else { return };
        order.line = page.block.line + u64::from(first.line);
        order.rows = records.len() as u32;
        self.note_faults(page, records, order);
        let mut faults = std::mem::take(&mut order.faults);
        self.cells(page, records, &mut faults, |field, value| order.set(field, value));
        order.content = self.content(page, records);
        let currency = order.get(Field::Currency);
        order.rows_value = self.row_value.and_then(|column| self.sum(page, records, column, currency));
        order.status = self.status(page, records, &mut faults);
        order.faults = faults;
    }

    /// The [`Order::fingerprint`] of an order, without reading all of it; 0 as well where it is not
    /// shipped from here.
    pub fn fingerprint(&self, page: Page<'_>, group: &Group) -> u64 {
        self.fingerprint_and(page, group, |_| ()).0
    }

    /// The same, and what `see` makes of the cells that were read for it.
    pub fn fingerprint_and<'a, T>(
        &self,
        page: Page<'a>,
        group: &Group,
        see: impl FnOnce(&dyn Fn(Field) -> &'a str) -> T,
    ) -> (u64, T) {
        let records = &page.block.structure().records()[group.records.clone()];
        let mut cells = NO_CELLS;
        let mut faults = Vec::new();
        self.cells(page, records, &mut faults, |field, value| cells[field as usize] = cell::clean(value));
        let seen = see(&|field| cells[field as usize]);
        if self.status(page, records, &mut faults) != Status::Check {
            return (0, seen);
        }
        (fingerprint(|field| cells[field as usize], || self.content(page, records)), seen)
    }

    /// Reads the cells that say something, each field once.
    #[inline(always)]
    fn cells<'a>(
        &self,
        page: Page<'a>,
        records: &[Record],
        faults: &mut Vec<(RowFault, u64)>,
        mut put: impl FnMut(Field, &'a str),
    ) {
        let Some(first) = records.first() else { return };
        let row = self.row(page, first);
        let is_alone = records.len() == 1;
        for (field, columns) in &self.fields {
            let [column, others @ ..] = columns.as_slice() else { continue };
            let mut value = self.cell(&row, *column, faults);
            if value.is_empty() {
                if is_alone && others.is_empty() {
                    continue;
                }
                value = self.look_on(page, records, columns, faults);
                if value.is_empty() {
                    continue;
                }
            }
            put(*field, value);
        }
    }

    /// The value of a field that is blank where it is looked for first.
    fn look_on<'a>(
        &self,
        page: Page<'a>,
        records: &[Record],
        columns: &[usize],
        faults: &mut Vec<(RowFault, u64)>,
    ) -> &'a str {
        for column in columns {
            for record in records {
                let value = self.cell(&self.row(page, record), *column, faults);
                if !value.is_empty() {
                    return value;
                }
            }
        }
        ""
    }

    /// Where the value of a field stands: record of the group and column. The first column of the
    /// field on the first record where there is none.
    pub fn place(&self, page: Page<'_>, group: &Group, field: Field) -> Option<(usize, usize)> {
        let structure = page.block.structure();
        let records = &structure.records()[group.records.clone()];
        let (_, columns) = self.fields.iter().find(|(f, _)| *f == field)?;
        let filled = |column: usize| {
            records.iter().position(|r| {
                structure
                    .ends(r)
                    .range(column)
                    .is_some_and(|range| !cell::unescape(&page.block.bytes()[range], self.dialect.quote).is_empty())
            })
        };
        columns.iter().find_map(|c| Some((filled(*c)?, *c))).or_else(|| Some((0, *columns.first()?)))
    }

    /// The value of one cell by its column, without what spreadsheets put around it.
    pub fn cell_of<'a>(
        &self,
        page: Page<'a>,
        record: &Record,
        column: usize,
        faults: &mut Vec<(RowFault, u64)>,
    ) -> &'a str {
        cell::clean(self.cell(&self.row(page, record), column, faults))
    }

    /// The value of one cell by its column, as it stands between its quotes.
    pub fn text_of<'a>(&self, page: Page<'a>, record: &Record, column: usize) -> &'a str {
        self.cell(&self.row(page, record), column, &mut Vec::new())
    }

    fn row<'a>(&self, page: Page<'a>, record: &Record) -> Row<'a> {
        let text = page.text.filter(|_| self.encoding.is_utf8_inside()).unwrap_or_default();
        let ends = page.block.structure().ends(record);
        Row { page, text, ends, line: page.block.line + u64::from(record.line) }
    }

    /// The value of a cell between its quotes.
    #[inline]
    fn cell<'a>(&self, row: &Row<'a>, column: usize, faults: &mut Vec<(RowFault, u64)>) -> &'a str {
        let Some(range) = row.ends.range(column).filter(|r| !r.is_empty()) else { return "" };
        // what stands between two delimiters of a text is text
        if row.text.as_bytes().get(range.start).is_some_and(|first| Some(*first) != self.dialect.quote)
            && let Some(raw) = row.text.get(range.clone())
        {
            return raw;
        }
        self.unpacked(row, range, faults)
    }

    /// The value of a cell in quotes, or one that is not UTF-8 as it stands.
    #[inline(never)]
    fn unpacked<'a>(&self, row: &Row<'a>, range: Range<usize>, faults: &mut Vec<(RowFault, u64)>) -> &'a str {
        let page = row.page;
        let bytes: &'a [u8] = match cell::unescape(&page.block.bytes()[range.clone()], self.dialect.quote) {
            Cow::Borrowed(inner) => {
                if let Some(text) = row.text.get(range.start + 1..range.start + 1 + inner.len()) {
                    return text;
                }
                inner
            }
            Cow::Owned(inner) => page.arena.alloc_slice_copy(&inner),
        };
        if (self.encoding.is_utf8_inside() || bytes.is_ascii())
            && let Ok(text) = std::str::from_utf8(bytes)
        {
            return text;
        }
        self.decoded(row, bytes, faults)
    }

    #[cold]
    fn decoded<'a>(&self, row: &Row<'a>, bytes: &'a [u8], faults: &mut Vec<(RowFault, u64)>) -> &'a str {
        let (text, broken) = decode(bytes, self.encoding);
        let fault = (RowFault::Undecodable, row.line);
        if broken && !faults.contains(&fault) {
            faults.push(fault);
        }
        row.page.arena.alloc_str(&text)
    }

    fn note_faults(&self, page: Page<'_>, records: &[Record], order: &mut Order<'_>) {
        // an order with more of them is no order, and has been told often enough
        const MOST: usize = 1000;
        for record in records {
            if order.faults.len() >= MOST {
                return;
            }
            let line = page.block.line + u64::from(record.line);
            let (have, want) = (record.fields, self.width as u32);
            if have < want {
                order.faults.push((RowFault::Short(have, want), line));
            } else if have > want && !self.spare_cells_are_blank(page, record) {
                order.faults.push((RowFault::Long(have, want), line));
            }
            let range = record.start as usize..record.end as usize;
            // what was no text stands so since UTF-16 became UTF-8
            if self.encoding.is_wide()
                && memmem::find(&page.block.bytes()[range.clone()], "\u{fffd}".as_bytes()).is_some()
            {
                order.faults.push((RowFault::Undecodable, line));
            }
            let quotes = &page.block.open_quotes;
            if quotes.get(quotes.partition_point(|at| *at < range.start)).is_some_and(|at| range.contains(at)) {
                order.faults.push((RowFault::UnclosedQuote, line));
            }
        }
    }

    /// Some exporters end every row with a delimiter.
    fn spare_cells_are_blank(&self, page: Page<'_>, record: &Record) -> bool {
        let ends = page.block.structure().ends(record);
        (self.width..ends.len())
            .all(|c| ends.range(c).is_none_or(|r| page.block.bytes()[r].iter().all(|b| matches!(b, b' ' | b'"'))))
    }

    /// A number that stands for the items of an order of several rows, 0 for one row.
    fn content(&self, page: Page<'_>, records: &[Record]) -> u64 {
        if records.len() < 2 {
            return 0;
        }
        let structure = page.block.structure();
        let mut content = 0;
        for field in [Field::Sku, Field::ItemName, Field::Quantity] {
            let Some((_, columns)) = self.fields.iter().find(|(f, _)| *f == field) else { continue };
            for record in records {
                for range in columns.iter().filter_map(|c| structure.ends(record).range(*c)) {
                    content = mix(content, &page.block.bytes()[range]);
                }
            }
        }
        content
    }

    /// What those rows of an order that say so are worth together; `None` where that is nothing.
    fn sum(&self, page: Page<'_>, records: &[Record], column: usize, currency: &str) -> Option<Money> {
        let mut rows = records.iter().filter_map(|record| Money::read(self.text_of(page, record, column), currency));
        let first = rows.next()?;
        let sum = rows.fold(first, |sum, row| Money { amount: sum.amount + row.amount, ..sum });
        Some(sum).filter(|sum| sum.amount > 0.0)
    }

    fn status(&self, page: Page<'_>, records: &[Record], faults: &mut Vec<(RowFault, u64)>) -> Status {
        let Some((first, more)) = records.split_first() else { return Status::Check };
        let first = self.row(page, first);
        let mut last = None;
        for (rule, column, starts) in &self.statuses {
            let head = match last {
                // several rules ask for the same column, one after the other
                Some((before, head)) if before == *column => head,
                _ => cell::clean(self.cell(&first, *column, faults)),
            };
            last = Some((*column, head));
            let mut rest = more.iter().map(|r| cell::clean(self.cell(&self.row(page, r), *column, faults)));
            let says = |cell: &str| starts.may_start(cell) && is_one_of(rule.values, cell);
            let speaks = match rule.when {
                When::Filled => !head.is_empty() || rest.any(|c| !c.is_empty()),
                When::Values if head.is_empty() => rest.find(|c| !c.is_empty()).is_some_and(says),
                When::Values => says(head),
                When::AllRows => says(head) && rest.all(says),
            };
            if speaks {
                return rule.status;
            }
        }
        Status::Check
    }
}

/// One row of an order.
struct Row<'a> {
    page: Page<'a>,
    /// The text of the page, where its cells can be borrowed from it as they stand, else empty.
    text: &'a str,
    ends: Ends<'a>,
    /// Physical line on which it begins.
    line: u64,
}
