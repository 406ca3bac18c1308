//! Fixes: edits on an order in memory, looked at again with the same eyes.

pub mod plan;
