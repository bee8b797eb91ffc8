//! Operations and path items.

use super::body::{request_body_or_ref, responses};
use super::context::{NormaliseContext, ObjectBuilder};
use super::field::{FieldRules, fields, flag, object, text, texts};
use super::method::{ADDITIONAL, UnsupportedMethod, WrittenOperation, additional, written};
use super::parameter::{add_undeclared, parameters, path_names};
use super::reference::{reference_of, resolve};
use super::security::requirements;
use super::server::servers;
use crate::diagnostic::{Diagnostic, code};
use crate::source::{Entry, Node, NodeId};

const OPERATION: FieldRules = &[
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

const PATH_ITEM: FieldRules = &[
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

/// An operation. The standard has no reference here, but large documents are split this way.
fn operation<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = if reference_of(node).is_some() { resolve(cx, node)?.node } else { node };
    let node = object(node)?;
    let mut result = fields(cx, node, OPERATION);
    if !result.has("responses") {
        let empty = ObjectBuilder::new(node.span()).finish(cx);
        result.put("responses", empty);
    }
    Some(result.finish(cx))
}

/// A path item. A reference is replaced by its target.
pub(super) fn path_item<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = if reference_of(node).is_some() { resolve(cx, node)?.node } else { node };
    let node = object(node)?;
    let mut result = fields(cx, node, PATH_ITEM);
    let mut without_field = ObjectBuilder::new(node.span());
    if let Some(entry) = node.entry("query") {
        let written = WrittenOperation { entry, is_additional: false };
        if let Some(made) = cx.inside("query", |cx| operation(cx, entry.value)) {
            without_field.push(written.key(), entry.key_span, made);
        }
    }
    cx.inside(ADDITIONAL, |cx| {
        additional(cx, node).for_each(|it| add(cx, it, &mut without_field));
    });
    repair_template(cx, node, &mut result, &mut without_field);
    if !without_field.is_empty() {
        let value = without_field.finish(cx);
        result.put(ADDITIONAL, value);
    }
    Some(result.finish(cx))
}

/// Adds an operation by a method that OpenAPI has no key for.
fn add<'a>(
    cx: &mut NormaliseContext<'a>,
    written: WrittenOperation<'a>,
    result: &mut ObjectBuilder,
) {
    let Entry { key: method, key_span, value } = written.entry;
    let shown = method.escape_debug();
    let (message, help) = match written.fault() {
        None => {
            if let Some(made) = cx.inside(method, |cx| operation(cx, value)) {
                result.push(written.key(), key_span, made);
            }
            return;
        }
        Some(UnsupportedMethod::Fixed) => (
            format!("`{shown}` has a key of its own in a path item"),
            format!("move the operation to `{}` of the path", method.to_ascii_lowercase()),
        ),
        Some(UnsupportedMethod::NoToken) => (
            format!("`{shown}` is not an HTTP method"),
            "use letters, digits and the marks of a token (RFC 9110 section 5.6.2)".to_owned(),
        ),
        Some(UnsupportedMethod::Connect) => (
            "CONNECT opens a tunnel, which a client cannot support".to_owned(),
            "remove the operation".to_owned(),
        ),
    };
    let diagnostic = Diagnostic::warning(code::UNSUPPORTED, message).with_help(help);
    cx.inside(method, |cx| cx.report(diagnostic, key_span));
}

/// Declares each name of the template that neither the path item nor the operation declares.
fn repair_template<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
    item: &mut ObjectBuilder,
    without_field: &mut ObjectBuilder,
) {
    let shared = path_names(cx, node);
    for one in written(cx, node) {
        let found = cx.resolve(one.entry.value).ok();
        let Some(written) = found.map(|it| it.node).filter(|it| it.is_object()) else { continue };
        let own = path_names(cx, written);
        let known = |name: &String| shared.contains(name) || own.contains(name);
        let missing: Vec<String> = cx.template.iter().filter(|it| !known(it)).cloned().collect();
        let holder = if one.is_without_field() { &mut *without_field } else { &mut *item };
        declare(cx, written, one.key(), holder, &missing);
    }
}

/// Rebuilds the operation with the parameters that it lacks.
fn declare<'a>(
    cx: &mut NormaliseContext<'a>,
    written: Node<'a>,
    key: &str,
    item: &mut ObjectBuilder,
    missing: &[String],
) {
    let Some(id) = item.get(key).filter(|_| !missing.is_empty()) else { return };
    let mut operation = ObjectBuilder::reopen(cx, id);
    add_undeclared(cx, written, &mut operation, missing);
    let id = operation.finish(cx);
    item.put(key, id);
}
