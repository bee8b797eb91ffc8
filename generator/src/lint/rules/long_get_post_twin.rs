//! R010: a GET with a long query has a POST twin.

use super::super::api::{Api, Parameter};
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::schema;
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};
use crate::source::Node;

pub(super) const RULE: LintRule = LintRule {
    code: Code("R010"),
    name: "long-get-post-twin",
    severity: Some(Severity::Info),
    summary: "A GET with a long query has a POST twin",
    docs: "\
Some browsers and proxies limit a URL to 2,083 characters. A search with many filters can exceed this, and then \
fails only for those who need it most. A POST with the same parameters in its body has no such limit.

The rule estimates the longest query from the parameters: the longest value of an enumeration, `maxLength` up to \
100, ten items of a list, and 36 characters for other text. It reports a GET that can exceed the limit and has no \
POST at the same path or at a path below it whose name is a search.

To fix a report, add a POST operation for long queries, and keep the GET.",
    bad: &[
        "/a: {get: {parameters: [{name: ids, in: query, schema: {type: array, items: {type: string, maxLength: 100}}}, {name: names, in: query, schema: {type: array, items: {type: string, maxLength: 100}}}, {name: tags, in: query, schema: {type: array, items: {type: string}}}], responses: {'200': {description: ok}}}}",
    ],
    good: &[
        "/a: {get: {parameters: [{name: ids, in: query, schema: {type: array, items: {type: string}}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: ids, in: query, schema: {type: array, items: {type: string, maxLength: 100}}}, {name: names, in: query, schema: {type: array, items: {type: string, maxLength: 100}}}, {name: tags, in: query, schema: {type: array, items: {type: string}}}], responses: {'200': {description: ok}}}}\n/a/search: {post: {responses: {'200': {description: ok}}}}",
    ],
    source: "D",
    check: Check::Api(check),
    ..LintRule::BASE
};

/// The longest URL that all clients can send.
const MAX_URL: usize = 2_083;

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    for operation in api.called().filter(|it| it.method == "get") {
        let Some(path) = operation.path else { continue };
        let parameters = api.parameters(operation);
        let query = parameters.iter().filter(|it| it.place == "query");
        let length: usize = query.map(|it| it.name.len() + 2 + value_length(api, it)).sum();
        if path.name.len() + length <= MAX_URL || has_twin(api, path.name) {
            continue;
        }
        let message = format!("the query of `{}` can have {length} characters", operation.title());
        let help = "add a POST operation that takes the same parameters in its body";
        reporter.report(operation, Subject::operation(operation), message, help);
    }
}

fn has_twin(api: &Api<'_, '_>, path: &str) -> bool {
    let is_twin = |it: &str| {
        let rest = it.strip_prefix(path).map(|it| it.trim_start_matches(['/', ':', '_']));
        rest.is_some_and(|rest| ["", "search", "query", "find", "filter", "list"].contains(&rest))
    };
    let mut posts = api.called().filter(|it| it.method == "post").filter_map(|it| it.path);
    posts.any(|it| is_twin(it.name))
}

fn value_length<'a>(api: &Api<'a, '_>, parameter: &Parameter<'a>) -> usize {
    let Some(schema) = parameter.schema(api) else { return 36 };
    if schema::has_type(schema, "array") {
        let item = schema.get("items").and_then(|it| api.resolve(it));
        let count = number(schema, "maxItems").unwrap_or(10).min(10);
        return count * (item.map_or(36, scalar_length) + 1);
    }
    scalar_length(schema)
}

fn scalar_length(schema: Node<'_>) -> usize {
    let listed = schema.get("enum").into_iter().flat_map(Node::items);
    let longest = listed.filter_map(Node::scalar_text).map(|it| it.len()).max();
    let is_short = ["boolean", "integer", "number"].iter().any(|it| schema::has_type(schema, it));
    let default = if is_short { 10 } else { 36 };
    longest.unwrap_or_else(|| number(schema, "maxLength").unwrap_or(default).min(100))
}

fn number(schema: Node<'_>, key: &str) -> Option<usize> {
    schema.get(key)?.as_number()?.parse().ok()
}
