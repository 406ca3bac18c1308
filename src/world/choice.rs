//! What shops write about a shipping choice beside the service: tracked or signed for, on a
//! Saturday, to a home or a business: `data/choice_words.tsv`.

use super::tables::choices::{COMPANY, INSURED, METHOD, NOTE, RESIDENTIAL, SIGNATURE};
use crate::text::Folded;

/// What a word of a shipping choice means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Does a shipping-method text say that, in words of its own?
pub fn method_says(text: &str, meaning: Meaning) -> bool {
    !text.is_empty() && says(METHOD, &Folded::of(text), meaning)
}

/// What a company's name says of its hours: [`Meaning::Business`], [`Meaning::Open`], or nothing.
pub fn hours_of(company: &str) -> Option<Meaning> {
    let folded = Folded::of(company);
    // a hotel is open, whatever its legal form
    [Meaning::Open, Meaning::Business].into_iter().find(|m| says(COMPANY, &folded, *m))
}

/// Does a buyer's note speak of a present?
pub fn speaks_of_a_present(note: &str) -> bool {
    !note.is_empty() && says(NOTE, &Folded::of(note), Meaning::Present)
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

/// Does a phrase of that meaning stand in the text, as whole words (in scripts without blanks,
/// anywhere)?
fn says(table: &[(&str, Meaning)], folded: &str, meaning: Meaning) -> bool {
    let mut start = 0;
    while start < folded.len() {
        let rest = &folded[start..];
        let word = rest.split(' ').next().unwrap_or(rest);
        let from = table.partition_point(|(phrase, _)| *phrase < word);
        let like = table[from..].iter().take_while(|(phrase, _)| phrase.starts_with(word));
        let ends =
            |phrase: &str| rest.strip_prefix(phrase).is_some_and(|tail| tail.is_empty() || tail.starts_with(' '));
        if like.into_iter().any(|(phrase, m)| *m == meaning && ends(phrase)) {
            return true;
        }
        start += word.len() + 1;
    }
    if folded.is_ascii() {
        return false;
    }
    let from = table.partition_point(|(phrase, _)| *phrase < "\u{e00}");
    table[from..].iter().any(|(phrase, m)| *m == meaning && folded.contains(phrase))
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
            assert!(method_says(text, meaning), "{text}");
        }
        for text in ["", "Standard", "Untracked letter", "Hassan Domesticated"] {
            assert!(!method_says(text, Meaning::Tracked) && !method_says(text, Meaning::Domestic), "{text}");
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
