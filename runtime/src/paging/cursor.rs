//! Finds the cursor of the next page in a response.
//!
//! Takes what a response says; returns a cursor, the end of the list, or why the list cannot go on.
//! A response that says that there are more pages never ends the list. It must not know calls.

use http::{HeaderMap, HeaderValue};

use super::next::{Path, Target};
use crate::decode::{PathValue, find};
use crate::error::PagingError;

/// The cursor of the next page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct NextCursor {
    pub(super) cursor: String,
    /// Whether the response also says that there are more pages.
    pub(super) has_more: bool,
}

type Found = Result<Option<NextCursor>, PagingError>;

/// Returns the flag at a path, if there is one.
pub(super) fn flag(body: &[u8], path: Option<Path>) -> Option<bool> {
    find(body, path?, &[]).flag()
}

/// Returns the cursor that a response names.
pub(super) fn named(more: Option<bool>, value: PathValue, to: Target) -> Found {
    if more == Some(false) {
        return Ok(None);
    }
    // Some servers send an empty cursor or zero, and no second page starts there.
    let is_none = |text: &str| text.is_empty() || text == "0";
    match text(value, to)?.filter(|(text, _)| !is_none(text)) {
        Some((_, cursor)) => Ok(Some(NextCursor { cursor, has_more: more == Some(true) })),
        None if more == Some(true) => Err(PagingError::MissingCursor),
        None => Ok(None),
    }
}

/// Returns the cursor in a header. A header that is sent twice with one value is one header.
pub(super) fn in_header(
    more: Option<bool>,
    headers: &HeaderMap,
    name: &'static str,
    to: Target,
) -> Found {
    if more == Some(false) {
        return Ok(None);
    }
    let mut values = headers.get_all(name).iter();
    let value = values.next();
    if values.any(|other| Some(other) != value) {
        return Err(PagingError::InvalidHeader { name });
    }
    let text = value.map(HeaderValue::to_str).transpose();
    let text = text.map_err(|_| PagingError::InvalidHeader { name })?.map(str::trim);
    named(more, text.map_or(PathValue::Missing, |it| PathValue::String(it.to_owned())), to)
}

