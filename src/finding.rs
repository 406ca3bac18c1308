//! What a check says: findings, their severity and reason, and the fixes that answer them.
//!
//! These are the words of the product (see `docs/` and the README); every other room speaks
//! them and this one imports none of the others but the names of fields.

use std::borrow::Cow;

use crate::input::Field;

/// One of the six ways in which a delivery fails: a rule family, a folder and a hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Nobody there to take the parcel or to sign for it, or the buyer cannot be reached.
    Recipient,
    /// The address is incomplete, wrong or hard to find.
    Address,
    /// Held at the border until the delivery window closes.
    Customs,
    /// Mislabelled, misrouted or lost by the carrier, or refused by the service.
    Handling,
    /// Weather, strike, holiday, closure, a missed dispatch date.
    Disruption,
    /// Over the weight or the dimensions of the service.
    Size,
}

impl Reason {
    /// All six, in the order of every output.
    pub const ALL: [Reason; 6] =
        [Reason::Recipient, Reason::Address, Reason::Customs, Reason::Handling, Reason::Disruption, Reason::Size];

    /// The public name, as in JSON, rule codes and configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Reason::Recipient => "recipient",
            Reason::Address => "address",
            Reason::Customs => "customs",
            Reason::Handling => "handling",
            Reason::Disruption => "disruption",
            Reason::Size => "size",
        }
    }

    /// What goes wrong, for a person.
    pub const fn meaning(self) -> &'static str {
        match self {
            Reason::Recipient => "nobody there, or cannot be reached",
            Reason::Address => "incomplete, wrong or hard to find",
            Reason::Customs => "held at the border",
            Reason::Handling => "mislabelled, misrouted or refused",
            Reason::Disruption => "weather, strike, closure",
            Reason::Size => "too big or too heavy",
        }
    }

    /// Position in [`Reason::ALL`], 0..6.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The reason of that public name.
    pub fn from_name(name: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|r| r.name() == name)
    }
}

/// How much a finding matters to the parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// May well not be delivered as written.
    Warning,
    /// Cannot be delivered as written without somebody's help.
    Error,
}

impl Severity {
    /// The public name.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Who has to agree to a fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FixLevel {
    /// A second cell of the same order confirms it; it may be applied unseen.
    Safe,
    /// Likely right; the seller should look.
    Review,
    /// Only the buyer knows.
    Ask,
}

impl FixLevel {
    /// The public name.
    pub const fn name(self) -> &'static str {
        match self {
            FixLevel::Safe => "safe",
            FixLevel::Review => "review",
            FixLevel::Ask => "ask",
        }
    }
}

/// A new value for one cell of an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit<'a> {
    /// Which cell.
    pub field: Field,
    /// What it should say; empty to clear the cell.
    pub to: Cow<'a, str>,
}

/// What to do about a finding: edits to cells, or a question for the buyer.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix<'a> {
    /// Who must agree.
    pub level: FixLevel,
    /// The fix in a few words, an imperative: `restore the leading zero`.
    pub title: Cow<'a, str>,
    /// The cells to change; empty for [`FixLevel::Ask`].
    pub edits: Vec<Edit<'a>>,
    /// What to ask the buyer, in English; only for [`FixLevel::Ask`].
    pub question: Option<Cow<'a, str>>,
}

