//! Rows of address registers: which columns are which part, and the doors that a row names.

use super::{Door, DoorParts};
use crate::input::InputError;
use crate::world::Country;
use crate::world::register::{Part, Register};

/// The columns of each part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    parts: Vec<(Part, Vec<usize>)>,
}

/// The columns of a register: what the user says goes before what the register says.
///
/// # Errors
/// When a column that was asked for does not exist, or street, house number or place have none.
pub fn columns_of(
    file: &str,
    names: &[String],
    register: Option<&Register>,
    map: &[(Part, String)],
) -> Result<Columns, InputError> {
    let position = |wanted: &str| {
        names
            .iter()
            .position(|n| n.trim().eq_ignore_ascii_case(wanted.trim()) || n.to_lowercase() == wanted.to_lowercase())
    };
    let mut columns = Columns::default();
    for (part, wanted) in map {
        let Some(at) = position(wanted) else {
            let shown: Vec<String> = names.iter().take(16).map(|n| format!("`{n}`")).collect();
            return Err(InputError::new(
                file,
                format!("has no column `{wanted}`"),
                format!("it has {}", shown.join(", ")),
            )
            .at(1));
        };
        columns.add(*part, vec![at]);
    }
    for (part, wanted) in register.iter().flat_map(|r| r.fields) {
        if columns.of(*part).is_empty() {
            columns.add(*part, wanted.iter().filter_map(|w| position(w)).collect());
        }
    }
    let lacks = |part: Part| columns.of(part).is_empty();
    let missing = match (lacks(Part::Street), lacks(Part::Number), lacks(Part::Postcode) && lacks(Part::City)) {
        (true, _, _) => "street",
        (_, true, _) => "number",
        (_, _, true) => "postcode",
        _ => return Ok(columns),
    };
    let title = register.map_or("the register", |r| r.title);
    Err(InputError::new(
        file,
        format!("no column of {title} is the {missing}"),
        format!("say which one is: --map {missing}=\"Column name\""),
    )
    .at(1))
}

impl Columns {
    fn add(&mut self, part: Part, columns: Vec<usize>) {
        if !columns.is_empty() {
            self.parts.push((part, columns));
        }
    }

    /// Columns of a part.
    pub fn of(&self, part: Part) -> &[usize] {
        self.parts.iter().find(|(p, _)| *p == part).map_or(&[], |(_, columns)| columns)
    }

    /// Cells that a row must have.
    pub fn width(&self) -> usize {
        self.parts.iter().flat_map(|(_, columns)| columns).max().map_or(0, |last| last + 1)
    }
}

/// The parts of one row; reused from row to row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    texts: [String; Part::ALL.len()],
}

impl Row {
    /// Reads the parts with a way to read cells.
    pub fn read<'c>(&mut self, columns: &Columns, mut cell: impl FnMut(usize) -> &'c str) {
        for (part, _) in Part::ALL {
            let text = &mut self.texts[part as usize];
            text.clear();
            for at in columns.of(part) {
                let cell = cell(*at);
                if part != Part::Number && !text.is_empty() && !cell.is_empty() {
                    text.push(' ');
                }
                text.push_str(cell);
            }
        }
    }

    fn text(&self, part: Part) -> &str {
        self.texts[part as usize].trim()
    }

    /// The doors that the row names, one or the two ends of a range, or what it lacks.
    ///
    /// # Errors
    /// The part that is missing or cannot be used.
    pub fn doors(&self, country: Option<&'static Country>) -> Result<[Option<Door>; 2], &'static str> {
        let stated = Some(self.text(Part::Country)).filter(|c| !c.is_empty());
        let country = stated.map_or(country, Country::find).ok_or("country")?;
        let number = house(self.text(Part::Number));
        if number.is_empty() || number == "0" {
            return Err("house number");
        }
        if self.text(Part::Street).is_empty() {
            return Err("street");
        }
        let door = |number| {
            Door::of(
                country,
                &DoorParts {
                    postcode: self.text(Part::Postcode),
                    city: self.text(Part::City),
                    street: self.text(Part::Street),
                    number,
                    unit: self.text(Part::Unit),
                },
            )
        };
        let to = self.text(Part::NumberTo);
        let first = door(number).ok_or("place")?;
        Ok([Some(first), if to.is_empty() || to == number { None } else { door(to) }])
    }
}

/// `ALBION HOUSE, 24`: the part with the number.
fn house(text: &str) -> &str {
    let numbered = |part: &&str| part.trim_start().starts_with(|c: char| c.is_ascii_digit());
    text.split(',').rfind(numbered).map_or(text, str::trim)
}
