//! X010: `required` names properties that are defined, each once (JSON Schema 2020-12 validation section 6.5.3).

use std::collections::HashSet;

use super::Violation;
use super::types::{list, properties};
use crate::diagnostic::code;
use crate::document::{Document, ObjectKind, SchemaRole, Visit};
use crate::source::Node;
use crate::text::{JsonPointer, closest};

/// How many schemas are followed from one schema.
const MAX_FOLLOWED: usize = 256;

/// The keywords whose schemas describe the same value.
const LISTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];
const SINGLE: [&str; 3] = ["if", "then", "else"];

/// Checks a schema with the parts that are written inside of it: a part may require what another part defines.
pub(super) fn check<'a>(document: &'a Document, visit: &Visit<'a, '_>, found: &mut Vec<Violation>) {
    let is_part = visit.object == ObjectKind::Schema(SchemaRole::Part);
    if is_part || !has_required(visit.node) {
        return;
    }
    let mut defined =
        Defined { document, names: HashSet::new(), is_complete: true, left: MAX_FOLLOWED };
    defined.add(visit.node);
    let discriminator = visit.node.get("discriminator");
    let discriminator =
        discriminator.and_then(|it| it.as_str().or_else(|| it.get("propertyName")?.as_str()));
    // A discriminator without its property is reported as such.
    defined.names.extend(discriminator);
    if !defined.is_complete || defined.names.is_empty() {
        return;
    }
    report(visit.node, visit.pointer, &defined.names, found);
}

fn has_required(schema: Node<'_>) -> bool {
    schema.get("required").is_some_and(|it| it.items().len() > 0)
        || LISTS.iter().any(|it| list(schema, it).any(has_required))
        || SINGLE.iter().filter_map(|it| schema.get(it)).any(has_required)
}

/// The names of the properties that a schema and its parts define.
struct Defined<'a> {
    document: &'a Document,
    names: HashSet<&'a str>,
    /// Whether these are all names.
    is_complete: bool,
    left: usize,
}

impl<'a> Defined<'a> {
    /// The recursion ends, because the number of followed schemas is limited.
    fn add(&mut self, schema: Node<'a>) {
        let resolved = self.document.resolve(schema).ok();
        let (Some(left), Some(resolved)) = (self.left.checked_sub(1), resolved) else {
            self.is_complete = false;
            return;
        };
        self.left = left;
        let written = [Some(schema), Some(resolved.node).filter(|it| it.id() != schema.id())];
        for node in written.into_iter().flatten() {
            let properties = properties(self.document, node);
            self.is_complete &= properties.is_some() || node.get("properties").is_none();
            self.names.extend(properties.into_iter().flat_map(Node::members).map(|it| it.key));
            let names_others = node.get("patternProperties").is_some()
                || node.get("$dynamicRef").is_some()
                || node.get("additionalProperties").is_some_and(|it| it.members().len() > 0);
            self.is_complete &= !names_others;
            LISTS.iter().flat_map(|it| list(node, it)).for_each(|it| self.add(it));
            SINGLE.iter().filter_map(|it| node.get(it)).for_each(|it| self.add(it));
            let dependent = node.get("dependentSchemas").into_iter().flat_map(Node::members);
            dependent.for_each(|it| self.add(it.value));
        }
    }
}

fn report(
    schema: Node<'_>,
    pointer: &JsonPointer,
    defined: &HashSet<&str>,
    found: &mut Vec<Violation>,
) {
    let here = pointer.child("required");
    let mut first: Vec<Node<'_>> = Vec::new();
    for (index, node) in list(schema, "required").enumerate() {
        let Some(name) = node.as_str() else { continue };
        let shown = name.escape_debug();
        let at = here.child(&index.to_string());
        if let Some(before) = first.iter().find(|it| it.as_str() == Some(name)) {
            let violation = Violation::new(
                code::REQUIRED_DEFINED,
                node.span(),
                at,
                format!("`{shown}` is listed twice"),
            );
            let violation = violation.with_help("remove one of the two");
            found.push(violation.with_related(before.span(), "the first one").lenient());
            continue;
        }
        first.push(node);
        if defined.contains(name) {
            continue;
        }
        let mut names: Vec<&str> = defined.iter().copied().filter(|it| it.len() <= 64).collect();
        names.sort_unstable();
        let help = match closest(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "define it under `properties`, or remove the name".to_owned(),
        };
        let message = format!("required property `{shown}` is not defined");
        let violation = Violation::new(code::REQUIRED_DEFINED, node.span(), at, message);
        found.push(violation.with_help(help).lenient());
    }
    for keyword in LISTS {
        for (index, part) in list(schema, keyword).enumerate() {
            report(part, &pointer.child(keyword).child(&index.to_string()), defined, found);
        }
    }
    for keyword in SINGLE {
        if let Some(part) = schema.get(keyword) {
            report(part, &pointer.child(keyword), defined, found);
        }
    }
}
