//! What a rule may look at: an order's cells, and the facts read out of them once.

mod facts;
mod money;
pub mod parse;
mod placement;
mod read;
mod status;

pub use facts::{Delivery, Facts, KnownMethods};
pub use money::Money;
pub use parse::{Parsed, Pickup, Scratch};
pub use placement::{CityFit, NEIGHBOUR_KM, Placement, Standing};
pub use read::{Page, Plan};

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::finding::FieldSet;
use crate::input::{Field, cell};
use crate::text::Signs;
use crate::world::platform::Status;

/// What is wrong with the rows of an order as rows, whatever they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFault {
    /// Fewer cells than the header: have, want.
    Short(u32, u32),
    /// More cells than the header: have, want.
    Long(u32, u32),
    /// Bytes that are no text in the file's encoding.
    Undecodable,
    /// A quote was opened and never closed.
    UnclosedQuote,
}

/// One parcel to one address, borrowed from its rows.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    cells: [&'a str; Field::COUNT],
    /// Cells as they stand in the file, where that is not what they say.
    raw: Vec<(Field, &'a str)>,
    /// Physical line on which it begins, from 1.
    pub line: u64,
    /// Rows of the export that it takes.
    pub rows: u32,
    /// Is it to be shipped from here?
    pub status: Status,
    /// A number that stands for the items of an order of several rows, else 0.
    pub content: u64,
    /// What its rows are worth together, in exports that have no total of the order.
    pub rows_value: Option<Money>,
    known_fingerprint: Option<u64>,
    signs: [Signs; Field::COUNT],
    all_signs: Signs,
    begins_oddly: FieldSet,
    /// Faults of its rows, with the line of each.
    pub faults: Vec<(RowFault, u64)>,
}

/// Cells of which the kinds of bytes are kept.
const TEXTS: FieldSet = FieldSet::of(&[
    Field::Name,
    Field::FirstName,
    Field::LastName,
    Field::Company,
    Field::Address1,
    Field::Address2,
    Field::Address3,
    Field::AddressFull,
    Field::StreetJoined,
    Field::HouseNumber,
    Field::District,
    Field::City,
    Field::Region,
    Field::RegionName,
]);

/// See [`Order::begins_oddly`].
static BEGINS_ODDLY: [bool; 256] = {
    let (mut table, odd) = ([false; 256], *b"=+-@#\t\r\n");
    let mut i = 0;
    while i < odd.len() {
        table[odd[i] as usize] = true;
        i += 1;
    }
    table
};

fn begins_oddly(text: &str) -> bool {
    text.as_bytes().first().is_some_and(|b| BEGINS_ODDLY[usize::from(*b)])
}

static NO_SIGNS: [Signs; Field::COUNT] = [Signs::NONE; Field::COUNT];

/// Copied as a whole, which is quicker than filled.
static NO_CELLS: [&str; Field::COUNT] = [""; Field::COUNT];

impl<'a> Order<'a> {
    /// An order with nothing in it.
    pub fn blank() -> Order<'a> {
        Order {
            cells: NO_CELLS,
            raw: Vec::new(),
            line: 0,
            rows: 0,
            status: Status::Check,
            content: 0,
            rows_value: None,
            known_fingerprint: None,
            signs: NO_SIGNS,
            all_signs: Signs::NONE,
            begins_oddly: FieldSet::default(),
            faults: Vec::new(),
        }
    }

    /// Makes it blank again and keeps the room it took.
    pub fn clear(&mut self) {
        let (mut faults, mut raw) = (std::mem::take(&mut self.faults), std::mem::take(&mut self.raw));
        faults.clear();
        raw.clear();
        *self = Order { faults, raw, ..Order::blank() };
    }

    /// An order of these cells; for tests and for trying an edit.
    pub fn of(cells: &[(Field, &'a str)]) -> Order<'a> {
        let mut order = Order::blank();
        order.rows = 1;
        order.line = 1;
        for (field, value) in cells {
            order.set(*field, value);
        }
        order
    }

    /// Puts a cell, as it stands in the file between its quotes.
    #[inline(always)]
    pub fn set(&mut self, field: Field, raw: &'a str) {
        let clean = cell::clean(raw);
        self.cells[field as usize] = clean;
        if begins_oddly(raw) || clean.len() < raw.len() || !self.raw.is_empty() {
            self.keep_raw(field, raw, clean);
        }
        if TEXTS.contains(field) {
            let signs = Signs::of(clean);
            self.signs[field as usize] = signs;
            self.all_signs = self.all_signs.and(signs);
        }
    }

    /// What is kept of a cell that begins oddly or is not what stands in the file.
    #[inline(never)]
    fn keep_raw(&mut self, field: Field, raw: &'a str, clean: &str) {
        self.raw.retain(|(f, _)| *f != field);
        if clean.len() < raw.len() {
            self.raw.push((field, raw));
        }
        if begins_oddly(raw) || begins_oddly(clean) {
            self.begins_oddly.insert(field);
        }
    }

    /// The kinds of bytes in a cell; nothing for cells that are neither name nor address.
    #[inline]
    pub fn signs(&self, field: Field) -> Signs {
        self.signs[field as usize]
    }

    /// May a cell of the name or address hold any of these?
    #[inline]
    pub fn holds(&self, signs: Signs) -> bool {
        self.all_signs.any(signs)
    }

    /// Cells that may begin with a sign that spreadsheets make something of: `=`, `+`, `-`, `@`,
    /// `#`, a tab, a line end.
    pub fn begins_oddly(&self) -> FieldSet {
        self.begins_oddly
    }

    /// The value of a cell without what spreadsheets put around it; empty where there is none.
    #[inline]
    pub fn get(&self, field: Field) -> &'a str {
        self.cells[field as usize]
    }

    /// The cell as it stands in the file.
    #[inline]
    pub fn raw(&self, field: Field) -> &'a str {
        self.raw.iter().find(|(f, _)| *f == field).map_or(self.get(field), |(_, raw)| raw)
    }

    /// The cell that says by what the parcel is sent.
    pub fn method_field(&self) -> Field {
        if self.get(Field::Service).is_empty() { Field::Carrier } else { Field::Service }
    }

    /// Is the cell blank, or a dash or dot that stands for blank?
    #[inline]
    pub fn lacks(&self, field: Field) -> bool {
        matches!(self.get(field), "" | "-" | "--" | "." | "_" | "–" | "—")
    }

    /// Address lines 1 to 3 (or the joined cell where the export has nothing else) that say
    /// something, with their fields.
    pub fn lines(&self) -> impl Iterator<Item = (Field, &'a str)> {
        lines(|field| self.get(field))
    }

    /// Recipient's name: one cell, or given and family name.
    pub fn names(&self) -> [&'a str; 2] {
        names(|field| self.get(field))
    }

    /// Payer's name: one cell, or given and family name.
    pub fn payer(&self) -> Cow<'a, str> {
        match (self.get(Field::BillingName), self.get(Field::BillingFirstName), self.get(Field::BillingLastName)) {
            ("", "", last) => last.into(),
            ("", first, "") => first.into(),
            ("", first, last) => format!("{first} {last}").into(),
            (name, ..) => name.into(),
        }
    }

    /// A number that two orders share when they go to the same person at the same place with the
    /// same content; 0 where the order says too little to tell.
    pub fn fingerprint(&self) -> u64 {
        self.known_fingerprint.unwrap_or_else(|| fingerprint(|field| self.get(field), || self.content))
    }

    /// Keeps the fingerprint, whatever is changed from now on.
    pub fn keep_fingerprint(&mut self) {
        self.known_fingerprint = Some(self.fingerprint());
    }

    /// Is known by that fingerprint, whatever it says.
    pub fn is_known_as(&mut self, print: u64) {
        self.known_fingerprint = Some(print);
    }

    /// Fields that hold anything.
    pub fn filled(&self) -> FieldSet {
        let mut set = FieldSet::default();
        for field in Field::ALL {
            if !self.get(*field).is_empty() {
                set.insert(*field);
            }
        }
        set
    }
}

