//! Reading a type from a value that is held in memory.
//!
//! Takes a [`Buffer`], is serde's `Deserializer` for whatever type is tried, and notes what the type passes over where
//! that is asked for. It must not know the types. Its list and its map are types of their own, which name no type that
//! is read: with serde's adapters over a closure, all that reads an object would be compiled anew for each type that is
//! tried.

use std::cell::RefCell;
use std::collections::HashSet;
use std::slice::Iter;

use serde::de::value::Error as Misfit;
use serde::de::{
    DeserializeSeed, Deserializer, Error, Expected, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;

use super::buffer::{Buffer, Kind};

/// The parts of a value that a type did not read, by their addresses in the buffer.
pub(super) type Unread = RefCell<HashSet<usize>>;

/// A value that is held, and where to note what of it is passed over.
#[derive(Clone, Copy)]
pub(super) struct Held<'a, 'de> {
    value: &'a Buffer<'de>,
    unread: Option<&'a Unread>,
}

impl<'a, 'de> Held<'a, 'de> {
    /// A value of which nothing is noted.
    pub(super) fn of(value: &'a Buffer<'de>) -> Self {
        Self { value, unread: None }
    }

    /// A value of which is noted what is passed over.
    pub(super) fn watched(value: &'a Buffer<'de>, unread: &'a Unread) -> Self {
        Self { value, unread: Some(unread) }
    }

    /// What is held is not what is expected.
    #[cold]
    fn unfit(self, expected: &dyn Expected) -> Misfit {
        let found = match self.value.kind() {
            Kind::Null => Unexpected::Unit,
            Kind::Bool(value) => Unexpected::Bool(*value),
            Kind::Unsigned(value) => Unexpected::Unsigned(*value),
            Kind::Signed(value) => Unexpected::Signed(*value),
            Kind::Float(value) => Unexpected::Float(*value),
            Kind::Text(value) => Unexpected::Str(value),
            Kind::Bytes(value) => Unexpected::Bytes(value),
            Kind::List(_) => Unexpected::Seq,
            Kind::Map(_) => Unexpected::Map,
        };
        Misfit::invalid_type(found, expected)
    }

    fn part(self, value: &'a Buffer<'de>) -> Self {
        Self { value, ..self }
    }
}

/// Notes a value and all that is in it.
fn note(value: &Buffer<'_>, unread: &mut HashSet<usize>) {
    unread.insert(std::ptr::from_ref(value).addr());
    match value.kind() {
        Kind::List(items) => items.iter().for_each(|it| note(it, unread)),
        Kind::Map(entries) => entries.iter().for_each(|(_, it)| note(it, unread)),
        _ => {}
    }
}

impl<'de> Deserializer<'de> for Held<'_, '_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.value.kind() {
            Kind::Null => visitor.visit_unit(),
            Kind::Bool(value) => visitor.visit_bool(*value),
            Kind::Unsigned(value) => visitor.visit_u64(*value),
            Kind::Signed(value) => visitor.visit_i64(*value),
            Kind::Float(value) => visitor.visit_f64(*value),
            Kind::Text(value) => visitor.visit_str(value),
            Kind::Bytes(value) => visitor.visit_bytes(value),
            Kind::List(_) => self.deserialize_seq(visitor),
            Kind::Map(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let Kind::List(items) = self.value.kind() else { return Err(self.unfit(&visitor)) };
        let mut access = Items { held: self, rest: items.iter() };
        let value = visitor.visit_seq(&mut access)?;
        access.end()?;
        Ok(value)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let Kind::Map(entries) = self.value.kind() else { return Err(self.unfit(&visitor)) };
        let mut access = Entries { held: self, rest: entries.iter(), value: None };
        let value = visitor.visit_map(&mut access)?;
        access.end()?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_map(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.value.kind() {
            Kind::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if let Some(unread) = self.unread {
            note(self.value, &mut unread.borrow_mut());
        }
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct tuple tuple_struct enum identifier
    }
}

/// The items of a list, those that have not been read.
struct Items<'a, 'de> {
    held: Held<'a, 'de>,
    rest: Iter<'a, Buffer<'de>>,
}

impl Items<'_, '_> {
    /// Whoever reads a list reads all of it.
    fn end(&self) -> Result<(), Misfit> {
        match self.rest.len() {
            0 => Ok(()),
            more => Err(Misfit::custom(format_args!("{more} more items than expected"))),
        }
    }
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Misfit> {
        let Some(item) = self.rest.next() else { return Ok(None) };
        Ok(Some(seed.deserialize(self.held.part(item))?))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The entries of a map, those that have not been read.
struct Entries<'a, 'de> {
    held: Held<'a, 'de>,
    rest: Iter<'a, (Buffer<'de>, Buffer<'de>)>,
    /// The value of the key that was read last.
    value: Option<&'a Buffer<'de>>,
}

impl Entries<'_, '_> {
    /// Whoever reads a map reads all of it.
    fn end(&self) -> Result<(), Misfit> {
        match self.rest.len() {
            0 => Ok(()),
            more => Err(Misfit::custom(format_args!("{more} more entries than expected"))),
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'_, '_> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Misfit> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(Held::of(key)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Misfit> {
        match self.value.take() {
            Some(value) => seed.deserialize(self.held.part(value)),
            None => Err(Misfit::custom("a value was asked for before its key")),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}
