//! Measures one rate limit that processes share through Redis.
//!
//! ```text
//! cargo run --release -p renkei-tests --example fleet_limit -- [SECONDS]
//! ```
//!
//! Two and ten processes call a server that allows 200 requests a second and refuses any more with 429. Then Redis is killed
//! and restarts in the middle. At the end, it measures what a reservation costs. It exits with 1 if a target is missed.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a tool for developers"
)]

#[path = "../tests/fleet_limit/run.rs"]
mod run;

use std::process::ExitCode;
use std::time::Duration;

use run::{Report, Run, become_worker, reservations, run};

const LIMIT: u32 = 200;
const BURST: u32 = 10;

fn main() -> ExitCode {
    if become_worker() {
        return ExitCode::SUCCESS;
    }
    let seconds = std::env::args().nth(1).map_or(Ok(20), |it| it.parse());
    let Ok(seconds) = seconds else {
        eprintln!("usage: fleet_limit [SECONDS]");
        return ExitCode::from(2);
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    match runtime.block_on(measure(seconds)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(missed) => {
            eprintln!("missed: {missed}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(seconds: u64) -> Result<(), String> {
    let mut missed = Vec::new();
    for (processes, kill) in [(2, false), (10, false), (10, true)] {
        let sizes = Run { processes, limit: LIMIT, burst: BURST, seconds, kill };
        let report = run(sizes, &[]).await.ok_or("there is no redis-server")?;
        show(processes, kill, &report);
        let mut expect = |holds: bool, what: &str| {
            if !holds {
                missed.push(format!("{processes} processes: {what}"));
            }
        };
        expect(report.failed == 0, "a call failed");
        expect(report.busiest_second <= (LIMIT + BURST) as usize, "limit and burst");
        expect(report.throttled * 1000 <= report.accepted, "at most 0.1 % of 429");
        if kill {
            let recovered = report.recovered < Some(Duration::from_secs(5));
            expect(recovered && report.recoveries == processes as usize, "shared within 5 s");
        } else {
            expect(report.used >= 0.97, "97 % of the quota");
        }
    }
    let times = reservations(20_000).await.ok_or("there is no redis-server")?;
    let part = |times: &[Duration], part: usize| times[times.len() * part / 100].as_micros();
    for (name, times) in [("reservation", &times.reservations), ("PING", &times.pings)] {
        let [median, p90, p99] = [50, 90, 99].map(|it| part(times, it));
        println!("a {name}: median {median} µs, p90 {p90} µs, p99 {p99} µs");
    }
    if part(&times.reservations, 50) > 50 {
        missed.push("a reservation in 50 µs at the median".to_owned());
    }
    if missed.is_empty() { Ok(()) } else { Err(missed.join("; ")) }
}

fn show(processes: u32, kill: bool, report: &Report) {
    println!(
        "{processes} processes{}: {} calls, {} failed; the server accepted {} ({:.1} % of the quota) and refused {}; \
         busiest second {} of {LIMIT} + {BURST}, until {:.1} s",
        if kill { ", Redis killed" } else { "" },
        report.calls,
        report.failed,
        report.accepted,
        100.0 * report.used,
        report.throttled,
        report.busiest_second,
        report.busiest_at.as_secs_f64(),
    );
    if let Some(after) = report.recovered {
        println!("  {} processes shared again, the last after {after:?}", report.recoveries);
    }
}
