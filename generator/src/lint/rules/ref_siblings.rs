//! X012: members next to a reference have no effect.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::REF_SIBLINGS,
    name: "ref-siblings",
    severity: Some(Severity::Warning),
    summary: "A `$ref` has no other members next to it, where the standard ignores them",
    docs: "\
In OpenAPI 2.0 and 3.0, a `$ref` replaces the object that contains it, and everything next to it is ignored: a \
description, `nullable: true`, a limit. Some tools read these members and others do not, so a client and a server can disagree \
about what is allowed. From 3.1 on, schemas may have keywords next to `$ref`, and other references may have `summary` and \
`description`.

The rule reports each reference once, with the members that are ignored.

Accepted are extensions (`x-…`) and the `$ref` of path items.

To fix a report, write the reference as a part of `allOf` and keep the other members next to `allOf`, or use OpenAPI 3.1.",
    bad: &[
        "type: object\nproperties: {a: {$ref: '#/components/schemas/Example', description: The parent., nullable: true}}",
        "/a: {get: {responses: {'200': {$ref: '#/x-r', description: ok}}}}",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\npaths: {/a: {get: {parameters: [{$ref: '#/x-p', required: true}], responses: {'200': {description: ok}}}}}",
    ],
    good: &[
        "type: object\nproperties: {a: {description: The parent., allOf: [{$ref: '#/components/schemas/Example'}]}}",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\ncomponents: {schemas: {A: {description: A., $ref: '#/components/schemas/B'}, B: {type: string}}}",
        "type: object\nproperties: {a: {$ref: '#/components/schemas/Example', x-a: 1}}",
        "type: object\nproperties: {$ref: {type: string}, description: {type: string}}",
    ],
    source: "OpenAPI 3.0 section \"Reference Object\"",
    check: Check::Validation,
    ..LintRule::BASE
};
