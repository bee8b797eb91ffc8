//! X005: the values of an `enum` are distinct and fit the type (OpenAPI 3.1 section "Schema Object", JSON Schema 2020-12
//! validation section 6.1.2).

use std::collections::HashMap;

use super::Violation;
use super::types::{equal, is_of, shown, types};
use crate::diagnostic::code;
use crate::document::Visit;
use crate::source::Node;
use crate::text::JsonPointer;

pub(super) fn check(visit: &Visit<'_, '_>, found: &mut Vec<Violation>) {
    let Some(entry) = visit.node.entry("enum").filter(|it| it.value.is_array()) else { return };
    let pointer = visit.pointer.child("enum");
    if entry.value.items().len() == 0 {
        let message = "an empty `enum` allows no value";
        let violation = Violation::new(code::ENUM_VALUES, entry.key_span, pointer, message);
        found.push(violation.with_help("add a value, or remove the key").lenient());
        return;
    }
    wrongly_typed(visit.node, entry.value, &pointer, found);
    repeated(entry.value, &pointer, found);
}

/// Reports values that `type` excludes. Null may be allowed elsewhere.
fn wrongly_typed(
    schema: Node<'_>,
    list: Node<'_>,
    pointer: &JsonPointer,
    found: &mut Vec<Violation>,
) {
    let types = types(schema);
    if types.is_empty() {
        return;
    }
    for (index, value) in list.items().enumerate() {
        if value.is_null() || types.iter().any(|name| is_of(value, name)) {
            continue;
        }
        let names: Vec<String> = types.iter().map(|it| format!("`{it}`")).collect();
        let message = format!("{} is not of type {}", shown(value), names.join(" or "));
        let is_scalar = !value.is_array() && !value.is_object();
        let help = match types.contains(&"string") && is_scalar {
            true => "put it in quotes",
            false => "remove the value, or correct `type`",
        };
        let pointer = pointer.child(&index.to_string());
        let violation = Violation::new(code::ENUM_VALUES, value.span(), pointer, message);
        found.push(violation.with_help(help).lenient());
    }
}

fn repeated(list: Node<'_>, pointer: &JsonPointer, found: &mut Vec<Violation>) {
    let mut strings: HashMap<&str, Node<'_>> = HashMap::new();
    let mut others: Vec<Node<'_>> = Vec::new();
    for (index, value) in list.items().enumerate() {
        let before = match value.as_str() {
            Some(text) => strings.insert(text, value),
            None => {
                let before = others.iter().copied().find(|it| equal(*it, value));
                others.push(value);
                before
            }
        };
        let Some(before) = before else { continue };
        let message = format!("{} is listed twice", shown(value));
        let pointer = pointer.child(&index.to_string());
        let violation = Violation::new(code::ENUM_VALUES, value.span(), pointer, message);
        let violation = violation.with_help("remove one of the two");
        found.push(violation.with_related(before.span(), "the first one").lenient());
    }
}
