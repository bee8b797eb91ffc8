//! Operations and path items.

use super::body::{request_body_or_ref, responses};
use super::context::{Context, Object};
use super::field::{Rules, fields, flag, object, text, texts};
use super::parameter::{add_undeclared, parameters, path_names};
use super::reference::{reference_of, resolve};
use super::security::requirements;
use super::server::servers;
use crate::diagnostic::{Diagnostic, code};
use crate::source::{Node, NodeId, Span};

const OPERATION: Rules = &[
    ("tags", texts),
    ("summary", text),
    ("description", text),
    ("operationId", text),
    ("parameters", parameters),
    ("requestBody", request_body_or_ref),
    ("responses", responses),
    ("deprecated", flag),
    ("security", requirements),
    ("servers", servers),
];

const PATH_ITEM: Rules = &[
    ("summary", text),
    ("description", text),
    ("servers", servers),
    ("parameters", parameters),
    ("get", operation),
    ("put", operation),
    ("post", operation),
    ("delete", operation),
    ("options", operation),
    ("head", operation),
    ("patch", operation),
    ("trace", operation),
];

/// The key of an operation by the method QUERY, which 3.2 added and openapiv3 has no place for.
pub(crate) const QUERY: &str = "x-renkei-query";

/// The methods of OpenAPI ("Path Item Object").
pub(super) const METHODS: &[&str] =
    &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// An operation. The standard has no reference here, but large documents are split this way.
fn operation<'a>(cx: &mut Context<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = if reference_of(node).is_some() { resolve(cx, node)?.node } else { node };
    let node = object(cx, node)?;
    let mut result = fields(cx, node, OPERATION);
    if !result.has("responses") {
        let empty = Object::new(node.span()).finish(cx);
        result.put("responses", empty);
    }
    Some(result.finish(cx))
}

/// A path item under its path; one that is a reference is replaced by what it names.
pub(super) fn path_item<'a>(
    cx: &mut Context<'a>,
    node: Node<'a>,
    key_span: Span,
) -> Option<NodeId> {
    let node = if reference_of(node).is_some() { resolve(cx, node)?.node } else { node };
    let node = object(cx, node)?;
    if let Some(entry) = node.entry("additionalOperations") {
        let methods: Vec<&str> = entry.value.members().map(|it| it.key).collect();
        let message =
            format!("operations by {} cannot be carried into the client yet", methods.join(", "));
        let diagnostic = Diagnostic::info(code::UNSUPPORTED, message);
        let help =
            "`get`, `put`, `post`, `delete`, `options`, `head`, `patch`, `trace` and `query` can";
        cx.inside("additionalOperations", |cx| {
            cx.report(diagnostic.with_help(help), entry.key_span)
        });
    }
    let mut result = fields(cx, node, PATH_ITEM);
    if let Some(entry) = node.entry("query") {
        if let Some(made) = cx.inside("query", |cx| operation(cx, entry.value)) {
            result.push(QUERY, entry.key_span, made);
        }
    }
    repair_template(cx, node, key_span, &mut result);
    Some(result.finish(cx))
}

/// Each name of the template must be declared by the path item or by each operation (X003).
fn repair_template<'a>(cx: &mut Context<'a>, node: Node<'a>, key_span: Span, item: &mut Object) {
    let shared = path_names(cx, node);
    let mut reported: Vec<String> = Vec::new();
    for method in METHODS {
        let found = node.get(method).and_then(|it| cx.resolve(it).ok());
        let Some(written) = found.map(|it| it.node).filter(|it| it.is_object()) else { continue };
        let own = path_names(cx, written);
        let known = |name: &String| shared.contains(name) || own.contains(name);
        let missing: Vec<String> = cx.template.iter().filter(|it| !known(it)).cloned().collect();
        for name in &missing {
            if !reported.contains(name) {
                undeclared(cx, name, method, key_span);
                reported.push(name.clone());
            }
        }
        declare(cx, written, method, item, &missing);
    }
}

fn undeclared(cx: &mut Context<'_>, name: &str, method: &str, span: Span) {
    let message = format!("`{{{name}}}` of the path is not declared as a parameter of `{method}`");
    let help = "declare it with `in: path`; it is taken as a string";
    cx.report(Diagnostic::warning(code::PATH_PARAMS, message).with_help(help), span);
}

/// Rebuilds the operation with the parameters that it lacks.
fn declare<'a>(
    cx: &mut Context<'a>,
    written: Node<'a>,
    method: &str,
    item: &mut Object,
    missing: &[String],
) {
    let method = if method == "query" { QUERY } else { method };
    let Some(id) = item.get(method).filter(|_| !missing.is_empty()) else { return };
    let mut operation = Object::reopen(cx, id);
    add_undeclared(cx, written, &mut operation, missing);
    let id = operation.finish(cx);
    item.put(method, id);
}
