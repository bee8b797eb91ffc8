//! X016: the property of a discriminator is defined and required, and its mapping names members of the union (OpenAPI 3.1
//! section "Discriminator Object").

use super::Violation;
use super::names::list_of;
use super::types::{Answer, always, list, properties, types};
use crate::diagnostic::code;
use crate::document::walk::is_mapping_reference;
use crate::document::{Document, Visit};
use crate::source::{Node, NodeId};

pub(super) fn check<'a>(document: &'a Document, visit: &Visit<'a, '_>, found: &mut Vec<Violation>) {
    let Some(discriminator) = visit.node.get("discriminator") else { return };
    let name = match discriminator.as_str() {
        Some(_) => Some((discriminator, visit.pointer.child("discriminator"))),
        None => discriminator
            .get("propertyName")
            .map(|it| (it, visit.pointer.child("discriminator").child("propertyName"))),
    };
    let Some((node, pointer)) = name else { return };
    let Some(name) = node.as_str().filter(|it| !it.is_empty()) else { return };
    let mut report = |message: String, help: String| {
        let violation = Violation::new(code::DISCRIMINATOR, node.span(), pointer.clone(), message);
        found.push(violation.with_help(help).lenient());
    };
    let schemas = described(visit.node);
    let defines =
        |it: Node<'a>| properties(document, it).is_some_and(|it| it.entry(name).is_some());
    let requires = |it: Node<'a>| list(it, "required").any(|it| it.as_str() == Some(name));
    let shown = name.escape_debug();
    let lacking = lacking(document, visit.node, &schemas, &defines);
    if !lacking.is_empty() {
        let whose = of_schemas(&lacking);
        let help = format!("define `{shown}` there, or correct the name");
        report(format!("discriminator property `{shown}` is not defined{whose}"), help);
    } else {
        let optional = self::lacking(document, visit.node, &schemas, &requires);
        // A discriminator of 3.2 may have a default.
        if !optional.is_empty() && discriminator.get("defaultMapping").is_none() {
            let whose = of_schemas(&optional);
            let help = format!("add `{shown}` to `required`");
            report(format!("discriminator property `{shown}` is not required{whose}"), help);
        }
    }
    mapping(document, visit, discriminator, found);
}

/// The schemas that a discriminator tells apart, with their names; none for a schema that others extend by `allOf`.
fn described(schema: Node<'_>) -> Vec<Node<'_>> {
    let members = ["oneOf", "anyOf"].into_iter().flat_map(|it| list(schema, it));
    members.filter(|it| types(*it) != ["null"]).collect()
}

/// The members of a union that lack something, or the schema itself if it is no union. What is unknown is not lacking.
fn lacking<'a>(
    document: &'a Document,
    schema: Node<'a>,
    members: &[Node<'a>],
    has: &dyn Fn(Node<'a>) -> bool,
) -> Vec<Node<'a>> {
    let lacks = |it: Node<'a>| always(document, it, has) == Answer::No;
    if !lacks(schema) {
        return Vec::new();
    }
    match members {
        [] => vec![schema],
        members => members.iter().copied().filter(|it| lacks(*it)).collect(),
    }
}

/// " in `Cat` and `Dog`", or nothing if no member has a name.
fn of_schemas(schemas: &[Node<'_>]) -> String {
    let references = schemas.iter().filter_map(|it| it.get("$ref")?.as_str());
    let names: Vec<&str> = references.filter_map(|it| it.rsplit('/').next()).take(3).collect();
    match names.is_empty() {
        true => String::new(),
        false => format!(" in {}", list_of(&names, "and")),
    }
}

/// Reports targets of the mapping that the union does not list.
fn mapping<'a>(
    document: &'a Document,
    visit: &Visit<'a, '_>,
    discriminator: Node<'a>,
    found: &mut Vec<Violation>,
) {
    let members = described(visit.node);
    let resolved: Option<Vec<NodeId>> = members
        .iter()
        .map(|it| document.resolve(*it).ok().filter(|it| described(it.node).is_empty()))
        .map(|it| it.map(|it| it.node.id()))
        .collect();
    let Some(resolved) = resolved.filter(|it| !it.is_empty()) else { return };
    for entry in discriminator.get("mapping").into_iter().flat_map(Node::members) {
        let is_reference = entry.value.as_str().is_some_and(is_mapping_reference);
        let target = is_reference.then(|| document.lookup(entry.value).ok()).flatten();
        let Some(target) = target.and_then(|it| document.resolve(it.node).ok()) else { continue };
        if resolved.contains(&target.node.id()) {
            continue;
        }
        let message = format!(
            "`{}` of the mapping names a schema that the union does not list",
            entry.key.escape_debug()
        );
        let pointer = ["discriminator", "mapping", entry.key];
        let pointer = pointer.iter().fold(visit.pointer.clone(), |at, token| at.child(token));
        let violation = Violation::new(code::DISCRIMINATOR, entry.value.span(), pointer, message);
        found.push(
            violation.with_help("add the schema to the union, or remove the entry").lenient(),
        );
    }
}
