//! Whether the body of a request is what was meant: JSON, forms and parts are read back, and JSON is judged by its schema.

use serde_json::{Map, Value, json};

use super::multipart::{self, Part};
use super::percent::decode_form;
use super::request::Content;
use super::server::Raw;
use super::spec::{Field, Media, Style, essence, is_json};
use super::style::{Pairs, is_nothing, is_same};
use super::view::View;
use crate::corpus::examples::validity::Verdict;
use crate::corpus::examples::{declared, difference};

/// What is wrong with the body.
pub(super) fn mismatches(meant: Option<&Content<'_>>, raw: &Raw, view: &View) -> Vec<String> {
    let sent = raw.header("content-type");
    let Some(content) = meant else {
        let unwanted = sent.is_some() || !raw.body.is_empty();
        return if unwanted {
            vec!["a body is sent, which nobody meant".to_owned()]
        } else {
            Vec::new()
        };
    };
    let Some(sent) = sent else { return vec!["the content type is missing".to_owned()] };
    let mut mismatches = Vec::new();
    let expected = content.given.as_deref().unwrap_or(&content.media.name);
    if !is_of(&essence(sent), &essence(expected)) {
        mismatches.push(format!("the content type is {sent:?}, declared is {expected:?}"));
    }
    mismatches.extend(of_kind(content, sent, raw, view));
    mismatches
}

/// Whether a media type is of a range such as `image/*` (RFC 9110 section 12.5.1).
fn is_of(sent: &str, declared: &str) -> bool {
    match declared.strip_suffix('*') {
        Some(start) => declared == "*/*" || sent.starts_with(start),
        None => sent == declared,
    }
}

fn of_kind(content: &Content<'_>, sent: &str, raw: &Raw, view: &View) -> Vec<String> {
    if content.given.is_none() {
        let kind = essence(sent);
        if kind == "application/x-www-form-urlencoded" {
            return form(content, &raw.body);
        }
        if kind == "multipart/form-data" {
            return match multipart::parts(sent, &raw.body) {
                Some(parts) => multipart(content, &parts),
                None => vec!["the body is not multipart".to_owned()],
            };
        }
        if is_xml(&kind) && !content.value.is_string() {
            // What XML holds is looked at byte by byte in the wire table.
            let begins = raw.body.first() == Some(&b'<');
            return if begins { Vec::new() } else { vec!["the body is not XML".to_owned()] };
        }
        if content.value.is_array() && !is_json(sent) {
            return lines(content, &raw.body);
        }
        if is_json(sent) && !is_text(content) {
            return json_body(content, &raw.body, view);
        }
    }
    let text = content.value.as_str().unwrap_or_default();
    if raw.body == text.as_bytes() {
        Vec::new()
    } else {
        vec!["the bytes are not those meant".to_owned()]
    }
}

/// RFC 7303 sections 9 and 8.
fn is_xml(essence: &str) -> bool {
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// A body that is sent as it is, though it is called JSON: a schema of bytes.
fn is_text(content: &Content<'_>) -> bool {
    content.media.schema.is_none() && content.value.is_string()
}

fn json_body(content: &Content<'_>, bytes: &[u8], view: &View) -> Vec<String> {
    let got: Value = match serde_json::from_slice(bytes) {
        Ok(got) => got,
        // Bytes under a JSON name are sent as they are.
        Err(_) if content.value.as_str().is_some_and(|it| it.as_bytes() == bytes) => {
            return Vec::new();
        }
        Err(error) => return vec![format!("the body is not JSON: {error}")],
    };
    let mut mismatches = Vec::new();
    let lost = difference::between(&content.value, &got).into_iter().find(|it| {
        let schema = content.media.schema.as_deref();
        let place = schema.map(|pointer| declared::Place { pointer, value: &content.value });
        !it.is_dropped()
            || place.is_none_or(|it_| declared::is_declared(it_, &it.tokens, &view.validity))
    });
    if let Some(lost) = lost {
        mismatches.push(format!("the body is not the one meant: {}", shown(&lost)));
    }
    if let Some(schema) = &content.media.schema {
        if matches!(view.validity.judge(schema, &got), Verdict::Invalid | Verdict::OnlyFormat) {
            let why = view.validity.why(schema, &got).unwrap_or_default();
            mismatches.push(format!("the body is not valid: {why}"));
        }
    }
    mismatches
}

/// A JSON text a line; a JSON text sequence has a mark before each (RFC 7464 section 2.2).
fn lines(content: &Content<'_>, bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes).replace('\u{1e}', "");
    let parsed: Result<Value, _> = text.lines().map(serde_json::from_str::<Value>).collect();
    match parsed {
        Ok(got) if difference::between(&content.value, &got).is_empty() => Vec::new(),
        _ => vec![format!("the lines are {text:?}, meant was {}", content.value)],
    }
}

fn shown(difference: &difference::Difference) -> String {
    difference.to_string().replace("read", "meant").replace("wrote", "sent")
}

fn fields(content: &Content<'_>) -> Map<String, Value> {
    content.value.as_object().cloned().unwrap_or_default()
}

fn form(content: &Content<'_>, bytes: &[u8]) -> Vec<String> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return vec!["the form is not text".to_owned()];
    };
    let mut pairs = Pairs::new(text, "&", decode_form);
    let mut mismatches = Vec::new();
    for (name, value) in fields(content) {
        let got = of_form(&mut pairs, &name, &value, content.media);
        let same = match &got {
            None => is_nothing(&value),
            Some(got) => is_same(&value, got),
        };
        if !same {
            let got = got.map_or("nothing".to_owned(), |it| it.to_string());
            mismatches.push(format!("the field `{name}` is {got}, meant was {value}"));
        }
    }
    mismatches.extend(
        pairs.names().iter().map(|it| format!("there is a field {it:?}, which nobody meant")),
    );
    mismatches
}

