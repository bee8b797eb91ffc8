//! Measures hedging: quantiles of the durations of reads with and without it, and the extra load, under virtual time.
//!
//! ```text
//! cargo run --release -p renkei-tests --example heavy_tail -- [--calls N] [--seed N]
//! ```
//!
//! 200 calls a second arrive at random times, and each tenth is a keyed write. The latency of a request is log-normal with a median
//! of 20 ms; of `stalls`, 1 % take 1 to 2 s in place of it; of `slowdown`, all requests of each tenth second take ten times as long.
//!
//! It exits with 1 if extra reads exceed their share, if a write is sent twice, if a call fails, or if hedging does not halve the 99th
//! percentile of `stalls`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a tool for developers"
)]

#[path = "../tests/hedging/tail.rs"]
mod tail;

use std::process::ExitCode;
use std::time::Duration;

use tail::{Limits, Report, Tail, run};

fn main() -> ExitCode {
    let mut options = [("--calls", 200_000_u64), ("--seed", 1)];
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().and_then(|it| it.parse().ok());
        let option = options.iter_mut().find(|(known, _)| *known == name).zip(value);
        let Some((option, value)) = option else {
            eprintln!("usage: heavy_tail [--calls N] [--seed N]");
            return ExitCode::from(2);
        };
        option.1 = value;
    }
    let [(_, calls), (_, seed)] = options;
    println!(
        "{:<11} {:>7} {:>8} {:>8} {:>8} {:>9} {:>11} {:>7} {:>7} {:>9}",
        "latency",
        "hedging",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "p99.9 ms",
        "extra reads",
        "faster",
        "failed",
        "2x writes"
    );
    let mut status = ExitCode::SUCCESS;
    for tail in [Tail::LogNormal, Tail::Stalls, Tail::Slowdown] {
        let mut without = None;
        for share in [None, Some(0.01), Some(0.03)] {
            let report = run(tail, Limits { share, ..Limits::default() }, calls, seed);
            let without = *without.get_or_insert(report.p99);
            if !is_as_promised(tail, share, &report, without) {
                status = ExitCode::FAILURE;
            }
            let milliseconds = |it: Duration| format!("{:.1}", it.as_secs_f64() * 1e3);
            println!(
                "{:<11} {:>7} {:>8} {:>8} {:>8} {:>9} {:>10.2}% {:>7} {:>7} {:>9}",
                format!("{tail:?}").to_lowercase(),
                share.map_or_else(|| "off".to_owned(), |it| format!("{:.0} %", it * 100.0)),
                milliseconds(report.p50),
                milliseconds(report.p95),
                milliseconds(report.p99),
                milliseconds(report.p999),
                report.hedges as f64 * 100.0 / report.reads as f64,
                report.faster,
                report.failed,
                report.repeated_writes,
            );
        }
    }
    status
}

/// Whether a report is what hedging promises. `without` is the 99th percentile without it.
fn is_as_promised(tail: Tail, share: Option<f64>, report: &Report, without: Duration) -> bool {
    let most = share.unwrap_or(0.0) * report.reads as f64;
    let has_shorter_tail = tail != Tail::Stalls || share.is_none() || report.p99 * 2 <= without;
    let is_harmless = report.failed == 0 && report.repeated_writes == 0;
    has_shorter_tail && is_harmless && report.hedges as f64 <= most
}
