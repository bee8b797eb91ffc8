//! P001: pages are chosen by `page` and `per_page`.

use super::super::api::Api;
use super::super::report;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use super::paging::{self, Paging};
use crate::diagnostic::{Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("P001"),
    name: "page-params",
    severity: Some(Severity::Warning),
    summary: "Pages are chosen by `page` and `per_page`",
    docs: "\
If every list is paged by the same two parameters, one loop in a client reads any of them. The house's names are \
`page` and `per_page`.

The rule reports a GET whose query has an offset or a page number and a size under other names.

Accepted are lists that are paged by a cursor, a size without an offset, and the paths of SCIM, which RFC 7644 defines.

To fix a report, use `page` and `per_page`, or a cursor.",
    bad: &[
        "/a: {get: {parameters: [{name: limit, in: query, schema: {type: integer}}, {name: offset, in: query, schema: {type: integer}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: limit, in: query, schema: {type: integer}}, {name: offset, in: query, schema: {type: integer}}, {name: from, in: query, schema: {type: string, format: date-time}}], responses: {'200': {description: ok}}}}",
    ],
    good: &[
        "/a: {get: {parameters: [{name: per_page, in: query, schema: {type: integer}}, {name: page, in: query, schema: {type: integer}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: limit, in: query, schema: {type: integer}}, {name: cursor, in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: limit, in: query, schema: {type: integer}}], responses: {'200': {description: ok}}}}",
    ],
    source: "D",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let help = "name them `page` and `per_page`, or use a cursor";
    let group =
        report::group("pages are chosen by other parameters than `page` and `per_page`", help);
    for operation in api.called().filter(|it| it.method == "get") {
        let parameters = paging::parameters(api, operation);
        let first =
            |kind: Paging| parameters.iter().find(|(it, _)| *it == kind).map(|(_, name)| *name);
        let Some((offset, size)) = first(Paging::Offset).zip(first(Paging::Size)) else { continue };
        let is_scim = operation.path.is_some_and(|it| it.name.contains("/scim/"));
        if is_scim || first(Paging::Cursor).is_some() || (offset == "page" && size == "per_page") {
            continue;
        }
        let message = format!("`{}` is paged by `{offset}` and `{size}`", operation.title());
        reporter.report(operation, Subject::operation(operation), message, help).in_group(&group);
    }
}
