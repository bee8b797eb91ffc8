//! X010: `required` names properties that are defined.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Applicability, Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::REQUIRED_DEFINED,
    name: "required-defined",
    severity: Some(Severity::Warning),
    summary: "`required` names properties that the schema defines, each once",
    docs: "\
A name in `required` without a property is usually a slip: the property was renamed, or its name is misspelt. The server \
then has to send a member whose type nobody knows, and the property that was meant is optional.

The rule reports a name that neither the schema nor a part of it (`allOf`, `oneOf`, `anyOf`) defines, and a name that is \
listed twice.

Accepted are: schemas without any properties, whose members other schemas define; and schemas with `patternProperties` or with a \
schema in `additionalProperties`, which define all names.

To fix a report, define the property, or correct the name. The automatic fix removes a name that is listed twice.",
    bad: &[
        "type: object\nrequired: [idd]\nproperties: {id: {type: string}}",
        "type: object\nrequired: [id, id]\nproperties: {id: {type: string}}",
        "type: object\nallOf: [{type: object, required: [b], properties: {a: {type: string}}}]",
    ],
    good: &[
        "type: object\nrequired: [id]\nproperties: {id: {type: string}}",
        "type: object\nallOf: [{type: object, properties: {b: {type: string}}}, {required: [b]}]\nproperties: {a: {type: string}}",
        "type: object\nrequired: [a]\nadditionalProperties: {type: string}\nproperties: {b: {type: string}}",
        "type: object\nrequired: [a]",
        "type: object\nproperties: {a: {type: string}, b: {type: string}}\noneOf: [{required: [a]}, {required: [b]}]",
    ],
    source: "JSON Schema 2020-12 validation section 6.5.3",
    fix: Some(Applicability::Safe),
    check: Check::Validation,
    ..LintRule::BASE
};
