//! Small questions to a schema, the same in all versions.

use super::api::Api;
use crate::source::Node;

/// How many references and parts are followed for one question.
const MAX_STEPS: usize = 8;

/// Whether the schema itself says that its values have this type, null aside.
pub(super) fn has_type(schema: Node<'_>, wanted: &str) -> bool {
    let Some(given) = schema.get("type") else { return false };
    if let Some(text) = given.as_str() {
        return text == wanted;
    }
    let mut types = given.items().filter_map(Node::as_str).filter(|it| *it != "null");
    types.next() == Some(wanted) && types.next().is_none()
}

/// Whether the schema, behind references, is an array, or an object whose only array of objects is a list of results.
pub(super) fn is_list(api: &Api<'_>, schema: Node<'_>) -> bool {
    let mut current = schema;
    for _ in 0..MAX_STEPS {
        let Some(node) = api.resolve(current) else { return false };
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
