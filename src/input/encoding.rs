//! Which encoding a text is in, and its cells as UTF-8.
//!
//! Encodings in which delimiters, quotes and line ends are single bytes (all but UTF-16) are
//! split as they stand and decoded cell by cell, so that untouched records can be copied
//! verbatim. UTF-16 is turned into UTF-8 as a whole on the way in, and back on the way out.

use std::io::{self, Read};

use encoding_rs::{BIG5, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The encoding of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextEncoding {
    /// What the bytes mean.
    pub encoding: &'static Encoding,
    /// Length of the byte-order mark, in bytes of the file.
    pub bom: usize,
}

impl TextEncoding {
    /// Detects the encoding from the beginning of a file; `head` should hold the first letters
    /// that are not ASCII, if there are any.
    pub fn detect(head: &[u8]) -> TextEncoding {
        if let Some((encoding, bom)) = Encoding::for_bom(head) {
            return TextEncoding { encoding, bom };
        }
        let found = |encoding| TextEncoding { encoding, bom: 0 };
        if let Some(encoding) = wide(head) {
            return found(encoding);
        }
        match std::str::from_utf8(head) {
            Ok(_) => return found(UTF_8),
            // cut in the middle of the last letter
            Err(e) if e.error_len().is_none() && head.len() - e.valid_up_to() < 4 => return found(UTF_8),
            Err(_) => {}
        }
        // a few broken bytes in a text that is plainly UTF-8 do not make it something else: in another
        // encoding hardly two letters in a row happen to be one of UTF-8
        let (good, bad) = utf8_letters(head);
        if good > 2 * bad {
            return found(UTF_8);
        }
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(head, true);
        let guess = detector.guess(None, chardetng::Utf8Detection::Allow);
        found(if guess == encoding_rs::GBK { GB18030 } else { guess })
    }

    /// Must the text be turned into UTF-8 before it can be split?
    pub fn is_wide(self) -> bool {
        self.encoding == UTF_16LE || self.encoding == UTF_16BE
    }

    /// May the byte of a `|` be the second half of a letter?
    pub fn has_stroke_in_letters(self) -> bool {
        [SHIFT_JIS, GB18030, GBK, BIG5].contains(&self.encoding)
    }

    /// Are the bytes that reach the splitter UTF-8?
    pub fn is_utf8_inside(self) -> bool {
        self.encoding == UTF_8 || self.is_wide()
    }

    /// Its byte-order mark, where the file has one.
    pub fn mark(self) -> Vec<u8> {
        let mut out = Vec::new();
        if self.bom > 0 {
            encode("\u{feff}", self, &mut out);
        }
        out
    }

    /// The name for people.
    pub fn name(self) -> &'static str {
        self.encoding.name()
    }
}

/// Decodes a cell that is not UTF-8; the flag says that some bytes are no text in the encoding.
pub fn decode(bytes: &[u8], encoding: TextEncoding) -> (std::borrow::Cow<'_, str>, bool) {
    if encoding.is_utf8_inside() {
        // a stray cell of an older system in a UTF-8 file
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
        return (text, true);
    }
    encoding.encoding.decode_without_bom_handling(bytes)
}

/// UTF-16 without a mark: every other byte of an export is zero.
fn wide(head: &[u8]) -> Option<&'static Encoding> {
    let sample = &head[..head.len().min(512) & !1];
    if sample.len() < 4 {
        return None;
    }
    let zeros = |at: usize| sample.iter().skip(at).step_by(2).filter(|b| **b == 0).count() * 2;
    match (zeros(0), zeros(1)) {
        (even, odd) if odd > sample.len() * 6 / 10 && even < sample.len() / 10 => Some(UTF_16LE),
        (even, odd) if even > sample.len() * 6 / 10 && odd < sample.len() / 10 => Some(UTF_16BE),
        _ => None,
    }
}

/// How many longer letters are whole in UTF-8, and how many bytes are not part of one.
fn utf8_letters(bytes: &[u8]) -> (usize, usize) {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += chunk.invalid().len();
    }
    (good, bad)
}

/// A reader that gives UTF-8 for a UTF-16 stream.
pub struct Transcoder<R> {
    inner: R,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    at: usize,
    done: bool,
}

