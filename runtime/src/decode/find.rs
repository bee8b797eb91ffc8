//! Finds a value in a JSON body by its path, without building the rest.

use crate::json;

/// The value at a path.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum PathValue {
    /// Missing or null.
    #[default]
    Missing,
    /// A string.
    String(String),
    /// The text of a number, with every digit.
    Number(String),
    /// A boolean.
    Bool(bool),
    /// An object.
    Object,
    /// An array: its length, and the value at the second path in its last element.
    List { count: u64, last: Box<PathValue> },
}

impl PathValue {
    /// Returns the value as a count.
    pub(crate) fn count(&self) -> Option<u64> {
        match self {
            Self::Number(digits) | Self::String(digits) => whole(digits).parse().ok(),
            _ => None,
        }
    }

    /// Returns the value as a flag. Some servers send flags as numbers or strings.
    pub(crate) fn flag(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            Self::Number(text) | Self::String(text) => match text.as_str() {
                "1" | "true" | "True" | "TRUE" => Some(true),
                "0" | "false" | "False" | "FALSE" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Returns a whole number without a fraction or an exponent, and any other text unchanged.
pub(crate) fn whole(digits: &str) -> std::borrow::Cow<'_, str> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let is_integer = digits.bytes().all(|it| it.is_ascii_digit() || it == b'-');
    match digits.parse::<f64>() {
        Ok(number) if !is_integer && number.fract() == 0.0 && number.abs() < EXACT => {
            format!("{number:.0}").into()
        }
        _ => digits.into(),
    }
}

/// Returns the value at `path`, and for an array the value at `inner` in its last element. A body
/// that is not JSON has no values; decoding reports it.
pub(crate) fn find(body: &[u8], path: &[&str], inner: &[&str]) -> PathValue {
    let Some(text) = json::text_at(body, path) else { return PathValue::Missing };
    match json::elements(text) {
        Some(elements) => {
            let last = elements.last().and_then(|last| json::text_at(last, inner));
            let last = Box::new(last.map_or(PathValue::Missing, scalar));
            PathValue::List { count: elements.len() as u64, last }
        }
        None => scalar(text),
    }
}

/// Reads a value that is no list, or the kind of a list.
fn scalar(text: &[u8]) -> PathValue {
    let as_text = || String::from_utf8_lossy(text).into_owned();
    match text.first() {
        Some(b'"') => serde_json::from_slice(text).map_or(PathValue::Missing, PathValue::String),
        Some(b'{') => PathValue::Object,
        Some(b'[') => PathValue::List { count: 0, last: Box::default() },
        Some(b't') => PathValue::Bool(true),
        Some(b'f') => PathValue::Bool(false),
        Some(b'-' | b'0'..=b'9') => PathValue::Number(as_text()),
        _ => PathValue::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_by_path() {
        let body =
            br#"{"a":{"b":"x\n","n":7,"l":[{"id":"p"},{"id":"q"}]},"more":false,"none":null}"#;
        let list = PathValue::List { count: 2, last: Box::new(PathValue::String("q".to_owned())) };
        for (path, expected) in [
            (&["a", "b"][..], PathValue::String("x\n".to_owned())),
            (&["a", "n"], PathValue::Number("7".to_owned())),
            (&["a", "l"], list),
            (&["more"], PathValue::Bool(false)),
            (&["none"], PathValue::Missing),
            (&["a"], PathValue::Object),
            (&["a", "b", "c"], PathValue::Missing),
            (&["zzz"], PathValue::Missing),
            (&[], PathValue::Object),
        ] {
            assert_eq!(find(body, path, &["id"]), expected, "{path:?}");
        }
        let list = PathValue::List { count: 2, last: Box::new(PathValue::Number("2".to_owned())) };
        assert_eq!(find(b"[1,2]", &[], &[]), list);
        assert_eq!(find(b"{\"a\":", &["a"], &[]), PathValue::Missing);
    }

    #[test]
    fn numbers_keep_their_digits() {
        let number = |it: &str| PathValue::Number(it.to_owned());
        for digits in ["12345678901234567890123", "1.10", "1e400", "-0"] {
            assert_eq!(find(digits.as_bytes(), &[], &[]), number(digits));
        }
        assert_eq!(number("7.0").count(), Some(7));
        assert_eq!(number("7.5").count(), None);
        assert_eq!(whole("18446744073709551615"), "18446744073709551615");
        assert_eq!(PathValue::String("true".to_owned()).flag(), Some(true));
    }
}
