//! The cheapest change of a shipping choice that pays for itself: another service, a signature,
//! a pick-up point, insurance. Each is tried on the order itself and weighed by what is then
//! expected to be lost, plus its price.

use super::check::Assessed;
use crate::config::{Offer, Settings};
use crate::finding::Reason;
use crate::input::Field;
use crate::order::Delivery;
use crate::risk::{Loss, Verdict};
use crate::text::weight;
use crate::world::service::{Recognised, Service};

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

/// A better choice. Amounts are in the currency of the configuration.
#[derive(Clone, Debug)]
pub struct Advice {
    /// What to change.
    pub change: Change,
    /// The service to send it by, where that is the change.
    pub service: Option<&'static Service>,
    /// What it costs more than now (less than 0: it is cheaper); `None` where a price is not known.
    pub extra: Option<f64>,
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
const MOST_TRIED: usize = 12;

impl Assessed<'_, '_> {
    /// The best change of the choices that its findings are about, if one pays for itself.
    pub fn advice(&self) -> Option<Advice> {
        let wanted: Vec<Change> = self.findings.iter().flat_map(|f| answers(f.code)).copied().collect();
        if wanted.is_empty() || self.verdict.is_none() {
            return None;
        }
        let adviser = Adviser { assessed: self, settings: self.settings(), before: self.loss?.in_config?.0 };
        let mut all: Vec<Advice> = Vec::new();
        for change in [Change::Service, Change::Signature, Change::PickupPoint, Change::Insurance] {
            if wanted.contains(&change) {
                all.extend(adviser.tried(change));
            }
        }
        let gain = |a: &Advice| a.saves().unwrap_or(a.loss.0 - a.loss.1);
        all.retain(|a| gain(a) > LEAST);
        // those whose price is known go before those of which only the direction is
        all.sort_by(|a, b| a.saves().is_none().cmp(&b.saves().is_none()).then(gain(b).total_cmp(&gain(a))));
        all.into_iter().next()
    }
}

/// A gain below a cent is none.
const LEAST: f64 = 0.01;

struct Adviser<'x, 'a> {
    assessed: &'x Assessed<'x, 'a>,
    settings: &'x Settings,
    before: f64,
}

impl<'a> Adviser<'_, 'a> {
    fn tried(&self, change: Change) -> Vec<Advice> {
        match change {
            Change::Service => self.services(),
            Change::Signature => {
                let mut order = self.assessed.order.clone();
                order.set(Field::Signature, "yes");
                let after = self.assessed.with(&order, |_| ());
                self.advice(change, None, self.settings.extras.value.signature, after).into_iter().collect()
            }
            Change::PickupPoint => {
                let after = self.assessed.with(self.assessed.order, |facts| facts.delivery = Delivery::PickupPoint);
                self.advice(change, None, self.settings.extras.value.pickup_point, after).into_iter().collect()
            }
            Change::Insurance => self.insurance().into_iter().collect(),
        }
    }

    fn services(&self) -> Vec<Advice> {
        let now = self.assessed.facts.service();
        let mine = self.offers();
        let price = |service: &Service| mine.iter().find(|o| std::ptr::eq(o.service, service)).map(|o| o.price);
        let paid = now.and_then(price);
        let candidates: Vec<&'static Service> = if mine.is_empty() {
            self.known_services()
        } else {
            let mut list: Vec<&'static Service> = mine.iter().map(|o| o.service).collect();
            list.dedup_by_key(|s| s.id);
            list
        };
        let other = |s: &&&'static Service| now.is_none_or(|now| now.id != s.id);
        let tried = candidates.iter().filter(other).filter_map(|service| {
            let mut order = self.assessed.order.clone();
            order.set(Field::Service, service.title);
            let after = self.assessed.with(&order, |facts| facts.service = Recognised::Service(service));
            let extra = price(service).zip(paid).map(|(price, paid)| price - paid);
            self.advice(Change::Service, Some(service), extra, after)
        });
        tried.collect()
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

    /// Services of the country from which it is sent that are known well enough to be named.
    fn known_services(&self) -> Vec<&'static Service> {
        let facts = self.assessed.facts;
        let Some(to) = facts.country else { return Vec::new() };
        let from = self.settings.ship_from.value.unwrap_or(to);
        let abroad = to.is_abroad_from(from);
        let scope = if abroad { "international" } else { "domestic" };
        let now = facts.service().map(|s| s.carrier);
        let fits = |s: &&Service| {
            s.origin.contains(&from.code)
                && s.scope == scope
                && s.id != s.carrier
                && s.kind != "pickup"
                && !s.source.is_empty()
        };
        let mut list: Vec<&'static Service> =
            Service::all().iter().filter(fits).filter(|s| s.transit.is_some()).collect();
        // the carrier that the seller uses already comes first, then whoever is better known
        list.sort_by_key(|s| (Some(s.carrier) != now, s.unverified.len(), s.id));
        list.truncate(MOST_TRIED);
        list
    }

    /// Insurance pays the value of what is lost by the carrier, beyond what the service covers.
    fn insurance(&self) -> Option<Advice> {
        let share = self.settings.extras.value.insurance?;
        let value = self.assessed.worth()?;
        let rates = &self.settings.rates;
        let currency = &self.settings.currency.value;
        let covered =
            self.assessed.facts.service().and_then(|s| s.cover).and_then(|(a, c)| rates.convert(a, c, currency));
        let bare = (value - covered.unwrap_or(0.0)).max(0.0);
        let verdict = self.assessed.verdict?;
        let lost = verdict.reasons[Reason::Handling.index()] * self.assessed.value_share(Reason::Handling);
        Some(Advice {
            change: Change::Insurance,
            service: None,
            extra: Some(share * bare),
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
        let (verdict, loss, new_errors) = after;
        let loss = (self.before, loss.in_config?.0);
        (!new_errors).then_some(Advice { change, service, extra, risk_after: verdict.risk, loss })
    }
}
