//! X005: the values of an enumeration are distinct and of the right type.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::ENUM_VALUES,
    name: "enum-distinct",
    severity: Some(Severity::Warning),
    summary: "The values of an `enum` are distinct and have the type of the schema",
    docs: "\
A repeated value is usually a slip for another value, which is then missing. A value that `type` excludes can never be \
sent: the number `1` in an enumeration of strings, or `yes`, which old YAML parsers read as `true`. An empty `enum` allows no value at \
all.

The rule reports the second of two equal values, each value of another type, and an empty list.

Accepted is null in an enumeration of any type, because tools differ in how they mark null.

To fix a report, remove the value, put it in quotes, or correct `type`.",
    bad: &[
        "type: string\nenum: [open, closed, open]",
        "type: string\nenum: [1, b]",
        "type: integer\nenum: [1, two]",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\ncomponents: {schemas: {A: {enum: []}}}",
    ],
    good: &[
        "type: string\nenum: ['1', b]",
        "type: string\nnullable: true\nenum: [a, null]",
        "type: number\nenum: [1, 1.5]",
        "type: array\nitems: {type: string, enum: [a, A]}",
    ],
    source: "JSON Schema 2020-12 validation section 6.1.2",
    check: Check::Validation,
    ..LintRule::BASE
};
