//! Putting values into a call: each written in its final form at once, the first thing wrong kept.
//!
//! Takes values as JSON, so that nothing here is compiled once a type.

use http::{HeaderName, HeaderValue};
use serde_json::Value;

use super::{Call, Style, style};

/// What became of a value on its way through serde.
pub(super) type Given = Result<Value, serde_json::Error>;

impl Call {
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
        value: Given,
    ) {
        let Some(value) = self.accept(name, value) else { return };
        match style::query(name, style, explode, &value) {
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
        match style::query(name, Style::Form, false, &value) {
            Ok(Some(pair)) => set(&mut self.parts.cookies, name, pair),
            Ok(None) => self.parts.cookies.retain(|(set, _)| *set != name),
            Err(what) => self.fail(format!("cookie parameter `{name}` {what}")),
        }
    }

    pub(super) fn set_form(&mut self, body: Given) {
        let Some(body) = self.accept("body", body) else { return };
        let Value::Object(fields) = body else {
            return self.fail("a form needs an object for its body".to_owned());
        };
        let mut pairs = Vec::with_capacity(fields.len());
        for (name, value) in &fields {
            let nested = |item: &Value| item.is_object() || item.is_array();
            let deep =
                value.is_object() || value.as_array().is_some_and(|items| items.iter().any(nested));
            let style = if deep { Style::DeepObject } else { Style::Form };
            match style::query(name, style, true, value) {
                Ok(pair) => pairs.extend(pair),
                Err(what) => return self.fail(format!("form field `{name}` {what}")),
            }
        }
        self.bytes("application/x-www-form-urlencoded", pairs.join("&").into());
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
    pub(super) fn fail(&mut self, what: String) {
        self.parts.fault.get_or_insert(what);
    }
}

fn set<K: PartialEq, V>(list: &mut Vec<(K, V)>, name: K, value: V) {
    match list.iter_mut().find(|(set, _)| *set == name) {
        Some(slot) => slot.1 = value,
        None => list.push((name, value)),
    }
}
