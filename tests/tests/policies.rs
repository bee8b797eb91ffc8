//! The policies that `renkei policies` shows are those that the runtime has.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::time::Duration;

use renkei::policies::{self, ATTEMPTS, Class, FAILURES, LIMITS, Retried};
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::transport::TransportErrorKind;
use renkei_runtime::{Advice, ClientBuilder, Error, ErrorKind, codegen, http};
use renkei_tests::{binary, repo};

const JSON: &str = "application/json";

static SAFE: codegen::Operation =
    codegen::Operation { id: "safe", path: "/v1/things", accept: JSON, ..codegen::Operation::PUT };
static KEYED: codegen::Operation = codegen::Operation {
    id: "keyed",
    path: "/v1/things",
    accept: JSON,
    idempotency_header: Some("Idempotency-Key"),
    ..codegen::Operation::POST
};
static UNSAFE: codegen::Operation = codegen::Operation {
    id: "unsafe",
    path: "/v1/things",
    accept: JSON,
    ..codegen::Operation::POST
};

struct Client(codegen::Core);

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;

    fn from_core(core: codegen::Core) -> Self {
        Self(core)
    }
}

/// Calls the operation of a class, and returns its error and the number of requests.
async fn call(class: Class, transport: ScriptedTransport) -> (Error, usize) {
    let builder = ClientBuilder::<Client>::new().base_url("http://api.test").fixed_jitter(1.0);
    let client = builder.transport(transport.clone()).build().unwrap();
    let operation = match class {
        Class::Safe => &SAFE,
        Class::Keyed => &KEYED,
        Class::Unsafe => &UNSAFE,
    };
    let mut call = codegen::Call::new(&client.0, operation);
    call.json(JSON, &1);
    let decode = codegen::Decode { ok: codegen::json::<codegen::Value>, err: codegen::no_error };
    let error = call.send(decode).await.expect_err("every response is a failure");
    (error.into(), transport.requests().len())
}

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> http::Response<bytes::Bytes> {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(body.to_owned().into()).unwrap()
}

/// A script of the same response again and again.
fn script(headers: &[(&str, &str)], body: &str, status: u16) -> ScriptedTransport {
    let all = 0..=ATTEMPTS;
    all.fold(ScriptedTransport::new(), |it, _| it.response(response(status, headers, body)))
}

