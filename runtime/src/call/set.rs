//! Putting values into a call: each written in its final form at once, the first thing wrong kept.
//!
//! Takes values as JSON, so that little here is compiled once a type. Whatever goes into a call goes through [`given`],
//! [`given_json`] or [`written`], which leave out what is never sent.

use http::{HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;

use super::form::{self, FieldEncoding, Fields};
use super::part::Files;
use super::style::Coding;
use super::{Call, Style, style};
use crate::wire::Sending;

/// What became of a value on its way through serde.
pub(crate) type Given = Result<Value, serde_json::Error>;

/// A body on its way through serde, as JSON text.
pub(super) type Written = Result<Vec<u8>, serde_json::Error>;

/// A parameter's value.
pub(crate) fn given<T: Serialize + ?Sized>(value: &T) -> Given {
    let _sending = Sending::begin();
    serde_json::to_value(value)
}

/// A parameter's value as the text of its JSON.
pub(super) fn given_json<T: Serialize + ?Sized>(value: &T) -> Given {
    let _sending = Sending::begin();
    serde_json::to_string(value).map(Value::String)
}

/// A body.
pub(super) fn written<T: Serialize + ?Sized>(body: &T) -> Written {
    let _sending = Sending::begin();
    let mut text = Vec::with_capacity(128);
    body.serialize(&mut serde_json::Serializer::new(&mut text)).map(|()| text)
}

impl Call {
    pub(super) fn set_json(&mut self, content_type: &'static str, body: Written) {
        match body {
            Ok(bytes) => self.bytes(content_type, bytes.into()),
            Err(cause) => self.fail(format!("the body cannot be written as JSON: {cause}")),
        }
    }

    pub(super) fn set_path(
        &mut self,
        name: &'static str,
        style: Style,
        explode: bool,
        value: Given,
    ) {
        let Some(value) = self.accept(name, value) else { return };
        match style::path(name, style, explode, &value) {
            Ok(text) => set(&mut self.parts.path, name, text),
            Err(what) => self.fail(format!("path parameter `{name}` {what}")),
        }
    }

    pub(super) fn set_query(
        &mut self,
        name: &'static str,
        style: Style,
        explode: bool,
        coding: Coding,
        value: Given,
    ) {
        let Some(value) = self.accept(name, value) else { return };
        match style::query(name, style, explode, coding, &value) {
            Ok(Some(pairs)) => set(&mut self.parts.query, name, pairs),
            Ok(None) => self.parts.query.retain(|(set, _)| *set != name),
            Err(what) => self.fail(format!("query parameter `{name}` {what}")),
        }
    }

    pub(super) fn set_header(&mut self, name: &'static str, explode: bool, value: Given) {
        let Some(value) = self.accept(name, value) else { return };
        let Ok(header) = HeaderName::from_bytes(name.as_bytes()) else {
            return self.fail(format!("`{name}` is not a header name"));
        };
        if value.is_null() {
            return self.parts.headers.retain(|(set, _)| *set != header);
        }
        match HeaderValue::from_str(&style::header(explode, &value)) {
            Ok(value) => set(&mut self.parts.headers, header, value),
            Err(_) => self.fail(format!(
                "header parameter `{name}` has characters that a header cannot hold"
            )),
        }
    }

    pub(super) fn set_cookie(&mut self, name: &'static str, value: Given) {
        let Some(value) = self.accept(name, value) else { return };
        match style::query(name, Style::Form, false, Coding::Percent, &value) {
            Ok(Some(pair)) => set(&mut self.parts.cookies, name, pair),
            Ok(None) => self.parts.cookies.retain(|(set, _)| *set != name),
            Err(what) => self.fail(format!("cookie parameter `{name}` {what}")),
        }
    }

    pub(super) fn set_plain_cookie(&mut self, name: &'static str, explode: bool, value: Given) {
        let Some(value) = self.accept(name, value) else { return };
        match style::cookie(name, explode, &value) {
            Ok(Some(pairs)) => set(&mut self.parts.cookies, name, pairs),
            Ok(None) => self.parts.cookies.retain(|(set, _)| *set != name),
            Err(what) => self.fail(format!("cookie parameter `{name}` {what}")),
        }
    }

    pub(super) fn set_form(&mut self, body: Written, encodings: &[FieldEncoding]) {
        let Some(fields) = self.fields(body) else { return };
        match form::urlencoded(&fields, encodings) {
            Ok(text) => self.bytes(super::FORM, text.into()),
            Err(what) => self.fail(what),
        }
    }

    pub(super) fn set_multipart(
        &mut self,
        content_type: &'static str,
        body: Written,
        files: &Files,
        encodings: &[FieldEncoding],
    ) {
        let Some(fields) = self.fields(body) else { return };
        let boundary = uuid::Uuid::new_v4().simple().to_string();
        match form::multipart(&boundary, &fields, files, encodings) {
            Ok(payload) => self.payload(&format!("{content_type}; boundary={boundary}"), payload),
            Err(what) => self.fail(what),
        }
    }

    /// Says from which event a stream is to go on (WHATWG HTML § 9.2.4).
    pub(crate) fn set_last_event_id(&mut self, id: &str) {
        match HeaderValue::from_bytes(id.as_bytes()) {
            Ok(id) => set(&mut self.parts.headers, HeaderName::from_static("last-event-id"), id),
            Err(_) => self.fail("the id of the last event cannot stand in a header".to_owned()),
        }
    }

    fn fields(&mut self, body: Written) -> Option<Fields> {
        let text = match body {
            Ok(text) => text,
            Err(cause) => {
                self.fail(format!("the body cannot be written: {cause}"));
                return None;
            }
        };
        let fields = serde_json::from_slice(&text).ok();
        if fields.is_none() {
            self.fail("a form needs an object for its body".to_owned());
        }
        fields
    }

    fn accept(&mut self, name: &str, value: Given) -> Option<Value> {
        match value {
            Ok(value) => Some(value),
            Err(cause) => {
                self.fail(format!("`{name}` cannot be written: {cause}"));
                None
            }
        }
    }

    /// Keeps the first thing wrong, to be told when the call is sent.
    pub(crate) fn fail(&mut self, what: String) {
        self.parts.fault.get_or_insert(what);
    }
}

fn set<K: PartialEq, V>(list: &mut Vec<(K, V)>, name: K, value: V) {
    match list.iter_mut().find(|(set, _)| *set == name) {
        Some(slot) => slot.1 = value,
        None => list.push((name, value)),
    }
}
