//! Long-running operations: each way to find the state, its end, and its token.

use std::time::{Duration, Instant};

use renkei_runtime::codegen::{self, LongRunning, ResultSource, StateUrl, serde, serde_json};
use renkei_runtime::{
    Auth, Class, ErrorKind, OpError, Outcome, Poller, PollerError, PollerStatus, PollerToken,
};

use crate::orders_client::{ApiError, Client};
use crate::server::{Connection, Server, json, respond, status, then};

#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[serde(crate = "renkei_runtime::codegen::serde")]
struct Export {
    rows: i64,
}

const SECURITY: Option<&[&[codegen::SecurityScheme]]> =
    Some(&[&[codegen::SecurityScheme { id: "token", kind: codegen::SchemeKind::Bearer }]]);

static POST: codegen::Operation = codegen::Operation {
    id: "createExport",
    path: "/exports",
    accept: "application/json",
    security: SECURITY,
    ..codegen::Operation::POST
};
static PUT: codegen::Operation =
    codegen::Operation { id: "putExport", path: "/exports/1", ..codegen::Operation::PUT };
static DELETE: codegen::Operation =
    codegen::Operation { id: "deleteExport", path: "/exports/1", ..codegen::Operation::DELETE };

static AT_HEADERS: LongRunning = LongRunning::new(&POST);
static AT_PUT: LongRunning = LongRunning::new(&PUT);
static AT_DELETE: LongRunning = LongRunning::new(&DELETE);
static DECLARED: LongRunning = LongRunning {
    url: StateUrl::Body(&["links", "self"]),
    status: Some(&["state"]),
    succeeded: &["done"],
    failed: &["broken"],
    error: Some(&["error"]),
    result: ResultSource::Property(&["result"]),
    ..LongRunning::new(&POST)
};

const DECODE: codegen::Decode<Export, ApiError> =
    codegen::Decode { ok: codegen::json, err: codegen::error_json };

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).auth(Auth::bearer("s3cret")).build().unwrap()
}

/// A poller without waits.
fn poller(
    client: &Client,
    operation: &'static codegen::Operation,
    spec: &'static LongRunning,
) -> Poller<Export, ApiError> {
    let call = codegen::Call::new(client.core(), operation);
    call.poller(spec, DECODE).interval(Duration::ZERO)
}

fn accepted(header: &str) -> Connection {
    respond("202 Accepted", &format!("{header}\r\n"), "")
}

/// Starts a server that responds on one connection.
async fn start(responses: &[Connection]) -> (Server, Client) {
    let server = Server::start(vec![then(responses)]).await;
    let client = client(&server);
    (server, client)
}

/// The first lines of the requests.
fn lines(server: &Server) -> Vec<String> {
    let line = |it: &String| it.lines().next().unwrap().trim_end_matches(" HTTP/1.1").to_owned();
    server.requests().iter().map(line).collect()
}

const RUNNING: &str = r#"{"status":"Running"}"#;

