//! What sellers ask their buyers, in the languages of the world: `data/messages/`, a file a
//! language, read when the first question in it is put out.
//!
//! Rules ask in English. A question is known again by its English text, as written in
//! `data/messages/en.toml`, and said in another language from there; one that is not there stays
//! English.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;

use super::Country;
use super::postcode::Postcode;

/// The languages, English first.
const SOURCES: [(&str, &str); 26] = [
    ("en", include_str!("../../data/messages/en.toml")),
    ("ar", include_str!("../../data/messages/ar.toml")),
    ("cs", include_str!("../../data/messages/cs.toml")),
    ("da", include_str!("../../data/messages/da.toml")),
    ("de", include_str!("../../data/messages/de.toml")),
    ("el", include_str!("../../data/messages/el.toml")),
    ("es", include_str!("../../data/messages/es.toml")),
    ("fi", include_str!("../../data/messages/fi.toml")),
    ("fr", include_str!("../../data/messages/fr.toml")),
    ("he", include_str!("../../data/messages/he.toml")),
    ("hu", include_str!("../../data/messages/hu.toml")),
    ("it", include_str!("../../data/messages/it.toml")),
    ("ja", include_str!("../../data/messages/ja.toml")),
    ("ko", include_str!("../../data/messages/ko.toml")),
    ("nb", include_str!("../../data/messages/nb.toml")),
    ("nl", include_str!("../../data/messages/nl.toml")),
    ("pl", include_str!("../../data/messages/pl.toml")),
    ("pt", include_str!("../../data/messages/pt.toml")),
    ("ro", include_str!("../../data/messages/ro.toml")),
    ("ru", include_str!("../../data/messages/ru.toml")),
    ("sk", include_str!("../../data/messages/sk.toml")),
    ("sv", include_str!("../../data/messages/sv.toml")),
    ("tr", include_str!("../../data/messages/tr.toml")),
    ("uk", include_str!("../../data/messages/uk.toml")),
    ("zh-Hans", include_str!("../../data/messages/zh-Hans.toml")),
    ("zh-Hant", include_str!("../../data/messages/zh-Hant.toml")),
];

static READ: [OnceLock<Messages>; SOURCES.len()] = [const { OnceLock::new() }; SOURCES.len()];

/// Destinations with the language in which to write there: country, beginnings of postcodes from and
/// to, language.
static DESTINATIONS: LazyLock<Vec<[&'static str; 4]>> = LazyLock::new(|| {
    let rows = include_str!("../../data/message_languages.tsv").lines().skip(1);
    rows.filter_map(|row| {
        let mut cells = row.split('\t');
        Some([cells.next()?, cells.next()?, cells.next()?, cells.next()?])
    })
    .collect()
});

/// The messages of one language.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Messages {
    /// BCP 47.
    pub language: String,
    /// The language in itself.
    pub name: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// The native speaker who has read them; empty: nobody yet.
    pub checked: String,
    /// What stands around the questions.
    pub frame: Frame,
    /// Words that stand for a placeholder.
    pub words: BTreeMap<String, String>,
    /// Numbers that parcels need of their recipients, by their names in `data/tax_id_needs.tsv`: those
    /// of countries where the language is spoken.
    #[serde(default)]
    pub numbers: BTreeMap<String, String>,
    /// The questions by their id.
    pub questions: BTreeMap<String, String>,
}

/// What stands around the questions. `{order}` and `{name}` are placeholders.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// Subject of a mail about an order.
    pub subject: String,
    /// The same without its number.
    pub subject_unnumbered: String,
    /// Greets the buyer by name.
    pub greeting: String,
    /// Greets a buyer whose name is not sure.
    pub greeting_unnamed: String,
    /// Introduces one question.
    pub one: String,
    /// Introduces several.
    pub many: String,
    /// The same without the number of the order.
    pub one_unnumbered: String,
    /// The same without the number of the order.
    pub many_unnumbered: String,
    /// Asks for an answer.
    pub closing: String,
}

