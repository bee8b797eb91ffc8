//! Sends orders through a real server that drops connections at random points, with stale keep-alive provoked.
//!
//! ```text
//! cargo run --release -p renkei-tests --example dropped_connections -- [ORDERS] [SEED]
//! ```
//!
//! Over HTTP/1.1 and over HTTP/2 with TLS, it makes 10,000 orders with a key that the server honours: each is performed exactly once. Then as many without one: none
//! is performed twice, and the outcome of each failure is compared with the server's log.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a tool for developers"
)]

#[path = "../tests/dropped_connections/run/mod.rs"]
mod run;

use std::process::ExitCode;
use std::time::Instant;

use run::{Keys, Protocol};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut numbers = std::env::args().skip(1).map(|it| it.parse().unwrap_or(0));
    let (orders, seed) = (numbers.next().unwrap_or(10_000), numbers.next().unwrap_or(1));
    for protocol in [Protocol::Http1, Protocol::Http2] {
        for keys in [Keys::Honoured, Keys::None] {
            let started = Instant::now();
            let report = match run::run(orders, keys, protocol, seed).await {
                Ok(report) => report,
                Err(what) => {
                    eprintln!("{protocol:?}, {keys:?}, seed {seed}: {what}");
                    return ExitCode::FAILURE;
                }
            };
            println!(
                "{orders} orders over {protocol:?}, keys {keys:?}, {:.1} s: {report:?}",
                started.elapsed().as_secs_f64()
            );
            if keys == Keys::Honoured && report.performed != orders {
                eprintln!("{} of {orders} orders were performed", report.performed);
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
