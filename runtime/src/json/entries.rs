//! The items of a list and the entries of an object, as serde and the reader itself go through them.

use std::borrow::Cow;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::error::ReadError;
use super::key::Key;
use super::reader::Reader;
use crate::wire::ObjectTable;

/// The items of a list, from the current position.
pub(super) struct Items<'r, 'de> {
    reader: &'r mut Reader<'de>,
    first: bool,
    ended: bool,
}

impl<'r, 'de> Items<'r, 'de> {
    pub(super) fn new(reader: &'r mut Reader<'de>) -> Self {
        Self { reader, first: true, ended: false }
    }

    /// Returns the reader at the next item, if there is one.
    pub(super) fn next(&mut self) -> Result<Option<&mut Reader<'de>>, ReadError> {
        Ok(if self.has_more()? { Some(&mut *self.reader) } else { None })
    }

    fn has_more(&mut self) -> Result<bool, ReadError> {
        self.ended = self.ended || !self.reader.has_more(&mut self.first, b']')?;
        Ok(!self.ended)
    }

    /// A type that reads fewer items does not match.
    pub(super) fn end(&mut self) -> Result<(), ReadError> {
        if self.has_more()? { Err(ReadError::data("more items than expected")) } else { Ok(()) }
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ReadError> {
        if !self.has_more()? {
            return Ok(None);
        }
        Ok(Some(seed.deserialize(&mut *self.reader)?))
    }
}

/// The entries of an object, from the current position.
pub(super) struct Entries<'r, 'de> {
    reader: &'r mut Reader<'de>,
    first: bool,
    ended: bool,
    /// The names that the type declares; none for a map.
    declared: &'static [&'static str],
    /// The position of the last name.
    name: Option<usize>,
}

impl<'r, 'de> Entries<'r, 'de> {
    pub(super) fn new(reader: &'r mut Reader<'de>, declared: &'static [&'static str]) -> Self {
        Self { reader, first: true, ended: false, declared, name: None }
    }

    pub(super) fn next_name(&mut self) -> Result<Option<Cow<'de, str>>, ReadError> {
        self.ended = match self.ended {
            true => true,
            false => !self.reader.has_more(&mut self.first, b'}').map_err(|it| self.hide(it))?,
        };
        if self.ended {
            return Ok(None);
        }
        self.name = Some(self.reader.position().0);
        self.reader.string().map(Some)
    }

    /// Reads the value after the last name, which the type declares.
    pub(super) fn declared(
        &mut self,
        read: impl FnOnce(&mut Reader<'de>) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        self.reader.colon()?;
        read(&mut *self.reader)
    }

    /// Reads the value after the last name, which the type does not declare.
    pub(super) fn undeclared(
        &mut self,
        read: impl FnOnce(&mut Reader<'de>) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        self.declared(read).map_err(|error| self.hide(error))
    }

    /// Sets the place of what the last value has that types do not know, if it is not set.
    #[inline]
    pub(super) fn locate_unknown(&mut self, table: &'static ObjectTable, index: Option<usize>) {
        let unions = self.reader.unions();
        if unions.has_unlocated {
            unions.locate(table, index);
        }
    }

    /// Hides the last name, unless the type declares it.
    #[cold]
    fn hide(&self, error: ReadError) -> ReadError {
        match self.name {
            Some(name) if !self.reader.is_any_of(name, self.declared) => error.hide_key(name),
            _ => error,
        }
    }

    /// A type that reads fewer entries does not match.
    pub(super) fn end(&mut self) -> Result<(), ReadError> {
        match self.next_name()? {
            Some(_) => Err(ReadError::data("more entries than expected")),
            None => Ok(()),
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'_, 'de> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ReadError> {
        match self.next_name()? {
            Some(name) => seed.deserialize(Key(name)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, ReadError> {
        let value = match self.reader.colon() {
            Ok(()) => seed.deserialize(&mut *self.reader),
            Err(error) => Err(error),
        };
        value.map_err(|error| self.hide(error))
    }
}

/// An enum variant with content: an object with one entry.
impl<'de> EnumAccess<'de> for &mut Entries<'_, 'de> {
    type Error = ReadError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), ReadError> {
        match self.next_key_seed(seed)? {
            Some(variant) => Ok((variant, self)),
            None => Err(ReadError::data("a variant is missing")),
        }
    }
}

impl<'de> VariantAccess<'de> for &mut Entries<'_, 'de> {
    type Error = ReadError;

    fn unit_variant(self) -> Result<(), ReadError> {
        self.next_value()
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, ReadError> {
        self.next_value_seed(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.reader.colon()?;
        self.reader.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.reader.colon()?;
        self.reader.deserialize_map(visitor)
    }
}
