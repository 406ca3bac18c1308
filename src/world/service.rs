//! Carriers' services: recognised from free text, with what they take and refuse.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::Network;
use super::tables::services::{LABELS, PHRASES, SERVICES};
use crate::text::Folded;

/// What a source says about a yes-or-no question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It depends.
    Conditional,
    /// Nobody says.
    Unknown,
}

/// A carrier's product, or a carrier as a whole.
#[derive(Debug)]
pub struct Service {
    /// Public id, `snake_case`.
    pub id: &'static str,
    /// The carrier's id.
    pub carrier: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// `post`, `courier`, `consolidator` or `pickup`.
    pub kind: &'static str,
    /// Countries from which it sends; `*` for any.
    pub origin: &'static [&'static str],
    /// Where to: `domestic`, `international` or `any`.
    pub scope: &'static str,
    /// The countries to which it delivers, whatever the scope; empty where only the scope says.
    pub reach: &'static [&'static str],
    /// Heaviest parcel, kg; 0 where unknown.
    pub max_kg: f64,
    /// Biggest parcel.
    pub limits: Limits,
    /// Dearest parcel that it takes: amount and ISO 4217 code.
    pub max_value: Option<(f64, &'static str)>,
    /// What a lost parcel is made good with at no extra charge; `None` where unknown.
    pub cover: Option<(f64, &'static str)>,
    /// Does it deliver to PO boxes?
    pub po_box: Answer,
    /// Does it deliver to APO, FPO and DPO addresses?
    pub military: Answer,
    /// Networks of lockers and shops to which it delivers.
    pub lockers: &'static [&'static str],
    /// `full`, `partial`, `none` or `unknown`.
    pub tracking: &'static str,
    /// `required` (always taken), `optional`, `no` or `unknown`.
    pub signature: &'static str,
    /// `required`, `required_abroad`, `contact_across_customs` (a phone number or an e-mail address, for
    /// parcels that cross a customs border), `recommended`, `no` or `unknown`.
    pub phone: &'static str,
    /// Working days on the way, shortest and longest as published.
    pub transit: Option<(u8, u8)>,
    /// The only goods that it takes; empty: any.
    pub only_for: &'static str,
    /// Source of the row.
    pub source: &'static str,
    /// Year of the source.
    pub year: &'static str,
    /// Columns of the row that nobody has verified.
    pub unverified: &'static [&'static str],
}

/// The biggest parcel that a service takes, in cm and litres; 0 where there is no such limit or
/// nobody says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Longest side.
    pub length: f64,
    /// Longest side and twice the sum of the others.
    pub length_and_girth: f64,
    /// The three sides added up.
    pub sum: f64,
    /// Sides of the box into which it has to fit, longest first.
    pub sides: [f64; 3],
    /// Volume.
    pub litres: f64,
}

/// A limit of size that a parcel is over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Over {
    /// Its longest side: cm, and the limit.
    Length(f64, f64),
    /// Length and girth.
    Girth(f64, f64),
    /// The three sides added up.
    Sum(f64, f64),
    /// The box into which it has to fit.
    Sides([f64; 3]),
    /// Volume, in litres.
    Litres(f64, f64),
}

/// Room for limits that are round numbers in inches, and for a ruler.
const ROUNDING: f64 = 1.01;

/// Does a parcel of these sides fit into a box, whichever way it is turned? Both longest first; a
/// box without sides takes anything.
pub fn fits(sides: [f64; 3], room: [f64; 3]) -> bool {
    room[0] <= 0.0 || sides.iter().zip(room).all(|(side, room)| *side <= room * ROUNDING)
}

impl Over {
    /// The column of `data/services.tsv` that has the limit.
    pub fn column(self) -> &'static str {
        match self {
            Over::Length(..) => "max_length_cm",
            Over::Girth(..) => "max_girth_cm",
            Over::Sum(..) => "max_sum_cm",
            Over::Sides(_) => "max_dims_cm",
            Over::Litres(..) => "max_volume_m3",
        }
    }
}

impl Limits {
    /// Does anybody say how long a parcel may be, or how big?
    pub fn are_known(&self) -> bool {
        [self.length, self.length_and_girth, self.sum, self.sides[0], self.litres].iter().any(|limit| *limit > 0.0)
    }

