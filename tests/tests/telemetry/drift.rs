//! What a response says about changes of its server.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use renkei_runtime::hooks::{Drift, DriftKind, Event};
use renkei_runtime::telemetry::Metrics;

use crate::loopback::Server;
use crate::{ORDER, builder};

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

#[tokio::test]
async fn an_ordinary_response_is_no_drift() {
    let server = serve("content-type: application/json\r\n");
    let metrics = Metrics::new();
    let client = builder(&server.url).observe(metrics.clone()).build().unwrap();
    client.orders().get_order("7").await.unwrap();
    assert!(metrics.snapshot().paths[0].drift.is_empty());
}
