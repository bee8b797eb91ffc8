//! X014: path templates are well formed.

use super::super::rule::{Check, Rule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: Rule = Rule {
    code: code::PATH_FORM,
    name: "path-form",
    severity: Some(Severity::Error),
    summary: "Path templates have balanced braces and neither query, fragment nor empty segments",
    docs: "\
A path template is literal text with parameters between braces. A brace without its partner hides a parameter from \
every tool; a query or a fragment in a template is not matched by the standard, whose paths end before them; an empty \
segment (`//`) is a different URL for some servers and the same for others.

Reported at the path's key, once, for the first fault.",
    bad: &["/a/{id: {get: {}}", "/a/{}: {get: {}}", "/a//b: {get: {}}", "/a?b=c: {get: {}}", "/a#b: {get: {}}"],
    good: &["/a/{id}: {get: {}}", "/a/{id}.{format}: {get: {}}", "/: {get: {}}"],
    source: "OpenAPI 3.1 section \"Path Templating\"",
    check: Check::Validation,
};
