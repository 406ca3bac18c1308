//! Which of 64 bytes are delimiters, quotes or line ends, as bit masks (bit i = byte i).

/// Bit masks of one chunk of 64 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Masks {
    pub delimiter: u64,
    pub quote: u64,
    pub lf: u64,
    pub cr: u64,
}

impl Masks {
    /// Finds the delimiter, the quote (if quotes mean anything) and line ends.
    #[inline]
    pub fn of(chunk: &[u8; 64], delimiter: u8, quote: Option<u8>) -> Masks {
        let compare = Comparer::new(chunk);
        Masks {
            delimiter: compare.equal(delimiter),
            quote: quote.map_or(0, |q| compare.equal(q)),
            lf: compare.equal(b'\n'),
            cr: compare.equal(b'\r'),
        }
    }
}

/// Bit i = parity of the bits 0..=i: turns quotes into "inside a quoted field".
#[inline]
pub(super) fn prefix_xor(mut x: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        x ^= x << shift;
    }
    x
}

#[cfg(target_arch = "x86_64")]
use sse2::Comparer;
#[cfg(not(target_arch = "x86_64"))]
use words::Comparer;

/// The one place with vector instructions; SSE2 is part of every x86-64 processor.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod sse2 {
    use std::arch::x86_64::{__m128i, _mm_cmpeq_epi8, _mm_movemask_epi8, _mm_set_epi64x, _mm_set1_epi8};

    pub struct Comparer([__m128i; 4]);

    impl Comparer {
        #[inline]
        pub fn new(chunk: &[u8; 64]) -> Comparer {
            // SAFETY: the x86-64 baseline has SSE2, which is all that the function needs.
            unsafe { load(chunk) }
        }

        #[inline]
        pub fn equal(&self, byte: u8) -> u64 {
            // SAFETY: as above.
            unsafe { equal(&self.0, byte) }
        }
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn load(chunk: &[u8; 64]) -> Comparer {
        let word = |i: usize| {
            let mut bytes = [0u8; 8];
            bytes.copy_from_slice(&chunk[i * 8..i * 8 + 8]);
            i64::from_le_bytes(bytes)
        };
        Comparer([
            _mm_set_epi64x(word(1), word(0)),
            _mm_set_epi64x(word(3), word(2)),
            _mm_set_epi64x(word(5), word(4)),
            _mm_set_epi64x(word(7), word(6)),
        ])
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn equal(lanes: &[__m128i; 4], byte: u8) -> u64 {
        let wanted = _mm_set1_epi8(byte as i8);
        let mut mask = 0;
        for (i, lane) in lanes.iter().enumerate() {
            mask |= u64::from(_mm_movemask_epi8(_mm_cmpeq_epi8(*lane, wanted)) as u32) << (16 * i);
        }
        mask
    }
}

/// The portable twin: eight words of eight bytes.
#[cfg(any(not(target_arch = "x86_64"), test))]
mod words {
    pub struct Comparer([u64; 8]);

    impl Comparer {
        #[inline]
        pub fn new(chunk: &[u8; 64]) -> Comparer {
            let mut words = [0u64; 8];
            for (word, bytes) in words.iter_mut().zip(chunk.chunks_exact(8)) {
                *word = bytes.iter().rev().fold(0, |w, &b| w << 8 | u64::from(b));
            }
            Comparer(words)
        }

        #[inline]
        pub fn equal(&self, byte: u8) -> u64 {
            const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
            let mut mask = 0;
            for (i, word) in self.0.iter().enumerate() {
                let x = word ^ (u64::from(byte) * 0x0101_0101_0101_0101);
                let zero = !(((x & LOW) + LOW) | x | LOW); // 0x80 where x has a zero byte
                let bits = (zero >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56;
                mask |= bits << (8 * i);
            }
            mask
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn both_ways_find_the_same_bytes(chunk in proptest::array::uniform32(proptest::sample::select(vec![b'a', b',', b'"', b'\n', 0, 255, 0x80]))) {
            let mut bytes = [0u8; 64];
            bytes[..32].copy_from_slice(&chunk);
            bytes[32..].copy_from_slice(&chunk);
            for wanted in [b',', b'"', b'\n', 0, 0x80, 255] {
                let naive = bytes.iter().enumerate().filter(|(_, b)| **b == wanted).fold(0u64, |m, (i, _)| m | 1 << i);
                prop_assert_eq!(Comparer::new(&bytes).equal(wanted), naive);
                prop_assert_eq!(words::Comparer::new(&bytes).equal(wanted), naive);
            }
        }
    }
}
