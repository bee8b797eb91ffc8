//! Statuses that the document does not declare: which responses are reported as drift.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use renkei_runtime::codegen::{self, Operation};
use renkei_runtime::hooks::{Drift, DriftKind, Event};
use renkei_runtime::telemetry::Metrics;

use crate::orders_client::Client;
use crate::server::{Server, Step, json, respond, status, then};

static EXACT: Operation = Operation {
    id: "exact",
    path: "/orders",
    statuses: "200 404",
    retry_on: &[409],
    ..Operation::GET
};
static RANGES: Operation =
    Operation { id: "ranges", path: "/orders", statuses: "201 2XX 4XX", ..Operation::GET };
static SUCCESS: Operation =
    Operation { id: "success", path: "/orders", statuses: "200", ..Operation::GET };
static REDIRECT: Operation = Operation {
    id: "redirect",
    path: "/orders",
    statuses: "302 404",
    redirects: true,
    ..Operation::GET
};
/// One that declares `default`, or that is older than the statuses.
static ANY: Operation = Operation { id: "any", path: "/orders", ..Operation::GET };

/// Makes one call, and returns the undeclared statuses that an observer receives and the metrics count.
async fn reported(operation: &'static Operation, script: &[Vec<Step>]) -> Vec<u16> {
    let server = Server::start(vec![then(script)]).await;
    let (seen, metrics) = (Arc::new(Mutex::new(Vec::new())), Metrics::new());
    let log = seen.clone();
    let observe = move |event: &Event<'_>| {
        if let Event::Drifted { operation, drift, .. } = event {
            log.lock().unwrap().push((*operation, *drift));
        }
    };
    let short = Duration::from_millis(1);
    let builder = Client::builder().base_url(server.url()).backoff(short, short);
    let builder = builder.throttle_backoff(short, short).observe(observe).observe(metrics.clone());
    let client = builder.build().unwrap();
    let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
    let _ = codegen::Call::new(client.core(), operation).send(decode).await;
    assert_eq!(server.requests().len(), script.len(), "{}", operation.id);

    let seen = seen.lock().unwrap();
    assert!(seen.iter().all(|it| it.0 == operation.id));
    let status_of = |drift| match drift {
        Drift::UndeclaredStatus { status, .. } => Some(status),
        _ => None,
    };
    let statuses: Vec<_> = seen.iter().filter_map(|it| status_of(it.1)).collect();
    assert_eq!(statuses.len(), seen.len(), "{seen:?}");
    let drift = &metrics.snapshot().paths[0].drift;
    let count = drift.get(&DriftKind::UndeclaredStatus).copied().unwrap_or_default();
    assert_eq!(count, statuses.len() as u64);
    let sample = format!(r#"drift="undeclared_status"}} {count}"#);
    assert_eq!(metrics.prometheus().lines().any(|it| it.ends_with(&sample)), count > 0);
    statuses
}

#[tokio::test]
async fn a_status_is_declared_exactly_by_its_range_or_by_default() {
    for (operation, line, expected) in [
        (&EXACT, "200 OK", &[][..]),
        (&EXACT, "404 Not Found", &[]),
        (&EXACT, "204 No Content", &[204]),
        (&EXACT, "410 Gone", &[410]),
        (&EXACT, "422 Unprocessable Content", &[422]),
        (&RANGES, "204 No Content", &[]),
        (&RANGES, "410 Gone", &[]),
        (&ANY, "204 No Content", &[]),
        (&ANY, "410 Gone", &[]),
        // The operation declares no failure, so it says nothing of them.
        (&SUCCESS, "404 Not Found", &[]),
        (&SUCCESS, "202 Accepted", &[202]),
        (&REDIRECT, "302 Found", &[]),
        (&REDIRECT, "303 See Other", &[303]),
    ] {
        assert_eq!(reported(operation, &[status(line)]).await, expected, "{line}");
    }
}

#[tokio::test]
async fn what_any_server_or_proxy_may_send_is_no_drift() {
    for line in [
        "304 Not Modified",
        "401 Unauthorized",
        "407 Proxy Authentication Required",
        "412 Precondition Failed",
        "421 Misdirected Request",
        "500 Internal Server Error",
        "501 Not Implemented",
    ] {
        assert_eq!(reported(&EXACT, &[status(line)]).await, [0; 0], "{line}");
    }
    // They are retried, and so is a status that the document names for that.
    let retried = ["429 Too Many Requests", "503 Service Unavailable", "409 Conflict"];
    for (line, after) in retried.into_iter().zip([&[][..], &[204], &[410]]) {
        let last = match after {
            [204] => status("204 No Content"),
            [410] => status("410 Gone"),
            _ => json("{}"),
        };
        let first = respond(line, "retry-after: 0\r\n", "");
        assert_eq!(reported(&EXACT, &[first, last]).await, after, "{line}");
    }
}

#[tokio::test]
async fn a_redirect_is_reported_if_it_is_not_followed() {
    let to = |location: &str| respond("302 Found", &format!("location: {location}\r\n"), "");
    assert_eq!(reported(&EXACT, &[to("/elsewhere"), status("200 OK")]).await, [0; 0]);
    assert_eq!(reported(&EXACT, &[to("/elsewhere"), status("410 Gone")]).await, [410]);
    assert_eq!(reported(&EXACT, &[to("http://example.com/")]).await, [302]);
}
