//! X003: the parameters of a path's template and the declared ones agree.

use super::super::api::{Api, ApiPath};
use super::super::report::Reporter;
use super::super::rule::{Check, Rule};
use crate::diagnostic::{Severity, code};
use crate::document::Key;
use crate::source::{JsonPointer, Node, Span};

pub(super) const RULE: Rule = Rule {
    code: code::PATH_PARAMS,
    name: "path-params-match",
    severity: Some(Severity::Error),
    summary: "Every parameter in a path's template is declared, and the other way round",
    docs: "\
A template such as `/users/{id}` needs a parameter `id` with `in: path` at every operation or at the path item; \
without one, a client has nothing to put in its place. A declared path parameter that the template does not have \
is never sent.

Parameters of the path item count for all of its operations, and references are followed. A parameter that no \
operation of the path declares is one report at the path; one that single operations lack, a report at their \
method; a declared one too many is reported where its name is written. Names are compared exactly, as the standard wants.",
    bad: &[
        "/users/{id}: {get: {}, put: {}}",
        "/users/{id}:\n  get: {}\n  put: {parameters: [{name: id, in: path, required: true}]}",
        "/users: {get: {parameters: [{name: id, in: path, required: true}]}}",
        "/users: {parameters: [{name: id, in: path, required: true}], get: {}, put: {}}",
        "/users/{id}.{format}: {get: {parameters: [{name: id, in: path, required: true}]}}",
        "paths:\n  /users: {$ref: '#/components/pathItems/Users'}\ncomponents:\n  pathItems:\n    Users: {get: {parameters: [{name: id, in: path}]}}",
    ],
    good: &[
        "/users/{id}: {get: {parameters: [{name: id, in: path, required: true}]}}",
        "/users/{id}: {parameters: [{name: id, in: path, required: true}], get: {}, put: {}}",
        "paths:\n  /users/{id}: {get: {parameters: [{$ref: '#/components/parameters/Id'}]}}\ncomponents:\n  parameters:\n    Id: {name: id, in: path, required: true}",
        "/users/{id}: {get: {parameters: [{$ref: 'other.yaml#/Id'}]}}",
        "/users: {get: {parameters: [{name: id, in: query}]}}",
        "/users/{id}: {}",
    ],
    source: "OpenAPI 3.1 section \"Path Templating\"",
    check: Check::Api(check),
};

fn check(api: &Api<'_>, reporter: &mut Reporter<'_>) {
    for path in &api.paths {
        let shared = Declared::of(api, path.item, &path.item_pointer);
        let operations: Vec<Operation<'_>> = path
            .operations()
            .map(|(method, pointer, node)| {
                let own = Declared::of(api, node, &pointer);
                Operation { method, own, pointer }
            })
            .collect();
        let names = template_names(path.key.name);
        undeclared(path, &names, &shared, &operations, reporter);
        for declared in operations.iter().map(|it| &it.own).chain([&shared]) {
            surplus(path, &names, declared, reporter);
        }
    }
}

struct Operation<'a> {
    method: Key<'a>,
    own: Declared<'a>,
    pointer: JsonPointer,
}

/// The path parameters that one list declares.
struct Declared<'a> {
    parameters: Vec<(&'a str, Span, JsonPointer)>,
    /// Whether a reference leads nowhere: then a parameter that seems to be missing may be that one.
    unknown: bool,
}

impl<'a> Declared<'a> {
    fn of(api: &Api<'a>, holder: Node<'a>, pointer: &JsonPointer) -> Self {
        let mut declared = Self { parameters: Vec::new(), unknown: false };
        let Ok(found) = api.document().resolve(holder) else {
            return Self { unknown: true, ..declared };
        };
        let pointer = found.pointer.as_ref().unwrap_or(pointer);
        let list = found.node.get("parameters").into_iter().flat_map(Node::items);
        for (index, written) in list.enumerate() {
            let Some(node) = api.resolve(written) else {
                declared.unknown = true;
                continue;
            };
            let text = |key: &str| node.get(key).and_then(Node::as_str);
            let (Some("path"), Some(name)) = (text("in"), text("name")) else { continue };
            // A parameter behind a reference is fine where it is defined: the reference is what is wrong here.
            let place = written.get("$ref").or_else(|| node.get("name")).unwrap_or(written);
            let pointer = pointer.child("parameters").child(&index.to_string());
            declared.parameters.push((name, place.span(), pointer));
        }
        declared
    }

    fn has(&self, name: &str) -> bool {
        self.unknown || self.parameters.iter().any(|(declared, ..)| *declared == name)
    }
}

/// The names between braces, each once; in 3.2 a name may end with `*` for several segments.
fn template_names(template: &str) -> Vec<&str> {
    let opened = template.split('{').skip(1);
    let mut names: Vec<&str> = opened.filter_map(|rest| Some(rest.split_once('}')?.0)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn undeclared(
    path: &ApiPath<'_>,
    names: &[&str],
    shared: &Declared<'_>,
    operations: &[Operation<'_>],
    reporter: &mut Reporter<'_>,
) {
    for name in names {
        let lacking: Vec<_> =
            operations.iter().filter(|it| !shared.has(name) && !it.own.has(name)).collect();
        let help = format!("add a parameter with `name: {name}`, `in: path` and `required: true`");
        if lacking.len() > 1 && lacking.len() == operations.len() {
            let message = format!("`{{{name}}}` is in the path and is not declared");
            reporter.report(path.key.span, path.pointer.clone(), message, help);
            continue;
        }
        for operation in lacking {
            let method = operation.method.name.to_uppercase();
            let message = format!("`{{{name}}}` is in the path, and {method} does not declare it");
            reporter.report(
                operation.method.span,
                operation.pointer.clone(),
                message,
                help.clone(),
            );
        }
    }
}

fn surplus(
    path: &ApiPath<'_>,
    names: &[&str],
    declared: &Declared<'_>,
    reporter: &mut Reporter<'_>,
) {
    for (name, place, pointer) in &declared.parameters {
        if !names.contains(name) {
            let template = path.key.name;
            let message = format!("the path parameter `{name}` is not in `{template}`");
            let help = format!("remove it, or write `{{{name}}}` into the path");
            reporter.report(*place, pointer.clone(), message, help);
        }
    }
}
