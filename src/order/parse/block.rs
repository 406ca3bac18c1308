//! Addresses in Chinese, Japanese and Korean script: runs of digits and what stands behind each.

use super::Parsed;
use super::customs::Customs;
use crate::input::Field;
use crate::order::Order;

/// Does the text hold Han, kana or Hangul?
pub(super) fn is_block_script(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(is_block_letter)
}

fn is_block_letter(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '々')
}

/// What a run of digits counts, by the letters behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counts {
    /// 丁目, 段, 巷, 弄, 로, 길: part of the street.
    Street,
    /// 番, 番地, 号 (JP), 號: the house.
    House,
    /// 棟, 号楼, 동.
    Building,
    /// 单元.
    Entrance,
    /// 階, F, 楼, 층.
    Level,
    /// 室, 号室, 호.
    Unit,
    /// Nothing that says so.
    Bare,
}

/// Letters behind a run of digits, the longest first.
const SUFFIXES: &[(&str, Counts)] = &[
    ("号室", Counts::Unit),
    ("號室", Counts::Unit),
    ("号房", Counts::Unit),
    ("號房", Counts::Unit),
    ("号铺", Counts::Unit),
    ("號舖", Counts::Unit),
    ("室", Counts::Unit),
    ("房", Counts::Unit),
    ("户", Counts::Unit),
    ("戶", Counts::Unit),
    ("호실", Counts::Unit),
    ("호", Counts::Unit),
    ("号楼", Counts::Building),
    ("號樓", Counts::Building),
    ("号棟", Counts::Building),
    ("号館", Counts::Building),
    ("號館", Counts::Building),
    ("号院", Counts::House),
    ("栋", Counts::Building),
    ("幢", Counts::Building),
    ("座", Counts::Building),
    ("棟", Counts::Building),
    ("동", Counts::Building),
    ("单元", Counts::Entrance),
    ("單元", Counts::Entrance),
    ("丁目", Counts::Street),
    ("丁", Counts::Street),
    ("条", Counts::Street),
    ("線", Counts::Street),
    ("段", Counts::Street),
    ("巷", Counts::Street),
    ("弄", Counts::Street),
    ("鄰", Counts::Street),
    ("번길", Counts::Street),
    ("대로", Counts::Street),
    ("로", Counts::Street),
    ("길", Counts::Street),
    ("가", Counts::Street),
    ("리", Counts::Street),
    ("番地", Counts::House),
    ("番", Counts::House),
    ("번지", Counts::House),
    ("号", Counts::House),
    ("號", Counts::House),
    ("階", Counts::Level),
    ("楼", Counts::Level),
    ("樓", Counts::Level),
    ("层", Counts::Level),
    ("層", Counts::Level),
    ("층", Counts::Level),
    ("F", Counts::Level),
    ("Ｆ", Counts::Level),
    ("f", Counts::Level),
    ("/F", Counts::Level),
];

/// A run of digits with its joiners: bytes of the run, end of its suffix, and what it counts.
#[derive(Clone, Copy, Debug)]
struct Run {
    start: usize,
    end: usize,
    full: usize,
    counts: Counts,
}

/// Takes the lines apart.
pub(super) fn take<'a>(order: &Order<'a>, customs: &Customs, parsed: &mut Parsed<'a>) {
    let own = order.get(Field::HouseNumber);
    if own.chars().any(char::is_numeric) {
        parsed.house_number = Some(own);
    }
    for (_, line) in order.lines() {
        take_line(customs, line, parsed);
    }
}

