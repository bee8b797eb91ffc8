//! Finds where the plain part of a JSON string ends.
//!
//! Takes the bytes after a quote. It reads eight bytes at once, because strings are most of a body.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// Returns the number of bytes before the first quote, backslash or control character; `None` if
/// there is none of them.
#[inline]
pub(super) fn plain_length(text: &[u8]) -> Option<usize> {
    let mut rest = text;
    while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
        let found = special(u64::from_le_bytes(*chunk));
        if found != 0 {
            let index = found.trailing_zeros() / 8;
            return Some(text.len() - rest.len() + usize::try_from(index).ok()?);
        }
        rest = after;
    }
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
    let index = rest.iter().position(is_special)?;
    Some(text.len() - rest.len() + index)
}

/// Returns a word in which the lowest set bit is in the first special byte. Bits above it may be set
/// without reason, because a subtraction borrows from the next byte.
#[inline]
fn special(word: u64) -> u64 {
    let is_below = |word: u64, limit: u8| word.wrapping_sub(ONES * u64::from(limit)) & !word;
    let is_equal = |byte: u8| is_below(word ^ (ONES * u64::from(byte)), 1);
    (is_below(word, 0x20) | is_equal(b'"') | is_equal(b'\\')) & HIGH_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_special_byte_is_found() {
        for length in 0..40 {
            let plain: Vec<u8> =
                (0..length).map(|it| [b'a', 0xff, b' ', 0x7f, b'!'][it % 5]).collect();
            assert_eq!(plain_length(&plain), None);
            for special in (0..=0x1f).chain([b'"', b'\\']) {
                for after in [&b""[..], b"\"", b"abcdefghij", b"\0\\\"\x1f\x80\xff  "] {
                    let text = [&plain[..], &[special], after].concat();
                    assert_eq!(plain_length(&text), Some(length), "{text:?}");
                }
            }
        }
    }
}
