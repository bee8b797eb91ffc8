//! `Numeric`: a number that is also sent as a string.
//!
//! It must not know which numbers there are: a number is a type that is parsed from its text.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::Deref;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};

/// A number that is sent as a JSON number or as a string that contains one.
///
/// Documents declare such a value as `type: [integer, string]` with the pattern or the `format` of a number; ASP.NET
/// Core does so for every number. A value from a string is written back as the same string. Values compare by number.
///
/// # Examples
///
/// ```
/// use renkei_runtime::Numeric;
///
/// let count: Numeric<i32> = 12.into();
/// assert_eq!(*count + 1, 13);
/// assert_eq!(count, "12".parse()?);
/// # Ok::<(), std::num::ParseIntError>(())
/// ```
#[derive(Clone, Default)]
pub struct Numeric<T> {
    value: T,
    /// The string that was read, if it was one.
    text: Option<Box<str>>,
}

impl<T> Numeric<T> {
    /// Creates a value that is sent as a JSON number.
    pub const fn new(value: T) -> Self {
        Self { value, text: None }
    }

    /// Returns the number.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> From<T> for Numeric<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T> Deref for Numeric<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: FromStr> FromStr for Numeric<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        text.parse().map(Self::new)
    }
}

impl<T: fmt::Debug> fmt::Debug for Numeric<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: fmt::Display> fmt::Display for Numeric<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: PartialEq> PartialEq for Numeric<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Numeric<T> {}

impl<T: PartialOrd> PartialOrd for Numeric<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: Ord> Ord for Numeric<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.value.cmp(&other.value)
    }
}

impl<T: Hash> Hash for Numeric<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl<T: Serialize> Serialize for Numeric<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.text {
            Some(text) => serializer.serialize_str(text),
            None => self.value.serialize(serializer),
        }
    }
}

impl<'de, T: FromStr + Deserialize<'de>> Deserialize<'de> for Numeric<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumericVisitor(PhantomData))
    }
}

struct NumericVisitor<T>(PhantomData<T>);

/// Reads a number of one of the types that formats have.
macro_rules! number {
    ($($method:ident $type:ty;)*) => {
        $(fn $method<E: Error>(self, value: $type) -> Result<Self::Value, E> {
            T::deserialize(value.into_deserializer()).map(Numeric::new)
        })*
    };
}

impl<'de, T: FromStr + Deserialize<'de>> Visitor<'de> for NumericVisitor<T> {
    type Value = Numeric<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, or a string that contains one")
    }

    number! { visit_i64 i64; visit_u64 u64; visit_i128 i128; visit_u128 u128; }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        // JSON has one kind of number: `1.0` is an integer (JSON Schema 2020-12 section 4.2.3).
        let whole = || format!("{value:.0}").parse().ok().filter(|_| value.fract() == 0.0);
        let read: Result<T, E> = T::deserialize(value.into_deserializer());
        read.or_else(|error| whole().ok_or(error)).map(Numeric::new)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        let value = text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))?;
        Ok(Numeric { value, text: Some(text.into()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    fn read<T: FromStr + for<'de> Deserialize<'de>>(text: &str) -> Result<Numeric<T>, String> {
        let own = json::from_slice(text.as_bytes()).map_err(|it| it.to_string());
        let other: Result<Numeric<T>, _> = serde_json::from_str(text);
        assert_eq!(own.is_ok(), other.is_ok(), "{text}");
        own
    }

    #[test]
    fn numbers_and_strings_are_read_and_written_back() {
        for text in ["1", "-12", "\"1\"", "\"-007\""] {
            let value = read::<i32>(text).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), text);
        }
        assert_eq!(*read::<i64>("9007199254740993").unwrap(), 9_007_199_254_740_993);
        assert_eq!(*read::<i64>("\"9007199254740993\"").unwrap(), 9_007_199_254_740_993);
        assert_eq!(*read::<u64>("18446744073709551615").unwrap(), u64::MAX);
        assert_eq!(*read::<i32>("2.0").unwrap(), 2);
        assert_eq!(read::<f64>("1").unwrap().to_string(), "1");
        assert_eq!(serde_json::to_string(&read::<f64>("\"1.50\"").unwrap()).unwrap(), "\"1.50\"");
    }

    #[test]
    fn other_values_are_errors() {
        for text in ["\"x\"", "\"\"", "1.5", "\"1.5\"", "true", "null", "[1]", "{}", "4294967296"] {
            assert!(read::<i32>(text).is_err(), "{text}");
        }
        let error = read::<i32>("\"many\"").unwrap_err();
        assert!(error.contains("a string that contains one"), "{error}");
    }

    #[test]
    fn values_compare_by_number() {
        let quoted = read::<i32>("\"05\"").unwrap();
        assert_eq!(quoted, Numeric::new(5));
        assert!(quoted < 6.into());
        assert_eq!(format!("{quoted} {quoted:?}"), "5 5");
        assert_eq!(quoted.into_inner(), 5);
    }
}
