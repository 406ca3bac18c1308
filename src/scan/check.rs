//! The second pass: every order checked, scored and put out.

use bumpalo::Bump;

use super::assessed::{Assessed, Recheck};
use super::blocks::for_each;
use super::card::{Card, rank};
use super::learn::are_weighed;
use super::summary::{Part, micro, worst_index};
use super::{ScanError, Shared, Sink, Summary};
use crate::config::Origin;
use crate::directory::{Duplicates, Known};
use crate::finding::{Finding, Findings, FixLevel, Reason, Severity};
use crate::input::block::Block;
use crate::input::grouping::{Group, Grouping};
use crate::input::{InputError, Table};
use crate::order::{Facts, Page, Plan, Scratch};
use crate::report::{self, Format};
use crate::risk::Loss;
use crate::rules::{self, Case, Context, NO_PAST, Rule, handling};
use crate::world::Country;
use crate::world::platform::Status;
use crate::world::service::Recognised;

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
const BATCH: usize = 32;

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
                currency_is_stated: currency.is_some() || shared.job.settings.currency.origin != Origin::Default,
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
        self.each(page, &groups, |group, found| {
            checked.part.rows += group.records.len() as u64;
            match found {
                Some((case, findings)) => self.order(page, group, case, findings, &mut checked),
                None => self.put_rows(block, group, &mut checked.outputs),
            }
        });
        for (format, output) in self.formats.iter().zip(&mut checked.outputs) {
            if *format == Format::Csv {
                self.csv.encode(output);
            }
        }
        checked
    }

    /// Shows each of these groups in turn, orders with what was read and found. They are looked at
    /// in batches.
    pub fn each<'a>(
        &'a self,
        page: Page<'a>,
        groups: &[Group],
        mut see: impl FnMut(&Group, Option<(&Case<'a>, &mut Findings<'a>)>),
    ) {
        let mut scratch = self.shared.scratch();
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
                see(group, if group.is_order { looked_at.next() } else { None });
            }
        }
    }

    /// The second look at an order of this file.
    pub fn recheck(&self) -> Recheck<'_> {
        Recheck { shared: self.shared, context: &self.context, rules: &self.rules, country: self.country }
    }

    /// Reads the facts of an order, if anybody will look at them.
    fn look_into<'a>(&self, case: &mut Case<'a>, scratch: &mut Scratch<'a>) {
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
        if !self.shared.policy.is_empty() {
            self.shared.policy.apply(&case.order, findings, &mut checked.part.accepted);
        }
        findings.sort();
        self.assess(page, group, case, findings.as_slice(), |assessed, worst| {
            self.count(assessed, worst, &mut checked.part);
            if assessed.flagged {
                self.keep(assessed, &mut checked.part.top);
            }
            self.put(assessed, &mut checked.outputs);
        });
    }

    /// Scores an order whose findings are sorted, and shows it with the severity of the worst of them.
    pub fn assess<'a, R>(
        &self,
        page: Page<'a>,
        group: &Group,
        case: &Case<'a>,
        findings: &[Finding<'a>],
        see: impl FnOnce(&Assessed<'_, 'a>, Option<Severity>) -> R,
    ) -> R {
        let Case { order, facts, status, wanted, .. } = case;
        let recheck = self.recheck();
        let verdict = wanted.then(|| self.shared.model.score(recheck.parcel(order, facts), findings));
        let loss = verdict.as_ref().map(|v| {
            let covered = handling::insured(order, facts, &self.context);
            let (costs, rates) = (&self.shared.costs, &self.shared.job.settings.rates);
            Loss::of(facts.value, covered, v, costs, self.currency, rates)
        });
        let worst = findings.iter().map(|f| f.severity).max();
        let assessed = Assessed {
            table: self.table,
            order,
            facts,
            status: *status,
            findings,
            verdict: verdict.as_ref(),
            loss: loss.as_ref(),
            flagged: worst >= Some(Severity::Warning),
            plan: &self.plan,
            page,
            group,
            recheck: &recheck,
        };
        see(&assessed, worst)
    }

    pub fn count(&self, assessed: &Assessed<'_, '_>, worst: Option<Severity>, part: &mut Part) {
        part.orders += 1;
        if let Some(at) = Status::ALL.iter().position(|s| *s == assessed.status) {
            part.by_status[at] += 1;
        }
        let (Some(verdict), Some(loss)) = (assessed.verdict, assessed.loss) else { return };
        if let Some(country) = assessed.facts.country {
            part.goes_to(country.index());
        }
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

    /// Keeps the order for people if it may be among the worst of the run.
    fn keep(&self, assessed: &Assessed<'_, '_>, top: &mut Vec<Card>) {
        let rank = rank(assessed, self.context.file);
        if self.shared.bar.admits(rank) {
            top.push(Card::of(assessed, rank));
        }
    }

    fn put(&self, assessed: &Assessed<'_, '_>, outputs: &mut [Vec<u8>]) {
        let wanted = assessed.flagged || !self.shared.job.only_flagged;
        for (format, output) in self.formats.iter().zip(outputs) {
            match format {
                Format::Jsonl if wanted => report::jsonl::order(assessed, self.shared.job.redact, output),
                Format::Html if assessed.flagged && assessed.verdict.is_some() => {
                    report::page::line(assessed, self.shared.job.redact, output);
                }
                Format::Messages if assessed.verdict.is_some() => {
                    report::message::line(assessed, self.shared.job.redact, output);
                }
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
