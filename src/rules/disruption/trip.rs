//! The days of a parcel: when it leaves, and when it may be there.

use super::super::Context;
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::Day;
use crate::world::Region;
use crate::world::calendar::Calendar;
use crate::world::service::Service;

/// Orders whose newest day lies farther back are an archive: nothing of them leaves today.
const ARCHIVED: i32 = 60;

/// Is the order too old to be about to leave?
pub(super) fn is_archived(order: &Order<'_>, context: &Context<'_>) -> bool {
    let days = [Field::Created, Field::ShipBy, Field::DeliverBy].map(|field| day(order, field, context));
    days.into_iter().max().flatten().is_some_and(|newest| context.as_of.since(newest) > ARCHIVED)
}

/// A day that has been over for longer is of an archive, too: marketplaces cancel such orders.
const FORGOTTEN: i32 = 30;

/// Is that day over for so long that nobody waits for it any more?
pub(super) fn is_forgotten(day: Day, context: &Context<'_>) -> bool {
    context.as_of.since(day) > FORGOTTEN
}

/// The day in a cell.
pub(super) fn day(order: &Order<'_>, field: Field, context: &Context<'_>) -> Option<Day> {
    match order.get(field) {
        "" => None,
        text => Day::read(text, context.date_order),
    }
}

/// The day on which an order that is looked at today leaves.
pub(super) fn leaves(context: &Context<'_>) -> Day {
    context.settings.dispatch.leaves_on(context.as_of)
}

/// How long the service needs, in working days, where its carrier says so and the parcel stays
/// where the service goes.
pub(super) fn transit(facts: &Facts<'_>, context: &Context<'_>) -> Option<(&'static Service, u8, u8)> {
    let service = facts.service()?;
    let (least, most) = service.transit?;
    let verified = service.verified("transit_min") && service.verified("transit_max");
    let strays = match service.scope {
        "domestic" => context.leaves_for(facts.country),
        "international" => context.ship_from.is_some_and(|from| facts.country == Some(from)),
        _ => false,
    };
    (verified && !strays && most >= least).then_some((service, least, most))
}

/// The days of rest where the parcel goes: in the regions of its postcode, else in the one that the
/// order names.
pub(super) fn calendar(facts: &Facts<'_>) -> Option<Calendar> {
    let country = facts.country?;
    let places = facts.placement.places.filter(|p| p.has_sure_regions());
    let code = facts.placement.code.filter(|_| places.is_some()).map(|c| c.regions()).filter(|r| !r.is_empty());
    Some(match code {
        Some(regions) => Calendar::of(country, regions),
        None if !facts.postcode_regions.is_empty() => {
            Calendar::of(country, facts.postcode_regions.iter().map(|i| Region::by_index(*i)))
        }
        None => Calendar::of(country, facts.region.into_iter()),
    })
}
