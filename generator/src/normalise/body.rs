//! Bodies: media types, request bodies, responses.

use super::context::{Context, Object};
use super::field::{Rules, fields, flag, map, object, require_text, text};
use super::reference::{referable, reference_of, resolve};
use super::schema::schema;
use crate::diagnostic::{Diagnostic, code};
use crate::source::{Entry, Node, NodeId};

/// Kept of a response: whether it declares the header `Link` (RFC 8288), by which lists are paged.
pub(crate) const LINK: &str = "x-renkei-link";

/// Kept of a response: its links, each in place of its reference.
pub(crate) const LINKS: &str = "x-renkei-links";

/// Kept of a media type: its schema is that of one item (OpenAPI 3.2, `itemSchema`).
pub(crate) const ITEM: &str = "x-renkei-item";

const MEDIA_TYPE: Rules = &[("schema", schema)];
const REQUEST_BODY: Rules = &[("description", text), ("required", flag), ("content", content)];
const RESPONSE: Rules = &[("description", text), ("content", content)];

/// Media types by name.
pub(super) fn content<'a>(cx: &mut Context<'a>, node: Node<'a>) -> Option<NodeId> {
    map(cx, node, |cx, node| {
        // In 3.2 a media type may stand in `components.mediaTypes`.
        let node = if reference_of(node).is_some() { resolve(cx, node)?.node } else { node };
        let node = object(cx, node)?;
        let mut result = fields(cx, node, MEDIA_TYPE);
        item_schema(cx, node, &mut result);
        // openapiv3 refuses styles that it does not know, and the model reads this as it was written.
        if let Some(entry) = node.entry("encoding").filter(|it| it.value.is_object()) {
            headers_of_parts(cx, entry);
            let value = cx.copy(entry.value);
            result.put("x-renkei-encoding", value);
        }
        Some(result.finish(cx))
    })
}

/// OpenAPI 3.2 "Sequential Media Types": `itemSchema` says what one item is, and says more than `schema`, of which all items
/// are one array.
///
/// Of server-sent events it describes the whole event as an object; where that says that the data is JSON
/// (`contentMediaType`), the schema of the data is taken instead.
fn item_schema<'a>(cx: &mut Context<'a>, node: Node<'a>, media: &mut Object) {
    let Some(item) = node.get("itemSchema") else { return };
    let data = item.get("properties").and_then(|it| it.get("data"));
    let is_json = |it: &Node<'a>| {
        let media_type = it.get("contentMediaType").and_then(Node::as_str);
        media_type.is_some_and(|it| it == "application/json")
    };
    // A line of JSON that has a member called `data` is a line of JSON all the same.
    let data = data.filter(|_| cx.path.last().is_some_and(|it| is_events(&it)));
    let content = data.filter(is_json).and_then(|it| it.get("contentSchema"));
    let schema = match content {
        Some(content) => cx.inside("itemSchema", |cx| schema(cx, content)),
        None => cx.inside("itemSchema", |cx| schema(cx, item)),
    };
    let Some(schema) = schema else { return };
    media.put("schema", schema);
    if content.is_none() {
        let flag = cx.boolean(true, item.span());
        media.put(ITEM, flag);
    }
}

/// Whether the name of a media type is that of server-sent events (WHATWG HTML section 9.2), whatever parameters it has.
fn is_events(name: &str) -> bool {
    let essence = name.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("text/event-stream")
}

/// Says that the headers of single parts are passed over.
fn headers_of_parts<'a>(cx: &mut Context<'a>, encoding: Entry<'a>) {
    let with_headers = encoding.value.members().filter(|it| it.value.get("headers").is_some());
    let names: Vec<String> = with_headers.map(|it| format!("`{}`", it.key)).collect();
    if names.is_empty() {
        return;
    }
    let message = format!("headers of {} cannot be carried yet", names.join(", "));
    let help = "the part is sent without them";
    let diagnostic = Diagnostic::info(code::UNSUPPORTED, message).with_help(help);
    cx.inside("encoding", |cx| cx.report(diagnostic, encoding.key_span));
}

pub(super) fn request_body_or_ref<'a>(cx: &mut Context<'a>, node: Node<'a>) -> Option<NodeId> {
    referable(cx, node, "requestBodies", request_body)
}

pub(super) fn request_body<'a>(cx: &mut Context<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = object(cx, node)?;
    Some(fields(cx, node, REQUEST_BODY).finish(cx))
}

/// The responses of an operation; keys are statuses, ranges such as `4XX`, or `default`.
pub(super) fn responses<'a>(cx: &mut Context<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = object(cx, node)?;
    let mut result = Object::new(node.span());
    for entry in node.members() {
        if entry.key.starts_with("x-") {
            continue;
        }
        if !is_status(entry.key) {
            let message = format!("`{}` is not a status", entry.key);
            let help = "write a status such as 200, a range such as 4XX, or `default`";
            let diagnostic = Diagnostic::warning(code::MALFORMED, message).with_help(help);
            cx.inside(entry.key, |cx| cx.report(diagnostic, entry.key_span));
            continue;
        }
        let rule = |cx: &mut Context<'a>| referable(cx, entry.value, "responses", response);
        if let Some(value) = cx.inside(entry.key, rule) {
            result.push(entry.key, entry.key_span, value);
        }
    }
    Some(result.finish(cx))
}

pub(super) fn response<'a>(cx: &mut Context<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = object(cx, node)?;
    let mut result = fields(cx, node, RESPONSE);
    require_text(cx, &mut result, "description");
    if let Some(headers) = node.get("headers").filter(|it| it.members().len() > 0) {
        let value = super::header::headers(cx, headers);
        result.put(super::header::HEADERS, value);
    }
    let mut headers = node.get("headers").into_iter().flat_map(Node::members);
    if let Some(link) = headers.find(|it| it.key.eq_ignore_ascii_case("link")) {
        let value = cx.boolean(true, link.key_span);
        result.put(LINK, value);
    }
    links(cx, node, &mut result);
    Some(result.finish(cx))
}

/// Links are for people to read; openapiv3 refuses some that occur.
fn links<'a>(cx: &mut Context<'a>, response: Node<'a>, result: &mut Object) {
    let Some(entry) = response.entry("links").filter(|it| it.value.is_object()) else { return };
    let mut links = Object::new(entry.value.span());
    for it in entry.value.members() {
        let found = match reference_of(it.value) {
            Some(_) => cx.inside("links", |cx| resolve(cx, it.value)).map(|found| found.node),
            None => Some(it.value),
        };
        if let Some(node) = found {
            let value = cx.copy(node);
            links.push(it.key, it.key_span, value);
        }
    }
    let value = links.finish(cx);
    result.push(LINKS, entry.key_span, value);
}

/// "Responses Object": three digits, or one digit and `XX`; the case of `XX` differs in practice.
fn is_status(key: &str) -> bool {
    let range = |it: &[u8]| it.eq_ignore_ascii_case(b"XX");
    let digits = |it: &[u8]| it.iter().all(u8::is_ascii_digit);
    match key.as_bytes() {
        [b'1'..=b'9', rest @ ..] if rest.len() == 2 => digits(rest) || range(rest),
        _ => key == "default",
    }
}
