//! R015: `Accept`, `Content-Type` and `Authorization` are no parameters.

use super::super::facts::Facts;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};
use crate::document::{ObjectKind, Version, Visit};
use crate::source::Node;

pub(super) const RULE: LintRule = LintRule {
    code: Code("R015"),
    name: "reserved-header-param",
    severity: Some(Severity::Warning),
    summary: "`Accept`, `Content-Type` and `Authorization` are no parameters",
    docs: "\
OpenAPI 3 ignores header parameters with these names, because media types and security schemes already describe \
them. A client that follows the standard never sends such a parameter, whatever the document says about it.

The rule reports the parameter where it is written.

Accepted are documents of Swagger 2.0, which has no such sentence, and headers of responses.

To fix a report, remove the parameter. Describe the media types under `content`, and the credentials as a security \
scheme.",
    bad: &[
        "/a: {get: {parameters: [{name: Authorization, in: header, schema: {type: string}}], responses: {'200': {description: ok}}}}",
        "components: {parameters: {A: {name: accept, in: header, schema: {type: string}}}}",
    ],
    good: &[
        "/a: {get: {parameters: [{name: Accept-Language, in: header, schema: {type: string}}, {name: accept, in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
    ],
    source: "OpenAPI 3.1 section \"Parameter Object\"",
    check: Check::At(&[ObjectKind::Parameter], check),
    ..LintRule::BASE
};

/// The headers that are described elsewhere.
const RESERVED: &[(&str, &str)] = &[
    ("accept", "remove it, and list the media types of the responses"),
    ("authorization", "remove it, and declare a security scheme"),
    ("content-type", "remove it, and list the media types of the body"),
];

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let is_header = visit.node.get("in").and_then(Node::as_str) == Some("header");
    if !is_header || visit.version < Version::V3_0 {
        return;
    }
    let Some(name) = visit.name() else { return };
    let lower = name.name.to_ascii_lowercase();
    let Some((_, help)) = RESERVED.iter().find(|(it, _)| *it == lower) else { return };
    let message = format!("the header parameter `{}` is ignored", name.name);
    let location = (name, visit.pointer.clone());
    reporter.report(location, Subject::visit(facts, visit), message, *help);
}