    /// The limits that a parcel of these sides is over, longest first, in cm; of sides that are not
    /// known (0) only the longest is looked at.
    pub fn exceeded(&self, sides: [f64; 3]) -> impl Iterator<Item = Over> {
        let [long, middle, short] = sides;
        let over = |have: f64, limit: f64| limit > 0.0 && have > limit * ROUNDING;
        let whole = short > 0.0;
        let (girth, sum, litres) =
            (long + 2.0 * (middle + short), long + middle + short, long * middle * short / 1000.0);
        [
            over(long, self.length).then_some(Over::Length(long, self.length)),
            (whole && over(girth, self.length_and_girth)).then_some(Over::Girth(girth, self.length_and_girth)),
            (whole && over(sum, self.sum)).then_some(Over::Sum(sum, self.sum)),
            (!fits(sides, self.sides)).then_some(Over::Sides(self.sides)),
            (whole && over(litres, self.litres)).then_some(Over::Litres(litres, self.litres)),
        ]
        .into_iter()
        .flatten()
    }
}

/// What a shipping-method text says.
#[derive(Clone, Copy, Debug)]
pub enum Recognised {
    /// A service, or a carrier as a whole.
    Service(&'static Service),
    /// Words that name no carrier: `Standard`, `Free shipping`.
    Unspecified,
    /// The buyer collects it from the shop.
    StorePickup,
    /// Nothing that doorstep knows.
    Unknown,
}

/// What a carrier prints of one field of a label.
#[derive(Debug)]
pub struct Label {
    /// Carrier id.
    pub carrier: &'static str,
    /// `name`, `company`, `line`, `city`, `region`, `postcode` or `phone`.
    pub field: &'static str,
    /// Longest text taken, characters.
    pub max: u16,
    /// Characters printed when fewer than `max`, else 0.
    pub printed: u16,
    /// Address lines on the label, 0 where unknown.
    pub lines: u8,
    /// `ascii`, `latin1`, `latin`, `utf8` or `unknown`.
    pub charset: &'static str,
    /// Longer text is refused rather than cut.
    pub rejects: bool,
    /// Source of the row.
    pub source: &'static str,
    /// `high`, `medium` or `low`.
    pub confidence: &'static str,
}

impl Label {
    /// Is its limit good enough to go by?
    pub fn is_sure(&self) -> bool {
        self.max > 0 && self.confidence != "low"
    }

    /// The shortest limit of any carrier for these fields, in characters, of those that are sure.
    pub fn shortest(fields: &[&str]) -> usize {
        let limits = LABELS.iter().filter(|l| l.is_sure() && fields.contains(&l.field));
        limits.map(|l| usize::from(l.max)).min().unwrap_or(0)
    }
}

/// The labels of each carrier.
static OF_CARRIER: LazyLock<HashMap<&str, Vec<&Label>>> = LazyLock::new(|| {
    let mut of: HashMap<&str, Vec<&Label>> = HashMap::new();
    LABELS.iter().for_each(|label| of.entry(label.carrier).or_default().push(label));
    of
});

/// Carriers of one owner that neither share a name nor lockers: general knowledge.
const GROUPS: [(&str, &str); 6] = [
    ("australia_post", "startrack"),
    ("canada_post", "purolator"),
    ("deutsche_post", "dhl_express"),
    ("fedex", "tnt"),
    ("parcelforce", "royal_mail"),
    ("poste_italiane", "sda"),
];

impl Service {
    /// Every service.
    pub fn all() -> &'static [Service] {
        SERVICES
    }

