//! Which of 64 bytes are delimiters, quotes or line ends, as bit masks (bit i = byte i).

/// What a processor can say of 64 bytes at once.
pub(super) trait Chunk {
    /// Takes the bytes in.
    fn new(bytes: &[u8; 64]) -> Self;

    /// Which of them are that byte.
    fn equal(&self, byte: u8) -> u64;
}

/// A piece of work on chunks, to be done by the best means that the processor has.
pub(super) trait Work {
    /// What it comes to.
    type Output;

    /// Does it. To be marked `#[inline(always)]`, so that all of it uses those means.
    fn run<C: Chunk>(self) -> Self::Output;
}

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
    #[inline(always)]
    pub fn of<C: Chunk>(bytes: &[u8; 64], delimiter: u8, quote: Option<u8>) -> Masks {
        let chunk = C::new(bytes);
        Masks {
            delimiter: chunk.equal(delimiter),
            quote: quote.map_or(0, |q| chunk.equal(q)),
            lf: chunk.equal(b'\n'),
            cr: chunk.equal(b'\r'),
        }
    }
}

/// Bit i = parity of the bits 0..=i: turns quotes into "inside a quoted field".
#[inline(always)]
pub(super) fn prefix_xor(mut x: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        x ^= x << shift;
    }
    x
}

#[cfg(target_arch = "x86_64")]
pub(super) use vectors::run;

/// Does the work by portable means.
#[cfg(not(target_arch = "x86_64"))]
pub(super) fn run<W: Work>(work: W) -> W::Output {
    work.run::<words::Words>()
}

/// The one place with vector instructions.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod vectors {
    use std::arch::x86_64::{
        __m128i, __m256i, _mm_cmpeq_epi8, _mm_movemask_epi8, _mm_set_epi64x, _mm_set1_epi8, _mm256_cmpeq_epi8,
        _mm256_movemask_epi8, _mm256_set_epi64x, _mm256_set1_epi8,
    };

    use super::{Chunk, Work};

    /// Does the work with AVX2 where the processor has it, else with SSE2, which all have.
    #[inline]
    pub fn run<W: Work>(work: W) -> W::Output {
        if has_avx2() {
            // SAFETY: the processor has been asked for all that the function is compiled with.
            unsafe { run_avx2(work) }
        } else {
            work.run::<Sse2>()
        }
    }

    /// Has the processor AVX2 and the instructions for bits that came with it?
    #[inline]
    fn has_avx2() -> bool {
        is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("popcnt")
    }

    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn run_avx2<W: Work>(work: W) -> W::Output {
        work.run::<Avx2>()
    }

    pub struct Sse2([__m128i; 4]);

    impl Chunk for Sse2 {
        #[inline(always)]
        fn new(bytes: &[u8; 64]) -> Sse2 {
            let [a, b, c, d, e, f, g, h] = words(bytes);
            // SAFETY: the x86-64 baseline has SSE2, which is all that the function needs.
            unsafe { Sse2([_mm_set_epi64x(b, a), _mm_set_epi64x(d, c), _mm_set_epi64x(f, e), _mm_set_epi64x(h, g)]) }
        }

        #[inline(always)]
        fn equal(&self, byte: u8) -> u64 {
            let mut mask = 0;
            for (i, lane) in self.0.iter().enumerate() {
                // SAFETY: as above.
                let bits = unsafe { _mm_movemask_epi8(_mm_cmpeq_epi8(*lane, _mm_set1_epi8(byte as i8))) };
                mask |= u64::from(bits as u32) << (16 * i);
            }
            mask
        }
    }

    /// Made and used within [`run_avx2`] alone.
    struct Avx2([__m256i; 2]);

    impl Chunk for Avx2 {
        #[inline(always)]
        fn new(bytes: &[u8; 64]) -> Avx2 {
            let [a, b, c, d, e, f, g, h] = words(bytes);
            // SAFETY: see the type.
            unsafe { Avx2([_mm256_set_epi64x(d, c, b, a), _mm256_set_epi64x(h, g, f, e)]) }
        }

        #[inline(always)]
        fn equal(&self, byte: u8) -> u64 {
            let mut mask = 0;
            for (i, lane) in self.0.iter().enumerate() {
                // SAFETY: see the type.
                let bits = unsafe { _mm256_movemask_epi8(_mm256_cmpeq_epi8(*lane, _mm256_set1_epi8(byte as i8))) };
                mask |= u64::from(bits as u32) << (32 * i);
            }
            // or the compiler takes the mask for 64 comparisons that it would rather see one by one
            std::hint::black_box(mask)
        }
    }

    /// The bytes, eight by eight.
    #[inline(always)]
    fn words(bytes: &[u8; 64]) -> [i64; 8] {
        let mut words = [0; 8];
        for (i, word) in words.iter_mut().enumerate() {
            let mut eight = [0u8; 8];
            eight.copy_from_slice(&bytes[i * 8..i * 8 + 8]);
            *word = i64::from_le_bytes(eight);
        }
        words
    }
}

/// The portable twin: eight words of eight bytes.
#[cfg(any(not(target_arch = "x86_64"), test))]
mod words {
    use super::Chunk;

    pub struct Words([u64; 8]);

    impl Chunk for Words {
        #[inline(always)]
        fn new(bytes: &[u8; 64]) -> Words {
            let mut words = [0u64; 8];
            for (word, bytes) in words.iter_mut().zip(bytes.chunks_exact(8)) {
                *word = bytes.iter().rev().fold(0, |w, &b| w << 8 | u64::from(b));
            }
            Words(words)
        }

        #[inline(always)]
        fn equal(&self, byte: u8) -> u64 {
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

    /// Which bytes of a chunk are that byte.
    struct Ask<'b>(&'b [u8; 64], u8);

    impl Work for Ask<'_> {
        type Output = u64;

        #[inline(always)]
        fn run<C: Chunk>(self) -> u64 {
            C::new(self.0).equal(self.1)
        }
    }

    proptest! {
        #[test]
        fn every_way_finds_the_same_bytes(chunk in proptest::collection::vec(proptest::sample::select(vec![b'a', b',', b'"', b'\n', 0, 255, 0x80]), 64)) {
            let bytes: [u8; 64] = chunk.try_into().expect("64 bytes");
            for wanted in [b',', b'"', b'\n', 0, 0x80, 255] {
                let naive = bytes.iter().enumerate().filter(|(_, b)| **b == wanted).fold(0u64, |m, (i, _)| m | 1 << i);
                prop_assert_eq!(run(Ask(&bytes, wanted)), naive);
                prop_assert_eq!(Ask(&bytes, wanted).run::<words::Words>(), naive);
                #[cfg(target_arch = "x86_64")]
                prop_assert_eq!(Ask(&bytes, wanted).run::<vectors::Sse2>(), naive);
            }
        }
    }
}
