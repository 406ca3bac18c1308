//! Check digits of tax and identity numbers, each after the rule that its issuer has published.

/// How the check digits of a number are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// There are none, or nobody is sure how.
    None,
    /// Brazil, persons: two digits, modulus 11.
    Cpf,
    /// Brazil, companies: two digits, modulus 11; letters count as their ASCII code less 48.
    Cnpj,
    /// Argentina: modulus 11.
    Cuit,
    /// Chile: modulus 11, `K` is ten.
    Rut,
    /// Mexico, taxes: the day of birth or foundation in it must exist.
    Rfc,
    /// Mexico, persons: modulus 10 over letters and digits.
    Curp,
    /// China: ISO 7064 modulus 11-2, and a day of birth.
    CnId,
    /// Indonesia: a day of birth, 40 added for women.
    Nik,
    /// Ecuador, persons: province and modulus 10.
    CedulaEc,
    /// Ecuador, taxes: of a person, the cédula and a branch.
    RucEc,
    /// Türkiye: two digits.
    Tckn,
    /// Taiwan: weighted sum, modulus 10.
    RocId,
    /// Spain, persons: modulus 23.
    Nif,
    /// Portugal: modulus 11.
    NifPt,
    /// Italy: letter, modulus 26.
    CodiceFiscale,
    /// Peru, taxes: modulus 11.
    RucPe,
    /// Colombia, taxes: modulus 11 with primes.
    Nit,
    /// India, Aadhaar: Verhoeff.
    Verhoeff,
}

impl Check {
    /// Is it a sum that a random number seldom fits?
    pub fn is_arithmetic(self) -> bool {
        !matches!(self, Check::None | Check::Rfc | Check::Nik | Check::RucEc)
    }

    /// Are the check digits of a number of the right shape right?
    pub fn holds(self, bare: &[u8]) -> bool {
        if self == Check::None {
            return true;
        }
        // a row of one digit fits some sums and is nobody's number
        if bare.windows(2).all(|w| w[0] == w[1]) {
            return false;
        }
        self.holds_for(bare).unwrap_or(false)
    }

    /// `None` where the number is of another shape.
    fn holds_for(self, bare: &[u8]) -> Option<bool> {
        match self {
            Check::None => Some(true),
            Check::Cpf => two_digits(bare, 9, |i, len| (len - i + 1) as u32),
            Check::Cnpj => two_digits(bare, 12, |i, len| ((len - 1 - i) % 8 + 2) as u32),
            Check::Cuit => cuit(bare),
            Check::Rut => rut(bare),
            Check::Rfc => bare.len().checked_sub(9).and_then(|at| bare.get(at..at + 6)).and_then(is_day),
            Check::Curp => curp(bare),
            Check::CnId => cn_id(bare),
            Check::Nik => nik(bare),
            Check::CedulaEc => cedula_ec(bare),
            Check::RucEc => Some(bare.get(..10).and_then(cedula_ec)? && bare.get(10..)? != b"000"),
            Check::Tckn => tckn(bare),
            Check::RocId => roc_id(bare),
            Check::Nif => nif(bare),
            Check::NifPt => nif_pt(bare),
            Check::CodiceFiscale => codice_fiscale(bare),
            Check::RucPe => ruc_pe(bare),
            Check::Nit => nit(bare),
            Check::Verhoeff => verhoeff(bare),
        }
    }
}

fn digit(b: u8) -> Option<u32> {
    b.is_ascii_digit().then(|| u32::from(b - b'0'))
}

/// Sum of digit times weight.
fn weighted(digits: &[u8], weight: impl Fn(usize) -> u32) -> Option<u32> {
    digits.iter().enumerate().map(|(i, b)| Some(digit(*b)? * weight(i))).sum()
}

/// CPF and CNPJ: a digit over the first `len` characters, another over those and itself.
fn two_digits(bare: &[u8], len: usize, weight: impl Fn(usize, usize) -> u32) -> Option<bool> {
    let right = |len: usize| {
        let value = |b: u8| u32::from(b).checked_sub(48);
        let sum: u32 =
            bare.get(..len)?.iter().enumerate().map(|(i, b)| Some(value(*b)? * weight(i, len))).sum::<Option<u32>>()?;
        let want = match sum % 11 {
            0 | 1 => 0,
            r => 11 - r,
        };
        Some(digit(*bare.get(len)?)? == want)
    };
    Some(right(len)? && right(len + 1)?)
}

fn cuit(bare: &[u8]) -> Option<bool> {
    const WEIGHTS: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let sum = weighted(bare.get(..10)?, |i| WEIGHTS[i])?;
    // a remainder of 10 has no digit: such numbers get another prefix, older ones a 9
    let want = match 11 - sum % 11 {
        11 => 0,
        10 => 9,
        d => d,
    };
    Some(digit(*bare.get(10)?)? == want)
}

fn rut(bare: &[u8]) -> Option<bool> {
    let (last, digits) = bare.split_last()?;
    let len = digits.len();
    let want = match 11 - weighted(digits, |i| ((len - 1 - i) % 6 + 2) as u32)? % 11 {
        11 => b'0',
        10 => b'K',
        d => b'0' + d as u8,
    };
    Some(*last == want)
}

