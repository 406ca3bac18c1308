//! The cheapest change of a shipping choice that pays for itself: another service, a signature,
//! a pick-up point, insurance. Each is tried on the order itself and weighed by what is then
//! expected to be lost, plus its price.

use std::cmp::Reverse;

use super::assessed::Assessed;
use crate::config::{Offer, Settings};
use crate::finding::{Finding, Reason, Severity};
use crate::input::Field;
use crate::order::Delivery;
use crate::risk::{Loss, Verdict};
use crate::rules::size;
use crate::text::weight;
use crate::world::Country;
use crate::world::choice::Said;
use crate::world::customs::{Border, Spot};
use crate::world::service::{Answer, Limits, Recognised, Service};

/// What could be chosen instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Another service.
    Service,
    /// A signature at the door.
    Signature,
    /// A locker or shop instead of the door.
    PickupPoint,
    /// Insurance for what the service does not cover.
    Insurance,
}

impl Change {
    /// The public name.
    pub const fn name(self) -> &'static str {
        match self {
            Change::Service => "service",
            Change::Signature => "signature",
            Change::PickupPoint => "pickup_point",
            Change::Insurance => "insurance",
        }
    }
}

/// A better choice. Amounts are in the currency of the order, as those of its loss.
#[derive(Clone, Debug)]
pub struct Advice {
    /// What to change.
    pub change: Change,
    /// The service to send it by, where that is the change.
    pub service: Option<&'static Service>,
    /// What it costs more than now (less than 0: it is cheaper); `None` where a price is not known.
    pub extra: Option<f64>,
    /// Has the seller given any price?
    pub priced: bool,
    /// The risk with the change.
    pub risk_after: f64,
    /// Expected loss before and after.
    pub loss: (f64, f64),
}

impl Advice {
    /// What the change gains, its price taken off; `None` where the price is not known.
    pub fn saves(&self) -> Option<f64> {
        Some(self.loss.0 - self.loss.1 - self.extra?)
    }
}

/// Findings that a choice of the seller brings about, and what may answer them.
const ANSWERS: &[(&str, &[Change])] = &[
    ("disruption/delivery-after-promise", &[Change::Service]),
    ("disruption/service-suspended", &[Change::Service]),
    ("handling/locker-by-wrong-carrier", &[Change::Service]),
    ("handling/military-by-courier", &[Change::Service]),
    ("handling/over-value", &[Change::Service]),
    ("handling/po-box-by-courier", &[Change::Service]),
    ("handling/service-does-not-reach", &[Change::Service]),
    ("handling/signature-advised", &[Change::Signature, Change::Service]),
    ("handling/underinsured", &[Change::Insurance, Change::Service]),
    ("handling/untracked-valuable", &[Change::Service]),
    ("recipient/business-closed", &[Change::PickupPoint]),
    ("recipient/repeat-failure", &[Change::PickupPoint]),
    ("recipient/signature-at-home", &[Change::PickupPoint]),
    ("size/over-dimensions", &[Change::Service]),
    ("size/over-weight", &[Change::Service]),
];

fn answers(code: &str) -> &'static [Change] {
    ANSWERS.binary_search_by(|(c, _)| (*c).cmp(code)).map_or(&[], |at| ANSWERS[at].1)
}

/// Services that are tried where the seller has given no prices.
const MOST_TRIED: usize = 16;

impl Assessed<'_, '_> {
    /// The best change of the choices that its findings are about, if one pays for itself.
    pub fn advice(&self) -> Option<Advice> {
        let settings = self.settings();
        // a note is worth a price that is known, not a guess
        let matters = |f: &&Finding<'_>| f.severity >= Severity::Warning || !settings.offers.is_empty();
        let wanted: Vec<Change> = self.findings.iter().filter(matters).flat_map(|f| answers(f.code)).copied().collect();
        let loss = self.loss.filter(|loss| loss.is_known())?;
        if wanted.is_empty() || self.verdict.is_none() {
            return None;
        }
        let rate = settings.rates.convert(1.0, &settings.currency.value, loss.currency())?;
        let adviser = Adviser { assessed: self, settings, before: loss.expected, rate };
        let mut all: Vec<Advice> = Vec::new();
        for change in [Change::Service, Change::Signature, Change::PickupPoint, Change::Insurance] {
            if wanted.contains(&change) {
                all.extend(adviser.tried(change));
            }
        }
        let gain = |a: &Advice| a.saves().unwrap_or(a.loss.0 - a.loss.1);
        // whole cents: what differs by less is the same, and then the service with more room is taken
        let cents = |a: &Advice| (gain(a) * 100.0).round() as i64;
        let room = |a: &Advice| a.service.map_or(0, |s| (s.max_kg * 1000.0) as i64);
        // what takes longer costs less, where nobody says what it costs
        let days = |a: &Advice| a.service.filter(|_| a.saves().is_none()).map_or(0, slowest);
        all.retain(|a| cents(a) > 0);
        // those whose price is known go before those of which only the direction is
        all.sort_by_key(|a| (a.saves().is_none(), Reverse(cents(a)), Reverse(days(a)), Reverse(room(a))));
        all.into_iter().next()
    }
}

