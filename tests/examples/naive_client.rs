//! Measures under virtual time what a client of renkei changes for its caller, over fault rates.
//!
//! ```text
//! cargo run --release -p renkei-tests --example naive_client -- [SVG]
//! ```
//!
//! 10,000 calls, 100 at a time, of a client without time limits and retries, of a retry loop, and of a client of renkei with its
//! defaults. It exits with 1 if a target is missed: failures at most a fifth, less than 1.1 requests a call, and where more than
//! 5 % of requests stall, the 95th percentile at least 3.4 times better.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a tool for developers"
)]

#[path = "../tests/naive_client/run.rs"]
mod run;

use std::process::ExitCode;

use renkei_tests::plot::{Panel, Scale, svg};
use run::{Caller, Report, run};

/// Fault rates in per cent.
const RATES: [u32; 7] = [0, 1, 2, 4, 6, 8, 9];
/// The rate from which on more than 5 % of requests stall.
const MANY_STALLS: u32 = 8;
const CALLERS: [(Caller, &str); 3] =
    [(Caller::Naive, "no limits"), (Caller::Loop, "retry loop"), (Caller::Renkei, "renkei")];

fn main() -> ExitCode {
    let mut missed = Vec::new();
    let mut lines = CALLERS.map(|(_, name)| (name.to_owned(), Vec::new()));
    println!("| faults | client | p50 | p95 | p99 | failed calls | requests a call |");
    println!("|---|---|---|---|---|---|---|");
    for rate in RATES {
        let reports = CALLERS.map(|(caller, _)| run(caller, f64::from(rate) / 100.0, 10_000));
        for ((report, (_, name)), line) in reports.iter().zip(CALLERS).zip(&mut lines) {
            show(rate, name, report);
            line.1.push((f64::from(rate), report.percentile(95)));
        }
        let [naive, _, renkei] = &reports;
        let mut expect = |holds: bool, what: &str| {
            if !holds {
                missed.push(format!("{rate} % of faults: {what}"));
            }
        };
        expect(renkei.failures() * 5.0 <= naive.failures(), "failures at most a fifth");
        expect(renkei.load() < 1.1, "less than 1.1 requests a call");
        if rate >= MANY_STALLS {
            let faster = naive.percentile(95) / renkei.percentile(95);
            println!("\nwith {rate} % of faults, p95 is {faster:.1} times better\n");
            expect(faster >= 3.4, "p95 at least 3.4 times better");
        }
    }
    if let Some(path) = std::env::args().nth(1) {
        let panel = Panel {
            title: "95th percentile of the time of a call".to_owned(),
            labels: ["requests that meet a fault, in per cent", "seconds"],
            scales: [Scale::Linear, Scale::Logarithmic],
            lines: lines.into(),
        };
        std::fs::write(&path, svg(&[panel])).unwrap();
    }
    if missed.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("missed: {}", missed.join("; "));
    ExitCode::FAILURE
}

fn show(rate: u32, name: &str, report: &Report) {
    let [p50, p95, p99] = [50, 95, 99].map(|percent| report.percentile(percent));
    println!(
        "| {rate} % | {name} | {p50:.3} s | {p95:.3} s | {p99:.3} s | {:.2} % | {:.3} |",
        100.0 * report.failures(),
        report.load()
    );
}