fn of_form(pairs: &mut Pairs<'_>, name: &str, value: &Value, media: &Media) -> Option<Value> {
    let field = media.fields.get(name);
    if is_json_field(field) && !value.is_null() {
        return pairs
            .text(name)
            .map(Value::String)
            .filter(|it| is_json_of(value, it))
            .map(|_| texts(value));
    }
    if let Some((style, explode)) = field.and_then(|it| it.style) {
        return pairs.value(name, style, explode, value);
    }
    let nested = value.is_object()
        || value.as_array().is_some_and(|it| it.iter().any(|it| it.is_object() || it.is_array()));
    // For an object in a form nothing is defined where no encoding is given; brackets are what servers read.
    let style = if nested { Style::Deep } else { Style::Form };
    pairs.value(name, style, true, value)
}

fn is_json_field(field: Option<&Field>) -> bool {
    field.and_then(|it| it.content_type.as_deref()).is_some_and(is_json)
}

fn is_json_of(value: &Value, text: &Value) -> bool {
    let parsed = text.as_str().and_then(|it| serde_json::from_str::<Value>(it).ok());
    parsed.is_some_and(|it| difference::between(value, &it).is_empty())
}

/// A value as the texts that it is compared with.
fn texts(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(texts).collect(),
        Value::Object(members) => {
            let given = members.iter().filter(|(_, it)| !is_nothing(it));
            Value::Object(given.map(|(key, it)| (key.clone(), texts(it))).collect())
        }
        Value::String(text) => json!(text),
        Value::Null => json!(""),
        other => json!(other.to_string()),
    }
}

/// Each field is a part, each item of a list one (OpenAPI 3.0.4, "Special Considerations for multipart Content").
fn multipart(content: &Content<'_>, parts: &[Part]) -> Vec<String> {
    let mut mismatches = Vec::new();
    let fields = fields(content);
    for (name, value) in &fields {
        let field = content.media.fields.get(name);
        let mut own = parts.iter().filter(|it| it.name == *name);
        let items = match value {
            Value::Null => Vec::new(),
            Value::Array(items) if !is_json_field(field) => items.iter().collect(),
            other => vec![other],
        };
        for item in items {
            match own.next() {
                Some(part) => mismatches.extend(of_part(name, item, part, field)),
                None => mismatches.push(format!("the part `{name}` is missing, meant was {item}")),
            }
        }
        if own.next().is_some() {
            mismatches.push(format!("there are more parts `{name}` than meant"));
        }
    }
    let unknown = parts.iter().filter(|it| !fields.contains_key(&it.name));
    mismatches
        .extend(unknown.map(|it| format!("there is a part `{}`, which nobody meant", it.name)));
    mismatches
}

fn of_part(name: &str, value: &Value, part: &Part, field: Option<&Field>) -> Option<String> {
    let text = String::from_utf8_lossy(&part.body).into_owned();
    let declared = field.and_then(|it| it.content_type.as_deref());
    // Of several, any will do; a range says nothing that could be sent.
    let one = declared.filter(|it| !it.contains([',', '*']));
    let sent = part.content_type.as_deref();
    if one.is_some_and(|it| sent.map(essence) != Some(essence(it))) {
        return Some(format!("the part `{name}` is {sent:?}, declared is {declared:?}"));
    }
    let structured = value.is_object() || value.is_array() || is_json_field(field);
    if structured && !sent.is_some_and(is_json) {
        return Some(format!("the part `{name}` is {sent:?} and not JSON"));
    }
    let text = json!(text);
    let same = if structured { is_json_of(value, &text) } else { is_same(value, &text) };
    (!same).then(|| format!("the part `{name}` is {text}, meant was {value}"))
}
