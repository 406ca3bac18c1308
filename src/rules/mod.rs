//! The rules: one folder per reason, one file per rule. A rule is a pure function of one order;
//! what it must know of other orders comes ready-made in the [`Context`].

pub mod address;
pub mod customs;
pub mod disruption;
pub mod handling;
pub mod input;
pub mod recipient;
mod rule;
pub mod size;

pub use rule::{Check, Rule};

use std::sync::LazyLock;

use crate::config::Settings;
use crate::directory::{Duplicates, Known, Past};
use crate::finding::{FieldSet, Findings};
use crate::input::Table;
use crate::order::{Facts, Order};
use crate::text::{DateOrder, Day};
use crate::world::Country;
use crate::world::feed::Feed;
use crate::world::platform::Status;

/// What a rule may know beside the order itself.
#[derive(Clone, Debug)]
pub struct Context<'c> {
    /// Fields for which the file has a column.
    pub columns: FieldSet,
    /// Where the seller ships from, where known.
    pub ship_from: Option<&'static Country>,
    /// Today, as given.
    pub as_of: Day,
    /// What the seller decides.
    pub settings: &'c Settings,
    /// Public platform name, `generic` where none was recognised.
    pub platform: &'c str,
    /// Orders of this run that look like one another.
    pub duplicates: &'c Duplicates,
    /// Buildings that are known from other orders and from directories.
    pub known: &'c Known<'c>,
    /// How past deliveries ended.
    pub past: &'c Past,
    /// Strikes, closures and suspensions.
    pub feed: &'c Feed,
    /// Position of the file among the inputs.
    pub file: usize,
    /// Unit that the name of the weight column, or the platform, states: `kg`, `g`, `lb`, `oz`;
    /// empty where nobody says.
    pub weight_unit: &'c str,
    /// The same of length, width and height: `cm`, `mm`, `m`, `in`.
    pub length_unit: &'c str,
    /// In which order the file writes day and month.
    pub date_order: DateOrder,
    /// Do most of the first orders of the file say what they weigh?
    pub weighed: bool,
    /// Currency of amounts that name none, ISO 4217.
    pub currency: &'c str,
    /// Does the file or the seller say so? Else it is the shipped default.
    pub currency_is_stated: bool,
}

/// Strength of a note about what may be refused: a point or two of risk.
const HINT: f64 = 0.01;

static SHIPPED: LazyLock<Settings> = LazyLock::new(Settings::default);
/// Nothing is known of past deliveries.
pub(crate) static NO_PAST: LazyLock<Past> = LazyLock::new(Past::default);
static NO_FEED: LazyLock<Feed> = LazyLock::new(Feed::default);
static NOTHING_KNOWN: LazyLock<Known<'static>> = LazyLock::new(Known::default);

impl<'c> Context<'c> {
    /// A context of which no more is known than the columns of the file, the day and the repeats.
    pub fn new(columns: FieldSet, as_of: Day, duplicates: &'c Duplicates) -> Context<'c> {
        Context {
            columns,
            ship_from: None,
            as_of,
            platform: "generic",
            duplicates,
            known: &NOTHING_KNOWN,
            past: &NO_PAST,
            feed: &NO_FEED,
            file: 0,
            weight_unit: "",
            length_unit: "",
            date_order: DateOrder::Unknown,
            weighed: false,
            currency: &SHIPPED.currency.value,
            currency_is_stated: false,
            settings: &SHIPPED,
        }
    }

    /// The same with all that the layout of a file says.
    pub fn of(table: &'c Table, as_of: Day, duplicates: &'c Duplicates) -> Context<'c> {
        Context {
            platform: table.layout.platform_name(),
            weight_unit: table.layout.weight_unit,
            length_unit: table.layout.length_unit,
            date_order: table.layout.date_order,
            ..Context::new(table.layout.known_fields(), as_of, duplicates)
        }
    }

    /// What an order is worth in the currency of the configuration; `None` where it does not say,
    /// or there is no rate.
    pub fn value_of(&self, facts: &Facts<'_>) -> Option<f64> {
        let value = facts.value?;
        let from = if value.currency().is_empty() { self.currency } else { value.currency() };
        self.settings.rates.convert(value.amount, from, &self.settings.currency.value)
    }

    /// Does a parcel to that country leave the seller's, its territories aside? No where either
    /// is not known.
    pub fn leaves_for(&self, country: Option<&'static Country>) -> bool {
        self.ship_from.zip(country).is_some_and(|(from, to)| to.is_abroad_from(from))
    }
}

/// Every rule, by family, in the order in which they run.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|family| family.iter().copied())
}

static FAMILIES: &[&[&Rule]] =
    &[input::RULES, address::RULES, recipient::RULES, customs::RULES, handling::RULES, disruption::RULES, size::RULES];

/// The rule of that code.
pub fn by_code(code: &str) -> Option<&'static Rule> {
    all().find(|r| r.code == code)
}

/// Runs these rules over one order.
pub fn check_one<'a>(
    rules: &[&'static Rule],
    order: &Order<'a>,
    facts: &Facts<'a>,
    context: &Context<'_>,
    out: &mut Findings<'a>,
) {
    for rule in rules {
        rule.look(order, facts, context, out);
    }
}

/// An order and what was read out of it, ready for the rules.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// The order.
    pub order: Order<'a>,
    /// Its facts.
    pub facts: Facts<'a>,
    /// Is it shipped from here?
    pub status: Status,
    /// Will anybody look at its facts?
    pub shown: bool,
    /// Shall the rules look at it?
    pub wanted: bool,
}

impl Default for Case<'_> {
    fn default() -> Self {
        Case { order: Order::blank(), facts: Facts::default(), status: Status::Check, shown: false, wanted: false }
    }
}

/// Runs each of these rules over all wanted orders before the next rule's turn, which keeps its
/// code at hand. The findings of `cases[i]` go to `out[i]`.
pub fn check<'a>(rules: &[&'static Rule], cases: &[Case<'a>], context: &Context<'_>, out: &mut [Findings<'a>]) {
    // asked for once: which of them are wanted is nothing that a processor can guess
    let mut wanted: Vec<_> = cases.iter().zip(out).filter(|(case, _)| case.wanted).collect();
    for rule in rules {
        for (case, out) in &mut wanted {
            rule.look(&case.order, &case.facts, context, out);
        }
    }
}
