//! An order that has been looked at, for the reports; and the second look that tells what a change
//! would do to it.

use super::Shared;
use super::summary::micro;
use crate::config::Settings;
use crate::finding::{Finding, Findings, Fix, FixLevel, Reason, Severity};
use crate::fix::{hand, plan};
use crate::input::grouping::Group;
use crate::input::{Field, Table};
use crate::order::{Facts, Order, Page, Plan};
use crate::report;
use crate::risk::traits::Traits;
use crate::risk::{Loss, Parcel, Verdict};
use crate::rules::{self, Context, Rule, handling};
use crate::world::Country;
use crate::world::platform::Status;

/// An order with everything that is known about it, for the reports.
pub struct Assessed<'x, 'a> {
    /// The file it stands in.
    pub table: &'x Table,
    /// The order.
    pub order: &'x Order<'a>,
    /// What was read out of it.
    pub facts: &'x Facts<'a>,
    /// Is it shipped from here?
    pub status: Status,
    /// Findings, worst first.
    pub findings: &'x [Finding<'a>],
    /// Its risk, if it is scored.
    pub verdict: Option<&'x Verdict>,
    /// What that costs, if it is scored.
    pub loss: Option<&'x Loss>,
    /// Does it have an error or a warning?
    pub flagged: bool,
    pub(super) plan: &'x Plan,
    pub(super) page: Page<'a>,
    pub(super) group: &'x Group,
    pub(super) recheck: &'x Recheck<'x>,
}

/// Where the cell of a field stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<'x> {
    /// Physical line on which its row begins, from 1.
    pub line: u64,
    /// Column, from 0.
    pub column_index: usize,
    /// Name of the column.
    pub column: &'x str,
}

impl<'x, 'a> Assessed<'x, 'a> {
    /// The cell that a field was read from.
    pub fn place(&self, field: Field) -> Option<Placed<'x>> {
        let (record, column_index) = self.plan.place(self.page, self.group, field)?;
        let line = self.page.line_of(self.group.records.start + record);
        Some(Placed { line, column_index, column: &self.table.header.names[column_index] })
    }

    /// The edits of a fix, mirrors included, with their cells, as `fix` would make them: none at all
    /// where the file has no column for one of them.
    pub fn edits(&self, fix: &Fix<'_>) -> Vec<(Placed<'x>, Field, String, String)> {
        let mut all = Vec::new();
        for edit in plan::with_mirrors(self.order, fix, self.facts.country) {
            match self.place(edit.field) {
                Some(placed) => {
                    let from = self.order.raw(edit.field);
                    all.push((placed, edit.field, from.to_string(), hand::dressed(from, &edit.to)));
                }
                None if self.order.get(edit.field) == edit.to => {}
                None => return Vec::new(),
            }
        }
        all.retain(|(_, _, from, to)| from != to);
        all
    }

    /// The same, and the cells of the order's other rows that `fix` changes with them.
    pub fn edits_on_all_rows(&self, fix: &Fix<'_>) -> Vec<(Placed<'x>, Field, String, String)> {
        let mut all = Vec::new();
        for (placed, field, from, to) in self.edits(fix) {
            let Some((record, column)) = self.plan.place(self.page, self.group, field) else { continue };
            for row in plan::same_cells(self.plan, self.page, self.group, (record, column), &from) {
                let line = self.page.line_of(self.group.records.start + row);
                all.push((Placed { line, ..placed }, field, from.clone(), to.clone()));
            }
        }
        all
    }

    /// Who must agree to a fix, and the risk with it alone (for a question, without the finding).
    /// A fix that lays another fault bare is never safe.
    pub fn tried(&self, finding: usize, fix: &Fix<'_>) -> (FixLevel, f64) {
        let after = self.recheck.risk_after(self, finding, fix);
        let raises = self.verdict.is_some_and(|v| after > v.risk + 1e-9);
        (if raises { fix.level.max(FixLevel::Review) } else { fix.level }, after)
    }

    /// What putting it right would save, in millionths of the currency of the settings; where there
    /// is no rate, of the fixed costs alone. Lists are sorted by it.
    pub fn at_stake(&self) -> i64 {
        micro(self.loss.map_or(0.0, |l| l.in_config.map_or(l.fixed, |(_, avoidable)| avoidable)))
    }

    /// What a message says to people; masked here where the report could not tell what to mask.
    pub(super) fn words(&self, text: &str) -> String {
        if self.recheck.shared.job.redact && report::redact::has_marks(self.order) {
            return report::redact::message(text, self.order).into_owned();
        }
        text.to_string()
    }

    /// The order again with another choice: its verdict, its loss, and whether an error or warning
    /// is new.
    pub(super) fn with<'b>(&self, order: &Order<'b>, change: impl FnOnce(&mut Facts<'b>)) -> (Verdict, Loss, bool)
    where
        'x: 'b,
    {
        let Recheck { shared, context, .. } = *self.recheck;
        let (facts, findings) = self.recheck.look(order, change);
        let verdict = shared.model.score(self.recheck.parcel(order, &facts), findings.as_slice());
        let (covered, home) = (handling::insured(order, &facts, context), Some(context.currency));
        let loss = Loss::of(facts.value, covered, &verdict, &shared.costs, home, &shared.job.settings.rates);
        let is_new = |f: &Finding<'_>| !self.findings.iter().any(|old| old.code == f.code);
        let flags = |f: &Finding<'_>| f.severity >= Severity::Warning;
        let worse = findings.as_slice().iter().any(|f| flags(f) && is_new(f));
        (verdict, loss, worse)
    }

    /// What the seller decides.
    pub(super) fn settings(&self) -> &'x Settings {
        self.recheck.shared.job.settings
    }

    /// Unit of weights in the file.
    pub(super) fn weight_unit(&self) -> &'x str {
        self.table.layout.weight_unit
    }

    /// Unit of lengths in the file.
    pub(super) fn length_unit(&self) -> &'x str {
        self.table.layout.length_unit
    }

    /// What the order is worth in the currency of the configuration.
    pub(super) fn worth(&self) -> Option<f64> {
        self.recheck.context.value_of(self.facts)
    }

    /// What of that is made good if the parcel is lost, in the same currency.
    pub(super) fn covered(&self) -> f64 {
        handling::covered(self.order, self.facts, self.recheck.context)
    }

    /// The share of an order's value that a failure for that reason costs.
    pub(super) fn value_share(&self, reason: Reason) -> f64 {
        self.recheck.shared.costs.value_share[reason.index()]
    }

    /// Where its risk without findings comes from, a line each.
    pub(super) fn told(&self) -> Vec<String> {
        self.recheck.shared.model.told(self.recheck.parcel(self.order, self.facts))
    }

    /// What the service was recognised as.
    pub fn service_id(&self) -> Option<&'static str> {
        self.facts.service().map(|s| s.id)
    }
}

