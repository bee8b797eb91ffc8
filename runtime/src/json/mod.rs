//! Reads JSON (RFC 8259) into any type that serde can deserialize; `write` does the reverse.
//!
//! Takes text; returns a value or a [`JsonError`]. It must not know HTTP or any type.
//!
//! This replaces serde_json's deserializer, which is compiled once per type: some 500 lines of LLVM
//! IR each, a quarter of a generated client's debug build. Here nearly all work is in [`Reader`],
//! which is compiled once; only a few calls are compiled per type. The tests compare the results
//! with serde_json's. Strings with escapes, and messages for syntax errors, still use serde_json.

#[cfg(test)]
mod cost_tests;
mod entries;
mod error;
mod handover;
mod integer;
mod key;
mod locate;
mod noted;
mod object;
mod reader;
mod serde_impl;
mod skipped;
mod string;
#[cfg(test)]
mod tests;
mod union_match;
mod union_state;
mod unknown;
#[cfg(test)]
mod unknown_tests;
mod write;

use serde::Deserialize;

pub use self::error::ReadError;
pub(crate) use self::error::{HiddenKeys, JsonError};
pub(crate) use self::handover::{IN_PLACE, keep, resume};
pub(crate) use self::locate::{elements, text_at, with_value};
pub(crate) use self::noted::{MAY_BE_INVALID, MAY_BE_UNKNOWN, UNDECLARED};
pub use self::reader::Reader;
pub(crate) use self::union_match::{CHOSEN, PARTLY_UNKNOWN, TOO_COSTLY, UNKNOWN, UNTRIED};
pub(crate) use self::unknown::{Unknown, begin_count, count_unknown, end_count};
pub(crate) use self::write::{WriteError, to_narrow_vec, to_vec, value_text};

/// Reads a value from a whole text.
///
/// # Errors
///
/// Fails if the text is not JSON, a part that is read is not UTF-8, or it does not match the type.
pub(crate) fn from_slice<'de, T: Deserialize<'de>>(text: &'de [u8]) -> Result<T, JsonError> {
    read_whole(text, |reader| T::deserialize(reader))
}

/// Reads a value of a response from a whole text. What its types do not know is counted ([`begin_count`]).
///
/// # Errors
///
/// Those of [`from_slice`].
pub(crate) fn from_response<'de, T: Deserialize<'de>>(text: &'de [u8]) -> Result<T, JsonError> {
    let mut reader = Reader::new(text);
    let value = read_to_end(&mut reader, |reader| T::deserialize(reader));
    unknown::keep(&reader.unions().unknown);
    value
}

/// Reads a whole text.
///
/// # Errors
///
/// Those of [`from_slice`].
pub(crate) fn read_whole<'de, T>(
    text: &'de [u8],
    read: impl FnOnce(&mut Reader<'de>) -> Result<T, ReadError>,
) -> Result<T, JsonError> {
    read_to_end(&mut Reader::new(text), read)
}

fn read_to_end<'de, T>(
    reader: &mut Reader<'de>,
    read: impl FnOnce(&mut Reader<'de>) -> Result<T, ReadError>,
) -> Result<T, JsonError> {
    match read(reader) {
        Ok(value) => match reader.end() {
            Ok(()) => Ok(value),
            Err(error) => Err(reader.explain(error)),
        },
        Err(error) => Err(reader.explain(error)),
    }
}
