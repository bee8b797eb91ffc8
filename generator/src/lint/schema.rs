//! Predicates on schemas that hold for all versions of OpenAPI.

use super::facts::Facts;
use crate::document::{ObjectKind, SchemaRole};
use crate::source::Node;

/// Schemas in every position, for [`Check::At`](super::rule::Check::At).
pub(super) const SCHEMAS: &[ObjectKind] = &[
    ObjectKind::Schema(SchemaRole::Component),
    ObjectKind::Schema(SchemaRole::Root),
    ObjectKind::Schema(SchemaRole::Property),
    ObjectKind::Schema(SchemaRole::Values),
    ObjectKind::Schema(SchemaRole::Item),
    ObjectKind::Schema(SchemaRole::Part),
];

/// How many references and `allOf` parts one predicate follows.
const MAX_STEPS: usize = 8;

/// Whether the schema itself declares this type, ignoring null.
pub(super) fn has_type(schema: Node<'_>, wanted: &str) -> bool {
    let Some(declared) = schema.get("type") else { return false };
    if let Some(text) = declared.as_str() {
        return text == wanted;
    }
    let mut types = declared.items().filter_map(Node::as_str).filter(|it| *it != "null");
    types.next() == Some(wanted) && types.next().is_none()
}

/// Whether the schema, with references and the first part of `allOf` followed, is an array.
pub(super) fn is_list<'a>(facts: &Facts<'a>, schema: Node<'a>) -> bool {
    let mut current = schema;
    for _ in 0..MAX_STEPS {
        let Some(node) = facts.resolve(current) else { return false };
        if has_type(node, "array") || node.get("items").is_some() {
            return true;
        }
        match node.get("allOf").and_then(|parts| parts.items().next()) {
            Some(part) => current = part,
            None => return false,
        }
    }
    false
}
