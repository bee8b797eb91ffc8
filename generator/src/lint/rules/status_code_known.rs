//! R008: responses have status codes that are registered.

use super::super::facts::Facts;
use super::super::location::Location;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};
use crate::document::{ObjectKind, Visit};

pub(super) const RULE: LintRule = LintRule {
    code: Code("R008"),
    name: "status-code-known",
    severity: Some(Severity::Warning),
    summary: "Responses have status codes that are registered",
    docs: "\
Clients, caches and gateways act on status codes that they know, and treat others as the first of their class: 299 \
is read as 200. A code of one's own says nothing to them.

The rule reports a status code that the registry of HTTP does not list, at its key.

Accepted are `default`, classes such as `4XX`, and text that is no status code, which is reported by X011.

To fix a report, use the registered code that is closest, and put the details into the body.",
    bad: &[
        "/a: {get: {responses: {'299': {description: ok}}}}",
        "/a: {get: {responses: {'200': {description: ok}, '499': {description: gone}}}}",
    ],
    good: &[
        "/a: {get: {responses: {'200': {description: ok}, '207': {description: many}, '422': {description: no}, 5XX: {description: no}, default: {description: no}}}}",
    ],
    source: "Z243, RFC 9110 section 15",
    check: Check::At(&[ObjectKind::Responses], check),
    ..LintRule::BASE
};

/// The codes of the registry, without those that are not used any more.
const KNOWN: &[u16] = &[
    100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304,
    305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415,
    416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505,
    506, 507, 508, 510, 511,
];

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    for entry in visit.node.members() {
        let status = entry.key.parse::<u16>().ok().filter(|_| entry.key.len() == 3);
        let Some(status) = status.filter(|it| (100..600).contains(it) && !KNOWN.contains(it))
        else {
            continue;
        };
        let location = Location::new(entry.key_span, visit.pointer.child(entry.key));
        let subject = Subject::visit(facts, visit).with(entry.key);
        let message = format!("`{status}` is no registered status code");
        let help =
            format!("use a registered code; clients read `{status}` as `{}00`", status / 100);
        reporter.report(location, subject, message, help);
    }
}
