//! M001: operations, tags and the document are described.

use super::super::facts::Facts;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use crate::diagnostic::Code;
use crate::document::{ObjectKind, Origin, Visit};

pub(super) const RULE: LintRule = LintRule {
    code: Code("M001"),
    name: "summary-present",
    summary: "Operations, tags and the document are described",
    docs: "\
Documentation is made from summaries and descriptions. An operation without one is a line with a path, and readers \
guess what it does.

The rule reports: an operation without `summary` and `description`; a tag without a description; an `info` without a \
description, a contact or a licence.

Accepted are operations of webhooks and callbacks.

To fix a report, add one sentence that says what it is for.",
    bad: &[
        "openapi: 3.0.3\ninfo: {title: A, version: '1', description: A., contact: {name: A}, license: {name: MIT}}\npaths: {/a: {get: {responses: {'200': {description: ok}}}}}",
        "openapi: 3.0.3\ninfo: {title: A, version: '1', description: A., contact: {name: A}, license: {name: MIT}}\ntags: [{name: a}]\npaths: {}",
        "openapi: 3.0.3\ninfo: {title: A, version: '1', description: A.}\npaths: {}",
    ],
    good: &[
        "openapi: 3.0.3\ninfo: {title: A, version: '1', description: A., contact: {name: A}, license: {name: MIT}}\ntags: [{name: a, description: A.}]\npaths: {/a: {get: {summary: Lists a., responses: {'200': {description: ok}}}}}",
    ],
    source: "Z218",
    check: Check::At(&[ObjectKind::Operation, ObjectKind::Tag, ObjectKind::Info], check),
    ..LintRule::BASE
};

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let lacks = |key: &str| visit.node.get(key).is_none();
    let is_called = matches!(visit.context.origin, Origin::Path | Origin::Top);
    let message = match visit.object {
        ObjectKind::Operation if is_called && lacks("summary") && lacks("description") => {
            "the operation has no summary".to_owned()
        }
        ObjectKind::Tag if lacks("description") => "the tag has no description".to_owned(),
        ObjectKind::Info => {
            let keys = ["description", "contact", "license"].into_iter().filter(|it| lacks(it));
            let keys: Vec<&str> = keys.collect();
            if keys.is_empty() {
                return;
            }
            format!("`info` has no {}", keys.join(" and no "))
        }
        _ => return,
    };
    reporter.report(visit, Subject::visit(facts, visit), message, "add it");
}
