//! N031: lists have plural names.

use super::super::facts::Facts;
use super::super::name::Name;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::schema;
use super::super::subject::Subject;
use super::super::words::Number;
use super::{plurals, property_name};
use crate::diagnostic::{Applicability, Code, Severity};
use crate::document::{ObjectKind, SchemaRole, Visit};
use crate::source::Node;

pub(super) const RULE: LintRule = LintRule {
    code: Code("N031"),
    name: "json-array-plural",
    severity: Some(Severity::Warning),
    summary: "Lists have plural names",
    docs: "\
A plural name says that a property is a list: `users`, not `user`. Readers of code then see what they iterate over.

The rule reports a property of type `array` whose name ends in a singular noun that can be counted (`tag`, `lineItem`, \
`statusCode`), or is the name of the component that its items refer to (`order`, a list of `Order`).

Accepted are other names: adjectives and participles (`blocked`), mass nouns (`metadata`), names for a group (`userList`, `history`), \
phrases (`has_id`, `sort_by`), and lists of numbers or of lists, which are one value such as a vector or a matrix.

To fix a report, rename the property, as long as no client depends on it.",
    bad: &[
        "type: object\nproperties: {tag: {type: array, items: {type: string}}}",
        "type: object\nproperties: {lineItem: {type: array, items: {type: object}}}",
    ],
    good: &[
        "type: object\nproperties: {tags: {type: array, items: {type: string}}, userList: {type: array, items: {}}, metadata: {type: array, items: {}}, blocked: {type: array, items: {}}, embedding: {type: array, items: {type: number}}, aud: {type: array, items: {type: string}}}",
    ],
    source: "D, Z120",
    fix: Some(Applicability::Suggestion),
    check: Check::At(&[ObjectKind::Schema(SchemaRole::Property)], check),
    ..LintRule::BASE
};

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let Some(key) = visit.key.filter(|_| schema::has_type(visit.node, "array")) else { return };
    let item = visit.node.get("items").and_then(|it| facts.resolve(it));
    let is_vector = item.is_some_and(|it| {
        ["number", "integer", "array"].iter().any(|kind| schema::has_type(it, kind))
    });
    let is_plain = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-');
    if is_vector || !key.name.chars().all(is_plain) {
        return;
    }
    let name = facts.name(key.name);
    let of_item =
        || is_named_after_items(&name, visit.node, facts).then(|| plurals::of_noun(&name));
    let Some(plural) = plurals::of_singular(&name).or_else(|| of_item().flatten()) else { return };
    let message = format!("`{}` is a list and has a singular name", key.name);
    let help = format!("rename it to `{plural}`");
    let finding = reporter.report(visit, Subject::visit(facts, visit), message, help);
    if let Some(fix) = property_name::rename(facts, (key, visit.node, visit.pointer), &plural) {
        finding.fix(fix);
    }
}

/// Whether the items refer to a component that has the same name in the singular.
fn is_named_after_items<'a>(name: &Name<'_>, list: Node<'a>, facts: &Facts<'a>) -> bool {
    let reference = list.get("items").and_then(|it| it.get("$ref")).and_then(Node::as_str);
    let component = reference.and_then(|it| it.rsplit('/').next()).map(|it| facts.name(it));
    name.number() == Number::Singular && component.is_some_and(|it| it.words == name.words)
}
