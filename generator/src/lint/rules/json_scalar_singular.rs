//! N034: properties with one value have singular names.

use super::super::facts::Facts;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::schema;
use super::super::subject::Subject;
use super::plurals;
use crate::diagnostic::Code;
use crate::document::{ObjectKind, SchemaRole, Visit};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N034"),
    name: "json-scalar-singular",
    summary: "Properties with one value have singular names",
    docs: "\
A plural name promises a list. If `tags` is one string, readers expect a list and get text that they have to split.

The rule reports a property that is a string and whose name ends in a plural noun.

Accepted are numbers, which are counts, enumerations, and words whose plural names one value (`settings`, \
`seconds`).

To fix a report, rename the property, or make it a list.",
    bad: &[
        "type: object\nproperties: {tags: {type: string}}",
    ],
    good: &[
        "type: object\nproperties: {tag: {type: string}, tags: {type: array, items: {type: string}}, days: {type: integer}, notes: {type: string}}",
    ],
    source: "D",
    check: Check::At(&[ObjectKind::Schema(SchemaRole::Property)], check),
    ..LintRule::BASE
};

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let Some(key) = visit.key.filter(|_| schema::has_type(visit.node, "string")) else { return };
    let is_plain = key.name.chars().all(|it| it.is_alphanumeric() || matches!(it, '_' | '-'));
    if !is_plain || visit.node.get("enum").is_some() {
        return;
    }
    let Some(singular) = plurals::of_plural(&facts.name(key.name)) else { return };
    let message = format!("`{}` is one string and has a plural name", key.name);
    let help = format!("rename it to `{singular}`, or make it a list");
    reporter.report(visit, Subject::visit(facts, visit), message, help);
}
