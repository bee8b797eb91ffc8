//! T001: schemas have a type.

use super::super::facts::Facts;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::schema;
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};
use crate::document::{ObjectKind, SchemaRole, Visit};

pub(super) const RULE: LintRule = LintRule {
    code: Code("T001"),
    name: "schema-typed",
    severity: Some(Severity::Warning),
    summary: "Schemas have a type",
    docs: "\
A schema without `type` allows any value, even if it has `properties` or `minLength`: those apply only to values of \
their type. Validators accept everything, and generated clients get raw JSON.

The rule reports a schema that has keywords of one type, such as `properties`, `items` or `minLength`, and no `type`.

Accepted are references, compositions, `enum` and `const`; schemas without such keywords, which allow any value; and parts of a \
composition, whose type the other parts give.

To fix a report, add `type`.",
    bad: &[
        "properties: {a: {type: string}}",
        "type: object\nproperties: {a: {minLength: 3}}",
    ],
    good: &[
        "type: object\nproperties: {a: {}, b: {enum: [1]}, c: {allOf: [{properties: {}}], description: C.}, d: {description: D.}}",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\ncomponents: {schemas: {A: {description: The name.}}}",
    ],
    source: "D",
    check: Check::At(schema::SCHEMAS, check),
    ..LintRule::BASE
};

/// Keywords that give a type or say that there are several.
const TYPED: &[&str] = &[
    "type",
    "$ref",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "enum",
    "const",
    "$dynamicRef",
    "$recursiveRef",
    "if",
    "x-type",
    "contentSchema",
    "x-nullable",
    "contentMediaType",
];

/// Keywords that only values of one type have, with the type.
const KEYWORDS: &[(&str, &str)] = &[
    ("properties", "object"),
    ("additionalProperties", "object"),
    ("required", "object"),
    ("items", "array"),
    ("minItems", "array"),
    ("maxItems", "array"),
    ("minLength", "string"),
    ("maxLength", "string"),
    ("pattern", "string"),
    ("minimum", "number"),
    ("maximum", "number"),
];

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let node = visit.node;
    let is_part = visit.object == ObjectKind::Schema(SchemaRole::Part);
    if is_part || !node.is_object() || TYPED.iter().any(|it| node.get(it).is_some()) {
        return;
    }
    let keyword = KEYWORDS.iter().find(|(key, _)| node.get(key).is_some());
    let Some((key, kind)) = keyword else { return };
    let message = format!("the schema has `{key}` and no type");
    let help = format!("add `type: {kind}`");
    reporter.report(visit, Subject::visit(facts, visit), message, help);
}