impl Messages {
    /// The codes of all languages that there are, English first.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        SOURCES.iter().map(|(code, _)| *code)
    }

    /// The messages in a language; English where there is none of that code.
    pub fn of(code: &str) -> &'static Messages {
        let at = SOURCES.iter().position(|(c, _)| *c == code).unwrap_or(0);
        // a test reads every file
        READ[at].get_or_init(|| toml::from_str(SOURCES[at].1).unwrap_or_default())
    }

    /// The messages in English.
    pub fn english() -> &'static Messages {
        Messages::of("en")
    }

    /// The messages in the language of a destination; English where nothing better is known.
    pub fn of_destination(country: Option<&Country>, postcode: Option<&Postcode>) -> &'static Messages {
        let Some(country) = country else { return Messages::english() };
        let bare = postcode.map(Postcode::bare);
        let code = bare.as_ref().map_or("", Postcode::as_str);
        let lies_in = |from: &str, to: &str| {
            let part = |len: usize| code.get(..len).unwrap_or(code);
            part(from.len()) >= from && part(to.len()) <= to
        };
        let mine = DESTINATIONS.iter().filter(|[cc, from, to, _]| *cc == country.code && lies_in(from, to));
        mine.max_by_key(|[_, from, ..]| from.len()).map_or_else(Messages::english, |row| Messages::of(row[3]))
    }

    /// A question that a rule asks in English, in this language. `None` where it is not known.
    pub fn question(&self, english: &str) -> Option<String> {
        let known = &Messages::english().questions;
        // those without placeholders first: they cannot be taken for others
        let exact = known.iter().find(|(_, text)| *text == english).map(|(id, _)| (id, Vec::new()));
        let (id, values) = exact.or_else(|| known.iter().find_map(|(id, text)| Some((id, values(text, english)?))))?;
        let said = values.into_iter().map(|(name, value)| {
            let word = match name {
                "day" => self.words.get(&value.to_lowercase()),
                "ids" => self.numbers.get(value),
                _ => None,
            };
            (name, word.cloned().unwrap_or_else(|| value.to_string()))
        });
        Some(filled(self.questions.get(id)?, &said.collect::<Vec<_>>()))
    }
}

/// The placeholders of a template with what a text has in their places, if it is made of it.
fn values<'t>(template: &'t str, text: &'t str) -> Option<Vec<(&'t str, &'t str)>> {
    let (mut template, mut text) = (template, text);
    let mut values = Vec::new();
    while let Some((before, rest)) = template.split_once('{') {
        let (name, after) = rest.split_once('}')?;
        text = text.strip_prefix(before)?;
        let next = after.split('{').next().unwrap_or_default();
        let end = if next.len() == after.len() { text.len().checked_sub(next.len())? } else { text.find(next)? };
        values.push((name, text.get(..end).filter(|value| !value.is_empty())?));
        (template, text) = (after, &text[end..]);
    }
    (!values.is_empty() && template == text).then_some(values)
}

