//! Metrics of calls to a real server.

use std::collections::BTreeMap;
use std::time::Duration;

use renkei_runtime::telemetry::{Metrics, PathMetrics};
use renkei_runtime::{AdmissionLimit, Class};

use crate::orders_client::Client;
use crate::server::{Server, Step, json, respond, status, then};

const ORDER: &str = r#"{"id":"7","amount":1200}"#;
const SHORT: Duration = Duration::from_millis(1);

fn by_path(metrics: &Metrics) -> BTreeMap<&'static str, PathMetrics> {
    metrics.snapshot().paths.into_iter().map(|it| (it.path, it)).collect()
}

#[tokio::test]
async fn calls_attempts_and_errors_by_path_template() {
    let page = r#"{"items":[],"next":null}"#;
    let throttled = respond("429 Too Many Requests", "retry-after: 0\r\n", "");
    let script = [
        json(ORDER),
        status("503 Service Unavailable"),
        json(ORDER),
        throttled,
        json(ORDER),
        status("404 Not Found"),
        json(page),
    ];
    let server = Server::start(vec![then(&script)]).await;
    let metrics = Metrics::new();
    let builder = Client::builder().base_url(server.url()).observe(metrics.clone());
    let client = builder.backoff(SHORT, SHORT).throttle_backoff(SHORT, SHORT).build().unwrap();
    for id in ["1", "2", "3"] {
        client.orders().get_order(id).await.unwrap();
    }
    client.orders().get_order("4").await.unwrap_err();
    client.orders().list_orders().await.unwrap();
    let paths = by_path(&metrics);
    assert_eq!(paths.keys().collect::<Vec<_>>(), [&"/v1/orders", &"/v1/orders/{order_id}"]);
    let order = &paths["/v1/orders/{order_id}"];
    assert_eq!((order.method, &order.upstream), ("GET", &server.url()));
    assert_eq!((order.calls, order.attempts, order.throttled), (4, 6, 1));
    assert_eq!(order.errors, BTreeMap::from([(Class::Client, 1)]));
    assert_eq!(order.attempts_to_success[..3], [1, 2, 0]);
    assert_eq!((order.duration.count, order.wait.count), (4, 6));
    let (p50, p99) = (order.duration.p50.unwrap(), order.duration.p99.unwrap());
    assert!(Duration::ZERO < p50 && p50 <= p99 && p99 < Duration::from_secs(10));
    assert_eq!((paths["/v1/orders"].calls, paths["/v1/orders"].attempts), (1, 1));
    assert_eq!(metrics.snapshot().upstreams[0].gate_closings, 1);

    let text = metrics.prometheus();
    let (address, port) = (server.address.ip(), server.address.port());
    let server = format!(r#"url_scheme="http",server_address="{address}",server_port="{port}""#);
    let labels =
        format!(r#"{server},http_request_method="GET",url_template="/v1/orders/{{order_id}}""#);
    for line in [
        "# TYPE http_client_request_duration_seconds histogram".to_owned(),
        format!(
            r#"http_client_request_duration_seconds_count{{{labels},http_response_status_code="200"}} 3"#
        ),
        format!(
            r#"http_client_request_duration_seconds_bucket{{{labels},http_response_status_code="404",error_type="404",le="+Inf"}} 1"#
        ),
        format!("renkei_client_call_attempts_sum{{{labels}}} 5"),
        format!(r#"renkei_client_call_attempts_bucket{{{labels},le="1"}} 1"#),
        format!(r#"renkei_client_call_errors_total{{{labels},renkei_error_class="client"}} 1"#),
        format!("renkei_client_throttled_total{{{labels}}} 1"),
        format!("renkei_client_gate_closings_total{{{server}}} 1"),
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
}

#[tokio::test]
async fn an_attempt_that_is_dropped_is_counted_as_cancelled() {
    let silence = vec![vec![Step::Read, Step::Wait(Duration::from_secs(5))]];
    let server = Server::start(vec![then(&silence)]).await;
    let metrics = Metrics::new();
    let client = Client::builder().base_url(server.url()).observe(metrics.clone()).build().unwrap();
    let patience = Duration::from_millis(200);
    let given_up = tokio::time::timeout(patience, client.orders().get_order("7").into_future());
    assert!(given_up.await.is_err());
    let order = &metrics.snapshot().paths[0];
    assert_eq!((order.calls, order.attempts, order.wait.count), (0, 1, 1));
    let text = metrics.prometheus();
    let cancelled = r#"url_template="/v1/orders/{order_id}",error_type="cancelled""#;
    let of = |suffix: &str| {
        let start = format!("http_client_request_duration_seconds_{suffix}{{");
        let line = text.lines().find(|it| it.starts_with(&start) && it.contains(cancelled));
        line.unwrap_or_else(|| panic!("{text}")).rsplit(' ').next().unwrap().parse::<f64>().unwrap()
    };
    assert_eq!(of("count"), 1.0);
    assert!((0.1..1.0).contains(&of("sum")), "{text}");
}

#[tokio::test]
async fn an_outage_opens_the_breaker() {
    let failure = vec![status("500 Internal Server Error"); 20];
    let server = Server::start(vec![then(&failure)]).await;
    let metrics = Metrics::new();
    let builder = Client::builder().base_url(server.url()).observe(metrics.clone());
    let client = builder.attempts(1).build().unwrap();
    for _ in 0..22 {
        client.orders().get_order("7").await.unwrap_err();
    }
    let snapshot = metrics.snapshot();
    assert_eq!(snapshot.upstreams[0].breaker_openings, 1);
    let order = &snapshot.paths[0];
    assert_eq!((order.calls, order.attempts), (22, 20));
    assert_eq!(order.errors, BTreeMap::from([(Class::Server, 20), (Class::Local, 2)]));
    assert_eq!(order.not_admitted, BTreeMap::from([(AdmissionLimit::Breaker, 2)]));
    assert_eq!(order.attempts_to_success, [0; 10]);
}

#[tokio::test]
async fn an_exhausted_retry_budget_is_counted() {
    let server = Server::start(vec![then(&vec![status("503 Service Unavailable"); 200])]).await;
    let metrics = Metrics::new();
    let builder = Client::builder().base_url(server.url()).observe(metrics.clone());
    let builder = builder.backoff(SHORT, SHORT).circuit_breaker(false).attempts(3);
    let client = builder.build().unwrap();
    for _ in 0..30 {
        client.orders().get_order("7").await.unwrap_err();
    }
    // 500 tokens pay for 35 retries, and those are 17 calls with two and one with one.
    let order = &metrics.snapshot().paths[0];
    assert!(order.budget_exhausted >= 10, "{}", order.budget_exhausted);
    assert_eq!(order.errors, BTreeMap::from([(Class::Server, 30)]));
}
