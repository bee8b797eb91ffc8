//! X016: the property of a discriminator is defined and required.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::DISCRIMINATOR,
    name: "discriminator-valid",
    severity: Some(Severity::Warning),
    summary: "The property of a discriminator is defined and required, and its mapping names members of the union",
    docs: "\
A discriminator tells the members of a union apart by the value of one property. If a member does not define the property, or if \
the property may be missing, a reader cannot tell which member it has.

The rule reports a property that the schema, or a member of its `oneOf` or `anyOf`, does not define or does not require, and an \
entry of the mapping whose schema the union does not list. A target that does not exist is reported by X001.

Accepted are: members that reference something unknown; and a discriminator with a `defaultMapping` (3.2), whose property \
may be missing.

To fix a report, define the property in each member, and add it to `required`.",
    bad: &[
        "type: object\ndiscriminator: {propertyName: kind}\nproperties: {kin: {type: string}}",
        "type: object\ndiscriminator: {propertyName: kind}\nproperties: {kind: {type: string}}",
        "components: {schemas: {U: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: k}}, A: {type: object, required: [k], properties: {k: {type: string}}}, B: {type: object, properties: {j: {type: string}}}}}",
        "components: {schemas: {U: {oneOf: [{$ref: '#/components/schemas/A'}], discriminator: {propertyName: k, mapping: {b: '#/components/schemas/B'}}}, A: {type: object, required: [k], properties: {k: {type: string}}}, B: {type: object}}}",
        "swagger: '2.0'\ninfo: {title: Example, version: 1.0.0}\npaths: {}\ndefinitions: {A: {type: object, discriminator: kind, properties: {kind: {type: string}}}}",
    ],
    good: &[
        "type: object\nrequired: [kind]\ndiscriminator: {propertyName: kind}\nproperties: {kind: {type: string}}",
        "components: {schemas: {U: {oneOf: [{$ref: '#/components/schemas/A'}], discriminator: {propertyName: k}}, A: {allOf: [{$ref: '#/components/schemas/B'}]}, B: {type: object, required: [k], properties: {k: {type: string}}}}}",
    ],
    source: "OpenAPI 3.1 section \"Discriminator Object\"",
    check: Check::Validation,
    ..LintRule::BASE
};
