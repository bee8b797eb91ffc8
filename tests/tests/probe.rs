//! `renkei probe` against real servers: what it calls, what it reports, and what it never shows.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::HashMap;
use std::fs;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, head};
use axum::{Json, Router};
use renkei_tests::binary::{self, Run};
use serde_json::{Value, json};
use tempfile::TempDir;

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

type Shared = Arc<Mutex<Seen>>;

#[derive(Default)]
struct Seen {
    /// Method and target, in order of arrival.
    requests: Vec<String>,
    created: u32,
    keys: HashMap<String, Value>,
}

/// A server whose behaviour is the first part of its path.
struct Server {
    url: String,
    seen: Shared,
}

impl Server {
    fn start() -> Self {
        let seen = Shared::default();
        let routes = Router::new()
            .route("/{mode}/v1/orders", get(list).post(create))
            .route("/{mode}/v1/orders/{id}", get(order))
            .route("/{mode}/v1/customers/{id}", get(|| async { Json(json!({"name": "x"})) }))
            .route("/{mode}/v1/health", head(|| async { StatusCode::OK }))
            .with_state(seen.clone());
        let (sender, receiver) = std::sync::mpsc::channel();
        // It ends with the process.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                sender.send(listener.local_addr().unwrap()).unwrap();
                axum::serve(listener, routes).await.unwrap();
            });
        });
        Self { url: format!("http://{}", receiver.recv().unwrap()), seen }
    }

    fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().requests.clone()
    }
}

fn note(seen: &Shared, headers: &HeaderMap, line: String) -> bool {
    seen.lock().unwrap().requests.push(line);
    headers.get("authorization").is_some_and(|it| it == &format!("Bearer {SECRET}"))
}

async fn list(
    State(seen): State<Shared>,
    Path(mode): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let mut query: Vec<_> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    query.sort();
    if !note(&seen, &headers, format!("GET orders?{}", query.join("&"))) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let mut order = json!({"id": "ord_1", "status": "open", "total": 5, "note": null});
    order["version"] = json!("2.0");
    order["currency"] = json!("EUR");
    match mode.as_str() {
        "drift" => {
            let changed = json!({"id": "ord_2", "status": "lost", "colour": "red"});
            ([("deprecation", "@1"), ("sunset", "never")], Json(json!([order, changed, changed])))
                .into_response()
        }
        "failing" => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        _ => Json(json!([order])).into_response(),
    }
}

async fn order(
    State(seen): State<Shared>,
    Path((mode, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    note(&seen, &headers, format!("GET order {id}"));
    match mode.as_str() {
        "drift" => ([("content-type", "text/html")], "<p>").into_response(),
        "invalid" => Json(json!({"id": 7, "status": "open", "note": null})).into_response(),
        "slow" => {
            tokio::time::sleep(Duration::from_millis(150)).await;
            Json(json!({"id": id, "status": "open"})).into_response()
        }
        "statuses" => (StatusCode::ACCEPTED, Json(json!({}))).into_response(),
        _ => Json(json!({"id": id, "status": "open"})).into_response(),
    }
}

async fn create(
    State(seen): State<Shared>,
    Path(mode): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    note(&seen, &headers, format!("POST order {}", body["status"]));
    let key = headers["idempotency-key"].to_str().unwrap().to_owned();
    let mut seen = seen.lock().unwrap();
    match (mode.as_str(), seen.keys.get(&key)) {
        ("good", Some(first)) => return (StatusCode::OK, Json(first.clone())).into_response(),
        ("refusing", Some(_)) => return StatusCode::CONFLICT.into_response(),
        ("failing", _) => return StatusCode::BAD_REQUEST.into_response(),
        _ => {}
    }
    seen.created += u32::from(mode != "constant");
    let order = json!({"id": format!("ord_{}", seen.created), "status": "open"});
    seen.keys.insert(key, order.clone());
    (StatusCode::CREATED, Json(order)).into_response()
}

/// A folder with the document, and a configuration.
fn folder(config: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), SPEC).unwrap();
    fs::write(folder.path().join("order.json"), r#"{"id": "new", "status": "open"}"#).unwrap();
    fs::write(folder.path().join("renkei.yaml"), config).unwrap();
    folder
}

fn probe_in(folder: &TempDir, url: &str, arguments: &str) -> Run {
    let mut command = binary::command();
    command.current_dir(folder.path()).args(["probe", "api.yaml"]);
    command.args(arguments.split_whitespace());
    command.env("ORDERS_BASE_URL", url).env("ORDERS_TOKEN", SECRET);
    let run = Run::of(&mut command);
    let shown = format!("{}{}", run.stdout, run.stderr);
    assert!(!shown.contains(SECRET), "{arguments}: the secret is shown");
    run
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
fn a_schedule_reports_each_round() {
    let server = Server::start();
    let url = format!("{}/good", server.url);
    let run = probe(&url, "--every 20ms --count 3 --format json");
    let rounds = run.stdout.lines().map(|it| serde_json::from_str::<Value>(it).unwrap());
    assert_eq!(rounds.map(|it| it["rounds"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2, 3]);

    let folder = folder("{}");
    let drift = format!("{}/drift", server.url);
    let arguments = "--every 10ms --count 2 --format prometheus --out orders.prom";
    assert_eq!(probe_in(&folder, &drift, arguments).code, 0);
    let text = fs::read_to_string(folder.path().join("orders.prom")).unwrap();
    for line in [
        "# TYPE renkei_probe_duration_seconds summary",
        "renkei_probe_duration_seconds_count{operation=\"listOrders\"} 2",
        "renkei_probe_drift_total{operation=\"listOrders\",drift=\"unknown_field\"} 2",
        "renkei_probe_errors_total{operation=\"listOrders\"} 0",
        "renkei_probe_meets_targets{operation=\"health\"} 1",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
}

#[test]
fn what_cannot_be_called_is_invalid_usage() {
    let server = Server::start();
    let url = format!("{}/good", server.url);
    for (arguments, message) in [
        ("--set none=1", "no operation has a parameter `none`"),
        ("--operation getCustomer", "--set customerId=VALUE"),
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

#[test]
fn idempotency_keys_are_checked_by_three_writes() {
    let server = Server::start();
    let check = |mode: &str| {
        let arguments =
            "--check-idempotency createOrder --body order.json --allow-writes --format json";
        probe(&format!("{}/{mode}", server.url), arguments)
    };
    for (mode, verdict, code, created) in [
        ("good", "honoured", 0, 2),
        ("ignoring", "not_honoured", 1, 3),
        ("refusing", "refused", 1, 2),
        ("constant", "inconclusive", 1, 0),
    ] {
        let before = server.seen.lock().unwrap().created;
        let run = check(mode);
        assert_eq!(json_of(&run)["verdict"], verdict, "{mode}");
        assert_eq!(json_of(&run)["keyHeader"], "Idempotency-Key");
        assert_eq!(run.code, code, "{mode}");
        assert_eq!(server.seen.lock().unwrap().created - before, created, "{mode}");
    }
    assert_eq!(server.requests().len(), 12, "three requests each");
    assert_eq!(server.requests()[0], "POST order \"open\"");
    let failing = check("failing");
    assert_eq!(failing.code, 2);
    assert!(failing.stderr.contains("failed with status 400"), "{}", failing.stderr);
}
