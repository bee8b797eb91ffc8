//! A value of any kind, kept until it is known what it is to be.
//!
//! Takes what a deserializer gives, gives it again to as many types as are tried. It must not know
//! them. Unlike `serde_json::Value` it keeps properties that come twice, bytes, and keys that are no
//! text. How deep a value may be is the deserializer's to say, as it recurses too.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use super::fit::Fits;
use super::held::Held;

/// A value that has been read but not understood.
#[derive(Clone, Debug)]
pub struct Buffer<'de>(Kind<'de>);

#[derive(Clone, Debug)]
pub(super) enum Kind<'de> {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(Cow<'de, str>),
    Bytes(Vec<u8>),
    List(Vec<Buffer<'de>>),
    Map(Vec<(Buffer<'de>, Buffer<'de>)>),
}

impl<'de> Buffer<'de> {
    /// Takes whatever comes.
    ///
    /// # Errors
    ///
    /// Those of the deserializer.
    pub fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    pub(super) fn kind(&self) -> &Kind<'de> {
        &self.0
    }

    /// The variant, if the value fits it.
    pub fn fit<T: DeserializeOwned, U>(&self, make: fn(T) -> U) -> Option<U> {
        T::deserialize(Held::of(self)).ok().map(make)
    }

    /// The types that the value fits, none of which has been tried yet.
    pub fn fits<U>(&self) -> Fits<'_, 'de, U> {
        Fits::of(self)
    }

    /// The variant that the value's tag names.
    ///
    /// # Errors
    ///
    /// When the value does not fit it.
    pub fn variant<T: DeserializeOwned, U, E: Error>(&self, make: fn(T) -> U) -> Result<U, E> {
        T::deserialize(Held::of(self)).map(make).map_err(E::custom)
    }

    /// The value as JSON, where its tag names no variant that is known.
    ///
    /// # Errors
    ///
    /// When it holds what JSON cannot.
    pub fn unknown<U, E: Error>(&self, make: fn(Value) -> U) -> Result<U, E> {
        self.variant(make)
    }

    /// The text of a property; of several with this name, the last's.
    pub fn tag(&self, property: &str) -> Option<&str> {
        match &self.property(property)?.0 {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The same of a property that need not be text: digits of an integer, `true` or `false`.
    pub fn tag_text(&self, property: &str) -> Option<Cow<'_, str>> {
        match &self.property(property)?.0 {
            Kind::Text(text) => Some(Cow::Borrowed(text)),
            Kind::Bool(flag) => Some(flag.to_string().into()),
            Kind::Unsigned(number) => Some(number.to_string().into()),
            Kind::Signed(number) => Some(number.to_string().into()),
            Kind::Float(number) => Some(Value::from(*number).to_string().into()),
            _ => None,
        }
    }

    fn property(&self, name: &str) -> Option<&Self> {
        let Kind::Map(entries) = &self.0 else { return None };
        let named = |key: &Self| matches!(&key.0, Kind::Text(text) if text == name);
        entries.iter().rev().find(|(key, _)| named(key)).map(|(_, value)| value)
    }

    /// That no variant fitted.
    pub fn misfit<E: Error>(type_name: &str) -> E {
        E::custom(format_args!("data did not match any variant of untagged enum {type_name}"))
    }
}

impl<'de> Deserialize<'de> for Buffer<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BufferVisitor).map(Self)
    }
}

struct BufferVisitor;

impl<'de> Visitor<'de> for BufferVisitor {
    type Value = Kind<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<Kind<'de>, E> {
        Ok(Kind::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Kind<'de>, E> {
        Ok(Kind::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Kind<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, of: D) -> Result<Kind<'de>, D::Error> {
        of.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Kind<'de>, E> {
        Ok(Kind::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Kind<'de>, E> {
        Ok(Kind::Unsigned(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Kind<'de>, E> {
        Ok(Kind::Signed(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Kind<'de>, E> {
        Ok(Kind::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Kind<'de>, E> {
        Ok(Kind::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Kind<'de>, E> {
        Ok(Kind::Text(Cow::Owned(value)))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Kind<'de>, E> {
        Ok(Kind::Text(Cow::Borrowed(value)))
    }

    fn visit_bytes<E: Error>(self, value: &[u8]) -> Result<Kind<'de>, E> {
        Ok(Kind::Bytes(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Kind<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Kind::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Kind<'de>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Kind::Map(entries))
    }
}
