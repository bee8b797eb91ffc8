//! Typed response headers.
//!
//! Takes the headers as received; returns values. A missing or malformed header is `None`: the
//! status already decided the result, and a header that nobody may read must not turn a completed
//! payment into an error.

use http::{HeaderMap, HeaderName, header::SET_COOKIE};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::attempt::http_date;

/// A struct of headers. [`headers!`](crate::__headers) implements it for generated types.
pub trait TypedHeaders: Sized {
    /// Reads the headers of the struct.
    fn read(headers: &HeaderMap) -> Self;
}

/// For operations that declare no headers.
impl TypedHeaders for () {
    fn read(_: &HeaderMap) -> Self {}
}

/// Reads a single value (OpenAPI 3.0.4, "Style Values", `simple`). Several lines are joined with
/// commas (RFC 9110 § 5.3).
pub fn header<T: DeserializeOwned>(headers: &HeaderMap, name: &str) -> Option<T> {
    let lines = lines(headers, name);
    if lines.is_empty() { None } else { value(&lines.join(", ")) }
}

/// Reads a comma-separated list. Cookies contain commas, so each has a line of its own (RFC 6265 §
/// 3).
pub fn header_list<T: DeserializeOwned>(headers: &HeaderMap, name: &str) -> Option<Vec<T>> {
    let lines = lines(headers, name);
    if lines.is_empty() {
        return None;
    }
    if name.eq_ignore_ascii_case(SET_COOKIE.as_str()) {
        return lines.into_iter().map(value).collect();
    }
    let items = lines.into_iter().flat_map(|line| line.split(',')).map(str::trim);
    // Empty elements are ignored (RFC 9110 § 5.6.1.2).
    items.filter(|item| !item.is_empty()).map(value).collect()
}

/// Reads a list of dates. An HTTP date has a comma after its day (RFC 9110 § 5.6.7), so a comma
/// alone does not end an element (§ 5.6.1.2).
pub fn header_dates<T: DeserializeOwned>(headers: &HeaderMap, name: &str) -> Option<Vec<T>> {
    let lines = lines(headers, name);
    if lines.is_empty() {
        return None;
    }
    let mut items: Vec<String> = Vec::new();
    let mut day: Option<&str> = None;
    for part in lines.into_iter().flat_map(|line| line.split(',')).map(str::trim) {
        if !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            items.extend(day.replace(part).map(str::to_owned));
        } else if !part.is_empty() {
            items.push(day.take().map_or_else(|| part.to_owned(), |day| format!("{day}, {part}")));
        }
    }
    items.extend(day.map(str::to_owned));
    items.iter().map(|item| value(item)).collect()
}

/// Reads a value that is declared with JSON content.
pub fn header_json<T: DeserializeOwned>(headers: &HeaderMap, name: &str) -> Option<T> {
    let lines = lines(headers, name);
    crate::json::from_slice(lines.join(", ").as_bytes()).ok()
}

/// Returns all lines of that name; none if one is not ASCII text.
fn lines<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else { return Vec::new() };
    let lines = headers.get_all(name).iter().map(|line| line.to_str().map(str::trim));
    // Text that is not ASCII counts as a missing header.
    lines.collect::<Result<_, _>>().unwrap_or_default()
}

/// Parses a text as a string, as a number or boolean, or as an HTTP date (RFC 9110 § 5.6.7), which
/// servers send for `date-time`.
fn value<T: DeserializeOwned>(text: &str) -> Option<T> {
    let as_text = |text: String| serde_json::from_value(Value::String(text)).ok();
    as_text(text.to_owned())
        .or_else(|| crate::json::from_slice(text.as_bytes()).ok())
        .or_else(|| as_text(http_date(text)?.to_string()))
}

