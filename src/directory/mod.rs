//! What other orders and registers say about an address: orders that repeat one another, and the
//! buildings that are known, with their streets, house numbers and units.
//!
//! A building is known by a [key](Door), a hash of country, place, street and house number in one
//! spelling. Directories hold keys and counts, no addresses: nobody reads an address out of one,
//! but whoever has an address can ask whether it is in there. So a directory made of your orders
//! is as confidential as your list of customers' streets, and no more.
//!
//! - [`Builder`] makes a [`Directory`] file out of any number of addresses in bounded memory;
//! - [`Directory`] reads one; [`Own`] is that of the export being scanned;
//! - [`Known`] asks all of them.

mod builder;
mod duplicates;
mod file;
mod format;
mod hint;
mod keys;
mod known;
mod own;
mod past;
mod register;
mod sorter;
mod spelling;

pub use builder::{Address, BUDGET, Builder};
pub use duplicates::{Duplicates, Occurrence};
pub use file::Directory;
pub use format::{Building, Counts, Made, Origin, Place, Street, VERSION};
pub use hint::Hint;
pub use keys::{Door, DoorParts};
pub use known::{Covered, Known, Seen};
pub use own::{Own, OwnDoor};
pub use past::{Key, Past, Record};
pub use register::{Columns, Row, columns_of};
pub use spelling::{number, street, unit};
