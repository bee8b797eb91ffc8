//! Which of several types a value fits best.
//!
//! Takes a [`Buffer`] and reads it as one type after the other, giving note of what each leaves unread. It must not
//! know the types. Objects pass over properties that they do not name, so that the first type that fits may be one
//! that loses most of the value.

use std::cell::RefCell;
use std::collections::HashSet;

use serde::de::value::{Error as Misfit, MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::buffer::{Buffer, Kind};

/// The parts of a value that a type did not read, by their addresses in the buffer.
type Unread = RefCell<HashSet<usize>>;

/// The types that a value fits, on the way to the best.
#[derive(Debug)]
pub struct Fits<'a, 'de, U> {
    value: &'a Buffer<'de>,
    found: Vec<(U, HashSet<usize>)>,
}

impl<'a, 'de, U> Fits<'a, 'de, U> {
    /// No type has been tried.
    pub fn of(value: &'a Buffer<'de>) -> Self {
        Self { value, found: Vec::new() }
    }

    /// Tries a type.
    pub fn add<T: DeserializeOwned>(&mut self, make: fn(T) -> U) {
        let unread = Unread::default();
        if let Ok(value) = T::deserialize(Watched { value: self.value, unread: &unread }) {
            self.found.push((make(value), unread.into_inner()));
        }
    }

    /// The variant that leaves least unread; of equals the first.
    pub fn best(mut self) -> Option<U> {
        let best = self.position()?;
        Some(self.found.swap_remove(best).0)
    }

    /// The same, unless another variant reads what this one does not: then the value is several of them at once, and
    /// none of them holds all of it.
    pub fn whole(mut self) -> Option<U> {
        let best = self.position()?;
        let (_, unread) = self.found.get(best)?;
        let is_whole = self.found.iter().all(|(_, other)| unread.is_subset(other));
        is_whole.then(|| self.found.swap_remove(best).0)
    }

    fn position(&self) -> Option<usize> {
        let counts = self.found.iter().map(|(_, unread)| unread.len()).enumerate();
        counts.min_by_key(|(_, count)| *count).map(|(index, _)| index)
    }
}

/// A buffer that notes what of it is passed over.
#[derive(Clone, Copy)]
struct Watched<'a, 'de> {
    value: &'a Buffer<'de>,
    unread: &'a Unread,
}

impl<'a, 'de> Watched<'a, 'de> {
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

impl<'de> Deserializer<'de> for Watched<'_, '_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.value.kind() {
            Kind::List(items) => {
                let mut access = SeqDeserializer::new(items.iter().map(|it| self.part(it)));
                let value = visitor.visit_seq(&mut access)?;
                access.end().map(|()| value)
            }
            Kind::Map(entries) => {
                let entries = entries.iter().map(|(key, it)| (key, self.part(it)));
                let mut access = MapDeserializer::new(entries);
                let value = visitor.visit_map(&mut access)?;
                access.end().map(|()| value)
            }
            _ => self.value.deserialize_any(visitor),
        }
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
        note(self.value, &mut self.unread.borrow_mut());
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct enum identifier
    }
}

impl<'de> IntoDeserializer<'de, Misfit> for Watched<'_, '_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
