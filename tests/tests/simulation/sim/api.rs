//! The client, and the calls that are made with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use fastrand::Rng;
use renkei_runtime::hooks::Event;
use renkei_runtime::{Advice, Auth, CallOptions, ClientBuilder, Error, Outcome, codegen};
use tokio::time::{Instant, timeout};

use super::CallResult;
use super::limiter::CountingLimiter;
use super::network::Network;
use super::plan::Settings;

/// The header with the number of the caller's request.
pub(super) const NUMBER: &str = "x-number";
/// The header of keys.
pub(super) const KEY: &str = "idempotency-key";
/// A header of the operations whose keys the server honours.
pub(super) const HONOURED: &str = "x-honoured";

static READ: codegen::Operation =
    codegen::Operation { id: "read", path: "/v1/things", accept: JSON, ..codegen::Operation::GET };
static REPLACE: codegen::Operation = codegen::Operation {
    id: "replace",
    path: "/v1/things",
    accept: JSON,
    ..codegen::Operation::PUT
};
static CREATE: codegen::Operation = codegen::Operation {
    id: "create",
    path: "/v1/things",
    accept: JSON,
    idempotency_header: Some("Idempotency-Key"),
    ..codegen::Operation::POST
};
static APPEND: codegen::Operation =
    codegen::Operation { id: "append", path: "/v1/log", accept: JSON, ..codegen::Operation::POST };

const JSON: &str = "application/json";

/// The kinds of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Read,
    Replace,
    Keyed,
    Unkeyed,
}

/// A request of the caller.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) number: u64,
    pub(super) kind: Kind,
    /// How often the caller sends it again, if the advice is to do so.
    repetitions: u32,
    /// After which time the caller gives up.
    patience: Option<Duration>,
    /// After which time a second task gives up that sends a clone at the same time.
    pub(super) second: Option<Duration>,
}

/// How a request ended.
pub(super) struct Finished {
    pub(super) result: CallResult,
    /// How often the caller sent it again.
    pub(super) repetitions: u32,
    pub(super) attempts: u32,
    /// The time of the longest single call.
    pub(super) longest: Duration,
    error: Option<String>,
}

impl Finished {
    /// Everything that has to be the same in a repetition of the episode.
    pub(super) fn shown(&self) -> String {
        let Self { result, repetitions, attempts, longest, error } = self;
        format!("{result:?} {repetitions} {attempts} {longest:?} {error:?}")
    }
}

impl Request {
    pub(super) fn draw(number: u64, rng: &mut Rng) -> Self {
        let kinds =
            [Kind::Read, Kind::Replace, Kind::Keyed, Kind::Keyed, Kind::Unkeyed, Kind::Unkeyed];
        let kind = kinds[rng.usize(..kinds.len())];
        Self {
            number,
            kind,
            repetitions: [0, 0, 1, 3][rng.usize(..4)],
            patience: (rng.u8(..) < 32).then(|| Duration::from_micros(rng.u64(1..5_000_000))),
            // Only with a key that the server honours may a request be sent by two tasks.
            second: (kind == Kind::Keyed && rng.u8(..) < 64)
                .then(|| Duration::from_micros(rng.u64(1..12_000_000))),
        }
    }
}

#[derive(Clone)]
pub(super) struct Client {
    pub(super) core: codegen::Core,
    /// How many retries were scheduled.
    retries: Arc<AtomicU64>,
}

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;

    fn from_core(core: codegen::Core) -> Self {
        Self { core, retries: Arc::default() }
    }
}

impl Client {
    /// Returns how many retries were scheduled.
    pub(super) fn retries(&self) -> u64 {
        self.retries.load(Ordering::Relaxed)
    }

