//! References by name: `$anchor`, `$dynamicAnchor` and `$recursiveRef` (JSON Schema 2020-12 section 8.2).
//!
//! Takes a name and returns the pointer of the schema that has it. The target of a dynamic reference is known only if
//! one schema has the name, or if one with the name contains the reference.

use super::context::NormaliseContext;
use crate::source::Node;
use crate::text::JsonPointer;

/// The target of a reference by name.
pub(super) fn target<'a>(
    cx: &mut NormaliseContext<'a>,
    text: &str,
) -> Option<(JsonPointer, Node<'a>)> {
    let name = text.strip_prefix('#')?;
    let pointer = if name.is_empty() { around(&cx.path)? } else { named(cx, name)? };
    let node = cx.input.tree.at(&pointer)?;
    Some((pointer, node))
}

/// The component that contains a schema.
fn around(path: &JsonPointer) -> Option<JsonPointer> {
    let tokens: Vec<_> = path.tokens().take(3).collect();
    match tokens.as_slice() {
        [components, schemas, name] if components == "components" && schemas == "schemas" => {
            Some(JsonPointer::of(&["components", "schemas", name]))
        }
        _ => None,
    }
}

fn named(cx: &mut NormaliseContext<'_>, name: &str) -> Option<JsonPointer> {
    if cx.anchors.is_none() {
        cx.anchors = Some(cx.input.document.anchors());
    }
    let found = cx.anchors.iter().flatten().filter(|(anchor, _)| anchor == name);
    let found: Vec<&JsonPointer> = found.map(|(_, pointer)| pointer).collect();
    if let [only] = found.as_slice() {
        return Some((*only).clone());
    }
    let here = format!("{}/", cx.path.as_str());
    let around = |it: &&&JsonPointer| here.starts_with(&format!("{}/", it.as_str()));
    found.iter().filter(around).max_by_key(|it| it.as_str().len()).map(|it| (**it).clone())
}
