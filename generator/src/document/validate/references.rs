//! X001: every reference resolves (OpenAPI 3.1 sections "Reference Object" and "Discriminator Object").

use std::collections::HashSet;

use super::Violation;
use super::values::is_boolean_schema;
use crate::diagnostic::code;
use crate::document::walk::{is_mapping_reference, is_only_reference};
use crate::document::{Document, ObjectKind, RefError, Version, Visit};
use crate::source::{Node, NodeSet};
use crate::text::JsonPointer;

/// The references that were visited, and the chains that end elsewhere.
#[derive(Default)]
pub(super) struct References<'a> {
    visited: NodeSet,
    /// Errors of other references than the visited one, with the pointer of that one.
    elsewhere: Vec<(RefError<'a>, JsonPointer)>,
    /// The errors of files that cannot be read, each reported once, and whether a schema was expected there.
    unreadable: HashSet<(String, bool)>,
}

impl<'a> References<'a> {
    pub(super) fn check(
        &mut self,
        document: &'a Document,
        visit: &Visit<'a, '_>,
        found: &mut Vec<Violation>,
    ) {
        // Paths are followed although the standard allows no reference there, because large documents have it.
        let is_followed = visit.object == ObjectKind::Paths && is_only_reference(visit.node);
        if visit.reference().is_some() || is_followed {
            let of_schema = matches!(visit.object, ObjectKind::Schema(_));
            self.follow(document, visit.node, &visit.pointer.child("$ref"), of_schema, found);
            target(document, visit, found);
        }
        if matches!(visit.object, ObjectKind::Schema(_)) {
            mapping(document, visit, found);
        }
    }

    /// Reports a reference at its own string: a broken one further along the chain is reported where it is written.
    fn follow(
        &mut self,
        document: &'a Document,
        node: Node<'a>,
        pointer: &JsonPointer,
        of_schema: bool,
        found: &mut Vec<Violation>,
    ) {
        let Some(own) = node.get("$ref") else { return };
        self.visited.insert(own.id());
        let Err(error) = document.resolve(node) else { return };
        if error.at.id() != own.id() {
            self.elsewhere.push((error, pointer.clone()));
        } else if !is_anchor(document, own) {
            let is_missing_schema = of_schema && !error.is_remote;
            let is_repeated = error.is_unreadable
                && !self.unreadable.insert((error.message.clone(), is_missing_schema));
            if is_repeated {
                return;
            }
            found.push(Violation { is_missing_schema, ..violation(error, pointer.clone()) });
        }
    }

    /// Reports broken references that no object of the grammar holds, each once.
    pub(super) fn finish(mut self, found: &mut Vec<Violation>) {
        for (error, pointer) in self.elsewhere {
            if self.visited.insert(error.at.id()) {
                found.push(violation(error, pointer));
            }
        }
    }
}

/// Reports a reference whose target is no object.
fn target<'a>(document: &'a Document, visit: &Visit<'a, '_>, found: &mut Vec<Violation>) {
    let Some(own) = visit.node.get("$ref") else { return };
    let (Some(text), Ok(target)) = (own.as_str(), document.lookup(own)) else { return };
    if target.node.is_object() || is_boolean_schema(visit.object, visit.version, target.node) {
        return;
    }
    let name = text.escape_debug();
    let (kind, title) = (target.node.kind_name(), visit.object.title());
    let message = format!("`{name}` is {kind}, and must be {title}");
    let pointer = visit.pointer.child("$ref");
    let violation = Violation::new(code::DOCUMENT_VALID, own.span(), pointer, message);
    found.push(violation.with_help("correct the reference"));
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
