//! Where a code stands in the sorted lists of a pack, in as few steps that wait for memory, or that
//! nobody can guess, as may be.

use super::List;
use super::pack::{KEYS, RUN, Sections, u24_at, u32_at};

/// The last of so many that holds, if they hold from the first up to some; else the first.
#[inline]
pub(super) fn last_up_to(mut len: usize, holds: impl Fn(usize) -> bool) -> usize {
    let mut low = 0;
    while len > 1 {
        let half = len / 2;
        // a processor that guesses here is wrong every other time
        low = std::hint::select_unpredictable(holds(low + half), low + half, low);
        len -= half;
    }
    low
}

/// How many of the next [`KEYS`] ascending steps are not above one. All are looked at, which is
/// quicker than a search that a processor cannot guess.
#[inline]
pub(super) fn up_to(steps: &[u8], step: u16) -> usize {
    let count = |steps: &[u8]| steps.chunks_exact(2).filter(|b| u16::from_le_bytes([b[0], b[1]]) <= step).count();
    match steps.first_chunk::<{ KEYS * 2 }>() {
        Some(all) => count(all),
        None => count(steps),
    }
}

/// Where among the bases of keys to look for a key: the last base that is not above each of some
/// hundred round numbers.
#[derive(Default)]
pub(super) struct Landmarks {
    shift: u32,
    bases: Box<[u32]>,
}

impl Landmarks {
    const MOST: u32 = 1024;

    /// Of a list whose keys are near their bases.
    pub(super) fn of(list: &List) -> Landmarks {
        let bases = list.code_count().div_ceil(KEYS);
        let base = |i: usize| u32_at(list.sections.keys, i * 4);
        let last = base(bases.saturating_sub(1));
        let shift = (last / Landmarks::MOST).checked_ilog2().map_or(0, |log| log + 1);
        let mut marks = Vec::new();
        let mut at = 0;
        for mark in 0..=(last >> shift) {
            while at + 1 < bases && base(at + 1) <= mark << shift {
                at += 1;
            }
            marks.push(at as u32);
        }
        Landmarks { shift, bases: marks.into() }
    }

    /// The first and the last of so many bases that may be the one of a key.
    #[inline]
    pub(super) fn around(&self, key: u32, bases: usize) -> (usize, usize) {
        let mark = (key >> self.shift) as usize;
        let last = bases.saturating_sub(1);
        let at = |mark: usize| self.bases.get(mark).map_or(last, |base| *base as usize);
        (at(mark), at(mark + 1))
    }
}

/// Codes whose runs are looked for together.
pub(super) const STRIDE: usize = 16;

/// The run of every 16th code, and the last run behind them: what keeps the search for the run of a
/// code within a few neighbours, which lie in one piece of memory.
pub(super) fn strides(sections: &Sections<'_>) -> Box<[u32]> {
    let mut strides = Vec::new();
    let runs = sections.runs.chunks_exact(RUN).map(|run| u24_at(run, 0) as usize);
    for (run, first_code) in runs.enumerate().skip(1) {
        // of codes before it, this is the run after theirs
        while strides.len() * STRIDE < first_code {
            strides.push(run as u32 - 1);
        }
    }
    strides.push((sections.runs.len() / RUN).saturating_sub(1) as u32);
    strides.into()
}

#[cfg(test)]
mod tests {
    use super::super::PlacesOf;
    use super::*;
    use crate::world::Country;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn strides_find_the_run_of_each_code(lengths in prop::collection::vec(1usize..70, 0..60)) {
            let (mut runs, mut first) = (Vec::new(), 0);
            for length in &lengths {
                runs.extend_from_slice(&(first as u32).to_le_bytes()[..3]);
                runs.extend_from_slice(&[0; RUN - 3]);
                first += length;
            }
            let sections = Sections { runs: runs.leak(), ..Sections::default() };
            let country = Country::by_code("US").expect("a country");
            let strides = strides(&sections);
            let landmarks = Landmarks::default();
            let list = List { home: country, entry: &[], sections, strides, landmarks, units: None };
            let of = PlacesOf { country, list: &list };
            let runs = lengths.iter().enumerate().flat_map(|(run, length)| std::iter::repeat_n(run, *length));
            for (number, run) in runs.enumerate() {
                prop_assert_eq!(of.run_of(number), run);
            }
        }
    }
}
