//! Strikes, closures and holidays on the way, and days that can no longer be kept.

mod area_closed;
mod delivery_after_promise;
mod delivery_on_holiday;
mod dispatch_late;
mod notices;
mod service_suspended;
mod trip;

use super::Rule;

/// The rules of this family, in the order in which they run.
pub static RULES: &[&Rule] = &[
    &area_closed::RULE,
    &service_suspended::RULE,
    &dispatch_late::RULE,
    &delivery_on_holiday::RULE,
    &delivery_after_promise::RULE,
];
