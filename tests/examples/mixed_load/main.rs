//! Mixed load with faults: a hundred tasks call a real server that fails in many ways, and nothing may leak.
//!
//! ```text
//! cargo run --release -p renkei-tests --example mixed_load -- [SECONDS] [SEED]
//! ```
//!
//! The server is a process of its own, and speaks HTTP/1.1 and HTTP/2 over TLS: resets, stalls, 429, 500, 503, truncated and
//! slow bodies, malformed heads, GOAWAY and closed connections. The tasks read, write with and without a key, read streams, and
//! drop calls at random times. Ten times in the run (every minute of ten), the command prints resident memory, open descriptors,
//! live tasks and held permits of the client's process. It fails if memory grows after the second of them, or if after
//! the run a descriptor, a task, a permit or a place in the queue is not returned. It reads `/proc`, so it needs Linux.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a tool for developers"
)]

mod client;
mod server;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use client::{Client, Counts};

const TASKS: u64 = 100;
const SAMPLES: u32 = 10;
/// Idle connections are closed after 15 s; the rest is for attempts that end.
const COOL_DOWN: Duration = Duration::from_secs(20);
/// How much resident memory may grow between two samples of a steady state.
const GROWTH: f64 = 1.10;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if(|it| it == "--server").is_some() {
        server::run(arguments.next().and_then(|it| it.parse().ok()).unwrap_or(1)).await;
        return ExitCode::SUCCESS;
    }
    if !cfg!(target_os = "linux") {
        eprintln!("this command reads /proc: it needs Linux");
        return ExitCode::from(2);
    }
    let mut numbers = arguments.map(|it| it.parse().unwrap_or(0));
    let (seconds, seed) = (numbers.next().unwrap_or(600), numbers.next().unwrap_or(1));
    match run(Duration::from_secs(seconds), seed).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            eprintln!("seed {seed}: {what}");
            ExitCode::FAILURE
        }
    }
}

/// What the process holds at one moment.
#[derive(Clone, Copy, Debug)]
struct Sample {
    memory: u64,
    descriptors: usize,
    tasks: usize,
    permits: usize,
    queued: usize,
}

impl Sample {
    fn now(clients: &[Client]) -> Self {
        let pages = std::fs::read_to_string("/proc/self/statm").expect("this is Linux");
        let resident = pages.split(' ').nth(1).and_then(|it| it.parse::<u64>().ok());
        let upstreams = clients.iter().flat_map(|it| it.core().upstreams());
        let (permits, queued) = upstreams
            .fold((0, 0), |(permits, queued), it| (permits + it.in_flight, queued + it.queued));
        Self {
            memory: resident.expect("statm has two numbers") * 4096,
            descriptors: std::fs::read_dir("/proc/self/fd").expect("this is Linux").count(),
            tasks: tokio::runtime::Handle::current().metrics().num_alive_tasks(),
            permits,
            queued,
        }
    }

    fn print(&self, at: Duration, counts: &Counts) {
        println!(
            "{:>5.0} s: {:>6.1} MiB, {:>4} descriptors, {:>4} tasks, {:>4} permits, {:>4} queued; {counts}",
            at.as_secs_f64(),
            self.memory as f64 / 1024.0 / 1024.0,
            self.descriptors,
            self.tasks,
            self.permits,
            self.queued,
        );
    }
}

async fn run(time: Duration, seed: u64) -> Result<(), String> {
    let server = server::Process::start(seed);
    let clients = [server.http1.as_str(), server.http2.as_str()]
        .map(|url| client::new(url, &server.certificate));
    let before = Sample::now(&clients);
    let counts = Arc::new(Counts::default());
    before.print(Duration::ZERO, &counts);
    let started = Instant::now();
    let ends = started + time;
    let tasks = (0..TASKS).map(|number| {
        let client = clients[usize::from(number % 2 == 1)].clone();
        tokio::spawn(client::work(client, seed ^ (number << 32), ends, counts.clone()))
    });
    let tasks: Vec<_> = tasks.collect();
    let mut samples = Vec::new();
    for number in 1..=SAMPLES {
        tokio::time::sleep_until((started + time * number / SAMPLES).into()).await;
        let sample = Sample::now(&clients);
        sample.print(started.elapsed(), &counts);
        samples.push(sample);
    }
    for task in tasks {
        task.await.map_err(|panic| panic.to_string())?;
    }
    tokio::time::sleep(COOL_DOWN).await;
    let after = Sample::now(&clients);
    after.print(started.elapsed(), &counts);
    check(before, &samples, after)?;
    counts.check()
}

/// Fails if memory is not flat, or if something was not returned.
fn check(before: Sample, samples: &[Sample], after: Sample) -> Result<(), String> {
    let steady = samples.get(1..).unwrap_or_default();
    let (first, rest) = steady.split_first().expect("there are several samples");
    let highest = rest.iter().map(|it| it.memory).max().unwrap_or_default();
    let growth = highest as f64 / first.memory as f64;
    println!("memory grew to {growth:.3} times after the second sample");
    if growth > GROWTH {
        return Err(format!("memory is not flat: {growth:.3} times"));
    }
    let leaks = [
        ("descriptors", before.descriptors, after.descriptors),
        ("tasks", before.tasks, after.tasks),
        ("permits", 0, after.permits),
        ("places in the queue", 0, after.queued),
    ];
    match leaks.iter().find(|(_, before, after)| after > before) {
        Some((what, before, after)) => {
            Err(format!("{what} leaked: {before} before, {after} after"))
        }
        None => Ok(()),
    }
}
