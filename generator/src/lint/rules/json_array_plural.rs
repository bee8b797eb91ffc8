//! N031: lists have plural names.

use super::super::facts::Facts;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::schema;
use super::super::subject::Subject;
use super::{plurals, property_name};
use crate::diagnostic::{Applicability, Code, Severity};
use crate::document::{ObjectKind, SchemaRole, Visit};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N031"),
    name: "json-array-plural",
    severity: Some(Severity::Warning),
    summary: "Lists have plural names",
    docs: "\
A plural name says that a property is a list: `users`, not `user`. Readers of code then see what they iterate over.

The rule reports a property of type `array` whose name ends in a singular noun that can be counted (`tag`, `lineItem`, \
`statusCode`).

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
    let Some(plural) = plurals::of_singular(&facts.name(key.name)) else { return };
    let message = format!("`{}` is a list and has a singular name", key.name);
    let help = format!("rename it to `{plural}`");
    let finding = reporter.report(visit, Subject::visit(facts, visit), message, help);
    if let Some(fix) = property_name::rename(facts, (key, visit.node, visit.pointer), &plural) {
        finding.fix(fix);
    }
}
