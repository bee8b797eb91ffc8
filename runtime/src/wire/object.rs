//! Reading an object: its properties go to the slots of its fields.
//!
//! Takes serde's `MapAccess`, gives filled slots. It must not know what the fields mean.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor,
};

use crate::maybe::Maybe;

/// A type that is an object on the wire.
pub trait WireObject: Sized {
    /// The type's name, for messages.
    const NAME: &'static str;
    /// The names of the properties, in the order of the slots.
    const FIELDS: &'static [&'static str];

    /// Reads the properties and makes the value.
    ///
    /// # Errors
    ///
    /// When a property is missing, comes twice, or does not fit its type.
    fn read<'de, A: MapAccess<'de>>(fields: Fields<A>) -> Result<Self, A::Error>;
}

/// Reads an object without regard to properties that it does not name.
///
/// # Errors
///
/// When the value is no object, or as [`WireObject::read`].
pub fn read_object<'de, T: WireObject, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_struct(T::NAME, T::FIELDS, ObjectVisitor(PhantomData))
}

pub(super) struct ObjectVisitor<T>(pub(super) PhantomData<T>);

impl<'de, T: WireObject> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(Fields { map, names: T::FIELDS })
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
    /// Fills the slots, which stand in the order of [`WireObject::FIELDS`].
    ///
    /// # Errors
    ///
    /// When a property comes twice or does not fit its type.
    pub fn read(mut self, slots: &mut [&mut dyn Fill<'de, A>]) -> Result<(), A::Error> {
        while let Some(index) = self.map.next_key_seed(KnownName(self.names))? {
            match index.and_then(|index| slots.get_mut(index).zip(self.names.get(index))) {
                Some((slot, name)) => slot.fill(name, &mut self.map)?,
                None => drop(self.map.next_value::<IgnoredAny>()?),
            }
        }
        check_required(self.names, slots)
    }
}

/// That every property which has to be there has come.
pub(super) fn check_required<'de, A: MapAccess<'de>>(
    names: &[&'static str],
    slots: &[&mut dyn Fill<'de, A>],
) -> Result<(), A::Error> {
    match names.iter().zip(slots).find(|(_, slot)| slot.is_missing()) {
        None => Ok(()),
        Some((name, _)) => Err(A::Error::missing_field(name)),
    }
}

/// That a property is missing, which [`Fields::read`] has said before by its name.
pub fn missing<T: WireObject, E: Error>() -> E {
    E::custom(format_args!("a property of {} is missing", T::NAME))
}

/// A slot, whatever its type: what keeps the loop over the properties out of each type's code.
pub trait Fill<'de, A: MapAccess<'de>> {
    /// Reads the value of the property whose name has just been read.
    ///
    /// # Errors
    ///
    /// When the slot is full already, or the value does not fit.
    fn fill(&mut self, name: &'static str, map: &mut A) -> Result<(), A::Error>;

    /// Whether it has to be full and is not.
    fn is_missing(&self) -> bool;
}

/// Where the value of a property that has to be there is kept until all have been read.
#[derive(Debug)]
pub struct RequiredSlot<T> {
    /// The value, once it has come.
    pub value: Option<T>,
}

impl<T> RequiredSlot<T> {
    /// Nothing has come yet.
    pub const EMPTY: Self = Self { value: None };
}

impl<'de, A: MapAccess<'de>, T: Deserialize<'de>> Fill<'de, A> for RequiredSlot<T> {
    fn fill(&mut self, name: &'static str, map: &mut A) -> Result<(), A::Error> {
        if self.value.is_some() {
            return Err(A::Error::duplicate_field(name));
        }
        self.value = Some(map.next_value()?);
        Ok(())
    }

    fn is_missing(&self) -> bool {
        self.value.is_none()
    }
}

/// The same of a property that may be missing.
#[derive(Debug)]
pub struct OptionalSlot<T> {
    /// The value: what has come, else that it is absent.
    pub value: T,
    /// Whether it has come.
    pub is_filled: bool,
}

impl<T: Absent> OptionalSlot<T> {
    /// Nothing has come yet.
    pub const EMPTY: Self = Self { value: T::ABSENT, is_filled: false };
}

impl<'de, A: MapAccess<'de>, T: Deserialize<'de>> Fill<'de, A> for OptionalSlot<T> {
    fn fill(&mut self, name: &'static str, map: &mut A) -> Result<(), A::Error> {
        if self.is_filled {
            return Err(A::Error::duplicate_field(name));
        }
        self.value = map.next_value()?;
        self.is_filled = true;
        Ok(())
    }

    fn is_missing(&self) -> bool {
        false
    }
}

/// A field's type that has a value for a property which is not there.
pub trait Absent {
    /// That value.
    const ABSENT: Self;
}

impl<T> Absent for Option<T> {
    const ABSENT: Self = None;
}

impl<T> Absent for Maybe<T> {
    const ABSENT: Self = Self::Absent;
}

/// Reads a property's name as its index in the list; `None` for one that is not in it.
struct KnownName(&'static [&'static str]);

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

    /// Formats without names count the fields.
    fn visit_u64<E: Error>(self, index: u64) -> Result<Self::Value, E> {
        Ok(usize::try_from(index).ok())
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(position(self.0, name.as_bytes()))
    }

    fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<Self::Value, E> {
        Ok(position(self.0, name))
    }
}

/// Compiled once, whatever the format.
pub(super) fn position(names: &[&str], name: &[u8]) -> Option<usize> {
    names.iter().position(|known| known.as_bytes() == name)
}
