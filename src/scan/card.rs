//! An order as a person is shown it: copied out of its block, because the worst are kept to the end.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Mutex, PoisonError};

use super::{Advice, Assessed};
use crate::finding::{Finding, Fix, FixLevel, Severity};
use crate::input::Field;
use crate::risk::{Band, FindingEffect};

/// How an order is ranked for people: most avoidable loss first, then as in the files.
pub type Rank = (Reverse<i64>, usize, u64);

pub(super) fn rank(assessed: &Assessed<'_, '_>, file: usize) -> Rank {
    (Reverse(assessed.at_stake()), file, assessed.order.line)
}

/// The worst orders so far, by rank alone, over all blocks: an order that so many outrank is not
/// among the worst in the end either, whatever block comes first, and needs no card.
#[derive(Debug)]
pub(super) struct Bar {
    most: usize,
    worst: Mutex<BinaryHeap<Rank>>,
}

impl Bar {
    pub fn of(most: usize) -> Bar {
        Bar { most, worst: Mutex::default() }
    }

    /// May an order of that rank, which is told once, be among the worst in the end?
    pub fn admits(&self, rank: Rank) -> bool {
        if self.most == 0 {
            return false;
        }
        let mut worst = self.worst.lock().unwrap_or_else(PoisonError::into_inner);
        if worst.len() == self.most && worst.peek().is_some_and(|last| *last <= rank) {
            return false;
        }
        worst.push(rank);
        if worst.len() > self.most {
            worst.pop();
        }
        true
    }
}

/// An order as a person is shown it.
#[derive(Clone, Debug)]
pub struct Card {
    rank: Rank,
    /// The file as the user named it.
    pub file: String,
    /// Line on which it begins.
    pub line: u64,
    /// Order number.
    pub order: String,
    /// City and country, for people.
    pub place: String,
    /// What it is sent by, as written.
    pub service: String,
    /// Chance of a failed delivery.
    pub risk: f64,
    /// Of the same parcel without the findings.
    pub risk_clean: f64,
    /// Its band.
    pub band: Band,
    /// Expected loss and what of it can be avoided, in `currency`.
    pub loss: (f64, f64),
    /// ISO 4217 code.
    pub currency: String,
    /// Parts of the risk by reason.
    pub reasons: [f64; 6],
    /// A better shipping choice.
    pub advice: Option<Advice>,
    /// Where the risk without findings comes from, a line each.
    pub base: Vec<String>,
    /// What is wrong.
    pub findings: Vec<CardFinding>,
}

/// A finding as a person is shown it.
#[derive(Clone, Debug)]
pub struct CardFinding {
    /// How bad.
    pub severity: Severity,
    /// Rule code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What says so.
    pub evidence: Option<String>,
    /// Column and value of each cell it is about.
    pub cells: Vec<(String, String)>,
    /// The best answer.
    pub fix: Option<CardFix>,
    /// What it does to the risk.
    pub effect: Option<FindingEffect>,
}

/// A fix as a person is shown it.
#[derive(Clone, Debug)]
pub struct CardFix {
    /// Who must agree.
    pub level: FixLevel,
    /// In a few words.
    pub title: String,
    /// New values.
    pub edits: Vec<CardEdit>,
    /// What to ask the buyer.
    pub question: Option<String>,
    /// The risk with this fix alone.
    pub risk_after: f64,
}

/// A changed cell as a person is shown it.
#[derive(Clone, Debug)]
pub struct CardEdit {
    /// What the cell holds.
    pub field: Field,
    /// Name of the column.
    pub column: String,
    /// As it stands.
    pub from: String,
    /// As it should be.
    pub to: String,
}

impl Card {
    /// How it is ranked.
    pub fn rank(&self) -> Rank {
        self.rank
    }

    pub(super) fn of(assessed: &Assessed<'_, '_>, rank: Rank) -> Card {
        let order = assessed.order;
        let country = assessed.facts.country.map_or(order.get(Field::Country), |c| c.code);
        let place: Vec<&str> = [order.get(Field::City), country].into_iter().filter(|p| !p.is_empty()).collect();
        let verdict = assessed.verdict;
        Card {
            rank,
            file: assessed.table.name().to_string(),
            line: order.line,
            order: order.get(Field::Order).to_string(),
            place: place.join(", "),
            service: order.get(Field::Service).to_string(),
            risk: verdict.map_or(0.0, |v| v.risk),
            risk_clean: verdict.map_or(0.0, |v| v.risk_clean),
            band: verdict.map_or(Band::Low, |v| v.band),
            loss: assessed.loss.map_or((0.0, 0.0), |l| (l.expected, l.avoidable)),
            currency: assessed.loss.map_or("", |l| l.currency()).to_string(),
            reasons: verdict.map_or([0.0; 6], |v| v.reasons),
            advice: assessed.advice(),
            base: assessed.told(),
            findings: assessed.findings.iter().enumerate().map(|(i, f)| card_finding(assessed, i, f)).collect(),
        }
    }
}

fn card_finding(assessed: &Assessed<'_, '_>, i: usize, finding: &Finding<'_>) -> CardFinding {
    let cells = finding
        .fields
        .iter()
        .filter_map(|f| Some((assessed.place(f)?.column.to_string(), assessed.order.get(f).to_string())));
    let effect = assessed.verdict.and_then(|v| v.effects.get(i)).filter(|e| e.reason.is_some());
    let words = |text: &str| assessed.words(text);
    CardFinding {
        severity: finding.severity,
        code: finding.code,
        message: words(&finding.message),
        evidence: finding.evidence.as_deref().map(words),
        cells: cells.collect(),
        fix: finding.fix.as_ref().map(|fix| card_fix(assessed, i, fix)),
        effect: effect.copied(),
    }
}

fn card_fix(assessed: &Assessed<'_, '_>, i: usize, fix: &Fix<'_>) -> CardFix {
    let (level, risk_after) = assessed.tried(i, fix);
    let edits = assessed.edits(fix).into_iter();
    CardFix {
        level,
        title: assessed.words(&fix.title),
        edits: edits
            .map(|(place, field, from, to)| CardEdit { field, column: place.column.to_string(), from, to })
            .collect(),
        question: fix.question.as_deref().map(|q| assessed.words(q)),
        risk_after,
    }
}
