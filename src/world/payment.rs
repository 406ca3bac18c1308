//! Names of ways to pay: `data/payment_words.tsv`.

use super::tables::payments::CASH_ON_DELIVERY;
use crate::text::Folded;

/// Does the text name cash on delivery, as whole words? All other ways are paid before.
pub fn is_cash_on_delivery(text: &str) -> bool {
    let folded = Folded::of(text);
    let stands = |at: usize, name: &str| {
        let before = folded[..at].chars().next_back().is_none_or(|c| c == ' ');
        before && folded[at + name.len()..].chars().next().is_none_or(|c| c == ' ')
    };
    CASH_ON_DELIVERY.iter().any(|name| folded.match_indices(name).any(|(at, name)| stands(at, name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cash_is_told_from_cod() {
        for text in ["COD", "Cash on delivery (COD)", "Nachnahme", "代金引換"] {
            assert!(is_cash_on_delivery(text), "{text}");
        }
        for text in ["Shopify Payments", "Codeship", "PayPal", ""] {
            assert!(!is_cash_on_delivery(text), "{text}");
        }
    }
}
