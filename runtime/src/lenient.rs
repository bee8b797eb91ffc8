//! `Lenient`: a string whose format is advisory.
//!
//! It must not know formats: a format is a type that deserializes from a string.

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, IgnoredAny, IntoDeserializer, MapAccess,
    Unexpected, Visitor,
};
use serde::ser::{Serialize, Serializer};

use crate::json;

/// A string of a format such as `uuid`, or the text that a server sends in its place.
///
/// JSON Schema leaves it open whether `format` is validated (2020-12 Validation § 7.2), and servers send
/// `req_12345` where a UUID is declared. Error bodies have this type, so that an unexpected id does not
/// hide the error; other responses have it with `client.formats: lenient`.
///
/// # Examples
///
/// ```
/// use renkei_runtime::{DateTime, Lenient};
///
/// let at: Lenient<DateTime> = "2026-01-31T09:00:00Z".parse()?;
/// assert!(at.valid().is_some());
/// let id: Lenient<DateTime> = "yesterday".parse()?;
/// assert_eq!(id, Lenient::Invalid("yesterday".to_owned()));
/// # Ok::<(), std::convert::Infallible>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lenient<T> {
    /// A value of the format.
    Valid(T),
    /// A text that is not of the format, as it was sent.
    Invalid(String),
}

impl<T> Lenient<T> {
    /// Returns the value, if it is of the format.
    pub fn valid(&self) -> Option<&T> {
        match self {
            Self::Valid(value) => Some(value),
            Self::Invalid(_) => None,
        }
    }

    /// Returns the value, or the text that is not of the format.
    ///
    /// # Errors
    ///
    /// Fails with the text.
    pub fn into_result(self) -> Result<T, String> {
        match self {
            Self::Valid(value) => Ok(value),
            Self::Invalid(text) => Err(text),
        }
    }
}

impl<T> From<T> for Lenient<T> {
    fn from(value: T) -> Self {
        Self::Valid(value)
    }
}

impl<T: FromStr> FromStr for Lenient<T> {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.parse().map_or_else(|_| Self::Invalid(text.to_owned()), Self::Valid))
    }
}

impl<T: fmt::Display> fmt::Display for Lenient<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Valid(value) => value.fmt(f),
            Self::Invalid(text) => text.fmt(f),
        }
    }
}

impl<T: Serialize> Serialize for Lenient<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Valid(value) => value.serialize(serializer),
            Self::Invalid(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(json::MAY_BE_INVALID, LenientVisitor(PhantomData))
    }
}

struct LenientVisitor<T>(PhantomData<T>);

impl<T: DeserializeOwned> LenientVisitor<T> {
    fn read<E: Error>(text: String) -> Lenient<T> {
        let value: Result<T, E> = T::deserialize(text.as_str().into_deserializer());
        value.map_or(Lenient::Invalid(text), Lenient::Valid)
    }
}

impl<'de, T: DeserializeOwned> Visitor<'de> for LenientVisitor<T> {
    type Value = Lenient<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, of: D) -> Result<Lenient<T>, D::Error> {
        String::deserialize(of).map(Self::read::<D::Error>)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Lenient<T>, E> {
        Ok(Self::read::<E>(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Lenient<T>, A::Error> {
        if map.size_hint() != Some(json::UNTRIED) {
            return Err(A::Error::invalid_type(Unexpected::Map, &self));
        }
        let value = Self::read::<A::Error>(map.next_value()?);
        if value.valid().is_none() {
            // A union prefers a member that knows the value.
            map.next_key::<IgnoredAny>()?;
        }
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_text_that_is_not_of_the_format_is_kept() {
        let read = |text: &str| crate::json::from_slice::<Lenient<Uuid>>(text.as_bytes());
        let uuid = "67e55044-10b1-426f-9247-bb680e5fe0c8";
        let quoted = format!("\"{uuid}\"");
        assert_eq!(read(&quoted).unwrap(), Lenient::Valid(uuid.parse().unwrap()));
        let invalid = read("\"req_12345\"").unwrap();
        assert_eq!(invalid, Lenient::Invalid("req_12345".to_owned()));
        assert_eq!(serde_json::to_string(&invalid).unwrap(), "\"req_12345\"");
        assert_eq!(invalid.to_string(), "req_12345");
        assert_eq!(invalid.into_result(), Err("req_12345".to_owned()));
        assert!(read("7").is_err());
        let value = serde_json::Value::from(uuid);
        assert!(Lenient::<Uuid>::deserialize(value).unwrap().valid().is_some());
    }
}
