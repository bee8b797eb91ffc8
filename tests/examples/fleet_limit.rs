//! Measures one rate limit that processes share through Redis.
//!
//! ```text
//! cargo run --release -p renkei-tests --example fleet_limit -- [SECONDS]
//! ```
//!
//! Two and ten processes call a server that allows 200 requests a second and refuses any more with 429. Then Redis is killed
//! and restarts in the middle. It exits with 1 if a target is missed.
//!
//! At the end, it measures what a reservation costs, beside a `PING`: first with a core each for the client and Redis, where waking the
//! other core takes most of the time, and then with both on one core. The target of 50 µs is for the second.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a tool for developers"
)]

#[path = "../tests/fleet_limit/run.rs"]
mod run;

use std::process::{Command, ExitCode};
use std::time::Duration;

use run::{Report, Run, become_worker, reservations, run};

const LIMIT: u32 = 200;
const BURST: u32 = 10;

/// The argument of a process that measures reservations only.
const COST: &str = "cost";
/// How long a reservation may take at the median, where client and Redis share a core.
const MOST_COST: Duration = Duration::from_micros(50);

fn main() -> ExitCode {
    if become_worker() {
        return ExitCode::SUCCESS;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let argument = std::env::args().nth(1);
    if argument.as_deref() == Some(COST) {
        let median = runtime.block_on(show_cost("one core"));
        return if median <= Some(MOST_COST) { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let Ok(seconds) = argument.map_or(Ok(20), |it| it.parse()) else {
        eprintln!("usage: fleet_limit [SECONDS]");
        return ExitCode::from(2);
    };
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
    show_cost("any cores").await.ok_or("there is no redis-server")?;
    let own = std::env::current_exe().map_err(|it| it.to_string())?;
    let on_one_core = Command::new("taskset").args(["-c", "0"]).arg(own).arg(COST).status();
    match on_one_core {
        Ok(status) if status.success() => {}
        Ok(_) => missed.push("a reservation in 50 µs at the median".to_owned()),
        Err(error) => eprintln!("!! SKIPPED: taskset (apt-get install util-linux): {error}"),
    }
    if missed.is_empty() { Ok(()) } else { Err(missed.join("; ")) }
}

/// Shows what a reservation and a `PING` take. Returns the median of a reservation, if there is a Redis server.
async fn show_cost(cores: &str) -> Option<Duration> {
    let times = reservations(20_000).await?;
    let part = |times: &[Duration], part: usize| times[times.len() * part / 100];
    for (name, times) in [("reservation", &times.reservations), ("PING", &times.pings)] {
        let [median, p90, p99] = [50, 90, 99].map(|it| part(times, it).as_micros());
        println!("a {name}, {cores}: median {median} µs, p90 {p90} µs, p99 {p99} µs");
    }
    Some(part(&times.reservations, 50))
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
