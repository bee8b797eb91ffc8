//! Test support and adapters of the runtime, as users call them.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod adapters;
mod blocking;
mod explorer;
mod loopback;
mod mock;
mod recordings;

/// The message of an error with those of its causes.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

/// The client of `specs/orders.yaml`.
#[allow(dead_code, reason = "not every operation is called")]
mod orders_api {
    renkei_runtime::include_client!("orders");
}
