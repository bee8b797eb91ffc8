//! R003: every operation declares an error.

use super::super::api::Api;
use super::super::report;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use super::errors;
use crate::diagnostic::{Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("R003"),
    name: "error-declared",
    severity: Some(Severity::Warning),
    summary: "Every operation declares an error",
    docs: "\
A client has to know what an error looks like before it happens. If no error is declared, generated clients have no \
type for it, and each caller reads the body by trial.

The rule reports an operation without a response for 4xx, 5xx or `default`.

Accepted are operations whose successful body has `status` and `message`: the house reports errors of the domain \
with status 200 and these members.

To fix a report, declare `default`, or each error that callers can handle.",
    bad: &[
        "/a: {get: {responses: {'200': {description: ok}}}}",
        "/a: {post: {responses: {'201': {description: made}, '304': {description: same}}}}",
    ],
    good: &[
        "/a: {get: {responses: {'200': {description: ok}, default: {description: no}}}}",
        "/a: {get: {responses: {'200': {description: ok}, 4XX: {description: no}}}}",
        "/a: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: object, properties: {status: {type: integer}, message: {type: string}, users: {type: array, items: {}}}}}}}}}}",
    ],
    source: "Z151, D",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let help = "declare `default` or the errors that callers can handle";
    let group = report::group("operations declare no error", help);
    for operation in api.called() {
        let responses = api.responses(operation);
        let declares =
            responses.iter().any(|it| errors::is_error(it) || errors::has_status(api, it));
        if responses.is_empty() || declares {
            continue;
        }
        let message = format!("`{}` declares no error", operation.title());
        let subject = Subject::operation(operation).with("responses");
        reporter.report(operation, subject, message, help).in_group(&group);
    }
}
