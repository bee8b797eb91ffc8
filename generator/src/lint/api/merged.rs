//! A schema with its references followed and its `allOf` merged.

use std::collections::HashSet;

use super::Api;
use crate::document::Key;
use crate::source::{Node, NodeId};

/// The properties of a schema, over all parts of its `allOf`.
#[derive(Debug, Default)]
pub(in crate::lint) struct Merged<'a> {
    /// The properties in source order, each once, with the schemas as they are written.
    pub(in crate::lint) properties: Vec<(Key<'a>, Node<'a>)>,
    /// The names of required properties.
    pub(in crate::lint) required: Vec<&'a str>,
    /// Whether `oneOf`, `anyOf` or an unresolved reference can add properties that are not listed.
    pub(in crate::lint) has_alternatives: bool,
}

impl<'a> Merged<'a> {
    /// The schema of a property, as it is written.
    pub(in crate::lint) fn property(&self, name: &str) -> Option<Node<'a>> {
        self.properties.iter().find(|(key, _)| key.name == name).map(|(_, node)| *node)
    }
}

pub(super) fn of<'a>(api: &Api<'a, '_>, schema: Node<'a>) -> Merged<'a> {
    let mut merged = Merged::default();
    let mut names = HashSet::new();
    let mut seen: HashSet<NodeId> = HashSet::new();
    let mut left = vec![schema];
    while let Some(written) = left.pop() {
        let Some(node) = api.resolve(written) else {
            merged.has_alternatives = true;
            continue;
        };
        if !seen.insert(node.id()) {
            continue;
        }
        for entry in node.get("properties").into_iter().flat_map(Node::members) {
            if names.insert(entry.key) {
                let key = Key { name: entry.key, span: entry.key_span };
                merged.properties.push((key, entry.value));
            }
        }
        let required = node.get("required").into_iter().flat_map(Node::items);
        merged.required.extend(required.filter_map(Node::as_str));
        merged.has_alternatives |= ["oneOf", "anyOf"].iter().any(|key| node.get(key).is_some());
        left.extend(node.get("allOf").into_iter().flat_map(Node::items).rev());
    }
    merged
}
