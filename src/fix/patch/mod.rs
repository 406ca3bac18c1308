//! The patch: the small file that a shop or label program takes back, with only the orders that were
//! changed, one row each, and the whole delivery address. A row that would do harm there is left out
//! and told.

mod target;

pub use target::{Part, Target, TargetColumn, closed};

use crate::input::grouping::Group;
use crate::input::{Field, Table, cell};
use crate::order::{Facts, Order, Page, Plan};

/// Why an order is not in the patch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// The target could not find it: no key.
    NoKey,
    /// A column that the target needs is blank.
    Needs(String),
    /// A cell is blank now and was not, and the target would delete what it has.
    Blanks(String),
    /// A cell is longer than the target takes.
    TooLong(String, usize),
    /// A spreadsheet or the target would run the cell.
    Formula(String),
}

/// Makes the rows of a patch out of the orders of one file.
#[derive(Clone, Debug)]
pub struct Patcher {
    target: Target,
    columns: Vec<(TargetColumn, Source)>,
}

/// Where a cell comes from.
#[derive(Clone, Debug)]
enum Source {
    Field(Field, Option<Part>),
    Column(usize),
    Text(String),
}

/// An order on its page.
#[derive(Clone, Copy)]
pub struct OnPage<'p, 'a> {
    /// How its file is read.
    pub plan: &'p Plan,
    /// The page.
    pub page: Page<'a>,
    /// Its rows.
    pub group: &'p Group,
    /// What was read.
    pub order: &'p Order<'a>,
    /// What is known of it.
    pub facts: &'p Facts<'a>,
}

impl Patcher {
    /// For a table whose export the target takes.
    ///
    /// # Errors
    /// Where it does not, with what to do instead.
    pub fn of(target: Target, table: &Table) -> Result<Patcher, String> {
        let layout = table.layout.platform.map_or("", |p| p.id);
        if !target.takes(layout) {
            let export = table.layout.title();
            let instead = match closed(table.layout.platform_name()) {
                Some(why) => format!("{why}; label programs still take the address for the label alone"),
                None => {
                    let fit = Target::ids().filter(|id| Target::of(id).is_some_and(|t| t.takes(layout)));
                    format!("for this export there are: {}", fit.collect::<Vec<_>>().join(", "))
                }
            };
            return Err(format!("{} takes no orders of this file ({export}): {instead}", target.name));
        }
        let has = |field: Field| !table.layout.columns_of(field).is_empty();
        let columns = target.columns.iter().filter_map(|column| {
            let source = if let Some(text) = &column.text {
                Source::Text(text.clone())
            } else if let Some(name) = &column.column {
                Source::Column(table.header.names.iter().position(|n| n == name)?)
            } else {
                let field = column.field()?;
                let is_name = field == Field::Name && has(Field::LastName);
                // what the export has no column for is left out: blank, it would delete what is there
                if !has(field) && !is_name && !column.needed {
                    return None;
                }
                Source::Field(field, column.part)
            };
            Some((column.clone(), source))
        });
        let columns: Vec<_> = columns.collect();
        if !columns.iter().any(|(c, _)| target.key.contains(&c.header)) {
            let keys = target.key.join(" or ");
            return Err(format!("{} finds an order by {keys}, and the export has no column for it", target.name));
        }
        Ok(Patcher { target, columns })
    }

    /// The target.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The line of column names.
    pub fn header(&self) -> Vec<u8> {
        self.line(&self.columns.iter().map(|(c, _)| c.header.clone()).collect::<Vec<_>>())
    }

