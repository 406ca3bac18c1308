//! The address lines as marks: words, phrases and numbers with what they may mean.

use super::Scratch;
use super::customs::Customs;
use crate::input::Field;
use crate::order::Order;
use crate::text::{Folded, Kind, Token, tokens};
use crate::world::words::{self, Class, Classes};

/// What a mark turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Not understood yet.
    Free,
    /// Part of a door, storey, building, entrance.
    Door,
    /// A marker or sign that belongs to the house number.
    NumberWord,
    /// The house number.
    Number,
    /// Part of what is no street address.
    Special,
}

/// A word, phrase or number of one address line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark<'a> {
    pub text: &'a str,
    /// The cell it stands in, and where.
    pub line: &'a str,
    pub start: usize,
    pub end: usize,
    pub field: Field,
    /// Number of the line.
    pub row: u8,
    /// Number of the part between commas, over all lines.
    pub part: u16,
    pub kind: Kind,
    pub classes: Classes,
    pub role: Role,
}

const COUNTED: Classes = Classes::of(&[
    Class::Unit,
    Class::HouseWord,
    Class::Level,
    Class::Building,
    Class::Entrance,
    Class::PoBox,
    Class::RuralRoute,
]);

/// Letters that stand between a marker and its number in one token: `No:5`, `кв.5`, `Flat-4`.
fn is_joint(c: char) -> bool {
    matches!(c, '.' | ':' | '-' | '/' | '#' | '=')
}

/// The longest line that may be an address, in bytes; of longer ones the beginning is read, as some
/// steps compare every mark with every other.
const LONGEST: usize = 2000;

fn beginning(line: &str) -> &str {
    if line.len() <= LONGEST {
        return line;
    }
    let end = (0..=LONGEST).rev().find(|at| line.is_char_boundary(*at));
    &line[..end.unwrap_or(0)]
}

/// Reads the lines of an order into `scratch.marks`.
pub(super) fn read<'a>(order: &Order<'a>, customs: &Customs, scratch: &mut Scratch<'a>) {
    scratch.marks.clear();
    let mut part = 0;
    for (row, (field, line)) in order.lines().enumerate() {
        let line = beginning(line);
        tokens(line, &mut scratch.tokens);
        let mut i = 0;
        while i < scratch.tokens.len() {
            let token = scratch.tokens[i];
            let blank = Mark {
                text: token.text,
                line,
                start: token.start,
                end: token.end,
                field,
                row: row as u8,
                part: part + token.part,
                kind: token.kind,
                classes: Classes::default(),
                role: Role::Free,
            };
            i += mark(blank, &scratch.tokens[i..], customs, &mut scratch.marks);
        }
        part += 1 + scratch.tokens.last().map_or(0, |t| t.part);
    }
}

/// Pushes the mark or marks of the first token or phrase; how many tokens they took.
fn mark<'a>(blank: Mark<'a>, rest: &[Token<'a>], customs: &Customs, out: &mut Vec<Mark<'a>>) -> usize {
    if blank.kind == Kind::Digits && !rest.get(1).is_some_and(|t| t.kind == Kind::Word) {
        out.push(blank);
        return 1;
    }
    let plain = rest.first().is_some_and(|token| token.plain);
    let found = if plain { words::find_plain(blank.text) } else { words::find(&Folded::of(blank.text)) };
    let longest = found.longest_phrase.min(rest.len());
    for n in (2..=longest).rev() {
        let last = rest[n - 1];
        if last.part != rest[0].part || last.kind == Kind::Sign {
            continue;
        }
        let text = &blank.line[blank.start..last.end];
        let classes = words::classes(&Folded::of(text), customs.languages);
        if !classes.is_empty() {
            let kind = if rest[..n].iter().all(|t| t.kind == Kind::Word) { Kind::Word } else { blank.kind };
            out.push(Mark { text, end: last.end, kind, classes, ..blank });
            return n;
        }
    }
    let classes = found.classes(customs.languages);
    let two = match blank.kind {
        Kind::Numberish => slashed_marker(blank, customs),
        Kind::Mixed if classes.is_empty() => unglue(blank, customs),
        _ => None,
    };
    if let Some((first, second)) = two {
        out.extend([first, second]);
        return 1;
    }
    out.push(Mark { classes, ..blank });
    1
}

/// `12/Top` as two marks.
fn slashed_marker<'a>(mark: Mark<'a>, customs: &Customs) -> Option<(Mark<'a>, Mark<'a>)> {
    let (number, word) = mark.text.split_once('/')?;
    let letters = word.len() > 1 && word.chars().all(char::is_alphabetic) && number.chars().all(char::is_numeric);
    let classes = words::classes(&Folded::of(if letters { word } else { "" }), customs.languages);
    let first = Mark { text: number, end: mark.start + number.len(), kind: Kind::Digits, ..mark };
    let second = Mark { text: word, start: mark.end - word.len(), kind: Kind::Word, classes, ..mark };
    classes.has(Class::Unit).then_some((first, second))
}

