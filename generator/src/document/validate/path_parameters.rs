//! X003: path templates and declared parameters agree, and a parameter is declared once (OpenAPI 3.1 sections "Path
//! Templating" and "Operation Object").

use std::collections::HashMap;

use super::Violation;
use crate::diagnostic::code;
use crate::document::operations::{Operations, Path};
use crate::document::{Document, Key, Visit};
use crate::source::Node;
use crate::text::{JsonPointer, Span};

/// Reports a parameter that one list declares twice: by name and `in`.
pub(super) fn duplicates<'a>(
    document: &'a Document,
    visit: &Visit<'a, '_>,
    found: &mut Vec<Violation>,
) {
    let mut first: HashMap<(&str, &str), Span> = HashMap::new();
    let list = visit.node.get("parameters").into_iter().flat_map(Node::items);
    for (index, written) in list.enumerate() {
        let Ok(resolved) = document.resolve(written) else { continue };
        let text = |key: &str| resolved.node.get(key).and_then(Node::as_str);
        let Some(key) = text("name").zip(text("in")) else { continue };
        let place = written.get("$ref").or_else(|| written.get("name")).unwrap_or(written).span();
        let before = *first.entry(key).or_insert(place);
        if before != place {
            let (name, location) = key;
            let message = format!("{location} parameter `{name}` is declared twice");
            let pointer = visit.pointer.child("parameters").child(&index.to_string());
            let violation = Violation::new(code::PATH_PARAMS, place, pointer, message);
            let violation = violation.with_help("remove one of the two");
            found.push(violation.with_related(before, "the first one"));
        }
    }
}

pub(super) fn check<'a>(
    document: &'a Document,
    operations: &Operations<'a>,
    found: &mut Vec<Violation>,
) {
    for path in &operations.paths {
        let shared = DeclaredParameters::of(document, path.item, &path.item_pointer);
        let own: Vec<OperationParameters<'_>> = path
            .operations()
            .map(|(method, pointer, node)| {
                let declared = DeclaredParameters::of(document, node, &pointer);
                OperationParameters { method, declared, pointer }
            })
            .collect();
        let names = template_names(path.key.name);
        undeclared(path, &names, &shared, &own, found);
        for declared in own.iter().map(|it| &it.declared).chain([&shared]) {
            unused(path, &names, declared, found);
        }
    }
}

struct OperationParameters<'a> {
    method: Key<'a>,
    declared: DeclaredParameters<'a>,
    pointer: JsonPointer,
}

/// The path parameters that one list declares.
struct DeclaredParameters<'a> {
    parameters: Vec<(&'a str, Span, JsonPointer)>,
    /// Whether a reference does not resolve: a parameter that seems to be missing may be that one.
    has_unknown: bool,
}

impl<'a> DeclaredParameters<'a> {
    fn of(document: &'a Document, holder: Node<'a>, pointer: &JsonPointer) -> Self {
        let mut declared = Self { parameters: Vec::new(), has_unknown: false };
        let Ok(found) = document.resolve(holder) else {
            return Self { has_unknown: true, ..declared };
        };
        let pointer = found.pointer.as_ref().unwrap_or(pointer);
        let list = found.node.get("parameters").into_iter().flat_map(Node::items);
        for (index, written) in list.enumerate() {
            let Ok(resolved) = document.resolve(written) else {
                declared.has_unknown = true;
                continue;
            };
            let node = resolved.node;
            let text = |key: &str| node.get(key).and_then(Node::as_str);
            let (Some("path"), Some(name)) = (text("in"), text("name")) else { continue };
            // A referenced parameter is valid where it is defined, so the reference is reported.
            let place = written.get("$ref").or_else(|| node.get("name")).unwrap_or(written);
            let pointer = pointer.child("parameters").child(&index.to_string());
            declared.parameters.push((name, place.span(), pointer));
        }
        declared
    }

    fn has(&self, name: &str) -> bool {
        self.has_unknown || self.parameters.iter().any(|(declared, ..)| *declared == name)
    }
}

/// The names between braces, each once.
fn template_names(template: &str) -> Vec<&str> {
    let opened = template.split('{').skip(1);
    let names = opened.filter_map(|rest| Some(rest.split_once('}')?.0));
    let mut names: Vec<&str> = names.map(|it| it.strip_prefix('+').unwrap_or(it)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn undeclared(
    path: &Path<'_>,
    names: &[&str],
    shared: &DeclaredParameters<'_>,
    operations: &[OperationParameters<'_>],
    found: &mut Vec<Violation>,
) {
    for name in names {
        let lacking: Vec<_> =
            operations.iter().filter(|it| !shared.has(name) && !it.declared.has(name)).collect();
        let help = format!("add a parameter with `name: {name}`, `in: path` and `required: true`");
        let mut report = |span: Span, pointer: &JsonPointer, message: String| {
            let violation = Violation::new(code::PATH_PARAMS, span, pointer.clone(), message);
            found.push(violation.with_help(help.clone()));
        };
        if lacking.len() > 1 && lacking.len() == operations.len() {
            let message = format!("path parameter `{name}` is not declared");
            report(path.key.span, &path.pointer, message);
            continue;
        }
        for operation in lacking {
            let method = operation.method.name.to_uppercase();
            let message = format!("path parameter `{name}` is not declared by {method}");
            report(operation.method.span, &operation.pointer, message);
        }
    }
}

fn unused(
    path: &Path<'_>,
    names: &[&str],
    declared: &DeclaredParameters<'_>,
    found: &mut Vec<Violation>,
) {
    for (name, place, pointer) in &declared.parameters {
        if !names.contains(name) {
            let message = format!(
                "path parameter `{name}` is not used in the path template `{}`",
                path.key.name
            );
            let help = format!("remove it, or add `{{{name}}}` to the path");
            let violation = Violation::new(code::PATH_PARAMS, *place, pointer.clone(), message);
            found.push(violation.with_help(help));
        }
    }
}
