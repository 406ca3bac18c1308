//! How well predicted chances agree with what happened.

/// Outcomes held against predictions.
#[derive(Clone, Debug, PartialEq)]
pub struct Quality {
    /// Orders.
    pub orders: u64,
    /// Of them failed.
    pub failed: u64,
    /// Mean of `−ln` of the chance given to what happened; smaller is better.
    pub log_loss: f64,
    /// Mean squared difference; smaller is better.
    pub brier: f64,
    /// Chance that a failed order was given a higher risk than one that arrived, 0..1; one half is
    /// guessing. `None` where all ended alike.
    pub auc: Option<Estimate>,
    /// Mean difference between predicted and observed rates over the bins, by their size.
    pub calibration_error: f64,
    /// Tenths of the orders by predicted risk, the least first.
    pub bins: Vec<Bin>,
}

/// A value with the interval in which it lies in 95 of 100 cases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Orders of about the same predicted risk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// Orders.
    pub orders: u64,
    /// Of them failed.
    pub failed: u64,
    /// Mean of the predicted risks, 0..1.
    pub predicted: f64,
    /// Observed rate with its 95 % interval (Wilson).
    pub observed: Estimate,
}

impl Bin {
    /// Does the interval of the observed rate hold the prediction?
    pub fn agrees(&self) -> bool {
        (self.observed.low..=self.observed.high).contains(&self.predicted)
    }
}

const BINS: usize = 10;
/// Standard errors on each side of a 95 % interval.
const Z: f64 = 1.959_964;
/// Chances nearer to 0 and 1 count as these.
const EDGE: f64 = 1e-9;

/// Compares predictions with outcomes: the chance of failure, and whether it failed.
pub fn measure(pairs: &[(f64, bool)]) -> Quality {
    let n = pairs.len().max(1) as f64;
    let loss = |(p, failed): &(f64, bool)| surprise(*p, *failed);
    let mut sorted = pairs.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let bins = bins(&sorted);
    let away = |b: &Bin| (b.predicted - b.observed.value).abs() * b.orders as f64;
    Quality {
        orders: pairs.len() as u64,
        failed: pairs.iter().filter(|p| p.1).count() as u64,
        log_loss: pairs.iter().map(loss).sum::<f64>() / n,
        brier: pairs.iter().map(|(p, failed)| (p - f64::from(u8::from(*failed))).powi(2)).sum::<f64>() / n,
        auc: auc(&sorted),
        calibration_error: bins.iter().map(away).sum::<f64>() / n,
        bins,
    }
}

/// `−ln` of the chance that was given to what happened.
pub fn surprise(chance: f64, failed: bool) -> f64 {
    let p = chance.clamp(EDGE, 1.0 - EDGE);
    if failed { -p.ln() } else { -(-p).ln_1p() }
}

/// How much less surprised the first predictions were than the second, on average, with its
/// interval. Both are about the same orders in the same sequence.
pub fn gain(first: &[(f64, bool)], second: &[(f64, bool)]) -> Estimate {
    let n = first.len().max(1) as f64;
    let differences = || first.iter().zip(second).map(|(a, b)| surprise(b.0, b.1) - surprise(a.0, a.1));
    let mean = differences().sum::<f64>() / n;
    let variance = differences().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
    let reach = Z * (variance / n).sqrt();
    Estimate { value: mean, low: mean - reach, high: mean + reach }
}

fn bins(sorted: &[(f64, bool)]) -> Vec<Bin> {
    let at = |i: usize| sorted.len() * i / BINS;
    let parts = (0..BINS).map(|i| &sorted[at(i)..at(i + 1)]).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (orders, failed) = (part.len() as u64, part.iter().filter(|p| p.1).count() as u64);
            let predicted = part.iter().map(|p| p.0).sum::<f64>() / orders as f64;
            Bin { orders, failed, predicted, observed: rate(failed, orders) }
        })
        .collect()
}

