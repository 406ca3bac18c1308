//! Number formats, as far as they matter to an order: dates, and the noughts in front of a postcode
//! or telephone number. Everything else shows the plain number.

use super::date::{Epoch, Shown, moment};
use super::number::plain;

/// What a number format comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Format {
    sections: Vec<Section>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Section {
    /// Only for numbers of which this is true.
    condition: Option<(String, f64)>,
    shape: Shape,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum Shape {
    #[default]
    Plain,
    Moment(Shown),
    Mask(Vec<Place>),
}

/// A letter of a mask such as `00000-0000`.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// A digit, shown even where the number has none.
    Nought,
    /// A digit.
    Digit,
    /// The letter itself.
    Letter(char),
}

impl Format {
    /// A format that has a number and no code. Those from 27 on are dates in East Asia, and nothing
    /// elsewhere.
    pub(super) fn built_in(id: u32) -> Format {
        let shown = match id {
            14..=17 | 27..=31 | 36 | 50..=58 => Shown::Day,
            18..=21 | 32..=35 | 45 | 47 => Shown::Time,
            22 => Shown::Both,
            46 => Shown::Elapsed,
            _ => return Format::default(),
        };
        Format { sections: vec![Section { condition: None, shape: Shape::Moment(shown) }] }
    }

    /// A format by its code.
    pub(super) fn of(code: &str) -> Format {
        let mut letters = code.chars();
        let mut sections = Vec::new();
        while sections.len() < 4 {
            let (section, is_last) = Section::read(&mut letters);
            sections.push(section);
            if is_last {
                break;
            }
        }
        if sections.iter().all(|section| section.shape == Shape::Plain) {
            Format::default()
        } else {
            Format { sections }
        }
    }

    /// What of a date is shown, if this is the format of one.
    pub(super) fn shown(&self) -> Option<Shown> {
        self.sections.iter().find_map(|section| match section.shape {
            Shape::Moment(shown) => Some(shown),
            _ => None,
        })
    }

    /// A stored number as a person sees it.
    pub(super) fn display(&self, raw: &str, epoch: Epoch) -> String {
        let Some(number) = plain(raw) else { return raw.to_string() };
        let shown = match self.shape(&number) {
            Shape::Plain => None,
            Shape::Moment(shown) => moment(raw, epoch, *shown),
            Shape::Mask(mask) => filled(mask, &number),
        };
        shown.unwrap_or(number)
    }

    /// The shape of the section that holds for a number. Negative ones are shown plainly.
    fn shape(&self, number: &str) -> &Shape {
        let value: f64 = number.parse().unwrap_or(-1.0);
        if value < 0.0 {
            return &Shape::Plain;
        }
        let holds = |section: &&Section| match &section.condition {
            Some((sign, than)) => compare(sign, value, *than),
            None => false,
        };
        let is_conditional = self.sections.iter().any(|section| section.condition.is_some());
        let section = if is_conditional {
            self.sections.iter().find(holds).or_else(|| self.sections.iter().find(|s| s.condition.is_none()))
        } else if value == 0.0 && self.sections.len() > 2 {
            self.sections.get(2)
        } else {
            self.sections.first()
        };
        section.map_or(&Shape::Plain, |section| &section.shape)
    }
}

fn compare(sign: &str, value: f64, than: f64) -> bool {
    match sign {
        "<" => value < than,
        "<=" => value <= than,
        ">" => value > than,
        ">=" => value >= than,
        "<>" => value != than,
        _ => value == than,
    }
}

/// What the letters of one section were.
#[derive(Default)]
struct Seen {
    day: bool,
    month: bool,
    time: bool,
    elapsed: bool,
    /// Something that no mask has.
    other: bool,
    mask: Vec<Place>,
}

