//! `DecodeError`: what in a body does not match, and where.

use std::fmt;

use super::{RawResponse, pointer};
use crate::json;
use crate::media_type::MediaType;

/// What in a body does not match, and where.
///
/// `Display` and `Debug` never quote the body; keys of maps are `*`. [`location`](Self::location) has
/// the keys, and [`detail`](Self::detail) the parser's message, which may quote the body.
#[derive(Clone)]
pub struct DecodeError {
    message: String,
    location: Option<String>,
    /// The location without keys of maps, where it differs.
    shown: Option<String>,
    line: usize,
    column: usize,
    detail: Option<String>,
}

impl DecodeError {
    /// Creates an error about the whole body. `message` must not quote the body.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            location: None,
            shown: None,
            line: 0,
            column: 0,
            detail: None,
        }
    }

    /// Creates an error at a location in an XML body. `location` is the path of elements; `line` is
    /// 0 if it is unknown.
    #[cfg(feature = "xml")]
    pub(crate) fn malformed(
        message: &str,
        location: String,
        line: usize,
        column: usize,
        detail: Option<String>,
    ) -> Self {
        Self {
            message: message.to_owned(),
            location: Some(location),
            shown: None,
            line,
            column,
            detail,
        }
    }

    /// Replaces the message, and keeps the previous one as the detail.
    #[cfg(feature = "xml")]
    pub(crate) fn explained(self, message: &str) -> Self {
        let detail = self.detail.or(Some(self.message));
        Self { detail, ..Self::new(message) }
    }

    /// Converts an error in the JSON that an XML body was converted to. The location refers to that
    /// JSON.
    #[cfg(feature = "xml")]
    pub(crate) fn of_xml(json: &str, cause: &json::JsonError) -> Self {
        let located = located(json.as_bytes(), cause);
        Self { line: 0, column: 0, ..located }
    }

    /// Returns what does not match, without quoting the body.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the location as a JSON Pointer (RFC 6901); empty for the whole body.
    ///
    /// In an XML body it refers to the converted value, or is the path of elements to the syntax
    /// error.
    pub fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    /// Returns the location as it is shown, with `*` for a key of a map or an unknown property.
    fn shown_location(&self) -> Option<&str> {
        self.shown.as_deref().or(self.location.as_deref())
    }

    /// Returns the line in the body, from 1; 0 without a location.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Returns the offset within the line, in bytes.
    pub fn column(&self) -> usize {
        self.column
    }

    /// Returns the parser's message. It may quote the body, so consider that before logging it.
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }
}

/// Converts an error of the JSON reader. Compiled once, not once per type.
pub(crate) fn explain(response: &RawResponse, cause: &json::JsonError) -> DecodeError {
    if response.is_empty() {
        return DecodeError::new("the body is empty where JSON was expected");
    }
    let detail = Some(cause.to_string());
    if let Some(message) = not_json(response, cause) {
        return DecodeError { detail, ..DecodeError::new(message) };
    }
    located(response.json_text(), cause)
}

/// Creates an error with its location.
fn located(text: &[u8], cause: &json::JsonError) -> DecodeError {
    let (line, column) = (cause.line(), cause.column());
    let location = pointer::find(text, line, column);
    let shown = pointer::find_shown(text, line, column, cause.hidden());
    DecodeError {
        message: unquoted(cause),
        shown: (shown != location).then_some(shown),
        location: Some(location),
        line,
        column,
        detail: Some(cause.to_string()),
    }
}

/// Returns the message for a body that is not JSON and not declared to be.
fn not_json(response: &RawResponse, cause: &json::JsonError) -> Option<String> {
    if !cause.is_syntax() {
        return None;
    }
    let is_json = response.media_type().is_some_and(MediaType::is_json);
    let declared = response.media_type().map_or("nothing", MediaType::essence);
    (!is_json).then(|| format!("the body is not JSON, and its content type is {declared:?}"))
}

/// The setting that reads strings that are not of their format.
const FORMATS: &str = "`client.formats: lenient` in renkei.yaml reads it as text";

