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

Accepted are POST requests that only read (searches, queries, previews, operations whose operationId or summary begins with \
`get`, `list`, `search` or a similar verb, and those whose GET on the same path takes the same parameters), a key in the \
body, a vendor's own request id, such as `PayPal-Request-Id`, login and token requests, operations that turn the connection \
into a stream (status 101, or a raw stream as the response), and webhooks and callbacks, which the server \
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
        "/orders: {post: {parameters: [{name: PayPal-Request-Id, in: header}]}}",
        "/orders: {post: {requestBody: {content: {application/json: {schema: {properties: {idempotencyKey: {}}}}}}}}",
        "/orders/export: {post: {summary: Search orders by date}}",
        "/containers/{id}/attach: {post: {responses: {'101': {description: upgraded}}}}",
        "/exec/{id}/start: {post: {responses: {'200': {content: {application/vnd.docker.raw-stream: {}}}}}}",
        "swagger: '2.0'\npaths: {/exec: {post: {produces: [application/vnd.docker.raw-stream], responses: {'200': {description: ok}}}}}",
        "/orders/rows: {get: {parameters: [{name: q, in: query}], responses: {'200': {content: {a/json: {schema: &r {}}}}}}, post: {requestBody: {content: {a/json: {schema: {properties: {q: {}}}}}}, responses: {'200': {content: {a/json: {schema: *r}}}}}}",
    ],
    source: "G, Z230",
    check: Check::Api(check),
    ..LintRule::BASE
};

/// What the reports have in common.
const GROUP: &str = "operations that write accept no idempotency key";

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let group = report::group(GROUP, "declare the header parameter at each operation");
    for operation in api.called() {
        let writes = matches!(operation.method, "post" | "put" | "patch");
        let is_exempt = only_reads(api, operation) || takes_connection(api, operation);
        if !writes || is_exempt || accepts_key(api, operation) {
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
        let is_named = is_key(api, parameter.name) || is_request_id(parameter.name);
        !parameter.is_resolved || is_header && (described || is_named)
    }) || has_key_in_body(api, operation)
}

/// Whether the response turns the connection into a stream, so that there is no result that a retry could repeat.
fn takes_connection<'a>(api: &Api<'a, '_>, operation: &ApiOperation<'a>) -> bool {
    let is_raw = |it: &str| it.to_ascii_lowercase().contains("raw-stream");
    let produced = operation.node.get("produces").into_iter().flat_map(Node::items);
    let is_switched = api.responses(operation).iter().any(|it| {
        it.status.name == "101" || it.contents.iter().any(|content| is_raw(content.media_type))
    });
    is_switched || produced.filter_map(Node::as_str).any(is_raw)
}

/// Whether a property of the body is an idempotency key.
fn has_key_in_body<'a>(api: &Api<'a, '_>, operation: &ApiOperation<'a>) -> bool {
    let bodies = api.request(operation);
    let mut schemas = bodies.iter().filter_map(|content| content.schema);
    schemas.any(|schema| {
        let merged = api.merged(schema);
        merged.properties.iter().any(|(key, _)| {
            let name = api.name(key.name);
            name.words.iter().any(|word| word.starts_with("idempoten"))
        })
    })
}

/// Whether a header is a vendor's own id of a request, by which the server recognises a retry: `PayPal-Request-Id`.
/// `X-Request-Id` is for tracing.
fn is_request_id(header: &str) -> bool {
    let header = header.to_ascii_lowercase();
    let vendor = header.strip_suffix("-request-id").and_then(|it| it.split('-').next());
    vendor.is_some_and(|vendor| !matches!(vendor, "" | "x"))
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

/// Verbs at the beginning of a summary that show a read.
const SUMMARY_READS: &[&str] = &[
    "calculate",
    "check",
    "checks",
    "count",
    "estimate",
    "fetch",
    "fetches",
    "find",
    "finds",
    "get",
    "gets",
    "list",
    "lists",
    "look",
    "preview",
    "query",
    "read",
    "retrieve",
    "retrieves",
    "return",
    "returns",
    "search",
    "searches",
    "validate",
    "verify",
];

fn summary_reads(operation: &ApiOperation<'_>) -> bool {
    let summary = operation.node.get("summary").and_then(Node::as_str).unwrap_or("");
    let first = summary.split_whitespace().next().unwrap_or("").to_ascii_lowercase();
    SUMMARY_READS.contains(&first.trim_end_matches(|it: char| !it.is_alphabetic()))
}

/// Whether a GET on the same path returns the same schema, and its query parameters are properties of the body.
fn has_get_twin<'a>(api: &Api<'a, '_>, operation: &ApiOperation<'a>) -> bool {
    let Some(path) = operation.path else { return false };
    let Some(get) = api.called_at(path.name).find(|it| it.method == "get") else { return false };
    let result = |operation| {
        let responses = api.responses(operation);
        let success = responses.iter().find(|it| it.is_class('2'))?;
        success.contents.first()?.schema.map(Node::id)
    };
    let bodies = api.request(operation);
    let Some(body) = bodies.first().and_then(|it| it.schema) else { return false };
    let body = api.merged(body);
    let parameters = api.parameters(get);
    let mut query = parameters.iter().filter(|it| it.place == "query").peekable();
    let is_moved = query.peek().is_some() && query.all(|it| body.property(it.name).is_some());
    is_moved && result(get).is_some() && result(get) == result(operation)
}

fn only_reads<'a>(api: &Api<'a, '_>, operation: &ApiOperation<'a>) -> bool {
    let path = operation.path.map_or("", |path| path.name);
    let literal = path.split(['/', ':', '.']).rfind(|it| !it.is_empty() && !it.starts_with('{'));
    let words_of_path = words::split(literal.unwrap_or(""));
    let id = operation.node.get("operationId").and_then(Node::as_str).unwrap_or("");
    let verb_of_id = words::split(id.rsplit(['.', '/']).next().unwrap_or(id));
    // PUT and PATCH always write; only POST is also used for reads.
    let is_read = |word: &&str| READS.contains(&word.to_ascii_lowercase().as_str());
    let words = [words_of_path.first(), words_of_path.last(), verb_of_id.first()];
    let is_named = words.into_iter().flatten().any(is_read);
    operation.method == "post"
        && (is_named || summary_reads(operation) || has_get_twin(api, operation))
}
