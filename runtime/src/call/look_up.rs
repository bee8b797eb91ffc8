//! The request that looks up whether a write took effect, with values of the write.
//!
//! Takes runtime expressions (OpenAPI 3.1, "Runtime Expressions") of a [`Confirm`]; returns a [`Call`]. It must not know how
//! the response is read.

use std::time::Duration;

use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, EXPECT};
use http::{HeaderName, HeaderValue};
use serde_json::Value;

use super::edit::FIRST_ONLY;
use super::prepare::key_header;
use super::style::PercentEncoding;
use super::{Call, CallOptions, FORM, Style, encode};
use crate::client::same_origin;
use crate::confirm::Confirm;
use crate::decode::{PathValue, find};
use crate::media_type::MediaType;

/// Headers that describe the body of a write or its response.
const OF_BODY: [HeaderName; 4] = [ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, EXPECT];
/// The header of the key where neither the document nor the client names another one.
const USUAL_KEY: &str = "idempotency-key";

impl Call {
    /// Returns for how long a look-up may find out whether the request took effect; zero for none.
    pub(crate) fn confirm_within(&self) -> Duration {
        self.parts.options.confirm_within.unwrap_or(self.core.settings().confirm_within)
    }

    /// Returns the request that looks up whether this one took effect; `None` if this one lacks a value that it needs, since
    /// an empty value may find another resource.
    pub(crate) fn look_up(&self, confirm: &'static Confirm) -> Option<Self> {
        let mut call = Self::new(&self.core, confirm.operation);
        for (parameter, value) in confirm.parameters {
            call.set_parameter(parameter, self.value(value)?);
        }
        let own = &self.parts.options;
        call.parts.options = CallOptions {
            attempt_timeout: own.attempt_timeout,
            base_url: own.base_url.clone(),
            credentials_anywhere: own.credentials_anywhere,
            trace_context: own.trace_context.clone(),
            ..CallOptions::new()
        };
        if same_origin(&self.uri().ok()?, &call.uri().ok()?) {
            let key = key_header(self.operation, self.core.settings()).ok();
            let is_kept = |(name, _): &&(HeaderName, HeaderValue)| {
                !FIRST_ONLY.contains(name) && !OF_BODY.contains(name) && key.as_ref() != Some(name)
            };
            call.parts.options.headers = own.headers.iter().filter(is_kept).cloned().collect();
        }
        Some(call)
    }

    /// Sets a parameter that is named with its location, such as `path.id`.
    fn set_parameter(&mut self, parameter: &'static str, value: String) {
        let Some((location, name)) = parameter.split_once('.') else { return };
        let value = Ok(Value::String(value));
        match location {
            "path" => {
                self.set_path(name, (Style::Simple, false), PercentEncoding::Percent, value);
            }
            "query" => self.set_query(name, Style::Form, true, PercentEncoding::Percent, value),
            "header" => self.set_header(name, false, value),
            _ => self.set_cookie(name, value),
        }
    }

    /// Returns the value of an expression in this request, or a literal as it is; `None` if it is missing or empty.
    pub(crate) fn value(&self, expression: &str) -> Option<String> {
        let value = match expression.strip_prefix("$request.") {
            None => expression.to_owned(),
            Some(source) => match source.strip_prefix("body#") {
                Some(pointer) => self.body_value(&crate::confirm::tokens(pointer))?,
                None => self.parameter_value(source)?,
            },
        };
        (!value.is_empty()).then_some(value)
    }

    fn parameter_value(&self, source: &str) -> Option<String> {
        let (location, name) = source.split_once('.')?;
        let encoded = |list: &[(&'static str, String)]| {
            let found = list.iter().find(|(set, _)| *set == name);
            found.map(|(_, text)| text.clone())
        };
        match location {
            "path" => encode::decoded(&encoded(&self.parts.path)?),
            "query" => pair_value(&encoded(&self.parts.query)?),
            "header" => self.header_value(&HeaderName::from_bytes(name.as_bytes()).ok()?),
            _ => None,
        }
    }

    fn header_value(&self, name: &HeaderName) -> Option<String> {
        let settings = self.core.settings();
        let key = key_header(self.operation, settings).ok()?;
        let mut set =
            self.parts.options.headers.iter().rev().chain(self.parts.headers.iter().rev());
        let own = if *name == key { self.key() } else { None };
        let value = own.or_else(|| set.find(|(it, _)| it == name).map(|(_, value)| value));
        let value = value.or_else(|| settings.headers.get(name));
        let value = value.or_else(|| if *name == USUAL_KEY { self.key() } else { None });
        Some(value?.to_str().ok()?.to_owned())
    }

    fn body_value(&self, path: &[String]) -> Option<String> {
        let (_, payload) = self.parts.body.as_ref()?;
        let text = payload.in_memory()?;
        if self.content_type().and_then(MediaType::parse).is_some_and(|it| it.is(FORM)) {
            return form_value(std::str::from_utf8(text).ok()?, path);
        }
        let path: Vec<_> = path.iter().map(String::as_str).collect();
        match find(text, &path, &[]) {
            PathValue::String(text) | PathValue::Number(text) => Some(text),
            PathValue::Bool(flag) => Some(flag.to_string()),
            PathValue::Missing | PathValue::Object | PathValue::List { .. } => None,
        }
    }
}

/// Returns the value of a single pair of a query.
fn pair_value(pair: &str) -> Option<String> {
    let (_, value) = pair.split_once('=').filter(|(_, value)| !value.contains('&'))?;
    encode::decoded(value)
}

/// Returns the value of a field that a form has once.
fn form_value(form: &str, path: &[String]) -> Option<String> {
    let [name] = path else { return None };
    let plain = |text: &str| encode::decoded(&text.replace('+', " "));
    let mut values = form.split('&').filter_map(|pair| {
        let (field, value) = pair.split_once('=')?;
        (plain(field).as_deref() == Some(name)).then_some(value)
    });
    let value = values.next()?;
    if values.next().is_some() { None } else { plain(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_forms_and_queries() {
        let path = |name: &str| vec![name.to_owned()];
        let form = "ref=a+b%2B&list=1&list=2&empty=";
        assert_eq!(form_value(form, &path("ref")).as_deref(), Some("a b+"));
        assert_eq!(form_value(form, &path("list")), None);
        assert_eq!(form_value(form, &path("none")), None);
        assert_eq!(form_value(form, &["ref".to_owned(), "x".to_owned()]), None);
        assert_eq!(pair_value("q=a%20b").as_deref(), Some("a b"));
        assert_eq!(pair_value("q=1&q=2"), None);
    }
}