/// Returns the message about a string that is not of its format. None of the parsers' own words that are kept quotes the
/// string.
fn wrong_format(text: &str) -> Option<String> {
    let text = text.rsplit_once(", expected ").map_or(text, |(found, _)| found);
    let cause = if text.starts_with("not a date and time") {
        text
    } else if text.starts_with("UUID parsing failed") {
        "not a UUID (RFC 9562)"
    } else if is_about_date(text) {
        "not a date (RFC 3339 full-date)"
    } else {
        return None;
    };
    Some(format!("{cause}; {FORMATS}"))
}

/// Whether the parser of jiff, chrono or time wrote this about a date.
fn is_about_date(text: &str) -> bool {
    ["failed to parse", "parsed date", "premature end of input", "input ", "trailing input"]
        .iter()
        .any(|start| text.starts_with(start))
        || text.starts_with("the '") && text.contains("component")
}

/// The message where serde's is composed by the type itself and could quote anything.
const UNFIT: &str = "the value does not match its type";

/// Returns serde's message without the values that it quotes. Names in `missing field` and
/// `expected` come from the code, so they stay. The text between the kind of a value and the word
/// "expected" is the value.
fn unquoted(cause: &json::JsonError) -> String {
    let text = cause.message();
    if cause.is_syntax() || text == json::TOO_COSTLY {
        return text.to_owned();
    }
    if ["missing field", "duplicate field", "invalid length"]
        .iter()
        .any(|known| text.starts_with(known))
    {
        return text.to_owned();
    }
    if let Some(message) = wrong_format(text) {
        return message;
    }
    // The last "expected" is serde's own; one in a quoted value comes before it.
    let Some((found, expected)) = text.rsplit_once(", expected ") else { return UNFIT.to_owned() };
    let known = ["invalid type: ", "invalid value: ", "unknown variant", "unknown field"];
    let Some(start) = known.iter().find(|start| found.starts_with(*start)) else {
        return UNFIT.to_owned();
    };
    let kind = found.split(['"', '`']).next().unwrap_or(start).trim_end();
    format!("{kind}, expected {expected}")
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot decode the response: {}", self.message)?;
        match self.shown_location() {
            Some("") => write!(f, " (the whole body)"),
            Some(location) if self.line == 0 => write!(f, " at {location}"),
            Some(location) => {
                write!(f, " at {location} (line {}, column {})", self.line, self.column)
            }
            None => Ok(()),
        }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("message", &self.message)
            .field("location", &self.shown_location())
            .field("line", &self.line)
            .field("column", &self.column)
            .finish()
    }
}

impl std::error::Error for DecodeError {}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Page {
        items: Vec<Item>,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Item {
        amount: i64,
        kind: Kind,
    }

    #[derive(Debug, Deserialize)]
    enum Kind {
        A,
        B,
    }

    fn error(content_type: &'static str, body: &'static str) -> DecodeError {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", content_type.parse().unwrap());
        let response =
            RawResponse::new(StatusCode::OK, headers, Bytes::from_static(body.as_bytes()));
        crate::codec::json::<Page>(&response).unwrap_err()
    }

