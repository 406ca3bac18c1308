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
    /// May the code lie in a region of which codes are known?
    pub fn may_lie_in(&self, region: &Region) -> bool {
        let is_known = || self.of.sets_with(region).contains(&true);
        self.regions().contains(region) || is_known() && self.km_outside(region).is_none()
    }

    /// How far away, in km, the nearest listed code of a region is that this one is not known to lie
    /// in, if that is beyond doubt. `None` where the region may well reach here: it has a code
    /// nearby, or this code lies in it, or nothing is known of where either is.
    pub fn km_outside(&self, region: &Region) -> Option<f32> {
        let doubt = self.region_doubt_km();
        let here = self.point().filter(|_| self.of.has_sure_points())?;
        if self.regions().is_empty() || self.regions().contains(region) {
            return None;
        }
        let runs = self.of.list.sections.runs;
        let sets = self.of.sets_with(region);
        let km_of = |run: usize| {
            let set = usize::from(u16_at(runs.get(run * RUN..(run + 1) * RUN)?, 10) & 0x1fff);
            let holds = sets.get(set).copied().unwrap_or_default();
            if holds { Some(self.of.point_of_run(run)?.km(here)) } else { None }
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

impl Code<'_> {
    /// So far beyond its own points something may still lie that has a code of the list, in km. Among
    /// some 8,000 good addresses one lay 30 to 60 km from the middle of its city; the points of lists
    /// that have gaps are less exact. Codes of the emptier countries are wider, most so where the codes
    /// before and after are far.
    pub fn inexact_km(&self) -> f32 {
        let (trust, wide) = (self.of.trust(), self.of.has_wide_codes());
        let usual = match trust {
            Trust::None => 45.0,
            Trust::Fair => 20.0,
            Trust::Strong => 12.0,
        };
        if wide { self.km_to_neighbours().clamp(usual, WIDE_KM) } else { usual }
    }

    /// How far the farthest of two codes before and two after lies, in km; nothing is known of where
    /// they are: as far as may be.
    fn km_to_neighbours(&self) -> f32 {
        let runs = self.run.saturating_sub(2)..(self.run + 3).min(self.of.run_count());
        let km = |run: usize| Some(self.of.point_of_run(run)?.km(self.point()?));
        runs.map(|run| km(run).unwrap_or(WIDE_KM)).fold(0.0, f32::max)
    }

    /// So far from the nearest code of a region an address may still be said to lie in it, in km.
    /// Where the regions of old are still written (Nantes in `Bretagne`, Barrow in `Lancashire`),
    /// these reach as far beyond the present ones.
    fn region_doubt_km(&self) -> f32 {
        if matches!(self.of.list.home.code, "FR" | "GB") { 80.0 } else { self.inexact_km() }
    }
}

/// A code of an empty country may serve places so far apart, in km. Our judgement.
const WIDE_KM: f32 = 85.0;

impl super::PlacesOf<'_> {
    fn point_of_run(&self, run: usize) -> Option<Point> {
        let bytes = self.list.sections.runs.get(run * RUN + 6..run * RUN + 10);
        Point::from_bytes(bytes.map_or(NOWHERE, |b| [b[0], b[1], b[2], b[3]]))
    }

    /// How many other regions share codes with a region: several where it is one of a higher level,
    /// which holds them.
    pub fn regions_within(&self, region: &Region) -> usize {
        let mut within: Vec<&Region> = Vec::new();
        for (set, _) in self.sets_with(region).iter().enumerate().filter(|(_, holds)| **holds) {
            let set = u16::try_from(set).unwrap_or(u16::MAX);
            for other in self.regions_of_set(set).filter(|other| *other != region) {
                if !within.contains(&other) {
                    within.push(other);
                }
            }
        }
        within.len()
    }

    /// Which sets of regions hold the region, by their number.
    fn sets_with(&self, region: &Region) -> Vec<bool> {
        let count = u16_at(self.list.sections.regions, 0);
        (0..count).map(|set| self.regions_of_set(set).contains(region)).collect()
    }
}
