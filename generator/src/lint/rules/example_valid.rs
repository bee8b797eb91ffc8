//! X006: examples and defaults fit their schemas.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::EXAMPLE_VALID,
    name: "example-valid",
    severity: Some(Severity::Warning),
    summary: "Examples and defaults fit their schemas",
    docs: "\
Readers copy examples, mock servers send them, and tests are made from them. If an example does not fit its schema, one of \
the two is wrong, and a typed client cannot decode the example. A default that does not fit cannot be sent.

The rule checks `example`, `examples` and `default` of schemas, parameters, headers and JSON bodies in all versions. It \
reports the part of the value that does not fit, and shows the keyword.

Accepted are: a required property that is `readOnly` in a request or `writeOnly` in a response; null where `nullable` or \
`x-nullable` is set; values that fit several schemas of `oneOf`; JSON in a string. `format` is an annotation and is not checked. \
Values are accepted where the schema is not understood, such as patterns with lookahead.

To fix a report, correct the example or the schema.",
    bad: &[
        "type: integer\nexample: '12'",
        "type: string\nmaxLength: 3\ndefault: abcd",
        "type: object\nrequired: [id]\nproperties: {id: {type: string}}\nexample: {name: x}",
        "type: array\nitems: {type: string, enum: [a, b]}\nexample: [a, c]",
        "/a: {get: {parameters: [{name: q, in: query, schema: {type: integer, minimum: 1}, example: 0}], responses: {'200': {description: ok}}}}",
        "/a: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: object, properties: {n: {type: number}}}, example: {n: many}}}}}}}",
        "swagger: '2.0'\ninfo: {title: Example, version: 1.0.0}\npaths: {/a: {get: {parameters: [{name: q, in: query, type: integer, default: x}], responses: {'200': {description: ok}}}}}",
    ],
    good: &[
        "type: string\nnullable: true\nexample: null",
        "type: string\nformat: date-time\nexample: yesterday",
        "type: object\nrequired: [id]\nproperties: {id: {type: string, readOnly: true}}\nexample: {name: x}",
        "oneOf: [{type: string}, {type: string, maxLength: 9}]\ntype: string\nexample: a",
        "type: number\nmultipleOf: 0.01\nexample: 19.99",
        "/a: {get: {responses: {'200': {description: ok, content: {application/xml: {schema: {type: object}, example: <a/>}}}}}}",
    ],
    source: "OpenAPI 3.1 section \"Schema Object\"",
    check: Check::Validation,
    ..LintRule::BASE
};
