//! Security schemes and requirements.

use super::context::{NormaliseContext, ObjectBuilder};
use super::facts::UnknownScheme;
use super::field::{FieldRules, fields, list, map, object, require_text, text, texts};
use crate::source::{Node, NodeId};

const SCHEME: FieldRules = &[
    ("type", text),
    ("description", text),
    ("name", text),
    ("in", text),
    ("scheme", text),
    ("bearerFormat", text),
    ("flows", flows),
    ("openIdConnectUrl", text),
];

const FLOWS: FieldRules = &[
    ("implicit", flow),
    ("password", flow),
    ("clientCredentials", flow),
    ("authorizationCode", flow),
];

const FLOW: FieldRules =
    &[("authorizationUrl", text), ("tokenUrl", text), ("refreshUrl", text), ("scopes", scopes)];

/// Alternatives of schemes that are needed together.
pub(super) fn requirements<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    list(cx, node, |cx, node| map(cx, node, texts))
}

/// A security scheme; the fields that its type needs are filled in where they are missing.
pub(super) fn scheme<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = object(node)?;
    let mut result = fields(cx, node, SCHEME);
    let ty = node.get("type").and_then(Node::as_str).unwrap_or("");
    let mut unknown = None;
    match ty {
        "apiKey" => api_key(cx, node, &mut result),
        "http" => require_text(cx, &mut result, "scheme"),
        "oauth2" => {
            if !result.has("flows") {
                let flows = ObjectBuilder::new(node.span()).finish(cx);
                result.put("flows", flows);
            }
        }
        "openIdConnect" => require_text(cx, &mut result, "openIdConnectUrl"),
        other => unknown = Some(unknown_scheme(cx, node, &mut result, other)),
    }
    let id = result.finish(cx);
    if let Some(scheme) = unknown {
        cx.facts.set_unknown_scheme(id, scheme);
    }
    Some(id)
}

fn api_key<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>, result: &mut ObjectBuilder) {
    require_text(cx, result, "name");
    let location = node.get("in").and_then(Node::as_str);
    if location.is_some_and(|it| ["header", "query", "cookie"].contains(&it)) {
        return;
    }
    let header = cx.string("header", node.span());
    result.put("in", header);
}

/// Writes a type that openapiv3 does not know as an `http` scheme, and returns the true one.
fn unknown_scheme<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
    result: &mut ObjectBuilder,
    ty: &str,
) -> UnknownScheme {
    let at = node.get("type").unwrap_or(node).span();
    for (key, value) in [("type", "http"), ("scheme", ty)] {
        let value = cx.string(value, at);
        result.put(key, value);
    }
    if ty == "mutualTLS" { UnknownScheme::MutualTls } else { UnknownScheme::Other }
}

fn flows<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = object(node)?;
    Some(fields(cx, node, FLOWS).finish(cx))
}

/// A flow; the fields that openapiv3 needs are filled in where they are missing.
fn flow<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = object(node)?;
    let mut result = fields(cx, node, FLOW);
    for url in ["authorizationUrl", "tokenUrl"] {
        if !result.has(url) {
            let empty = cx.string("", node.span());
            result.put(url, empty);
        }
    }
    if !result.has("scopes") {
        let empty = ObjectBuilder::new(node.span()).finish(cx);
        result.put("scopes", empty);
    }
    Some(result.finish(cx))
}

fn scopes<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    map(
        cx,
        node,
        |cx, node| {
            if node.is_null() { Some(cx.string("", node.span())) } else { text(cx, node) }
        },
    )
}
