//! References of a schema that cannot be resolved: a discriminator that names no schema (X001), and an `allOf` that contains itself
//! (X011).

use std::collections::HashSet;

use super::Violation;
use crate::diagnostic::code;
use crate::document::walk::is_mapping_reference;
use crate::document::{Document, Visit};
use crate::source::{Node, NodeId};
use crate::text::{JsonPointer, closest};

/// How many schemas are followed from one `allOf`.
const MAX_FOLLOWED: usize = 256;

pub(super) fn check<'a>(document: &'a Document, visit: &Visit<'a, '_>, found: &mut Vec<Violation>) {
    mapping(document, visit, found);
    circle(document, visit, found);
}

/// Reports values of a discriminator's mapping that are the name of no schema. References are checked as such.
fn mapping<'a>(document: &'a Document, visit: &Visit<'a, '_>, found: &mut Vec<Violation>) {
    let mapping = visit.node.get("discriminator").and_then(|it| it.get("mapping"));
    let schemas = document.root().and_then(|it| it.get("components")?.get("schemas"));
    for entry in mapping.into_iter().flat_map(Node::members) {
        let name = entry.value.as_str().filter(|it| !is_mapping_reference(it));
        let Some(name) = name else { continue };
        if schemas.is_some_and(|it| it.get(name).is_some()) {
            continue;
        }
        let known = schemas.into_iter().flat_map(Node::members).map(|it| it.key);
        let help = match closest(name, known) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "correct the name, or add the schema".to_owned(),
        };
        let message = format!("`{}` is no schema in `components`", name.escape_debug());
        let pointer = ["discriminator", "mapping", entry.key];
        let pointer = pointer.iter().fold(visit.pointer.clone(), |at, token| at.child(token));
        let violation = Violation::new(code::UNRESOLVED_REF, entry.value.span(), pointer, message);
        found.push(violation.with_help(help));
    }
}

/// Reports an `allOf` that leads back to its own schema, which says nothing about a value.
fn circle<'a>(document: &'a Document, visit: &Visit<'a, '_>, found: &mut Vec<Violation>) {
    let members = visit.node.get("allOf").into_iter().flat_map(Node::items).enumerate();
    for (index, member) in members {
        let Some(reference) = member.get("$ref") else { continue };
        if leads_to(document, member, visit.node.id()) {
            let message = "this schema is a part of itself, by `allOf`";
            let pointer: JsonPointer = visit.pointer.child("allOf").child(&index.to_string());
            let violation =
                Violation::new(code::DOCUMENT_VALID, reference.span(), pointer, message);
            found.push(violation.with_help("remove the reference"));
        }
    }
}

/// Whether a schema contains another one by references and `allOf`.
fn leads_to<'a>(document: &'a Document, from: Node<'a>, to: NodeId) -> bool {
    let mut seen: HashSet<NodeId> = HashSet::new();
    let mut open = vec![from];
    while let Some(node) = open.pop() {
        let Ok(target) = document.resolve(node) else { continue };
        if target.node.id() == to {
            return true;
        }
        if seen.len() < MAX_FOLLOWED && seen.insert(target.node.id()) {
            open.extend(target.node.get("allOf").into_iter().flat_map(Node::items));
        }
    }
    false
}
