//! Headers of responses ("Header Object"), as facts.
//!
//! openapiv3 rejects headers with small errors, and a header needs no type of its own: it is text, a number, a boolean,
//! a date, a list of these, or JSON.

use super::context::NormaliseContext;
use super::facts::{HeaderFacts, HeaderType};
use super::field::non_blank;
use crate::source::{Entry, Node};
use crate::text::MediaType;

/// References in a schema that follow each other at most.
const MAX_STEPS: usize = 16;

/// The headers of a response. A header whose reference does not resolve is left out; `lint` reports it.
pub(super) fn headers<'a>(cx: &NormaliseContext<'a>, node: Node<'a>) -> Vec<HeaderFacts> {
    // The media type of a response is not declared as a header ("Response Object").
    let headers = node.members().filter(|it| !it.key.eq_ignore_ascii_case("content-type"));
    headers.filter_map(|it| header(cx, it)).collect()
}

fn header<'a>(cx: &NormaliseContext<'a>, entry: Entry<'a>) -> Option<HeaderFacts> {
    let node = cx.resolve(entry.value).ok()?.node;
    if !node.is_object() {
        return None;
    }
    let (value, is_list) = match node.get("content") {
        Some(content) => (of_content(content), false),
        None => node.get("schema").map_or((HeaderType::Text, false), |it| of_schema(cx, it)),
    };
    Some(HeaderFacts {
        name: entry.key.to_owned(),
        value,
        is_list,
        description: non_blank(node, "description"),
        deprecated: node.get("deprecated").and_then(Node::as_bool) == Some(true),
    })
}

fn of_content(content: Node<'_>) -> HeaderType {
    let media = content.members().next().map(|it| MediaType::parse(it.key));
    let is_json = media.is_some_and(|it| it.is_json());
    if is_json { HeaderType::Json } else { HeaderType::Text }
}

/// The type of a schema or of its items, and whether it is a list.
fn of_schema<'a>(cx: &NormaliseContext<'a>, schema: Node<'a>) -> (HeaderType, bool) {
    let Some(schema) = behind(cx, schema) else { return (HeaderType::Text, false) };
    if kind(schema) == Some("array") {
        let item = schema.get("items").and_then(|it| behind(cx, it));
        return (item.map_or(HeaderType::Text, scalar), true);
    }
    (scalar(schema), false)
}

/// Follows references, and `allOf` of one member, which is how 3.0 describes a use of a schema.
fn behind<'a>(cx: &NormaliseContext<'a>, schema: Node<'a>) -> Option<Node<'a>> {
    let mut current = schema;
    for _ in 0..MAX_STEPS {
        current = cx.resolve(current).ok()?.node;
        let mut members = current.get("allOf").into_iter().flat_map(Node::items);
        match (members.next(), members.next()) {
            (Some(only), None) => current = only,
            _ => return Some(current),
        }
    }
    None
}

fn kind<'a>(schema: Node<'a>) -> Option<&'a str> {
    let ty = schema.get("type")?;
    let mut words = ty.items().filter_map(Node::as_str).filter(|it| *it != "null");
    ty.as_str().or_else(|| words.next().filter(|_| words.next().is_none()))
}

fn scalar(schema: Node<'_>) -> HeaderType {
    let format = schema.get("format").and_then(Node::as_str);
    match (kind(schema), format) {
        (Some("boolean"), _) => HeaderType::Boolean,
        (Some("integer"), _) => HeaderType::Integer,
        (Some("number"), _) => HeaderType::Number,
        (Some("string"), Some("date-time")) => HeaderType::DateTime,
        // An object is text too: documents rarely declare its encoding correctly.
        _ => HeaderType::Text,
    }
}
