//! Reads an object into an empty value of its type.
//!
//! Takes the object's table and slots, from the type; fills them from the JSON reader, or from any other format. It must
//! not know the types of the slots: what is generic here is generic over the format.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    DeserializeSeed, Deserializer, Error, Expected, IgnoredAny, MapAccess, Unexpected, Visitor,
};
use serde_json::Value;

use super::json_text::JsonText;
use super::member::{Empty, Member, insert};
use super::object::KnownName;
use super::open::{AnyName, PropertyName};
use super::table::{ObjectTable, Seen};
use crate::json::{self, ReadError, Reader};

/// A type that is read in place.
pub trait Object: Empty {
    /// The properties, in the order of the slots.
    const TABLE: &'static ObjectTable;

    /// Fills the fields.
    fn fill(&mut self, from: &mut dyn Source);
}

/// What the fields of an object are filled from. It keeps its error.
pub trait Source {
    /// Fills the slots, which are in the order of the table.
    fn fill(&mut self, slots: &mut [&mut dyn Slot], others: &mut dyn Others);
}

/// The place of a property's value.
pub trait Slot {
    /// Reads the value.
    ///
    /// # Errors
    ///
    /// Fails if the text is not JSON or does not match the type.
    fn fill(&mut self, reader: &mut Reader<'_>) -> Result<(), ReadError>;

    /// Takes a value that the slot read, and that no field has.
    fn take_other(&mut self) -> Option<Value> {
        None
    }
}

impl<T: Member> Slot for T {
    fn fill(&mut self, reader: &mut Reader<'_>) -> Result<(), ReadError> {
        *self = T::read(reader)?;
        Ok(())
    }
}

/// The place of the properties without a slot.
pub trait Others {
    /// Whether they are kept. Otherwise they are skipped.
    fn keeps(&self) -> bool {
        true
    }

    /// Reads the value of a property.
    ///
    /// # Errors
    ///
    /// Fails if the text is not JSON or does not match the type.
    fn insert(&mut self, name: String, reader: &mut Reader<'_>) -> Result<(), ReadError>;

    /// Keeps a value that no field has.
    fn keep(&mut self, _name: &'static str, _value: Value) {}
}

/// No property is kept.
impl Others for () {
    fn keeps(&self) -> bool {
        false
    }

    fn insert(&mut self, _name: String, reader: &mut Reader<'_>) -> Result<(), ReadError> {
        reader.undeclared().map(drop)
    }
}

/// Properties that the schema describes.
#[derive(Debug)]
pub struct Described<'m, T>(pub &'m mut BTreeMap<String, T>);

impl<T: Member> Others for Described<'_, T> {
    fn insert(&mut self, name: String, reader: &mut Reader<'_>) -> Result<(), ReadError> {
        insert(self.0, name, T::read(reader)?, reader);
        Ok(())
    }
}

/// Properties that the document does not declare. A value of a constant that is not the declared one is among them, so that
/// it is written back.
#[derive(Debug)]
pub struct Kept<'m>(pub &'m mut BTreeMap<String, Value>);

impl Others for Kept<'_> {
    fn insert(&mut self, name: String, reader: &mut Reader<'_>) -> Result<(), ReadError> {
        insert(self.0, name, reader.undeclared()?, reader);
        Ok(())
    }

    fn keep(&mut self, name: &'static str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }
}

/// Moves the values that no field has to the other properties.
fn keep_others(table: &ObjectTable, slots: &mut [&mut dyn Slot], others: &mut dyn Others) {
    if others.keeps() {
        for (name, slot) in table.names.iter().zip(slots) {
            if let Some(value) = slot.take_other() {
                others.keep(name, value);
            }
        }
    }
}

/// The JSON reader as a source.
struct JsonSource<'r, 'de> {
    reader: &'r mut Reader<'de>,
    table: &'static ObjectTable,
    outcome: Result<(), ReadError>,
}

impl Source for JsonSource<'_, '_> {
    fn fill(&mut self, slots: &mut [&mut dyn Slot], others: &mut dyn Others) {
        self.outcome = self.reader.object(self.table, slots, others);
        keep_others(self.table, slots, others);
    }
}

