//! What a run found, in numbers that add up the same way on any number of threads.

use std::collections::BTreeMap;

use super::{Card, Job, notes, policy};
use crate::finding::Severity;
use crate::input::Table;
use crate::risk::{Band, Costs};
use crate::world::platform::Status;

/// Millionths: sums of integers do not depend on their order.
const MICRO: f64 = 1e6;

/// Counts of one code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Findings.
    pub findings: u64,
    /// Orders with at least one.
    pub orders: u64,
    /// Findings with a fix that may be applied unseen.
    pub safe: u64,
}

/// One input, for the summary.
#[derive(Clone, Debug)]
pub struct Source {
    /// As the user named it.
    pub file: String,
    /// Public platform name.
    pub platform: &'static str,
    /// Name of the format for people.
    pub title: String,
    /// Orders in it.
    pub orders: u64,
    /// Rows in it, other than the header.
    pub rows: u64,
    /// What could not be checked, once for the file.
    pub notes: Vec<String>,
}

/// What a run found.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The inputs.
    pub sources: Vec<Source>,
    /// Orders, all of them.
    pub orders: u64,
    /// Orders by status, in the order of [`Status::ALL`].
    pub by_status: [u64; 5],
    /// Orders with an error or a warning.
    pub flagged: u64,
    /// Scored orders by band, in the order of [`Band::ALL`].
    pub bands: [u64; 4],
    /// Flagged orders by band.
    pub flagged_bands: [u64; 4],
    /// Orders by their worst severity: none, note, warning, error.
    pub worst: [u64; 4],
    /// Counts by code.
    pub codes: BTreeMap<&'static str, Counts>,
    /// Orders in the order of their loss, the worst first, at most as many as asked for.
    pub top: Vec<Card>,
    /// Currency of the sums.
    pub currency: String,
    /// Orders whose currency has no rate, by currency: their loss is not known.
    pub without_rate: BTreeMap<String, u64>,
    /// What is to be said of the run as a whole.
    pub notes: Vec<String>,
    /// Today, as given.
    pub as_of: String,
    most: usize,
    accepted: Vec<u64>,
    countries: [u64; 5],
    expected: [i64; 6],
    expected_clean: [i64; 6],
    loss: i64,
    avoidable: i64,
}

/// What one block adds.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub orders: u64,
    pub rows: u64,
    pub by_status: [u64; 5],
    pub flagged: u64,
    pub bands: [u64; 4],
    pub flagged_bands: [u64; 4],
    pub worst: [u64; 4],
    pub codes: Vec<(&'static str, Counts)>,
    pub top: Vec<Card>,
    pub without_rate: BTreeMap<String, u64>,
    /// Findings taken away by each acceptance of the configuration.
    pub accepted: Vec<u64>,
    /// Countries of destination, a bit each by their index.
    pub countries: [u64; 5],
    pub expected: [i64; 6],
    pub expected_clean: [i64; 6],
    pub loss: i64,
    pub avoidable: i64,
}

/// To millionths, as `round` rounds, which is a call where processors of all ages are served.
#[inline]
pub(super) fn micro(x: f64) -> i64 {
    (x * MICRO + 0.5f64.copysign(x)) as i64
}

impl Part {
    /// Notes a country of destination by its index.
    pub(super) fn goes_to(&mut self, country: usize) {
        if let Some(word) = self.countries.get_mut(country / 64) {
            *word |= 1 << (country % 64);
        }
    }

    pub(super) fn count(&mut self, code: &'static str, first: bool, safe: bool) {
        let at = match self.codes.iter().position(|(c, _)| *c == code) {
            Some(at) => at,
            None => {
                self.codes.push((code, Counts::default()));
                self.codes.len() - 1
            }
        };
        let counts = &mut self.codes[at].1;
        counts.findings += 1;
        counts.orders += u64::from(first);
        counts.safe += u64::from(safe);
    }
}

