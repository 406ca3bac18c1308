//! Keyboard mash: letters typed to fill a box (`asdf`, `qweqwe`, `hgfhgf`). Looks at Latin words
//! only and at their letters only; whether the cell around them says more is the caller's.
//!
//! Three signs, each of which no word of any language we know shows over its whole length: runs
//! along a keyboard row or the alphabet, a short chunk without a vowel said again and again, and
//! the home row without a syllable.

/// Rows as they are walked: QWERTY, QWERTZ, AZERTY, the alphabet.
const ROWS: [&[u8]; 7] =
    [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm", b"qwertzuiop", b"yxcvbnm", b"azertyuiop", b"abcdefghijklmnopqrstuvwxyz"];

/// Words that happen to be such a run: a value, a name, a first name.
const REAL: [&str; 8] = ["wert", "trew", "azer", "reza", "ertz", "tyre", "rewe", "wxyz"];

/// Runs of three that are mash when nothing else stands there, in lower case.
const SHORT: [&str; 12] = ["asd", "cvb", "dfg", "fgh", "ghj", "hjk", "jkl", "lkj", "qwe", "sdf", "xcv", "zxc"];

/// Longest word looked at, in bytes: longer ones are not looked at any closer.
const LONGEST: usize = 40;

/// Is this one word (letters only) keyboard mash?
///
/// ```
/// use doorstep::text::mash;
/// assert!(mash::is_mash("asdf") && mash::is_mash("Qwerty") && mash::is_mash("hgfhgf"));
/// assert!(!mash::is_mash("Krk") && !mash::is_mash("Wagga") && !mash::is_mash("Dallas"));
/// ```
pub fn is_mash(word: &str) -> bool {
    let mut buffer = [0u8; LONGEST];
    if word.len() == 3 {
        return SHORT.contains(&word);
    }
    let Some(letters) = lower(word, &mut buffer) else { return false };
    if letters.len() < 4 {
        return false;
    }
    let shouting = || word.bytes().all(|b| b.is_ascii_uppercase());
    let mash = walks(letters) || stutters(letters) || is_syllableless(letters, shouting) || is_home_row_noise(letters);
    mash && !REAL.iter().any(|real| real.as_bytes() == letters)
}

/// The word in lower case; `None` when it holds anything but ASCII letters or is too long.
fn lower<'b>(word: &str, buffer: &'b mut [u8; LONGEST]) -> Option<&'b [u8]> {
    let bytes = word.as_bytes();
    let out = buffer.get_mut(..bytes.len())?;
    for (to, b) in out.iter_mut().zip(bytes) {
        if !b.is_ascii_alphabetic() {
            return None;
        }
        *to = b.to_ascii_lowercase();
    }
    Some(out)
}

/// Does the word come apart into runs of three or more neighbouring keys in one direction? One
/// run alone has to be four long.
fn walks(letters: &[u8]) -> bool {
    // most words end here: their first three letters are no neighbours in one direction
    if let [a, b, c, ..] = letters
        && NEIGHBOURS[key(*a)][key(*b)] & NEIGHBOURS[key(*b)][key(*c)] == 0
    {
        return false;
    }
    let mut rest = letters;
    while !rest.is_empty() {
        let run = PLACES.iter().map(|row| walk(rest, row)).max().unwrap_or(0);
        if run < 3 {
            let at = letters.len() - rest.len();
            return at >= 4 && is_cut_short(letters, at);
        }
        rest = &rest[run..];
    }
    true
}

/// Is what follows `at` only the beginning of the word again, one or two letters of it?
fn is_cut_short(letters: &[u8], at: usize) -> bool {
    letters.len() - at <= 2 && letters.starts_with(&letters[at..])
}

/// Where each letter stands on each row; far away where it does not.
const PLACES: [[i8; 26]; ROWS.len()] = places();

const fn places() -> [[i8; 26]; ROWS.len()] {
    let mut out = [[i8::MIN; 26]; ROWS.len()];
    let mut row = 0;
    while row < ROWS.len() {
        let mut at = 0;
        while at < ROWS[row].len() {
            out[row][(ROWS[row][at] - b'a') as usize] = at as i8;
            at += 1;
        }
        row += 1;
    }
    out
}

/// On which rows the second letter follows the first, forwards (even bits) or backwards (odd).
const NEIGHBOURS: [[u16; 26]; 26] = neighbours();

const fn key(b: u8) -> usize {
    (b - b'a') as usize
}

const fn neighbours() -> [[u16; 26]; 26] {
    let mut out = [[0u16; 26]; 26];
    let mut row = 0;
    while row < ROWS.len() {
        let mut at = 1;
        while at < ROWS[row].len() {
            let (a, b) = (key(ROWS[row][at - 1]), key(ROWS[row][at]));
            out[a][b] |= 1 << (2 * row);
            out[b][a] |= 1 << (2 * row + 1);
            at += 1;
        }
        row += 1;
    }
    out
}

