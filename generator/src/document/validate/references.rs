//! X001: every reference resolves (OpenAPI 3.1 sections "Reference Object" and "Discriminator Object").

use super::Violation;
use crate::diagnostic::code;
use crate::document::walk::is_mapping_reference;
use crate::document::{Document, ObjectKind, RefError, Version, Visit};
use crate::source::{JsonPointer, Node};

pub(super) fn check<'a>(document: &'a Document, visit: &Visit<'a, '_>, found: &mut Vec<Violation>) {
    if visit.reference().is_some() {
        follow(document, visit.node, &visit.pointer.child("$ref"), found);
    }
    if matches!(visit.object, ObjectKind::Schema(_)) {
        mapping(document, visit, found);
    }
}

/// Reports a reference at its own string: a broken one further along the chain is reported where it is written.
fn follow<'a>(
    document: &'a Document,
    node: Node<'a>,
    pointer: &JsonPointer,
    found: &mut Vec<Violation>,
) {
    let (Err(error), Some(own)) = (document.resolve(node), node.get("$ref")) else { return };
    if error.at.id() == own.id() && !is_anchor(document, own) {
        found.push(violation(error, pointer.clone()));
    }
}

/// Whether a reference is the name of a schema, which JSON Schema knows since OpenAPI 3.1.
fn is_anchor(document: &Document, own: Node<'_>) -> bool {
    let name = own.as_str().and_then(|it| it.strip_prefix('#')).filter(|it| !it.is_empty());
    document.version() >= Version::V3_1
        && name.is_some_and(|name| document.anchors().iter().any(|(anchor, _)| anchor == name))
}

fn violation(error: RefError<'_>, pointer: JsonPointer) -> Violation {
    let is_remote = error.is_remote;
    let mut violation =
        Violation::new(code::UNRESOLVED_REF, error.at.span(), pointer, error.message)
            .with_help(error.help)
            .unrepairable();
    violation.related = error.related;
    if is_remote { violation.lenient() } else { violation }
}

/// The values of a discriminator's mapping are names or references.
fn mapping<'a>(document: &'a Document, visit: &Visit<'a, '_>, found: &mut Vec<Violation>) {
    let mapping = visit.node.get("discriminator").and_then(|it| it.get("mapping"));
    for entry in mapping.into_iter().flat_map(Node::members) {
        let is_reference = entry.value.as_str().is_some_and(is_mapping_reference);
        let Some(Err(error)) = is_reference.then(|| document.lookup(entry.value)) else { continue };
        let place = ["discriminator", "mapping", entry.key];
        let pointer = place.iter().fold(visit.pointer.clone(), |at, token| at.child(token));
        found.push(violation(error, pointer));
    }
}