/// Working days that the service takes at most, where that has been verified; else 0.
fn slowest(service: &Service) -> u8 {
    service.transit.filter(|_| service.verified("transit_max")).map_or(0, |(_, most)| most)
}

/// The limits of size of a service; where nobody says, those of a like one of the same carrier, whose
/// network it shares.
fn limits(service: &Service) -> Option<Limits> {
    let alike = |s: &&Service| s.carrier == service.carrier && s.kind == service.kind && s.scope == service.scope;
    let of_network = || Service::all().iter().filter(alike).map(|s| s.limits).find(Limits::are_known);
    if service.limits.are_known() { Some(service.limits) } else { of_network() }
}

struct Adviser<'x, 'a> {
    assessed: &'x Assessed<'x, 'a>,
    settings: &'x Settings,
    /// Expected loss as it is, in the currency of the order.
    before: f64,
    /// Units of that currency for one of the configuration's.
    rate: f64,
}

impl<'a> Adviser<'_, 'a> {
    fn tried(&self, change: Change) -> Vec<Advice> {
        match change {
            Change::Service => self.services(),
            Change::Signature => {
                let mut order = self.assessed.order.clone();
                order.set(Field::Signature, "yes");
                let after = self.assessed.with(&order, |_| ());
                self.advice(change, None, self.extra(self.settings.extras.value.signature), after).into_iter().collect()
            }
            Change::PickupPoint => {
                let after = self.assessed.with(self.assessed.order, |facts| facts.delivery = Delivery::PickupPoint);
                self.advice(change, None, self.extra(self.settings.extras.value.pickup_point), after)
                    .into_iter()
                    .collect()
            }
            Change::Insurance => self.insurance().into_iter().collect(),
        }
    }

    /// A price of the configuration in the currency of the order.
    fn extra(&self, price: Option<f64>) -> Option<f64> {
        Some(price? * self.rate)
    }

    fn services(&self) -> Vec<Advice> {
        let now = self.assessed.facts.service();
        let Some(from) = self.sent_from() else { return Vec::new() };
        let mine = self.offers();
        let price = |service: &Service| mine.iter().find(|o| std::ptr::eq(o.service, service)).map(|o| o.price);
        let paid = now.and_then(price);
        let candidates: Vec<&'static Service> = if mine.is_empty() {
            self.known_services(from)
        } else {
            let mut list: Vec<&'static Service> = mine.iter().map(|o| o.service).collect();
            list.dedup_by_key(|s| s.id);
            list
        };
        let named = |s: &Service| mine.iter().any(|o| o.service.id == s.id && !o.to.is_empty());
        let fits = |s: &&&'static Service| {
            now.is_none_or(|now| now.id != s.id) && self.goes(s, from, named(s)) && self.takes(s)
        };
        let tried = candidates.iter().filter(fits).filter_map(|service| {
            let mut order = self.assessed.order.clone();
            order.set(Field::Service, service.title);
            let after = self.assessed.with(&order, |facts| {
                facts.service = Recognised::Service(service);
                facts.method = Said::of_method(service.title);
            });
            let extra = price(service).zip(paid).map(|(price, paid)| (price - paid) * self.rate);
            self.advice(Change::Service, Some(service), extra, after)
        });
        tried.collect()
    }

    /// From where it is sent: as the seller says, else the one country from which its service starts.
    fn sent_from(&self) -> Option<&'static Country> {
        let of_service = || match self.assessed.facts.service()?.origin {
            [only] => Country::by_code(only),
            _ => None,
        };
        self.settings.ship_from.value.or_else(of_service)
    }

    /// Does the service go there? A carrier as a whole goes abroad by some product, at some other
    /// price, unless an offer names the country.
    fn goes(&self, service: &Service, from: &'static Country, named: bool) -> bool {
        let to = self.assessed.facts.country;
        let abroad = to.is_some_and(|to| to.is_abroad_from(from));
        if !named && !service.reach.is_empty() {
            // nobody has confirmed that each origin goes to each destination: within one customs area they do
            let near = |to: &'static Country| Spot::of_country(from).border(&Spot::of_country(to)) == Border::None;
            let reaches =
                |to: &'static Country| service.reach.contains(&to.code) && (service.verified("reach") || near(to));
            // and a carrier with a product for parcels at home sends them by that
            let at_home =
                |s: &Service| s.carrier == service.carrier && s.scope == "domestic" && s.origin.contains(&from.code);
            let has_another = !abroad && service.scope != "domestic" && Service::all().iter().any(at_home);
            if has_another || !to.is_some_and(reaches) {
                return false;
            }
        }
        match service.scope {
            "domestic" => !abroad,
            "international" => abroad,
            _ => !abroad || named || service.id != service.carrier,
        }
    }

    /// Does the service take this parcel, by all that is known of both? What nobody has confirmed
    /// counts against it here: a bad choice is not to be answered by a doubtful one.
    fn takes(&self, service: &Service) -> bool {
        /// A parcel of which nobody says the weight is taken for one of this, kg.
        const UNKNOWN: f64 = 10.0;
        let order = self.assessed.order;
        let facts = self.assessed.facts;
        let kilos = weight::kilograms(order.get(Field::Weight), self.assessed.weight_unit()).unwrap_or(UNKNOWN);
        let sides = size::sides(order, self.assessed.length_unit());
        let place = match facts.delivery {
            Delivery::PoBox | Delivery::GeneralDelivery => service.po_box == Answer::Yes && service.verified("po_box"),
            Delivery::Military => service.military == Answer::Yes && service.verified("military"),
            Delivery::PickupPoint => facts.parsed.pickup.is_some_and(|p| service.lockers.contains(&p.network)),
            Delivery::Door => service.kind != "pickup",
        };
        let about = |code: &str| self.assessed.findings.iter().any(|f| f.code == code);
        let limits = limits(service);
        let sized = !about("size/over-dimensions") || limits.is_some();
        let tracked =
            !about("handling/untracked-valuable") || service.tracking == "full" && service.verified("tracking");
        let covered = !about("handling/underinsured") || service.cover.is_some() && service.verified("cover");
        place
            && tracked
            && covered
            && service.max_kg > 0.0
            && kilos <= service.max_kg
            && sized
            && sides.zip(limits).is_none_or(|(sides, limits)| limits.exceeded(sides).next().is_none())
    }

    /// The seller's offers that hold for this parcel, the cheapest of each service first.
    fn offers(&self) -> Vec<&Offer> {
        let kilos = weight::kilograms(self.assessed.order.get(Field::Weight), self.assessed.weight_unit());
        let country = self.assessed.facts.country.map(|c| c.code);
        let holds = |o: &&Offer| {
            let light = o.up_to_kg == 0.0 || kilos.is_none_or(|kilos| kilos <= o.up_to_kg);
            light && (o.to.is_empty() || o.to.iter().any(|c| Some(c.code) == country))
        };
        let mut offers: Vec<&Offer> = self.settings.offers.iter().filter(holds).collect();
        offers.sort_by(|a, b| a.service.id.cmp(b.service.id).then(a.price.total_cmp(&b.price)));
        offers
    }

    /// Services of the country from which it is sent that are known well enough to be named: their
    /// limits and their days on the way are published.
    fn known_services(&self, from: &'static Country) -> Vec<&'static Service> {
        let now = self.assessed.facts.service().map(|s| s.carrier);
        let known = |s: &&Service| {
            s.origin.contains(&from.code)
                && s.kind != "pickup"
                && s.only_for.is_empty()
                && s.transit.is_some()
                && s.verified("max_kg")
        };
        let mut list: Vec<&'static Service> = Service::all().iter().filter(known).collect();
        // the carrier that the seller uses already comes first, then whoever is better known
        list.sort_by_key(|s| (Some(s.carrier) != now, s.unverified.len(), s.id));
        list.truncate(MOST_TRIED);
        list
    }

    /// Insurance pays the value of what is lost by the carrier, beyond what is covered already.
    fn insurance(&self) -> Option<Advice> {
        let share = self.settings.extras.value.insurance?;
        let value = self.assessed.worth()?;
        let bare = (value - self.assessed.covered()).max(0.0) * self.rate;
        let verdict = self.assessed.verdict?;
        let lost = verdict.reasons[Reason::Handling.index()] * self.assessed.value_share(Reason::Handling);
        Some(Advice {
            change: Change::Insurance,
            service: None,
            extra: Some(share * bare),
            priced: true,
            risk_after: verdict.risk,
            loss: (self.before, self.before - lost * bare),
        })
    }

    fn advice(
        &self,
        change: Change,
        service: Option<&'static Service>,
        extra: Option<f64>,
        after: (Verdict, Loss, bool),
    ) -> Option<Advice> {
        let (verdict, loss, worse) = after;
        let loss = (self.before, loss.expected);
        (!worse).then_some(Advice {
            change,
            service,
            extra,
            priced: !self.settings.offers.is_empty(),
            risk_after: verdict.risk,
            loss,
        })
    }
}
