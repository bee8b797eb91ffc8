//! X014: path templates are well formed.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::PATH_FORM,
    name: "path-form",
    severity: Some(Severity::Error),
    summary: "Path templates have balanced braces and neither query, fragment nor empty segments",
    docs: "\
A path template is literal text with parameters in braces. A brace without its counterpart hides a parameter from \
every tool. A query or a fragment in a template never matches, because the standard matches paths only. An empty \
segment (`//`) is a different URL for some servers and the same URL for others.

The rule reports the first such error of a path, at the path's key.

To fix a report, correct the template. Declare query parameters with `in: query`.",
    bad: &["/a/{id: {get: {}}", "/a/{}: {get: {}}", "/a//b: {get: {}}", "/a?b=c: {get: {}}", "/a#b: {get: {}}"],
    good: &["/a/{id}: {get: {}}", "/a/{id}.{format}: {get: {}}", "/: {get: {}}"],
    source: "OpenAPI 3.1 section \"Path Templating\"",
    check: Check::Validation,
    ..LintRule::BASE
};
