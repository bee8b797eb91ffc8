//! The client, and what its tasks do.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use renkei_runtime::codegen::{self, Call, Decode, Operation};
use renkei_runtime::transport::HttpTransport;
use renkei_runtime::{CallOptions, ClientBuilder, Error, Outcome, Streaming};
use serde_json::Value;

const JSON: &str = "application/json";

static READ: Operation = Operation { id: "read", path: "/read", accept: JSON, ..Operation::GET };
static WRITE: Operation =
    Operation { id: "write", path: "/write", accept: JSON, ..Operation::POST };
static KEYED: Operation = Operation {
    id: "keyed",
    path: "/keyed",
    accept: JSON,
    idempotency_header: Some("Idempotency-Key"),
    ..Operation::POST
};
static LINES: Operation =
    Operation { id: "lines", path: "/lines", accept: "application/x-ndjson", ..Operation::GET };

#[derive(Clone)]
pub(crate) struct Client(codegen::Core);

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;

    fn from_core(core: codegen::Core) -> Self {
        Self(core)
    }
}

impl Client {
    pub(crate) fn core(&self) -> &codegen::Core {
        &self.0
    }
}

/// A client with the defaults, but for shorter waits: a run has many faults.
pub(crate) fn new(url: &str, certificate: &str) -> Client {
    let transport = HttpTransport::builder()
        .root_certificate(certificate)
        .build()
        .expect("the settings are valid");
    ClientBuilder::<Client>::new()
        .base_url(url)
        .transport(transport)
        .attempt_timeout(Duration::from_millis(300))
        .deadline(Duration::from_secs(3))
        .body_idle(Duration::from_millis(300))
        .backoff(Duration::from_millis(10), Duration::from_millis(100))
        .throttle_backoff(Duration::from_millis(20), Duration::from_millis(100))
        .build()
        .expect("the settings are valid")
}

/// What happened so far.
#[derive(Default)]
pub(crate) struct Counts {
    succeeded: AtomicU64,
    dropped: AtomicU64,
    /// By outcome: `NotSent`, `Rejected`, `Unknown`, `Applied`.
    failed: [AtomicU64; 4],
}

impl Counts {
    fn add(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }

    fn count(&self, result: Option<Result<(), Error>>) {
        match result {
            None => Self::add(&self.dropped),
            Some(Ok(())) => Self::add(&self.succeeded),
            Some(Err(error)) => Self::add(match error.outcome() {
                Outcome::NotSent => &self.failed[0],
                Outcome::Rejected => &self.failed[1],
                Outcome::Unknown => &self.failed[2],
                Outcome::Applied => &self.failed[3],
            }),
        }
    }

    /// A load without successes, faults or dropped calls would show nothing.
    pub(crate) fn check(&self) -> Result<(), String> {
        let read = |it: &AtomicU64| it.load(Ordering::Relaxed);
        let failed: u64 = self.failed.iter().map(read).sum();
        let (succeeded, dropped) = (read(&self.succeeded), read(&self.dropped));
        let is_mixed = succeeded > 10 * failed.max(1) / 10 && failed > 100 && dropped > 100;
        if is_mixed { Ok(()) } else { Err(format!("the load is not mixed: {self}")) }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let read = |it: &AtomicU64| it.load(Ordering::Relaxed);
        let failed: Vec<_> = self.failed.iter().map(read).collect();
        write!(
            f,
            "{} calls succeeded, {} were dropped, failed by outcome {failed:?}",
            read(&self.succeeded),
            read(&self.dropped),
        )
    }
}

/// Calls until the time is over.
pub(crate) async fn work(client: Client, seed: u64, ends: Instant, counts: Arc<Counts>) {
    let mut random = fastrand::Rng::with_seed(seed);
    while Instant::now() < ends {
        let kind = random.u8(..10);
        let call = call(&client, kind);
        let result = if random.u8(..20) == 0 {
            let limit = Duration::from_micros(random.u64(..20_000));
            tokio::time::timeout(limit, call).await.ok()
        } else {
            Some(call.await)
        };
        let is_refused = matches!(&result, Some(Err(error)) if error.outcome() == Outcome::NotSent);
        counts.count(result);
        // Calls that a limit of the client refuses would spin.
        let pause = if is_refused { 20 } else { random.u64(..10) };
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
}

async fn call(client: &Client, kind: u8) -> Result<(), Error> {
    let operation = match kind {
        0..4 => &READ,
        4..6 => &WRITE,
        6..8 => &KEYED,
        _ => return lines(client).await,
    };
    let mut call = Call::new(client.core(), operation);
    if kind >= 4 {
        call.json(JSON, &serde_json::json!({ "amount": kind, "note": "x".repeat(200) }));
    }
    let decode: Decode<Value, Infallible> = Decode { ok: codegen::json, err: codegen::no_error };
    call.send(decode).await.map(drop).map_err(Error::from)
}

async fn lines(client: &Client) -> Result<(), Error> {
    let mut call = Call::new(client.core(), &LINES);
    call.options(CallOptions::new().attempts(2));
    let opening: Streaming<codegen::LineStream<Value>, Infallible> =
        call.stream("application/x-ndjson", codegen::lines::<Value>, codegen::no_error);
    let mut stream = opening.await.map_err(Error::from)?;
    while stream.try_next().await?.is_some() {}
    Ok(())
}