/// `Apt4B`, `No:5`, `кв.5` as two marks.
fn unglue<'a>(mark: Mark<'a>, customs: &Customs) -> Option<(Mark<'a>, Mark<'a>)> {
    let at = mark.text.find(|c: char| c.is_numeric())?;
    let word = mark.text[..at].trim_end_matches(is_joint);
    let joined = word.len() == at;
    if word.is_empty() || (joined && word.chars().nth(1).is_none()) || word.contains('-') {
        return None;
    }
    let classes = words::classes(&Folded::of(word), customs.languages);
    let road = mark.text[..at].ends_with('-') && word.chars().nth(1).is_none();
    let street = !joined && (classes.has(Class::Street) || words::ends_in_street(&Folded::of(word), customs.languages));
    if road || !(classes.any(COUNTED) || street) {
        return None;
    }
    let first = Mark { text: word, end: mark.start + word.len(), kind: Kind::Word, classes, ..mark };
    let text = &mark.text[at..];
    let kind = if text.chars().all(char::is_numeric) { Kind::Digits } else { Kind::Numberish };
    Some((first, Mark { text, start: mark.start + at, kind, classes: Classes::default(), ..mark }))
}

impl<'a> Mark<'a> {
    pub(super) fn is(&self, class: Class) -> bool {
        self.classes.has(class)
    }

    pub(super) fn free(&self) -> bool {
        self.role == Role::Free
    }

    pub(super) fn free_word(&self) -> bool {
        self.free() && self.kind == Kind::Word
    }

    pub(super) fn has_digit(&self) -> bool {
        matches!(self.kind, Kind::Digits | Kind::Numberish | Kind::Mixed)
    }

    /// Starts with a digit.
    pub(super) fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Digits | Kind::Numberish)
    }

    /// One letter.
    pub(super) fn is_letter(&self) -> bool {
        self.kind == Kind::Word && self.text.chars().nth(1).is_none()
    }

    /// `II`, `xiv`.
    pub(super) fn is_roman(&self) -> bool {
        is_roman(self.text)
    }

    /// What stands right behind it in its line.
    pub(super) fn behind(&self) -> &'a str {
        &self.line[self.end..]
    }

    /// `5th`, `3º`, `2ª`, `1er`, `3.` (a full stop and then a word).
    pub(super) fn is_ordinal(&self) -> bool {
        if self.kind == Kind::Digits {
            let rest = self.behind();
            let word = rest.get(1..).map_or("", str::trim_start);
            let word = &word[..word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len())];
            return rest.starts_with('.') && self.text.len() < 5 && !word.is_empty() && !is_roman(word);
        }
        if self.kind != Kind::Numberish {
            return false;
        }
        let suffix = self.text.trim_start_matches(|c: char| c.is_ascii_digit());
        let suffix = match suffix.strip_prefix('-') {
            Some(ending) if is_ending(ending) => return true,
            Some(ending) => ending,
            None => suffix.strip_prefix('.').unwrap_or(suffix),
        };
        matches!(suffix, "º" | "ª" | "°")
            || [
                "st", "nd", "rd", "th", "er", "ème", "eme", "ère", "ste", "de", "e", "ter", "ta", "ra", "do", "to",
                "ro",
            ]
            .iter()
            .any(|s| suffix.eq_ignore_ascii_case(s) && (s.len() > 1))
            || suffix.starts_with(['º', 'ª', '°'])
    }
}

/// The grammatical ending of a number written out: `20-oji`, `87-gil`, `1-я`, `3-րդ`.
fn is_ending(text: &str) -> bool {
    let letters = text.chars().count();
    text.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’'))
        && (letters >= 3 || letters == 2 && !text.is_ascii() || matches!(text, "я" | "й"))
}

/// Is it a Roman number up to 39?
pub(super) fn is_roman(text: &str) -> bool {
    text.len() <= 6 && !text.is_empty() && text.bytes().all(|b| matches!(b, b'I' | b'V' | b'X' | b'i' | b'v' | b'x'))
}

/// The text from the start of one mark to the end of another, where both stand in one cell.
pub(super) fn span<'a>(marks: &[Mark<'a>], from: usize, to: usize) -> &'a str {
    let (a, b) = (&marks[from], &marks[to]);
    if a.row != b.row {
        return a.text;
    }
    let end = b.end.max(a.end);
    let dot = usize::from(b.kind == Kind::Word && a.line[end..].starts_with('.'));
    &a.line[a.start..end + dot]
}

/// Gives the marks of a range a role.
pub(super) fn take(marks: &mut [Mark<'_>], from: usize, to: usize, role: Role) {
    for mark in &mut marks[from..=to] {
        mark.role = role;
    }
}

/// The first and last mark of the part that a mark stands in.
pub(super) fn part_of(marks: &[Mark<'_>], i: usize) -> (usize, usize) {
    let part = marks[i].part;
    let from = marks[..i].iter().rposition(|m| m.part != part).map_or(0, |at| at + 1);
    let to = marks[i..].iter().position(|m| m.part != part).map_or(marks.len(), |at| i + at) - 1;
    (from, to)
}
