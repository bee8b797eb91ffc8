//! A serde `Deserializer` over [`Node`], which keeps the order of members and never fails on a number.

use serde::de::value::{Error, MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::source::{Node, NodeKind};

/// Decodes a value that normalising has checked.
pub(super) fn decode<T: DeserializeOwned>(node: Node<'_>) -> Result<T, Error> {
    T::deserialize(Decoder(node))
}

struct Decoder<'a>(Node<'a>);

impl<'de> Deserializer<'de> for Decoder<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0.kind() {
            NodeKind::Null => visitor.visit_unit(),
            NodeKind::Bool(value) => visitor.visit_bool(*value),
            NodeKind::Number(text) => number(text, visitor),
            NodeKind::String(text) => visitor.visit_str(text),
            NodeKind::Array(_) => {
                visitor.visit_seq(SeqDeserializer::new(self.0.items().map(Decoder)))
            }
            NodeKind::Object(_) => {
                let members = self.0.members().map(|it| (Key(it.key), Decoder(it.value)));
                visitor.visit_map(MapDeserializer::new(members))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(StrDeserializer::new(self.0.as_str().unwrap_or("")))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// Numbers beyond 64 bits become the nearest finite float: only the typed form rounds, the tree keeps the digits.
fn number<'de, V: Visitor<'de>>(text: &str, visitor: V) -> Result<V::Value, Error> {
    if let Ok(value) = text.parse::<u64>() {
        return visitor.visit_u64(value);
    }
    if let Ok(value) = text.parse::<i64>() {
        return visitor.visit_i64(value);
    }
    visitor.visit_f64(text.parse::<f64>().unwrap_or(0.0).clamp(f64::MIN, f64::MAX))
}

impl<'de> IntoDeserializer<'de, Error> for Decoder<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

struct Key<'a>(&'a str);

impl<'de, 'a> IntoDeserializer<'de, Error> for Key<'a> {
    type Deserializer = StrDeserializer<'a, Error>;

    fn into_deserializer(self) -> Self::Deserializer {
        StrDeserializer::new(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::read_text;

    #[test]
    fn values_come_through_in_order() {
        let text = r#"{"z": [1, -2, 1.5, true, null, "x"], "a": 1e999, "b": 18446744073709551615}"#;
        let source = read_text("a.json", text).unwrap();
        let decoded: indexmap::IndexMap<String, serde_json::Value> =
            decode(source.tree().root().unwrap()).unwrap();
        let printed: Vec<_> = decoded.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let expected =
            ["z=[1,-2,1.5,true,null,\"x\"]", "a=1.7976931348623157e+308", "b=18446744073709551615"];
        assert_eq!(printed, expected);
    }
}