    /// The service of that id.
    pub fn by_id(id: &str) -> Option<&'static Service> {
        SERVICES.binary_search_by(|s| s.id.cmp(id)).ok().map(|i| &SERVICES[i])
    }

    /// Reads a shipping-method text: the longest known phrase that stands in it as whole words
    /// (in scripts without blanks, anywhere); one that names a carrier goes before one that does
    /// not. A text that names carriers that have nothing to do with each other (`USPS or UPS`) leaves
    /// open which of them it is.
    pub fn recognise(text: &str) -> Recognised {
        let folded = Folded::of(text);
        let folded = folded.as_str();
        let (mut named, mut vague) = (Longest::default(), Longest::default());
        each_phrase(folded, &mut |at, phrase, service| match service {
            "unspecified" | "store_pickup" => vague.see(at, phrase, service),
            _ => named.see(at, phrase, service),
        });
        match named.service.or(vague.service) {
            None => Recognised::Unknown,
            Some("unspecified") => Recognised::Unspecified,
            Some("store_pickup") => Recognised::StorePickup,
            Some(id) => match Service::by_id(id) {
                None => Recognised::Unknown,
                Some(service) if service.has_a_rival(folded, &named.span) => Recognised::Unspecified,
                Some(service) => Recognised::Service(service),
            },
        }
    }

    /// Does the text name, beside that part of it, a carrier that has nothing to do with this one?
    fn has_a_rival(&self, folded: &str, own: &Range<usize>) -> bool {
        let mut found = false;
        each_phrase(folded, &mut |at, phrase, service| {
            let is_apart = at + phrase.len() <= own.start || at >= own.end;
            found |= is_apart && Service::by_id(service).is_some_and(|other| !self.goes_with(other));
        });
        found
    }

    /// May both carry the same parcel: of one carrier or group, a consolidator and whoever drives for
    /// it, the express service of all posts and one of them?
    fn goes_with(&self, other: &Service) -> bool {
        let (a, b) = (self.carrier, other.carrier);
        let is_pair = |(one, two): &(&str, &str)| (a, b) == (*one, *two) || (b, a) == (*one, *two);
        let is_of_group =
            a.starts_with(b) || b.starts_with(a) || Network::is_shared_by(a, b) || GROUPS.iter().any(is_pair);
        let is_post = |s: &Service| s.kind == "post";
        let hands_over = |from: &Service, to: &Service| {
            let is_all = || Service::by_id(from.carrier).is_some_and(|c| c.kind == "consolidator");
            from.kind == "consolidator" && (is_post(to) || is_all())
        };
        let is_of_all_posts = |s: &Service| is_post(s) && s.origin.contains(&"*");
        is_of_group
            || hands_over(self, other)
            || hands_over(other, self)
            || is_post(self) && is_post(other) && (is_of_all_posts(self) || is_of_all_posts(other))
    }

    /// The label facts of the service's carrier for one field.
    pub fn label(&self, field: &str) -> Option<&'static Label> {
        OF_CARRIER.get(self.carrier)?.iter().copied().find(|l| l.field == field)
    }

    /// Does any service of the carrier deliver to that network of lockers and shops?
    pub fn opens(&self, network: &str) -> bool {
        SERVICES.iter().filter(|s| s.carrier == self.carrier).any(|s| s.lockers.contains(&network))
    }

    /// Has the column been verified?
    pub fn verified(&self, column: &str) -> bool {
        !self.unverified.iter().any(|u| *u == column || *u == "all")
    }
}

/// Each known phrase in a folded text: where it begins, and what it names.
fn each_phrase(folded: &str, see: &mut dyn FnMut(usize, &'static str, &'static str)) {
    let mut start = 0;
    while start < folded.len() {
        let rest = &folded[start..];
        let word = rest.split(' ').next().unwrap_or(rest);
        let from = PHRASES.partition_point(|(p, _)| *p < word);
        for (phrase, service) in PHRASES[from..].iter().take_while(|(p, _)| p.starts_with(word)) {
            if rest.strip_prefix(phrase).is_some_and(|tail| tail.is_empty() || tail.starts_with(' ')) {
                see(start, phrase, service);
            }
        }
        start += word.len() + 1;
    }
    if !folded.is_ascii() {
        let from = PHRASES.partition_point(|(p, _)| *p < "\u{e00}");
        for (phrase, service) in &PHRASES[from..] {
            folded.match_indices(phrase).for_each(|(at, _)| see(at, phrase, service));
        }
    }
}

/// The longest phrase seen, and where it stands.
#[derive(Default)]
struct Longest {
    span: Range<usize>,
    service: Option<&'static str>,
}

impl Longest {
    fn see(&mut self, at: usize, phrase: &str, service: &'static str) {
        if phrase.len() > self.span.len() {
            (self.span, self.service) = (at..at + phrase.len(), Some(service));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> &'static str {
        match Service::recognise(text) {
            Recognised::Service(s) => s.id,
            Recognised::Unspecified => "unspecified",
            Recognised::StorePickup => "store_pickup",
            Recognised::Unknown => "unknown",
        }
    }

    #[test]
    fn services_are_read_from_what_shops_write() {
        for (text, service) in [
            ("USPS Ground Advantage", "usps_ground_advantage"),
            ("UPS®Standard", "ups_standard"),
            ("Free shipping", "unspecified"),
            ("DHL Paket", "dhl_paket"),
            ("Standard shipping via UPS", "ups"),
            ("e邮宝", "cn_epacket"),
            ("Local pickup", "store_pickup"),
            ("Brieftaube", "unknown"),
            ("UPS Ground (USPS for PO boxes)", "unspecified"),
            ("USPS or UPS Ground", "unspecified"),
            ("Ground (FedEx/USPS)", "unspecified"),
            ("UPS SurePost USPS", "ups_ground_saver"),
            ("UPS Mail Innovations (USPS)", "ups_mail_innovations"),
            ("DHL eCommerce USPS", "dhl_ecommerce"),
            ("FedEx Ground Economy", "fedex_ground_economy"),
            ("USPS by Pirate Ship", "usps"),
            ("DPD (Geopost)", "dpd"),
            ("Deutsche Post DHL Paket", "dhl_paket"),
            ("Correos Express (Correos)", "correos_express"),
            ("EMS (Japan Post)", "jp_ems"),
        ] {
            assert_eq!(id(text), service, "{text}");
        }
    }
}
