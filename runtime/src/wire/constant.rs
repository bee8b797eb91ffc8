//! Properties that have one possible value, and so no field.
//!
//! Takes the value from the table of the object; writes it, and reads it like an enum of one
//! literal: another value is reported to the JSON reader, so that a union prefers other variants.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny,
    IntoDeserializer, MapAccess, Unexpected, Visitor,
};
use serde::ser::{Serialize, SerializeStruct};
use serde_json::Value;

use super::in_place::Slot;
use super::object::{Fill, duplicate};
use super::write::Field;
use crate::json::{self, ReadError, Reader};

/// A literal of a table.
pub trait ConstantValue: Copy + Serialize {
    /// The type on the wire.
    type Wire: DeserializeOwned + Into<Value>;

    /// Whether this is the value.
    fn is(self, value: &Self::Wire) -> bool;
}

impl ConstantValue for &'static str {
    type Wire = String;

    fn is(self, value: &String) -> bool {
        self == value
    }
}

impl ConstantValue for i64 {
    type Wire = i64;

    fn is(self, value: &i64) -> bool {
        self == *value
    }
}

impl ConstantValue for bool {
    type Wire = bool;

    fn is(self, value: &bool) -> bool {
        self == *value
    }
}

/// A constant that is written.
#[derive(Debug)]
pub struct Constant<T>(pub T);

impl<W: SerializeStruct, T: ConstantValue> Field<W> for Constant<T> {
    fn is_absent(&self) -> bool {
        false
    }

    fn write(&self, name: &'static str, out: &mut W) -> Result<(), W::Error> {
        out.serialize_field(name, &self.0)
    }
}

/// Reads a constant, which is required.
#[derive(Debug)]
pub struct ConstantSlot<T> {
    value: T,
    is_filled: bool,
    other: Option<Value>,
}

impl<T: ConstantValue> ConstantSlot<T> {
    /// An empty slot.
    pub const fn new(value: T) -> Self {
        Self { value, is_filled: false, other: None }
    }
}

impl<'de, A: MapAccess<'de>, T: ConstantValue> Fill<'de, A> for ConstantSlot<T> {
    fn fill(&mut self, name: &'static str, map: &mut A) -> Result<(), A::Error> {
        if self.is_filled {
            return Err(duplicate(name));
        }
        self.other = map.next_value_seed(ConstantSeed(self.value))?;
        self.is_filled = true;
        Ok(())
    }

    fn is_missing(&self) -> bool {
        !self.is_filled
    }

    fn take_other(&mut self) -> Option<Value> {
        self.other.take()
    }
}

impl<T: ConstantValue> Slot for ConstantSlot<T> {
    fn fill(&mut self, reader: &mut Reader<'_>) -> Result<(), ReadError> {
        self.other = ConstantSeed(self.value).deserialize(reader)?;
        Ok(())
    }

    fn take_other(&mut self) -> Option<Value> {
        self.other.take()
    }
}

/// Reads a value, and returns it if it is not the constant.
struct ConstantSeed<T>(T);

impl<'de, T: ConstantValue> DeserializeSeed<'de> for ConstantSeed<T> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let visitor = ConstantVisitor { value: self.0, lifetime: PhantomData };
        deserializer.deserialize_newtype_struct(json::MAY_BE_UNKNOWN, visitor)
    }
}

struct ConstantVisitor<'de, T> {
    value: T,
    lifetime: PhantomData<&'de ()>,
}

impl<T: ConstantValue> ConstantVisitor<'_, T> {
    fn other(&self, value: T::Wire) -> Option<Value> {
        (!self.value.is(&value)).then(|| value.into())
    }
}

/// Reads values of formats without newtypes.
macro_rules! plain {
    ($($method:ident $type:ty;)*) => {
        $(fn $method<E: Error>(self, value: $type) -> Result<Self::Value, E> {
            let value = T::Wire::deserialize(value.into_deserializer())?;
            Ok(self.other(value))
        })*
    };
}

impl<'de, T: ConstantValue> Visitor<'de> for ConstantVisitor<'de, T> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a constant")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, of: D) -> Result<Self::Value, D::Error> {
        let value = T::Wire::deserialize(of)?;
        Ok(self.other(value))
    }

    plain! { visit_bool bool; visit_i64 i64; visit_u64 u64; visit_str &str; }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        if map.size_hint() != Some(json::UNTRIED) {
            return Err(A::Error::invalid_type(Unexpected::Map, &self));
        }
        let value = map.next_value::<T::Wire>()?;
        let other = self.other(value);
        if other.is_some() {
            map.next_key::<IgnoredAny>()?;
        }
        Ok(other)
    }
}

#[cfg(test)]
mod tests {
    #![allow(unreachable_pub, reason = "what a table implements is public")]

    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::codegen;

    #[derive(Clone, Debug, PartialEq, Default)]
    struct Cat {
        lives: i64,
    }
    codegen::object!(Cat { "kind" = "cat", "lives" => lives: required, "version" = 2, });

    #[derive(Clone, Debug, PartialEq, Default)]
    struct Dog {
        extra: BTreeMap<String, Value>,
    }
    codegen::object!(Dog { "kind" = "dog", .. keep => extra, });

    #[derive(Clone, Debug, PartialEq)]
    enum Pet {
        Cat(Cat),
        Dog(Dog),
        Unknown(Value),
    }
    codegen::best_of!(Pet { Cat, Dog, .. _ => Unknown });

    #[test]
    fn a_constant_is_written_in_its_place() {
        let text = r#"{"kind":"cat","lives":9,"version":2}"#;
        let cat: Cat = json::from_slice(text.as_bytes()).unwrap();
        assert_eq!(cat, Cat { lives: 9 });
        assert_eq!(serde_json::to_string(&cat).unwrap(), text);
        assert_eq!(serde_json::to_string(&Dog::default()).unwrap(), r#"{"kind":"dog"}"#);
    }

    #[test]
    fn a_constant_is_required_and_of_its_type() {
        let error = |value: Value| Cat::deserialize(value).unwrap_err().to_string();
        assert_eq!(error(json!({"lives": 9, "version": 2})), "missing field `kind`");
        assert!(error(json!({"kind": 1, "lives": 9, "version": 2})).contains("expected a string"));
        let twice =
            json::from_slice::<Cat>(br#"{"kind":"cat","kind":"cat","lives":9,"version":2}"#);
        assert!(twice.unwrap_err().to_string().contains("duplicate field `kind`"));
    }

    #[test]
    fn another_value_is_read_and_kept_where_an_object_keeps_properties() {
        let cat = Cat::deserialize(json!({"kind": "lion", "lives": 1, "version": 3})).unwrap();
        assert_eq!(cat, Cat { lives: 1 });
        for value in [json!({"kind": "wolf", "size": 1}), json!({"kind": "dog", "size": 1})] {
            let dog = Dog::deserialize(&value).unwrap();
            assert_eq!(serde_json::to_value(&dog).unwrap(), value);
        }
    }

    #[test]
    fn a_union_prefers_the_variant_with_the_value() {
        let read = |value: Value| json::from_slice::<Pet>(value.to_string().as_bytes()).unwrap();
        assert_eq!(
            read(json!({"kind": "cat", "lives": 9, "version": 2})),
            Pet::Cat(Cat { lives: 9 })
        );
        let dog = read(json!({"kind": "dog", "lives": 9, "version": 2}));
        assert!(matches!(&dog, Pet::Dog(dog) if dog.extra.len() == 2), "{dog:?}");
    }
}