impl<R: Read> Transcoder<R> {
    /// Reads `inner`, a stream in that encoding, from its beginning.
    pub fn new(inner: R, encoding: TextEncoding) -> Transcoder<R> {
        let decoder = encoding.encoding.new_decoder_with_bom_removal();
        Transcoder { inner, decoder, raw: vec![0; 64 * 1024], text: Vec::new(), at: 0, done: false }
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() {
            if self.done {
                return Ok(0);
            }
            let have = self.inner.read(&mut self.raw)?;
            self.done = have == 0;
            let most = self.decoder.max_utf8_buffer_length(have).unwrap_or(4 * have + 16);
            self.text.resize(most, 0);
            let (_, _, written, _) = self.decoder.decode_to_utf8(&self.raw[..have], &mut self.text, self.done);
            self.text.truncate(written);
            self.at = 0;
        }
        let n = out.len().min(self.text.len() - self.at);
        out[..n].copy_from_slice(&self.text[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

/// Looks for what is no text in a UTF-16 stream: halves of letters, an odd byte at the end.
#[derive(Debug, Default)]
pub struct WideCheck {
    /// Is the second half of a letter due?
    due: bool,
    broken: bool,
}

impl WideCheck {
    /// Looks at more of the stream, an even number of bytes but for its end.
    pub fn feed(&mut self, bytes: &[u8], encoding: TextEncoding) {
        let units = bytes.chunks_exact(2);
        self.broken |= !units.remainder().is_empty();
        for pair in units {
            let pair = [pair[0], pair[1]];
            let unit = if encoding.encoding == UTF_16LE { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) };
            let second = matches!(unit, 0xdc00..=0xdfff);
            self.broken |= second != self.due;
            self.due = matches!(unit, 0xd800..=0xdbff);
        }
    }

    /// Was anything no text?
    pub fn is_broken(&self) -> bool {
        self.broken || self.due
    }
}

/// Text as bytes of the file's encoding; letters it does not have become `?`. Whether it has all.
pub fn encode(text: &str, encoding: TextEncoding, out: &mut Vec<u8>) -> bool {
    if encoding.encoding == UTF_16LE || encoding.encoding == UTF_16BE {
        for unit in text.encode_utf16() {
            out.extend(if encoding.encoding == UTF_16LE { unit.to_le_bytes() } else { unit.to_be_bytes() });
        }
        return true;
    }
    if encoding.encoding == UTF_8 || text.is_ascii() && encoding.encoding != SHIFT_JIS {
        out.extend_from_slice(text.as_bytes());
        return true;
    }
    let mut whole = true;
    let mut buffer = [0u8; 4];
    for c in text.chars() {
        let (bytes, _, unmappable) = encoding.encoding.encode(c.encode_utf8(&mut buffer));
        if unmappable {
            whole = false;
            out.push(b'?');
        } else {
            out.extend_from_slice(&bytes);
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(text: &str, encoding: &'static Encoding) -> &'static str {
        let (bytes, _, _) = encoding.encode(text);
        TextEncoding::detect(&bytes).name()
    }

    #[test]
    fn common_encodings_are_told_apart() {
        let german = "Straße;Ort\nGrüner Weg 5;Köln\nMühlenstraße 12;Düsseldorf\n";
        assert_eq!(detect(german, UTF_8), "UTF-8");
        assert_eq!(detect(german, WINDOWS_1252), "windows-1252");
        let japanese = "注文番号,お届け先氏名,郵便番号,都道府県\n1,佐藤花子,100-0001,東京都\n";
        assert_eq!(detect(japanese, SHIFT_JIS), "Shift_JIS");
        assert_eq!(detect("订单号,收件人,收货地址,城市\n1,王小明,中山路一百号,上海市\n", GB18030), "gb18030");
    }

    #[test]
    fn utf16_is_read_with_and_without_a_mark() {
        let mut bytes = Vec::new();
        encode("Order,City\n1,Köln\n", TextEncoding { encoding: UTF_16LE, bom: 0 }, &mut bytes);
        let found = TextEncoding::detect(&bytes);
        assert_eq!(found.encoding, UTF_16LE);
        let mut text = String::new();
        Transcoder::new(&bytes[..], found).read_to_string(&mut text).expect("in memory");
        assert_eq!(text, "Order,City\n1,Köln\n");
    }

    #[test]
    fn a_broken_byte_in_utf8_does_not_change_the_encoding() {
        let mut bytes = "Grüße aus Köln, Düsseldorf, Münster und Würzburg ".repeat(20).into_bytes();
        bytes.extend(b"Jos\xe9\n");
        assert_eq!(TextEncoding::detect(&bytes).encoding, UTF_8);
    }
}
