//! Reads an object of which serde reads every field: its properties go to slots, of which the object is made.
//!
//! Takes serde's `MapAccess`; returns filled slots. It must not know what the fields mean.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor,
};
use serde_json::Value;

use super::table::{ObjectTable, position};
use crate::maybe::Maybe;

/// A type that is an object on the wire.
pub trait WireObject: Sized {
    /// The properties, in the order of the slots.
    const TABLE: &'static ObjectTable;

    /// Reads the properties and creates the value.
    ///
    /// # Errors
    ///
    /// Fails if a property is missing, duplicate, or does not match its type.
    fn read<'de, A: MapAccess<'de>>(fields: Fields<A>) -> Result<Self, A::Error>;
}

/// Reads an object and ignores unknown properties.
///
/// # Errors
///
/// Fails if the value is not an object; also with the errors of [`WireObject::read`].
pub fn read_slots<'de, T: WireObject, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_struct(T::TABLE.name, T::TABLE.names, ObjectVisitor(PhantomData))
}

pub(super) struct ObjectVisitor<T>(pub(super) PhantomData<T>);

impl<'de, T: WireObject> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        serde::de::Expected::fmt(T::TABLE, f)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(Fields { map, names: T::TABLE.names })
    }
}

/// The properties of an object that is being read.
pub struct Fields<A> {
    pub(super) map: A,
    pub(super) names: &'static [&'static str],
}

impl<A> fmt::Debug for Fields<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fields").field("names", &self.names).finish_non_exhaustive()
    }
}

impl<'de, A: MapAccess<'de>> Fields<A> {
    /// Fills the slots, which are in the order of [`WireObject::TABLE`].
    ///
    /// # Errors
    ///
    /// Fails if a property is missing, duplicate, or does not match its type.
    pub fn read(mut self, slots: &mut [&mut dyn Fill<'de, A>]) -> Result<(), A::Error> {
        let mut expected = 0;
        while let Some(index) = self.map.next_key_seed(KnownName(self.names, expected))? {
            expected = index.map_or(expected, |index| index + 1);
            match index.and_then(|index| slots.get_mut(index).zip(self.names.get(index))) {
                Some((slot, name)) => slot.fill(name, &mut self.map)?,
                None => drop(self.map.next_value::<IgnoredAny>()?),
            }
        }
        check_required(self.names, slots)
    }
}

/// Checks that every required property is present.
pub(super) fn check_required<'de, A: MapAccess<'de>>(
    names: &[&'static str],
    slots: &[&mut dyn Fill<'de, A>],
) -> Result<(), A::Error> {
    match names.iter().zip(slots).find(|(_, slot)| slot.is_missing()) {
        None => Ok(()),
        Some((name, _)) => Err(A::Error::missing_field(name)),
    }
}

/// Creates the error of a missing property. [`Fields::read`] has reported its name before.
#[cold]
#[inline(never)]
pub fn missing<E: Error>(type_name: &'static str) -> E {
    E::custom(format_args!("a property of {type_name} is missing"))
}

/// A slot of any type, which keeps the loop over the properties out of each type's code.
pub trait Fill<'de, A: MapAccess<'de>> {
    /// Reads the value of the property whose name was just read.
    ///
    /// # Errors
    ///
    /// Fails if the slot is full, or the value does not match.
    fn fill(&mut self, name: &'static str, map: &mut A) -> Result<(), A::Error>;

    /// Whether the slot is required and empty.
    fn is_missing(&self) -> bool;

    /// Takes a value that the slot read, and that no field has.
    fn take_other(&mut self) -> Option<Value> {
        None
    }
}

/// Holds the value of a required property until all properties are read.
#[derive(Debug)]
pub struct RequiredSlot<T> {
    /// The value, once it was read.
    pub value: Option<T>,
}

impl<T> RequiredSlot<T> {
    /// An empty slot.
    pub const EMPTY: Self = Self { value: None };
}

impl<'de, A: MapAccess<'de>, T: Deserialize<'de>> Fill<'de, A> for RequiredSlot<T> {
    fn fill(&mut self, name: &'static str, map: &mut A) -> Result<(), A::Error> {
        if self.value.is_some() {
            return Err(duplicate(name));
        }
        match map.next_value() {
            Ok(value) => self.value = Some(value),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn is_missing(&self) -> bool {
        self.value.is_none()
    }
}

/// Holds the value of an optional property until all properties are read.
#[derive(Debug)]
pub struct OptionalSlot<T> {
    /// The value, or the absent value.
    pub value: T,
    /// Whether a value was read.
    pub is_filled: bool,
}

impl<T: Absent> OptionalSlot<T> {
    /// An empty slot.
    pub const EMPTY: Self = Self { value: T::ABSENT, is_filled: false };
}

impl<'de, A: MapAccess<'de>, T: Deserialize<'de>> Fill<'de, A> for OptionalSlot<T> {
    fn fill(&mut self, name: &'static str, map: &mut A) -> Result<(), A::Error> {
        if self.is_filled {
            return Err(duplicate(name));
        }
        match map.next_value() {
            Ok(value) => self.value = value,
            Err(error) => return Err(error),
        }
        self.is_filled = true;
        Ok(())
    }

    fn is_missing(&self) -> bool {
        false
    }
}

/// Creates the error of a property that is there twice: once per format, not once per type.
#[cold]
#[inline(never)]
pub(super) fn duplicate<E: Error>(name: &'static str) -> E {
    E::duplicate_field(name)
}

/// A field type with a value for an absent property.
pub trait Absent {
    /// The value of an absent property.
    const ABSENT: Self;
}

impl<T> Absent for Option<T> {
    const ABSENT: Self = None;
}

impl<T> Absent for Maybe<T> {
    const ABSENT: Self = Self::Absent;
}

/// Reads a property name as its index in the list. Returns `None` for unknown names. The second field is the index that
/// it probably has, because most servers write properties in the order of the document.
pub(super) struct KnownName(pub(super) &'static [&'static str], pub(super) usize);

impl<'de> DeserializeSeed<'de> for KnownName {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KnownName {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    /// Formats without names number the fields.
    fn visit_u64<E: Error>(self, index: u64) -> Result<Self::Value, E> {
        Ok(usize::try_from(index).ok())
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        self.visit_bytes(name.as_bytes())
    }

    fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<Self::Value, E> {
        Ok(position(self.0, name, self.1))
    }
}
