//! What a rule is: a value with its manual, and one function that looks at one order.

use crate::finding::{FieldSet, Findings, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};

use super::Context;

/// A check of one order. Pure: the same order, facts and context give the same findings, on any
/// core, in any sequence.
pub type Check = for<'a> fn(&Order<'a>, &Facts<'a>, &Context<'_>, &mut Findings<'a>);

/// A rule with its defaults and its manual. Effects and causes stand in `data/effects.tsv`.
#[derive(Debug)]
pub struct Rule {
    /// `family/name`; the name completes "this order has …".
    pub code: &'static str,
    /// One line, lower case, no full stop.
    pub summary: &'static str,
    /// The manual, in Markdown: what is checked, why it matters to a parcel, what to do, what the
    /// rule does not know. Blocks fenced as `csv flagged` and `csv clean` run as tests.
    pub explain: &'static str,
    /// Default severity.
    pub severity: Severity,
    /// The reason it feeds; `None` for rules about the file.
    pub reason: Option<Reason>,
    /// The rule can only speak where the file has a column for one of these; empty: always.
    pub needs: &'static [Field],
    /// Looks at one order.
    pub check: Check,
}

impl Rule {
    /// Looks at one order; what is found goes to `out` under the rule's name.
    #[inline]
    pub fn look<'a>(&self, order: &Order<'a>, facts: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
        out.speak_for(self.code, self.severity);
        (self.check)(order, facts, context, out);
    }

    /// Has a file with these fields what the rule needs?
    pub fn can_speak(&self, columns: FieldSet) -> bool {
        self.needs.is_empty() || self.needs.iter().any(|f| columns.contains(*f))
    }

    /// `address` of `address/unit-missing`.
    pub fn family(&self) -> &'static str {
        self.code.split('/').next().unwrap_or(self.code)
    }
}
