//! The maximum a posteriori fit of competing hazards to outcomes, by Fisher scoring.
//!
//! Each reason `r` of an order has the hazard `h_r = base_r · Π scale · Π effect + Σ refusals`; the
//! delivery fails with the chance `1 − exp(−Σ h)`, for reason `r` with that chance times
//! `h_r / Σ h`. Every parameter is the logarithm of a factor, with a normal prior. Knows nothing of
//! orders and rules: what a parameter stands for is the caller's business.

use rayon::prelude::*;

/// A logarithm of a factor that is to be fitted, with what is known before any outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// Mean.
    pub mean: f64,
    /// Standard deviation, above 0.
    pub sd: f64,
}

/// How a parameter acts on the hazards of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Act {
    /// Multiplies the bases of all reasons.
    Scale,
    /// Multiplies the base of one reason.
    ScaleOf(u8),
    /// Multiplies the base of one reason by `1 + (factor − 1) · strength`, strength in thousandths.
    Effect(u8, u16),
    /// Adds the factor, as a hazard, to one reason, times the strength in thousandths.
    Adds(u8, u16),
}

/// Orders that are alike to the model, and how their deliveries ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Hazards by reason before any factor.
    pub base: [f64; 6],
    /// Parameters by position, and how each acts; a parameter stands here once.
    pub terms: Vec<(u16, Act)>,
    /// How many arrived.
    pub arrived: f64,
    /// How many failed for a reason that nobody noted.
    pub failed: f64,
    /// How many failed, by reason.
    pub failed_for: [f64; 6],
}

/// Fitted parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Logarithms of the factors.
    pub values: Vec<f64>,
    /// Their standard errors.
    pub errors: Vec<f64>,
    /// The logarithm of likelihood times prior, up to a constant.
    pub objective: f64,
    /// Steps taken.
    pub steps: u32,
}

impl Fit {
    /// How much of a parameter's certainty comes from outcomes, 0..=1: the share of its variance
    /// before that they took away.
    pub fn share_of_data(&self, at: usize, prior: Prior) -> f64 {
        (1.0 - (self.errors[at] / prior.sd).powi(2)).clamp(0.0, 1.0)
    }
}

/// Rows that one task adds up; sums over tasks are made in their order, so the result does not
/// depend on the number of threads.
const CHUNK: usize = 4096;
/// A step that gains less ends the fit.
const ENOUGH: f64 = 1e-7;
const MOST_STEPS: u32 = 60;
/// Below this a hazard counts as this, so that a surprise stays finite.
const LEAST: f64 = 1e-12;

/// Fits the parameters to the rows, beginning at `start`.
///
/// # Panics
/// Never for rows whose terms name existing parameters.
pub fn fit(rows: &[Row], priors: &[Prior], start: &[f64]) -> Fit {
    let mut values = start.to_vec();
    let mut objective = objective_at(rows, priors, &values);
    let mut steps = 0;
    let mut factor = Factor::of(&Sums::over(rows, priors, &values));
    while steps < MOST_STEPS {
        steps += 1;
        let step = factor.solve(&factor.gradient);
        let mut size = 1.0;
        let next = loop {
            let trial: Vec<f64> = values.iter().zip(&step).map(|(v, s)| v + size * s).collect();
            let reached = objective_at(rows, priors, &trial);
            if reached > objective {
                break Some((trial, reached));
            }
            size /= 2.0;
            if size < 1e-6 {
                break None;
            }
        };
        let Some((trial, reached)) = next else { break };
        let gain = reached - objective;
        (values, objective) = (trial, reached);
        factor = Factor::of(&Sums::over(rows, priors, &values));
        if gain < ENOUGH {
            break;
        }
    }
    Fit { errors: factor.errors(), values, objective, steps }
}

/// The chance of failure of a row, 0..1, with these parameters.
pub fn risk(row: &Row, values: &[f64]) -> f64 {
    -(-Hazards::of(row, values).total()).exp_m1()
}