#[tokio::test(start_paused = true)]
async fn every_status_is_retried_as_the_table_says() {
    for class in Class::ALL {
        for status in 400..=599 {
            let shown = policies::retried_status(class, status);
            let retried = |(_, requests): &(Error, usize)| *requests == ATTEMPTS as usize;
            let bare = call(class, script(&[], "{}", status)).await;
            let hinted = call(class, script(&[("retry-after", "1")], "{}", status)).await;
            let busy = call(class, script(&[], "still in progress", status)).await;
            let adyen = call(class, script(&[], "already processed or in progress", status)).await;
            let found = [&bare, &hinted, &busy, &adyen].map(retried);
            let expected = match shown {
                Retried::Yes => [true; 4],
                Retried::WithRetryAfter => [false, true, false, false],
                Retried::InProgress if status == 409 => [false, false, true, true],
                Retried::InProgress => [false, false, false, true],
                // There is no token in this test, so none can be renewed.
                Retried::WithNewToken | Retried::No => [false; 4],
            };
            assert_eq!(found, expected, "{class:?} {status} {shown:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_failure_is_retried_as_the_table_says() {
    for class in Class::ALL {
        for failure in FAILURES {
            let step = |it: ScriptedTransport| match failure.name {
                "no connection" => it.error(TransportErrorKind::Connect),
                "TLS failed" => it.error(TransportErrorKind::Tls),
                "closed before sending" => it.error(TransportErrorKind::Unsent),
                "stale connection" => it.error(TransportErrorKind::Stale),
                "connection broken" => it.error(TransportErrorKind::Broken),
                "no response in time" => it.hang(),
                "malformed response head" => it.error(TransportErrorKind::MalformedHead),
                "success with a broken body" => it.error(TransportErrorKind::BodyBroken),
                "success that cannot be decoded" => it.json(200, "{"),
                other => panic!("{other} has no script"),
            };
            let transport = (0..=ATTEMPTS).fold(ScriptedTransport::new(), |it, _| step(it));
            let (error, requests) = call(class, transport).await;
            let retried = class.of(failure.retried) == Retried::Yes;
            assert_eq!(requests > 1, retried, "{class:?} {}: {error}", failure.name);
            let outcome = format!("{:?}", error.outcome());
            assert_eq!(outcome, failure.outcome, "{class:?} {}", failure.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_response_means_what_the_table_says() {
    let policies = policies_of("orders.yaml");
    let retry = policies_of("features/retry.yaml");
    let all = policies.operations.iter().chain(&retry.operations);
    for class in Class::ALL {
        let lost = all.clone().find(|it| it.class == class).unwrap().lost_response.clone();
        let step = |it: ScriptedTransport, _| it.error(TransportErrorKind::Broken);
        let (error, requests) = call(class, (0..3).fold(ScriptedTransport::new(), step)).await;
        assert_eq!(requests > 1, lost.repeated, "{class:?}");
        assert_eq!(format!("{:?}", error.outcome()), lost.outcome, "{class:?}");
        let advice = match error.advice() {
            Advice::Retry { .. } => "retry",
            Advice::Confirm => "confirm",
            other => panic!("{class:?}: {other:?}"),
        };
        assert_eq!(advice, lost.advice, "{class:?}");
    }
}

/// A limit of the runtime is where the error says, by the clock of the test.
#[tokio::test(start_paused = true)]
async fn limits_are_the_defaults_of_the_runtime() {
    let (error, _) = call(Class::Unsafe, ScriptedTransport::new().hang()).await;
    let ErrorKind::Timeout { after, .. } = error.kind() else { panic!("{error}") };
    assert_eq!(*after, Duration::from_millis(LIMITS.attempt));
    let started = tokio::time::Instant::now();
    let four = (0..9).fold(ScriptedTransport::new(), |it, _| it.hang());
    let options = renkei_runtime::CallOptions::new().attempts(9);
    let client = ClientBuilder::<Client>::new().base_url("http://api.test").transport(four);
    let client = client.build().unwrap();
    let mut call = codegen::Call::new(&client.0, &SAFE);
    call.options(options);
    let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
    assert!(call.send(decode).await.is_err());
    let took = started.elapsed();
    let deadline = Duration::from_millis(LIMITS.deadline);
    assert!(took <= deadline && took > deadline - Duration::from_secs(3), "{took:?}");
}

fn policies_of(spec: &str) -> policies::Policies {
    let path = repo::root().join("specs").join(spec);
    renkei::pipeline::policies(&path, &Default::default()).unwrap().policies
}

#[test]
fn the_command_shows_every_operation_in_each_format() {
    let human = binary::run(&["policies", "specs/features/retry.yaml"]);
    assert_eq!(human.code, 0, "{human:?}");
    for part in [
        "5 operations: 3 S, 0 K, 2 N",
        "GET /jobs (listJobs)",
        "S failures, 404, 409",
        "N failures, not 423",
        "not repeated; look before you send it again",
        "Time limits: 2 s to connect, 3 s for an attempt, 10 s for a call",
    ] {
        assert!(human.stdout.contains(part), "no {part:?} in {}", human.stdout);
    }
    let markdown = binary::run(&["policies", "specs/orders.yaml", "--format", "markdown"]);
    let row = "| K | POST /v1/orders (createOrder) | the document declares `Idempotency-Key` | K failures | 3 | Idempotency-Key | - | repeated with its key; the server performs it once |";
    assert!(markdown.stdout.lines().any(|line| line == row), "{}", markdown.stdout);
    let json = binary::run(&["policies", "specs/orders.yaml", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let operations = json["operations"].as_array().unwrap();
    let list = operations.iter().find(|it| it["id"] == "listOrders").unwrap();
    assert_eq!(list["paging"], "cursor /nextCursor to `cursor`");
    assert_eq!(list["limits"]["deadlineMs"], 10_000);
    assert_eq!(list["lostResponse"]["advice"], "retry");
}

#[test]
fn the_configuration_decides_as_for_the_client() {
    let folder = tempfile::TempDir::new().unwrap();
    let config = folder.path().join("renkei.yaml");
    let text = "keep: {operations: [startJob]}\nclient: {idempotency-header: X-Request-Key}\n";
    std::fs::write(&config, text).unwrap();
    let run = |more: &[&str]| {
        let mut command = binary::command();
        command.args(["policies", "specs/features/retry.yaml", "--config"]).arg(&config);
        renkei_tests::binary::Run::of(command.args(more))
    };
    let shown = run(&[]);
    assert!(shown.stdout.contains("1 operation: 0 S, 0 K, 1 N"), "{shown:?}");
    assert!(shown.stdout.contains("X-Request-Key (not declared)"), "{shown:?}");
    assert_eq!((shown.code, run(&["--fail-on-unsafe"]).code), (0, 1));
    let broken = binary::run(&["policies", "specs/broken/unresolved-ref.yaml"]);
    assert_eq!((broken.code, broken.stdout.as_str()), (1, ""), "{broken:?}");
    assert_eq!(binary::run(&["policies", "specs/none.yaml"]).code, 2);
}

fn named<'a>(all: &'a policies::Policies, id: &str) -> &'a policies::OperationPolicy {
    all.operations.iter().find(|it| it.id == id).unwrap()
}

#[test]
fn a_class_has_a_reason() {
    let all = policies_of("features/retry.yaml");
    for (id, class, reason) in [
        ("listJobs", Class::Safe, "GET is a safe method"),
        ("startJob", Class::Unsafe, "POST is not idempotent, and no key header is declared"),
        ("changeJob", Class::Safe, "`x-renkei-idempotent` is true"),
        ("countJob", Class::Unsafe, "`x-renkei-idempotent` is false"),
        ("stopJob", Class::Safe, "DELETE is idempotent"),
    ] {
        let it = named(&all, id);
        assert_eq!((it.class, it.reason.as_str()), (class, reason), "{id}");
    }
}

#[test]
fn listed_statuses_have_an_effect_only_if_a_retry_is_safe() {
    let all = policies_of("features/retry.yaml");
    let list = named(&all, "listJobs");
    assert_eq!((list.attempts, list.more_statuses.as_slice()), (5, &[404, 409][..]));
    let count = named(&all, "countJob");
    assert_eq!(count.more_statuses, [0_u16; 0]);
    assert_eq!(count.ignored_statuses, [423]);
    assert_eq!((count.attempts, count.declares_attempts), (ATTEMPTS, false));
    assert_eq!(named(&all, "startJob").attempts, 1);
}

#[test]
fn keys_and_paging_are_those_of_the_client() {
    let all = policies_of("orders.yaml");
    let create = named(&all, "createOrder");
    assert_eq!(create.class, Class::Keyed);
    let key = create.key_header.as_ref().unwrap();
    assert_eq!((key.name.as_str(), key.declared), ("Idempotency-Key", true));
    let list = named(&all, "listOrders");
    assert_eq!(list.paging.as_deref(), Some("cursor /nextCursor to `cursor`"));
    assert_eq!((list.key_header.is_none(), list.lost_response.advice), (true, "retry"));
    let all = policies_of("features/paging-headers.yaml");
    for (id, paging) in [
        ("listStars", "cursor in the header `X-Next-Cursor` to `cursor` (detected)"),
        ("listComets", "cursor in the header `X-Last-Id` to header `X-Starting-After`"),
        ("listMeteors", "cursor /next to header `X-Starting-After`"),
    ] {
        assert_eq!(named(&all, id).paging.as_deref(), Some(paging));
    }
}

#[test]
fn a_look_up_is_shown_where_a_response_is_lost() {
    let all = policies_of("features/confirm.yaml");
    for (id, class, text) in [
        ("createOrder", Class::Unsafe, "not repeated; listOrders looks it up"),
        (
            "createPayment",
            Class::Keyed,
            "repeated with its key; the server performs it once; hasPayment looks it up",
        ),
        ("listOrders", Class::Safe, "repeated; it changes nothing"),
    ] {
        let it = named(&all, id);
        assert_eq!((it.class, it.lost_response.text.as_str()), (class, text), "{id}");
    }
    let json = binary::run(&["policies", "specs/features/confirm.yaml", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let operations = json["operations"].as_array().unwrap();
    let by_id = |id: &str| operations.iter().find(|it| it["id"] == id).unwrap();
    let update = by_id("updateOrder");
    let look_up = serde_json::json!({
        "operation": "getOrder",
        "parameters": {"id": "$request.path.id"},
        "found": null,
        "equals": {"/status": "$request.body#/status"},
    });
    assert_eq!(update["lostResponse"]["lookUp"], look_up);
    assert_eq!(update["limits"]["confirmMs"], 5_000);
    let list = by_id("listOrders");
    assert!(list["lostResponse"]["lookUp"].is_null() && list["limits"]["confirmMs"].is_null());
}

/// Look-ups have as much time as the table says, by the clock of the test.
#[tokio::test(start_paused = true)]
async fn look_ups_have_the_time_of_the_runtime() {
    static CREATE: codegen::Operation = codegen::Operation {
        id: "create",
        path: "/v1/things",
        confirm: Some(&codegen::Confirm {
            operation: &codegen::Operation { id: "get", path: "/v1/a", ..codegen::Operation::GET },
            parameters: &[],
            found: None,
            equals: &[],
        }),
        ..codegen::Operation::POST
    };
    let lost = ScriptedTransport::new().error(TransportErrorKind::Broken);
    let transport = (0..9).fold(lost, |it, _| it.hang());
    let client = ClientBuilder::<Client>::new().base_url("http://api.test").transport(transport);
    let call = codegen::Call::new(&client.build().unwrap().0, &CREATE);
    let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
    let started = tokio::time::Instant::now();
    assert!(call.send(decode).await.unwrap_err().confirmation().is_some());
    assert_eq!(started.elapsed().as_millis(), u128::from(LIMITS.confirm));
}

/// An operation that the document limits to one attempt is not repeated, whatever its class.
#[test]
fn one_attempt_is_not_repeated() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("once.yaml");
    let operation = |method: &str, more: &str| {
        format!(
            "    {method}: {{x-renkei-retry: false, {more}responses: {{'204': {{description: done}}}}}}\n"
        )
    };
    let key = "parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}], ";
    let paths = [operation("get", ""), operation("post", key), operation("patch", "")].concat();
    let head = "openapi: 3.0.3\ninfo: {title: Once, version: '1'}\npaths:\n  /things:\n";
    std::fs::write(&path, format!("{head}{paths}")).unwrap();
    let all = renkei::pipeline::policies(&path, &Default::default()).unwrap().policies.operations;
    let found: Vec<_> = all.iter().map(|it| (it.class, it.lost_response.text.as_str())).collect();
    assert_eq!(
        found,
        [
            (Class::Safe, "not repeated; sending it again is safe"),
            (Class::Keyed, "not repeated; sending it again with its key is safe"),
            (Class::Unsafe, "not repeated; look before you send it again"),
        ]
    );
    assert!(all.iter().all(|it| !it.lost_response.repeated));
}
