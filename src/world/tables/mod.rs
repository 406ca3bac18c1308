//! Compiled from `data/` by `tests/tables.rs`; do not edit.

pub mod calendars;
pub mod choices;
pub mod countries;
pub mod customs;
pub mod effects;
pub mod forwarders;
pub mod mail;
pub mod networks;
pub mod outcomes;
pub mod payments;
pub mod platforms;
pub mod regions;
pub mod registers;
pub mod services;
pub mod taxids;
pub mod territories;
pub mod units;
pub mod words;
