//! What is made good of a parcel that is lost: what its service includes, and what was bought beside it.

use super::super::Context;
use crate::input::Field;
use crate::order::{Facts, Money, Order};
use crate::world::choice::is_insured;

/// A sum below this share of the value is what an insurance costs.
const PREMIUM: f64 = 0.05;

/// The sum for which the seller has insured it, in the currency of the configuration; `None` where
/// it is insured for a sum that nobody can tell.
pub(super) fn bought(order: &Order<'_>, context: &Context<'_>, value: f64) -> Option<f64> {
    let cell = order.get(Field::Insured);
    if order.lacks(Field::Insured) || is_insured(cell) == Some(false) {
        return Some(0.0);
    }
    let sum = Money::read(cell, order.get(Field::Currency)).filter(|_| is_insured(cell).is_none())?;
    let currency = if sum.currency().is_empty() { context.currency } else { sum.currency() };
    let sum = context.settings.rates.convert(sum.amount, currency, &context.settings.currency.value)?;
    (sum <= 0.0 || sum >= value * PREMIUM).then_some(sum.max(0.0))
}

/// What of a lost parcel is made good, in the currency of the configuration: nothing where nobody has
/// verified what the service includes, no limit where it is insured for a sum that nobody can tell.
pub(crate) fn covered(order: &Order<'_>, facts: &Facts<'_>, context: &Context<'_>) -> f64 {
    let Some(value) = context.value_of(facts) else { return 0.0 };
    let cover = facts.service().filter(|s| s.verified("cover")).and_then(|s| s.cover);
    let to = &context.settings.currency.value;
    let included = cover.and_then(|(sum, currency)| context.settings.rates.convert(sum, currency, to));
    bought(order, context, value).unwrap_or(f64::INFINITY).max(included.unwrap_or(0.0))
}

/// What of a lost parcel the seller's own insurance pays, in the currency of the configuration. What a
/// service includes is left out: carriers pay it for some losses, and for none of the other failures.
pub(crate) fn insured(order: &Order<'_>, facts: &Facts<'_>, context: &Context<'_>) -> f64 {
    if order.lacks(Field::Insured) {
        return 0.0;
    }
    context.value_of(facts).map_or(0.0, |value| bought(order, context, value).unwrap_or(f64::INFINITY))
}