impl Summary {
    pub(super) fn new(job: &Job<'_>, costs: &Costs) -> Summary {
        Summary {
            sources: job.tables.iter().map(|t| source(t, job)).collect(),
            orders: 0,
            by_status: [0; 5],
            flagged: 0,
            bands: [0; 4],
            flagged_bands: [0; 4],
            worst: [0; 4],
            codes: BTreeMap::new(),
            top: Vec::new(),
            currency: costs.currency().to_string(),
            without_rate: BTreeMap::new(),
            notes: Vec::new(),
            as_of: job.as_of.to_string(),
            most: job.top,
            accepted: Vec::new(),
            countries: [0; 5],
            expected: [0; 6],
            expected_clean: [0; 6],
            loss: 0,
            avoidable: 0,
        }
    }

    pub(super) fn add(&mut self, file: usize, part: Part) {
        let source = &mut self.sources[file];
        source.orders += part.orders;
        source.rows += part.rows;
        self.orders += part.orders;
        self.flagged += part.flagged;
        // none is negative, so that what is cut off at the top does not depend on the order either
        self.loss = self.loss.saturating_add(part.loss);
        self.avoidable = self.avoidable.saturating_add(part.avoidable);
        add(&mut self.by_status, part.by_status);
        add(&mut self.bands, part.bands);
        add(&mut self.flagged_bands, part.flagged_bands);
        add(&mut self.worst, part.worst);
        for r in 0..6 {
            self.expected[r] += part.expected[r];
            self.expected_clean[r] += part.expected_clean[r];
        }
        for (code, counts) in part.codes {
            let sum = self.codes.entry(code).or_default();
            sum.findings += counts.findings;
            sum.orders += counts.orders;
            sum.safe += counts.safe;
        }
        for (currency, orders) in part.without_rate {
            *self.without_rate.entry(currency).or_default() += orders;
        }
        self.accepted.resize(self.accepted.len().max(part.accepted.len()), 0);
        self.accepted.iter_mut().zip(part.accepted).for_each(|(sum, n)| *sum += n);
        self.countries.iter_mut().zip(part.countries).for_each(|(all, part)| *all |= part);
        self.top.extend(part.top);
        if self.top.len() > 4 * self.most {
            self.trim();
        }
    }

    pub(super) fn finish(&mut self, job: &Job<'_>) {
        self.trim();
        self.notes = notes::of_run(job, self.countries.iter().map(|w| w.count_ones()).sum());
        self.notes.extend(policy::remarks(job.settings, &self.accepted, job.as_of));
        self.notes.extend(job.feed.remarks(job.as_of, job.settings.thresholds.feed_days.value));
    }

    fn trim(&mut self) {
        self.top.sort_by_key(|a| a.rank());
        self.top.truncate(self.most);
    }

    /// Orders that were checked and scored.
    pub fn checked(&self) -> u64 {
        self.bands.iter().sum()
    }

    /// How many deliveries are expected to fail, by reason.
    pub fn expected_failures(&self) -> [f64; 6] {
        self.expected.map(|x| x as f64 / MICRO)
    }

    /// The same without the findings.
    pub fn expected_failures_clean(&self) -> [f64; 6] {
        self.expected_clean.map(|x| x as f64 / MICRO)
    }

    /// Expected loss, in the currency of the configuration.
    pub fn expected_loss(&self) -> f64 {
        self.loss as f64 / MICRO
    }

    /// What of it the findings cause.
    pub fn avoidable_loss(&self) -> f64 {
        self.avoidable as f64 / MICRO
    }

    /// Orders of that status.
    pub fn of_status(&self, status: Status) -> u64 {
        Status::ALL.iter().position(|s| *s == status).map_or(0, |at| self.by_status[at])
    }

    /// The worst band among flagged orders.
    pub fn worst_flagged_band(&self) -> Option<Band> {
        (0..4).rev().find(|b| self.flagged_bands[*b] > 0).map(|b| Band::ALL[b])
    }
}

fn add<const N: usize>(sum: &mut [u64; N], part: [u64; N]) {
    for (s, p) in sum.iter_mut().zip(part) {
        *s += p;
    }
}

/// Position of a severity in [`Summary::worst`].
pub(super) fn worst_index(severity: Option<Severity>) -> usize {
    severity.map_or(0, |s| s as usize + 1)
}

fn source(table: &Table, job: &Job<'_>) -> Source {
    Source {
        file: table.name().to_string(),
        platform: table.layout.platform_name(),
        title: table.layout.title().to_string(),
        orders: 0,
        rows: 0,
        notes: notes::of(table, job.settings, job.rules),
    }
}