/// Reads an object.
///
/// # Errors
///
/// Fails if the value is not an object, or a property is missing, duplicate, or does not match its type.
pub fn read_object<T: Object>(reader: &mut Reader<'_>) -> Result<T, ReadError> {
    let mut value = T::empty();
    let mut source = JsonSource { reader, table: T::TABLE, outcome: Ok(()) };
    value.fill(&mut source);
    match source.outcome {
        Ok(()) => Ok(value),
        Err(error) => Err(error),
    }
}

/// Reads an object from any format.
///
/// # Errors
///
/// Those of [`read_object`].
pub fn deserialize_object<'de, T: Object, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_struct(T::TABLE.name, T::TABLE.names, ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<T: Object> ObjectVisitor<T> {
    /// Continues with the JSON reader, if it is the format.
    fn resume<E: Error>(
        &self,
        text: &[u8],
        utf8: Option<&str>,
        found: Unexpected<'_>,
    ) -> Result<T, E> {
        match json::resume(text, utf8, read_object::<T>) {
            Some(value) => value.map_err(|error| E::custom(json::keep(error))),
            None => Err(E::invalid_type(found, self)),
        }
    }
}

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Expected::fmt(T::TABLE, f)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<T, E> {
        self.resume(text.as_bytes(), Some(text), Unexpected::Str(text))
    }

    fn visit_borrowed_bytes<E: Error>(self, text: &'de [u8]) -> Result<T, E> {
        self.resume(text, None, Unexpected::Bytes(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let mut value = T::empty();
        let mut source = MapSource { map, table: T::TABLE, outcome: Ok(()), lifetime: PhantomData };
        value.fill(&mut source);
        source.outcome.map(|()| value)
    }
}

/// An object of another format as a source.
struct MapSource<'de, A: MapAccess<'de>> {
    map: A,
    table: &'static ObjectTable,
    outcome: Result<(), A::Error>,
    lifetime: PhantomData<&'de ()>,
}

impl<'de, A: MapAccess<'de>> Source for MapSource<'de, A> {
    fn fill(&mut self, slots: &mut [&mut dyn Slot], others: &mut dyn Others) {
        self.outcome = self.read(slots, others);
        keep_others(self.table, slots, others);
    }
}

impl<'de, A: MapAccess<'de>> MapSource<'de, A> {
    fn read(
        &mut self,
        slots: &mut [&mut dyn Slot],
        others: &mut dyn Others,
    ) -> Result<(), A::Error> {
        let mut seen = Seen::default();
        let mut text = String::new();
        while let Some(name) = self.next_name(others.keeps())? {
            match name {
                PropertyName::Known(index) => {
                    seen.insert(index, self.table).map_err(A::Error::duplicate_field)?;
                    if let Some(slot) = slots.get_mut(index) {
                        let read = &mut |reader: &mut Reader<'_>| slot.fill(reader);
                        self.map.next_value_seed(ValueSeed { text: &mut text, read })?;
                    }
                }
                PropertyName::Other(name) => {
                    let mut name = Some(name);
                    let read = &mut |reader: &mut Reader<'_>| match name.take() {
                        Some(name) => others.insert(name, reader),
                        None => Ok(()),
                    };
                    self.map.next_value_seed(ValueSeed { text: &mut text, read })?;
                }
                PropertyName::Skipped => drop(self.map.next_value::<IgnoredAny>()?),
            }
        }
        seen.check_required(self.table).map_err(A::Error::missing_field)
    }

    fn next_name(&mut self, keeps: bool) -> Result<Option<PropertyName>, A::Error> {
        if keeps {
            return self.map.next_key_seed(AnyName(self.table.names));
        }
        let index = self.map.next_key_seed(KnownName(self.table.names, 0))?;
        Ok(index.map(|index| index.map_or(PropertyName::Skipped, PropertyName::Known)))
    }
}

/// Converts a value to JSON, and reads that.
struct ValueSeed<'t> {
    text: &'t mut String,
    read: &'t mut dyn FnMut(&mut Reader<'_>) -> Result<(), ReadError>,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.text.clear();
        JsonText(self.text).deserialize(deserializer)?;
        let value = json::read_whole(self.text.as_bytes(), self.read);
        value.map_err(|error| D::Error::custom(error.message()))
    }
}
