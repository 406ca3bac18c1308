//! How a file's columns are understood: which platform wrote it, which column is which field, and
//! why. What is not understood stays so; nothing is guessed in silence.

use std::collections::HashSet;

use super::reading::{Owner, Reading};
use super::refusal::{quoted, refusal};
use super::sniff::fold_name;
use super::{Field, InputError};
use crate::finding::FieldSet;
use crate::text::DateOrder;
use crate::world::Country;
use crate::world::platform::{PLATFORMS, Platform, StatusRule};

/// What one column was taken for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Its name in the file.
    pub name: String,
    /// The fields it feeds, each with its place among the columns that feed it: 0 is read first,
    /// the others where that is blank.
    pub uses: Vec<(Field, usize)>,
    /// Why it was taken for that, or why not; empty where there is nothing to say.
    pub because: &'static str,
}

/// How a file is read.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The format it was recognised as.
    pub platform: Option<&'static Platform>,
    /// Why that format.
    pub because: String,
    /// Every column of the file, in order.
    pub columns: Vec<Column>,
    /// Columns of each field, best first.
    pub fields: Vec<(Field, Vec<usize>)>,
    /// Status rules whose column the file has.
    pub statuses: Vec<(&'static StatusRule, usize)>,
    /// The column that says what each row is worth, where no other says it of the order.
    pub row_value: Option<usize>,
    /// Unit of the weight column: `kg`, `g`, `lb`, `oz`, or empty.
    pub weight_unit: &'static str,
    /// Unit of the columns of length, width and height: `cm`, `mm`, `m`, `in`, or empty.
    pub length_unit: &'static str,
    /// How it writes dates in numbers.
    pub date_order: DateOrder,
    /// Names that occur more than once (the first is read).
    pub repeated: Vec<String>,
    /// Where orders go if the file has no column for it, and why.
    pub home: Option<(&'static Country, &'static str)>,
}

/// What the user says about columns.
#[derive(Clone, Debug, Default)]
pub struct Wishes<'w> {
    /// Public platform name or format id.
    pub platform: Option<&'w str>,
    /// `field=Column`.
    pub map: &'w [(Field, String)],
    /// The columns of the map are those of several files: one may lack some of them.
    pub lenient: bool,
}

impl Layout {
    /// Understands a header.
    ///
    /// # Errors
    /// When a wished-for platform or column does not exist, or the file has neither street nor
    /// postcode.
    pub fn of(file: &str, names: &[String], wishes: &Wishes<'_>) -> Result<Layout, InputError> {
        let (platform, because) = match wishes.platform {
            Some(wish) => wished_platform(file, names, wish)?,
            None => match platform_of(names) {
                Some((p, why)) => (Some(p), why),
                None => (None, "no known export has these columns; read by their names".to_string()),
            },
        };
        let mut layout = Layout {
            platform,
            because,
            columns: names.iter().map(|n| Column { name: n.clone(), ..Column::default() }).collect(),
            fields: Vec::new(),
            statuses: Vec::new(),
            row_value: None,
            weight_unit: "",
            length_unit: "",
            date_order: DateOrder::Unknown,
            repeated: repeated(names),
            home: None,
        };
        layout.map_by_wish(file, names, wishes)?;
        match platform {
            Some(platform) => layout.map_by_platform(names, platform),
            None => layout.map_by_names(names),
        }
        layout.rank();
        if layout.columns_of(Field::Country).is_empty() {
            layout.home = home(platform, names);
        }
        if !layout.has_any(&[Field::Address1, Field::AddressFull, Field::StreetJoined, Field::Postcode]) {
            return Err(refusal(file, names, platform));
        }
        Ok(layout)
    }

    /// The layout of a table whose columns are no fields of orders.
    pub fn plain(names: &[String]) -> Layout {
        Layout {
            platform: None,
            because: String::new(),
            columns: names.iter().map(|n| Column { name: n.clone(), ..Column::default() }).collect(),
            fields: Vec::new(),
            statuses: Vec::new(),
            row_value: None,
            weight_unit: "",
            length_unit: "",
            date_order: DateOrder::Unknown,
            repeated: Vec::new(),
            home: None,
        }
    }

