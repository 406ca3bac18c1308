//! Past orders with their outcomes, for what they say of who orders again.

use bumpalo::Bump;

use super::blocks::for_each;
use super::outcomes::{Columns, Said, Source};
use crate::directory::{Key, Past};
use crate::input::block::Block;
use crate::input::grouping::Group;
use crate::input::{InputError, Table};
use crate::order::{Page, Plan};
use crate::risk::samples::Outcome;

/// Reads past orders that say themselves how they ended.
///
/// # Errors
/// When a table cannot be read to its end, or has no column that says so.
pub fn past(tables: &[Table], threads: usize) -> Result<Past, InputError> {
    let mut past = Past::default();
    for table in tables {
        let columns = Columns::of(table.name(), &table.header.names, &[])?;
        let source = Source { tables: &[], columns: vec![columns] };
        let plan = Plan::of(table).only(&Key::FIELDS).without_statuses();
        let work = |block: &Block| {
            let arena = Bump::new();
            let page = Page::new(block, &arena);
            let mut groups: Vec<Group> = Vec::new();
            table.grouping().groups(block, &mut groups);
            let ended = groups.iter().filter(|g| g.is_order).filter_map(|group| {
                let Said::Ended(outcome) = source.of_rows(&plan, page, group) else { return None };
                Some((Key::of(&plan.read(page, group)), outcome != Outcome::Arrived))
            });
            ended.collect::<Vec<_>>()
        };
        let mut commit = |found: Vec<(Key, bool)>, _: usize| {
            found.into_iter().for_each(|(key, failed)| past.add(key, failed));
            Ok(())
        };
        for_each(table, threads, &work, &mut commit, |e| e)?;
    }
    Ok(past)
}
