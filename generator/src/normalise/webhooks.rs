//! The bodies of webhooks and callbacks (OpenAPI 3.1 "Webhooks", 3.0 "Callback Object").
//!
//! Takes the document; returns a list of schemas under a key of the root, by the location of their operation. A client
//! does not receive these requests, but a server that does needs their types.

use super::context::{NormaliseContext, ObjectBuilder};
use super::facts::WebhookFacts;
use super::method::written;
use super::schema::schema;
use crate::source::{Node, NodeId};
use crate::text::JsonPointer;
use crate::text::MediaType;

/// The key at the tree's root for the bodies of webhooks and callbacks; its keys are pointers. The rules copy no
/// unknown keys, so only this stage writes it.
pub(crate) const WEBHOOK_BODIES: &str = "webhookBodies";

/// An operation that the server calls.
struct ServerOperation<'a> {
    /// Its name with its kind, such as `order paid webhook`.
    name: String,
    pointer: JsonPointer,
    node: Node<'a>,
}

/// Adds the schemas and their documentation.
pub(super) fn webhooks<'a>(
    cx: &mut NormaliseContext<'a>,
    root: Node<'a>,
    result: &mut ObjectBuilder,
) {
    let mut found = Vec::new();
    for entry in root.get("webhooks").into_iter().flat_map(Node::members) {
        let pointer = JsonPointer::of(&["webhooks", entry.key]);
        operations(cx, &format!("{} webhook", entry.key), entry.value, &pointer, &mut found);
    }
    callbacks(cx, root, &mut found);
    if found.is_empty() {
        return;
    }
    let mut bodies = ObjectBuilder::new(root.span());
    for one in found {
        let Some(value) = payload(cx, &one) else { continue };
        bodies.push(one.pointer.as_str(), one.node.span(), value);
        let text = |key| one.node.get(key).and_then(Node::as_str).map(str::to_owned);
        let facts = WebhookFacts {
            name: one.name,
            summary: text("summary"),
            description: text("description"),
        };
        cx.facts.set_webhook(one.pointer, facts);
    }
    let bodies = bodies.finish(cx);
    result.put(WEBHOOK_BODIES, bodies);
}

/// The callbacks of all operations. A shared callback is added once for each operation.
fn callbacks<'a>(
    cx: &mut NormaliseContext<'a>,
    root: Node<'a>,
    found: &mut Vec<ServerOperation<'a>>,
) {
    for path in root.get("paths").into_iter().flat_map(Node::members) {
        let Ok(item) = cx.resolve(path.value) else { continue };
        for one in written(cx, item.node) {
            let callbacks = one.entry.value.get("callbacks");
            let pointer = one.pointer(&JsonPointer::of(&["paths", path.key])).child("callbacks");
            for callback in callbacks.into_iter().flat_map(Node::members) {
                let pointer = pointer.child(callback.key);
                let Ok(resolved) = cx.resolve(callback.value) else { continue };
                let name = format!("{} callback", callback.key);
                for expression in resolved.node.members().filter(|it| !it.key.starts_with("x-")) {
                    let pointer = pointer.child(expression.key);
                    operations(cx, &name, expression.value, &pointer, found);
                }
            }
        }
    }
}

/// The operations of a path item. If there are several, the method is part of the name.
fn operations<'a>(
    cx: &NormaliseContext<'a>,
    name: &str,
    item: Node<'a>,
    pointer: &JsonPointer,
    found: &mut Vec<ServerOperation<'a>>,
) {
    let Ok(item) = cx.resolve(item) else { return };
    let all: Vec<_> = written(cx, item.node).collect();
    for one in &all {
        let method = if all.len() > 1 { format!("{} ", one.entry.key) } else { String::new() };
        found.push(ServerOperation {
            name: format!("{method}{name}"),
            pointer: one.pointer(pointer),
            node: one.entry.value,
        });
    }
}

/// The schema of the body, of JSON if there are several media types.
fn payload<'a>(cx: &mut NormaliseContext<'a>, found: &ServerOperation<'a>) -> Option<NodeId> {
    let body = cx.resolve(found.node.get("requestBody")?).ok()?;
    let content = body.node.get("content")?;
    let is_json = |key: &str| MediaType::parse(key).is_json();
    let media =
        content.members().find(|it| is_json(it.key)).or_else(|| content.members().next())?;
    let node = media.value.get("schema")?;
    let here = std::mem::replace(&mut cx.path, found.pointer.clone());
    let value = schema(cx, node);
    cx.path = here;
    value
}
