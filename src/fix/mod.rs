//! Fixes: edits on an order in memory, looked at again with the same eyes; cells changed in the
//! rows of a file, every other byte as it stands; the log of what was changed, and the way back.
//! Which fixes are made, and in which order, is settled by the pipeline.

pub mod decide;
pub mod hand;
pub mod log;
pub mod patch;
pub mod plan;
pub mod rewrite;
pub mod undo;