fn names<'a>(get: impl Fn(Field) -> &'a str) -> [&'a str; 2] {
    match get(Field::Name) {
        "" => [get(Field::FirstName), get(Field::LastName)],
        name => [name, ""],
    }
}

#[inline]
fn lines<'a>(get: impl Fn(Field) -> &'a str) -> impl Iterator<Item = (Field, &'a str)> {
    const SPLIT: [Field; 3] = [Field::Address1, Field::Address2, Field::Address3];
    const WHOLE: [Field; 2] = [Field::StreetJoined, Field::AddressFull];
    let split = SPLIT.iter().any(|f| !get(*f).is_empty());
    let fields: &'static [Field] = if split { &SPLIT } else { &WHOLE };
    let mut seen = false;
    fields.iter().map(move |f| (*f, get(*f))).filter(move |(_, text)| {
        let take = !text.is_empty() && (split || !seen);
        seen |= take;
        take
    })
}

/// See [`Order::fingerprint`].
fn fingerprint<'a>(get: impl Fn(Field) -> &'a str, content: impl Fn() -> u64) -> u64 {
    const CELLS: [Field; 7] =
        [Field::Postcode, Field::City, Field::Country, Field::Sku, Field::ItemName, Field::Quantity, Field::Total];
    let names = names(&get);
    let mut lines = lines(&get).peekable();
    if names == ["", ""] || lines.peek().is_none() {
        return 0;
    }
    let mut h = content();
    for text in names {
        h = mix(h, text.as_bytes());
    }
    for (_, text) in lines {
        h = mix(h, text.as_bytes());
    }
    for field in CELLS {
        h = mix(h, get(field).as_bytes());
    }
    h | 1
}

/// What was made of texts that many orders share, such as shipping methods.
pub(crate) type Memo<'a, T> = HashMap<&'a str, T, BuildHasherDefault<TextHasher>>;

/// The same of texts that mean something else in each country, which goes by its index.
pub(crate) type MemoByCountry<'a, T> = HashMap<(usize, &'a str), T, BuildHasherDefault<TextHasher>>;

/// A hash of short texts, quicker than one that withstands enemies; a [`Memo`] lives as long as a block.
#[derive(Debug, Default)]
pub(crate) struct TextHasher(u64);

impl Hasher for TextHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = mix(self.0, bytes);
    }

    // ends every text, which its length already does
    fn write_u8(&mut self, _: u8) {}

    fn write_usize(&mut self, number: usize) {
        self.0 = self.0.rotate_left(9) ^ number as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Mixes a text into a number, eight bytes at a time, letter case aside.
fn mix(seed: u64, text: &[u8]) -> u64 {
    const CASE: u64 = 0x2020_2020_2020_2020;
    let step = |h: u64, word: u64| (h.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    let (words, rest) = text.as_chunks();
    let mut h = step(seed, text.len() as u64);
    for word in words {
        h = step(h, u64::from_le_bytes(*word) | CASE);
    }
    // the last eight bytes once more, in place of a loop over what eights leave
    let last = match (text.last_chunk(), rest) {
        (Some(last), _) => u64::from_le_bytes(*last) | CASE,
        (None, rest) => rest.iter().fold(0, |w, b| w << 8 | u64::from(*b | 0x20)),
    };
    let h = step(h, last);
    h ^ h >> 32
}