/// Whether a text can be sent in a header: all of it is visible ASCII or a space.
pub(crate) fn is_header_text(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Returns the value of the last item, which the next page follows.
pub(super) fn of_last_item(body: &[u8], items: Path, id: Path, more: Path, to: Target) -> Found {
    if flag(body, Some(more)) != Some(true) {
        return Ok(None);
    }
    let last = match find(body, items, id) {
        PathValue::List { count: 0, .. } => return Err(PagingError::EmptyPage),
        PathValue::List { last, .. } => *last,
        _ => return Err(PagingError::MissingList),
    };
    match text(last, to)?.filter(|(text, _)| !text.is_empty()) {
        Some((_, cursor)) => Ok(Some(NextCursor { cursor, has_more: true })),
        None => Err(PagingError::MissingCursor),
    }
}

/// Returns the reference to the next page.
pub(super) fn reference(value: PathValue) -> Result<Option<String>, PagingError> {
    Ok(named(None, value, Target::Query(""))?.map(|it| it.cursor))
}

/// Returns the number of items on a page where the client counts.
pub(super) fn count(list: &PathValue, more: Option<bool>) -> Result<u64, PagingError> {
    match list {
        PathValue::List { count: 0, .. } if more == Some(true) => Err(PagingError::EmptyPage),
        PathValue::List { count, .. } => Ok(*count),
        PathValue::Missing if more != Some(true) => Ok(0),
        _ => Err(PagingError::MissingList),
    }
}

/// Returns a value as text, and as it is sent: in a JSON body a string differs from a number.
fn text(value: PathValue, to: Target) -> Result<Option<(String, String)>, PagingError> {
    match (value, to) {
        (PathValue::Missing | PathValue::Bool(false), _) => Ok(None),
        (PathValue::Number(text), _) | (PathValue::String(text), Target::Query(_)) => {
            Ok(Some((text.clone(), text)))
        }
        (PathValue::String(text), Target::Header(name)) => match is_header_text(&text) {
            true => Ok(Some((text.clone(), text))),
            false => Err(PagingError::InvalidHeader { name }),
        },
        (PathValue::String(text), Target::Body(_)) => {
            let json = serde_json::Value::from(text.as_str()).to_string();
            Ok(Some((text, json)))
        }
        _ => Err(PagingError::InvalidCursor),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(body: &str, to: Target) -> String {
        let (more, value) =
            (flag(body.as_bytes(), Some(&["more"])), find(body.as_bytes(), &["next"], &[]));
        match named(more, value, to) {
            Ok(Some(next)) => next.cursor,
            Ok(None) => "end".to_owned(),
            Err(error) => format!("{error:?}"),
        }
    }

    #[test]
    fn cursors_in_headers() {
        let next = |values: &[&[u8]], more| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("x-next-cursor", HeaderValue::from_bytes(value).unwrap());
            }
            match in_header(more, &headers, "X-Next-Cursor", Target::Query("c")) {
                Ok(Some(next)) => next.cursor,
                Ok(None) => "end".to_owned(),
                Err(error) => format!("{error:?}"),
            }
        };
        let invalid = r#"InvalidHeader { name: "X-Next-Cursor" }"#;
        for (values, more, expected) in [
            (&[&b"a b"[..]][..], None, "a b"),
            (&[b" 2 "], None, "2"),
            (&[], None, "end"),
            (&[b""], None, "end"),
            (&[b" "], None, "end"),
            (&[b"0"], None, "end"),
            (&[b"a"], Some(false), "end"),
            (&["\u{e9}".as_bytes()], Some(false), "end"),
            (&[], Some(true), "MissingCursor"),
            (&[b""], Some(true), "MissingCursor"),
            (&["\u{e9}".as_bytes()], None, invalid),
            (&[b"a", b"a"], None, "a"),
            (&[b"a", b"b"], None, invalid),
        ] {
            assert_eq!(next(values, more), expected, "{values:?} {more:?}");
        }
        // A cursor of the body that cannot be sent in a header.
        let sent =
            |text: &str| named(None, PathValue::String(text.to_owned()), Target::Header("x-after"));
        assert_eq!(sent("a").unwrap().unwrap().cursor, "a");
        for text in ["\u{e9}", "a\nb"] {
            assert_eq!(sent(text), Err(PagingError::InvalidHeader { name: "x-after" }));
        }
    }

    #[test]
    fn cursors() {
        for (body, in_query, in_body) in [
            (r#"{"next":"a\"b"}"#, "a\"b", r#""a\"b""#),
            (
                r#"{"next":12345678901234567890123}"#,
                "12345678901234567890123",
                "12345678901234567890123",
            ),
            (r#"{"next":1.10,"more":true}"#, "1.10", "1.10"),
            (r#"{"next":"7","more":false}"#, "end", "end"),
            (r#"{"next":{"id":7},"more":false}"#, "end", "end"),
            (r#"{"next":""}"#, "end", "end"),
            (r#"{"next":0}"#, "end", "end"),
            (r#"{"next":false}"#, "end", "end"),
            (r#"{"next":null,"more":null}"#, "end", "end"),
            (r#"{"more":true}"#, "MissingCursor", "MissingCursor"),
            (r#"{"next":null,"more":"true"}"#, "MissingCursor", "MissingCursor"),
            (r#"{"next":"","more":1}"#, "MissingCursor", "MissingCursor"),
            (r#"{"next":{"id":7}}"#, "InvalidCursor", "InvalidCursor"),
            (r#"{"next":["a"],"more":true}"#, "InvalidCursor", "InvalidCursor"),
            (r#"{"next":true}"#, "InvalidCursor", "InvalidCursor"),
        ] {
            assert_eq!(cursor(body, Target::Query("c")), in_query, "{body}");
            assert_eq!(cursor(body, Target::Body(&["c"])), in_body, "{body}");
        }
    }
}
