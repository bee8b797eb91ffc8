//! `Maybe`: a field that is absent, null or a value.
//!
//! It must not know the rest of the runtime.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value that distinguishes absent from null.
///
/// An optional, nullable property has three states in JSON, and an update often treats them
/// differently ("keep it", "clear it", "set it"). Declare the field with `#[serde(default,
/// skip_serializing_if = "Maybe::is_absent")]`. Without these attributes an absent property is an
/// error, and an absent value is written as null.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Maybe<T> {
    /// The property is absent.
    #[default]
    Absent,
    /// The property is present and null.
    Null,
    /// The property is present and has a value.
    Value(T),
}

impl<T> Maybe<T> {
    /// Whether the property is absent.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the property is present and null.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns the value, if there is one. Absent and null both are `None`.
    pub const fn as_option(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns the value by value, if there is one. Absent and null both are `None`.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T> From<T> for Maybe<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Maybe<T> {
    /// Converts `None` to null: a field that is set is meant to be sent.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T: Serialize> Serialize for Maybe<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_option().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Patch {
        #[serde(default, skip_serializing_if = "Maybe::is_absent")]
        note: Maybe<String>,
    }

    #[test]
    fn absent_null_and_value_survive_a_round_trip() {
        for (text, note) in [
            ("{}", Maybe::Absent),
            (r#"{"note":null}"#, Maybe::Null),
            (r#"{"note":"x"}"#, Maybe::Value("x".to_owned())),
        ] {
            let patch: Patch = serde_json::from_str(text).unwrap();
            assert_eq!(patch, Patch { note }, "{text}");
            assert_eq!(serde_json::to_string(&patch).unwrap(), text);
        }
    }

    #[test]
    fn none_becomes_null() {
        assert_eq!(Maybe::<i32>::from(None), Maybe::Null);
        assert_eq!(Maybe::from(3).into_option(), Some(3));
        assert!(Maybe::<i32>::default().is_absent());
    }
}
