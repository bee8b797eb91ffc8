//! Schemas that have a name of their own: `$anchor` and `$dynamicAnchor` (JSON Schema 2020-12 section 8.2.2).

use super::Document;
use crate::source::{JsonPointer, Node};

/// Where a name may stand.
const WORDS: [&str; 2] = ["$anchor", "$dynamicAnchor"];

impl Document {
    /// All names in the components of the first file, with the places of the schemas that have them.
    pub(crate) fn anchors(&self) -> Vec<(String, JsonPointer)> {
        let pointer = JsonPointer::of(&["components", "schemas"]);
        let schemas = self.tree().at(&pointer);
        let mut found = Vec::new();
        let mut next: Vec<(JsonPointer, Node<'_>)> =
            schemas.map(|node| (pointer, node)).into_iter().collect();
        while let Some((pointer, node)) = next.pop() {
            for name in WORDS.iter().filter_map(|word| node.get(word)?.as_str()) {
                found.push((name.to_owned(), pointer.clone()));
            }
            let items = node.items().enumerate();
            next.extend(node.members().map(|it| (pointer.child(it.key), it.value)));
            next.extend(items.map(|(at, it)| (pointer.child(&at.to_string()), it)));
        }
        found
    }
}
