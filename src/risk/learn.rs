//! From orders with their outcomes to a fitted model: what can be learned, how strongly what
//! is not known elsewhere is held to nothing, and how well the result predicts later orders.

use super::design::{Strengths, Trained, shipped_risk};
use super::fitted::{About, Fitted};
use super::measure::{Estimate, Quality, gain, measure};
use super::samples::{Outcome, Samples};
use super::traits::Trait;
use crate::text::Day;

/// What is tried for each trait; chosen by how well earlier orders then predict later ones.
const TRIED: [f64; 5] = [0.05, 0.1, 0.2, 0.35, 0.6];
/// Orders that are enough to choose strengths by.
const ENOUGH: usize = 60_000;

/// What the outcomes came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Too few orders, or too few of one kind of ending, to learn from: the shipped model stays.
    TooFew,
    /// Enough orders, and none of what doorstep knows tells which fail: the shipped model stays.
    NoSignal,
    /// The fit is kept; later orders are too few to tell whether it is better.
    Untested,
    /// The fit tells failing orders from others.
    Signal,
}

/// A fit and how well it did.
#[derive(Clone, Debug)]
pub struct Learned {
    /// The model to be used.
    pub fitted: Fitted,
    /// What the outcomes came to.
    pub finding: Finding,
    /// Orders fitted on before the test, and orders tested on.
    pub split: (u64, u64),
    /// Last day of the first and first day of the second, where orders have days.
    pub border: Option<(Day, Day)>,
    /// Have the orders days?
    pub dated: bool,
    /// On the later orders: the fit, the shipped model, and the rate of the earlier orders for all.
    pub tested: Option<[Quality; 3]>,
    /// How much less surprised the fit was than the shipped model, and than the rate.
    pub gains: Option<[Estimate; 2]>,
}

/// How orders are parted into those that are fitted on and those that are tested on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish {
    /// Fit on orders up to this day and test on later ones, and let the model know no more.
    pub until: Option<Day>,
}

/// Fewer orders, or fewer failures or arrivals, tell nothing.
const FEWEST_ORDERS: u64 = 50;
const FEWEST_OF_A_KIND: u64 = 8;
/// The share of orders that is kept for the test.
const LATER: f64 = 0.25;
/// A test on so many failures and arrivals that shows no better than guessing means that there is
/// nothing to be found: the interval ends below this.
const NO_BETTER: f64 = 0.56;

/// Learns from the samples. `about` says what is known of the model beside them.
pub fn learn(samples: &Samples, wish: Wish, about: About) -> Learned {
    let mut order: Vec<u32> = (0..samples.list.len() as u32).collect();
    if wish.until.is_some() {
        // of an order without a day nobody knows on which side it stands
        order.retain(|i| samples.list[*i as usize].day.is_some());
    }
    // orders without a day stand where they stood
    order.sort_by_key(|i| samples.list[*i as usize].day);
    let day = |i: u32| samples.list[i as usize].day;
    let cut = match wish.until {
        Some(until) => order.partition_point(|i| day(*i) <= Some(until)),
        None => whole_day(&order, (order.len() as f64 * (1.0 - LATER)) as usize, &day),
    };
    let (earlier, later) = order.split_at(cut);
    let border = earlier.last().zip(later.first()).and_then(|(a, b)| day(*a).zip(day(*b)));
    let kept: &[u32] = if wish.until.is_some() { earlier } else { &order };
    let about = counted(samples, kept, about);
    let mut learned = Learned {
        fitted: Fitted::shipped(about),
        finding: Finding::TooFew,
        split: (earlier.len() as u64, later.len() as u64),
        border,
        dated: order.iter().any(|i| day(*i).is_some()),
        tested: None,
        gains: None,
    };
    let [arrived, failed] = endings(samples, earlier);
    if arrived + failed < FEWEST_ORDERS || arrived.min(failed) < FEWEST_OF_A_KIND {
        return learned;
    }
    let strengths = choose(samples, earlier);
    let trained = Trained::on(samples, earlier, &strengths);
    let rate = failed as f64 / (arrived + failed) as f64;
    learned.finding = test(samples, &trained, later, rate, &mut learned);
    match learned.finding {
        Finding::TooFew | Finding::NoSignal => {}
        Finding::Untested => learned.fitted = Trained::on(samples, kept, &plain()).fitted(learned.fitted.about),
        Finding::Signal => learned.fitted = Trained::on(samples, kept, &strengths).fitted(learned.fitted.about),
    }
    learned
}

