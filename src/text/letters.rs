//! A number that stands for the letters and digits of texts, whatever case and signs they are
//! written with.

/// Adds texts up to such a number.
#[derive(Clone, Copy, Debug)]
pub struct Letters {
    value: u64,
    any: bool,
}

impl Default for Letters {
    fn default() -> Self {
        Letters { value: 0xcbf2_9ce4_8422_2325, any: false }
    }
}

impl Letters {
    /// The number of one text; 0 where it has neither letter nor digit.
    pub fn of(text: &str) -> u64 {
        let mut letters = Letters::default();
        letters.add(text);
        letters.number()
    }

    /// Adds a text. Where one ends and the next begins makes a difference.
    pub fn add(&mut self, text: &str) {
        for c in text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase) {
            self.any = true;
            self.value = (self.value ^ u64::from(u32::from(c))).wrapping_mul(0x0000_0100_0000_01b3);
        }
        self.value = self.value.rotate_left(7);
    }

    /// Has any text had a letter or digit?
    pub fn say_something(&self) -> bool {
        self.any
    }

    /// The number; 0 where there was nothing.
    pub fn number(&self) -> u64 {
        if self.any { self.value | 1 } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::Letters;

    #[test]
    fn signs_and_case_make_no_difference() {
        assert_eq!(Letters::of("#A-1001"), Letters::of("a1001"));
        assert_ne!(Letters::of("1001"), Letters::of("1002"));
        assert_eq!(Letters::of(" - "), 0);
    }
}
