//! Headers of responses ("Header Object"): what each holds, in one word.
//!
//! openapiv3 refuses headers that are a little wrong, and a header needs no type of its own: it is text, a number, a flag,
//! a date, a list of these, or JSON. So the model reads this short form.

use super::context::{Context, Object};
use crate::source::{Node, NodeId};

/// Kept of a response: its headers by name, each `{type, list, description, deprecated}`.
pub(crate) const HEADERS: &str = "x-renkei-headers";

/// References in a schema that follow each other at most.
const MAX_STEPS: usize = 16;

/// The headers of a response; a header that a reference does not lead to is passed over, as `lint` reports it.
pub(super) fn headers<'a>(cx: &mut Context<'a>, node: Node<'a>) -> NodeId {
    let mut result = Object::new(node.span());
    for entry in node.members() {
        // The media type of an answer is not declared as a header ("Response Object").
        if entry.key.eq_ignore_ascii_case("content-type") {
            continue;
        }
        let Ok(found) = cx.resolve(entry.value) else { continue };
        if found.node.is_object() {
            let value = header(cx, found.node);
            result.push(entry.key, entry.key_span, value);
        }
    }
    result.finish(cx)
}

fn header<'a>(cx: &mut Context<'a>, node: Node<'a>) -> NodeId {
    let mut result = Object::new(node.span());
    let (word, list) = match node.get("content") {
        Some(content) => (of_content(content), false),
        None => node.get("schema").map_or(("text", false), |it| of_schema(cx, it)),
    };
    let ty = cx.string(word, node.span());
    result.put("type", ty);
    let list = cx.boolean(list, node.span());
    result.put("list", list);
    for key in ["description", "deprecated"] {
        if let Some(value) = node.get(key) {
            let value = cx.copy(value);
            result.put(key, value);
        }
    }
    result.finish(cx)
}

fn of_content(content: Node<'_>) -> &'static str {
    let media = content.members().next().map(|it| it.key.to_ascii_lowercase()).unwrap_or_default();
    let essence = media.split(';').next().unwrap_or_default().trim();
    if essence == "application/json" || essence.ends_with("+json") { "json" } else { "text" }
}

/// The word for a schema, and whether it is one of a list.
fn of_schema<'a>(cx: &Context<'a>, schema: Node<'a>) -> (&'static str, bool) {
    let Some(schema) = behind(cx, schema) else { return ("text", false) };
    if kind(schema) == Some("array") {
        let item = schema.get("items").and_then(|it| behind(cx, it));
        return (item.map_or("text", scalar), true);
    }
    (scalar(schema), false)
}

/// Behind references, and `allOf` of one member, which is how 3.0 describes a use of a schema.
fn behind<'a>(cx: &Context<'a>, schema: Node<'a>) -> Option<Node<'a>> {
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

fn scalar(schema: Node<'_>) -> &'static str {
    let format = schema.get("format").and_then(Node::as_str);
    match (kind(schema), format) {
        (Some("boolean"), _) => "boolean",
        (Some("integer"), _) => "integer",
        (Some("number"), _) => "number",
        (Some("string"), Some("date-time")) => "date-time",
        // An object, too, is text here: how its members are told apart is seldom said rightly.
        _ => "text",
    }
}