impl Section {
    /// Reads up to the next `;`, or to the end, which is the last.
    fn read(letters: &mut std::str::Chars<'_>) -> (Section, bool) {
        let mut seen = Seen::default();
        let mut condition = None;
        let is_last = loop {
            let Some(letter) = letters.next() else { break true };
            let rest = letters.as_str();
            match letter {
                ';' => break false,
                '"' => seen.mask.extend(letters.by_ref().take_while(|letter| *letter != '"').map(Place::Letter)),
                '\\' => seen.mask.extend(letters.next().map(Place::Letter)),
                '_' | '*' => {
                    letters.next();
                    seen.other = true;
                }
                '[' => {
                    let inside: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                    condition = condition_of(&inside).or(condition);
                    seen.bracket(&inside);
                }
                'G' | 'g' if starts_with(rest, "eneral") => {
                    *letters = rest["eneral".len()..].chars();
                    seen.other = true;
                }
                'A' | 'a' if starts_with(rest, "M/PM") || starts_with(rest, "/P") => {
                    let skip = if starts_with(rest, "M/PM") { 4 } else { 2 };
                    *letters = rest[skip..].chars();
                    seen.time = true;
                }
                'E' | 'e' if rest.starts_with(['+', '-']) => seen.other = true,
                _ => seen.letter(letter),
            }
        };
        (Section { condition, shape: seen.shape() }, is_last)
    }
}

impl Seen {
    fn letter(&mut self, letter: char) {
        match letter.to_ascii_lowercase() {
            'y' | 'd' | 'e' => self.day = true,
            'm' => self.month = true,
            'h' | 's' => self.time = true,
            '0' => self.mask.push(Place::Nought),
            '#' => self.mask.push(Place::Digit),
            '-' | '+' | '(' | ')' | ' ' | ':' => self.mask.push(Place::Letter(letter)),
            _ => self.other = true,
        }
    }

    fn bracket(&mut self, inside: &str) {
        let lower = inside.to_ascii_lowercase();
        if ["h", "m", "s"].iter().any(|unit| !lower.is_empty() && lower.chars().all(|letter| unit.contains(letter))) {
            self.elapsed = true;
        }
        // `[$€-407]` is a sign of money, `[$-407]` a language
        self.other |= lower.starts_with('$') && !lower.starts_with("$-");
    }