/// The logarithm of likelihood times prior, up to a constant.
fn objective_at(rows: &[Row], priors: &[Prior], values: &[f64]) -> f64 {
    let chunks: Vec<f64> =
        rows.par_chunks(CHUNK).map(|chunk| chunk.iter().map(|row| likelihood(row, values)).sum()).collect();
    let prior: f64 = priors.iter().zip(values).map(|(p, v)| ((v - p.mean) / p.sd).powi(2) / 2.0).sum();
    chunks.iter().sum::<f64>() - prior
}

fn likelihood(row: &Row, values: &[f64]) -> f64 {
    let hazards = Hazards::of(row, values);
    let total = hazards.total();
    let failed = row.failed + row.failed_for.iter().sum::<f64>();
    let mut sum = -row.arrived * total;
    if failed > 0.0 {
        sum += failed * (-(-total).exp_m1()).ln();
    }
    for (count, r) in row.failed_for.iter().zip(0..) {
        if *count > 0.0 {
            sum += count * (hazards.of_reason(r).max(LEAST) / total).ln();
        }
    }
    sum
}

/// The hazards of a row, the part that factors multiply and the part that is added.
struct Hazards {
    scaled: [f64; 6],
    added: [f64; 6],
}

impl Hazards {
    fn of(row: &Row, values: &[f64]) -> Hazards {
        let mut scale = 0.0;
        let (mut scaled, mut added) = (row.base, [0.0; 6]);
        for (param, act) in &row.terms {
            let value = values[usize::from(*param)];
            match *act {
                Act::Scale => scale += value,
                Act::ScaleOf(r) => scaled[usize::from(r)] *= value.exp(),
                Act::Effect(r, strength) => scaled[usize::from(r)] *= partly(value.exp(), strength),
                Act::Adds(r, strength) => added[usize::from(r)] += value.exp() * share(strength),
            }
        }
        let scale = f64::exp(scale);
        Hazards { scaled: scaled.map(|h| h * scale), added }
    }

    fn of_reason(&self, r: usize) -> f64 {
        self.scaled[r] + self.added[r]
    }

    fn total(&self) -> f64 {
        (self.scaled.iter().sum::<f64>() + self.added.iter().sum::<f64>()).max(LEAST)
    }
}

fn share(strength: u16) -> f64 {
    f64::from(strength) / 1000.0
}

/// A factor of which only a share applies.
fn partly(factor: f64, strength: u16) -> f64 {
    1.0 + (factor - 1.0) * share(strength)
}

/// Slope of the log-posterior and its expected curvature.
struct Sums {
    gradient: Vec<f64>,
    /// Lower triangle by rows.
    information: Vec<f64>,
}

impl Sums {
    fn none(n: usize) -> Sums {
        Sums { gradient: vec![0.0; n], information: vec![0.0; n * (n + 1) / 2] }
    }

    fn over(rows: &[Row], priors: &[Prior], values: &[f64]) -> Sums {
        let n = priors.len();
        // few, large parts: each holds a triangle of its own
        let part = rows.len().div_ceil(8).max(CHUNK);
        let parts: Vec<Sums> = rows
            .par_chunks(part)
            .map(|chunk| {
                let mut sums = Sums::none(n);
                chunk.iter().for_each(|row| sums.add(row, values));
                sums
            })
            .collect();
        let mut all = Sums::none(n);
        for part in parts {
            all.gradient.iter_mut().zip(part.gradient).for_each(|(a, b)| *a += b);
            all.information.iter_mut().zip(part.information).for_each(|(a, b)| *a += b);
        }
        for (i, (prior, value)) in priors.iter().zip(values).enumerate() {
            let precision = prior.sd.powi(-2);
            all.gradient[i] -= (value - prior.mean) * precision;
            all.information[place(i, i)] += precision;
        }
        all
    }