/// How many letters (lower case) from the start follow one another on this row, in one direction.
fn walk(letters: &[u8], row: &[i8; 26]) -> usize {
    let at = |b: u8| i32::from(row[usize::from(b - b'a')]);
    let [first, second, rest @ ..] = letters else { return letters.len() };
    let (first, mut here) = (at(*first), at(*second));
    let step = here - first;
    if first < 0 || step.abs() != 1 {
        return 1;
    }
    let mut run = 2;
    for b in rest {
        if at(*b) - here != step || at(*b) < 0 {
            break;
        }
        here = at(*b);
        run += 1;
    }
    run
}

/// Is the word a chunk of two to four letters that no mouth says, twice or more (`fghfgh`,
/// `dfdfdf`)?
fn stutters(letters: &[u8]) -> bool {
    letters.len() >= 5 && (2..=4).any(|n| period(letters, n) && is_chunk_of_mash(&letters[..n]))
}

fn period(letters: &[u8], n: usize) -> bool {
    letters.len() >= 2 * n && letters.iter().zip(&letters[n..]).all(|(a, b)| a == b)
}

fn is_chunk_of_mash(chunk: &[u8]) -> bool {
    let distinct = chunk.iter().any(|b| *b != chunk[0]);
    distinct && (!chunk.iter().any(|b| is_vowel(*b)) || is_left_hand(chunk))
}

/// Three or four keys under the left hand at rest, `a` among them and not in a syllable that
/// places are named for (`saf`, `gas`).
fn is_left_hand(chunk: &[u8]) -> bool {
    let distinct = b"asdf".iter().filter(|key| chunk.contains(key)).count();
    chunk.iter().all(|b| b"asdf".contains(b))
        && distinct >= 3
        && (chunk.len() == 4 || chunk[1] != b'a' || matches!(chunk, b"das" | b"sad"))
}

/// No vowel at all in six letters, or in five neighbours of one row.
fn is_syllableless(letters: &[u8], shouting: impl Fn() -> bool) -> bool {
    if letters.iter().any(|b| is_vowel(*b) || *b == b'w') {
        return false;
    }
    let sonorant = letters.iter().any(|b| b"rl".contains(b));
    let one_row = [&b"asdfghjkl"[..], b"zxcvbnm"].iter().any(|row| letters.iter().all(|b| row.contains(b)));
    let enough = if shouting() { 8 } else { 6 };
    letters.len() >= enough && (!sonorant || letters.len() >= 8) || one_row && letters.len() >= 5
}

/// Six letters or more of the home row with hardly an `a` and four consonants in a row
/// (`asdkfjh`, `ajsdhf`).
fn is_home_row_noise(letters: &[u8]) -> bool {
    if letters.len() < 6 || !letters.iter().all(|b| b"asdfghjkl".contains(b)) {
        return false;
    }
    let vowels = letters.iter().filter(|b| **b == b'a').count();
    let longest = letters.split(|b| *b == b'a').map(<[u8]>::len).max().unwrap_or(0);
    vowels * 3 <= letters.len() && longest >= 4
}

fn is_vowel(b: u8) -> bool {
    matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// Is every word of three letters or more in this text mash, or passed over by `skip`, and at
/// least one of them mash? Words of one chunk each (`jkl;jkl`, `asd asd`) are read as one. A text
/// with letters other than ASCII is never mash.
pub fn is_mash_line(text: &str, skip: impl Fn(&str) -> bool) -> bool {
    if !Look::at(text.as_bytes()).may_be_mash(text) {
        return false;
    }
    let words = || text.split(|c: char| !c.is_ascii_alphabetic()).filter(|w| w.len() >= 3);
    let mut found = false;
    for word in words() {
        if is_mash(word) {
            found = true;
        } else if !is_run_of_three(word) && !skip(word) {
            return is_one_in_pieces(text);
        }
    }
    found
}

/// The longest word of mash that was typed in pieces.
const LONGEST_PIECE: usize = 4;

/// What a first look at a text tells: nearly all end here.
#[derive(Default)]
struct Look {
    /// Kinds of all bytes together.
    kinds: u8,
    /// Some word may be mash by itself.
    suspect: bool,
    /// Letters of the longest word.
    longest: usize,
    /// Letters of all words.
    letters: usize,
}

impl Look {
    fn at(text: &[u8]) -> Look {
        let mut look = Look::default();
        let (mut start, mut kinds) = (0, 0);
        for (i, b) in text.iter().enumerate() {
            let kind = KINDS[usize::from(*b)];
            if kind & LETTER != 0 {
                kinds |= kind;
                continue;
            }
            look.kinds |= kind;
            look.add(&text[start..i], kinds);
            (start, kinds) = (i + 1, 0);
        }
        look.add(&text[start..], kinds);
        look
    }

    #[inline]
    fn add(&mut self, word: &[u8], kinds: u8) {
        self.longest = self.longest.max(word.len());
        self.letters += word.len();
        self.suspect |= word.len() >= 3 && is_suspect(word, kinds);
    }

    /// May it be mash as a whole? Sure where it is a no.
    fn may_be_mash(&self, text: &str) -> bool {
        let in_pieces = || self.longest <= LONGEST_PIECE && self.letters >= 6 && is_one_in_pieces(text);
        self.kinds & BEYOND == 0 && (self.suspect || in_pieces())
    }
}

/// May a word of these kinds of letters be mash: has it no syllable, only letters of the home row,
/// three neighbours at its start, or the same two letters soon after it? Sure where it is a no.
fn is_suspect(word: &[u8], kinds: u8) -> bool {
    let at = |i: usize| word[i] | 0x20;
    let again = |n: usize| word.len() > n + 1 && at(0) == at(n) && at(1) == at(n + 1);
    word.len() >= 5 && kinds & (SYLLABLE | OFF_HOME) != SYLLABLE | OFF_HOME
        || NEIGHBOURS[key(at(0))][key(at(1))] & NEIGHBOURS[key(at(1))][key(at(2))] != 0
        || again(2)
        || again(3)
        || again(4)
}

/// Kinds of bytes: letters, of them vowels and `w`, those off the home row; beyond ASCII.
const LETTER: u8 = 1;
const SYLLABLE: u8 = 2;
const OFF_HOME: u8 = 4;
const BEYOND: u8 = 8;

const KINDS: [u8; 256] = kinds();

const fn kinds() -> [u8; 256] {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = match (b as u8).to_ascii_lowercase() {
            b'a' => LETTER | SYLLABLE,
            b'e' | b'i' | b'o' | b'u' | b'w' | b'y' => LETTER | SYLLABLE | OFF_HOME,
            b's' | b'd' | b'f' | b'g' | b'h' | b'j' | b'k' | b'l' => LETTER,
            b'b' | b'c' | b'm' | b'n' | b'p'..=b'r' | b't' | b'v' | b'x' | b'z' => LETTER | OFF_HOME,
            0x80.. => BEYOND,
            _ => 0,
        };
        b += 1;
    }
    table
}

