//! A better shipping choice in a sentence.

use super::text::{money, percent};
use crate::scan::{Advice, Change};

/// The sentence, lower case, no full stop; amounts are in that currency.
pub fn sentence(advice: &Advice, risk: f64, currency: &str) -> String {
    let what = match (advice.change, advice.service) {
        (Change::Service, Some(service)) => format!("send it by {}", service.title),
        (Change::Signature, _) => "have it signed for".to_string(),
        (Change::PickupPoint, _) => "offer the buyer a pick-up point".to_string(),
        (Change::Insurance, _) | (Change::Service, None) => "insure it for its value".to_string(),
    };
    let less = if (risk - advice.risk_after).abs() < 0.0005 {
        String::new()
    } else {
        format!("the risk is then {} instead of {}, ", percent(advice.risk_after), percent(risk))
    };
    let (before, after) = advice.loss;
    let loss = format!("the expected loss {} instead of {}", money(currency, after), money(currency, before));
    match (advice.extra, advice.saves()) {
        (Some(extra), Some(saves)) => {
            let price = match extra {
                e if e.abs() < 0.005 => "at the same price".to_string(),
                e if e < 0.0 => format!("for {} less", money(currency, -e)),
                e => format!("for {} more", money(currency, e)),
            };
            format!("{what} {price}: {less}{loss}; saves {}", money(currency, saves))
        }
        _ if advice.priced => {
            format!("{what}: {less}{loss} (what it saves needs the price of what you choose now, too)")
        }
        _ => format!("{what}: {less}{loss} (give your prices in doorstep.toml to see what it saves)"),
    }
}
