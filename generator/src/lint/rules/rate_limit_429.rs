//! G002: operations declare 429 with `Retry-After`.

use std::collections::HashSet;

use super::super::api::Api;
use super::super::report;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};
use crate::source::Node;

pub(super) const RULE: LintRule = LintRule {
    code: Code("G002"),
    name: "rate-limit-429",
    severity: Some(Severity::Warning),
    summary: "Operations declare 429 with `Retry-After`",
    docs: "\
A client that calls too often has to learn when it may call again, or it retries at once and makes the load worse. \
Status 429 with `Retry-After` reports it.

The rule reports an operation without a response for 429 or 4XX, and a 429 without the header `Retry-After`. One \
response component that many operations use is reported once.

Accepted are rate limit headers that contain the time of the reset (`RateLimit-Reset`, `X-RateLimit-Reset`).

To fix a report, add a response component for 429 and reference it from each operation.",
    bad: &[
        "/a: {get: {responses: {'200': {description: ok}}}}",
        "/a: {get: {responses: {'200': {description: ok}, '429': {description: slow}}}}",
    ],
    good: &[
        "/a: {get: {responses: {'200': {description: ok}, '429': {description: slow, headers: {Retry-After: {schema: {type: integer}}}}}}}",
        "/a: {get: {responses: {'200': {description: ok}, '429': {description: slow, headers: {X-RateLimit-Reset: {schema: {type: integer}}}}}}}",
    ],
    source: "G, Z153",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let missing = "declare a response with status 429 and the header `Retry-After`";
    let group = report::group("operations declare no 429", missing);
    let mut seen = HashSet::new();
    for operation in api.called() {
        let responses = api.responses(operation);
        let limited = responses.iter().find(|it| matches!(it.status.name, "429" | "4XX"));
        let Some(response) = limited else {
            let message = format!("`{}` declares no 429", operation.title());
            let subject = Subject::operation(operation).with("429");
            reporter.report(operation, subject, message, missing).in_group(&group);
            continue;
        };
        let headers = response.node.get("headers").into_iter().flat_map(Node::members);
        let has_time = headers.into_iter().any(|it| {
            let name = it.key.to_ascii_lowercase();
            name == "retry-after" || name.ends_with("reset")
        });
        if response.status.name == "4XX" || has_time || !seen.insert(response.node.id()) {
            continue;
        }
        let message = "the response for 429 has no `Retry-After`";
        let location = (response.status, response.pointer.clone());
        let subject = Subject::location(api, &response.definition).with("headers");
        reporter.report(location, subject, message, "add the header `Retry-After`");
    }
}
