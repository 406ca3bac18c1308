//! Why a finding matters to a parcel, in one clause; the manual of the rule says it at length.

/// What comes of it, by code.
const WHY: &[(&str, &str)] = &[
    ("address/city-missing", "without a city only a good postcode still finds the place"),
    ("address/contact-in-address", "it takes the room of the flat on the label, and everybody reads it"),
    ("address/country-missing", "the label is printed for your own country"),
    ("address/country-unknown", "label software refuses the order or takes your own country"),
    ("address/field-misplaced", "label software prints the cells it has and refuses the empty ones"),
    ("address/fields-swapped", "a driver can read that, sorting machines cannot"),
    ("address/garbled-text", "the label prints it as it stands, and the driver guesses"),
    ("address/gibberish", "the parcel has nowhere to go"),
    ("address/house-number-missing", "the driver stands in the right street and does not know the door"),
    ("address/house-number-unknown", "the driver looks for a house that is not there"),
    ("address/military-malformed", "it leaves the military post and goes to an office that does not know it"),
    ("address/name-missing", "neighbours, lockers and counters hand out by name"),
    ("address/no-fixed-abode", "only a post office or a pick-up point can keep it for the buyer"),
    ("address/pickup-point-incomplete", "the carrier cannot tell which point, or whose parcel it is"),
    ("address/placeholder", "there is no door behind it, and the parcel comes back"),
    ("address/postcode-city-mismatch", "parcels follow the postcode, so this one goes to another town first"),
    ("address/postcode-country-mismatch", "the parcel goes to a depot in the wrong country"),
    ("address/postcode-malformed", "parcels are sorted by it; one that cannot be read goes through many hands"),
    ("address/postcode-missing", "parcels are sorted by it, and most label software refuses the order"),
    ("address/postcode-region-mismatch", "sorting follows the postcode, perhaps to the wrong end of the country"),
    ("address/postcode-unknown", "a sorting machine has nowhere to send it, and somebody must guess"),
    ("address/region-missing", "two cities of one name cannot be told apart"),
    ("address/region-unknown", "label software refuses it where the region stands on the label"),
    ("address/repeated-line", "it takes the line of the flat, and reads like a second door"),
    ("address/street-missing", "there is no door to deliver to"),
    ("address/street-unknown", "the driver looks for a street that is somewhere else, or nowhere"),
    ("address/territory-as-region", "it gets a domestic label and waits for a customs form"),
    ("address/unit-incomplete", "in a house with many doors the driver leaves again"),
    ("address/unit-missing", "the driver stands before many bells and leaves again"),
    ("address/unit-unexpected", "the unit may belong to the house next door"),
    ("customs/description-missing", "customs stop a parcel of which they cannot tell what is in it"),
    ("customs/destination-restricted", "it is refused, returned or kept at the border"),
    ("customs/duties-unpaid", "who is asked for money at the door may refuse the parcel"),
    ("customs/outside-customs-union", "it waits for a declaration that nobody made out"),
    ("customs/tax-id-malformed", "the customs system refuses the number, as if there were none"),
    ("customs/tax-id-missing", "customs do not release the parcel without it"),
    ("customs/value-implausible", "customs open the parcel and ask for the invoice"),
    ("disruption/area-closed", "it waits in a depot until it is returned, or is refused at the counter"),
    ("disruption/delivery-after-promise", "late parcels are refused more often, and marketplaces refund them"),
    ("disruption/delivery-on-holiday", "nobody delivers, or nobody is there: it comes later than expected"),
    ("disruption/dispatch-late", "marketplaces count it, and buyers of late parcels cancel or refuse them"),
    ("disruption/service-suspended", "the label is refused, or the parcel waits at the carrier's and comes back"),
    ("handling/line-too-long", "what is cut off is the flat, the floor or the number"),
    ("handling/locker-by-wrong-carrier", "the driver has no key to it, and nobody lives there"),
    ("handling/military-by-courier", "a courier cannot enter the base, so it comes back"),
    ("handling/over-value", "the counter refuses it, or it is taken out and sent back"),
    ("handling/po-box-by-courier", "only the post can put a parcel into a PO box, so it comes back"),
    ("handling/service-does-not-reach", "the label cannot be bought, or the parcel turns round at the depot"),
    ("handling/service-unknown", "what depends on the carrier was not checked"),
    ("handling/signature-advised", "left at the door it can be stolen, and nobody can show who got it"),
    ("handling/underinsured", "it arrives as well as any; if it is lost, nobody pays most of its value"),
    ("handling/unprintable-characters", "it prints as boxes or question marks, or the carrier refuses the order"),
    ("handling/untracked-valuable", "nobody can show that it arrived, or look for it"),
    ("input/formula-cell", "a spreadsheet would run it instead of showing it"),
    ("input/row-long", "cells behind a stray separator stand one column too far right"),
    ("input/row-short", "the cells that are not there were read as blank"),
    ("input/spreadsheet-damage", "the digits are gone from the file: no number to call, no door to find"),
    ("input/unclosed-quote", "orders behind it may not be read at all"),
    ("input/undecodable-bytes", "a letter of the name or street is lost"),
    ("recipient/billing-elsewhere", "mostly a present; sometimes a wrong country, or somebody else's card"),
    ("recipient/business-closed", "nobody is there to take it, and it goes back to the depot"),
    ("recipient/duplicate-order", "the second parcel is refused at the door and its postage is lost"),
    ("recipient/email-malformed", "the buyer hears nothing of the delivery and cannot be asked"),
    ("recipient/freight-forwarder", "tracking and proof of delivery end at a warehouse"),
    ("recipient/name-incomplete", "the driver finds the bell by the name, a counter asks for proof of it"),
    ("recipient/phone-malformed", "the driver cannot call, and some couriers refuse the label"),
    ("recipient/phone-missing", "the driver cannot call, and a locker cannot send its code"),
    ("recipient/repeat-failure", "what kept the last parcel from arriving is often still so"),
    ("recipient/signature-at-home", "the driver finds nobody, and nobody can be asked when to come again"),
    ("size/over-dimensions", "it is refused or sent back, or goes to a branch instead of the locker"),
    ("size/over-weight", "it is refused at the counter, or carried at a surcharge"),
    ("size/weight-implausible", "the label is bought for the wrong weight, and refused or charged again"),
    ("size/weight-missing", "the label is bought for a guess, and charged again with a fee"),
];

/// The clause for a code.
pub fn of(code: &str) -> Option<&'static str> {
    WHY.binary_search_by(|(c, _)| (*c).cmp(code)).ok().map(|at| WHY[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_says_why_it_matters() {
        assert!(WHY.is_sorted(), "sort WHY by code");
        for rule in crate::rules::all() {
            assert!(of(rule.code).is_some(), "add a line for {} to WHY in src/report/why.rs", rule.code);
        }
    }
}
