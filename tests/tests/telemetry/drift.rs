//! What a response says about changes of its server.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use renkei_runtime::hooks::{Drift, DriftKind, Event};
use renkei_runtime::telemetry::Metrics;
use renkei_runtime::{CallOptions, ClientBuilder};

use crate::loopback::Server;
use crate::orders_api::Client;
use crate::{ORDER, SECRET, builder};

/// A client with streams: `specs/wire/streams.yaml`.
#[allow(dead_code, reason = "not every operation is called")]
mod streams_api {
    renkei_runtime::include_client!("streams");
}

/// A client with all kinds of declared statuses: `specs/wire/responses.yaml`.
#[allow(dead_code, reason = "not every operation is called")]
mod responses_api {
    renkei_runtime::include_client!("responses");
}

/// An order with two undeclared properties, whose names are secret, and two unlisted values.
const NEWER: &str = r#"{"s3cret":{"s3cret":[1,2]},"id":"1","amount":1,"currency":"XXX","status":"s3cret","createdAt":"2026-01-01T00:00:00Z","lines":[{"name":"Tea","quantity":1,"s3cret":null}]}"#;

/// What an observer receives about drift: the operation and the difference.
type Seen = Arc<Mutex<Vec<(&'static str, Drift)>>>;

fn observed<C: renkei_runtime::codegen::FromCore>(
    builder: ClientBuilder<C>,
) -> (ClientBuilder<C>, Seen) {
    let seen = Seen::default();
    let log = seen.clone();
    let observe = move |event: &Event<'_>| {
        if let Event::Drifted { operation, drift, .. } = event {
            assert!(!format!("{event:?}").contains(SECRET));
            log.lock().unwrap().push((*operation, *drift));
        }
    };
    (builder.observe(observe), seen)
}

/// Returns the kinds and numbers of what was seen, and forgets it.
fn counts(seen: &Seen) -> Vec<(DriftKind, u32)> {
    let count = |(_, drift): (&'static str, Drift)| match drift {
        Drift::UnknownFields { count, .. } | Drift::UnknownValues { count, .. } => {
            (drift.kind(), count)
        }
        _ => (drift.kind(), 1),
    };
    std::mem::take(&mut *seen.lock().unwrap()).into_iter().map(count).collect()
}

const FIELDS: DriftKind = DriftKind::UnknownFields;
const VALUES: DriftKind = DriftKind::UnknownValues;

fn serve(headers: &str) -> Server {
    let head = "HTTP/1.1 200 OK\r\nconnection: close\r\n";
    Server::start(&format!("{head}content-length: {}\r\n{headers}\r\n{ORDER}", ORDER.len()))
}

#[tokio::test]
async fn deprecations_media_types_and_clocks_are_reported() {
    let server = serve(
        "content-type: text/x-order\r\ndeprecation: @1688169599\r\nsunset: Sun, 30 Jun 2024 23:59:59 GMT\r\ndate: Fri, 30 Jun 2023 23:59:59 GMT\r\n",
    );
    let (seen, metrics) = (Arc::new(Mutex::new(Vec::new())), Metrics::new());
    let log = seen.clone();
    let observe = move |event: &Event<'_>| {
        if let Event::Drifted { operation, path, drift, .. } = event {
            log.lock().unwrap().push((*operation, *path, *drift));
        }
    };
    let client = builder(&server.url).observe(observe).observe(metrics.clone()).build().unwrap();
    // Whether the body can be decoded does not matter.
    let _ = client.orders().get_order("7").await;
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 3, "{seen:?}");
    assert!(seen.iter().all(|it| (it.0, it.1) == ("getOrder", "/v1/orders/{orderId}")));
    assert_eq!(seen[0].2, Drift::MediaType);
    let Drift::ClockSkew { seconds } = seen[1].2 else { panic!("{seen:?}") };
    assert!(seconds < -30);
    let Drift::Deprecated { since, sunset, .. } = seen[2].2 else { panic!("{seen:?}") };
    let at = |seconds| Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
    assert_eq!((since, sunset), (at(1_688_169_599), at(1_719_791_999)));
    let kinds = [DriftKind::MediaType, DriftKind::ClockSkew, DriftKind::Deprecated];
    assert_eq!(metrics.snapshot().paths[0].drift, kinds.map(|it| (it, 1)).into());
    let sample = r#"drift="deprecated"} 1"#;
    assert!(metrics.prometheus().lines().any(|it| it.ends_with(sample)));
}