/// Looks at orders again after a change.
#[derive(Clone, Copy)]
pub(super) struct Recheck<'s> {
    pub shared: &'s Shared<'s>,
    pub context: &'s Context<'s>,
    pub rules: &'s [&'static Rule],
    pub country: Option<&'static Country>,
}

impl Recheck<'_> {
    /// The order as the model sees it.
    pub fn parcel<'p, 'a>(&self, order: &'p Order<'a>, facts: &'p Facts<'a>) -> Parcel<'p, 'a> {
        let value = self.shared.model.fitted().and_then(|_| self.context.value_of(facts));
        Parcel { value, ..Parcel::of(order, facts, self.shared.ship_from) }
    }

    /// Facts and findings of an order, changed facts and all.
    pub fn look<'a>(&self, order: &Order<'a>, change: impl FnOnce(&mut Facts<'a>)) -> (Facts<'a>, Findings<'a>)
    where
        Self: 'a,
    {
        let mut scratch = self.shared.scratch();
        let mut facts = Facts::of(order, self.country, &mut scratch);
        change(&mut facts);
        let mut findings = Findings::new();
        rules::check_one(self.rules, order, &facts, self.context, &mut findings);
        self.shared.policy.apply(order, &mut findings, &mut Vec::new());
        (facts, findings)
    }

    fn risk_after(&self, assessed: &Assessed<'_, '_>, finding: usize, fix: &Fix<'_>) -> f64 {
        let before = self.parcel(assessed.order, assessed.facts);
        if fix.level == FixLevel::Ask || fix.edits.is_empty() {
            let rest: Vec<Finding<'_>> =
                assessed.findings.iter().enumerate().filter(|(i, _)| *i != finding).map(|(_, f)| f.clone()).collect();
            return self.shared.model.score(before, &rest).risk;
        }
        let edits = plan::with_mirrors(assessed.order, fix, assessed.facts.country);
        let order = plan::applied(assessed.order, &edits);
        let (facts, findings) = self.look(&order, |_| ());
        // a cell that is put right does not send the parcel elsewhere
        let traits = self.shared.model.fitted().map(|_| Traits::of(before.order, before.facts, before.value));
        self.shared.model.score(Parcel { traits, ..self.parcel(&order, &facts) }, findings.as_slice()).risk
    }
}
