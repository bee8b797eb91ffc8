//! P002: lists that grow are paged.

use super::super::api::Api;
use super::super::report;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use super::paging;
use crate::diagnostic::{Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("P002"),
    name: "list-paginated",
    severity: Some(Severity::Info),
    summary: "Lists that grow are paged",
    docs: "\
A list that is returned as a whole is fast on the first day and times out when it has grown. Adding pages later \
breaks clients, because they read the first page only.

The rule reports a GET of a collection to which callers add items by POST and whose items have paths of their own, \
if it has no parameter for paging and the response has no sign of pages.

Accepted are lists without POST, which are bounded by the service, and lists that are named as short (`first`, \
`limit` alone).

To fix a report, add a cursor or `page` and `per_page`.",
    bad: &[
        "/users: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {type: object}}}}}}}, post: {responses: {'201': {description: made}}}}\n/users/{id}: {get: {responses: {'200': {description: ok}}}}",
    ],
    good: &[
        "/users: {get: {parameters: [{name: page, in: query, schema: {type: integer}}], responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {type: object}}}}}}}, post: {responses: {'201': {description: made}}}}\n/users/{id}: {get: {responses: {'200': {description: ok}}}}",
        "/users: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: object, properties: {users: {type: array, items: {}}, nextCursor: {type: string}}}}}}}}, post: {responses: {'201': {description: made}}}}\n/users/{id}: {get: {responses: {'200': {description: ok}}}}",
        "/countries: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {type: object}}}}}}}}",
    ],
    source: "G, Z159",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let help = "add a cursor, or `page` and `per_page`";
    let group = report::group("lists are not paged", help);
    for operation in api.called().filter(|it| it.method == "get") {
        let Some(list) = paging::list(api, operation) else { continue };
        let is_paged = list.has_paging || !paging::parameters(api, operation).is_empty();
        let is_known = api.parameters(operation).iter().all(|it| it.is_resolved);
        if is_paged || !is_known || !paging::grows(api, operation) {
            continue;
        }
        let message = format!("the list of `{}` grows and is not paged", operation.title());
        reporter.report(operation, Subject::operation(operation), message, help).in_group(&group);
    }
}
