//! What shops write about a shipping choice beside the service: tracked or signed for, on a
//! Saturday, to a home or a business: `data/choice_words.tsv`.

use super::tables::choices::{COMPANY, INSURED, METHOD, NOTE, RESIDENTIAL, SIGNATURE};
use crate::text::Folded;

/// What a word of a shipping choice means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Meaning {
    /// A business, shut at the weekend.
    Business,
    /// Within the country.
    Domestic,
    /// In the evening, or by appointment.
    Evening,
    /// Somebody's home.
    Home,
    /// To another country.
    International,
    /// Not wanted.
    No,
    /// A business that is open, or takes parcels, at the weekend.
    Open,
    /// A gift.
    Present,
    /// On a Saturday.
    Saturday,
    /// The recipient signs.
    Signed,
    /// On a Sunday.
    Sunday,
    /// With tracking.
    Tracked,
    /// On other days as well.
    Weekday,
    /// Wanted.
    Yes,
}

/// All that a text says in words of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said(u16);

impl Said {
    /// It says nothing.
    pub const NOTHING: Said = Said(0);

    /// What a shipping method says beside the service.
    pub fn of_method(text: &str) -> Said {
        if text.is_empty() { Said::default() } else { said(METHOD, &Folded::of(text)) }
    }

    /// Does it say that?
    #[inline]
    pub const fn has(self, meaning: Meaning) -> bool {
        self.0 & 1 << meaning as u16 != 0
    }

    fn add(&mut self, meaning: Meaning) {
        self.0 |= 1 << meaning as u16;
    }
}

/// What a company's name says of its hours: [`Meaning::Business`], [`Meaning::Open`], or nothing.
pub fn hours_of(company: &str) -> Option<Meaning> {
    let said = said(COMPANY, &Folded::of(company));
    // a hotel is open, whatever its legal form
    [Meaning::Open, Meaning::Business].into_iter().find(|m| said.has(*m))
}

/// Does a buyer's note speak of a present?
pub fn speaks_of_a_present(note: &str) -> bool {
    !note.is_empty() && said(NOTE, &Folded::of(note)).has(Meaning::Present)
}

/// Does a cell ask for a signature? `None` where it does not say.
pub fn wants_signature(cell: &str) -> Option<bool> {
    yes_or_no(SIGNATURE, cell)
}

/// Does a cell say in words that the parcel is insured? `None` where it does not.
pub fn is_insured(cell: &str) -> Option<bool> {
    yes_or_no(INSURED, cell)
}

/// [`Meaning::Home`] or [`Meaning::Business`], where a cell says so.
pub fn kind_of_address(cell: &str) -> Option<Meaning> {
    whole(RESIDENTIAL, cell)
}

fn yes_or_no(table: &[(&str, Meaning)], cell: &str) -> Option<bool> {
    whole(table, cell).map(|meaning| meaning == Meaning::Yes)
}

/// What the cell as a whole means.
fn whole(table: &[(&str, Meaning)], cell: &str) -> Option<Meaning> {
    if cell.is_empty() {
        return None;
    }
    let folded = Folded::of(cell);
    table.binary_search_by(|(phrase, _)| (*phrase).cmp(folded.as_str())).ok().map(|i| table[i].1)
}

/// What the phrases mean that stand in the text as whole words (in scripts without blanks, anywhere).
fn said(table: &[(&str, Meaning)], folded: &str) -> Said {
    let mut said = Said::default();
    let mut start = 0;
    while start < folded.len() {
        let rest = &folded[start..];
        let word = rest.split(' ').next().unwrap_or(rest);
        let from = table.partition_point(|(phrase, _)| *phrase < word);
        let like = table[from..].iter().take_while(|(phrase, _)| phrase.starts_with(word));
        let ends =
            |phrase: &str| rest.strip_prefix(phrase).is_some_and(|tail| tail.is_empty() || tail.starts_with(' '));
        like.filter(|(phrase, _)| ends(phrase)).for_each(|(_, meaning)| said.add(*meaning));
        start += word.len() + 1;
    }
    if !folded.is_ascii() {
        let from = table.partition_point(|(phrase, _)| *phrase < "\u{e00}");
        let within = table[from..].iter().filter(|(phrase, _)| folded.contains(phrase));
        within.for_each(|(_, meaning)| said.add(*meaning));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_say_more_than_the_service() {
        for (text, meaning) in [
            ("DPD Saturday by 12", Meaning::Saturday),
            ("Colissimo contre signature", Meaning::Signed),
            ("Royal Mail International Tracked", Meaning::Tracked),
            ("国際eパケット", Meaning::International),
        ] {
            assert!(Said::of_method(text).has(meaning), "{text}");
        }
        for text in ["", "Standard", "Untracked letter", "Hassan Domesticated"] {
            let said = Said::of_method(text);
            assert!(!said.has(Meaning::Tracked) && !said.has(Meaning::Domestic), "{text}");
        }
    }

    #[test]
    fn cells_say_yes_or_no() {
        assert_eq!(["Adult_Signature", "none", "", "delivery", "maybe"].map(wants_signature), {
            [Some(true), Some(false), None, Some(false), None]
        });
        assert_eq!(["R", "Commercial", "0"].map(kind_of_address), [Some(Meaning::Home), Some(Meaning::Business), None]);
    }

    #[test]
    fn companies_have_hours() {
        assert_eq!(hours_of("Muster Steuerberater GmbH"), Some(Meaning::Business));
        assert_eq!(hours_of("Hotel Krone GmbH"), Some(Meaning::Open));
        assert_eq!(hours_of("Muster"), None);
    }
}
