//! X008: the tags of operations are defined, each once.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::TAG_DEFINED,
    name: "tag-defined",
    severity: Some(Severity::Info),
    summary: "Every tag that an operation has is defined once at the top of the document",
    docs: "\
Tags group operations in documentation, and often in clients. A tag without a definition has no description, and is often \
a slip for another tag: the operation then appears in a group of its own.

The rule reports the first use of each undefined tag, and the second of two definitions of one tag.

Accepted are documents that define no tags at all.

To fix a report, define the tag in the `tags` of the document, or correct its name.",
    bad: &[
        "tags: [{name: orders}]\npaths: {/a: {get: {tags: [order], responses: {'200': {description: ok}}}}}",
        "tags: [{name: orders}, {name: orders}]",
    ],
    good: &[
        "tags: [{name: orders}]\npaths: {/a: {get: {tags: [orders], responses: {'200': {description: ok}}}}}",
        "paths: {/a: {get: {tags: [orders], responses: {'200': {description: ok}}}}}",
    ],
    source: "OpenAPI 3.1 section \"Tag Object\"",
    check: Check::Validation,
    ..LintRule::BASE
};
