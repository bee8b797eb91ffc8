//! X004: no two paths match the same URLs.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::AMBIGUOUS_PATH,
    name: "path-unambiguous",
    severity: Some(Severity::Error),
    summary: "No two paths differ only in the names of their parameters",
    docs: "\
`/users/{id}` and `/users/{name}` match the same URLs, so a server cannot tell which of the two a request means. The \
standard calls such templates identical and forbids them.

The rule reports the second path and shows the first one.

Accepted are `/users/{id}` and `/users/me` together: the path without parameters takes precedence (OpenAPI 3.1, \
\"Path Templating Matching\").

To fix a report, merge the two paths, or add a literal segment to one of them.",
    bad: &[
        "/users/{id}: {get: {}}\n/users/{name}: {get: {}}",
        "/a/{x}/b/{y}: {get: {}}\n/a/{y}/b/{x}: {post: {}}",
        "/a/{x}.json: {}\n/a/{y}.json: {}",
    ],
    good: &[
        "/users/{id}: {get: {}}\n/users/me: {get: {}}",
        "/a/{x}.json: {}\n/a/{y}: {}",
        "/a/{x}: {}\n/a/{x}/: {}",
    ],
    source: "OpenAPI 3.1 section \"Paths Object\"",
    check: Check::Validation,
    ..LintRule::BASE
};
