//! The second pass: every order checked, scored and put out.

use bumpalo::Bump;

use super::blocks::for_each;
use super::card::{Card, rank};
use super::learn::are_weighed;
use super::summary::{Part, micro, worst_index};
use super::{ScanError, Shared, Sink, Summary};
use crate::config::Settings;
use crate::directory::{Duplicates, Known};
use crate::finding::{Finding, Findings, Fix, FixLevel, Reason, Severity};
use crate::fix::plan;
use crate::input::block::{Block, Group, Grouping};
use crate::input::{Field, InputError, Table};
use crate::order::{Facts, Order, Page, Plan, Scratch};
use crate::report::{self, Format};
use crate::risk::traits::Traits;
use crate::risk::{Loss, Parcel, Verdict};
use crate::rules::{self, Case, Context, NO_PAST, Rule};
use crate::world::Country;
use crate::world::platform::Status;
use crate::world::service::Recognised;

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
    plan: &'x Plan,
    page: Page<'a>,
    group: &'x Group,
    recheck: &'x Recheck<'x>,
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

    /// The edits of a fix, mirrors included, with their cells; an edit whose field the file has
    /// no column for is left out.
    pub fn edits(&self, fix: &Fix<'_>) -> Vec<(Placed<'x>, Field, String, String)> {
        let edits = plan::with_mirrors(self.order, fix, self.facts.country);
        let placed = edits.iter().filter_map(|e| {
            Some((self.place(e.field)?, e.field, self.order.raw(e.field).to_string(), e.to.to_string()))
        });
        placed.filter(|(_, _, from, to)| from != to).collect()
    }

    /// Who must agree to a fix, and the risk with it alone (for a question, without the finding).
    /// A fix that lays another fault bare is never safe.
    pub fn tried(&self, finding: usize, fix: &Fix<'_>) -> (FixLevel, f64) {
        let after = self.recheck.risk_after(self, finding, fix);
        let raises = self.verdict.is_some_and(|v| after > v.risk + 1e-9);
        (if raises { fix.level.max(FixLevel::Review) } else { fix.level }, after)
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
    pub(super) fn with(&self, order: &Order<'_>, change: impl FnOnce(&mut Facts<'_>)) -> (Verdict, Loss, bool) {
        let recheck = self.recheck;
        let settings = self.settings();
        let mut scratch = Scratch::of(recheck.shared.job.places, settings);
        let mut facts = Facts::of(order, recheck.country, &mut scratch);
        change(&mut facts);
        let mut findings = Findings::new();
        rules::check_one(recheck.rules, order, &facts, recheck.context, &mut findings);
        recheck.shared.policy.apply(order, &mut findings, &mut Vec::new());
        let verdict = recheck.shared.model.score(recheck.parcel(order, &facts), findings.as_slice());
        let loss = Loss::of(order, &verdict, &recheck.shared.costs, Some(recheck.context.currency), &settings.rates);
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
        self.recheck.context.value_of(self.order)
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

/// Looks at an order again after a change.
struct Recheck<'s> {
    shared: &'s Shared<'s>,
    context: &'s Context<'s>,
    rules: &'s [&'static Rule],
    country: Option<&'static Country>,
}

