//! Enums that keep values which they do not list.
//!
//! Takes a value of the wire type. An unknown value is reported to the JSON reader, so that a union
//! prefers a variant that lists it.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, IgnoredAny, IntoDeserializer, MapAccess,
    Unexpected, Visitor,
};

use crate::json;

/// An enum of literals that keeps any other value.
pub trait OpenEnum: Sized + From<Self::Wire> {
    /// The type on the wire.
    type Wire: DeserializeOwned;

    /// Whether the enum lists the value.
    fn is_known(&self) -> bool;
}

/// Reads an enum.
///
/// # Errors
///
/// Fails if the value is not of the wire type.
pub fn read_open_enum<'de, T: OpenEnum, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_newtype_struct(json::MAY_BE_UNKNOWN, EnumVisitor(PhantomData))
}

struct EnumVisitor<T>(PhantomData<T>);

/// Reads values of formats without newtypes.
macro_rules! plain {
    ($($method:ident $type:ty;)*) => {
        $(fn $method<E: Error>(self, value: $type) -> Result<T, E> {
            T::Wire::deserialize(value.into_deserializer()).map(T::from)
        })*
    };
}

impl<'de, T: OpenEnum> Visitor<'de> for EnumVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of an enum")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, of: D) -> Result<T, D::Error> {
        T::Wire::deserialize(of).map(T::from)
    }

    plain! { visit_i64 i64; visit_u64 u64; visit_str &str; }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        if map.size_hint() != Some(json::UNTRIED) {
            return Err(A::Error::invalid_type(Unexpected::Map, &self));
        }
        let value = map.next_value::<T::Wire>().map(T::from)?;
        if !value.is_known() {
            map.next_key::<IgnoredAny>()?;
        }
        Ok(value)
    }
}
