//! X013: the keywords of a schema fit its type and each other.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::KEYWORDS,
    name: "keyword-fits-type",
    severity: Some(Severity::Warning),
    summary: "The keywords of a schema fit its type and each other",
    docs: "\
A keyword that does not belong to the type of the schema has no effect: `minLength` on an integer limits nothing, and `items` on an \
object describes nothing. Either the keyword or the type is wrong.

The rule reports: keywords of another type; a lower limit above the upper one; an array without `items` up to 3.0; \
`nullable` without `type`, which has no effect in 3.0; `exclusiveMinimum: true` without `minimum` up to 3.0; a value that is \
both `readOnly` and `writeOnly`; a `const` of another type; and a `pattern` that is no regular expression.

Patterns are regular expressions of ECMA-262 without delimiters. The rule reports syntax of other languages that ECMA-262 \
rejects or reads as plain text: `(?i)`, `\\\\A`, `a++`, `[[:alpha:]]`, `/^a$/`. Lookahead, lookbehind and Unicode classes are \
accepted.

Keywords that say nothing are accepted: `properties: {}`, `uniqueItems: false`.

To fix a report, remove the keyword, or correct `type`.",
    bad: &[
        "type: integer\nminLength: 1",
        "type: integer\nminimum: 10\nmaximum: 1",
        "type: array",
        "nullable: true\nallOf: [{type: string}]\nproperties: {}",
        "type: string\npattern: '(?i)abc'",
        "type: string\npattern: '[a-z'",
        "type: number\nexclusiveMinimum: true",
        "type: string\nreadOnly: true\nwriteOnly: true",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\ncomponents: {schemas: {A: {type: string, const: 1}}}",
        "swagger: '2.0'\ninfo: {title: Example, version: 1.0.0}\npaths: {/a: {get: {parameters: [{name: q, in: query, type: string, maximum: 3}], responses: {'200': {description: ok}}}}}",
    ],
    good: &[
        "type: string\nminLength: 1\npattern: '^(?!x)[\\p{L}\\w-]+$'",
        "type: array\nitems: {}\nuniqueItems: true",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\ncomponents: {schemas: {A: {type: [string, integer], minLength: 1, minimum: 0}, B: {type: array}}}",
        "type: object\nnullable: true\nproperties: {a: {type: string}}",
        "type: string\nproperties: {}",
    ],
    source: "JSON Schema 2020-12 validation section 6, OpenAPI 3.0 section \"Schema Object\"",
    check: Check::Validation,
    ..LintRule::BASE
};