    fn add(&mut self, row: &Row, values: &[f64]) {
        let hazards = Hazards::of(row, values);
        let total = hazards.total();
        let slopes: Vec<(usize, [f64; 6])> = row
            .terms
            .iter()
            .map(|(p, act)| (usize::from(*p), slope(&hazards, *act, values[usize::from(*p)])))
            .collect();
        let whole: Vec<f64> = slopes.iter().map(|(_, by)| by.iter().sum()).collect();
        let noted: f64 = row.failed_for.iter().sum();
        let surprise = 1.0 / total.exp_m1();
        let count = row.arrived + row.failed + noted;
        let push = (row.failed + noted) * surprise - row.arrived;
        for (i, (p, by)) in slopes.iter().enumerate() {
            let mut gradient = push * whole[i];
            for (r, (count, slope)) in row.failed_for.iter().zip(by).enumerate().filter(|(_, (n, _))| **n > 0.0) {
                let h = hazards.of_reason(r).max(LEAST);
                gradient += count * (slope / h - whole[i] / total);
            }
            self.gradient[*p] += gradient;
            for (j, (q, other)) in slopes.iter().enumerate().take(i + 1) {
                let mut information = count * surprise * whole[i] * whole[j];
                if noted > 0.0 {
                    let spread: f64 = (0..6).map(|r| by[r] * other[r] / hazards.of_reason(r).max(LEAST)).sum();
                    information += noted * (spread / total - whole[i] * whole[j] / (total * total));
                }
                self.information[place(*p, *q)] += information;
            }
        }
    }
}

/// How fast each reason's hazard grows with the parameter.
fn slope(hazards: &Hazards, act: Act, value: f64) -> [f64; 6] {
    let mut by = [0.0; 6];
    match act {
        Act::Scale => by = hazards.scaled,
        Act::ScaleOf(r) => by[usize::from(r)] = hazards.scaled[usize::from(r)],
        Act::Effect(r, strength) => {
            let factor = value.exp();
            by[usize::from(r)] = hazards.scaled[usize::from(r)] * share(strength) * factor / partly(factor, strength);
        }
        Act::Adds(r, strength) => by[usize::from(r)] = value.exp() * share(strength),
    }
    by
}

/// Where a pair stands in the lower triangle.
fn place(i: usize, j: usize) -> usize {
    let (row, column) = if i >= j { (i, j) } else { (j, i) };
    row * (row + 1) / 2 + column
}

/// The Cholesky factor of the information, and the gradient it belongs to.
struct Factor {
    lower: Vec<f64>,
    gradient: Vec<f64>,
}

impl Factor {
    fn of(sums: &Sums) -> Factor {
        let n = sums.gradient.len();
        let mut lower = sums.information.clone();
        for i in 0..n {
            for j in 0..=i {
                let (a, b) = (place(i, 0), place(j, 0));
                let dot: f64 = lower[a..a + j].iter().zip(&lower[b..b + j]).map(|(x, y)| x * y).sum();
                let rest = lower[a + j] - dot;
                // a prior on every parameter keeps the diagonal above 0
                lower[a + j] = if i == j { rest.max(LEAST).sqrt() } else { rest / lower[b + j] };
            }
        }
        Factor { lower, gradient: sums.gradient.clone() }
    }

    /// Solves `information · x = b`.
    fn solve(&self, b: &[f64]) -> Vec<f64> {
        let n = b.len();
        let mut x = b.to_vec();
        for i in 0..n {
            let at = place(i, 0);
            let dot: f64 = self.lower[at..at + i].iter().zip(&x).map(|(l, x)| l * x).sum();
            x[i] = (x[i] - dot) / self.lower[at + i];
        }
        for i in (0..n).rev() {
            x[i] /= self.lower[place(i, i)];
            let (xi, at) = (x[i], place(i, 0));
            for (j, x) in x.iter_mut().enumerate().take(i) {
                *x -= self.lower[at + j] * xi;
            }
        }
        x
    }

    /// Square roots of the diagonal of the inverse.
    fn errors(&self) -> Vec<f64> {
        let n = self.gradient.len();
        // columns of the inverse of the lower factor, each from its own diagonal downwards
        let column = |k: usize| {
            let mut x = vec![0.0; n];
            x[k] = 1.0 / self.lower[place(k, k)];
            for i in k + 1..n {
                let at = place(i, 0);
                let dot: f64 = self.lower[at + k..at + i].iter().zip(&x[k..i]).map(|(l, x)| l * x).sum();
                x[i] = -dot / self.lower[at + i];
            }
            x.iter().map(|v| v * v).sum::<f64>().sqrt()
        };
        (0..n).into_par_iter().map(column).collect()
    }
}
