//! The targets of references that the walk through the first file does not visit: each is visited once, where it is written.

use std::collections::VecDeque;

use super::visit::{Key, Origin, VisitContext};
use super::{Cursor, Walker};
use crate::document::grammar::{Holds, ObjectKind, SchemaRole, object_type};
use crate::document::reference::reference_of;
use crate::document::{Document, RefTarget};
use crate::source::{Node, NodeSet};
use crate::text::JsonPointer;

/// The target of a reference.
struct QueuedTarget<'a> {
    object: ObjectKind,
    cursor: Cursor<'a>,
    pointer: JsonPointer,
    context: VisitContext<'a>,
}

/// The queue of targets, and the nodes that are queued or visited.
#[derive(Default)]
pub(super) struct Targets<'a> {
    queue: VecDeque<QueuedTarget<'a>>,
    queued: NodeSet,
    visited: NodeSet,
    /// Maps and lists that were reached through a reference.
    containers: NodeSet,
}

impl<'a> Targets<'a> {
    /// Marks an object as visited, and queues the targets of its references.
    pub(super) fn collect(
        &mut self,
        document: &'a Document,
        object: ObjectKind,
        node: Node<'a>,
        context: &VisitContext<'a>,
    ) {
        self.visited.insert(node.id());
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
        context: &VisitContext<'a>,
    ) {
        let Some(at) = at.filter(|at| !names_component(document, *at)) else { return };
        let Ok(target) = document.lookup(at) else { return };
        if self.queued.insert(target.node.id()) {
            self.queue.push_back(queued_target(document, object, target, context));
        }
    }

    /// Whether the walk has visited an object.
    pub(super) fn is_visited(&self, node: Node<'_>) -> bool {
        self.visited.contains(node.id())
    }

    /// Resolves a reference in place of a map or list, which large documents have although the standard forbids it.
    /// Returns each map or list once, so that circular documents end.
    pub(super) fn resolve_container(
        &mut self,
        document: &'a Document,
        node: Node<'a>,
    ) -> Option<(Node<'a>, JsonPointer)> {
        let container = Some(node)
            .filter(|it| is_only_reference(*it))
            .and_then(|it| document.resolve(it).ok())?;
        let pointer = container.pointer?;
        self.containers.insert(container.node.id()).then_some((container.node, pointer))
    }
}

/// Whether a reference names a component of the first file, which the walk visits anyway.
fn names_component(document: &Document, at: Node<'_>) -> bool {
    let pointer = at.as_str().and_then(|text| text.strip_prefix("#/"));
    let is_in_root_file = at.span().file == document.files().root().id();
    let Some(pointer) = pointer.filter(|_| is_in_root_file) else { return false };
    let Some((section, _)) = pointer.rsplit_once('/') else { return false };
    let (holder, section) = match section.strip_prefix("components/") {
        Some(section) => (ObjectKind::Components, section),
        None => (ObjectKind::Document, section),
    };
    if section.contains('/') {
        return false;
    }
    let holds = object_type(holder).holds(section, document.version());
    matches!(holds, Some(Holds::Map(_)))
}

/// Whether an object is a reference without siblings.
pub(crate) fn is_only_reference(node: Node<'_>) -> bool {
    node.members().len() == 1 && reference_of(node).is_some()
}

/// The values of a discriminator's mapping that are references rather than schema names
/// (OpenAPI 3.1 section "Discriminator Object").
pub(in crate::document) fn mapping_references(schema: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let mapping = schema.get("discriminator").and_then(|it| it.get("mapping"));
    let values = mapping.into_iter().flat_map(Node::members).map(|entry| entry.value);
    values.filter(|value| value.as_str().is_some_and(is_mapping_reference))
}

/// Whether a value of a discriminator's mapping is a reference (a pointer or a file) rather than a schema name.
pub(crate) fn is_mapping_reference(text: &str) -> bool {
    let is_file = [".yaml", ".yml", ".json"].iter().any(|end| text.ends_with(end));
    is_file || text.starts_with("#/") || text.contains(".json#") || text.contains("ml#")
}

fn queued_target<'a>(
    document: &'a Document,
    object: ObjectKind,
    target: RefTarget<'a>,
    context: &VisitContext<'a>,
) -> QueuedTarget<'a> {
    let RefTarget { node, pointer } = target;
    let keeps_context =
        matches!(object, ObjectKind::PathItem | ObjectKind::Operation | ObjectKind::Callback);
    let key = if keeps_context { None } else { key_of(document, node, &pointer) };
    let component = VisitContext { origin: Origin::Component, ..VisitContext::default() };
    let context = if keeps_context { *context } else { component };
    let object = match object {
        ObjectKind::Schema(_) => ObjectKind::Schema(SchemaRole::Component),
        other => other,
    };
    QueuedTarget { object, cursor: Cursor { node, key }, pointer, context }
}

fn key_of<'a>(document: &'a Document, node: Node<'a>, pointer: &JsonPointer) -> Option<Key<'a>> {
    let mut parent = pointer.clone();
    parent.pop();
    let entry = document.file_root_of(node)?.at(&parent)?.entry(&pointer.last()?)?;
    Some(Key { name: entry.key, span: entry.key_span })
}

impl<'a> Walker<'a, '_> {
    /// Visits the targets that the walk has not visited, and the targets of their references.
    pub(super) fn visit_targets(&mut self) {
        self.is_following = true;
        while let Some(target) = self.targets.queue.pop_front() {
            self.at_pointer(target.pointer, |walker| {
                walker.object(target.object, target.cursor, &target.context);
            });
        }
    }
}
