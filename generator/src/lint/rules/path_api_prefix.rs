//! N011: paths do not begin with `api`.

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use crate::diagnostic::Code;

pub(super) const RULE: LintRule = LintRule {
    code: Code("N011"),
    name: "path-api-prefix",
    summary: "Paths do not begin with `api`",
    docs: "\
If all paths begin with `/api`, the segment says nothing. The host, or the base path of the server, is the place for \
it.

The rule reports each first segment `api` once.

Accepted is `api` in the URL of the server.

To fix a report, move the segment to the server's URL, which changes no request.",
    bad: &[
        "/api/users: {get: {}}\n/api/orders: {get: {}}",
        "/api/v1/users: {get: {}}",
    ],
    good: &[
        "/users: {get: {}}",
        "/users/{id}/api: {get: {}}",
    ],
    source: "Z135",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    for segment in api.segments().iter().filter(|it| it.depth == 0 && it.text == "api") {
        let Some(path) = api.paths().get(segment.path) else { continue };
        let message = format!("{} paths begin with `/api`", segment.paths.len());
        let message =
            if segment.paths.len() == 1 { "a path begins with `/api`".to_owned() } else { message };
        let help = "move `/api` to the server's URL";
        reporter.report(path, Subject::prefix(path.template(), 0), message, help);
    }
}
