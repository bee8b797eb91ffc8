//! Forms: the fields of an object as `application/x-www-form-urlencoded` and `multipart/form-data`.
//!
//! Takes the object as JSON text, which keeps the order of its fields, and the "Encoding Object" of
//! each field; returns the body. It must not know any type.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::file_part::{FilePart, FileSource, Files};
use super::style::{self, PercentEncoding, Style};
use crate::json;
use crate::media_type::MediaType;
use crate::transport::Payload;

/// The encoding of one form field (OpenAPI 3.0.4, "Encoding Object").
#[derive(Clone, Copy, Debug)]
pub struct FieldEncoding {
    name: &'static str,
    style: Option<(Style, bool)>,
    reserved: bool,
    content_type: Option<&'static str>,
}

impl FieldEncoding {
    /// Creates the default encoding of a field.
    pub const fn new(name: &'static str) -> Self {
        Self { name, style: None, reserved: false, content_type: None }
    }

    /// Sets the style and whether it explodes.
    #[must_use]
    pub const fn styled(mut self, style: Style, explode: bool) -> Self {
        self.style = Some((style, explode));
        self
    }

    /// Keeps reserved characters unencoded.
    #[must_use]
    pub const fn reserved(mut self) -> Self {
        self.reserved = true;
        self
    }

    /// Sets the media type of the field.
    #[must_use]
    pub const fn content_type(mut self, content_type: &'static str) -> Self {
        self.content_type = Some(content_type);
        self
    }

    fn find<'a>(encodings: &'a [Self], name: &str) -> Option<&'a Self> {
        encodings.iter().find(|it| it.name == name)
    }

    fn is_json(&self) -> bool {
        self.content_type.and_then(MediaType::parse).is_some_and(MediaType::is_json)
    }
}

/// The fields of an object in their order.
pub(super) struct Fields(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

/// Writes the body as `name=value` pairs. `Err` says what is wrong.
pub(super) fn urlencoded(fields: &Fields, encodings: &[FieldEncoding]) -> Result<String, String> {
    let mut pairs = Vec::with_capacity(fields.0.len());
    for (name, value) in &fields.0 {
        let encoding = FieldEncoding::find(encodings, name);
        let pair = match encoding {
            Some(encoding) if encoding.is_json() && !value.is_null() => {
                let text = Value::String(json::value_text(value));
                style::query(name, Style::Form, false, PercentEncoding::Percent, &text)
            }
            _ => pair(name, value, encoding),
        };
        pairs.extend(pair.map_err(|what| format!("form field `{name}` {what}"))?);
    }
    Ok(pairs.join("&"))
}

/// Writes the fields of an object as a query.
pub(super) fn query_string(value: &Value) -> Result<String, &'static str> {
    let fields = value.as_object().ok_or("must be an object, whose fields are the query")?;
    let mut pairs = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        pairs.extend(pair(name, value, None)?);
    }
    Ok(pairs.join("&"))
}

fn pair(
    name: &str,
    value: &Value,
    encoding: Option<&FieldEncoding>,
) -> Result<Option<String>, &'static str> {
    let coding = if encoding.is_some_and(|it| it.reserved) {
        PercentEncoding::Reserved
    } else {
        PercentEncoding::Percent
    };
    let (style, explode) = encoding.and_then(|it| it.style).unwrap_or_else(|| usual(value));
    style::query(name, style, explode, coding, value)
}

/// Returns the default style: `form`, exploded. Objects have no reversible form in it, so they are
/// written as `field[key]=…`.
fn usual(value: &Value) -> (Style, bool) {
    let nested = |item: &Value| item.is_object() || item.is_array();
    let deep = value.is_object() || value.as_array().is_some_and(|items| items.iter().any(nested));
    (if deep { Style::DeepObject } else { Style::Form }, true)
}

/// Writes each field as a part, and each item of a list as a part of its own (OpenAPI 3.0.4,
/// "Special Considerations for multipart Content"). `Err` says what is wrong.
pub(super) fn multipart(
    boundary: &str,
    fields: &Fields,
    files: &Files,
    encodings: &[FieldEncoding],
) -> Result<Payload, String> {
    let mut payload = Payload::default();
    for (name, value) in &fields.0 {
        let encoding = FieldEncoding::find(encodings, name);
        match value {
            Value::Null => {}
            Value::Array(items) if !encoding.is_some_and(FieldEncoding::is_json) => {
                for item in items {
                    part(&mut payload, boundary, name, item, files, encoding)?;
                }
            }
            value => part(&mut payload, boundary, name, value, files, encoding)?,
        }
    }
    payload.push(format!("--{boundary}--\r\n"));
    Ok(payload)
}

fn part(
    payload: &mut Payload,
    boundary: &str,
    name: &str,
    value: &Value,
    files: &Files,
    encoding: Option<&FieldEncoding>,
) -> Result<(), String> {
    let start =
        format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{}\"", quoted(name));
    if let Some(file) = value.as_str().and_then(|text| files.get(text)) {
        return file_part(payload, start, name, file, encoding);
    }
    let is_json =
        encoding.is_some_and(FieldEncoding::is_json) || value.is_object() || value.is_array();
    let text = if is_json { json::value_text(value) } else { style::scalar(value) };
    let given = encoding.and_then(|it| it.content_type);
    // A part without a content type is plain text (RFC 7578 § 4.4).
    let content_type = given.or(is_json.then_some("application/json"));
    let line = content_type.map_or_else(String::new, |it| format!("\r\ncontent-type: {it}"));
    payload.push(format!("{start}{line}\r\n\r\n{text}\r\n"));
    Ok(())
}

fn file_part(
    payload: &mut Payload,
    start: String,
    field: &str,
    file: &FilePart,
    encoding: Option<&FieldEncoding>,
) -> Result<(), String> {
    let declared = encoding.and_then(|it| it.content_type);
    let content_type = file.content_type().or(declared).unwrap_or("application/octet-stream");
    if content_type.contains(['\r', '\n']) {
        return Err(format!("the content type of `{field}` is not a valid header value"));
    }
    let name = quoted(file.name().unwrap_or(field));
    payload.push(format!("{start}; filename=\"{name}\"\r\ncontent-type: {content_type}\r\n\r\n"));
    match file.source() {
        FileSource::Bytes(bytes) => payload.push(bytes.clone()),
        FileSource::Path(path) => payload
            .push_file(path)
            .map_err(|cause| format!("cannot read the file of `{field}`: {cause}"))?,
    }
    payload.push("\r\n");
    Ok(())
}

/// Escapes a name for use in quotation marks by percent-encoding, as browsers do (RFC 7578 § 2).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
