//! The value of one field, as the grammar has it.

use super::Violation;
use super::names::{list_of, suggestion};
use crate::diagnostic::code;
use crate::document::grammar::{Field, Holds, ValueKind};
use crate::document::walk::is_only_reference;
use crate::document::{ObjectKind, Version, Visit};
use crate::source::{Entry, Node, NodeKind};
use crate::text::JsonPointer;

/// What is wrong with a value.
pub(super) struct ValueError {
    /// What it must be.
    expected: String,
    help: String,
}

impl ValueError {
    fn new(expected: impl Into<String>, help: impl Into<String>) -> Self {
        Self { expected: expected.into(), help: help.into() }
    }

    /// The violation of a named value.
    pub(super) fn violation(self, name: &str, node: Node<'_>, pointer: JsonPointer) -> Violation {
        let message = format!("`{name}` is {}, and must be {}", shown(node), self.expected);
        Violation::new(code::DOCUMENT_VALID, node.span(), pointer, message).with_help(self.help)
    }
}

/// A short description of a value: its text where that is short, else its kind.
fn shown(node: Node<'_>) -> String {
    match node.scalar_text().filter(|it| it.len() <= 40 && !node.is_null()) {
        Some(text) => format!("`{}`", text.escape_debug()),
        None if node.is_array() && node.items().len() == 0 => "an empty list".to_owned(),
        None if node.is_array() => "a list".to_owned(),
        None => node.kind_name().to_owned(),
    }
}

/// Checks the value of a member.
pub(super) fn check(
    holds: Holds,
    entry: Entry<'_>,
    visit: &Visit<'_, '_>,
    found: &mut Vec<Violation>,
) {
    // Most values are valid, so pointers are made for the others only.
    let (parent, node, name, version) = (visit.pointer, entry.value, entry.key, visit.version);
    let here = || parent.child(name);
    match holds {
        Holds::Value(kind) => value(kind, entry, parent, found),
        Holds::One(kind) => one(kind, version, name, node, parent, found),
        Holds::OneOrBool(_) if node.as_bool().is_some() => {}
        Holds::OneOrBool(kind) => one(kind, version, name, node, parent, found),
        Holds::OneOrList(kind) | Holds::List(kind) if node.is_array() => {
            items(kind, version, node, &here(), found);
        }
        Holds::OneOrList(kind) => one(kind, version, name, node, parent, found),
        Holds::List(_) => {
            let wrong = ValueError::new("a list", "write a list, even of one item");
            found.push(wrong.violation(name, node, here()));
        }
        Holds::Map(_) if !node.is_object() => {
            found.push(not_an_object("an object", node).violation(name, node, here()));
        }
        Holds::Map(_) if is_only_reference(node) => found.push(reference_for_map(node, here())),
        Holds::Map(kind) => map(kind, visit, node, &here(), found),
    }
}

/// A reference in place of a map. It is read, because large documents are split this way.
fn reference_for_map(node: Node<'_>, pointer: JsonPointer) -> Violation {
    let span = node.entry("$ref").map_or(node.span(), |it| it.key_span);
    let message = "the standard allows no `$ref` in place of a map";
    let violation = Violation::new(code::DOCUMENT_VALID, span, pointer.child("$ref"), message);
    violation.with_help("write the map here; many tools do not follow this reference").lenient()
}

/// Checks a value that must be an object: the member or item `name` of `parent`.
fn one(
    kind: ObjectKind,
    version: Version,
    name: &str,
    node: Node<'_>,
    parent: &JsonPointer,
    found: &mut Vec<Violation>,
) {
    if node.is_object() || is_boolean_schema(kind, version, node) {
        return;
    }
    let violation = not_an_object(kind.title(), node).violation(name, node, parent.child(name));
    let is_root = matches!(kind, ObjectKind::Paths | ObjectKind::Components);
    found.push(if is_root { violation.unrepairable() } else { violation });
}

