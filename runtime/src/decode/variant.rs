//! Reading one variant of an enum whose tag has been looked at.

use serde::de::{DeserializeOwned, Error};
use serde_json::Value;

/// The text of a tag that need not be a string: digits of an integer, `true` or `false`.
pub fn tag_text(value: &Value, property: &str) -> Option<String> {
    match value.get(property)? {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Reads `value` as what the variant holds.
pub fn variant<T: DeserializeOwned, U, E: Error>(value: Value, make: fn(T) -> U) -> Result<U, E> {
    serde_json::from_value(value).map(make).map_err(E::custom)
}
