//! Traces and metrics as programs receive them: through `tracing`, `metrics` and OpenTelemetry, over real calls. The names are
//! checked against the semantic conventions of OpenTelemetry, which `conventions` states from the standard.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod conventions;
mod drift;
mod facade;
#[path = "../support/loopback.rs"]
mod loopback;
mod otlp;
mod propagation;
mod spans;

/// The client of `specs/orders.yaml`.
#[allow(dead_code, reason = "not every operation is called")]
mod orders_api {
    renkei_runtime::include_client!("orders");
}

/// A value that no trace and no metric may contain.
const SECRET: &str = "s3cret";

const ORDER: &str = r#"{"id":"s3cret","amount":1200,"currency":"JPY","status":"pending","createdAt":"2026-01-01T00:00:00Z","customerId":"s3cret"}"#;

/// A client whose retries do not wait.
fn builder(url: &str) -> renkei_runtime::ClientBuilder<orders_api::Client> {
    let short = std::time::Duration::from_millis(1);
    orders_api::Client::builder()
        .base_url(url)
        .auth(orders_api::Auth::bearer(SECRET))
        .backoff(short, short)
}

/// Calls an operation with a secret in each part of the request that may have one.
async fn call(client: &orders_api::Client) -> bool {
    let options = renkei_runtime::CallOptions::new()
        .header("x-secret", SECRET)
        .idempotency_key(SECRET)
        .attempts(2);
    client.orders().get_order(SECRET).with(options).await.is_ok()
}

/// A failure whose head and body contain a secret.
fn failing_server() -> loopback::Server {
    loopback::Server::start(
        "HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\nx: s3cret\r\ncontent-length: 6\r\n\r\ns3cret",
    )
}