/// `true` and `false` are schemas in JSON Schema, which OpenAPI follows since 3.1.
pub(super) fn is_boolean_schema(kind: ObjectKind, version: Version, node: Node<'_>) -> bool {
    let is_schema = matches!(kind, ObjectKind::Schema(_)) && version >= Version::V3_1;
    is_schema && node.as_bool().is_some()
}

fn not_an_object(title: &str, node: Node<'_>) -> ValueError {
    let help = match node.is_null() {
        true => "remove the key, or write key and value pairs below it",
        false => "write key and value pairs here",
    };
    ValueError::new(title, help)
}

fn items(
    kind: ObjectKind,
    version: Version,
    list: Node<'_>,
    pointer: &JsonPointer,
    found: &mut Vec<Violation>,
) {
    for (index, node) in list.items().enumerate() {
        let name = index.to_string();
        one(kind, version, &name, node, pointer, found);
    }
}

fn map(
    kind: ObjectKind,
    visit: &Visit<'_, '_>,
    map: Node<'_>,
    pointer: &JsonPointer,
    found: &mut Vec<Violation>,
) {
    for entry in map.members() {
        if visit.object == ObjectKind::Components && !is_component_name(entry.key) {
            let message = format!("`{}` is no valid name of a component", entry.key.escape_debug());
            let help = "use letters, digits, `.`, `-` and `_` only";
            let here = pointer.child(entry.key);
            let violation = Violation::new(code::DOCUMENT_VALID, entry.key_span, here, message);
            found.push(violation.with_help(help));
        }
        one(kind, visit.version, entry.key, entry.value, pointer, found);
    }
}

/// OpenAPI 3.x section "Components Object": `^[a-zA-Z0-9\.\-_]+$`.
fn is_component_name(name: &str) -> bool {
    let valid = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-' | b'_');
    !name.is_empty() && name.bytes().all(valid)
}

/// Checks a member of `parent` that is no object of OpenAPI.
fn value(kind: ValueKind, entry: Entry<'_>, parent: &JsonPointer, found: &mut Vec<Violation>) {
    let (name, node) = (entry.key, entry.value);
    let here = || parent.child(name);
    if let Some(wrong) = wrong(kind, node) {
        found.push(wrong.violation(name, node, here()));
        return;
    }
    match kind {
        ValueKind::Strings | ValueKind::SomeStrings => each_item(node, &here(), found, string),
        ValueKind::ListOf(words) | ValueKind::OneOrMoreOf(words) => {
            each_item(node, &here(), found, |it| word(words, it));
        }
        ValueKind::StringMap => each_member(node, &here(), found, string),
        ValueKind::StringsMap => {
            let pointer = here();
            for member in node.members() {
                value(ValueKind::Strings, member, &pointer, found);
            }
        }
        _ => {}
    }
}

/// What is wrong with a value as a whole.
fn wrong(kind: ValueKind, node: Node<'_>) -> Option<ValueError> {
    let unless =
        |ok: bool, expected: &str, help: &str| (!ok).then(|| ValueError::new(expected, help));
    let list_help = "write a list, even of one item";
    let count = node.items().len();
    match kind {
        ValueKind::Any => None,
        ValueKind::String => string(node),
        ValueKind::Bool => {
            let help = unquote(node, |it| it == "true" || it == "false", "write `true` or `false`");
            unless(node.as_bool().is_some(), "`true` or `false`", help)
        }
        ValueKind::True => unless(node.as_bool() == Some(true), "`true`", "write `required: true`"),
        ValueKind::Number => {
            let help = unquote(node, |it| it.parse::<f64>().is_ok(), "write a number");
            unless(node.as_number().is_some(), "a number", help)
        }
        ValueKind::PositiveNumber => {
            unless(is_positive(node), "a number above zero", "write a number above 0")
        }
        ValueKind::Count => {
            let help = "write a whole number, 0 or greater";
            unless(is_count(node), "a non-negative integer", help)
        }
        ValueKind::OneOf(words) => word(words, node),
        ValueKind::OneOrMoreOf(_) if node.is_array() => None,
        ValueKind::OneOrMoreOf(words) => word(words, node),
        ValueKind::ListOf(_) | ValueKind::Strings => {
            unless(node.is_array(), "a list of strings", list_help)
        }
        ValueKind::List => unless(node.is_array(), "a list", list_help),
        ValueKind::SomeStrings | ValueKind::SomeList if node.is_array() => {
            unless(count > 0, "a list with at least one item", "add an item, or remove the key")
        }
        ValueKind::SomeStrings | ValueKind::SomeList => unless(false, "a list", list_help),
        ValueKind::Map | ValueKind::StringMap | ValueKind::StringsMap => {
            unless(node.is_object(), "an object", "write key and value pairs here")
        }
    }
}