fn take_line<'a>(customs: &Customs, line: &'a str, parsed: &mut Parsed<'a>) {
    let mut at = 0;
    let mut behind_house = 0;
    while let Some(run) = next_run(line, at) {
        at = run.full.max(run.end);
        let housed = parsed.house_number.is_some();
        match run.counts {
            Counts::Street => continue,
            Counts::Bare if customs.is("CN") && parsed.building.is_some() => bare(line, run, behind_house, parsed),
            Counts::House | Counts::Bare if !housed => {
                at = house(customs, line, run, parsed);
                behind_house = at;
            }
            Counts::House if parsed.unit.is_some() => {}
            Counts::House if customs.is("JP") && !is_room(line, behind_house, run) => {}
            Counts::House | Counts::Unit => set(&mut parsed.unit, &line[run.start..run.full]),
            // 서초2동 is a quarter, 101동 a block
            Counts::Building if line[..run.start].ends_with(|c| matches!(c, '가'..='힣')) => {}
            Counts::Building => set(&mut parsed.building, &line[run.start..run.full]),
            Counts::Level => {
                set(&mut parsed.level, &line[run.start..run.full]);
                at = sub_door(line, at, parsed);
            }
            Counts::Entrance => {}
            Counts::Bare if customs.is("KR") && is_block_and_door(&line[run.start..run.end]) => {
                set(&mut parsed.unit, &line[run.start..run.end]);
            }
            Counts::Bare => bare(line, run, behind_house, parsed),
        }
    }
    lettered_door(line, behind_house, parsed);
    name(line, behind_house, parsed);
}

fn set<'a>(place: &mut Option<&'a str>, text: &'a str) {
    if place.is_none() {
        *place = Some(text);
    }
}

/// A number without a suffix behind the house number: the door, if it ends the line.
fn bare<'a>(line: &'a str, run: Run, behind_house: usize, parsed: &mut Parsed<'a>) {
    let ends = line[run.end..].trim().is_empty();
    let start = if line[..run.start].ends_with('之') { run.start - '之'.len_utf8() } else { run.start };
    let text = &line[start..run.end];
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    if parsed.unit.is_none() && ends && digits <= 5 && (behind_house == 0 || run.start > behind_house) {
        parsed.unit = Some(text);
    }
}

/// `301号` behind the name of a building, which is short for 301号室.
fn is_room(line: &str, behind_house: usize, run: Run) -> bool {
    let named =
        line.get(behind_house..run.start).is_some_and(|name| name.chars().filter(|c| c.is_alphabetic()).count() > 1);
    named && line[run.start..run.end].chars().filter(|c| c.is_numeric()).count() >= 3
}

/// `101-1203`: how people shorten 101동 1203호.
fn is_block_and_door(text: &str) -> bool {
    let mut parts = text.split(['-', '/']);
    let is_part =
        |part: Option<&str>| part.is_some_and(|p| (2..=4).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()));
    is_part(parts.next()) && is_part(parts.next()) && parts.next().is_none()
}

/// The house number: a run, or several with 番, 番地, 号 between; where its text ends.
fn house<'a>(customs: &Customs, line: &'a str, first: Run, parsed: &mut Parsed<'a>) -> usize {
    let mut end = first.full;
    let mut last = first;
    while customs.is("JP") && last.counts == Counts::House {
        let Some(next) =
            next_run(line, end).filter(|n| n.start == end && matches!(n.counts, Counts::House | Counts::Bare))
        else {
            break;
        };
        end = next.full;
        last = next;
    }
    let text = &line[first.start..end];
    let cut = if customs.is("JP") && first.counts == Counts::Bare { room_in(text) } else { None };
    let number = cut.map_or(text, |at| &text[..at]);
    if let Some(at) = cut {
        set(&mut parsed.unit, text[at..].trim_start_matches(is_joiner));
    }
    parsed.house_number = Some(number);
    let street = line[..first.start].trim().trim_end_matches([',', '，', ' ', '第']);
    if !street.is_empty() && parsed.street.is_none() {
        parsed.street = Some(street);
    }
    sub_door(line, end, parsed)
}

/// `1-2-3-405`: the fourth of four numbers, or a third of three digits behind two.
fn room_in(text: &str) -> Option<usize> {
    let parts = text.split(is_joiner).count();
    let at = text.char_indices().rfind(|(_, c)| is_joiner(*c))?.0;
    let digits = text[at..].chars().filter(|c| c.is_numeric()).count();
    (parts == 4 && digits >= 2 || parts == 3 && digits == 3).then_some(at)
}

