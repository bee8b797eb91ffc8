//! Bodies: media types, request bodies, responses.

use super::context::{NormaliseContext, ObjectBuilder};
use super::facts::{EncodingFacts, LinkFacts, MediaTypeFacts, ResponseFacts};
use super::field::{FieldRules, fields, flag, map, non_blank, object, require_text, text};
use super::header;
use super::reference::{referable, reference_of, resolve};
use super::schema::schema;
use crate::diagnostic::{Diagnostic, code};
use crate::source::{Node, NodeId, compact};
use crate::text::MediaType;

const MEDIA_TYPE: FieldRules = &[("schema", schema)];
const REQUEST_BODY: FieldRules = &[("description", text), ("required", flag), ("content", content)];
const RESPONSE: FieldRules = &[("description", text), ("content", content)];

/// Media types by name.
pub(super) fn content<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    map(cx, node, |cx, node| {
        // In 3.2 a media type can be a component.
        let node = if reference_of(node).is_some() { resolve(cx, node)?.node } else { node };
        let node = object(node)?;
        let mut result = fields(cx, node, MEDIA_TYPE);
        let is_item_schema = item_schema(cx, node, &mut result);
        let encodings = encodings(cx, node);
        let id = result.finish(cx);
        cx.facts.set_media_type(id, MediaTypeFacts { is_item_schema, encodings });
        Some(id)
    })
}

/// OpenAPI 3.2 "Sequential Media Types": `itemSchema` describes one item. It is more precise than `schema`, which
/// describes the array of all items.
///
/// For server-sent events it describes the event as an object. If its data is JSON (`contentMediaType`), the schema of
/// the data replaces it.
///
/// Returns whether `schema` is that of one item.
fn item_schema<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
    media: &mut ObjectBuilder,
) -> bool {
    let Some(item) = node.get("itemSchema") else { return false };
    let data = item.get("properties").and_then(|it| it.get("data"));
    let is_json = |it: &Node<'a>| {
        let media_type = it.get("contentMediaType").and_then(Node::as_str);
        media_type.is_some_and(|it| MediaType::parse(it).is_json())
    };
    // Only events have this structure; a JSON line with a member `data` is still one value.
    let data = data.filter(|_| cx.path.last().is_some_and(|it| MediaType::parse(&it).is_events()));
    let content = data.filter(is_json).and_then(|it| it.get("contentSchema"));
    let schema = match content {
        Some(content) => cx.inside("itemSchema", |cx| schema(cx, content)),
        None => cx.inside("itemSchema", |cx| schema(cx, item)),
    };
    let Some(schema) = schema else { return false };
    media.put("schema", schema);
    content.is_none()
}

/// The encodings by property, or by position (OpenAPI 3.2 "Encoding By Position").
fn encodings<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Vec<EncodingFacts> {
    let mut written: Vec<(String, Node<'a>)> = Vec::new();
    let by_name = node.get("encoding").into_iter().flat_map(Node::members);
    written.extend(by_name.map(|it| (it.key.to_owned(), it.value)));
    if cx.is_3_2() {
        let by_position = node.get("prefixEncoding").into_iter().flat_map(Node::items);
        written.extend(by_position.enumerate().map(|(at, it)| (at.to_string(), it)));
        written.extend(node.get("itemEncoding").map(|it| ("*".to_owned(), it)));
    }
    let mut others = Vec::new();
    let mut encodings = Vec::with_capacity(written.len());
    for (property, node) in written {
        let headers = part_headers(cx, node);
        others.extend(headers.has_other.then(|| format!("`{property}`")));
        encodings.push(encoding(property, node, headers.constant));
    }
    if let (false, Some(entry)) = (others.is_empty(), node.entry("encoding")) {
        let message = format!("only files and constants have headers: {}", others.join(", "));
        let help = "give the header to `FilePart::with_header`, if the part is a file";
        let diagnostic = Diagnostic::info(code::UNSUPPORTED, message).with_help(help);
        cx.inside("encoding", |cx| cx.report(diagnostic, entry.key_span));
    }
    encodings
}

/// One encoding ("Encoding Object").
fn encoding(property: String, node: Node<'_>, headers: Vec<(String, String)>) -> EncodingFacts {
    EncodingFacts {
        property,
        style: node.get("style").map(|it| it.as_str().unwrap_or("form").to_owned()),
        explode: node.get("explode").and_then(Node::as_bool),
        allow_reserved: node.get("allowReserved").and_then(Node::as_bool) == Some(true),
        content_type: non_blank(node, "contentType"),
        headers,
    }
}

/// The headers of a part.
struct PartHeaders {
    /// Those with one possible value.
    constant: Vec<(String, String)>,
    /// Whether there are others.
    has_other: bool,
}

/// Reads the headers of a part. The content type is that of the encoding ("Encoding Object", `headers`).
fn part_headers<'a>(cx: &NormaliseContext<'a>, encoding: Node<'a>) -> PartHeaders {
    let mut headers = PartHeaders { constant: Vec::new(), has_other: false };
    for entry in encoding.get("headers").into_iter().flat_map(Node::members) {
        if entry.key.eq_ignore_ascii_case("content-type") {
            continue;
        }
        let header = cx.resolve(entry.value).ok().and_then(|it| it.node.get("schema"));
        let schema = header.and_then(|it| cx.resolve(it).ok()).map(|it| it.node);
        let is_sendable = |it: &String| it.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        match schema.and_then(only_value).filter(is_sendable) {
            Some(value) => headers.constant.push((entry.key.to_owned(), value)),
            None => headers.has_other = true,
        }
    }
    headers
}

