//! `renkei probe` against real servers: what it calls, what it reports, and what it never shows.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod credentials;
mod idempotency;
mod schedule;
mod scripted;
mod server;

use std::fs;
use std::process::Command;

use renkei_tests::binary::{self, Run};
use serde_json::{Value, json};
use tempfile::TempDir;

use server::Server;

const SPEC: &str = "openapi: 3.1.0
info: {title: Orders, version: '1'}
security: [{token: []}]
paths:
  /v1/orders:
    get:
      operationId: listOrders
      parameters:
        - {name: status, in: query, required: true, schema: {$ref: '#/components/schemas/Status'}}
        - {name: limit, in: query, schema: {type: integer}}
      responses: {'200': {description: Orders., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Order'}}}}}}
    post:
      operationId: createOrder
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'201': {description: The order., content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
  /v1/orders/{orderId}:
    get:
      operationId: getOrder
      parameters: [{name: orderId, in: path, required: true, example: 'ord 1/2', schema: {type: string}}]
      responses: {'200': {description: The order., content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
  /v1/customers/{customerId}:
    get:
      operationId: getCustomer
      parameters: [{name: customerId, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: A customer., content: {application/json: {schema: {}}}}}
  /v1/events:
    get: {operationId: watch, responses: {'200': {description: Events., content: {text/event-stream: {}}}}}
  /v1/health:
    head: {operationId: health, security: [], responses: {'200': {description: Well., content: {application/json: {schema: {type: object}}}}}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Status: {type: string, enum: [open, closed]}
    Order:
      type: object
      required: [id, status]
      properties: {id: {type: string}, status: {$ref: '#/components/schemas/Status'}, total: {type: integer}, note: {type: [string, 'null']}, version: {enum: ['1.0', '2.0']}, currency: {anyOf: [{type: string}, {enum: [USD]}]}}
";

const SECRET: &str = "s3cret-token";

/// A folder with the document, and a configuration.
fn folder(config: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), SPEC).unwrap();
    fs::write(folder.path().join("order.json"), r#"{"id": "new", "status": "open"}"#).unwrap();
    fs::write(folder.path().join("renkei.yaml"), config).unwrap();
    folder
}

/// A probe with a server and a token.
fn command_in(folder: &TempDir, url: &str, arguments: &str) -> Command {
    let mut command = binary::command();
    command.current_dir(folder.path()).args(["probe", "api.yaml"]);
    command.args(arguments.split_whitespace());
    command.env("ORDERS_BASE_URL", url).env("ORDERS_TOKEN", SECRET);
    command
}

fn run(command: &mut Command) -> Run {
    let run = Run::of(command);
    let shown = format!("{}{}", run.stdout, run.stderr);
    assert!(!shown.contains(SECRET), "{command:?}: the secret is shown");
    run
}

fn probe_in(folder: &TempDir, url: &str, arguments: &str) -> Run {
    run(&mut command_in(folder, url, arguments))
}

fn probe(url: &str, arguments: &str) -> Run {
    probe_in(&folder("{}"), url, arguments)
}

fn json_of(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}{}", run.stdout, run.stderr))
}

/// The kinds, pointers and counts of the differences of an operation.
fn differences(report: &Value, id: &str) -> Vec<(String, String, u64)> {
    let operation = report["operations"].as_array().unwrap().iter().find(|it| it["id"] == id);
    let rows = operation.unwrap()["differences"].as_array().unwrap();
    let text = |it: &Value| it.as_str().unwrap().to_owned();
    rows.iter()
        .map(|it| (text(&it["kind"]), text(&it["pointer"]), it["count"].as_u64().unwrap()))
        .collect()
}

#[test]
fn safe_operations_are_called_with_values_of_the_document() {
    let server = Server::start();
    let run = probe(&format!("{}/good", server.url), "--count 3 --format json");
    let report = json_of(&run);
    assert_eq!(run.code, 0, "{report}");
    assert_eq!((&report["rounds"], &report["meetsTargets"]), (&json!(3), &json!(true)));
    let row = |it: &Value| (it["id"].as_str().unwrap().to_owned(), it["calls"].as_u64().unwrap());
    let called: Vec<_> = report["operations"].as_array().unwrap().iter().map(row).collect();
    let expected = [("listOrders", 3), ("getOrder", 3), ("health", 3)];
    assert_eq!(called, expected.map(|(id, calls)| (id.to_owned(), calls)));
    let skipped = report["skipped"].as_array().unwrap();
    let reason = |index: usize| skipped[index]["reason"].as_str().unwrap();
    assert!(reason(0).contains("use --set customerId=VALUE"), "{skipped:?}");
    assert_eq!((skipped.len(), reason(1)), (2, "it responds with a stream"));
    let requests = server.requests();
    assert_eq!(requests[..2], ["GET orders?status=open", "GET order ord 1/2"]);
    assert!(!requests.iter().any(|it| it.starts_with("POST")), "{requests:?}");

    let set =
        "--set customerId=c --set listOrders.limit=9 --set status=closed --operation listOrders";
    let run = probe(&format!("{}/good", server.url), set);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(server.requests().last().unwrap(), "GET orders?limit=9&status=closed");
    assert!(
        run.stdout.contains("listOrders") && !run.stdout.contains("getOrder"),
        "{}",
        run.stdout
    );
}

#[test]
fn drift_is_told_by_kind_and_place() {
    let server = Server::start();
    let url = format!("{}/drift", server.url);
    let run = probe(&url, "--count 2 --format json");
    let report = json_of(&run);
    assert_eq!(run.code, 0, "drift alone is no failure: {report}");
    let of = |kind: &str, pointer: &str| (kind.to_owned(), pointer.to_owned(), 2);
    let expected =
        [of("unknown_field", "/*/colour"), of("unknown_value", "/*/status"), of("deprecated", "")];
    assert_eq!(differences(&report, "listOrders"), expected);
    assert_eq!(differences(&report, "getOrder"), [of("undeclared_media_type", "")]);
    assert_eq!(probe(&url, "--fail-on-drift").code, 1);

    let url = format!("{}/denied", server.url);
    let report = json_of(&probe(&url, "--format json"));
    assert_eq!(differences(&report, "listOrders"), [], "`Deprecation: false` announces nothing");

    let url = format!("{}/statuses", server.url);
    let report = json_of(&probe(&url, "--format json"));
    assert_eq!(differences(&report, "getOrder")[0].0, "undeclared_status");
    assert_eq!(probe(&format!("{}/good", server.url), "--fail-on-drift").code, 0);
}

#[test]
fn errors_and_durations_are_compared_with_targets() {
    let server = Server::start();
    let failing = format!("{}/failing", server.url);
    let run = probe(&failing, "--count 2");
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stdout.contains("listOrders: status 500 (2 times)"), "{}", run.stdout);
    assert_eq!(probe(&failing, "--errors 100%").code, 0);
    let invalid = probe(&format!("{}/invalid", server.url), "--format json");
    assert_eq!(invalid.code, 1, "a body that does not fit is an error");
    assert_eq!(differences(&json_of(&invalid), "getOrder")[0].0, "invalid");

    let slow = format!("{}/slow", server.url);
    let run = probe(&slow, "--p95 100ms --format json");
    let report = json_of(&run);
    assert_eq!(run.code, 1, "{report}");
    assert!(report["operations"][1]["p95Ms"].as_f64().unwrap() >= 150.0, "{report}");
    assert_eq!(probe(&slow, "--p95 60s").code, 0);
    let configured = folder("client: {slo: {p95: 100ms, error-rate: 100%}}");
    assert_eq!(probe_in(&configured, &slow, "").code, 1);
    assert_eq!(probe_in(&configured, &slow, "--p95 60s").code, 0);
    let late = probe(&slow, "--timeout 50ms");
    assert!(late.stdout.contains("getOrder: no response within 50 ms"), "{}", late.stdout);
    let refused = probe("http://127.0.0.1:1", "--operation health");
    assert_eq!((refused.code, refused.stdout.contains("the connection failed")), (1, true));
}

#[test]
fn what_cannot_be_called_is_invalid_usage() {
    let server = Server::start();
    let url = format!("{}/good", server.url);
    for (arguments, message) in [
        ("--set none=1", "no operation has a parameter `none`"),
        ("--operation getCustomer", "--set customerId=VALUE"),
        ("--operation none --operation getOrder", "there is no operation `none`"),
        ("--operation createOrder --operation getOrder", "`createOrder` has the method POST"),
        ("--window 60s", "--every"),
        ("--base-url http://api.example.test --operation getOrder", "not sent over plain HTTP"),
        ("--base-url https://me:pass@api.example.test", "must not be secret"),
        ("--count 0", "--count"),
        ("--p95 fast", "such as 200ms"),
        ("--check-idempotency createOrder", "--allow-writes"),
        ("--check-idempotency getOrder --allow-writes", "only reads"),
        ("--check-idempotency none --allow-writes", "no operation `none`"),
    ] {
        let run = probe(&url, arguments);
        assert_eq!(run.code, 2, "{arguments}: {}{}", run.stdout, run.stderr);
        assert!(run.stderr.contains(message), "{arguments}: {}", run.stderr);
        assert!(!run.stderr.contains("pass@"), "{arguments}: {}", run.stderr);
    }
    assert_eq!(server.requests(), [] as [String; 0]);
}
