//! Changes to a complete call: a pager sets the cursor or the whole URL, and a stream sets the
//! property of the body that requests streaming.

use bytes::Bytes;
use http::Uri;
use serde_json::{Map, Value};

use super::style::PercentEncoding;
use super::{Call, Style, encode};
use crate::attempt::join;
use crate::client::same_origin;
use crate::paging::Target;

impl Call {
    /// Returns the cursor that the caller set: the text of a query parameter, or the JSON of a body
    /// property.
    pub(crate) fn current_cursor(&self, target: Target) -> Option<String> {
        match target {
            Target::Query(name) => {
                let (_, pairs) = self.parts.query.iter().find(|(set, _)| *set == name)?;
                let (_, value) = pairs.split_once('=')?;
                encode::decoded(value)
            }
            Target::Body(path) => {
                let (_, payload) = self.parts.body.as_ref()?;
                let body: Value = serde_json::from_slice(payload.in_memory()?).ok()?;
                let value = path.iter().try_fold(&body, |value, name| value.get(name))?;
                (!value.is_null()).then(|| value.to_string())
            }
        }
    }

    /// Sets the cursor of the page to fetch, in the form that [`Call::current_cursor`] returns.
    pub(crate) fn set_cursor(&mut self, target: Target, cursor: &str) {
        match target {
            Target::Query(name) => {
                let cursor = Value::String(cursor.to_owned());
                self.set_query(name, Style::Form, true, PercentEncoding::Percent, Ok(cursor));
            }
            Target::Body(path) => self.set_in_body(path, cursor),
        }
    }

    fn set_in_body(&mut self, path: &[&str], cursor: &str) {
        let Ok(cursor) = serde_json::from_str(cursor) else {
            return self.fail("the checkpoint's cursor is not JSON".to_owned());
        };
        let body: Result<Value, _> = match self.parts.body.as_ref().map(|(_, it)| it.in_memory()) {
            None => Ok(Value::Object(Map::new())),
            Some(bytes) => serde_json::from_slice(bytes.map_or(&[], |it| it)),
        };
        let Ok(mut body) = body else {
            return self.fail("a cursor needs a JSON body".to_owned());
        };
        let mut place = &mut body;
        for name in path {
            if !place.is_object() {
                *place = Value::Object(Map::new());
            }
            let Some(members) = place.as_object_mut() else { return };
            place = members.entry(*name).or_insert(Value::Null);
        }
        *place = cursor;
        let text = Bytes::from(body.to_string());
        match &mut self.parts.body {
            Some((_, payload)) => *payload = text.into(),
            None => self.bytes("application/json", text),
        }
    }

    /// Sets a property of the body to `true`, if the body is a JSON object.
    pub fn switch_on(&mut self, name: &'static str) {
        let Some((_, payload)) = &mut self.parts.body else { return };
        let Some(text) = payload.in_memory() else { return };
        let Ok(Value::Object(mut members)) = serde_json::from_slice::<Value>(text) else { return };
        match members.insert(name.to_owned(), Value::Bool(true)) {
            Some(Value::Bool(true)) => {}
            // Edit the text, so that properties keep their order and numbers every digit.
            None => {
                let Some(rest) = text.strip_prefix(b"{") else { return };
                let comma = if members.len() > 1 { "," } else { "" };
                let mut body = format!("{{{}:true{comma}", Value::from(name)).into_bytes();
                body.extend_from_slice(rest);
                *payload = Bytes::from(body).into();
            }
            Some(_) => *payload = Bytes::from(Value::Object(members).to_string()).into(),
        }
    }

    /// Replaces the URL that is made from path and query.
    pub(crate) fn set_url(&mut self, url: &str) {
        self.parts.url = Some(url.to_owned());
    }

    /// Resolves a reference against this call's URL. Returns `None` if it points to another origin.
    pub(crate) fn resolved(&self, reference: &str) -> Option<String> {
        let own: Uri = self.uri().ok()?;
        let url = join(&own, reference)?;
        same_origin(&own, &url).then(|| url.to_string())
    }
}
