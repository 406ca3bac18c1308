//! Where regions reach: how far the nearest postcode of a region lies from another postcode.
//!
//! Where regions of several levels, old counties and postal counties are written, no list says of
//! every code all that it may be called. But every region has codes somewhere, and one that has none
//! for many kilometres around is not where the code is, on whatever level.

use super::code::Code;
use super::pack::{RUN, u16_at};
use super::point::NOWHERE;
use super::{Point, Trust};
use crate::world::Region;

impl Code<'_> {
    /// How far away, in km, the nearest listed code of a region is that this one is not known to lie
    /// in, if that is beyond doubt. `None` where the region may well reach here: it has a code
    /// nearby, or this code lies in it, or nothing is known of where either is.
    pub fn km_outside(&self, region: &Region) -> Option<f32> {
        let doubt = self.of.region_doubt_km();
        let here = self.point().filter(|_| self.of.has_sure_points())?;
        if self.regions().is_empty() || self.regions().contains(region) {
            return None;
        }
        let runs = self.of.sections.runs;
        let sets = self.of.sets_with(region);
        let km_of = |run: usize| {
            let record = runs.get(run * RUN..(run + 1) * RUN)?;
            let set = usize::from(u16_at(record, 10) & 0x1fff);
            if !sets.get(set).copied().unwrap_or_default() {
                return None;
            }
            let point = Point::from_bytes(record.get(6..10).map_or(NOWHERE, |b| [b[0], b[1], b[2], b[3]]))?;
            Some(point.km(here))
        };
        let mut nearest: Option<f32> = None;
        // neighbours in the list are neighbours on the ground, so a region nearby is found at once
        for step in 0..self.of.run_count() {
            for run in [self.run.checked_sub(step), self.run.checked_add(step)].into_iter().flatten() {
                let Some(km) = km_of(run) else { continue };
                if km <= doubt {
                    return None;
                }
                nearest = Some(nearest.map_or(km, |before| before.min(km)));
            }
        }
        nearest
    }
}

impl super::PlacesOf<'_> {
    /// So far beyond its own points something may still lie that has a code of the list, in km. Among
    /// some 8,000 good addresses one lay 30 to 60 km from the middle of its city; the codes of the
    /// emptier countries are wider, and the points of lists that have gaps are less exact.
    pub fn inexact_km(&self) -> f32 {
        match self.trust() {
            _ if self.has_wide_codes() => 85.0,
            Trust::None => 45.0,
            Trust::Fair => 20.0,
            Trust::Strong => 12.0,
        }
    }

    /// So far from the nearest code of a region an address may still be said to lie in it, in km.
    /// Where the regions of old are still written (Nantes in `Bretagne`, Barrow in
    /// `Lancashire`), these reach as far beyond the present ones.
    fn region_doubt_km(&self) -> f32 {
        if matches!(self.home.code, "FR" | "GB") { 60.0 } else { self.inexact_km() }
    }

    /// Which sets of regions hold the region, by their number.
    fn sets_with(&self, region: &Region) -> Vec<bool> {
        let count = u16_at(self.sections.regions, 0);
        (0..count).map(|set| self.regions_of_set(set).contains(region)).collect()
    }
}
