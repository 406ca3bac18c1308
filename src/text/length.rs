//! Lengths and boxes as exports write them: `30 cm`, `12"`, `30 x 20 x 10`, `L30cm W20cm H10cm`.

use super::weight::{Thousands, number, value};

/// Centimetres of a cell with one length; the unit is what stands in the cell, else `unit` (`cm`,
/// `mm`, `m`, `in`, `ft`). `None` where the number or the unit is not known.
pub fn centimetres(text: &str, unit: &str) -> Option<f64> {
    let (length, own, rest) = part(text.trim())?;
    rest.trim().is_empty().then_some(())?;
    in_centimetres(length, if own.is_empty() { unit } else { own })
}

/// The three sides of a cell with a box, in centimetres, as they stand. A unit behind the last
/// number holds for those that have none.
pub fn sides(text: &str, unit: &str) -> Option<[f64; 3]> {
    let mut found = [("", ""); 3];
    let mut rest = text.trim();
    let mut count = 0;
    while !rest.is_empty() {
        // `L`, `W:`, `×` and the like; nothing longer stands between two sides
        let skip = rest.find(|c: char| c.is_ascii_digit())?;
        if count == 3 || skip > 0 && rest[..skip].chars().filter(|c| *c != ' ').count() > 3 {
            return None;
        }
        let (length, own, after) = part(&rest[skip..])?;
        found[count] = (length, own);
        count += 1;
        rest = after.trim_start().trim_end_matches([')', '.', ' ']);
        if count == 3 && !rest.is_empty() {
            return None;
        }
    }
    let last = found.get(2).filter(|_| count == 3)?.1;
    let mut out = [0.0; 3];
    for (side, (length, own)) in out.iter_mut().zip(found) {
        let own = if own.is_empty() { last } else { own };
        *side = in_centimetres(length, if own.is_empty() { unit } else { own })?;
    }
    Some(out)
}

/// A number, the unit behind it or nothing, and what follows.
fn part(text: &str) -> Option<(&str, &str, &str)> {
    let (digits, rest) = number(text)?;
    let behind = rest.trim_start();
    let end = behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len());
    let (word, after) = match behind.chars().next() {
        Some(c @ ('"' | '″' | '”' | '\'' | '′')) => behind.split_at(c.len_utf8()),
        _ => behind.split_at(end),
    };
    if scale(word).is_some() {
        return Some((digits, word, after));
    }
    // `30cmx20cm`: a unit, and the sign of multiplication
    let glued = word.strip_suffix(['x', 'X', '×', '*', 'х']).filter(|word| scale(word).is_some());
    Some(match glued {
        Some(word) => (digits, word, &behind[word.len()..]),
        None => (digits, "", rest),
    })
}

fn in_centimetres(length: &str, unit: &str) -> Option<f64> {
    let scale = scale(unit)?;
    let thousands = if scale == MILLIMETRE { Thousands::Usual } else { Thousands::Rare };
    Some(value(length, thousands)? * scale)
}

const MILLIMETRE: f64 = 0.1;

/// Centimetres of one unit.
fn scale(unit: &str) -> Option<f64> {
    const UNITS: [(&str, f64); 22] = [
        ("cm", 1.0),
        ("cms", 1.0),
        ("см", 1.0),
        ("厘米", 1.0),
        ("公分", 1.0),
        ("mm", MILLIMETRE),
        ("мм", MILLIMETRE),
        ("毫米", MILLIMETRE),
        ("m", 100.0),
        ("meter", 100.0),
        ("metre", 100.0),
        ("in", 2.54),
        ("inch", 2.54),
        ("inches", 2.54),
        ("\"", 2.54),
        ("″", 2.54),
        ("”", 2.54),
        ("zoll", 2.54),
        ("ft", 30.48),
        ("feet", 30.48),
        ("'", 30.48),
        ("′", 30.48),
    ];
    let lower = |c: char| c.to_lowercase();
    let same = |a: &str| a.chars().flat_map(lower).eq(unit.chars().flat_map(lower));
    UNITS.iter().find(|(name, _)| same(name)).map(|(_, cm)| *cm)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_have_a_unit_in_the_cell_or_beside_it() {
        for (text, unit, want) in [
            ("30", "cm", Some(30.0)),
            ("30 cm", "in", Some(30.0)),
            ("1,200 mm", "", Some(120.0)),
            ("12,5", "cm", Some(12.5)),
            ("12\"", "", Some(30.48)),
            ("0.3 m", "", Some(30.0)),
            ("30", "", None),
            ("long", "cm", None),
            ("30 cm wide", "", None),
        ] {
            assert_eq!(
                centimetres(text, unit).map(|c| (c * 1e6).round()),
                want.map(|c: f64| (c * 1e6).round()),
                "{text}"
            );
        }
    }

    #[test]
    fn boxes_are_read_as_people_write_them() {
        let want = Some([30.0, 20.0, 10.0]);
        for text in [
            "30 x 20 x 10 cm",
            "30x20x10cm",
            "30cmx20cmx10cm",
            "30 × 20 × 10 cm",
            "30*20*10 cm",
            "L30 x W20 x H10 cm",
            "L: 30cm W: 20cm H: 10cm",
            "300 mm x 200 mm x 100 mm",
        ] {
            let sides = sides(text, "").map(|s| s.map(|c| (c * 1e6).round() / 1e6));
            assert_eq!(sides, want, "{text}");
        }
        assert_eq!(sides("30x20x10", "cm"), want);
        for text in ["30x20x10", "30x20 cm", "30x20x10x5 cm", "S", "", "30 by the 20 and 10 cm"] {
            assert_eq!(sides(text, ""), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC*|[0-9., xX×cm\"]{0,40}", unit in "cm|mm|in|") {
            prop_assert!(sides(&text, &unit).is_none_or(|s| s.iter().all(|c| *c >= 0.0)));
            prop_assert!(centimetres(&text, &unit).is_none_or(|c| c >= 0.0));
        }
    }
}
