//! Schemas with an anchor: `$anchor` and `$dynamicAnchor` (JSON Schema 2020-12 section 8.2.2).

use super::Document;
use crate::source::Node;
use crate::text::JsonPointer;

/// The keywords that define an anchor.
const KEYWORDS: [&str; 2] = ["$anchor", "$dynamicAnchor"];

impl Document {
    /// All anchors in the components of the first file, with the pointers of their schemas.
    pub(crate) fn anchors(&self) -> Vec<(String, JsonPointer)> {
        let pointer = JsonPointer::of(&["components", "schemas"]);
        let schemas = self.tree().at(&pointer);
        let mut anchors = Vec::new();
        let mut next: Vec<(JsonPointer, Node<'_>)> =
            schemas.map(|node| (pointer, node)).into_iter().collect();
        while let Some((pointer, node)) = next.pop() {
            for name in KEYWORDS.iter().filter_map(|keyword| node.get(keyword)?.as_str()) {
                anchors.push((name.to_owned(), pointer.clone()));
            }
            let items = node.items().enumerate();
            next.extend(node.members().map(|it| (pointer.child(it.key), it.value)));
            next.extend(items.map(|(at, it)| (pointer.child(&at.to_string()), it)));
        }
        anchors
    }
}
