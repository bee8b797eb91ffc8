//! X011: the document follows the grammar of the standard.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Applicability, Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::DOCUMENT_VALID,
    name: "document-valid",
    severity: Some(Severity::Error),
    summary: "Every object has only fields that the standard defines, with values of the right kind",
    docs: "\
Most tools ignore a misspelt or misplaced key, so a constraint, a default or a whole schema is lost silently. This \
rule knows every object of OpenAPI 2.0, 3.0, 3.1 and 3.2.

The rule reports: a key that the object does not have in this version, with the closest known key; a value of the \
wrong kind; a value outside the list that the standard allows; a missing required field; fields that exclude each \
other; and a field that does not apply, such as `scheme` in an API key scheme.

Members that begin with `x-` are extensions and are accepted, except that an unknown or misplaced `x-renkei-…` member \
is a warning. JSON Schema allows unknown keywords in schemas \
of OpenAPI 3.1 and later, so the rule reports only those that look like a typing error, as warnings. A `$ref` in \
place of an object that cannot be a reference is a warning, because some tools follow it.",
    bad: &[
        "/a: {get: {descripton: x, responses: {'200': {description: ok}}}}",
        "/a: {get: {tags: a, responses: {'200': {description: ok}}}}",
        "/a: {get: {responses: {'200': {}}}}",
        "/a: {get: {parameters: [{name: a, in: qurey, schema: {}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: a, in: query, schema: {}, example: 1, examples: {}}], responses: {'200': {description: ok}}}}",
        "type: object\nproperties: []",
        "type: strnig",
        "/a: {get: {x-renkei-retyr: false, responses: {'200': {description: ok}}}}",
    ],
    good: &[
        "/a: {get: {x-internal: true, responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: a, in: query, style: form, schema: {}}], responses: {4XX: {description: no}}}}",
        "type: object\nproperties: {$ref: {type: string}, x-a: {type: integer}}",
        "type: object\nadditionalProperties: false",
    ],
    source: "OpenAPI 3.1 section \"Schema\"",
    fix: Some(Applicability::Safe),
    check: Check::Validation,
    ..LintRule::BASE
};
