//! What is read from nodes and not from openapiv3: literals, bounds, docs.

use super::view::At;
use crate::model::{Constraints, Docs, Literal};
use crate::normalise::compact;
use crate::source::Node;

/// A value of the document with every digit it had.
pub(super) fn literal(node: Node<'_>, key: &str) -> Option<Literal> {
    node.get(key).map(|value| Literal(compact(value)))
}

pub(super) fn text(node: Node<'_>, key: &str) -> Option<String> {
    let text = node.get(key)?.as_str()?;
    (!text.trim().is_empty()).then(|| text.to_owned())
}

pub(super) fn flag(node: Node<'_>, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool).unwrap_or(false)
}

/// What a schema says to people; a reference says nothing of its own.
pub(super) fn docs(at: &At<'_>) -> Docs {
    let mut docs = own_docs(at.node);
    // `allOf: [{$ref}, {description}]` is how 3.0 describes a use of a type.
    let members = at.node.get("allOf").into_iter().flat_map(Node::items);
    let mut silent = members.filter(|it| it.get("$ref").is_none());
    docs.description = docs.description.or_else(|| silent.find_map(|it| text(it, "description")));
    docs
}

fn own_docs(node: Node<'_>) -> Docs {
    Docs {
        title: text(node, "title"),
        description: text(node, "description"),
        deprecated: flag(node, "deprecated"),
        example: literal(node, "example"),
    }
}

/// The bounds that a schema states itself, or in members of its `allOf` that are written in place.
pub(super) fn constraints(node: Node<'_>) -> Constraints {
    let mut found = Constraints::default();
    for member in node.get("allOf").into_iter().flat_map(Node::items) {
        narrow(&mut found, own_constraints(member));
    }
    narrow(&mut found, own_constraints(node));
    found
}

fn own_constraints(node: Node<'_>) -> Constraints {
    let number = |key: &str| node.get(key).and_then(Node::as_number).map(str::to_owned);
    let count = |key: &str| node.get(key)?.as_number()?.parse().ok();
    let bound = |key: &str, exclusive: &str| number(key).map(|it| (it, flag(node, exclusive)));
    Constraints {
        minimum: bound("minimum", "exclusiveMinimum"),
        maximum: bound("maximum", "exclusiveMaximum"),
        multiple_of: number("multipleOf"),
        min_length: count("minLength"),
        max_length: count("maxLength"),
        pattern: text(node, "pattern"),
        min_items: count("minItems"),
        max_items: count("maxItems"),
        unique_items: flag(node, "uniqueItems"),
    }
}

/// Bounds of several schemas that hold together; of two the later counts.
pub(super) fn narrow(base: &mut Constraints, later: Constraints) {
    fn set<T>(base: &mut Option<T>, later: Option<T>) {
        if later.is_some() {
            *base = later;
        }
    }
    set(&mut base.minimum, later.minimum);
    set(&mut base.maximum, later.maximum);
    set(&mut base.multiple_of, later.multiple_of);
    set(&mut base.min_length, later.min_length);
    set(&mut base.max_length, later.max_length);
    set(&mut base.pattern, later.pattern);
    set(&mut base.min_items, later.min_items);
    set(&mut base.max_items, later.max_items);
    base.unique_items |= later.unique_items;
}
