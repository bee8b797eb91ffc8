//! P003: lists that change are paged by a cursor.

use super::super::api::Api;
use super::super::report;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use super::paging::{self, Paging};
use crate::diagnostic::{Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("P003"),
    name: "prefer-cursor",
    severity: Some(Severity::Info),
    summary: "Lists that change are paged by a cursor",
    docs: "\
If an item is added or removed while a client reads page after page by number, items are skipped or read twice. A \
cursor continues after the last item that was read.

The rule reports a GET that is paged by a page number or an offset and not by a cursor, of a collection to which \
callers add items by POST.

To fix a report, offer a cursor next to the page number.",
    bad: &[
        "/users: {get: {parameters: [{name: page, in: query, schema: {type: integer}}], responses: {'200': {description: ok}}}, post: {responses: {'201': {description: made}}}}\n/users/{id}: {get: {responses: {'200': {description: ok}}}}",
    ],
    good: &[
        "/users: {get: {parameters: [{name: cursor, in: query, schema: {type: string}}], responses: {'200': {description: ok}}}, post: {responses: {'201': {description: made}}}}\n/users/{id}: {get: {responses: {'200': {description: ok}}}}",
        "/users: {get: {parameters: [{name: page, in: query, schema: {type: integer}}], responses: {'200': {description: ok}}}}",
    ],
    source: "G, Z160",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let help = "offer a cursor";
    let group = report::group("lists that change are paged by number", help);
    for operation in api.called().filter(|it| it.method == "get") {
        let parameters = paging::parameters(api, operation);
        let has = |kind: Paging| parameters.iter().any(|(it, _)| *it == kind);
        if has(Paging::Cursor) || !has(Paging::Offset) || !paging::grows(api, operation) {
            continue;
        }
        let message = format!("`{}` is paged by number, and its list changes", operation.title());
        reporter.report(operation, Subject::operation(operation), message, help).in_group(&group);
    }
}
