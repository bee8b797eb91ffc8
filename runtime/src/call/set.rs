//! Sets values in a call: each is serialized at once, and the first error is kept.
//!
//! Takes values as JSON, so that little code here is compiled once per type. All values pass
//! through [`parameter_value`], [`parameter_json`] or [`json_body`], which omit read-only
//! properties.

use std::hash::{BuildHasher as _, Hash as _, Hasher as _, RandomState};
use std::sync::LazyLock;

use http::{HeaderName, HeaderValue};
use serde::Serialize;
use serde::ser::Error as _;
use serde_json::Value;

use super::file_part::Files;
use super::form::{self, FieldEncoding, Fields, PartNames};
use super::style::PercentEncoding;
use super::{Call, Style, is_framing, style};
use crate::json::{self, WriteError};
use crate::media_type::MediaType;
use crate::wire::RequestScope;

/// The result of serializing a parameter.
pub(crate) type ParameterValue = Result<Value, WriteError>;

/// The result of serializing a body as JSON text.
pub(super) type JsonBody = Result<Vec<u8>, WriteError>;

/// Serializes a parameter.
pub(crate) fn parameter_value<T: Serialize + ?Sized>(value: &T) -> ParameterValue {
    let _scope = RequestScope::begin();
    let text = json::to_narrow_vec(value)?;
    match text.as_slice() {
        // Most parameters are strings without escapes.
        [b'"', plain @ .., b'"'] if !plain.contains(&b'\\') => {
            let plain = std::str::from_utf8(plain).map_err(WriteError::custom)?;
            Ok(Value::String(plain.to_owned()))
        }
        text => serde_json::from_slice(text).map_err(WriteError::custom),
    }
}

/// Borrows each string of a list.
pub fn strings<T: AsRef<str>>(list: &[T]) -> Vec<&str> {
    list.iter().map(AsRef::as_ref).collect()
}

/// Serializes a parameter as JSON text.
pub(super) fn parameter_json<T: Serialize + ?Sized>(value: &T) -> ParameterValue {
    let _scope = RequestScope::begin();
    let text = json::to_vec(value)?;
    String::from_utf8(text).map(Value::String).map_err(WriteError::custom)
}

/// Serializes a body.
pub(crate) fn json_body<T: Serialize + ?Sized>(body: &T) -> JsonBody {
    let _scope = RequestScope::begin();
    json::to_vec(body)
}

/// Serializes the body of a form, whose fields are read again as JSON values.
pub(super) fn form_body<T: Serialize + ?Sized>(body: &T) -> JsonBody {
    let _scope = RequestScope::begin();
    json::to_narrow_vec(body)
}

impl Call {
    pub(crate) fn set_json(&mut self, content_type: &'static str, body: JsonBody) {
        match body {
            Ok(bytes) => self.bytes(content_type, bytes.into()),
            Err(cause) => self.fail(format!("cannot serialize the body as JSON: {cause}")),
        }
    }

    pub(super) fn set_path(
        &mut self,
        name: &'static str,
        (style, explode): (Style, bool),
        coding: PercentEncoding,
        value: ParameterValue,
    ) {
        let Some(value) = self.accept(name, value) else { return };
        match style::path(name, style, explode, coding, &value) {
            Ok(text) => set(&mut self.parts.path, name, text),
            Err(what) => self.fail(format!("path parameter `{name}` {what}")),
        }
    }

    pub(super) fn set_query(
        &mut self,
        name: &'static str,
        style: Style,
        explode: bool,
        coding: PercentEncoding,
        value: ParameterValue,
    ) {
        let Some(value) = self.accept(name, value) else { return };
        match style::query(name, style, explode, coding, &value) {
            Ok(Some(pairs)) => set(&mut self.parts.query, name, pairs),
            Ok(None) => self.parts.query.retain(|(set, _)| *set != name),
            Err(what) => self.fail(format!("query parameter `{name}` {what}")),
        }
    }

    pub(super) fn set_header(&mut self, name: &'static str, explode: bool, value: ParameterValue) {
        let Some(value) = self.accept(name, value) else { return };
        let Ok(header) = HeaderName::from_bytes(name.as_bytes()) else {
            return self.fail(format!("`{name}` is not a header name"));
        };
        // Only the transport knows the right value, so a declared parameter of this name is ignored.
        if is_framing(&header) {
            return;
        }
        if value.is_null() {
            return self.parts.headers.retain(|(set, _)| *set != header);
        }
        match HeaderValue::from_str(&style::header(explode, &value)) {
            Ok(value) => set(&mut self.parts.headers, header, value),
            Err(_) => self.fail(format!(
                "header parameter `{name}` has characters that are invalid in a header"
            )),
        }
    }

