//! X004: no two paths match the same URLs.

use super::super::rule::{Check, Rule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: Rule = Rule {
    code: code::AMBIGUOUS_PATH,
    name: "path-unambiguous",
    severity: Some(Severity::Error),
    summary: "No two paths differ only in the names of their parameters",
    docs: "\
`/users/{id}` and `/users/{name}` match the same URLs: nobody can tell which of the two a request means. The \
standard calls such templates identical and forbids them.

Reported at the second path, with the first beside it. `/users/{id}` beside `/users/me` is fine: the one without a \
parameter goes first (OpenAPI 3.1, \"Path Templating Matching\").",
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
