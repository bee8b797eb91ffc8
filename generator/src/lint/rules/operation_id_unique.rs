//! X002: every operation has a unique operationId.

use super::super::api::{Api, ApiOperation};
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::DUPLICATE_OPERATION_ID,
    name: "operation-id-unique",
    severity: Some(Severity::Error),
    summary: "Every operation has a unique operationId",
    docs: "\
The operationId is the machine-readable name of an operation: generated functions, links and documentation pages use \
it. The standard requires it to be unique among all operations of the document, including webhooks and callbacks. It \
is case-sensitive.

The rule reports a repeated operationId as an error at its second occurrence and shows the first one. The standard \
allows an operation without an operationId, so a missing one is a warning at the method. If no operation has one, \
the rule reports the document once.

Accepted are operations of webhooks and callbacks without an operationId.

To fix a report, give each operation its own operationId, such as `listUsers`.",
    bad: &[
        "/a: {get: {operationId: list}}\n/b: {get: {operationId: list}}",
        "/a: {get: {operationId: list}, post: {}}",
        "/a: {get: {}, post: {}}\n/b: {get: {}}",
        "/a:\n  get:\n    operationId: a\n    callbacks: {done: {'{$url}': {post: {operationId: a}}}}",
    ],
    good: &[
        "/a: {get: {operationId: list}}\n/b: {get: {operationId: List}}",
        "/a:\n  get:\n    operationId: a\n    callbacks: {done: {'{$url}': {post: {}}}}",
        "paths: {}",
    ],
    source: "OpenAPI 3.1 section \"Operation Object\"",
    check: Check::Api(check),
};

/// Reports missing operationIds. Validation reports repeated ones.
fn check(api: &Api<'_>, reporter: &mut Reporter<'_>) {
    let has_id = |operation: &&ApiOperation<'_>| operation.node.get("operationId").is_some();
    let none_has_one = !api.operations().iter().any(|it| has_id(&it));
    let without: Vec<_> =
        api.operations().iter().filter(|it| it.is_called() && !has_id(it)).collect();
    missing(api, &without, none_has_one, reporter);
}

fn missing(
    api: &Api<'_>,
    without: &[&ApiOperation<'_>],
    none_has_one: bool,
    reporter: &mut Reporter<'_>,
) {
    let help = "add an `operationId` that says what the operation does, such as `listUsers`";
    if none_has_one && without.len() > 1 {
        let Some((span, pointer)) = api.top_level(&["paths"]) else { return };
        let message = "no operation has an operationId";
        reporter.report(span, pointer, message, help).cap_severity(Severity::Warning);
        return;
    }
    for operation in without {
        let message = format!("`{}` has no operationId", operation.title());
        let finding = reporter.report(operation.location, operation.pointer.clone(), message, help);
        finding.cap_severity(Severity::Warning);
    }
}
