//! Address registers: open and national files of known addresses, how they are recognised and
//! what their columns mean. One file each in `data/registers/`.

pub use super::tables::registers::{FORMS, REGISTERS};

/// A part of an address that a register has columns for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// House number; several columns are joined without a blank.
    Number,
    /// The other end of a range of house numbers.
    NumberTo,
    /// Street; several columns are joined by blanks.
    Street,
    /// Door within the building.
    Unit,
    /// City.
    City,
    /// Postcode.
    Postcode,
    /// Country, where a file has several.
    Country,
}

impl Part {
    /// All, with their names in `data/registers/` and on the command line.
    pub const ALL: [(Part, &'static str); 7] = [
        (Part::Number, "number"),
        (Part::NumberTo, "number_to"),
        (Part::Street, "street"),
        (Part::Unit, "unit"),
        (Part::City, "city"),
        (Part::Postcode, "postcode"),
        (Part::Country, "country"),
    ];

    /// The part of that name; names of the fields of orders are understood as well.
    pub fn from_name(name: &str) -> Option<Part> {
        let name = match name {
            "house_number" => "number",
            "address1" => "street",
            other => other,
        };
        Part::ALL.iter().find(|(_, n)| *n == name).map(|(part, _)| *part)
    }
}

/// One kind of register.
#[derive(Debug)]
pub struct Register {
    /// Name for `--register`.
    pub id: &'static str,
    /// For people.
    pub title: &'static str,
    /// Country of all its addresses, or empty.
    pub country: &'static str,
    /// Has it every address of the places that it covers?
    pub complete: bool,
    /// Names of the columns where the file has no header, else empty.
    pub header: &'static [&'static str],
    /// Columns that tell it apart; empty: it must be named.
    pub require: &'static [&'static str],
    /// Columns of each part.
    pub fields: &'static [(Part, &'static [&'static str])],
}

impl Register {
    /// The register of that name.
    pub fn by_id(id: &str) -> Option<&'static Register> {
        REGISTERS.iter().find(|r| r.id == id)
    }

    /// The register that a header belongs to.
    pub fn of(names: &[String]) -> Option<&'static Register> {
        let has = |wanted: &&str| names.iter().any(|n| n.trim().eq_ignore_ascii_case(wanted));
        REGISTERS.iter().find(|r| !r.require.is_empty() && r.require.iter().all(has))
    }
}

/// The form to which a folded word of a street name is brought for comparing: `street` and `st`
/// are `st`. `None` where it is its own. One form per word in every language, so that it need not
/// be known which is written.
pub fn form(word: &str) -> Option<&'static str> {
    FORMS.binary_search_by(|(w, _)| (*w).cmp(word)).ok().map(|at| FORMS[at].1)
}

/// The same for what is glued to the end of a word: `hauptstrasse` has `haupt` and `st`.
pub fn glued_form(word: &str) -> Option<(&str, &'static str)> {
    let endings = FORMS.iter().take_while(|(w, _)| w.starts_with('-'));
    let mut found = endings.filter_map(|(ending, form)| Some((word.strip_suffix(&ending[1..])?, *form)));
    found.find(|(stem, _)| stem.len() > 1)
}
