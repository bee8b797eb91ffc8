//! `Maybe`: a field that can be absent, null or a value.
//!
//! Takes nothing from the rest of the runtime and must not know it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value that tells absent from null.
///
/// For a property that is neither required nor forbidden to be null, JSON has three answers, and an
/// update often means different things by them ("leave it" against "clear it"). Write the field as
/// `#[serde(default, skip_serializing_if = "Maybe::is_absent")]`: without those two attributes
/// absence cannot be told, and an absent value is written as null.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Maybe<T> {
    /// The property is not there.
    #[default]
    Absent,
    /// The property is there, and is null.
    Null,
    /// The property is there, with a value.
    Value(T),
}

impl<T> Maybe<T> {
    /// Whether the property is not there at all.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the property is there and null.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value, if there is one; absent and null look alike here.
    pub const fn as_option(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value itself, if there is one; absent and null look alike here.
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
    /// `None` is null: whoever writes a field down means it to be sent.
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
