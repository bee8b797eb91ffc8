//! R011: a list contains its items, not only their ids.

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::schema;
use super::super::subject::Subject;
use super::paging;
use crate::diagnostic::Code;
use crate::source::Node;

pub(super) const RULE: LintRule = LintRule {
    code: Code("R011"),
    name: "chatty-api",
    summary: "A list contains its items, not only their ids",
    docs: "\
If a list has only ids, a client needs one more call for each item. This costs time and traffic on both sides, and \
is known as a chatty API.

The rule reports a GET that returns a list of strings or numbers, at the root or as the only list of an object, if \
the path has items of its own (`/users/{id}`) with a GET.

Accepted are lists of values that have no resource.

To fix a report, return the items, with the members that most clients need.",
    bad: &[
        "/users: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {type: string}}}}}}}}\n/users/{id}: {get: {responses: {'200': {description: ok}}}}",
    ],
    good: &[
        "/users: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {type: object}}}}}}}}\n/users/{id}: {get: {responses: {'200': {description: ok}}}}",
        "/tags: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {type: string}}}}}}}}",
    ],
    source: "D, Z158",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    for operation in api.called().filter(|it| it.method == "get") {
        let Some(path) = operation.path else { continue };
        let has_items = api.called_at_items_of(path.name).any(|it| it.method == "get");
        let Some(list) = paging::list(api, operation).filter(|_| has_items) else { continue };
        let item = list.items.and_then(|it| api.resolve(it));
        let is_scalar = |it: Node<'_>| {
            ["string", "integer", "number"].iter().any(|kind| schema::has_type(it, kind))
        };
        if item.is_some_and(is_scalar) {
            let message = format!(
                "`{}` returns ids, and each item needs a call of its own",
                operation.title()
            );
            let help = "return the items with the members that most clients need";
            reporter.report(operation, Subject::operation(operation), message, help);
        }
    }
}
