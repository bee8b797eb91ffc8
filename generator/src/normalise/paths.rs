//! Paths: templates and the names in them.

use super::context::{NormaliseContext, ObjectBuilder};
use super::field::object;
use super::operation::path_item;
use super::reference::resolve;
use crate::document::{AZURE_PATHS, is_only_reference};
use crate::source::{Entry, Node, NodeId};
use crate::text::JsonPointer;

/// `paths`; a key without a leading slash gets one, because openapiv3 drops it otherwise.
pub(super) fn paths<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = object(node)?;
    // The standard has no reference here, but large documents are split this way.
    if is_only_reference(node) {
        let target = resolve(cx, node)?;
        cx.moved_paths.made_from(JsonPointer::of(&["paths"]), target.pointer.clone());
        let here = std::mem::replace(&mut cx.path, target.pointer);
        let result = object(target.node).map(|node| members(cx, node));
        cx.path = here;
        return result;
    }
    Some(members(cx, node))
}

fn members<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> NodeId {
    let mut result = ObjectBuilder::new(node.span());
    for entry in node.members() {
        if entry.key.starts_with("x-") {
            continue;
        }
        cx.inside(entry.key, |cx| path(cx, entry, &mut result));
    }
    cx.template.clear();
    result.finish(cx)
}

/// `x-ms-paths` at the root: paths that differ in their query only
/// (github.com/Azure/autorest/blob/main/docs/extensions/readme.md#x-ms-paths). They become members of `paths`.
pub(super) fn azure_paths<'a>(
    cx: &mut NormaliseContext<'a>,
    root: Node<'a>,
    result: &mut ObjectBuilder,
) {
    let Some(more) = root.get(AZURE_PATHS).filter(|it| it.is_object()) else { return };
    let mut all = match result.get("paths") {
        Some(id) => ObjectBuilder::reopen(cx, id),
        None => ObjectBuilder::new(more.span()),
    };
    cx.inside(AZURE_PATHS, |cx| {
        for entry in more.members().filter(|it| !it.key.starts_with("x-")) {
            cx.inside(entry.key, |cx| path(cx, entry, &mut all));
            let placed = JsonPointer::of(&["paths", &with_slash(entry.key)]);
            let written = JsonPointer::of(&[AZURE_PATHS, entry.key]);
            cx.moved_paths.made_from(placed, written);
        }
    });
    cx.template.clear();
    let value = all.finish(cx);
    result.put("paths", value);
}

/// One path. Of two keys that become the same one the first stays.
fn path<'a>(cx: &mut NormaliseContext<'a>, entry: Entry<'a>, result: &mut ObjectBuilder) {
    let key = with_slash(entry.key);
    if result.has(&key) {
        return;
    }
    cx.template = template_names(&key);
    if let Some(value) = path_item(cx, entry.value) {
        result.push(&key, entry.key_span, value);
    }
}

fn with_slash(key: &str) -> String {
    if key.starts_with('/') { key.to_owned() } else { format!("/{key}") }
}

/// The names between braces ("Path Templating"), each once, in order. `{+name}` is reserved expansion (RFC 6570 section 3.2.3).
fn template_names(path: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let parts = path.split('{').skip(1).filter_map(|part| part.split_once('}'));
    for (name, _) in parts {
        let name = name.strip_prefix('+').unwrap_or(name);
        if !names.iter().any(|it| it == name) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_have_names() {
        let cases = [
            ("/a/{b}/c/{d}.json", vec!["b", "d"]),
            ("/a/{b}{b}", vec!["b"]),
            ("/a", vec![]),
            ("/a/{b", vec![]),
            ("/a/{+b}", vec!["b"]),
        ];
        for (path, names) in cases {
            assert_eq!(template_names(path), names, "{path}");
        }
    }
}
