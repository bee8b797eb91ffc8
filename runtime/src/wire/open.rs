//! Objects that keep their unknown properties.
//!
//! Takes and returns named fields, and all other properties as a map. It must not know what they
//! mean.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};
use serde_json::Value;

use super::object::{Fields, Fill, ObjectVisitor, WireObject, check_required};
use super::table::{ObjectTable, position};
use super::write::{Field, WrittenOthers, write_fields};
use crate::json;

/// Reads an object with any properties.
///
/// # Errors
///
/// Fails if the value is not an object; also with the errors of [`WireObject::read`].
pub fn read_open_slots<'de, T: WireObject, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_struct(T::TABLE.name, T::TABLE.names, ObjectVisitor(PhantomData))
}

impl<'de, A: MapAccess<'de>> Fields<A> {
    /// Fills the slots and returns the other properties.
    ///
    /// # Errors
    ///
    /// Fails if a named property is missing or duplicate, or any property does not match its type.
    pub fn read_open<T: Deserialize<'de>>(
        mut self,
        slots: &mut [&mut dyn Fill<'de, A>],
    ) -> Result<BTreeMap<String, T>, A::Error> {
        self.read_others(slots)
    }

    fn read_others<T: Deserialize<'de>>(
        &mut self,
        slots: &mut [&mut dyn Fill<'de, A>],
    ) -> Result<BTreeMap<String, T>, A::Error> {
        let mut others = BTreeMap::new();
        while let Some(name) = self.map.next_key_seed(AnyName(self.names))? {
            match name {
                PropertyName::Known(index) => {
                    if let Some((slot, name)) = slots.get_mut(index).zip(self.names.get(index)) {
                        slot.fill(name, &mut self.map)?;
                    }
                }
                PropertyName::Other(name) => drop(others.insert(name, self.map.next_value()?)),
                PropertyName::Skipped => drop(self.map.next_value::<IgnoredAny>()?),
            }
        }
        check_required(self.names, slots)?;
        Ok(others)
    }
}

impl<'de, A: MapAccess<'de>> Fields<A> {
    /// Fills the slots and returns the properties that the document does not declare. A union counts them as skipped.
    /// A value of a constant that is not the declared one is among them, so that it is written back.
    ///
    /// # Errors
    ///
    /// Those of [`read_open`](Self::read_open).
    pub fn read_keeping(
        mut self,
        slots: &mut [&mut dyn Fill<'de, A>],
    ) -> Result<BTreeMap<String, Value>, A::Error> {
        let kept = self.read_others::<Undeclared>(slots)?;
        let others = self.names.iter().zip(slots);
        let others =
            others.filter_map(|(name, slot)| Some(((*name).to_owned(), slot.take_other()?)));
        Ok(kept.into_iter().map(|(name, Undeclared(value))| (name, value)).chain(others).collect())
    }
}

/// Writes the others after the named fields.
impl<S: Serializer, T: Serialize> WrittenOthers<S> for &BTreeMap<String, T> {
    type Fields = AsStruct<S::SerializeMap>;

    fn write(
        self,
        serializer: S,
        table: &'static ObjectTable,
        fields: &[&dyn Field<Self::Fields>],
    ) -> Result<S::Ok, S::Error> {
        let mut out = AsStruct(serializer.serialize_map(None)?);
        write_fields(&mut out, table, fields, &|name| self.contains_key(name))?;
        for (name, value) in self {
            out.0.serialize_entry(name, value)?;
        }
        out.0.end()
    }
}

/// The value of an undeclared property.
struct Undeclared(Value);

impl<'de> Deserialize<'de> for Undeclared {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(json::UNDECLARED, UndeclaredVisitor).map(Self)
    }
}

struct UndeclaredVisitor;

/// Visits values of formats without newtypes.
macro_rules! plain {
    ($($method:ident($($argument:ident: $type:ty)?);)*) => {
        $(fn $method<E: Error>(self, $($argument: $type)?) -> Result<Value, E> {
            Ok(Value::from(($($argument)?)))
        })*
    };
}

impl<'de> Visitor<'de> for UndeclaredVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, of: D) -> Result<Value, D::Error> {
        Value::deserialize(of)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        if map.size_hint() != Some(json::UNTRIED) {
            return Value::deserialize(MapAccessDeserializer::new(map));
        }
        let value = map.next_value()?;
        map.next_key::<IgnoredAny>()?;
        Ok(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Value, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(items))
    }

    fn visit_some<D: Deserializer<'de>>(self, of: D) -> Result<Value, D::Error> {
        Value::deserialize(of)
    }

    plain! {
        visit_unit();
        visit_none();
        visit_bool(value: bool);
        visit_u64(value: u64);
        visit_i64(value: i64);
        visit_f64(value: f64);
        visit_str(value: &str);
    }
}

/// A map that accepts fields like a struct.
#[derive(Debug)]
pub struct AsStruct<M>(M);

impl<M: SerializeMap> SerializeStruct for AsStruct<M> {
    type Ok = M::Ok;
    type Error = M::Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), M::Error> {
        self.0.serialize_entry(name, value)
    }

    fn end(self) -> Result<M::Ok, M::Error> {
        self.0.end()
    }
}

/// The name of a property: its index in the list, or itself unless it is skipped.
pub(super) enum PropertyName {
    Known(usize),
    Other(String),
    Skipped,
}

/// Reads the name of a property, whether it is in the list or not.
pub(super) struct AnyName(pub(super) &'static [&'static str]);

impl<'de> DeserializeSeed<'de> for AnyName {
    type Value = PropertyName;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<PropertyName, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for AnyName {
    type Value = PropertyName;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<PropertyName, E> {
        let known = position(self.0, name.as_bytes(), 0);
        Ok(known.map_or_else(|| PropertyName::Other(name.to_owned()), PropertyName::Known))
    }

    fn visit_string<E: Error>(self, name: String) -> Result<PropertyName, E> {
        let known = position(self.0, name.as_bytes(), 0);
        Ok(known.map_or(PropertyName::Other(name), PropertyName::Known))
    }
}
