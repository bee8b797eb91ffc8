//! Reads a value, and lets its type report that it does not know it.
//!
//! Takes the position of a value. It must not know the types. A type requests this by a name, and
//! sends its report through serde's [`MapAccess`], because that is all that a visitor receives.
//! Unions prefer types that know all of a value.

use serde::de::{DeserializeSeed, MapAccess};

use super::error::ReadError;
use super::reader::Reader;
use super::skipped::{Reason, Skipped};
use super::union_match::UNTRIED;

/// The name by which a type requests a value that it may not know.
pub(crate) const MAY_BE_UNKNOWN: &str = "\u{1}";

/// The name by which a type requests a value whose format it may not know.
pub(crate) const MAY_BE_INVALID: &str = "\u{3}";

/// The name by which an object requests the value of an undeclared property, which it keeps.
pub(crate) const UNDECLARED: &str = "\u{2}";

impl Reader<'_> {
    /// Notes the value from `start` to the current position as skipped. Only a union needs to know how much that is.
    pub(super) fn note(&mut self, start: usize, reason: Reason) -> Result<(), ReadError> {
        if !self.unions().is_comparing() {
            self.unions().count(reason);
            return Ok(());
        }
        let (end, depth) = self.position();
        self.seek(start, depth);
        let values = self.skip_value()?;
        self.seek(end, depth);
        self.unions().note(Skipped { start, end, values, reason });
        Ok(())
    }
}

/// The position of a value.
pub(super) struct NotedValue<'r, 'de> {
    reader: &'r mut Reader<'de>,
    start: usize,
    reason: Reason,
}

impl<'r, 'de> NotedValue<'r, 'de> {
    pub(super) fn begin(reader: &'r mut Reader<'de>, reason: Reason) -> Result<Self, ReadError> {
        reader.peek()?;
        let (start, _) = reader.position();
        Ok(Self { reader, start, reason })
    }
}

impl<'de> MapAccess<'de> for NotedValue<'_, 'de> {
    type Error = ReadError;

    /// Not a key but a report: the type does not know the value that it has read.
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        _seed: K,
    ) -> Result<Option<K::Value>, ReadError> {
        self.reader.note(self.start, self.reason)?;
        Ok(None)
    }

    /// Reads the value.
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, ReadError> {
        seed.deserialize(&mut *self.reader)
    }

    /// No map has this size, so a type recognises the protocol by it.
    fn size_hint(&self) -> Option<usize> {
        Some(UNTRIED)
    }
}
