//! X011: what only Swagger 2.0 has, beyond single fields: the base path, and one body an operation ("Swagger Object",
//! "Parameter Object").

use super::Violation;
use crate::diagnostic::code;
use crate::document::{Document, Version, Visit};
use crate::source::Node;

pub(super) fn base_path(visit: &Visit<'_, '_>, found: &mut Vec<Violation>) {
    let base_path = visit.node.get("basePath").filter(|_| visit.version == Version::V2_0);
    let Some((node, text)) = base_path.and_then(|it| Some((it, it.as_str()?))) else { return };
    if !text.starts_with('/') {
        let pointer = visit.pointer.child("basePath");
        let message = "`basePath` must begin with a slash";
        let violation = Violation::new(code::DOCUMENT_VALID, node.span(), pointer, message);
        found.push(violation.with_help(format!("write `/{}`", text.escape_debug())));
    }
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
