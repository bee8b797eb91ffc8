//! X015: a server's URL and its variables agree, and the URL can be the base of paths (OpenAPI 3.1 section "Server Object",
//! Swagger 2.0 "Swagger Object").

use super::Violation;
use crate::diagnostic::code;
use crate::document::{Version, Visit};
use crate::source::{Entry, Node};
use crate::text::JsonPointer;

pub(super) fn check(visit: &Visit<'_, '_>, found: &mut Vec<Violation>) {
    let Some((url, text)) = visit.node.get("url").and_then(|it| Some((it, it.as_str()?))) else {
        return;
    };
    base(url, text, &visit.pointer.child("url"), found);
    let variables = visit.node.get("variables");
    for name in names(text) {
        if variables.and_then(|it| it.get(name)).is_none() {
            let message = format!("server variable `{name}` is not defined");
            let violation =
                Violation::new(code::SERVER_VALID, url.span(), visit.pointer.child("url"), message);
            found.push(violation.with_help("define it under `variables`, with a default"));
        }
    }
    for entry in variables.into_iter().flat_map(Node::members) {
        variable(visit, text, entry, found);
    }
}

fn variable(visit: &Visit<'_, '_>, url: &str, entry: Entry<'_>, found: &mut Vec<Violation>) {
    let pointer = visit.pointer.child("variables").child(entry.key);
    if !names(url).any(|it| it == entry.key) {
        let message = format!("server variable `{}` is not used in the URL", entry.key);
        let violation =
            Violation::new(code::SERVER_VALID, entry.key_span, pointer.clone(), message);
        let help = format!("remove it, or add `{{{}}}` to the URL", entry.key);
        found.push(violation.with_help(help).lenient());
    }
    if let Some(empty) = entry.value.entry("enum").filter(|it| it.value.is_array()) {
        if empty.value.items().len() == 0 && visit.version < Version::V3_1 {
            let message = "an empty `enum` allows no value";
            let violation =
                Violation::new(code::SERVER_VALID, empty.key_span, pointer.child("enum"), message);
            found.push(violation.with_help("add a value, or remove the key").lenient());
        }
    }
    let (values, default) = (entry.value.get("enum"), entry.value.get("default"));
    let Some((values, default)) = values.zip(default) else { return };
    let text = default.scalar_text();
    if values.items().len() > 0 && !values.items().any(|it| it.scalar_text() == text) {
        let message = format!("the default of server variable `{}` is not in its enum", entry.key);
        let pointer = pointer.child("default");
        let violation = Violation::new(code::SERVER_VALID, default.span(), pointer, message);
        found.push(violation.with_help("add it to the enum, or choose another default"));
    }
}

/// The parts of the URL that Swagger 2.0 has.
pub(super) fn parts_2_0(visit: &Visit<'_, '_>, found: &mut Vec<Violation>) {
    if visit.version != Version::V2_0 {
        return;
    }
    for key in ["host", "basePath"] {
        let part = visit.node.get(key).and_then(|it| Some((it, it.as_str()?)));
        if let Some((node, text)) = part {
            base(node, text, &visit.pointer.child(key), found);
        }
    }
}

/// Reports what every request to the server would suffer from. Paths begin with a slash and are appended.
fn base(node: Node<'_>, text: &str, pointer: &JsonPointer, found: &mut Vec<Violation>) {
    let mut report = |message: &str, help: &str| {
        let violation = Violation::new(code::SERVER_VALID, node.span(), pointer.clone(), message);
        found.push(violation.with_help(help).lenient().lint_only());
    };
    if text.ends_with("://") {
        report("the server's URL has no host", "add the host");
    } else if text.len() > 1 && text.ends_with('/') {
        report("the server's URL ends with a slash, and paths begin with one", "remove the slash");
    }
    if text.contains(['?', '#']) {
        report("the server's URL has a query or a fragment", "remove it");
    }
    if is_placeholder(text) {
        report("the server is an example, which no client can call", "write the URL of the API");
    }
}

/// `example.com` and its like are reserved for documentation (RFC 2606 section 3).
fn is_placeholder(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or(rest).to_ascii_lowercase();
    ["example.com", "example.org", "example.net"]
        .iter()
        .any(|it| host == *it || host.strip_suffix(it).is_some_and(|rest| rest.ends_with('.')))
}

/// The names between braces.
fn names(url: &str) -> impl Iterator<Item = &str> {
    url.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}
