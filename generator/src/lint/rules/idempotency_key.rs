//! G001: a request that writes accepts an idempotency key.

use super::super::api::{Api, ApiOperation};
use super::super::report::{self, Reporter};
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use super::super::words;
use crate::diagnostic::{Code, Severity};
use crate::source::Node;

pub(super) const RULE: LintRule = LintRule {
    code: Code("G001"),
    name: "idempotency-key",
    severity: Some(Severity::Warning),
    summary: "POST, PUT and PATCH accept an idempotency key",
    docs: "\
When a connection breaks, a client cannot know whether the server has processed the request. If the client chooses a \
key and repeats it in the retry, the server recognises the second attempt, and an order is placed and paid for only \
once. Generated clients send a key automatically if the operation declares the header.

The rule reports each operation that writes, at its method. The header is `Idempotency-Key`; a header with \
`idempotency` in its name or description and the header named by \
`client.idempotency-header` are accepted too. \
Parameters of the path item and referenced parameters count.

Accepted are POST requests that only read (searches, queries, previews, and operations whose operationId begins with \
`get`, `list`, `search` or a similar verb), login and token requests, and webhooks and callbacks, which the server \
calls.

To fix a report, declare the header parameter.",
    bad: &[
        "/orders: {post: {}}",
        "/orders/{id}: {patch: {parameters: [{name: X-Request-Id, in: header}]}}",
        "/orders: {put: {parameters: [{name: Idempotency-Key, in: query}]}}",
        "paths: {/orders: {$ref: '#/x-paths/orders'}}\nx-paths: {orders: {post: {}}}",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\npaths: {/orders: {$ref: '#/components/pathItems/Orders'}}\ncomponents: {pathItems: {Orders: {post: {}}}}",
    ],
    good: &[
        "/orders: {post: {parameters: [{name: Idempotency-Key, in: header}]}}",
        "/orders: {parameters: [{name: x-idempotency-key, in: header}], post: {}}",
        "paths:\n  /orders: {post: {parameters: [{$ref: '#/components/parameters/Key'}]}}\ncomponents:\n  parameters:\n    Key: {name: Idempotency-Key, in: header}",
        "/orders: {get: {}, delete: {}}",
        "/orders/search: {post: {}}",
        "/graphql: {post: {}}",
        "/oauth/token: {post: {}}",
        "/balance/get: {post: {}}",
        "/orders: {post: {operationId: searchOrders}}",
    ],
    source: "G, Z230",
    precision: Some("20 of 20 sampled reports from 30 public documents were correct"),
    check: Check::Api(check),
    ..LintRule::BASE
};

/// What the reports have in common.
const GROUP: &str = "operations that write accept no idempotency key";

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let group = report::group(GROUP, "declare the header parameter at each operation");
    for operation in api.called() {
        let writes = matches!(operation.method, "post" | "put" | "patch");
        if !writes || only_reads(operation) || accepts_key(api, operation) {
            continue;
        }
        let header =
            api.config().idempotency_headers.first().map_or("Idempotency-Key", String::as_str);
        let message = format!("`{}` accepts no idempotency key", operation.title());
        let help = format!(
            "declare the header parameter `{header}`, so that a retry has no second effect"
        );
        reporter.report(operation, Subject::operation(operation), message, help).in_group(&group);
    }
}

/// Whether a header parameter is an idempotency key. An unresolved reference counts, because it may be that header.
fn accepts_key<'a>(api: &Api<'a, '_>, operation: &ApiOperation<'a>) -> bool {
    api.parameters(operation).iter().any(|parameter| {
        let description = parameter.node.get("description").and_then(Node::as_str).unwrap_or("");
        let described = description.to_ascii_lowercase().contains("idempoten");
        let is_header = parameter.place == "header";
        !parameter.is_resolved || is_header && (described || is_key(api, parameter.name))
    })
}

fn is_key(api: &Api<'_, '_>, header: &str) -> bool {
    header.to_ascii_lowercase().contains("idempotency")
        || api.config().idempotency_headers.iter().any(|it| it.eq_ignore_ascii_case(header))
}

/// Words of a path or operationId that show that a POST changes nothing, or nothing that a key could protect.
const READS: &[&str] = &[
    "aggregate",
    "authenticate",
    "authorize",
    "calculate",
    "check",
    "compare",
    "compute",
    "convert",
    "count",
    "describe",
    "diff",
    "echo",
    "embed",
    "embeddings",
    "estimate",
    "evaluate",
    "explain",
    "facet",
    "fetch",
    "filter",
    "find",
    "get",
    "graphql",
    "introspect",
    "list",
    "login",
    "logout",
    "lookup",
    "match",
    "oauth",
    "oauth2",
    "ping",
    "preview",
    "query",
    "quote",
    "read",
    "recommend",
    "render",
    "retrieve",
    "scroll",
    "search",
    "session",
    "signin",
    "similar",
    "simulate",
    "suggest",
    "token",
    "tokenize",
    "tokens",
    "translate",
    "validate",
    "verify",
    "view",
];

fn only_reads(operation: &ApiOperation<'_>) -> bool {
    let path = operation.path.map_or("", |path| path.name);
    let literal = path.split(['/', ':', '.']).rfind(|it| !it.is_empty() && !it.starts_with('{'));
    let words_of_path = words::split(literal.unwrap_or(""));
    let id = operation.node.get("operationId").and_then(Node::as_str).unwrap_or("");
    let verb_of_id = words::split(id.rsplit(['.', '/']).next().unwrap_or(id));
    // PUT and PATCH always write; only POST is also used for reads.
    operation.method == "post"
        && [words_of_path.first(), words_of_path.last(), verb_of_id.first()]
            .into_iter()
            .flatten()
            .any(|word| READS.contains(&word.to_ascii_lowercase().as_str()))
}