/// Three neighbours of a row: not mash by itself, no word beside mash.
fn is_run_of_three(word: &str) -> bool {
    let mut buffer = [0u8; LONGEST];
    word.len() == 3 && lower(word, &mut buffer).is_some_and(walks)
}

fn is_one_in_pieces(text: &str) -> bool {
    let mut joined = [0u8; LONGEST];
    let mut n = 0;
    let mut words = 0;
    for word in text.split(|c: char| !c.is_ascii_alphabetic()).filter(|w| !w.is_empty()) {
        if word.len() > LONGEST_PIECE || n + word.len() > LONGEST {
            return false;
        }
        words += 1;
        joined[n..n + word.len()].copy_from_slice(word.as_bytes());
        n += word.len();
    }
    words >= 2 && n >= 6 && {
        joined[..n].make_ascii_lowercase();
        walks(&joined[..n]) || stutters(&joined[..n])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn mash_is_found() {
        const TEXTS: &str = "\
            asdf asdf|qwerty 123|sdfsdf|jkl;jkl|asdasd 1|hgfhgf|asdf|ASDF 12|qweqwe|zxcv|asd asd|dfgdfg|\
            fghfgh|lkjlkj|qwertz|azerty|poiuy 1|asdfgh|asdfasdf 99|dsfsdf|sdfgsdfg|jkjkjk|xcvxcv|ajsdhf|\
            aksjdhf|abcd|qweasd|dasdas|dfghj|bnmbnm|asdlkj asd|lkjlkjlkj lkj|rtyrty rty|adsfadsf|asd|asdfa";
        for text in TEXTS.split('|') {
            assert!(is_mash_line(text, |_| false), "{text}");
        }
    }

    #[test]
    fn words_of_people_are_no_mash() {
        const TEXTS: &str = "\
            Krk|Strc prst skrz krk|Smrk 12|Brno|Vlk|Wagga Wagga|Pago Pago|Walla Walla|Bora Bora|Dallas|\
            Alaska|Salgada|Wert|REWE|Poio|Tree|Were|Sass|Dalaas|Tiritiri|Saf Saf|Toetoe Rd|Cwm|Ynys Ddu|\
            Pwllglas|Cwmtwrch|Rhydlydan|Llwyngwril|Chrzaszcz|Szczecin|Mszczonow|Brzszcz|Hlavackova|Scvrnkl|\
            Ctvrt|PSC 808|BLDG|Pkwy|Blvd|N Hwy|Hjalli|Gasgas|Reza|Ghyll|Rhyd|Sgurr|Trnava|Plzen|MLK Jr Blvd|\
            Dr||12 34|Flughafenstr|Halkajarvi|Kjaer|Hafslund|Salads|Fjallgata|DHL|BMW|GSK|LKAB|ASD|JKL|HHLA";
        for text in TEXTS.split('|') {
            assert!(!is_mash_line(text, |_| false), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_first_look_lets_no_mash_pass(word in "[a-z]{3,9}|[asdfjkl]{3,9}|[qwe]{3,8}|[hgf]{4,8}") {
            prop_assert!(!is_mash(&word) || Look::at(word.as_bytes()).suspect);
        }

        #[test]
        fn never_panics(text in "\\PC*") {
            is_mash_line(&text, |w| w.len() % 2 == 0);
            is_mash(&text);
        }
    }
}
