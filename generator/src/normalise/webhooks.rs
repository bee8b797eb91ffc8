//! What the server sends by itself: the bodies of webhooks and callbacks (OpenAPI 3.1 "Webhooks", 3.0 "Callback Object").
//!
//! Takes the document; gives a list of schemas under a key of the root, by the place of the operation that carries them.
//! A client does not answer these requests, but whoever does needs their types.

use super::context::{Context, Object};
use super::method::written;
use super::schema::schema;
use crate::diagnostic::{Diagnostic, code};
use crate::source::{Entry, JsonPointer, Node, NodeId};

/// The key at the root under which the schemas of what the server sends stand; its keys are pointers.
pub(crate) const WEBHOOKS: &str = "x-renkei-webhooks";

/// The key at the root under which their names and descriptions stand, by the same pointers.
pub(crate) const WEBHOOK_WORDS: &str = "x-renkei-webhook-words";

/// An operation of the server's.
struct Found<'a> {
    /// Its name with the word for what it is, such as `order paid webhook`.
    name: String,
    pointer: JsonPointer,
    node: Node<'a>,
}

/// Adds the schemas and their words to the root.
pub(super) fn webhooks<'a>(cx: &mut Context<'a>, root: Node<'a>, result: &mut Object) {
    let mut found = Vec::new();
    for entry in root.get("webhooks").into_iter().flat_map(Node::members) {
        let pointer = JsonPointer::of(&["webhooks", entry.key]);
        operations(cx, &format!("{} webhook", entry.key), entry.value, &pointer, &mut found);
    }
    callbacks(cx, root, &mut found);
    if found.is_empty() {
        return;
    }
    let mut schemas = Object::new(root.span());
    let mut words = Object::new(root.span());
    for one in found {
        let Some(value) = payload(cx, &one) else { continue };
        schemas.push(one.pointer.as_str(), one.node.span(), value);
        let value = self::words(cx, &one);
        words.push(one.pointer.as_str(), one.node.span(), value);
    }
    for (key, object) in [(WEBHOOKS, schemas), (WEBHOOK_WORDS, words)] {
        let value = object.finish(cx);
        result.put(key, value);
    }
}

/// The callbacks of all operations; one that several refer to has a name of its own and is taken once for each.
fn callbacks<'a>(cx: &mut Context<'a>, root: Node<'a>, found: &mut Vec<Found<'a>>) {
    for path in root.get("paths").into_iter().flat_map(Node::members) {
        let Ok(item) = cx.resolve(path.value) else { continue };
        for one in written(cx, item.node) {
            let callbacks = one.entry.value.get("callbacks");
            let pointer = one.pointer(&JsonPointer::of(&["paths", path.key])).child("callbacks");
            for callback in callbacks.into_iter().flat_map(Node::members) {
                let pointer = pointer.child(callback.key);
                let Ok(resolved) = cx.resolve(callback.value) else {
                    nowhere(cx, callback, &pointer);
                    continue;
                };
                let name = format!("{} callback", callback.key);
                for expression in resolved.node.members().filter(|it| !it.key.starts_with("x-")) {
                    let pointer = pointer.child(expression.key);
                    operations(cx, &name, expression.value, &pointer, found);
                }
            }
        }
    }
}

/// A client can be made without a callback, so that one that leads nowhere is no error here.
fn nowhere<'a>(cx: &mut Context<'a>, callback: Entry<'a>, pointer: &JsonPointer) {
    let diagnostic = Diagnostic::info(code::UNSUPPORTED, "this callback leads nowhere");
    let here = std::mem::replace(&mut cx.path, pointer.clone());
    cx.report(diagnostic.with_help("mend its `$ref`"), callback.key_span);
    cx.path = here;
}

/// The operations of a path item; only where there are several, the method belongs to the name.
fn operations<'a>(
    cx: &Context<'a>,
    name: &str,
    item: Node<'a>,
    pointer: &JsonPointer,
    found: &mut Vec<Found<'a>>,
) {
    let Ok(item) = cx.resolve(item) else { return };
    let all: Vec<_> = written(cx, item.node).collect();
    for one in &all {
        let method = if all.len() > 1 { format!("{} ", one.entry.key) } else { String::new() };
        found.push(Found {
            name: format!("{method}{name}"),
            pointer: one.pointer(pointer),
            node: one.entry.value,
        });
    }
}

/// The schema of the body; JSON where there are several.
fn payload<'a>(cx: &mut Context<'a>, found: &Found<'a>) -> Option<NodeId> {
    let body = cx.resolve(found.node.get("requestBody")?).ok()?;
    let content = body.node.get("content")?;
    let is_json = |key: &str| key.to_ascii_lowercase().contains("json");
    let media =
        content.members().find(|it| is_json(it.key)).or_else(|| content.members().next())?;
    let node = media.value.get("schema")?;
    let here = std::mem::replace(&mut cx.path, found.pointer.clone());
    let value = schema(cx, node);
    cx.path = here;
    value
}

fn words<'a>(cx: &mut Context<'a>, found: &Found<'a>) -> NodeId {
    let mut words = Object::new(found.node.span());
    let name = cx.string(&found.name, found.node.span());
    words.put("name", name);
    for key in ["summary", "description"] {
        if let Some(text) = found.node.get(key).and_then(|it| it.as_str()) {
            let text = cx.string(text, found.node.span());
            words.put(key, text);
        }
    }
    words.finish(cx)
}
