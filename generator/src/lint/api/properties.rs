//! The properties of all schemas, each where it is defined.

use super::uses::Uses;
use crate::document::{Key, ObjectKind, SchemaRole, Visit};
use crate::lint::location::Location;
use crate::source::{Node, NodeId};
use crate::text::JsonPointer;

/// A property of a schema.
#[derive(Clone, Debug)]
pub(in crate::lint) struct Property<'a> {
    /// The name and where it is written.
    pub(in crate::lint) key: Key<'a>,
    /// The schema, as it is written.
    pub(in crate::lint) node: Node<'a>,
    /// The pointer of the schema.
    pub(in crate::lint) pointer: JsonPointer,
    /// The component that contains the property.
    pub(super) owner: Option<NodeId>,
    /// The uses of a property outside of components.
    pub(super) uses: Uses,
}

impl From<&Property<'_>> for Location {
    fn from(property: &Property<'_>) -> Self {
        Self::new(property.key.span, property.pointer.clone())
    }
}

/// All properties, in the order of the walk.
#[derive(Debug, Default)]
pub(in crate::lint) struct Properties<'a>(Vec<Property<'a>>);

impl<'a> Properties<'a> {
    pub(super) fn list(&self) -> &[Property<'a>] {
        &self.0
    }

    pub(super) fn add(&mut self, visit: &Visit<'a, '_>, owner: Option<NodeId>) {
        let (ObjectKind::Schema(SchemaRole::Property), Some(key)) = (visit.object, visit.key)
        else {
            return;
        };
        self.0.push(Property {
            key,
            node: visit.node,
            pointer: visit.pointer.clone(),
            owner,
            uses: Uses::of(visit),
        });
    }
}