/// `renkei probe` cannot use the runtime, so it has the rule too.
#[tokio::test]
async fn a_deprecation_is_the_same_for_clients_and_probes() {
    let values = [None, Some("true"), Some("@1688169599"), Some("false"), Some("?0"), Some("?1")];
    for deprecation in values {
        for sunset in [None, Some("Sun, 30 Jun 2024 23:59:59 GMT"), Some("soon")] {
            let line = |name, value: Option<&str>| {
                value.map_or_else(String::new, |it| format!("{name}: {it}\r\n"))
            };
            let server = serve(&(line("deprecation", deprecation) + &line("sunset", sunset)));
            let (built, seen) = observed(builder(&server.url));
            let _ = built.build().unwrap().orders().get_order("7").await;
            let is_seen = counts(&seen).iter().any(|it| it.0 == DriftKind::Deprecated);
            let expected = renkei::probe::is_deprecated(deprecation, sunset);
            assert_eq!(is_seen, expected, "{deprecation:?} {sunset:?}");
        }
    }
}

#[tokio::test]
async fn statuses_that_the_document_does_not_declare_are_reported() {
    async fn seen(status: u16, call: impl AsyncFnOnce(responses_api::Client)) -> Vec<Drift> {
        let head = format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
        let server = Server::start(&head);
        let built = responses_api::Client::builder().base_url(&*server.url).attempts(1);
        let (built, seen) = observed(built);
        call(built.build().unwrap()).await;
        assert_eq!(server.requests().len(), 1);
        let seen = std::mem::take(&mut *seen.lock().unwrap());
        seen.into_iter().map(|it| it.1).collect()
    }
    macro_rules! seen {
        ($status:literal, $group:ident.$method:ident) => {
            seen($status, async |it| drop(it.$group().$method().await)).await
        };
    }
    let reported = |seen: Vec<Drift>, expected: u16| match seen[..] {
        [Drift::UndeclaredStatus { status, .. }] => assert_eq!(status, expected),
        _ => panic!("{seen:?}"),
    };
    // Exactly: 204 and 409; 202 is no success of it.
    assert_eq!(seen!(409, failed.fails_to_write), []);
    reported(seen!(410, failed.fails_to_write), 410);
    reported(seen!(202, failed.fails_to_write), 202);
    assert_eq!(seen!(503, failed.fails_to_write), []);
    // By a range: 2XX, and no failure.
    assert_eq!(seen!(206, ok.range), []);
    assert_eq!(seen!(404, ok.range), []);
    // By `default`.
    assert_eq!(seen!(202, ok.by_default), []);
    assert_eq!(seen!(418, failed.fails), []);
    // A redirect is its success.
    assert_eq!(seen!(302, ok.download), []);
    reported(seen!(303, ok.download), 303);
    reported(seen!(200, ok.download), 200);
}

#[tokio::test]
async fn an_ordinary_response_is_no_drift() {
    let server = serve("content-type: application/json\r\n");
    let metrics = Metrics::new();
    let client = builder(&server.url).observe(metrics.clone()).build().unwrap();
    client.orders().get_order("7").await.unwrap();
    assert!(metrics.snapshot().paths[0].drift.is_empty());
}

#[tokio::test]
async fn unknown_fields_and_values_are_reported_without_their_names() {
    let server = Server::json(NEWER);
    let metrics = Metrics::new();
    let (builder, seen) = observed(builder(&server.url));
    let client = builder.observe(metrics.clone()).build().unwrap();
    for _ in 0..2 {
        client.orders().get_order("7").await.unwrap();
    }
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 4, "{seen:?}");
    assert!(seen.iter().all(|it| it.0 == "getOrder"));
    let Drift::UnknownFields { count, type_name, .. } = seen[0].1 else { panic!("{seen:?}") };
    assert_eq!((count, type_name), (2, Some("Order")));
    let Drift::UnknownValues { count, type_name, property, .. } = seen[1].1 else {
        panic!("{seen:?}")
    };
    assert_eq!((count, type_name, property), (2, Some("Order"), Some("currency")));
    // Counted are responses, like those of the other kinds.
    let path = &metrics.snapshot().paths[0];
    assert_eq!(path.path, "/v1/orders/{orderId}");
    assert_eq!(path.drift, [(FIELDS, 2), (VALUES, 2)].into());
    let text = metrics.prometheus();
    for sample in [r#"drift="unknown_fields"} 2"#, r#"drift="unknown_values"} 2"#] {
        assert!(text.lines().any(|it| it.ends_with(sample)), "{text}");
    }
    assert!(!text.contains(SECRET));
}

