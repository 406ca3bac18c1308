//! Which kinds of bytes a text holds, at a glance: what lets nearly every cell pass the rules that
//! look for something rare in it.

/// The kinds of bytes in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs(u8);

impl Signs {
    /// No byte at all.
    pub const NONE: Signs = Signs(0);
    /// `0` to `9`.
    pub const DIGIT: Signs = Signs(1);
    /// `@` and `+`.
    pub const AT: Signs = Signs(2);
    /// `.` and `:`.
    pub const DOT: Signs = Signs(4);
    /// `&`, `\\`, `%` and `?`: how letters look that a program has spoilt.
    pub const ESCAPE: Signs = Signs(8);
    /// Controls of ASCII.
    pub const CONTROL: Signs = Signs(16);
    /// Part of a character beyond ASCII.
    pub const BEYOND: Signs = Signs(32);
    /// `*`.
    pub const STAR: Signs = Signs(64);

    /// What a text holds.
    #[inline]
    pub fn of(text: &str) -> Signs {
        let bytes = text.as_bytes();
        // the last eight bytes once more, in place of a loop over what eights leave
        let eights = bytes.chunks_exact(8).chain(bytes.last_chunk::<8>().map(|last| &last[..]));
        let seen = eights.fold(0, |seen, eight| seen | kinds_in::<8>(eight));
        if bytes.len() >= 8 {
            return Signs(seen);
        }
        match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            (Some(head), Some(tail)) => Signs(kinds_in::<4>(head) | kinds_in::<4>(tail)),
            _ => Signs(bytes.iter().fold(0, |seen, b| seen | KINDS[usize::from(*b)])),
        }
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Signs) -> Signs {
        Signs(self.0 | other.0)
    }

    /// Is there a byte of any of these kinds?
    #[inline]
    pub const fn any(self, of: Signs) -> bool {
        self.0 & of.0 != 0
    }
}

/// The kinds of so many bytes.
#[inline]
fn kinds_in<const N: usize>(bytes: &[u8]) -> u8 {
    bytes.first_chunk::<N>().map_or(0, |bytes| bytes.iter().fold(0, |seen, b| seen | KINDS[usize::from(*b)]))
}

/// The kind of each byte.
const KINDS: [u8; 256] = kinds();

const fn kinds() -> [u8; 256] {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        let kind = match b as u8 {
            b'0'..=b'9' => Signs::DIGIT,
            b'@' | b'+' => Signs::AT,
            b'.' | b':' => Signs::DOT,
            b'&' | b'\\' | b'%' | b'?' => Signs::ESCAPE,
            0..=0x1f | 0x7f => Signs::CONTROL,
            0x80.. => Signs::BEYOND,
            b'*' => Signs::STAR,
            _ => Signs(0),
        };
        table[b] = kind.0;
        b += 1;
    }
    table
}

/// The first three letters or digits of a text as one number under 2¹⁵, case aside, fewer where a
/// blank or the like comes before; `None` where folding may change what they are. Two texts that
/// fold alike and both have a number have the same.
#[inline]
pub fn start(text: &[u8]) -> Option<usize> {
    let mut key = [0; 3];
    for (i, part) in key.iter_mut().enumerate() {
        *part = match text.get(i) {
            Some(b) if b.is_ascii_alphanumeric() => usize::from(b & 31),
            Some(b'.' | b'\'' | 0x80..) => return None,
            Some(_) if i == 0 => return None,
            _ => break,
        };
    }
    Some(key[0] << 10 | key[1] << 5 | key[2])
}

/// How a few folded phrases [`start`]: tells nearly all texts apart from them before they are
/// folded.
#[derive(Clone, Debug)]
pub struct Starts([u32; 1 << 10]);

impl Default for Starts {
    /// Of no phrase.
    fn default() -> Starts {
        Starts([0; 1 << 10])
    }
}

impl Starts {
    /// Of these phrases, which begin with letters of ASCII.
    pub const fn of(phrases: &[&str]) -> Starts {
        let mut starts = [0; 1 << 10];
        let mut i = 0;
        while i < phrases.len() {
            let bytes = phrases[i].as_bytes();
            let (mut key, mut at) = (0, 0);
            while at < 3 && at < bytes.len() && bytes[at] != b' ' {
                key |= ((bytes[at] & 31) as usize) << (10 - 5 * at);
                at += 1;
            }
            starts[key >> 5] |= 1 << (key & 31);
            i += 1;
        }
        Starts(starts)
    }

    /// Adds the [`start`] of one more phrase.
    pub fn insert(&mut self, start: usize) {
        self.0[start >> 5] |= 1 << (start & 31);
    }

    /// Does one of the phrases [`start`] so?
    #[inline]
    pub fn has(&self, start: usize) -> bool {
        self.0[start >> 5] & 1 << (start & 31) != 0
    }

    /// May the text begin with one of the phrases, once it is folded? Sure where it is a no.
    #[inline]
    pub fn may_start(&self, text: &str) -> bool {
        start(text.as_bytes()).is_none_or(|start| self.has(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_seen() {
        let signs = Signs::of("12 Main");
        assert!(signs.any(Signs::DIGIT) && !signs.any(Signs::AT.and(Signs::BEYOND).and(Signs::CONTROL)));
        assert!(Signs::of("é").any(Signs::BEYOND) && Signs::of("a\u{7f}").any(Signs::CONTROL));
        assert_eq!(Signs::of(""), Signs::default());
    }

    #[test]
    fn texts_that_start_otherwise_are_told_apart() {
        let starts = Starts::of(&["n a", "test"]);
        for text in ["test", "TEST 2", "Tesla", "N/A", "n a", "-n/a", "ñ", "t.e.s.t"] {
            assert!(starts.may_start(text), "{text}");
        }
        for text in ["Nathan", "Ada", "Teddy", "na"] {
            assert!(!starts.may_start(text), "{text}");
        }
    }
}
