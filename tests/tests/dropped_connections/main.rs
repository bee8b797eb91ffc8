//! Writes through a real server that drops connections at random points: no order twice, and every outcome is true.
//! `cargo run --release -p renkei-tests --example dropped_connections` makes 10,000 of each kind.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod run;

use run::{Keys, Protocol, run};

const ORDERS: u64 = 400;

#[tokio::test]
async fn each_keyed_order_is_performed_once() {
    let report = run(ORDERS, Keys::Honoured, Protocol::Http1, 1).await.unwrap();
    assert_eq!((report.performed, report.succeeded), (ORDERS, ORDERS), "{report:?}");
    assert!(report.stale > 10 && report.dropped > 100, "{report:?}");
}

#[tokio::test]
async fn no_unkeyed_order_is_performed_twice() {
    let report = run(ORDERS, Keys::None, Protocol::Http1, 2).await.unwrap();
    assert!(report.performed < ORDERS && report.unknown > 10, "{report:?}");
    assert!(report.stale > 10 && report.dropped > 100, "{report:?}");
}

#[tokio::test]
async fn each_keyed_order_is_performed_once_over_http2() {
    let report = run(ORDERS, Keys::Honoured, Protocol::Http2, 3).await.unwrap();
    assert_eq!((report.performed, report.succeeded), (ORDERS, ORDERS), "{report:?}");
    assert!(report.dropped > 10, "{report:?}");
}

#[tokio::test]
async fn no_unkeyed_order_is_performed_twice_over_http2() {
    let report = run(ORDERS, Keys::None, Protocol::Http2, 4).await.unwrap();
    assert!(report.performed < ORDERS && report.unknown > 10, "{report:?}");
    assert!(report.dropped > 10, "{report:?}");
}
