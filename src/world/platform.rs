//! Shop platforms and label software: how their exports are recognised and what their columns
//! mean. One file each in `data/platforms/`; synonyms for any other file in `data/columns.tsv`.

pub use super::tables::platforms::{PLATFORMS, PREFIXES, SYNONYMS};
use crate::input::Field;

/// Why an order is not shipped from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// To be shipped: checked, scored and summed.
    Check,
    /// Already on its way.
    Fulfilled,
    /// Will not be shipped.
    Cancelled,
    /// Nothing to ship.
    Digital,
    /// The buyer collects it.
    Pickup,
}

impl Status {
    /// All, in the order of outputs.
    pub const ALL: [Status; 5] = [Status::Check, Status::Fulfilled, Status::Cancelled, Status::Digital, Status::Pickup];

    /// The public name.
    pub const fn name(self) -> &'static str {
        match self {
            Status::Check => "check",
            Status::Fulfilled => "fulfilled",
            Status::Cancelled => "cancelled",
            Status::Digital => "digital",
            Status::Pickup => "pickup",
        }
    }
}

/// When a status column speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The cell holds anything.
    Filled,
    /// The cell holds one of the values; a value ending in `*` is a beginning.
    Values,
    /// Every row of the order holds one of the values.
    AllRows,
}

/// How a row says that its order is not shipped from here.
#[derive(Debug)]
pub struct StatusRule {
    /// What it says.
    pub status: Status,
    /// In which column.
    pub column: &'static str,
    /// How.
    pub when: When,
    /// Lower case.
    pub values: &'static [&'static str],
}

/// An export format.
#[derive(Debug)]
pub struct Platform {
    /// Its file in `data/platforms/`.
    pub id: &'static str,
    /// The public platform name.
    pub platform: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// All of these columns must be there.
    pub require: &'static [&'static str],
    /// At least one of these.
    pub any: &'static [&'static str],
    /// None of these.
    pub without: &'static [&'static str],
    /// Quotes are ordinary letters.
    pub unquoted: bool,
    /// The other rows of an order leave the order number blank or repeat only some cells.
    pub continuation: &'static str,
    /// Unit of the weight column, or empty.
    pub weight_unit: &'static str,
    /// Unit of the columns of length, width and height, or empty.
    pub length_unit: &'static str,
    /// How it writes dates: `ymd`, `dmy`, `mdy`, or empty where that depends on the shop.
    pub date_order: &'static str,
    /// The second line describes the columns.
    pub description_row: bool,
    /// The column that says what each row is worth, all its pieces together, where the export has no
    /// total of the order; or empty.
    pub row_value: &'static str,
    /// Country of every order, where the export names none (`US`), or empty.
    pub country: &'static str,
    /// Which report to export instead of one without addresses.
    pub refuse_hint: &'static str,
    /// Columns of each field, best first.
    pub fields: &'static [(Field, &'static [&'static str])],
    /// How rows say that they are not shipped from here; the first that speaks wins.
    pub statuses: &'static [StatusRule],
}

impl Platform {
    /// The format of that id.
    pub fn by_id(id: &str) -> Option<&'static Platform> {
        PLATFORMS.iter().find(|p| p.id == id)
    }
}
