//! Settings as `doorstep config` shows them.

use super::read::WEEKDAYS;
use super::{Dispatch, Origin, Settings, Sourced, Thresholds};
use crate::finding::Reason;
use crate::world::Country;

impl Settings {
    /// Every setting as `key`, value and origin, for people.
    pub fn effective(&self) -> Vec<(String, String, String)> {
        let file = self.file.as_deref().unwrap_or("doorstep.toml");
        let origin = |o: &Origin| match o {
            Origin::Default => "default".to_string(),
            Origin::File(line) => format!("{file}:{line}"),
            Origin::Flag => "command line".to_string(),
        };
        let country = |c: &Sourced<Option<&'static Country>>| {
            c.value.map_or("(not set)".to_string(), |c| format!("{} ({})", c.code, c.name))
        };
        let mut out = vec![
            ("ship_from".to_string(), country(&self.ship_from), origin(&self.ship_from.origin)),
            ("country".to_string(), country(&self.country), origin(&self.country.origin)),
            ("currency".to_string(), self.currency.value.clone(), origin(&self.currency.origin)),
            (
                "platform".to_string(),
                self.platform.value.clone().unwrap_or("(by header)".to_string()),
                origin(&self.platform.origin),
            ),
        ];
        for (name, value) in ["medium", "high", "critical"].iter().zip(self.bands.value) {
            out.push((format!("bands.{name}"), format!("{value}"), origin(&self.bands.origin)));
        }
        for reason in Reason::ALL {
            let cost = &self.costs[reason.index()];
            let (amount, share) = cost.value;
            if amount.is_some() || share.is_some() {
                let text = format!(
                    "{} + {} of the value",
                    amount.map_or("shipped".into(), |a| a.to_string()),
                    share.map_or("shipped share".into(), |s| s.to_string())
                );
                out.push((format!("costs.{}", reason.name()), text, origin(&cost.origin)));
            }
        }
        for d in &self.directories {
            out.push(("directory".to_string(), d.value.clone(), origin(&d.origin)));
        }
        out.extend(self.policy(&origin));
        for (key, list) in [("rules.select", &self.select), ("rules.ignore", &self.ignore)] {
            out.extend(list.iter().map(|c| (key.to_string(), c.value.clone(), origin(&c.origin))));
        }
        for c in &self.columns {
            out.push((format!("columns.{}", c.value.0.name()), c.value.1.clone(), origin(&c.origin)));
        }
        out
    }

    fn policy(&self, origin: &dyn Fn(&Origin) -> String) -> Vec<(String, String, String)> {
        let mut out = Vec::new();
        let mut put = |key: String, value: String, from: &Origin| out.push((key, value, origin(from)));
        if let Some(model) = &self.model.value {
            put("model".into(), model.clone(), &self.model.origin);
        }
        self.feeds.iter().for_each(|f| put("feed".into(), f.value.clone(), &f.origin));
        self.outcomes.iter().for_each(|f| put("outcomes".into(), f.value.clone(), &f.origin));
        for r in &self.own_rates {
            put(format!("rates.{}", r.value.0), format!("{} for one EUR", r.value.1), &r.origin);
        }
        for m in &self.methods {
            put(format!("methods.{:?}", m.value.0), m.value.1.id.to_string(), &m.origin);
        }
        for offer in &self.offers {
            let mut text = format!("{:.2} {}", offer.price, self.currency.value);
            if offer.up_to_kg > 0.0 {
                text += &format!(" up to {} kg", offer.up_to_kg);
            }
            if !offer.to.is_empty() {
                text += &format!(" to {}", offer.to.iter().map(|c| c.code).collect::<Vec<_>>().join(", "));
            }
            put(format!("services.{}", offer.service.id), text, &offer.origin);
        }
        let extras = [
            ("signature", self.extras.value.signature),
            ("pickup_point", self.extras.value.pickup_point),
            ("insurance", self.extras.value.insurance),
        ];
        for (name, price) in extras {
            if let Some(price) = price {
                put(format!("extras.{name}"), price.to_string(), &self.extras.origin);
            }
        }
        for label in &self.labels {
            put(format!("labels.{}.{}", label.carrier, label.field), label.max.to_string(), &label.origin);
        }
        let Thresholds { tracked_from, signature_from, feed_days } = &self.thresholds;
        put("thresholds.tracked_from".into(), tracked_from.value.to_string(), &tracked_from.origin);
        put("thresholds.signature_from".into(), signature_from.value.to_string(), &signature_from.origin);
        put("thresholds.feed_days".into(), feed_days.value.to_string(), &feed_days.origin);
        let Dispatch { handling_days, weekdays, closed } = &self.dispatch;
        put("dispatch.handling_days".into(), handling_days.value.to_string(), &handling_days.origin);
        let open: Vec<&str> = WEEKDAYS.iter().zip(weekdays.value).filter(|(_, open)| *open).map(|(d, _)| *d).collect();
        put("dispatch.weekdays".into(), open.join(" "), &weekdays.origin);
        closed.iter().for_each(|day| put("dispatch.closed".into(), day.to_string(), &weekdays.origin));
        for g in &self.severities {
            put(format!("rules.severity.{}", g.code), g.severity.name().to_string(), &g.origin);
        }
        for a in &self.accepted {
            let rules = if a.rules.is_empty() { "all rules".to_string() } else { a.rules.join(", ") };
            let until = a.until.map_or(String::new(), |day| format!(" until {day}"));
            put("accept".into(), format!("{}: {rules}{until} ({})", a.subject(), a.reason), &a.origin);
        }
        out
    }
}
