//! Finds every example of a document, and the schema that it is an example of.

use std::path::Path;

use renkei::document::{self, Document, ObjectKind, Version, Visit};
use renkei::source::{Entry, Node};
use renkei::text::JsonPointer;
use serde_json::Value;

/// An example and its schema.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Example {
    /// Its JSON pointer.
    pub(super) pointer: String,
    /// The JSON pointer of its schema.
    pub(super) schema: String,
    pub(super) value: Value,
}

/// The examples of a document, which is in a file of its own, in its order. Those whose value is in another file are left out.
pub(super) fn examples(file: &Path, document: &Value) -> Result<Vec<Example>, String> {
    let sources = document::read(file).map_err(|_| "the bundled document cannot be read")?;
    let parsed = Document::new(sources).map_err(|_| "the bundled document is none")?;
    let mut found = Vec::new();
    document::walk(&parsed, &mut |visit| {
        for (pointer, schema) in of_object(&parsed, visit) {
            if let Some(value) = document.pointer(pointer.as_str()) {
                let (pointer, schema) = (pointer.to_string(), schema.to_string());
                found.push(Example { pointer, schema, value: value.clone() });
            }
        }
    });
    Ok(found)
}

/// Where the examples of an object are, each with the place of its schema.
fn of_object(document: &Document, visit: &Visit<'_, '_>) -> Vec<(JsonPointer, JsonPointer)> {
    let (node, pointer) = (visit.node, visit.pointer);
    let examples = pointer.child("examples");
    let has_schema = node.get("schema").is_some();
    let (schema, places): (JsonPointer, Vec<JsonPointer>) = match visit.object {
        ObjectKind::Schema(_) => {
            let list = node.get("examples").filter(|it| it.is_array());
            let list = list.into_iter().flat_map(Node::items).enumerate();
            (pointer.clone(), list.map(|(index, _)| examples.child(&index.to_string())).collect())
        }
        ObjectKind::MediaType | ObjectKind::Parameter | ObjectKind::Header if has_schema => {
            let named = node.get("examples").into_iter().flat_map(Node::members);
            let place = |entry: Entry<'_>| {
                let found = document.resolve(entry.value).ok()?.pointer;
                Some(found.unwrap_or_else(|| examples.child(entry.key)).child("value"))
            };
            (pointer.child("schema"), named.filter_map(place).collect())
        }
        ObjectKind::Response if visit.version == Version::V2_0 && has_schema => {
            let by_type = node.get("examples").into_iter().flat_map(Node::members);
            (pointer.child("schema"), by_type.map(|entry| examples.child(entry.key)).collect())
        }
        _ => return Vec::new(),
    };
    let one = node.get("example").map(|_| pointer.child("example"));
    one.into_iter().chain(places).map(|it| (it, schema.clone())).collect()
}