/// The help for a value of another kind: a string may be the right value in quotes.
fn unquote(
    node: Node<'_>,
    is_right: impl Fn(&str) -> bool,
    otherwise: &'static str,
) -> &'static str {
    let is_quoted = node.as_str().is_some_and(|text| is_right(text.trim()));
    if is_quoted { "write it without quotes" } else { otherwise }
}

/// What is wrong with a string.
pub(super) fn string(node: Node<'_>) -> Option<ValueError> {
    match node.kind() {
        NodeKind::String(_) => None,
        NodeKind::Number(_) | NodeKind::Bool(_) => {
            Some(ValueError::new("a string", "put it in quotes"))
        }
        NodeKind::Null => Some(ValueError::new("a string", "write a string, or remove the key")),
        _ => Some(ValueError::new("a string", "write a string")),
    }
}

fn word(words: &'static [&'static str], node: Node<'_>) -> Option<ValueError> {
    let text = node.as_str();
    if text.is_some_and(|text| words.contains(&text)) {
        return None;
    }
    let expected = list_of(words, "or");
    let help = match text.and_then(|text| suggestion(text, words.iter().copied())) {
        Some(near) => format!("did you mean `{near}`?"),
        None if text.is_none() && words.len() == 1 => "put it in quotes".to_owned(),
        None => "write one of these values".to_owned(),
    };
    Some(ValueError::new(expected, help))
}

/// Whether a field may have this word as its value.
pub(super) fn is_word_of(holds: Holds, text: &str) -> bool {
    matches!(holds, Holds::Value(ValueKind::OneOf(words)) if words.contains(&text))
}

/// A field with a value, for help texts.
pub(super) fn sample(field: &Field) -> String {
    match field.holds {
        Holds::Value(ValueKind::True) => format!("{}: true", field.name),
        _ => field.name.to_owned(),
    }
}

fn is_positive(node: Node<'_>) -> bool {
    node.as_number().and_then(|it| it.parse::<f64>().ok()).is_some_and(|it| it > 0.0)
}

/// `1.0` is whole (JSON Schema core section 4.2.3).
fn is_count(node: Node<'_>) -> bool {
    let number = node.as_number().and_then(|it| it.parse::<f64>().ok());
    number.is_some_and(|it| it >= 0.0 && it.fract() == 0.0)
}

fn each_item(
    list: Node<'_>,
    pointer: &JsonPointer,
    found: &mut Vec<Violation>,
    wrong: impl Fn(Node<'_>) -> Option<ValueError>,
) {
    for (index, node) in list.items().enumerate() {
        if let Some(wrong) = wrong(node) {
            let name = index.to_string();
            found.push(wrong.violation(&name, node, pointer.child(&name)));
        }
    }
}

fn each_member(
    map: Node<'_>,
    pointer: &JsonPointer,
    found: &mut Vec<Violation>,
    wrong: impl Fn(Node<'_>) -> Option<ValueError>,
) {
    for entry in map.members() {
        if let Some(wrong) = wrong(entry.value) {
            found.push(wrong.violation(entry.key, entry.value, pointer.child(entry.key)));
        }
    }
}
