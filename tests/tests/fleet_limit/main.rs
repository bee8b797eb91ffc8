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

use run::{Report, Run, become_worker, run};

/// Not a test of its own: the other one runs it in other processes.
#[test]
fn worker() {
    become_worker();
}

#[tokio::test]
async fn three_processes_stay_under_one_limit() {
    let sizes = Run { processes: 3, limit: 100, burst: 10, seconds: 6, kill: true };
    let mut report = Report::default();
    // A machine under load delays requests, so that those of a busy second are in the next one. It has three attempts; a
    // limit that does not hold is exceeded in all of them.
    for _ in 0..3 {
        let Some(next) = run(sizes, &["--exact", "worker", "--nocapture"]).await else { return };
        report = next;
        assert_eq!((report.failed, report.recoveries), (0, 3), "{report:?}");
        assert!(report.recovered < Some(Duration::from_secs(5)), "{report:?}");
        if keeps_promise(&report, &sizes) {
            break;
        }
    }
    assert!(keeps_promise(&report, &sizes), "{report:?}");
    let times = run::reservations(100).await.unwrap();
    assert_eq!((times.reservations.len(), times.pings.len()), (100, 100));
}

/// Whether the processes use the quota, and the server refuses nothing.
fn keeps_promise(report: &Report, sizes: &Run) -> bool {
    let most = usize::try_from(sizes.limit + sizes.burst).unwrap();
    report.busiest_second <= most && report.throttled == 0 && report.used >= 0.9
}
