//! R013: responses with 204, 205 or 304 have no body.

use std::collections::HashSet;

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("R013"),
    name: "no-content-no-body",
    severity: Some(Severity::Warning),
    summary: "Responses with 204, 205 or 304 have no body",
    docs: "\
A response with one of these status codes has no body; HTTP libraries do not even read one (RFC 9110 section \
15.3.5). A declared body never arrives, and a generated client fails to decode it.

The rule reports a body of such a response, at its status.

Accepted is an empty `content: {}`.

To fix a report, remove `content`, or use status 200.",
    bad: &[
        "/a: {delete: {responses: {'204': {description: ok, content: {application/json: {schema: {type: object}}}}}}}",
        "swagger: '2.0'\ninfo: {title: Example, version: 1.0.0}\npaths: {/a: {delete: {responses: {'204': {description: ok, schema: {type: object}}}}}}",
    ],
    good: &[
        "/a: {delete: {responses: {'204': {description: ok}}}}",
        "/a: {delete: {responses: {'204': {description: ok, content: {}}}}}",
    ],
    source: "RFC 9110 section 15.3.5",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let mut seen = HashSet::new();
    for operation in api.operations() {
        for response in api.responses(operation).iter() {
            let has_none = matches!(response.status.name, "204" | "205" | "304");
            let has_body = ["content", "schema"]
                .iter()
                .any(|it| response.node.get(it).is_some_and(|it| it.members().len() > 0));
            if !has_none || !has_body || !seen.insert(response.status.span) {
                continue;
            }
            let status = response.status.name;
            let message = format!("a response with status {status} has no body");
            let help = "remove the body, or use status 200";
            let location = (response.status, response.pointer.clone());
            reporter.report(location, Subject::operation(operation).with(status), message, help);
        }
    }
}
