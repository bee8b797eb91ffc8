//! Makes 10,000 keyed writes with a client that is killed at random, and measures what the journal costs.
//!
//! ```text
//! cargo run --release -p renkei-tests --example journal_crash -- [WRITES] [SEED]
//! ```
//!
//! A tenth of the responses are lost, too. It exits with 1 if a write was not made exactly once, or if the control, a journal that
//! loses records, is not noticed. With valgrind, it also counts the instructions of a write, without a network.

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
#[path = "support/valgrind.rs"]
mod valgrind;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

use renkei_runtime::FileJournal;
use renkei_runtime::transport::{
    Attempt, BoxFuture, RequestBody, ResponseBody, Transport, TransportError,
};

/// Opens a journal in a file.
type Open = fn(&Path) -> Option<FileJournal>;

/// The kinds of journal whose cost is measured.
const KINDS: [(&str, Open); 3] = [
    ("none", |_| None),
    ("without fsync", |path| FileJournal::open_unsynced(path).ok()),
    ("with fsync", |path| FileJournal::open(path).ok()),
];

fn main() -> ExitCode {
    if run::become_client() {
        return ExitCode::SUCCESS;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [command, kind, writes] = arguments.as_slice() {
        assert_eq!(command, "write");
        write(kind, writes.parse().unwrap());
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
        "{writes} writes: {} kills, {} responses lost, {} requests replayed; {} performed once, {} more often, {} begun and not completed, {} unsettled",
        report.kills,
        report.lost_responses,
        report.replayed,
        report.once,
        report.more,
        report.forgotten,
        report.unsettled
    );
    let control = run::run_control(writes / 10, seed, &[]).await;
    println!(
        "control, {} writes with a journal that loses records: {} kills; {} performed once, {} begun and not completed",
        writes / 10,
        control.kills,
        control.once,
        control.forgotten
    );
    let mut median = Duration::ZERO;
    for (name, open) in KINDS {
        let times = run::cost(2000, open).await;
        let part = |part: usize| times[times.len() * part / 100];
        if name == "none" {
            median = part(50);
        }
        println!(
            "a write, journal {name}: median {} µs ({:.2} times), p99 {} µs",
            part(50).as_micros(),
            part(50).as_secs_f64() / median.as_secs_f64(),
            part(99).as_micros()
        );
    }
    count_instructions();
    let is_complete = report.once == writes as usize && report.more == 0;
    let is_settled = report.unsettled == 0 && report.forgotten == 0;
    if control.forgotten == 0 && writes >= 10_000 {
        eprintln!("missed: the control has lost writes");
        return ExitCode::FAILURE;
    }
    if is_complete && is_settled && (report.kills >= 200 || writes < 10_000) {
        ExitCode::SUCCESS
    } else {
        eprintln!("missed: each write exactly once, over at least 200 kills");
        ExitCode::FAILURE
    }
}

/// Prints the instructions of a write, without a network.
fn count_instructions() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        eprintln!("!! SKIPPED: valgrind is not installed (apt-get install valgrind)");
        return;
    }
    let mut without = 0;
    for (name, _) in KINDS {
        let [few, many] =
            ["200", "1200"].map(|count| valgrind::instructions(&["write", name, count]));
        let count = (many - few) / 1000;
        if name == "none" {
            without = count;
        }
        let ratio = count as f64 / without as f64;
        println!("a write, journal {name}: {count} instructions ({ratio:.2} times)");
    }
}

/// Makes writes one after the other, which a transport answers at once.
fn write(kind: &str, writes: u32) {
    let (_, open) = KINDS.into_iter().find(|(name, _)| *name == kind).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let journal = open(&folder.path().join("cost.journal"));
        let client = run::Client::with_transport(Immediate, journal);
        for number in 0..writes {
            assert!(client.write(number).await);
        }
    });
}

/// Responds to everything at once.
struct Immediate;

impl Transport for Immediate {
    fn send(
        &self,
        _: http::Request<RequestBody>,
        _: Attempt,
    ) -> BoxFuture<Result<http::Response<ResponseBody>, TransportError>> {
        let body = bytes::Bytes::from_static(b"1");
        Box::pin(std::future::ready(Ok(http::Response::new(ResponseBody::from(body)))))
    }
}