    /// The row of an order as it is now; `before` is as it was, where that is known.
    ///
    /// # Errors
    /// Where it is better left out.
    pub fn row(&self, now: OnPage<'_, '_>, before: Option<OnPage<'_, '_>>) -> Result<Vec<u8>, LeftOut> {
        let mut cells = Vec::with_capacity(self.columns.len());
        for (column, source) in &self.columns {
            let name = || column.header.clone();
            let mut text = source.read(now);
            let is_id = matches!(source, Source::Column(_)) && self.target.key.contains(&column.header);
            if is_id && !text.bytes().all(|b| b.is_ascii_digit()) {
                // what a spreadsheet made of a long number finds nothing, or another order
                text.clear();
            }
            if text.is_empty() && column.needed {
                return Err(LeftOut::Needs(name()));
            }
            let was = before.filter(|_| !self.target.keeps_blank && !is_id).map(|b| source.read(b));
            if text.is_empty() && was.is_some_and(|was| !was.is_empty()) {
                return Err(LeftOut::Blanks(name()));
            }
            if column.max > 0 && text.chars().count() > column.max {
                return Err(LeftOut::TooLong(name(), column.max));
            }
            if would_run(&text) {
                return Err(LeftOut::Formula(name()));
            }
            cells.push(text);
        }
        let is_key = |(column, _): &(TargetColumn, Source)| self.target.key.contains(&column.header);
        if !self.columns.iter().zip(&cells).any(|(column, text)| is_key(column) && !text.is_empty()) {
            return Err(LeftOut::NoKey);
        }
        Ok(self.line(&cells))
    }

    fn line(&self, cells: &[String]) -> Vec<u8> {
        let terminator = match self.target.line_end.as_str() {
            "\r\n" => csv::Terminator::CRLF,
            _ => csv::Terminator::Any(b'\n'),
        };
        let mut out = Vec::new();
        let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(&mut out);
        // writing to memory does not fail
        let _ = writer.write_record(cells);
        drop(writer);
        out
    }
}

impl Source {
    fn read(&self, on: OnPage<'_, '_>) -> String {
        match self {
            Source::Text(text) => text.clone(),
            Source::Column(column) => {
                let records = &on.page.block().structure().records()[on.group.records.clone()];
                let texts = records.iter().map(|record| cell::clean(on.plan.text_of(on.page, record, *column)));
                texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_string()
            }
            Source::Field(field, part) => part_of(on, *field, *part),
        }
    }
}

fn part_of(on: OnPage<'_, '_>, field: Field, part: Option<Part>) -> String {
    let (order, facts) = (on.order, on.facts);
    let own = order.get(field);
    let split = || match order.get(Field::LastName) {
        "" => {
            let whole = order.get(Field::Name);
            let (first, last) = whole.rsplit_once(char::is_whitespace).unwrap_or(("", whole));
            (first.trim_end(), last)
        }
        last => (order.get(Field::FirstName), last),
    };
    let known = |text: Option<&str>| text.filter(|t| !t.is_empty()).unwrap_or(own).to_string();
    match part {
        Some(Part::FirstName) => split().0.to_string(),
        Some(Part::LastName) => split().1.to_string(),
        Some(Part::RegionCode) => known(facts.region.map(|r| r.code)),
        Some(Part::RegionName) => known(facts.region.map(|r| r.name)),
        Some(Part::CountryCode) => known(facts.country.map(|c| c.code)),
        Some(Part::CountryName) => known(facts.country.map(|c| c.name)),
        Some(Part::Street) => match (facts.parsed.street, facts.parsed.house_number) {
            (Some(street), Some(_)) => street.to_string(),
            _ => own.to_string(),
        },
        Some(Part::HouseNumber) => match facts.parsed.street {
            Some(_) => facts.parsed.house_number.unwrap_or_default().to_string(),
            None => String::new(),
        },
        None if field == Field::Name => order.names().join(" ").trim().to_string(),
        None => own.to_string(),
    }
}

/// Does it begin like a formula? A phone number with its plus does not.
fn would_run(text: &str) -> bool {
    match text.as_bytes() {
        [b'=' | b'@' | b'\t' | b'\r', ..] => true,
        [b'+' | b'-', rest @ ..] => !rest.iter().all(|b| b.is_ascii_digit() || b" ()-./".contains(b)),
        _ => false,
    }
}
