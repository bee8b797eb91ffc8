//! Makes 10,000 keyed writes with a client that is killed at random, and measures what the journal costs.
//!
//! ```text
//! cargo run --release -p renkei-tests --example journal_crash -- [WRITES] [SEED]
//! ```
//!
//! A tenth of the responses are lost, too. It exits with 1 if a write was not made exactly once.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a tool for developers"
)]

#[path = "../tests/journal_crash/run.rs"]
mod run;
#[path = "../tests/journal_crash/server.rs"]
mod server;

use std::process::ExitCode;

use renkei_runtime::FileJournal;

fn main() -> ExitCode {
    if run::become_client() {
        return ExitCode::SUCCESS;
    }
    let mut numbers = std::env::args().skip(1).map(|it| it.parse().unwrap());
    let (writes, seed) = (numbers.next().unwrap_or(10_000), numbers.next().unwrap_or(1));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(measure(u32::try_from(writes).unwrap(), seed))
}

async fn measure(writes: u32, seed: u64) -> ExitCode {
    let report = run::run(writes, seed, &[]).await;
    println!(
        "{writes} writes: {} kills, {} responses lost, {} requests replayed; {} performed once, {} more often, {} unsettled",
        report.kills,
        report.lost_responses,
        report.replayed,
        report.once,
        report.more,
        report.unsettled
    );
    let costs = [
        ("none", run::cost(2000, |_| None).await),
        ("without fsync", run::cost(2000, |path| FileJournal::open_unsynced(path).ok()).await),
        ("with fsync", run::cost(2000, |path| FileJournal::open(path).ok()).await),
    ];
    for (name, times) in costs {
        let part = |part: usize| times[times.len() * part / 100].as_micros();
        println!("a write, journal {name}: median {} µs, p99 {} µs", part(50), part(99));
    }
    let is_complete = report.once == writes as usize && report.more == 0 && report.unsettled == 0;
    if is_complete && (report.kills >= 200 || writes < 10_000) {
        ExitCode::SUCCESS
    } else {
        eprintln!("missed: each write exactly once, over at least 200 kills");
        ExitCode::FAILURE
    }
}
