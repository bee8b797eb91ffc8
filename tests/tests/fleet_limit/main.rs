//! Processes under one limit in Redis, which is killed and restarts in the middle. It is smaller than
//! `cargo run --release -p renkei-tests --example fleet_limit`, which measures.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod run;

use std::time::Duration;

use run::{Run, become_worker, run};

/// Not a test of its own: the other one runs it in other processes.
#[test]
fn worker() {
    become_worker();
}

#[tokio::test]
async fn three_processes_stay_under_one_limit() {
    let sizes = Run { processes: 3, limit: 100, burst: 10, seconds: 6, kill: true };
    let Some(report) = run(sizes, &["--exact", "worker", "--nocapture"]).await else { return };
    assert_eq!(report.failed, 0, "{report:?}");
    // A machine under load may delay some of the requests, but not most of them.
    assert!(report.busiest_second <= 130, "{report:?}");
    assert!(report.accepted >= 300, "{report:?}");
    assert_eq!(report.recoveries, 3, "{report:?}");
    assert!(report.recovered < Some(Duration::from_secs(5)), "{report:?}");
    let times = run::reservations(100).await.unwrap();
    assert_eq!((times.reservations.len(), times.pings.len()), (100, 100));
}
