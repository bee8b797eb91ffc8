//! What references of a document of several files lead to: each target is walked once, in its own place.
//!
//! A document of one file needs none of this: all that may be referred to lies where the walker comes by.

use std::collections::{HashSet, VecDeque};

use super::visit::{Context, Key, Origin};
use super::{Cursor, Walker};
use crate::document::grammar::{ObjectKind, SchemaRole};
use crate::document::reference::reference_of;
use crate::document::{Document, Resolved};
use crate::source::{JsonPointer, Node, NodeId};

/// Something that a reference leads to.
struct Target<'a> {
    object: ObjectKind,
    cursor: Cursor<'a>,
    pointer: JsonPointer,
    context: Context<'a>,
}

/// The targets that wait, and what has been seen.
#[derive(Default)]
pub(super) struct Targets<'a> {
    waiting: VecDeque<Target<'a>>,
    known: HashSet<NodeId>,
    shown: HashSet<NodeId>,
    /// Maps and lists that stand in another place than the one where they are used.
    entered: HashSet<NodeId>,
}

impl<'a> Targets<'a> {
    /// Notes that an object is shown, and what it refers to.
    pub(super) fn note(
        &mut self,
        document: &'a Document,
        object: ObjectKind,
        node: Node<'a>,
        context: &Context<'a>,
    ) {
        self.shown.insert(node.id());
        if object.may_be_reference(document.version()) {
            self.add(document, object, reference_of(node), context);
        }
        if matches!(object, ObjectKind::Schema(_)) {
            let mapping = mapping_references(node);
            mapping.for_each(|at| self.add(document, object, Some(at), context));
        }
    }

    fn add(
        &mut self,
        document: &'a Document,
        object: ObjectKind,
        at: Option<Node<'a>>,
        context: &Context<'a>,
    ) {
        let Some(found) = at.and_then(|at| document.lookup(at).ok()) else { return };
        if self.known.insert(found.node.id()) {
            self.waiting.push_back(target(document, object, found, context));
        }
    }

    /// The map or list behind a reference that stands in its place, which the standard does not know and large
    /// documents have. Each is given once, so that no document leads around in a circle.
    pub(super) fn container(
        &mut self,
        document: &'a Document,
        node: Node<'a>,
    ) -> Option<Resolved<'a>> {
        let found = Some(node)
            .filter(|it| is_only_reference(*it))
            .and_then(|it| document.resolve(it).ok())?;
        self.entered.insert(found.node.id()).then_some(found)
    }
}

/// Whether an object is a reference and nothing else.
pub(crate) fn is_only_reference(node: Node<'_>) -> bool {
    node.members().len() == 1 && reference_of(node).is_some()
}

/// The values of a discriminator's mapping that are references; names of schemas are values as well
/// (OpenAPI 3.1 section "Discriminator ObjectKind").
pub(in crate::document) fn mapping_references(schema: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let mapping = schema.get("discriminator").and_then(|it| it.get("mapping"));
    let values = mapping.into_iter().flat_map(Node::members).map(|entry| entry.value);
    values.filter(|value| value.as_str().is_some_and(is_mapping_reference))
}

/// Whether a value of a discriminator's mapping is a reference and no name: a pointer, or a file.
pub(crate) fn is_mapping_reference(text: &str) -> bool {
    let is_file = [".yaml", ".yml", ".json"].iter().any(|end| text.ends_with(end));
    is_file || text.starts_with("#/") || text.contains(".json#") || text.contains("ml#")
}

fn target<'a>(
    document: &'a Document,
    object: ObjectKind,
    found: Resolved<'a>,
    context: &Context<'a>,
) -> Target<'a> {
    let Resolved { node, pointer } = found;
    let pointer = pointer.unwrap_or_default();
    let in_place =
        matches!(object, ObjectKind::PathItem | ObjectKind::Operation | ObjectKind::Callback);
    let key = if in_place { None } else { key_of(document, node, &pointer) };
    let component = Context { origin: Origin::Component, ..Context::default() };
    let context = if in_place { *context } else { component };
    let object = match object {
        ObjectKind::Schema(_) => ObjectKind::Schema(SchemaRole::Component),
        other => other,
    };
    Target { object, cursor: Cursor { node, key }, pointer, context }
}

fn key_of<'a>(document: &'a Document, node: Node<'a>, pointer: &JsonPointer) -> Option<Key<'a>> {
    let mut above = pointer.clone();
    above.pop();
    let entry = document.root_around(node)?.at(&above)?.entry(&pointer.last()?)?;
    Some(Key { name: entry.key, span: entry.key_span })
}

impl<'a> Walker<'a, '_> {
    /// Walks the targets that were not come by, and those that are met on the way.
    pub(super) fn all_targets(&mut self) {
        while let Some(target) = self.targets.waiting.pop_front() {
            if !self.targets.shown.contains(&target.cursor.node.id()) {
                self.elsewhere(target.pointer, |walker| {
                    walker.object(target.object, target.cursor, &target.context);
                });
            }
        }
    }
}
