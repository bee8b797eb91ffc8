//! X001: every reference resolves.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::UNRESOLVED_REF,
    name: "ref-resolves",
    severity: Some(Severity::Error),
    summary: "Every `$ref` resolves",
    docs: "\
No tool can use a document with an unresolved `$ref`: there is no type to generate and nothing to show.

The rule checks each place where the standard allows a Reference Object, and those values of a discriminator's \
`mapping` that are references. It also reports references that form a cycle.

Accepted is a `$ref` inside an example, which is data, and a property named `$ref`. A schema may contain itself \
through its properties; that is recursion, not a cycle of references.

References to other files are relative to the file that contains the reference. References to URLs are followed only \
with `--allow-remote`.

To fix a report, correct the reference, or add the definition.",
    bad: &[
        "type: array\nitems: {$ref: '#/components/schemas/Nobody'}",
        "/a:\n  get:\n    parameters: [{$ref: '#/components/parameters/Nobody'}]",
        "/a:\n  $ref: '#/components/pathItems/Nobody'",
        "type: object\ndiscriminator:\n  propertyName: kind\n  mapping: {cat: '#/components/schemas/Cat'}",
        "type: array\nitems: {$ref: 'other.yaml#/A'}",
        "components:\n  schemas:\n    Loop: {$ref: '#/components/schemas/Loop'}",
    ],
    good: &[
        "type: object\nproperties:\n  children: {type: array, items: {$ref: '#/components/schemas/Example'}}",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\ncomponents:\n  schemas:\n    Named: {$anchor: named, type: string}\n    Other: {type: array, items: {$ref: '#named'}}",
        "type: object\nexample: {$ref: '#/nowhere'}",
        "type: object\nproperties:\n  $ref: {type: string}",
        "type: object\ndefault: {$ref: '#/nowhere'}\nenum: [{$ref: '#/nowhere'}]",
        "type: object\ndiscriminator: {propertyName: kind, mapping: {cat: Example}}",
    ],
    source: "OpenAPI 3.1 section \"Reference Object\"",
    check: Check::Validation,
    ..LintRule::BASE
};