#[tokio::test]
async fn a_page_a_large_body_and_a_failure_are_counted() {
    let both = [(FIELDS, 2), (VALUES, 2)];
    let list = |orders: &[&str]| format!(r#"{{"data":[{}]}}"#, orders.join(","));
    let server = Server::json(&list(&[ORDER, NEWER]));
    let (built, seen) = observed(builder(&server.url));
    let client = built.build().unwrap();
    assert_eq!(client.orders().list_orders().await.unwrap().data.len(), 2);
    assert_eq!(counts(&seen), both);
    assert!(client.orders().list_orders().items().try_next().await.unwrap().is_some());
    assert_eq!(counts(&seen), both);
    assert!(client.orders().list_orders().pages().try_next().await.unwrap().is_some());
    assert_eq!(counts(&seen), both);

    // It is decoded on another thread, and reported on the task of the call.
    let many = vec![NEWER; 700];
    let server = Server::json(&list(&many));
    let thread = Arc::new(Mutex::new(None));
    let (built, seen) = observed(builder(&server.url));
    let reported_on = thread.clone();
    let note = move |event: &Event<'_>| {
        if let Event::Drifted { .. } = event {
            *reported_on.lock().unwrap() = Some(std::thread::current().id());
        }
    };
    built.observe(note).build().unwrap().orders().list_orders().await.unwrap();
    assert_eq!(counts(&seen), [(FIELDS, 1400), (VALUES, 1400)]);
    assert_eq!(*thread.lock().unwrap(), Some(std::thread::current().id()));

    let error = r#"{"status":404,"message":"none","s3cret":1}"#;
    let head = "HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-type: application/json";
    let response = format!("{head}\r\ncontent-length: {}\r\n\r\n{error}", error.len());
    let (built, seen) = observed(builder(&Server::start(&response).url));
    let failed = built.build().unwrap().orders().get_order("7").await.unwrap_err();
    assert!(failed.body().is_some());
    assert_eq!(counts(&seen), [(FIELDS, 1)]);
}

#[tokio::test]
async fn a_stream_is_reported_once() {
    let stream = |media_type: &str, body: &str| {
        let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type";
        Server::start(&format!(
            "{head}: {media_type}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ))
    };
    let client = |server: &Server| {
        let (built, seen) = observed(streams_api::Client::builder().base_url(&*server.url));
        (built.build().unwrap(), seen)
    };
    let known = "data: {\"at\":1}\n\n";
    let new = "data: {\"at\":1,\"s3cret\":1,\"s3cret2\":2}\n\n";
    let server = stream("text/event-stream", &format!("{known}{new}{new}"));
    let (api, seen) = client(&server);
    let mut events = api.events().watch().await.unwrap();
    events.try_next().await.unwrap().unwrap();
    assert_eq!(counts(&seen), []);
    assert_eq!(events.collect().await.unwrap().len(), 2);
    assert_eq!(counts(&seen), [(FIELDS, 2)]);
}

#[tokio::test]
async fn a_failed_or_dropped_call_leaves_no_count() {
    let known = Server::json(ORDER);
    // The last property does not fit, after two that are not declared.
    let misfit = Server::json(&NEWER.replace(r#""quantity":1"#, r#""quantity":"x""#));
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let (built, seen) = observed(builder(&misfit.url));
    let client = built.build().unwrap();
    assert!(client.orders().get_order("7").await.is_err());
    let at = |url: &str| CallOptions::new().base_url(url);
    let url = format!("http://{}", silent.local_addr().unwrap());
    let dropped = client.orders().get_order("7").with(at(&url));
    let wait = Duration::from_millis(50);
    assert!(tokio::time::timeout(wait, async { dropped.await }).await.is_err());
    client.orders().get_order("7").with(at(&known.url)).await.unwrap();
    assert_eq!(counts(&seen), []);
}

#[tokio::test]
async fn a_shared_response_is_reported_once_and_keeps_no_client() {
    let server = Server::json(NEWER);
    let (built, seen) = observed(builder(&server.url));
    let alive = Arc::new(());
    let weak = Arc::downgrade(&alive);
    let keep = move |_: &Event<'_>| drop(alive.clone());
    let client: Client = built.observe(keep).build().unwrap();
    let order = crate::orders_api::types::NewOrder::new(1, "JPY".into());
    let options = || CallOptions::new().idempotency_key("a key");
    let create = || client.orders().create_order(&order).with(options()).send_full();
    let first = create().await.unwrap();
    // The client keeps the response of the key.
    create().await.unwrap();
    assert_eq!(server.requests().len(), 1);
    assert_eq!(counts(&seen), [(FIELDS, 2), (VALUES, 2)]);
    drop(client);
    assert!(weak.upgrade().is_none(), "the observers are gone with the client");
    drop(first);
}
