//! X004: no two paths match the same URLs.

use super::super::rule::{Check, Rule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: Rule = Rule {
    code: code::AMBIGUOUS_PATH,
    name: "path-unambiguous",
    severity: Some(Severity::Error),
    summary: "No two paths differ only in the names of their parameters",
    docs: "\
`/users/{id}` and `/users/{name}` match the same URLs, so it is undefined which of the two a request means. The \
OpenAPI Specification calls such templates identical and forbids them.

The second path is reported, together with the location of the first. `/users/{id}` and `/users/me` are valid \
together: the path without a parameter takes precedence (OpenAPI 3.1, \"Path Templating Matching\").",
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
};