/// A template with its placeholders filled in. A value that looks like a placeholder stays as it is.
pub fn filled(template: &str, values: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = after.split_once('}').and_then(|(name, tail)| {
            let (_, value) = values.iter().find(|(n, _)| *n == name)?;
            Some((value, tail))
        });
        match known {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn read(code: &str, text: &str) -> Messages {
        toml::from_str(text).unwrap_or_else(|e| panic!("data/messages/{code}.toml: {e}"))
    }

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
    }

    fn frame(m: &Messages) -> [(&str, &str); 9] {
        let f = &m.frame;
        [
            ("subject", &f.subject),
            ("subject_unnumbered", &f.subject_unnumbered),
            ("greeting", &f.greeting),
            ("greeting_unnamed", &f.greeting_unnamed),
            ("one", &f.one),
            ("many", &f.many),
            ("one_unnumbered", &f.one_unnumbered),
            ("many_unnumbered", &f.many_unnumbered),
            ("closing", &f.closing),
        ]
    }

    #[test]
    fn every_language_has_every_text_with_its_placeholders() {
        let english = read("en", SOURCES[0].1);
        for (code, text) in SOURCES {
            let messages = read(code, text);
            assert_eq!(messages.language, code);
            assert!(["ltr", "rtl"].contains(&&*messages.direction), "{code}");
            assert_eq!(messages.direction == "rtl", ["ar", "he"].contains(&code), "{code}");
            for ((key, english), (_, own)) in frame(&english).into_iter().zip(frame(&messages)) {
                assert!(!own.trim().is_empty(), "{code} {key}");
                assert_eq!(placeholders(own), placeholders(english), "{code} {key}");
            }
            let keys = |m: &BTreeMap<String, String>| m.keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(&messages.questions), keys(&english.questions), "{code}");
            assert_eq!(keys(&messages.words), keys(&english.words), "{code}");
            for (id, own) in &messages.questions {
                let known = placeholders(&english.questions[id]);
                assert!(placeholders(own).is_subset(&known), "{code} {id}: {own}");
                assert_eq!(own.trim(), own, "{code} {id}");
                assert!(!own.is_empty() && code == "en" || !own.contains('`'), "{code} {id}: {own}");
            }
        }
    }

    #[test]
    fn numbers_are_called_as_buyers_know_them() {
        let spoken =
            |cc: &str| DESTINATIONS.iter().filter(|row| row[0] == cc && row[3] != "en").map(|row| row[3]).collect();
        let mut wanted: BTreeSet<(&str, &str)> = BTreeSet::new();
        for need in crate::world::tables::taxids::NEEDS {
            let languages: BTreeSet<&str> = spoken(need.country);
            wanted.extend(languages.into_iter().map(|language| (language, need.ids)));
        }
        let have = |code: &'static str| Messages::of(code).numbers.keys().map(move |ids| (code, ids.as_str()));
        assert_eq!(wanted, SOURCES.iter().flat_map(|(code, _)| have(code)).collect());
        let asked = "Customs in South Korea need the recipient's Personal Customs Clearance Code (P and 12 digits). Which is yours?";
        assert!(
            Messages::of("ko")
                .question(asked)
                .is_some_and(|q| q.contains("개인통관고유부호") && !q.contains("Personal"))
        );
    }

    #[test]
    fn questions_are_known_by_their_english_text() {
        let german = Messages::of("de");
        let said = |english: &str| german.question(english);
        assert!(said("What is your postcode?").is_some_and(|q| q.contains("Postleitzahl")));
        let in_full = said("We have `8 {ids} 15` as your postcode; what is it in full?");
        assert!(in_full.is_some_and(|q| q.contains("8 {ids} 15")), "a value is never filled in itself");
        let sunday = said("Will somebody be there to take the parcel on Sunday?");
        assert!(sunday.is_some_and(|q| q.contains("Sonntag")));
        assert_eq!(said("Is this question known?"), None);
    }

    #[test]
    fn the_language_is_that_of_the_destination() {
        let to = |cc: &str, code: &str| {
            let country = Country::by_code(cc);
            let postcode = country.and_then(|c| super::super::postcode::read(c, code));
            Messages::of_destination(country, postcode.as_ref()).language.as_str()
        };
        assert_eq!(to("DE", "10117"), "de");
        assert_eq!(to("BE", "9000"), "nl");
        assert_eq!(to("BE", "4000"), "fr");
        assert_eq!(to("CA", "H2Y 1C6"), "fr");
        assert_eq!(to("CA", "M5V 3A8"), "en");
        assert_eq!(to("CH", "6900"), "it");
        assert_eq!(to("TW", "100"), "zh-Hant");
        assert_eq!(to("CN", "100000"), "zh-Hans");
        assert_eq!(to("US", "02134"), "en");
        assert_eq!(Messages::of_destination(None, None).language, "en");
        for [cc, .., language] in DESTINATIONS.iter() {
            assert!(Country::by_code(cc).is_some(), "{cc}");
            assert!(Messages::languages().any(|l| l == *language), "{cc} {language}");
        }
    }
}
