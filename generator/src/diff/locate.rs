//! Where the parts of an operation and of a schema are written.
//!
//! Takes JSON Pointers and names of the model; returns source locations, or those of the nearest part around them.

use std::collections::HashSet;

use super::ApiVersion;
use super::change::ChangeLocation;
use crate::model::{Location, Operation, Parameter, StatusMatch};
use crate::source::Node;
use crate::text::{JsonPointer, Span};

/// The location of a change in both versions.
pub(super) fn both(base: Option<Span>, head: Option<Span>) -> ChangeLocation {
    ChangeLocation { base, head }
}

/// The location of a member: its key. `None` if nothing is there, as in a document of several files.
pub(super) fn key(version: ApiVersion<'_>, pointer: &JsonPointer) -> Option<Span> {
    let mut parent = pointer.clone();
    parent.pop();
    let owner = version.document.root()?.at(&parent)?;
    let name = pointer.last()?;
    owner.entry(&name).map(|it| it.key_span).or_else(|| Some(owner.step(&name)?.span()))
}

/// The location of a member of an operation, such as `requestBody`, or that of the operation.
pub(super) fn member(
    version: ApiVersion<'_>,
    operation: &Operation,
    path: &[&str],
) -> Option<Span> {
    let pointer = path.iter().fold(operation.pointer.clone(), |it, token| it.child(token));
    key(version, &pointer).or(Some(operation.span))
}

/// The location of a response, or that of the operation.
pub(super) fn response(
    version: ApiVersion<'_>,
    operation: &Operation,
    status: StatusMatch,
) -> Option<Span> {
    member(version, operation, &["responses", &status.to_string()])
}

/// The location of a parameter: in the list of the operation or of its path, or that of the operation.
pub(super) fn parameter(
    version: ApiVersion<'_>,
    operation: &Operation,
    wanted: &Parameter,
) -> Option<Span> {
    let mut item = operation.pointer.clone();
    item.pop();
    let root = version.document.root()?;
    let lists =
        [&operation.pointer, &item].into_iter().filter_map(|it| root.at(it)?.get("parameters"));
    let found = lists.flat_map(Node::items).find(|node| {
        let node = version.document.resolve(*node).map_or(*node, |it| it.node);
        let text = |key: &str| node.get(key).and_then(Node::as_str);
        text("name") == Some(wanted.name.as_str()) && text("in") == Some(location(wanted.location))
    });
    found.map(Node::span).or(Some(operation.span))
}

/// The value of `in`.
pub(super) fn location(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}

/// The location of a property: in the schema itself, or in one that its `allOf` composes. `None` if it is in neither.
pub(super) fn property(
    version: ApiVersion<'_>,
    schema: &JsonPointer,
    property: &str,
) -> Option<Span> {
    let mut open = vec![version.document.root()?.at(schema)?];
    let mut seen = HashSet::new();
    while let Some(node) = open.pop() {
        let node = version.document.resolve(node).map_or(node, |it| it.node);
        if !seen.insert(node.id()) {
            continue;
        }
        if let Some(entry) = node.get("properties").and_then(|it| it.entry(property)) {
            return Some(entry.key_span);
        }
        open.extend(node.get("allOf").into_iter().flat_map(Node::items));
    }
    None
}
