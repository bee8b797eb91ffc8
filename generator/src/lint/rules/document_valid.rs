//! X011: the document follows the grammar of its OpenAPI version.

use super::super::rule::{Check, Rule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: Rule = Rule {
    code: code::DOCUMENT_VALID,
    name: "document-valid",
    severity: Some(Severity::Error),
    summary: "Objects have the fields of their OpenAPI version, with values of the right kind",
    docs: "\
Most tools ignore a misspelled or misplaced key, so a constraint, a default or a whole schema is lost. This rule \
knows every object of OpenAPI 2.0, 3.0, 3.1 and 3.2.

It reports keys that an object does not have in this version, with the most similar key; values of the wrong kind; \
values that are not in the standard's list; missing required fields; fields that exclude each other; and fields that \
do not apply, such as `scheme` in an API key. Keys that start with `x-` are extensions and are always allowed. In \
schemas of OpenAPI 3.1 and later, JSON Schema allows unknown keywords; only those that are similar to a known \
keyword are reported, as warnings. A `$ref` in place of an object that cannot be a reference is a warning, because \
some tools follow it.",
    bad: &[
        "/a: {get: {descripton: x, responses: {'200': {description: ok}}}}",
        "/a: {get: {tags: a, responses: {'200': {description: ok}}}}",
        "/a: {get: {responses: {'200': {}}}}",
        "/a: {get: {parameters: [{name: a, in: qurey, schema: {}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: a, in: query, schema: {}, example: 1, examples: {}}], responses: {'200': {description: ok}}}}",
        "type: object\nproperties: []",
        "type: strnig",
    ],
    good: &[
        "/a: {get: {x-internal: true, responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: a, in: query, style: form, schema: {}}], responses: {4XX: {description: no}}}}",
        "type: object\nproperties: {$ref: {type: string}, x-a: {type: integer}}",
        "type: object\nadditionalProperties: false",
    ],
    source: "OpenAPI 3.1 section \"Schema\"",
    check: Check::Validation,
};
