//! Mislabelled, misrouted or lost by the carrier, or refused by the service.

mod cover;
mod line_too_long;
mod locker_by_wrong_carrier;
mod military_by_courier;
mod over_value;
mod po_box_by_courier;
mod service_does_not_reach;
mod service_unknown;
mod signature_advised;
mod underinsured;
mod unprintable_characters;
mod untracked_valuable;

pub(crate) use cover::{covered, insured};

use super::{Context, Rule};
use crate::order::{Money, Order};

/// The rules of this family, in the order in which they run.
pub static RULES: &[&Rule] = &[
    &po_box_by_courier::RULE,
    &military_by_courier::RULE,
    &locker_by_wrong_carrier::RULE,
    &service_does_not_reach::RULE,
    &service_unknown::RULE,
    &over_value::RULE,
    &untracked_valuable::RULE,
    &signature_advised::RULE,
    &underinsured::RULE,
    &line_too_long::RULE,
    &unprintable_characters::RULE,
];

/// An amount of money for people: `480 USD`, `64.90 EUR`.
fn in_words(amount: f64, currency: &str) -> String {
    let amount = if amount.fract() == 0.0 { format!("{amount}") } else { format!("{amount:.2}") };
    format!("{amount} {currency}").trim_end().to_string()
}

/// What the order is worth, quoted, for people: in its own currency where it says so, else `value`,
/// in that of the configuration.
fn worth(order: &Order<'_>, context: &Context<'_>, value: f64) -> String {
    let text = match Money::value_of(order) {
        Some(own) if !own.currency().is_empty() => in_words(own.amount, own.currency()),
        Some(own) => in_words(own.amount, context.currency),
        None => in_words(value, &context.settings.currency.value),
    };
    format!("`{text}`")
}
