//! N012: the methods of a path fit what it names.

use super::super::api::{Api, ApiOperation, Parameter};
use super::super::report;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use super::super::words;
use crate::diagnostic::{Code, Severity};
use crate::text::MediaType;

pub(super) const RULE: LintRule = LintRule {
    code: Code("N012"),
    name: "method-fits-role",
    severity: Some(Severity::Warning),
    summary: "The methods of a path fit what it names",
    docs: "\
A client expects POST at a collection, where it creates an item, and PUT, PATCH and DELETE at an item. A POST to an \
item says neither what it does nor whether it may be repeated.

The rule reports a POST to an item (`/users/{id}`), and a DELETE of a whole collection whose items can be deleted \
one by one.

Accepted are: custom methods (`/users/{id}:cancel`) and actions; a POST to an item without other methods, which acts \
on something that the caller names; uploads; and a DELETE with a body or query parameters, which deletes several \
items.

To fix a report, use PUT or PATCH to change an item, and give an action a name.",
    bad: &[
        "/users/{id}: {get: {}, post: {}}",
        "/users: {get: {}, delete: {}}\n/users/{id}: {delete: {}}",
    ],
    good: &[
        "/users: {get: {}, post: {}}\n/users/{id}: {get: {}, put: {}, delete: {}}",
        "/users/{id}:cancel: {post: {}}",
        "/users: {delete: {parameters: [{name: ids, in: query, schema: {type: string}}]}}\n/users/{id}: {delete: {}}",
        "/hooks/{token}: {post: {}}",
    ],
    source: "D",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let group = report::group("POST changes an item", "use PUT or PATCH to change an item");
    for operation in api.called() {
        let Some(path) = operation.path else { continue };
        let last = path.name.trim_end_matches('/').rsplit('/').next().unwrap_or("");
        let is_item = last.starts_with('{') && (last.ends_with('}') || last.ends_with("}.json"));
        let has_get = || api.called_at(path.name).any(|it| it.method == "get");
        let title = operation.title();
        let subject = Subject::operation(operation);
        if operation.method == "post" && is_item && has_get() && !is_upload(api, operation) {
            let help = "use PUT or PATCH to change the item, or name the action";
            reporter
                .report(operation, subject, format!("`{title}` posts to an item"), help)
                .in_group(&group);
        } else if operation.method == "delete"
            && !is_item
            && api.called_at_items_of(path.name).any(|it| it.method == "delete")
            && !selects(api, operation)
        {
            let help = "delete the items one by one, or let parameters select them";
            reporter.report(
                operation,
                subject,
                format!("`{title}` deletes a whole collection"),
                help,
            );
        }
    }
}

/// Words of texts about operations on several items.
const ALL: &[&str] = &["all", "bulk", "clear", "every", "many", "multiple"];

/// Whether a body or query parameters select what is deleted, or the operation says that it deletes all.
fn selects<'a>(api: &Api<'a, '_>, operation: &ApiOperation<'a>) -> bool {
    let is_selection = |it: &Parameter<'_>| matches!(it.place, "query" | "body") || !it.is_resolved;
    let texts = ["operationId", "summary", "description"];
    let says_all = texts.iter().filter_map(|key| operation.node.get(key)?.as_str()).any(|text| {
        words::split(text).iter().any(|it| ALL.contains(&it.to_ascii_lowercase().as_str()))
    });
    says_all
        || operation.node.get("requestBody").is_some()
        || api.parameters(operation).iter().any(is_selection)
}

fn is_upload<'a>(api: &Api<'a, '_>, operation: &ApiOperation<'a>) -> bool {
    api.request(operation).iter().any(|it| {
        let media_type = MediaType::parse(it.media_type);
        media_type.is_multipart()
            || media_type.top_level() == "image"
            || media_type.subtype() == "octet-stream"
    })
}
