//! X015: a server's URL and its variables agree (OpenAPI 3.1 section "Server Object").

use super::Violation;
use crate::diagnostic::code;
use crate::document::Visit;
use crate::source::{Entry, Node};

pub(super) fn check(visit: &Visit<'_, '_>, found: &mut Vec<Violation>) {
    let Some((url, text)) = visit.node.get("url").and_then(|it| Some((it, it.as_str()?))) else {
        return;
    };
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

/// The names between braces.
fn names(url: &str) -> impl Iterator<Item = &str> {
    url.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}
