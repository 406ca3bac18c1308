//! Text for people: width on a screen, wrapping, numbers.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that a text takes on a screen; Chinese, Japanese and Korean letters take two.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// The text with blanks behind it up to that width.
pub fn padded(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(width(text))))
}

/// The beginning of a text that is wider than `most`, with `…` for the rest.
pub fn shortened(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_string();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > most {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// Lines of at most `room` columns, broken at blanks; a word wider than that is broken anywhere.
pub fn lines(text: &str, room: usize) -> Vec<String> {
    let room = room.max(10);
    let mut out = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ') {
        let wide = width(word);
        if used > 0 && used + 1 + wide > room {
            out.push(String::new());
            used = 0;
        } else if used > 0 {
            push(&mut out, " ");
            used += 1;
        }
        if used + wide <= room {
            push(&mut out, word);
            used += wide;
            continue;
        }
        for c in word.chars() {
            let wide = c.width().unwrap_or(0);
            if used + wide > room {
                out.push(String::new());
                used = 0;
            }
            push(&mut out, c.encode_utf8(&mut [0; 4]));
            used += wide;
        }
    }
    out
}

fn push(lines: &mut [String], text: &str) {
    if let Some(line) = lines.last_mut() {
        line.push_str(text);
    }
}

/// A chance: whole percents from ten on, one decimal below.
pub fn percent(p: f64) -> String {
    let p = p * 100.0;
    match p {
        99.5.. => "over 99 %".to_string(),
        9.95.. => format!("{p:.0} %"),
        0.05.. => format!("{} %", format!("{p:.1}").trim_end_matches(".0")),
        _ if p > 0.0 => "under 0.1 %".to_string(),
        _ => "0 %".to_string(),
    }
}

/// A number of deliveries, with as many decimals as mean something beside `of`.
pub fn few(x: f64, of: f64) -> String {
    if of >= 100.0 {
        many(x.round() as u64)
    } else if of >= 1.0 {
        format!("{x:.1}")
    } else {
        format!("{x:.2}")
    }
}

/// A count with its thousands apart.
pub fn many(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, d) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(d);
    }
    out
}

/// An amount of money.
pub fn money(currency: &str, amount: f64) -> String {
    let cents = (amount.abs() * 100.0).round() as u64;
    let sign = if amount < 0.0 && cents > 0 { "-" } else { "" };
    match currency {
        "JPY" | "KRW" | "VND" | "IDR" | "CLP" | "HUF" => {
            format!("{currency} {sign}{}", many(amount.abs().round() as u64))
        }
        _ => format!("{currency} {sign}{}.{:02}", many(cents / 100), cents % 100),
    }
}

/// `1 order`, `2 orders`.
pub fn plural(n: u64, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{} {noun}s", many(n)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_within_their_room() {
        let text = format!("{}京都市中京区河原町通三条下る大黒町", "word ".repeat(20));
        for room in [20, 33, 60] {
            let broken = lines(&text, room);
            assert!(broken.iter().all(|l| width(l) <= room), "{broken:?}");
            let letters = |t: &str| t.chars().filter(|c| *c != ' ').collect::<String>();
            assert_eq!(letters(&broken.concat()), letters(&text));
        }
    }

    #[test]
    fn a_wide_letter_is_never_cut() {
        assert_eq!(shortened("京都市中京区", 6), "京都…");
        assert_eq!(padded("京都", 6), "京都  ");
    }

    #[test]
    fn numbers_have_no_more_digits_than_they_mean() {
        assert_eq!(
            [0.0, 0.0002, 0.05, 0.072, 0.0999, 0.513, 0.9999].map(percent),
            ["0 %", "under 0.1 %", "5 %", "7.2 %", "10 %", "51 %", "over 99 %"]
        );
        assert_eq!((many(999), many(1_000), many(1_234_567)), ("999".into(), "1,000".into(), "1,234,567".into()));
        assert_eq!((money("USD", 1234.5), money("JPY", 3200.4)), ("USD 1,234.50".into(), "JPY 3,200".into()));
        assert_eq!(plural(1, "order"), "1 order");
    }
}
