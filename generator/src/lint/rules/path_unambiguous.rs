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

The rule reports the second path and shows the first one. It also reports two paths that match a common URL although \
neither is more specific, as a warning: `/{kind}/me` and `/books/{id}` both match `/books/me`.

Accepted are `/users/{id}` and `/users/me` together: the path without parameters takes precedence (OpenAPI 3.1, \
\"Path Templating Matching\"). Paths that cross are accepted if they share no method, or if the type, the values or the pattern \
of a parameter excludes the literal segment.

To fix a report, merge the two paths, or add a literal segment to one of them.",
    bad: &[
        "/users/{id}: {get: {}}\n/users/{name}: {get: {}}",
        "/a/{x}/b/{y}: {get: {}}\n/a/{y}/b/{x}: {post: {}}",
        "/a/{x}.json: {}\n/a/{y}.json: {}",
        "/{kind}/me: {get: {}}\n/books/{id}: {get: {}}",
    ],
    good: &[
        "/users/{id}: {get: {}}\n/users/me: {get: {}}",
        "/a/{x}.json: {}\n/a/{y}: {}",
        "/a/{x}: {}\n/a/{x}/: {}",
        "/{kind}/me: {get: {}}\n/books/{id}: {put: {}}",
        "/{kind}/me: {get: {}}\n/books/{id}: {get: {parameters: [{name: id, in: path, required: true, schema: {type: integer}}]}}",
    ],
    source: "OpenAPI 3.1 section \"Paths Object\"",
    check: Check::Validation,
    ..LintRule::BASE
};
