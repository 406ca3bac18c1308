//! What spreadsheets leave in a cell in place of what was typed.

/// May the text be what a spreadsheet made of a number ([`is_scientific`], [`without_point_zero`])?
/// Looks at its first byte and at the one before its last; sure where it is a no.
#[inline]
pub fn may_be_of_a_number(text: &str) -> bool {
    matches!(text.as_bytes(), [b'0'..=b'9' | b'-', .., b'+' | b'.', _] | [b'0'..=b'9' | b'-', .., b'+', _, _])
}

/// Is the whole text a number in scientific notation, as a spreadsheet shows a long one:
/// `4.47E+11`, `4,47E+11`? Without the plus it may be somebody's article number, so that is not.
pub fn is_scientific(text: &str) -> bool {
    // the plus stands before the last digit or two, where hardly any number has one
    let from_end = |n: usize| text.len().checked_sub(n).map(|at| text.as_bytes()[at]);
    if from_end(2) != Some(b'+') && from_end(3) != Some(b'+') {
        return false;
    }
    let Some(e) = text.find(['E', 'e']) else { return false };
    let (mantissa, exponent) = (&text[..e], &text[e + 1..]);
    let Some(power) = exponent.strip_prefix('+') else { return false };
    let mut parts = mantissa.splitn(2, ['.', ',']);
    let whole = parts.next().unwrap_or_default().trim_start_matches('-');
    let digits = |s: &str, max: usize| (1..=max).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    digits(whole, 3) && parts.next().is_none_or(|d| digits(d, 16)) && digits(power, 2)
}

/// Is the whole text what a spreadsheet shows when it cannot show the value: `#REF!`, `#N/A`,
/// `########`?
pub fn is_error_value(text: &str) -> bool {
    const ERRORS: [&str; 9] =
        ["#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#ERROR!"];
    text.starts_with('#')
        && (ERRORS.iter().any(|e| text.eq_ignore_ascii_case(e)) || text.len() >= 4 && text.bytes().all(|b| b == b'#'))
}

/// The value before the `.0` that a whole number gets when a program reads it as a fraction
/// (`90210.0`), where the text is such a number.
pub fn without_point_zero(text: &str) -> Option<&str> {
    let bare = text.strip_suffix(".0")?;
    (bare.len() >= 3 && bare.bytes().all(|b| b.is_ascii_digit())).then_some(bare)
}

/// The two numbers behind a date that a spreadsheet made of them, if the whole text is one:
/// `12-May` and `5/12/2026` were typed as `12-5`, `5-12` or `5/12`. `loose` also takes a blank,
/// a full stop or a stroke between day and month (`12. Mai`), which streets are named after.
pub fn date_of_numbers(text: &str, loose: bool) -> Option<(u8, u8)> {
    if !(5..=11).contains(&text.len()) || !text.is_ascii() {
        return None;
    }
    let (first, last) = (text.as_bytes()[0], text.as_bytes()[text.len() - 1]);
    let marked = || loose || memchr::memchr3(b'-', b'/', b'.', text.as_bytes()).is_some();
    if !(first.is_ascii_digit() || last.is_ascii_digit()) || !marked() {
        return None;
    }
    let mut numbers = [""; 3];
    let mut marks = [""; 2];
    let mut rest = text;
    let mut count = 0;
    while count < 3 {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        numbers[count] = &rest[..end];
        count += 1;
        rest = &rest[end..];
        if rest.is_empty() {
            break;
        }
        let next = rest.find(|c: char| c.is_ascii_alphanumeric())?;
        *marks.get_mut(count - 1)? = &rest[..next];
        rest = &rest[next..];
    }
    match count {
        2 if marks[0] == "-" || loose && matches!(marks[0], ". " | "." | " " | "/") => {
            day_and_month(numbers[0], numbers[1])
        }
        3 if rest.is_empty() && marks[0] == marks[1] && matches!(marks[0], "/" | "-" | ".") => full_date(numbers),
        _ => None,
    }
}

