//! What the risk costs: each reason's part times what such a failure costs.

use arrayvec::ArrayString;

use crate::finding::Reason;
use crate::order::Money;
use crate::world::effect::{self, Rates};

use super::Verdict;

/// Cost of one failure by reason: a fixed amount plus a share of the order's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Costs {
    /// Fixed amounts in the currency of the configuration.
    pub amount: [f64; 6],
    /// Shares of the order's value, 0..1.
    pub value_share: [f64; 6],
    /// ISO 4217 code of the configuration's currency.
    pub currency: ArrayString<3>,
}

impl Costs {
    /// The shipped, dated costs in that currency; amounts whose currency has no rate count as
    /// they stand.
    pub fn shipped(currency: &str, rates: &Rates) -> Costs {
        let mut costs = Costs { amount: [0.0; 6], value_share: [0.0; 6], currency: code(currency) };
        for cost in effect::COSTS {
            if let Some(reason) = Reason::from_name(cost.reason) {
                let money = Money { amount: cost.amount, currency: code(cost.currency) };
                costs.amount[reason.index()] = money.to(currency, rates).unwrap_or(cost.amount);
                costs.value_share[reason.index()] = cost.value_share;
            }
        }
        costs
    }

    /// ISO 4217 code of the amounts.
    pub fn currency(&self) -> &str {
        &self.currency
    }
}

fn code(currency: &str) -> ArrayString<3> {
    ArrayString::from(currency).unwrap_or_default()
}

/// Expected loss of one order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loss {
    /// Value of the order, where it says.
    pub value: Option<Money>,
    /// Currency of the amounts below: the order's, or the configuration's where the order names
    /// none.
    pub currency: ArrayString<3>,
    /// Expected loss; 0 where there is no rate for the currency, see [`Loss::is_known`].
    pub expected: f64,
    /// What of it the findings cause; 0 where there is no rate.
    pub avoidable: f64,
    /// The same two in the currency of the configuration; `None` where there is no rate.
    pub in_config: Option<(f64, f64)>,
    /// What the findings cause of the fixed costs alone, in the currency of the configuration: known
    /// without a rate.
    pub fixed: f64,
}

impl Loss {
    /// The loss of an order of that value and verdict. An amount that names no currency is in `home`, else
    /// in that of the configuration, as is `covered`: what of the value the seller's insurance pays if the
    /// carrier loses the parcel.
    pub fn of(
        value: Option<Money>,
        covered: f64,
        verdict: &Verdict,
        costs: &Costs,
        home: Option<&str>,
        rates: &Rates,
    ) -> Loss {
        let stated = value.filter(|v| !v.currency.is_empty());
        let home = home.filter(|_| value.is_some()).map_or(costs.currency, code);
        let currency = stated.map_or(home, |v| v.currency);
        // the configuration's fixed amounts in the order's currency
        let is_same = currency == costs.currency;
        let rate = if is_same { Some(1.0) } else { rates.convert(1.0, costs.currency(), &currency) };
        let worth = value.map_or(0.0, |v| v.amount.max(0.0));
        let sum = |parts: &[f64; 6], rate: f64| {
            let open = |r: usize| if r == Reason::Handling.index() { (worth - covered * rate).max(0.0) } else { worth };
            (0..6).map(|r| parts[r] * (costs.amount[r] * rate + costs.value_share[r] * open(r))).sum::<f64>()
        };
        let both = |rate: f64| {
            let expected = sum(&verdict.reasons, rate);
            (expected, (expected - sum(&verdict.reasons_clean, rate)).max(0.0))
        };
        let rate = rate.filter(|r| *r > 0.0);
        let (expected, avoidable) = rate.map_or((0.0, 0.0), both);
        let in_config = rate.map(|r| (expected / r, avoidable / r));
        let fixed_of =
            |parts: &[f64; 6]| parts.iter().zip(costs.amount).map(|(part, amount)| part * amount).sum::<f64>();
        let fixed = (fixed_of(&verdict.reasons) - fixed_of(&verdict.reasons_clean)).max(0.0);
        Loss { value, currency, expected, avoidable, in_config, fixed }
    }

    /// Is there a rate between the order's currency and that of the costs? Without one the loss is
    /// not guessed.
    pub fn is_known(&self) -> bool {
        self.in_config.is_some()
    }

    /// ISO 4217 code.
    pub fn currency(&self) -> &str {
        &self.currency
    }
}
