//! X011: rules of Swagger 2.0 beyond single fields: the host, the base path, and one body for each operation ("Swagger
//! Object", "Parameter Object").

use super::Violation;
use crate::diagnostic::code;
use crate::document::{Document, Version, Visit};
use crate::source::Node;

/// The parts of the server's URL.
pub(super) fn server_parts(visit: &Visit<'_, '_>, found: &mut Vec<Violation>) {
    if visit.version != Version::V2_0 {
        return;
    }
    let mut check =
        |key: &str, is_valid: fn(&str) -> bool, message: &str, help: fn(&str) -> String| {
            let Some(node) = visit.node.get(key) else { return };
            let Some(text) = node.as_str().filter(|text| !is_valid(text)) else { return };
            let pointer = visit.pointer.child(key);
            let violation = Violation::new(code::DOCUMENT_VALID, node.span(), pointer, message);
            found.push(violation.with_help(help(text)));
        };
    check("host", is_host, "`host` must be a host name, with an optional port", |_| {
        "move the scheme to `schemes`, and the path to `basePath`".to_owned()
    });
    check(
        "basePath",
        |it| it.starts_with('/'),
        "`basePath` must begin with a slash",
        |text| format!("write `/{}`", text.escape_debug()),
    );
}

/// "This MUST be the host only and does not include the scheme nor sub-paths" ("Swagger Object").
fn is_host(text: &str) -> bool {
    !text.contains(['/', '\\', ' ', '{', '}'])
}

/// A second body, or a body next to form parameters, is reported where it is written.
pub(super) fn bodies<'a>(
    document: &'a Document,
    visit: &Visit<'a, '_>,
    found: &mut Vec<Violation>,
) {
    if visit.version != Version::V2_0 {
        return;
    }
    let mut first: Option<(Node<'_>, &str)> = None;
    for (index, written) in
        visit.node.get("parameters").into_iter().flat_map(Node::items).enumerate()
    {
        let Ok(resolved) = document.resolve(written) else { continue };
        let location = resolved.node.get("in").and_then(Node::as_str);
        let Some(location) = location.filter(|it| matches!(*it, "body" | "formData")) else {
            continue;
        };
        let Some((before, other)) = first else {
            first = Some((written, location));
            continue;
        };
        if location == "formData" && other == "formData" {
            continue;
        }
        let message = match location == other {
            true => "an operation has at most one body parameter",
            false => "an operation has either a body parameter or form parameters",
        };
        let pointer = visit.pointer.child("parameters").child(&index.to_string());
        let violation = Violation::new(code::DOCUMENT_VALID, written.span(), pointer, message);
        let violation = violation.with_help("remove one of the two, or make one object of both");
        found.push(violation.with_related(before.span(), "the other one"));
    }
}
