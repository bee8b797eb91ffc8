//! Finds a value in a JSON body by its path, without building the rest.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The value at a path.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum PathValue {
    /// Missing, null, or an object.
    #[default]
    Missing,
    /// A string.
    String(String),
    /// The digits of a number.
    Number(String),
    /// A boolean.
    Bool(bool),
    /// An array: its length, and the value at the second path in its last element.
    List { count: u64, last: Box<PathValue> },
}

impl PathValue {
    /// Returns the value as a count.
    pub(crate) fn count(&self) -> Option<u64> {
        match self {
            Self::Number(digits) | Self::String(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    /// Returns the value as a cursor for a query. Empty and zero mean none: some servers send them,
    /// and no second page starts there.
    pub(crate) fn cursor(self) -> Option<String> {
        match self {
            Self::String(text) | Self::Number(text) if !text.is_empty() && text != "0" => {
                Some(text)
            }
            _ => None,
        }
    }

    /// Returns the value as a cursor for a JSON body, where a number and a string differ.
    pub(crate) fn json_cursor(self) -> Option<String> {
        let is_text = matches!(self, Self::String(_));
        let cursor = self.cursor()?;
        if is_text { serde_json::to_string(&cursor).ok() } else { Some(cursor) }
    }
}

/// Returns the value at `path`, and for an array the value at `inner` in its last element. A body
/// that is not JSON has no values; decoding reports it.
pub(crate) fn find(body: &[u8], path: &[&str], inner: &[&str]) -> PathValue {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    PathSeed { path, inner }.deserialize(&mut deserializer).unwrap_or_default()
}

#[derive(Clone, Copy)]
struct PathSeed<'p> {
    path: &'p [&'p str],
    inner: &'p [&'p str],
}

impl<'de> DeserializeSeed<'de> for PathSeed<'_> {
    type Value = PathValue;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<PathValue, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for PathSeed<'_> {
    type Value = PathValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<PathValue, E> {
        Ok(self.here(PathValue::Bool(flag)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<PathValue, E> {
        Ok(self.here(PathValue::Number(number.to_string())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<PathValue, E> {
        Ok(self.here(PathValue::Number(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<PathValue, E> {
        Ok(self.here(PathValue::Number(number.to_string())))
    }

    fn visit_str<E>(self, text: &str) -> Result<PathValue, E> {
        Ok(self.here(PathValue::String(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<PathValue, E> {
        Ok(PathValue::Missing)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PathValue, A::Error> {
        let mut found = PathValue::Missing;
        let step = self.path.split_first();
        while let Some(name) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match step {
                Some((first, path)) if *first == name => {
                    found = map.next_value_seed(PathSeed { path, inner: self.inner })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<PathValue, A::Error> {
        let (mut count, mut last) = (0, PathValue::Missing);
        while let Some(found) = list.next_element_seed(PathSeed { path: self.inner, inner: &[] })? {
            last = found;
            count += 1;
        }
        Ok(self.here(PathValue::List { count, last: Box::new(last) }))
    }
}

impl PathSeed<'_> {
    /// A value that is not an object ends every path.
    fn here(self, found: PathValue) -> PathValue {
        if self.path.is_empty() { found } else { PathValue::Missing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_by_path() {
        let body = br#"{"a":{"b":"x","n":7,"l":[{"id":"p"},{"id":"q"}]},"more":false,"none":null}"#;
        let list = PathValue::List { count: 2, last: Box::new(PathValue::String("q".to_owned())) };
        for (path, expected) in [
            (&["a", "b"][..], PathValue::String("x".to_owned())),
            (&["a", "n"], PathValue::Number("7".to_owned())),
            (&["a", "l"], list),
            (&["more"], PathValue::Bool(false)),
            (&["none"], PathValue::Missing),
            (&["a"], PathValue::Missing),
            (&["a", "b", "c"], PathValue::Missing),
            (&["zzz"], PathValue::Missing),
            (&[], PathValue::Missing),
        ] {
            assert_eq!(find(body, path, &["id"]), expected, "{path:?}");
        }
        let list = PathValue::List { count: 2, last: Box::new(PathValue::Number("2".to_owned())) };
        assert_eq!(find(b"[1,2]", &[], &[]), list);
        assert_eq!(find(b"{\"a\":", &["a"], &[]), PathValue::Missing);
    }

    #[test]
    fn cursors() {
        let text = |it: &str| PathValue::String(it.to_owned());
        let number = |it: &str| PathValue::Number(it.to_owned());
        assert_eq!(text("a\"b").cursor().as_deref(), Some("a\"b"));
        assert_eq!(text("a\"b").json_cursor().as_deref(), Some("\"a\\\"b\""));
        assert_eq!(number("12").json_cursor().as_deref(), Some("12"));
        for none in [text(""), number("0"), PathValue::Missing, PathValue::Bool(true)] {
            assert_eq!(none.cursor(), None);
        }
    }
}
