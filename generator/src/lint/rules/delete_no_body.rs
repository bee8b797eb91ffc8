//! R014: dELETE has no body.

use super::super::api::Api;
use super::super::report;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use super::bodies;
use crate::diagnostic::{Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("R014"),
    name: "delete-no-body",
    severity: Some(Severity::Warning),
    summary: "DELETE has no body",
    docs: "\
HTTP gives the body of a DELETE no meaning (RFC 9110 section 9.3.5). Some servers and proxies reject such a request, \
and OpenAPI 3.0 says that the body is ignored.

The rule reports a `requestBody`, or a body parameter of Swagger 2.0, of a DELETE.

Accepted is an empty form: an object without properties.

To fix a report, name what is deleted in the path or the query, or use a POST to a path such as \
`/users/bulk-delete`.",
    bad: &[
        "/a: {delete: {requestBody: {content: {application/json: {}}}, responses: {'204': {description: ok}}}}",
    ],
    good: &[
        "/a: {delete: {parameters: [{name: ids, in: query, schema: {type: string}}], responses: {'204': {description: ok}}}}",
    ],
    source: "RFC 9110 section 9.3.5",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let help = "name what is deleted in the path or the query";
    let group = report::group("DELETE operations have a body", help);
    for operation in api.called().filter(|it| it.method == "delete") {
        if let Some(location) = bodies::location(api, operation) {
            let message = format!("`{}` has a body", operation.title());
            let subject = Subject::operation(operation).with("body");
            reporter.report(location, subject, message, help).in_group(&group);
        }
    }
}
