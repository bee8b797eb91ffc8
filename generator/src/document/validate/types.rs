//! What schemas have in common, and what looks like one: types, and the schemas that a value must match as well.

use crate::document::walk::is_only_reference;
use crate::document::{Document, ObjectKind, Version, Visit};
use crate::source::Node;

/// How many schemas are followed from one schema.
const MAX_FOLLOWED: usize = 256;

/// Whether an object has the keywords of a schema: a schema, or one of Swagger 2.0's parameters, headers and items.
pub(super) fn has_keywords(visit: &Visit<'_, '_>) -> bool {
    match visit.object {
        ObjectKind::Schema(_) => true,
        ObjectKind::Parameter | ObjectKind::Header | ObjectKind::Items => {
            visit.version == Version::V2_0
                && visit.node.get("in").and_then(Node::as_str) != Some("body")
        }
        _ => false,
    }
}

/// The types that a schema lists; empty if it has none, or something else in place of a type.
pub(super) fn types(schema: Node<'_>) -> Vec<&str> {
    match schema.get("type") {
        Some(written) if written.is_array() => written.items().filter_map(Node::as_str).collect(),
        written => written.and_then(Node::as_str).into_iter().collect(),
    }
}

/// Whether a value has a type. A type that JSON Schema does not have is reported elsewhere.
pub(super) fn is_of(value: Node<'_>, name: &str) -> bool {
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

/// A value for messages: its text if it is short, or its kind.
pub(super) fn shown(value: Node<'_>) -> String {
    let text = value.scalar_text().filter(|it| it.chars().count() <= 60);
    text.map_or_else(|| value.kind_name().to_owned(), |it| format!("`{}`", it.escape_debug()))
}

/// Whether two values are the same JSON value. Numbers are compared as numbers.
pub(super) fn equal(one: Node<'_>, other: Node<'_>) -> bool {
    if one.id() == other.id() {
        return true;
    }
    if let Some((one, other)) = one.as_number().zip(other.as_number()) {
        let number = |it: &str| it.parse::<f64>().ok();
        return one == other || (number(one) == number(other) && one.len().max(other.len()) < 16);
    }
    if one.is_array() && other.is_array() {
        return one.items().len() == other.items().len()
            && one.items().zip(other.items()).all(|(one, other)| equal(one, other));
    }
    if one.is_object() && other.is_object() {
        return one.members().len() == other.members().len()
            && one
                .members()
                .all(|it| other.get(it.key).is_some_and(|other| equal(it.value, other)));
    }
    one.kind() == other.kind()
}

/// What a question about a schema is answered with, if some of what it refers to is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    Unknown,
}

/// Whether every value of a schema is described by a schema of which `is_it` is true: the schema itself, a part of `allOf`, or
/// each member of `oneOf` or `anyOf`.
pub(super) fn always<'a>(
    document: &'a Document,
    schema: Node<'a>,
    is_it: &dyn Fn(Node<'a>) -> bool,
) -> Answer {
    Composition { document, is_it, left: MAX_FOLLOWED }.answer(schema)
}

struct Composition<'a, 'f> {
    document: &'a Document,
    is_it: &'f dyn Fn(Node<'a>) -> bool,
    left: usize,
}

impl<'a> Composition<'a, '_> {
    /// The recursion ends, because the number of followed schemas is limited.
    fn answer(&mut self, schema: Node<'a>) -> Answer {
        let Some(left) = self.left.checked_sub(1) else { return Answer::Unknown };
        self.left = left;
        let Ok(resolved) = self.document.resolve(schema) else { return Answer::Unknown };
        let node = resolved.node;
        // Next to a reference, other keywords count from 3.1 on, and many tools read them before.
        if (self.is_it)(node) || (self.is_it)(schema) {
            return Answer::Yes;
        }
        let mut answer = Answer::No;
        for part in list(node, "allOf") {
            match self.answer(part) {
                Answer::Yes => return Answer::Yes,
                Answer::Unknown => answer = Answer::Unknown,
                Answer::No => {}
            }
        }
        for keyword in ["oneOf", "anyOf"] {
            let members: Vec<Node<'a>> =
                list(node, keyword).filter(|it| types(*it) != ["null"]).collect();
            let answers: Vec<Answer> = members.into_iter().map(|it| self.answer(it)).collect();
            if answers.is_empty() || answers.contains(&Answer::No) {
                continue;
            }
            if answers.iter().all(|it| *it == Answer::Yes) {
                return Answer::Yes;
            }
            answer = Answer::Unknown;
        }
        answer
    }
}

/// The properties of a schema. Large documents split them by a reference in place of the map.
pub(super) fn properties<'a>(document: &'a Document, schema: Node<'a>) -> Option<Node<'a>> {
    let written = schema.get("properties")?;
    if is_only_reference(written) {
        Some(document.resolve(written).ok()?.node)
    } else {
        Some(written)
    }
}

/// The items of a keyword that is a list of schemas.
pub(super) fn list<'a>(
    schema: Node<'a>,
    keyword: &str,
) -> impl Iterator<Item = Node<'a>> + use<'a> {
    schema.get(keyword).into_iter().flat_map(Node::items)
}
