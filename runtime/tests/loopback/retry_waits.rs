//! Waits and attempts, with a scripted transport and virtual time.

use std::time::Duration;

use bytes::Bytes;
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::transport::TransportErrorKind;
use renkei_runtime::{CallOptions, ErrorKind, Outcome};
use tokio::time::Instant;

use crate::orders_client::Client;

const ORDER: &str = r#"{"id":"7","amount":1200}"#;

/// A client whose random waits are as long as possible.
fn client(transport: &ScriptedTransport) -> Client {
    let builder = Client::builder().base_url("https://api.test").transport(transport.clone());
    builder.fixed_jitter(1.0).build().unwrap()
}

fn with(transport: ScriptedTransport, status: u16, header: &str, value: &str) -> ScriptedTransport {
    let response =
        http::Response::builder().status(status).header(header, value).body(Bytes::new());
    transport.response(response.unwrap())
}

/// Gets an order and expects this result after this number of attempts and milliseconds.
async fn check_wait(
    transport: ScriptedTransport,
    options: CallOptions,
    expected: (&str, usize, u64),
) {
    let client = client(&transport);
    let started = Instant::now();
    let result = client.orders().get_order("7").with(options).await;
    let outcome = match &result {
        Ok(_) => "ok".to_owned(),
        Err(error) => error.kind().to_string(),
    };
    let took = u64::try_from(started.elapsed().as_millis()).unwrap();
    assert_eq!(
        (outcome.as_str(), transport.requests().len()),
        (expected.0, expected.1),
        "{result:?}"
    );
    assert!(took.abs_diff(expected.2) <= 3, "took {took} ms, not {}", expected.2);
}

#[tokio::test(start_paused = true)]
async fn waits() {
    let script = ScriptedTransport::new;
    let usual = CallOptions::new;
    // 100 ms, then 200 ms, each plus 10 %.
    check_wait(script().json(500, "").json(500, "").json(200, ORDER), usual(), ("ok", 3, 330))
        .await;
    check_wait(script().json(429, "").json(200, ORDER), usual(), ("ok", 2, 1100)).await;
    let hinted = with(script(), 429, "retry-after", "3").json(200, ORDER);
    check_wait(hinted, usual(), ("ok", 2, 3300)).await;
    let hinted = with(script(), 500, "retry-after-ms", "700").json(200, ORDER);
    check_wait(hinted, usual(), ("ok", 2, 770)).await;
    let late = with(script(), 503, "retry-after", "9.5").json(200, ORDER);
    check_wait(late, usual(), ("throttled with status 503 Service Unavailable", 1, 0)).await;
    let late = with(script(), 503, "retry-after", "61").json(200, ORDER);
    let patient = usual().deadline(Duration::from_secs(1000));
    check_wait(late, patient, ("throttled with status 503 Service Unavailable", 1, 0)).await;
    for (status, header, failure) in [
        (503, "retry-after", "throttled with status 503 Service Unavailable"),
        (429, "retry-after-ms", "throttled with status 429 Too Many Requests"),
        (500, "retry-after", "status 500 Internal Server Error"),
    ] {
        let never = with(script(), status, header, "99999999999999999999999").json(200, ORDER);
        check_wait(never, usual(), (failure, 1, 0)).await;
    }
    let unsent = script().error(TransportErrorKind::Unsent).json(200, ORDER);
    check_wait(unsent, usual(), ("ok", 2, 0)).await;
    let unsent = script()
        .error(TransportErrorKind::Stale)
        .error(TransportErrorKind::Unsent)
        .json(200, ORDER);
    check_wait(unsent, usual(), ("ok", 3, 110)).await;
}

#[tokio::test(start_paused = true)]
async fn limits() {
    let script = ScriptedTransport::new;
    let usual = CallOptions::new;
    let waiting = "timed out while waiting for the response";
    let attempt = format!("{waiting} (attempt timeout of 3s)");
    check_wait(script().hang().hang().hang(), usual(), (&attempt, 3, 9330)).await;
    let deadline = format!("{waiting} (deadline of 5s)");
    let short = usual().deadline(Duration::from_secs(5));
    check_wait(script().hang().hang().hang(), short, (&deadline, 2, 5000)).await;
    let none = usual().deadline(Duration::ZERO);
    check_wait(script(), none, ("timed out before sending (deadline of 0ns)", 0, 0)).await;
    check_wait(
        script().json(500, ""),
        usual().attempts(1),
        ("status 500 Internal Server Error", 1, 0),
    )
    .await;
    check_wait(
        script().hang().json(200, ORDER),
        usual().attempt_timeout(Duration::from_secs(1)),
        ("ok", 2, 1110),
    )
    .await;
    check_wait(script().error(TransportErrorKind::Tls), usual(), ("TLS failed", 1, 0)).await;
}

#[tokio::test(start_paused = true)]
async fn the_budget_runs_out() {
    let transport = (0..60).fold(ScriptedTransport::new(), |script, _| script.json(500, ""));
    let builder = Client::builder().base_url("https://api.test").transport(transport.clone());
    let builder = builder.backoff(Duration::ZERO, Duration::ZERO).circuit_breaker(false);
    let client = builder.attempts(100).build().unwrap();
    let error = client.orders().get_order("7").await.unwrap_err();
    assert_eq!((error.attempts(), error.outcome()), (36, Outcome::Unknown));
    assert!(matches!(error.kind(), ErrorKind::Status { .. }));
    // The rest does not pay for another retry, so the next call has one attempt.
    let error = client.orders().get_order("7").await.unwrap_err();
    assert_eq!(error.attempts(), 1);
}
