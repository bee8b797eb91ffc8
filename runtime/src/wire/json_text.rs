//! Serializes any value as JSON text, from which a union is read if another format holds it.
//!
//! Takes the calls of a deserializer. It must not know types. Duplicate properties are kept. The
//! deserializer limits the depth, because it recurses too.

use std::fmt;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use crate::json;

/// Reads a type from the text that `write` produces.
pub(super) fn read<T: DeserializeOwned, E: Error>(
    write: impl FnOnce(&mut String) -> Result<(), E>,
) -> Result<T, E> {
    let mut text = String::new();
    write(&mut text)?;
    json::from_slice(text.as_bytes()).map_err(|error| E::custom(error.message()))
}

/// Appends a value to a text.
pub(super) struct JsonText<'t>(pub(super) &'t mut String);

impl JsonText<'_> {
    fn plain<E>(self, value: impl Into<Value>) -> Result<(), E> {
        self.0.push_str(&value.into().to_string());
        Ok(())
    }

    /// Removes the trailing comma and closes the container.
    fn close<E>(self, mark: char) -> Result<(), E> {
        if self.0.ends_with(',') {
            self.0.pop();
        }
        self.0.push(mark);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for JsonText<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for JsonText<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.plain(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.plain(())
    }

    fn visit_some<D: Deserializer<'de>>(self, of: D) -> Result<(), D::Error> {
        of.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, of: D) -> Result<(), D::Error> {
        of.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.plain(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.plain(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.plain(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.plain(value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.plain(value)
    }

    fn visit_bytes<E: Error>(self, value: &[u8]) -> Result<(), E> {
        self.plain(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.0.push('[');
        while items.next_element_seed(JsonText(self.0))?.is_some() {
            self.0.push(',');
        }
        self.close(']')
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.0.push('{');
        while map.next_key_seed(KeyText(self.0))?.is_some() {
            self.0.push(':');
            map.next_value_seed(JsonText(self.0))?;
            self.0.push(',');
        }
        self.close('}')
    }
}

/// Appends the name of a property, which is a string in JSON.
struct KeyText<'t>(&'t mut String);

impl<'de> DeserializeSeed<'de> for KeyText<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let mut name = String::new();
        deserializer.deserialize_any(JsonText(&mut name))?;
        if name.starts_with(['[', '{']) {
            return Err(D::Error::custom("a key that is not a string"));
        }
        let quoted = if name.starts_with('"') { name } else { Value::from(name).to_string() };
        self.0.push_str(&quoted);
        Ok(())
    }
}