#[tokio::test]
async fn location_responds_with_the_result() {
    let (server, client) = start(&[
        accepted("location: /operations/7"),
        accepted("location: /operations/7?part=2"),
        json(r#"{"rows":3}"#),
    ])
    .await;
    assert_eq!(poller(&client, &POST, &AT_HEADERS).await.unwrap(), Export { rows: 3 });
    assert_eq!(lines(&server), ["POST /exports", "GET /operations/7", "GET /operations/7?part=2"]);
    assert_eq!(server.header("authorization"), ["Bearer s3cret"; 3]);
}

#[tokio::test]
async fn operation_location_reports_the_status_and_the_result_is_elsewhere() {
    for header in ["Operation-Location", "Azure-AsyncOperation"] {
        for (ended, extra, expected) in [
            (r#"{"status":"Succeeded","resourceLocation":"/exports/9"}"#, "", "GET /exports/9"),
            (r#"{"status":"succeeded"}"#, "\r\nlocation: /results/7", "GET /results/7"),
        ] {
            let (server, client) = start(&[
                accepted(&format!("{header}: /operations/7{extra}")),
                json(RUNNING),
                json(ended),
                json(r#"{"rows":4}"#),
            ])
            .await;
            let rows = poller(&client, &POST, &AT_HEADERS).await.unwrap().rows;
            assert_eq!(rows, 4);
            let sent = lines(&server);
            assert_eq!(sent.last().unwrap(), expected);
            assert_eq!(sent.len(), 4, "{sent:?}");
        }
    }
    // Without a URL of the result, the last state is the result.
    let (_server, client) = start(&[
        accepted("operation-location: /operations/7"),
        json(r#"{"status":"Succeeded","rows":5}"#),
    ])
    .await;
    assert_eq!(poller(&client, &POST, &AT_HEADERS).await.unwrap().rows, 5);
}

#[tokio::test]
async fn put_is_read_again_after_its_state_succeeded() {
    let (server, client) = start(&[
        respond("201 Created", "azure-asyncoperation: /operations/7\r\n", RUNNING),
        json(r#"{"status":"Succeeded"}"#),
        json(r#"{"rows":6}"#),
    ])
    .await;
    assert_eq!(poller(&client, &PUT, &AT_PUT).await.unwrap().rows, 6);
    assert_eq!(lines(&server), ["PUT /exports/1", "GET /operations/7", "GET /exports/1"]);
}

#[tokio::test]
async fn a_resource_reports_its_own_state() {
    let state =
        |name: &str| format!(r#"{{"rows":7,"properties":{{"provisioningState":"{name}"}}}}"#);
    let (server, client) = start(&[
        respond("201 Created", "", &state("Creating")),
        json(&state("Updating")),
        json(&state("Succeeded")),
    ])
    .await;
    assert_eq!(poller(&client, &PUT, &AT_PUT).await.unwrap().rows, 7);
    assert_eq!(lines(&server), ["PUT /exports/1", "GET /exports/1", "GET /exports/1"]);
    // A resource without a state is complete.
    let (server, client) = start(&[json(r#"{"rows":8}"#)]).await;
    assert_eq!(poller(&client, &PUT, &AT_PUT).await.unwrap().rows, 8);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn declared_states_and_results_are_read_by_pointer() {
    let (server, client) = start(&[
        respond("202 Accepted", "", r#"{"state":"new","links":{"self":"jobs/7"}}"#),
        json(r#"{"state":"working"}"#),
        json(r#"{"state":"DONE","result":{"rows":9}}"#),
    ])
    .await;
    let mut poller = poller(&client, &POST, &DECLARED);
    let mut names = Vec::new();
    while let Some(state) = poller.try_next().await.unwrap() {
        names.push((state.status(), state.name().map(str::to_owned)));
    }
    let name = |text: &str| Some(text.to_owned());
    assert_eq!(
        names,
        [
            (PollerStatus::InProgress, name("new")),
            (PollerStatus::InProgress, name("working")),
            (PollerStatus::Succeeded, name("DONE")),
        ]
    );
    assert!(poller.try_next().await.unwrap().is_none());
    assert_eq!(poller.await.unwrap().rows, 9);
    assert_eq!(lines(&server), ["POST /exports", "GET /jobs/7", "GET /jobs/7"]);
}

#[tokio::test]
async fn a_first_response_without_a_url_is_the_result_or_an_error() {
    let (server, client) = start(&[json(r#"{"rows":1}"#)]).await;
    let mut whole = poller(&client, &POST, &AT_HEADERS);
    assert_eq!(whole.try_next().await.unwrap().unwrap().status(), PollerStatus::Succeeded);
    assert!(whole.token().is_none());
    assert_eq!(whole.await.unwrap().rows, 1);
    assert_eq!(server.requests().len(), 1);

    let (_server, client) = start(&[status("202 Accepted")]).await;
    let error = poller(&client, &POST, &AT_HEADERS).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Applied);
    assert_eq!(poller_error(&error), Some(PollerError::MissingUrl));
}

fn poller_error(error: &OpError<ApiError>) -> Option<PollerError> {
    match error.kind() {
        ErrorKind::LongRunning(error) => Some(error.clone()),
        _ => None,
    }
}

#[tokio::test]
async fn failures_are_typed_errors() {
    for (spec, first, state, status) in [
        (
            &AT_HEADERS,
            accepted("operation-location: /operations/7"),
            r#"{"status":"Failed","code":"full"}"#,
            Some("Failed"),
        ),
        (
            &AT_HEADERS,
            accepted("operation-location: /operations/7"),
            r#"{"status":"canceled","code":"full"}"#,
            Some("canceled"),
        ),
        (
            &DECLARED,
            respond("202 Accepted", "", r#"{"links":{"self":"/j"}}"#),
            r#"{"error":{},"code":"full"}"#,
            None,
        ),
    ] {
        let (server, client) =
            start(&[first, json(r#"{"status":"Running","state":"working"}"#), json(state)]).await;
        let mut poller = poller(&client, &POST, spec);
        let error = (&mut poller).await.unwrap_err();
        let status = status.map(str::to_owned);
        assert_eq!(poller_error(&error), Some(PollerError::Failed { status }));
        assert_eq!(error.body(), Some(&ApiError { code: "full".to_owned() }));
        assert_eq!((error.class(), error.outcome()), (Class::Domain, Outcome::Applied));
        // It stays failed without another request.
        assert!(poller.try_next().await.unwrap().is_none());
        assert!(poller.await.is_err());
        assert_eq!(server.requests().len(), 3);
    }
}

#[tokio::test]
async fn a_state_that_is_gone_is_an_error_and_may_come_back() {
    let (server, client) = start(&[
        accepted("location: /operations/7"),
        respond("404 Not Found", "content-type: application/json\r\n", r#"{"code":"gone"}"#),
        json(r#"{"rows":2}"#),
    ])
    .await;
    let mut poller = poller(&client, &POST, &AT_HEADERS);
    let error = (&mut poller).await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 404);
    assert_eq!(error.body().unwrap().code, "gone");
    assert_eq!((error.operation(), error.outcome()), (Some("createExport"), Outcome::Applied));
    assert!(poller.token().is_some());
    assert_eq!(poller.await.unwrap().rows, 2);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_state_without_a_status_is_an_error() {
    let (_server, client) =
        start(&[accepted("operation-location: /operations/7"), json("{}")]).await;
    let error = poller(&client, &POST, &AT_HEADERS).await.unwrap_err();
    assert_eq!(
        poller_error(&error),
        Some(PollerError::MissingStatus { path: "/status".to_owned() })
    );
}

#[tokio::test]
async fn a_redirect_within_the_origin_leads_to_the_result() {
    let (server, client) = start(&[
        accepted("location: /operations/7"),
        respond("303 See Other", "location: /exports/9\r\n", ""),
        json(r#"{"rows":2}"#),
    ])
    .await;
    assert_eq!(poller(&client, &POST, &AT_HEADERS).await.unwrap().rows, 2);
    assert_eq!(lines(&server), ["POST /exports", "GET /operations/7", "GET /exports/9"]);
}

#[tokio::test]
async fn another_origin_receives_no_credentials() {
    let other = Server::start(vec![then(&[json(r#"{"rows":2}"#)])]).await;
    let target = format!("location: {}/results/9", other.url());
    for (first, second) in [
        (vec![accepted(&target)], 1),
        (
            vec![
                accepted("location: /operations/7"),
                respond("302 Found", &format!("{target}\r\n"), ""),
            ],
            2,
        ),
    ] {
        let other = Server::start(vec![then(&[json(r#"{"rows":2}"#)])]).await;
        let own: Vec<Connection> = first
            .into_iter()
            .map(|steps| replace(steps, &target, &format!("location: {}/results/9", other.url())))
            .collect();
        let (server, client) = start(&own).await;
        let mut call = codegen::Call::new(client.core(), &POST);
        call.header("X-Tenant", "t");
        let poller = call.poller(&AT_HEADERS, DECODE).interval(Duration::ZERO);
        assert_eq!(poller.await.unwrap().rows, 2);
        assert_eq!(server.header("authorization"), vec!["Bearer s3cret"; second]);
        assert_eq!(server.header("x-tenant"), vec!["t"; second]);
        assert_eq!(other.header("authorization"), [""]);
        assert_eq!(other.header("x-tenant"), [""]);
    }
}

fn replace(steps: Connection, from: &str, to: &str) -> Connection {
    use crate::server::Step;
    let steps = steps.into_iter().map(|step| match step {
        Step::Write(text) => Step::Write(text.replace(from, to)),
        other => other,
    });
    steps.collect()
}

#[tokio::test]
async fn retry_after_is_longer_than_the_interval() {
    let (server, client) = start(&[
        respond("202 Accepted", "location: /operations/7\r\nretry-after-ms: 120\r\n", ""),
        respond("202 Accepted", "retry-after-ms: 120\r\n", ""),
        json(r#"{"rows":2}"#),
    ])
    .await;
    let started = Instant::now();
    let mut poller = poller(&client, &POST, &AT_HEADERS);
    let first = poller.try_next().await.unwrap().unwrap();
    assert_eq!(first.retry_after(), Some(Duration::from_millis(120)));
    assert_eq!(poller.await.unwrap().rows, 2);
    assert!(started.elapsed() >= Duration::from_millis(240));
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_deadline_ends_the_wait_and_not_the_operation() {
    let slow = "location: /operations/7\r\nretry-after: 60\r\n";
    let (server, client) = start(&[respond("202 Accepted", slow, ""), json(r#"{"rows":2}"#)]).await;
    let mut poller = poller(&client, &POST, &AT_HEADERS).deadline(Duration::from_secs(5));
    let started = Instant::now();
    let error = (&mut poller).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout { .. }), "{error:?}");
    assert_eq!(error.outcome(), Outcome::Applied);
    assert!(started.elapsed() < Duration::from_secs(5), "it does not wait in vain");
    let token = poller.token().unwrap().clone();
    assert_eq!(resume(&client, &POST, &AT_HEADERS, token).await.unwrap().rows, 2);
    assert_eq!(server.requests().len(), 2);
}

fn resume(
    client: &Client,
    operation: &'static codegen::Operation,
    spec: &'static LongRunning,
    token: PollerToken,
) -> Poller<Export, ApiError> {
    codegen::Call::new(client.core(), operation).resume(spec, DECODE, token)
}

#[tokio::test]
async fn a_dropped_operation_is_resumed_from_its_token() {
    let (server, client) = start(&[
        accepted("operation-location: /operations/7?sig=abc"),
        json(RUNNING),
        json(r#"{"status":"Succeeded"}"#),
        json(r#"{"rows":6}"#),
    ])
    .await;
    let mut first = poller(&client, &PUT, &AT_PUT);
    first.try_next().await.unwrap().unwrap();
    let stored = serde_json::to_string(first.token().unwrap()).unwrap();
    drop(first);
    assert!(!stored.contains("s3cret"));

    let token: PollerToken = serde_json::from_str(&stored).unwrap();
    assert!(!format!("{token:?}").contains("sig"));
    let other = resume(&client, &DELETE, &AT_DELETE, token.clone()).await.unwrap_err();
    let operation = "putExport".to_owned();
    assert_eq!(
        poller_error(&other),
        Some(PollerError::OtherToken { operation: operation.clone() })
    );
    assert_eq!((other.class(), other.outcome()), (Class::Local, Outcome::NotSent));
    let newer = stored.replace(r#""version":1"#, r#""version":2"#);
    let newer = serde_json::from_str(&newer).unwrap();
    let newer = resume(&client, &PUT, &AT_PUT, newer).await.unwrap_err();
    assert_eq!(poller_error(&newer), Some(PollerError::OtherToken { operation }));
    assert_eq!(server.requests().len(), 1, "nothing was sent");

    let resumed = resume(&client, &PUT, &AT_PUT, token).interval(Duration::ZERO);
    assert_eq!(resumed.await.unwrap().rows, 6);
    assert_eq!(
        lines(&server),
        [
            "PUT /exports/1",
            "GET /operations/7?sig=abc",
            "GET /operations/7?sig=abc",
            "GET /exports/1"
        ]
    );
}

#[tokio::test]
async fn headers_of_the_first_request_only_stay_there() {
    let (server, client) =
        start(&[accepted("location: /operations/7"), json(r#"{"rows":2}"#)]).await;
    let mut call = codegen::Call::new(client.core(), &POST);
    call.header("If-Match", "*");
    call.header("X-Tenant", "t");
    call.json("application/json", "x");
    call.options(renkei_runtime::CallOptions::new().idempotency_key("k").header("X-Trace", "1"));
    call.poller(&AT_HEADERS, DECODE).interval(Duration::ZERO).await.unwrap();
    assert_eq!(server.header("if-match"), ["*", ""]);
    assert_eq!(server.header("idempotency-key"), ["k", ""]);
    assert_eq!(server.header("content-type"), ["application/json", ""]);
    assert_eq!(server.header("x-tenant"), ["t", "t"]);
    assert_eq!(server.header("x-trace"), ["1", "1"]);
}

#[test]
fn a_poller_is_send() {
    fn travels<T: Send + Unpin + 'static>() {}
    travels::<Poller<std::rc::Rc<()>, std::rc::Rc<()>>>();
}
