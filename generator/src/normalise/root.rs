//! The root object: info, servers, tags, components, and referenced schemas outside of them.

use super::body::{request_body, response};
use super::context::{NormaliseContext, ObjectBuilder};
use super::field::{FieldRules, fields, list, map, object, require_text, text};
use super::parameter::parameter;
use super::paths::{azure_paths, paths};
use super::reference::{SHARED_SCHEMAS, referable};
use super::schema::schema;
use super::security::{requirements, scheme};
use super::server::servers;
use super::webhooks::webhooks;
use crate::document::AZURE_PATHS;
use crate::source::{Node, NodeId};

const ROOT: FieldRules = &[
    ("info", info),
    ("servers", servers),
    ("tags", tags),
    ("security", requirements),
    ("components", components),
    ("paths", paths),
];

const INFO: FieldRules = &[("title", text), ("version", text), ("description", text)];
const TAG: FieldRules = &[("name", text), ("description", text)];

const COMPONENTS: FieldRules = &[
    ("schemas", |cx, node| map(cx, node, schema)),
    ("parameters", |cx, node| map(cx, node, |cx, it| referable(cx, it, "parameters", parameter))),
    ("responses", |cx, node| map(cx, node, |cx, it| referable(cx, it, "responses", response))),
    ("requestBodies", |cx, node| {
        map(cx, node, |cx, it| referable(cx, it, "requestBodies", request_body))
    }),
    ("securitySchemes", |cx, node| {
        map(cx, node, |cx, it| referable(cx, it, "securitySchemes", scheme))
    }),
];

/// The whole document in the shape of 3.0; its root becomes the tree's.
pub(super) fn root<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) {
    let mut result = fields(cx, node, ROOT);
    let version = cx.string("3.0.3", node.get("openapi").unwrap_or(node).span());
    result.put("openapi", version);
    if !result.has("info") {
        let empty = ObjectBuilder::new(node.span());
        let info = cx.inside("info", |cx| finish_info(cx, empty));
        result.put("info", info);
    }
    if !result.has("paths") {
        let empty = ObjectBuilder::new(node.span()).finish(cx);
        result.put("paths", empty);
    }
    result.remove(AZURE_PATHS);
    azure_paths(cx, node, &mut result);
    webhooks(cx, node, &mut result);
    let shared = shared_schemas(cx, node);
    result.put(SHARED_SCHEMAS, shared);
    let id = result.finish(cx);
    cx.tree.set_root(id);
}

fn info<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = object(node)?;
    let result = fields(cx, node, INFO);
    Some(finish_info(cx, result))
}

fn finish_info(cx: &mut NormaliseContext<'_>, mut result: ObjectBuilder) -> NodeId {
    require_text(cx, &mut result, "title");
    require_text(cx, &mut result, "version");
    result.finish(cx)
}

fn tags<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    list(cx, node, |cx, node| {
        let node = object(node)?;
        let mut result = fields(cx, node, TAG);
        require_text(cx, &mut result, "name");
        Some(result.finish(cx))
    })
}

fn components<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = object(node)?;
    Some(fields(cx, node, COMPONENTS).finish(cx))
}

/// Copies the targets of references outside of `components.schemas`. Copying one can add more.
fn shared_schemas<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> NodeId {
    let mut result = ObjectBuilder::new(node.span());
    while let Some((pointer, target)) = cx.waiting.pop_front() {
        let here = std::mem::replace(&mut cx.path, pointer.clone());
        let value = schema(cx, target);
        cx.path = here;
        if let Some(value) = value {
            result.push(pointer.as_str(), target.span(), value);
        }
    }
    result.finish(cx)
}