fn day_and_month(a: &str, b: &str) -> Option<(u8, u8)> {
    match (number(a, 31), month(b)) {
        (Some(day), Some(month)) => Some((day, month)),
        _ => Some((number(b, 31)?, month(a)?)),
    }
}

fn full_date([a, b, c]: [&str; 3]) -> Option<(u8, u8)> {
    let year = |s: &str| s.len() == 4 && (s.starts_with("19") || s.starts_with("20")) && s.parse::<u16>().is_ok();
    let (day, mon) = if year(c) {
        (a, b)
    } else if year(a) {
        (c, b)
    } else {
        return None;
    };
    if let (Some(day), Some(month)) = (number(day, 31), month(mon)) {
        return Some((day, month));
    }
    let (x, y) = (number(day, 31)?, number(mon, 31)?);
    (x <= 12 || y <= 12).then_some((x, y))
}

fn number(text: &str, max: u8) -> Option<u8> {
    let n: u8 =
        if text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok()? } else { return None };
    (1..=max).contains(&n).then_some(n)
}

/// The month of a name as spreadsheets shorten it in the languages with ASCII month names.
fn month(text: &str) -> Option<u8> {
    const NAMES: [&[&str]; 12] = [
        &["jan", "ene", "gen", "sty"],
        &["feb", "fev", "lut"],
        &["mar", "mrz", "mrt"],
        &["apr", "avr", "abr", "kwi"],
        &["may", "mai", "mei", "mag", "maj"],
        &["jun", "giu", "cze"],
        &["jul", "lug", "lip"],
        &["aug", "ago", "sie"],
        &["sep", "sept", "set", "wrz"],
        &["oct", "okt", "ott", "out", "paz"],
        &["nov", "lis"],
        &["dec", "dez", "dic", "des", "gru"],
    ];
    if !(3..=4).contains(&text.len()) {
        return None;
    }
    let at = NAMES.iter().position(|names| names.iter().any(|n| n.eq_ignore_ascii_case(text)))?;
    u8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn long_numbers_that_a_spreadsheet_shortened() {
        for text in ["4.47E+11", "4,47E+11", "4.91511E+12", "5e+10"] {
            assert!(is_scientific(text), "{text}");
        }
        for text in ["4E11", "12E", "E+11", "4.47E+", "1E5", "Flat 4E+1", "4.4.7E+11", "+11"] {
            assert!(!is_scientific(text), "{text}");
        }
    }

    #[test]
    fn values_that_a_spreadsheet_could_not_show() {
        for text in ["#REF!", "#N/A", "#n/a", "########", "#NAME?"] {
            assert!(is_error_value(text), "{text}");
        }
        for text in ["#12", "#", "##", "N/A", "#REF", "# 4"] {
            assert!(!is_error_value(text), "{text}");
        }
    }

    #[test]
    fn numbers_that_became_dates() {
        for text in ["12-May", "May-12", "5-Dec", "12-mai", "12-maj"] {
            assert!(date_of_numbers(text, false).is_some(), "{text}");
        }
        assert_eq!(date_of_numbers("5/12/2026", false), Some((5, 12)));
        assert_eq!(date_of_numbers("2026-05-12", false), Some((12, 5)));
        assert_eq!(date_of_numbers("12. Mai", true), Some((12, 5)));
        for text in
            ["12. Mai", "5 Mayo", "9/3/33", "12/5", "3-4-12", "25/30/2026", "12-B", "Mar-Vista", "10-2026", "-12-May-"]
        {
            assert_eq!(date_of_numbers(text, false), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC*", loose: bool) {
            let _ = (is_scientific(&text), is_error_value(&text), date_of_numbers(&text, loose), without_point_zero(&text));
        }

        #[test]
        fn anything_like_a_date_is_read(text in "[0-9A-Za-zé]{0,4}[-/. ]{0,2}[0-9A-Za-z]{0,4}[-/. ]{0,2}[0-9E+]{0,4}", loose: bool) {
            let _ = (is_scientific(&text), date_of_numbers(&text, loose), without_point_zero(&text));
        }
    }
}
