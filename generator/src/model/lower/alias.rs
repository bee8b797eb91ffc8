//! Schemas that only wrap another: `allOf` of one, a union of one after its null is gone, and annotations around them.

use super::Builder;
use super::view::{SchemaCursor, TypeKeyword, View};
use crate::source::Node;

/// The one schema that another consists of.
pub(super) struct Only<'a> {
    pub(super) at: SchemaCursor<'a>,
    /// Whether the wrapper adds null.
    pub(super) nullable: bool,
}

impl<'a> Builder<'a> {
    /// The child that a schema adds nothing to but annotations and null.
    pub(super) fn only_child(&self, at: &SchemaCursor<'a>) -> Option<Only<'a>> {
        let view = at.view()?;
        let own = view.properties.is_some() || view.additional.is_some() || view.items.is_some();
        let typed = view.kind.is_some_and(|kind| kind != TypeKeyword::Object);
        if own || typed || view.is_raw() || !view.required.is_empty() || has_enum(at.node) {
            return None;
        }
        let unions = [("oneOf", view.one_of), ("anyOf", view.any_of)];
        let mut nullable = view.data.nullable;
        let mut children = Vec::new();
        for member in at.members("allOf", view.all_of) {
            match member.view().filter(|it| says_nothing(it, member.node)) {
                Some(silent) => nullable |= silent.data.nullable,
                None => children.push(member),
            }
        }
        for (key, typed) in unions {
            let before = children.len();
            for member in at.members(key, typed) {
                if is_null(&member) { nullable = true } else { children.push(member) }
            }
            // A union of several is a type of its own.
            if children.len() > before + 1 {
                return None;
            }
        }
        match <[SchemaCursor<'a>; 1]>::try_from(children) {
            Ok([at]) => Some(Only { at, nullable }),
            Err(_) => None,
        }
    }
}

/// Whether a schema has values listed.
pub(super) fn has_enum(node: Node<'_>) -> bool {
    node.get("enum").is_some_and(|it| it.items().len() > 0)
}

/// Whether a schema allows everything, whatever it says to people.
pub(super) fn says_nothing(view: &View<'_>, node: Node<'_>) -> bool {
    view.kind.is_none()
        && !view.has_structure()
        && view.required.is_empty()
        && !view.is_raw()
        && !has_enum(node)
}

/// Whether a schema stands for null: it lists no other value, or it is the `{nullable: true}` that generators of 3.0
/// write into unions, because a schema of type null is not available.
pub(super) fn is_null(at: &SchemaCursor<'_>) -> bool {
    let values = at.node.get("enum").filter(|it| it.items().len() > 0);
    if let Some(values) = values {
        return values.items().all(Node::is_null);
    }
    at.view().is_some_and(|view| view.data.nullable && says_nothing(&view, at.node))
}
