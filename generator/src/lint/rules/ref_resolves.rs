//! X001: every reference can be resolved.

use super::super::rule::{Check, Rule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: Rule = Rule {
    code: code::UNRESOLVED_REF,
    name: "ref-resolves",
    severity: Some(Severity::Error),
    summary: "Every `$ref` can be resolved",
    docs: "\
A `$ref` that cannot be resolved makes the document unusable for other tools: there is no type to generate and \
nothing to show.

The rule checks the places where the OpenAPI Specification allows a Reference Object, and the values of a \
discriminator's `mapping` that are references. A `$ref` inside an example is data, and so is a property named \
`$ref`. A chain of references that ends in itself is reported, too; a schema that contains itself through its \
properties is valid. Relative references to other files are resolved from the file that contains them. Remote \
references need `--allow-remote`.",
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
};
