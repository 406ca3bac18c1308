//! What is said of a table without an address.

use super::InputError;
use crate::world::platform::Platform;

/// Why a table with these columns is none of orders, and what to do.
pub(super) fn refusal(file: &str, names: &[String], platform: Option<&Platform>) -> InputError {
    match platform {
        Some(p) => {
            let help = match p.refuse_hint {
                "" => "export a report with the delivery address".to_string(),
                hint => format!("export this instead: {hint}"),
            };
            InputError::new(
                file,
                format!("this {} has no street and no postcode column: nothing to check", p.title),
                help,
            )
        }
        None if names.iter().any(|name| is_a_value(name)) => InputError::new(
            file,
            "no column is a street or a postcode, and the first line looks like an order, not like the names of columns",
            "add a line with the names above it (Order, Name, Address 1, City, Zip, Country), or export again with them",
        )
        .at(1),
        None => {
            let shown: Vec<&str> = names.iter().map(String::as_str).filter(|n| !n.is_empty()).take(12).collect();
            InputError::new(
                file,
                format!("no column is a street or a postcode (columns: {})", quoted(&shown)),
                "export the orders with their delivery address, or say which column is which: --map address1=… --map postcode=…",
            )
            .at(1)
        }
    }
}

/// Does it look like a value of somebody's order, which is not to be shown, rather than a name?
fn is_a_value(name: &str) -> bool {
    const DIGITS: usize = 5;
    name.contains('@') || name.bytes().filter(u8::is_ascii_digit).count() >= DIGITS
}

/// Names between backticks.
pub(super) fn quoted(names: &[&str]) -> String {
    names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}
