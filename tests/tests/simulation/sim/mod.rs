//! Deterministic simulation: a client calls a simulated server through a network with faults, under virtual time.
//!
//! An episode has a seed, which decides on everything: settings, calls, faults, waits and keys. After each call the
//! invariants of `invariants.rs` are checked against the server's log. A failing seed repeats itself.

mod api;
mod invariants;
mod limiter;
mod network;
mod plan;
mod server;

use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::time::Duration;

use fastrand::Rng;
use renkei_runtime::Outcome;

use self::api::{Client, Request};
use self::invariants::Checker;
use self::limiter::CountingLimiter;
use self::network::Network;
use self::plan::Settings;

/// A fault that is planted, so that a test can see that the invariants find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "the command plants none")]
pub(crate) enum Planted {
    None,
    /// The transport says that a lost request was never sent.
    LyingTransport,
    /// The server performs a request again whose key it knows.
    ForgetfulServer,
    /// The rate limiter loses tokens that are returned.
    LeakedReservation,
}

/// What an episode did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) calls: u64,
    pub(crate) attempts: u64,
    pub(crate) succeeded: u64,
    pub(crate) not_sent: u64,
    pub(crate) rejected: u64,
    pub(crate) unknown: u64,
    pub(crate) applied: u64,
    pub(crate) cancelled: u64,
    pub(crate) repeated: u64,
    pub(crate) effects: u64,
    /// A hash of everything that happened, in order.
    pub(crate) digest: u64,
}

impl Report {
    pub(crate) fn add(&mut self, other: &Self) {
        self.calls += other.calls;
        self.attempts += other.attempts;
        self.succeeded += other.succeeded;
        self.not_sent += other.not_sent;
        self.rejected += other.rejected;
        self.unknown += other.unknown;
        self.applied += other.applied;
        self.cancelled += other.cancelled;
        self.repeated += other.repeated;
        self.effects += other.effects;
        self.digest ^= other.digest;
    }

    /// The kinds of results, each of which has to occur.
    #[allow(dead_code, reason = "the command prints the whole report")]
    pub(crate) fn counts(&self) -> [(&'static str, u64); 7] {
        [
            ("succeeded", self.succeeded),
            ("not sent", self.not_sent),
            ("rejected", self.rejected),
            ("unknown", self.unknown),
            ("applied", self.applied),
            ("cancelled", self.cancelled),
            ("repeated by the caller", self.repeated),
        ]
    }

    fn count(&mut self, result: &CallResult) {
        self.calls += 1;
        match result {
            CallResult::Success => self.succeeded += 1,
            CallResult::Cancelled => self.cancelled += 1,
            CallResult::Failed(Outcome::NotSent) => self.not_sent += 1,
            CallResult::Failed(Outcome::Rejected) => self.rejected += 1,
            CallResult::Failed(Outcome::Unknown) => self.unknown += 1,
            CallResult::Failed(Outcome::Applied) => self.applied += 1,
        }
    }
}

/// How a call ended for its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallResult {
    Success,
    Failed(Outcome),
    Cancelled,
}

/// An invariant that does not hold.
#[derive(Debug)]
pub(crate) struct Broken {
    pub(crate) seed: u64,
    pub(crate) calls: u32,
    pub(crate) what: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, calls, what } = self;
        write!(
            f,
            "seed {seed}: {what}\nrepeat it with: cargo run --release -p renkei-tests --example simulation -- --seed {seed} --calls {calls}"
        )
    }
}

/// Runs `calls` calls of a seed.
///
/// # Errors
///
/// The first invariant that does not hold.
pub(crate) fn episode(seed: u64, calls: u32, planted: Planted) -> Result<Report, Broken> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime without input and output always starts");
    let result = runtime.block_on(run(seed, calls, planted));
    result.map_err(|what| Broken { seed, calls, what })
}

async fn run(seed: u64, calls: u32, planted: Planted) -> Result<Report, String> {
    let mut rng = Rng::with_seed(seed);
    let settings = Settings::draw(&mut rng);
    let network = Network::new(rng.fork(), &settings, planted);
    let limiter = CountingLimiter::new(settings.tokens, planted);
    let client = Client::new(rng.u64(..), &settings, &network, &limiter);
    let checker = Checker::new(&client, &network, &limiter, &settings);
    let mut report = Report::default();
    let mut left = calls;
    let mut number = 0;
    while left > 0 {
        let wave = rng.u32(1..=settings.concurrency).min(left);
        left -= wave;
        let mut tasks = Vec::new();
        for _ in 0..wave {
            number += 1;
            let request = Request::draw(number, &mut rng);
            let (client, checker) = (client.clone(), checker.clone());
            tasks.push(tokio::spawn(async move {
                let finished = client.call(&request).await;
                checker.after_call(&request, &finished).map(|()| (request, finished))
            }));
        }
        for task in tasks {
            let (request, finished) = task.await.map_err(|panic| panic.to_string())??;
            report.count(&finished.result);
            report.repeated += u64::from(finished.repetitions > 0);
            let mut hasher = DefaultHasher::new();
            (report.digest, request.number, finished.shown()).hash(&mut hasher);
            report.digest = hasher.finish();
        }
        checker.after_wave()?;
        if rng.u8(..) < 64 {
            tokio::time::sleep(Duration::from_millis(rng.u64(1..20_000))).await;
        }
    }
    // Requests that are still on their way arrive.
    tokio::time::sleep(Duration::from_secs(300)).await;
    checker.at_end()?;
    report.attempts = network.attempts();
    report.effects = network.effects();
    Ok(report)
}
