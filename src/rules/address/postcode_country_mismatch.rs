//! `address/postcode-country-mismatch`: postcode, region or street belong to another country.

use std::cell::LazyCell;

use super::super::{Context, Rule};
use super::candidates::{Verdict, country_of_shape, is_blank, may_stand_out, unmistakable, verdict};
use super::readings;
use crate::finding::{Findings, Fix, FixLevel, Reason, Severity};
use crate::input::Field;
use crate::order::{CityFit, Delivery, Facts, Order, Standing};
use crate::text::Folded;
use crate::text::names::Likeness;

use crate::world::country::Need;
use crate::world::language::Languages;
use crate::world::places::Code;
use crate::world::postcode::{self, Postcode};
use crate::world::words::{self, Class};
use crate::world::{Country, Region};

pub static RULE: Rule = Rule {
    code: "address/postcode-country-mismatch",
    summary: "a postcode of another country than the order says",
    explain: "\
The postcode does not fit the country, but has the shape of another's, or the region and the street \
say that the order is for another country. The label sends the parcel to a depot in the wrong country.

What to do: change the country. Where the shape of the postcode and the name of the region agree \
on it, the fix is applied by itself.

What it does not know: many countries write four, five or six digits; there it needs the region or \
a street word of the other country's language (`Bergstraße 12` with five digits is Germany) and \
stays silent without.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Toronto,ON,M5V 3A8,US
2,Ada Byron,Lindenstraße 24,,Berlin,,10969,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,24 Linden St,,Toronto,ON,M5V 3A8,CA
2,Ada Byron,24 Via Roma,,San Diego,CA,92101,US
```
",
    severity: Severity::Error,
    reason: Some(Reason::Address),
    needs: &[Field::Postcode],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let Some(stated) = facts.country else { return };
    if let Some(meant) = country_in_region_cell(order, facts) {
        return swap_region_and_country(order, meant, out);
    }
    let text = order.get(Field::Postcode);
    let misfit = is_misfit(facts, stated, text);
    let astray = is_astray(facts) && (facts.region.is_none() || !is_at_home(order, facts));
    // `MA` stands for Massachusetts and for Morocco
    let repeats = facts.region.is_none() && !text.is_empty() && order.get(Field::Country) == order.get(Field::Region);
    // a region that the country has not, where postcode and city do not agree there either
    let strange = facts.region.is_none() && !is_settled(facts) && !is_blank(order, Field::Region);
    let doubtful = misfit || astray || repeats;
    let lacks_region = facts.region.is_none() && stated.region == Need::Required;
    let suspicious = doubtful || strange || lacks_region;
    if !suspicious || !facts.country_stated || is_blank(order, Field::Postcode) || out.has("address/fields-swapped") {
        return;
    }
    let said = ["address/military-malformed", "address/territory-as-region"];
    if facts.delivery == Delivery::Military || said.iter().any(|code| out.has(code)) {
        return;
    }
    let Some(found) = best(order, facts, stated, misfit, doubtful || strange) else { return };
    // `SG` in both cells is the country twice, unless the postcode lies in such a region of another
    if repeats && !misfit && !astray && !lies_in_region(order, found.country) {
        return;
    }
    // a strange region alone is too little, and a region of the country is answered by a place alone
    if !(doubtful || lacks_region || found.place && found.region) || facts.region.is_some() && !misfit && !found.place {
        return;
    }
    let country = found.country;
    let message = if misfit {
        format!("`{text}` is no postcode of {} but fits {}", stated.in_words(), country.in_words())
    } else if found.place {
        let city = order.get(Field::City);
        format!("the order says {}, but `{text}` `{city}` is in {}", stated.in_words(), country.in_words())
    } else {
        format!("the order says {}, but the address reads like one in {}", stated.in_words(), country.in_words())
    };
    let fields = [Field::Postcode, Field::Country];
    // a region of the country that the order says speaks for it
    let level = if found.is_certain() && facts.region.is_none() { FixLevel::Safe } else { FixLevel::Review };
    let fix = Fix { level, ..Fix::safe(format!("change the country to {}", country.name)) };
    let fix = fix.edit(Field::Country, like_before(order.get(Field::Country), country));
    let severity = if misfit || found.region { Severity::Error } else { Severity::Warning };
    let mut finding = out.finding(&fields, message).severity(severity).cause("country").fix(fix);
    finding.evidence = found.evidence(order).map(Into::into);
    out.push(finding);
}

fn lies_in_region(order: &Order<'_>, country: &'static Country) -> bool {
    let region = Region::find(country, order.get(Field::Region));
    postcode::read(country, order.get(Field::Postcode))
        .is_some_and(|code| verdict(country, region, &code) == Verdict::Confirms)
}

/// The country that stands in the region cell while the country cell holds one of its regions (`MA`,
/// which is Morocco, too), in which the postcode lies.
fn country_in_region_cell(order: &Order<'_>, facts: &Facts<'_>) -> Option<&'static Country> {
    let text = order.get(Field::Region);
    if facts.region.is_some() || !facts.country_stated || text.is_empty() {
        return None;
    }
    let meant = Country::find(text).filter(|meant| Some(*meant) != facts.country)?;
    let region = Region::find(meant, order.get(Field::Country))?;
    let code = postcode::read(meant, order.get(Field::Postcode))?;
    (verdict(meant, Some(region), &code) == Verdict::Confirms).then_some(meant)
}

fn swap_region_and_country<'a>(order: &Order<'a>, meant: &Country, out: &mut Findings<'a>) {
    let region = order.get(Field::Country);
    let message = format!("region and country have changed places: `{region}` is a region of {}", meant.in_words());
    let evidence = format!("`{}` lies in it", order.get(Field::Postcode));
    let fix = Fix::review("swap region and country");
    let fix = fix.edit(Field::Region, region).edit(Field::Country, order.get(Field::Region));
    let finding = out.finding(&[Field::Region, Field::Country], message).cause("country");
    out.push(finding.evidence(evidence).fix(fix));
}

/// Is the city none of the postcode's in the country, nor near it?
fn is_astray(facts: &Facts<'_>) -> bool {
    let placement = &facts.placement;
    match placement.city {
        CityFit::Unheard => true,
        CityFit::Away(km) => km > 30.0,
        CityFit::Unsaid => matches!(placement.standing, Standing::Unknown(_)),
        _ => false,
    }
}

/// Is the postcode a listed one, and of the order's region?
fn agrees(facts: &Facts<'_>) -> bool {
    facts.placement.code.zip(facts.region).is_some_and(|(code, region)| code.regions().contains(region))
}

/// Is there a place of the city's name in the region of the order, or anywhere in the country if the
/// postcode lies in that region? The region alone says little: it is the first of the list where nobody
/// chose one.
fn is_at_home(order: &Order<'_>, facts: &Facts<'_>) -> bool {
    let mut places = facts.placement.places.into_iter().flat_map(|p| p.places_named(order.get(Field::City)));
    if agrees(facts) { places.next().is_some() } else { places.any(|place| place.regions().allow(facts.region)) }
}

/// Do postcode and city belong together in the country that the order says?
fn is_settled(facts: &Facts<'_>) -> bool {
    matches!(facts.placement.city, CityFit::Same | CityFit::Like)
}

/// Does the postcode fit no shape of the country, or only if the dash that another country puts
/// there (`61-680`) is overlooked?
fn is_misfit(facts: &Facts<'_>, stated: &Country, text: &str) -> bool {
    match facts.postcode {
        Some(code) => text.contains('-') && !code.as_str().contains('-') && country_of_shape(text).is_some(),
        None => stated.has_postcodes() && readings::lookalike(stated, text).is_none(),
    }
}

/// The country as the cell before it was written: a code or a name.
fn like_before(before: &str, country: &'static Country) -> &'static str {
    if before.chars().count() == 2 { country.code } else { country.name }
}

/// A country to which the address may belong, and what says so.
#[derive(Clone, Copy)]
struct Candidate {
    country: &'static Country,
    /// Postcode and city belong together there.
    place: bool,
    shape: bool,
    region: bool,
    street: bool,
    neighbour: bool,
    likely: usize,
}

impl Candidate {
    /// How much says so; what is merely likely only decides between equals.
    fn weight(&self) -> usize {
        let said = 5 * usize::from(self.place)
            + 4 * usize::from(self.shape)
            + 3 * usize::from(self.region)
            + 2 * usize::from(self.street);
        if said == 0 && !self.neighbour { 0 } else { 8 * said + 4 * usize::from(self.neighbour) + self.likely }
    }

    /// Do two cells say so, each by itself?
    fn is_certain(&self) -> bool {
        self.region && (self.shape || self.place) || self.place && (self.shape || self.street)
    }

    fn evidence(&self, order: &Order<'_>) -> Option<String> {
        let name = self.country.name;
        if self.region {
            Some(format!("`{}` is a region of {name}", order.get(Field::Region)))
        } else if self.place {
            Some(format!("`{}` is `{}` in {name}", order.get(Field::Postcode), order.get(Field::City)))
        } else if self.street {
            let line = order.lines().next().map_or("", |(_, line)| line);
            Some(format!("`{line}` is written as in {name}"))
        } else {
            None
        }
    }
}

/// The country that more says than of any other.
fn best(
    order: &Order<'_>,
    facts: &Facts<'_>,
    stated: &'static Country,
    misfit: bool,
    looks_up: bool,
) -> Option<Candidate> {
    let text = order.get(Field::Postcode);
    let bare = postcode::letters_and_digits(text)?;
    let hint = Hint::of(order, facts, stated, misfit);
    let known_city = LazyCell::new(|| is_known_city(order, facts));
    let region_speaks = || facts.region.is_some() && *known_city;
    let reads_shapes = misfit && may_stand_out(bare, text) && (has_letters(text) || !region_speaks());
    let at_home = LazyCell::new(|| facts.region.is_some() || *known_city);
    // where postcode and city agree, a region that is none tells nothing of another country
    let settled = is_settled(facts);
    // against a region of the country speaks only the very name, which is quicker found as well
    let exactly = facts.region.is_some() && !misfit;
    let mut best: Option<Candidate> = None;
    let mut tied = false;
    if !looks_up && hint.is_silent() {
        return None;
    }
    for country in postcode::may_be_of(bare)
        .filter(|c| *c != stated && (c.territory_of.is_empty() || c.territory_of == stated.code))
    {
        if postcode::read_bare(country, bare).is_none() {
            continue;
        }
        let candidate = Candidate {
            country,
            place: looks_up && is_place_of(facts, country, bare, order.get(Field::City), exactly),
            shape: reads_shapes && unmistakable(country, text),
            region: hint.names_region_of(country),
            street: hint.street_is_of(country),
            neighbour: misfit && matches!((stated.code, country.code), ("CA", "US")) && facts.region.is_none(),
            likely: 0,
        };
        if !speaks(&candidate, misfit) {
            continue;
        }
        // a slip in the code is likelier than a whole address elsewhere
        let is_there = candidate.place || candidate.shape && !*known_city && is_town_of(facts, country, order);
        if !is_there && !candidate.region && *at_home || settled && !candidate.place {
            continue;
        }
        let candidate = Candidate { likely: likely(country, text), ..candidate };
        let before = best.map_or(0, |b| b.weight());
        tied = candidate.weight() == before || tied && candidate.weight() < before;
        if candidate.weight() > before {
            best = Some(candidate);
        }
    }
    best.filter(|_| !tied)
}

/// Is there a place of the city's name in the country that the order says?
fn is_known_city(order: &Order<'_>, facts: &Facts<'_>) -> bool {
    facts.placement.places.is_some_and(|places| places.places_named(order.get(Field::City)).next().is_some())
}

/// What speaks for a country when the rest is equal: postcodes are always written there, just as
/// this one is, and one language only.
fn likely(country: &Country, text: &str) -> usize {
    let as_written = postcode::read(country, text).is_some_and(|code| code.as_str().eq_ignore_ascii_case(text));
    2 * usize::from(country.postcode == Need::Required)
        + usize::from(as_written)
        + usize::from(country.languages.is_one())
}

fn has_letters(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_alphabetic())
}

/// Is there enough to speak of the country at all?
fn speaks(candidate: &Candidate, misfit: bool) -> bool {
    if misfit { candidate.weight() > 0 } else { candidate.street || candidate.region || candidate.place }
}

/// Is that the name, or its first words (`Berlin` of `Berlin Kreuzberg`), whatever its case?
fn begins_so(name: &str, city: &str) -> bool {
    let rest = name.get(..city.len()).filter(|head| head.eq_ignore_ascii_case(city)).and(name.get(city.len()..));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Is the city a place of the postcode in that country, as written or nearly so?
fn is_place_of(facts: &Facts<'_>, country: &'static Country, bare: Postcode, city: &str, exactly: bool) -> bool {
    let code = facts.places.country(country).and_then(|places| places.code(bare.as_str()));
    let is_called = |code: &Code<'_>| match exactly {
        true => code.names().any(|name| begins_so(name, city.trim_ascii())),
        false => code.likeness(city) <= Likeness::Part,
    };
    code.is_some_and(|code| !city.is_empty() && is_called(&code))
}

/// Does people's name for a town of that country stand in the city cell?
fn is_town_of(facts: &Facts<'_>, country: &'static Country, order: &Order<'_>) -> bool {
    facts.places.country(country).is_some_and(|places| places.inhabitants(order.get(Field::City)).is_some())
}

/// What region cell and street say of a country, read once.
struct Hint {
    /// The region cell, folded; `None` where it is blank or names a region of the stated country.
    region: Option<Folded>,
    /// The languages of which the street reads, none of them spoken in the stated country.
    street: Languages,
}

impl Hint {
    fn of(order: &Order<'_>, facts: &Facts<'_>, stated: &Country, misfit: bool) -> Hint {
        let region_is_foreign = facts.region.is_none() && !is_blank(order, Field::Region);
        let region = region_is_foreign.then(|| Folded::of(order.get(Field::Region)));
        // of a line with letters lost nobody knows the language
        let line = order.lines().next().map_or("", |(_, line)| line);
        let line = Folded::of(if line.contains('\u{fffd}') { "" } else { line });
        let street = languages_of_street(line.as_str(), stated.languages, misfit);
        Hint { region, street: street.without(stated.languages) }
    }

    /// Says neither anything of any country?
    fn is_silent(&self) -> bool {
        self.region.is_none() && self.street == Languages::default()
    }

    fn names_region_of(&self, country: &Country) -> bool {
        self.region.as_ref().is_some_and(|region| Region::find_folded(country, region.as_str()).is_some())
    }

    fn street_is_of(&self, country: &Country) -> bool {
        self.street.meets(country.languages)
    }
}

/// The languages that have a word for a street in a folded line where none of the languages
/// spoken here has: with the number behind it (`Bergstraße 12`), or first after the number
/// (`12 rue …`).
fn languages_of_street(line: &str, here: Languages, misfit: bool) -> Languages {
    let digit = |c: Option<char>| c.is_some_and(char::is_numeric);
    let last = line.rsplit(' ').next().unwrap_or_default();
    let (number_last, number_first) = (digit(last.chars().next()), digit(line.chars().next()));
    let street = |word: &str| words::languages(word, Class::Street);
    let unless_here = |found: Languages| if found.meets(here) { Languages::default() } else { found };
    let mut words = line.split(' ').filter(|w| !w.starts_with(|c: char| c.is_numeric()));
    if number_last && !number_first {
        let of_word = |w: &str| {
            let foreign = if w.len() >= 3 { unless_here(street(w)) } else { Languages::default() };
            foreign.with(unless_here(words::languages_of_glued_street(w)))
        };
        return words.fold(Languages::default(), |all, w| all.with(of_word(w)));
    }
    let Some(first) = words.next().filter(|_| number_first && misfit) else { return Languages::default() };
    // English puts the word last, so one in front is foreign even where English knows it.
    let found = street(first);
    let foreign = first.len() >= 3 && !found.meets(here);
    if foreign || first != last && !street(last).meets(here) { found } else { Languages::default() }
}
