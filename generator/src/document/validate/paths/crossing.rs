//! X004: paths that match a common URL although neither is more specific: `/{a}/me` and `/books/{id}` both match `/books/me`.

use std::collections::HashMap;

use super::Violation;
use crate::diagnostic::code;
use crate::document::Document;
use crate::document::operations::{Operations, Path};
use crate::source::Node;

/// How many pairs of paths are compared.
const MAX_PAIRS: usize = 2_000_000;

/// A path with its segments.
struct Template<'a, 'p> {
    path: &'p Path<'a>,
    segments: Vec<Segment<'a>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Segment<'a> {
    Literal(&'a str),
    Parameter(&'a str),
    /// Text and parameters.
    Mixed(&'a str),
}

pub(super) fn check<'a>(
    document: &'a Document,
    operations: &Operations<'a>,
    found: &mut Vec<Violation>,
) {
    let mut by_length: HashMap<usize, Vec<Template<'a, '_>>> = HashMap::new();
    let mut pairs = 0;
    // The order of the document does not matter, so that moving a path makes no new finding.
    let mut paths: Vec<&Path<'_>> = operations.paths.iter().collect();
    paths.sort_by_cached_key(|it| (super::anonymous(it.key.name), it.key.name));
    for path in paths {
        // Templates with a query or a fragment are malformed, and reported as such.
        if path.key.name.contains(['?', '#']) {
            continue;
        }
        let segments: Vec<_> = path.key.name.split('/').map(segment).collect();
        let template = Template { path, segments };
        let others = by_length.entry(template.segments.len()).or_default();
        pairs += others.len();
        if pairs > MAX_PAIRS {
            return;
        }
        if let Some(other) = others.iter().find(|it| is_ambiguous(document, it, &template)) {
            found.push(violation(&template, other));
        }
        others.push(template);
    }
}

fn violation(template: &Template<'_, '_>, other: &Template<'_, '_>) -> Violation {
    let (path, other) = (template.path, other.path);
    let message = format!("`{}` and `{}` match common URLs", path.key.name, other.key.name);
    let help = "make a literal segment of one differ from the other, or merge the two";
    let violation =
        Violation::new(code::AMBIGUOUS_PATH, path.key.span, path.pointer.clone(), message);
    violation.with_help(help).with_related(other.key.span, "the other path").lenient()
}

fn segment(text: &str) -> Segment<'_> {
    let inner = text.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
    match inner.filter(|it| !it.contains(['{', '}'])) {
        Some(name) => Segment::Parameter(name),
        None if text.contains('{') => Segment::Mixed(text),
        None => Segment::Literal(text),
    }
}

/// Whether a URL matches both, each has a literal segment where the other has a parameter, and they share a method.
fn is_ambiguous(document: &Document, one: &Template<'_, '_>, other: &Template<'_, '_>) -> bool {
    let (mut first, mut second) = (false, false);
    for (left, right) in one.segments.iter().zip(&other.segments) {
        match (left, right) {
            (Segment::Literal(_), Segment::Parameter(_)) => first = true,
            (Segment::Parameter(_), Segment::Literal(_)) => second = true,
            (Segment::Parameter(_), Segment::Parameter(_)) => {}
            (left, right) if left == right => {}
            _ => return false,
        }
    }
    first && second && shares_method(one.path, other.path) && {
        let pairs = || one.segments.iter().zip(&other.segments);
        pairs().all(|(left, right)| match (left, right) {
            (Segment::Literal(text), Segment::Parameter(name)) => {
                accepts(document, other.path, name, text)
            }
            (Segment::Parameter(name), Segment::Literal(text)) => {
                accepts(document, one.path, name, text)
            }
            _ => true,
        })
    }
}

fn shares_method(one: &Path<'_>, other: &Path<'_>) -> bool {
    one.operations().any(|(method, ..)| {
        other.operations().any(|(it, ..)| it.name.eq_ignore_ascii_case(method.name))
    })
}

/// Whether a path parameter can have a value, going by its type and its enumeration.
fn accepts(document: &Document, path: &Path<'_>, name: &str, text: &str) -> bool {
    let own = path.operations().map(|(.., node)| node);
    let lists = own.chain([path.item]).filter_map(|it| it.get("parameters"));
    let mut parameters =
        lists.flat_map(Node::items).filter_map(|it| Some(document.resolve(it).ok()?.node));
    let parameter = parameters.find(|it| {
        it.get("in").and_then(Node::as_str) == Some("path")
            && it.get("name").and_then(Node::as_str) == Some(name)
    });
    let Some(parameter) = parameter else { return true };
    let schema = parameter.get("schema").and_then(|it| Some(document.resolve(it).ok()?.node));
    let schema = schema.unwrap_or(parameter);
    let is_uuid = schema.get("format").and_then(Node::as_str) == Some("uuid");
    let fits_type = match schema.get("type").and_then(Node::as_str) {
        Some("integer" | "number") => text.parse::<f64>().is_ok(),
        Some("boolean") => matches!(text, "true" | "false"),
        _ => !is_uuid,
    };
    let listed = schema.get("enum").map(|it| it.items().any(|it| it.as_str() == Some(text)));
    fits_type && listed.unwrap_or(true) && schema.get("pattern").is_none()
}
