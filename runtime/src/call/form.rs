//! Forms: the fields of an object as `application/x-www-form-urlencoded` and `multipart/form-data`.
//!
//! Takes the object as JSON text, which keeps the order of its fields, and the "Encoding Object" of
//! each field; returns the body. It must not know any type.

use std::fmt;

use http::{HeaderName, HeaderValue};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::encode;
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
    headers: &'static [(&'static str, &'static str)],
}

impl FieldEncoding {
    /// Creates the default encoding of a field.
    pub const fn new(name: &'static str) -> Self {
        Self { name, style: None, reserved: false, content_type: None, headers: &[] }
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

    /// Sets the headers of the field's part.
    #[must_use]
    pub const fn headers(mut self, headers: &'static [(&'static str, &'static str)]) -> Self {
        self.headers = headers;
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

/// Whether parts have the names of form fields. Parts of other multipart bodies have a `Content-ID` (RFC 2387 § 3), or only
/// a position.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PartNames {
    Form,
    Ids,
}

/// A multipart body, and the content type of its first part.
pub(super) struct Multipart {
    pub(super) payload: Payload,
    pub(super) first: Option<String>,
}

/// Writes each field as a part, and each item of a list as a part of its own (OpenAPI 3.0.4,
/// "Special Considerations for multipart Content"). `Err` says what is wrong.
pub(super) fn multipart(
    boundary: &str,
    fields: &Fields,
    files: &Files,
    encodings: &[FieldEncoding],
    names: PartNames,
) -> Result<Multipart, String> {
    let mut writer =
        PartWriter { boundary, files, names, payload: Payload::default(), first: None };
    for (name, value) in &fields.0 {
        let encoding = FieldEncoding::find(encodings, name);
        match value {
            Value::Null => {}
            Value::Array(items) if !encoding.is_some_and(FieldEncoding::is_json) => {
                for item in items {
                    writer.part(name, item, encoding)?;
                }
            }
            value => writer.part(name, value, encoding)?,
        }
    }
    Ok(writer.finish())
}

/// Writes each item of a list as a part without a name. The encodings are named by position, and `*` is that of all others
/// (OpenAPI 3.2, "Encoding By Position").
pub(super) fn multipart_list(
    boundary: &str,
    items: &[Value],
    files: &Files,
    encodings: &[FieldEncoding],
) -> Result<Multipart, String> {
    let names = PartNames::Ids;
    let mut writer =
        PartWriter { boundary, files, names, payload: Payload::default(), first: None };
    for (at, item) in items.iter().enumerate() {
        let own = FieldEncoding::find(encodings, &at.to_string());
        writer.part("", item, own.or_else(|| FieldEncoding::find(encodings, "*")))?;
    }
    Ok(writer.finish())
}

struct PartWriter<'a> {
    boundary: &'a str,
    files: &'a Files,
    names: PartNames,
    payload: Payload,
    first: Option<String>,
}

impl PartWriter<'_> {
    fn part(
        &mut self,
        name: &str,
        value: &Value,
        encoding: Option<&FieldEncoding>,
    ) -> Result<(), String> {
        if let Some(file) = value.as_str().and_then(|text| self.files.get(text)) {
            return self.file(name, file, encoding);
        }
        let is_json =
            encoding.is_some_and(FieldEncoding::is_json) || value.is_object() || value.is_array();
        let text =
            if is_json { json::value_text(value) } else { style::scalar(value).into_owned() };
        let given = encoding.and_then(|it| it.content_type);
        // A part without a content type is plain text (RFC 7578 § 4.4).
        let content_type = given.or(is_json.then_some("application/json"));
        self.head(name, None, content_type, encoding);
        self.payload.push(format!("\r\n{text}\r\n"));
        Ok(())
    }

    fn file(
        &mut self,
        field: &str,
        file: &FilePart,
        encoding: Option<&FieldEncoding>,
    ) -> Result<(), String> {
        let declared = encoding.and_then(|it| it.content_type);
        let content_type = file.content_type().or(declared).unwrap_or("application/octet-stream");
        if content_type.contains(['\r', '\n']) {
            return Err(format!("the content type of `{field}` is not a valid header value"));
        }
        let is_named = self.names == PartNames::Form || file.name().is_some();
        let name = is_named.then(|| quoted(file.name().unwrap_or(field)));
        self.head(field, name.as_deref(), Some(content_type), encoding);
        for (name, value) in file.headers() {
            let name = HeaderName::from_bytes(name.as_bytes());
            let (Ok(name), Ok(_)) = (name, HeaderValue::from_str(value)) else {
                return Err(format!("a header of the part `{field}` is invalid"));
            };
            self.payload.push(format!("{name}: {value}\r\n"));
        }
        self.payload.push("\r\n");
        match file.source() {
            FileSource::Bytes(bytes) => self.payload.push(bytes.clone()),
            FileSource::Path(path) => self
                .payload
                .push_file(path)
                .map_err(|cause| format!("cannot read the file of `{field}`: {cause}"))?,
        }
        self.payload.push("\r\n");
        Ok(())
    }

    /// Writes the boundary and the headers of a part, without the empty line after them.
    fn head(
        &mut self,
        name: &str,
        file: Option<&str>,
        content_type: Option<&str>,
        encoding: Option<&FieldEncoding>,
    ) {
        let mut head = format!("--{}\r\n", self.boundary);
        let file = file.map_or_else(String::new, |it| format!("; filename=\"{it}\""));
        match self.names {
            PartNames::Form => {
                let name = quoted(name);
                head += &format!("content-disposition: form-data; name=\"{name}\"{file}\r\n");
            }
            PartNames::Ids => {
                if !file.is_empty() {
                    head += &format!("content-disposition: attachment{file}\r\n");
                }
                if !name.is_empty() {
                    head += &format!("content-id: <{}>\r\n", encode::component(name));
                }
            }
        }
        if let Some(content_type) = content_type {
            head += &format!("content-type: {content_type}\r\n");
        }
        for (name, value) in encoding.into_iter().flat_map(|it| it.headers) {
            head += &format!("{}: {value}\r\n", name.to_ascii_lowercase());
        }
        self.payload.push(head);
        self.first.get_or_insert_with(|| content_type.unwrap_or("text/plain").to_owned());
    }

    fn finish(mut self) -> Multipart {
        self.payload.push(format!("--{}--\r\n", self.boundary));
        Multipart { payload: self.payload, first: self.first }
    }
}

/// Escapes a name for use in quotation marks by percent-encoding, as browsers do (RFC 7578 § 2).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
