//! Parts of a schema that contradict each other: values that its type excludes (X011), a discriminator that names no schema
//! (X001), and an `allOf` that contains itself (X011).

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
    values(visit, found);
    mapping(document, visit, found);
    circle(document, visit, found);
}

/// Reports values of `enum` and `const` that `type` excludes. Null may be allowed elsewhere.
fn values(visit: &Visit<'_, '_>, found: &mut Vec<Violation>) {
    let Some(written) = visit.node.get("type") else { return };
    let types: Vec<&str> = match written.as_str() {
        Some(name) => vec![name],
        None => written.items().filter_map(Node::as_str).collect(),
    };
    if types.is_empty() {
        return;
    }
    let listed = visit.node.get("enum").into_iter().flat_map(Node::items).enumerate();
    let listed =
        listed.map(|(index, it)| (it, visit.pointer.child("enum").child(&index.to_string())));
    let constant = visit.node.get("const").map(|it| (it, visit.pointer.child("const")));
    for (value, pointer) in listed.chain(constant) {
        if value.is_null() || types.iter().any(|name| is_of(value, name)) {
            continue;
        }
        let types: Vec<String> = types.iter().map(|it| format!("`{it}`")).collect();
        let message = format!("{} is not of type {}", describe(value), types.join(" or "));
        let is_text = types.iter().any(|it| it == "`string`");
        let help = if is_text && !value.is_array() && !value.is_object() {
            "put it in quotes"
        } else {
            "remove the value, or correct `type`"
        };
        let violation = Violation::new(code::DOCUMENT_VALID, value.span(), pointer, message);
        found.push(violation.with_help(help));
    }
}

fn describe(value: Node<'_>) -> String {
    let text = value.scalar_text().map(|it| format!("`{}`", it.escape_debug()));
    text.unwrap_or_else(|| value.kind_name().to_owned())
}

/// Whether a value has a type. A type that JSON Schema does not have is reported elsewhere.
fn is_of(value: Node<'_>, name: &str) -> bool {
    match name {
        "string" => value.as_str().is_some(),
        "boolean" => value.as_bool().is_some(),
        "number" => value.as_number().is_some(),
        "integer" => value.as_number().is_some_and(is_whole),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => true,
    }
}

fn is_whole(number: &str) -> bool {
    let whole = || number.parse::<f64>().is_ok_and(|it| it.fract() == 0.0);
    number.parse::<i128>().is_ok() || whole()
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