/// A rate with its Wilson interval.
pub fn rate(failed: u64, orders: u64) -> Estimate {
    let n = orders.max(1) as f64;
    let p = failed as f64 / n;
    let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let reach = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    Estimate { value: p, low: (middle - reach).max(0.0), high: (middle + reach).min(1.0) }
}

/// Area under the ROC curve with the interval of DeLong, from mid-ranks. `sorted` by chance.
fn auc(sorted: &[(f64, bool)]) -> Option<Estimate> {
    let failed = sorted.iter().filter(|p| p.1).count();
    let arrived = sorted.len() - failed;
    if failed == 0 || arrived == 0 {
        return None;
    }
    let (m, n) = (failed as f64, arrived as f64);
    // for each failed order the share of arrived ones below it, and the other way round
    let (mut of_failed, mut of_arrived) = (Vec::with_capacity(failed), Vec::with_capacity(arrived));
    let (mut failed_below, mut arrived_below) = (0.0, 0.0);
    for tie in sorted.chunk_by(|a, b| a.0 == b.0) {
        let failed_here = tie.iter().filter(|p| p.1).count() as f64;
        let arrived_here = tie.len() as f64 - failed_here;
        for pair in tie {
            match pair.1 {
                true => of_failed.push((arrived_below + arrived_here / 2.0) / n),
                false => of_arrived.push(1.0 - (failed_below + failed_here / 2.0) / m),
            }
        }
        failed_below += failed_here;
        arrived_below += arrived_here;
    }
    let value = of_failed.iter().sum::<f64>() / m;
    let spread = |list: &[f64]| {
        list.iter().map(|v| (v - value).powi(2)).sum::<f64>() / (list.len() as f64 - 1.0).max(1.0) / list.len() as f64
    };
    let reach = Z * (spread(&of_failed) + spread(&of_arrived)).sqrt();
    Some(Estimate { value, low: (value - reach).max(0.0), high: (value + reach).min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perfect_order_of_risks_has_an_area_of_one() {
        let pairs: Vec<(f64, bool)> = (0..100).map(|i| (f64::from(i) / 100.0, i >= 70)).collect();
        let quality = measure(&pairs);
        assert_eq!(quality.auc.map(|a| a.value), Some(1.0));
        assert_eq!(quality.bins.len(), 10);
        let ties: Vec<(f64, bool)> = (0..100).map(|i| (0.3, i % 3 == 0)).collect();
        assert_eq!(measure(&ties).auc.map(|a| a.value), Some(0.5));
        assert_eq!(measure(&[(0.1, false), (0.2, false)]).auc, None);
    }

    #[test]
    fn figures_are_those_of_a_small_case_by_hand() {
        let quality = measure(&[(0.1, false), (0.4, true), (0.35, false), (0.8, true)]);
        let expect = (-(0.9f64.ln()) - 0.4f64.ln() - 0.65f64.ln() - 0.8f64.ln()) / 4.0;
        assert!((quality.log_loss - expect).abs() < 1e-12);
        assert!((quality.brier - (0.01 + 0.36 + 0.1225 + 0.04) / 4.0).abs() < 1e-12);
        let interval = rate(10, 100);
        assert!((interval.low - 0.0552).abs() < 1e-4 && (interval.high - 0.1744).abs() < 1e-4, "{interval:?}");
    }

    #[test]
    fn a_better_forecast_gains() {
        let outcomes: Vec<bool> = (0..2000).map(|i| i % 10 == 0).collect();
        let sharp: Vec<(f64, bool)> = outcomes.iter().map(|f| (if *f { 0.3 } else { 0.08 }, *f)).collect();
        let flat: Vec<(f64, bool)> = outcomes.iter().map(|f| (0.1, *f)).collect();
        assert!(gain(&sharp, &flat).low > 0.0);
        assert!(gain(&flat, &flat).value == 0.0);
    }
}
