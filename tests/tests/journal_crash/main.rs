//! A client with a journal that is killed at random. It is smaller than
//! `cargo run --release -p renkei-tests --example journal_crash`, which makes 10,000 writes.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod run;
mod server;

use renkei_runtime::FileJournal;

/// Not a test of its own: the other one runs it in other processes.
#[test]
fn client() {
    run::become_client();
}

#[tokio::test]
async fn each_write_is_made_once_whenever_the_client_is_killed() {
    const WRITES: u32 = 2_000;
    let report = run::run(WRITES, 7, &["--exact", "client", "--nocapture"]).await;
    assert_eq!((report.once, report.more), (WRITES as usize, 0), "{report:?}");
    assert_eq!((report.forgotten, report.unsettled), (0, 0), "{report:?}");
    assert!(report.kills >= 10 && report.lost_responses >= 20, "{report:?}");
    assert!(report.replayed >= 20, "{report:?}");
}

#[tokio::test]
async fn the_server_notices_a_journal_that_loses_records() {
    const WRITES: u32 = 1_000;
    let report = run::run_control(WRITES, 7, &["--exact", "client", "--nocapture"]).await;
    assert!(report.forgotten > 0 && report.once < WRITES as usize, "{report:?}");
}

#[tokio::test]
async fn a_write_is_made_with_each_kind_of_journal() {
    assert_eq!(run::cost(5, |_| None).await.len(), 5);
    assert_eq!(run::cost(5, |path| FileJournal::open_unsynced(path).ok()).await.len(), 5);
    assert_eq!(run::cost(5, |path| FileJournal::open(path).ok()).await.len(), 5);
}