    #[test]
    fn data_errors_have_a_location_and_quote_nothing() {
        for (body, location, message) in [
            (
                r#"{"items":[{"amount":"s3cret","kind":"A"}]}"#,
                "/items/0/amount",
                "invalid type: string, expected i64",
            ),
            (
                r#"{"items":[{"amount":1,"kind":"A"},{"amount":1,"kind":"s3cret"}]}"#,
                "/items/1/kind",
                "unknown variant, expected `A` or `B`",
            ),
            (
                r#"{"items":[{"amount":1.5,"kind":"A"}]}"#,
                "/items/0/amount",
                "invalid type: floating point, expected i64",
            ),
            (
                r#"{"items":[{"amount":null,"kind":"A"}]}"#,
                "/items/0/amount",
                "invalid type: null, expected i64",
            ),
            (r#"{"items":[{"kind":"A"}]}"#, "/items/0", "missing field `amount`"),
            (r#"{"items":{"a":1}}"#, "/items", "invalid type: map, expected a sequence"),
            (
                r#"{"items":[{"amount":"s3cret, expected x","kind":"A"}]}"#,
                "/items/0/amount",
                "invalid type: string, expected i64",
            ),
            (r#"{}"#, "", "missing field `items`"),
            (r#"{"items":[{"amount":1,}]}"#, "/items/0", "trailing comma"),
        ] {
            let error = error("application/json", body);
            assert_eq!((error.location(), error.message()), (Some(location), message), "{body}");
            assert!(!format!("{error} {error:?}").contains("s3cret"));
        }
    }

    #[test]
    fn keys_of_maps_are_not_shown() {
        use std::collections::BTreeMap;
        type Maps = BTreeMap<String, Page>;
        let response = |body: &'static str| {
            RawResponse::new(StatusCode::OK, HeaderMap::new(), Bytes::from_static(body.as_bytes()))
        };
        let typed = |body| crate::codec::json::<Maps>(&response(body)).unwrap_err();
        let untyped = |body| crate::codec::json::<serde_json::Value>(&response(body)).unwrap_err();
        let page = |body| crate::codec::json::<Page>(&response(body)).unwrap_err();
        for (error, location, shown) in [
            (
                typed(r#"{"s3cret":{"items":[{"amount":""}]}}"#),
                "/s3cret/items/0/amount",
                "/*/items/0/amount",
            ),
            (typed(r#"{"s3cret":{"s3cret":7,"items":1}}"#), "/s3cret/items", "/*/items"),
            (typed(r#"{"a":{"items":[]},"s3cret":{}}"#), "/s3cret", "/*"),
        ] {
            assert_eq!(error.location(), Some(location));
            assert!(error.to_string().contains(&format!(" at {shown} (")), "{error}");
            assert!(!format!("{error} {error:?}").contains("s3cret"));
        }
        for error in [
            untyped(r#"{"s3cret":{"s3cret":[tru]}}"#),
            untyped(r#"{"s3cret":1"#),
            untyped(r#"{"s3cret":1 "a":2}"#),
            page(r#"{"other":{"s3cret":{"s3cret":tru}}}"#),
            page(r#"{"s3cret":tru}"#),
            page(r#"{"s3cret":[1,}"#),
            page(r#"{"s3cret" 1}"#),
        ] {
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn a_wrong_format_is_named_with_the_setting() {
        #[derive(Debug, Deserialize)]
        #[allow(dead_code)]
        struct Formats {
            at: Option<crate::DateTime>,
            id: Option<uuid::Uuid>,
            day: Option<jiff::civil::Date>,
        }
        for (body, location, cause) in [
            (
                r#"{"at":"2026-13-01T00:00:00Z"}"#,
                "/at",
                "not a date and time (RFC 3339): there is no such month",
            ),
            (r#"{"id":"req_12345"}"#, "/id", "not a UUID (RFC 9562)"),
            (r#"{"day":"s3cret"}"#, "/day", "not a date (RFC 3339 full-date)"),
            (r#"{"day":"2026-02-31"}"#, "/day", "not a date (RFC 3339 full-date)"),
        ] {
            let cause_of = json::from_slice::<Formats>(body.as_bytes()).unwrap_err();
            let response = RawResponse::new(
                StatusCode::OK,
                HeaderMap::new(),
                Bytes::from_static(body.as_bytes()),
            );
            let error = explain(&response, &cause_of);
            assert_eq!(error.location(), Some(location));
            assert_eq!(error.message(), format!("{cause}; {FORMATS}"), "{cause_of}");
            assert!(!error.to_string().contains("s3cret"));
        }
    }

    #[test]
    fn html_is_reported_with_its_content_type() {
        let error = error("text/html; charset=utf-8", "<html>");
        assert_eq!(error.message(), "the body is not JSON, and its content type is \"text/html\"");
        assert!(error.detail().is_some());
    }
}
