//! Phrases of `data/words.tsv` in a cell, in whatever language: what the rules about cells that
//! say nothing share. Not for words that mean one thing here and another there.

use crate::text::{Folded, is_latin};
use crate::world::language::Languages;
use crate::world::words::{self, Class, classes, find};

/// Is the whole cell one phrase of the class?
pub fn is_whole(text: &str, class: Class) -> bool {
    !text.is_empty() && text.len() <= 128 && means(&Folded::of(text), class)
}

/// Does a folded text mean that?
pub fn means(folded: &str, class: Class) -> bool {
    classes(folded, Languages::ALL).has(class)
}

/// Does the cell hold a phrase of the class that is at least so many words long?
pub fn within(text: &str, class: Class, words: usize) -> bool {
    let folded = Folded::of(text);
    let mut rest = folded.as_str();
    while !rest.is_empty() {
        if at_start(rest, class).is_some_and(|len| rest[..len].split(' ').count() >= words) {
            return true;
        }
        rest = rest.split_once(' ').map_or("", |(_, rest)| rest);
    }
    false
}

/// The length in bytes of the longest phrase of the class at the start of a folded text.
pub fn at_start(folded: &str, class: Class) -> Option<usize> {
    let first = find(folded.split(' ').next().unwrap_or(folded));
    if !first.begins.has(class) {
        return None;
    }
    let most = first.longest_phrase;
    let ends = folded.match_indices(' ').map(|(i, _)| i).chain([folded.len()]);
    ends.take(most.max(1)).filter(|end| means(&folded[..*end], class)).last()
}

/// Does a folded text begin with a phrase of the class that means that in these languages, of those
/// that are shown as `canon`?
pub fn begins(folded: &str, class: Class, canon: &str, languages: Languages) -> bool {
    let first = find(folded.split(' ').next().unwrap_or(folded));
    let mut ends = folded.match_indices(' ').map(|(i, _)| i).chain([folded.len()]).take(first.longest_phrase.max(1));
    first.begins.has(class) && ends.any(|end| words::canon(&folded[..end], class, languages) == Some(canon))
}

/// Does it begin with one letter twice?
fn is_doubled(bytes: &[u8]) -> bool {
    matches!(bytes, [a, b, ..] if a.eq_ignore_ascii_case(b))
}

/// May the text be phrases of the class and nothing else, or one letter again and again? Most
/// streets begin with a word that stands in no such phrase.
pub fn may_begin(text: &str, class: Class) -> bool {
    let bytes = text.as_bytes();
    let Some(start) = bytes.iter().position(|b| b.is_ascii_alphabetic() || *b >= 0x80) else { return true };
    if !words::may_begin(&bytes[start..], class) && !is_doubled(&bytes[start..]) {
        return false;
    }
    // what stands before is ASCII, so a letter begins here
    let rest = text.get(start..).unwrap_or_default();
    let end = rest.find(|c: char| !is_latin(c) && !c.is_alphanumeric() && c != '.' && c != '\'').unwrap_or(rest.len());
    let folded = Folded::of(&rest[..end]);
    let folded = folded.as_str();
    find(folded).begins.has(class) || folded.len() >= 2 && folded.bytes().all(|b| b == folded.as_bytes()[0])
}