    pub(super) fn new(
        seed: u64,
        settings: &Settings,
        network: &Network,
        limiter: &CountingLimiter,
    ) -> Self {
        let retries = Arc::new(AtomicU64::new(0));
        let counter = retries.clone();
        let builder = ClientBuilder::<Self>::new()
            .base_url("https://api.test")
            .observe(move |event: &Event<'_>| {
                if matches!(event, Event::RetryScheduled { .. }) {
                    counter.fetch_add(1, Ordering::Relaxed);
                }
            })
            .random_seed(seed)
            .attempts(settings.attempts)
            .deadline(settings.deadline)
            .attempt_timeout(settings.attempt_timeout)
            .max_body(1_000)
            .max_in_flight(settings.in_flight)
            .max_queued(settings.queued)
            .circuit_breaker(settings.breaker)
            .transport(network.clone());
        let builder = match settings.rate {
            Some(rate) => builder.rate_limit(rate, 4),
            None => builder,
        };
        let builder = match settings.has_tokens {
            true => builder.auth(Auth::client_credentials("https://id.test/token", "id", "secret")),
            false => builder,
        };
        let builder = match limiter.capacity {
            Some(_) => builder.rate_limiter(limiter.clone()),
            None => builder,
        };
        let client = builder.build().expect("the settings are valid");
        Self { retries, ..client }
    }

    /// Makes a request, and sends it again as the advice of its error allows.
    pub(super) async fn call(&self, request: &Request) -> Finished {
        let mut finished = Finished {
            result: CallResult::Success,
            repetitions: 0,
            attempts: 0,
            longest: Duration::ZERO,
            error: None,
        };
        let call = self.prepared(request);
        let mut worst: Option<Outcome> = None;
        loop {
            let sent = send_with_second(call.clone(), request.second);
            let result = match request.patience {
                Some(patience) => timeout(patience, sent).await,
                None => Ok(sent.await),
            };
            let Ok((result, took)) = result else {
                finished.result = CallResult::Cancelled;
                return finished;
            };
            finished.longest = finished.longest.max(took);
            let Err(error) = result else {
                finished.result = CallResult::Success;
                return finished;
            };
            finished.attempts += error.attempts();
            // What an earlier sending did is not undone by a later one.
            let outcome = worst.map_or(error.outcome(), |it| it.max(error.outcome()));
            worst = Some(outcome);
            finished.result = CallResult::Failed(outcome);
            finished.error = Some(error.to_string());
            let Advice::Retry { after_ms } = error.advice() else { return finished };
            // Without a key that the server honours, only a request that did nothing is sent again.
            if finished.repetitions == request.repetitions {
                return finished;
            }
            finished.repetitions += 1;
            let wait = Duration::from_millis(after_ms.unwrap_or(50).min(30_000));
            tokio::time::sleep(wait).await;
        }
    }

    fn prepared(&self, request: &Request) -> codegen::Call {
        let operation = match request.kind {
            Kind::Read => &READ,
            Kind::Replace => &REPLACE,
            Kind::Keyed => &CREATE,
            Kind::Unkeyed => &APPEND,
        };
        let mut call = codegen::Call::new(&self.core, operation);
        let mut options = CallOptions::new().header(NUMBER, &request.number.to_string());
        if request.kind == Kind::Keyed {
            options = options.header(HONOURED, "1");
        }
        call.options(options);
        if request.kind != Kind::Read {
            call.json(JSON, &request.number);
        }
        call
    }
}

/// Sends a request, and at the same time a clone of it, which is dropped after a time. Returns the time of the request alone.
async fn send_with_second(
    call: codegen::Call,
    second: Option<Duration>,
) -> (Result<codegen::Value, Error>, Duration) {
    let Some(patience) = second else { return timed(call).await };
    let mut clone = call.clone();
    clone.options(CallOptions::new().deadline(Duration::from_secs(60)));
    // The clone is first, so that the other one waits for it.
    let (_, result) = tokio::join!(timeout(patience, send(clone)), timed(call));
    result
}

async fn timed(call: codegen::Call) -> (Result<codegen::Value, Error>, Duration) {
    let started = Instant::now();
    let result = send(call).await;
    (result, started.elapsed())
}

async fn send(call: codegen::Call) -> Result<codegen::Value, Error> {
    let decode = codegen::Decode { ok: codegen::json::<codegen::Value>, err: codegen::no_error };
    Ok(call.send(decode).await?)
}