/// Six digits: year, month, day.
fn is_day(digits: &[u8]) -> Option<bool> {
    let two = |at: usize| Some(digit(*digits.get(at)?)? * 10 + digit(*digits.get(at + 1)?)?);
    Some((1..=12).contains(&two(2)?) && (1..=31).contains(&two(4)?))
}

fn curp(bare: &[u8]) -> Option<bool> {
    // letters are numbered with Ñ between N and O
    let value = |b: u8| match b {
        b'0'..=b'9' => Some(u32::from(b - b'0')),
        b'A'..=b'N' => Some(u32::from(b - b'A') + 10),
        b'O'..=b'Z' => Some(u32::from(b - b'A') + 11),
        _ => None,
    };
    let sum: u32 =
        bare.get(..17)?.iter().enumerate().map(|(i, b)| Some(value(*b)? * (18 - i as u32))).sum::<Option<u32>>()?;
    Some(is_day(bare.get(4..10)?)? && digit(*bare.get(17)?)? == (10 - sum % 10) % 10)
}

fn cn_id(bare: &[u8]) -> Option<bool> {
    let weight = |i: usize| (0..17 - i).fold(1, |w, _| w * 2 % 11);
    let sum = weighted(bare.get(..17)?, weight)?;
    let want = b"10X98765432"[(sum % 11) as usize];
    Some(is_day(bare.get(8..14)?)? && *bare.get(17)? == want)
}

fn nik(bare: &[u8]) -> Option<bool> {
    let two = |at: usize| Some(digit(*bare.get(at)?)? * 10 + digit(*bare.get(at + 1)?)?);
    let day = two(6)?;
    Some(matches!(day, 1..=31 | 41..=71) && (1..=12).contains(&two(8)?) && (11..=97).contains(&two(0)?))
}

fn cedula_ec(bare: &[u8]) -> Option<bool> {
    let province = weighted(bare.get(..2)?, |i| if i == 0 { 10 } else { 1 })?;
    let each = |(i, b): (usize, &u8)| {
        let doubled = digit(*b)? * if i % 2 == 0 { 2 } else { 1 };
        Some(if doubled > 9 { doubled - 9 } else { doubled })
    };
    let sum: u32 = bare.get(..9)?.iter().enumerate().map(each).sum::<Option<u32>>()?;
    Some((matches!(province, 1..=24 | 30)) && digit(*bare.get(9)?)? == (10 - sum % 10) % 10)
}

fn tckn(bare: &[u8]) -> Option<bool> {
    let odd = weighted(bare.get(..9)?, |i| u32::from(i % 2 == 0))?;
    let even = weighted(bare.get(..8)?, |i| u32::from(i % 2 == 1))?;
    let tenth = (odd * 7 + 100 - even) % 10;
    let eleventh = (odd + even + tenth) % 10;
    Some(*bare.first()? != b'0' && digit(*bare.get(9)?)? == tenth && digit(*bare.get(10)?)? == eleventh)
}

fn roc_id(bare: &[u8]) -> Option<bool> {
    const LETTERS: &[u8; 26] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let first = LETTERS.iter().position(|l| Some(l) == bare.first())? as u32 + 10;
    let sum = weighted(bare.get(1..9)?, |i| 8 - i as u32)? + first / 10 + first % 10 * 9;
    Some(matches!(bare.get(1)?, b'1' | b'2' | b'8' | b'9') && (sum + digit(*bare.get(9)?)?).is_multiple_of(10))
}

fn nif(bare: &[u8]) -> Option<bool> {
    let first = match *bare.first()? {
        b @ b'X'..=b'Z' => u32::from(b - b'X'),
        b => digit(b)?,
    };
    let number = bare.get(1..8)?.iter().try_fold(first, |n, b| Some(n * 10 + digit(*b)?))?;
    Some(*bare.get(8)? == b"TRWAGMYFPDXBNJZSQVHLCKE"[(number % 23) as usize])
}

fn nif_pt(bare: &[u8]) -> Option<bool> {
    let want = match 11 - weighted(bare.get(..8)?, |i| 9 - i as u32)? % 11 {
        d @ 1..=9 => d,
        _ => 0,
    };
    Some(digit(*bare.get(8)?)? == want)
}

fn codice_fiscale(bare: &[u8]) -> Option<bool> {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let value = |i: usize, b: u8| {
        let n = if b.is_ascii_digit() { b - b'0' } else { b.checked_sub(b'A')? };
        if i.is_multiple_of(2) { ODD.get(usize::from(n)).copied() } else { Some(u32::from(n)) }
    };
    let sum: u32 = bare.get(..15)?.iter().enumerate().map(|(i, b)| value(i, *b)).sum::<Option<u32>>()?;
    Some(*bare.get(15)? == b'A' + (sum % 26) as u8)
}

fn ruc_pe(bare: &[u8]) -> Option<bool> {
    const WEIGHTS: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let sum = weighted(bare.get(..10)?, |i| WEIGHTS[i])?;
    Some(digit(*bare.get(10)?)? == (11 - sum % 11) % 10)
}

