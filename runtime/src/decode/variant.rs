//! Reading one variant of an enum whose tag has been looked at.

use serde::de::{DeserializeOwned, Error};
use serde_json::Value;

/// Reads `value` as what the variant holds.
pub fn variant<T: DeserializeOwned, U, E: Error>(value: Value, make: fn(T) -> U) -> Result<U, E> {
    serde_json::from_value(value).map(make).map_err(E::custom)
}
