//! R012: every operation declares a successful response.

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("R012"),
    name: "success-declared",
    severity: Some(Severity::Error),
    summary: "Every operation declares a successful response",
    docs: "\
Without a successful response, a client does not know what the operation returns, and a generated method has no \
result.

The rule reports an operation whose responses include neither 1xx, 2xx, 3xx nor `default`.

Accepted are operations without any response, which X011 reports.

To fix a report, declare the successful response, even if it has no body: `'204': {description: Deleted.}`.",
    bad: &[
        "/a: {get: {responses: {'404': {description: no}}}}",
        "/a: {post: {responses: {4XX: {description: no}, '500': {description: no}}}}",
    ],
    good: &[
        "/a: {get: {responses: {'200': {description: ok}}}}",
        "/a: {get: {responses: {'302': {description: there}}}}",
        "/a: {get: {responses: {default: {description: any}}}}",
        "/a: {get: {responses: {2XX: {description: ok}, '404': {description: no}}}}",
    ],
    source: "OpenAPI 3.1 section \"Responses Object\"",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    for operation in api.called() {
        let responses = api.responses(operation);
        let is_success = |it: &str| it.starts_with(['1', '2', '3']) || it == "default";
        if responses.is_empty() || responses.iter().any(|it| is_success(it.status.name)) {
            continue;
        }
        let message = format!("`{}` declares no successful response", operation.title());
        let subject = Subject::operation(operation).with("responses");
        reporter.report(operation, subject, message, "declare the successful response");
    }
}
