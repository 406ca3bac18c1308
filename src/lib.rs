//! doorstep reads a shop's order export and says which parcels will not arrive, why, and what to
//! change.

pub mod config;
pub mod directory;
pub mod finding;
pub mod fix;
pub mod input;
pub mod order;
pub mod report;
pub mod risk;
pub mod rules;
pub mod scan;
pub mod text;
pub mod world;