impl<'a> Fix<'a> {
    /// Edits that a second cell of the order confirms.
    pub fn safe(title: impl Into<Cow<'a, str>>) -> Fix<'a> {
        Fix { level: FixLevel::Safe, title: title.into(), edits: Vec::new(), question: None }
    }

    /// Edits that the seller should look at first.
    pub fn review(title: impl Into<Cow<'a, str>>) -> Fix<'a> {
        Fix { level: FixLevel::Review, ..Fix::safe(title) }
    }

    /// A question for the buyer.
    pub fn ask(title: impl Into<Cow<'a, str>>, question: impl Into<Cow<'a, str>>) -> Fix<'a> {
        Fix { level: FixLevel::Ask, question: Some(question.into()), ..Fix::safe(title) }
    }

    /// Adds the new value of one cell.
    #[must_use]
    pub fn edit(mut self, field: Field, to: impl Into<Cow<'a, str>>) -> Fix<'a> {
        self.edits.push(Edit { field, to: to.into() });
        self
    }
}

/// A set of canonical fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldSet(u64);

impl FieldSet {
    /// The set of these fields.
    pub const fn of(fields: &[Field]) -> FieldSet {
        let mut bits = 0;
        let mut i = 0;
        while i < fields.len() {
            bits |= 1 << fields[i] as u64;
            i += 1;
        }
        FieldSet(bits)
    }

    /// Is the field in the set?
    pub const fn contains(self, field: Field) -> bool {
        self.0 & (1 << field as u64) != 0
    }

    /// Adds a field.
    pub fn insert(&mut self, field: Field) {
        self.0 |= 1 << field as u64;
    }

    /// Is there no field in it?
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The fields, in the order of [`Field::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Field> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let next = *Field::ALL.get(rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(next)
        })
    }
}

/// One thing wrong with one order, as a rule states it.
#[derive(Clone, Debug)]
pub struct Finding<'a> {
    /// The rule's code, `family/name`.
    pub code: &'static str,
    /// The rule's default, or lower.
    pub severity: Severity,
    /// Share of the rule's effect that applies, 0..=1; 1 unless the rule is unsure.
    pub strength: f64,
    /// Overrides the rule's cause: findings of one cause count once.
    pub cause: Option<&'static str>,
    /// The cells it is about.
    pub fields: FieldSet,
    /// What is wrong: lower case, no full stop, values in backticks.
    pub message: Cow<'a, str>,
    /// What else in the order, or in the facts, says so.
    pub evidence: Option<Cow<'a, str>>,
    /// The best answer, if there is one.
    pub fix: Option<Fix<'a>>,
    /// Other answers worth showing.
    pub alternatives: Vec<Fix<'a>>,
}

impl<'a> Finding<'a> {
    /// Adds what confirms it.
    #[must_use]
    pub fn evidence(mut self, text: impl Into<Cow<'a, str>>) -> Finding<'a> {
        self.evidence = Some(text.into());
        self
    }

    /// Adds the answer to it.
    #[must_use]
    pub fn fix(mut self, fix: Fix<'a>) -> Finding<'a> {
        self.fix = Some(fix);
        self
    }

    /// Adds the answer to it, where there is one.
    #[must_use]
    pub fn fix_if(mut self, fix: Option<Fix<'a>>) -> Finding<'a> {
        self.fix = fix;
        self
    }

    /// Adds another answer worth showing.
    #[must_use]
    pub fn alternative(mut self, fix: Fix<'a>) -> Finding<'a> {
        self.alternatives.push(fix);
        self
    }

    /// Lowers the severity below the rule's default.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Finding<'a> {
        self.severity = self.severity.min(severity);
        self
    }

    /// Lowers the share of the rule's effect that applies, 0..=1.
    #[must_use]
    pub fn strength(mut self, share: f64) -> Finding<'a> {
        self.strength = share.clamp(0.0, 1.0);
        self
    }

    /// Sets the cause.
    #[must_use]
    pub fn cause(mut self, cause: &'static str) -> Finding<'a> {
        self.cause = Some(cause);
        self
    }
}

/// The findings of one order, and the rule that is speaking.
#[derive(Debug, Default)]
pub struct Findings<'a> {
    list: Vec<Finding<'a>>,
    code: &'static str,
    severity: Option<Severity>,
}

impl<'a> Findings<'a> {
    /// No findings yet.
    pub fn new() -> Findings<'a> {
        Findings::default()
    }

    /// Names the rule whose findings follow, with its default severity.
    pub(crate) fn speak_for(&mut self, code: &'static str, severity: Severity) {
        self.code = code;
        self.severity = Some(severity);
    }

    /// A finding of the current rule to be built up and then [pushed](Findings::push).
    pub fn finding(&self, fields: &[Field], message: impl Into<Cow<'a, str>>) -> Finding<'a> {
        Finding {
            code: self.code,
            severity: self.severity.unwrap_or(Severity::Warning),
            strength: 1.0,
            cause: None,
            fields: FieldSet::of(fields),
            message: message.into(),
            evidence: None,
            fix: None,
            alternatives: Vec::new(),
        }
    }

    /// Records a finding.
    pub fn push(&mut self, finding: Finding<'a>) {
        self.list.push(finding);
    }

    /// Has a rule of that code spoken about this order already? Rules run in the order of the
    /// registry, so a later rule may stay silent where an earlier one has said the same.
    pub fn has(&self, code: &str) -> bool {
        self.list.iter().any(|f| f.code == code)
    }

    /// The findings so far.
    pub fn as_slice(&self) -> &[Finding<'a>] {
        &self.list
    }

    /// Drops the findings and keeps the room they took.
    pub fn clear(&mut self) {
        self.list.clear();
    }

    /// Keeps the findings of which that is true, and says how many it dropped.
    pub(crate) fn retain(&mut self, keep: impl Fn(&Finding<'a>) -> bool) -> usize {
        let before = self.list.len();
        self.list.retain(keep);
        before - self.list.len()
    }

    /// Changes each finding.
    pub(crate) fn each(&mut self, change: impl Fn(&mut Finding<'a>)) {
        self.list.iter_mut().for_each(change);
    }

    /// Puts the worst first; findings of one severity stay in the order of the rules.
    pub fn sort(&mut self) {
        if self.list.len() > 1 {
            self.list.sort_by_key(|f| std::cmp::Reverse(f.severity));
        }
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
