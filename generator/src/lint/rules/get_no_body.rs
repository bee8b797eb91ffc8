//! R009: gET and HEAD have no body.

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use super::bodies;
use crate::diagnostic::{Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("R009"),
    name: "get-no-body",
    severity: Some(Severity::Error),
    summary: "GET and HEAD have no body",
    docs: "\
HTTP gives the body of a GET no meaning (RFC 9110 section 9.3.1). Proxies drop it, caches ignore it, and many HTTP \
libraries refuse to send it. OpenAPI 3.0 says that it is ignored.

The rule reports a `requestBody`, or a body parameter of Swagger 2.0, of a GET or HEAD.

Accepted is an empty form: an object without properties.

To fix a report, use query parameters, or a POST to a path such as `/users/search`.",
    bad: &[
        "/a: {get: {requestBody: {content: {application/json: {}}}, responses: {'200': {description: ok}}}}",
        "swagger: '2.0'\ninfo: {title: Example, version: 1.0.0}\npaths: {/a: {get: {parameters: [{name: b, in: body, schema: {type: object}}], responses: {'200': {description: ok}}}}}",
    ],
    good: &[
        "/a: {post: {requestBody: {content: {application/json: {}}}, responses: {'200': {description: ok}}}}",
        "/a: {get: {responses: {'200': {description: ok}}}}",
    ],
    source: "Z148, RFC 9110 section 9.3.1",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    for operation in api.called().filter(|it| matches!(it.method, "get" | "head")) {
        if let Some(location) = bodies::location(api, operation) {
            let message = format!("`{}` has a body", operation.title());
            let help = "use query parameters, or POST";
            reporter.report(location, Subject::operation(operation).with("body"), message, help);
        }
    }
}