/// Destinations alone: what the shipped model knows by itself.
fn plain() -> Strengths {
    let mut strengths = [0.0; Trait::ALL.len()];
    strengths[0] = 1.0;
    strengths
}

/// Moves a cut to where a day begins, so that no day is on both sides.
fn whole_day(order: &[u32], cut: usize, day: &dyn Fn(u32) -> Option<Day>) -> usize {
    let Some(first) = order.get(cut).and_then(|i| day(*i)) else { return cut };
    let start = order.partition_point(|i| day(*i) < Some(first));
    if start * 2 > cut { start } else { cut }
}

/// How many arrived and how many failed.
fn endings(samples: &Samples, orders: &[u32]) -> [u64; 2] {
    let failed = orders.iter().filter(|i| samples.list[**i as usize].outcome != Outcome::Arrived).count() as u64;
    [orders.len() as u64 - failed, failed]
}

fn counted(samples: &Samples, orders: &[u32], about: About) -> About {
    let [arrived, failed] = endings(samples, orders);
    let noted = |i: &&u32| matches!(samples.list[**i as usize].outcome, Outcome::Failed(Some(_)));
    let days = || orders.iter().filter_map(|i| samples.list[*i as usize].day);
    About {
        orders: arrived + failed,
        failed,
        noted: orders.iter().filter(noted).count() as u64,
        days: days().min().zip(days().max()),
        ..about
    }
}

fn test(samples: &Samples, trained: &Trained<'_>, later: &[u32], rate: f64, learned: &mut Learned) -> Finding {
    let [arrived, failed] = endings(samples, later);
    if arrived.min(failed) < FEWEST_OF_A_KIND {
        return Finding::Untested;
    }
    let pairs = trained.predict(later);
    let shipped: Vec<(f64, bool)> =
        later.iter().zip(&pairs).map(|(i, (_, failed))| (shipped_risk(&samples.list[*i as usize]), *failed)).collect();
    let flat: Vec<(f64, bool)> = pairs.iter().map(|(_, failed)| (rate, *failed)).collect();
    let quality = measure(&pairs);
    let auc = quality.auc;
    let gains = [gain(&pairs, &shipped), gain(&pairs, &flat)];
    learned.gains = Some(gains);
    learned.tested = Some([quality, measure(&shipped), measure(&flat)]);
    match auc {
        // one area of forty is above one half by chance; those do not gain as well
        Some(auc) if auc.low > 0.5 && gains[1].value > 0.0 => Finding::Signal,
        Some(auc) if auc.high < NO_BETTER => Finding::NoSignal,
        _ => Finding::Untested,
    }
}

/// Chooses for each trait how strongly it is held to nothing: by the surprise of later orders at a
/// fit on earlier ones, within the orders given.
fn choose(samples: &Samples, orders: &[u32]) -> Strengths {
    // the latest, since they are nearest to what will be predicted
    let orders = &orders[orders.len().saturating_sub(ENOUGH)..];
    let folds: Vec<(&[u32], &[u32])> = [0.5, 0.65, 0.8]
        .iter()
        .map(|from| (orders.len() as f64 * from) as usize)
        .map(|from| (&orders[..from], &orders[from..orders.len().min(from + orders.len() * 15 / 100 + 1)]))
        .collect();
    let loss = |strengths: &Strengths| {
        let of = |(earlier, later): &(&[u32], &[u32])| {
            let pairs = Trained::on(samples, earlier, strengths).predict(later);
            measure(&pairs).log_loss * pairs.len() as f64
        };
        folds.iter().map(of).sum::<f64>() / folds.iter().map(|f| f.1.len()).sum::<usize>().max(1) as f64
    };
    let mut best = plain();
    let mut least = loss(&best);
    for at in 1..Trait::ALL.len() {
        for strength in TRIED {
            let trial = {
                let mut trial = best;
                trial[at] = strength;
                trial
            };
            let reached = loss(&trial);
            if reached < least {
                (best, least) = (trial, reached);
            }
        }
    }
    best
}