    /// The public platform name, `generic` where none was recognised.
    pub fn platform_name(&self) -> &'static str {
        self.platform.map_or("generic", |p| p.platform)
    }

    /// What kind of file it is, for people.
    pub fn title(&self) -> &'static str {
        self.platform.map_or("table read by its column names", |p| p.title)
    }

    /// Columns of a field, best first.
    pub fn columns_of(&self, field: Field) -> &[usize] {
        self.fields.iter().find(|(f, _)| *f == field).map_or(&[], |(_, columns)| columns)
    }

    /// Fields for which the file has a column.
    pub fn known_fields(&self) -> FieldSet {
        let mut set = FieldSet::default();
        self.fields.iter().for_each(|(f, _)| set.insert(*f));
        set
    }

    fn has_any(&self, fields: &[Field]) -> bool {
        fields.iter().any(|f| !self.columns_of(*f).is_empty())
    }

    /// Takes a column for a field. A column may feed two fields (an eBay buyer is the payer, and
    /// the recipient where no other is named), but no mirror repeats itself.
    fn add(&mut self, field: Field, column: usize, because: &'static str) {
        let used = &mut self.columns[column];
        let mirror = matches!(field, Field::RegionName | Field::StreetJoined);
        if used.uses.iter().any(|(f, _)| *f == field) || mirror && !used.uses.is_empty() {
            return;
        }
        used.uses.push((field, 0));
        used.because = because;
        match self.fields.iter_mut().find(|(f, _)| *f == field) {
            Some((_, columns)) => columns.push(column),
            None => self.fields.push((field, vec![column])),
        }
    }

    /// Has the file a column of that name?
    pub fn has_column(&self, name: &str) -> bool {
        self.columns.iter().any(|column| position(std::slice::from_ref(&column.name), name).is_some())
    }

    fn map_by_wish(&mut self, file: &str, names: &[String], wishes: &Wishes<'_>) -> Result<(), InputError> {
        for (field, wanted) in wishes.map {
            let Some(at) = position(names, wanted) else {
                if wishes.lenient {
                    continue;
                }
                let near =
                    names.iter().max_by_key(|n| (strsim::jaro_winkler(&fold_name(n), &fold_name(wanted)) * 1e6) as i64);
                let ask = |n: &String| format!("did you mean `{n}`? `doorstep columns` lists what the file has");
                let problem = format!("has no column `{wanted}` (asked for as {})", field.name());
                return Err(InputError::new(file, problem, near.map_or_else(String::new, ask)));
            };
            self.add(*field, at, "you said so");
        }
        Ok(())
    }

    fn map_by_platform(&mut self, names: &[String], platform: &'static Platform) {
        let wished: Vec<Field> = self.fields.iter().map(|(f, _)| *f).collect();
        let free: Vec<bool> = self.columns.iter().map(|c| c.uses.is_empty()).collect();
        for (field, columns) in platform.fields.iter().filter(|(f, _)| !wished.contains(f)) {
            for at in columns.iter().filter_map(|name| position(names, name)).filter(|at| free[*at]) {
                self.add(*field, at, "");
            }
        }
        let row_value = Some(platform.row_value).filter(|n| !n.is_empty() && self.columns_of(Field::Total).is_empty());
        self.row_value = row_value.and_then(|name| position(names, name));
        self.weight_unit = platform.weight_unit;
        self.length_unit = platform.length_unit;
        self.date_order = DateOrder::from_name(platform.date_order);
        self.statuses = platform.statuses.iter().filter_map(|s| Some((s, position(names, s.column)?))).collect();
    }

    /// Any other file: shipping columns before plain ones, billing columns apart.
    fn map_by_names(&mut self, names: &[String]) {
        let wished: Vec<Field> = self.fields.iter().map(|(f, _)| *f).collect();
        let read: Vec<Option<Reading>> = names.iter().map(|n| Reading::of(n)).collect();
        for owner in [Owner::Shipping, Owner::Plain, Owner::Billing] {
            for (at, reading) in read.iter().enumerate() {
                let Some(reading) = reading.as_ref().filter(|r| r.owner == owner) else { continue };
                let Some(field) = reading.field() else { continue };
                let taken = !self.columns_of(field).is_empty();
                let used = !self.columns[at].uses.is_empty();
                if used || wished.contains(&field) || (taken && !falls_back(field)) {
                    continue;
                }
                match field {
                    Field::Weight if !taken => self.weight_unit = reading.unit,
                    Field::Length | Field::Dimensions if !taken => self.length_unit = reading.unit,
                    _ => {}
                }
                self.add(field, at, reading.because());
            }
        }
        for (column, reading) in self.columns.iter_mut().zip(&read).filter(|(c, _)| c.uses.is_empty()) {
            column.because = match reading {
                Some(r) if r.owner == Owner::Ignored => "about the sender",
                Some(_) => "another column says the same",
                None => "",
            };
        }
        // a lone given or family name is the whole name
        if self.columns_of(Field::Name).is_empty()
            && self.has_any(&[Field::FirstName]) != self.has_any(&[Field::LastName])
        {
            for (field, columns) in &mut self.fields {
                if matches!(field, Field::FirstName | Field::LastName) {
                    *field = Field::Name;
                    columns.iter().for_each(|c| self.columns[*c].uses = vec![(Field::Name, 0)]);
                }
            }
        }
    }

    fn rank(&mut self) {
        for (field, columns) in &self.fields {
            for (rank, at) in columns.iter().enumerate() {
                self.columns[*at].uses.iter_mut().filter(|(f, _)| f == field).for_each(|u| u.1 = rank);
            }
        }
        self.fields.sort_by_key(|(f, _)| *f);
    }
}

