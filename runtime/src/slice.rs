//! Parts of texts and lists by ranges that the caller knows to be inside.
//!
//! Takes a text or list and a range; returns the part. A range that is not inside fails in tests, and gives an empty part in
//! release, so that no input can cause a panic.

use std::slice::SliceIndex;

/// Returns the part of a list. The caller knows that `range` is inside.
#[inline]
pub(crate) fn part<T, R>(list: &[T], range: R) -> &[T]
where
    R: SliceIndex<[T], Output = [T]>,
{
    let part = list.get(range);
    debug_assert!(part.is_some(), "a range outside of a list");
    // Empty for a range outside of it.
    part.unwrap_or_default()
}

/// Returns the part of a text. The caller knows that `range` is inside and does not split a character.
#[cfg(feature = "xml")]
#[inline]
pub(crate) fn text_part<R>(text: &str, range: R) -> &str
where
    R: SliceIndex<str, Output = str>,
{
    let part = text.get(range);
    debug_assert!(part.is_some(), "a range outside of a text");
    // Empty for a range outside of it.
    part.unwrap_or_default()
}

/// Returns text that the caller knows to be ASCII.
#[inline]
pub(crate) fn ascii(bytes: &[u8]) -> &str {
    let text = std::str::from_utf8(bytes);
    debug_assert!(text.is_ok(), "a text that is not ASCII");
    // Empty for other text.
    text.unwrap_or_default()
}
