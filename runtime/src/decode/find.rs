//! Finding one value in a JSON body by its path, without building the rest of it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// What stands at a path.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Found {
    /// Nothing, null, or an object.
    #[default]
    Nothing,
    /// A string.
    Text(String),
    /// A number, in its digits.
    Number(String),
    /// A flag.
    Flag(bool),
    /// An array: how many elements it has, and what stands at the second path in the last of them.
    List { count: u64, last: Box<Found> },
}

impl Found {
    /// A count that the server tells.
    pub(crate) fn count(&self) -> Option<u64> {
        match self {
            Self::Number(digits) | Self::Text(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    /// A cursor as the text that goes into a query; empty and zero are what some servers say for
    /// none, and no page after another starts there.
    pub(crate) fn cursor(self) -> Option<String> {
        match self {
            Self::Text(text) | Self::Number(text) if !text.is_empty() && text != "0" => Some(text),
            _ => None,
        }
    }

    /// A cursor as JSON, for a body, in which a number and a string are not the same.
    pub(crate) fn json_cursor(self) -> Option<String> {
        let is_text = matches!(self, Self::Text(_));
        let cursor = self.cursor()?;
        if is_text { serde_json::to_string(&cursor).ok() } else { Some(cursor) }
    }
}

/// What stands at `path`; of an array's last element, what stands at `inner`. A body that is not
/// JSON holds nothing: decoding it says so better.
pub(crate) fn find(body: &[u8], path: &[&str], inner: &[&str]) -> Found {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    At { path, inner }.deserialize(&mut deserializer).unwrap_or_default()
}

#[derive(Clone, Copy)]
struct At<'p> {
    path: &'p [&'p str],
    inner: &'p [&'p str],
}

impl<'de> DeserializeSeed<'de> for At<'_> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Found, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At<'_> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Found, E> {
        Ok(self.here(Found::Flag(flag)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Found, E> {
        Ok(self.here(Found::Number(number.to_string())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Found, E> {
        Ok(self.here(Found::Number(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Found, E> {
        Ok(self.here(Found::Number(number.to_string())))
    }

    fn visit_str<E>(self, text: &str) -> Result<Found, E> {
        Ok(self.here(Found::Text(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Found, E> {
        Ok(Found::Nothing)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        let mut found = Found::Nothing;
        let step = self.path.split_first();
        while let Some(name) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match step {
                Some((first, path)) if *first == name => {
                    found = map.next_value_seed(At { path, inner: self.inner })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Found, A::Error> {
        let (mut count, mut last) = (0, Found::Nothing);
        while let Some(found) = list.next_element_seed(At { path: self.inner, inner: &[] })? {
            last = found;
            count += 1;
        }
        Ok(self.here(Found::List { count, last: Box::new(last) }))
    }
}

impl At<'_> {
    /// A value that is no object ends every path.
    fn here(self, found: Found) -> Found {
        if self.path.is_empty() { found } else { Found::Nothing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_by_path() {
        let body = br#"{"a":{"b":"x","n":7,"l":[{"id":"p"},{"id":"q"}]},"more":false,"none":null}"#;
        let list = Found::List { count: 2, last: Box::new(Found::Text("q".to_owned())) };
        for (path, expected) in [
            (&["a", "b"][..], Found::Text("x".to_owned())),
            (&["a", "n"], Found::Number("7".to_owned())),
            (&["a", "l"], list),
            (&["more"], Found::Flag(false)),
            (&["none"], Found::Nothing),
            (&["a"], Found::Nothing),
            (&["a", "b", "c"], Found::Nothing),
            (&["zzz"], Found::Nothing),
            (&[], Found::Nothing),
        ] {
            assert_eq!(find(body, path, &["id"]), expected, "{path:?}");
        }
        let list = Found::List { count: 2, last: Box::new(Found::Number("2".to_owned())) };
        assert_eq!(find(b"[1,2]", &[], &[]), list);
        assert_eq!(find(b"{\"a\":", &["a"], &[]), Found::Nothing);
    }

    #[test]
    fn cursors() {
        let text = |it: &str| Found::Text(it.to_owned());
        let number = |it: &str| Found::Number(it.to_owned());
        assert_eq!(text("a\"b").cursor().as_deref(), Some("a\"b"));
        assert_eq!(text("a\"b").json_cursor().as_deref(), Some("\"a\\\"b\""));
        assert_eq!(number("12").json_cursor().as_deref(), Some("12"));
        for none in [text(""), number("0"), Found::Nothing, Found::Flag(true)] {
            assert_eq!(none.cursor(), None);
        }
    }
}