    fn shape(self) -> Shape {
        let has_day = self.day || (self.month && !self.time);
        match (self.elapsed, has_day, self.time) {
            (true, _, _) => Shape::Moment(Shown::Elapsed),
            (_, true, true) => Shape::Moment(Shown::Both),
            (_, true, false) => Shape::Moment(Shown::Day),
            (_, false, true) => Shape::Moment(Shown::Time),
            _ if !self.other && is_mask(&self.mask) => Shape::Mask(self.mask),
            _ => Shape::Plain,
        }
    }
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

fn condition_of(inside: &str) -> Option<(String, f64)> {
    let end = inside.find(|letter| !matches!(letter, '<' | '>' | '='))?;
    let (sign, than) = inside.split_at(end);
    Some((sign.to_string(), than.trim().parse().ok()?)).filter(|_| !sign.is_empty())
}

/// Does the mask make a difference that matters? Noughts in front do, what stands between digits
/// does, and a plus sign; a unit behind the number and a sign of money do not.
fn is_mask(mask: &[Place]) -> bool {
    let is_digit = |place: &&Place| !matches!(place, Place::Letter(_));
    let noughts = mask.iter().filter(|place| **place == Place::Nought).count();
    let digits = mask.iter().filter(is_digit).count();
    let is_money = |place: &Place| matches!(place, Place::Letter('$' | '€' | '£' | '¥' | '%' | '.' | ','));
    let is_long = noughts >= 2 || (digits >= 2 && digits < mask.len()) || mask.first() == Some(&Place::Letter('+'));
    is_long && mask.last().as_ref().is_some_and(is_digit) && !mask.iter().any(is_money)
}

/// The digits of a number in the places of a mask.
fn filled(mask: &[Place], number: &str) -> Option<String> {
    let places = mask.iter().filter(|place| !matches!(place, Place::Letter(_))).count();
    if !number.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let number = if number == "0" { "" } else { number };
    let missing = places.saturating_sub(number.len());
    let mut digits = number.chars();
    let mut surplus = number.len().saturating_sub(places);
    let mut out = String::with_capacity(mask.len() + surplus);
    let mut at = 0;
    for place in mask {
        match place {
            Place::Letter(letter) => out.push(*letter),
            // the first place takes what the others have no room for
            _ if at >= missing => {
                out.extend(digits.by_ref().take(1 + surplus));
                surplus = 0;
            }
            Place::Nought => out.push('0'),
            // letters around places that stay empty: rather the plain number
            Place::Digit if places < mask.len() => return None,
            Place::Digit => {}
        }
        at += usize::from(!matches!(place, Place::Letter(_)));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(code: &str, raw: &str) -> String {
        Format::of(code).display(raw, Epoch::Y1900)
    }

    #[test]
    fn dates_are_told_from_their_code() {
        for (code, seen) in [
            ("yyyy-mm-dd", "2026-11-23"),
            ("dd/mm/yyyy", "2026-11-23"),
            ("[$-409]d\\-mmm\\-yy;@", "2026-11-23"),
            ("mmm-yy", "2026-11-23"),
            ("mmmm", "2026-11-23"),
            ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2026-11-23"),
            ("yyyy\"年\"m\"月\"d\"日\"", "2026-11-23"),
            ("yyyy-mm-dd hh:mm:ss", "2026-11-23 10:00:00"),
            ("m/d/yy h:mm AM/PM", "2026-11-23 10:00:00"),
            ("hh:mm:ss.000", "2026-11-23 10:00:00"),
            ("[h]:mm", "1112386:00:00"),
            ("General", "46349.4166666667"),
            ("GENERAL", "46349.4166666667"),
            ("0.00", "46349.4166666667"),
            ("#,##0.00\\ \"days\"", "46349.4166666667"),
            ("[Red]0.00", "46349.4166666667"),
            ("0.00E+00", "46349.4166666667"),
            ("_-* #,##0.00\\ _d_-;@", "46349.4166666667"),
            ("@", "46349.4166666667"),
            ("", "46349.4166666667"),
        ] {
            assert_eq!(shown(code, "46349.416666666664"), seen, "{code}");
        }
        assert_eq!(Format::built_in(14).display("46349", Epoch::Y1900), "2026-11-23");
        assert_eq!(Format::built_in(22).display("46349.5", Epoch::Y1900), "2026-11-23 12:00:00");
        assert_eq!(Format::built_in(45).display("0.5", Epoch::Y1900), "12:00:00");
        assert_eq!(Format::built_in(10).display("0.19", Epoch::Y1900), "0.19");
    }

    #[test]
    fn noughts_in_front_are_shown() {
        for (code, raw, seen) in [
            ("00000", "2134", "02134"),
            ("00000", "2134.0", "02134"),
            ("00000", "0", "00000"),
            ("00000", "123456", "123456"),
            ("00000", "21.5", "21.5"),
            ("00000", "-5", "-5"),
            ("00000;@", "2134", "02134"),
            ("00000\\-0000", "21341234", "02134-1234"),
            ("[<=99999]00000;00000\\-0000", "2134", "02134"),
            ("[<=99999]00000;00000\\-0000", "21341234", "02134-1234"),
            ("[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", "6175550123", "(617) 555-0123"),
            ("[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", "12", "12"),
            ("\\D\\-00000", "1067", "D-01067"),
            ("+0", "4930123456", "+4930123456"),
            ("0", "2134", "2134"),
            ("##0", "7", "7"),
            ("#", "0", "0"),
            ("00\\ \"kg\"", "5", "5"),
            ("\"$\"00", "5", "5"),
            ("[$€-407]\\ 00", "5", "5"),
            ("0%", "0.19", "0.19"),
            ("#,##0", "1234", "1234"),
        ] {
            assert_eq!(shown(code, raw), seen, "{code} {raw}");
        }
        assert_eq!(shown("00000", "no number"), "no number");
    }

    proptest! {
        #[test]
        fn any_code_is_read(code in "([0#?.,;%@ymdhsAGMP/\"\\\\_*\\[\\]<>=$e+-]|General|AM/PM|é|年|[0-9]){0,15}", raw in "[0-9]{0,9}\\.?[0-9]{0,5}") {
            let _ = shown(&code, &raw);
        }
    }
}