/// Implements `TypedHeaders` from a table: `headers!(Limits { "X-Left" => left: header, … });`.
#[doc(hidden)]
#[macro_export]
macro_rules! __headers {
    ($name:ident { $($wire:literal => $field:ident: $read:ident),* $(,)? }) => {
        impl $crate::codegen::TypedHeaders for $name {
            #[inline]
            fn read(headers: &$crate::codegen::http::HeaderMap) -> Self {
                Self { $($field: $crate::codegen::$read(headers, $wire)),* }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use jiff::Timestamp;

    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let line = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        let mut headers = HeaderMap::new();
        for (name, value) in lines.iter().map(line) {
            headers.append(name, value);
        }
        headers
    }

    #[test]
    fn single_values() {
        let given = headers(&[
            ("left", " 3 "),
            ("text", "3"),
            ("flag", "true"),
            ("part", "0.5"),
            ("twice", "a"),
            ("twice", "b"),
            ("at", "2026-01-31T09:00:00Z"),
            ("expires", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("meta", "{\"a\":[1]}"),
        ]);
        assert_eq!(header(&given, "Left"), Some(3_i64));
        assert_eq!(header(&given, "text"), Some("3".to_owned()));
        assert_eq!(header(&given, "flag"), Some(true));
        assert_eq!(header(&given, "part"), Some(0.5));
        assert_eq!(header(&given, "twice"), Some("a, b".to_owned()));
        assert_eq!(header(&given, "at"), "2026-01-31T09:00:00Z".parse::<Timestamp>().ok());
        assert_eq!(header(&given, "expires"), "1994-11-06T08:49:37Z".parse::<Timestamp>().ok());
        assert_eq!(header_json(&given, "meta"), Some(serde_json::json!({"a": [1]})));
    }

    #[test]
    fn lists() {
        let given = headers(&[
            ("ids", "1, 2,,3"),
            ("ids", "4"),
            ("none", ""),
            ("set-cookie", "a=b; expires=Sun, 06 Nov 1994 08:49:37 GMT"),
            ("set-cookie", "c=d"),
        ]);
        assert_eq!(header_list(&given, "ids"), Some(vec![1, 2, 3, 4]));
        assert_eq!(header_list::<String>(&given, "none"), Some(vec![]));
        assert_eq!(header_list::<String>(&given, "Set-Cookie").map(|it| it.len()), Some(2));
        assert_eq!(header_list::<bool>(&given, "ids"), None);
    }

    #[test]
    fn lists_of_dates() {
        let given = headers(&[
            (
                "at",
                "Sun, 06 Nov 1994 08:49:37 GMT,2026-01-31T09:00:00Z,, Sunday, 06-Nov-94 08:49:37 GMT",
            ),
            ("at", "Sun Nov  6 08:49:37 1994"),
            ("bad", "Sun, Mon, 2026-01-31T09:00:00Z"),
            ("none", ""),
        ]);
        let old = "1994-11-06T08:49:37Z".parse::<Timestamp>().unwrap();
        let new = "2026-01-31T09:00:00Z".parse::<Timestamp>().unwrap();
        assert_eq!(header_dates(&given, "at"), Some(vec![old, new, old, old]));
        let texts = header_dates::<String>(&given, "at").unwrap_or_default();
        assert_eq!(texts.first().map(String::as_str), Some("Sun, 06 Nov 1994 08:49:37 GMT"));
        assert_eq!(header_dates::<Timestamp>(&given, "bad"), None);
        assert_eq!(header_dates::<Timestamp>(&given, "none"), Some(vec![]));
        assert_eq!(header_dates::<Timestamp>(&given, "missing"), None);
    }

    #[test]
    fn missing_and_malformed_headers_are_none() {
        let mut given = headers(&[("left", "many")]);
        given.insert("bytes", HeaderValue::from_bytes(b"\xff").unwrap());
        assert_eq!(header::<i64>(&given, "left"), None);
        assert_eq!(header::<String>(&given, "bytes"), None);
        assert_eq!(header::<String>(&given, "missing"), None);
        assert_eq!(header_list::<String>(&given, "missing"), None);
        assert_eq!(header_json::<Value>(&given, "left"), None);
        assert_eq!(header::<String>(&given, "no header name"), None);
    }
}
