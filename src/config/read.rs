//! What is written in `doorstep.toml`, understood; every value keeps its line.

use std::collections::BTreeMap;

use toml::Spanned;

use super::file::{ConfigError, did_you_mean, error, position};
use super::raw::{Raw, RawAccepted, RawBands, RawCost, RawDispatch, RawExtras, RawOffer, RawOffers, RawThresholds};
use super::{Accepted, Extras, Graded, LabelChoice, Offer, Origin, Settings, Sourced};
use crate::finding::{Reason, Severity};
use crate::input::Field;
use crate::text::Day;
use crate::world::Country;
use crate::world::effect::Rates;
use crate::world::service::Service;

/// Days of the week as the file names them.
pub(super) const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A file that is being read.
pub(super) struct Reader<'t> {
    pub file: &'t str,
    pub text: &'t str,
}

impl Reader<'_> {
    /// Places, columns, costs, bands, and which rules run.
    pub fn base(&self, settings: &mut Settings, raw: &mut Raw) -> Result<(), ConfigError> {
        self.set(&mut settings.ship_from, raw.ship_from.take(), country)?;
        self.set(&mut settings.country, raw.country.take(), country)?;
        for (currency, rate) in std::mem::take(&mut raw.rates) {
            let value = *rate.as_ref();
            let is_code = currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase());
            if !is_code || !value.is_finite() || value <= 0.0 || currency == "EUR" {
                return Err(
                    self.error(&rate, "a rate is how many units of another currency one euro buys, such as USD = 1.08")
                );
            }
            settings.rates.set(&currency, value);
            settings.own_rates.push(Sourced { value: (currency, value), origin: self.origin(&rate) });
        }
        let rates = settings.rates.clone();
        self.set(&mut settings.currency, raw.currency.take(), |text| currency(text, &rates))?;
        self.set(&mut settings.platform, raw.platform.take(), |p| Ok(Some(p.to_string())))?;
        self.bands(settings, std::mem::take(&mut raw.bands))?;
        self.costs(settings, std::mem::take(&mut raw.costs))?;
        settings.directories = self.words(std::mem::take(&mut raw.directory));
        settings.select = self.words(std::mem::take(&mut raw.rules.select));
        settings.ignore = self.words(std::mem::take(&mut raw.rules.ignore));
        for (name, column) in std::mem::take(&mut raw.columns) {
            let origin = self.origin(&column);
            let Some(field) = Field::from_name(&name) else {
                let known = Field::ALL.iter().map(|f| f.name());
                return Err(self.error(&column, &format!("`{name}` is no field{}", did_you_mean(&name, known))));
            };
            settings.columns.push(Sourced { value: (field, column.into_inner()), origin });
        }
        Ok(())
    }

    /// What the seller decides.
    pub fn policy(&self, settings: &mut Settings, raw: Raw) -> Result<(), ConfigError> {
        self.set(&mut settings.model, raw.model, |path| Ok(Some(path.to_string())))?;
        settings.feeds = self.words(raw.feed);
        settings.outcomes = self.words(raw.outcomes);
        for (name, severity) in raw.rules.severity {
            let known = [Severity::Note, Severity::Warning, Severity::Error];
            let Some(found) = known.into_iter().find(|s| s.name() == severity.as_ref()) else {
                return Err(self.error(
                    &severity,
                    &format!(
                        "`{}` is no severity; write \"note\", \"warning\" or \"error\", or list the rule under ignore",
                        severity.as_ref()
                    ),
                ));
            };
            settings.severities.push(Graded { origin: self.origin(&severity), code: name, severity: found });
        }
        for (name, method) in raw.methods {
            let service = self.service(&method, method.as_ref())?;
            settings.methods.push(Sourced { origin: self.origin(&method), value: (name, service) });
        }
        for (name, offers) in raw.services {
            self.offers(settings, &name, offers)?;
        }
        self.labels(settings, raw.labels)?;
        self.extras(settings, raw.extras)?;
        self.thresholds(settings, raw.thresholds)?;
        self.dispatch(settings, raw.dispatch)?;
        raw.accept.into_iter().try_for_each(|accepted| self.accepted(settings, accepted))
    }

    fn words(&self, list: Vec<Spanned<String>>) -> Vec<Sourced<String>> {
        list.into_iter().map(|c| Sourced { origin: self.origin(&c), value: c.into_inner() }).collect()
    }

    fn service<T>(&self, at: &Spanned<T>, id: &str) -> Result<&'static Service, ConfigError> {
        Service::by_id(id).ok_or_else(|| {
            let hint = did_you_mean(id, Service::all().iter().map(|s| s.id));
            self.error(at, &format!("doorstep knows no service `{id}`{hint} (data/services.tsv lists them)"))
        })
    }

    fn offers(&self, settings: &mut Settings, name: &str, raw: Spanned<RawOffers>) -> Result<(), ConfigError> {
        let service = self.service(&raw, name)?;
        let origin = self.origin(&raw);
        let list = match raw.as_ref() {
            RawOffers::Price(price) => vec![RawOffer { price: *price, to: Vec::new(), up_to_kg: 0.0 }],
            RawOffers::One(one) => vec![one.clone()],
            RawOffers::Many(many) => many.clone(),
        };
        if list.is_empty() {
            return Err(self.error(&raw, "an empty list is no price; write one, such as 5.40"));
        }
        for offer in list {
            let fine = |n: f64| n.is_finite() && n >= 0.0;
            if !fine(offer.price) || !fine(offer.up_to_kg) {
                return Err(self.error(&raw, "a price is 0 or more, and up_to_kg a weight in kg"));
            }
            let to = offer.to.iter().map(|code| {
                country(code)?.ok_or_else(|| "a destination is a two-letter code such as \"US\"".to_string())
            });
            let to = to.collect::<Result<_, _>>().map_err(|problem| self.error(&raw, &problem))?;
            settings.offers.push(Offer {
                service,
                price: offer.price,
                to,
                up_to_kg: offer.up_to_kg,
                origin: origin.clone(),
            });
        }
        Ok(())
    }

    fn labels(
        &self,
        settings: &mut Settings,
        raw: BTreeMap<String, BTreeMap<String, Spanned<u16>>>,
    ) -> Result<(), ConfigError> {
        const FIELDS: [&str; 4] = ["name", "company", "line", "city"];
        for (carrier, limits) in raw {
            for (field, max) in limits {
                let known = Service::all().iter().map(|s| s.carrier);
                let Some(carrier) = known.clone().find(|c| **c == carrier) else {
                    return Err(self.error(
                        &max,
                        &format!("doorstep knows no carrier `{carrier}`{}", did_you_mean(&carrier, known)),
                    ));
                };
                if !FIELDS.contains(&field.as_str()) {
                    return Err(self.error(
                        &max,
                        &format!("a label has no `{field}`{}", did_you_mean(&field, FIELDS.into_iter())),
                    ));
                }
                if *max.as_ref() == 0 {
                    return Err(self.error(&max, "a label prints at least one character"));
                }
                settings.labels.push(LabelChoice { carrier, field, max: *max.as_ref(), origin: self.origin(&max) });
            }
        }
        Ok(())
    }

    fn extras(&self, settings: &mut Settings, raw: Option<Spanned<RawExtras>>) -> Result<(), ConfigError> {
        let Some(raw) = raw else { return Ok(()) };
        let RawExtras { signature, pickup_point, insurance } = *raw.as_ref();
        if signature.is_some_and(|p| p < 0.0) || insurance.is_some_and(|p| !(0.0..=1.0).contains(&p)) {
            return Err(self.error(
                &raw,
                "a signature costs 0 or more; insurance is a share of the value between 0 and 1, such as 0.01",
            ));
        }
        settings.extras = Sourced { value: Extras { signature, pickup_point, insurance }, origin: self.origin(&raw) };
        Ok(())
    }

    fn thresholds(&self, settings: &mut Settings, raw: RawThresholds) -> Result<(), ConfigError> {
        let own = &mut settings.thresholds;
        for (slot, raw) in [(&mut own.tracked_from, raw.tracked_from), (&mut own.signature_from, raw.signature_from)] {
            let Some(raw) = raw else { continue };
            if !raw.as_ref().is_finite() || *raw.as_ref() < 0.0 {
                return Err(self.error(&raw, "a threshold is an amount of 0 or more, in the currency of this file"));
            }
            *slot = Sourced { value: *raw.as_ref(), origin: self.origin(&raw) };
        }
        if let Some(raw) = raw.feed_days {
            own.feed_days = Sourced { value: i32::from(*raw.as_ref()), origin: self.origin(&raw) };
        }
        Ok(())
    }

    fn dispatch(&self, settings: &mut Settings, raw: RawDispatch) -> Result<(), ConfigError> {
        let own = &mut settings.dispatch;
        if let Some(days) = raw.handling_days {
            own.handling_days = Sourced { value: i32::from(*days.as_ref()), origin: self.origin(&days) };
        }
        if let Some(days) = raw.weekdays {
            let mut open = [false; 7];
            for day in days.as_ref() {
                let short: String = day.to_lowercase().chars().take(3).collect();
                let Some(at) = WEEKDAYS.iter().position(|d| *d == short) else {
                    return Err(
                        self.error(&days, &format!("`{day}` is no day of the week; known: {}", WEEKDAYS.join(", ")))
                    );
                };
                open[at] = true;
            }
            if open == [false; 7] {
                return Err(
                    self.error(&days, "name the days of the week on which parcels leave, such as [\"mon\", \"thu\"]")
                );
            }
            own.weekdays = Sourced { value: open, origin: self.origin(&days) };
        }
        for day in raw.closed {
            let read = Day::iso(day.as_ref());
            own.closed.push(read.ok_or_else(|| self.error(&day, "write a day as \"2026-12-24\""))?);
        }
        Ok(())
    }

    fn accepted(&self, settings: &mut Settings, raw: Spanned<RawAccepted>) -> Result<(), ConfigError> {
        let origin = self.origin(&raw);
        let RawAccepted { order, address, postcode, rules, reason, until } = raw.as_ref();
        if order.is_empty() && address.is_empty() {
            return Err(self.error(
                &raw,
                "say what is accepted: order = \"#1001\", or address = \"24 Linden St\" with its postcode",
            ));
        }
        if reason.is_empty() {
            return Err(self.error(
                &raw,
                "say why it is accepted, for whoever reads this next: reason = \"the buyer confirmed it\"",
            ));
        }
        let until = until.as_deref().map(|day| {
            Day::iso(day).ok_or_else(|| self.error(&raw, &format!("until = `{day}`: write a day as \"2026-12-31\"")))
        });
        settings.accepted.push(Accepted {
            order: order.clone(),
            address: address.clone(),
            postcode: postcode.clone(),
            rules: rules.clone(),
            reason: reason.clone(),
            until: until.transpose()?,
            origin,
        });
        Ok(())
    }

    fn origin<T>(&self, spanned: &Spanned<T>) -> Origin {
        Origin::File(position(self.text, spanned.span().start).0)
    }

    fn error<T>(&self, spanned: &Spanned<T>, problem: &str) -> ConfigError {
        error(self.file, self.text, spanned.span().start, problem)
    }

    fn set<T>(
        &self,
        slot: &mut Sourced<T>,
        raw: Option<Spanned<String>>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<(), ConfigError> {
        if let Some(spanned) = raw {
            let value = read(spanned.as_ref()).map_err(|problem| self.error(&spanned, &problem))?;
            *slot = Sourced { value, origin: self.origin(&spanned) };
        }
        Ok(())
    }

    fn bands(&self, settings: &mut Settings, raw: RawBands) -> Result<(), ConfigError> {
        for (slot, spanned) in [raw.medium, raw.high, raw.critical].into_iter().enumerate() {
            let Some(spanned) = spanned else { continue };
            let value = *spanned.as_ref();
            if !(0.0..=1.0).contains(&value) {
                return Err(
                    self.error(&spanned, "a band begins at a probability between 0 and 1, such as 0.05 for 5 points")
                );
            }
            settings.bands.value[slot] = value;
            settings.bands.origin = self.origin(&spanned);
            if !settings.bands.value.is_sorted() {
                return Err(self.error(&spanned, "bands must begin one after the other: medium, high, critical"));
            }
        }
        Ok(())
    }

    fn costs(&self, settings: &mut Settings, raw: BTreeMap<String, Spanned<RawCost>>) -> Result<(), ConfigError> {
        for (name, cost) in raw {
            let Some(reason) = Reason::from_name(&name) else {
                let known = Reason::ALL.iter().map(|r| r.name());
                return Err(self.error(&cost, &format!("`{name}` is no reason{}", did_you_mean(&name, known))));
            };
            let value = match cost.as_ref() {
                RawCost::Amount(amount) => (Some(*amount), None),
                RawCost::Parts { amount, value_share } => (*amount, *value_share),
            };
            if value.0.is_some_and(|a| !(0.0..f64::INFINITY).contains(&a))
                || value.1.is_some_and(|s| !(0.0..=1.0).contains(&s))
            {
                return Err(self.error(&cost, "a cost is an amount of 0 or more, and value_share is between 0 and 1"));
            }
            settings.costs[reason.index()] = Sourced { value, origin: self.origin(&cost) };
        }
        Ok(())
    }
}

fn country(text: &str) -> Result<Option<&'static Country>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    Country::find(text)
        .map(Some)
        .ok_or_else(|| format!("`{text}` is no country; write a two-letter code such as \"US\""))
}

/// A currency for which there is a rate.
fn currency(text: &str, rates: &Rates) -> Result<String, String> {
    match rates.per_euro(text) {
        Some(_) => Ok(text.to_string()),
        None => Err(format!(
            "no rate for the currency `{text}`; write a code such as \"USD\" or \"EUR\", or give its rate under [rates]"
        )),
    }
}
