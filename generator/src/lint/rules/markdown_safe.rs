//! M002: descriptions contain no scripts.

use super::super::facts::Facts;
use super::super::location::Location;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};
use crate::document::{ObjectKind, SchemaRole, Visit};

pub(super) const RULE: LintRule = LintRule {
    code: Code("M002"),
    name: "markdown-safe",
    severity: Some(Severity::Warning),
    summary: "Descriptions contain no scripts",
    docs: "\
Documentation tools show descriptions as HTML. A script in a description runs in the browser of every reader, with \
the rights of the page.

The rule reports a title, summary or description with a `<script>` element, a `javascript:` link or an event handler \
such as `onclick=`.

Accepted is code in a fenced block or between backticks.

To fix a report, remove the script.",
    bad: &[
        "/a: {get: {description: 'See <script>alert(1)</script>.', responses: {'200': {description: ok}}}}",
        "/a: {get: {summary: '[a](javascript:alert(1))', responses: {'200': {description: ok}}}}",
    ],
    good: &[
        "/a: {get: {description: 'Put `<script src=a>` on your page.', responses: {'200': {description: ok}}}}",
        "/a: {get: {description: JavaScript is welcome, responses: {'200': {description: ok}}}}",
    ],
    source: "OpenAPI 3.1 section \"Rich Text Formatting\"",
    check: Check::At(KINDS, check),
    ..LintRule::BASE
};

const KINDS: &[ObjectKind] = &[
    ObjectKind::Info,
    ObjectKind::Operation,
    ObjectKind::PathItem,
    ObjectKind::Parameter,
    ObjectKind::Response,
    ObjectKind::RequestBody,
    ObjectKind::Tag,
    ObjectKind::Server,
    ObjectKind::Schema(SchemaRole::Component),
    ObjectKind::Schema(SchemaRole::Property),
];

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    for key in ["title", "summary", "description"] {
        let Some(node) = visit.node.get(key) else { continue };
        if !node.as_str().is_some_and(has_script) {
            continue;
        }
        let location = Location::new(node.span(), visit.pointer.child(key));
        let subject = Subject::visit(facts, visit).with(key);
        reporter.report(location, subject, format!("the {key} contains a script"), "remove it");
    }
}

/// Whether text outside of code contains a script.
fn has_script(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let is_code = |(index, _): &(usize, &str)| index % 2 == 1;
    let prose = text.split('`').enumerate().filter(|it| !is_code(it)).map(|(_, it)| it);
    let mut found = false;
    for part in prose {
        found |= part.contains("<script")
            || part.contains("](javascript:")
            || part.contains("href=\"javascript:");
        found |= ["onclick=", "onerror=", "onload="]
            .iter()
            .any(|it| part.contains(it) && part.contains('<'));
    }
    found
}