/// The only value that a schema allows.
fn only_value(schema: Node<'_>) -> Option<String> {
    let mut values = schema.get("enum").into_iter().flat_map(Node::items);
    let only = values.next().filter(|_| values.next().is_none());
    schema.get("const").or(only)?.scalar_text()
}

pub(super) fn request_body_or_ref<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
) -> Option<NodeId> {
    referable(cx, node, "requestBodies", request_body)
}

pub(super) fn request_body<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = object(node)?;
    Some(fields(cx, node, REQUEST_BODY).finish(cx))
}

/// The responses of an operation; keys are statuses, ranges such as `4XX`, or `default`.
pub(super) fn responses<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = object(node)?;
    let mut result = ObjectBuilder::new(node.span());
    for entry in node.members() {
        if !is_status(entry.key) {
            continue;
        }
        let rule =
            |cx: &mut NormaliseContext<'a>| referable(cx, entry.value, "responses", response);
        if let Some(value) = cx.inside(entry.key, rule) {
            result.push(entry.key, entry.key_span, value);
        }
    }
    Some(result.finish(cx))
}

pub(super) fn response<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = object(node)?;
    let mut result = fields(cx, node, RESPONSE);
    require_text(cx, &mut result, "description");
    let headers = node.get("headers");
    let facts = ResponseFacts {
        headers: headers.map_or_else(Vec::new, |it| header::headers(cx, it)),
        has_link_header: headers
            .is_some_and(|it| it.members().any(|it| it.key.eq_ignore_ascii_case("link"))),
        links: links(cx, node),
    };
    let id = result.finish(cx);
    cx.facts.set_response(id, facts);
    Some(id)
}

/// The links of a response that name an operation.
fn links<'a>(cx: &mut NormaliseContext<'a>, response: Node<'a>) -> Vec<LinkFacts> {
    let mut links = Vec::new();
    for it in response.get("links").into_iter().flat_map(Node::members) {
        let found = match reference_of(it.value) {
            Some(_) => cx.inside("links", |cx| resolve(cx, it.value)).map(|found| found.node),
            None => Some(it.value),
        };
        links.extend(found.and_then(|node| link(it.key, node)));
    }
    links
}

fn link(name: &str, node: Node<'_>) -> Option<LinkFacts> {
    let text = |node: Node<'_>| node.as_str().map_or_else(|| compact(node), str::to_owned);
    let operation = non_blank(node, "operationId").or(non_blank(node, "operationRef"))?;
    let parameters = node.get("parameters").into_iter().flat_map(Node::members);
    Some(LinkFacts {
        name: name.to_owned(),
        operation,
        parameters: parameters.map(|it| (it.key.to_owned(), text(it.value))).collect(),
        body: node.get("requestBody").map(text),
        description: non_blank(node, "description"),
    })
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
