//! A value of any kind, kept until it is known what it is to be.
//!
//! Takes what a deserializer gives, gives it again to as many types as are tried. It must not know
//! them. Unlike `serde_json::Value` it keeps properties that come twice, bytes, and keys that are no
//! text. How deep a value may be is the deserializer's to say, as it recurses too.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{Error as Misfit, MapDeserializer, SeqDeserializer};
use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;

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
        T::deserialize(self).ok().map(make)
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

impl<'de> Deserializer<'de> for &Buffer<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.0 {
            Kind::Null => visitor.visit_unit(),
            Kind::Bool(value) => visitor.visit_bool(*value),
            Kind::Unsigned(value) => visitor.visit_u64(*value),
            Kind::Signed(value) => visitor.visit_i64(*value),
            Kind::Float(value) => visitor.visit_f64(*value),
            Kind::Text(value) => visitor.visit_str(value),
            Kind::Bytes(value) => visitor.visit_bytes(value),
            Kind::List(items) => {
                let mut access = SeqDeserializer::new(items.iter());
                let value = visitor.visit_seq(&mut access)?;
                access.end().map(|()| value)
            }
            Kind::Map(entries) => {
                let mut access = MapDeserializer::new(entries.iter().map(|(key, it)| (key, it)));
                let value = visitor.visit_map(&mut access)?;
                access.end().map(|()| value)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.0 {
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

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Misfit> for &Buffer<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
