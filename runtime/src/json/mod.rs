//! Reading JSON (RFC 8259) into any type that serde can read.
//!
//! Takes text, gives a value or an [`JsonError`]. It must not know HTTP, nor the types.
//!
//! Why not serde_json here, too: its deserializer is compiled anew for each type, some 500 lines of LLVM each, and was a
//! quarter of a generated client's debug build. Here nearly all of the work is in [`Reader`], which is compiled once; what
//! is compiled for each type is a few calls. What is read is the same, which the tests compare. Strings with escapes are
//! left to serde_json, and so is saying what is wrong with a text that is no JSON.

mod error;
mod key;
mod reader;
mod serde_impl;
mod skipped;
#[cfg(test)]
mod tests;
mod union_match;

use serde::Deserialize;

pub(crate) use self::error::JsonError;
use self::reader::Reader;
pub(crate) use self::union_match::{TOO_COSTLY, UNTRIED};

/// Reads a value that is the whole of a text.
///
/// # Errors
///
/// When the text is no JSON, what is read of it is not UTF-8, or it does not fit the type.
pub(crate) fn from_slice<'de, T: Deserialize<'de>>(text: &'de [u8]) -> Result<T, JsonError> {
    let mut reader = Reader::new(text);
    match T::deserialize(&mut reader) {
        Ok(value) => match reader.end() {
            Ok(()) => Ok(value),
            Err(error) => Err(reader.explain(error)),
        },
        Err(error) => Err(reader.explain(error)),
    }
}
