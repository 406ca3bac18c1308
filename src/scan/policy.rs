//! What the seller decided about findings: severities of their own, and orders and addresses that
//! are accepted as they are.

use crate::config::{Accepted, Graded, Origin, Settings};
use crate::finding::{Finding, Findings};
use crate::input::Field;
use crate::order::Order;
use crate::rules;
use crate::text::{Day, Folded, fold};

/// The decisions that hold today.
pub(crate) struct Policy<'j> {
    accepted: Vec<Acceptance<'j>>,
    severities: &'j [Graded],
}

/// One acceptance, ready to be compared.
struct Acceptance<'j> {
    /// Its place among all of the configuration.
    at: usize,
    said: &'j Accepted,
    address: String,
    postcode: String,
}

impl<'j> Policy<'j> {
    /// The decisions of these settings that hold on that day.
    pub fn of(settings: &'j Settings, today: Day) -> Policy<'j> {
        let holds = settings.accepted.iter().enumerate().filter(|(_, a)| !a.is_over(today));
        let accepted = holds.map(|(at, said)| Acceptance {
            at,
            said,
            address: fold(&said.address),
            postcode: bare(&said.postcode),
        });
        Policy { accepted: accepted.collect(), severities: &settings.severities }
    }

    /// Is nothing decided?
    pub fn is_empty(&self) -> bool {
        self.accepted.is_empty() && self.severities.is_empty()
    }

    /// Drops what is accepted and grades the rest; `used` counts the findings that each acceptance
    /// of the configuration took away.
    pub fn apply(&self, order: &Order<'_>, findings: &mut Findings<'_>, used: &mut Vec<u64>) {
        for acceptance in self.accepted.iter().filter(|a| a.is_about(order)) {
            let taken = findings.retain(|f| !acceptance.said.covers(f.code)) as u64;
            used.resize(used.len().max(acceptance.at + 1), 0);
            used[acceptance.at] += taken;
        }
        for graded in self.severities {
            findings.each(|f| grade(f, graded));
        }
    }
}

/// A finding that its rule did not lower gets the severity of the seller; one that it did, at most
/// that.
fn grade(finding: &mut Finding<'_>, graded: &Graded) {
    if finding.code != graded.code {
        return;
    }
    let shipped = rules::by_code(finding.code).map(|r| r.severity);
    let severity =
        if shipped == Some(finding.severity) { graded.severity } else { finding.severity.min(graded.severity) };
    finding.severity = severity;
}

impl Acceptance<'_> {
    fn is_about(&self, order: &Order<'_>) -> bool {
        if !self.said.order.is_empty() && self.said.order != order.get(Field::Order) {
            return false;
        }
        let postcode = || self.postcode.is_empty() || self.postcode == bare(order.get(Field::Postcode));
        let address = || self.address.is_empty() || order.lines().any(|(_, text)| self.begins_with(text, order));
        postcode() && address()
    }
}

impl Acceptance<'_> {
    /// Is the accepted address this line, with nothing behind it but the order's postcode and city?
    fn begins_with(&self, line: &str, order: &Order<'_>) -> bool {
        let line = Folded::of(line);
        let Some(rest) = self.address.strip_prefix(line.as_str()).filter(|_| !line.as_str().is_empty()) else {
            return false;
        };
        let place = [Field::Postcode, Field::City, Field::Region, Field::Country].map(|f| fold(order.get(f)));
        rest.is_empty()
            || rest.starts_with(' ')
                && rest.split_whitespace().all(|w| place.iter().any(|p| p.split(' ').any(|q| q == w)))
    }
}

fn bare(postcode: &str) -> String {
    postcode.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// What to say of acceptances that are over or took nothing away.
pub(super) fn remarks(settings: &Settings, used: &[u64], today: Day) -> Vec<String> {
    let line = |origin: &Origin| match (origin, &settings.file) {
        (Origin::File(line), Some(file)) => format!("{file}:{line}: "),
        _ => String::new(),
    };
    let said = settings.accepted.iter().enumerate().filter_map(|(at, a)| {
        let what = if a.is_over(today) {
            format!("is over since {}", a.until?)
        } else if used.get(at).copied().unwrap_or(0) == 0 {
            "met no finding in this run".to_string()
        } else {
            return None;
        };
        // where it stands is enough: an address has no place in a note
        let of = if a.order.is_empty() { "of an address".to_string() } else { format!("of order {}", a.order) };
        Some(format!("{}what you accept {of} {what}: remove it if it is of no more use", line(&a.origin)))
    });
    said.collect()
}
