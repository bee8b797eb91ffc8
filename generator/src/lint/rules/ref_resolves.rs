//! X001: every reference leads to something.

use super::super::rule::{Check, Rule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: Rule = Rule {
    code: code::UNRESOLVED_REF,
    name: "ref-resolves",
    severity: Some(Severity::Error),
    summary: "Every `$ref` leads to something that exists",
    docs: "\
A `$ref` that leads nowhere makes the document unusable for every tool behind the linter: there is no type to \
generate and nothing to show.

Looked at are the places where the standard allows a Reference ObjectKind, and the values of a discriminator's \
`mapping` that are written as references. A `$ref` inside of an example is data, and so is a property that is \
called `$ref`. A chain of references that leads back to itself is reported too; a schema that contains itself \
through its properties is not a chain and is fine. Other files are read by their path from the file that refers to \
them; references to the network are followed only with `--allow-remote`.",
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
