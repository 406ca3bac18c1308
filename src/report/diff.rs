//! The changes of an order as a person reads them: what each cell said and says, word by word.

use std::fmt::Write as _;

use super::redact;
use super::terminal::plain;
use crate::input::Field;
use crate::order::Order;
use crate::scan::mend::Cell;

/// Texts of more words are told apart as a whole.
const WORDS: usize = 200;

/// Appends the changes of an order; `place` gives line and column of a cell.
pub fn order<'p>(
    order: &Order<'_>,
    cells: &[Cell],
    place: &dyn Fn(&Cell) -> (u64, &'p str),
    colour: bool,
    mask: bool,
    out: &mut Vec<u8>,
) {
    let mut text = String::new();
    let paint = |code: &str, text: &str| match colour && !text.is_empty() {
        true => format!("\x1b[{code}m{text}\x1b[0m"),
        false => text.to_string(),
    };
    let number = match order.get(Field::Order) {
        "" => String::new(),
        number => format!("order {}, ", plain(number)),
    };
    let _ = writeln!(text, "{}", paint("1", &format!("{number}line {}", order.line)));
    let words = |text: &str| match mask {
        true => plain(&redact::message(text, order)),
        false => plain(text),
    };
    let mut told: Vec<&str> = Vec::new();
    for cell in cells {
        let (line, column) = place(cell);
        let codes = cell.joined(" ", |s| s.code.to_string());
        let titles = cell.joined("; ", |s| words(&s.title));
        let head = format!("  line {line}, {}: {titles}", plain(column));
        let _ = writeln!(text, "{head} {}", paint("2", &format!("({}, {codes})", cell.level().name())));
        for step in cell.steps.iter().filter(|s| !s.message.is_empty()) {
            if !told.contains(&step.message.as_str()) {
                told.push(&step.message);
                let _ = writeln!(text, "    {}", paint("2", &words(&step.message)));
            }
        }
        let show = |text: &str| match mask && redact::is_personal(cell.field) {
            true => redact::value(text).to_string(),
            false => plain(text),
        };
        let (from, to) = (show(&cell.from), show(&cell.to));
        let (old, new) = words_apart(&from, &to);
        for (mark, code, parts) in [("-", "31", old), ("+", "32", new)] {
            let line: String = parts
                .iter()
                .map(|(word, is_same)| match is_same {
                    true => (*word).to_string(),
                    false => paint(code, word),
                })
                .collect();
            let _ = writeln!(text, "  {} {line}", paint(code, mark));
        }
    }
    out.extend_from_slice(text.as_bytes());
    out.push(b'\n');
}

type Words<'t> = Vec<(&'t str, bool)>;

/// The words of two texts, and of each whether the other has it too, by the longest words in common.
fn words_apart<'t>(from: &'t str, to: &'t str) -> (Words<'t>, Words<'t>) {
    let (a, b): (Vec<&str>, Vec<&str>) = (from.split_inclusive(' ').collect(), to.split_inclusive(' ').collect());
    if a.len() > WORDS || b.len() > WORDS {
        return (vec![(from, from == to)], vec![(to, from == to)]);
    }
    let same = |i: usize, j: usize| a[i].trim_end() == b[j].trim_end();
    let mut longest = vec![vec![0u16; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i][j] = match same(i, j) {
                true => longest[i + 1][j + 1] + 1,
                false => longest[i + 1][j].max(longest[i][j + 1]),
            };
        }
    }
    let mut old: Words<'t> = a.iter().map(|w| (*w, false)).collect();
    let mut new: Words<'t> = b.iter().map(|w| (*w, false)).collect();
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if same(i, j) {
            (old[i].1, new[j].1) = (true, true);
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    (old, new)
}

#[cfg(test)]
mod tests {
    use super::words_apart;

    #[test]
    fn words_that_stay_are_told_from_those_that_go() {
        let (old, new) = words_apart("24 Linden St Apt", "24 Linden St Apt 3");
        assert!(old.iter().all(|(_, same)| *same), "{old:?}");
        assert_eq!(new.last(), Some(&("3", false)));
        let (old, new) = words_apart("2134", "02134");
        assert_eq!((old, new), (vec![("2134", false)], vec![("02134", false)]));
    }
}
