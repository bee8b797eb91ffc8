//! Paths: templates and the names in them.

use super::context::{NormaliseContext, ObjectBuilder};
use super::field::object;
use super::operation::path_item;
use crate::source::{Entry, Node, NodeId};

/// `paths`; a key without a leading slash gets one, because openapiv3 drops it otherwise.
pub(super) fn paths<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = object(node)?;
    let mut result = ObjectBuilder::new(node.span());
    for entry in node.members() {
        if entry.key.starts_with("x-") {
            continue;
        }
        cx.inside(entry.key, |cx| path(cx, entry, &mut result));
    }
    cx.template.clear();
    Some(result.finish(cx))
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

/// The names between braces ("Path Templating"), each once, in order.
fn template_names(path: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let parts = path.split('{').skip(1).filter_map(|part| part.split_once('}'));
    for (name, _) in parts {
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
        ];
        for (path, names) in cases {
            assert_eq!(template_names(path), names, "{path}");
        }
    }
}
