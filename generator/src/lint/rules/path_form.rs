//! X014: path templates are well formed.

use super::super::rule::{Check, Rule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: Rule = Rule {
    code: code::PATH_FORM,
    name: "path-form",
    severity: Some(Severity::Error),
    summary: "Path templates are well formed",
    docs: "\
A path template is literal text with parameters in braces. An unbalanced brace hides a parameter from every tool. A \
query or a fragment is not part of a path, so it never matches. Some servers treat an empty segment (`//`) as a \
different URL, others do not.

The path is reported once, for its first problem.",
    bad: &["/a/{id: {get: {}}", "/a/{}: {get: {}}", "/a//b: {get: {}}", "/a?b=c: {get: {}}", "/a#b: {get: {}}"],
    good: &["/a/{id}: {get: {}}", "/a/{id}.{format}: {get: {}}", "/: {get: {}}"],
    source: "OpenAPI 3.1 section \"Path Templating\"",
    check: Check::Validation,
};