/// `之2` behind `號` or `樓`.
fn sub_door<'a>(line: &'a str, at: usize, parsed: &mut Parsed<'a>) -> usize {
    let rest = &line[at..];
    let Some(digits) = rest.strip_prefix('之') else { return at };
    let len: usize = digits.chars().take_while(|c| c.is_numeric()).map(char::len_utf8).sum();
    if len == 0 {
        return at;
    }
    let end = at + '之'.len_utf8() + len;
    set(&mut parsed.unit, &line[at..end]);
    end
}

/// `A室`, `B座` with a letter, and a line that is nothing but `之2`.
fn lettered_door<'a>(line: &'a str, from: usize, parsed: &mut Parsed<'a>) {
    if parsed.unit.is_some() {
        return;
    }
    if from == 0 && line.starts_with('之') {
        sub_door(line, 0, parsed);
    }
    let Some(at) = line[from..].find(['室', '房']).map(|at| from + at) else { return };
    let letters: usize = line[from..at].chars().rev().take_while(char::is_ascii_alphanumeric).count();
    if letters > 0 && letters <= 4 {
        parsed.unit = Some(&line[at - letters..at + '室'.len_utf8()]);
    }
}

/// The words behind the house number that are no door: the name of the building.
fn name<'a>(line: &'a str, from: usize, parsed: &mut Parsed<'a>) {
    if parsed.building.is_some() || parsed.house_number.is_none() {
        return;
    }
    let rest = line[from..]
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | '(' | '号' | '號'));
    let end = rest.find(|c: char| c.is_numeric() || matches!(c, ',' | '，' | '(' | ')')).unwrap_or(rest.len());
    let name = rest[..end].trim();
    if (from > 0 || parsed.street.is_some_and(|s| !line.contains(s)))
        && name.chars().filter(|c| c.is_alphabetic()).count() > 1
    {
        parsed.building = Some(name);
    }
}

fn is_joiner(c: char) -> bool {
    matches!(c, '-' | '－' | 'ー' | '−' | '‐' | '–' | '—' | '―' | 'の' | '之' | '/')
}

/// The next run of digits at or behind a byte.
fn next_run(line: &str, from: usize) -> Option<Run> {
    let start = from + line.get(from..)?.find(is_digit)?;
    let mut end = start;
    let mut chars = line[start..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = is_joiner(c) && chars.peek().is_some_and(|(_, n)| is_digit(*n));
        let letter = c.is_ascii_alphabetic()
            && !matches!(c, 'F' | 'f')
            && !chars.peek().is_some_and(|(_, n)| n.is_alphabetic() && n.is_ascii());
        if !(is_digit(c) || joins || letter && end > start) {
            break;
        }
        end = start + at + c.len_utf8();
    }
    let (full, counts) = counts(line, end);
    let led = line[..start].chars().next_back().filter(|c| c.is_ascii_alphabetic() || matches!(c, '#'));
    let start =
        if matches!(counts, Counts::Unit | Counts::Bare) { start - led.map_or(0, char::len_utf8) } else { start };
    Some(Run { start, end, full, counts })
}

fn is_digit(c: char) -> bool {
    c.is_numeric() && !is_block_letter(c)
}

/// What the letters behind a run say, and where they end; a road may be set apart by a blank.
fn counts(line: &str, end: usize) -> (usize, Counts) {
    let rest = &line[end..];
    let trimmed = rest.trim_start_matches(' ');
    let gap = rest.len() - trimmed.len();
    for (suffix, counts) in SUFFIXES {
        let near =
            gap == 0 || matches!(counts, Counts::Street | Counts::House | Counts::Unit | Counts::Level) && gap == 1;
        if near && trimmed.starts_with(suffix) {
            let then = trimmed[suffix.len()..].chars().next();
            let word_goes_on = then.is_some_and(|c| {
                is_block_letter(c) && matches!(suffix.chars().next(), Some('가'..='힣')) && matches!(c, '가'..='힣')
            });
            if !word_goes_on {
                return (end + gap + suffix.len(), *counts);
            }
        }
    }
    (end, Counts::Bare)
}