    pub(super) fn set_cookie(&mut self, name: &'static str, value: ParameterValue) {
        let Some(value) = self.accept(name, value) else { return };
        match style::query(name, Style::Form, false, PercentEncoding::Percent, &value) {
            Ok(Some(pair)) => set(&mut self.parts.cookies, name, pair),
            Ok(None) => self.parts.cookies.retain(|(set, _)| *set != name),
            Err(what) => self.fail(format!("cookie parameter `{name}` {what}")),
        }
    }

    pub(super) fn set_plain_cookie(
        &mut self,
        name: &'static str,
        explode: bool,
        value: ParameterValue,
    ) {
        let Some(value) = self.accept(name, value) else { return };
        match style::cookie(name, explode, &value) {
            Ok(Some(pairs)) => set(&mut self.parts.cookies, name, pairs),
            Ok(None) => self.parts.cookies.retain(|(set, _)| *set != name),
            Err(what) => self.fail(format!("cookie parameter `{name}` {what}")),
        }
    }

    pub(super) fn set_form(&mut self, body: JsonBody, encodings: &[FieldEncoding]) {
        let Some(fields) = self.fields(body) else { return };
        match form::urlencoded(&fields, encodings) {
            Ok(text) => self.bytes(super::FORM, text.into()),
            Err(what) => self.fail(what),
        }
    }

    pub(super) fn set_multipart(
        &mut self,
        content_type: &'static str,
        body: JsonBody,
        files: &Files,
        encodings: &[FieldEncoding],
    ) {
        let boundary = boundary(&body, files);
        let media_type = MediaType::parse(content_type);
        let is = |essence: &str| media_type.is_some_and(|it| it.is(essence));
        let list = body.as_deref().ok().filter(|it| it.trim_ascii_start().starts_with(b"["));
        let list = list.and_then(|text| serde_json::from_slice::<Vec<Value>>(text).ok());
        let written = match list.filter(|_| !is("multipart/form-data")) {
            Some(items) => form::multipart_list(&boundary, &items, files, encodings),
            None => {
                let names =
                    if is("multipart/form-data") { PartNames::Form } else { PartNames::Ids };
                let Some(fields) = self.fields(body) else { return };
                form::multipart(&boundary, &fields, files, encodings, names)
            }
        };
        match written {
            Ok(body) => {
                // The type of the root is required (RFC 2387 § 3.1).
                let root = body.first.filter(|_| is("multipart/related"));
                let root = root.map_or_else(String::new, |it| format!("; type=\"{it}\""));
                let content_type = format!("{content_type}{root}; boundary={boundary}");
                self.payload(&content_type, body.payload);
            }
            Err(what) => self.fail(what),
        }
    }

    /// Sets the event after which a stream continues (WHATWG HTML § 9.2.4).
    pub(crate) fn set_last_event_id(&mut self, id: &str) {
        match HeaderValue::from_bytes(id.as_bytes()) {
            Ok(id) => set(&mut self.parts.headers, HeaderName::from_static("last-event-id"), id),
            Err(_) => self.fail("the id of the last event is not a valid header value".to_owned()),
        }
    }

    fn fields(&mut self, body: JsonBody) -> Option<Fields> {
        let text = match body {
            Ok(text) => text,
            Err(cause) => {
                self.fail(format!("cannot serialize the body: {cause}"));
                return None;
            }
        };
        let fields = serde_json::from_slice(&text).ok();
        if fields.is_none() {
            self.fail("the body of a form must be an object".to_owned());
        }
        fields
    }

    fn accept(&mut self, name: &str, value: ParameterValue) -> Option<Value> {
        match value {
            Ok(value) => Some(value),
            Err(cause) => {
                self.fail(format!("cannot serialize `{name}`: {cause}"));
                None
            }
        }
    }

    /// Records the first error, which is reported when the call is sent.
    pub(crate) fn fail(&mut self, what: String) {
        self.parts.error.get_or_insert(what);
    }
}

/// Returns a boundary that nobody can predict, so that no part contains it. A body that is made again has the same one in
/// this process; otherwise its idempotency key would seem to be used with another request.
fn boundary(body: &JsonBody, files: &Files) -> String {
    static STATE: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    let half = |number: u8| {
        let mut hasher = STATE.build_hasher();
        number.hash(&mut hasher);
        files.hash_body(body.as_deref().unwrap_or(&[]), &mut hasher);
        hasher.finish()
    };
    format!("{:016x}{:016x}", half(0), half(1))
}

fn set<K: PartialEq, V>(list: &mut Vec<(K, V)>, name: K, value: V) {
    match list.iter_mut().find(|(set, _)| *set == name) {
        Some(slot) => slot.1 = value,
        None => list.push((name, value)),
    }
}
