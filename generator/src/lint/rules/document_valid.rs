//! X011: the document follows the grammar of the standard.

use super::super::rule::{Check, Rule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: Rule = Rule {
    code: code::DOCUMENT_VALID,
    name: "document-valid",
    severity: Some(Severity::Error),
    summary: "Every object has the fields that the standard gives it, with values of the right kind",
    docs: "\
A misspelt or misplaced key is not an error for most tools: they ignore it, and a constraint, a default or a whole \
schema is lost. This rule knows every object of OpenAPI 2.0, 3.0, 3.1 and 3.2.

Reported are: a key that the object does not have in this version, with the key that was probably meant; a value of \
the wrong kind; a word where the standard lists others; a required field that is missing; fields that exclude each \
other; a field that does not apply, such as `scheme` at an API key. Members that begin with `x-` are extensions \
and are always allowed. In a schema of OpenAPI 3.1 and later, unknown keywords are allowed by JSON Schema; only those \
that look like a slip are reported, as warnings. A `$ref` in place of an object that cannot be a reference is a \
warning, since some tools follow it.",
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
