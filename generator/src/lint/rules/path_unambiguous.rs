//! X004: no two paths match the same URLs.

use std::collections::BTreeMap;

use super::super::api::{Api, ApiPath};
use super::super::report::Reporter;
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
    check: Check::Api(check),
};

fn check(api: &Api<'_>, reporter: &mut Reporter<'_>) {
    let mut first: BTreeMap<String, &ApiPath<'_>> = BTreeMap::new();
    for path in &api.paths {
        let before = *first.entry(anonymous(path.key.name)).or_insert(path);
        if before.key.name != path.key.name {
            let (one, other) = (before.key.name, path.key.name);
            let message = format!("`{other}` matches the same URLs as `{one}`");
            let help =
                "make one path of the two, or tell them apart by a segment without parameter";
            let finding = reporter.report(path.key.span, path.pointer.clone(), message, help);
            finding.related(before.key.span, "the other path");
        }
    }
}

/// The template with its parameters' names taken out.
fn anonymous(template: &str) -> String {
    let mut parts = template.split('{');
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        result.push_str("{}");
        result.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    result
}
