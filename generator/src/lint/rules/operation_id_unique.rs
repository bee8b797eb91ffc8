//! X002: every operation has a unique operationId.

use super::super::api::Api;
use super::super::option::{LintOption, OptionKind};
use super::super::report::{self, Reporter};
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
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
allows an operation without an operationId, so a missing one is a warning at the method.

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
    options: &[&REQUIRED],
    check: Check::Api(check),
    ..LintRule::BASE
};

/// Whether a missing operationId is reported.
const REQUIRED: LintOption = LintOption {
    rule: "X002",
    key: "required",
    kind: OptionKind::Flag(true),
    docs: "Whether an operation without an operationId is reported.",
    example: "false",
};

/// Reports missing operationIds. Validation reports repeated ones.
fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    if !api.config().flag(&REQUIRED) {
        return;
    }
    let help = "add an `operationId` that says what the operation does, such as `listUsers`";
    let group = report::group("operations have no operationId", help);
    for operation in api.called().filter(|it| it.node.get("operationId").is_none()) {
        let message = format!("`{}` has no operationId", operation.title());
        reporter
            .report(operation, Subject::operation(operation).with("operationId"), message, help)
            .cap_severity(Severity::Warning)
            .in_group(&group);
    }
}
