//! Keys of maps: strings, and other scalars in quotation marks.

use serde::ser::{Error as _, Serialize};

use super::{WriteError, Writer};

/// Writes a key.
pub(super) fn write<T: Serialize + ?Sized>(writer: &mut Writer, key: &T) -> Result<(), WriteError> {
    let start = writer.text.len();
    key.serialize(&mut *writer)?;
    match writer.text.get(start) {
        Some(b'"') => Ok(()),
        Some(b'[' | b'{' | b'n') | None => Err(WriteError::custom("a key must be a string")),
        Some(_) => {
            writer.text.insert(start, b'"');
            writer.push("\"");
            Ok(())
        }
    }
}
