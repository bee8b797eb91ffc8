//! N008: paths do not end with a slash.

use super::super::api::Api;
use super::super::report;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N008"),
    name: "path-trailing-slash",
    severity: Some(Severity::Error),
    summary: "Paths do not end with a slash",
    docs: "\
`/users` and `/users/` are two URLs, and servers differ in whether they accept both, redirect, or return 404. \
Redirects lose the body of a POST.

The rule reports a path that ends with a slash.

Accepted is the root `/`.

To fix a report, remove the slash, and redirect the old path as long as clients use it.",
    bad: &[
        "/users/: {get: {}}",
        "/users/{id}/: {get: {}}",
    ],
    good: &[
        "/: {get: {}}",
        "/users: {get: {}}",
    ],
    source: "Z136",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let group = report::group("paths end with a slash", "remove the slash");
    for path in api.paths() {
        let trimmed = path.template().trim_end_matches('/');
        if trimmed.is_empty() || trimmed.len() == path.template().len() {
            continue;
        }
        let message = format!("`{}` ends with a slash", path.key.name);
        reporter
            .report(path, Subject::path(path), message, format!("write `{trimmed}`"))
            .in_group(&group);
    }
}