/// The format that a header belongs to, with the reason. The most demanding of those that fit.
pub fn platform_of(names: &[String]) -> Option<(&'static Platform, String)> {
    let has = |wanted: &&'static str| position(names, wanted).is_some();
    let fits = |p: &&Platform| {
        p.require.iter().all(&has) && (p.any.is_empty() || p.any.iter().any(&has)) && !p.without.iter().any(&has)
    };
    let best = PLATFORMS
        .iter()
        .filter(fits)
        .max_by_key(|p| (p.require.len() + p.any.iter().filter(|c| has(c)).count(), p.fields.len()))?;
    let seen: Vec<&str> = best.require.iter().chain(best.any.iter().filter(|c| has(c))).copied().take(4).collect();
    Some((best, format!("it has the columns {}", quoted(&seen))))
}

/// The field that a column of that name holds, wherever it stands.
pub fn field_of(name: &str) -> Option<Field> {
    Reading::of(name)?.field()
}

fn wished_platform(
    file: &str,
    names: &[String],
    wish: &str,
) -> Result<(Option<&'static Platform>, String), InputError> {
    if wish == "generic" {
        return Ok((None, "you asked for it to be read by column names".to_string()));
    }
    let of_name: Vec<&Platform> = PLATFORMS.iter().filter(|p| p.id == wish || p.platform == wish).collect();
    let mapped = |p: &&&Platform| {
        p.fields.iter().filter(|(_, columns)| columns.iter().any(|c| position(names, c).is_some())).count()
    };
    let Some(best) = of_name.iter().max_by_key(mapped) else {
        let mut known: Vec<&str> = PLATFORMS.iter().map(|p| p.platform).chain(["generic"]).collect();
        known.sort_unstable();
        known.dedup();
        return Err(InputError::new(
            file,
            format!("unknown platform `{wish}`"),
            format!("known: {}", known.join(", ")),
        ));
    };
    Ok((Some(best), "you said so".to_string()))
}

/// The first column of that name, case and padding aside.
fn position(names: &[String], wanted: &str) -> Option<usize> {
    let wanted = wanted.trim();
    let same =
        |n: &String| n.eq_ignore_ascii_case(wanted) || !n.is_ascii() && n.to_lowercase() == wanted.to_lowercase();
    names.iter().position(same)
}

fn repeated(names: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut out: Vec<String> =
        names.iter().filter(|n| !n.is_empty() && !seen.insert(n.to_lowercase())).cloned().collect();
    out.dedup();
    out
}

/// Where all orders of a file without a country column go, as far as its layout tells.
fn home(platform: Option<&Platform>, names: &[String]) -> Option<(&'static Country, &'static str)> {
    if let Some(platform) = platform {
        return Some((Country::by_code(platform.country)?, "this kind of export has no other"));
    }
    let has = |words: &[&str]| names.iter().any(|n| words.iter().any(|w| n.contains(w)));
    let code = if has(&["都道府県", "郵便番号"]) {
        "JP"
    } else if has(&["우편번호", "도로명"]) {
        "KR"
    } else {
        return None;
    };
    Some((Country::by_code(code)?, "the column names are of that country"))
}

/// Fields for which a second column is read where the first is blank.
fn falls_back(field: Field) -> bool {
    matches!(field, Field::Phone | Field::Email | Field::TaxId | Field::Note)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(names: &[&str]) -> Layout {
        let names: Vec<String> = names.iter().map(|n| n.to_string()).collect();
        Layout::of("test.csv", &names, &Wishes::default()).expect("a layout")
    }

    #[test]
    fn shipping_columns_come_before_billing_columns() {
        let l = layout(&["Order", "Billing City", "City", "Ship To City", "Ship To Zip", "Address 1"]);
        assert_eq!(l.columns_of(Field::City), [3]);
        assert_eq!(l.columns_of(Field::BillingCity), [1]);
    }

    #[test]
    fn a_file_without_street_or_postcode_is_refused() {
        let names = ["a", "b"].map(str::to_string);
        let error = Layout::of("test.csv", &names, &Wishes::default()).expect_err("refused");
        assert!(error.to_string().contains("--map"), "{error}");
    }

    #[test]
    fn a_wished_column_wins() {
        let names = ["Order", "Ship Zip", "Code", "Street"].map(str::to_string);
        let map = [(Field::Postcode, "code".to_string())];
        let l = Layout::of("test.csv", &names, &Wishes { map: &map, ..Wishes::default() }).expect("a layout");
        assert_eq!(l.columns_of(Field::Postcode), [2]);
    }
}
