//! What sellers and carriers call the end of a delivery, in tables of outcomes: names of columns,
//! statuses, reasons.

use super::tables::outcomes::{COLUMNS, REASONS, STATUSES};
use crate::text::fold;

/// What a column of a table of outcomes says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Says {
    /// Yes where the delivery failed.
    Failed,
    /// Yes where it arrived.
    Arrived,
    /// A status in words.
    Status,
    /// Why it failed.
    Reason,
}

/// How a delivery ended, by its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ended {
    /// It arrived.
    Arrived,
    /// It did not, and came back or was lost.
    Failed,
    /// It has not ended yet, or the status says nothing of it.
    Open,
}

/// What the name of a column says, with its rank among names of that kind, the surest first.
pub fn column(name: &str) -> Option<Says> {
    let name = fold(name);
    COLUMNS.binary_search_by(|(phrase, _)| (*phrase).cmp(name.as_str())).ok().map(|i| COLUMNS[i].1)
}

/// How a delivery of that status ended: the longest known phrase that stands in it as whole words.
pub fn ended(status: &str) -> Option<Ended> {
    longest(STATUSES, &fold(status))
}

/// The public name of the reason that a text means.
pub fn reason(text: &str) -> Option<&'static str> {
    longest(REASONS, &fold(text))
}

/// Reads yes and no.
pub fn yes(text: &str) -> Option<bool> {
    match fold(text).as_str() {
        "1" | "1 0" | "yes" | "y" | "true" | "t" | "ja" | "oui" | "si" | "wahr" => Some(true),
        "0" | "0 0" | "no" | "n" | "false" | "f" | "nein" | "non" | "falsch" => Some(false),
        _ => None,
    }
}

fn longest<T: Copy>(phrases: &[(&'static str, T)], folded: &str) -> Option<T> {
    let mut best: Option<(usize, T)> = None;
    let mut start = 0;
    while start < folded.len() {
        let rest = &folded[start..];
        let word = rest.split(' ').next().unwrap_or(rest);
        let from = phrases.partition_point(|(p, _)| *p < word);
        for (phrase, means) in phrases[from..].iter().take_while(|(p, _)| p.starts_with(word)) {
            let whole = rest.strip_prefix(phrase).is_some_and(|tail| tail.is_empty() || tail.starts_with(' '));
            if whole && best.is_none_or(|(len, _)| phrase.len() > len) {
                best = Some((phrase.len(), *means));
            }
        }
        start += word.len() + 1;
    }
    best.map(|(_, means)| means)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_read_as_they_are_called() {
        for (status, end) in [
            ("Shipped - Delivered to Buyer", Some(Ended::Arrived)),
            ("Shipped - Returned to Seller", Some(Ended::Failed)),
            ("Shipped - Lost in Transit", Some(Ended::Failed)),
            ("Shipped", Some(Ended::Open)),
            ("In-Transit", Some(Ended::Open)),
            ("Not delivered", Some(Ended::Failed)),
            ("undelivered", Some(Ended::Failed)),
            ("zugestellt", Some(Ended::Arrived)),
            ("brieftaube", None),
        ] {
            assert_eq!(ended(status), end, "{status}");
        }
        assert_eq!(reason("Incorrect address"), Some("address"));
        assert_eq!(reason("Customer not available at 5 pm"), Some("recipient"));
        assert_eq!(column("Failed"), Some(Says::Failed));
        assert_eq!(column("Delivery Status"), Some(Says::Status));
        assert_eq!(yes("TRUE"), Some(true));
    }
}