impl Recheck<'_> {
    fn parcel<'p, 'a>(&self, order: &'p Order<'a>, facts: &'p Facts<'a>) -> Parcel<'p, 'a> {
        let value = self.shared.model.fitted().and_then(|_| self.context.value_of(order));
        Parcel { value, ..Parcel::of(order, facts, self.shared.ship_from) }
    }

    fn risk_after(&self, assessed: &Assessed<'_, '_>, finding: usize, fix: &Fix<'_>) -> f64 {
        if fix.level == FixLevel::Ask || fix.edits.is_empty() {
            let rest: Vec<Finding<'_>> =
                assessed.findings.iter().enumerate().filter(|(i, _)| *i != finding).map(|(_, f)| f.clone()).collect();
            return self.shared.model.score(self.parcel(assessed.order, assessed.facts), &rest).risk;
        }
        let edits = plan::with_mirrors(assessed.order, fix, assessed.facts.country);
        let order = plan::applied(assessed.order, &edits);
        let mut scratch = Scratch::of(self.shared.job.places, self.shared.job.settings);
        let facts = Facts::of(&order, self.country, &mut scratch);
        let mut findings = Findings::new();
        rules::check_one(self.rules, &order, &facts, self.context, &mut findings);
        self.shared.policy.apply(&order, &mut findings, &mut Vec::new());
        let before = self.parcel(assessed.order, assessed.facts);
        let traits = self.shared.model.fitted().map(|_| Traits::of(before.order, before.facts, before.value));
        self.shared.model.score(Parcel { traits, ..self.parcel(&order, &facts) }, findings.as_slice()).risk
    }
}

/// Everything the check of one file needs.
pub(super) struct Checker<'s> {
    pub shared: &'s Shared<'s>,
    pub table: &'s Table,
    pub country: Option<&'static Country>,
    currency: Option<&'static str>,
    pub plan: Plan,
    pub grouping: Grouping,
    pub rules: Vec<&'static Rule>,
    pub context: Context<'s>,
    formats: Vec<Format>,
    csv: report::csv::Writer,
}

/// Orders that each rule looks at before the next rule's turn: so many that its code is loaded
/// once for all of them, so few that they stay at hand meanwhile.
pub(super) const BATCH: usize = 32;

/// What one block came to.
struct Checked {
    outputs: Vec<Vec<u8>>,
    part: Part,
}

