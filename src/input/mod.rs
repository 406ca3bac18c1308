//! Bytes → orders: container, encoding, dialect, platform, grouping. Rows arrive here as bytes
//! and leave as records whose cells are ranges of a block; nothing is judged.

pub mod block;
pub mod cell;
mod container;
pub mod encoding;
mod error;
mod field;
pub mod grouping;
mod layout;
mod masks;
mod reading;
mod refusal;
mod sniff;
pub mod structure;
mod table;
pub mod workbook;
pub mod xlsx;

pub use container::Container;
pub use error::InputError;
pub use field::Field;
pub use layout::{Column, Layout, Wishes, field_of};
pub use sniff::{Header, fold_name};
pub use table::{Rows, Table};
