//! Maps pointers of the rewritten tree to those of the document as written, and back. It must not know the objects.

use std::collections::HashMap;

use crate::bug::bug;
use crate::text::JsonPointer;

/// Pointers that differ in the two trees. The pointers below them differ in the same way.
#[derive(Debug, Default)]
pub(super) struct PointerMap {
    written: HashMap<String, JsonPointer>,
    placed: HashMap<String, JsonPointer>,
}

impl PointerMap {
    /// Records that the node at `written` is at `placed` in the rewritten tree. If it is there several times,
    /// references resolve to the first.
    pub(super) fn add(&mut self, placed: JsonPointer, written: JsonPointer) {
        self.placed.entry(written.as_str().to_owned()).or_insert_with(|| placed.clone());
        self.made_from(placed, written);
    }

    /// Records that the node at `placed` is made from the node at `written`, which has another place in the rewritten
    /// tree.
    pub(super) fn made_from(&mut self, placed: JsonPointer, written: JsonPointer) {
        self.written.insert(placed.as_str().to_owned(), written);
    }

    /// Records that the document has no node at `written`, although the rewritten tree has one.
    pub(super) fn nothing_at(&mut self, written: JsonPointer) {
        // The rewritten tree has no `swagger`.
        let nowhere = JsonPointer::of(&["swagger"]);
        self.placed.insert(written.as_str().to_owned(), nowhere);
    }

    /// The pointer in the document as written.
    pub(super) fn written(&self, placed: &JsonPointer) -> JsonPointer {
        moved(&self.written, placed)
    }

    /// The pointer in the rewritten tree.
    pub(super) fn placed(&self, written: &JsonPointer) -> JsonPointer {
        moved(&self.placed, written)
    }
}

/// Replaces the longest prefix that the map has.
fn moved(pointer_map: &HashMap<String, JsonPointer>, pointer: &JsonPointer) -> JsonPointer {
    let text = pointer.as_str();
    let mut end = text.len();
    while end > 0 && !pointer_map.is_empty() {
        let (start, rest) = text.split_at(end);
        if let Some(to) = pointer_map.get(start) {
            let text = format!("{to}{rest}");
            if let Some(pointer) = JsonPointer::parse(&text) {
                return pointer;
            }
            bug!("`{text}` is not a pointer");
        }
        end = start.rfind('/').unwrap_or(0);
    }
    pointer.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_beginning_decides() {
        let at = |text: &str| JsonPointer::parse(text).unwrap();
        let mut pointer_map = PointerMap::default();
        pointer_map.add(at("/components/schemas"), at("/definitions"));
        pointer_map.add(at("/a/0"), at("/a/1"));
        pointer_map.made_from(at("/a/0/schema"), at("/a/1"));
        pointer_map.add(at("/b"), at("/definitions"));
        let cases = [
            ("/components/schemas/A/items", "/definitions/A/items"),
            ("/components/schemas2", "/components/schemas2"),
            ("/a/0/name", "/a/1/name"),
            ("/a/0/schema/minimum", "/a/1/minimum"),
            ("/b/c", "/definitions/c"),
            ("", ""),
        ];
        for (placed, written) in cases {
            assert_eq!(pointer_map.written(&at(placed)).as_str(), written, "{placed}");
        }
        assert_eq!(pointer_map.placed(&at("/definitions/A")).as_str(), "/components/schemas/A");
        assert_eq!(pointer_map.placed(&at("/a/1")).as_str(), "/a/0");
    }
}