/// Checks one file. `open_lines` says for each sink whether what was written to it last has no
/// line end, as the last row of a file may have none.
pub(super) fn check(
    shared: &Shared<'_>,
    (duplicates, known): (&Duplicates, &Known<'_>),
    file: usize,
    table: &Table,
    sinks: &mut [Sink<'_>],
    open_lines: &mut [bool],
    summary: &mut Summary,
) -> Result<(), ScanError> {
    let mine: Vec<usize> = (0..sinks.len()).filter(|s| sinks[*s].inputs.contains(&file)).collect();
    let formats = mine.iter().map(|s| sinks[*s].format).collect();
    let checker = Checker::of(shared, (duplicates, known), file, table, formats).map_err(ScanError::Input)?;
    for &s in &mine {
        if sinks[s].format != Format::Csv {
            continue;
        }
        let mut head = Vec::new();
        if !sinks[s].begun {
            sinks[s].begun = true;
            checker.csv.header(&mut head);
        } else if open_lines[s] {
            checker.csv.end_line(&mut head);
        }
        sinks[s].writer.write_all(&head).map_err(|e| ScanError::Output(s, e))?;
        open_lines[s] = false;
    }
    let done: u64 = shared.job.tables[..file].iter().map(Table::len).sum();
    let mut read = table.header.end as u64;
    let mut commit = |checked: Checked, bytes: usize| {
        for (&s, output) in mine.iter().zip(&checked.outputs) {
            sinks[s].writer.write_all(output).map_err(|e| ScanError::Output(s, e))?;
            if !output.is_empty() {
                open_lines[s] = !report::csv::ends_line(output);
            }
        }
        summary.add(file, checked.part);
        read += bytes as u64;
        (shared.job.progress)(done + read, shared.total_bytes);
        Ok(())
    };
    for_each(table, shared.job.threads, &|block: &Block| checker.block(block), &mut commit, ScanError::Input)
}

impl<'s> Checker<'s> {
    pub(super) fn of(
        shared: &'s Shared<'s>,
        (duplicates, known): (&'s Duplicates, &'s Known<'s>),
        file: usize,
        table: &'s Table,
        formats: Vec<Format>,
    ) -> Result<Checker<'s>, InputError> {
        let columns = table.layout.known_fields();
        let currency = table.layout.home.filter(|_| shared.country.is_none()).map(|(home, _)| home.currency);
        Ok(Checker {
            shared,
            table,
            country: table.home(shared.country),
            currency,
            plan: Plan::of(table),
            grouping: table.grouping(),
            rules: shared.job.rules.iter().copied().filter(|r| r.can_speak(columns)).collect(),
            context: Context {
                ship_from: shared.ship_from,
                settings: shared.job.settings,
                currency: currency.unwrap_or(&shared.job.settings.currency.value),
                known,
                feed: shared.job.feed,
                file,
                past: shared.job.past.unwrap_or(&NO_PAST),
                weighed: are_weighed(table)?,
                ..Context::of(table, shared.job.as_of, duplicates)
            },
            formats,
            csv: report::csv::Writer::new(table, shared.job.redact),
        })
    }
}

impl Checker<'_> {
    fn block(&self, block: &Block) -> Checked {
        let mut checked = Checked { outputs: self.formats.iter().map(|_| Vec::new()).collect(), part: Part::default() };
        for (format, output) in self.formats.iter().zip(&mut checked.outputs) {
            if *format == Format::Csv {
                output.reserve(block.bytes().len() * 9 / 8);
                self.csv.before_first(block, output);
            }
        }
        let arena = Bump::new();
        let page = Page::new(block, &arena);
        let mut groups = Vec::new();
        self.grouping.groups(block, &mut groups);
        let mut scratch = Scratch::of(self.shared.job.places, self.shared.job.settings);
        let mut cases: Vec<Case<'_>> = (0..BATCH.min(groups.len())).map(|_| Case::default()).collect();
        let mut findings: Vec<Findings<'_>> = (0..BATCH).map(|_| Findings::new()).collect();
        for batch in groups.chunks(BATCH) {
            findings.iter_mut().for_each(Findings::clear);
            let mut orders = 0;
            for (group, case) in batch.iter().filter(|g| g.is_order).zip(&mut cases) {
                self.plan.read_into(page, group, &mut case.order);
                orders += 1;
            }
            let cases = &mut cases[..orders];
            cases.iter_mut().for_each(|case| self.look_into(case, &mut scratch));
            for case in cases.iter_mut().filter(|case| case.shown) {
                case.facts.read_lines(&case.order, &mut scratch);
            }
            rules::check(&self.rules, cases, &self.context, &mut findings);
            let mut looked_at = cases.iter().zip(&mut findings);
            for group in batch {
                checked.part.rows += group.records.len() as u64;
                if !group.is_order {
                    self.put_rows(block, group, &mut checked.outputs);
                } else if let Some((case, findings)) = looked_at.next() {
                    self.order(page, group, case, findings, &mut checked);
                }
            }
        }
        for (format, output) in self.formats.iter().zip(&mut checked.outputs) {
            if *format == Format::Csv {
                self.csv.encode(output);
            }
        }
        checked
    }

    /// Reads the facts of an order, if anybody will look at them.
    pub fn look_into<'a>(&self, case: &mut Case<'a>, scratch: &mut Scratch<'a>) {
        case.shown = case.order.status == Status::Check || self.shared.job.all || self.formats.contains(&Format::Jsonl);
        case.facts =
            if case.shown { Facts::beside_lines(&case.order, self.country, scratch) } else { Facts::default() };
        case.status = match (case.order.status, case.facts.service) {
            (Status::Check, Recognised::StorePickup) => Status::Pickup,
            (status, _) => status,
        };
        case.wanted = case.status == Status::Check || self.shared.job.all;
    }

    fn order<'a>(
        &self,
        page: Page<'a>,
        group: &Group,
        case: &Case<'a>,
        findings: &mut Findings<'a>,
        checked: &mut Checked,
    ) {
        let Case { order, facts, status, wanted, .. } = case;
        if !self.shared.policy.is_empty() {
            self.shared.policy.apply(order, findings, &mut checked.part.accepted);
        }
        findings.sort();
        let recheck =
            Recheck { shared: self.shared, context: &self.context, rules: &self.rules, country: self.country };
        let verdict = wanted.then(|| self.shared.model.score(recheck.parcel(order, facts), findings.as_slice()));
        let loss = verdict
            .as_ref()
            .map(|v| Loss::of(order, v, &self.shared.costs, self.currency, &self.shared.job.settings.rates));
        let worst = findings.as_slice().iter().map(|f| f.severity).max();
        let assessed = Assessed {
            table: self.table,
            order,
            facts,
            status: *status,
            findings: findings.as_slice(),
            verdict: verdict.as_ref(),
            loss: loss.as_ref(),
            flagged: worst >= Some(Severity::Warning),
            plan: &self.plan,
            page,
            group,
            recheck: &recheck,
        };
        if *wanted && let Some(country) = facts.country {
            checked.part.goes_to(country.index());
        }
        self.count(&assessed, worst, &mut checked.part);
        if assessed.flagged {
            self.keep(&assessed, &mut checked.part.top);
        }
        self.put(&assessed, &mut checked.outputs);
    }

    fn count(&self, assessed: &Assessed<'_, '_>, worst: Option<Severity>, part: &mut Part) {
        part.orders += 1;
        if let Some(at) = Status::ALL.iter().position(|s| *s == assessed.status) {
            part.by_status[at] += 1;
        }
        let (Some(verdict), Some(loss)) = (assessed.verdict, assessed.loss) else { return };
        part.bands[verdict.band as usize] += 1;
        part.worst[worst_index(worst)] += 1;
        if assessed.flagged {
            part.flagged += 1;
            part.flagged_bands[verdict.band as usize] += 1;
        }
        for r in Reason::ALL.map(Reason::index) {
            part.expected[r] += micro(verdict.reasons[r]);
            part.expected_clean[r] += micro(verdict.reasons_clean[r]);
        }
        match loss.in_config {
            Some((expected, avoidable)) => {
                part.loss = part.loss.saturating_add(micro(expected));
                part.avoidable = part.avoidable.saturating_add(micro(avoidable));
            }
            None => {
                *part.without_rate.entry(loss.currency().to_string()).or_default() += 1;
            }
        }
        for (i, f) in assessed.findings.iter().enumerate() {
            let first = !assessed.findings[..i].iter().any(|g| g.code == f.code);
            part.count(f.code, first, f.fix.as_ref().is_some_and(|x| x.level == FixLevel::Safe));
        }
    }

    /// Keeps the order for people if it is among the worst of its block.
    fn keep(&self, assessed: &Assessed<'_, '_>, top: &mut Vec<Card>) {
        let most = self.shared.job.top;
        let rank = rank(assessed, self.context.file);
        if most == 0 || top.len() >= most && top.last().is_some_and(|worst| worst.rank() <= rank) {
            return;
        }
        let card = Card::of(assessed, rank);
        let at = top.partition_point(|c| c.rank() < card.rank());
        top.insert(at, card);
        top.truncate(most);
    }

    fn put(&self, assessed: &Assessed<'_, '_>, outputs: &mut [Vec<u8>]) {
        let wanted = assessed.flagged || !self.shared.job.only_flagged;
        for (format, output) in self.formats.iter().zip(outputs) {
            match format {
                Format::Jsonl if wanted => report::jsonl::order(assessed, self.shared.job.redact, output),
                Format::Csv if wanted => self.csv.order(assessed.page.block(), assessed.group, Some(assessed), output),
                _ => {}
            }
        }
    }

    fn put_rows(&self, block: &Block, group: &Group, outputs: &mut [Vec<u8>]) {
        if self.shared.job.only_flagged {
            return;
        }
        for (format, output) in self.formats.iter().zip(outputs) {
            if *format == Format::Csv {
                self.csv.order(block, group, None, output);
            }
        }
    }
}
