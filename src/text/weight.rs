//! Weights as exports write them: `2.5 kg`, `1,200 g`, `70 lb`, `3 lb 4 oz`, a bare number.

/// Kilograms of a weight cell; the unit is what stands in the cell, else `unit` (`kg`, `g`, `lb`,
/// `oz`). `None` where the number or the unit is not known. Where a number has two readings, the
/// lighter.
pub fn kilograms(text: &str, unit: &str) -> Option<f64> {
    let (kilos, rest) = part(text.trim(), unit)?;
    let rest = rest.trim_start_matches(['.', ',', ' ', '\u{a0}']);
    if rest.is_empty() {
        return Some(kilos);
    }
    let (more, rest) = part(rest, "")?;
    rest.trim_end_matches('.').is_empty().then_some(kilos + more)
}

/// Kilograms of one number with its unit, and what follows.
fn part<'a>(text: &'a str, unit: &str) -> Option<(f64, &'a str)> {
    let (number, rest) = number(text)?;
    let rest = rest.trim_start();
    let (word, rest) = rest.split_at(rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len()));
    let scale = scale(if word.is_empty() { unit } else { word })?;
    let thousands = if scale == GRAM { Thousands::Usual } else { Thousands::Rare };
    Some((value(number, thousands)? * scale, rest))
}

const GRAM: f64 = 0.001;

/// Whether a comma with three digits behind it stands for thousands: there are 1,200 grams, but
/// 1.2 kilograms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thousands {
    /// It does.
    Usual,
    /// It is a decimal comma.
    Rare,
}

/// The number at the beginning of a text, with its marks, and what follows.
pub(super) fn number(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    number.starts_with(|c: char| c.is_ascii_digit()).then_some((number, rest))
}

/// The value of digits with their marks.
pub(super) fn value(number: &str, comma: Thousands) -> Option<f64> {
    let number = number.trim_end_matches(['.', ',']);
    let marks = number.bytes().filter(|b| !b.is_ascii_digit()).count();
    let last = number.rfind(['.', ',']);
    let thousands = last.is_some_and(|at| {
        let three = number.len() - at - 1 == 3;
        let same = number.bytes().filter(|b| *b == number.as_bytes()[at]).count() == marks;
        same && (marks > 1 || three && comma == Thousands::Usual && number.as_bytes()[at] == b',')
    });
    let mut plain = [0u8; 24];
    let mut len = 0;
    for (i, b) in number.bytes().enumerate() {
        let keep = match b {
            b'0'..=b'9' => b,
            _ if Some(i) == last && !thousands => b'.',
            _ => continue,
        };
        *plain.get_mut(len)? = keep;
        len += 1;
    }
    std::str::from_utf8(&plain[..len]).ok()?.parse().ok()
}

/// Kilograms of one unit.
fn scale(unit: &str) -> Option<f64> {
    const UNITS: [(&str, f64); 23] = [
        ("kg", 1.0),
        ("kgs", 1.0),
        ("kilo", 1.0),
        ("kilos", 1.0),
        ("kilogram", 1.0),
        ("kilograms", 1.0),
        ("kilogramm", 1.0),
        ("кг", 1.0),
        ("公斤", 1.0),
        ("g", 0.001),
        ("gr", 0.001),
        ("gm", 0.001),
        ("gram", 0.001),
        ("grams", 0.001),
        ("gramm", 0.001),
        ("г", 0.001),
        ("克", 0.001),
        ("lb", 0.453_592_37),
        ("lbs", 0.453_592_37),
        ("pound", 0.453_592_37),
        ("pounds", 0.453_592_37),
        ("oz", 0.028_349_523_125),
        ("ounces", 0.028_349_523_125),
    ];
    let lower = |c: char| c.to_lowercase();
    let same = |a: &str| a.chars().flat_map(lower).eq(unit.chars().flat_map(lower));
    UNITS.iter().find(|(name, _)| same(name)).map(|(_, kilos)| *kilos)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn units_in_the_cell_and_beside_it() {
        for (text, unit, want) in [
            ("2.5 kg", "", Some(2.5)),
            ("2,5kg", "g", Some(2.5)),
            ("2.500 kg", "", Some(2.5)),
            ("1,200 g", "", Some(1.2)),
            ("1200", "g", Some(1.2)),
            ("70 LB", "", Some(31.751_465_9)),
            ("3 lb 8 oz", "", Some(1.587_573_295)),
            ("16", "oz", Some(0.453_592_37)),
            ("12", "", None),
            ("heavy", "kg", None),
            ("", "kg", None),
            ("5 boxes", "kg", None),
            ("1 - 2", "kg", None),
            ("1 kg 2 kg 3 kg", "", None),
        ] {
            let got = kilograms(text, unit);
            assert_eq!(got.map(|k| (k * 1e6).round()), want.map(|k: f64| (k * 1e6).round()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC*|[0-9., kgloz]{0,40}", unit in "kg|g|lb|oz|") {
            prop_assert!(kilograms(&text, &unit).is_none_or(|k| k >= 0.0));
        }
    }
}
