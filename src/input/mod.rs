//! Bytes → orders: container, encoding, dialect, platform, grouping. Rows arrive here as bytes
//! and leave as records whose cells are ranges of a block; nothing is judged.

pub mod cell;
mod field;
mod masks;
pub mod structure;

pub use field::Field;
