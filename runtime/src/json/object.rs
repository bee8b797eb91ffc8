//! Reads lists, maps, and objects in place.
//!
//! Takes what keeps an item, or the slots of an object's properties and their table. It must not know the types of the
//! slots, so that it is compiled once, not once per type.

use std::fmt;

use serde::Deserialize;
use serde::de::Error as _;
use serde_json::Value;

use super::entries::{Entries, Items};
use super::error::ReadError;
use super::reader::Reader;
use super::skipped::Reason;
use crate::wire::{ObjectTable, Others, Seen, Slot, position};

/// What a list and a map are called in errors.
struct Expected(&'static str);

impl serde::de::Expected for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl<'de> Reader<'de> {
    /// Reads a list. The argument reads and keeps an item.
    pub(crate) fn list(
        &mut self,
        item: &mut dyn FnMut(&mut Reader<'de>) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        self.enter_expected(b'[', &Expected("a sequence"))?;
        let mut items = Items::new(self);
        while let Some(reader) = items.next()? {
            item(reader)?;
        }
        Ok(())
    }

    /// Reads a map. The argument reads and keeps the value of a name.
    pub(crate) fn map(
        &mut self,
        value: &mut dyn FnMut(String, &mut Reader<'de>) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        self.enter_expected(b'{', &Expected("a map"))?;
        let mut entries = Entries::new(self, &[]);
        while let Some(name) = entries.next_name()? {
            entries.undeclared(|reader| value(name.into_owned(), reader))?;
        }
        Ok(())
    }

    /// Whether a list or a map keeps an item that it has read.
    pub(crate) fn keeps<T>(&mut self, _item: &T) -> bool {
        self.unions().keeps(size_of::<T>())
    }

    /// Reads an object into its slots, which are in the order of the table.
    pub(crate) fn object(
        &mut self,
        table: &'static ObjectTable,
        slots: &mut [&mut dyn Slot],
        others: &mut dyn Others,
    ) -> Result<(), ReadError> {
        self.enter_expected(b'{', table)?;
        let mut entries = Entries::new(self, table.names);
        let (mut seen, mut expected) = (Seen::default(), 0);
        while let Some(name) = entries.next_name()? {
            let known = position(table.names, name.as_bytes(), expected);
            match known.and_then(|index| Some((index, slots.get_mut(index)?))) {
                Some((index, slot)) => {
                    seen.insert(index, table).map_err(ReadError::duplicate_field)?;
                    expected = index + 1;
                    entries.declared(|reader| slot.fill(reader))?;
                    entries.locate_unknown(table, Some(index));
                }
                None if others.keeps() => {
                    entries.undeclared(|reader| others.insert(name.into_owned(), reader))?;
                    entries.locate_unknown(table, None);
                }
                None => {
                    entries.undeclared(Reader::skip)?;
                    entries.locate_unknown(table, None);
                }
            }
        }
        seen.check_required(table).map_err(ReadError::missing_field)
    }

    /// Reads a value that the type does not declare, but keeps. A union counts it as skipped.
    pub(crate) fn undeclared(&mut self) -> Result<Value, ReadError> {
        self.peek()?;
        let (start, _) = self.position();
        let value = Value::deserialize(&mut *self)?;
        self.note(start, Reason::Undeclared)?;
        Ok(value)
    }
}