fn nit(bare: &[u8]) -> Option<bool> {
    const PRIMES: [u32; 15] = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71];
    let (last, digits) = bare.split_last()?;
    let len = digits.len();
    if len > PRIMES.len() {
        return None;
    }
    let want = match weighted(digits, |i| PRIMES[len - 1 - i])? % 11 {
        r @ 0..=1 => r,
        r => 11 - r,
    };
    Some(digit(*last)? == want)
}

/// The dihedral group of the pentagon, and Verhoeff's permutation.
fn verhoeff(bare: &[u8]) -> Option<bool> {
    let product = |a: u32, b: u32| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b) % 5 + 5,
        (false, true) => (a + 5 - b) % 5 + 5,
        (false, false) => (a + 5 - b) % 5,
    };
    const ONCE: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let permuted = |times: usize, d: u32| (0..times % 8).fold(d, |d, _| ONCE[d as usize]);
    let sum = bare.iter().rev().enumerate().try_fold(0, |c, (i, b)| Some(product(c, permuted(i, digit(*b)?))))?;
    Some(sum == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Numbers that issuers or textbooks give as examples; of nobody.
    const KNOWN: [(Check, &str); 19] = [
        (Check::Cpf, "12345678909"),
        (Check::Cpf, "11144477735"),
        (Check::Cnpj, "12ABC34501DE35"),
        (Check::Cnpj, "11222333000181"),
        (Check::Cuit, "20123456786"),
        (Check::Rut, "123456785"),
        (Check::Rut, "60803000K"),
        (Check::Rfc, "GODE561231GR8"),
        (Check::Curp, "HEGG560427MVZRRL04"),
        (Check::CnId, "11010519491231002X"),
        (Check::CedulaEc, "1710034065"),
        (Check::Tckn, "10000000146"),
        (Check::RocId, "A123456789"),
        (Check::Nif, "12345678Z"),
        (Check::NifPt, "123456789"),
        (Check::CodiceFiscale, "RSSMRA85T10A562S"),
        (Check::RucPe, "20100070970"),
        (Check::Nit, "8001972684"),
        (Check::Verhoeff, "2363"),
    ];

    #[test]
    fn known_numbers_agree() {
        for (check, number) in KNOWN {
            assert!(check.holds(number.as_bytes()), "{check:?} {number}");
        }
    }

    #[test]
    fn most_wrong_digits_are_seen() {
        for (check, number) in KNOWN.iter().filter(|(check, _)| check.is_arithmetic()) {
            let (mut tried, mut passed) = (0, 0);
            for at in 0..number.len() {
                for d in b'0'..=b'9' {
                    let mut wrong = number.as_bytes().to_vec();
                    if wrong[at].is_ascii_digit() && wrong[at] != d {
                        wrong[at] = d;
                        tried += 1;
                        passed += usize::from(check.holds(&wrong));
                    }
                }
            }
            // modulus 11 without a sign for ten, and even weights of modulus 10, let some through
            assert!(passed * 10 <= tried, "{check:?} {number}: {passed} of {tried}");
            let sees_all = matches!(check, Check::CnId | Check::Verhoeff | Check::CedulaEc | Check::Rut);
            assert!(!sees_all || passed == 0, "{check:?} {number}: {passed} of {tried}");
        }
    }

    proptest! {
        /// Whatever a number begins with, one ending fits it and no other.
        #[test]
        fn one_ending_fits(body in "[0-9]{20}") {
            const SIGNS: &[u8] = b"0123456789K";
            let one = SIGNS.iter().map(|a| vec![*a]);
            let two = (0..100).map(|n| format!("{n:02}").into_bytes());
            for (check, len, ends) in [
                (Check::Cpf, 9, 2),
                (Check::Cnpj, 12, 2),
                (Check::Cuit, 10, 1),
                (Check::Rut, 8, 1),
                (Check::NifPt, 8, 1),
                (Check::RucPe, 10, 1),
                (Check::Nit, 9, 1),
                (Check::Verhoeff, 11, 1),
            ] {
                let begin = &body.as_bytes()[..len];
                if begin.windows(2).all(|w| w[0] == w[1]) {
                    continue;
                }
                let fits = |end: &Vec<u8>| check.holds(&[begin, end].concat());
                let found = if ends == 1 { one.clone().filter(fits).count() } else { two.clone().filter(fits).count() };
                prop_assert_eq!(found, 1, "{:?} {}", check, String::from_utf8_lossy(begin));
            }
        }
    }

    #[test]
    fn rows_of_one_digit_are_nobodys() {
        for check in [Check::Cpf, Check::Cuit, Check::Cnpj, Check::Verhoeff] {
            assert!(!check.holds(b"00000000000") && !check.holds(b"11111111111"), "{check:?}");
        }
    }

    #[test]
    fn any_bytes_will_do() {
        for (check, number) in KNOWN {
            for len in 0..number.len() {
                check.holds(&number.as_bytes()[..len]);
            }
            check.holds(b"\x00\xff\x80\x00\xff\x80\x00\xff\x80\x00\xff\x80\x00\xff\x80\x00\xff\x80\x00\xff");
        }
    }
}
